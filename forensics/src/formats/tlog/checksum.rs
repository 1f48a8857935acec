//! CRC-16/MCRF4XX, MAVLink's checksum, eight bytes at a step. Source: mavlink.io, "Packet
//! Serialization"; slicing after Kounavis and Berry, "A Systematic Approach to Building High
//! Performance Software-Based CRC Generators" (2005).

const START: u16 = 0xFFFF;
/// x¹⁶ + x¹² + x⁵ + 1, lowest bit first.
const POLYNOMIAL: u16 = 0x8408;

/// What a byte does to the checksum when so many bytes follow it in the same step.
static TABLES: [[u16; 256]; 8] = tables();

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "worked out by the compiler: an index out of bounds would not build"
)]
const fn tables() -> [[u16; 256]; 8] {
    let mut tables = [[0; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = byte as u16;
        let mut bit = 0;
        while bit < 8 {
            crc = (crc >> 1) ^ if crc & 1 == 1 { POLYNOMIAL } else { 0 };
            bit += 1;
        }
        tables[0][byte] = crc;
        byte += 1;
    }
    let mut table = 1;
    while table < 8 {
        let mut byte = 0;
        while byte < 256 {
            let crc = tables[table - 1][byte];
            tables[table][byte] = (crc >> 8) ^ tables[0][(crc & 0xFF) as usize];
            byte += 1;
        }
        table += 1;
    }
    tables
}

/// The checksum of a frame without its first byte, and of the byte that only those know who know
/// the message.
pub(super) fn checksum(bytes: &[u8], extra: u8) -> u16 {
    let (chunks, rest) = bytes.as_chunks::<8>();
    let crc = chunks.iter().fold(START, |crc, chunk| eight(crc, *chunk));
    let crc = rest.iter().fold(crc, |crc, byte| one(crc, *byte));
    one(crc, extra)
}

fn one(crc: u16, byte: u8) -> u16 {
    let [low, _] = crc.to_le_bytes();
    let [table, ..] = &TABLES;
    (crc >> 8) ^ of(table, low ^ byte)
}

fn eight(crc: u16, [a, b, c, d, e, f, g, h]: [u8; 8]) -> u16 {
    let [low, high] = crc.to_le_bytes();
    let [t0, t1, t2, t3, t4, t5, t6, t7] = &TABLES;
    let first = of(t7, a ^ low) ^ of(t6, b ^ high) ^ of(t5, c) ^ of(t4, d);
    first ^ of(t3, e) ^ of(t2, f) ^ of(t1, g) ^ of(t0, h)
}

fn of(table: &[u16; 256], byte: u8) -> u16 {
    table.get(usize::from(byte)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check value of CRC-16/MCRF4XX in the catalogue of parametrised CRC algorithms, with the
    /// last letter as the extra byte.
    #[test]
    fn the_catalogue_value_comes_out() {
        assert_eq!(checksum(b"12345678", b'9'), 0x6F91);
    }

    #[test]
    fn eight_at_a_step_are_the_same_as_one_by_one() {
        let bytes: Vec<u8> = (0..100_u8).map(|n| n.wrapping_mul(37)).collect();
        for end in 0..bytes.len() {
            let singly = bytes[..end].iter().fold(START, |crc, byte| one(crc, *byte));
            assert_eq!(checksum(&bytes[..end], 7), one(singly, 7));
        }
    }
}
