//! What is said when nothing could be done: for people one line, for machines one JSON object.
//!
//! ```text
//! { "error": "the whole chain of reasons", "place": "harbour.toml, line 33" }
//! ```
//!
//! A mission or plan that was refused says the same two of its worst objection, besides the list.

use std::fmt;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::files;
use crate::draught::sheet::SheetError;
use crate::formats::ReadError;
use crate::mission::file::MissionFileError;
use crate::plan::check::Objection;

/// What was attempted with which file; the reason is its source.
#[derive(Debug)]
pub(super) struct Attempt {
    verb: &'static str,
    path: PathBuf,
}

impl Attempt {
    pub(super) fn reading(path: &Path) -> Self {
        Self {
            verb: "read",
            path: path.to_owned(),
        }
    }

    pub(super) fn writing(path: &Path) -> Self {
        Self {
            verb: "write",
            path: path.to_owned(),
        }
    }
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {} {}", self.verb, self.path.display())
    }
}

impl std::error::Error for Attempt {}

/// The command line asks for what there is not: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Misuse(pub(super) String);

/// Says a failure as a machine reads it, on standard output.
pub fn say(error: &anyhow::Error) -> anyhow::Result<()> {
    files::say_json(&json!({ "error": format!("{error:#}"), "place": place(error) }))
}

/// Says wrong usage as a machine reads it.
pub fn say_usage(error: &clap::Error) -> anyhow::Result<()> {
    let text = error.render().to_string();
    let first = text.lines().next().unwrap_or_default();
    let reason = first.strip_prefix("error: ").unwrap_or(first);
    files::say_json(&json!({ "error": reason, "place": "command line" }))
}

/// The members of a refusal: every objection, and the worst one as a failure.
pub(super) fn refusal(objections: &[Objection]) -> Map<String, Value> {
    let mut members = Map::new();
    if let Some(worst) = objections.iter().rev().max_by_key(|o| o.severity) {
        members.insert("error".to_owned(), json!(worst.reason));
        members.insert("place".to_owned(), json!(worst.place));
    }
    members.insert("objections".to_owned(), json!(objections));
    members
}

/// The file, and the place in it where that is known.
fn place(error: &anyhow::Error) -> String {
    let attempt = error.downcast_ref::<Attempt>();
    let file = attempt.map_or_else(String::new, |attempt| attempt.path.display().to_string());
    let inside = error.chain().find_map(|cause| {
        let read = cause.downcast_ref::<ReadError>();
        let sheet = cause.downcast_ref::<SheetError>().map(|error| &error.0);
        let mission = cause.downcast_ref::<MissionFileError>().or(sheet);
        match (read, mission) {
            (Some(ReadError::Malformed { place, .. }), _) => Some(place.clone()),
            (_, Some(error)) => Some(format!("line {}", error.line)),
            _ => None,
        }
    });
    match (file.is_empty(), inside) {
        (true, None) => "command line".to_owned(),
        (true, Some(inside)) => inside,
        (false, None) => file,
        (false, Some(inside)) => format!("{file}, {inside}"),
    }
}
