//! `missions example`.

use std::path::Path;

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
    /// A draught survey sheet: a bulk carrier that loads.
    Survey,
}

pub(super) fn run(example: Example, output: Option<&Path>, json: bool) -> anyhow::Result<Outcome> {
    let text = match example {
        Example::Harbour => shipped::HARBOUR,
        Example::Coast => shipped::COAST,
        Example::Offshore => shipped::OFFSHORE,
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
    if path.try_exists()? {
        let reason = anyhow::anyhow!("it is there already and is not overwritten");
        return Err(reason.context(Attempt::writing(path)));
    }
    let mut written = Written::default();
    written.keep(path.to_owned(), text.into(), Vec::new())?;
    written.commit()?;
    if json {
        files::say_json(&json!({ "files": [path.display().to_string()] }))?;
    } else {
        files::say(&format!("written: {}", path.display()))?;
    }
    Ok(Outcome::Done)
}
