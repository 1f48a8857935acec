//! `missions example`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::json;

use super::failure::Attempt;
use super::written::Written;
use super::{Outcome, files};
use crate::draught;
use crate::mission::shipped;

/// The files that are shipped with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Example {
    /// A harbour's basins, mown.
    Harbour,
    /// A strip of coast, flown along.
    Coast,
    /// A box at sea, searched.
    Offshore,
    /// Six draughts of a bulk carrier at anchor, with her ship file and a survey sheet to be filled
    /// in beside it.
    Draughts,
    /// A ship file: that bulk carrier.
    Ship,
    /// A survey sheet that waits for its readings: the same ship.
    DraughtsSurvey,
    /// A draught survey sheet: a bulk carrier that loads.
    Survey,
}

pub(super) fn run(example: Example, output: Option<&Path>, json: bool) -> anyhow::Result<Outcome> {
    let text = match example {
        Example::Harbour => shipped::HARBOUR,
        Example::Coast => shipped::COAST,
        Example::Offshore => shipped::OFFSHORE,
        Example::Draughts => shipped::DRAUGHTS,
        Example::Ship => shipped::BULK_CARRIER,
        Example::DraughtsSurvey => draught::shipped::TEMPLATE,
        Example::Survey => draught::shipped::LOADING,
    };
    let Some(path) = output else {
        if json {
            files::say_json(&json!({ "text": text }))?;
        } else {
            files::say(text)?;
        }
        return Ok(Outcome::Done);
    };
    // An example is to be edited: what somebody has made of it is not thrown away.
    let mut written = Written::default();
    for (path, text) in std::iter::once((path.to_owned(), text)).chain(beside(example, path)) {
        if path.try_exists()? {
            let reason = anyhow::anyhow!("it is there already and is not overwritten");
            return Err(reason.context(Attempt::writing(&path)));
        }
        written.keep(path, text.into(), Vec::new())?;
    }
    let paths = written.commit()?;
    let paths: Vec<String> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    if json {
        files::say_json(&json!({ "files": paths }))?;
    } else {
        let lines: Vec<String> = paths
            .iter()
            .map(|path| format!("written: {path}"))
            .collect();
        files::say(&lines.join("\n"))?;
    }
    Ok(Outcome::Done)
}

/// What an example names, or is to be used with, and stands in its folder.
fn beside(example: Example, path: &Path) -> Vec<(PathBuf, &'static str)> {
    if example != Example::Draughts {
        return Vec::new();
    }
    let files = [
        ("bulk-carrier.toml", shipped::BULK_CARRIER),
        ("draughts-survey.toml", draught::shipped::TEMPLATE),
    ];
    files
        .map(|(name, text)| (path.with_file_name(name), text))
        .to_vec()
}
