//! A reader over bytes that may end anywhere: every step answers `None` in place of a panic.
//! It knows where it is in the exhibit, so that what is read can be traced back to its byte.

/// A place in some bytes, and what comes next there.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    base: u64,
}

impl<'a> Cursor<'a> {
    /// At the beginning of an exhibit's bytes.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self::within(bytes, 0)
    }

    /// At the beginning of a part of an exhibit; `base` is the part's offset in it.
    pub const fn within(bytes: &'a [u8], base: u64) -> Self {
        Self { bytes, at: 0, base }
    }

    /// Where the next byte is, bytes from the beginning of the exhibit.
    pub const fn offset(&self) -> u64 {
        self.base.saturating_add(self.at as u64)
    }

    /// How many bytes have been passed since the beginning of these bytes.
    pub const fn passed(&self) -> usize {
        self.at
    }

    /// How many bytes are left.
    pub const fn remaining(&self) -> usize {
        self.bytes.len().saturating_sub(self.at)
    }

    /// Whether nothing is left.
    pub const fn is_at_end(&self) -> bool {
        self.remaining() == 0
    }

    /// All that is left, without a step.
    pub fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// The next `count` bytes, without a step.
    pub fn peek(&self, count: usize) -> Option<&'a [u8]> {
        self.rest().get(..count)
    }

    /// The next `count` bytes; no step where fewer are left.
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let taken = self.peek(count)?;
        self.at = self.at.saturating_add(count);
        Some(taken)
    }

    /// The next `N` bytes; no step where fewer are left.
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let taken = *self.rest().first_chunk::<N>()?;
        self.at = self.at.saturating_add(N);
        Some(taken)
    }

    /// The next bytes as a cursor of their own that knows its place in the exhibit.
    pub fn part(&mut self, count: usize) -> Option<Self> {
        let base = self.offset();
        self.take(count).map(|bytes| Self::within(bytes, base))
    }

    /// Past `count` bytes, if there are so many.
    pub fn skip(&mut self, count: usize) -> Option<()> {
        self.take(count).map(drop)
    }

    /// To a byte counted from the beginning of these bytes, if there are so many.
    pub const fn seek(&mut self, at: usize) -> Option<()> {
        if at > self.bytes.len() {
            return None;
        }
        self.at = at;
        Some(())
    }

    /// The text up to the next zero byte, which is passed too; the rest where there is none.
    pub fn until_zero(&mut self) -> &'a [u8] {
        let rest = self.rest();
        let length = rest.iter().position(|byte| *byte == 0);
        let text = rest.get(..length.unwrap_or(rest.len())).unwrap_or(rest);
        let end = text.len().saturating_add(usize::from(length.is_some()));
        self.at = self.at.saturating_add(end);
        text
    }
}

/// One method a number: little-endian or big-endian, named as its type is.
macro_rules! numbers {
    ($($name:ident: $number:ty, $from:ident;)*) => {
        impl Cursor<'_> {
            $(
                #[doc = concat!("The next `", stringify!($number), "` (`", stringify!($from), "`); no step where too few bytes are left.")]
                pub fn $name(&mut self) -> Option<$number> {
                    self.array().map(<$number>::$from)
                }
            )*
        }
    };
}

numbers! {
    u8: u8, from_le_bytes;
    i8: i8, from_le_bytes;
    u16_le: u16, from_le_bytes;
    u16_be: u16, from_be_bytes;
    i16_le: i16, from_le_bytes;
    i16_be: i16, from_be_bytes;
    u32_le: u32, from_le_bytes;
    u32_be: u32, from_be_bytes;
    i32_le: i32, from_le_bytes;
    i32_be: i32, from_be_bytes;
    u64_le: u64, from_le_bytes;
    u64_be: u64, from_be_bytes;
    i64_le: i64, from_le_bytes;
    i64_be: i64, from_be_bytes;
    f32_le: f32, from_le_bytes;
    f64_le: f64, from_le_bytes;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_none_and_nothing_is_passed() {
        let mut cursor = Cursor::within(&[1, 2, 3], 100);
        assert_eq!(cursor.u32_le(), None);
        assert_eq!(cursor.take(usize::MAX), None);
        assert_eq!(cursor.u16_le(), Some(0x0201));
        assert_eq!(cursor.offset(), 102);
        assert_eq!(cursor.seek(4), None);
        assert_eq!((cursor.u8(), cursor.u8()), (Some(3), None));
        assert!(cursor.is_at_end());
    }

    #[test]
    fn a_text_without_its_zero_is_the_rest() {
        let mut cursor = Cursor::new(b"ab\0cd");
        assert_eq!(cursor.until_zero(), b"ab");
        assert_eq!(cursor.until_zero(), b"cd");
        assert_eq!(cursor.until_zero(), b"");
    }

    #[test]
    fn a_part_knows_its_place_in_the_exhibit() {
        let mut cursor = Cursor::new(&[0, 0, 7, 0, 9]);
        cursor.skip(2).unwrap();
        let mut part = cursor.part(2).unwrap();
        assert_eq!((part.offset(), part.u16_le()), (2, Some(7)));
        assert_eq!((part.remaining(), cursor.offset()), (0, 4));
    }
}
