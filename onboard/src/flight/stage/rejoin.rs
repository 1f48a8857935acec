//! The vehicle is armed already: is it our mission that it flies?
//!
//! After a `kill -9` the autopilot flies on. What it holds is read and compared; where it is our
//! plan, the flight is carried on without a second upload. Where it is not, nothing is touched.

use missions::link::Conversation as _;
use missions::link::mission_transfer::{ClientEvent, Kind, differences};
use missions::time::BootTime;

use super::super::event::Event;
use super::super::partner::Partner;
use super::fly::Fly;
use super::{Desk, Next, Stage};

#[derive(Debug)]
pub(in super::super) struct Rejoin {
    tries: u8,
}

impl Rejoin {
    pub(super) fn begin(now: BootTime, partner: &mut Partner) -> Self {
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
                        None => resume(now, desk),
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

fn resume(now: BootTime, desk: &mut Desk<'_>) -> Next {
    let state = &desk.partner.state;
    let item = state.mission.get().map_or(0, |mission| mission.current);
    let mode = state
        .mode
        .get()
        .map_or_else(String::new, |mode| mode.to_string());
    desk.tell(Event::Resumed { item, mode });
    Next::Go(Stage::Fly(Box::new(Fly::rejoined(now, desk))))
}
