//! Whole logs decoded to values, family by family, beside the peers that read the same files:
//! `cargo bench -p forensics --bench decode`. The logs lie in the shared data; the peers from PyPI
//! go into an environment of their own below `target`, and are left out where there is no Python.
//! To add a family or a peer: a line in [`FAMILIES`].

#[path = "decode/peers.rs"]
mod peers;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use forensics::formats::{self, Aids, Format};
use forensics::record::{Record, Value};

use self::peers::{Peer, Python};

/// A family, where its logs lie, and who else reads them.
struct Family {
    format: Format,
    folder: &'static str,
    /// What is to be reached, MB/s.
    reach: f64,
    peers: &'static [Peer],
}

const FAMILIES: &[Family] = &[
    Family {
        format: Format::Ulog,
        folder: "ulg",
        reach: 250.0,
        peers: &[
            Peer::Rust("px4-ulog, framing only", peers::px4_ulog),
            Peer::Python("pyulog", "from pyulog import ULog\nULog(path)"),
        ],
    },
    Family {
        format: Format::Dataflash,
        folder: "dataflash_bin",
        reach: 250.0,
        peers: &[
            Peer::Rust("ardupilot-binlog", peers::ardupilot_binlog),
            Peer::Python(
                "pymavlink",
                "from pymavlink.DFReader import DFReader_binary\nlog = DFReader_binary(path)\n\
                 while log.recv_msg() is not None: pass",
            ),
        ],
    },
    Family {
        format: Format::Tlog,
        folder: "tlog",
        reach: 300.0,
        peers: &[Peer::Python(
            "pymavlink",
            "from pymavlink import mavutil\nlog = mavutil.mavlogfile(path)\n\
             while log.recv_match() is not None: pass",
        )],
    },
    Family {
        format: Format::DjiTxt,
        folder: "dji_txt",
        reach: 150.0,
        peers: &[],
    },
    Family {
        format: Format::Blackbox,
        folder: "blackbox",
        reach: 60.0,
        peers: &[],
    },
];

/// Each file is decoded for at least so long, and at least so often; the fastest time counts.
const LEAST: Duration = Duration::from_millis(300);
const ROUNDS: u32 = 5;

fn main() {
    let data = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/data/logs"
    ));
    let mut out = std::io::stdout().lock();
    let python = Python::prepare();
    writeln!(
        out,
        "family      MB      reader                  MB/s    ours is  to reach"
    )
    .ok();
    for family in FAMILIES {
        let files = logs(&data.join(family.folder), family.format);
        if files.is_empty() {
            writeln!(
                out,
                "skipped: there are no {} in {}",
                family.format.name(),
                data.display()
            )
            .ok();
            continue;
        }
        compare(&mut out, family, &files, python.as_ref());
    }
}

/// The logs of a family in a folder, by their content.
fn logs(folder: &Path, format: Format) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    let is_of_family = |path: &PathBuf| {
        let bytes = std::fs::read(path).unwrap_or_default();
        formats::recognise(&bytes) == Some(format)
    };
    let mut logs: Vec<PathBuf> = paths.filter(is_of_family).collect();
    logs.sort();
    logs
}

fn compare(out: &mut impl Write, family: &Family, files: &[PathBuf], python: Option<&Python>) {
    let name = family.format.name();
    let megabytes =
        |path: &PathBuf| std::fs::metadata(path).map_or(0.0, |about| about.len() as f64 / 1e6);
    let all: f64 = files.iter().map(megabytes).sum();
    let seconds: f64 = files
        .iter()
        .map(|path| fastest(&std::fs::read(path).unwrap_or_default(), ours))
        .sum();
    let own = all / seconds;
    let reach = if own >= family.reach {
        "reached"
    } else {
        "missed"
    };
    writeln!(
        out,
        "{name:<11} {all:<7.1} forensics            {own:>7.1}             {reach} {}",
        family.reach
    )
    .ok();
    for peer in family.peers {
        let seconds: Option<f64> = files
            .iter()
            .map(|path| seconds_of(peer, path, python))
            .sum();
        let Some(seconds) = seconds else {
            writeln!(out, "skipped: {} of {name} could not be run", peer.name()).ok();
            continue;
        };
        let rate = all / seconds;
        writeln!(
            out,
            "{name:<11} {all:<7.1} {:<22} {rate:>5.1} {:>8.1} ×",
            peer.name(),
            own / rate
        )
        .ok();
    }
}

fn seconds_of(peer: &Peer, path: &Path, python: Option<&Python>) -> Option<f64> {
    match peer {
        Peer::Rust(_, read) => Some(fastest(&std::fs::read(path).ok()?, *read)),
        Peer::Python(_, code) => python?.seconds(code, path),
    }
}

/// Looks at every value of every record.
fn ours(bytes: &[u8]) -> f64 {
    let mut sum = 0.0;
    let mut sink = |record: &Record<'_>| {
        for value in record.values {
            sum += match value {
                Value::Text(text) | Value::Bytes(text) => text.len() as f64,
                value => value.number().unwrap_or(0.0),
            };
        }
    };
    let reading = formats::read(bytes, Aids::default(), Some(&mut sink));
    sum + reading.map_or(0.0, |reading| reading.records as f64)
}

fn fastest(bytes: &[u8], read: fn(&[u8]) -> f64) -> f64 {
    let began = now();
    let mut fastest = f64::MAX;
    let mut rounds = 0;
    while rounds < ROUNDS || began.elapsed() < LEAST {
        let start = now();
        std::hint::black_box(read(std::hint::black_box(bytes)));
        fastest = fastest.min(start.elapsed().as_secs_f64());
        rounds += 1;
    }
    fastest
}

#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark measures the wall clock"
)]
fn now() -> Instant {
    Instant::now()
}
