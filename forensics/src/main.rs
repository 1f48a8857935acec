//! The program `forensics`: parse, log, run; an error becomes an exit code here and nowhere else.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use forensics::cli::{Arguments, Misuse, Outcome, run};
use missions::cli::shown::shown;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_error| EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .init();
    match run(&Arguments::parse()) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::FAILURE,
        Ok(Outcome::DataLost) => ExitCode::from(3),
        Err(error) => {
            let text = shown(&format!("{error:#}"));
            // Where stderr is gone there is nobody to tell.
            writeln!(std::io::stderr().lock(), "forensics: {text}").unwrap_or_default();
            if error.is::<Misuse>() {
                ExitCode::from(2)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}
