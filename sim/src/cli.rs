//! The program `sim`: arguments and what they lead to.

mod files;
mod film;
mod record;
mod run;
mod shooting;
mod smuggle;

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};
use missions::geodesy::Position;

use crate::scenario::Scenario;
use crate::vehicle::modes::Manner;
use missions::link::address::Socket;

/// A simulated multirotor behind a MAVLink 2 autopilot.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Simulates a scenario, or one vehicle, until its time is over or you press Ctrl-C.
    ///
    /// Each vehicle listens on (or calls) its own MAVLink address, TCP port 5760 and up on this
    /// machine unless the scenario says otherwise.
    #[command(after_help = EXAMPLES)]
    Run(Run),
    /// Takes a picture or a clip of a ship's draught marks, with the truth about it.
    ///
    /// Ship, sea, light and camera are as a scene file says; what it can say is in sim/README.md.
    #[command(after_help = FILM_EXAMPLES)]
    Film(film::Film),
    /// Flies a smuggler's nights over a border, and leaves the card that is found in the drone.
    ///
    /// card.img is the image of a card with one FAT32 volume, on which some logs are deleted;
    /// truth.json is what really happened; questions.geojson is the border as an investigator would
    /// draw it.
    #[command(after_help = SMUGGLE_EXAMPLES)]
    Smuggle(smuggle::Smuggle),
}

const EXAMPLES: &str = "\
Examples:
  sim run sim/scenarios/harbour.toml --speed 5 --out flight/
  sim run --manner px4 --home 51.9774,4.1000 --address udpout:127.0.0.1:14550
  sim run sim/scenarios/faults.toml --speed max --duration 1800

What a scenario file says is in sim/README.md.

Exit codes: 0 done, 1 failed, 2 wrong usage.";

const FILM_EXAMPLES: &str = "\
Examples:
  sim film sim/scenes/quay.toml -o clip.mp4 --truth clip.truth.json
  sim film sim/scenes/river.toml -o still.png --at 3.5
  sim film spread:17 --stream udp://127.0.0.1:5600

Exit codes: 0 done, 1 failed, 2 wrong usage.";

const SMUGGLE_EXAMPLES: &str = "\
Examples:
  sim smuggle sim/scenarios/smuggler.toml --out night/
  forensics acquire night/card.img case/

What a scenario file says is in sim/README.md.

Exit codes: 0 done, 1 failed, 2 wrong usage.";

/// What is simulated, and how fast.
#[derive(Args, Debug)]
struct Run {
    /// A scenario file; without one, a single vehicle as the options below say.
    scenario: Option<PathBuf>,
    /// Whose manners the vehicle has.
    #[arg(long, value_name = "ardupilot|px4", conflicts_with = "scenario")]
    manner: Option<Manner>,
    /// Where it stands: latitude,longitude in degrees.
    #[arg(long, value_name = "LAT,LON", conflicts_with = "scenario", value_parser = position, allow_hyphen_values = true)]
    home: Option<Position>,
    /// Height of the ground there above the sea, metres.
    #[arg(
        long,
        value_name = "METRES",
        conflicts_with = "scenario",
        allow_negative_numbers = true
    )]
    ground: Option<f64>,
    /// How many vehicles, 20 m apart in a row to the east, each on the next port.
    #[arg(long, value_name = "N", conflicts_with = "scenario", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=250))]
    vehicles: u8,
    /// MAVLink address of the first vehicle: tcpin:, tcpout:, udpin: or udpout: HOST:PORT.
    #[arg(long, value_name = "URL", default_value = "tcpin:127.0.0.1:5760")]
    address: Socket,
    /// Simulated seconds in a second, or "max".
    #[arg(long, value_name = "N|max", default_value = "1", value_parser = speed)]
    speed: Speed,
    /// Everything by chance follows from it; the scenario's own if not given.
    #[arg(long)]
    seed: Option<u64>,
    /// Ends after so many simulated seconds.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    duration: Option<std::time::Duration>,
    /// Signs every message with the key in this file (32 bytes, or 64 hexadecimal digits), and
    /// hears only what is signed so.
    #[arg(long, value_name = "FILE")]
    signing_key: Option<PathBuf>,
    /// Folder for flight logs and the truth; made if it is not there.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Speed {
    Times(f64),
    Max,
}

