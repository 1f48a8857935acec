//! What the vehicle says of its mission, against the plan: how far it is, whether it is the plan
//! still, and whether the vehicle is where it leads.

use std::time::Duration;

use missions::link::manners::FlightMode;
use missions::time::BootTime;

use super::super::super::astray::Said;
use super::super::super::event::Event;
use super::super::super::helm::Course;
use super::super::super::progress::Route;
use super::super::super::tally::Irregular;
use super::{Desk, Fly};

/// A place that is older than this does not say where the vehicle flies.
const FRESH: Duration = Duration::from_secs(2);

impl Fly {
    /// Looks at what it says of its mission.
    pub(super) fn follow(&mut self, now: BootTime, desk: &mut Desk<'_>) {
        let state = &desk.partner.state;
        let item = item(desk);
        let at_its_return = self.route.comes_home() && self.progress.item > self.route.last();
        if self.was_airborne && desk.partner.is_armed() {
            self.progress = self.route.progress(item, state.position.get());
        }
        let autopilot = desk.partner.autopilot;
        match self.tally.look(autopilot, state, &self.route) {
            Some(Irregular::Changed(what)) if self.holdings.mission_changed(now, &what) => {
                self.home_bound = at_its_return;
                self.tell_irregular(what, desk);
            }
            Some(Irregular::Jumped(what)) => {
                self.astray.rest(); // it is told already
                self.suspect(now, what, desk);
            }
            Some(Irregular::Changed(_)) | None => {}
        }
        let is_flown = self.flies_mission(desk) && !self.holdings.has_other_mission();
        let Some(said) = said(now, item, desk, &self.route).filter(|_| is_flown) else {
            self.astray.rest();
            return;
        };
        if let Some(what) = self.astray.look(now, &said, &self.route) {
            self.suspect(now, what, desk);
        }
    }

    /// Compares what the vehicle holds with the plan. Another mission than the plan's is not called
    /// flown; one that ends with the plan's own return, and is at it, may go on with that.
    pub(super) fn compare_holdings(&mut self, now: BootTime, desk: &mut Desk<'_>) {
        let had_other = self.holdings.has_other_mission();
        self.holdings.step(now, desk);
        let Some(words) = self.holdings.other_mission() else {
            return;
        };
        self.irregular.get_or_insert_with(|| words.to_owned());
        let returns = !had_other && self.holdings.ends_alike() && self.mission_returns(desk);
        self.home_bound |= returns;
    }

    /// The plan's legs are what it flies, as far as is known.
    fn flies_mission(&self, desk: &Desk<'_>) -> bool {
        self.was_airborne
            && self.pilot.is_none()
            && (self.helm.asked(), self.helm.shown()) == (Course::Mission, true)
            && desk.partner.mode() == Some(FlightMode::Mission)
            && !self.mission_returns(desk)
    }

    /// Perhaps somebody changed the mission: it is read.
    fn suspect(&mut self, now: BootTime, what: String, desk: &mut Desk<'_>) {
        self.holdings.look_at_mission(now);
        self.tell_irregular(what, desk);
    }

    fn tell_irregular(&mut self, what: String, desk: &mut Desk<'_>) {
        self.irregular.get_or_insert_with(|| what.clone());
        desk.tell(Event::MissionChanged { what });
    }

    /// Whether the mission leads home, or is at its end.
    pub(super) fn mission_ends(&self, desk: &Desk<'_>) -> bool {
        self.tally.is_complete() || self.mission_returns(desk)
    }

    /// Whether the mission is at its own return or landing.
    pub(super) fn mission_returns(&self, desk: &Desk<'_>) -> bool {
        self.route.comes_home() && item(desk) >= self.route.last()
    }

    /// Whether what it holds does not matter any more: the mission's own return is under way.
    pub(super) fn comes_home_by_itself(&self, desk: &Desk<'_>) -> bool {
        let by_mode = matches!(
            desk.partner.mode(),
            Some(FlightMode::Return | FlightMode::Land)
        );
        let is_plans = self.home_bound || !self.holdings.has_other_mission();
        let by_index = self.mission_returns(desk) && is_plans;
        self.helm.asked() == Course::Mission && (by_mode || by_index)
    }
}

/// The item that it flies to, from 0.
pub(super) fn item(desk: &Desk<'_>) -> usize {
    let home_item = usize::from(desk.partner.autopilot.home_is_item_0());
    let mission = desk.partner.state.mission.get();
    let current = mission.map_or(0, |mission| usize::from(mission.current));
    current.saturating_sub(home_item)
}

/// What it says of index and place, where that is of now.
fn said(now: BootTime, item: usize, desk: &Desk<'_>, route: &Route) -> Option<Said> {
    let state = &desk.partner.state;
    let place = state.position.within(now, FRESH)?;
    let [north, east, _] = state.velocity_ned_m_s.get()?;
    Some(Said {
        place: (state.position.at()?, route.on_map(place)?),
        speed_m_s: north.hypot(east),
        item: (state.mission.at()?, item),
        mode_at: state.mode.at()?,
        accepts_within_m: desk.partner.accepts_within_m(),
    })
}
