//! What is known of a vehicle, and what it did: live, simulated and seized flights alike.
//!
//! [`VehicleState`] is the present, [`Track`] is the path, [`Event`] is what happened at an
//! instant. None of them knows where it came from; `telemetry::from_mavlink` (feature `link`)
//! fills them from an autopilot's messages, other readers fill them from logs.

#[cfg(feature = "link")]
mod from_mavlink;

mod event;
mod gimbal;
mod latest;
mod state;
mod status;
mod track;

pub use crate::frames::attitude::Attitude;
pub use event::{Event, EventKind, Severity};
pub use gimbal::{GimbalAttitude, YawFrame};
pub use latest::Latest;
pub use state::VehicleState;
pub use status::{
    BatteryState, Estimator, Fence, FenceBreach, Fix, Gnss, Health, Home, Landed, MissionProgress,
    MissionStage, Sticks, SystemStatus,
};
pub use track::{Sample, Track};
