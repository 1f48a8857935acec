//! The program `onboard`.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
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
    match onboard::cli::run(&onboard::cli::Arguments::parse()) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            // Where stderr is gone there is nobody to tell.
            writeln!(
                std::io::stderr().lock(),
                "onboard: {}",
                shown(&format!("{error:#}"))
            )
            .unwrap_or_default();
            ExitCode::FAILURE
        }
    }
}
