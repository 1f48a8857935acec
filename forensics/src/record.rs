//! Raw records: what a log's own description says stands in it, before anybody decides what it
//! means. `forensics dump --csv` writes them, the benches decode whole files to them.

use std::borrow::Cow;

/// One record as its format describes it; borrowed from the exhibit's bytes and from the reader,
/// for as long as the sink looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// Its first byte, counted from the beginning of the exhibit.
    pub offset: u64,
    /// Its number among the records of its format that were read, from 0.
    pub number: u64,
    /// Its kind, as the format names it (`GPS`, `vehicle_global_position`, `OSD`).
    pub kind: &'a str,
    /// The names of its fields, as many as there are values.
    pub names: &'a [Cow<'a, str>],
    /// Their values.
    pub values: &'a [Value<'a>],
}

impl<'a> Record<'a> {
    /// The value of a field.
    pub fn value(&self, name: &str) -> Option<Value<'a>> {
        let at = self.names.iter().position(|field| field == name)?;
        self.values.get(at).copied()
    }
}

/// A field's value, no narrower than it stands in the exhibit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// A whole number without sign.
    Unsigned(u64),
    /// A whole number.
    Signed(i64),
    /// A number of 32 bits.
    Single(f32),
    /// A number of 64 bits.
    Double(f64),
    /// Yes or no.
    Bool(bool),
    /// Text; it need not be UTF-8.
    Text(&'a [u8]),
    /// Bytes without a meaning that the format states.
    Bytes(&'a [u8]),
}

impl Value<'_> {
    /// As a number, where it is one.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Unsigned(number) => Some(number as f64),
            Self::Signed(number) => Some(number as f64),
            Self::Single(number) => Some(f64::from(number)),
            Self::Double(number) => Some(number),
            Self::Bool(yes) => Some(f64::from(u8::from(yes))),
            Self::Text(_) | Self::Bytes(_) => None,
        }
    }
}

/// As a table's cell shows it: text as text (broken UTF-8 marked), bytes in hex.
impl std::fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unsigned(number) => write!(f, "{number}"),
            Self::Signed(number) => write!(f, "{number}"),
            Self::Single(number) => write!(f, "{number}"),
            Self::Double(number) => write!(f, "{number}"),
            Self::Bool(yes) => write!(f, "{yes}"),
            Self::Text(text) => write!(f, "{}", String::from_utf8_lossy(text)),
            Self::Bytes(bytes) => bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}")),
        }
    }
}

/// Takes the raw records of a log, in the order in which they stand in it; one that only a later
/// one confirms comes when it is confirmed, and its offset says where it stands.
pub type Sink<'s> = &'s mut dyn FnMut(&Record<'_>);
