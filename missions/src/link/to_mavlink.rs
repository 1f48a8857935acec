//! From our types to MAVLink's. The other direction is in [`super::from_mavlink`].

mod airspace;

pub use airspace::{fence_items, rally_items};

use num_traits::FromPrimitive;
use thiserror::Error;

use super::Endpoint;
use super::dialect::{MISSION_ITEM_INT_DATA, MavCmd, MavFrame, MavMissionType, MavSeverity};
use super::mission_transfer::Kind;
use crate::plan::item::Item;
use crate::telemetry::Severity;

/// Why an item cannot be said in MAVLink.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum ItemError {
    /// The dialect has no such command.
    #[error("command {0} is not in the MAVLink dialect")]
    Command(u16),
    /// The dialect has no such frame.
    #[error("frame {0} is not in the MAVLink dialect")]
    Frame(u8),
    /// Not a latitude, or not a longitude.
    #[error("{0} is not a {1} in degrees")]
    Position(f64, &'static str),
    /// Infinite, or too large for the wire.
    #[error("parameter {1} is {0}, which the wire cannot carry")]
    Value(f64, u8),
}

/// A plan's item as `MISSION_ITEM_INT` number `seq` for `to`.
///
/// Global frames carry 1e-7 degrees, local ones 1e-4 metres, `MAV_FRAME_MISSION` the bare number;
/// a NaN position ("here") becomes the largest integer.
/// Source: MAVLink common, `MISSION_ITEM_INT` and `COMMAND_INT`.
pub fn item(
    item: &Item,
    seq: u16,
    to: Endpoint,
    kind: Kind,
) -> Result<MISSION_ITEM_INT_DATA, ItemError> {
    let command = MavCmd::from_u16(item.command).ok_or(ItemError::Command(item.command))?;
    let frame = MavFrame::from_u8(item.frame).ok_or(ItemError::Frame(item.frame))?;
    let mut params = [0.0; 4];
    for (number, (param, value)) in (1..).zip(params.iter_mut().zip(item.params)) {
        *param = float(value, number)?;
    }
    let [param1, param2, param3, param4] = params;
    Ok(MISSION_ITEM_INT_DATA {
        param1,
        param2,
        param3,
        param4,
        x: coordinate(item, item.x, 90.0, "latitude")?,
        y: coordinate(item, item.y, 180.0, "longitude")?,
        z: float(item.z, 7)?,
        seq,
        command,
        target_system: to.system,
        target_component: to.component,
        frame,
        current: 0,
        autocontinue: u8::from(item.autocontinue),
        mission_type: mission_type(kind),
    })
}

/// How bad a text is.
pub const fn severity(severity: Severity) -> MavSeverity {
    match severity {
        Severity::Emergency => MavSeverity::MAV_SEVERITY_EMERGENCY,
        Severity::Alert => MavSeverity::MAV_SEVERITY_ALERT,
        Severity::Critical => MavSeverity::MAV_SEVERITY_CRITICAL,
        Severity::Error => MavSeverity::MAV_SEVERITY_ERROR,
        Severity::Warning => MavSeverity::MAV_SEVERITY_WARNING,
        Severity::Notice => MavSeverity::MAV_SEVERITY_NOTICE,
        Severity::Info => MavSeverity::MAV_SEVERITY_INFO,
        Severity::Debug => MavSeverity::MAV_SEVERITY_DEBUG,
    }
}

/// The list that a transfer is about.
pub const fn mission_type(kind: Kind) -> MavMissionType {
    match kind {
        Kind::Mission => MavMissionType::MAV_MISSION_TYPE_MISSION,
        Kind::Fence => MavMissionType::MAV_MISSION_TYPE_FENCE,
        Kind::Rally => MavMissionType::MAV_MISSION_TYPE_RALLY,
    }
}

fn float(value: f64, parameter: u8) -> Result<f32, ItemError> {
    let narrow = value as f32;
    if narrow.is_infinite() {
        return Err(ItemError::Value(value, parameter));
    }
    Ok(narrow)
}

fn coordinate(
    item: &Item,
    value: f64,
    limit_deg: f64,
    name: &'static str,
) -> Result<i32, ItemError> {
    if value.is_nan() {
        return Ok(i32::MAX);
    }
    if item.is_global() && value.abs() > limit_deg {
        return Err(ItemError::Position(value, name));
    }
    let scaled = (value * scale(item.frame)).round();
    if scaled.abs() >= f64::from(i32::MAX) {
        return Err(ItemError::Value(
            value,
            if limit_deg > 90.0 { 6 } else { 5 },
        ));
    }
    Ok(scaled as i32)
}

/// What x and y are multiplied with on the wire, by `MAV_FRAME`.
pub(super) const fn scale(frame: u8) -> f64 {
    match frame {
        0 | 3 | 5 | 6 | 10 | 11 => 1e7,
        2 => 1.0,
        _ => 1e4,
    }
}

#[cfg(test)]
mod tests {
    use super::super::from_mavlink;
    use super::*;
    use proptest::prelude::*;

    const VEHICLE: Endpoint = Endpoint::new(1, 1);

    fn waypoint(x: f64, y: f64) -> Item {
        Item {
            command: 16,
            frame: 3,
            params: [0.0, 0.0, 0.0, f64::NAN],
            x,
            y,
            z: 40.0,
            autocontinue: true,
        }
    }

    fn check(bad: &Item, error: &ItemError) {
        assert_eq!(item(bad, 0, VEHICLE, Kind::Mission).unwrap_err(), *error);
    }

    #[test]
    fn what_the_wire_cannot_carry_is_named() {
        let good = waypoint(22.27, 114.19);
        check(&Item { command: 9, ..good }, &ItemError::Command(9));
        check(&Item { frame: 77, ..good }, &ItemError::Frame(77));
        check(
            &waypoint(114.19, 22.27),
            &ItemError::Position(114.19, "latitude"),
        );
        check(
            &waypoint(0.0, f64::INFINITY),
            &ItemError::Position(f64::INFINITY, "longitude"),
        );
        check(&Item { z: 1e300, ..good }, &ItemError::Value(1e300, 7));
        check(
            &Item {
                frame: 1,
                x: 1e9,
                ..good
            },
            &ItemError::Value(1e9, 5),
        );
    }

    #[test]
    fn a_position_that_is_here_stays_so() {
        let wire = item(&waypoint(f64::NAN, f64::NAN), 3, VEHICLE, Kind::Mission).unwrap();
        assert_eq!((wire.x, wire.y, wire.seq), (i32::MAX, i32::MAX, 3));
        let back = from_mavlink::item(&wire);
        assert!(back.x.is_nan() && back.y.is_nan());
    }

    proptest! {
        #[test]
        fn an_item_comes_back_to_within_the_wires_resolution(
            frame in prop::sample::select(vec![0_u8, 1, 2, 3, 6, 10]),
            x in -90.0..90.0, y in -180.0..180.0, z in -500.0..9000.0_f64,
            params in prop::array::uniform4(-1e4..1e4), autocontinue: bool,
        ) {
            let sent = Item { command: 16, frame, params, x, y, z, autocontinue };
            let wire = item(&sent, 7, VEHICLE, Kind::Mission).unwrap();
            let back = from_mavlink::item(&wire);
            let step = 0.500_001 / scale(frame);
            prop_assert!((back.x - x).abs() <= step && (back.y - y).abs() <= step);
            prop_assert_eq!(back.z, f64::from(z as f32));
            prop_assert_eq!((back.frame, back.autocontinue), (frame, autocontinue));
            prop_assert_eq!(back.params, params.map(|p| f64::from(p as f32)));
        }
    }
}
