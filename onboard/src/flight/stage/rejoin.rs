//! The vehicle is armed already: is it our mission that it flies?
//!
//! After a `kill -9` the autopilot flies on. What it holds is read and compared; where it is our
//! plan, the flight is carried on without a second upload. Where it is not, nothing is touched,
//! unless the records say that it was changed in this flight, and nobody has flown it since.
//! Fence, rally points and parameters are compared while the vehicle is guarded already.

use missions::link::Conversation as _;
use missions::link::manners::FlightMode;
use missions::link::mission_transfer::{ClientEvent, Kind, differences};
use missions::time::BootTime;

use super::super::event::Event;
use super::super::partner::Partner;
use super::super::safety::Decision;
use super::fly::Fly;
use super::load::told;
use super::{Desk, Next, Stage};

#[derive(Debug)]
pub(in super::super) struct Rejoin {
    tries: u8,
}

impl Rejoin {
    pub(super) fn begin(now: BootTime, partner: &mut Partner) -> Self {
        partner.read_parameters(now);
        partner.transfers.download(now, Kind::Mission);
        Self { tries: 1 }
    }

    pub(super) fn step(&mut self, now: BootTime, desk: &mut Desk<'_>) -> Next {
        while let Some(event) = desk.partner.transfers.poll_event() {
            match event {
                ClientEvent::Downloaded { items, .. } => {
                    let autopilot = desk.partner.autopilot;
                    let planned = desk.orders.flyable(autopilot);
                    let found = differences(&planned, &items, Kind::Mission, autopilot);
                    return match found.first() {
                        None => resume(now, desk, None),
                        Some(_) if is_stopped(desk) => resume(now, desk, Some(told(&found))),
                        Some(first) => Next::fail(format!(
                            "the vehicle is armed and holds another mission than the plan ({first})"
                        )),
                    };
                }
                ClientEvent::Failed { error, .. } if self.tries >= 5 => {
                    return Next::fail(format!(
                        "the vehicle is armed, and its mission cannot be read: {error}"
                    ));
                }
                ClientEvent::Failed { .. } => {
                    self.tries += 1;
                    desk.partner.transfers.download(now, Kind::Mission);
                }
                _ => {}
            }
        }
        Next::Stay
    }
}

/// The mission was changed in this flight, and the vehicle was stopped for that and stands by it.
fn is_stopped(desk: &Desk<'_>) -> bool {
    let decided = desk.past.decided.as_ref();
    let for_that = decided.is_some_and(Decision::is_about_the_plan);
    for_that
        && desk
            .partner
            .mode()
            .is_some_and(|mode| mode != FlightMode::Mission)
}

/// `other` says in what the mission is another than the plan's.
fn resume(now: BootTime, desk: &mut Desk<'_>, other: Option<String>) -> Next {
    let state = &desk.partner.state;
    let item = state.mission.get().map_or(0, |mission| mission.current);
    let mode = state
        .mode
        .get()
        .map_or_else(String::new, |mode| mode.to_string());
    desk.tell(Event::Resumed { item, mode });
    let mut fly = Fly::rejoined(now, desk);
    if let Some(other) = other {
        fly.holds_other_mission(now, &other);
    }
    Next::Go(Stage::Fly(Box::new(fly)))
}
