//! A picture that shows a reading, ready to stand in a page.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::base64;

/// A picture of a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its file's name, as the sheet spells it.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// A `data:` address with the whole picture.
    pub address: String,
}

impl Picture {
    /// A picture from its file's bytes; none if they are none that browsers show.
    pub fn new(file: impl Into<String>, bytes: &[u8]) -> Option<Self> {
        let kind = kind(bytes)?;
        Some(Self {
            file: file.into(),
            sha256: sha256(bytes),
            address: format!("data:image/{kind};base64,{}", base64::encode(bytes)),
        })
    }
}

/// What kind of picture the first bytes say it is.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("jpeg"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("png"),
        [b'G', b'I', b'F', b'8', ..] => Some("gif"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some("webp"),
        _ => None,
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("writing to a string cannot fail");
            hex
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_known_by_its_first_bytes_and_carries_its_hash() {
        let picture = Picture::new("fp.jpg", &[0xff, 0xd8, 0xff, 0xe0]).unwrap();
        assert_eq!(picture.address, "data:image/jpeg;base64,/9j/4A==");
        assert_eq!(picture.sha256.len(), 64);
        assert!(Picture::new("a.txt", b"draught 4.55").is_none());
    }

    /// FIPS 180-4's own example.
    #[test]
    fn the_hash_is_sha256() {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc"), expected);
    }
}
