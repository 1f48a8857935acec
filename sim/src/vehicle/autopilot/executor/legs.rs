//! Mission commands that are flown.

use missions::geodesy::Position;
use missions::plan::item::Item;
use missions::time::BootTime;
use nalgebra::Vector3;

use super::super::super::modes::Manner;
use super::super::Autopilot;
use super::super::activity::Activity;
use super::super::guidance::Exit;
use super::super::orders::{OrbitYaw, YawOrder};
use super::super::returning::height_of;
use super::until;

/// How far one flown command has come.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Stage {
    /// On the way to its place.
    #[default]
    Going,
    /// At its place, until a time.
    Holding(BootTime),
    /// At its place for good.
    Staying,
    /// On its circle.
    Circling,
    /// Coming down, or coming home: ends on the ground.
    ToGround,
}

/// How far the vehicle may be from the end of a leg that counts as flown, beyond the radius.
const LAG_M: f64 = 2.0;
/// The leg before counts as the beginning of the next within this distance, metres.
const JOINED_M: f64 = 6.0;

impl Autopilot {
    pub(super) fn fly_item(&mut self, nav: u16, item: &Item) {
        self.executor.stage = Stage::Going;
        match item.command {
            22 => self.fly_take_off(item),
            20 => {
                self.executor.stage = Stage::ToGround;
                self.begin_return();
            }
            93 => {
                self.executor.stage = Stage::Holding(until(self.now, item.params[0]));
                self.hold_reference();
            }
            18 => {
                let (centre, radius) = self.circle_of(item);
                let offset = self.guidance.position() - centre;
                let outward = Vector3::new(offset.x, offset.y, 0.0)
                    .try_normalize(0.1)
                    .unwrap_or_else(Vector3::x);
                self.fly_leg(centre + outward * radius.abs(), Exit::Stop);
            }
            21 => {
                let goal = self.goal_of(item);
                let here = self.guidance.position();
                self.fly_leg(Vector3::new(goal.x, goal.y, here.z), Exit::Stop);
            }
            _ => {
                let goal = self.goal_of(item);
                let exit = self.exit_of(nav, item);
                self.fly_leg(goal, exit);
                self.face_as_asked(item);
            }
        }
    }

    /// Whether the present item is done; takes it from stage to stage.
    pub(super) fn is_flown(&mut self) -> bool {
        let Some(item) = self
            .executor
            .nav
            .and_then(|nav| self.mission.get(nav))
            .copied()
        else {
            return false;
        };
        match self.executor.stage {
            Stage::Going => self.arrive(&item),
            Stage::Holding(until) => self.now >= until,
            Stage::Staying | Stage::ToGround => false,
            Stage::Circling => self.guidance.turns() >= turns_of(&item),
        }
    }

    fn arrive(&mut self, item: &Item) -> bool {
        if self.is_taking_off() {
            return false;
        }
        if item.command == 22 {
            return self.has_arrived_at_goal(item);
        }
        if !self.has_arrived_at_goal(item) {
            return false;
        }
        match item.command {
            17 => self.executor.stage = Stage::Staying,
            18 => self.begin_turns(item),
            21 => {
                self.executor.stage = Stage::ToGround;
                let over = self.guidance.target().goal_ned_m;
                self.begin_landing(over);
            }
            16 | 19 if item.params[0] > 0.0 => {
                self.executor.stage = Stage::Holding(until(self.now, item.params[0]));
            }
            _ => return true,
        }
        false
    }

    fn has_arrived_at_goal(&self, item: &Item) -> bool {
        let goal = self.guidance.target().goal_ned_m;
        let off_m = (self.senses.position_ned_m - goal).norm();
        self.guidance.is_done() && off_m <= self.acceptance_m(item) + LAG_M
    }

    fn fly_take_off(&mut self, item: &Item) {
        let here = self.senses.position_ned_m;
        let down = self.down_of(height_of(item.frame, item.z));
        self.executor.last_goal = None;
        if self.is_airborne() {
            // Already up: climb on where it is, never down.
            let start = self.guidance.position();
            self.fly_leg(Vector3::new(start.x, start.y, down.min(here.z)), Exit::Stop);
        } else {
            self.begin_take_off(down.min(self.home_ned().z - 1.0));
        }
    }

    fn fly_leg(&mut self, goal: Vector3<f64>, exit: Exit) {
        if !self.is_airborne() && !self.is_taking_off() {
            // PX4 takes off by itself when the mission does not begin with a take-off.
            let climb = self.parameters.number("MIS_TAKEOFF_ALT").max(2.0);
            self.begin_take_off(self.home_ned().z - climb);
            self.executor.nav = None;
            return;
        }
        let here = self.guidance.position();
        match self.executor.last_goal {
            Some(last) if (last - here).norm() < JOINED_M => self.guidance.leg(last, goal, exit),
            _ => self.guidance.go(goal, exit),
        }
        self.executor.last_goal = Some(goal);
        self.activity = Activity::Track;
    }

