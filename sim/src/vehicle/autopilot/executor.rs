//! Flying the mission, item by item.
//!
//! ArduPilot flies one navigation command while the commands between it and the one before are
//! done one after another; PX4 does them first. Sources: ArduPilot, `AP_Mission::update`;
//! PX4, `navigator/mission_base.cpp`.

mod commands;
mod legs;

use std::collections::VecDeque;

use missions::plan::item::Item;
use missions::time::BootTime;
use nalgebra::Vector3;

use super::super::modes::{FlightMode, Manner};
use super::Autopilot;
use super::activity::Activity;
use super::event::{AutopilotEvent, LandedState, Severity};
use super::mission::{MissionState, is_navigation};
use super::orders::Denied;
use commands::Waiting;
use legs::Stage;

/// What the executor remembers of the mission under way.
#[derive(Clone, Debug, Default)]
pub(super) struct Executor {
    is_started: bool,
    is_paused: bool,
    nav: Option<u16>,
    stage: Stage,
    /// Where the leg before ended, north, east, down.
    last_goal: Option<Vector3<f64>>,
    pending: VecDeque<u16>,
    waiting: Option<Waiting>,
    /// Jumps taken: item and how often.
    jumps: Vec<(u16, u16)>,
    /// An item reached that was not told yet (ArduPilot), and when it is told.
    untold: Option<(u16, u8)>,
    has_landed: bool,
}

/// Steps after which ArduPilot tells of a reached item; another one in between replaces it,
/// as in the recorded conversations.
const TELLING_STEPS: u8 = 3;

/// What lies ahead of an item: commands to do, then one to fly.
struct Ahead {
    commands: VecDeque<u16>,
    nav: Option<u16>,
    jumps: Vec<(u16, u16)>,
}

impl Executor {
    pub(super) const fn forget_landing(&mut self) {
        self.has_landed = false;
    }
}

impl Autopilot {
    /// Starts the mission from an item, or goes on where it stopped.
    ///
    /// With ArduPilot's manners this is what lets a vehicle on the ground take off in Auto.
    pub fn start_mission(&mut self, first: Option<u16>) -> Result<(), Denied> {
        if !self.mission.can_start() {
            return Err(Denied::NoMission);
        }
        if let Some(first) = first.filter(|first| *first > 0) {
            self.set_current_item(first)?;
        }
        match self.manner {
            Manner::ArduPilot if self.mode != FlightMode::Mission => {
                return Err(Denied::WrongMode);
            }
            Manner::Px4 if self.mode != FlightMode::Mission => {
                self.set_mode(FlightMode::Mission)?;
            }
            _ => {}
        }
        if !self.is_armed() {
            return Err(Denied::NotArmed);
        }
        if !self.executor.is_started {
            self.really_begin();
        }
        Ok(())
    }

    /// Makes an item the next to be flown.
    pub fn set_current_item(&mut self, index: u16) -> Result<(), Denied> {
        if self.mission.get(index).is_none() {
            return Err(Denied::Invalid {
                name: "the current mission item",
                value: f64::from(index),
            });
        }
        self.mission.current = index;
        if self.mission.state == MissionState::Complete {
            self.mission.state = MissionState::NotStarted;
        }
        self.executor.nav = None;
        self.executor.pending.clear();
        self.executor.waiting = None;
        self.tell(AutopilotEvent::CurrentItem(index));
        if self.executor.is_started && self.mode == FlightMode::Mission {
            self.go_on_from(index);
        }
        Ok(())
    }

    /// Stops on the way and stays (`MAV_CMD_DO_PAUSE_CONTINUE` 0).
    pub fn pause_mission(&mut self) -> Result<(), Denied> {
        if self.mode != FlightMode::Mission || !self.executor.is_started {
            return Err(Denied::WrongMode);
        }
        if self.is_taking_off() || self.is_landing() {
            return Err(Denied::WrongMode);
        }
        self.executor.is_paused = true;
        self.mission.state = MissionState::Paused;
        self.guidance.brake();
        Ok(())
    }

    /// Goes on after a pause.
    pub fn resume_mission(&mut self) -> Result<(), Denied> {
        if !self.executor.is_paused {
            return Err(Denied::WrongMode);
        }
        self.executor.is_paused = false;
        self.mission.state = MissionState::Active;
        self.go_on_from(self.mission.current);
        Ok(())
    }

    /// Enters the mission mode.
    pub(super) fn begin_mission(&mut self) {
        self.executor.is_started = false;
        self.executor.is_paused = false;
        if !self.mission.can_start() {
            return;
        }
        let waits_for_start =
            self.manner == Manner::ArduPilot && self.landed == LandedState::OnGround;
        if !waits_for_start {
            self.really_begin();
        }
    }

    pub(super) fn leave_mission(&mut self) {
        self.executor.is_started = false;
        self.executor.is_paused = false;
        self.executor.nav = None;
        self.executor.last_goal = None;
        self.executor.waiting = None;
        self.executor.pending.clear();
        if self.mission.state == MissionState::Active || self.mission.state == MissionState::Paused
        {
            self.mission.state = MissionState::NotStarted;
        }
    }

    fn really_begin(&mut self) {
        let first = self.mission.first();
        let is_over = self.mission.state == MissionState::Complete;
        let restarts = self.manner == Manner::ArduPilot && self.parameters.is_on("MIS_RESTART");
        let start = if is_over || restarts {
            first
        } else {
            self.mission.current.max(first)
        };
        if is_over || start == first {
            self.executor.jumps.clear();
        }
        if self.lacks_take_off(start) {
            self.text(Severity::Critical, "Auto: Missing Takeoff Cmd");
            return;
        }
        self.executor.is_started = true;
        self.mission.state = MissionState::Active;
        if self.manner == Manner::Px4 {
            self.text(Severity::Info, "Executing Mission");
        }
        self.go_on_from(start);
    }

