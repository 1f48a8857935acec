//! What an operator can say, in words on standard input and in MAVLink commands to us.

use std::fmt;
use std::str::FromStr;

use missions::link::command::Command;
use missions::link::dialect::MavCmd;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What an operator says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// Stay where it is.
    Hold,
    /// Come home and land.
    Return,
    /// Land where it is.
    Land,
    /// Forget what happened and fly the plan on; also takes over from the pilot.
    Resume,
    /// The plan is withdrawn.
    Revoke,
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hold => "hold",
            Self::Return => "return",
            Self::Land => "land",
            Self::Resume => "resume",
            Self::Revoke => "revoke",
        })
    }
}

/// A word that is no order.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{0}` is no order; there are hold, return, land, resume and revoke")]
pub struct OrderError(String);

impl FromStr for Order {
    type Err = OrderError;

    fn from_str(word: &str) -> Result<Self, OrderError> {
        match word.trim().to_ascii_lowercase().as_str() {
            "hold" => Ok(Self::Hold),
            "return" => Ok(Self::Return),
            "land" => Ok(Self::Land),
            "resume" => Ok(Self::Resume),
            "revoke" => Ok(Self::Revoke),
            other => Err(OrderError(other.to_owned())),
        }
    }
}

impl Order {
    /// The order that a MAVLink command to us means: RETURN_TO_LAUNCH (20), LAND (21), and
    /// PAUSE_CONTINUE (193: parameter 1 is 0 to hold and 1 to go on).
    pub fn from_command(command: &Command) -> Option<Self> {
        match command.command() {
            MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH => Some(Self::Return),
            MavCmd::MAV_CMD_NAV_LAND => Some(Self::Land),
            MavCmd::MAV_CMD_DO_PAUSE_CONTINUE if command.params()[0] == 0.0 => Some(Self::Hold),
            MavCmd::MAV_CMD_DO_PAUSE_CONTINUE if command.params()[0] == 1.0 => Some(Self::Resume),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_words() {
        assert_eq!(" Return\n".parse(), Ok(Order::Return));
        assert_eq!(Order::Resume.to_string().parse(), Ok(Order::Resume));
        let error = "go".parse::<Order>().unwrap_err().to_string();
        assert!(
            error.contains("`go`") && error.contains("resume"),
            "{error}"
        );
    }

    #[test]
    fn a_ground_station_orders_with_commands() {
        let order = |command, first| Order::from_command(&Command::long(command, &[first]));
        assert_eq!(order(MavCmd::MAV_CMD_NAV_LAND, 0.0), Some(Order::Land));
        let pause = MavCmd::MAV_CMD_DO_PAUSE_CONTINUE;
        assert_eq!(order(pause, 0.0), Some(Order::Hold));
        assert_eq!(order(pause, 1.0), Some(Order::Resume));
        assert_eq!(order(pause, f32::NAN), None);
        assert_eq!(order(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM, 0.0), None);
    }
}
