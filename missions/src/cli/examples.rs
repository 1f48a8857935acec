//! `missions example`.

use std::path::Path;

use clap::ValueEnum;

use super::{Outcome, files};
use crate::mission::shipped;

/// The mission files that are shipped with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Example {
    /// A harbour's basins, mown.
    Harbour,
    /// A strip of coast, flown along.
    Coast,
    /// A box at sea, searched.
    Offshore,
}

pub(super) fn run(example: Example, output: Option<&Path>) -> anyhow::Result<Outcome> {
    let text = match example {
        Example::Harbour => shipped::HARBOUR,
        Example::Coast => shipped::COAST,
        Example::Offshore => shipped::OFFSHORE,
    };
    match output {
        None => files::say(text)?,
        Some(path) => files::write(path, text.as_bytes())?,
    }
    Ok(Outcome::Done)
}
