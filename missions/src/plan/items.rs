//! Legs to mission items and back.
//!
//! Writing is a small state machine (what speed and what camera setting the vehicle has so far);
//! reading is the same machine backwards: a run of items becomes a leg only where writing that
//! leg gives exactly those items, everything else is kept as [`Task::Command`](crate::plan::Task::Command). So reading and
//! writing again never changes a mission, whoever made it.
//!
//! | leg | items |
//! | --- | --- |
//! | `TakeOff` | `NAV_TAKEOFF` |
//! | `Transit`, `Line` | `NAV_WAYPOINT`, yaw NaN (the autopilot's own habit) |
//! | `Orbit` | `NAV_LOITER_TURNS` about the centre; the radius is negative when anticlockwise |
//! | `Hold` | `NAV_LOITER_TIME` |
//! | `PointCamera` | `DO_MOUNT_CONTROL`, which ArduPilot and PX4 both fly in missions |
//! | `Return` | `NAV_RETURN_TO_LAUNCH` |
//! | `Land` | `NAV_LAND` |
//! | a change of speed | `DO_CHANGE_SPEED` before the item that moves |
//! | the camera on, off | `DO_SET_CAM_TRIGG_DIST`, or `VIDEO_START_CAPTURE` and `VIDEO_STOP_CAPTURE` |
//!
//! Source of commands and parameters: MAVLink common, `MAV_CMD`.

mod meaning;
mod reading;
mod writing;

use crate::geodesy::{Position, PositionError};
use crate::plan::item::Item;
use crate::plan::{Datum, Height, Leg, Plan, Sortie, Waypoint};

pub(crate) use meaning::USUAL_RADIUS_M;
pub use reading::{cruise_of, legs_from};
pub(crate) use writing::has_speed;

/// `MAV_CMD` numbers that have a meaning of ours.
pub mod command {
    /// `MAV_CMD_NAV_WAYPOINT`.
    pub const WAYPOINT: u16 = 16;
    /// `MAV_CMD_NAV_LOITER_UNLIM`.
    pub const LOITER_UNLIMITED: u16 = 17;
    /// `MAV_CMD_NAV_LOITER_TURNS`.
    pub const LOITER_TURNS: u16 = 18;
    /// `MAV_CMD_NAV_LOITER_TIME`.
    pub const LOITER_TIME: u16 = 19;
    /// `MAV_CMD_NAV_RETURN_TO_LAUNCH`.
    pub const RETURN: u16 = 20;
    /// `MAV_CMD_NAV_LAND`.
    pub const LAND: u16 = 21;
    /// `MAV_CMD_NAV_TAKEOFF`.
    pub const TAKEOFF: u16 = 22;
    /// `MAV_CMD_DO_SET_ROI_LOCATION`.
    pub const ROI_LOCATION: u16 = 195;
    /// `MAV_CMD_DO_SET_ROI_NONE`.
    pub const ROI_NONE: u16 = 197;
    /// `MAV_CMD_SET_CAMERA_ZOOM`.
    pub const SET_CAMERA_ZOOM: u16 = 531;
    /// `MAV_CMD_NAV_LOITER_TO_ALT`.
    pub const LOITER_TO_ALTITUDE: u16 = 31;
    /// `MAV_CMD_NAV_ARC_WAYPOINT`; its first parameter is the arc's angle, not a hold.
    pub const ARC: u16 = 36;
    /// `MAV_CMD_NAV_SPLINE_WAYPOINT`.
    pub const SPLINE: u16 = 82;
    /// `MAV_CMD_NAV_VTOL_TAKEOFF`.
    pub const VTOL_TAKEOFF: u16 = 84;
    /// `MAV_CMD_NAV_VTOL_LAND`.
    pub const VTOL_LAND: u16 = 85;
    /// `MAV_CMD_NAV_DELAY`.
    pub const DELAY: u16 = 93;
    /// `MAV_CMD_NAV_PAYLOAD_PLACE`.
    pub const PAYLOAD_PLACE: u16 = 94;
    /// `MAV_CMD_NAV_LAST`: what is numbered so or lower is a way to fly, or a wait on it.
    pub const LAST_WAY: u16 = 95;
    /// `MAV_CMD_CONDITION_DELAY`.
    pub const CONDITION_DELAY: u16 = 112;
    /// `MAV_CMD_DO_JUMP`.
    pub const JUMP: u16 = 177;
    /// `MAV_CMD_DO_CHANGE_SPEED`.
    pub const CHANGE_SPEED: u16 = 178;
    /// `MAV_CMD_DO_MOUNT_CONTROL`.
    pub const MOUNT_CONTROL: u16 = 205;
    /// `MAV_CMD_DO_SET_CAM_TRIGG_DIST`.
    pub const TRIGGER_DISTANCE: u16 = 206;
    /// `MAV_CMD_JUMP_TAG`: a place that [`JUMP_TO_TAG`] leads to.
    pub const JUMP_TAG: u16 = 600;
    /// `MAV_CMD_DO_JUMP_TAG`.
    pub const JUMP_TO_TAG: u16 = 601;
    /// `MAV_CMD_VIDEO_START_CAPTURE`.
    pub const VIDEO_START: u16 = 2500;
    /// `MAV_CMD_VIDEO_STOP_CAPTURE`.
    pub const VIDEO_STOP: u16 = 2501;
    /// `MAV_CMD_NAV_SCRIPT_TIME`.
    pub const SCRIPT_TIME: u16 = 42702;
}

