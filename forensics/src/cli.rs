//! The program `forensics`: arguments and what they lead to.

use clap::Parser;

/// Reads what a seized drone knows.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Arguments {}

/// Runs the program.
pub fn run(_arguments: &Arguments) -> anyhow::Result<()> {
    anyhow::bail!("forensics has no commands yet")
}
