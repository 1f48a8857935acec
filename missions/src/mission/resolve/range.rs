//! Values with a range, refused with key, value and range.

/// What is wrong with a value that must lie between two others, both included; NaN lies nowhere.
pub(in crate::mission) fn outside(key: &str, value: f64, low: f64, high: f64) -> Option<String> {
    (!(low..=high).contains(&value))
        .then(|| format!("{key} is {}: it must be {low} to {high}", said(value)))
}

/// A number in words that stay short: 1e300, not a line of noughts.
pub(in crate::mission) fn said(value: f64) -> String {
    if value.abs() >= 1e7 {
        format!("{value:e}")
    } else {
        format!("{value}")
    }
}

/// A direction, degrees.
pub(in crate::mission) fn no_direction(key: &str, value: f64) -> Option<String> {
    outside(key, value, -360.0, 360.0)
}
