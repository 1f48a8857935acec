//! A file that is appended to, record by record, and that never ends a flight.
//!
//! What cannot be written (a full disk, a card that was pulled) is lost, counted and told once;
//! now and then it is tried again. A record is in the file whole or not at all.

use std::collections::VecDeque;
use std::fmt;
use std::fs::File;
use std::io::{self, Write as _};
use std::time::Duration;

use missions::seal::{Held, Running};
use missions::time::UtcTime;
use serde::{Deserialize, Serialize};

/// Between two tries to write to a file that could not be written to.
const AGAIN: Duration = Duration::from_secs(5);
/// A disk without room still takes a short record here and there: it is well again only when it
/// has taken all of them for so long.
const WELL_AFTER: Duration = Duration::from_secs(30);

/// Where bytes are kept: a file, or what a test puts in its place.
pub trait Disk: fmt::Debug + Send {
    /// Adds bytes at the end.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Cuts what is longer than `length` off.
    fn cut(&mut self, length: u64) -> io::Result<()>;
    /// Sees everything onto the disk.
    fn sync(&mut self) -> io::Result<()>;
}

impl Disk for File {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.set_len(length)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

/// What makes disks of files.
pub(super) struct Disks(Box<dyn Fn(File) -> Box<dyn Disk> + Send>);

impl Disks {
    pub(super) fn new(make: impl Fn(File) -> Box<dyn Disk> + Send + 'static) -> Self {
        Self(Box::new(make))
    }

    /// The disk of a file.
    pub(super) fn of(&self, file: File) -> Box<dyn Disk> {
        (self.0)(file)
    }
}

impl fmt::Debug for Disks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Disks").finish_non_exhaustive()
    }
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Trouble {
    /// It cannot be written to any more; what should be in it is being lost.
    Losing {
        /// Which file.
        file: String,
        /// What the operating system says.
        reason: String,
    },
    /// It can be written to again.
    Mended(Lost),
}

/// What a file lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// Which file.
    pub file: String,
    /// When it began, UTC.
    pub from: String,
    /// When it could be written to again; none where it could not.
    pub until: Option<String>,
    /// Records that are not in it.
    pub records: u64,
    /// Why.
    pub reason: String,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            from,
            records,
            reason,
            ..
        } = self;
        write!(f, "{file}: ")?;
        match (records, &self.until) {
            (0, _) => write!(f, "not seen onto the disk at {from}")?,
            (_, Some(until)) => write!(
                f,
                "{records} records between {from} and {until} are missing"
            )?,
            (_, None) => write!(f, "{records} records from {from} on are missing")?,
        }
        write!(f, " ({reason})")
    }
}

/// The file.
#[derive(Debug)]
pub(super) struct Appended {
    name: &'static str,
    disk: Box<dyn Disk>,
    /// What it is with its last whole record.
    whole: Running,
    /// A piece of a record may lie behind that.
    torn: bool,
    gap: Option<Gap>,
    lost: Vec<Lost>,
    news: VecDeque<Trouble>,
}

/// A time in which nothing can be written.
#[derive(Debug)]
struct Gap {
    lost: Lost,
    again: UtcTime,
    /// Since when everything has been taken again.
    good: Option<UtcTime>,
}

impl Appended {
    /// `disk` has these bytes already.
    pub(super) fn new(name: &'static str, disk: Box<dyn Disk>, whole: Running) -> Self {
        Self {
            name,
            disk,
            whole,
            torn: false,
            gap: None,
            lost: Vec::new(),
            news: VecDeque::new(),
        }
    }

    /// Adds one record, or loses it.
    pub(super) fn append(&mut self, now: UtcTime, record: &[u8]) {
        self.append_or_make_room(now, record, || false);
    }

    /// The same; where the disk is full, room may be made once.
    pub(super) fn append_or_make_room(
        &mut self,
        now: UtcTime,
        record: &[u8],
        make_room: impl FnOnce() -> bool,
    ) {
        if let Some(gap) = self.gap.as_mut().filter(|gap| now < gap.again) {
            gap.lost.records += 1;
            return;
        }
        let written = self.write(record).or_else(|error| {
            if is_full(&error) && make_room() {
                self.write(record)
            } else {
                Err(error)
            }
        });
        match written {
            Ok(()) => self.taken(now),
            Err(error) => self.failed(now, 1, &error),
        }
    }

    /// What comes is lost until [`Appended::go_on`], though it might be taken.
    pub(super) fn stop(&mut self, now: UtcTime, why: &'static str) {
        self.failed(now, 0, &io::Error::other(why));
        if let Some(gap) = &mut self.gap {
            gap.again = UtcTime::from_micros(i64::MAX);
        }
    }

    /// It is tried again from now on.
    pub(super) fn go_on(&mut self, now: UtcTime) {
        if let Some(gap) = &mut self.gap {
            gap.again = now;
        }
    }

    /// Sees everything onto the disk; what fails is told as a loss.
    pub(super) fn sync(&mut self, now: UtcTime) {
        if self.gap.is_none()
            && let Err(error) = self.disk.sync()
        {
            self.failed(now, 0, &error);
        }
    }

