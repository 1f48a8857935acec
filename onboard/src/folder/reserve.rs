//! Room that is kept on the disk, so that a flight that fills it can still be ended in writing.
//!
//! The file `onboard.reserve` holds nothing but its place. When the disk is full, most of it goes
//! to the events; the rest goes to the summary, when the flight is closed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::appended::{Disk, Disks};
use super::regular::options;

/// The file.
pub(super) const RESERVE: &str = "onboard.reserve";
/// Its size, bytes.
pub(super) const SIZE: u64 = 256 << 10;
/// What of it the events do not get, bytes.
const FOR_THE_SUMMARY: u64 = 64 << 10;

/// The room of one folder.
#[derive(Debug)]
pub(super) struct Reserve {
    path: PathBuf,
}

impl Reserve {
    /// Takes the room. Where there is not so much, it holds none: a flight goes on without it.
    pub(super) fn take(dir: &Path, disks: &Disks) -> Self {
        let reserve = Self {
            path: dir.join(RESERVE),
        };
        if let Err(error) = reserve.fill(disks) {
            tracing::warn!(
                "no {} kB can be kept free in {} for the end of the flight: {error}",
                SIZE >> 10,
                dir.display()
            );
        }
        reserve
    }

    /// Makes it as large as it should be, or leaves it as it was.
    pub(super) fn fill(&self, disks: &Disks) -> io::Result<()> {
        let file = options().create(true).append(true).open(&self.path)?;
        let was = file.metadata()?.len();
        let missing = SIZE.saturating_sub(was);
        let mut disk = disks.of(file);
        let filled = disk.append(&filling(missing)).and_then(|()| disk.sync());
        if filled.is_err() {
            disk.cut(was)?;
        }
        filled
    }

    /// Gives to the events what is not the summary's; whether there is more room now.
    pub(super) fn lend(&self, disks: &Disks) -> bool {
        let Ok(mut disk) = self.open(disks) else {
            return false;
        };
        let holds = fs::metadata(&self.path).map_or(0, |about| about.len());
        holds > FOR_THE_SUMMARY && disk.cut(FOR_THE_SUMMARY).is_ok()
    }

    /// Gives everything away; the file is gone.
    pub(super) fn give_up(&self, disks: &Disks) -> io::Result<()> {
        if !self.path.exists() {
            return Ok(());
        }
        self.open(disks)?.cut(0)?;
        fs::remove_file(&self.path)
    }

    fn open(&self, disks: &Disks) -> io::Result<Box<dyn Disk>> {
        Ok(disks.of(options().append(true).open(&self.path)?))
    }
}

/// Whether these are bytes that a reserve is filled with, and no others.
pub(super) fn is_filling(bytes: &[u8]) -> bool {
    filling(bytes.len() as u64) == bytes
}

/// Bytes that no file system makes smaller: the upper ones of a linear congruential sequence with
/// the multiplier and the increment of Numerical Recipes, 2nd edition, section 7.1.
fn filling(bytes: u64) -> Vec<u8> {
    let next = |word: &u32| Some(word.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    let words = std::iter::successors(Some(1_u32), next);
    words
        .map(|word| word.to_be_bytes()[0])
        .take(usize::try_from(bytes).unwrap_or(0))
        .collect()
}
