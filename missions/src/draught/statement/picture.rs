//! A picture that shows a reading.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// A picture of a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its file's name, as the sheet spells it.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How it is packed.
    pub kind: Kind,
    /// The whole file.
    pub bytes: Vec<u8>,
}

/// How a picture is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// GIF.
    Gif,
    /// WebP.
    WebP,
}

impl Kind {
    /// The word after `image/` in its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::WebP => "webp",
        }
    }
}

impl Picture {
    /// A picture from its file's bytes; none if they are none that browsers show.
    pub fn new(file: impl Into<String>, bytes: Vec<u8>) -> Option<Self> {
        Some(Self {
            file: file.into(),
            sha256: sha256(&bytes),
            kind: kind(&bytes)?,
            bytes,
        })
    }
}

/// What kind of picture the first bytes say it is.
fn kind(bytes: &[u8]) -> Option<Kind> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(Kind::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Kind::Png),
        [b'G', b'I', b'F', b'8', ..] => Some(Kind::Gif),
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
        ] => Some(Kind::WebP),
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
        let picture = Picture::new("fp.jpg", vec![0xff, 0xd8, 0xff, 0xe0]).unwrap();
        assert_eq!(picture.kind, Kind::Jpeg);
        assert_eq!(picture.sha256.len(), 64);
        assert!(Picture::new("a.txt", b"draught 4.55".to_vec()).is_none());
    }

    /// FIPS 180-4's own example.
    #[test]
    fn the_hash_is_sha256() {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc"), expected);
    }
}