    fn hold_reference(&mut self) {
        if self.is_airborne() {
            self.guidance.brake();
            self.activity = Activity::Track;
        }
    }

    fn begin_turns(&mut self, item: &Item) {
        let (centre, radius) = self.circle_of(item);
        let rate = self.parameters.number("CIRCLE_RATE").abs().max(1.0);
        let mut limits = self.limits();
        limits.ground_m_s = limits
            .ground_m_s
            .min(rate.to_radians() * radius.abs())
            .max(0.5);
        self.guidance.limit(limits);
        self.guidance.circle(centre, radius, OrbitYaw::ToCentre);
        self.executor.stage = Stage::Circling;
        self.executor.last_goal = None;
    }

    /// Centre and radius; negative is counter-clockwise.
    fn circle_of(&self, item: &Item) -> (Vector3<f64>, f64) {
        let asked = item.params[2];
        let radius = if asked.is_finite() && asked.abs() >= 1.0 {
            asked
        } else {
            self.parameters.number("CIRCLE_RADIUS") / 100.0
        };
        (self.goal_of(item), radius)
    }

    /// The place of an item; zeros and NaN mean "where it is".
    fn goal_of(&self, item: &Item) -> Vector3<f64> {
        let here = self.guidance.target();
        let here = self.executor.last_goal.unwrap_or(here.position_ned_m);
        let is_nowhere = (item.x == 0.0 && item.y == 0.0) || item.x.is_nan() || item.y.is_nan();
        let level = match Position::new(item.x, item.y) {
            Ok(position) if !is_nowhere => {
                let plane = self.plane.to_plane(position);
                Vector3::new(plane.y, plane.x, 0.0)
            }
            _ => here,
        };
        let keeps_height = self.manner == Manner::ArduPilot && item.z == 0.0;
        let down = if keeps_height || !item.z.is_finite() {
            here.z
        } else {
            self.down_of(height_of(item.frame, item.z))
        };
        Vector3::new(level.x, level.y, down)
    }

    /// Whether the leg may be left at speed: only when the next item is flown straight on.
    fn exit_of(&self, nav: u16, item: &Item) -> Exit {
        let holds = item.command != 16 && item.command != 82 || item.params[0] > 0.0;
        if holds {
            return Exit::Stop;
        }
        let ahead = self.ahead(nav.saturating_add(1), &self.executor.jumps);
        let waits = ahead.commands.iter().any(|index| {
            self.manner == Manner::Px4
                && self
                    .mission
                    .get(*index)
                    .is_some_and(|item| item.command == 112)
        });
        match ahead.nav.and_then(|next| self.mission.get(next)) {
            Some(next) if !waits && matches!(next.command, 16 | 17 | 19 | 82) => Exit::Through {
                next: self.goal_after(next, item),
                radius_m: self.acceptance_m(item),
            },
            _ => Exit::Stop,
        }
    }

    /// Where `next` leads when it is flown after `item`.
    fn goal_after(&self, next: &Item, item: &Item) -> Vector3<f64> {
        let mut goal = self.goal_of(next);
        if self.manner == Manner::ArduPilot && next.z == 0.0 {
            goal.z = self.goal_of(item).z;
        }
        goal
    }

    /// How near is near enough, metres. A PX4 multicopter keeps to a waypoint's own radius (param
    /// 2) where it has one; ArduCopter never looks at it.
    ///
    /// Sources: PX4, `navigator/mission_block.cpp`, `is_mission_item_reached_or_completed`;
    /// ArduPilot, "Mission commands", `WAYPOINT`.
    fn acceptance_m(&self, item: &Item) -> f64 {
        let own_m = item.params[1];
        match self.manner {
            Manner::ArduPilot => self.parameters.number("WPNAV_RADIUS") / 100.0,
            Manner::Px4 if item.command == 16 && own_m.is_finite() && own_m > 0.0 => own_m,
            Manner::Px4 => self.parameters.number("NAV_ACC_RAD"),
        }
        .clamp(0.2, 100.0)
    }

    /// PX4 turns the nose as param 4 says; ArduPilot along the leg.
    fn face_as_asked(&mut self, item: &Item) {
        if self.manner == Manner::Px4 && item.params[3].is_finite() {
            self.guidance.turn_to(&YawOrder {
                angle_deg: item.params[3],
                rate_deg_s: 0.0,
                relative: false,
                direction: 0,
            });
        }
    }
}

const fn turns_of(item: &Item) -> f64 {
    if item.params[0] > 0.0 {
        item.params[0]
    } else {
        1.0
    }
}
