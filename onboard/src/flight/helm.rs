//! The mode that we asked for and the mode that is flown: asks again, escalates, and notices when
//! somebody else changed it.
//!
//! A mode that differs from what we asked for is the pilot's or the autopilot's own failsafe's
//! (which of them, `failsafe` tells where it can be told), unless the mission itself explains it: PX4
//! changes to AUTO.TAKEOFF at its beginning and to AUTO.RTL at its return item.

use std::fmt;
use std::time::Duration;

use missions::link::command::Command;
use missions::link::manners::{Autopilot, FlightMode};
use missions::time::BootTime;

/// A change of mode must show in the heartbeat, which comes once a second, within this time.
const SHOWS_WITHIN: Duration = Duration::from_secs(4);
/// How often a mode is asked for before the next harder one is tried.
const TRIES: u8 = 3;

/// A mode that the mission may explain is not taken for the pilot's at once: MISSION_CURRENT,
/// which explains it, comes once a second and in any order.
const EXPLAINED_WITHIN: Duration = Duration::from_millis(2500);

/// A course that we asked for may be flown as late as this: its command, or the answer to it, was
/// under way while we asked for something harder.
const LATE_WITHIN: Duration = Duration::from_secs(30);

/// The word for a place beside the mission, in events.
pub const STATION: &str = "station";

/// What we ask the autopilot to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// Fly the mission.
    Mission,
    /// Stop and stay.
    Hold,
    /// Come home and land.
    Return,
    /// Land here.
    Land,
    /// Stand at a place beside the mission, where a survey wants it.
    Station,
}

impl Course {
    /// The command for it, in the autopilot's manner.
    pub fn command(self, autopilot: Autopilot) -> Option<Command> {
        match self {
            Self::Mission => autopilot.resume_mission(),
            Self::Hold => autopilot.hold(),
            Self::Return => autopilot.return_home(),
            Self::Land => autopilot.land(),
            Self::Station => match autopilot {
                Autopilot::ArduPilot => autopilot.set_mode(FlightMode::Guided),
                Autopilot::Px4 => autopilot.hold(),
            },
        }
    }

    /// Whether a mode is what this asks for, or the way there.
    pub(super) fn is_flown_in(self, autopilot: Autopilot, mode: FlightMode) -> bool {
        match self {
            Self::Mission => matches!(mode, FlightMode::Mission | FlightMode::TakeOff),
            Self::Hold => autopilot.is_holding(mode),
            Self::Return => matches!(mode, FlightMode::Return | FlightMode::Land),
            Self::Land => mode == FlightMode::Land,
            Self::Station => match autopilot {
                Autopilot::ArduPilot => mode == FlightMode::Guided,
                Autopilot::Px4 => autopilot.is_holding(mode),
            },
        }
    }

    /// What is tried when the autopilot does not do this one.
    const fn harder(self) -> Self {
        match self {
            Self::Mission | Self::Station => Self::Hold,
            Self::Hold => Self::Return,
            Self::Return | Self::Land => Self::Land,
        }
    }
}

impl fmt::Display for Course {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mission => "mission",
            Self::Hold => "hold",
            Self::Return => "return",
            Self::Land => "land",
            Self::Station => STATION,
        })
    }
}

/// What the helm wants its owner to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Steer {
    /// Nothing.
    Steady,
    /// Send the command of this course.
    Ask(Course),
    /// Somebody else steers.
    Taken {
        /// What was asked for.
        asked: Course,
        /// What it flies in.
        flies: FlightMode,
    },
}

/// Keeps the autopilot on the course that was decided.
#[derive(Clone, Debug)]
pub struct Helm {
    autopilot: Autopilot,
    /// What was decided.
    wanted: Course,
    /// What was asked for: the same, or harder where the autopilot did not do it.
    asked: Course,
    /// The mode that was flown when it was asked.
    before: FlightMode,
    /// When it was asked; never, where it has to be asked at the next look.
    at: Option<BootTime>,
    tries: u8,
    /// The autopilot refused what was asked: it will not do it late.
    refused: bool,
    /// What was asked for before that, and neither shown nor refused; and when.
    late: Vec<(Course, BootTime)>,
    /// A return would not lead home.
    barred: bool,
    /// The mode has been what was asked for.
    shown: bool,
    /// Since when the mode is one that only the mission could explain.
    strange: Option<BootTime>,
}

