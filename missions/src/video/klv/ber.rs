//! Lengths and tag numbers as KLV writes them, and the writing of both.
//!
//! ```text
//! BER length     0nnnnnnn                    0 to 127, short form
//!                1nnnnnnn byte × n           big-endian, long form; n = 0 (indefinite) is no length
//! BER-OID        1xxxxxxx … 0xxxxxxx         seven bits a byte, the highest first
//! ```
//!
//! Source: SMPTE ST 336; MISB ST 0107. Forms longer than need be are read, the shortest are written.

/// What stands at the beginning of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ber {
    /// A number, and how many bytes it takes.
    Number(u64, usize),
    /// The bytes end within it.
    Unfinished,
    /// None: indefinite, or beyond 64 bits.
    Bad,
}

/// Reads a BER length.
pub fn length(bytes: &[u8]) -> Ber {
    let Some((&first, rest)) = bytes.split_first() else {
        return Ber::Unfinished;
    };
    if first < 0x80 {
        return Ber::Number(u64::from(first), 1);
    }
    let count = usize::from(first & 0x7f);
    if count == 0 || count > 8 {
        return Ber::Bad;
    }
    match rest.get(..count) {
        Some(bytes) => Ber::Number(unsigned(bytes), 1 + count),
        None => Ber::Unfinished,
    }
}

/// Reads a BER-OID number of at most nine bytes.
pub fn oid(bytes: &[u8]) -> Ber {
    let mut number = 0_u64;
    for (index, byte) in bytes.iter().take(9).enumerate() {
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Ber::Number(number, index + 1);
        }
    }
    if bytes.len() < 9 {
        Ber::Unfinished
    } else {
        Ber::Bad
    }
}

/// Appends a length in its shortest form.
pub fn put_length(out: &mut Vec<u8>, length: usize) {
    if length < 0x80 {
        out.push(length as u8);
        return;
    }
    let bytes = shortest(length as u64);
    out.push(0x80 | bytes.len() as u8);
    out.extend(bytes);
}

/// Appends a BER-OID number in its shortest form.
pub fn put_oid(out: &mut Vec<u8>, number: u64) {
    let groups = (64 - number.leading_zeros()).div_ceil(7).max(1);
    for group in (0..groups).rev() {
        let more = if group > 0 { 0x80 } else { 0 };
        out.push(more | (number >> (7 * group) & 0x7f) as u8);
    }
}

/// A big-endian number of at most eight bytes; of more, the last eight.
pub(crate) fn unsigned(bytes: &[u8]) -> u64 {
    let step = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
    bytes.iter().fold(0, step)
}

/// The same in two's complement.
pub(super) fn signed(bytes: &[u8]) -> i64 {
    let unused = 64 - 8 * bytes.len().clamp(1, 8);
    (unsigned(bytes) << unused) as i64 >> unused
}

/// The last `count` (at most eight) bytes of a number.
pub(super) fn last_bytes(number: u64, count: usize) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    bytes[8 - count.min(8)..].to_vec()
}

/// A number without its leading zero bytes, at least one byte.
pub(super) fn shortest(number: u64) -> Vec<u8> {
    let count = (64 - number.leading_zeros()).div_ceil(8).max(1);
    last_bytes(number, count as usize)
}

/// A signed number in the fewest bytes that keep its sign.
pub(super) fn shortest_signed(number: i64) -> Vec<u8> {
    let used = 65 - (number ^ number >> 63).leading_zeros();
    last_bytes(number as u64, used.div_ceil(8) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Both forms of ST 0107: 38 short, 201 long.
    #[test]
    fn lengths_are_short_or_long() {
        assert_eq!(length(&[0x26]), Ber::Number(38, 1));
        assert_eq!(length(&[0x81, 0xc9]), Ber::Number(201, 2));
        assert_eq!(length(&[0x84, 0, 0, 0, 5, 9]), Ber::Number(5, 5));
        assert_eq!(length(&[0x82, 1]), Ber::Unfinished);
        assert_eq!(length(&[]), Ber::Unfinished);
        assert_eq!(length(&[0x80]), Ber::Bad);
        assert_eq!(length(&[0x89, 0, 0, 0, 0, 0, 0, 0, 0, 1]), Ber::Bad);
    }

    #[test]
    fn tag_numbers_carry_seven_bits_a_byte() {
        assert_eq!(oid(&[0x8f, 0x00]), Ber::Number(1920, 2));
        assert_eq!(oid(&[0x81]), Ber::Unfinished);
        assert_eq!(oid(&[0xff; 9]), Ber::Bad);
        assert_eq!(oid(&[0xff; 8]), Ber::Unfinished);
    }

    #[test]
    fn signed_numbers_keep_their_sign_in_the_fewest_bytes() {
        for (number, bytes) in [
            (0, 1),
            (127, 1),
            (128, 2),
            (-128, 1),
            (-129, 2),
            (i64::MIN, 8),
        ] {
            let written = shortest_signed(number);
            assert_eq!((written.len(), signed(&written)), (bytes, number));
        }
    }

    proptest! {
        #[test]
        fn lengths_come_back(number in 0..usize::MAX) {
            let mut bytes = Vec::new();
            put_length(&mut bytes, number);
            prop_assert_eq!(length(&bytes), Ber::Number(number as u64, bytes.len()));
        }

        #[test]
        fn tag_numbers_come_back(number in 0..=u64::MAX >> 1) {
            let mut bytes = Vec::new();
            put_oid(&mut bytes, number);
            prop_assert_eq!(oid(&bytes), Ber::Number(number, bytes.len()));
        }

        #[test]
        fn whole_numbers_come_back(number: i64) {
            prop_assert_eq!(signed(&shortest_signed(number)), number);
            prop_assert_eq!(unsigned(&shortest(number as u64)), number as u64);
        }
    }
}
