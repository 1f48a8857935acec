//! What the vehicle knows about itself: readings of its sensors and the estimate made of them.

use missions::geodesy::Position;
use missions::time::BootTime;
use nalgebra::{UnitQuaternion, Vector3};

/// A fix of the satellite receiver.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gnss {
    /// When the measurement was made (it arrives later).
    pub time: BootTime,
    /// 3 for a three-dimensional fix, 1 for none, as `GPS_FIX_TYPE` counts.
    pub fix: u8,
    /// Where; the last one while there is no fix.
    pub position: Position,
    /// Height above the sea, metres.
    pub sea_m: f64,
    /// North, east, down, metres per second.
    pub velocity_ned_m_s: Vector3<f64>,
    /// Satellites in use.
    pub satellites: u8,
    /// Horizontal dilution of precision.
    pub hdop: f64,
    /// Vertical dilution of precision.
    pub vdop: f64,
    /// Stated horizontal accuracy, metres.
    pub horizontal_m: f64,
    /// Stated vertical accuracy, metres.
    pub vertical_m: f64,
    /// Stated speed accuracy, metres per second.
    pub speed_m_s: f64,
}

/// A reading of the inertial unit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Imu {
    /// Specific force, body frame, metres per second squared.
    pub force_m_s2: Vector3<f64>,
    /// Rates, body frame, radians per second.
    pub rates_rad_s: Vector3<f64>,
    /// Magnetic field, body frame, gauss.
    pub field_gauss: Vector3<f64>,
}

/// A reading of the barometer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Baro {
    /// Pressure, hectopascal.
    pub pressure_hpa: f64,
    /// Temperature, degrees Celsius.
    pub temperature_c: f64,
    /// Height above the sea by the standard atmosphere, metres.
    pub sea_m: f64,
}

/// Everything that the autopilot, the log and the telemetry may know.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Senses {
    /// When.
    pub time: BootTime,
    /// Turns body vectors into north-east-down.
    pub attitude: UnitQuaternion<f64>,
    /// About forward, right, down, radians per second.
    pub rates_rad_s: Vector3<f64>,
    /// North, east, down from the origin of the estimate, metres.
    pub position_ned_m: Vector3<f64>,
    /// North, east, down, metres per second.
    pub velocity_ned_m_s: Vector3<f64>,
    /// Whether `position_ned_m` and `velocity_ned_m_s` can be relied on horizontally.
    pub has_position: bool,
    /// Whether there ever was a position: the origin is set and armed vehicles know home.
    pub has_origin: bool,
    /// Whether GNSS and the estimate disagree (a jump, or a lying compass).
    pub is_glitching: bool,
    /// How far the estimate may be off, horizontally, metres.
    pub horizontal_error_m: f64,
    /// The last fix.
    pub gnss: Gnss,
    /// The last reading.
    pub imu: Imu,
    /// The last reading.
    pub baro: Baro,
}

impl Senses {
    /// Roll, pitch, yaw, radians.
    pub fn euler_rad(&self) -> (f64, f64, f64) {
        self.attitude.euler_angles()
    }

    /// Heading, degrees clockwise from north, 0 to 360.
    pub fn heading_deg(&self) -> f64 {
        self.euler_rad().2.to_degrees().rem_euclid(360.0)
    }

    /// Speed over the ground, metres per second.
    pub fn ground_speed_m_s(&self) -> f64 {
        self.velocity_ned_m_s.xy().norm()
    }
}
