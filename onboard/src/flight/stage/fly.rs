//! In the air: watches, decides by the safety table, and commands what it decided. How it ends is in
//! `landing`, what is done about silence in `silence`.

mod falling;
mod holdings;
mod landing;
mod mission;
mod silence;
mod station;
mod taken;

use missions::link::command::{Outcome as Answer, Ticket};
use missions::link::manners::FlightMode;
use missions::telemetry::Home;
use missions::time::BootTime;

use super::super::astray::Astray;
use super::super::event::Event;
use super::super::figures::{Figures, PilotSign};
use super::super::helm::{Course, Helm, Steer};
use super::super::homecoming::Homecoming;
use super::super::measure::{self, Consumption, Homeward};
use super::super::operator::Order;
use super::super::partner::{REASONS_WITHIN, words};
use super::super::pilot::SticksWatch;
use super::super::progress::{Progress, Route};
use super::super::safety::{Action, Decision, Safety};
use super::super::silence::Silences;
use super::super::tally::Tally;
use super::streams::Streams;
use super::{Desk, Next, Stage};
use holdings::Holdings;
use station::Station;

/// Contact that is lost for this long is given up, seconds; the autopilot is on its own.
const GIVEN_UP_S: f64 = 900.0;
/// In the place of a mode that was not heard yet: the number is no autopilot's.
const NO_MODE: FlightMode = FlightMode::Other(u32::MAX);

/// The flight in the air: what was asked and decided, what is watched, and what is told at the end.
#[derive(Debug)]
pub(in super::super) struct Fly {
    safety: Safety,
    helm: Helm,
    sticks: SticksWatch,
    sticks_at: Option<BootTime>,
    consumption: Consumption,
    route: Route,
    /// Where home was planned, or was when this began; as high as it was then.
    home: Option<Home>,
    homecoming: Homecoming,
    holdings: Holdings,
    astray: Astray,
    /// When the mission was changed, its own return was under way.
    home_bound: bool,
    pilot: Option<PilotSign>,
    /// When the mode became another than we asked for, and which.
    taken: Option<(BootTime, FlightMode)>,
    /// Since when the vehicle has said something that speaks for a failsafe.
    spoke: Option<BootTime>,
    order: Option<Order>,
    /// What it did already when it was rejoined, asked by nobody.
    found: Option<Action>,
    revoked: Option<String>,
    /// The answer that is waited for.
    asked: Option<Asked>,
    /// A refusal whose reason is waited for, and until when.
    refusal: Option<(BootTime, Asked, Answer)>,
    station: Station,
    /// Telemetry that fell silent and was asked for again, and when.
    streams: Option<(BootTime, Streams)>,
    /// When the autopilot's silence was last told.
    waiting: Option<BootTime>,
    begun: BootTime,
    was_airborne: bool,
    /// It was silent before it was seen in the air: what it did then is not known.
    unwatched: bool,
    on_ground: Option<BootTime>,
    falling: Option<falling::Falling>,
    /// When it last moved as nothing does that stands.
    moved: Option<BootTime>,
    tally: Tally,
    /// Why what is flown is not the plan, whatever the mission's end says.
    irregular: Option<String>,
    /// What made it come home before the end.
    cut_short: Option<String>,
    progress: Progress,
}

/// A command, and when it was given.
#[derive(Clone, Copy, Debug)]
struct Asked {
    ticket: Ticket,
    course: Course,
    at: BootTime,
}

impl Fly {
    /// The mission has just been started.
    pub(super) fn begin(now: BootTime, desk: &Desk<'_>) -> Self {
        let mode = desk.partner.mode().unwrap_or(NO_MODE);
        let helm = Helm::new(desk.partner.autopilot, Course::Mission, mode, now);
        let mut fly = Self::new(now, desk, helm);
        fly.tally = Tally::new(now);
        fly.holdings = Holdings::begun();
        fly.catch_up(desk);
        fly
    }

