//! Gimbal protocol v2: who may steer a gimbal, where it looks, both halves.
//!
//! ```text
//! client                                         server (manager and device in one)
//!   REQUEST_MESSAGE 280, 283          ────────►
//!                                     ◄────────    GIMBAL_MANAGER_INFORMATION, _DEVICE_INFORMATION
//!   DO_GIMBAL_MANAGER_CONFIGURE       ────────►    who is in control
//!                                     ◄────────    COMMAND_ACK; GIMBAL_MANAGER_STATUS   (5 a second)
//!   DO_GIMBAL_MANAGER_PITCHYAW        ────────►    once, acknowledged
//!   GIMBAL_MANAGER_SET_PITCHYAW       ────────►    streamed, not acknowledged
//!   DO_SET_ROI_LOCATION, _NONE        ────────►    look at a place
//!                                     ◄────────    GIMBAL_DEVICE_ATTITUDE_STATUS       (10 a second)
//! ```
//!
//! The server's device is the kind that has no MAVLink of its own: the manager speaks for it and
//! it has a number from 1 to 6 (as with ArduPilot). Device to manager messages are not in here.
//! Source: mavlink.io, "Gimbal Protocol v2"; common.xml.

mod client;
mod device;
mod orders;
mod server;
#[cfg(test)]
mod tests;

pub use client::{Client, Event as ClientEvent, Information};
pub use device::{Device, Pose, Profile, Target};
pub use server::{Event as ServerEvent, Server};

/// Who steers a gimbal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Control {
    /// In control; `None` is nobody, then everybody may steer.
    pub primary: Option<super::Endpoint>,
    /// May take over small corrections; this server only keeps its name.
    pub secondary: Option<super::Endpoint>,
}
