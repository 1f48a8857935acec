//! The program `sim`: arguments and what they lead to.

use clap::Parser;

/// A simulated multirotor behind a MAVLink 2 autopilot.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Arguments {}

/// Runs the program.
pub fn run(_arguments: &Arguments) -> anyhow::Result<()> {
    anyhow::bail!("sim has no commands yet")
}
