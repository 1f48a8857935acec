//! How one or more fields in a row are packed.

use super::stream::{Stream, extend, zigzag};

/// A way to pack fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// A number with its sign.
    Signed,
    /// A number without sign.
    Unsigned,
    /// 14 bits, negated.
    Negated14,
    /// Elias's delta code, without and with sign.
    EliasUnsigned,
    EliasSigned,
    /// A byte of flags, then those of up to eight fields that are not zero.
    Tagged8,
    /// Three fields of 2, 4, 6 or up to 32 bits each.
    Tagged3,
    /// Three fields of 2, 5·5·4, 8·7·7 or up to 32 bits.
    Tagged3Uneven,
    /// Four fields of 0, 4, 8 or 16 bits each; the old one in whole bytes.
    Tagged4,
    Tagged4Old,
    /// Nothing.
    Nothing,
}

impl Encoding {
    /// By its number in a header, and the header's data version.
    pub(super) const fn numbered(number: u32, data_version: u32) -> Option<Self> {
        Some(match number {
            0 => Self::Signed,
            1 => Self::Unsigned,
            3 => Self::Negated14,
            4 => Self::EliasUnsigned,
            5 => Self::EliasSigned,
            6 => Self::Tagged8,
            7 => Self::Tagged3,
            8 if data_version < 2 => Self::Tagged4Old,
            8 => Self::Tagged4,
            9 => Self::Nothing,
            10 => Self::Tagged3Uneven,
            _ => return None,
        })
    }

    /// How many fields in a row it packs together, at most.
    pub(super) const fn most(self) -> usize {
        match self {
            Self::Tagged8 => 8,
            Self::Tagged3 | Self::Tagged3Uneven => 3,
            Self::Tagged4 | Self::Tagged4Old => 4,
            _ => 1,
        }
    }

    /// Whether it takes at least a byte.
    pub(super) const fn takes_bytes(self) -> bool {
        !matches!(
            self,
            Self::Nothing | Self::EliasUnsigned | Self::EliasSigned
        )
    }

    /// Reads a group of fields.
    pub(super) fn read(self, stream: &mut Stream<'_>, fields: &mut [i32]) -> Option<()> {
        if !matches!(self, Self::EliasUnsigned | Self::EliasSigned) {
            stream.align();
        }
        let number = match self {
            Self::Signed => stream.signed()?,
            Self::Unsigned => stream.unsigned()?.cast_signed(),
            Self::Negated14 => extend(stream.unsigned()?, 14).wrapping_neg(),
            Self::EliasUnsigned => stream.elias_delta()?.cast_signed(),
            Self::EliasSigned => zigzag(stream.elias_delta()?),
            Self::Nothing => 0,
            Self::Tagged8 => return tagged_8(stream, fields),
            Self::Tagged3 => return put(fields, &tagged_3(stream)?),
            Self::Tagged3Uneven => return put(fields, &tagged_3_uneven(stream)?),
            Self::Tagged4 => return put(fields, &tagged_4(stream)?),
            Self::Tagged4Old => return put(fields, &tagged_4_old(stream)?),
        };
        *fields.first_mut()? = number;
        Some(())
    }
}

fn put(fields: &mut [i32], numbers: &[i32]) -> Option<()> {
    fields.copy_from_slice(numbers.get(..fields.len())?);
    Some(())
}

/// One field alone has no byte of flags.
fn tagged_8(stream: &mut Stream<'_>, fields: &mut [i32]) -> Option<()> {
    if let [one] = fields {
        *one = stream.signed()?;
        return Some(());
    }
    let mut flags = stream.byte()?;
    for field in fields {
        *field = if flags & 1 == 1 { stream.signed()? } else { 0 };
        flags >>= 1;
    }
    Some(())
}

fn tagged_3(stream: &mut Stream<'_>) -> Option<[i32; 3]> {
    let lead = u32::from(stream.byte()?);
    Some(match lead >> 6 {
        0 => [lead >> 4, lead >> 2, lead].map(|bits| extend(bits, 2)),
        1 => {
            let next = u32::from(stream.byte()?);
            [lead, next >> 4, next].map(|bits| extend(bits, 4))
        }
        2 => {
            let [second, third] = stream.bytes()?.map(u32::from);
            [lead, second, third].map(|bits| extend(bits, 6))
        }
        _ => return whole_bytes(stream, lead),
    })
}

fn tagged_3_uneven(stream: &mut Stream<'_>) -> Option<[i32; 3]> {
    let lead = u32::from(stream.byte()?);
    Some(match lead >> 6 {
        0 => [lead >> 4, lead >> 2, lead].map(|bits| extend(bits, 2)),
        1 => {
            let next = u32::from(stream.byte()?);
            let second = (lead & 1) << 4 | next >> 4;
            [extend(lead >> 1, 5), extend(second, 5), extend(next, 4)]
        }
        2 => {
            let [next, last] = stream.bytes()?.map(u32::from);
            let first = (lead & 0x3F) << 2 | next >> 6;
            let second = (next & 0x3F) << 1 | last >> 7;
            [extend(first, 8), extend(second, 7), extend(last, 7)]
        }
        _ => return whole_bytes(stream, lead),
    })
}

