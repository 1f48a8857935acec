//! The one way in which a JSON document is written, so that its bytes can be signed: RFC 8785 (JSON
//! Canonicalization Scheme), restricted to documents without fractions.
//!
//! No white space; keys in the order of their UTF-16 code units; in strings only `"`, `\` and
//! characters below U+0020 are escaped, those with a short escape by it, the rest as `\u00xx`;
//! numbers are integers of at most 2^53 − 1 (RFC 7493).

use serde::Serialize;
use serde_json::{Number, Value};
use thiserror::Error;

/// The largest integer that every reader of JSON keeps exactly.
const LARGEST: u64 = (1 << 53) - 1;

/// Why a document has no canonical form here.
#[derive(Debug, Error)]
pub enum CanonicalError {
    /// A fraction, or an integer that not every reader keeps.
    #[error("the number {0} is no integer of at most 2^53 - 1")]
    Number(Number),
    /// It cannot be put into JSON at all.
    #[error("it cannot be put into JSON")]
    Json(#[from] serde_json::Error),
}

/// The canonical bytes of a document.
pub fn canonical(document: &impl Serialize) -> Result<Vec<u8>, CanonicalError> {
    let mut bytes = Vec::new();
    write(&serde_json::to_value(document)?, &mut bytes)?;
    Ok(bytes)
}

fn write(value: &Value, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => serde_json::to_writer(out, value)?,
        Value::Number(number) => {
            let size = number.as_i64().map(i64::unsigned_abs).or(number.as_u64());
            if size.is_none_or(|size| size > LARGEST) {
                return Err(CanonicalError::Number(number.clone()));
            }
            serde_json::to_writer(out, number)?;
        }
        Value::Array(values) => {
            separated(*b"[]", values, out, write)?;
        }
        Value::Object(map) => {
            let mut members: Vec<_> = map.iter().collect();
            members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            separated(*b"{}", members, out, |(key, value), out| {
                serde_json::to_writer(&mut *out, key)?;
                out.push(b':');
                write(value, out)
            })?;
        }
    }
    Ok(())
}

fn separated<T>(
    brackets: [u8; 2],
    items: impl IntoIterator<Item = T>,
    out: &mut Vec<u8>,
    write: impl Fn(T, &mut Vec<u8>) -> Result<(), CanonicalError>,
) -> Result<(), CanonicalError> {
    out.push(brackets[0]);
    for (n, item) in items.into_iter().enumerate() {
        if n > 0 {
            out.push(b',');
        }
        write(item, out)?;
    }
    out.push(brackets[1]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(json: &str, expected: &str) {
        let value: Value = serde_json::from_str(json).unwrap();
        let written = canonical(&value).unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), expected);
    }

    #[test]
    fn white_space_goes_and_keys_are_in_order() {
        check(
            r#" { "b" : [ 1 , -2, null, true ] , "a" : {} } "#,
            r#"{"a":{},"b":[1,-2,null,true]}"#,
        );
    }

    /// The keys of RFC 8785, section 3.2.3, in the order that is given there.
    #[test]
    fn keys_are_in_the_order_of_the_standard() {
        let json = r#"{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}"#;
        let expected = "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{fb33}\":3}";
        check(json, expected);
    }

    /// The string of RFC 8785, section 3.2.2.
    #[test]
    fn strings_are_escaped_as_the_standard_says() {
        check(
            r#"["\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"]"#,
            "[\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"]",
        );
    }

    #[test]
    fn fractions_and_integers_that_readers_round_are_refused() {
        for json in ["1.5", "1e300", "9007199254740992", "-9007199254740992"] {
            let value: Value = serde_json::from_str(json).unwrap();
            assert!(canonical(&value).is_err(), "{json}");
        }
        check("9007199254740991", "9007199254740991");
    }

    proptest! {
        #[test]
        fn what_was_written_reads_back_and_is_written_the_same(
            members in proptest::collection::btree_map(".*", (".*", -1_000_000_i64..1_000_000), 0..8)
        ) {
            let first = canonical(&members).unwrap();
            let read: Value = serde_json::from_slice(&first).unwrap();
            prop_assert_eq!(&read, &serde_json::to_value(&members).unwrap());
            prop_assert_eq!(canonical(&read).unwrap(), first);
        }
    }
}
