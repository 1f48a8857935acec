//! Recorded conversations of a ground station with a real ArduCopter 4.7-dev and a real PX4, for
//! tests: a cut of each that is kept with the tests (`tests/recordings`), and the whole one where
//! the shared data is there.

use std::io::Write as _;

use super::wire::{Frame, tlog};
use super::{Endpoint, dialect::MavMessage};
use crate::time::{BootTime, UtcTime};

/// A survey with fence and rally points, all read back; commands; a return; the list of logs.
pub(crate) const COPTER: &str = "copter-survey-both.tlog";
/// A mission that leaves the fence, and the return that follows; the vehicle's half alone.
pub(crate) const BREACH: &str = "copter-fence-breach-rtl.tlog";
/// A mission with pictures, read back and flown; a return.
pub(crate) const PX4: &str = "px4-sih-mission.tlog";

/// A message of a recording: when, from whom, what.
pub(crate) type Said = (BootTime, Endpoint, MavMessage);

/// A recording's bytes.
pub(crate) struct Recording {
    pub(crate) bytes: Vec<u8>,
    /// Nothing was cut out of it.
    pub(crate) is_whole: bool,
}

/// The cut of a recording, and the whole one, or a word that it is not there.
pub(crate) fn recordings(name: &str) -> Vec<Recording> {
    let here = env!("CARGO_MANIFEST_DIR");
    let cut = std::fs::read(format!("{here}/tests/recordings/{name}")).unwrap();
    let mut recordings = vec![Recording {
        bytes: cut,
        is_whole: false,
    }];
    let path = format!("{here}/../../shared/data/autopilots/{name}");
    match std::fs::read(&path) {
        Ok(bytes) => recordings.push(Recording {
            bytes,
            is_whole: true,
        }),
        Err(_) => writeln!(std::io::stderr(), "skipped: there is no {path}").unwrap(),
    }
    recordings
}

impl Recording {
    pub(crate) fn frames(&self) -> Vec<(UtcTime, Frame)> {
        let entries = tlog::entries(&self.bytes);
        entries.map(|entry| (entry.at, entry.frame)).collect()
    }

    /// The messages that are understood, with the time since the recording began.
    pub(crate) fn said(&self) -> Vec<Said> {
        let frames = self.frames();
        let start = frames[0].0.as_micros();
        let said = |(at, frame): (UtcTime, Frame)| {
            let micros = at.as_micros().saturating_sub(start);
            let now = BootTime::from_micros(u64::try_from(micros).unwrap_or(0));
            let message = frame.message()?.clone();
            Some((now, frame.from, message))
        };
        frames.into_iter().filter_map(said).collect()
    }
}

#[test]
fn a_cut_is_made_of_whole_pieces_of_its_recording_in_its_order() {
    for name in [COPTER, BREACH, PX4] {
        let both = recordings(name);
        let [cut, whole] = &both[..] else { return };
        let mut whole = whole.frames().into_iter();
        for (at, piece) in cut.frames() {
            let is_it = |(then, frame): (UtcTime, Frame)| then == at && frame.raw == piece.raw;
            assert!(whole.any(is_it), "{name}: {at} {piece:?}");
        }
    }
}
