//! The program `forensics`: arguments and what they lead to.

/// Adds a line; a text in memory takes every line.
macro_rules! say {
    ($text:expr, $($words:tt)*) => {
        writeln!($text, $($words)*).unwrap_or_default()
    };
}

mod acquire;
mod analyse;
mod clock;
mod dump;
mod exhibits;
mod export;
mod progress;
mod report;
mod verify;
mod written;

use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use thiserror::Error;

/// Reads what a seized drone knows: flights, places, people's positions, devices.
///
/// Exit codes: 0 done · 1 failed · 2 wrong usage · 3 done, but something was damaged.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Acquire(Acquire),
    Analyse(Analyse),
    Dump(Dump),
    Export(Export),
    Report(Report),
    Verify(Verify),
}

/// Takes evidence into a case: live files, deleted ones, files in unused space; hashed and signed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forensics acquire card.img CASE
  forensics acquire seized.E01 CASE --key evidence.pem
  forensics acquire phone/DJI CASE --json
  forensics acquire logs.zip CASE

The source is opened to be read only, and hashed before and after. An image may be raw, in pieces
(card.001, card.002), or E01; a folder, an archive (zip, tar, gzip) and a single file will do, too.

Exit codes: 0 acquired · 1 it could not be · 2 usage · 3 acquired, but something was damaged,
refused or left out; it is said what")]
pub(crate) struct Acquire {
    /// An image, a folder, a file or an archive
    source: PathBuf,
    /// The case: a folder, which is made where there is none
    case: PathBuf,
    /// The key that signs (Ed25519, PEM); without one, the key in the folder for settings
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// One JSON document on standard output, nothing else
    #[arg(long)]
    json: bool,
}

/// Finds any byte of a case that was changed, removed or added since it was sealed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forensics verify CASE
  forensics verify CASE --key SHA256:4f1c…   with the fingerprint that was noted when it was sealed

Exit codes: 0 as it was sealed · 1 it is not, or it is no case · 2 usage · 3 not sealed (an
acquisition was broken off), but what its log holds is as it was")]
pub(crate) struct Verify {
    /// The case
    case: PathBuf,
    /// The key that must have signed: a file (PEM), its digits, or SHA256: and its fingerprint
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// One JSON document on standard output, nothing else
    #[arg(long)]
    json: bool,
}

/// Says what one file holds, whatever it is called: its kind is seen by its content.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forensics dump DJIFlightRecord_2018-06-20.txt
  forensics dump log_12.ulg --json
  forensics dump DJI_0042.SRT --csv blocks.csv

Exit codes: 0 read · 1 not a file that this program knows, or it cannot be opened · 2 usage ·
3 read, but something in it was damaged; the defects say what and where")]
pub(crate) struct Dump {
    /// The file
    file: PathBuf,
    /// One JSON document on standard output, nothing else
    #[arg(long)]
    json: bool,
    /// Write every raw record as a line: offset, number, kind, field, value
    #[arg(long, value_name = "OUT")]
    csv: Option<PathBuf>,
    /// Another log of the same aircraft, for one that has lost its descriptions; may be repeated
    #[arg(long, value_name = "FILE")]
    sibling: Vec<PathBuf>,
    /// A file of keys for enciphered logs; may be repeated
    #[arg(long, value_name = "FILE")]
    keychain: Vec<PathBuf>,
}

/// Says what the flights of a case come to together: who, where, when, how often, and what links
/// one exhibit to another.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forensics analyse card/ phone/FlightRecord
  forensics analyse card/ --questions border.geojson
  forensics analyse card/ --json > analysis.json

The questions are lines (was it crossed? properties `left` and `right` name its sides), areas (was it
flown into?) and points (within `radius_m`), each with a `name`.

Exit codes: 0 analysed · 1 nothing to analyse · 2 usage · 3 analysed, but something was damaged")]
pub(crate) struct Analyse {
    /// Cases, files and folders
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Lines, areas and points to ask about: GeoJSON or KML
    #[arg(long, value_name = "QUESTIONS")]
    questions: Option<PathBuf>,
    /// One JSON document on standard output, nothing else; every statement has its sources in it
    #[arg(long)]
    json: bool,
}

/// Writes the report of a case: maps, times, crossings, people, devices, doubts, and what could not
/// be read, each with the byte where it was read.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  forensics report case/ --questions border.geojson --title \"Case 7\" -o report.html -o report.pdf

The page is one file that needs nothing else, and has no script.

Exit codes: 0 written · 1 failed · 2 usage · 3 written, but something was damaged")]
pub(crate) struct Report {
    /// Cases, files and folders
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Lines, areas and points to ask about: GeoJSON or KML
    #[arg(long, value_name = "QUESTIONS")]
    questions: Option<PathBuf>,
    /// What the case is called
    #[arg(long, value_name = "TITLE", default_value = "Case")]
    title: String,
    /// Where to write it; the extension says how: .html .pdf
    #[arg(short, long, value_name = "OUT", required = true)]
    output: Vec<PathBuf>,
}

/// Writes the flights of a case for other programs.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forensics export case/ -o case.gpkg       every table, positions as points, flights as lines: QGIS
  forensics export card/ -o case.kml -o case.geojson -o case.gpx
  forensics export card/ -o case.csv        one file a table: case-flights.csv, case-fixes.csv …

Exit codes: 0 written · 1 failed · 2 usage · 3 written, but something was damaged, or the format has no
place for something: it is said what")]
pub(crate) struct Export {
    /// Cases, files and folders
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Where to write it; the extension says how: .gpkg .kml .geojson .gpx .csv
    #[arg(short, long, value_name = "OUT", required = true)]
    output: Vec<PathBuf>,
}

/// How a command that could be carried out ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Done,
    /// It could not be done; it was said why.
    Failed,
    /// Done, but data was lost.
    DataLost,
}

/// Wrong usage that the arguments alone do not show: a key that is none, a format that is none.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct Misuse(String);

/// Runs the program.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.command {
        Command::Acquire(acquire) => acquire::run(acquire),
        Command::Analyse(analyse) => analyse::run(analyse),
        Command::Dump(dump) => dump::run(dump),
        Command::Export(export) => export::run(export),
        Command::Report(report) => report::run(report),
        Command::Verify(verify) => verify::run(verify),
    }
}

/// Says something on standard output.
fn say(text: &str) -> io::Result<()> {
    io::stdout().lock().write_all(text.as_bytes())
}
