//! The parts of a vehicle's state that are more than a number.

use serde::{Deserialize, Serialize};

use crate::geodesy::Position;

/// What a battery says; a part that it does not measure is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BatteryState {
    /// Volts at the terminals.
    pub voltage_v: Option<f64>,
    /// Amperes drawn; negative while charging.
    pub current_a: Option<f64>,
    /// Share of the charge that is left, 0 to 1.
    pub remaining: Option<f64>,
    /// Charge drawn since boot, ampere-hours.
    pub consumed_ah: Option<f64>,
    /// Time that the autopilot thinks is left, seconds.
    pub time_left_s: Option<f64>,
}

/// How good a satellite fix is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fix {
    /// No receiver.
    NoReceiver,
    /// A receiver without a fix.
    None,
    /// Horizontal only.
    TwoD,
    /// Full.
    ThreeD,
    /// With corrections (DGNSS, SBAS), or averaged (static, PPP).
    Corrected,
    /// RTK, ambiguities not fixed.
    RtkFloat,
    /// RTK, ambiguities fixed.
    RtkFixed,
}

/// What the satellite receiver says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gnss {
    /// Quality of the fix.
    pub fix: Fix,
    /// Satellites used or seen.
    pub satellites: Option<u8>,
    /// Horizontal dilution of precision.
    pub hdop: Option<f64>,
    /// Horizontal accuracy that the receiver claims, metres.
    pub horizontal_accuracy_m: Option<f64>,
    /// The receiver's own position, before the autopilot's filter.
    pub position: Option<Position>,
}

/// Whether it stands or flies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Landed {
    /// It stands.
    OnGround,
    /// It is taking off.
    TakingOff,
    /// It flies.
    InAir,
    /// It is landing.
    Landing,
}

/// MAVLink's MAV_STATE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SystemStatus {
    /// Not said, or not initialised.
    Unknown,
    /// Starting: ArduPilot refuses missions in this state.
    Booting,
    /// Calibrating.
    Calibrating,
    /// Ready on the ground.
    Standby,
    /// Motors engaged.
    Active,
    /// A failure, still flyable.
    Critical,
    /// Mayday.
    Emergency,
    /// Shutting down.
    PoweringOff,
    /// Flight terminated.
    Terminated,
}

/// Where it took off, or comes back to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Home {
    /// On the map.
    pub position: Position,
    /// Above mean sea level, metres.
    pub height_above_sea_m: f64,
}

/// Sensor bits of SYS_STATUS (MAV_SYS_STATUS_SENSOR).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// What is there.
    pub present: u32,
    /// What is used.
    pub enabled: u32,
    /// What works.
    pub healthy: u32,
}

impl Health {
    /// MAV_SYS_STATUS_PREARM_CHECK.
    const PREARM: u32 = 0x1000_0000;

    /// Bit and name of each sensor that stops a flight. Source: MAVLink common.xml,
    /// MAV_SYS_STATUS_SENSOR.
    const NAMES: [(u32, &str); 14] = [
        (0x01, "gyroscope"),
        (0x02, "accelerometer"),
        (0x04, "compass"),
        (0x08, "barometer"),
        (0x10, "air speed sensor"),
        (0x20, "GNSS receiver"),
        (0x8000, "motor outputs"),
        (0x1_0000, "remote control"),
        (0x10_0000, "fence"),
        (0x20_0000, "attitude filter"),
        (0x40_0000, "terrain"),
        (0x100_0000, "logging"),
        (0x200_0000, "battery"),
        (0x4000_0000, "propulsion"),
    ];

    /// Whether the pre-arm checks pass; `None` when the autopilot does not report them.
    pub const fn prearm_ok(self) -> Option<bool> {
        if self.present & Self::PREARM == 0 {
            return None;
        }
        Some(self.healthy & Self::PREARM != 0)
    }

    /// Names of the sensors that are there, used, and not well.
    pub fn complaints(self) -> impl Iterator<Item = &'static str> {
        let bad = self.present & self.enabled & !self.healthy;
        Self::NAMES
            .into_iter()
            .filter(move |(bit, _)| bad & bit != 0)
            .map(|(_, name)| name)
    }
}

/// What the navigation filter thinks of itself; ratios above 1 are rejected measurements.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimator {
    /// Velocity innovation test ratio.
    pub velocity_ratio: f64,
    /// Horizontal position innovation test ratio.
    pub horizontal_ratio: f64,
    /// Vertical position innovation test ratio.
    pub vertical_ratio: f64,
    /// Compass innovation test ratio.
    pub compass_ratio: f64,
    /// Attitude is estimated.
    pub attitude_ok: bool,
    /// Horizontal velocity is estimated.
    pub velocity_ok: bool,
    /// Absolute horizontal position is estimated.
    pub position_ok: bool,
}

/// Which side of a fence was crossed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FenceBreach {
    /// None.
    None,
    /// Too low.
    Floor,
    /// Too high.
    Ceiling,
    /// Across the boundary.
    Boundary,
}

/// What the autopilot says of its fence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fence {
    /// It is outside now.
    pub breached: bool,
    /// The side of the last breach.
    pub side: FenceBreach,
    /// Breaches so far.
    pub count: u16,
}

/// How far a mission has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MissionStage {
    /// The autopilot does not say.
    Unknown,
    /// Nothing is loaded.
    Empty,
    /// Loaded, not begun.
    NotStarted,
    /// Flown now.
    Active,
    /// Begun, not flown now.
    Paused,
    /// Flown to its end.
    Complete,
}

/// Where in the mission the vehicle is, in MAVLink's items (ArduPilot's item 0 is home).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissionProgress {
    /// The item it is on its way to.
    pub current: u16,
    /// How many there are, without home.
    pub total: Option<u16>,
    /// How far.
    pub stage: MissionStage,
    /// The loaded mission's id, where the autopilot keeps one.
    pub mission_id: Option<u32>,
}

/// What the remote control's channels say, microseconds of pulse; `None` is not there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sticks {
    /// Channels 1 to 18.
    pub channels_us: [Option<u16>; 18],
    /// Signal strength, 0 to 1.
    pub signal: Option<f64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sensors_that_are_there_and_used_complain() {
        let health = Health {
            present: 0x2f,
            enabled: 0x27,
            healthy: 0x03,
        };
        assert_eq!(
            health.complaints().collect::<Vec<_>>(),
            ["compass", "GNSS receiver"]
        );
        assert_eq!(health.prearm_ok(), None);
    }
}
