//! The program `missions`: parse, log, run; an error becomes an exit code here and nowhere else.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use missions::cli::failure::{self, Misuse};
use missions::cli::shown::shown;
use missions::cli::{Arguments, Outcome, run};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return misused(&error),
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_error| EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .without_time()
        .with_target(false)
        .init();
    match run(&arguments) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Refused) => ExitCode::from(1),
        Ok(Outcome::DataLost) => ExitCode::from(3),
        Err(error) => {
            // Nothing is left to be done if even this cannot be written.
            let text = shown(&format!("{error:#}"));
            drop(writeln!(std::io::stderr(), "missions: {text}"));
            if arguments.json() {
                drop(failure::say(&error));
            }
            ExitCode::from(if error.is::<Misuse>() { 2 } else { 1 })
        }
    }
}

/// Help, the version, or a wrong word on the command line.
fn misused(error: &clap::Error) -> ExitCode {
    drop(error.print());
    let asked_for_json = std::env::args_os().any(|word| word == "--json");
    if error.use_stderr() && asked_for_json {
        drop(failure::say_usage(error));
    }
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}