    /// ArduPilot on the ground wants a take-off first.
    fn lacks_take_off(&self, start: u16) -> bool {
        self.manner == Manner::ArduPilot
            && !self.is_airborne()
            && self
                .ahead(start, &self.executor.jumps)
                .nav
                .and_then(|nav| self.mission.get(nav))
                .is_none_or(|item| item.command != 22)
    }

    /// One step of the mission.
    pub(super) fn run_mission(&mut self) {
        self.tell_reached();
        if !self.executor.is_started || self.executor.is_paused {
            return;
        }
        let nav = self.executor.nav;
        match nav {
            Some(nav) if self.is_flown() => {
                self.reach(nav);
                self.go_on_from(nav.saturating_add(1));
            }
            // PX4 has taken off by itself and now begins with the item.
            None if self.is_airborne() && !self.is_taking_off() => {
                self.go_on_from(self.mission.current);
            }
            _ => {}
        }
        self.do_pending();
    }

    /// The ground was touched: a landing item is done.
    pub(super) fn executor_landed(&mut self) {
        if self.mode != FlightMode::Mission || !self.executor.is_started {
            return;
        }
        self.executor.has_landed = true;
        if let Some(nav) = self.executor.nav.take() {
            self.mission.reached = Some(nav);
            self.tell(AutopilotEvent::ItemReached(nav));
        }
        self.finish_mission();
    }

    /// Finds and starts what comes from `index` on.
    fn go_on_from(&mut self, index: u16) {
        let ahead = self.ahead(index, &self.executor.jumps);
        self.executor.jumps = ahead.jumps;
        self.executor.pending = ahead.commands;
        self.executor.nav = ahead.nav;
        match self.manner {
            Manner::ArduPilot => self.do_first(),
            Manner::Px4 => self.do_all(),
        }
        match ahead.nav {
            Some(nav) => self.start_item(nav),
            None => self.finish_mission(),
        }
    }

    fn start_item(&mut self, nav: u16) {
        let Some(item) = self.mission.get(nav).copied() else {
            return;
        };
        if self.mission.current != nav {
            self.mission.current = nav;
            self.tell(AutopilotEvent::CurrentItem(nav));
        }
        if self.manner == Manner::ArduPilot {
            self.text(
                Severity::Info,
                format!("Mission: {nav} {}", commands::name(item.command)),
            );
        }
        self.fly_item(nav, &item);
    }

    /// Walks from an item to the next that is flown, taking jumps.
    fn ahead(&self, from: u16, jumps: &[(u16, u16)]) -> Ahead {
        let mut ahead = Ahead {
            commands: VecDeque::new(),
            nav: None,
            jumps: jumps.to_vec(),
        };
        let mut index = from;
        // A circle of jumps without anything to fly must end.
        for _ in 0..=2 * self.mission.items().len() {
            let Some(item) = self.mission.get(index) else {
                break;
            };
            if item.command == 177 {
                index = jump(&mut ahead.jumps, index, item, self.mission.items().len());
                continue;
            }
            if is_navigation(self.manner, item.command) == Some(true) {
                ahead.nav = Some(index);
                break;
            }
            ahead.commands.push_back(index);
            index = index.saturating_add(1);
        }
        ahead
    }

    fn finish_mission(&mut self) {
        self.executor.is_started = false;
        self.executor.nav = None;
        self.mission.state = MissionState::Complete;
        self.tell(AutopilotEvent::MissionFinished);
        let flies_on = self.is_airborne() && !self.executor.has_landed;
        if !flies_on {
            return;
        }
        self.guidance.brake();
        self.activity = Activity::Track;
        if self.manner == Manner::Px4 {
            self.text(Severity::Info, "Mission finished, loitering");
            self.enter(FlightMode::Hold);
        }
    }

    fn reach(&mut self, index: u16) {
        self.mission.reached = Some(index);
        match self.manner {
            Manner::ArduPilot => {
                let command = self.mission.get(index).map_or(0, |item| item.command);
                if !matches!(command, 22 | 178 | 195 | 197 | 201) {
                    self.text(Severity::Info, format!("Reached command #{index}"));
                }
                self.executor.untold = Some((index, TELLING_STEPS));
            }
            Manner::Px4 => self.tell(AutopilotEvent::ItemReached(index)),
        }
    }

    fn tell_reached(&mut self) {
        if let Some((index, steps)) = self.executor.untold {
            if steps == 0 {
                self.executor.untold = None;
                self.tell(AutopilotEvent::ItemReached(index));
            } else {
                self.executor.untold = Some((index, steps - 1));
            }
        }
    }
}

/// Where a DO_JUMP leads: its target while it has repeats left, else the item after it.
fn jump(jumps: &mut Vec<(u16, u16)>, index: u16, item: &Item, count: usize) -> u16 {
    let after = index.saturating_add(1);
    let target = item.params[0];
    if !(target >= 0.0 && target < count as f64) {
        return after;
    }
    let repeats = item.params[1];
    let place = jumps
        .iter()
        .position(|(jump, _)| *jump == index)
        .unwrap_or_else(|| {
            jumps.push((index, 0));
            jumps.len() - 1
        });
    let taken = &mut jumps[place].1;
    if repeats < 0.0 || f64::from(*taken) < repeats {
        *taken = taken.saturating_add(1);
        target as u16
    } else {
        after
    }
}

/// A time that an item or a parameter asks for, from now: at least none, at most 10⁶ s.
pub(super) fn until(now: BootTime, seconds: f64) -> BootTime {
    let seconds = if seconds.is_finite() { seconds } else { 0.0 };
    now + std::time::Duration::from_secs_f64(seconds.clamp(0.0, 1e6))
}
