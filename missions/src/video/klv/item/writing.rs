//! From a value to the bytes of an item.

use thiserror::Error;

use super::packs::{write_horizon, write_rate};
use super::{Coding, Definition};
use crate::video::klv::ber::{last_bytes, shortest, shortest_signed};
use crate::video::klv::imapb::Imapb;
use crate::video::klv::mapped::{lowest, to_signed, to_unsigned};
use crate::video::klv::special::Special;
use crate::video::klv::value::Value;

/// Why an item cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WriteError {
    /// The item's encoding has no bytes for the value.
    #[error("tag {tag} ({name}) cannot say {value}")]
    Value {
        /// The tag.
        tag: u32,
        /// The item's name.
        name: &'static str,
        /// The value, in words.
        value: String,
    },
    /// No table knows the tag.
    #[error("tag {0} is in no table")]
    Tag(u32),
}

impl Definition {
    /// The bytes that say a value.
    ///
    /// A number beyond the range becomes the indicator *out of range* where the item has one, as
    /// ST 0601 asks; otherwise, and for NaN, it is refused. So is a value of another kind.
    pub fn write(&self, value: &Value) -> Result<Vec<u8>, WriteError> {
        if matches!(value, Value::Unknown) {
            return Ok(Vec::new());
        }
        let bytes = match value {
            Value::Number(number) => self.write_number(*number),
            Value::Special(special) => self.write_special(*special),
            Value::Count(count) => self.write_count(*count),
            Value::Integer(integer) => self.write_integer(*integer),
            Value::Text(text) => self.write_text(text),
            Value::Time(micros) if self.coding == Coding::Time => Some(last_bytes(*micros, 8)),
            Value::Horizon(horizon) if self.coding == Coding::Horizon => write_horizon(horizon),
            Value::Rate {
                numerator,
                denominator,
            } if self.coding == Coding::Rate => Some(write_rate(*numerator, *denominator)),
            Value::Bytes(bytes) if self.is_opaque() => Some(bytes.clone()),
            _ => None,
        };
        bytes.ok_or_else(|| WriteError::Value {
            tag: self.tag,
            name: self.name,
            value: value.shown(self.step()),
        })
    }

    fn write_number(&self, number: f64) -> Option<Vec<u8>> {
        match self.coding {
            Coding::Unsigned(count, range) => to_unsigned(number, count, range),
            Coding::Signed(count, max, special) => to_signed(number, count, max).or_else(|| {
                let indicated = special == Special::OutOfRange && number.is_finite();
                indicated.then(|| lowest(count))
            }),
            Coding::Imapb([min, max], _, usual) => {
                let mapping = Imapb::new(min, max, usual)?;
                let beyond = |below| mapping.write_special(outside(below));
                match number {
                    n if n < min && n.is_finite() => beyond(true),
                    n if n > max && n.is_finite() => beyond(false),
                    n => mapping.write(n),
                }
            }
            _ => None,
        }
    }

    fn write_special(&self, special: Special) -> Option<Vec<u8>> {
        match self.coding {
            Coding::Signed(count, _, known) => (special == known).then(|| lowest(count)),
            Coding::Imapb([min, max], _, usual) => {
                Imapb::new(min, max, usual)?.write_special(special)
            }
            _ => None,
        }
    }

    fn write_count(&self, count: u64) -> Option<Vec<u8>> {
        match self.coding {
            Coding::Count(bytes) => fixed(count, bytes),
            Coding::Code(_) | Coding::Flags(_) => fixed(count, 1),
            Coding::ShortCount(most) => Some(shortest(count)).filter(|bytes| bytes.len() <= most),
            _ => None,
        }
    }

    fn write_integer(&self, integer: i64) -> Option<Vec<u8>> {
        let bytes = shortest_signed(integer);
        match self.coding {
            Coding::Integer(count) if bytes.len() <= count => {
                Some(last_bytes(integer as u64, count))
            }
            Coding::ShortInteger(most) => Some(bytes).filter(|bytes| bytes.len() <= most),
            _ => None,
        }
    }

    fn write_text(&self, text: &str) -> Option<Vec<u8>> {
        match self.coding {
            // No bytes would say "unknown"; ST 0107 says the empty text with one zero.
            Coding::Text(_) if text.is_empty() => Some(vec![0]),
            Coding::Text(most) => Some(text.as_bytes().to_vec()).filter(|b| b.len() <= most),
            Coding::Wide => Some(super::text::write_wide(text)),
            _ => None,
        }
    }

    const fn is_opaque(&self) -> bool {
        matches!(
            self.coding,
            Coding::Set(_) | Coding::Targets | Coding::Bytes
        )
    }
}

const fn outside(below: bool) -> Special {
    if below {
        Special::BelowMinimum
    } else {
        Special::AboveMaximum
    }
}

fn fixed(count: u64, bytes: usize) -> Option<Vec<u8>> {
    (bytes >= 8 || count >> (8 * bytes) == 0).then(|| last_bytes(count, bytes))
}
