//! Heights above a ground that this check does not know.
//!
//! Where nothing limits the height, such a plan can be flown and the checks that take the ground
//! for level are only worth a word. Where a ceiling or a zone is given above the sea or above
//! home, a height above the ground cannot be compared with it at all: on a hill of 100 m the same
//! plan breaks a limit that it keeps on the plain. So that forbids flying.

use std::collections::BTreeMap;

use super::Objection;
use super::course::Course;
use super::outline::Outline;
use crate::frames::LocalPlane;
use crate::plan::items::height_of;
use crate::plan::{Datum, Height, Leg, Plan, Task};

pub(super) fn objections(plan: &Plan, plane: LocalPlane, courses: &[Course<'_>]) -> Vec<Objection> {
    let limits = limits(plan, plane);
    let courses = courses.iter();
    courses
        .flat_map(|course| one(plan, plane, course, &limits))
        .collect()
}

/// A limit that a height above the ground cannot be compared with, and where it holds.
struct Limit {
    what: String,
    within: Option<Outline>,
}

fn limits(plan: &Plan, plane: LocalPlane) -> Vec<Limit> {
    let fixed = |height: Option<Height>| height.filter(|height| height.above != Datum::Terrain);
    let ceiling = plan.airspace.fence.as_ref().and_then(|f| fixed(f.ceiling));
    let ceiling = ceiling.map(|height| Limit {
        what: format!("the fence's ceiling, {}", said(height)),
        within: None,
    });
    let zones = plan.airspace.zones.iter().filter_map(|zone| {
        let height = fixed(zone.lower).or(fixed(zone.upper))?;
        Some(Limit {
            what: format!("a limit of {}, {}", zone.called(), said(height)),
            within: Some(Outline::of(&zone.shape, plane)),
        })
    });
    ceiling.into_iter().chain(zones).collect()
}

fn said(height: Height) -> String {
    let above = match height.above {
        Datum::Home => "home",
        Datum::Sea => "the sea",
        Datum::Terrain => "the ground",
    };
    format!("{:.0} m above {above}", height.metres)
}

fn one(plan: &Plan, plane: LocalPlane, course: &Course<'_>, limits: &[Limit]) -> Vec<Objection> {
    // The first leg against each limit, and how many there are.
    let mut broken: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut unknown: Option<(usize, usize)> = None;
    course.fly(plan, plane, |leg, stretches| {
        if !course.legs().get(leg).is_some_and(above_the_ground) {
            return;
        }
        unknown.get_or_insert((leg, 0)).1 += 1;
        for (index, limit) in limits.iter().enumerate() {
            let holds = limit
                .within
                .as_ref()
                .is_none_or(|outline| stretches.iter().any(|stretch| outline.touches(stretch)));
            if holds {
                broken.entry(index).or_insert((leg, 0)).1 += 1;
            }
        }
    });
    let because = "its height is above the ground, and how high that lies is not known here";
    if broken.is_empty() {
        let told = unknown.map(|(leg, count)| {
            let reason = format!(
                "{because}: it is checked as if level with home{}",
                more(count)
            );
            Objection::warning(course.place(leg), reason)
        });
        return told.into_iter().collect();
    }
    let broken = broken.into_iter().map(|(index, (leg, count))| {
        let what = &limits[index].what;
        let reason = format!(
            "{because}: it cannot be compared with {what}{}",
            more(count)
        );
        Objection::error(course.place(leg), reason)
    });
    broken.collect()
}

fn above_the_ground(leg: &Leg) -> bool {
    let says = match &leg.task {
        Task::Command(item) => height_of(item).is_some(),
        Task::Return | Task::Land | Task::PointCamera { .. } => false,
        _ => true,
    };
    says && leg.to.height.above == Datum::Terrain && leg.meant() != Some(Task::Land)
}

fn more(count: usize) -> String {
    match count {
        1 => String::new(),
        _ => format!("; so are {} more", count - 1),
    }
}
