//! `missions check`.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::{Map, json};

use super::failure::{self, Attempt};
use super::{Outcome, files};
use crate::mission::{Mission, profiles};
use crate::plan::check::{Conditions, Objection, Severity, check};
use crate::vehicle::Vehicle;
use crate::wind::Wind;

/// What the plan is checked against.
#[derive(Debug)]
pub(super) struct Against<'a> {
    pub(super) mission: Option<&'a Path>,
    pub(super) vehicle: Option<&'a str>,
    pub(super) zones: &'a [PathBuf],
}

pub(super) fn run(path: &Path, against: &Against<'_>, json: bool) -> anyhow::Result<Outcome> {
    let (mut plan, losses) = files::plan(path)?;
    let mut objections: Vec<Objection> = losses
        .into_iter()
        .map(|loss| Objection::warning(loss.place, loss.what))
        .collect();
    let mission = against.mission.map(mission).transpose()?;
    if let Some(mission) = &mission {
        plan.airspace.zones.extend(mission.airspace.zones.clone());
        if mission.airspace.fence.is_some() {
            plan.airspace.fence.clone_from(&mission.airspace.fence);
        }
        plan.home = plan.home.or(Some(mission.home));
    }
    for zones in against.zones {
        let bytes = files::read(zones)?;
        let (zones, losses) = crate::formats::zones::read(&zones.to_string_lossy(), &bytes)
            .with_context(|| Attempt::reading(zones))?;
        plan.airspace.zones.extend(zones);
        objections.extend(
            losses
                .into_iter()
                .map(|l| Objection::warning(l.place, l.what)),
        );
    }
    let named = against.vehicle.map(built_in).transpose()?;
    let vehicle = named.as_ref().or(mission.as_ref().map(|m| &m.vehicle));
    let wind = mission.as_ref().map_or(Wind::CALM, |m| m.wind);
    objections.extend(check(&plan, &Conditions { vehicle, wind }));
    report(path, &objections, json)
}

fn report(path: &Path, objections: &[Objection], json: bool) -> anyhow::Result<Outcome> {
    let errors = objections
        .iter()
        .filter(|o| o.severity == Severity::Error)
        .count();
    if json {
        let mut document = if errors > 0 {
            failure::refusal(objections)
        } else {
            Map::from_iter([("objections".to_owned(), json!(objections))])
        };
        document.insert("plan".to_owned(), json!(path.display().to_string()));
        document.insert("flyable".to_owned(), json!(errors == 0));
        files::say_json(&document.into())?;
    } else {
        let mut lines: Vec<String> = objections.iter().map(ToString::to_string).collect();
        lines.push(match errors {
            0 => format!("{}: nothing forbids flying it", path.display()),
            1 => format!("{}: 1 error", path.display()),
            _ => format!("{}: {errors} errors", path.display()),
        });
        files::say(&lines.join("\n"))?;
    }
    Ok(if errors == 0 {
        Outcome::Done
    } else {
        Outcome::Refused
    })
}

fn mission(path: &Path) -> anyhow::Result<Mission> {
    files::mission(path)?.map_err(|objections| {
        let reasons: Vec<String> = objections.iter().map(ToString::to_string).collect();
        anyhow::anyhow!(reasons.join("; ")).context(Attempt::reading(path))
    })
}

fn built_in(name: &str) -> anyhow::Result<Vehicle> {
    profiles::vehicle(name).with_context(|| {
        let known: Vec<&str> = profiles::vehicle_names().collect();
        format!(
            "no built-in vehicle is named {name}: there are {}",
            known.join(", ")
        )
    })
}