/// Three fields of one to four bytes each: two bits a field say how many.
fn whole_bytes(stream: &mut Stream<'_>, lead: u32) -> Option<[i32; 3]> {
    let mut fields = [0; 3];
    let mut lengths = lead;
    for field in &mut fields {
        *field = match lengths & 3 {
            0 => extend(stream.byte()?.into(), 8),
            1 => i16::from_le_bytes(stream.bytes()?).into(),
            2 => {
                let [low, middle, high] = stream.bytes()?;
                extend(u32::from_le_bytes([low, middle, high, 0]), 24)
            }
            _ => i32::from_le_bytes(stream.bytes()?),
        };
        lengths >>= 2;
    }
    Some(fields)
}

/// Four fields as half bytes in a row, the higher half first.
fn tagged_4(stream: &mut Stream<'_>) -> Option<[i32; 4]> {
    let mut lengths = stream.byte()?;
    let mut fields = [0; 4];
    let mut left = None;
    for field in &mut fields {
        let halves = match lengths & 3 {
            0 => 0,
            1 => 1,
            2 => 2,
            _ => 4,
        };
        let mut number = 0_u32;
        for _ in 0..halves {
            number = number << 4 | half(stream, &mut left)?;
        }
        *field = extend(
            number,
            match halves {
                0 => 32,
                1 => 4,
                2 => 8,
                _ => 16,
            },
        );
        lengths >>= 2;
    }
    Some(fields)
}

fn half(stream: &mut Stream<'_>, left: &mut Option<u32>) -> Option<u32> {
    if let Some(low) = left.take() {
        return Some(low);
    }
    let byte = u32::from(stream.byte()?);
    *left = Some(byte & 0xF);
    Some(byte >> 4)
}

/// Data version 1: half bytes come in pairs, the lower half first; the rest in whole bytes.
fn tagged_4_old(stream: &mut Stream<'_>) -> Option<[i32; 4]> {
    let mut lengths = stream.byte()?;
    let mut fields = [0; 4];
    let mut left = None;
    for field in &mut fields {
        *field = match lengths & 3 {
            0 => 0,
            1 => {
                let high = left.take();
                let byte = high.map_or_else(|| stream.byte(), Some)?;
                left = high.is_none().then_some(byte >> 4);
                extend(byte.into(), 4)
            }
            2 => extend(stream.byte()?.into(), 8),
            _ => i16::from_le_bytes(stream.bytes()?).into(),
        };
        lengths >>= 2;
    }
    Some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(encoding: Encoding, bytes: &[u8], expected: &[i32]) {
        let mut fields = vec![0; expected.len()];
        let mut stream = Stream::new(bytes, 0);
        encoding.read(&mut stream, &mut fields).unwrap();
        assert_eq!(fields, expected, "{encoding:?} {bytes:x?}");
        assert_eq!(stream.at(), bytes.len());
        for cut in 0..bytes.len() {
            let mut stream = Stream::new(&bytes[..cut], 0);
            assert_eq!(encoding.read(&mut stream, &mut fields), None);
        }
    }

    /// The uneven ones are those of Betaflight's own unit tests of its encoder.
    #[test]
    fn each_encoding_reads_what_the_firmware_writes() {
        check(Encoding::Negated14, &[0xFF, 0x3F], &[-0x1FFF]);
        check(Encoding::Tagged8, &[0x04], &[2]);
        check(Encoding::Tagged8, &[0b101, 2, 3], &[1, 0, -2]);
        check(Encoding::Tagged3, &[0b00_01_10_11], &[1, -2, -1]);
        check(Encoding::Tagged3, &[0b0100_0111, 0x8F], &[7, -8, -1]);
        check(
            Encoding::Tagged3,
            &[0b1001_1111, 0x20, 0x3F],
            &[31, -32, -1],
        );
        check(Encoding::Tagged3, &[0xC4, 1, 2, 3, 4], &[1, 0x0302, 4]);
        check(Encoding::Tagged3Uneven, &[0x5E, 0xF7], &[15, 15, 7]);
        check(Encoding::Tagged3Uneven, &[0x61, 0x08], &[-16, -16, -8]);
        check(
            Encoding::Tagged4,
            &[0b1110_0100, 0x10, 0x20, 0x00, 0x30],
            &[0, 1, 2, 3],
        );
        check(Encoding::Tagged4, &[0x30, 181, 61], &[0, 0, -19_139, 0]);
        check(Encoding::Tagged4, &[0], &[0; 4]);
        check(Encoding::Tagged4Old, &[0b0000_0101, 0x1F], &[-1, 1, 0, 0]);
    }
}
