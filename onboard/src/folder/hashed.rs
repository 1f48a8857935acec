//! What identifies a file's content: its size and its SHA-256.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::FolderError;
use super::error::failed;

/// A file and what identifies its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hashed {
    /// Its name.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

impl Hashed {
    /// What identifies these bytes, by the name that they would have had.
    pub fn of_bytes(name: &str, bytes: &[u8]) -> Self {
        Self {
            file: name.to_owned(),
            bytes: bytes.len() as u64,
            sha256: hex(&Sha256::digest(bytes)),
        }
    }

    /// Reads the file `name` of a folder, piece by piece.
    pub(super) fn of(dir: &Path, name: &str) -> Result<Self, FolderError> {
        let path = dir.join(name);
        let mut file = File::open(&path).map_err(failed("open", &path))?;
        let mut hasher = Sha256::new();
        let mut size = 0;
        let mut piece = vec![0; 1 << 16];
        loop {
            let n = file.read(&mut piece).map_err(failed("read", &path))?;
            let Some(read) = piece.get(..n).filter(|read| !read.is_empty()) else {
                break;
            };
            hasher.update(read);
            size += n as u64;
        }
        Ok(Self {
            file: name.to_owned(),
            bytes: size,
            sha256: hex(&hasher.finalize()),
        })
    }
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        for digit in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(u32::from(digit), 16));
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value that FIPS 180-2, appendix B.1, gives for "abc".
    #[test]
    fn files_are_hashed_with_sha_256() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("abc"), b"abc").unwrap();
        let abc = Hashed::of(dir.path(), "abc").unwrap();
        assert_eq!(
            abc.sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(abc.bytes, 3);
    }
}
