//! The telemetry that the flight lives on, and how it is asked for: at first contact, and again
//! where some of it falls silent while the autopilot's heartbeats go on.

use missions::link::command::{Command, Outcome, Ticket};
use missions::link::dialect::{MavCmd, MavMessage};
use missions::time::BootTime;

use super::super::partner::Partner;

/// Messages and how often a second: what the safety table, the track and the display live on.
const STREAMS: [(u32, f32); 16] = [
    (33, 5.0),  // GLOBAL_POSITION_INT, without which nothing can be flown
    (1, 1.0),   // SYS_STATUS
    (2, 1.0),   // SYSTEM_TIME
    (24, 2.0),  // GPS_RAW_INT
    (30, 4.0),  // ATTITUDE
    (42, 1.0),  // MISSION_CURRENT
    (65, 4.0),  // RC_CHANNELS
    (74, 2.0),  // VFR_HUD
    (147, 1.0), // BATTERY_STATUS
    (162, 1.0), // FENCE_STATUS
    (168, 1.0), // WIND (ArduPilot)
    (193, 1.0), // EKF_STATUS_REPORT (ArduPilot)
    (230, 1.0), // ESTIMATOR_STATUS (PX4)
    (231, 1.0), // WIND_COV (PX4)
    (242, 0.5), // HOME_POSITION
    (245, 2.0), // EXTENDED_SYS_STATE
];

/// A request for telemetry.
#[derive(Debug)]
pub(super) struct Streams {
    /// The answer for the first message decides whether the older way is needed.
    first: Option<Ticket>,
}

impl Streams {
    /// Asks for everything.
    pub(super) fn ask(now: BootTime, partner: &mut Partner) -> Self {
        Self::ask_for(now, partner, |_message| true)
    }

    /// Asks for some messages.
    pub(super) fn ask_for(
        now: BootTime,
        partner: &mut Partner,
        wanted: impl Fn(u32) -> bool,
    ) -> Self {
        let mut first = None;
        for (message, hertz) in STREAMS.into_iter().filter(|(message, _)| wanted(*message)) {
            let ticket = partner.command(now, interval(message, hertz));
            first.get_or_insert(ticket);
        }
        Self { first }
    }

    /// Looks for the answer; an autopilot that knows no SET_MESSAGE_INTERVAL is asked in the
    /// older way.
    pub(super) fn hear(&mut self, partner: &mut Partner) {
        let Some(answer) = self.first.and_then(|ticket| partner.answer(ticket)) else {
            return;
        };
        self.first = None;
        if let Outcome::Refused(..) | Outcome::NoAnswer = answer {
            let request = the_older_way(partner);
            partner.say(request);
        }
    }
}

fn interval(message: u32, hertz: f32) -> Command {
    let micros = 1e6 / hertz;
    Command::long(
        MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL,
        &[message as f32, micros],
    )
}

/// All streams, 4 times a second.
#[expect(
    deprecated,
    reason = "it is asked only of autopilots that know nothing newer"
)]
fn the_older_way(partner: &Partner) -> MavMessage {
    use missions::link::dialect::{MavDataStream, REQUEST_DATA_STREAM_DATA};
    MavMessage::REQUEST_DATA_STREAM(REQUEST_DATA_STREAM_DATA {
        target_system: partner.address.system,
        target_component: partner.address.component,
        req_stream_id: MavDataStream::MAV_DATA_STREAM_ALL,
        req_message_rate: 4,
        start_stop: 1,
    })
}
