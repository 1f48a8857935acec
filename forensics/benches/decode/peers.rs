//! The others who read the same logs.

use std::path::{Path, PathBuf};
use std::process::Command;

use px4_ulog::stream_parser::{LogParser, model::DataMessage};

/// Another reader.
pub(crate) enum Peer {
    /// A crate: reads all of it, answers anything.
    Rust(&'static str, fn(&[u8]) -> f64),
    /// A package from PyPI: lines of Python that read the file at `path`.
    Python(&'static str, &'static str),
}

impl Peer {
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Rust(name, _) | Self::Python(name, _) => name,
        }
    }
}

/// Counts the data messages; their values are not decoded.
pub(crate) fn px4_ulog(bytes: &[u8]) -> f64 {
    let mut count = 0.0;
    let mut take = |_: &DataMessage<'_>| count += 1.0;
    let mut parser = LogParser::default();
    parser.set_data_message_callback(&mut take);
    parser.consume_bytes(bytes).ok();
    drop(parser);
    count
}

/// Counts the messages, decoded.
pub(crate) fn ardupilot_binlog(bytes: &[u8]) -> f64 {
    let entries = ardupilot_binlog::Reader::new(std::io::Cursor::new(bytes));
    entries.filter_map(Result::ok).count() as f64
}

/// A Python with the packages of the peers.
pub(crate) struct Python(PathBuf);

/// What the peers need.
const PACKAGES: [&str; 2] = ["pyulog", "pymavlink"];

impl Python {
    /// Makes it below `target` the first time.
    pub(crate) fn prepare() -> Option<Self> {
        let folder = Path::new(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../target/decode-peers"
        ));
        let python = folder.join("bin/python");
        let run = |program: &Path, arguments: &[&str]| {
            let status = Command::new(program).args(arguments).status();
            status.is_ok_and(|status| status.success())
        };
        let is_ready = || run(&python, &["-c", "import pyulog, pymavlink"]);
        if !python.exists() || !is_ready() {
            run(
                Path::new("python3"),
                &["-m", "venv", &folder.to_string_lossy()],
            );
            let install = [&["-m", "pip", "install", "--quiet"][..], &PACKAGES].concat();
            run(&python, &install);
        }
        is_ready().then_some(Self(python))
    }

    /// How long some lines take on a file, the faster of two times, without Python's own start.
    pub(crate) fn seconds(&self, code: &str, path: &Path) -> Option<f64> {
        let timed = format!(
            "import sys, time, io, contextlib\npath = sys.argv[1]\nbest = 1e9\nfor _ in range(2):\n \
             began = time.perf_counter()\n with contextlib.redirect_stdout(io.StringIO()):\n  \
             exec({code:?})\n best = min(best, time.perf_counter() - began)\nprint(best)"
        );
        let output = Command::new(&self.0)
            .arg("-c")
            .arg(timed)
            .arg(path)
            .output()
            .ok()?;
        String::from_utf8_lossy(&output.stdout).trim().parse().ok()
    }
}
