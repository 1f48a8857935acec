//! The end of a flight, or that it never began: lifted, landed, idle on the ground, out of reach.

use std::time::Duration;

use missions::time::BootTime;

use super::super::super::event::{Event, Outcome};
use super::{Desk, Fly, GIVEN_UP_S};

/// A vehicle that was started and stays on the ground is disarmed again.
const LIFTS_WITHIN: Duration = Duration::from_mins(1);
/// A vehicle that has landed and stays armed is disarmed.
const DISARMS_WITHIN: Duration = Duration::from_secs(30);

impl Fly {
    /// Whether the flight is over: disarmed after flying, never lifted, or lost.
    pub(super) fn landed(&mut self, now: BootTime, desk: &mut Desk<'_>) -> Option<Outcome> {
        let airborne = desk.partner.is_airborne(now);
        if airborne {
            self.was_airborne = true;
            self.on_ground = None;
            self.consumption.look(now, &desk.partner.state);
        } else if self.was_airborne {
            self.on_ground.get_or_insert(now);
        }
        if desk.partner.silent_s(now) >= GIVEN_UP_S {
            let reason = format!("contact with the autopilot was lost for {GIVEN_UP_S:.0} s");
            return Some(Outcome::Failed { reason });
        }
        let fresh = desk.partner.silent_s(now) < desk.limits.autopilot_silent_s;
        self.unwatched |= !fresh;
        if fresh && !desk.partner.is_armed() && self.helm_has_shown_or_flown(now) {
            self.tell_stayed_down(desk);
            return Some(self.outcome());
        }
        self.disarm_idle(now, desk)
    }

    /// Before take-off a heartbeat from before arming must not end the flight.
    fn helm_has_shown_or_flown(&self, now: BootTime) -> bool {
        self.was_airborne || now.since(self.begun) > Duration::from_secs(5)
    }

    fn tell_stayed_down(&self, desk: &mut Desk<'_>) {
        if !self.was_airborne && !self.unwatched {
            desk.tell(Event::StayedDown);
        }
    }

    fn outcome(&self) -> Outcome {
        if !self.was_airborne {
            return Outcome::Failed {
                reason: "the vehicle disarmed without having taken off".into(),
            };
        }
        let irregular = self.irregular.as_deref();
        let at_end = self.tally.is_complete() || self.progress.item > self.route.last();
        match self.cut_short.as_deref().or(irregular) {
            Some(reason) => Outcome::CutShort {
                reason: reason.to_owned(),
            },
            None if at_end => Outcome::Done,
            None => Outcome::CutShort {
                reason: format!(
                    "it landed at item {} of {}",
                    self.progress.item, self.progress.items
                ),
            },
        }
    }

    fn disarm_idle(&mut self, now: BootTime, desk: &mut Desk<'_>) -> Option<Outcome> {
        if self.pilot.is_some() {
            return None;
        }
        if !self.was_airborne && now.since(self.begun) >= LIFTS_WITHIN {
            let said = desk.partner.complaints(self.begun).join("; ");
            let disarm = desk.partner.autopilot.disarm();
            desk.partner.command(now, disarm);
            self.tell_stayed_down(desk);
            let reason = format!(
                "the mission was started, but the vehicle did not take off; it said: {said}"
            );
            return Some(Outcome::Failed { reason });
        }
        let idle = self
            .on_ground
            .is_some_and(|since| now.since(since) >= DISARMS_WITHIN);
        if idle {
            self.on_ground = Some(now);
            let disarm = desk.partner.autopilot.disarm();
            desk.partner.command(now, disarm);
            desk.tell(Event::Commanded {
                command: "disarm".into(),
                why: format!(
                    "it has stood on the ground for {} s",
                    DISARMS_WITHIN.as_secs()
                ),
            });
        }
        None
    }
}
