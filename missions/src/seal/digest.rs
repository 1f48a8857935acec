//! What identifies the content of a file: its size and its SHA-256, of the whole or of its first
//! bytes.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A SHA-256 (FIPS 180-4). In words: 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Sha256Sum([u8; 32]);

impl Sha256Sum {
    /// Of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The sum itself.
    pub const fn from_bytes(sum: [u8; 32]) -> Self {
        Self(sum)
    }
}

impl fmt::Display for Sha256Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for Sha256Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sha256Sum({self})")
    }
}

impl std::str::FromStr for Sha256Sum {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let sum = from_hex(text).map(Self);
        sum.ok_or("a SHA-256 has 64 lower-case hexadecimal digits")
    }
}

impl TryFrom<String> for Sha256Sum {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Sha256Sum> for String {
    fn from(sum: Sha256Sum) -> Self {
        sum.to_string()
    }
}

/// A file, or its first bytes, and what identifies them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// Its name; folders are parted by `/`.
    pub file: String,
    /// How many bytes.
    pub bytes: u64,
    /// Their SHA-256.
    pub sha256: Sha256Sum,
}

impl Held {
    /// A file of these bytes.
    pub fn of(file: &str, bytes: &[u8]) -> Self {
        let mut running = Running::default();
        running.update(bytes);
        running.held(file)
    }
}

/// The digest of a file that is still growing; it can be asked at every length.
#[derive(Clone, Debug, Default)]
pub struct Running {
    hasher: Sha256,
    bytes: u64,
}

impl Running {
    /// More of it.
    pub fn update(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    /// How long it is by now.
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What identifies it by now.
    pub fn sum(&self) -> Sha256Sum {
        Sha256Sum(self.hasher.clone().finalize().into())
    }

    /// The same with its name.
    pub fn held(&self, file: &str) -> Held {
        Held {
            file: file.to_owned(),
            bytes: self.bytes,
            sha256: self.sum(),
        }
    }
}

/// The digests of one file at several lengths, from one reading.
#[derive(Clone, Debug, Default)]
pub struct Digests {
    running: Running,
    /// Lengths that are still to come, the nearest last.
    wanted: Vec<u64>,
    /// Lengths that were reached, with their sums.
    reached: BTreeMap<u64, Sha256Sum>,
}

impl Digests {
    /// Nothing is read yet; the sums at these lengths will be asked for.
    pub fn at(lengths: &[u64]) -> Self {
        let mut wanted = lengths.to_vec();
        wanted.sort_unstable_by(|a, b| b.cmp(a));
        wanted.dedup();
        let mut digests = Self {
            wanted,
            ..Self::default()
        };
        digests.reach();
        digests
    }

    /// The next bytes of the file, in pieces of any size.
    pub fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let left = self.wanted.last().map(|next| next - self.running.bytes());
            let fits = left.and_then(|left| usize::try_from(left).ok());
            let piece = fits.map_or(bytes.len(), |fits| fits.min(bytes.len()));
            let (now, later) = bytes.split_at(piece);
            self.running.update(now);
            self.reach();
            bytes = later;
        }
    }

    /// How many bytes it has.
    pub const fn bytes(&self) -> u64 {
        self.running.bytes()
    }

    /// The sum of all of it.
    pub fn sum(&self) -> Sha256Sum {
        self.running.sum()
    }

    /// The sum of its first bytes, where it has so many and that was wanted.
    pub fn of_first(&self, bytes: u64) -> Option<Sha256Sum> {
        self.reached.get(&bytes).copied()
    }

    fn reach(&mut self) {
        while self.wanted.last() == Some(&self.running.bytes()) {
            let (bytes, sum) = (self.running.bytes(), self.running.sum());
            self.reached.insert(bytes, sum);
            self.wanted.pop();
        }
    }
}

/// Bytes in lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from_digit(u32::from(n), 16).unwrap_or_default();
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(digit).collect()
}

/// As many bytes as are wanted, from lower-case hexadecimal only: one way to write each.
pub(super) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let value = |digit: u8| match digit {
            b'0'..=b'9' => Some(digit - b'0'),
            b'a'..=b'f' => Some(digit - b'a' + 10),
            _ => None,
        };
        *byte = value(pair[0])? << 4 | value(pair[1])?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The value that FIPS 180-2, appendix B.1, gives for "abc".
    #[test]
    fn files_are_hashed_with_sha_256() {
        assert_eq!(
            Sha256Sum::of(b"abc").to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn a_sum_is_written_in_one_way_only() {
        let sum = Sha256Sum::of(b"abc");
        assert_eq!(sum.to_string().parse(), Ok(sum));
        assert!(sum.to_string().to_uppercase().parse::<Sha256Sum>().is_err());
        assert!("".parse::<Sha256Sum>().is_err());
    }

    proptest! {
        #[test]
        fn first_bytes_are_identified_whatever_the_pieces(
            content in proptest::collection::vec(any::<u8>(), 0..200),
            lengths in proptest::collection::vec(0_u64..250, 0..6),
            piece in 1_usize..40,
        ) {
            let mut digests = Digests::at(&lengths);
            content.chunks(piece).for_each(|piece| digests.update(piece));
            prop_assert_eq!(digests.bytes(), content.len() as u64);
            prop_assert_eq!(digests.sum(), Sha256Sum::of(&content));
            for length in lengths {
                let first = content.get(..length as usize).map(Sha256Sum::of);
                prop_assert_eq!(digests.of_first(length), first);
            }
        }
    }
}
