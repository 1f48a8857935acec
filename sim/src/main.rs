//! The program `sim`.

use clap::Parser as _;

fn main() -> anyhow::Result<()> {
    sim::cli::run(&sim::cli::Arguments::parse())
}
