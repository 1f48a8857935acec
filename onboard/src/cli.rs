//! The program `onboard`: arguments and what they lead to.

mod clock;
mod ending;
mod evidence;
mod fly;
mod input;
mod kept;
mod read;
mod terminal;
mod verify;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use missions::link::address::Address;

/// Flies a plan over MAVLink and keeps the evidence of what was flown.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Fly(Box<Fly>),
    Verify(Verify),
    Read(Read),
}

/// Reads a ship's draught from a still, a video file or a stream of its marks.
///
/// A refusal is an answer, with its reason: exit code 0. Of a video, at most ten frames a second are
/// looked at. What was seen of a video that breaks off, or of a stream that stops, counts, and the
/// answer says so.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  onboard read marks.jpg --annotate marks-read.png
  onboard read hover.mp4 --json
  onboard read rtsp://192.168.1.20:8554/main --seconds 120 --annotate read.mp4
  onboard read udp://0.0.0.0:5600          H.264 over RTP that is sent to us

Exit codes: 0 read, or refused with a reason · 1 the source cannot be opened · 2 usage")]
struct Read {
    /// A picture (JPEG, PNG), a video file, rtsp://…, or udp://HOST:PORT to listen on
    source: String,
    /// One JSON document on standard output, nothing else
    #[arg(long)]
    json: bool,
    /// Write the picture (.png, .jpg) or the video (.mp4) with ruler and waterline drawn in
    #[arg(long, value_name = "OUT")]
    annotate: Option<PathBuf>,
    /// Look for so long at most; streams without it, for 90 seconds
    #[arg(long, value_name = "SECONDS", value_parser = duration)]
    seconds: Option<f64>,
}

fn duration(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds > 0.0 && seconds.is_finite() => Ok(seconds),
        _ => Err("give seconds above 0".into()),
    }
}

/// Flies one sortie of a plan, from contact to landing, and leaves a flight folder.
///
/// While it flies, one word a line on standard input is an order: hold, return, land, resume
/// (also takes over again from the pilot), revoke (the plan is withdrawn), status. A ground
/// station on the link can send the same as MAVLink commands 20, 21 and 193 to component 191. A
/// file `revoke` in the flight folder withdraws the plan too.
///
/// Ctrl-C before take-off calls the flight off. In the air the first Ctrl-C brings the vehicle
/// home and goes on recording; the second ends the program while the autopilot flies on, and
/// starting it again with the same folder carries the flight on. A sortie that took off and came
/// down while nobody watched is closed by that, not flown again: name a new folder for it.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  onboard fly harbour.toml --autopilot tcpout:127.0.0.1:5760 --out flights/harbour
  onboard fly ship.toml --autopilot udpin:0.0.0.0:14550 --camera rtp://127.0.0.1:5600
  onboard fly strip.plan --mission strip.toml --autopilot serial:/dev/ttyACM0:921600 --sortie 2

Exit codes: 0 flown · 1 failed, or not flown to its end · 2 usage · 3 flown, but data was lost")]
struct Fly {
    /// What to fly: a plan (.plan, .waypoints) or a mission file (.toml), which is planned first
    plan: PathBuf,
    /// The autopilot: serial:PATH:BAUD, tcpout:HOST:PORT, tcpin:…, udpout:…, udpin:…
    #[arg(long, value_name = "URL")]
    autopilot: Address,
    /// The camera's video, read where the sortie surveys a ship's draughts: rtp://HOST:PORT (H.264
    /// that is sent to us; udp:// is the same), rtsp://…, or a file
    #[arg(long, value_name = "URI")]
    camera: Option<String>,
    /// The ship's AIS, by which a survey follows her as she swings: where to listen for AIVDM
    /// sentences over UDP
    #[arg(long, value_name = "ADDRESS:PORT", requires = "camera")]
    ais: Option<std::net::SocketAddr>,
    /// A survey sheet that waits for its readings: it is filled in at the end, and the statement
    /// worked
    #[arg(long, value_name = "SHEET.toml", requires = "camera")]
    sheet: Option<PathBuf>,
    /// Flight folder; an unfinished flight in it is carried on [default: flights/NAME/NNN, with
    /// --dry-run flights/NAME/dry]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Which sortie of the plan, from 1; change the battery and fly the next
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = sortie_number)]
    sortie: usize,
    /// The mission file that a plan was made from: vehicle profile, camera and wind
    #[arg(long, value_name = "FILE")]
    mission: Option<PathBuf>,
    /// Sign with MAVLink 2, and believe only who signs; 32 bytes, or 64 hexadecimal digits
    #[arg(long, value_name = "FILE")]
    signing_key: Option<PathBuf>,
    /// With --signing-key: believe what is not signed, too
    #[arg(long, requires = "signing_key")]
    accept_unsigned: bool,
    /// The vehicle's MAVLink system; must be said where several are on the link
    #[arg(long, value_name = "N")]
    system: Option<u8>,
    /// Be the ground station too, where there is no other: a PX4 with NAV_DLL_ACT set does not arm
    /// without one. Not for a computer on board: its link never breaks
    #[arg(long)]
    station: bool,
    /// Load and check everything, do not arm
    #[arg(long)]
    dry_run: bool,
    /// Come home when a ground station that was heard is silent for so long; `never` to fly on
    #[arg(long, default_value = "15", value_name = "SECONDS", value_parser = seconds_or_never)]
    ground_silence: f64,
    /// Strongest mean wind, metres per second [default: the vehicle profile's limit]
    #[arg(long, value_name = "M/S", value_parser = speed)]
    wind_limit: Option<f64>,
    /// How long to wait for the first heartbeat, seconds
    #[arg(long, default_value_t = 60, value_name = "SECONDS")]
    patience: u64,
    /// Who flies, for the report and the seal
    #[arg(long, value_name = "NAME")]
    operator: Option<String>,
    /// The key that seals the folder: Ed25519 in PEM, as `openssl genpkey -algorithm ed25519` makes
    /// it [default: ~/.config/shearwater/evidence.pem, made at first use]
    #[arg(long, value_name = "FILE")]
    evidence_key: Option<PathBuf>,
    /// One JSON document on standard output at the end, nothing else
    #[arg(long)]
    json: bool,
}

