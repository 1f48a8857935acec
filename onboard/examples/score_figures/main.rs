//! Measures how columns of figures are numbered, the waterline left aside: on drawn columns that
//! the network was not taught on, and on pictures with their truth.
//!
//! ```text
//! cargo run -p onboard --example score_figures -- --drawn 300 renders/truth.json
//! ```
//!
//! A line a picture: what was done, by how much the numbering is likelier than the next best with
//! another decimetre and another metre, and by how much it is wrong, metres.

mod drawn;
mod tally;
mod truth;

use std::path::PathBuf;

use clap::Parser;
use onboard::camera::source;

/// Measures how columns of figures are numbered.
#[derive(Parser)]
struct Arguments {
    /// Truth about stills (JSON), as `sim film --truth` and the independent renderer write it.
    truth: Vec<PathBuf>,
    /// So many columns are drawn for the purpose.
    #[arg(long, default_value_t = 0)]
    drawn: usize,
    /// Everything drawn follows from it.
    #[arg(long, default_value_t = 1000)]
    seed: u64,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let mut tally = tally::Tally::default();
    for number in 0..arguments.drawn {
        let (picture, points) = drawn::column(arguments.seed + number as u64);
        tally.add(&format!("drawn {number}"), &picture, &points)?;
    }
    for path in &arguments.truth {
        for (path, points) in truth::read(path)? {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            tally.add(&name, &source::still(&path)?, &points)?;
        }
    }
    tally.conclude()
}