/// Hoek van Holland, on the beach: where a vehicle stands if nobody says where.
const HOME: [f64; 2] = [51.9774, 4.1];

/// Runs the program.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    match &arguments.command {
        Command::Run(run) => run.execute(),
        Command::Film(film) => film.execute(),
        Command::Smuggle(smuggle) => smuggle.execute(),
    }
}

impl Run {
    fn execute(&self) -> anyhow::Result<()> {
        let scenario = self.scenario()?;
        run::run(self, &scenario)
    }

    fn scenario(&self) -> anyhow::Result<Scenario> {
        let mut scenario = match &self.scenario {
            Some(path) => {
                let text = files::text(path)
                    .with_context(|| format!("cannot read the scenario {}", path.display()))?;
                Scenario::parse(&text)
                    .with_context(|| format!("in the scenario {}", path.display()))?
            }
            None => self.vehicles_without_a_file()?,
        };
        scenario.seed = self.seed.unwrap_or(scenario.seed);
        scenario.duration = self.duration.or(scenario.duration);
        Ok(scenario)
    }

    fn vehicles_without_a_file(&self) -> anyhow::Result<Scenario> {
        let manner = self.manner.unwrap_or(Manner::ArduPilot);
        let home = self.home.map_or_else(|| Position::try_from(HOME), Ok)?;
        let mut scenario = Scenario::single(manner, home);
        let first = scenario.vehicles.remove(0);
        scenario.vehicles = (0..self.vehicles)
            .map(|index| {
                let mut vehicle = first.clone();
                if index > 0 {
                    vehicle.name = format!("{} {}", first.name, index + 1);
                }
                vehicle.system = index + 1;
                vehicle.home = home.offset(90.0, 20.0 * f64::from(index));
                vehicle.ground_m = self.ground.unwrap_or(first.ground_m);
                vehicle
            })
            .collect();
        Ok(scenario)
    }
}

fn position(text: &str) -> Result<Position, String> {
    let numbers: Vec<f64> = text
        .split(',')
        .map(|part| {
            part.trim()
                .parse()
                .map_err(|_error| format!("{part:?} is no number"))
        })
        .collect::<Result<_, _>>()?;
    match numbers[..] {
        [latitude, longitude] => {
            Position::new(latitude, longitude).map_err(|error| error.to_string())
        }
        _ => Err("a position is latitude,longitude".to_owned()),
    }
}

fn speed(text: &str) -> Result<Speed, String> {
    if text == "max" {
        return Ok(Speed::Max);
    }
    match text.parse::<f64>() {
        Ok(times) if times.is_finite() && times > 0.0 => Ok(Speed::Times(times)),
        _ => Err("a speed is a number above 0, or \"max\"".to_owned()),
    }
}

fn seconds(text: &str) -> Result<std::time::Duration, String> {
    text.parse()
        .ok()
        .and_then(|seconds| std::time::Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "a duration is a number of seconds, not below 0".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario(arguments: &[&str]) -> Scenario {
        let arguments = ["sim", "run"].iter().chain(arguments);
        let Command::Run(run) = Arguments::try_parse_from(arguments).unwrap().command else {
            panic!("run");
        };
        run.scenario().unwrap()
    }

    #[test]
    fn vehicles_without_a_file_stand_in_a_row() {
        let scenario = scenario(&["--manner", "px4", "--home", "-1.5,100", "--vehicles", "3"]);
        assert_eq!(scenario.vehicles.len(), 3);
        let [first, _, last] = &scenario.vehicles[..] else {
            panic!("three");
        };
        assert_eq!((first.system, last.system), (1, 3));
        assert!((first.home.distance_m(last.home) - 40.0).abs() < 1e-6);
        assert_eq!(first.manner, Manner::Px4);
    }

    #[test]
    fn nonsense_is_told_before_anything_runs() {
        for wrong in [
            ["--home", "100,1"],
            ["--home", "1"],
            ["--speed", "fast"],
            ["--speed", "-1"],
            ["--duration", "-3"],
            ["--address", "5760"],
            ["--vehicles", "0"],
        ] {
            let arguments = ["sim", "run"].into_iter().chain(wrong);
            assert!(Arguments::try_parse_from(arguments).is_err(), "{wrong:?}");
        }
    }
}
