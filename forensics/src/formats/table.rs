//! Tables of a flight that apps and services export: AirData (HealthyDrones), Litchi, Autel, Yuneec
//! and DroneDeploy, and others whose columns have the usual names.
//!
//! ```text
//! AirData      time(millisecond),datetime(utc),latitude,…,height_above_takeoff(feet),…,isPhoto,…
//! Litchi       latitude,longitude,altitude(m),…,datetime(utc),…,pitchRaw,…   height above home
//! DroneDeploy  lines `name TAB value`, then a table with tabs: Date/Time (UTC), Elapsed Time (sec), …;
//!              a line `#Flight Recorder Session End` ends it
//! Yuneec       ,fsk_rssi,voltage,current,altitude,latitude,…                 telemetry
//!              ,lon,lat,alt,accuracy,speed,angle                             the remote's own receiver
//! ```
//!
//! A table is known by the names of its columns, never by its file's name; a unit in brackets is
//! converted. A row is a record. What a cell does not say is not filled in from its neighbours: a
//! row without a position has none. Source: the exports themselves, AirData's and Litchi's own
//! descriptions, `h-elsner/Q500log2kml` for Yuneec's columns.

mod columns;
mod course;
mod preamble;
mod rows;
mod times;

use std::borrow::Cow;

use self::columns::Columns;
use self::course::Course;
use self::rows::{Row, rows};
use super::{Aids, Format, Reading};
use crate::defect::DefectKind;
use crate::flight::Trace;
use crate::record::{Record, Sink, Value};

/// Grows when what this reader makes of a file changes.
const DECODER: u32 = 1;

/// How far into a file its row of names is looked for.
const HEAD: usize = 1 << 16;

/// What separates cells, tried in this order.
const SEPARATORS: [u8; 3] = [b'\t', b',', b';'];

/// A row of names near the beginning that only a flight's table has.
pub(super) fn recognise(bytes: &[u8]) -> bool {
    names(bytes).is_some()
}

/// The columns, and the byte at which the rows of values begin.
fn names(bytes: &[u8]) -> Option<(Columns, usize)> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    if head.iter().take(512).any(|byte| *byte == 0) {
        return None;
    }
    SEPARATORS.into_iter().find_map(|separator| {
        let mut lines = rows(head, 0, separator).take(200);
        lines.find_map(|row| Some((Columns::of(&row, separator)?, row.end)))
    })
}

/// Reads the rows of a table.
pub(super) fn read(bytes: &[u8], _aids: Aids<'_>, mut sink: Option<Sink<'_>>) -> Reading {
    let mut reading = Reading::new(Format::FlightTable, DECODER);
    let Some((columns, start)) = names(bytes) else {
        let what = "there is no row that names the columns of a flight";
        reading
            .defects
            .add(DefectKind::Headless, 0, bytes.len() as u64, what);
        return reading;
    };
    reading.version = Some(columns.dialect().into());
    let mut course = Course::new(&columns);
    let labels: Vec<Cow<'_, str>> = columns.labels().map(Cow::Borrowed).collect();
    for row in rows(bytes, start, columns.separator()) {
        if row.is_blank() {
            continue;
        }
        if row.is_heading() {
            break;
        }
        let trace = Trace::new(row.at as u64, reading.records);
        let wanted = columns.count();
        if row.cells.len() < wanted {
            let what = "a row with fewer cells than there are columns: cells that are not there say nothing";
            let length = row.end.saturating_sub(row.at) as u64;
            reading
                .defects
                .add(DefectKind::Truncated, row.at as u64, length, what);
        }
        reading.records = reading.records.saturating_add(1);
        if let Some(sink) = &mut sink {
            hand_on(&row, &labels, trace, sink);
        }
        course.take(&row, trace);
    }
    let preamble = bytes.get(..start).unwrap_or_default();
    let mut flight = course.into_flight();
    flight.identities = preamble::identities(preamble);
    if reading.records > 0 || !flight.identities.is_empty() {
        reading.flights.push(flight);
    }
    reading
}

fn hand_on(row: &Row<'_>, labels: &[Cow<'_, str>], trace: Trace, sink: Sink<'_>) {
    let values: Vec<Value<'_>> = row.cells.iter().map(|cell| Value::Text(cell.raw)).collect();
    let count = values.len().min(labels.len());
    sink(&Record {
        offset: trace.offset,
        number: trace.record,
        kind: "row",
        names: labels.get(..count).unwrap_or_default(),
        values: values.get(..count).unwrap_or_default(),
    });
}

#[cfg(test)]
mod tests;
