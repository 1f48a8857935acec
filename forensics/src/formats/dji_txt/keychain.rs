//! Keys of version 13 and later, as other tools store the answer of DJI's service: JSON with lists
//! of `{"featurePoint": …, "aesKey": base64, "aesIv": base64}`, one list for each time that the
//! app began anew in the log. This program asks no service; it reads files that were imported.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::cipher::Chain;

/// The number of the feature whose records are masked, not enciphered.
const PLAIN: u8 = 8;

/// The keys of one stretch of a log, by feature.
pub(super) type Keys = BTreeMap<u8, Chain>;

/// Every stretch's keys in a file, in its order; empty where it has none.
pub(super) fn stretches(file: &[u8]) -> Vec<Keys> {
    let mut found = Vec::new();
    if let Ok(document) = serde_json::from_slice(file) {
        collect(&document, &mut found);
    }
    found
}

/// Looks for lists of keys, however deep they are wrapped.
fn collect(value: &Value, found: &mut Vec<Keys>) {
    match value {
        Value::Array(entries) => {
            let keys: Keys = entries.iter().filter_map(key).collect();
            if keys.is_empty() {
                for entry in entries {
                    collect(entry, found);
                }
            } else {
                found.push(keys);
            }
        }
        Value::Object(object) => {
            for entry in object.values() {
                collect(entry, found);
            }
        }
        _ => {}
    }
}

fn key(entry: &Value) -> Option<(u8, Chain)> {
    let feature = feature_of_name(entry.get("featurePoint")?)?;
    let bytes = |name: &str| STANDARD.decode(entry.get(name)?.as_str()?.trim()).ok();
    Some((feature, Chain::new(&bytes("aesKey")?, &bytes("aesIv")?)?))
}

/// `FR_Standardization_Feature_Base_1` or the number itself.
fn feature_of_name(name: &Value) -> Option<u8> {
    if let Some(number) = name.as_u64() {
        return u8::try_from(number).ok();
    }
    let (_, number) = name.as_str()?.rsplit_once('_')?;
    number.parse().ok()
}

/// The feature by whose key a type of records is enciphered; `None` where it is only masked.
///
/// Source: `lvauvillier/dji-log-parser` (MIT), from DJI's FlightRecordParsingLib.
pub(super) const fn feature(kind: u8, version: u8) -> Option<u8> {
    let feature = match kind {
        1 | 2 | 6 | 13..=15 | 40 | 58 | 59 | 63 => 1,
        17 | 18 => 2,
        31 | 32 | 34..=36 | 38 | 39 => 3,
        21 | 41 | 43..=48 => 4,
        49 => 5,
        12 | 16 | 19 | 26 | 27 => 6,
        5 | 9 | 10 | 20 | 24 | 30 | 54 => 7,
        55 => 15,
        62 => 11,
        _ if version == 13 => match kind {
            3 | 4 | 7 | 8 | 11 | 25 | 29 | 33 => 1,
            22 | 28 | 51..=53 => 6,
            _ => PLAIN,
        },
        53 => 9,
        3 => 10,
        4 | 11 | 29 | 33 => 11,
        25 => 12,
        7 | 8 | 22 => 13,
        28 | 51 | 52 => 14,
        _ => PLAIN,
    };
    if feature == PLAIN {
        None
    } else {
        Some(feature)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(document: &Value, expected: &[&[u8]]) {
        let file = document.to_string();
        let found: Vec<Vec<u8>> = stretches(file.as_bytes())
            .into_iter()
            .map(|keys| keys.into_keys().collect())
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn keys_are_found_however_they_are_wrapped() {
        let (key, initial) = (STANDARD.encode([7; 32]), STANDARD.encode([9; 16]));
        let entry =
            |feature: Value| json!({"featurePoint": feature, "aesKey": key, "aesIv": initial});
        let base = entry(json!("FR_Standardization_Feature_Base_1"));
        let radio = entry(json!(11));
        check(&json!([[base, radio]]), &[&[1, 11]]);
        check(&json!([base]), &[&[1]]);
        check(
            &json!({"result": {"code": 0}, "data": [[base], [radio]]}),
            &[&[1], &[11]],
        );
        check(
            &json!([{"featurePoint": "x", "aesKey": "?", "aesIv": "?"}]),
            &[],
        );
        assert!(stretches(b"no JSON").is_empty());
    }

    #[test]
    fn a_type_has_another_feature_in_version_14() {
        assert_eq!(feature(1, 13), Some(1));
        assert_eq!((feature(4, 13), feature(4, 14)), (Some(1), Some(11)));
        assert_eq!((feature(56, 14), feature(50, 13)), (None, None));
    }
}
