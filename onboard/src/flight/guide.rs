//! What a survey asks of the flight while the safety table has nothing against it: to stand at a
//! place beside the mission, or to fly the mission on.
//!
//! The place is a guided target: `SET_POSITION_TARGET_GLOBAL_INT` in GUIDED for ArduPilot (its
//! `DO_REPOSITION` leaves the heading alone), `DO_REPOSITION` for PX4, which holds there in
//! AUTO.LOITER. Sources: ArduPilot, "Copter commands in guided mode"; PX4,
//! `Navigator::run` (`VEHICLE_CMD_DO_REPOSITION`). The way there is looked at first: [`objection`].

use geo::Coord;
use missions::frames::wrap_deg;
use missions::geodesy::Position;
use missions::link::Endpoint;
use missions::link::command::Command;
use missions::link::dialect::{
    MavCmd, MavFrame, MavMessage, PositionTargetTypemask, SET_POSITION_TARGET_GLOBAL_INT_DATA,
};
use missions::telemetry::VehicleState;
use serde::{Deserialize, Serialize};

use super::boundary::{self, Brakes, Motion};
use super::orders::Orders;

/// From a target to the next boundary there must be so much room, metres.
const ROOM_M: f64 = 3.0;
/// A way is looked at as if it were flown so fast, metres per second.
const SPEED_M_S: f64 = 2.0;
/// Nearer targets are no way at all, metres.
const HERE_M: f64 = 0.3;

/// A place to stand at.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// Where.
    pub position: Position,
    /// Metres above home.
    pub height_above_home_m: f64,
    /// Where the nose points, degrees clockwise from true north.
    pub heading_deg: f64,
}

/// What is asked of the flight.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Guide {
    /// To fly the mission as it is.
    #[default]
    Mission,
    /// To fly the mission on from this item, counted from 0, if it is not there yet.
    MissionFrom(usize),
    /// To stand where it is, or at a target.
    Station(Option<Target>),
}

impl Target {
    /// As ArduPilot is told; it may be said again and again.
    pub fn message(&self, to: Endpoint) -> MavMessage {
        use PositionTargetTypemask as M;
        let (lat_int, lon_int) = self.position.to_e7();
        MavMessage::SET_POSITION_TARGET_GLOBAL_INT(SET_POSITION_TARGET_GLOBAL_INT_DATA {
            time_boot_ms: 0,
            lat_int,
            lon_int,
            alt: self.height_above_home_m as f32,
            type_mask: M::POSITION_TARGET_TYPEMASK_VX_IGNORE
                | M::POSITION_TARGET_TYPEMASK_VY_IGNORE
                | M::POSITION_TARGET_TYPEMASK_VZ_IGNORE
                | M::POSITION_TARGET_TYPEMASK_AX_IGNORE
                | M::POSITION_TARGET_TYPEMASK_AY_IGNORE
                | M::POSITION_TARGET_TYPEMASK_AZ_IGNORE
                | M::POSITION_TARGET_TYPEMASK_YAW_RATE_IGNORE,
            yaw: self.heading_deg.to_radians() as f32,
            target_system: to.system,
            target_component: to.component,
            coordinate_frame: relative(),
            ..SET_POSITION_TARGET_GLOBAL_INT_DATA::default()
        })
    }

    /// As PX4 is told: its height counts from the sea.
    pub fn command(&self, home_sea_m: f64) -> Command {
        let (x, y) = self.position.to_e7();
        Command::Int {
            command: MavCmd::MAV_CMD_DO_REPOSITION,
            frame: MavFrame::MAV_FRAME_GLOBAL,
            params: [-1.0, 1.0, 0.0, self.heading_deg.to_radians() as f32],
            x,
            y,
            z: (home_sea_m + self.height_above_home_m) as f32,
        }
    }

    /// Whether another is the same place and heading, but for what nobody flies to.
    pub fn is_near(&self, other: &Self) -> bool {
        let turned = wrap_deg(self.heading_deg - other.heading_deg);
        self.position.distance_m(other.position) < 0.05
            && (self.height_above_home_m - other.height_above_home_m).abs() < 0.05
            && turned.abs() < 0.5
    }
}

#[expect(
    deprecated,
    reason = "ArduPilot documents this frame for guided targets; the one without INT is the same"
)]
const fn relative() -> MavFrame {
    MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT
}

