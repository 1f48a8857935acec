//! Instants in JSON as RFC 3339 writes them, for people and for other programs.

use missions::time::UtcTime;
use serde::Serializer;

/// For `#[serde(serialize_with)]`.
#[expect(clippy::ref_option, reason = "serde hands a field over like this")]
pub(crate) fn text<S: Serializer>(
    time: &Option<UtcTime>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => serializer.collect_str(time),
        None => serializer.serialize_none(),
    }
}
