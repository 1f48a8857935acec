//! A range of numbers mapped onto integers by a power of two: IMAPB.
//!
//! ```text
//! bPow = ⌈log₂(max − min)⌉      dPow = 8·L − 1      sF = 2^(dPow − bPow)
//! Z    = sF·min − ⌊sF·min⌋      where min < 0 < max, else 0: zero is then said exactly
//! raw  = ⌊sF·(number − min) + Z⌋            number = (raw − Z)/sF + min
//!
//! first byte   11001000 +∞        11101000 −∞       11010xxx +NaN      11110xxx −NaN
//!              11011xxx +sNaN     11111xxx −sNaN    11100000 below     11100001 above
//!              11000xxx agreed by the two ends
//! ```
//!
//! Source: MISB ST 1201, sections 7 and 8.

use super::ber::{last_bytes, unsigned};
use super::special::Special;

/// A range, and the integers of a length onto which it is mapped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Imapb {
    min: f64,
    max: f64,
    count: usize,
}

/// What some bytes say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mapped {
    /// A number of the range.
    Number(f64),
    /// In place of a number.
    Special(Special),
    /// Neither: an integer above the range's, or a special value that the standard does not know.
    Undefined,
}

impl Imapb {
    /// A mapping onto `count` bytes; none for an empty range or other than 1 to 8 bytes.
    pub fn new(min: f64, max: f64, count: usize) -> Option<Self> {
        let sound = min < max && (max - min).is_finite() && (1..=8).contains(&count);
        sound.then_some(Self { min, max, count })
    }

    /// Reads as many bytes as the mapping has; `Undefined` for another number of them.
    pub fn read(&self, bytes: &[u8]) -> Mapped {
        if bytes.len() != self.count {
            return Mapped::Undefined;
        }
        let raw = unsigned(bytes);
        if raw >> (8 * self.count - 2) == 0b11 {
            return special(raw, self.count).map_or(Mapped::Undefined, Mapped::Special);
        }
        if raw > self.highest() {
            return Mapped::Undefined;
        }
        Mapped::Number(self.number(raw))
    }

    /// Writes a number, rounded down as the standard has it; none outside the range and for NaN.
    pub fn write(&self, number: f64) -> Option<Vec<u8>> {
        if !(self.min..=self.max).contains(&number) {
            return None;
        }
        let floor = (self.scale() * (number - self.min) + self.zero()).floor() as u64;
        // A number that was read must give its integer again, whatever the rounding between.
        let next = floor + 1;
        let raw = if next <= self.highest() && self.number(next) <= number {
            next
        } else {
            floor
        };
        Some(last_bytes(raw, self.count))
    }

    /// Writes what stands in place of a number; none for what only ST 0601's integers say, and for
    /// an identifier that has no room.
    pub fn write_special(&self, special: Special) -> Option<Vec<u8>> {
        let (first, id): (u64, u64) = match special {
            Special::Infinity { negative: false } => (0xc8, 0),
            Special::Infinity { negative: true } => (0xe8, 0),
            Special::NotANumber {
                negative,
                signalling,
                id,
            } => (
                0xd0 | u64::from(negative) << 5 | u64::from(signalling) << 3,
                id,
            ),
            Special::BelowMinimum => (0xe0, 0),
            Special::AboveMaximum => (0xe1, 0),
            Special::User(signal) => (0xc0, signal),
            Special::OutOfRange | Special::OffEarth | Special::Reserved => return None,
        };
        let shift = 8 * self.count - 8;
        let fits = id >> (shift + 3) == 0;
        fits.then(|| last_bytes(first << shift | id, self.count))
    }

    /// The smallest difference that can be said.
    pub fn step(&self) -> f64 {
        1.0 / self.scale()
    }

    fn number(&self, raw: u64) -> f64 {
        (raw as f64 - self.zero()) / self.scale() + self.min
    }

    fn highest(&self) -> u64 {
        (self.scale() * (self.max - self.min) + self.zero()).floor() as u64
    }

    fn scale(&self) -> f64 {
        let bits = (self.max - self.min).log2().ceil() as i32;
        2.0_f64.powi(8 * self.count as i32 - 1 - bits)
    }

    fn zero(&self) -> f64 {
        if self.min < 0.0 && self.max > 0.0 {
            let scaled = self.scale() * self.min;
            scaled - scaled.floor()
        } else {
            0.0
        }
    }
}

