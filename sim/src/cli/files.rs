//! Files that the user names: read whole, but only ordinary ones and no more than one of ours can
//! be. A device, a pipe or a disk image named by mistake is refused and not read for ever.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

/// The longest file that is read, bytes: a hundred times the longest scenario that makes sense.
const MOST: u64 = 4 << 20;

/// The bytes of a file.
pub(super) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    // Asked before it is opened: opening a pipe waits for whoever writes to it.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not an ordinary file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        let most = format!("it is longer than {} MiB", MOST >> 20);
        return Err(io::Error::other(most));
    }
    Ok(bytes)
}

/// The text of a file.
pub(super) fn text(path: &Path) -> io::Result<String> {
    String::from_utf8(bytes(path)?).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &Path, words: &str) {
        let error = text(path).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }

    #[test]
    fn a_file_longer_than_any_scenario_is_not_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(1 << 30).unwrap();
        check(file.path(), "longer than 4 MiB");
    }

    #[test]
    fn devices_and_folders_are_not_read() {
        check(Path::new("/dev/zero"), "not an ordinary file");
        check(&std::env::temp_dir(), "not an ordinary file");
    }

    #[test]
    fn what_is_no_text_is_told_so() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), [0xFF, 0xFE]).unwrap();
        check(file.path(), "utf-8");
    }
}
