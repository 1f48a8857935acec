//! `flight.tlog`: what was on the wire, as ground stations record it.
//!
//! ```text
//! ┌──────────────────────────────┬─────────────────────────────────────────────┐
//! │ µs since 1970, 8 bytes, big- │ one frame: 0xFD, payload length, flags, …   │  and so on
//! │ endian                       │ (MAVLink 2) or 0xFE, payload length, … (1)  │
//! └──────────────────────────────┴─────────────────────────────────────────────┘
//! ```
//!
//! Sources: QGroundControl's and MAVProxy's telemetry logs as pymavlink's `mavlogfile` reads
//! them; frame lengths: mavlink.io, "Packet Serialization".

use std::fs::{self, File};
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use missions::time::UtcTime;

use super::{FolderError, Torn, failed, hex};

/// The frames being written.
#[derive(Debug)]
pub(super) struct Tlog {
    path: PathBuf,
    file: File,
}

impl Tlog {
    /// Opens or creates it; a torn last record is cut off, so that every reader stays in step.
    pub(super) fn append_to(path: &Path) -> Result<(Self, Option<Torn>), FolderError> {
        let torn = torn_record(path).map_err(failed("read", path))?;
        let mut file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(failed("open", path))?;
        if let Some(torn) = &torn {
            file.set_len(torn.offset).map_err(failed("cut", path))?;
        }
        file.seek(io::SeekFrom::End(0))
            .map_err(failed("open", path))?;
        let path = path.to_path_buf();
        Ok((Self { path, file }, torn))
    }

    /// Adds one frame in one write, so that a killed program leaves at most one record torn.
    pub(super) fn append(&mut self, utc: UtcTime, frame: &[u8]) -> Result<(), FolderError> {
        let mut record = Vec::with_capacity(8 + frame.len());
        record.extend_from_slice(&utc.as_micros().to_be_bytes());
        record.extend_from_slice(frame);
        let written = self.file.write_all(&record);
        written.map_err(failed("write", &self.path))
    }

    pub(super) fn sync(&self) -> Result<(), FolderError> {
        self.file.sync_data().map_err(failed("sync", &self.path))
    }
}

/// The records of a telemetry log in order; ends at the first that is torn or is no frame.
#[derive(Clone, Debug)]
pub struct Records<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// The records in `bytes`.
pub const fn records(bytes: &[u8]) -> Records<'_> {
    Records { bytes, at: 0 }
}

impl Records<'_> {
    /// Where the next record begins, or the bytes end that are no record.
    pub const fn offset(&self) -> usize {
        self.at
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = (UtcTime, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (stamp, rest) = self.bytes.get(self.at..)?.split_first_chunk::<8>()?;
        let frame = rest.get(..frame_length(rest)?)?;
        self.at += 8 + frame.len();
        Some((UtcTime::from_micros(i64::from_be_bytes(*stamp)), frame))
    }
}

/// Length of the frame that begins here; `None` where none does or its header is not whole.
fn frame_length(bytes: &[u8]) -> Option<usize> {
    let payload = usize::from(*bytes.get(1)?);
    match bytes.first()? {
        0xFE => Some(8 + payload),
        0xFD => {
            let signature = if bytes.get(2)? & 1 == 1 { 13 } else { 0 };
            Some(12 + payload + signature)
        }
        _ => None,
    }
}

fn torn_record(path: &Path) -> io::Result<Option<Torn>> {
    let bytes = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        read => read?,
    };
    let mut whole = records(&bytes);
    whole.by_ref().for_each(drop);
    let piece = bytes.get(whole.offset()..).unwrap_or_default();
    Ok((!piece.is_empty()).then(|| Torn {
        file: super::TLOG,
        offset: whole.offset() as u64,
        bytes: hex(piece),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: [u8; 9] = [0xFE, 1, 0, 1, 1, 0, 7, 0xAA, 0xBB];
    const SECOND: [u8; 12] = [0xFD, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0xAA, 0xBB];

    fn log() -> Vec<u8> {
        let mut bytes = Vec::new();
        for (second, frame) in [(1, &FIRST[..]), (2, &SECOND[..])] {
            bytes.extend(UtcTime::from_secs(second).as_micros().to_be_bytes());
            bytes.extend(frame);
        }
        bytes
    }

    #[test]
    fn frames_of_both_versions_are_read_back_with_their_times() {
        let bytes = log();
        let read: Vec<_> = records(&bytes).collect();
        let second = |n| UtcTime::from_secs(n);
        assert_eq!(read, [(second(1), &FIRST[..]), (second(2), &SECOND[..])]);
    }

    #[test]
    fn a_log_that_was_cut_at_any_byte_is_continued_after_its_last_whole_record() {
        let bytes = log();
        for cut in 0..=bytes.len() {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("flight.tlog");
            fs::write(&path, &bytes[..cut]).unwrap();
            let (mut log, torn) = Tlog::append_to(&path).unwrap();
            let whole = if cut == bytes.len() {
                cut
            } else if cut >= 17 {
                17
            } else {
                0
            };
            assert_eq!(
                torn.map_or(cut, |torn| torn.offset as usize),
                whole,
                "cut at {cut}"
            );
            log.append(UtcTime::from_secs(3), &SECOND).unwrap();
            let continued = fs::read(&path).unwrap();
            assert_eq!(records(&continued).last().unwrap().0, UtcTime::from_secs(3));
        }
    }

    #[test]
    fn a_signed_frame_is_longer_by_its_signature() {
        assert_eq!(frame_length(&[0xFD, 10, 1]), Some(35));
        assert_eq!(frame_length(&[0xFD, 10, 0]), Some(22));
        assert_eq!(frame_length(&[0x55, 10, 0]), None);
    }
}
