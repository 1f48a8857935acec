//! An image as a file, or as several that follow each other (`card.001`, `card.002`, …).

use std::fs::File;
use std::io::{self, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use super::{Evidence, ReadAt};

/// A file or a block device, opened read-only.
#[derive(Debug)]
pub struct Raw {
    file: File,
    length: u64,
}

impl Raw {
    /// Opens a regular file or a block device. A link is not followed: what is hashed must be what
    /// was named. A pipe or a terminal is refused, and nobody waits for one.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut file = options().open(path)?;
        let about = file.metadata()?;
        if !(about.is_file() || is_block_device(&about)) {
            let what = "this is neither a regular file nor a block device";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        }
        let length = file.seek(SeekFrom::End(0))?;
        Ok(Self { file, length })
    }
}

fn options() -> std::fs::OpenOptions {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK);
    }
    options
}

#[cfg(unix)]
fn is_block_device(about: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    about.file_type().is_block_device()
}

#[cfg(not(unix))]
const fn is_block_device(_about: &std::fs::Metadata) -> bool {
    false
}

impl ReadAt for Raw {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0_usize;
        while let Some(rest) = into.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            let at = offset.saturating_add(filled as u64);
            match once(&self.file, at, rest) {
                Ok(0) => break,
                Ok(read) => filled = filled.saturating_add(read),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }
}

#[cfg(unix)]
fn once(file: &File, offset: u64, into: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, into, offset)
}

#[cfg(windows)]
fn once(file: &File, offset: u64, into: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, into, offset)
}

/// Several pieces of evidence, one after the other.
#[derive(Debug)]
pub struct Split {
    /// Each with the offset at which it begins, in order.
    parts: Vec<(u64, Evidence)>,
    length: u64,
}

impl Split {
    /// In this order.
    pub fn new(parts: Vec<Evidence>) -> Self {
        let mut length = 0_u64;
        let parts = parts.into_iter().map(|part| {
            let begins = length;
            length = length.saturating_add(part.length());
            (begins, part)
        });
        let parts = parts.collect();
        Self { parts, length }
    }

    /// The files that follow a first one by their number: `card.001` is followed by `card.002`,
    /// `card.dd.00` by `card.dd.01`. Only the first where its name ends in no number.
    pub fn paths(first: &Path) -> Vec<PathBuf> {
        let mut paths = vec![first.to_path_buf()];
        let digits = first.extension().and_then(|digits| digits.to_str());
        let digits = digits.filter(|digits| {
            (2..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
        });
        let Some((digits, number)) = digits.and_then(|d| Some((d, d.parse::<u32>().ok()?))) else {
            return paths;
        };
        if number > 1 {
            return paths;
        }
        let width = digits.len();
        let next = (number.saturating_add(1)..10_000)
            .map(|number| first.with_extension(format!("{number:0width$}")))
            .take_while(|path| path.symlink_metadata().is_ok_and(|about| about.is_file()));
        paths.extend(next);
        paths
    }
}

impl ReadAt for Split {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0_usize;
        let first = self
            .parts
            .partition_point(|(begins, _)| *begins <= offset)
            .saturating_sub(1);
        for (begins, part) in self.parts.iter().skip(first) {
            let Some(rest) = into.get_mut(filled..).filter(|rest| !rest.is_empty()) else {
                break;
            };
            let at = offset.saturating_add(filled as u64).saturating_sub(*begins);
            filled = filled.saturating_add(part.read_at(at, rest)?);
        }
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn an_image_in_pieces_reads_as_one() {
        let parts: Vec<Evidence> = [&b"abc"[..], b"", b"defg", b"h"]
            .iter()
            .map(|part| Arc::new(part.to_vec()) as Evidence)
            .collect();
        let split = Split::new(parts);
        for offset in 0..10 {
            for length in 0..10 {
                let mut into = vec![0; length];
                let read = split.read_at(offset, &mut into).unwrap();
                let all = &b"abcdefgh"[(offset as usize).min(8)..];
                assert_eq!(&into[..read], &all[..length.min(all.len())]);
            }
        }
    }

    #[test]
    fn numbered_files_follow_their_first() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["card.001", "card.002", "card.003", "card.005", "one.img"] {
            std::fs::write(dir.path().join(name), name).unwrap();
        }
        let count = |name: &str| Split::paths(&dir.path().join(name)).len();
        assert_eq!(count("card.001"), 3);
        assert_eq!(count("card.003"), 1);
        assert_eq!(count("one.img"), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_and_a_device_are_not_opened() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a"), "a").unwrap();
        std::os::unix::fs::symlink(dir.path().join("a"), dir.path().join("b")).unwrap();
        assert!(Raw::open(&dir.path().join("b")).is_err());
        assert!(Raw::open(Path::new("/dev/zero")).is_err());
        assert_eq!(Raw::open(&dir.path().join("a")).unwrap().length(), 1);
    }
}
