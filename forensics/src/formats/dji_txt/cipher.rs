//! The two ciphers of a record: an XOR with eight bytes that follow from the record's own first
//! byte (version 7 and later), and under it AES-256-CBC with a key from DJI (version 13 and later).
//!
//! ```text
//! key = CRC-64/Jones over (0x123456789ABCDEF0 × first byte), begun at (first byte + type) mod 256
//! ```
//!
//! Source of the rule: `lvauvillier/dji-log-parser` (MIT). The polynomial is the one of Redis'
//! CRC-64 (Jones), reflected.

use aes::Aes256Dec;
use aes::cipher::{BlockCipherDecrypt, KeyInit};

/// Bytes in a block of AES.
pub(super) const BLOCK: usize = 16;

/// The multiplier of the first byte.
const MAGIC: u64 = 0x1234_5678_9ABC_DEF0;

/// The remainders of the 256 bytes, for the reflected polynomial of Jones.
const TABLE: [u64; 256] = table();

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "made by the compiler, from no data"
)]
const fn table() -> [u64; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut remainder = byte as u64;
        let mut bit = 0;
        while bit < 8 {
            let carry = remainder & 1;
            remainder = (remainder >> 1) ^ (carry * 0x95AC_9329_AC4B_C9B5);
            bit += 1;
        }
        table[byte] = remainder;
        byte += 1;
    }
    table
}

/// The eight bytes that a record of this type with this first byte is mixed with.
pub(super) fn mask(kind: u8, first: u8) -> [u8; 8] {
    let seed = MAGIC.wrapping_mul(u64::from(first)).to_le_bytes();
    let begun = u64::from(first.wrapping_add(kind));
    let crc = seed.iter().fold(begun, |crc, byte| {
        let at = usize::from(crc as u8 ^ byte);
        TABLE.get(at).copied().unwrap_or_default() ^ (crc >> 8)
    });
    crc.to_le_bytes()
}

/// Takes the mask off some bytes and leaves them in `plain`.
pub(super) fn unmask(masked: &[u8], mask: [u8; 8], plain: &mut Vec<u8>) {
    plain.clear();
    plain.reserve(masked.len().next_multiple_of(8));
    let mask = u64::from_le_bytes(mask);
    let (words, rest) = masked.as_chunks::<8>();
    for word in words {
        let word = u64::from_le_bytes(*word) ^ mask;
        plain.extend_from_slice(&word.to_le_bytes());
    }
    plain.extend(
        rest.iter()
            .zip(mask.to_le_bytes())
            .map(|(byte, mask)| byte ^ mask),
    );
}

/// A key of one feature, and the block that the next record is chained to.
#[derive(Clone)]
pub(super) struct Chain {
    cipher: Aes256Dec,
    before: [u8; BLOCK],
}

impl std::fmt::Debug for Chain {
    /// A key is not shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Chain").finish_non_exhaustive()
    }
}

impl Chain {
    /// From a key of 32 and an initial vector of 16 bytes.
    pub(super) fn new(key: &[u8], initial: &[u8]) -> Option<Self> {
        Some(Self {
            cipher: Aes256Dec::new_from_slice(key).ok()?,
            before: initial.try_into().ok()?,
        })
    }

    /// Deciphers a record in place; the next one is chained to this one's last block. `false`
    /// where its length or its padding (PKCS #7) is wrong: another key, or a record lost before.
    pub(super) fn decipher(&mut self, bytes: &mut Vec<u8>) -> bool {
        let (blocks, rest) = bytes.as_chunks_mut::<BLOCK>();
        if blocks.is_empty() || !rest.is_empty() {
            return false;
        }
        for block in blocks {
            let ciphered = *block;
            let mut plain = ciphered.into();
            self.cipher.decrypt_block(&mut plain);
            for ((byte, plain), before) in block.iter_mut().zip(plain).zip(self.before) {
                *byte = plain ^ before;
            }
            self.before = ciphered;
        }
        let padding = bytes.last().copied().map_or(0, usize::from);
        let length = bytes.len().saturating_sub(padding);
        let is_padded = (1..=BLOCK).contains(&padding)
            && bytes
                .get(length..)
                .is_some_and(|tail| tail.iter().all(|byte| usize::from(*byte) == padding));
        if is_padded {
            bytes.truncate(length);
        }
        is_padded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mask_is_the_one_that_a_real_log_of_version_7_has() {
        // At byte 100 of a Phantom 3's log stand `01 34 dd`: a record of type 1, 0x34 bytes long,
        // whose first byte is 0xDD. Under this mask stand 41.2945° N, 72.9644° W.
        assert_eq!(
            mask(1, 0xDD),
            [0x9C, 0x1A, 0x5F, 0xA2, 0x57, 0xDD, 0x1B, 0xC9]
        );
        let mut plain = Vec::new();
        unmask(
            &[1, 2, 3, 4, 5, 6, 7, 8, 9],
            [1, 0, 0, 0, 0, 0, 0, 8],
            &mut plain,
        );
        assert_eq!(plain, [0, 2, 3, 4, 5, 6, 7, 0, 8]);
    }

    #[test]
    fn a_table_entry_is_redis() {
        // crc64("123456789") of Redis' own source: 0xe9c6d914c4b8d9ca.
        let crc = b"123456789".iter().fold(0, |crc: u64, byte| {
            TABLE[usize::from(crc as u8 ^ byte)] ^ (crc >> 8)
        });
        assert_eq!(crc, 0xe9c6_d914_c4b8_d9ca);
    }

    #[test]
    fn aes_is_the_published_vector_and_chains_on() {
        // NIST SP 800-38A, F.2.6 (CBC-AES256.Decrypt), first two blocks.
        let key: Vec<u8> = hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
        let initial = hex("000102030405060708090a0b0c0d0e0f");
        let mut chain = Chain::new(&key, &initial).unwrap();
        let expected = [
            "6bc1bee22e409f96e93d7e117393172a",
            "ae2d8a571e03ac9c9eb76fac45af8e51",
        ];
        let ciphered = [
            "f58c4c04d6e5f1ba779eabfb5f7bfbd6",
            "9cfc4e967edb808d679f777bc6702c7d",
        ];
        for (ciphered, expected) in ciphered.iter().zip(expected) {
            let mut bytes = hex(ciphered);
            assert!(!chain.decipher(&mut bytes), "the vector has no padding");
            assert_eq!(bytes, hex(expected));
        }
        assert!(Chain::new(&key[1..], &initial).is_none());
        assert!(!chain.decipher(&mut Vec::new()));
        assert!(!chain.decipher(&mut vec![0; 17]));
    }

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
            .collect()
    }
}
