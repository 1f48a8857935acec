//! One item of a MAVLink mission, as files and the wire carry it.
//! It has no opinion on meaning; [`super::items`] turns legs into items and back.

mod name;

use serde::{Deserialize, Serialize};

/// A mission item: command, frame, seven parameters.
///
/// Units, frames and meaning of the parameters: MAVLink common, `MAV_CMD`, and
/// `MISSION_ITEM_INT`. Latitude and longitude are degrees here and 1e-7 degrees on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// `MAV_CMD`, kept as a number so that unknown ones survive.
    pub command: u16,
    /// `MAV_FRAME`, kept as a number.
    pub frame: u8,
    /// Parameters 1 to 4; NaN means "unchanged" where the command says so.
    pub params: [f64; 4],
    /// Parameter 5: latitude in degrees in global frames.
    pub x: f64,
    /// Parameter 6: longitude in degrees in global frames.
    pub y: f64,
    /// Parameter 7: altitude in metres in global frames.
    pub z: f64,
    /// Go on to the next item by itself.
    pub autocontinue: bool,
}

impl Item {
    /// Whether x and y are latitude and longitude (degrees here, 1e-7 degrees on the wire).
    ///
    /// True for the global frames (0, 3, 5, 6, 10, 11); false for `MAV_FRAME_MISSION` (2) and
    /// the local ones.
    pub const fn is_global(&self) -> bool {
        matches!(self.frame, 0 | 3 | 5 | 6 | 10 | 11)
    }
}
