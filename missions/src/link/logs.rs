//! Flight logs over MAVLink: what there is, and its bytes, both halves.
//!
//! ```text
//! client                                  server (over a trait: Logs)
//!   LOG_REQUEST_LIST 0 … 65535 ────────►
//!                              ◄────────    LOG_ENTRY id, size, time, number of logs   (each)
//!   LOG_REQUEST_DATA id, ofs, n ───────►
//!                              ◄────────    LOG_DATA id, ofs, 90 bytes         (n bytes of it)
//!   LOG_REQUEST_DATA …         ────────►                                    (what was lost)
//!   LOG_REQUEST_END            ────────►
//! ```
//!
//! Nothing of it is acknowledged; what does not come is asked for again.
//! Source: MAVLink common.xml, messages 117 to 122; ArduPilot's and PX4's log handlers.

mod client;
mod server;
#[cfg(test)]
mod tests;

pub use client::{Client, Event as ClientEvent, LogError, Partial};
pub use server::{Event as ServerEvent, Logs, Server};

use crate::time::UtcTime;

/// Bytes in one LOG_DATA.
const PACKET: u32 = 90;

/// A log that a vehicle keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number. ArduPilot counts from 1, PX4 from 0.
    pub id: u16,
    /// Bytes; with ArduPilot an estimate of the log being written.
    pub size: u32,
    /// When it was begun or last written, to the second, if known.
    pub utc: Option<UtcTime>,
}
