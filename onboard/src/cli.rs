//! The program `onboard`: arguments and what they lead to.

use clap::Parser;

/// Flies a plan over MAVLink and keeps the evidence of what was flown.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Arguments {}

/// Runs the program.
pub fn run(_arguments: &Arguments) -> anyhow::Result<()> {
    anyhow::bail!("onboard has no commands yet")
}
