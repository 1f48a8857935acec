//! `missions check`.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::{Map, json};

use super::failure::{self, Attempt, Misuse};
use super::{Outcome, files};
use crate::airspace::Fence;
use crate::geodesy::Shape;
use crate::height::Height;
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
        let own = std::mem::take(&mut plan.airspace.zones);
        let more = mission.airspace.zones.iter();
        let more = more.filter(|zone| !own.contains(zone)).cloned().collect();
        plan.airspace.zones = [own, more].concat();
        plan.home = plan.home.or(Some(mission.home));
        if let Some(fence) = &mission.airspace.fence {
            let home_m = plan.home_height_m();
            plan.airspace.fence = Some(match plan.airspace.fence.take() {
                Some(own) => both(own, fence, home_m),
                None => fence.clone(),
            });
        }
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
    let zones_known = mission.is_some() || !against.zones.is_empty();
    let missing = [
        ("fence", plan.airspace.fence.is_none()),
        ("zones", plan.airspace.zones.is_empty() && !zones_known),
        ("vehicle", vehicle.is_none()),
        ("wind", mission.is_none()),
    ];
    let unknown = missing.iter().filter(|(_, missing)| *missing);
    let unknown: Vec<&str> = unknown.map(|(what, _)| *what).collect();
    report(path, &objections, &unknown, json)
}

/// The fence that keeps inside two: what the plan brings along and what the mission asks.
fn both(own: Fence, asked: &Fence, home_m: f64) -> Fence {
    let mut fence = own;
    let add = |shapes: &mut Vec<Shape>, more: &[Shape]| {
        let new: Vec<Shape> = more
            .iter()
            .filter(|s| !shapes.contains(s))
            .cloned()
            .collect();
        shapes.extend(new);
    };
    add(&mut fence.inclusions, &asked.inclusions);
    add(&mut fence.exclusions, &asked.exclusions);
    let above_home_m = |height: &Height| height.above_home_m(home_m);
    let ceilings = fence.ceiling.into_iter().chain(asked.ceiling);
    fence.ceiling = ceilings.min_by(|a, b| above_home_m(a).total_cmp(&above_home_m(b)));
    fence
}

/// `unknown`: what nobody told of, so that nothing was held against it.
fn report(
    path: &Path,
    objections: &[Objection],
    unknown: &[&str],
    json: bool,
) -> anyhow::Result<Outcome> {
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
        document.insert("unknown".to_owned(), json!(unknown));
        files::say_json(&document.into())?;
    } else {
        let mut lines: Vec<String> = objections.iter().map(ToString::to_string).collect();
        lines.push(match errors {
            0 if unknown.is_empty() => format!("{}: nothing forbids flying it", path.display()),
            0 => format!(
                "{}: nothing that is known forbids flying it; not known, and so not checked: {} \
                 (--mission brings them all)",
                path.display(),
                unknown.join(", ")
            ),
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
    Ok(profiles::vehicle(name).ok_or_else(|| {
        let known: Vec<&str> = profiles::vehicle_names().collect();
        Misuse(format!(
            "no built-in vehicle is named {name}: there are {}",
            known.join(", ")
        ))
    })?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::Position;

    /// The mission's fence once took the place of the plan's without a word.
    #[test]
    fn of_two_fences_both_hold_and_the_lower_ceiling() {
        let circle = |radius_m| Shape::Circle {
            centre: Position::new(54.0, 8.0).unwrap(),
            radius_m,
        };
        let fence = |shapes: &[Shape], ceiling_m| Fence {
            inclusions: shapes.to_vec(),
            ceiling: Some(Height::above_home(ceiling_m)),
            ..Fence::default()
        };
        let own = fence(&[circle(100.0)], 60.0);
        let asked = fence(&[circle(100.0), circle(200.0)], 120.0);
        let expected = fence(&[circle(100.0), circle(200.0)], 60.0);
        assert_eq!(both(own.clone(), &asked, 0.0), expected);
        assert_eq!(both(asked, &own, 0.0).ceiling, expected.ceiling);
    }
}
