//! The card in the drone: an image of a disk with one FAT32 volume, logs in it, some deleted.
//!
//! ```text
//! 0         1 MiB                                                  65 MiB
//! │ MBR │ … │ FAT32 volume: /APM/LOGS/00000001.BIN …, LASTLOG.TXT │
//! ```
//!
//! The volume is made and written by the crate `fatfs`, which deletes as the autopilots' FatFs does:
//! the entry's first byte becomes 0xE5 and its clusters are free, their bytes stay until something is
//! written over them. Times of files are UTC here, as an autopilot without a zone writes them.

use std::io::{Cursor, Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicI64, Ordering};

use fatfs::{
    Date, DateTime, FatType, FileSystem, FormatVolumeOptions, FsOptions, Time, TimeProvider,
};
use missions::seal::Sha256Sum;
use missions::time::UtcTime;
use serde::Serialize;
use thiserror::Error;

use super::Flown;

/// Bytes of a sector.
const SECTOR: usize = 512;
/// Where the volume begins, bytes.
const VOLUME: usize = 1 << 20;
/// The least that a card holds, bytes.
const LEAST: usize = 64 << 20;
/// The partition type of a FAT32 volume that is addressed by block.
const FAT32_LBA: u8 = 0x0c;

/// A card's image.
#[derive(Clone, Debug)]
pub struct Card {
    /// All its bytes.
    pub image: Vec<u8>,
    /// The logs that were written to it.
    pub logs: Vec<LogOnCard>,
}

/// A log that was written to the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogOnCard {
    /// Its path.
    pub path: String,
    /// Its size, bytes.
    pub size: usize,
    /// Its SHA-256, in hex.
    pub sha256: String,
    /// Whether it was deleted afterwards.
    pub is_deleted: bool,
}

/// Why a card could not be written.
#[derive(Debug, Error)]
pub enum CardError {
    /// The file system refused.
    #[error("the card's volume cannot be written: {0}")]
    Volume(#[from] std::io::Error),
}

/// Writes the logs in the order of the flights, then deletes those of the given numbers.
pub(super) fn write(flown: &[Flown], deleted: &[usize], seed: u64) -> Result<Card, CardError> {
    let logs: usize = flown.iter().map(|flown| flown.log.len()).sum();
    let size = (LEAST.max(logs * 2)).next_multiple_of(1 << 20);
    let mut volume = Cursor::new(vec![0; size]);
    let options = FormatVolumeOptions::new()
        .fat_type(FatType::Fat32)
        .bytes_per_cluster(SECTOR as u32)
        .volume_id(seed as u32)
        .volume_label(*b"LOGS       ");
    fatfs::format_volume(&mut volume, options)?;
    volume.seek(SeekFrom::Start(0))?;
    fill(&mut volume, flown, deleted)?;
    let mut image = master_boot_record(size, seed);
    image.extend(volume.into_inner());
    let told = |(index, flown): (usize, &Flown)| LogOnCard {
        path: flown.path.clone(),
        size: flown.log.len(),
        sha256: Sha256Sum::of(&flown.log).to_string(),
        is_deleted: deleted.contains(&(index + 1)),
    };
    let logs = flown.iter().enumerate().map(told).collect();
    Ok(Card { image, logs })
}

fn fill(volume: &mut Cursor<Vec<u8>>, flown: &[Flown], deleted: &[usize]) -> Result<(), CardError> {
    // The crate wants a clock that lives as long as the program; a card is made once in a run.
    let clock: &'static FileClock = Box::leak(Box::new(FileClock(AtomicI64::new(0))));
    let system = FileSystem::new(volume, FsOptions::new().time_provider(clock))?;
    {
        let root = system.root_dir();
        for (index, flown) in flown.iter().enumerate() {
            clock.set(flown.truth.landed_utc);
            let path = flown.path.trim_start_matches('/');
            if let Some((folders, _)) = path.rsplit_once('/') {
                make(&root, folders)?;
            }
            root.create_file(path)?.write_all(&flown.log)?;
            let mut last = root.create_file("LASTLOG.TXT")?;
            last.truncate()?;
            last.write_all(format!("{}\r\n", index + 1).as_bytes())?;
        }
        for number in deleted {
            if let Some(flown) = number.checked_sub(1).and_then(|index| flown.get(index)) {
                root.remove(flown.path.trim_start_matches('/'))?;
            }
        }
    }
    system.unmount()?;
    Ok(())
}

fn make<T: fatfs::ReadWriteSeek>(root: &fatfs::Dir<'_, T>, path: &str) -> Result<(), CardError> {
    let ends = path
        .match_indices('/')
        .map(|(end, _)| end)
        .chain([path.len()]);
    for end in ends {
        if let Some(folder) = path.get(..end) {
            root.create_dir(folder)?;
        }
    }
    Ok(())
}

/// The first megabyte: a table of one partition. Source: the layout of a classical generic MBR.
fn master_boot_record(volume: usize, seed: u64) -> Vec<u8> {
    let mut first = vec![0; VOLUME];
    let mut entry = [0; 16];
    entry[4] = FAT32_LBA;
    entry[8..12].copy_from_slice(&((VOLUME / SECTOR) as u32).to_le_bytes());
    entry[12..].copy_from_slice(&((volume / SECTOR) as u32).to_le_bytes());
    first[440..444].copy_from_slice(&(seed as u32).to_le_bytes());
    first[446..462].copy_from_slice(&entry);
    first[510..512].copy_from_slice(&[0x55, 0xaa]);
    first
}

/// What time it is for the card.
#[derive(Debug)]
struct FileClock(AtomicI64);

impl FileClock {
    fn set(&self, utc: UtcTime) {
        self.0.store(utc.as_micros(), Ordering::Relaxed);
    }
}

impl TimeProvider for FileClock {
    fn get_current_date(&self) -> Date {
        self.get_current_date_time().date
    }

    fn get_current_date_time(&self) -> DateTime {
        let text = UtcTime::from_micros(self.0.load(Ordering::Relaxed)).to_string();
        let mut parts = text.split(|letter: char| !letter.is_ascii_digit());
        let mut next = || parts.next().and_then(|part| part.parse::<u16>().ok());
        let mut or = |least| next().unwrap_or(least).max(least);
        DateTime {
            date: Date {
                year: or(1980),
                month: or(1),
                day: or(1),
            },
            time: Time {
                hour: or(0),
                min: or(0),
                sec: or(0),
                millis: or(0),
            },
        }
    }
}
