//! `forensics analyse`: what the flights of files and folders come to together.

mod files;
mod words;

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, bail};
use missions::cli::shown::shown;

use super::{Analyse, Outcome};
use crate::analysis::{Analysis, Questions};

pub(super) fn run(arguments: &Analyse) -> anyhow::Result<Outcome> {
    let questions = match &arguments.questions {
        Some(path) => questions(path)?,
        None => Questions::default(),
    };
    let exhibits = files::exhibits(&arguments.paths)?;
    let understood = exhibits
        .iter()
        .filter(|exhibit| exhibit.reading.is_some())
        .count();
    if understood == 0 {
        bail!(
            "none of {} files is of a format that this program knows",
            exhibits.len()
        );
    }
    let analysis = Analysis::of(&exhibits, &questions);
    let text = if arguments.json {
        format!("{}\n", serde_json::to_string_pretty(&analysis)?)
    } else {
        shown(&words::of(&analysis, &exhibits, &questions))
    };
    io::stdout().lock().write_all(text.as_bytes())?;
    let readings = exhibits
        .iter()
        .filter_map(|exhibit| exhibit.reading.as_ref());
    let is_damaged = readings
        .into_iter()
        .any(|reading| reading.defects.is_damage());
    Ok(if is_damaged {
        Outcome::DataLost
    } else {
        Outcome::Done
    })
}

fn questions(path: &Path) -> anyhow::Result<Questions> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let name = path.to_string_lossy();
    let questions = Questions::read(&name, &bytes)
        .with_context(|| format!("cannot read the questions in {}", path.display()))?;
    for skipped in &questions.skipped {
        tracing::warn!("{}: {skipped}", path.display());
    }
    Ok(questions)
}