/// Why a target must not be flown to from where the vehicle is: the straight way there, and some
/// room behind it, must stay within fence, zones and ceiling.
pub fn objection(orders: &Orders, state: &VehicleState, target: &Target) -> Option<String> {
    let (from, height_m) = state.position.get().zip(state.height_above_home_m.get())?;
    let home_sea_m = super::measure::home_above_sea_m(state);
    let (way_m, climb_m) = (
        from.distance_m(target.position),
        target.height_above_home_m - height_m,
    );
    let seconds = (way_m.hypot(climb_m) / SPEED_M_S).max(HERE_M / SPEED_M_S);
    let (sin, cos) = from.bearing_deg(target.position).to_radians().sin_cos();
    let speed_m_s = way_m / seconds;
    let motion = Motion {
        position: from,
        height_m,
        home_above_sea_m: home_sea_m,
        velocity_m_s: Coord {
            x: speed_m_s * sin,
            y: speed_m_s * cos,
        },
        climb_m_s: climb_m / seconds,
    };
    // No way to stop is reckoned with: the target itself is where it stops.
    let brakes = Brakes {
        deceleration_m_s2: 1e6,
        reaction_s: 0.0,
    };
    let ahead = boundary::ahead(&orders.plan.airspace, &motion, brakes)?;
    let left_m = ahead.distance_m - way_m.max(climb_m.abs());
    (left_m < ROOM_M).then(|| {
        format!(
            "{} lies {:.1} m ahead, on a way of {:.1} m",
            ahead.boundary, ahead.distance_m, way_m
        )
    })
}

#[cfg(test)]
mod tests {
    use missions::airspace::Fence;
    use missions::geodesy::Shape;
    use missions::plan::{Height, Leg, Plan, Sortie, Task, Waypoint};
    use missions::time::BootTime;

    use super::*;

    fn home() -> Position {
        Position::new(53.55, 8.5).unwrap()
    }

    fn orders() -> Orders {
        let leg = Leg {
            task: Task::Return,
            to: Waypoint {
                position: home(),
                height: Height::above_home(0.0),
            },
            speed_m_s: None,
        };
        let mut plan = Plan::default();
        plan.sorties.push(Sortie {
            legs: vec![leg],
            ..Sortie::default()
        });
        plan.airspace.fence = Some(Fence {
            inclusions: vec![Shape::Circle {
                centre: home(),
                radius_m: 100.0,
            }],
            ceiling: Some(Height::above_home(40.0)),
            ..Fence::default()
        });
        Orders::new(plan, 1).unwrap()
    }

    fn check(north_m: f64, height_m: f64, words: Option<&str>) {
        let mut state = VehicleState::default();
        state.position.set(BootTime::ZERO, home());
        state.height_above_home_m.set(BootTime::ZERO, 10.0);
        let target = Target {
            position: home().offset(0.0, north_m),
            height_above_home_m: height_m,
            heading_deg: 0.0,
        };
        let told = objection(&orders(), &state, &target);
        match (words, &told) {
            (None, None) => {}
            (Some(words), Some(told)) if told.contains(words) => {}
            _ => panic!("{north_m} m, {height_m} m: {told:?}"),
        }
    }

    #[test]
    fn a_target_beyond_the_fence_or_just_before_it_is_not_flown_to() {
        check(80.0, 10.0, None);
        check(0.0, 10.0, None);
        check(99.0, 10.0, Some("fence"));
        check(150.0, 10.0, Some("fence"));
        check(0.0, 30.0, None);
        check(0.0, 45.0, Some("ceiling"));
    }

    #[test]
    fn px4_counts_the_height_of_a_target_from_the_sea_and_ardupilot_from_home() {
        let target = Target {
            position: home(),
            height_above_home_m: 6.0,
            heading_deg: 90.0,
        };
        let Command::Int { z, params, .. } = target.command(5.0) else {
            panic!("an exact place");
        };
        assert_eq!(z, 11.0);
        assert!((params[3] - std::f32::consts::FRAC_PI_2).abs() < 1e-6);
        let MavMessage::SET_POSITION_TARGET_GLOBAL_INT(m) = target.message(Endpoint::new(1, 1))
        else {
            panic!("a target");
        };
        assert_eq!((m.alt, m.target_system), (6.0, 1));
    }
}
