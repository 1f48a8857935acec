//! `flight.tlog`: what was on the wire, as ground stations record it. Its format, and how it is
//! read, is [`missions::link::wire::tlog`]; this finds its torn end.

use std::fs;
use std::io;
use std::path::Path;

use missions::link::wire::tlog;

use super::{Torn, hex};

/// The longest record: its time and a signed frame with the longest payload.
const RECORD: u64 = 8 + 10 + 255 + 2 + 13;

/// The last record, where it is not whole: it is cut off, so that every reader stays in step.
/// More bad bytes at the end than one record has were not torn: they are evidence and stay.
pub(super) fn torn(path: &Path) -> io::Result<Option<Torn>> {
    let bytes = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        read => read?,
    };
    let torn = tlog::entries(&bytes)
        .torn_end()
        .filter(|end| end.length < RECORD);
    Ok(torn.map(|end| Torn {
        file: super::TLOG.to_owned(),
        offset: end.offset,
        bytes: hex(&bytes[bytes.len() - end.length as usize..]),
    }))
}

#[cfg(test)]
mod tests {
    use missions::link::dialect::{HEARTBEAT_DATA, MavMessage};
    use missions::link::wire::Writer;
    use missions::link::{Endpoint, Transmit};
    use missions::time::UtcTime;

    use super::super::Folder;
    use super::*;

    fn frame() -> Vec<u8> {
        let message = MavMessage::HEARTBEAT(HEARTBEAT_DATA::default());
        Writer::new().frame(&Transmit::new(Endpoint::new(1, 1), message))
    }

    fn log(seconds: std::ops::RangeInclusive<i64>) -> Vec<u8> {
        let one = |second| tlog::entry(UtcTime::from_secs(second), &frame());
        seconds.flat_map(one).collect()
    }

    /// Opens a log of these bytes and adds second 9; what was torn off, and which seconds it has.
    fn continued(bytes: &[u8]) -> (Option<Torn>, Vec<UtcTime>) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("flight.tlog");
        fs::write(&path, bytes).unwrap();
        let (mut folder, found) = Folder::open(dir.path()).unwrap();
        let torn = found.torn.into_iter().next();
        folder.frame(UtcTime::from_secs(9), &frame());
        let read = fs::read(&path).unwrap();
        let times = tlog::entries(&read).map(|entry| entry.at).collect();
        (torn, times)
    }

    fn check(bytes: &[u8], torn_at: Option<usize>, seconds: &[i64]) {
        let (torn, times) = continued(bytes);
        assert_eq!(torn.map(|torn| torn.offset as usize), torn_at);
        let seconds = seconds.iter().copied().map(UtcTime::from_secs);
        assert_eq!(times, seconds.collect::<Vec<_>>());
    }

    #[test]
    fn a_log_that_was_cut_at_any_byte_is_continued_after_its_last_whole_record() {
        let log = log(1..=2);
        let one = log.len() / 2;
        for cut in 0..one {
            check(&log[..cut], (cut > 0).then_some(0), &[9]);
            check(&log[..one + cut], (cut > 0).then_some(one), &[1, 9]);
        }
        check(&log, None, &[1, 2, 9]);
    }

    #[test]
    fn a_bad_byte_in_the_middle_of_a_log_does_not_cost_what_comes_after_it() {
        let mut log = log(1..=3);
        let middle = log.len() / 2;
        log[middle] ^= 1;
        check(&log, None, &[1, 3, 9]);
    }

    #[test]
    fn a_long_bad_end_is_kept() {
        let log = [log(1..=1), vec![0; 4096]].concat();
        check(&log, None, &[1, 9]);
    }
}
