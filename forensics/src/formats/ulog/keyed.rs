//! Messages that are a key and a value: information (`I`, `M`), parameters (`P`, `Q`); and what
//! the program on board said in words (`L`, `C`).
//!
//! ```text
//! I, P   │ length of the key u8 │ key "char[5] sys_name" │ value │
//! M      │ goes on u8 │ as I │              Q   │ kinds of default u8 │ as P │
//! L      │ level u8, a digit │ time u64 │ text │      C   │ level u8 │ tag u16 │ time u64 │ text │
//! ```

use crate::cursor::Cursor;
use crate::record::Value;

/// A key and its value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Keyed<'a> {
    pub name: &'a str,
    pub value: Value<'a>,
}

impl<'a> Keyed<'a> {
    /// Reads the body of an `I` or a `P`.
    pub(super) fn read(body: &'a [u8]) -> Option<Self> {
        let mut cursor = Cursor::new(body);
        let length = cursor.u8()?;
        let key = std::str::from_utf8(cursor.take(length.into())?).ok()?;
        let (kind, name) = key.split_once(' ')?;
        let rest = cursor.rest();
        let value = match kind {
            "int32_t" => Value::Signed(cursor.i32_le()?.into()),
            "uint32_t" => Value::Unsigned(cursor.u32_le()?.into()),
            "int64_t" => Value::Signed(cursor.i64_le()?),
            "uint64_t" => Value::Unsigned(cursor.u64_le()?),
            "uint8_t" => Value::Unsigned(cursor.u8()?.into()),
            "bool" => Value::Bool(cursor.u8()? != 0),
            "float" => Value::Single(cursor.f32_le()?),
            "double" => Value::Double(cursor.f64_le()?),
            kind if kind.starts_with("char") => Value::Text(rest),
            _ => Value::Bytes(rest),
        };
        Some(Self { name, value })
    }
}

/// Something that the program on board said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said<'a> {
    /// Microseconds since boot.
    pub at_us: u64,
    pub text: &'a [u8],
}

impl<'a> Said<'a> {
    /// Reads the body of an `L` or a `C`.
    pub(super) fn read(kind: u8, body: &'a [u8]) -> Option<Self> {
        let mut cursor = Cursor::new(body);
        cursor.skip(if kind == b'C' { 3 } else { 1 })?;
        Some(Self {
            at_us: cursor.u64_le()?,
            text: cursor.rest(),
        })
    }
}

/// A version as PX4 packs it into 32 bits: major, minor, patch, and what kind of release. A
/// version still being worked on is said with its number, too: `v1.11.2 (dev)`.
///
/// Source: the format's documentation, `ver_sw_release`.
pub(super) fn release(packed: u32) -> String {
    let [kind, patch, minor, major] = packed.to_le_bytes();
    let kind = match kind {
        255 => "",
        192.. => " (RC)",
        128.. => " (beta)",
        64.. => " (alpha)",
        _ => " (dev)",
    };
    format!("v{major}.{minor}.{patch}{kind}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_the_type_of_its_value() {
        let check = |body: &[u8], expected: Option<(&str, Value<'_>)>| {
            let read = Keyed::read(body).map(|keyed| (keyed.name, keyed.value));
            assert_eq!(read, expected, "{body:?}");
        };
        check(b"\x20char[3] ver_hwABC", None);
        check(
            b"\x0echar[3] ver_hwABC",
            Some(("ver_hw", Value::Text(b"ABC"))),
        );
        check(b"\x09int32_t A\x05\0\0\0", Some(("A", Value::Signed(5))));
        check(b"\x09int32_t A\x05\0", None);
        check(b"\x09int32", None);
        check(b"", None);
    }

    #[test]
    fn a_release_is_said_with_its_kind() {
        let check = |packed, expected: &str| assert_eq!(release(packed), expected);
        check(17_760_384, "v1.15.0 (beta)");
        check(17_367_168, "v1.9.0 (beta)");
        check(0x010e_03ff, "v1.14.3");
        check(17_498_624, "v1.11.2 (dev)");
    }
}