    /// The vehicle was flying already: what was decided stands, and what it does besides that is
    /// gone on with as somebody else's.
    pub(super) fn rejoined(now: BootTime, desk: &Desk<'_>) -> Self {
        let mode = desk.partner.mode().unwrap_or(NO_MODE);
        let (course, does) = match mode {
            mode if desk.past.at_station
                && Course::Station.is_flown_in(desk.partner.autopilot, mode) =>
            {
                (Course::Station, None)
            }
            FlightMode::Return => (Course::Return, Some(Action::Return)),
            FlightMode::Land => (Course::Land, Some(Action::Land)),
            FlightMode::Brake | FlightMode::Hold => (Course::Hold, Some(Action::Hold)),
            _ => (Course::Mission, None),
        };
        // As if it had been seen: a mode that is none of ours is then the pilot's.
        let mut helm = Helm::new(desk.partner.autopilot, course, NO_MODE, now);
        let taken = match helm.steer(now, mode, course, false) {
            Steer::Taken { asked, flies } => Some(taken::sign(now, asked, flies, desk.partner)),
            Steer::Steady | Steer::Ask(_) => None,
        };
        let mut fly = Self::new(now, desk, helm);
        fly.holdings = Holdings::unread(desk.past.decided.as_ref());
        fly.was_airborne = desk.past.taken_off || desk.partner.is_airborne(now);
        fly.pilot = desk.past.pilot.clone().or(taken);
        fly.revoked.clone_from(&desk.past.withdrawn);
        let by_plan = mode == FlightMode::Return && fly.mission_returns(desk);
        if by_plan {
            fly.helm = Helm::new(desk.partner.autopilot, Course::Mission, mode, now);
        }
        let decided = desk.past.decided.as_ref();
        // Something harder than was decided was asked for where the autopilot did not do that.
        fly.found =
            does.filter(|does| !by_plan && decided.is_none_or(|decided| decided.action > *does));
        if let Some(decided) = decided.filter(|_| fly.pilot.is_none()) {
            fly.safety.restore(decided);
            fly.ends_early(decided, desk);
        }
        fly.catch_up(desk);
        fly
    }

    /// The mission was found to be another than the plan's.
    pub(super) fn holds_other_mission(&mut self, now: BootTime, words: &str) {
        self.holdings.mission_changed(now, words);
        self.irregular.get_or_insert_with(|| words.to_owned());
    }

    /// What was said while the take-off was on its way, or while a flight was being rejoined.
    fn catch_up(&mut self, desk: &Desk<'_>) {
        if let Some((order, by)) = desk.called_off {
            self.order(*order, by, desk);
        }
    }

    fn new(now: BootTime, desk: &Desk<'_>, helm: Helm) -> Self {
        let home = desk.partner.state.home.get().map(|home| home.position);
        let planned = desk.orders.plan.home.map(|home| home.position);
        let height_m = measure::home_above_sea_m(&desk.partner.state);
        let place = home.or(planned).or(desk.partner.state.position.get());
        let items = desk.orders.flyable(desk.partner.autopilot);
        Self {
            safety: Safety::new(*desk.limits),
            helm,
            sticks: SticksWatch::default(),
            sticks_at: None,
            consumption: Consumption::default(),
            route: Route::new(&items, place),
            home: planned
                .or(home)
                .zip(height_m)
                .map(|(position, height_above_sea_m)| Home {
                    position,
                    height_above_sea_m,
                }),
            homecoming: Homecoming::default(),
            holdings: Holdings::default(),
            astray: Astray::default(),
            home_bound: false,
            pilot: None,
            taken: None,
            spoke: None,
            order: None,
            found: None,
            revoked: None,
            asked: None,
            refusal: None,
            station: Station::default(),
            streams: None,
            waiting: None,
            begun: now,
            was_airborne: false,
            unwatched: false,
            on_ground: None,
            falling: None,
            moved: None,
            tally: Tally::new(BootTime::ZERO),
            irregular: None,
            cut_short: None,
            progress: Progress::default(),
        }
    }

    /// The operator said something.
    pub(in super::super) fn order(&mut self, order: Order, by: &str, desk: &Desk<'_>) {
        match order {
            Order::Revoke => self.revoked = Some(by.to_owned()),
            Order::Resume => self.resume(desk),
            other => self.order = Some(other),
        }
    }

