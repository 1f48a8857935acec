//! The program `forensics`.

use clap::Parser as _;

fn main() -> anyhow::Result<()> {
    forensics::cli::run(&forensics::cli::Arguments::parse())
}
