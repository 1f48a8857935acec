//! What stands in a message of a kind: its format's letters, and the names of its columns.
//!
//! ```text
//! FMT   kind u8 │ length with header u8 │ name 4 │ letters 16 │ names 64, commas between
//!
//! b B h H i I q Q   whole numbers of 8 to 64 bits     f d g   fractions of 32, 64, 16 bits
//! c C e E           hundredths in 16, 16, 32, 32 bits      L   1e-7 degrees in 32 bits
//! n N Z             text of 4, 16, 64      M   mode in 8 bits      a   32 numbers of 16 bits
//! ```
//!
//! Source: ArduPilot, `libraries/AP_Logger/LogStructure.h`.

use std::borrow::Cow;

use crate::cursor::Cursor;
use crate::record::Value;

/// A kind of message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    pub name: String,
    /// With the header.
    pub length: u8,
    pub columns: Vec<Cow<'static, str>>,
    letters: Vec<u8>,
}

impl Layout {
    /// Reads the values of an `FMT`: the kind that it describes, and what it says of it. `None`
    /// where its letters do not add up to its length: it is damaged.
    pub(super) fn read(body: &[u8]) -> Option<(u8, Self)> {
        let mut cursor = Cursor::new(body);
        let (kind, length) = (cursor.u8()?, cursor.u8()?);
        let name = text(cursor.take(4)?)?;
        let letters = text(cursor.take(16)?)?;
        let columns = text(cursor.take(64)?)?;
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
        let layout = Self::new(name, letters, columns)?;
        (is_name && layout.length == length).then_some((kind, layout))
    }

    /// From its name, its letters and its columns as an `FMT` has them.
    pub(super) fn new(name: &str, letters: &str, columns: &str) -> Option<Self> {
        let sizes = letters.bytes().map(size).collect::<Option<Vec<usize>>>()?;
        let length = sizes.iter().sum::<usize>().checked_add(3)?;
        let columns = columns.split(',').filter(|column| !column.is_empty());
        let mut columns: Vec<Cow<'static, str>> = columns
            .map(|column| Cow::Owned(column.trim().to_owned()))
            .collect();
        // an older log writes fewer names than values, or cuts the last one
        for number in columns.len()..sizes.len() {
            columns.push(Cow::Owned(format!("column {number}")));
        }
        columns.truncate(sizes.len());
        Some(Self {
            name: name.to_owned(),
            length: u8::try_from(length).ok()?,
            columns,
            letters: letters.bytes().collect(),
        })
    }

    /// A kind of which nothing is known but its length.
    pub(super) fn unknown(kind: u8, length: u8) -> Self {
        Self {
            name: format!("kind {kind}"),
            length,
            columns: vec![Cow::Borrowed("not_described")],
            letters: Vec::new(),
        }
    }

    /// The values of a message in the place of those of the last one.
    pub(super) fn decode<'a>(&self, body: &'a [u8], values: &mut Vec<Value<'a>>) {
        values.clear();
        if self.letters.is_empty() && !self.columns.is_empty() {
            return values.push(Value::Bytes(body));
        }
        let mut rest = body;
        for letter in &self.letters {
            let Some((value, next)) = value(*letter, rest) else {
                return;
            };
            values.push(value);
            rest = next;
        }
    }

    /// The number of the first column that has one of these names.
    pub(super) fn number_of(&self, names: &[&str]) -> Option<usize> {
        names
            .iter()
            .find_map(|name| self.columns.iter().position(|own| own == name))
    }

    /// Where a column stands in the values, and its letter.
    pub(super) fn place_of(&self, number: usize) -> Option<(usize, u8)> {
        let before = self.letters.get(..number)?.iter();
        let at = before.filter_map(|letter| size(*letter)).sum();
        Some((at, *self.letters.get(number)?))
    }
}

/// The value of a letter at the beginning of some bytes.
pub(super) fn value_at(place: (usize, u8), body: &[u8]) -> Option<Value<'_>> {
    let (at, letter) = place;
    value(letter, body.get(at..)?).map(|(value, _)| value)
}

const fn size(letter: u8) -> Option<usize> {
    Some(match letter {
        b'b' | b'B' | b'M' => 1,
        b'h' | b'H' | b'c' | b'C' | b'g' => 2,
        b'i' | b'I' | b'e' | b'E' | b'L' | b'f' | b'n' => 4,
        b'q' | b'Q' | b'd' => 8,
        b'N' => 16,
        b'Z' | b'a' => 64,
        _ => return None,
    })
}

