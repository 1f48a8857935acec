//! The program `missions`.

use clap::Parser as _;

fn main() -> anyhow::Result<()> {
    missions::cli::run(&missions::cli::Arguments::parse())
}
