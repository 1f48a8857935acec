//! Telemetry logs: each frame after the time at which it was heard or said.
//!
//! ```text
//! time (8 bytes, big-endian, µs since 1970) │ frame │ time │ frame │ …
//! ```
//!
//! Source: MAVProxy's and QGroundControl's `.tlog`, as pymavlink's `mavlogfile` reads it.

use super::{Beginning, Frame, begin};
use crate::time::UtcTime;

const TIME: usize = 8;

/// One entry, to be appended to a log.
pub fn entry(at: UtcTime, raw: &[u8]) -> Vec<u8> {
    let mut entry = at.as_micros().to_be_bytes().to_vec();
    entry.extend_from_slice(raw);
    entry
}

/// The entries of a log.
///
/// Damage is passed over byte by byte until a time with a frame after it fits again; how much
/// was passed over is in [`Entries::skipped`].
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    rest: &'a [u8],
    skipped: u64,
}

/// The entries of a log's bytes.
pub const fn entries(bytes: &[u8]) -> Entries<'_> {
    Entries {
        rest: bytes,
        skipped: 0,
    }
}

impl Entries<'_> {
    /// Bytes that belonged to no entry, so far.
    pub const fn skipped(&self) -> u64 {
        self.skipped
    }
}

impl Iterator for Entries<'_> {
    type Item = (UtcTime, Frame);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (time, after) = self.rest.split_first_chunk::<TIME>()?;
            if let Beginning::Frame(frame) = begin(after) {
                self.rest = &after[frame.raw.len()..];
                return Some((UtcTime::from_micros(i64::from_be_bytes(*time)), frame));
            }
            self.rest = &self.rest[1..];
            self.skipped += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::dialect::{MavMessage, SYSTEM_TIME_DATA};
    use crate::link::wire::Writer;
    use crate::link::{Endpoint, Transmit};

    fn log(count: u32) -> Vec<u8> {
        let mut writer = Writer::new();
        let one = |n: u32| {
            let message = MavMessage::SYSTEM_TIME(SYSTEM_TIME_DATA {
                time_unix_usec: 1,
                time_boot_ms: n,
            });
            let raw = writer.frame(&Transmit::new(Endpoint::new(1, 1), message));
            entry(UtcTime::from_secs(1_700_000_000 + i64::from(n)), &raw)
        };
        (0..count).flat_map(one).collect()
    }

    #[test]
    fn what_was_written_is_read() {
        let log = log(3);
        let read: Vec<_> = entries(&log).collect();
        assert_eq!(read.len(), 3);
        assert_eq!(read[2].0, UtcTime::from_secs(1_700_000_002));
        assert_eq!(read[2].1.sequence, 2);
    }

    #[test]
    fn damage_costs_only_the_entry_that_it_hit() {
        let mut log = log(3);
        let middle = log.len() / 2;
        log[middle] ^= 0x55;
        let mut entries = entries(&log);
        let times: Vec<_> = entries
            .by_ref()
            .map(|(at, _)| at.as_micros() / 1_000_000)
            .collect();
        assert_eq!(times, [1_700_000_000, 1_700_000_002]);
        assert!(entries.skipped() > 0);
    }

    #[test]
    fn a_log_cut_anywhere_gives_the_entries_before_the_cut() {
        let log = log(4);
        for cut in 0..log.len() {
            let whole = cut / (log.len() / 4);
            assert!(entries(&log[..cut]).count() <= whole + 1, "{cut}");
        }
    }
}
