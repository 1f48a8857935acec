//! What identifies a file's content: its size and its SHA-256.

use std::io::Read as _;
use std::path::Path;

use missions::seal::{Held, Running};

use super::error::failed;
use super::{FolderError, regular};

/// Files are read in pieces of so many bytes.
const PIECE: usize = 1 << 16;

/// What identifies the file `name` of a folder; it is read piece by piece.
pub(super) fn of(dir: &Path, name: &str) -> Result<Held, FolderError> {
    Ok(running_of(&dir.join(name))?.held(name))
}

/// The digest of a file, to be gone on with.
pub(super) fn running_of(path: &Path) -> Result<Running, FolderError> {
    let mut running = Running::default();
    read(path, u64::MAX, |piece| running.update(piece))?;
    Ok(running)
}

/// The digest of these bytes, to be gone on with.
pub(super) fn running(bytes: &[u8]) -> Running {
    let mut running = Running::default();
    running.update(bytes);
    running
}

/// Reads at most so many bytes of a regular file.
pub(super) fn read(
    path: &Path,
    most: u64,
    mut piece_read: impl FnMut(&[u8]),
) -> Result<(), FolderError> {
    let mut file = regular::open(path)?.take(most);
    let mut piece = vec![0; PIECE];
    loop {
        let n = file.read(&mut piece).map_err(failed("read", path))?;
        match piece.get(..n) {
            Some(read) if !read.is_empty() => piece_read(read),
            _ => return Ok(()),
        }
    }
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
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
        let abc = of(dir.path(), "abc").unwrap();
        assert_eq!(
            abc.sha256.to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(abc.bytes, 3);
    }
}
