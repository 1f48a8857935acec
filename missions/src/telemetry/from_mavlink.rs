//! A vehicle's state from what its autopilot tells while it flies; lists that are uploaded and
//! downloaded are [`crate::link::from_mavlink`]'s. Field meanings and "unknown" values are
//! those of MAVLink's common.xml and ardupilotmega.xml; messages that say nothing of a vehicle's
//! state are passed over.

mod power;
mod text;
mod values;

pub(super) use text::PartialText;

use super::{Event, EventKind, MissionProgress, MissionStage, VehicleState};
use crate::autopilot::Mode;
use crate::link::dialect::{
    HEARTBEAT_DATA, MISSION_CURRENT_DATA, MavAutopilot, MavMessage, MavModeFlag, MavType,
    MissionState,
};
use crate::time::BootTime;
use std::time::Duration;

/// PX4 repeats MISSION_ITEM_REACHED about once a second; the same item again within this time
/// is a repetition, later it was reached again (a loop in the mission).
const REPEATED: Duration = Duration::from_secs(5);

impl VehicleState {
    /// Takes in one message *of this vehicle's autopilot*; the caller sorts by system and
    /// component. `now` is our clock. Returns what happened by it.
    ///
    /// Heartbeats of gimbals, cameras and ground stations are recognised and passed over.
    pub fn update(&mut self, now: BootTime, message: &MavMessage) -> Vec<Event> {
        let mut happened = Vec::new();
        self.heard = Some(now);
        match message {
            MavMessage::HEARTBEAT(m) => self.heartbeat(now, m, &mut happened),
            MavMessage::MISSION_CURRENT(m) => self.mission_current(now, m, &mut happened),
            MavMessage::MISSION_ITEM_REACHED(m) => self.item_reached(now, m.seq, &mut happened),
            MavMessage::EXTENDED_SYS_STATE(m) => {
                if let Some(landed) = values::landed(m.landed_state) {
                    if self.landed.get() != Some(landed) {
                        happened.push(EventKind::Landed { landed });
                    }
                    self.landed.set(now, landed);
                }
            }
            MavMessage::HOME_POSITION(m) => {
                if let Some(home) = values::home(m) {
                    if self.home.get() != Some(home) {
                        happened.push(EventKind::HomeSet { home });
                    }
                    self.home.set(now, home);
                }
            }
            MavMessage::FENCE_STATUS(m) => {
                let fence = values::fence(m);
                let before = self.fence.get().is_some_and(|fence| fence.breached);
                if before != fence.breached {
                    happened.push(EventKind::Fence { fence });
                }
                self.fence.set(now, fence);
            }
            MavMessage::STATUSTEXT(m) => happened.extend(self.text.take(m)),
            other => self.measure(now, other),
        }
        happened
            .into_iter()
            .map(|kind| Event { at: now, kind })
            .collect()
    }

    fn heartbeat(&mut self, now: BootTime, m: &HEARTBEAT_DATA, happened: &mut Vec<EventKind>) {
        if m.autopilot == MavAutopilot::MAV_AUTOPILOT_INVALID || m.mavtype == MavType::MAV_TYPE_GCS
        {
            return;
        }
        self.heartbeat = Some(now);
        self.vehicle_type.set(now, m.mavtype as u8);
        let to = Mode {
            autopilot: m.autopilot as u8,
            number: m.custom_mode,
        };
        let from = self.mode.get();
        if from != Some(to) {
            happened.push(EventKind::Mode { from, to });
        }
        self.mode.set(now, to);
        let armed = m
            .base_mode
            .contains(MavModeFlag::MAV_MODE_FLAG_SAFETY_ARMED);
        if self.armed.get() != Some(armed) {
            happened.push(EventKind::Armed { armed });
        }
        self.armed.set(now, armed);
        let status = values::system(m.system_status);
        if self.system.get() != Some(status) {
            happened.push(EventKind::System { status });
        }
        self.system.set(now, status);
    }

    fn mission_current(
        &mut self,
        now: BootTime,
        m: &MISSION_CURRENT_DATA,
        happened: &mut Vec<EventKind>,
    ) {
        let progress = MissionProgress {
            current: m.seq,
            total: (m.total != 0 && m.total != u16::MAX).then_some(m.total),
            stage: match m.mission_state {
                MissionState::MISSION_STATE_UNKNOWN => MissionStage::Unknown,
                MissionState::MISSION_STATE_NO_MISSION => MissionStage::Empty,
                MissionState::MISSION_STATE_NOT_STARTED => MissionStage::NotStarted,
                MissionState::MISSION_STATE_ACTIVE => MissionStage::Active,
                MissionState::MISSION_STATE_PAUSED => MissionStage::Paused,
                MissionState::MISSION_STATE_COMPLETE => MissionStage::Complete,
            },
            mission_id: (m.mission_id != 0).then_some(m.mission_id),
        };
        if self.mission.get().map(|mission| mission.current) != Some(m.seq) {
            happened.push(EventKind::Current { item: m.seq });
        }
        self.mission.set(now, progress);
    }

    fn item_reached(&mut self, now: BootTime, item: u16, happened: &mut Vec<EventKind>) {
        if self.reached.within(now, REPEATED) != Some(item) {
            happened.push(EventKind::Reached { item });
        }
        self.reached.set(now, item);
    }
}

#[cfg(test)]
mod tests;
