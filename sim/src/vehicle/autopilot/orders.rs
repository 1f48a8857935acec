//! What the autopilot can be told, and why it may refuse.

use missions::geodesy::Position;
use missions::plan::{Height, Waypoint};
use thiserror::Error;

/// Why an order was refused. The link turns it into a `MAV_RESULT`.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum Denied {
    /// The checks before arming failed (`TEMPORARILY_REJECTED` or `FAILED`); the texts say which.
    #[error("not ready to arm: {}", .0.join("; "))]
    NotReady(Vec<String>),
    /// Only an armed vehicle can do it.
    #[error("not armed")]
    NotArmed,
    /// It cannot be done while flying.
    #[error("the vehicle is flying")]
    Flying,
    /// There is no position estimate.
    #[error("there is no position estimate")]
    NoPosition,
    /// Not in this mode.
    #[error("not in this flight mode")]
    WrongMode,
    /// There is no mission to fly.
    #[error("there is no mission")]
    NoMission,
    /// This autopilot does not know it.
    #[error("this autopilot does not support it")]
    Unsupported,
    /// A value that means nothing.
    #[error("{name} cannot be {value}")]
    Invalid {
        /// What it was for.
        name: &'static str,
        /// The value.
        value: f64,
    },
}

/// Fly there and stay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GoTo {
    /// Where; none keeps the place.
    pub position: Option<Position>,
    /// How high; none keeps the height.
    pub height: Option<Height>,
    /// Heading, degrees clockwise from north; none lets the autopilot choose.
    pub yaw_deg: Option<f64>,
    /// Ground speed, metres per second; none keeps it.
    pub speed_m_s: Option<f64>,
}

/// Where the nose points during an orbit; the numbers are `ORBIT_YAW_BEHAVIOUR`'s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrbitYaw {
    /// 0: to the centre.
    #[default]
    ToCentre,
    /// 1: as it was at the start.
    Initial,
    /// 2: left to the pilot.
    Uncontrolled,
    /// 3: along the circle.
    Along,
}

/// Fly a circle until told otherwise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrbitOrder {
    /// The centre; none takes the present place.
    pub centre: Option<Position>,
    /// Radius, metres; positive flies clockwise.
    pub radius_m: Option<f64>,
    /// Ground speed along the circle, metres per second.
    pub speed_m_s: Option<f64>,
    /// How high; none keeps the height.
    pub height: Option<Height>,
    /// Where the nose points.
    pub yaw: OrbitYaw,
}

/// A direction for the nose (`CONDITION_YAW`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct YawOrder {
    /// Degrees clockwise from north, or from the nose if `relative`.
    pub angle_deg: f64,
    /// How fast, degrees per second; zero takes the default.
    pub rate_deg_s: f64,
    /// Whether the angle is counted from the nose.
    pub relative: bool,
    /// -1 turns left, 1 right, 0 the shorter way.
    pub direction: i8,
}

/// Which speed a speed order means; the numbers are `SPEED_TYPE`'s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpeedKind {
    /// 0 and 1: over the ground (a multirotor has no other).
    Ground,
    /// 2.
    Climb,
    /// 3.
    Descent,
}

/// A velocity to hold until the next order, at most three seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Steering {
    /// North, east, down, metres per second.
    pub velocity_ned_m_s: [f64; 3],
    /// Heading, degrees; none keeps it.
    pub yaw_deg: Option<f64>,
    /// Rate of turn, degrees per second, where no heading is given.
    pub yaw_rate_deg_s: Option<f64>,
}

/// The pilot's sticks, each -1 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sticks {
    /// Right positive.
    pub roll: f64,
    /// Forward (nose down) positive.
    pub pitch: f64,
    /// Up positive; 0 is the middle.
    pub throttle: f64,
    /// Clockwise positive.
    pub yaw: f64,
}

impl Sticks {
    /// Whether a hand is on them: any but throttle farther than this from the middle.
    pub fn moved(&self, share: f64) -> bool {
        [self.roll, self.pitch, self.yaw]
            .iter()
            .any(|stick| stick.abs() > share)
    }
}

/// Where the camera is to look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GimbalAim {
    /// Angles in degrees: pitch from the horizon (down negative), yaw from the nose.
    Angles {
        /// Degrees, down negative.
        pitch_deg: f64,
        /// Degrees clockwise from the nose, or from north if `yaw_is_absolute`.
        yaw_deg: f64,
        /// Whether yaw is counted from north.
        yaw_is_absolute: bool,
    },
    /// At a place; the gimbal follows it as the vehicle moves.
    Place(Waypoint),
}
