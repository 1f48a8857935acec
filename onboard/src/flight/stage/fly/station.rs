//! Standing at a place beside the mission, as a survey asks, and the mission taken up again.

use std::time::Duration;

use missions::link::command::Ticket;
use missions::link::manners::Autopilot;
use missions::time::BootTime;

use super::super::super::event::Event;
use super::super::super::guide::{Guide, Target, objection};
use super::super::super::helm::Course;
use super::super::super::measure;
use super::super::super::partner::words;
use super::{Answer, Desk, Fly};

/// What is not answered is said again this often.
const AGAIN: Duration = Duration::from_secs(1);
/// A mission index that does not go on is not waited for longer than this.
const PATIENCE: Duration = Duration::from_secs(10);

/// What was said of places and items, and when.
#[derive(Debug, Default)]
pub(super) struct Station {
    sent: Option<(Target, BootTime)>,
    /// The answer that is waited for.
    asked: Option<Ticket>,
    forbidden: Option<Target>,
    /// The item that the mission is to go on from; since when, and when it was last said.
    going_on: Option<(usize, BootTime, BootTime)>,
}

impl Fly {
    /// The course that flies what the survey asks for.
    pub(super) fn guided(&mut self, now: BootTime, desk: &mut Desk<'_>) -> Course {
        let stands = self.helm.asked() == Course::Station;
        match *desk.guide {
            Guide::Station(_) => {
                self.station.going_on = None;
                Course::Station
            }
            Guide::MissionFrom(item) if stands => {
                if self.goes_on(now, item, desk) {
                    Course::Mission
                } else {
                    Course::Station
                }
            }
            Guide::Mission | Guide::MissionFrom(_) => Course::Mission,
        }
    }

    /// Whether the mission is at an item or beyond it; says that it is to be, where it is not.
    fn goes_on(&mut self, now: BootTime, item: usize, desk: &mut Desk<'_>) -> bool {
        if super::mission::item(desk) >= item {
            return true;
        }
        let begun = self.station.going_on.filter(|(to, ..)| *to == item);
        let since = begun.map_or(now, |(_, since, _)| since);
        if begun.is_none_or(|(.., said)| now >= said + AGAIN) {
            self.station.going_on = Some((item, since, now));
            let partner = &mut *desk.partner;
            let set = partner.autopilot.set_current(item as u16, partner.address);
            partner.say(set);
        }
        now.since(since) >= PATIENCE
    }

    /// Says the target of the survey, while the vehicle stands at its station; never once a pilot
    /// has it, were it since this moment: a PX4 would leave the pilot's mode for it.
    pub(super) fn pursue(&mut self, now: BootTime, desk: &mut Desk<'_>) {
        if !self.is_at_station() {
            self.station.sent = None;
            return;
        }
        self.hear_of_target(desk);
        let Guide::Station(Some(target)) = *desk.guide else {
            return;
        };
        let is_news = self
            .station
            .sent
            .is_none_or(|(sent, _)| !sent.is_near(&target));
        let is_due = desk.partner.autopilot == Autopilot::ArduPilot
            && self.station.sent.is_some_and(|(_, at)| now >= at + AGAIN);
        if !is_news && !is_due {
            return;
        }
        if is_news && let Some(why) = objection(desk.orders, &desk.partner.state, &target) {
            if self
                .station
                .forbidden
                .is_none_or(|known| !known.is_near(&target))
            {
                self.station.forbidden = Some(target);
                desk.tell(Event::Forbidden { target, why });
            }
            return;
        }
        self.station.sent = Some((target, now));
        self.say_target(now, &target, desk);
    }

    fn say_target(&mut self, now: BootTime, target: &Target, desk: &mut Desk<'_>) {
        match desk.partner.autopilot {
            Autopilot::ArduPilot => {
                let message = target.message(desk.partner.address);
                desk.partner.say(message);
            }
            Autopilot::Px4 => {
                let Some(home_sea_m) = measure::home_above_sea_m(&desk.partner.state) else {
                    return;
                };
                let command = target.command(home_sea_m);
                self.station.asked = Some(desk.partner.command(now, command));
            }
        }
    }

    fn hear_of_target(&mut self, desk: &mut Desk<'_>) {
        let answer = self
            .station
            .asked
            .and_then(|asked| desk.partner.answer(asked));
        let Some(answer) = answer else {
            return;
        };
        self.station.asked = None;
        if !matches!(answer, Answer::Accepted(_)) {
            self.station.sent = None;
            desk.tell(Event::Refused {
                command: "station".into(),
                answer: words(answer),
            });
        }
    }
}