impl Helm {
    /// `asked` has been asked for at `now`, while the vehicle flew `mode`.
    pub const fn new(autopilot: Autopilot, asked: Course, mode: FlightMode, now: BootTime) -> Self {
        Self {
            autopilot,
            wanted: asked,
            asked,
            before: mode,
            at: Some(now),
            tries: 1,
            refused: false,
            late: Vec::new(),
            barred: false,
            shown: false,
            strange: None,
        }
    }

    /// What was asked for.
    pub const fn asked(&self) -> Course {
        self.asked
    }

    /// Whether the autopilot has done what was asked for.
    pub const fn shown(&self) -> bool {
        self.shown
    }

    /// The autopilot refused what was asked for.
    pub const fn refused(&mut self) {
        self.refused = true;
    }

    /// Whether a return is not to be tried: it would not lead home.
    pub const fn bar_return(&mut self, barred: bool) {
        self.barred = barred;
    }

    /// Takes the helm again, whoever had it: the mode that is flown now is nobody's fault.
    pub fn retake(&mut self, mode: FlightMode) {
        self.strange = None;
        self.late.clear();
        self.before = mode;
        self.at = None;
        self.tries = 0;
        self.shown = false;
    }

    /// Looks at the mode that is flown and at the course that is wanted.
    ///
    /// `mission_ends` is true where the mission itself leads to a return, a landing or, flown to
    /// its end, to a hold.
    pub fn steer(
        &mut self,
        now: BootTime,
        flies: FlightMode,
        wanted: Course,
        mission_ends: bool,
    ) -> Steer {
        use FlightMode::{Hold, Land, Return};
        let does = self.asked.is_flown_in(self.autopilot, flies);
        let by_itself =
            mission_ends && self.asked == Course::Mission && matches!(flies, Return | Land | Hold);
        self.shown |= does || by_itself;
        if does || by_itself || (!self.shown && flies == self.before) {
            self.strange = None;
        } else if self.comes_late(now, flies) {
            self.strange = None;
            self.before = flies;
            // It was escalated from there, and is not needed any more.
            if self.wanted.is_flown_in(self.autopilot, flies) {
                (self.asked, self.shown) = (self.wanted, true);
            } else {
                self.shown = false;
            }
        } else {
            let may_be_explained =
                self.asked == Course::Mission && matches!(flies, Return | Land | Hold);
            if may_be_explained && wanted.is_flown_in(self.autopilot, flies) {
                // It does by itself what was decided: a PX4 whose mission is deleted holds.
                (self.wanted, self.asked) = (wanted, wanted);
                (self.at, self.shown, self.strange) = (Some(now), true, None);
                return Steer::Steady;
            }
            let since = *self.strange.get_or_insert(now);
            if may_be_explained && now < since + EXPLAINED_WITHIN {
                return Steer::Steady;
            }
            return Steer::Taken {
                asked: self.asked,
                flies,
            };
        }
        if wanted != self.wanted {
            self.wanted = wanted;
            return self.ask(now, flies, wanted, 1);
        }
        if self.shown || self.at.is_some_and(|at| now < at + SHOWS_WITHIN) {
            return Steer::Steady;
        }
        self.ask_again(now, flies)
    }

    fn ask_again(&mut self, now: BootTime, flies: FlightMode) -> Steer {
        if self.tries < TRIES {
            return self.ask(now, flies, self.asked, self.tries + 1);
        }
        let harder = match self.asked.harder() {
            Course::Return if self.barred => Course::Land,
            harder => harder,
        };
        self.ask(now, flies, harder, 1)
    }

    /// Whether this mode is one that we asked for ourselves a while ago.
    fn comes_late(&mut self, now: BootTime, flies: FlightMode) -> bool {
        self.late.retain(|(_, at)| now < *at + LATE_WITHIN);
        let late = self.late.iter();
        late.map(|(course, _)| course)
            .any(|course| course.is_flown_in(self.autopilot, flies))
    }

