//! The messages that are known, of every dialect: their numbers, names, extra bytes and fields in
//! the order of the wire. `messages.txt` has one a line:
//!
//! ```text
//! 33 104 GLOBAL_POSITION_INT time_boot_ms:u32 lat:i32 lon:i32 …      c is a letter, *10 an array
//! ```
//!
//! It was made from the XML definitions of MAVLink and of ArduPilot's fork (both MIT): `all.xml`
//! with what it includes, the longer one where they differ; where two dialects use one number,
//! that of ArduPilot. Files with a dialect of their own keep their messages as bytes.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::record::Value;

/// All of them.
pub(super) static DIALECT: LazyLock<Dialect> = LazyLock::new(Dialect::built_in);

/// The names that stand before a message's own fields in a raw record.
const FRAME: [&str; 4] = [
    "frame.time_us",
    "frame.system",
    "frame.component",
    "frame.sequence",
];

/// Numbers below this are looked up at once.
const LOW: usize = 512;

/// The messages that are known.
#[derive(Debug)]
pub(super) struct Dialect {
    /// In the order of their numbers.
    messages: Vec<Message>,
    /// Where the low numbers are.
    low: Vec<Option<u16>>,
    /// The names of a message that is not known.
    unknown: Vec<Cow<'static, str>>,
}

/// One message.
#[derive(Debug)]
pub(super) struct Message {
    pub id: u32,
    pub extra: u8,
    pub name: &'static str,
    /// The names of a raw record: the frame's, then one a value.
    pub names: Vec<Cow<'static, str>>,
    values: Vec<Slot>,
    /// How long its payload is with all extensions.
    pub length: usize,
}

/// Where one value stands in the payload.
#[derive(Clone, Copy, Debug)]
struct Slot {
    kind: Kind,
    at: usize,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    F32,
    F64,
    Text(usize),
    Bytes(usize),
}

impl Dialect {
    fn built_in() -> Self {
        let mut messages: Vec<Message> = include_str!("messages.txt")
            .lines()
            .filter_map(Message::stated)
            .collect();
        messages.sort_by_key(|message| message.id);
        let mut low = vec![None; LOW];
        for (at, message) in messages.iter().enumerate() {
            if let Some(slot) = low.get_mut(message.id as usize) {
                *slot = u16::try_from(at).ok();
            }
        }
        let unknown = FRAME
            .iter()
            .chain(&["payload"])
            .map(|name| Cow::Borrowed(*name));
        Self {
            messages,
            low,
            unknown: unknown.collect(),
        }
    }

    /// The message of a number.
    pub(super) fn message(&self, id: u32) -> Option<&Message> {
        let at = match self.low.get(id as usize) {
            Some(at) => usize::from((*at)?),
            None => self
                .messages
                .binary_search_by_key(&id, |message| message.id)
                .ok()?,
        };
        self.messages.get(at)
    }

    /// The names of a raw record of a message that is not known.
    pub(super) fn unknown_names(&self) -> &[Cow<'static, str>] {
        &self.unknown
    }
}

impl Message {
    fn stated(line: &'static str) -> Option<Self> {
        let mut words = line.split(' ');
        let mut message = Self {
            id: words.next()?.parse().ok()?,
            extra: words.next()?.parse().ok()?,
            name: words.next()?,
            names: FRAME.map(Cow::Borrowed).into(),
            values: Vec::new(),
            length: 0,
        };
        for field in words {
            let (name, kind) = field.split_once(':')?;
            message.add(name, kind)?;
        }
        Some(message)
    }

    fn add(&mut self, name: &'static str, kind: &str) -> Option<()> {
        let (kind, count) = match kind.split_once('*') {
            Some((kind, count)) => (kind, Some(count.parse::<usize>().ok()?)),
            None => (kind, None),
        };
        match (kind, count) {
            ("c", count) => self.push(Cow::Borrowed(name), Kind::Text(count.unwrap_or(1))),
            ("u8", Some(count)) => self.push(Cow::Borrowed(name), Kind::Bytes(count)),
            (kind, None) => self.push(Cow::Borrowed(name), Kind::named(kind)?),
            (kind, Some(count)) => {
                let kind = Kind::named(kind)?;
                for element in 0..count {
                    self.push(Cow::Owned(format!("{name}[{element}]")), kind);
                }
            }
        }
        Some(())
    }

