//! What the vehicle knows about itself at one instant: all that telemetry is made of.
//!
//! Estimates are the autopilot's, readings are the sensors'; the truth is not in here but in
//! [`Snapshot::truth`], which only the simulator's own messages show.

use missions::geodesy::Position;
use missions::telemetry::Attitude;
use missions::time::{BootTime, UtcTime};
use nalgebra::{UnitQuaternion, Vector3};

use crate::vehicle::autopilot::{Breach, LandedState, MissionState, SystemState};
use crate::vehicle::modes::FlightMode;

/// What the vehicle knows about itself at one instant.
#[derive(Clone, Copy, Debug)]
pub struct Snapshot {
    /// Time since boot.
    pub time: BootTime,
    /// The date, once the GNSS receiver knows it.
    pub utc: Option<UtcTime>,
    /// Flight mode.
    pub mode: FlightMode,
    /// Whether the motors may turn.
    pub armed: bool,
    /// As a heartbeat says it.
    pub system: SystemState,
    /// Whether the checks before arming pass.
    pub ready: bool,
    /// Whether it stands, flies, leaves or comes down.
    pub landed: LandedState,
    /// Where it believes to be.
    pub place: Place,
    /// How it believes to be turned.
    pub turn: Turn,
    /// What the inertial unit, compass and barometer read.
    pub inertial: Inertial,
    /// What the GNSS receiver says.
    pub gnss: Gnss,
    /// The battery.
    pub battery: Battery,
    /// Motor commands, 0 to 1.
    pub motors: [f64; 4],
    /// Home, once it is set.
    pub home: Option<Mark>,
    /// The origin of the local frame, once it is set.
    pub origin: Option<Mark>,
    /// Wind as the estimator sees it: north, east, down, metres per second.
    pub wind_ned_m_s: [f64; 3],
    /// The mission and where it stands.
    pub mission: Mission,
    /// Where the autopilot steers to, if it steers to a place.
    pub target: Option<Target>,
    /// The fence.
    pub fence: Fence,
    /// The estimator's confidence.
    pub estimator: Estimator,
    /// The pilot's channels in microseconds, if a radio is heard.
    pub channels: Option<[u16; 8]>,
    /// What is really so.
    pub truth: Truth,
}

/// A place with its height above the sea.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// Where.
    pub position: Position,
    /// Metres above the sea.
    pub sea_m: f64,
}

/// The position estimate.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    /// Where; none before the estimator has a position.
    pub position: Option<Position>,
    /// Metres above the sea.
    pub sea_m: f64,
    /// Metres above home.
    pub home_m: f64,
    /// North, east, down from the origin, metres; none without a position.
    pub ned_m: Option<[f64; 3]>,
    /// Over the ground: north, east, down, metres per second.
    pub velocity_ned_m_s: [f64; 3],
    /// Speed through the air, metres per second.
    pub air_speed_m_s: f64,
}

/// How it is turned, and turning.
#[derive(Clone, Copy, Debug, Default)]
pub struct Turn {
    /// Against north-east-down.
    pub attitude: Attitude,
    /// Turn rates about the body's axes, radians per second.
    pub rates_rad_s: [f64; 3],
}

impl Turn {
    pub(super) fn new(attitude: &UnitQuaternion<f64>, rates_rad_s: Vector3<f64>) -> Self {
        let (roll_rad, pitch_rad, yaw_rad) = attitude.euler_angles();
        Self {
            attitude: Attitude {
                roll_rad,
                pitch_rad,
                yaw_rad,
            },
            rates_rad_s: rates_rad_s.into(),
        }
    }

    /// Roll, pitch, yaw, radians, as messages carry them.
    pub fn angles(&self) -> [f32; 3] {
        let Attitude {
            roll_rad,
            pitch_rad,
            yaw_rad,
        } = self.attitude;
        [roll_rad, pitch_rad, yaw_rad].map(|angle| angle as f32)
    }

