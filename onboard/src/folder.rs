//! The flight folder: what is left of a flight, usable at every moment of it.
//!
//! ```text
//! DIR/
//! ├── plan.plan        what was to be flown            written once, whole or not at all
//! ├── mission.toml     the mission file, if there was one          "
//! ├── flight.tlog      every frame, both directions    appended; the torn end is cut on resume
//! ├── events.jsonl     what happened, one line each    appended; a torn line is closed and noted
//! ├── track.geojson    where it flew                   written at the end, from flight.tlog
//! ├── coverage.json    what was seen of what was asked             "
//! ├── flight.svg       plan and track                              "
//! ├── report.html      all of it, for people                       "
//! ├── custody.jsonl    how far frames and events had come, signed   appended, every 30 s
//! ├── seal.pem         the public key                  written at the end
//! ├── seal.json        every file with its SHA-256                 "
//! ├── seal.sig         its signature                               "
//! ├── summary.json     figures and SHA-256 of each file; its presence means: closed
//! ├── onboard.reserve  room for the end of a flight that fills the disk; goes when it is closed
//! └── onboard.lock     who writes here; goes when the flight is closed
//! ```
//!
//! What the files say is made elsewhere; this keeps bytes safe.

mod appended;
mod custody;
mod doubt;
mod error;
mod hashed;
mod journal;
mod leftover;
mod lock;
mod regular;
mod reserve;
mod sealing;
mod sighting;
mod tlog;

pub use appended::{Disk, Lost, Trouble};
pub use doubt::Doubt;
pub use error::FolderError;
pub(crate) use hashed::hex;
pub use sealing::BEGINNINGS;
pub use sighting::{NAMES, sight};

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use missions::link::wire;
use missions::seal::{Held, SEAL, SIGNATURE};
use missions::time::UtcTime;
use serde::{Deserialize, Serialize};

use appended::{Appended, Disks};
use custody::Custody;
use error::failed;
use lock::{LOCK, Lock};
use reserve::{RESERVE, Reserve};

/// The file whose presence means that the flight is closed.
pub const SUMMARY: &str = "summary.json";
/// The events.
pub const EVENTS: &str = "events.jsonl";
/// The frames.
pub const TLOG: &str = "flight.tlog";

/// What is no evidence.
const OURS: [&str; 2] = [LOCK, RESERVE];
/// What is written last, each with what it says of the files before it.
const OF_THE_END: [&str; 3] = [SEAL, SIGNATURE, SUMMARY];
/// While frames wait for room, it is looked for this often.
const LOOK: Duration = Duration::from_secs(30);
/// Why frames are not written, though there is room again.
const KEPT_FOR_EVENTS: &str = "the disk is full, and what room is left is the events'";

/// A flight folder that is being written.
#[derive(Debug)]
pub struct Folder {
    dir: PathBuf,
    tlog: Appended,
    journal: Appended,
    /// The last line of the events has no end yet.
    unended: bool,
    disks: Disks,
    reserve: Reserve,
    /// Frames wait for room, which is looked for then.
    look: Option<UtcTime>,
    /// None where nothing is signed.
    custody: Option<Custody>,
    _lock: Lock,
}

/// What was found in a folder when it was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Found {
    /// An unfinished flight was there and is continued.
    pub continued: bool,
    /// Files whose last piece was torn off when the program was killed.
    pub torn: Vec<Torn>,
    /// What its custody log does not hold, or holds otherwise.
    pub doubts: Vec<Doubt>,
    /// Files that a program was still writing when it was killed; they were removed.
    pub leftovers: Vec<Held>,
}

/// The last piece of a file, not completely written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Torn {
    /// Which file.
    pub file: String,
    /// Where the piece begins.
    pub offset: u64,
    /// Its bytes, in hexadecimal.
    pub bytes: String,
}

impl Folder {
    /// Opens a folder, new or of an unfinished flight.
    pub fn open(dir: &Path) -> Result<(Self, Found), FolderError> {
        Self::open_on(dir, |file| Box::new(file))
    }

