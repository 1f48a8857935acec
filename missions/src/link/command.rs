//! Commands: `COMMAND_LONG` and `COMMAND_INT` with their acknowledgements, both halves.
//!
//! ```text
//! client                                     server
//!   COMMAND_LONG confirmation 0  ─────────►    Request event; the owner answers
//!   (no answer: again, confirmation 1, 2 …)
//!                                ◄─────────    COMMAND_ACK in progress, n %   (any number)
//!                                ◄─────────    COMMAND_ACK accepted, denied, failed …
//! ```
//!
//! Source: mavlink.io, "Command Protocol". It does not say what a command means: see
//! [`super::manners`].

mod client;
mod server;
#[cfg(test)]
mod tests;

pub use client::{Client, Event as ClientEvent, Outcome, Ticket};
pub use server::{Answer, Event as ServerEvent, RequestId, Server};

use super::Endpoint;
use super::dialect::{COMMAND_INT_DATA, COMMAND_LONG_DATA, MavCmd, MavFrame, MavMessage};

/// A command without an address.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Seven floats; repeats are numbered, so that they are not executed twice.
    Long {
        /// What to do.
        command: MavCmd,
        /// Parameters 1 to 7, as `MAV_CMD` gives them; NaN means "unchanged" where it says so.
        params: [f32; 7],
    },
    /// Four floats and a position in integers; repeats cannot be told from new ones.
    Int {
        /// What to do.
        command: MavCmd,
        /// The frame of x, y and z.
        frame: MavFrame,
        /// Parameters 1 to 4.
        params: [f32; 4],
        /// Latitude, 1e-7 degrees, in global frames.
        x: i32,
        /// Longitude, 1e-7 degrees, in global frames.
        y: i32,
        /// Altitude, metres, in global frames.
        z: f32,
    },
}

impl Command {
    /// A `COMMAND_LONG`; parameters beyond those given are zero.
    ///
    /// More than seven are cut off.
    pub fn long(command: MavCmd, given: &[f32]) -> Self {
        let mut params = [0.0; 7];
        for (param, value) in params.iter_mut().zip(given) {
            *param = *value;
        }
        Self::Long { command, params }
    }

    /// What to do.
    pub const fn command(&self) -> MavCmd {
        match self {
            Self::Long { command, .. } | Self::Int { command, .. } => *command,
        }
    }

    /// Parameters 1 to 4, which both forms have.
    pub const fn params(&self) -> [f32; 4] {
        match self {
            Self::Long { params, .. } => [params[0], params[1], params[2], params[3]],
            Self::Int { params, .. } => *params,
        }
    }

    /// The message that carries it; `confirmation` counts repeats (`COMMAND_INT` has no such field).
    pub fn to_message(&self, to: Endpoint, confirmation: u8) -> MavMessage {
        match *self {
            Self::Long { command, params: p } => MavMessage::COMMAND_LONG(COMMAND_LONG_DATA {
                param1: p[0],
                param2: p[1],
                param3: p[2],
                param4: p[3],
                param5: p[4],
                param6: p[5],
                param7: p[6],
                command,
                target_system: to.system,
                target_component: to.component,
                confirmation,
            }),
            Self::Int {
                command,
                frame,
                params: p,
                x,
                y,
                z,
            } => MavMessage::COMMAND_INT(COMMAND_INT_DATA {
                param1: p[0],
                param2: p[1],
                param3: p[2],
                param4: p[3],
                x,
                y,
                z,
                command,
                target_system: to.system,
                target_component: to.component,
                frame,
                current: 0,
                autocontinue: 0,
            }),
        }
    }

    /// The command that a message carries, and its confirmation (0 for `COMMAND_INT`).
    pub const fn from_message(message: &MavMessage) -> Option<(Self, u8)> {
        match message {
            MavMessage::COMMAND_LONG(m) => {
                let params = [
                    m.param1, m.param2, m.param3, m.param4, m.param5, m.param6, m.param7,
                ];
                let command = m.command;
                Some((Self::Long { command, params }, m.confirmation))
            }
            MavMessage::COMMAND_INT(m) => Some((
                Self::Int {
                    command: m.command,
                    frame: m.frame,
                    params: [m.param1, m.param2, m.param3, m.param4],
                    x: m.x,
                    y: m.y,
                    z: m.z,
                },
                0,
            )),
            _ => None,
        }
    }
}
