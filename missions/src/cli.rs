//! The program `missions`: the only place of this crate that reads and writes.

use clap::Parser;

/// Plans, checks and converts missions.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Arguments {}

/// Runs the program.
pub fn run(_arguments: &Arguments) -> anyhow::Result<()> {
    Ok(())
}
