//! Flight logs in JSON that name their columns once and then give a row a sample: Parrot's PUD
//! (FreeFlight, ARDroneAcademy) and GUTMA's flight-logging exchange (Anafi, senseFly, Yuneec, UTM).
//!
//! ```text
//! { "serial_number": "PI040306…", "date": "2015-10-24T175916+0000", …      PUD
//!   "details_headers": ["time", "battery_level", "product_gps_longitude", …],
//!   "details_data":    [[32, 0, 500.0, …], …] }
//!
//! { "exchange": { "message": {                                              GUTMA
//!     "flight_data":    { "aircraft": {"serial_number": …}, "gcs": {…}, "payload": [{…}] },
//!     "flight_logging": { "flight_logging_items": [[0.5, 0, …], …],
//!                         "flight_logging_keys":  ["timestamp", "gps_lon", …],
//!                         "events": [{"event_info": "TAKE-OFF", "event_timestamp": "0.5"}],
//!                         "logging_start_dtg": "2017-05-16T13:19:25.250Z" } } } }
//! ```
//!
//! A record is a row. `time` is milliseconds, `timestamp` seconds since the start; 500° is "no
//! position"; PUD's `altitude` is millimetres above the take-off, GUTMA's `gps_altitude` metres;
//! `angle_phi`, `_theta`, `_psi` are roll, pitch and yaw in radians; speeds are north, east, down.
//! `flying_state`: 0 landed, 1 taking off, 2 hovering, 3 flying, 4 landing, 5 emergency.
//! Sources: Parrot's ARSDK (`ARDrone3 PilotingState`, BSD-3-Clause) and log2gutma (BSD-3-Clause),
//! GUTMA flight-logging protocol 1.0; units of PUD seen in the sample.
//!
//! Why not `serde_json`: a file that was cut has no closing bracket, and it would say nothing of
//! any row. Here a row is read by itself, and each knows its byte.

mod flight;
mod json;

use self::flight::Course;
use self::json::{Cell, Row, array_after, rows, texts};
use super::{Aids, Format, Reading};
use crate::defect::DefectKind;
use crate::record::{Record, Sink, Value};
use memchr::memmem::find;
use std::borrow::Cow;

/// Grows when what this reader makes of a file changes.
const DECODER: u32 = 1;

/// How far into a file its marks are looked for.
const HEAD: usize = 64 << 10;

/// Where the two dialects keep their columns and their rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    Pud,
    Gutma,
}

impl Dialect {
    fn of(bytes: &[u8]) -> Option<Self> {
        let head = bytes.get(..HEAD).unwrap_or(bytes);
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        if !head.trim_ascii_start().starts_with(b"{") {
            return None;
        }
        if find(head, b"\"details_headers\"").is_some() {
            return Some(Self::Pud);
        }
        let is_exchange = find(head, b"\"exchange\"").is_some();
        (is_exchange && find(head, b"\"flight_logging").is_some()).then_some(Self::Gutma)
    }

    const fn columns(self) -> &'static str {
        match self {
            Self::Pud => "details_headers",
            Self::Gutma => "flight_logging_keys",
        }
    }

    const fn rows(self) -> &'static str {
        match self {
            Self::Pud => "details_data",
            Self::Gutma => "flight_logging_items",
        }
    }
}

/// An object with the names of the columns of one of the two.
pub(super) fn recognise(bytes: &[u8]) -> bool {
    Dialect::of(bytes).is_some()
}

/// Reads the rows of a file.
pub(super) fn read(bytes: &[u8], _aids: Aids<'_>, mut sink: Option<Sink<'_>>) -> Reading {
    let mut reading = Reading::new(Format::Parrot, DECODER);
    let Some(dialect) = Dialect::of(bytes) else {
        return reading;
    };
    let columns = array_after(bytes, dialect.columns()).map(|at| texts(bytes, at));
    let columns = columns.unwrap_or_default();
    if columns.is_empty() {
        let what = "the names of the columns are missing: no row can be understood";
        reading.defects.add(DefectKind::Headless, 0, 0, what);
    }
    if let Some(sink) = &mut sink {
        for (name, cell, at) in json::scalars(bytes, dialect.columns()) {
            sink(&Record {
                offset: at as u64,
                number: 0,
                kind: "head",
                names: &[Cow::Borrowed(name)],
                values: &[value(cell)],
            });
        }
    }
    let mut course = Course::new(bytes, dialect, &columns, &mut reading);
    let names: Vec<Cow<'_, str>> = columns.iter().map(|name| Cow::Borrowed(*name)).collect();
    let mut is_closed = false;
    for row in array_after(bytes, dialect.rows())
        .into_iter()
        .flat_map(|at| rows(bytes, at))
    {
        let row = match row {
            Ok(row) => row,
            Err(_end) => {
                is_closed = true;
                break;
            }
        };
        if !row.is_whole || row.cells.len() != columns.len() {
            let what = "a row that is cut off or has not as many values as there are columns";
            let (offset, length) = (row.offset, row.length);
            reading
                .defects
                .add(DefectKind::Unreadable, offset, length, what);
            continue;
        }
        if let Some(sink) = &mut sink {
            show(&row, reading.records, &names, sink);
        }
        course.take(&row, reading.records);
        reading.records = reading.records.saturating_add(1);
    }
    if !is_closed {
        let what = "the list of rows has no end: the file was cut here";
        reading
            .defects
            .add(DefectKind::Truncated, bytes.len() as u64, 0, what);
    }
    reading.flights.push(course.into_flight(bytes));
    reading
}

fn show(row: &Row<'_>, number: u64, names: &[Cow<'_, str>], sink: &mut Sink<'_>) {
    let values: Vec<Value<'_>> = row.cells.iter().copied().map(value).collect();
    sink(&Record {
        offset: row.offset,
        number,
        kind: "row",
        names,
        values: &values,
    });
}

const fn value(cell: Cell<'_>) -> Value<'_> {
    match cell {
        Cell::Number(number) => Value::Double(number),
        Cell::Bool(yes) => Value::Bool(yes),
        Cell::Text(text) => Value::Text(text.as_bytes()),
        Cell::Null => Value::Bytes(&[]),
    }
}

#[cfg(test)]
mod tests;
