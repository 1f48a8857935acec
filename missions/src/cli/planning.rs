//! `missions plan`.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::summary::Summary;
use super::written::{self, Written};
use super::{Outcome, failure, files, waiting};
use crate::plan::check::Objection;
use crate::planners;

pub(super) fn run(path: &Path, outputs: &[PathBuf], json: bool) -> anyhow::Result<Outcome> {
    for output in outputs {
        files::format(output)?;
    }
    let mut mission = match files::mission(path)? {
        Ok(mission) => mission,
        Err(objections) => return refused(path, &objections, json),
    };
    let planned = match waiting::with_sign("planning", || planners::planned(&mission)) {
        Ok(planned) => planned,
        Err(objections) => return refused(path, &objections, json),
    };
    let plan = planned.plan;
    mission.remarks.extend(planned.remarks);
    for remark in &mission.remarks {
        tracing::warn!("{}: {}", remark.place, remark.reason);
    }
    let mut files_to_be = Written::default();
    for output in outputs {
        files_to_be.add(&plan, output)?;
    }
    let losses = std::mem::take(&mut files_to_be.losses);
    let paths = files_to_be.commit()?;
    let summary = Summary::of(&mission, &plan);
    if json {
        files::say_json(&summary.json(&paths, &losses))?;
    } else {
        files::say(&summary.text(&paths))?;
    }
    for loss in &losses {
        tracing::warn!("not in the file: {loss}");
    }
    for output in outputs {
        for left in written::of_an_earlier_plan(&plan, output)? {
            let left = left.display();
            tracing::warn!("{left} is a sortie of an earlier plan, not of this one; it was left");
        }
    }
    Ok(if losses.is_empty() {
        Outcome::Done
    } else {
        Outcome::DataLost
    })
}

fn refused(path: &Path, objections: &[Objection], json: bool) -> anyhow::Result<Outcome> {
    if json {
        let mut document = failure::refusal(objections);
        document.insert("mission".to_owned(), json!(path.display().to_string()));
        files::say_json(&document.into())?;
    } else {
        let lines: Vec<String> = objections.iter().map(ToString::to_string).collect();
        files::say(&format!(
            "{} cannot be flown:\n{}",
            path.display(),
            lines.join("\n")
        ))?;
    }
    Ok(Outcome::Refused)
}
