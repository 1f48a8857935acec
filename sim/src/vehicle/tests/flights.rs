//! Whole flights in virtual time.

use std::time::Duration;

use missions::geodesy::Position;
use missions::plan::item::Item;
use missions::wind::Wind;
use nalgebra::Vector3;

use crate::faults::VehicleFault;
use crate::scenario::Scenario;
use crate::vehicle::Vehicle;
use crate::vehicle::autopilot::{AutopilotEvent, LandedState};
use crate::vehicle::modes::{FlightMode, Manner};
use crate::world::World;

pub(super) const BOTH: [Manner; 2] = [Manner::ArduPilot, Manner::Px4];

pub(super) fn home() -> Position {
    Position::new(51.95, 4.05).unwrap()
}

/// One vehicle in calm air unless told otherwise, and what it said.
pub(super) struct Field {
    pub(super) world: World,
    pub(super) events: Vec<AutopilotEvent>,
}

impl Field {
    pub(super) fn new(manner: Manner, prepare: impl FnOnce(&mut Scenario)) -> Self {
        let mut scenario = Scenario::single(manner, home());
        prepare(&mut scenario);
        let mut field = Self {
            world: World::new(scenario),
            events: Vec::new(),
        };
        field.wait(12.0);
        field
    }

    pub(super) fn vehicle(&self) -> &Vehicle {
        self.world.vehicle(0).unwrap()
    }

    pub(super) fn command(&mut self) -> &mut crate::vehicle::autopilot::Autopilot {
        self.world.vehicle_mut(0).unwrap().autopilot()
    }

    pub(super) fn wait(&mut self, seconds: f64) {
        self.until(seconds, |_| false);
    }

    /// Steps until something holds; says whether it did within the time.
    pub(super) fn until(&mut self, seconds: f64, mut holds: impl FnMut(&Vehicle) -> bool) -> bool {
        let end = self.world.now() + Duration::from_secs_f64(seconds);
        while self.world.now() < end {
            self.world.step();
            while let Some(event) = self.command().poll_event() {
                self.events.push(event);
            }
            if holds(self.vehicle()) {
                return true;
            }
        }
        false
    }

    pub(super) fn said(&self, words: &str) -> bool {
        self.events.iter().any(|event| match event {
            AutopilotEvent::Text { text, .. } => text.contains(words),
            _ => false,
        })
    }

    pub(super) fn texts(&self) -> Vec<&str> {
        self.events
            .iter()
            .filter_map(|event| match event {
                AutopilotEvent::Text { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect()
    }

    /// Arms and climbs to a height above home, in the manner's own way.
    pub(super) fn take_off(&mut self, height_m: f64) {
        if self.command().manner() == Manner::ArduPilot {
            self.command().set_mode(FlightMode::Guided).unwrap();
        }
        self.command().arm(false).unwrap();
        self.command().take_off(height_m).unwrap();
        let up = self.until(60.0, |v| -v.truth().position_ned_m.z > height_m - 0.7);
        assert!(up, "{:?}", self.texts());
        self.wait(3.0);
    }
}

#[test]
fn it_takes_off_holds_and_lands_where_it_stood() {
    for manner in BOTH {
        let mut field = Field::new(manner, |_| ());
        field.take_off(20.0);
        let truth = *field.vehicle().truth();
        assert!((-truth.position_ned_m.z - 20.0).abs() < 1.5, "{truth:?}");
        assert_eq!(field.vehicle().asked().landed(), LandedState::InAir);
        field.command().land().unwrap();
        let down = field.until(90.0, |v| !v.asked().is_armed());
        assert!(down, "{manner:?} {:?}", field.texts());
        let truth = field.vehicle().truth();
        assert!(truth.position_ned_m.xy().norm() < 1.5, "{truth:?}");
        assert!(truth.impact_m_s < 1.0, "{truth:?}");
    }
}
