//! Whose autopilot it is, and its flight modes: their numbers, their names, what they mean.
//! The one home of both, for live, simulated and seized flights. It knows no messages; how each
//! autopilot is spoken to is `link::manners`.

mod mode;

pub use mode::{FlightMode, Mode};

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An autopilot whose modes and manners are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Autopilot {
    /// ArduPilot, with ArduCopter's modes.
    ArduPilot,
    /// PX4, multicopter.
    Px4,
}

/// A word that names no autopilot.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{0}` is no autopilot that is known: ardupilot or px4")]
pub struct UnknownAutopilot(String);

impl Autopilot {
    /// All that are known here.
    pub const ALL: [Self; 2] = [Self::ArduPilot, Self::Px4];

    /// From its number in MAVLink's MAV_AUTOPILOT; none for ground stations, cameras and others.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            3 => Some(Self::ArduPilot),
            12 => Some(Self::Px4),
            _ => None,
        }
    }

    /// Its number in MAVLink's MAV_AUTOPILOT.
    pub const fn number(self) -> u8 {
        match self {
            Self::ArduPilot => 3,
            Self::Px4 => 12,
        }
    }
}

impl fmt::Display for Autopilot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ArduPilot => "ArduPilot",
            Self::Px4 => "PX4",
        })
    }
}

impl FromStr for Autopilot {
    type Err = UnknownAutopilot;

    fn from_str(word: &str) -> Result<Self, UnknownAutopilot> {
        let is_meant = |autopilot: &Self| autopilot.to_string().eq_ignore_ascii_case(word);
        let meant = Self::ALL.into_iter().find(is_meant);
        meant.ok_or_else(|| UnknownAutopilot(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_autopilot_is_known_by_its_name_and_by_its_number() {
        for autopilot in Autopilot::ALL {
            assert_eq!(autopilot.to_string().parse(), Ok(autopilot));
            assert_eq!(Autopilot::from_number(autopilot.number()), Some(autopilot));
        }
        assert_eq!("px4".parse(), Ok(Autopilot::Px4));
        assert_eq!(Autopilot::from_number(8), None);
        let error = "inav".parse::<Autopilot>().unwrap_err();
        assert!(error.to_string().contains("`inav`"), "{error}");
    }
}
