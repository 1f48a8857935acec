//! Files that the user names: read whole, but only ordinary ones and no more than one of ours can
//! be. A device, a pipe or a disk image named by mistake is refused and not read for ever.

use std::io;
use std::path::Path;

use missions::cli::input;

/// The longest file that is read, bytes: a hundred times the longest scenario that makes sense.
const MOST: usize = 4 << 20;

/// The bytes of a file.
pub(super) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    input::read_up_to(path, MOST)
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
        check(file.path(), "more than the 4194304 bytes");
    }

    #[test]
    fn what_is_no_text_is_told_so() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), [0xFF, 0xFE]).unwrap();
        check(file.path(), "utf-8");
    }
}
