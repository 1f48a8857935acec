//! The program `missions`: parse, log, run; an error becomes an exit code here and nowhere else.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use missions::cli::{Arguments, Outcome, run};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
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
            drop(writeln!(std::io::stderr(), "missions: {error:#}"));
            ExitCode::from(1)
        }
    }
}
