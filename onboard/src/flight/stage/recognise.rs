//! Who is there: version and capabilities, home, and the telemetry that the flight needs.

use std::time::Duration;

use missions::link::command::{Command, Outcome, Ticket};
use missions::link::dialect::{MavCmd, MavMessage};
use missions::time::BootTime;

use super::super::event::Event;
use super::super::partner::Partner;
use super::load::Load;
use super::rejoin::Rejoin;
use super::{Desk, Next, Stage};

/// ArduPilot can take 5 s for its AUTOPILOT_VERSION.
const PATIENCE: Duration = Duration::from_secs(8);
/// MAVLink's message AUTOPILOT_VERSION.
const AUTOPILOT_VERSION: u32 = 148;
/// MAVLink's message HOME_POSITION.
const HOME_POSITION: u32 = 242;

/// Messages and how often a second: what the safety table, the track and the display live on.
const STREAMS: [(u32, f32); 16] = [
    (1, 1.0),   // SYS_STATUS
    (2, 1.0),   // SYSTEM_TIME
    (24, 2.0),  // GPS_RAW_INT
    (30, 4.0),  // ATTITUDE
    (33, 5.0),  // GLOBAL_POSITION_INT
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
/// The one without which nothing can be flown.
const POSITION: u32 = 33;

#[derive(Debug)]
pub(in super::super) struct Recognise {
    since: BootTime,
    asked: BootTime,
    /// The answer to the request for positions decides whether the older way is needed.
    position: Ticket,
}

impl Recognise {
    /// Asks for everything.
    pub(in super::super) fn begin(now: BootTime, partner: &mut Partner) -> Self {
        partner.request(now, AUTOPILOT_VERSION);
        partner.request(now, HOME_POSITION);
        let position = partner.command(now, interval(POSITION, 5.0));
        for (message, hertz) in STREAMS.into_iter().filter(|(id, _)| *id != POSITION) {
            partner.command(now, interval(message, hertz));
        }
        Self {
            since: now,
            asked: now,
            position,
        }
    }

    pub(super) fn step(&mut self, now: BootTime, desk: &mut Desk<'_>) -> Next {
        if let Some(Outcome::Refused(..) | Outcome::NoAnswer) = desk.partner.answer(self.position) {
            let request = streams_the_older_way(desk.partner);
            desk.partner.say(request);
        }
        let known = desk.partner.capabilities.is_some() && desk.partner.mode().is_some();
        if !known && now.since(self.since) < PATIENCE {
            self.ask_again(now, desk.partner);
            return Next::Stay;
        }
        let partner = &desk.partner;
        desk.events.push_back(Event::Recognised {
            autopilot: partner.autopilot.to_string(),
            address: partner.address.to_string(),
            version: partner.version.clone(),
            capabilities: partner.capabilities.map(|capabilities| capabilities.0),
        });
        Next::Go(if desk.partner.is_armed() {
            Stage::Rejoin(Rejoin::begin(now, desk.partner))
        } else {
            let autopilot = desk.partner.autopilot;
            Stage::Load(Box::new(Load::begin(now, desk.orders, autopilot)))
        })
    }

    fn ask_again(&mut self, now: BootTime, partner: &mut Partner) {
        if now.since(self.asked) >= Duration::from_secs(2) {
            self.asked = now;
            partner.request(now, AUTOPILOT_VERSION);
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

/// For autopilots without SET_MESSAGE_INTERVAL: all streams, 4 times a second.
#[expect(
    deprecated,
    reason = "it is asked only of autopilots that know nothing newer"
)]
fn streams_the_older_way(partner: &Partner) -> MavMessage {
    use missions::link::dialect::{MavDataStream, REQUEST_DATA_STREAM_DATA};
    MavMessage::REQUEST_DATA_STREAM(REQUEST_DATA_STREAM_DATA {
        target_system: partner.address.system,
        target_component: partner.address.component,
        req_stream_id: MavDataStream::MAV_DATA_STREAM_ALL,
        req_message_rate: 4,
        start_stop: 1,
    })
}