/// `MAV_FRAME_GLOBAL`: above mean sea level.
pub const FRAME_SEA: u8 = 0;
/// `MAV_FRAME_MISSION`: not a place.
pub const FRAME_NONE: u8 = 2;
/// `MAV_FRAME_GLOBAL_RELATIVE_ALT`: above home.
pub const FRAME_HOME: u8 = 3;
/// `MAV_FRAME_GLOBAL_TERRAIN_ALT`: above the ground.
pub const FRAME_TERRAIN: u8 = 10;

/// The items of one sortie, without ArduPilot's home item (see [`with_home`]).
///
/// `DO_JUMP` counts its target from 0 in this list. Exact for legs in normal form: speeds only
/// on `Transit`, `Line`, `Orbit` and `Land`; an `Orbit` begins where the leg before it ends
/// (otherwise a waypoint that leads there is inserted); the other tasks that do not move repeat
/// the waypoint before; `Return` ends at home, height 0.
pub fn to_items(plan: &Plan, sortie: &Sortie) -> Vec<Item> {
    writing::items(plan.cruise_m_s, &sortie.legs)
}

/// The same items leg by leg.
pub fn by_leg(plan: &Plan, sortie: &Sortie) -> Vec<Vec<Item>> {
    writing::by_leg(plan.cruise_m_s, &sortie.legs)
}

/// The legs of a mission whose home is not known; see [`legs_from`].
pub fn from_items(items: &[Item]) -> Vec<Leg> {
    legs_from(items, None, cruise_of(items))
}

/// ArduPilot's custom: home is item 0, and jumps count from there.
pub fn with_home(home: Waypoint, items: &[Item]) -> Vec<Item> {
    let shifted = items.iter().map(|item| shift_jump(*item, 1.0));
    std::iter::once(waypoint(command::WAYPOINT, [0.0; 4], home))
        .chain(shifted)
        .collect()
}

/// A mission as ArduPilot numbers it, taken apart: home, and the items as [`to_items`] counts.
///
/// `None` where the list is empty or item 0 is no place.
pub fn without_home(items: &[Item]) -> Option<(Waypoint, Vec<Item>)> {
    let home = place_of(items.first()?)?;
    Some((home, drop_home(items)))
}

/// The items after item 0, whatever that was, counted as [`to_items`] counts.
pub fn drop_home(items: &[Item]) -> Vec<Item> {
    let rest = items.iter().skip(1);
    rest.map(|item| shift_jump(*item, -1.0)).collect()
}

/// Where an item says to go, if it says so; latitude 0, longitude 0 means "here" by custom.
pub fn place_of(item: &Item) -> Option<Waypoint> {
    if item.x == 0.0 && item.y == 0.0 {
        return None;
    }
    let height = height_of(item)?;
    let position = Position::new(item.x, item.y).ok()?;
    Some(Waypoint { position, height })
}

/// How high an item says to go, if it moves the vehicle.
pub fn height_of(item: &Item) -> Option<Height> {
    // 20, 80, 92 and 93 are return, region of interest, guided, delay.
    let moves = item.command <= command::LAST_WAY
        && !matches!(item.command, command::RETURN | 80 | 92 | 93);
    let above = match item.frame {
        0 | 5 => Datum::Sea,
        3 | 6 => Datum::Home,
        10 | 11 => Datum::Terrain,
        _ => return None,
    };
    (moves && item.z.is_finite()).then_some(Height {
        metres: item.z,
        above,
    })
}

/// Whether the place of an item in a global frame is on the earth; NaN means "unchanged".
pub fn check_place(item: &Item) -> Result<(), PositionError> {
    if !item.is_global() || item.x.is_nan() || item.y.is_nan() {
        return Ok(());
    }
    Position::new(item.x, item.y).map(|_| ())
}

/// Equality that takes NaN for equal to NaN.
pub fn same(a: &Item, b: &Item) -> bool {
    let equal = |a: f64, b: f64| a == b || (a.is_nan() && b.is_nan());
    let params = a.params.iter().zip(b.params).all(|(a, b)| equal(*a, b));
    let place = equal(a.x, b.x) && equal(a.y, b.y) && equal(a.z, b.z);
    let rest = (a.command, a.frame, a.autocontinue) == (b.command, b.frame, b.autocontinue);
    params && place && rest
}

const fn frame(above: Datum) -> u8 {
    match above {
        Datum::Home => FRAME_HOME,
        Datum::Sea => FRAME_SEA,
        Datum::Terrain => FRAME_TERRAIN,
    }
}

fn waypoint(command: u16, params: [f64; 4], to: Waypoint) -> Item {
    Item {
        command,
        frame: frame(to.height.above),
        params,
        x: to.position.latitude_deg(),
        y: to.position.longitude_deg(),
        z: to.height.metres,
        autocontinue: true,
    }
}

const fn order(command: u16, params: [f64; 4], z: f64) -> Item {
    Item {
        command,
        frame: FRAME_NONE,
        params,
        x: 0.0,
        y: 0.0,
        z,
        autocontinue: true,
    }
}

fn shift_jump(mut item: Item, by: f64) -> Item {
    if item.command == command::JUMP {
        item.params[0] += by;
    }
    item
}

#[cfg(test)]
pub(crate) mod tests;
