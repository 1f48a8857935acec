//! `forensics analyse`: what the flights of files and folders come to together.

mod words;

use std::path::Path;

use anyhow::Context as _;
use missions::cli::input;
use missions::cli::shown::shown;

use super::{Analyse, Outcome, exhibits};
use crate::analysis::{Analysis, Questions};

pub(super) fn run(arguments: &Analyse) -> anyhow::Result<Outcome> {
    let questions = asked(arguments.questions.as_deref())?;
    let exhibits = exhibits::known(&arguments.paths)?;
    let analysis = Analysis::of(&exhibits, &questions);
    let text = if arguments.json {
        format!("{}\n", serde_json::to_string_pretty(&analysis)?)
    } else {
        shown(&words::of(&analysis, &exhibits, &questions))
    };
    super::say(&text)?;
    Ok(exhibits::outcome(&exhibits))
}

/// The questions of a file; none where no file is named.
pub(super) fn asked(path: Option<&Path>) -> anyhow::Result<Questions> {
    let Some(path) = path else {
        return Ok(Questions::default());
    };
    let bytes = input::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let name = path.to_string_lossy();
    let questions = Questions::read(&name, &bytes)
        .with_context(|| format!("cannot read the questions in {}", path.display()))?;
    for skipped in &questions.skipped {
        tracing::warn!("{}: {skipped}", path.display());
    }
    Ok(questions)
}