    /// The same with frames and events on other disks, which a test makes of the files.
    pub fn open_on(
        dir: &Path,
        disk: impl Fn(File) -> Box<dyn Disk> + Send + 'static,
    ) -> Result<(Self, Found), FolderError> {
        let finished = || dir.join(SUMMARY).exists();
        let refuse = || Err(FolderError::Finished(dir.to_path_buf()));
        if finished() {
            leftover::tidy(dir);
            return refuse();
        }
        fs::create_dir_all(dir).map_err(failed("create the folder", dir))?;
        regular::only_files(dir)?;
        let lock = Lock::take(dir)?;
        if finished() {
            return refuse(); // closed between the look and the lock
        }
        doubt::all_there(dir)?;
        let leftovers = leftover::remove(dir)?;
        let disks = Disks::new(disk);
        let (tlog, journal) = (dir.join(TLOG), dir.join(EVENTS));
        // Without its events, too, the frames may be those of a flight.
        let has_frames = fs::metadata(&tlog).is_ok_and(|about| about.len() > 0);
        let continued = journal.exists() || has_frames;
        let torn_tlog = tlog::torn(&tlog).map_err(failed("read", &tlog))?;
        let torn_journal = journal::torn(&journal).map_err(failed("read", &journal))?;
        let open = |path: &Path, cut: Option<&Torn>| {
            let file = regular::options().create(true).append(true).open(path);
            let file = file.map_err(failed("open", path))?;
            if let Some(torn) = cut {
                file.set_len(torn.offset).map_err(failed("cut", path))?;
            }
            let whole = hashed::running_of(path)?;
            Ok::<_, FolderError>((disks.of(file), whole))
        };
        let (tlog_disk, tlog_whole) = open(&tlog, torn_tlog.as_ref())?;
        let (journal_disk, journal_whole) = open(&journal, None)?;
        let folder = Self {
            dir: dir.to_path_buf(),
            tlog: Appended::new(TLOG, tlog_disk, tlog_whole),
            journal: Appended::new(EVENTS, journal_disk, journal_whole),
            unended: torn_journal.is_some(),
            reserve: Reserve::take(dir, &disks),
            disks,
            look: None,
            custody: None,
            _lock: lock,
        };
        let torn = torn_tlog.into_iter().chain(torn_journal).collect();
        let found = Found {
            continued,
            torn,
            leftovers,
            doubts: Vec::new(),
        };
        Ok((folder, found))
    }

    /// Where it is.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Adds a frame, as it was on the wire; what cannot be written is lost and told.
    pub fn frame(&mut self, now: UtcTime, frame: &[u8]) {
        self.tlog.append(now, &wire::tlog::entry(now, frame));
    }

    /// Adds a line to the events and sees it onto the disk; what cannot be written is lost and
    /// told.
    pub fn event(&mut self, now: UtcTime, event: &impl Serialize) {
        let mut line = journal::line(event);
        if std::mem::take(&mut self.unended) {
            line.insert(0, b'\n');
        }
        let (tlog, reserve, disks) = (&mut self.tlog, &self.reserve, &self.disks);
        let mut look = self.look;
        self.journal.append_or_make_room(now, &line, || {
            let lent = reserve.lend(disks);
            if lent {
                tlog.stop(now, KEPT_FOR_EVENTS);
                look = Some(now + LOOK);
            }
            lent
        });
        self.look = look;
        self.journal.sync(now);
    }

    /// Sees the frames onto the disk; a killed program loses none even without it, a failing
    /// power supply loses those since the last time.
    pub fn sync(&mut self, now: UtcTime) {
        self.tlog.sync(now);
        if self.look.is_some_and(|at| now >= at) {
            let filled = self.reserve.fill(&self.disks);
            self.look = filled.err().map(|_full| now + LOOK);
            if self.look.is_none() {
                self.tlog.go_on(now);
            }
        }
        if let Some(custody) = self.custody.as_mut().filter(|custody| custody.is_due(now)) {
            let files = vec![self.journal.held(), self.tlog.held()];
            custody.hold(now, "while it flies", files);
        }
    }

    /// A file that could no longer be written to, or can be again, since the last call.
    pub fn trouble(&mut self) -> Option<Trouble> {
        let custody = self.custody.as_mut();
        self.tlog
            .news()
            .or_else(|| self.journal.news())
            .or_else(|| custody?.log().news())
    }

    /// Why events cannot be written, while they cannot.
    pub fn unrecorded(&self) -> Option<String> {
        self.journal.failing()
    }

