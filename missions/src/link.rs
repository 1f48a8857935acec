//! The MAVLink conversation, both halves, without sockets and clocks.
//!
//! Every conversation is a state machine with the same five methods ([`Conversation`]); a program
//! moves the bytes and owns the clock (the shape is quinn-proto's):
//!
//! ```text
//! handle(now, from, &message)        something arrived
//! handle_timeout(now)                the time that poll_timeout named has come
//! poll_transmit() -> Option<Transmit>   what is to be sent; call until None
//! poll_event() -> Option<Event>      what its owner should know; call until None
//! poll_timeout() -> Option<BootTime> when to be called again, at the latest
//! ```
//!
//! The client half (what `onboard` and a ground station speak) and the server half (what an
//! autopilot speaks) are tested against each other in virtual time, with loss ([`pair`]), and the
//! client against recorded conversations with real autopilots.

pub mod address;
pub mod assembly;
pub mod camera;
pub mod command;
pub mod from_mavlink;
pub mod ftp;
pub mod gimbal;
pub mod heartbeat;
pub mod logs;
pub mod manners;
pub mod mission_transfer;
pub mod parameters;
pub mod signing;
pub mod texts;
pub mod timers;
pub mod to_mavlink;
pub mod wire;

mod pace;

#[cfg(test)]
mod hostile;
#[doc(hidden)]
pub mod pair;
#[cfg(test)]
mod recorded;
#[cfg(test)]
pub(crate) mod recordings;

pub use mavlink::Message;
pub use mavlink::dialects::ardupilotmega as dialect;
pub use mavlink::types::CharArray;

use crate::time::BootTime;
use dialect::MavMessage;

/// A MAVLink address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Endpoint {
    /// System, 1 to 255; 0 means all.
    pub system: u8,
    /// Component, 1 to 255; 0 means all.
    pub component: u8,
}

impl Endpoint {
    /// Everyone.
    pub const ALL: Self = Self::new(0, 0);

    /// The address of a component of a system.
    pub const fn new(system: u8, component: u8) -> Self {
        Self { system, component }
    }

    /// Whether what is addressed to `target` is meant for this one: 0 means all, both for the
    /// system and for the component.
    ///
    /// Source: mavlink.io, "Routing".
    pub const fn is_meant_by(self, target: Self) -> bool {
        (target.system == 0 || target.system == self.system)
            && (target.component == 0 || target.component == self.component)
    }

    /// Whether a message is meant for this one: it names it, names all, or names nobody.
    pub fn is_addressed_by(self, message: &MavMessage) -> bool {
        self.is_meant_by(target_of(message))
    }
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.system, self.component)
    }
}

/// Whom a message names; what names nobody is for all.
pub fn target_of(message: &MavMessage) -> Endpoint {
    Endpoint::new(
        message.target_system_id().unwrap_or(0),
        message.target_component_id().unwrap_or(0),
    )
}

/// A message that wants to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Transmit {
    /// Who speaks; the wire layer numbers the messages of each speaker.
    pub from: Endpoint,
    /// What is said; the addressee, where there is one, is in the message itself.
    pub message: MavMessage,
}

impl Transmit {
    /// `from` says `message`.
    pub const fn new(from: Endpoint, message: MavMessage) -> Self {
        Self { from, message }
    }
}

/// One half of a conversation: a state machine that is told what arrived and what time it is,
/// and that is asked what to send, what happened and when to be called again.
pub trait Conversation {
    /// What the owner is told.
    type Event;

    /// A message arrived. Messages for others, and of other conversations, are ignored.
    fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage);

    /// The time that [`Conversation::poll_timeout`] named has come; harmless when it has not.
    fn handle_timeout(&mut self, now: BootTime);

    /// The next message to send; call until there is none.
    fn poll_transmit(&mut self) -> Option<Transmit>;

    /// The next thing that the owner should know; call until there is none.
    fn poll_event(&mut self) -> Option<Self::Event>;

    /// When [`Conversation::handle_timeout`] wants to be called, at the latest.
    fn poll_timeout(&self) -> Option<BootTime>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(target: (u8, u8), meant: bool) {
        let me = Endpoint::new(1, 154);
        assert_eq!(me.is_meant_by(Endpoint::new(target.0, target.1)), meant);
    }

    #[test]
    fn zero_means_all() {
        check((1, 154), true);
        check((0, 0), true);
        check((1, 0), true);
        check((0, 154), true);
        check((1, 1), false);
        check((2, 154), false);
        check((2, 0), false);
    }
}