/// Table 2 and 3 of ST 1201: the two highest bits of the integer are set.
fn special(raw: u64, count: usize) -> Option<Special> {
    let shift = 8 * count - 8;
    let first = raw >> shift;
    let (id, behind) = (raw & !(!0 << (shift + 3)), raw & !(!0 << shift));
    let negative = first & 0x20 != 0;
    match first & 0xf8 {
        0xc8 | 0xe8 if id == 0 => Some(Special::Infinity { negative }),
        0xd0 | 0xf0 | 0xd8 | 0xf8 => Some(Special::NotANumber {
            negative,
            signalling: first & 0x08 != 0,
            id,
        }),
        0xc0 => Some(Special::User(id)),
        0xe0 if first == 0xe0 && behind == 0 => Some(Special::BelowMinimum),
        0xe0 if first == 0xe1 && behind == 0 => Some(Special::AboveMaximum),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn imapb(min: f64, max: f64, count: usize) -> Imapb {
        Imapb::new(min, max, count).unwrap()
    }

    /// ST 0601's own examples of tags 96, 103 and 113; the steps are 1/4 and 1/128 m.
    #[test]
    fn published_examples_are_read_and_written() {
        let check = |mapping: Imapb, number: f64, bytes: &[u8]| {
            assert_eq!(mapping.write(number).unwrap(), bytes);
            let Mapped::Number(back) = mapping.read(bytes) else {
                panic!("no number");
            };
            assert!(back <= number && number - back < mapping.step());
        };
        check(imapb(0.0, 1.5e6, 3), 13_898.546_3, &[0x00, 0xd9, 0x2a]);
        check(imapb(-900.0, 4e4, 3), 23_456.24, &[0x2f, 0x92, 0x1e]);
        check(imapb(-900.0, 4e4, 3), 2150.0, &[0x05, 0xf5, 0x00]);
        check(imapb(0.0, 360.0, 2), 125.0, &[0x1f, 0x40]);
    }

    #[test]
    fn zero_is_said_exactly() {
        let mapping = imapb(-19.2, 19.2, 3);
        let bytes = mapping.write(0.0).unwrap();
        let Mapped::Number(zero) = mapping.read(&bytes) else {
            panic!("no number");
        };
        assert!(zero.abs() < 1e-14, "{zero}");
    }

    #[test]
    fn an_integer_above_the_range_is_no_number() {
        let mapping = imapb(0.0, 100.0, 1);
        assert_eq!(mapping.read(&[100]), Mapped::Number(100.0));
        assert_eq!(mapping.read(&[101]), Mapped::Undefined);
        assert_eq!(mapping.read(&[0xe2]), Mapped::Undefined);
        assert_eq!(mapping.read(&[0, 0]), Mapped::Undefined);
    }

    #[test]
    fn an_empty_range_is_no_mapping() {
        assert_eq!(Imapb::new(1.0, 1.0, 3), None);
        assert_eq!(Imapb::new(f64::NAN, 1.0, 3), None);
        assert_eq!(Imapb::new(0.0, 1.0, 9), None);
        assert_eq!(Imapb::new(0.0, 1.0, 0), None);
    }

    #[test]
    fn what_is_no_number_comes_back_as_what_it_says() {
        let mapping = imapb(-900.0, 4e4, 3);
        let kinds = [
            Special::Infinity { negative: true },
            Special::Infinity { negative: false },
            Special::NotANumber {
                negative: true,
                signalling: false,
                id: 77,
            },
            Special::NotANumber {
                negative: false,
                signalling: true,
                id: 0,
            },
            Special::BelowMinimum,
            Special::AboveMaximum,
            Special::User(9),
        ];
        for special in kinds {
            let bytes = mapping.write_special(special).unwrap();
            assert_eq!(mapping.read(&bytes), Mapped::Special(special));
        }
        assert_eq!(mapping.write_special(Special::OffEarth), None);
        assert_eq!(mapping.write_special(Special::User(1 << 19)), None);
        assert!(
            mapping
                .write_special(Special::User((1 << 19) - 1))
                .is_some()
        );
    }

    proptest! {
        #[test]
        fn every_integer_comes_back(
            raw: u64, count in 1_usize..=6, min in -1e5..1e5, width in 1e-2..1e6,
        ) {
            let mapping = imapb(min, min + width, count);
            let bytes = last_bytes(raw, count);
            if let Mapped::Number(number) = mapping.read(&bytes) {
                let number = number.clamp(min, min + width);
                prop_assert_eq!(mapping.write(number).unwrap(), bytes);
            }
        }

        #[test]
        fn a_number_comes_back_to_a_step(number in -900.0..40_000.0, count in 2_usize..=4) {
            let mapping = imapb(-900.0, 4e4, count);
            let Mapped::Number(back) = mapping.read(&mapping.write(number).unwrap()) else {
                panic!("no number");
            };
            prop_assert!((0.0..mapping.step()).contains(&(number - back)));
        }

        #[test]
        fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..10)) {
            for count in 1..=8 {
                let _ = imapb(-1.0, 1.0, count).read(&bytes);
            }
        }
    }
}
