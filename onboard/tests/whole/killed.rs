//! The real program, killed with SIGKILL in mid-mission and started again, against the simulator
//! behind a socket of the loopback. Nothing here waits for a time: it waits for words.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use clap::Parser as _;
use missions::geodesy::Position;
use missions::link::dialect::MavMessage;

use super::patrol;

/// Simulated seconds in a second.
const SPEED: &str = "10";

/// A simulated vehicle on a port of the loopback; it ends with the test's process.
pub(crate) fn simulator(home: Position) -> String {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let address = format!("tcpin:127.0.0.1:{port}");
    let place = format!("{},{}", home.latitude_deg(), home.longitude_deg());
    let words = [
        "sim",
        "run",
        "--manner",
        "ardupilot",
        "--home",
        &place,
        "--ground",
        "3",
        "--speed",
        SPEED,
        "--duration",
        "3000",
        "--address",
        &address,
    ];
    let arguments = sim::cli::Arguments::parse_from(words);
    let run = move || sim::cli::run(&arguments).unwrap();
    thread::Builder::new()
        .name("sim".into())
        .spawn(run)
        .unwrap();
    format!("tcpout:127.0.0.1:{port}")
}

fn onboard(mission: &Path, url: &str, out: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_onboard"))
        .args(["fly", "--json", "--autopilot", url, "--out"])
        .args([out, mission])
        .env("RUST_LOG", "onboard=debug")
        .env("XDG_CONFIG_HOME", mission.with_file_name("settings"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Reads the program's log until a line says so; what it said.
fn until(child: &mut Child, said: impl Fn(&str) -> bool) -> Vec<String> {
    let mut lines = Vec::new();
    for line in BufReader::new(child.stderr.as_mut().unwrap()).lines() {
        let line = line.unwrap();
        let found = said(&line);
        lines.push(line);
        if found {
            return lines;
        }
    }
    panic!("it ended with {:?}:\n{}", child.wait(), lines.join("\n"));
}

/// What `onboard verify` says of a folder.
fn verify(out: &Path, key: &str) -> (Option<i32>, serde_json::Value) {
    let said = Command::new(env!("CARGO_BIN_EXE_onboard"))
        .args(["verify", "--json", "--key", key])
        .arg(out)
        .output()
        .unwrap();
    let json = serde_json::from_slice(&said.stdout);
    (said.status.code(), json.unwrap_or_default())
}

/// Sealed with the key that was made at first use, and any byte of the frames is held.
fn check_sealed(out: &Path) {
    let key = out.join("seal.pem");
    let key = key.to_str().unwrap();
    let (code, said) = verify(out, key);
    assert_eq!(
        (code, &said["state"]),
        (Some(0), &"sealed".into()),
        "{said:#}"
    );
    let (code, said) = verify(out, &format!("SHA256:{}", "0".repeat(64)));
    assert_eq!(code, Some(1), "another key: {said:#}");
    let frames = out.join("flight.tlog");
    let log = std::fs::read(&frames).unwrap();
    let mut other = log.clone();
    let middle = other.len() / 2;
    other[middle] ^= 1;
    std::fs::write(&frames, other).unwrap();
    let (code, said) = verify(out, key);
    assert_eq!(code, Some(1));
    let finding = &said["findings"][0];
    assert_eq!(
        (&finding["file"], &finding["fault"]),
        (&"flight.tlog".into(), &"changed".into())
    );
    std::fs::write(&frames, log).unwrap();
}

#[test]
fn the_program_is_killed_and_carries_on() {
    let home = Position::new(51.9774, 4.1).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let (mission, out) = (dir.path().join("basin.toml"), dir.path().join("flight"));
    std::fs::write(&mission, patrol::mission_file(home, 3.0)).unwrap();
    let url = simulator(home);

    let mut first = onboard(&mission, &url, &out);
    let midway = |line: &str| (5..=8).any(|n| line.contains(&format!("item {n} reached")));
    until(&mut first, midway);
    let second = onboard(&mission, &url, &out).wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&second.stderr);
    let words = format!("is in use by process {}", first.id());
    assert!(
        second.status.code() == Some(1) && said.contains(&words),
        "{said}"
    );
    first.kill().unwrap();
    first.wait().unwrap();
    let counts: fn(&MavMessage) -> bool =
        |message| matches!(message, MavMessage::MISSION_COUNT(m) if m.target_component == 1);
    let uploads = patrol::count(&out, counts);
    assert!(uploads >= 3, "{uploads}");
    assert!(!out.join("summary.json").exists());
    let key = std::fs::read_to_string(dir.path().join("settings/shearwater/evidence.pem"));
    let public = missions::seal::EvidenceKey::from_pem(&key.unwrap())
        .unwrap()
        .public();
    let (code, said) = verify(&out, &public.to_string());
    assert_eq!(
        (code, &said["state"]),
        (Some(3), &"open".into()),
        "{said:#}"
    );

    let mut second = onboard(&mission, &url, &out);
    let mut log = String::new();
    second
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut log)
        .unwrap();
    let mut json = String::new();
    second
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut json)
        .unwrap();
    let status = second.wait().unwrap();
    // 3 where the program was away so long (on the vehicle's fast clock) that the track has a hole.
    assert!(matches!(status.code(), Some(0 | 3)), "{status}:\n{log}");
    let summary: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(summary["outcome"], "done", "{summary:#}");
    assert!(log.contains("is carried on"), "{log}");
    check_sealed(&out);
    assert_eq!(patrol::count(&out, counts), uploads, "a second upload");
    patrol::check_files(&out);

    // As after a full disk. Nobody is at that address: nobody needs to be.
    std::fs::remove_file(out.join("summary.json")).unwrap();
    let third = onboard(&mission, "udpin:127.0.0.1:0", &out);
    let third = third.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&third.stderr);
    assert_eq!(third.status.code(), status.code(), "{said}");
    assert!(said.contains("name a new folder with --out"), "{said}");
    patrol::check_files(&out);
}
