//! A case as tables, each with the same columns whatever file they are written to: CSV or
//! GeoPackage. Rows are made exhibit by exhibit and handed on one by one, so that a case of a
//! thousand flights needs no memory for all of them.
//!
//! Every row names its exhibit, the flight in it (from 1) and, where it was read from a record, the
//! byte and the number of that record. Units are in the names of the columns; an unknown value is
//! empty, never zero.

mod cell;
mod rows;

pub use cell::{Cell, Kind};

use serde::Serialize;

use crate::exhibit::Exhibit;

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, with its unit.
    pub name: &'static str,
    /// What stands in it.
    pub kind: Kind,
}

/// Takes the rows of a table, one by one.
pub type Put<'p> = &'p mut dyn FnMut(&[Cell<'_>]);

/// One table.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What one row of it is.
    pub about: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column],
    rows: fn(&Exhibit, Put<'_>),
}

impl Table {
    /// The rows that an exhibit gives, in order; each has a cell for every column.
    pub fn rows(&self, exhibit: &Exhibit, put: Put<'_>) {
        (self.rows)(exhibit, put);
    }
}

/// The word that JSON has for a value of an enumeration; nothing for what is more than a word.
pub(crate) fn word(value: &impl Serialize) -> Option<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Some(word),
        _ => None,
    }
}

/// Every table of a case.
pub const TABLES: &[Table] = &[
    rows::EXHIBITS,
    rows::FLIGHTS,
    rows::FIXES,
    rows::HOMES,
    rows::EVENTS,
    rows::IDENTITIES,
    rows::OPERATORS,
    rows::POWER,
    rows::MEDIA,
    rows::DEFECTS,
];

#[cfg(test)]
pub(crate) mod tests;