    fn push(&mut self, name: Cow<'static, str>, kind: Kind) {
        let slot = Slot {
            kind,
            at: self.length,
        };
        self.length = self.length.saturating_add(kind.length());
        self.names.push(name);
        self.values.push(slot);
    }

    /// Adds the values of a payload, in the order of the names. `whole` is the payload with the
    /// zeros at its end that v2 does not send; texts and bytes are borrowed from what was sent.
    pub(super) fn values<'a>(&self, sent: &'a [u8], whole: &[u8], values: &mut Vec<Value<'a>>) {
        let read = |slot: &Slot| slot.read(sent, whole).unwrap_or(Value::Bytes(&[]));
        values.extend(self.values.iter().map(read));
    }

    /// Where a field begins in the payload.
    #[cfg(test)]
    pub(super) fn offset(&self, field: &str) -> Option<usize> {
        let first = format!("{field}[0]");
        let own = self.names.iter().skip(FRAME.len());
        let at = own
            .zip(&self.values)
            .find(|(name, _)| **name == field || **name == first);
        at.map(|(_, slot)| slot.at)
    }
}

impl Kind {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "u8" => Self::U8,
            "i8" => Self::I8,
            "u16" => Self::U16,
            "i16" => Self::I16,
            "u32" => Self::U32,
            "i32" => Self::I32,
            "u64" => Self::U64,
            "i64" => Self::I64,
            "f32" => Self::F32,
            "f64" => Self::F64,
            _ => return None,
        })
    }

    const fn length(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::U32 | Self::I32 | Self::F32 => 4,
            Self::U64 | Self::I64 | Self::F64 => 8,
            Self::Text(length) | Self::Bytes(length) => length,
        }
    }
}

impl Slot {
    fn read<'a>(self, sent: &'a [u8], whole: &[u8]) -> Option<Value<'a>> {
        let at = whole.get(self.at..)?;
        Some(match self.kind {
            Kind::U8 => Value::Unsigned(u64::from(*at.first()?)),
            Kind::I8 => Value::Signed(i64::from(at.first()?.cast_signed())),
            Kind::U16 => Value::Unsigned(u16::from_le_bytes(*at.first_chunk()?).into()),
            Kind::I16 => Value::Signed(i16::from_le_bytes(*at.first_chunk()?).into()),
            Kind::U32 => Value::Unsigned(u32::from_le_bytes(*at.first_chunk()?).into()),
            Kind::I32 => Value::Signed(i32::from_le_bytes(*at.first_chunk()?).into()),
            Kind::U64 => Value::Unsigned(u64::from_le_bytes(*at.first_chunk()?)),
            Kind::I64 => Value::Signed(i64::from_le_bytes(*at.first_chunk()?)),
            Kind::F32 => Value::Single(f32::from_le_bytes(*at.first_chunk()?)),
            Kind::F64 => Value::Double(f64::from_le_bytes(*at.first_chunk()?)),
            Kind::Text(length) => Value::Text(text(self.slice(sent, length))),
            Kind::Bytes(length) => Value::Bytes(self.slice(sent, length)),
        })
    }

    fn slice(self, sent: &[u8], length: usize) -> &[u8] {
        let at = sent.get(self.at..).unwrap_or_default();
        at.get(..length).unwrap_or(at)
    }
}

/// A text without the zeros at its end.
pub(super) fn text(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|byte| *byte == 0);
    bytes.get(..end.unwrap_or(bytes.len())).unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_message_that_fits_a_frame() {
        let lines = include_str!("messages.txt").lines().count();
        assert_eq!(DIALECT.messages.len(), lines);
        for message in &DIALECT.messages {
            assert!(
                message.length <= 255,
                "{} has {}",
                message.name,
                message.length
            );
            assert_eq!(DIALECT.message(message.id).unwrap().name, message.name);
        }
        assert!(DIALECT.message(0x00FF_FFFF).is_none());
        assert!(DIALECT.message(3).is_none());
    }

    #[test]
    fn a_position_has_its_fields_where_the_wire_has_them() {
        let message = DIALECT.message(33).unwrap();
        assert_eq!((message.name, message.extra), ("GLOBAL_POSITION_INT", 104));
        assert_eq!((message.offset("lat"), message.length), (Some(4), 28));
    }
}
