//! From MAVLink's types to ours: what is uploaded and downloaded, and single values. The other
//! direction is in [`super::to_mavlink`].
//!
//! Not here: what a vehicle tells of itself while it flies. That belongs to
//! `telemetry::from_mavlink`, which keeps a vehicle's state.

#![expect(
    deprecated,
    reason = "autopilots still speak MISSION_REQUEST, and old clients MISSION_ITEM"
)]

mod airspace;

pub use airspace::{FenceError, fence, rally};

use super::dialect::{MISSION_ITEM_DATA, MISSION_ITEM_INT_DATA, MavMissionType, MavSeverity};
use super::mission_transfer::Kind;
use super::to_mavlink::scale;
use crate::plan::item::Item;
use crate::telemetry::Severity;

/// A `MISSION_ITEM_INT` as a plan's item; the largest integer as a position becomes NaN ("here").
pub fn item(wire: &MISSION_ITEM_INT_DATA) -> Item {
    let frame = wire.frame as u8;
    Item {
        command: wire.command as u16,
        frame,
        params: [wire.param1, wire.param2, wire.param3, wire.param4].map(f64::from),
        x: coordinate(wire.x, frame),
        y: coordinate(wire.y, frame),
        z: f64::from(wire.z),
        autocontinue: wire.autocontinue != 0,
    }
}

/// The older `MISSION_ITEM`, whose position is in float32 (a metre or so of resolution).
pub fn item_of_floats(wire: &MISSION_ITEM_DATA) -> Item {
    Item {
        command: wire.command as u16,
        frame: wire.frame as u8,
        params: [wire.param1, wire.param2, wire.param3, wire.param4].map(f64::from),
        x: f64::from(wire.x),
        y: f64::from(wire.y),
        z: f64::from(wire.z),
        autocontinue: wire.autocontinue != 0,
    }
}

/// The list that a transfer is about; none for "all".
pub const fn kind(mission_type: MavMissionType) -> Option<Kind> {
    match mission_type {
        MavMissionType::MAV_MISSION_TYPE_MISSION => Some(Kind::Mission),
        MavMissionType::MAV_MISSION_TYPE_FENCE => Some(Kind::Fence),
        MavMissionType::MAV_MISSION_TYPE_RALLY => Some(Kind::Rally),
        MavMissionType::MAV_MISSION_TYPE_ALL => None,
    }
}

/// How bad a text is.
pub const fn severity(severity: MavSeverity) -> Severity {
    match severity {
        MavSeverity::MAV_SEVERITY_EMERGENCY => Severity::Emergency,
        MavSeverity::MAV_SEVERITY_ALERT => Severity::Alert,
        MavSeverity::MAV_SEVERITY_CRITICAL => Severity::Critical,
        MavSeverity::MAV_SEVERITY_ERROR => Severity::Error,
        MavSeverity::MAV_SEVERITY_WARNING => Severity::Warning,
        MavSeverity::MAV_SEVERITY_NOTICE => Severity::Notice,
        MavSeverity::MAV_SEVERITY_INFO => Severity::Info,
        MavSeverity::MAV_SEVERITY_DEBUG => Severity::Debug,
    }
}

fn coordinate(wire: i32, frame: u8) -> f64 {
    if wire == i32::MAX {
        f64::NAN
    } else {
        f64::from(wire) / scale(frame)
    }
}
