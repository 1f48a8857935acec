//! A disk that is full in mid-flight costs evidence, never the guard over the aircraft.

use std::fs::File;
use std::io;
use std::process::{Command, Stdio};

use missions::link::wire::tlog;
use onboard::flight::event::{Event, Outcome};
use onboard::flight::operator::Order;
use onboard::flight::safety::Situation;
use onboard::folder::{Disk, Folder, TLOG, Trouble};
use sim::World;
use sim::vehicle::modes::Manner;

use super::simulated::{Air, mission, scenario};
use super::{killed, patrol};

/// A file on a disk with room for so many bytes.
#[derive(Debug)]
struct Cramped {
    file: File,
    room: usize,
}

impl Disk for Cramped {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let fits = bytes.len().min(self.room);
        self.room -= fits;
        self.file.append(&bytes[..fits])?;
        if fits < bytes.len() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        let freed = self.file.metadata()?.len().saturating_sub(length);
        self.room += freed as usize;
        self.file.cut(length)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.file.sync()
    }
}

fn cramped(file: File) -> Box<dyn Disk> {
    let room = 100_000;
    Box::new(Cramped { file, room })
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

    let losing =
        |event: &&Event| matches!(event, Event::Folder(Trouble::Losing { file: TLOG, .. }));
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
