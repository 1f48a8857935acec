//! Whether an image's content is what its stated sums say.

use std::io;

use md5::{Digest as _, Md5};
use sha1::Sha1;

use super::Ewf;
use crate::evidence::stream;

/// What came out: `None` where the image states no such sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The content's MD5.
    pub md5: [u8; 16],
    /// The content's SHA-1.
    pub sha1: [u8; 20],
    /// Whether it is the stated MD5.
    pub md5_holds: Option<bool>,
    /// Whether it is the stated SHA-1.
    pub sha1_holds: Option<bool>,
}

impl Ewf {
    /// Reads everything and compares; each piece is handed on to `also`. An error where a chunk is
    /// damaged.
    pub fn verify(&self, mut also: impl FnMut(&[u8])) -> io::Result<Verified> {
        let (mut md5, mut sha1) = (Md5::new(), Sha1::new());
        stream(self, |_, bytes| {
            md5.update(bytes);
            sha1.update(bytes);
            also(bytes);
            true
        })?;
        let (md5, sha1): ([u8; 16], [u8; 20]) = (md5.finalize().into(), sha1.finalize().into());
        Ok(Verified {
            md5,
            sha1,
            md5_holds: self.stated.md5.map(|stated| stated == md5),
            sha1_holds: self.stated.sha1.map(|stated| stated == sha1),
        })
    }
}
