//! What a message says, in its own units turned into ours.

use missions::geodesy::Position;

use crate::cursor::Cursor;
use crate::flight::somewhere;

/// What DJI divides an angle by to have degrees: 1e7 of a radian.
const DJI_UNITS: f64 = 174_532.925_199_432_95;
const METRES_A_FOOT: f64 = 0.3048;

/// What a message says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Message {
    /// Who it is: text, or hex where it is none.
    Identity(Vec<u8>),
    /// Where it is.
    Location {
        status: u8,
        position: Option<Position>,
        altitude_m: Option<f64>,
        height_m: Option<f64>,
        accuracy_m: Option<f64>,
    },
    /// What its operator says of the flight.
    Words(Vec<u8>),
    /// Where the operator is; by the type of location.
    Operator {
        position: Option<Position>,
        kind: u8,
    },
    /// Who the operator is.
    OperatorIdentity(Vec<u8>),
    /// DJI's: all in one.
    Dji {
        serial: Vec<u8>,
        position: Option<Position>,
        height_m: f64,
        home: Option<Position>,
        app: Option<Position>,
    },
}

/// Reads a message of 25 bytes.
pub(super) fn read(bytes: &[u8]) -> Option<Message> {
    let mut cursor = Cursor::new(bytes);
    let kind = cursor.u8()? >> 4;
    match kind {
        0 => {
            // Serial numbers and registrations are texts, sessions' numbers are not.
            cursor.skip(1)?;
            let id = cursor.take(20)?;
            let is_text = id.iter().all(|byte| *byte == 0 || byte.is_ascii_graphic());
            let hex = || crate::record::Value::Bytes(id).to_string().into_bytes();
            let id = if is_text { id.to_vec() } else { hex() };
            Some(Message::Identity(id))
        }
        1 => location(&mut cursor),
        3 => {
            cursor.skip(1)?;
            Some(Message::Words(cursor.take(23)?.to_vec()))
        }
        4 => {
            let kind = cursor.u8()? & 3;
            let position = place(&mut cursor);
            Some(Message::Operator { position, kind })
        }
        5 => {
            cursor.skip(1)?;
            Some(Message::OperatorIdentity(cursor.take(20)?.to_vec()))
        }
        _ => None,
    }
}

fn location(cursor: &mut Cursor<'_>) -> Option<Message> {
    let status = cursor.u8()? >> 4;
    cursor.skip(3)?;
    let position = place(cursor);
    // Half metres above −1000 m; 0 is not known.
    let mut altitude = || {
        let raw = cursor.u16_le()?;
        Some((raw != 0).then(|| f64::from(raw) / 2.0 - 1000.0))
    };
    let (pressure, geodetic, height) = (altitude()?, altitude()?, altitude()?);
    let accuracies = cursor.u8()?;
    let accuracy_m = match accuracies & 0xF {
        9 => Some(30.0),
        10 => Some(10.0),
        11 => Some(3.0),
        12 => Some(1.0),
        _ => None,
    };
    Some(Message::Location {
        status,
        position,
        altitude_m: geodetic.or(pressure),
        height_m: height,
        accuracy_m,
    })
}

fn place(cursor: &mut Cursor<'_>) -> Option<Position> {
    let (latitude, longitude) = (cursor.i32_le()?, cursor.i32_le()?);
    let (latitude_deg, longitude_deg) = (f64::from(latitude) / 1e7, f64::from(longitude) / 1e7);
    somewhere(latitude_deg, longitude_deg)
}

/// DJI's flight information, version 2: count, state, serial number, longitude, latitude, height
/// above the sea and the take-off (feet), speeds, yaw, time, the app's place, home's.
pub(super) fn dji(bytes: &[u8]) -> Option<Message> {
    let mut cursor = Cursor::new(bytes);
    if cursor.u8()? != 2 {
        return None;
    }
    cursor.skip(4)?;
    let serial = cursor.take(16)?.to_vec();
    let angle = |cursor: &mut Cursor<'_>| cursor.i32_le().map(|raw| f64::from(raw) / DJI_UNITS);
    let (longitude, latitude) = (angle(&mut cursor)?, angle(&mut cursor)?);
    cursor.skip(2)?;
    let height_m = f64::from(cursor.i16_le()?) * METRES_A_FOOT;
    cursor.skip(16)?;
    let (app_latitude, app_longitude) = (angle(&mut cursor)?, angle(&mut cursor)?);
    let (home_longitude, home_latitude) = (angle(&mut cursor)?, angle(&mut cursor)?);
    Some(Message::Dji {
        serial,
        position: somewhere(latitude, longitude),
        height_m,
        home: somewhere(home_latitude, home_longitude),
        app: somewhere(app_latitude, app_longitude),
    })
}
