//! Truth about stills as it is written beside them.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    pictures: Vec<Still>,
}

#[derive(Deserialize)]
struct Still {
    file: String,
    figures: Vec<Figure>,
}

#[derive(Deserialize)]
struct Figure {
    draught_m: f64,
    extra: bool,
    bottom_centre_px: [f64; 2],
}

/// Pictures, each with points of its column: draught and row.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<(PathBuf, Vec<[f64; 2]>)>> {
    let told = || format!("cannot read the truth {}", path.display());
    let text = std::fs::read_to_string(path).with_context(told)?;
    let file: File = serde_json::from_str(&text).with_context(told)?;
    let still = |still: Still| {
        let figures = still.figures.iter().filter(|figure| !figure.extra);
        let points = figures.map(|figure| [figure.draught_m, figure.bottom_centre_px[1]]);
        (path.with_file_name(&still.file), points.collect())
    };
    Ok(file.pictures.into_iter().map(still).collect())
}
