//! Who is there: version and capabilities, home, and the telemetry that the flight needs.

use std::time::Duration;

use missions::time::BootTime;

use super::super::event::{Event, Outcome};
use super::super::partner::Partner;
use super::load::Load;
use super::rejoin::Rejoin;
use super::streams::Streams;
use super::{Desk, Next, Stage};

/// ArduPilot can take 5 s for its AUTOPILOT_VERSION.
const PATIENCE: Duration = Duration::from_secs(8);
/// Where nobody said which vehicle is meant, others have so long to be heard: heartbeats come once
/// a second.
const LISTENS: Duration = Duration::from_millis(2500);
/// MAVLink's message AUTOPILOT_VERSION.
const AUTOPILOT_VERSION: u32 = 148;
/// MAVLink's message HOME_POSITION.
const HOME_POSITION: u32 = 242;

#[derive(Debug)]
pub(in super::super) struct Recognise {
    since: BootTime,
    asked: BootTime,
    streams: Streams,
}

impl Recognise {
    /// Asks for everything.
    pub(in super::super) fn begin(now: BootTime, partner: &mut Partner) -> Self {
        partner.request(now, AUTOPILOT_VERSION);
        partner.request(now, HOME_POSITION);
        Self {
            since: now,
            asked: now,
            streams: Streams::ask(now, partner),
        }
    }

    pub(super) fn step(&mut self, now: BootTime, desk: &mut Desk<'_>) -> Next {
        self.streams.hear(desk.partner);
        let known = desk.partner.capabilities.is_some() && desk.partner.mode().is_some();
        if !known && now.since(self.since) < PATIENCE {
            self.ask_again(now, desk.partner);
            return Next::Stay;
        }
        if desk.orders.system.is_none() && now.since(self.since) < LISTENS {
            return Next::Stay;
        }
        let partner = &desk.partner;
        desk.events.push_back(Event::Recognised {
            autopilot: partner.autopilot.to_string(),
            address: partner.address.to_string(),
            version: partner.version.clone(),
            capabilities: partner.capabilities.map(|capabilities| capabilities.0),
        });
        if desk.partner.is_armed() {
            return Next::Go(Stage::Rejoin(Rejoin::begin(now, desk.partner)));
        }
        if desk.past.taken_off {
            return came_down(now, desk);
        }
        if let Some(reason) = desk.past.forbids() {
            return Next::fail(reason);
        }
        let autopilot = desk.partner.autopilot;
        Next::Go(Stage::Load(Box::new(Load::begin(
            now,
            desk.orders,
            autopilot,
        ))))
    }

    fn ask_again(&mut self, now: BootTime, partner: &mut Partner) {
        if now.since(self.asked) >= Duration::from_secs(2) {
            self.asked = now;
            partner.request(now, AUTOPILOT_VERSION);
        }
    }
}

/// It took off before the program was killed, and is disarmed: a second take-off is what nobody
/// expects, neither the pilot who landed it nor who fetches it.
fn came_down(now: BootTime, desk: &mut Desk<'_>) -> Next {
    if desk.partner.is_airborne(now) {
        return Next::fail("the vehicle says that it is disarmed and in the air: look after it");
    }
    desk.tell(Event::AlreadyFlown);
    let armed = desk.past.armed_until.as_deref();
    let until = armed.map_or("there are no records of the flight".to_owned(), |until| {
        format!("the records of the flight end at {until}")
    });
    let reason = format!("it landed while nobody watched; {until}");
    Next::Go(Stage::Over(Outcome::CutShort { reason }))
}
