//! SQLite databases, as cameras, transmitters and telephones keep lists of media in them: every row
//! of every table as a raw record, pictures and videos where a table names files. A record is a
//! row.
//!
//! ```text
//! "SQLite format 3" 0 │ page size (2, big-endian) │ …          header, 100 bytes of the first page
//! page: kind (0D leaf of a table, 05 inner) │ … │ cells (2)    places of the cells, 2 bytes each
//! cell: length │ row's number │ lengths of the values │ values  variable integers, big-endian
//! ```
//!
//! Our own reader: the library opens no damaged file, says no offsets, and does not show rows that
//! were deleted. Pages on the free list still hold such rows: one with as many values as a table
//! has columns is a raw record of that table and is not counted; the pictures, videos and cameras
//! that it names are taken, cameras as doubtful, but nothing that other rows say is changed by it.
//!
//! Source: sqlite.org, "Database File Format".

mod media;
mod page;
mod row;
mod schema;

use std::borrow::Cow;
use std::collections::BTreeMap;

use self::page::Pages;
use self::row::Row;
use self::schema::Table;
use super::{Aids, Format, Reading};
use crate::defect::{DefectKind, Defects};
use crate::flight::{Confidence, Trace};
use crate::record::{Record, Sink, Value};

/// Grows when what this reader makes of a file changes.
const DECODER: u32 = 1;

const MAGIC: &[u8] = b"SQLite format 3\0";

/// The mark of a database.
pub(super) fn recognise(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Reads every row.
pub(super) fn read(bytes: &[u8], _aids: Aids<'_>, mut sink: Option<Sink<'_>>) -> Reading {
    let mut reading = Reading::new(Format::Sqlite, DECODER);
    reading.version = Some("SQLite 3".into());
    let Some(mut pages) = Pages::of(bytes) else {
        let what = "a header without a sound page size: no row can be found";
        reading
            .defects
            .add(DefectKind::Headless, 0, bytes.len() as u64, what);
        return reading;
    };
    if pages.is_cut() {
        let what = "the database is shorter than its header says: rows are missing";
        reading
            .defects
            .add(DefectKind::Truncated, bytes.len() as u64, 0, what);
    }
    let mut defects = std::mem::take(&mut reading.defects);
    let tables = tables(&mut pages, &mut defects);
    for table in &tables {
        pages.rows(table.root, &mut defects, &mut |row| {
            hand_over((table, &row), &mut reading, &mut sink, Confidence::Stated);
        });
    }
    reading.defects = defects;
    // The first table of each number of columns.
    let mut by_width: BTreeMap<usize, &Table> = BTreeMap::new();
    for table in &tables {
        by_width.entry(table.columns.len()).or_insert(table);
    }
    pages.freed(&mut |row| {
        if let Some(table) = by_width.get(&row.values.len()).copied() {
            hand_over((table, &row), &mut reading, &mut sink, Confidence::Doubtful);
        }
    });
    reading
}

/// The tables, as the first page's tree has them.
fn tables(pages: &mut Pages<'_>, defects: &mut Defects) -> Vec<Table> {
    let mut tables = Vec::new();
    pages.rows(1, defects, &mut |row| {
        tables.extend(Table::stated(&row));
    });
    tables
}

fn hand_over(
    (table, row): (&Table, &Row<'_>),
    reading: &mut Reading,
    sink: &mut Option<Sink<'_>>,
    confidence: Confidence,
) {
    let trace = Trace::new(row.offset, reading.records);
    let values = table.values(row);
    if let Some(sink) = sink {
        let names: Vec<Cow<'_, str>> = table.names().collect();
        sink(&Record {
            offset: trace.offset,
            number: trace.record,
            kind: &table.name,
            names: &names,
            values: &values,
        });
    }
    // A row that was deleted is no record of the database's; it is in the raw records.
    if confidence == Confidence::Stated {
        reading.records = reading.records.saturating_add(1);
    }
    media::take((table, &values), (trace, confidence), reading);
}

/// Nothing, as a value.
const NOTHING: Value<'static> = Value::Text(b"");

#[cfg(test)]
mod tests;