    fn ask(&mut self, now: BootTime, flies: FlightMode, course: Course, tries: u8) -> Steer {
        if let (Some(at), false, false) = (self.at, self.shown, self.refused)
            && course != self.asked
        {
            self.late.push((self.asked, at));
        }
        self.refused = false;
        self.before = flies;
        self.at = Some(now);
        self.tries = tries;
        self.shown = false;
        self.asked = course;
        Steer::Ask(course)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Autopilot::{ArduPilot, Px4};
    use FlightMode::{Brake, Guided, Manual, PositionHold, TakeOff};

    struct Flown {
        helm: Helm,
        second: u64,
    }

    impl Flown {
        fn on_mission(autopilot: Autopilot) -> Self {
            let helm = Helm::new(autopilot, Course::Mission, Guided, BootTime::ZERO);
            let mut flown = Self { helm, second: 0 };
            flown.check(FlightMode::Mission, Course::Mission, &Steer::Steady);
            flown
        }

        /// One look a second later.
        fn look(&mut self, flies: FlightMode, wanted: Course, ends: bool) -> Steer {
            self.second += 1;
            let now = BootTime::from_millis(self.second * 1000);
            self.helm.steer(now, flies, wanted, ends)
        }

        fn check(&mut self, flies: FlightMode, wanted: Course, expected: &Steer) {
            assert_eq!(
                self.look(flies, wanted, false),
                *expected,
                "second {}",
                self.second
            );
        }
    }

    const fn taken(asked: Course, flies: FlightMode) -> Steer {
        Steer::Taken { asked, flies }
    }

    #[test]
    fn a_course_that_changes_is_asked_for_once_where_the_vehicle_follows() {
        let mut flown = Flown::on_mission(ArduPilot);
        flown.check(
            FlightMode::Mission,
            Course::Return,
            &Steer::Ask(Course::Return),
        );
        flown.check(FlightMode::Mission, Course::Return, &Steer::Steady);
        flown.check(FlightMode::Return, Course::Return, &Steer::Steady);
        for _ in 0..20 {
            flown.check(FlightMode::Return, Course::Return, &Steer::Steady);
        }
    }

    #[test]
    fn a_mode_that_nobody_asked_for_is_the_pilots() {
        let mut flown = Flown::on_mission(ArduPilot);
        flown.check(Guided, Course::Mission, &taken(Course::Mission, Guided));
        Flown::on_mission(Px4).check(
            Manual(3),
            Course::Mission,
            &taken(Course::Mission, Manual(3)),
        );
    }

    #[test]
    fn a_return_that_the_mission_does_not_explain_in_time_is_the_pilots() {
        for mode in [FlightMode::Return, FlightMode::Hold] {
            let mut flown = Flown::on_mission(Px4);
            for _ in 0..3 {
                flown.check(mode, Course::Mission, &Steer::Steady);
            }
            flown.check(mode, Course::Mission, &taken(Course::Mission, mode));
        }
    }

    #[test]
    fn a_pilot_who_changes_the_mode_while_we_ask_for_another_wins() {
        let mut flown = Flown::on_mission(ArduPilot);
        flown.check(
            FlightMode::Mission,
            Course::Return,
            &Steer::Ask(Course::Return),
        );
        flown.check(Manual(0), Course::Return, &taken(Course::Return, Manual(0)));
    }

    #[test]
    fn a_vehicle_that_does_by_itself_what_was_decided_is_not_the_pilots() {
        let mut flown = Flown::on_mission(Px4);
        flown.check(FlightMode::Hold, Course::Mission, &Steer::Steady);
        for _ in 0..10 {
            flown.check(FlightMode::Hold, Course::Hold, &Steer::Steady);
        }
        let steer = flown.look(FlightMode::Mission, Course::Hold, false);
        assert!(matches!(steer, Steer::Taken { .. }), "{steer:?}");
    }

    #[test]
    fn a_station_is_no_pilot_and_a_pilot_at_a_station_is_one() {
        for (autopilot, mode) in [(ArduPilot, Guided), (Px4, FlightMode::Hold)] {
            let mut flown = Flown::on_mission(autopilot);
            let at_station = Course::Station;
            flown.check(FlightMode::Mission, at_station, &Steer::Ask(at_station));
            flown.check(mode, at_station, &Steer::Steady);
            flown.check(mode, at_station, &Steer::Steady);
            flown.check(mode, Course::Mission, &Steer::Ask(Course::Mission));
            flown.check(FlightMode::Mission, Course::Mission, &Steer::Steady);
            flown.check(FlightMode::Mission, at_station, &Steer::Ask(at_station));
            flown.check(mode, at_station, &Steer::Steady);
            flown.check(PositionHold, at_station, &taken(at_station, PositionHold));
        }
    }

    #[test]
    fn a_pilot_in_loiter_is_not_taken_for_an_arducopter_that_holds() {
        let mut flown = Flown::on_mission(ArduPilot);
        flown.check(FlightMode::Mission, Course::Hold, &Steer::Ask(Course::Hold));
        flown.check(Brake, Course::Hold, &Steer::Steady);
        flown.check(
            PositionHold,
            Course::Hold,
            &taken(Course::Hold, PositionHold),
        );
    }

    #[test]
    fn px4_takes_off_and_returns_by_itself_in_its_mission() {
        let mut flown = Flown::on_mission(Px4);
        flown.check(TakeOff, Course::Mission, &Steer::Steady);
        flown.check(FlightMode::Mission, Course::Mission, &Steer::Steady);
        let steer = flown.look(FlightMode::Return, Course::Mission, true);
        assert_eq!(steer, Steer::Steady);
    }

    #[test]
    fn an_autopilot_that_does_not_follow_is_asked_three_times_and_then_for_something_harder() {
        let mut flown = Flown::on_mission(Px4);
        let mut asked = Vec::new();
        for _ in 0..40 {
            let flies = FlightMode::Mission;
            if let Steer::Ask(course) = flown.look(flies, Course::Hold, false) {
                asked.push((flown.second, course));
            }
        }
        let courses: Vec<_> = asked.iter().map(|(_, course)| *course).collect();
        assert_eq!(
            courses[..7],
            [
                Course::Hold,
                Course::Hold,
                Course::Hold,
                Course::Return,
                Course::Return,
                Course::Return,
                Course::Land
            ]
        );
        assert_eq!(asked[1].0 - asked[0].0, 4);
    }

    /// Asked to return three times and then to land, in `Mission` all the time.
    fn escalated() -> Flown {
        let mut flown = Flown::on_mission(ArduPilot);
        while flown.helm.asked() != Course::Land {
            assert!(flown.second < 60);
            flown.look(FlightMode::Mission, Course::Return, false);
        }
        flown
    }

    #[test]
    fn our_own_return_that_is_flown_after_we_asked_to_land_is_not_the_pilots() {
        let mut flown = escalated();
        for _ in 0..60 {
            flown.check(FlightMode::Return, Course::Return, &Steer::Steady);
        }
        flown.check(Manual(0), Course::Return, &taken(Course::Return, Manual(0)));
    }

    #[test]
    fn our_own_return_that_undoes_a_landing_that_was_decided_is_asked_to_land_again() {
        let mut flown = escalated();
        flown.check(FlightMode::Mission, Course::Land, &Steer::Ask(Course::Land));
        flown.check(FlightMode::Land, Course::Land, &Steer::Steady);
        flown.check(FlightMode::Return, Course::Land, &Steer::Steady);
        let asked = (0..5).map(|_| flown.look(FlightMode::Return, Course::Land, false));
        assert!(
            asked
                .collect::<Vec<_>>()
                .contains(&Steer::Ask(Course::Land))
        );
    }

    #[test]
    fn a_return_that_was_refused_or_is_long_past_is_the_pilots() {
        let mut flown = Flown::on_mission(ArduPilot);
        while flown.helm.asked() != Course::Land {
            flown.look(FlightMode::Mission, Course::Return, false);
            flown.helm.refused();
        }
        let pilots = taken(Course::Land, FlightMode::Return);
        flown.check(FlightMode::Return, Course::Return, &pilots);

        let mut flown = escalated();
        flown.check(FlightMode::Land, Course::Return, &Steer::Steady);
        flown.second += 40;
        flown.check(FlightMode::Return, Course::Return, &pilots);
    }

    #[test]
    fn after_resume_the_pilots_mode_is_left_for_the_mission() {
        let mut flown = Flown::on_mission(ArduPilot);
        flown.check(Guided, Course::Mission, &taken(Course::Mission, Guided));
        flown.helm.retake(PositionHold);
        flown.check(PositionHold, Course::Mission, &Steer::Ask(Course::Mission));
        flown.check(PositionHold, Course::Mission, &Steer::Steady);
        flown.check(FlightMode::Mission, Course::Mission, &Steer::Steady);
    }
}
