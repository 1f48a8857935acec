//! How one item of a local set is said: its tag, its name in the standard, its unit, its encoding.
//! The tables of the standards are made of these, and reading and writing stand on them.

mod packs;
mod text;
mod writing;

use super::ber::{signed, unsigned};
use super::imapb::{Imapb, Mapped};
use super::mapped::{from_signed, from_unsigned};
use super::packet::SetKind;
use super::special::Special;
use super::value::Value;
use crate::video::Flaw;

pub use writing::WriteError;

/// One row of a standard's table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Definition {
    /// The tag number.
    pub tag: u32,
    /// The item's name, as the standard spells it.
    pub name: &'static str,
    /// The unit of its numbers; empty for none.
    pub unit: &'static str,
    /// How it is encoded.
    pub coding: Coding,
    /// May stand more than once in a set.
    pub repeats: bool,
}

/// How the bytes of a value are made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Coding {
    /// A range mapped onto unsigned integers of so many bytes.
    Unsigned(usize, [f64; 2]),
    /// ± a number mapped onto signed integers of so many bytes; what the lowest integer says.
    Signed(usize, f64, Special),
    /// IMAPB over a range; the most bytes it may have, and how many we write.
    Imapb([f64; 2], usize, usize),
    /// An unsigned integer of so many bytes.
    Count(usize),
    /// A signed integer of so many bytes.
    Integer(usize),
    /// An unsigned integer without leading zero bytes; the most bytes it may have.
    ShortCount(usize),
    /// A signed integer in its fewest bytes; the most it may have.
    ShortInteger(usize),
    /// One byte that stands for a word.
    Code(&'static [(u8, &'static str)]),
    /// One byte of flags; the words of its bits, the lowest first.
    Flags(&'static [&'static str]),
    /// Microseconds since 1970 in eight bytes.
    Time,
    /// UTF-8, or ISO 646, which is part of it; the most bytes that are written.
    Text(usize),
    /// UTF-16, big-endian unless a byte order mark says otherwise.
    Wide,
    /// A local set within the set.
    Set(SetKind),
    /// A series of targets (ST 0903).
    Targets,
    /// Tag 81: the horizon.
    Horizon,
    /// Tag 127: pictures a second as a fraction.
    Rate,
    /// The checksum: two bytes that are made when the packet is.
    Checksum,
    /// Kept as it is.
    Bytes,
}

/// A row; rows are in the order of their tags.
pub(super) const fn row(
    tag: u32,
    name: &'static str,
    unit: &'static str,
    coding: Coding,
) -> Definition {
    Definition {
        tag,
        name,
        unit,
        coding,
        repeats: false,
    }
}

/// A row of which there may be many in a set.
pub(super) const fn repeated(tag: u32, name: &'static str, coding: Coding) -> Definition {
    Definition {
        repeats: true,
        ..row(tag, name, "", coding)
    }
}

impl Definition {
    /// What some bytes say; no bytes say [`Value::Unknown`].
    ///
    /// Errors: [`Flaw::ValueLength`], [`Flaw::Value`], [`Flaw::Text`], each with the tag.
    pub fn read(&self, bytes: &[u8]) -> Result<Value, Flaw> {
        if bytes.is_empty() {
            return Ok(Value::Unknown);
        }
        self.fits(bytes.len())?;
        let meaningless = Flaw::Value(self.tag);
        Ok(match self.coding {
            Coding::Unsigned(_, range) => Value::Number(from_unsigned(bytes, range)),
            Coding::Signed(_, max, lowest) => {
                from_signed(bytes, max).map_or(Value::Special(lowest), Value::Number)
            }
            Coding::Imapb([min, max], ..) => {
                match Imapb::new(min, max, bytes.len()).map(|mapping| mapping.read(bytes)) {
                    Some(Mapped::Number(number)) => Value::Number(number),
                    Some(Mapped::Special(special)) => Value::Special(special),
                    Some(Mapped::Undefined) | None => return Err(meaningless),
                }
            }
            Coding::Count(_)
            | Coding::ShortCount(_)
            | Coding::Code(_)
            | Coding::Flags(_)
            | Coding::Checksum => Value::Count(unsigned(bytes)),
            Coding::Integer(_) | Coding::ShortInteger(_) => Value::Integer(signed(bytes)),
            Coding::Time => Value::Time(unsigned(bytes)),
            Coding::Text(_) => Value::Text(text::narrow(bytes).ok_or(Flaw::Text(self.tag))?),
            Coding::Wide => Value::Text(text::wide(bytes).ok_or(Flaw::Text(self.tag))?),
            Coding::Horizon => Value::Horizon(packs::horizon(bytes)),
            Coding::Rate => packs::rate(bytes).ok_or(meaningless)?,
            Coding::Set(_) | Coding::Targets | Coding::Bytes => Value::Bytes(bytes.to_vec()),
        })
    }

