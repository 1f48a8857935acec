//! Mission, fence and rally points as they are uploaded.

use missions::link::from_mavlink::FenceError;
use missions::plan::item::Item;

use super::super::modes::{FlightMode, Manner};
use super::event::Severity;
use super::mission::{self, MissionRefusal, Refusal};
use super::{Autopilot, executor};

impl Autopilot {
    /// Replaces the mission. The executor starts at its beginning.
    pub fn set_mission(&mut self, items: Vec<Item>) -> Result<(), MissionRefusal> {
        if self.manner == Manner::ArduPilot && !self.has_booted() {
            return Err(MissionRefusal {
                index: 0,
                refusal: Refusal::NotNow,
            });
        }
        self.mission.replace(items)?;
        self.executor = executor::Executor::default();
        if self.manner == Manner::ArduPilot {
            self.preset("MIS_TOTAL", self.mission.items().len());
            self.text(Severity::Info, "Flight plan received");
        }
        if self.mode == FlightMode::Mission && self.is_armed() {
            self.begin_mission();
        }
        Ok(())
    }

    /// Replaces the fence by uploaded fence items.
    pub fn set_fence(&mut self, items: Vec<Item>) -> Result<(), FenceError> {
        self.fence.replace(items)?;
        if self.manner == Manner::ArduPilot {
            self.preset("FENCE_TOTAL", self.fence.items().len());
            self.text(Severity::Debug, "Fence Indexed OK");
        }
        Ok(())
    }

    /// Replaces the rally points.
    pub fn set_rally(&mut self, items: Vec<Item>) -> Result<(), MissionRefusal> {
        for (index, item) in items.iter().enumerate() {
            mission::check_place(item).map_err(|refusal| MissionRefusal { index, refusal })?;
        }
        self.rally = items;
        if self.manner == Manner::ArduPilot {
            self.preset("RALLY_TOTAL", self.rally.len());
        }
        Ok(())
    }

    fn preset(&mut self, name: &'static str, count: usize) {
        let value = count.min(i8::MAX as usize) as f64;
        self.parameters
            .set(name, value)
            .expect("a count that fits its kind");
    }
}
