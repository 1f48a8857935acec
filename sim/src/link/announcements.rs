//! What is said unasked: the messages that an event of the autopilot leads to.

use std::time::Duration;

use missions::link::dialect::{
    CAMERA_FEEDBACK_DATA, CAMERA_TRIGGER_DATA, CameraFeedbackFlags, MISSION_ITEM_REACHED_DATA,
    MavMessage,
};
use missions::link::texts::Texts;
use missions::time::BootTime;

use super::snapshot::Snapshot;
use super::telemetry;
use crate::vehicle::autopilot::{AutopilotEvent, Picture, Severity};
use crate::vehicle::modes::{FlightMode, Manner};

/// PX4 says again and again which item it reached last (recorded: about once a second).
const REACHED_AGAIN: Duration = Duration::from_secs(1);

/// Numbers of messages that are sent at once when something changes.
const HEARTBEAT: u32 = 0;
/// See [`HEARTBEAT`].
const MISSION_CURRENT: u32 = 42;
/// See [`HEARTBEAT`].
const GPS_GLOBAL_ORIGIN: u32 = 49;
/// See [`HEARTBEAT`].
const FENCE_STATUS: u32 = 162;
/// See [`HEARTBEAT`].
const HOME_POSITION: u32 = 242;
/// See [`HEARTBEAT`].
const EXTENDED_SYS_STATE: u32 = 245;

/// Turns events into messages.
#[derive(Clone, Debug)]
pub(super) struct Announcements {
    manner: Manner,
    texts: Texts,
    reached: Option<(u16, BootTime)>,
}

impl Announcements {
    pub(super) const fn new(manner: Manner) -> Self {
        let texts = Texts::new();
        Self {
            manner,
            texts,
            reached: None,
        }
    }

    /// The messages of an event, `state` being what the vehicle knows right after it.
    pub(super) fn of(&mut self, event: &AutopilotEvent, state: &Snapshot) -> Vec<MavMessage> {
        match event {
            AutopilotEvent::Text { severity, text } => self.texts.messages(*severity, text),
            AutopilotEvent::ModeChanged(_) => {
                self.reached = None;
                self.known(&[HEARTBEAT, MISSION_CURRENT], state)
            }
            AutopilotEvent::Armed(_) => self.known(&[HEARTBEAT], state),
            AutopilotEvent::Landed(_) => self.landed(state),
            AutopilotEvent::HomeSet => self.home_set(state),
            AutopilotEvent::ItemReached(seq) => {
                self.reached = Some((*seq, state.time + REACHED_AGAIN));
                vec![reached(*seq)]
            }
            AutopilotEvent::CurrentItem(_) | AutopilotEvent::MissionFinished => {
                self.known(&[MISSION_CURRENT], state)
            }
            AutopilotEvent::Picture(picture) => self.picture(picture, state),
            AutopilotEvent::Breach(_) => self.known(&[FENCE_STATUS], state),
        }
    }

    /// The messages of a text of the link's own.
    pub(super) fn text(&mut self, severity: Severity, text: &str) -> Vec<MavMessage> {
        self.texts.messages(severity, text)
    }

    /// What is said again by the time alone.
    pub(super) fn again(&mut self, now: BootTime, mode: FlightMode) -> Option<MavMessage> {
        let (seq, due) = self.reached?;
        if self.manner != Manner::Px4 || mode != FlightMode::Mission || now < due {
            return None;
        }
        self.reached = Some((seq, now + REACHED_AGAIN));
        Some(reached(seq))
    }

    fn known(&self, ids: &[u32], state: &Snapshot) -> Vec<MavMessage> {
        ids.iter()
            .filter_map(|id| telemetry::known(self.manner, *id)?(state, self.manner))
            .collect()
    }

    fn landed(&self, state: &Snapshot) -> Vec<MavMessage> {
        match self.manner {
            Manner::ArduPilot => self.known(&[HEARTBEAT], state),
            Manner::Px4 => self.known(&[HEARTBEAT, EXTENDED_SYS_STATE], state),
        }
    }

    /// ArduPilot says the origin as well (recorded).
    fn home_set(&self, state: &Snapshot) -> Vec<MavMessage> {
        match self.manner {
            Manner::ArduPilot => self.known(&[GPS_GLOBAL_ORIGIN, HOME_POSITION], state),
            Manner::Px4 => self.known(&[HOME_POSITION], state),
        }
    }

    fn picture(&self, picture: &Picture, state: &Snapshot) -> Vec<MavMessage> {
        match self.manner {
            Manner::ArduPilot => vec![feedback(picture, state)],
            Manner::Px4 => vec![trigger(picture, state)],
        }
    }
}

const fn reached(seq: u16) -> MavMessage {
    MavMessage::MISSION_ITEM_REACHED(MISSION_ITEM_REACHED_DATA { seq })
}

/// Microseconds since 1970 when the date is known, since boot before.
fn time_us(picture: &Picture, state: &Snapshot) -> u64 {
    let age_us = state.time.since(picture.time).as_micros() as u64;
    state.utc.map_or(picture.time.as_micros(), |utc| {
        (utc.as_micros().max(0) as u64).saturating_sub(age_us)
    })
}

/// Angles are degrees, yaw from 0 to 360 (recorded).
fn feedback(picture: &Picture, state: &Snapshot) -> MavMessage {
    let (lat, lng) = picture.position.to_e7();
    let [roll, pitch, yaw] = picture.euler_deg;
    MavMessage::CAMERA_FEEDBACK(CAMERA_FEEDBACK_DATA {
        time_usec: time_us(picture, state),
        lat,
        lng,
        alt_msl: picture.sea_m as f32,
        alt_rel: picture.home_m as f32,
        roll: roll as f32,
        pitch: pitch as f32,
        yaw: yaw.rem_euclid(360.0) as f32,
        foc_len: 0.0,
        img_idx: picture.index as u16,
        target_system: 0,
        cam_idx: 0,
        flags: CameraFeedbackFlags::CAMERA_FEEDBACK_PHOTO,
        completed_captures: picture.index as u16,
    })
}

fn trigger(picture: &Picture, state: &Snapshot) -> MavMessage {
    MavMessage::CAMERA_TRIGGER(CAMERA_TRIGGER_DATA {
        time_usec: time_us(picture, state),
        seq: picture.index,
    })
}
