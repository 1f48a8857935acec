//! A folder as it is opened, written, torn, carried on and closed.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::*;

/// A frame as it was on the wire: the first heartbeat of a real ArduCopter.
const HEARTBEAT: [u8; 21] = [
    0xFD, 9, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 2, 3, 0x59, 1, 3, 0x82, 0xC2,
];

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

/// A disk of so many bytes, which all files of a folder share.
fn small_disk(room: u64) -> impl Fn(File) -> Box<dyn Disk> + Send + 'static {
    let room = Arc::new(AtomicU64::new(room));
    move |file| {
        let room = Arc::clone(&room);
        Box::new(Shared { file, room })
    }
}

#[derive(Debug)]
struct Shared {
    file: File,
    room: Arc<AtomicU64>,
}

impl Disk for Shared {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let room = self.room.load(Ordering::Relaxed);
        let fits = room.min(bytes.len() as u64);
        self.room.store(room - fits, Ordering::Relaxed);
        self.file.append(&bytes[..fits as usize])?;
        if fits < bytes.len() as u64 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        let freed = self.file.metadata()?.len().saturating_sub(length);
        self.room.fetch_add(freed, Ordering::Relaxed);
        self.file.cut(length)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.file.sync()
    }
}

fn lines(folder: &Folder) -> usize {
    let events = folder.read(EVENTS).unwrap().unwrap();
    String::from_utf8(events).unwrap().lines().count()
}

#[test]
fn a_full_disk_has_room_for_the_events_and_the_summary() {
    let dir = tempfile::tempdir().unwrap();
    let disk = small_disk(reserve::SIZE + 1000);
    let (mut folder, _) = Folder::open_on(dir.path(), disk).unwrap();
    let second = |n: i64| UtcTime::from_secs(1_795_327_200 + n);
    for n in 0..300 {
        folder.frame(second(n), &HEARTBEAT);
        folder.event(second(n), &"something happens to the vehicle");
        folder.sync(second(n));
    }
    assert_eq!(lines(&folder), 300, "no event is lost");
    assert_eq!(folder.unrecorded(), None);
    let lost: Vec<_> = folder.lost().map(ToString::to_string).collect();
    assert!(
        matches!(&lost[..], [lost] if lost.starts_with("flight.tlog: ")),
        "{lost:?}"
    );
    let large = vec![b'x'; 200_000];
    folder.keep("track.geojson", &large).unwrap_err();
    let hashed = folder.hashes().unwrap();
    assert!(hashed.iter().all(|hashed| hashed.file != RESERVE));
    folder.close(&"x".repeat(50_000)).unwrap();
    drop(folder);
    assert!(dir.path().join(SUMMARY).exists());
    assert!(!dir.path().join(RESERVE).exists());
}

#[test]
fn frames_are_written_again_when_somebody_makes_room() {
    let dir = tempfile::tempdir().unwrap();
    let room = Arc::new(AtomicU64::new(reserve::SIZE + 100));
    let shared = Arc::clone(&room);
    let disk = move |file| -> Box<dyn Disk> {
        let room = Arc::clone(&shared);
        Box::new(Shared { file, room })
    };
    let (mut folder, _) = Folder::open_on(dir.path(), disk).unwrap();
    let now = UtcTime::from_secs(1_795_327_200);
    folder.event(now, &"x".repeat(200));
    folder.frame(now, &HEARTBEAT);
    assert_eq!(folder.read(TLOG).unwrap().unwrap(), b"", "the events' room");
    room.store(10_000_000, Ordering::Relaxed);
    let later = now + LOOK;
    folder.sync(later);
    folder.frame(later, &HEARTBEAT);
    assert!(!folder.read(TLOG).unwrap().unwrap().is_empty());
    let reserve = fs::metadata(dir.path().join(RESERVE)).unwrap();
    assert_eq!(reserve.len(), reserve::SIZE, "it is whole again");
}

#[test]
fn a_disk_without_room_for_a_reserve_is_written_to_all_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let disk = small_disk(1000);
    let (folder, _) = Folder::open_on(dir.path(), disk).unwrap();
    folder.keep("plan.plan", &[b'x'; 900]).unwrap();
    folder.close(&"x").unwrap();
}
