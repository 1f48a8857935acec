//! `forensics report`: what a case says, for a person.

use std::io::Write as _;
use std::path::Path;

use super::{Misuse, Outcome, Report, analyse, clock, exhibits, written};
use crate::analysis::Analysis;
use crate::report::{Document, Material, html, pdf};

pub(super) fn run(arguments: &Report) -> anyhow::Result<Outcome> {
    for path in &arguments.output {
        if !["html", "pdf"].contains(&extension(path).as_str()) {
            let path = path.display();
            return Err(Misuse(format!("{path}: a report is written as .html or .pdf")).into());
        }
    }
    let questions = analyse::asked(arguments.questions.as_deref())?;
    let exhibits = exhibits::known(&arguments.paths)?;
    let seal = exhibits::seals(&arguments.paths)?;
    let analysis = Analysis::of(&exhibits, &questions);
    let document = Material {
        title: &arguments.title,
        made: clock::now(),
        exhibits: &exhibits,
        analysis: &analysis,
        questions: &questions,
        seal: seal.as_deref(),
    }
    .document();
    let mut losses = Vec::new();
    for path in &arguments.output {
        losses.extend(write(&document, path)?);
    }
    Ok(exhibits::outcome_with(&exhibits, &losses))
}

/// Writes it; what the format cannot show is returned.
fn write(document: &Document, path: &Path) -> anyhow::Result<Vec<String>> {
    let (bytes, losses) = match extension(path).as_str() {
        "pdf" => pdf(document),
        _ => (html(document).into_bytes(), Vec::new()),
    };
    written::whole(path, |out| out.write_all(&bytes))?;
    Ok(losses)
}

/// A path's extension in small letters.
pub(super) fn extension(path: &Path) -> String {
    let extension = path.extension().unwrap_or_default();
    extension.to_string_lossy().to_ascii_lowercase()
}
