//! `missions survey`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use clap::ValueEnum;
use serde_json::{Value, json};

use super::failure::{Attempt, Misuse};
use super::written::Written;
use super::{Outcome, failure, files, input};
use crate::draught::Arithmetic;
use crate::draught::resolve::Resolved;
use crate::draught::sheet::Sheet;
use crate::draught::statement::picture::Picture;
use crate::draught::statement::{Statement, html, pdf, text};
use crate::plan::check::Objection;

/// The two arithmetics, as the command line names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Rounding {
    /// Three decimals at every step, halves away from zero.
    Form,
    /// All digits.
    Unrounded,
}

impl From<Rounding> for Arithmetic {
    fn from(rounding: Rounding) -> Self {
        match rounding {
            Rounding::Form => Self::Form,
            Rounding::Unrounded => Self::Unrounded,
        }
    }
}

/// What a statement can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Html,
    Pdf,
    Json,
}

pub(super) fn run(
    path: &Path,
    outputs: &[PathBuf],
    rounding: Option<Rounding>,
    json: bool,
) -> anyhow::Result<Outcome> {
    let formats = outputs
        .iter()
        .map(|output| format(output))
        .collect::<anyhow::Result<Vec<Format>>>()?;
    let sheet = sheet(path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let read = |named: &str| input::read(folder.join(named));
    let resolved = match sheet.resolve(read) {
        Ok(resolved) => resolved,
        Err(objections) => return refused(path, &objections, json),
    };
    let arithmetic = rounding.map_or(sheet.arithmetic, Arithmetic::from);
    let statement = Statement::of(&resolved, arithmetic)
        .with_context(|| format!("cannot work {}", path.display()))?;
    let (pictures, mut losses) = pictures(folder, &resolved);
    let mut written = Written::default();
    for (output, format) in outputs.iter().zip(formats) {
        let bytes = match format {
            Format::Html => html::html(&statement, &pictures).into_bytes(),
            Format::Pdf => {
                let (bytes, unshown) = pdf::pdf(&statement, &pictures);
                losses.extend(unshown);
                bytes
            }
            Format::Json => {
                let document = document(path, &statement, &pictures, outputs, &losses)?;
                serde_json::to_vec_pretty(&document)?
            }
        };
        written.keep(output.clone(), bytes, Vec::new())?;
    }
    written.commit()?;
    if json {
        files::say_json(&document(path, &statement, &pictures, outputs, &losses)?)?;
    } else {
        say(&statement, outputs)?;
    }
    for loss in &losses {
        tracing::warn!("{loss}");
    }
    Ok(if losses.is_empty() {
        Outcome::Done
    } else {
        Outcome::DataLost
    })
}

fn sheet(path: &Path) -> anyhow::Result<Sheet> {
    let context = || Attempt::reading(path);
    let bytes = files::read(path)?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|error| anyhow!("it is no UTF-8 text ({error})"))
        .with_context(context)?;
    Sheet::parse(text).with_context(context)
}

fn format(output: &Path) -> anyhow::Result<Format> {
    let extension = output.extension().unwrap_or_default().to_string_lossy();
    match extension.to_lowercase().as_str() {
        "html" | "htm" => Ok(Format::Html),
        "pdf" => Ok(Format::Pdf),
        "json" => Ok(Format::Json),
        _ => Err(Misuse(format!(
            "{}: the extension names no format of a statement; there are .html .pdf .json",
            output.display()
        ))
        .into()),
    }
}

/// The pictures that readings name, and what is wrong with the others.
fn pictures(folder: &Path, resolved: &Resolved) -> (Vec<Picture>, Vec<String>) {
    let mut found: Vec<Picture> = Vec::new();
    let mut losses = Vec::new();
    for file in resolved.case.evidence() {
        if found.iter().any(|picture| picture.file == file) {
            continue;
        }
        match input::read(folder.join(file)) {
            Err(error) => losses.push(format!("cannot read the picture {file}: {error}")),
            Ok(bytes) => match Picture::new(file, bytes) {
                Some(picture) => found.push(picture),
                None => losses.push(format!("{file} is no JPEG, PNG, WebP or GIF picture")),
            },
        }
    }
    (found, losses)
}

fn say(statement: &Statement, outputs: &[PathBuf]) -> anyhow::Result<()> {
    let mut said = text::text(statement);
    for output in outputs {
        said.push_str("written: ");
        said.push_str(&output.display().to_string());
        said.push('\n');
    }
    files::say(&said)
}

fn document(
    path: &Path,
    statement: &Statement,
    pictures: &[Picture],
    outputs: &[PathBuf],
    losses: &[String],
) -> anyhow::Result<Value> {
    let mut document = json!({
        "sheet": path.display().to_string(),
        "status": "worked",
    });
    let rest = json!({
        "pictures": pictures
            .iter()
            .map(|picture| json!({ "file": picture.file, "sha256": picture.sha256 }))
            .collect::<Vec<Value>>(),
        "losses": losses,
        "files": outputs.iter().map(|p| p.display().to_string()).collect::<Vec<_>>(),
    });
    for part in [serde_json::to_value(statement)?, rest] {
        if let (Value::Object(document), Value::Object(part)) = (&mut document, part) {
            document.extend(part);
        }
    }
    Ok(document)
}

fn refused(path: &Path, objections: &[Objection], json: bool) -> anyhow::Result<Outcome> {
    if json {
        let mut document = failure::refusal(objections);
        document.insert("sheet".to_owned(), json!(path.display().to_string()));
        document.insert("status".to_owned(), json!("refused"));
        files::say_json(&document.into())?;
    } else {
        let lines: Vec<String> = objections.iter().map(ToString::to_string).collect();
        files::say(&format!(
            "{} cannot be worked:\n{}",
            path.display(),
            lines.join("\n")
        ))?;
    }
    Ok(Outcome::Refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// It was a failure of the survey, exit code 1.
    #[test]
    fn a_statement_in_no_format_is_wrong_usage_whatever_the_sheet() {
        let outputs = [PathBuf::from("x.docx")];
        let error = run(Path::new("/nonexist.toml"), &outputs, None, false).unwrap_err();
        assert!(error.is::<Misuse>(), "{error}");
        assert!(error.to_string().contains("x.docx"), "{error}");
    }
}
