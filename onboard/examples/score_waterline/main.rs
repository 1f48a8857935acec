//! Measures the waterline alone: stills and clips with their truth, the ruler taken from the truth
//! (or, with `--read`, from the reader), so that what the figures do wrong does not count.
//!
//! ```text
//! cargo run -p onboard --example score_waterline -- renders/truth.json clip.truth.json \
//!     photos/MANIFEST.tsv --points points.tsv --crops /tmp/crops
//! ```
//!
//! Truth is the JSON that `sim film --truth` and the independent renderer write, or a table of
//! photographs with readings by eye (`file`, …, `reading_m` in column 6) together with points of
//! their columns (`file`, draught, x, y). Columns of the answer: the picture, what of the figures was
//! given, truth, reading, error and stated u95 in millimetres; crops show the line and, at the edges, the truth.

mod clip;
mod crop;
mod still;
mod tally;
mod teach;
mod truth;

use std::path::PathBuf;

use clap::Parser;

/// Measures the waterline alone.
#[derive(Parser)]
struct Arguments {
    /// Truth about stills or a clip (JSON), or a table of photographs (.tsv).
    truth: Vec<PathBuf>,
    /// Takes the ruler from the reader, too.
    #[arg(long)]
    read: bool,
    /// Learns the weights of the evidence from the stills instead, and writes them here. A truth
    /// that is named several times counts so often.
    #[arg(long)]
    teach: Option<PathBuf>,
    /// Points of the columns of photographs.
    #[arg(long)]
    points: Option<PathBuf>,
    /// Where crops of the stills are written.
    #[arg(long)]
    crops: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let mut stills = tally::Tally::new("stills");
    let mut clips = tally::Tally::new("clips");
    let mut lessons = Vec::new();
    for path in &arguments.truth {
        if path.extension().is_some_and(|extension| extension == "tsv") {
            let cases = truth::photographs(path, arguments.points.as_deref())?;
            still::score(&cases, &arguments, &mut stills)?;
        } else {
            match truth::read(path)? {
                truth::Truth::Stills(cases) if arguments.teach.is_some() => {
                    lessons.extend(teach::lessons(&cases)?);
                }
                truth::Truth::Stills(cases) => still::score(&cases, &arguments, &mut stills)?,
                truth::Truth::Clip(truth) => clip::score(path, &truth, &arguments, &mut clips)?,
            }
        }
    }
    if let Some(path) = &arguments.teach {
        return teach::teach(&lessons, path);
    }
    stills.conclude()?;
    clips.conclude()
}
