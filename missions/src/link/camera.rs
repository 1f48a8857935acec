//! Camera protocol v2: pictures, video, zoom, storage and streams, both halves.
//!
//! ```text
//! client                                   server (a component of its own, 100 to 105)
//!   REQUEST_MESSAGE 259, 260 …  ────────►
//!                               ◄────────    CAMERA_INFORMATION, CAMERA_SETTINGS …
//!   IMAGE_START_CAPTURE         ────────►
//!                               ◄────────    COMMAND_ACK
//!                               ◄────────    CAMERA_IMAGE_CAPTURED index, where, how turned, file
//!   REQUEST_MESSAGE 263, index  ────────►    (one that was lost)
//!                               ◄────────    CAMERA_IMAGE_CAPTURED
//! ```
//!
//! No picture is taken in here: the server tells its owner to ([`ServerEvent::Capture`]), and the
//! owner says what became of it ([`Server::captured`]).
//! Source: mavlink.io, "Camera Protocol v2"; common.xml.

mod client;
mod profile;
mod server;
#[cfg(test)]
mod tests;

pub use client::{CaptureStatus, Client, Event as ClientEvent, Information, Storage, StreamReport};
pub use profile::{Mode, Profile, Shot, Stream, StreamKind};
pub use server::{Event as ServerEvent, Server};

/// Message ids, as MAV_CMD_REQUEST_MESSAGE takes them.
mod id {
    pub(super) const INFORMATION: u32 = 259;
    pub(super) const SETTINGS: u32 = 260;
    pub(super) const STORAGE: u32 = 261;
    pub(super) const CAPTURE_STATUS: u32 = 262;
    pub(super) const IMAGE_CAPTURED: u32 = 263;
    pub(super) const STREAM_INFORMATION: u32 = 269;
    pub(super) const STREAM_STATUS: u32 = 270;
    pub(super) const FOV_STATUS: u32 = 271;
}
