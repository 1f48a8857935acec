//! The vehicle in other hands than ours: whose they are, as far as it tells, now or a little later.

use std::time::Duration;

use missions::link::manners::FlightMode;
use missions::time::BootTime;

use super::super::super::failsafe::{REASON_WITHIN, Taker, taker};
use super::super::super::figures::PilotSign;
use super::super::super::helm::Course;
use super::super::super::partner::Partner;
use super::{Desk, Fly};

/// A failsafe says what it does as it changes the mode. What is said later than this after a change may
/// be about the next one, which follows within as long.
const SAID_WITH: Duration = Duration::from_secs(2);

impl Fly {
    /// It flies in a mode that we did not ask for.
    pub(super) fn taken(
        &mut self,
        now: BootTime,
        asked: Course,
        flies: FlightMode,
        partner: &Partner,
    ) {
        self.pilot = Some(sign(now, asked, flies, partner));
        self.taken = Some((now, flies));
        self.spoke = None;
    }

    /// What is said of a failsafe may come after the change of mode; and a pilot may take the
    /// vehicle from a failsafe.
    pub(super) fn look_who_flies(&mut self, now: BootTime, desk: &Desk<'_>) {
        let partner = &desk.partner;
        let (Some(PilotSign::Mode { by, said, .. }), Some((at, flies))) =
            (&mut self.pilot, self.taken)
        else {
            return;
        };
        let changed_again = partner.mode().filter(|mode| *mode != flies);
        if *by == Taker::Either && now.since(at) <= REASON_WITHIN && changed_again.is_none() {
            let speaks = partner.failsafe.about(partner.autopilot, at);
            let since = *self.spoke.get_or_insert(now);
            if speaks.is_none() {
                self.spoke = None;
            } else if since.since(at) <= SAID_WITH || now.since(since) > SAID_WITH {
                *said = speaks;
                *by = taker(partner.autopilot, flies, true);
            }
        }
        // What was said belongs to the change that it came with, not to the one before.
        let is_unsaid = *by == Taker::Either;
        if let Some(mode) = changed_again.filter(|_| is_unsaid) {
            let speaks = partner.failsafe.about(partner.autopilot, now).is_some();
            if speaks && taker(partner.autopilot, mode, true) == Taker::Failsafe {
                self.taken(now, self.helm.asked(), mode, partner);
            }
            let is_pilots = mode.is_flown_by_pilot() || mode == FlightMode::Guided;
            if !is_pilots {
                return;
            }
        }
        let Some(PilotSign::Mode { by, .. }) = &self.pilot else {
            return;
        };
        let is_others = *by != Taker::Pilot;
        let steered = |mode: &FlightMode| mode.is_flown_by_pilot() || *mode == FlightMode::Guided;
        let Some(mode) = partner.mode().filter(|mode| is_others && steered(mode)) else {
            return;
        };
        let speaks = partner.failsafe.about(partner.autopilot, now).is_some();
        if mode != flies && taker(partner.autopilot, mode, speaks) == Taker::Pilot {
            self.taken(now, self.helm.asked(), mode, partner);
        }
    }

    /// The sticks say more than a mode.
    pub(super) fn stick_moved(&mut self, sign: PilotSign) {
        let is_pilots = |sign: &PilotSign| sign.taker() == Taker::Pilot;
        if !self.pilot.as_ref().is_some_and(is_pilots) {
            self.pilot = Some(sign);
        }
    }
}

/// What shows that somebody else flies.
pub(super) fn sign(
    now: BootTime,
    asked: Course,
    flies: FlightMode,
    partner: &Partner,
) -> PilotSign {
    let said = partner.failsafe.about(partner.autopilot, now);
    let by = taker(partner.autopilot, flies, said.is_some());
    PilotSign::Mode {
        asked: asked.to_string(),
        flies: flies.to_string(),
        by,
        said: said.filter(|_| by != Taker::Pilot),
    }
}