fn value(letter: u8, bytes: &[u8]) -> Option<(Value<'_>, &[u8])> {
    macro_rules! number {
        ($number:ty) => {{
            let (number, rest) = bytes.split_first_chunk()?;
            (<$number>::from_le_bytes(*number), rest)
        }};
    }
    macro_rules! whole {
        ($number:ty, $kind:ident) => {{
            let (number, rest) = number!($number);
            (Value::$kind(number.into()), rest)
        }};
    }
    macro_rules! parts {
        ($number:ty, $of:expr) => {{
            let (number, rest) = number!($number);
            (Value::Double(f64::from(number) / $of), rest)
        }};
    }
    Some(match letter {
        b'b' => whole!(i8, Signed),
        b'B' | b'M' => whole!(u8, Unsigned),
        b'h' => whole!(i16, Signed),
        b'H' => whole!(u16, Unsigned),
        b'i' => whole!(i32, Signed),
        b'I' => whole!(u32, Unsigned),
        b'q' => whole!(i64, Signed),
        b'Q' => whole!(u64, Unsigned),
        b'f' => whole!(f32, Single),
        b'd' => whole!(f64, Double),
        b'g' => {
            let (bits, rest) = number!(u16);
            (Value::Single(half(bits)), rest)
        }
        b'c' => parts!(i16, 100.0),
        b'C' => parts!(u16, 100.0),
        b'e' => parts!(i32, 100.0),
        b'E' => parts!(u32, 100.0),
        b'L' => parts!(i32, 1e7),
        b'n' => texts(bytes, 4)?,
        b'N' => texts(bytes, 16)?,
        b'Z' => texts(bytes, 64)?,
        b'a' => {
            let (numbers, rest) = bytes.split_at_checked(64)?;
            (Value::Bytes(numbers), rest)
        }
        _ => return None,
    })
}

fn texts(bytes: &[u8], length: usize) -> Option<(Value<'_>, &[u8])> {
    let (text, rest) = bytes.split_at_checked(length)?;
    Some((Value::Text(until_zero(text)), rest))
}

fn until_zero(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| *byte == 0);
    text.get(..end.unwrap_or(text.len())).unwrap_or(text)
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(until_zero(bytes)).ok()
}

/// A fraction of 16 bits. Source: IEEE 754, binary16.
fn half(bits: u16) -> f32 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (bits >> 10 & 0x1f, f32::from(bits & 0x3ff));
    sign * match exponent {
        0 => fraction * 2.0_f32.powi(-24),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        exponent => {
            (1.0 + fraction / 1024.0) * 2.0_f32.powi(i32::from(exponent).saturating_sub(15))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_columns_say_what_stands_where() {
        let layout = Layout::new("T", "QcLBn", "TimeUS,Roll,Lat,I,Name").unwrap();
        assert_eq!(layout.length, 22);
        let mut body = 5_u64.to_le_bytes().to_vec();
        body.extend((-150_i16).to_le_bytes());
        body.extend(519_500_000_i32.to_le_bytes());
        body.extend(*b"\x07ab\0\0");
        let mut values = Vec::new();
        layout.decode(&body, &mut values);
        let expected = [
            Value::Unsigned(5),
            Value::Double(-1.5),
            Value::Double(51.95),
            Value::Unsigned(7),
            Value::Text(b"ab"),
        ];
        assert_eq!(values, expected);
        assert_eq!(
            value_at(layout.place_of(2).unwrap(), &body),
            Some(Value::Double(51.95))
        );
        layout.decode(&body[..9], &mut values);
        assert_eq!(values.len(), 1);
    }

    #[test]
    fn a_format_that_does_not_add_up_is_none() {
        let fmt = |length: u8, name: &[u8], letters: &[u8]| {
            let mut body = vec![7, length];
            for (text, size) in [(name, 4), (letters, 16), (&b"A,B"[..], 64)] {
                body.extend(text);
                body.resize(body.len() + size - text.len(), 0);
            }
            Layout::read(&body)
        };
        assert!(fmt(12, b"EV", b"QB").is_some());
        assert!(fmt(13, b"EV", b"QB").is_none());
        assert!(fmt(12, b"EV", b"Q?").is_none());
        assert!(fmt(12, b"\x01V", b"QB").is_none());
    }

    #[test]
    fn halves_are_read() {
        let check = |bits, expected: f32| assert_eq!(half(bits), expected);
        check(0x3c00, 1.0);
        check(0xc000, -2.0);
        check(0x3555, 0.333_251_95);
        check(0x0001, 5.960_464_5e-8);
        assert!(half(0x7e00).is_nan());
    }
}
