//! Real clients judge the simulator: MAVSDK, pymavlink and MAVProxy, each with both manners.
//!
//! They live in `target/judges` (made by `make test`); without it these tests say that they
//! skipped. Each starts a simulator of its own on a free port of the loopback.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test: what goes wrong ends it, and what the judges say is shown"
)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

/// Hoek van Holland, on the beach.
const HOME: &str = "51.9774,4.1000";
/// Simulated seconds to a second: as fast as the clients bear.
const SPEED: &str = "5";

/// A running simulator; it ends with the test.
struct Simulator {
    child: Child,
    port: u16,
    /// Kept open: a program whose output nobody takes may end.
    _output: std::io::Lines<BufReader<ChildStdout>>,
}

impl Simulator {
    fn start(manner: &str, out: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sim"))
            .args(["run", "--manner", manner, "--home", HOME, "--speed", SPEED])
            .args(["--address", "tcpin:127.0.0.1:0", "--out"])
            .arg(out)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = output
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| port_of(&line))
            .expect("the simulator says where it listens");
        Self {
            child,
            port,
            _output: output,
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // It may have ended by itself, which the judge has then already said.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The port in `listening on tcpin:127.0.0.1:5760 …`.
fn port_of(line: &str) -> Option<u16> {
    let address = line
        .split("listening on ")
        .nth(1)?
        .split_whitespace()
        .next()?;
    address.rsplit_once(':')?.1.parse().ok()
}

/// The judges' Python: in the folder that `SHEARWATER_JUDGES` names, which then must have it
/// (`make test` does so), or where `make` puts it.
fn python() -> Option<PathBuf> {
    let made = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/judges");
    let named = std::env::var_os("SHEARWATER_JUDGES").map(PathBuf::from);
    let python = named.as_ref().unwrap_or(&made).join("bin/python");
    let found = python.is_file();
    assert!(found || named.is_none(), "there is no {}", python.display());
    if !found {
        // Past the test harness, which swallows what a passing test prints.
        let mut told = std::io::stderr();
        writeln!(told, "skipped: there is no {}", python.display()).unwrap();
    }
    found.then_some(python)
}

/// Lets a script judge a simulator with these manners.
fn check(script: &str, manner: &str, scheme: &str) {
    let Some(python) = python() else {
        return;
    };
    let out = tempfile::tempdir().unwrap();
    let simulator = Simulator::start(manner, out.path());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judges");
    let verdict = Command::new(python)
        .arg(folder.join(script))
        .args(["--url", &format!("{scheme}127.0.0.1:{}", simulator.port)])
        .args(["--manner", manner, "--home", HOME, "--out"])
        .arg(out.path())
        .output()
        .unwrap();
    println!("{}", String::from_utf8_lossy(&verdict.stdout));
    println!("{}", String::from_utf8_lossy(&verdict.stderr));
    assert!(
        verdict.status.success(),
        "{script} is not content with {manner}"
    );
}

#[test]
fn mavsdk_accepts_the_simulated_px4() {
    check("mavsdk_judge.py", "px4", "tcpout://");
}

#[test]
fn mavsdk_accepts_the_simulated_ardupilot() {
    check("mavsdk_judge.py", "ardupilot", "tcpout://");
}

#[test]
fn pymavlink_accepts_the_simulated_px4() {
    check("pymavlink_judge.py", "px4", "tcp:");
}

#[test]
fn pymavlink_accepts_the_simulated_ardupilot() {
    check("pymavlink_judge.py", "ardupilot", "tcp:");
}

#[test]
fn mavproxy_accepts_the_simulated_ardupilot() {
    check("mavproxy_judge.py", "ardupilot", "tcp:");
}

#[test]
fn mavproxy_accepts_the_simulated_px4() {
    check("mavproxy_judge.py", "px4", "tcp:");
}
