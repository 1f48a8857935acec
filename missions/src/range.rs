//! Values with a range, refused with key, value and range; the simulator and the programs refuse
//! theirs in the same words.

/// What is wrong with a value that must lie between two others, both included; NaN lies nowhere.
pub fn outside(key: &str, value: f64, low: f64, high: f64) -> Option<String> {
    (!(low..=high).contains(&value))
        .then(|| format!("{key} is {}: it must be {low} to {high}", said(value)))
}

/// The same of several: key (begun with `place`), value, least and most.
pub fn all_outside<'a>(
    place: &str,
    ranges: impl IntoIterator<Item = (&'a str, f64, f64, f64)>,
) -> Vec<String> {
    let ranges = ranges.into_iter();
    ranges
        .filter_map(|(key, value, low, high)| outside(&format!("{place}{key}"), value, low, high))
        .collect()
}

/// A number in words that stay short: 1e300, not a line of noughts.
pub fn said(value: f64) -> String {
    if value.abs() >= 1e7 {
        format!("{value:e}")
    } else {
        format!("{value}")
    }
}

/// A direction, degrees.
pub fn no_direction(key: &str, value: f64) -> Option<String> {
    outside(key, value, -360.0, 360.0)
}
