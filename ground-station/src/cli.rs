//! The program `ground-station`: arguments and what they lead to.

use clap::Parser;

/// The window in which a patrol unit plans, watches and decides.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Arguments {}

/// Runs the program.
pub fn run(_arguments: &Arguments) -> anyhow::Result<()> {
    anyhow::bail!("ground-station has no commands yet")
}