    /// What frames, events and custody log lack.
    pub fn lost(&self) -> impl Iterator<Item = &Lost> {
        let custody = self.custody.iter().flat_map(Custody::lost);
        self.tlog.lost().chain(self.journal.lost()).chain(custody)
    }

    /// Writes a file, whole or not at all.
    pub fn keep(&self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        let path = self.dir.join(name);
        let half = self.dir.join(format!("{name}.part"));
        let kept = self
            .write_whole(&half, bytes)
            .and_then(|()| fs::rename(&half, &path).map_err(failed("put in place", &path)));
        if kept.is_err() && half.exists() {
            fs::remove_file(&half).map_err(failed("remove", &half))?;
        }
        kept?;
        let dir = File::open(&self.dir).map_err(failed("open", &self.dir))?;
        dir.sync_all().map_err(failed("sync", &self.dir))
    }

    fn write_whole(&self, path: &Path, bytes: &[u8]) -> Result<(), FolderError> {
        let mut options = regular::options();
        let file = options.write(true).create(true).truncate(true).open(path);
        let file = file.map_err(failed("create", path))?;
        let mut disk = self.disks.of(file);
        let written = disk.append(bytes).map_err(failed("write", path));
        if written.is_err() {
            disk.cut(0).map_err(failed("cut", path))?;
        }
        written?;
        disk.sync().map_err(failed("sync", path))
    }

    /// Gives away the room that was kept for the end of the flight.
    pub fn make_room(&self) -> Result<(), FolderError> {
        let path = self.dir.join(RESERVE);
        let given = self.reserve.give_up(&self.disks);
        given.map_err(failed("remove", &path))
    }

    /// Writes the summary, with the room that was kept for it: the flight is closed.
    pub fn close(&self, summary: &impl Serialize) -> Result<(), FolderError> {
        self.make_room()?;
        self.keep_json(SUMMARY, summary)
    }

    /// Writes a file as indented JSON, whole or not at all.
    pub fn keep_json(&self, name: &str, value: &impl Serialize) -> Result<(), FolderError> {
        self.keep(name, &json(name, value)?)
    }

    /// Reads a file of the folder; `None` where it is not there.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, FolderError> {
        peek(&self.dir, name)
    }

    /// Name, size and SHA-256 of each file, in the order of their names; not of the seal's own.
    pub fn hashes(&self) -> Result<Vec<Held>, FolderError> {
        let entries = fs::read_dir(&self.dir).map_err(failed("list", &self.dir))?;
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(failed("list", &self.dir))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type().is_ok_and(|kind| kind.is_file())
                && !OURS.contains(&&*name)
                && !OF_THE_END.contains(&&*name)
                && !leftover::is_one(&name)
            {
                names.push(name);
            }
        }
        names.sort_unstable();
        names
            .iter()
            .map(|name| hashed::of(&self.dir, name))
            .collect()
    }
}

/// The bytes of a JSON file.
fn json(name: &str, value: &impl Serialize) -> Result<Vec<u8>, FolderError> {
    let failed = |source| FolderError::Json {
        name: name.to_owned(),
        source,
    };
    let mut bytes = serde_json::to_vec_pretty(value).map_err(failed)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Reads a file of a folder that is not opened, and touches nothing; `None` where it is not there.
pub fn peek(dir: &Path, name: &str) -> Result<Option<Vec<u8>>, FolderError> {
    regular::read(&dir.join(name))
}

/// The folder for the next flight of a plan under `root`: the last one where it is unfinished,
/// the next number otherwise.
pub fn next_in(root: &Path) -> PathBuf {
    let number = (1..u32::MAX).find(|n| !root.join(format!("{n:03}")).join(SUMMARY).exists());
    root.join(format!("{:03}", number.unwrap_or(u32::MAX)))
}

/// A closed folder holds evidence only. Whoever still waits for the lock finds the summary.
impl Drop for Folder {
    fn drop(&mut self) {
        if self.dir.join(SUMMARY).exists() {
            for name in OURS {
                fs::remove_file(self.dir.join(name)).unwrap_or_default();
            }
        }
    }
}

#[cfg(test)]
mod sealed_tests;
#[cfg(test)]
mod tests;