/// Says whether a flight folder is as it was sealed: every file that was changed, added or removed
/// is named. Of a flight that was not closed it says what of each file is held, and by what.
///
/// Nothing in the folder is written, and no link in it is followed. Without --key it is verified
/// that the folder goes together; only who knows the key's fingerprint from elsewhere knows that it
/// was sealed by its owner.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  onboard verify flights/harbour/001 --key SHA256:9c5f…e1
  onboard verify flights/harbour/001 --key evidence.pub.pem --json

Exit codes: 0 as it was sealed · 1 something is not, or nothing holds it · 2 usage · 3 not sealed, \
and nothing speaks against what the custody log holds")]
struct Verify {
    /// The flight folder
    folder: PathBuf,
    /// The key that it must be sealed with: a file (PEM), 64 hexadecimal digits, or SHA256:FINGERPRINT
    #[arg(long, value_name = "PUBLIC")]
    key: Option<String>,
    /// One JSON document on standard output, nothing else
    #[arg(long)]
    json: bool,
}

fn seconds_or_never(text: &str) -> Result<f64, String> {
    if text == "never" {
        return Ok(f64::INFINITY);
    }
    match text.parse::<f64>() {
        Ok(seconds) if seconds > 0.0 && seconds.is_finite() => Ok(seconds),
        _ => Err("give seconds above 0, or `never`".into()),
    }
}

/// Sorties count from 1, as people do.
fn sortie_number(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err("sorties count from 1".into()),
    }
}

fn speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(speed) if speed > 0.0 && speed.is_finite() => Ok(speed),
        _ => Err("give metres per second above 0".into()),
    }
}

/// Runs the program; the exit code comes back.
pub fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    match &arguments.command {
        Command::Fly(arguments) => fly::run(arguments),
        Command::Verify(arguments) => verify::run(arguments),
        Command::Read(arguments) => read::run(arguments),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_are_well_formed() {
        Arguments::command().debug_assert();
    }

    /// A limit that is no number would never be exceeded.
    #[test]
    fn the_wind_limit_is_a_speed() {
        assert_eq!(speed("9.5"), Ok(9.5));
        assert!(speed("NaN").is_err() && speed("-5").is_err() && speed("inf").is_err());
    }

    /// The simulator has the same option under the same name; once it was `--sign` here.
    #[test]
    fn the_key_is_named_as_in_the_simulator() {
        let line = "onboard fly x.plan --autopilot tcpout:127.0.0.1:5760 --signing-key k";
        let parsed = Arguments::try_parse_from(line.split(' ')).unwrap();
        let Command::Fly(fly) = parsed.command else {
            panic!("it is another command");
        };
        assert_eq!(fly.signing_key.as_deref(), Some(std::path::Path::new("k")));
    }

    /// Once an error of the flight, exit code 1.
    #[test]
    fn a_sortie_0_is_wrong_usage() {
        let line = "onboard fly x.plan --autopilot tcpout:127.0.0.1:5760 --sortie 0";
        let error = Arguments::try_parse_from(line.split(' ')).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(
            error.to_string().contains("sorties count from 1"),
            "{error}"
        );
    }

    #[test]
    fn the_silence_of_the_ground_is_seconds_or_never() {
        assert_eq!(seconds_or_never("never"), Ok(f64::INFINITY));
        assert_eq!(seconds_or_never("7.5"), Ok(7.5));
        assert!(seconds_or_never("0").is_err() && seconds_or_never("NaN").is_err());
    }
}