    /// How many bytes of whole records it has.
    pub(super) const fn bytes(&self) -> u64 {
        self.whole.bytes()
    }

    /// What identifies its whole records.
    pub(super) fn held(&self) -> Held {
        self.whole.held(self.name)
    }

    /// What became of it since the last call.
    pub(super) fn news(&mut self) -> Option<Trouble> {
        self.news.pop_front()
    }

    /// Why it cannot be written to, while it cannot.
    pub(super) fn failing(&self) -> Option<String> {
        let gap = self.gap.as_ref().filter(|gap| gap.good.is_none())?;
        Some(gap.lost.reason.clone())
    }

    /// What it lacks.
    pub(super) fn lost(&self) -> impl Iterator<Item = &Lost> {
        self.lost
            .iter()
            .chain(self.gap.as_ref().map(|gap| &gap.lost))
    }

    fn write(&mut self, record: &[u8]) -> io::Result<()> {
        if self.torn {
            self.disk.cut(self.whole.bytes())?;
        }
        self.torn = true;
        self.disk.append(record)?;
        self.torn = false;
        self.whole.update(record);
        Ok(())
    }

    fn failed(&mut self, now: UtcTime, records: u64, error: &io::Error) {
        if self.torn && self.disk.cut(self.whole.bytes()).is_ok() {
            self.torn = false;
        }
        let (file, reason) = (self.name.to_owned(), error.to_string());
        let gap = self.gap.get_or_insert_with(|| {
            self.news.push_back(Trouble::Losing {
                file: file.clone(),
                reason: reason.clone(),
            });
            let lost = Lost {
                file,
                from: now.to_string(),
                until: None,
                records: 0,
                reason,
            };
            Gap {
                lost,
                again: now,
                good: None,
            }
        });
        gap.lost.records += records;
        gap.again = now + AGAIN;
        gap.good = None;
        gap.lost.until = None;
    }

    fn taken(&mut self, now: UtcTime) {
        let Some(gap) = &mut self.gap else { return };
        let good = *gap.good.get_or_insert(now);
        gap.lost.until = Some(good.to_string());
        if now >= good + WELL_AFTER {
            self.news.push_back(Trouble::Mended(gap.lost.clone()));
            self.lost.push(gap.lost.clone());
            self.gap = None;
        }
    }
}

fn is_full(error: &io::Error) -> bool {
    use io::ErrorKind::{QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::sync::{Arc, Mutex};

    /// A disk with room for so many bytes more; it takes what it has room for and then refuses.
    #[derive(Clone, Debug, Default)]
    pub(crate) struct SmallDisk {
        pub(crate) room: Arc<AtomicU64>,
        pub(crate) holds: Arc<Mutex<Vec<u8>>>,
    }

    impl SmallDisk {
        pub(crate) fn with_room(bytes: u64) -> Self {
            let disk = Self::default();
            disk.room.store(bytes, Ordering::Relaxed);
            disk
        }
    }

    impl Disk for SmallDisk {
        fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
            let room = self.room.load(Ordering::Relaxed);
            let fits = room.min(bytes.len() as u64);
            self.room.store(room - fits, Ordering::Relaxed);
            self.holds.lock().unwrap().extend(&bytes[..fits as usize]);
            if fits < bytes.len() as u64 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            Ok(())
        }

        fn cut(&mut self, length: u64) -> io::Result<()> {
            let mut holds = self.holds.lock().unwrap();
            let freed = holds.len() as u64 - length;
            self.room.fetch_add(freed, Ordering::Relaxed);
            holds.truncate(length as usize);
            Ok(())
        }

        fn sync(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn second(n: i64) -> UtcTime {
        UtcTime::from_secs(1_700_000_000 + n)
    }

    #[test]
    fn a_full_disk_loses_records_tells_once_and_is_tried_again() {
        let disk = SmallDisk::with_room(10);
        let mut file = Appended::new("flight.tlog", Box::new(disk.clone()), Running::default());
        for n in 0..8 {
            file.append(second(n), b"1234");
        }
        assert_eq!(
            *disk.holds.lock().unwrap(),
            b"12341234",
            "no piece of a record"
        );
        let told: Vec<_> = std::iter::from_fn(|| file.news()).collect();
        assert!(
            matches!(&told[..], [Trouble::Losing { file, .. }] if file == "flight.tlog"),
            "{told:?}"
        );
        assert_eq!(
            file.lost().map(|lost| lost.records).collect::<Vec<_>>(),
            [6]
        );

        disk.room.store(1000, Ordering::Relaxed);
        file.append(second(8), b"1234"); // tried at 2 and at 7: not yet
        file.append(second(12), b"5678");
        assert_eq!(*disk.holds.lock().unwrap(), b"123412345678");
        assert_eq!(file.news(), None, "not sure yet");
        file.append(second(42), b"9012");
        let Some(Trouble::Mended(lost)) = file.news() else {
            panic!("not mended");
        };
        assert_eq!(lost.records, 7);
        assert_eq!(
            lost.to_string(),
            "flight.tlog: 7 records between 2023-11-14T22:13:22.000Z and 2023-11-14T22:13:32.000Z are missing (no storage space)"
        );
    }
}
