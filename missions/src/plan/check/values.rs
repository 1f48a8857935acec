//! Whether the numbers of a plan are numbers that can be flown: what follows a leg relies on it.

use super::course::Course;
use super::{Objection, commands};
use crate::plan::items::command;
use crate::plan::{Leg, Plan, Task};

/// More turns than a battery lasts for, and than circles are followed for.
const MOST_TURNS: f64 = 999.0;

/// The plan's own numbers, and those of every leg.
pub(super) fn objections(plan: &Plan, courses: &[Course<'_>]) -> Vec<Objection> {
    let cruise = plan.cruise_m_s.filter(|speed| !within(*speed, 0.0));
    let cruise = cruise.map(|speed| {
        let reason = format!("its cruise speed is {speed} m/s");
        Objection::error("plan", reason)
    });
    let legs = courses.iter().flat_map(|course| {
        let legs = course.legs().iter().enumerate();
        legs.flat_map(move |(index, leg)| {
            let told = reasons(leg).into_iter().chain(nowhere(course, index));
            told.map(move |reason| Objection::error(course.place(index), reason))
        })
    });
    cruise.into_iter().chain(legs).collect()
}

fn reasons(leg: &Leg) -> Vec<String> {
    let Some(task) = leg.meant() else {
        return Vec::new();
    };
    let numbers = match task {
        Task::Line {
            trigger_m: Some(trigger_m),
        } => vec![("distance between pictures", trigger_m, 0.0)],
        Task::Orbit {
            radius_m, turns, ..
        } => vec![
            ("radius", radius_m, 0.0),
            ("number of turns", turns.abs(), -1.0),
        ],
        Task::Hold { seconds } => vec![("time to hold", seconds, -1e-9)],
        Task::Transit => stay(leg),
        Task::PointCamera { pitch_deg, yaw_deg } => vec![
            ("camera pitch", pitch_deg.abs(), -1.0),
            ("camera yaw", yaw_deg.abs(), -1.0),
        ],
        _ => Vec::new(),
    };
    let speed = leg.speed_m_s.map(|speed| ("speed", speed, 0.0));
    let height = ("height", leg.to.height.metres, f64::NEG_INFINITY);
    let wrong = numbers.into_iter().chain(speed).chain([height]);
    let wrong = wrong.filter(|(_, value, above)| !within(*value, *above));
    let wrong = wrong.map(|(name, value, _)| format!("its {name} is {value}"));
    wrong.chain(too_many_turns(&task)).collect()
}

/// A waypoint's time to hold that is none: it was taken for a way.
fn stay(leg: &Leg) -> Vec<(&'static str, f64, f64)> {
    match &leg.task {
        Task::Command(item) if matches!(item.command, command::WAYPOINT | command::SPLINE) => {
            vec![("time to hold", item.params[0], -1e-9)]
        }
        _ => Vec::new(),
    }
}

/// Somebody else's item without a place is judged by `commands`; ours always has one.
fn nowhere(course: &Course<'_>, leg: usize) -> Option<String> {
    let is_foreign = matches!(course.legs().get(leg)?.task, Task::Command(_));
    let item = course.item(leg).filter(|_| !is_foreign)?;
    let leads = commands::PLACED.contains(&item.command);
    (leads && item.x == 0.0 && item.y == 0.0)
        .then(|| "its position is 0, 0, which autopilots take for no position".to_owned())
}

fn too_many_turns(task: &Task) -> Option<String> {
    let Task::Orbit { turns, .. } = task else {
        return None;
    };
    let over = turns.abs() - MOST_TURNS;
    (over > 0.0).then(|| {
        format!(
            "its {:.0} turns are {over:.0} more than are followed",
            turns.abs()
        )
    })
}

fn within(value: f64, above: f64) -> bool {
    value.is_finite() && value > above
}
