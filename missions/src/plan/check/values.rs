//! Whether the numbers of a plan are numbers that can be flown: what follows a leg relies on it.

use super::Objection;
use super::course::Course;
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
            let told = reasons(leg).into_iter();
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
