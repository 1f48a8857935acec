//! Commands about telemetry itself: which message, how often, now.
//!
//! Sources: MAVLink common, `MAV_CMD_SET_MESSAGE_INTERVAL` and `MAV_CMD_REQUEST_MESSAGE`;
//! ArduPilot, `GCS_MAVLINK::handle_command_set_message_interval` (a message that it lacks is
//! denied, with a text); PX4, `Mavlink::handle_command_long`.

use std::time::Duration;

use missions::link::dialect::{MESSAGE_INTERVAL_DATA, MavMessage, MavResult};
use missions::time::BootTime;

use super::commands::Given;
use super::snapshot::Snapshot;
use super::streams::Streams;
use super::telemetry;
use crate::vehicle::modes::Manner;

/// `MESSAGE_INTERVAL`, `HOME_POSITION`, `AUTOPILOT_VERSION`.
const MESSAGE_INTERVAL: u32 = 244;
/// See [`MESSAGE_INTERVAL`].
const HOME_POSITION: u32 = 242;
/// See [`MESSAGE_INTERVAL`].
const AUTOPILOT_VERSION: u32 = 148;

/// What a request leads to.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) result: MavResult,
    pub(super) messages: Vec<MavMessage>,
    /// A status text of level info.
    pub(super) text: Option<String>,
}

impl From<MavResult> for Answer {
    fn from(result: MavResult) -> Self {
        Self {
            result,
            messages: Vec::new(),
            text: None,
        }
    }
}

/// Answers a request; none where the command is about something else.
pub(super) fn answer(
    given: &Given,
    streams: &mut Streams,
    state: &Snapshot,
    manner: Manner,
) -> Option<Answer> {
    match given.number {
        410 => Some(message(HOME_POSITION, state, manner)),
        510 => Some(interval(given, streams)),
        511 => Some(set_interval(given, streams, state.time, manner)),
        512 => requested(given, streams, state, manner),
        520 => Some(message(AUTOPILOT_VERSION, state, manner)),
        _ => None,
    }
}

/// `REQUEST_MESSAGE`; none for messages of other components, which others may know.
fn requested(given: &Given, streams: &Streams, state: &Snapshot, manner: Manner) -> Option<Answer> {
    match given.whole(1) {
        Some(MESSAGE_INTERVAL) => Some(Answer {
            result: MavResult::MAV_RESULT_ACCEPTED,
            messages: vec![told(given.whole(2).unwrap_or(0), streams)],
            text: None,
        }),
        Some(id) if telemetry::known(manner, id).is_some() => Some(message(id, state, manner)),
        Some(_) => None,
        None => Some(MavResult::MAV_RESULT_DENIED.into()),
    }
}

fn message(id: u32, state: &Snapshot, manner: Manner) -> Answer {
    let message = telemetry::known(manner, id).and_then(|build| build(state, manner));
    match message {
        Some(message) => Answer {
            result: MavResult::MAV_RESULT_ACCEPTED,
            messages: vec![message],
            text: None,
        },
        None => MavResult::MAV_RESULT_FAILED.into(),
    }
}

fn interval(given: &Given, streams: &Streams) -> Answer {
    match given.whole(1) {
        Some(id) => Answer {
            result: MavResult::MAV_RESULT_ACCEPTED,
            messages: vec![told(id, streams)],
            text: None,
        },
        None => MavResult::MAV_RESULT_DENIED.into(),
    }
}

fn told(id: u32, streams: &Streams) -> MavMessage {
    let interval_us = streams.interval(id).map_or(-1, |interval| {
        i32::try_from(interval.as_micros()).unwrap_or(i32::MAX)
    });
    MavMessage::MESSAGE_INTERVAL(MESSAGE_INTERVAL_DATA {
        interval_us,
        message_id: id as u16,
    })
}

/// Parameter 2: microseconds; 0 takes the default, -1 stops the message.
fn set_interval(given: &Given, streams: &mut Streams, now: BootTime, manner: Manner) -> Answer {
    let (Some(id), Some(interval_us)) = (given.whole(1), given.optional(2)) else {
        return MavResult::MAV_RESULT_DENIED.into();
    };
    let known = if interval_us == 0.0 {
        streams.reset(now, id)
    } else {
        let wanted = (interval_us > 0.0).then(|| Duration::from_micros(interval_us as u64));
        streams.set(now, id, wanted)
    };
    if known {
        return MavResult::MAV_RESULT_ACCEPTED.into();
    }
    let text = format!("No ap_message for mavlink id ({id})");
    Answer {
        result: MavResult::MAV_RESULT_DENIED,
        messages: Vec::new(),
        text: (manner == Manner::ArduPilot).then_some(text),
    }
}
