//! The program `ground-station`.

use clap::Parser as _;

fn main() -> anyhow::Result<()> {
    ground_station::cli::run(&ground_station::cli::Arguments::parse())
}
