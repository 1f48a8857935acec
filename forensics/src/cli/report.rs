//! `forensics report`: what a case says, for a person.

use std::io::Write as _;
use std::path::Path;

use anyhow::bail;

use super::{Outcome, Report, analyse, clock, exhibits, written};
use crate::analysis::Analysis;
use crate::report::{Document, Material, html};

pub(super) fn run(arguments: &Report) -> anyhow::Result<Outcome> {
    for path in &arguments.output {
        if extension(path) != "html" {
            bail!("{}: a report is written as .html", path.display());
        }
    }
    let questions = analyse::asked(arguments.questions.as_deref())?;
    let exhibits = exhibits::known(&arguments.paths)?;
    let analysis = Analysis::of(&exhibits, &questions);
    let document = Material {
        title: &arguments.title,
        made: clock::now(),
        exhibits: &exhibits,
        analysis: &analysis,
        questions: &questions,
        seal: None,
    }
    .document();
    for path in &arguments.output {
        write(&document, path)?;
    }
    Ok(exhibits::outcome(&exhibits))
}

fn write(document: &Document, path: &Path) -> anyhow::Result<()> {
    written::whole(path, |out| out.write_all(html(document).as_bytes()))
}

/// A path's extension in small letters.
pub(super) fn extension(path: &Path) -> String {
    let extension = path.extension().unwrap_or_default();
    extension.to_string_lossy().to_ascii_lowercase()
}
