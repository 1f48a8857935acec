//! From MAVLink's types to ours. The other direction is in [`super::to_mavlink`]; what a vehicle
//! tells of itself becomes [`crate::telemetry`].

#![expect(
    deprecated,
    reason = "autopilots still speak MISSION_REQUEST, and old clients MISSION_ITEM"
)]

mod airspace;

pub use airspace::{FenceError, fence, rally};

use super::dialect::{MISSION_ITEM_DATA, MISSION_ITEM_INT_DATA, MavMissionType};
use super::mission_transfer::Kind;
use super::to_mavlink::scale;
use crate::plan::item::Item;

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

fn coordinate(wire: i32, frame: u8) -> f64 {
    if wire == i32::MAX {
        f64::NAN
    } else {
        f64::from(wire) / scale(frame)
    }
}
