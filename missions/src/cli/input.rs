//! Reading a file that somebody named: whole, but never more than a limit, and only a real file.
//!
//! For all programs of the workspace: a device, a FIFO or a file of gigabytes must neither hang a
//! program nor fill its memory, whoever named it and wherever.

use std::fs::{File, FileType, Metadata};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use crate::formats::LARGEST;

/// Reads a regular file of at most [`LARGEST`] bytes.
///
/// A drop-in for `std::fs::read`. Errors besides the operating system's, none with the path:
/// [`ErrorKind::InvalidInput`] for what is no regular file, [`ErrorKind::FileTooLarge`].
pub fn read(path: impl AsRef<Path>) -> io::Result<Vec<u8>> {
    read_up_to(path, LARGEST)
}

/// As [`read`], with a limit of one's own, in bytes.
pub fn read_up_to(path: impl AsRef<Path>, limit: usize) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    let size = file.metadata()?.len();
    if size > limit as u64 {
        return Err(too_large(&format!("{size} bytes are"), limit));
    }
    within(file, limit)
}

/// Opens a regular file, to be read piece by piece; the errors are those of [`read`].
pub fn open(path: impl AsRef<Path>) -> io::Result<File> {
    let path = path.as_ref();
    // Asked before it is opened: opening a FIFO waits for somebody who writes.
    regular(&std::fs::metadata(path)?)?;
    let file = File::open(path)?;
    regular(&file.metadata()?)?;
    Ok(file)
}

/// Reads to the end, or up to a limit of bytes that must not be passed.
pub fn within(source: impl Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limit {
        return Err(too_large("it has", limit));
    }
    Ok(bytes)
}

fn too_large(size: &str, limit: usize) -> io::Error {
    let reason = format!("{size} more than the {limit} bytes that are read of it");
    io::Error::new(ErrorKind::FileTooLarge, reason)
}

fn regular(metadata: &Metadata) -> io::Result<()> {
    if metadata.is_file() {
        return Ok(());
    }
    let reason = format!("it is {}, not a regular file", kind(metadata.file_type()));
    Err(io::Error::new(ErrorKind::InvalidInput, reason))
}

fn kind(kind: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;

        if kind.is_fifo() {
            return "a FIFO";
        }
        if kind.is_char_device() || kind.is_block_device() {
            return "a device";
        }
        if kind.is_socket() {
            return "a socket";
        }
    }
    if kind.is_dir() {
        "a folder"
    } else {
        "something else"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_that_never_ends_is_read_up_to_the_limit() {
        let error = within(io::repeat(7), 1000).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::FileTooLarge);
        assert_eq!(within(&[7; 1000][..], 1000).unwrap().len(), 1000);
    }

    #[test]
    fn what_is_no_regular_file_is_said_to_be_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let told = |path: &Path| read(path).unwrap_err().to_string();
        assert_eq!(told(folder.path()), "it is a folder, not a regular file");
        #[cfg(unix)]
        assert_eq!(
            told(Path::new("/dev/zero")),
            "it is a device, not a regular file"
        );
    }

    #[test]
    fn a_file_of_a_gigabyte_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large");
        // Sparse: it takes no room.
        File::create(&path).unwrap().set_len(1 << 30).unwrap();
        assert_eq!(
            read(&path).unwrap_err().to_string(),
            "1073741824 bytes are more than the 33554432 bytes that are read of it"
        );
    }
}