    /// An autopilot sets its home when it is armed; what is changed in the air is not the plan's.
    fn keep_home_height(&mut self, desk: &Desk<'_>) {
        let height_m = measure::home_above_sea_m(&desk.partner.state);
        if let (Some(home), Some(height_m), false) = (&mut self.home, height_m, self.was_airborne) {
            home.height_above_sea_m = height_m;
        }
    }

    /// The autopilot began again in the air.
    pub(in super::super) fn began_again(&mut self, desk: &Desk<'_>) {
        const WORDS: &str = "the autopilot began again in the air";
        let known = self.cut_short.as_deref();
        if !self.was_airborne || known.is_some_and(|known| known.starts_with(WORDS)) {
            return;
        }
        let at = desk.partner.state.height_above_home_m.get();
        let at = at.map_or(String::new(), |m| format!(" at {m:.0} m"));
        let before = self.cut_short.take();
        let before = before.map_or(String::new(), |before| format!("; before that: {before}"));
        self.cut_short = Some(format!("{WORDS}{at}{before}"));
    }

    /// How much of the plan is flown.
    pub(in super::super) const fn progress(&self) -> Progress {
        self.progress
    }

    /// Somebody has withdrawn the plan.
    pub(in super::super) const fn is_revoked(&self) -> bool {
        self.revoked.is_some()
    }

    /// What the safety table says now.
    pub(in super::super) const fn safety(&self) -> &Safety {
        &self.safety
    }

    fn resume(&mut self, desk: &Desk<'_>) {
        self.order = None;
        self.found = None;
        self.revoked = None;
        self.pilot = None;
        self.cut_short = None;
        self.sticks.settle();
        self.holdings.accept();
        self.homecoming.resume();
        self.safety.resume();
        if let Some(mode) = desk.partner.mode() {
            self.helm.retake(mode);
        }
    }

    pub(super) fn step(&mut self, now: BootTime, desk: &mut Desk<'_>) -> Next {
        self.follow(now, desk);
        self.keep_home_height(desk);
        self.compare_holdings(now, desk);
        if self.falls(now, desk) {
            return Next::Stay;
        }
        if let Some(outcome) = self.landed(now, desk) {
            return Next::Go(Stage::Over(outcome));
        }
        self.watch_sticks(desk);
        self.look_who_flies(now, desk);
        self.ask_for_telemetry(now, desk);
        self.tell_waiting(now, desk);
        let figures = self.figures(now, desk);
        if let Some(decision) = self.safety.judge(now, &figures) {
            self.ends_early(&decision, desk);
            desk.tell(Event::Decided(decision));
        }
        self.steer(now, desk);
        self.hear_answer(now, desk);
        Next::Stay
    }

    /// Remembers what made it come home before the end.
    fn ends_early(&mut self, decision: &Decision, desk: &Desk<'_>) {
        let ends = matches!(
            decision.action,
            Action::Return | Action::Land | Action::StandBack
        );
        if ends && !self.mission_ends(desk) {
            self.cut_short = decision
                .situation
                .map(|situation| format!("{situation}: {}", decision.figures));
        }
    }

    fn figures(&mut self, now: BootTime, desk: &Desk<'_>) -> Figures {
        let (state, orders) = (&desk.partner.state, desk.orders);
        let figures = Figures {
            pilot: self.pilot.clone(),
            autopilot_silent_s: desk.partner.silent_s(now),
            ground_silent_s: desk.ground_heard.map(|at| now.since(at).as_secs_f64()),
            order: self.order,
            found: self.found,
            revoked: self.revoked.clone(),
            ..Figures::default()
        };
        if !desk.partner.is_airborne(now) {
            return figures;
        }
        let home_sea_m = self.home.map(|home| home.height_above_sea_m);
        let fence = measure::boundary(now, state, orders, home_sea_m);
        let returns = desk.partner.mode() == Some(FlightMode::Return);
        let return_height_m = desk.partner.return_height_m();
        let comes_home = returns || self.comes_home_by_itself(desk);
        let leads_out = self.holdings.return_leads_out();
        self.homecoming.returns_at(leads_out, comes_home);
        let homeward = Homeward {
            state,
            orders,
            rally: desk.partner.rally.as_deref(),
        };
        let no_way_home = self
            .homecoming
            .barred(now, homeward, self.home, returns, fence.as_ref());
        self.helm.bar_return(no_way_home.is_some());
        Figures {
            no_way_home,
            battery: measure::battery(now, homeward, return_height_m, &self.consumption),
            unlike: self
                .holdings
                .unlike()
                .filter(|_| !self.comes_home_by_itself(desk)),
            fence,
            wind_m_s: state.wind.get().map(|wind| wind.speed_m_s),
            gnss: measure::gnss(state),
            silent: Silences::of(now, self.begun, state).needed(),
            ..figures
        }
    }

