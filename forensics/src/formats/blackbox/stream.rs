//! The numbers of a frame, byte by byte and for one old encoding bit by bit.

/// Bytes and the place in them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stream<'a> {
    bytes: &'a [u8],
    at: usize,
    /// How many bits of the byte at `at` have been read.
    bit: u32,
}

impl<'a> Stream<'a> {
    pub(super) const fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, bit: 0 }
    }

    /// Where the next byte is.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// The next byte, without a step.
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The next byte.
    pub(super) fn byte(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at = self.at.saturating_add(1);
        Some(byte)
    }

    /// The next bytes.
    pub(super) fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let bytes = *self.bytes.get(self.at..)?.first_chunk()?;
        self.at = self.at.saturating_add(N);
        Some(bytes)
    }

    /// Past a byte of which bits were read.
    pub(super) const fn align(&mut self) {
        if self.bit > 0 {
            self.bit = 0;
            self.at = self.at.saturating_add(1);
        }
    }

    /// A number of one to five bytes, seven bits each, the lowest first.
    pub(super) fn unsigned(&mut self) -> Option<u32> {
        let first = self.byte()?;
        if first < 0x80 {
            return Some(u32::from(first));
        }
        let mut number = u32::from(first & 0x7F);
        for shift in [7, 14, 21, 28] {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// The same with the sign in the lowest bit.
    pub(super) fn signed(&mut self) -> Option<i32> {
        self.unsigned().map(zigzag)
    }

    fn one_bit(&mut self) -> Option<u32> {
        let byte = self.peek()?;
        let bit = u32::from(byte) >> 7_u32.saturating_sub(self.bit) & 1;
        self.bit = self.bit.saturating_add(1);
        if self.bit == 8 {
            self.align();
        }
        Some(bit)
    }

    fn bits(&mut self, count: u32) -> Option<u32> {
        (0..count).try_fold(0_u32, |number, _| Some(number << 1 | self.one_bit()?))
    }

    /// Elias's delta code of a number and one more. Only tools ever wrote it.
    pub(super) fn elias_delta(&mut self) -> Option<u32> {
        let mut zeros = 0_u32;
        while self.one_bit()? == 0 {
            zeros = zeros.saturating_add(1);
            if zeros > 5 {
                return None;
            }
        }
        let length = (1_u32 << zeros | self.bits(zeros)?).checked_sub(1)?;
        if length > 31 {
            return None;
        }
        let number = 1_u32 << length | self.bits(length)?;
        if number == u32::MAX {
            return Some(number.saturating_sub(1).saturating_add(self.one_bit()?));
        }
        number.checked_sub(1)
    }
}

/// The sign out of the lowest bit.
pub(super) const fn zigzag(number: u32) -> i32 {
    (number >> 1).cast_signed() ^ (number.cast_signed() & 1).wrapping_neg()
}

/// The lowest bits of a number, with their sign.
pub(super) const fn extend(number: u32, bits: u32) -> i32 {
    let unused = 32_u32.saturating_sub(bits);
    number
        .unbounded_shl(unused)
        .cast_signed()
        .wrapping_shr(unused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_as_many_bytes_as_they_need_and_never_more_than_five() {
        let check = |bytes: &[u8], expected| assert_eq!(Stream::new(bytes, 0).unsigned(), expected);
        check(&[0], Some(0));
        check(&[0x80, 1], Some(128));
        check(&[0xFF, 0xFF, 0xFF, 0xFF, 0x0F], Some(u32::MAX));
        check(&[0xFF; 6], None);
        check(&[0x80], None);
    }

    #[test]
    fn signs_are_read_from_the_lowest_bit_or_the_highest() {
        assert_eq!([0, 1, 2, 3, u32::MAX].map(zigzag), [0, -1, 1, -2, i32::MIN]);
        assert_eq!([0b01, 0b10, 0b111].map(|bits| extend(bits, 2)), [1, -2, -1]);
        assert_eq!(extend(0x8000_0000, 32), i32::MIN);
    }

    #[test]
    fn elias_codes_of_the_first_numbers() {
        let check = |bits: u8, expected| {
            assert_eq!(Stream::new(&[bits, 0], 0).elias_delta(), Some(expected));
        };
        check(0b1000_0000, 0);
        check(0b0100_0000, 1);
        check(0b0101_0000, 2);
        check(0b0110_0000, 3);
        assert_eq!(Stream::new(&[0; 9], 0).elias_delta(), None);
    }
}
