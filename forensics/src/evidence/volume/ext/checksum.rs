//! CRC-32C, and whether an inode is what its own says.

use super::superblock::Volume;

/// CRC-32C (Castagnoli, reflected), begun with `seed` and not inverted at the end.
pub(super) fn crc32c(seed: u32, bytes: &[u8]) -> u32 {
    bytes.iter().fold(seed, |crc, byte| {
        let mut crc = crc ^ u32::from(*byte);
        for _ in 0..8 {
            let is_odd = crc & 1 == 1;
            crc >>= 1;
            if is_odd {
                crc ^= 0x82f6_3b78;
            }
        }
        crc
    })
}

/// Whether the bytes of an inode are those that its checksum was made of; `None` where the volume
/// has no checksums.
pub(super) fn is_inode(volume: &Volume, number: u32, bytes: &[u8]) -> Option<bool> {
    let seed = volume.seed?;
    let generation = bytes.get(100..104)?;
    let seed = crc32c(crc32c(seed, &number.to_le_bytes()), generation);
    let pair = |at: usize| Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?));
    // The high half is there where the inode is large enough to have it.
    let has_high = bytes.len() > 128 && pair(128)? >= 4;
    let mut blank = bytes.to_vec();
    let mut clear = |at: usize| {
        if let Some(sum) = blank.get_mut(at..at.saturating_add(2)) {
            sum.fill(0);
        }
    };
    clear(124);
    if has_high {
        clear(130);
    }
    let crc = crc32c(seed, &blank);
    let low = u32::from(pair(124)?);
    Some(if has_high {
        crc == (u32::from(pair(130)?) << 16 | low)
    } else {
        crc & 0xffff == low
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check value of CRC-32C in the catalogue of parametrised CRCs.
    #[test]
    fn the_sum_is_castagnolis() {
        assert_eq!(!crc32c(!0, b"123456789"), 0xe306_9283);
    }
}