    fn watch_sticks(&mut self, desk: &Desk<'_>) {
        let heard = desk.partner.state.sticks;
        if heard.at() == self.sticks_at {
            return;
        }
        self.sticks_at = heard.at();
        let Some(sticks) = heard.get() else { return };
        let [a, b, c, d, ..] = sticks.channels_us;
        if let Some(sign) = self.sticks.hear([a, b, c, d]) {
            self.stick_moved(sign);
        }
    }

    fn steer(&mut self, now: BootTime, desk: &mut Desk<'_>) {
        let decision = self.safety.standing();
        let wanted = match decision.action {
            Action::Continue if self.tally.is_complete() && !self.route.comes_home() => {
                Course::Return
            }
            Action::Continue => self.guided(now, desk),
            Action::Hold => Course::Hold,
            // The mission is at its own return already; asking again would begin it anew.
            Action::Return
                if self.helm.asked() == Course::Mission && self.mission_returns(desk) =>
            {
                Course::Mission
            }
            Action::Return => Course::Return,
            Action::Land => Course::Land,
            Action::Wait | Action::StandBack => return,
        };
        let Some(mode) = desk.partner.mode() else {
            return;
        };
        match self.helm.steer(now, mode, wanted, self.mission_ends(desk)) {
            Steer::Steady => {}
            Steer::Taken { asked, flies } => self.taken(now, asked, flies, desk.partner),
            Steer::Ask(course) => self.ask(now, desk, course, decision.figures),
        }
        self.pursue(now, desk);
    }

    /// Nothing has been decided against it, and nobody else has it.
    pub(in super::super) fn may_be_guided(&self) -> bool {
        let is_free = self.pilot.is_none() && self.revoked.is_none() && self.order.is_none();
        is_free && self.was_airborne && self.safety.standing().action == Action::Continue
    }

    /// It stands where a survey wants it.
    pub(in super::super) fn is_at_station(&self) -> bool {
        self.may_be_guided() && (self.helm.asked(), self.helm.shown()) == (Course::Station, true)
    }

    fn ask(&mut self, now: BootTime, desk: &mut Desk<'_>, course: Course, why: String) {
        let Some(command) = course.command(desk.partner.autopilot) else {
            return;
        };
        let ticket = desk.partner.command(now, command);
        self.asked = Some(Asked {
            ticket,
            course,
            at: now,
        });
        desk.tell(Event::Commanded {
            command: course.to_string(),
            why,
        });
    }

    fn hear_answer(&mut self, now: BootTime, desk: &mut Desk<'_>) {
        let answered = self
            .asked
            .and_then(|asked| Some((asked, desk.partner.answer(asked.ticket)?)));
        if let Some((asked, answer)) = answered {
            self.asked = None;
            if matches!(answer, Answer::Refused(..)) {
                self.helm.refused();
            }
            if !matches!(answer, Answer::Accepted(_)) {
                self.tell_refusal(desk);
                self.refusal = Some((now + REASONS_WITHIN, asked, answer));
            }
        }
        if self.refusal.is_some_and(|(until, ..)| now >= until) {
            self.tell_refusal(desk);
        }
    }

    fn tell_refusal(&mut self, desk: &mut Desk<'_>) {
        if let Some((_, asked, answer)) = self.refusal.take() {
            desk.tell(Event::Refused {
                command: asked.course.to_string(),
                answer: desk.partner.with_complaints(words(answer), asked.at),
            });
        }
    }
}
