//! The MAVLink conversation, both halves, without sockets and clocks.
//!
//! Every conversation is a state machine with the same five methods; a program moves the bytes
//! and owns the clock (the shape is quinn-proto's):
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
//! autopilot speaks) are tested against each other in virtual time, with loss.

pub use mavlink::dialects::ardupilotmega as dialect;

/// A MAVLink address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Endpoint {
    /// System, 1 to 255; 0 means all.
    pub system: u8,
    /// Component, 1 to 255; 0 means all.
    pub component: u8,
}

/// A message that wants to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Transmit {
    /// Who speaks; the wire layer numbers the messages of each speaker.
    pub from: Endpoint,
    /// What is said; the addressee, where there is one, is in the message itself.
    pub message: dialect::MavMessage,
}
