//! Small questions that are answered by a message of the same kind: what time it is, who is there.

#![expect(
    deprecated,
    reason = "PX4 still answers PING, and ground stations still send it"
)]

use missions::link::Endpoint;
use missions::link::dialect::{MavMessage, PING_DATA, TIMESYNC_DATA};
use missions::time::BootTime;

use crate::vehicle::modes::Manner;

/// The answer to a message, if it is such a question.
///
/// `TIMESYNC` with `tc1` 0 asks for the time, in nanoseconds; `PING` to nobody asks everybody.
/// Source: mavlink.io, "Time Synchronization" and "Ping Protocol".
pub(super) fn answer(
    now: BootTime,
    manner: Manner,
    from: Endpoint,
    message: &MavMessage,
) -> Option<MavMessage> {
    match message {
        MavMessage::TIMESYNC(sync) if sync.tc1 == 0 => Some(timesync(now, from, sync)),
        MavMessage::PING(ping) if manner == Manner::Px4 => ping_back(from, ping),
        _ => None,
    }
}

fn timesync(now: BootTime, from: Endpoint, sync: &TIMESYNC_DATA) -> MavMessage {
    let now_ns = now.as_micros().saturating_mul(1000);
    MavMessage::TIMESYNC(TIMESYNC_DATA {
        tc1: i64::try_from(now_ns).unwrap_or(i64::MAX),
        ts1: sync.ts1,
        target_system: from.system,
        target_component: from.component,
    })
}

fn ping_back(from: Endpoint, ping: &PING_DATA) -> Option<MavMessage> {
    let asks_all = (ping.target_system, ping.target_component) == (0, 0);
    asks_all.then_some(MavMessage::PING(PING_DATA {
        target_system: from.system,
        target_component: from.component,
        ..*ping
    }))
}
