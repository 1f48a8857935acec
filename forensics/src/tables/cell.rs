//! A cell of a table, and what kinds of cells there are.

use std::borrow::Cow;
use std::fmt;

use missions::geodesy::Position;
use missions::time::UtcTime;

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Real,
    /// An instant in UTC, microseconds since 1970.
    Time,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Not known.
    Empty,
    /// Text.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// An instant in UTC.
    Time(UtcTime),
}

impl<'a> Cell<'a> {
    /// Text that lasts as long as the exhibit.
    pub const fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// A count or an offset; what does not fit stands at the end of the range.
    pub fn count(number: u64) -> Self {
        Self::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }

    /// Latitude and longitude, or two empty cells.
    pub fn place(position: Option<Position>) -> [Self; 2] {
        position.map_or([Self::Empty, Self::Empty], |position| {
            [position.latitude_deg(), position.longitude_deg()].map(Self::Real)
        })
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        Self::Real(number)
    }
}

impl From<UtcTime> for Cell<'_> {
    fn from(time: UtcTime) -> Self {
        Self::Time(time)
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<u8> for Cell<'_> {
    fn from(number: u8) -> Self {
        Self::Integer(i64::from(number))
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell<'_> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// As a text file shows it: an empty cell is nothing.
impl fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Integer(number) => write!(f, "{number}"),
            Self::Real(number) => write!(f, "{number}"),
            Self::Time(time) => write!(f, "{time}"),
        }
    }
}