    /// The smallest difference that the encoding can say, in the item's unit; 1 where it has none.
    pub fn step(&self) -> f64 {
        match self.coding {
            Coding::Unsigned(count, [min, max]) => (max - min) / 256_f64.powi(count as i32),
            Coding::Signed(count, max, _) => 2.0 * max / 256_f64.powi(count as i32),
            Coding::Imapb([min, max], _, usual) => {
                Imapb::new(min, max, usual).map_or(1.0, |mapping| mapping.step())
            }
            _ => 1.0,
        }
    }

    /// The words for a code or for the flags that are set.
    pub fn meaning(&self, count: u64) -> Option<String> {
        match self.coding {
            Coding::Code(words) => words
                .iter()
                .find(|(code, _)| u64::from(*code) == count)
                .map(|(_, word)| (*word).to_owned()),
            Coding::Flags(words) => {
                let set = words.iter().enumerate();
                let set = set.filter(|(bit, _)| count >> bit & 1 == 1);
                Some(set.map(|(_, word)| *word).collect::<Vec<_>>().join(", "))
            }
            _ => None,
        }
    }

    /// Of which kind the set within the value is, if it is one.
    pub const fn inner(&self) -> Option<SetKind> {
        match self.coding {
            Coding::Set(kind) => Some(kind),
            _ => None,
        }
    }

    /// Whether the value is a series of targets.
    pub const fn holds_targets(&self) -> bool {
        matches!(self.coding, Coding::Targets)
    }

    fn fits(&self, length: usize) -> Result<(), Flaw> {
        let (fits, expected) = match self.coding {
            Coding::Unsigned(count, _) | Coding::Signed(count, ..) => {
                (length == count, says(count))
            }
            Coding::Count(count) | Coding::Integer(count) => (length == count, says(count)),
            Coding::Imapb(_, most, _) => (length <= most, says_most(most)),
            Coding::ShortCount(most) | Coding::ShortInteger(most) => {
                (length <= most, says_most(most))
            }
            Coding::Code(_) | Coding::Flags(_) => (length == 1, says(1)),
            Coding::Time => (length == 8, says(8)),
            Coding::Wide => (length.is_multiple_of(2), "an even number"),
            Coding::Horizon => (
                length.is_multiple_of(4) && length <= 20,
                "4, 8, 12, 16 or 20",
            ),
            Coding::Rate => (length <= 18, "at most 18"),
            // What is wrong with a checksum is told where it is judged.
            Coding::Checksum
            | Coding::Text(_)
            | Coding::Set(_)
            | Coding::Targets
            | Coding::Bytes => return Ok(()),
        };
        let flaw = Flaw::ValueLength {
            tag: self.tag,
            length,
            expected,
        };
        if fits { Ok(()) } else { Err(flaw) }
    }
}

const fn says(count: usize) -> &'static str {
    match count {
        1 => "1",
        2 => "2",
        3 => "3",
        4 => "4",
        _ => "8",
    }
}

const fn says_most(most: usize) -> &'static str {
    match most {
        1 => "1",
        2 => "at most 2",
        3 => "at most 3",
        4 => "at most 4",
        6 => "at most 6",
        _ => "at most 8",
    }
}
