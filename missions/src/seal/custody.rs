//! `custody.jsonl`: how far the files had come while they were written, one signed entry a line.
//!
//! ```text
//! line n:  {"event":…,"files":[{"bytes":…,"file":…,"sha256":…},…],"form":"shearwater-custody/1",
//!           "key":…,"number":n,"previous":SHA-256 of line n-1,"signature":…,"utc":…}
//! ```
//!
//! Each line is in the canonical form; signed are its bytes without the member `signature`. An entry
//! holds the *first* bytes of each file that it names: files that are appended to go on growing, and
//! what comes after the last entry is held by nothing.

use serde::{Deserialize, Serialize};

use super::canonical::{CanonicalError, canonical};
use super::digest::{Held, Sha256Sum};
use super::key::{EvidenceKey, PublicKey, Signature};

/// The one form that there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Form {
    #[serde(rename = "shearwater-custody/1")]
    One,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    form: Form,
    /// Which it is, from 1.
    pub number: u64,
    /// When, by the clock of who wrote it.
    pub utc: String,
    /// Why there is an entry now.
    pub event: String,
    /// SHA-256 of the line before, without its end; none at the first.
    pub previous: Option<Sha256Sum>,
    /// Who signed.
    pub key: PublicKey,
    /// The first bytes of these files.
    pub files: Vec<Held>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    entry: Entry,
    signature: Signature,
}

/// What writes entries, one after the other.
#[derive(Debug)]
pub struct Chain {
    key: EvidenceKey,
    number: u64,
    previous: Option<Sha256Sum>,
}

impl Chain {
    /// Goes on after the lines of a log, which may be empty.
    pub fn after(key: EvidenceKey, log: &[u8]) -> Self {
        let mut chain = Self {
            key,
            number: 0,
            previous: None,
        };
        lines(log).for_each(|line| chain.wrote(line));
        chain
    }

    /// The key that signs.
    pub const fn key(&self) -> &EvidenceKey {
        &self.key
    }

    /// How many entries there are.
    pub const fn entries(&self) -> u64 {
        self.number
    }

    /// The next line, with its end. It is part of the chain once [`Chain::wrote`] was told.
    pub fn entry(
        &self,
        utc: &str,
        event: &str,
        files: Vec<Held>,
    ) -> Result<Vec<u8>, CanonicalError> {
        let entry = Entry {
            form: Form::One,
            number: self.number + 1,
            utc: utc.to_owned(),
            event: event.to_owned(),
            previous: self.previous,
            key: self.key.public(),
            files,
        };
        let signature = self.key.sign(&canonical(&entry)?);
        let mut line = canonical(&Line { entry, signature })?;
        line.push(b'\n');
        Ok(line)
    }

    /// A line is in the log.
    pub fn wrote(&mut self, line: &[u8]) {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        self.number += 1;
        self.previous = Some(Sha256Sum::of(line));
    }
}

/// A log that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// The lines, in order.
    pub places: Vec<Place>,
    /// Where a line begins that has no end.
    pub torn: Option<u64>,
}

/// A line of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which line, from 1.
    pub line: u64,
    /// The entry, or what is wrong with the line.
    pub entry: Result<Entry, &'static str>,
}

impl Log {
    /// Reads a log; what is wrong stands at its place.
    pub fn read(log: &[u8]) -> Self {
        let mut previous = None;
        let places = lines(log).zip(1..).map(|(line, number)| Place {
            line: number,
            entry: read(line, number, previous.replace(Sha256Sum::of(line))),
        });
        let places = places.collect();
        let whole = log
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        Self {
            places,
            torn: (whole < log.len()).then_some(whole as u64),
        }
    }

    /// The entries that hold.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.places
            .iter()
            .filter_map(|place| place.entry.as_ref().ok())
    }
}

/// The lines that have an end, without it.
fn lines(log: &[u8]) -> impl Iterator<Item = &[u8]> {
    log.split_inclusive(|byte| *byte == b'\n')
        .filter_map(|line| line.strip_suffix(b"\n"))
}

fn read(line: &[u8], number: u64, previous: Option<Sha256Sum>) -> Result<Entry, &'static str> {
    let read: Line = serde_json::from_slice(line).map_err(|_json| "it is no entry")?;
    let bytes =
        |document: Result<Vec<u8>, CanonicalError>| document.map_err(|_number| "it is no entry");
    if bytes(canonical(&read))? != line {
        return Err("it is not in the canonical form of an entry");
    }
    let Line { entry, signature } = read;
    if !entry.key.has_signed(&bytes(canonical(&entry))?, signature) {
        return Err("its signature is not of its content and its key");
    }
    if entry.number != number {
        return Err("its number is not that of its line");
    }
    if entry.previous != previous {
        return Err("it does not follow the line before it");
    }
    Ok(entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u8) -> EvidenceKey {
        EvidenceKey::from_seed([n; 32])
    }

    fn grown(chain: &mut Chain, log: &mut Vec<u8>, events: &[&str]) {
        for event in events {
            let files = vec![Held::of("flight.tlog", event.as_bytes())];
            let line = chain.entry("2026-11-22T07:00:00.000Z", event, files);
            let line = line.unwrap();
            chain.wrote(&line);
            log.extend(line);
        }
    }

    fn log() -> Vec<u8> {
        let (mut log, mut chain) = (Vec::new(), Chain::after(key(1), b""));
        grown(&mut chain, &mut log, &["begun", "flying", "closed"]);
        log
    }

    fn faults(log: &[u8]) -> Vec<u64> {
        let places = Log::read(log).places;
        let bad = places.iter().filter(|place| place.entry.is_err());
        bad.map(|place| place.line).collect()
    }

    #[test]
    fn a_chain_holds_and_is_carried_on_by_the_next_program() {
        let mut log = log();
        assert!(faults(&log).is_empty());
        log.extend(b"{\"torn\":");
        assert!(Log::read(&log).torn.is_some());
        log.truncate(Log::read(&log).torn.unwrap() as usize);
        let mut chain = Chain::after(key(2), &log);
        grown(&mut chain, &mut log, &["carried on"]);
        assert!(faults(&log).is_empty(), "{:?}", Log::read(&log));
        assert_eq!(Log::read(&log).entries().count(), 4);
    }

    #[test]
    fn every_changed_byte_is_found_at_its_line() {
        let log = log();
        for at in 0..log.len() {
            let mut other = log.clone();
            other[at] ^= 0x04;
            let line = log[..at].split(|byte| *byte == b'\n').count() as u64;
            let found = faults(&other);
            let torn = Log::read(&other).torn.is_some();
            assert!(found.contains(&line) || torn, "byte {at}: {found:?}");
        }
    }

    #[test]
    fn a_line_that_is_left_out_moved_or_put_in_is_found() {
        let log = log();
        let lines: Vec<_> = log.split_inclusive(|byte| *byte == b'\n').collect();
        let check = |order: &[usize], bad: &[u64]| {
            let other: Vec<u8> = order.iter().flat_map(|n| lines[*n]).copied().collect();
            assert_eq!(faults(&other), bad, "{order:?}");
        };
        check(&[0, 1, 2], &[]);
        check(&[0, 2], &[2]);
        check(&[1, 2], &[1, 2]);
        check(&[0, 2, 1], &[2, 3]);
        check(&[0, 0, 1, 2], &[2, 3, 4]);
        // What only a seal or a note elsewhere finds.
        check(&[0, 1], &[]);
        check(&[], &[]);
    }
}
