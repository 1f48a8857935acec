//! The program `onboard`.

use clap::Parser as _;

fn main() -> anyhow::Result<()> {
    onboard::cli::run(&onboard::cli::Arguments::parse())
}
