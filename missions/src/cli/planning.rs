//! `missions plan`.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde_json::json;

use super::summary::Summary;
use super::written::{self, Written};
use super::{Outcome, failure, files, waiting};
use crate::formats::Format;
use crate::formats::svg::{self, Overlay};
use crate::mission::Mission;
use crate::plan::Plan;
use crate::plan::check::Objection;
use crate::planners;
use crate::time::UtcTime;

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
        if files::format(output)? == Format::Svg {
            let picture = picture(path, &mission, &plan);
            files_to_be.keep(output.clone(), picture.into_bytes(), Vec::new())?;
        } else {
            files_to_be.add(&plan, output)?;
        }
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

/// The plan with what only its mission file says.
fn picture(path: &Path, mission: &Mission, plan: &Plan) -> String {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let mut facts = vec![
        ("Camera", mission.camera.name.clone()),
        ("Vehicle", mission.vehicle.name.clone()),
        ("Mission", file.into_owned()),
    ];
    facts.extend(changed(path).map(|utc| ("changed", utc)));
    let overlay = Overlay {
        wind: Some(mission.wind),
        facts: &facts,
        ..Overlay::default()
    };
    svg::draw(plan, &overlay)
}

/// When a file was last changed, to the minute.
fn changed(path: &Path) -> Option<String> {
    let at = path.metadata().ok()?.modified().ok()?;
    let since = at.duration_since(UNIX_EPOCH).ok()?;
    let utc = UtcTime::from_secs(i64::try_from(since.as_secs()).ok()?);
    let text: String = utc.to_string().chars().take(16).collect();
    Some(format!("{} UTC", text.replace('T', " ")))
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
