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
//! ├── summary.json     figures and SHA-256 of each file; its presence means: closed
//! └── onboard.lock     who writes here; goes when the flight is closed
//! ```
//!
//! What the files say is made elsewhere; this keeps bytes safe.

mod appended;
mod journal;
mod lock;
mod tlog;

pub use appended::{Disk, Lost, Trouble};

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use missions::link::wire;
use missions::time::UtcTime;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use appended::Appended;
use lock::{LOCK, Lock};

/// The file whose presence means that the flight is closed.
pub const SUMMARY: &str = "summary.json";
/// The events.
pub const EVENTS: &str = "events.jsonl";
/// The frames.
pub const TLOG: &str = "flight.tlog";

/// Why a folder could not be used.
#[derive(Debug, Error)]
pub enum FolderError {
    /// The operating system refused.
    #[error("cannot {act} {path}")]
    Io {
        /// What was attempted.
        act: &'static str,
        /// On which file.
        path: PathBuf,
        /// Its reason.
        source: io::Error,
    },
    /// A finished flight is evidence and is not written to.
    #[error(
        "the flight in this folder is finished (it has a {SUMMARY}); name another folder instead of {0}"
    )]
    Finished(PathBuf),
    /// Another program writes to it, and commands the vehicle.
    #[error(
        "the flight folder {dir} is in use by {holder}; end that program first, or name another folder"
    )]
    Taken {
        /// Which folder.
        dir: PathBuf,
        /// Who has it: `process 4711`.
        holder: String,
    },
    /// Something could not be put into words of JSON.
    #[error("cannot write {name} as JSON")]
    Json {
        /// Which file.
        name: String,
        /// Why.
        source: serde_json::Error,
    },
}

/// A flight folder that is being written.
#[derive(Debug)]
pub struct Folder {
    dir: PathBuf,
    tlog: Appended,
    journal: Appended,
    /// The last line of the events has no end yet.
    unended: bool,
    _lock: Lock,
}

/// What was found in a folder when it was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Found {
    /// An unfinished flight was there and is continued.
    pub continued: bool,
    /// Files whose last piece was torn off when the program was killed.
    pub torn: Vec<Torn>,
}

/// The last piece of a file, not completely written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Torn {
    /// Which file.
    pub file: &'static str,
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
        disk: impl Fn(File) -> Box<dyn Disk>,
    ) -> Result<(Self, Found), FolderError> {
        let finished = || dir.join(SUMMARY).exists();
        let refuse = || Err(FolderError::Finished(dir.to_path_buf()));
        if finished() {
            return refuse();
        }
        fs::create_dir_all(dir).map_err(failed("create the folder", dir))?;
        let lock = Lock::take(dir)?;
        if finished() {
            return refuse(); // closed between the look and the lock
        }
        let (tlog, journal) = (dir.join(TLOG), dir.join(EVENTS));
        let continued = journal.exists();
        let torn_tlog = tlog::torn(&tlog).map_err(failed("read", &tlog))?;
        let torn_journal = journal::torn(&journal).map_err(failed("read", &journal))?;
        let open = |path: &Path, cut: Option<&Torn>| {
            let file = File::options().create(true).append(true).open(path);
            let file = file.map_err(failed("open", path))?;
            if let Some(torn) = cut {
                file.set_len(torn.offset).map_err(failed("cut", path))?;
            }
            let length = file.metadata().map_err(failed("open", path))?.len();
            Ok::<_, FolderError>((disk(file), length))
        };
        let (tlog_disk, tlog_length) = open(&tlog, torn_tlog.as_ref())?;
        let (journal_disk, journal_length) = open(&journal, None)?;
        let folder = Self {
            dir: dir.to_path_buf(),
            tlog: Appended::new(TLOG, tlog_disk, tlog_length),
            journal: Appended::new(EVENTS, journal_disk, journal_length),
            unended: torn_journal.is_some(),
            _lock: lock,
        };
        let torn = torn_tlog.into_iter().chain(torn_journal).collect();
        Ok((folder, Found { continued, torn }))
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
        self.journal.append(now, &line);
        self.journal.sync(now);
    }

    /// Sees the frames onto the disk; a killed program loses none even without it, a failing
    /// power supply loses those since the last time.
    pub fn sync(&mut self, now: UtcTime) {
        self.tlog.sync(now);
    }

    /// A file that could no longer be written to, or can be again, since the last call.
    pub fn trouble(&mut self) -> Option<Trouble> {
        self.tlog.news().or_else(|| self.journal.news())
    }

    /// Why events cannot be written, while they cannot.
    pub fn unrecorded(&self) -> Option<String> {
        self.journal.failing()
    }

    /// What frames and events lack.
    pub fn lost(&self) -> impl Iterator<Item = &Lost> {
        self.tlog.lost().chain(self.journal.lost())
    }

    /// Writes a file, whole or not at all.
    pub fn keep(&self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        let path = self.dir.join(name);
        let half = self.dir.join(format!("{name}.part"));
        let kept = write_whole(&half, bytes)
            .and_then(|()| fs::rename(&half, &path).map_err(failed("put in place", &path)));
        if kept.is_err() && half.exists() {
            fs::remove_file(&half).map_err(failed("remove", &half))?;
        }
        kept?;
        let dir = File::open(&self.dir).map_err(failed("open", &self.dir))?;
        dir.sync_all().map_err(failed("sync", &self.dir))
    }

    /// Writes a file as indented JSON, whole or not at all.
    pub fn keep_json(&self, name: &str, value: &impl Serialize) -> Result<(), FolderError> {
        let json = |source| FolderError::Json {
            name: name.to_owned(),
            source,
        };
        let mut bytes = serde_json::to_vec_pretty(value).map_err(json)?;
        bytes.push(b'\n');
        self.keep(name, &bytes)
    }

    /// Reads a file of the folder; `None` where it is not there.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, FolderError> {
        let path = self.dir.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("read", &path)(error)),
        }
    }

    /// Name, size and SHA-256 of each file, in the order of their names.
    pub fn hashes(&self) -> Result<Vec<Hashed>, FolderError> {
        let entries = fs::read_dir(&self.dir).map_err(failed("list", &self.dir))?;
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(failed("list", &self.dir))?;
            if entry.file_type().is_ok_and(|kind| kind.is_file()) && entry.file_name() != LOCK {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        names.sort_unstable();
        names.iter().map(|name| self.hash(name)).collect()
    }

    fn hash(&self, name: &str) -> Result<Hashed, FolderError> {
        let path = self.dir.join(name);
        let mut file = File::open(&path).map_err(failed("open", &path))?;
        let mut hasher = Sha256::new();
        let mut size = 0;
        let mut piece = vec![0; 1 << 16];
        loop {
            let n = file.read(&mut piece).map_err(failed("read", &path))?;
            let Some(read) = piece.get(..n).filter(|read| !read.is_empty()) else {
                break;
            };
            hasher.update(read);
            size += n as u64;
        }
        Ok(Hashed {
            file: name.to_owned(),
            bytes: size,
            sha256: hex(&hasher.finalize()),
        })
    }
}

