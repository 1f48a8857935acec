//! The program `missions`: the only place of this crate that reads and writes.

mod checking;
mod converting;
mod examples;
pub mod failure;
mod files;
pub mod input;
mod klv;
mod planning;
pub mod shown;
mod summary;
mod surveying;
mod waiting;
mod written;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Plans, checks and converts drone missions; works draught surveys; lists a video's metadata.
///
/// Exit codes: 0 done, 1 failed or refused, 2 wrong usage, 3 done but data was lost. With --json
/// every failure is an object with "error" and "place".
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Arguments {
    /// Print one JSON document instead of text.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Plan a mission file: sorties, energy, coverage.
    #[command(
        after_help = "Example:\n  missions plan harbour.toml -o harbour.plan\n\n\
        Several sorties become harbour-1.plan, harbour-2.plan …; SVG, GeoJSON and KML hold all.\n\
        All files are written, or none. Exit code 3 says that one of them lacks something, and\n\
        what: a .waypoints or .kmz file holds no fence, zones or rally points; a .plan does."
    )]
    Plan {
        /// The mission file (TOML).
        mission: PathBuf,
        /// Where to write the plan; the extension says how: .plan .waypoints .geojson .kml .kmz
        /// .svg. May be given more than once.
        #[arg(short, long)]
        output: Vec<PathBuf>,
    },
    /// Say what makes a plan unflyable; exit code 1 if anything does.
    #[command(after_help = "Examples:\n  missions check survey.plan\n  \
        missions check survey.waypoints --mission harbour.toml\n  \
        missions check survey.kml --vehicle quadcopter-9kg --zones airspace.json")]
    Check {
        /// The plan: .plan .waypoints .geojson .kml .kmz
        plan: PathBuf,
        /// Take vehicle, wind, fence and zones from a mission file.
        #[arg(long)]
        mission: Option<PathBuf>,
        /// A built-in vehicle by name.
        #[arg(long, conflicts_with = "mission")]
        vehicle: Option<String>,
        /// Zones that must not be entered: ED-269 or GeoJSON .json, .kml, OpenAir .txt
        #[arg(long)]
        zones: Vec<PathBuf>,
    },
    /// Convert a plan from one format to another.
    #[command(
        after_help = "Example:\n  missions convert survey.plan survey.waypoints\n\n\
        Exit code 3 says that the new file lacks something; it is named."
    )]
    Convert {
        /// The plan to read.
        input: PathBuf,
        /// The file to write.
        output: PathBuf,
    },
    /// Work a draught survey through: every step, the cargo with its uncertainty, and beside it
    /// the weight by the papers.
    #[command(
        after_help = "Examples:\n  missions example survey -o loading.toml\n  \
        missions survey loading.toml\n  missions survey loading.toml -o loading.html\n\n\
        Exit code 1 says that the sheet cannot be worked and why, 3 that a picture is missing."
    )]
    Survey {
        /// The survey sheet (TOML).
        sheet: PathBuf,
        /// Where to write the statement; the extension says how: .html .pdf .json. May be given more
        /// than once.
        #[arg(short, long)]
        output: Vec<PathBuf>,
        /// Which arithmetic the statement shows, whatever the sheet says.
        #[arg(long)]
        arithmetic: Option<surveying::Rounding>,
    },
    /// List the metadata beside a video: the KLV packets of a recording, every value with its unit,
    /// and what is damaged.
    #[command(
        after_help = "Examples:\n  missions klv flight.ts\n  missions klv metadata.bin --json\n\n\
        Reads transport streams and bare KLV of any size: MISB ST 0601, 0102 and 0903. Under the\n\
        items of a packet stands where its camera looks, worked out from its pose, beside the frame\n\
        centre that it states. Exit code 1 says that there is no KLV, 3 that something is damaged."
    )]
    Klv {
        /// The recording: .ts .bin .klv; what it is is seen by its content.
        file: PathBuf,
    },
    /// Write a file to begin with: a mission (harbour, coast, offshore, draughts), a ship, or a survey
    /// sheet.
    #[command(
        after_help = "Examples:\n  missions example harbour -o harbour.toml\n  \
        missions example draughts -o draughts.toml\n\n\
        The mission draughts names a ship file, bulk-carrier.toml, which is written beside it with\n\
        a survey sheet that waits for its readings, draughts-survey.toml."
    )]
    Example {
        /// Which one.
        name: examples::Example,
        /// Where to write it; standard output if not given.
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
}

/// How a command that could be carried out ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Done,
    /// The mission or the plan cannot be flown, the sheet not worked; it was said why.
    Refused,
    /// Done, but something is missing in what was written; it was said what.
    DataLost,
}

impl Arguments {
    /// Whether a machine reads what is said.
    pub const fn json(&self) -> bool {
        self.json
    }
}

/// Runs the program.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let json = arguments.json;
    match &arguments.command {
        Command::Plan { mission, output } => planning::run(mission, output, json),
        Command::Check {
            plan,
            mission,
            vehicle,
            zones,
        } => checking::run(
            plan,
            &checking::Against {
                mission: mission.as_deref(),
                vehicle: vehicle.as_deref(),
                zones,
            },
            json,
        ),
        Command::Convert { input, output } => converting::run(input, output, json),
        Command::Survey {
            sheet,
            output,
            arithmetic,
        } => surveying::run(sheet, output, *arithmetic, json),
        Command::Klv { file } => klv::run(file, json),
        Command::Example { name, output } => examples::run(*name, output.as_deref(), json),
    }
}
