//! Flight modes as ArduPilot and PX4 number them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Whose autopilot it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Autopilot {
    /// ArduPilot.
    ArduPilot,
    /// PX4.
    Px4,
    /// Another, by its MAV_AUTOPILOT number.
    Other(u8),
}

impl Autopilot {
    /// From MAVLink's MAV_AUTOPILOT.
    pub const fn from_number(number: u8) -> Self {
        match number {
            3 => Self::ArduPilot,
            12 => Self::Px4,
            other => Self::Other(other),
        }
    }
}

/// A flight mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mode {
    /// Whose numbering it is.
    pub autopilot: Autopilot,
    /// The `custom_mode` of MAVLink's HEARTBEAT.
    pub number: u32,
}

impl Mode {
    /// Copter and PX4 modes have names; of other vehicles the number is all that is known.
    ///
    /// Sources: ArduPilot's `Mode::Number` of Copter 4.6; PX4's `px4_custom_mode.h`, where the
    /// main mode is bits 16 to 23 and the sub mode bits 24 to 31.
    pub fn name(self) -> Option<&'static str> {
        match self.autopilot {
            Autopilot::ArduPilot => copter_name(self.number),
            Autopilot::Px4 => px4_name(self.number >> 16 & 0xff, self.number >> 24),
            Autopilot::Other(_) => None,
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "mode {}", self.number),
        }
    }
}

fn copter_name(number: u32) -> Option<&'static str> {
    Some(match number {
        0 => "STABILIZE",
        1 => "ACRO",
        2 => "ALT_HOLD",
        3 => "AUTO",
        4 => "GUIDED",
        5 => "LOITER",
        6 => "RTL",
        7 => "CIRCLE",
        9 => "LAND",
        11 => "DRIFT",
        13 => "SPORT",
        14 => "FLIP",
        15 => "AUTOTUNE",
        16 => "POSHOLD",
        17 => "BRAKE",
        18 => "THROW",
        19 => "AVOID_ADSB",
        20 => "GUIDED_NOGPS",
        21 => "SMART_RTL",
        22 => "FLOWHOLD",
        23 => "FOLLOW",
        24 => "ZIGZAG",
        25 => "SYSTEMID",
        26 => "AUTOROTATE",
        27 => "AUTO_RTL",
        28 => "TURTLE",
        _ => return None,
    })
}

fn px4_name(main: u32, sub: u32) -> Option<&'static str> {
    Some(match (main, sub) {
        (1, _) => "MANUAL",
        (2, _) => "ALTCTL",
        (3, _) => "POSCTL",
        (4, 1) => "AUTO.READY",
        (4, 2) => "AUTO.TAKEOFF",
        (4, 3) => "AUTO.LOITER",
        (4, 4) => "AUTO.MISSION",
        (4, 5) => "AUTO.RTL",
        (4, 6) => "AUTO.LAND",
        (4, 8) => "AUTO.FOLLOW_TARGET",
        (4, 9) => "AUTO.PRECLAND",
        (4, 10) => "AUTO.VTOL_TAKEOFF",
        (5, _) => "ACRO",
        (6, _) => "OFFBOARD",
        (7, _) => "STABILIZED",
        (10, _) => "TERMINATION",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(autopilot: Autopilot, number: u32, expected: &str) {
        assert_eq!(Mode { autopilot, number }.to_string(), expected);
    }

    #[test]
    fn modes_are_called_as_each_autopilot_calls_them() {
        check(Autopilot::ArduPilot, 6, "RTL");
        check(Autopilot::Px4, 0x0404_0000, "AUTO.MISSION");
        check(Autopilot::Px4, 0x0003_0000, "POSCTL");
        check(Autopilot::ArduPilot, 8, "mode 8");
        check(Autopilot::Other(0), 5, "mode 5");
    }
}