    /// The same as a quaternion w, x, y, z from north-east-down to body.
    pub fn quaternion(&self) -> [f32; 4] {
        self.attitude.to_quaternion().map(|x| x as f32)
    }
}

/// Readings in the body's axes: forward, right, down.
#[derive(Clone, Copy, Debug, Default)]
pub struct Inertial {
    /// Specific force, metres per second squared; at rest (0, 0, -9.8).
    pub force_m_s2: [f64; 3],
    /// Turn rates, radians per second.
    pub gyro_rad_s: [f64; 3],
    /// Magnetic field, gauss.
    pub field_gauss: [f64; 3],
    /// Air pressure, hectopascals.
    pub pressure_hpa: f64,
    /// Height that the pressure stands for, metres above the sea.
    pub pressure_m: f64,
    /// Temperature, degrees Celsius.
    pub celsius: f64,
    /// How much it shakes, metres per second squared.
    pub vibration_m_s2: f64,
}

/// What the GNSS receiver says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gnss {
    /// Where; none without a fix.
    pub position: Option<Position>,
    /// Metres above the sea.
    pub sea_m: f64,
    /// Over the ground: north, east, down, metres per second.
    pub velocity_ned_m_s: [f64; 3],
    /// Satellites in view.
    pub satellites: u8,
    /// Horizontal and vertical dilution of precision.
    pub dilution: [f64; 2],
    /// Horizontal and vertical standard error, metres.
    pub accuracy_m: [f64; 2],
}

/// The battery.
#[derive(Clone, Copy, Debug, Default)]
pub struct Battery {
    /// Of the whole pack, volts.
    pub voltage_v: f64,
    /// Current drawn, amperes.
    pub current_a: f64,
    /// Charge used since it was full, milliampere hours.
    pub used_mah: f64,
    /// Energy used since it was full, watt-hours.
    pub used_wh: f64,
    /// What is left, 0 to 1.
    pub remaining: f64,
    /// Whether the low threshold was passed.
    pub low: bool,
    /// Whether the critical threshold was passed.
    pub critical: bool,
}

/// The mission and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Mission {
    /// The item that is being flown; on ArduPilot 0 is home.
    pub current: u16,
    /// How many items there are, home included on ArduPilot.
    pub count: u16,
    /// How far it is.
    pub state: MissionState,
    /// Identifiers of mission, fence and rally points (a hash of what is stored; 0 for none).
    pub ids: [u32; 3],
}

/// Where the autopilot steers to.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Where.
    pub position: Position,
    /// Metres above the sea.
    pub sea_m: f64,
    /// Heading wanted, radians; none leaves it.
    pub yaw_rad: Option<f64>,
    /// Metres to the right of the line that leads there.
    pub cross_track_m: f64,
}

/// The fence.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fence {
    /// Whether it is switched on.
    pub enabled: bool,
    /// What is breached, how often it was, and since when.
    pub breach: Breach,
}

/// The estimator's confidence.
#[derive(Clone, Copy, Debug, Default)]
pub struct Estimator {
    /// Whether attitude is known.
    pub attitude: bool,
    /// Whether velocity and position are known.
    pub position: bool,
    /// Whether the GNSS position was thrown out as a jump.
    pub glitch: bool,
    /// Innovations over their gates: velocity, horizontal position, height, compass.
    pub ratios: [f64; 4],
    /// Standard error of position, horizontal and vertical, metres.
    pub accuracy_m: [f64; 2],
}

/// What is really so.
#[derive(Clone, Copy, Debug)]
pub struct Truth {
    /// Where.
    pub position: Position,
    /// Metres above the sea.
    pub sea_m: f64,
    /// Over the ground: north, east, down, metres per second.
    pub velocity_ned_m_s: [f64; 3],
    /// Attitude and turn rates.
    pub turn: Turn,
    /// Acceleration that the body feels, metres per second squared.
    pub force_m_s2: [f64; 3],
}
