//! A disk that is full in mid-flight costs evidence, never the guard over the aircraft.

use std::fs::File;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use missions::link::wire::tlog;
use onboard::closing;
use onboard::flight::event::{Event as InFlight, Outcome};
use onboard::flight::operator::Order;
use onboard::flight::safety::Situation;
use onboard::folder::{Disk, EVENTS, Folder, SUMMARY, TLOG, Trouble};
use onboard::told::Event;
use sim::World;
use sim::vehicle::modes::Manner;

use super::simulated::{Air, mission, scenario};
use super::{killed, patrol, restarted};

/// A file on a disk with room for so many bytes.
#[derive(Debug)]
struct Cramped {
    file: File,
    room: Arc<AtomicUsize>,
}

impl Disk for Cramped {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let room = self.room.load(Ordering::Relaxed);
        let fits = bytes.len().min(room);
        self.room.store(room - fits, Ordering::Relaxed);
        self.file.append(&bytes[..fits])?;
        if fits < bytes.len() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        let freed = self.file.metadata()?.len().saturating_sub(length);
        self.room.fetch_add(freed as usize, Ordering::Relaxed);
        self.file.cut(length)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.file.sync()
    }
}

/// Each file has a disk of its own.
fn cramped(file: File) -> Box<dyn Disk> {
    let room = Arc::new(AtomicUsize::new(100_000));
    Box::new(Cramped { file, room })
}

/// One disk for all files of a folder.
fn small_disk(bytes: usize) -> impl Fn(File) -> Box<dyn Disk> + Send + 'static {
    let disk = Arc::new(AtomicUsize::new(bytes));
    move |file| {
        let room = Arc::clone(&disk);
        Box::new(Cramped { file, room })
    }
}

/// Flies half of the patrol on a disk of so many bytes, and home.
fn fly_half(dir: &Path, bytes: usize) -> Air {
    let mission = mission();
    let folder = Folder::open_on(dir, small_disk(bytes)).unwrap();
    let session = patrol::session_in(&mission, folder);
    let world = World::new(&scenario(Manner::ArduPilot, &mission), 7);
    let mut air = Air::with(world, session);
    air.until_flown(0.5);
    let now = air.now();
    air.session.order(now, Order::Return, "test");
    let ended = air.finish();
    assert!(matches!(ended, Outcome::CutShort { .. }), "{ended:?}");
    air
}

#[test]
fn a_disk_that_is_full_in_flight_does_not_end_the_watch() {
    let mission = mission();
    let dir = tempfile::tempdir().unwrap();
    let folder = Folder::open_on(dir.path(), cramped).unwrap();
    let session = patrol::session_in(&mission, folder);
    let world = World::new(&scenario(Manner::ArduPilot, &mission), 7);
    let mut air = Air::with(world, session);
    air.until_flown(0.5);
    let now = air.now();
    air.session.order(now, Order::Return, "test");
    let ended = air.finish();
    assert!(matches!(ended, Outcome::CutShort { .. }), "{ended:?}");
    assert_eq!(air.decided(), [Situation::OperatorReturns]);

    let losing = |event: &&Event| matches!(event, Event::Folder(Trouble::Losing { file, .. }) if file == TLOG);
    assert_eq!(air.events.iter().filter(losing).count(), 1, "told once");
    let summary = patrol::summary(&air.session, &mission);
    let said = |words: &str| summary.losses.iter().any(|loss| loss.contains(words));
    assert!(
        said("flight.tlog: ") && said(" on are missing (no storage space)"),
        "{summary:#?}"
    );
    let log = std::fs::read(dir.path().join(TLOG)).unwrap();
    let mut entries = tlog::entries(&log);
    assert!(entries.by_ref().count() > 500 && log.len() <= 100_000);
    assert_eq!(entries.skipped(), [], "no piece of a frame is left");
}

#[test]
fn a_disk_that_fills_up_takes_the_events_and_the_summary_all_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let air = fly_half(dir.path(), 256 * 1024 + 150_000);
    let events = std::fs::read_to_string(dir.path().join(EVENTS)).unwrap();
    assert!(events.contains(r#""event":"over","outcome":"cut-short""#));
    let summary = patrol::summary(&air.session, &mission());
    let lost = |file: &str| summary.losses.iter().any(|loss| loss.contains(file));
    assert!(lost(TLOG) && !lost(EVENTS), "{:#?}", summary.losses);
    closing::close(&air.session, &summary, air.now()).unwrap();
    drop(air);
    assert!(dir.path().join(SUMMARY).exists());
    assert!(!dir.path().join("onboard.reserve").exists());
}

/// There was no room for a reserve either; then somebody clears the disk and starts it again.
#[test]
fn what_could_not_be_closed_on_a_full_disk_is_not_flown_again() {
    let dir = tempfile::tempdir().unwrap();
    let air = fly_half(dir.path(), 100_000);
    let summary = patrol::summary(&air.session, &mission());
    closing::close(&air.session, &summary, air.now()).unwrap_err();
    let Air { world, session, .. } = air;
    drop(session);
    assert!(!dir.path().join(SUMMARY).exists());
    let armed = restarted::arms(dir.path());
    let mut air = Air::with(world, patrol::session(&mission(), dir.path()));
    let ended = air.finish();
    assert!(matches!(ended, Outcome::CutShort { .. }), "{ended:?}");
    assert!(
        air.events.contains(&Event::Flight(InFlight::AlreadyFlown)),
        "{:#?}",
        air.told()
    );
    patrol::close(&air.session, &mission());
    assert_eq!(restarted::arms(dir.path()), armed);
}

/// The real program; the shell forbids it files of more than 100 kB. (`ulimit -f` counts 512 bytes;
/// the signal that comes with it would end the program, a full disk sends none.)
#[test]
fn the_program_flies_on_with_a_full_disk_and_says_what_was_lost() {
    let home = missions::geodesy::Position::new(51.9774, 4.1).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let (file, out) = (dir.path().join("basin.toml"), dir.path().join("flight"));
    std::fs::write(&file, patrol::mission_file(home, 3.0)).unwrap();
    let url = killed::simulator(home);
    let done = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 200; exec \"$@\"", "sh"])
        .args([
            env!("CARGO_BIN_EXE_onboard"),
            "fly",
            "--json",
            "--autopilot",
            &url,
            "--out",
        ])
        .args([&out, &file])
        .env("XDG_CONFIG_HOME", dir.path().join("settings"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(3), "{said}");
    assert_eq!(
        said.matches("flight.tlog cannot be written").count(),
        1,
        "{said}"
    );
    let summary: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(summary["outcome"], "done", "{summary:#}");
    let losses = summary["losses"].as_array().unwrap();
    assert!(
        losses
            .iter()
            .any(|loss| loss.as_str().unwrap().starts_with("flight.tlog: ")),
        "{losses:#?}"
    );
    assert!(out.join("summary.json").exists());
}
