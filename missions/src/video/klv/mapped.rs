//! A range of numbers mapped onto all integers of a length, as ST 0601 does.
//!
//! ```text
//! unsigned   number = min + raw · (max − min) / (2ⁿ − 1)         raw 0 … 2ⁿ − 1
//! signed     number = raw · max / (2ⁿ⁻¹ − 1)                     raw ±(2ⁿ⁻¹ − 1); the lowest is special
//! ```
//!
//! Source: MISB ST 0601, the conversion of each item.

use super::ber::{last_bytes, signed, unsigned};

/// Reads an unsigned integer of 1 to 4 bytes that is mapped onto `min` to `max`.
pub fn from_unsigned(bytes: &[u8], [min, max]: [f64; 2]) -> f64 {
    min + unsigned(bytes) as f64 * (max - min) / full(bytes.len())
}

/// Writes it in `count` bytes, rounded to the nearest; none outside the range and for NaN.
pub fn to_unsigned(number: f64, count: usize, [min, max]: [f64; 2]) -> Option<Vec<u8>> {
    let raw = ((number - min) / (max - min) * full(count)).round();
    (min..=max)
        .contains(&number)
        .then(|| last_bytes(raw as u64, count))
}

/// Reads a signed integer of 2 or 4 bytes that is mapped onto ±`max`; none for the lowest integer.
pub fn from_signed(bytes: &[u8], max: f64) -> Option<f64> {
    let raw = signed(bytes) as f64;
    let highest = half(bytes.len());
    (raw >= -highest).then(|| raw * max / highest)
}

/// Writes it in `count` bytes, rounded to the nearest; none beyond ±`max` and for NaN.
pub fn to_signed(number: f64, count: usize, max: f64) -> Option<Vec<u8>> {
    let raw = (number / max * half(count)).round() as i64;
    (-max..=max)
        .contains(&number)
        .then(|| last_bytes(raw as u64, count))
}

/// The lowest integer of `count` bytes, which stands for no number.
pub fn lowest(count: usize) -> Vec<u8> {
    last_bytes(1 << (8 * count - 1), count)
}

/// The highest unsigned integer of `count` bytes.
fn full(count: usize) -> f64 {
    (2.0_f64).powi(8 * count as i32) - 1.0
}

/// The highest signed integer of `count` bytes.
fn half(count: usize) -> f64 {
    (2.0_f64).powi(8 * count as i32 - 1) - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_lowest_signed_integer_is_no_number() {
        assert_eq!(from_signed(&lowest(2), 20.0), None);
        assert_eq!(from_signed(&lowest(4), 90.0), None);
        assert_eq!(lowest(2), [0x80, 0]);
        assert_eq!(from_signed(&[0x80, 1], 20.0), Some(-20.0));
    }

    #[test]
    fn what_lies_outside_is_not_bent_into_the_range() {
        assert_eq!(to_signed(20.1, 2, 20.0), None);
        assert_eq!(to_signed(f64::NAN, 2, 20.0), None);
        assert_eq!(to_unsigned(-0.1, 2, [0.0, 360.0]), None);
        assert_eq!(to_unsigned(f64::INFINITY, 4, [0.0, 360.0]), None);
    }

    proptest! {
        #[test]
        fn every_integer_comes_back(raw: u32, count in prop::sample::select(vec![1_usize, 2, 4])) {
            let bytes = last_bytes(u64::from(raw), count);
            let range = [-900.0, 19_000.0];
            prop_assert_eq!(to_unsigned(from_unsigned(&bytes, range), count, range), Some(bytes.clone()));
            if let Some(number) = from_signed(&bytes, 0.075) {
                prop_assert_eq!(to_signed(number, count, 0.075), Some(bytes));
            }
        }

        #[test]
        fn a_number_comes_back_to_half_a_step(number in -900.0..19_000.0) {
            let bytes = to_unsigned(number, 2, [-900.0, 19_000.0]).unwrap();
            let back = from_unsigned(&bytes, [-900.0, 19_000.0]);
            prop_assert!((back - number).abs() <= 0.5 * 19_900.0 / 65_535.0 + 1e-9);
        }
    }
}