/// A file and what identifies its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hashed {
    /// Its name.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
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
            fs::remove_file(self.dir.join(LOCK)).unwrap_or_default();
        }
    }
}

fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), FolderError> {
    let mut file = File::create(path).map_err(failed("create", path))?;
    file.write_all(bytes).map_err(failed("write", path))?;
    file.sync_all().map_err(failed("sync", path))
}

fn failed(act: &'static str, path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    let path = path.to_path_buf();
    move |source| FolderError::Io { act, path, source }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        for digit in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(u32::from(digit), 16));
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame as it was on the wire: the first heartbeat of a real ArduCopter.
    const HEARTBEAT: [u8; 21] = [
        0xFD, 9, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 2, 3, 0x59, 1, 3, 0x82, 0xC2,
    ];

    /// The value that FIPS 180-2, appendix B.1, gives for "abc".
    #[test]
    fn files_are_hashed_with_sha_256() {
        let dir = tempfile::tempdir().unwrap();
        let (folder, _) = Folder::open(dir.path()).unwrap();
        folder.keep("abc", b"abc").unwrap();
        let hashes = folder.hashes().unwrap();
        let abc = hashes.iter().find(|hashed| hashed.file == "abc").unwrap();
        assert_eq!(
            abc.sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(abc.bytes, 3);
    }

    #[test]
    fn a_finished_flight_is_not_written_to() {
        let dir = tempfile::tempdir().unwrap();
        let (folder, _) = Folder::open(dir.path()).unwrap();
        folder.keep_json(SUMMARY, &"done").unwrap();
        let error = Folder::open(dir.path()).unwrap_err();
        assert!(matches!(error, FolderError::Finished(_)), "{error}");
    }

    #[test]
    fn a_file_is_there_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let (folder, _) = Folder::open(dir.path()).unwrap();
        folder.keep("plan.plan", b"first").unwrap();
        folder.keep("plan.plan", b"second").unwrap();
        assert_eq!(folder.read("plan.plan").unwrap().unwrap(), b"second");
        assert_eq!(folder.read("plan.plan.part").unwrap(), None);
    }

    #[test]
    fn the_next_flight_of_a_plan_goes_to_the_first_folder_that_is_not_finished() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(next_in(root.path()), root.path().join("001"));
        let (folder, _) = Folder::open(&next_in(root.path())).unwrap();
        assert_eq!(next_in(root.path()), root.path().join("001"));
        folder.keep_json(SUMMARY, &"done").unwrap();
        assert_eq!(next_in(root.path()), root.path().join("002"));
    }

    #[test]
    fn a_flight_that_was_killed_is_continued_without_losing_a_line() {
        let dir = tempfile::tempdir().unwrap();
        let (mut folder, found) = Folder::open(dir.path()).unwrap();
        assert_eq!(found, Found::default());
        let now = UtcTime::from_secs(1);
        folder.event(now, &"armed");
        folder.frame(now, &HEARTBEAT);
        drop(folder);
        let (mut folder, found) = Folder::open(dir.path()).unwrap();
        assert!(found.continued && found.torn.is_empty(), "{found:?}");
        folder.event(now, &"landed");
        let events = folder.read(EVENTS).unwrap().unwrap();
        assert_eq!(events, b"\"armed\"\n\"landed\"\n");
    }
}
