//! Faults of a plan that need no map: order, heights, lengths, and what single items say.

use super::Severity::Error;
use super::course::Course;
use super::{Conditions, Objection, commands};
use crate::geodesy::{Position, Shape};
use crate::plan::items::height_of;
use crate::plan::{Leg, Plan, Task};
use crate::vehicle::Vehicle;

/// A first waypoint farther from home than this is worth a word, metres.
const FAR_M: f64 = 5_000.0;

/// Two waypoints nearer than this are one, metres.
const NEAR_M: f64 = 0.05;

pub(super) fn objections(
    plan: &Plan,
    courses: &[Course<'_>],
    conditions: &Conditions<'_>,
) -> Vec<Objection> {
    let mut found = Vec::new();
    if plan.sorties.iter().all(|sortie| sortie.legs.is_empty()) {
        return vec![Objection::error("plan", "has nothing to fly")];
    }
    if plan.home.is_none() {
        let reason = "is not known: what lies between it and the first waypoint is not checked";
        found.push(Objection::warning("home", reason));
    }
    for course in courses {
        found.extend(order(course));
        found.extend(distance(plan, course));
        let mut before: Option<&Leg> = None;
        for (index, leg) in course.legs().iter().enumerate() {
            let leg_faults = Faults {
                place: &course.place(index),
                found: &mut found,
            };
            let is_last = index + 1 == course.legs().len();
            leg_faults.leg(plan, before, leg, is_last, conditions.vehicle);
            if leg.meant().is_some() {
                before = Some(leg);
            }
        }
        found.extend(course.objections());
    }
    found
}

/// Circles that enclose nothing: they would vanish without a word.
pub(super) fn circles(plan: &Plan) -> Vec<Objection> {
    let fence = plan.airspace.fence.iter();
    let numbered = |(what, shapes): (&'static str, &'_ [Shape])| {
        let name = |index| format!("{what} {} of the fence", index + 1);
        let radii = shapes.iter().enumerate();
        let radii = radii.filter_map(|(index, shape)| Some((name(index), radius_m(shape)?)));
        radii.collect::<Vec<_>>()
    };
    let fenced = fence
        .flat_map(|fence| {
            [
                ("inclusion", fence.inclusions.as_slice()),
                ("exclusion", fence.exclusions.as_slice()),
            ]
        })
        .flat_map(numbered);
    let zones = plan.airspace.zones.iter();
    let zones = zones.filter_map(|zone| Some((zone.called(), radius_m(&zone.shape)?)));
    let wrong = |radius_m: &f64| !(radius_m.is_finite() && *radius_m > 0.0);
    fenced
        .chain(zones)
        .filter(|(_, radius_m)| wrong(radius_m))
        .map(|(place, radius_m)| {
            Objection::error(
                place,
                format!("its radius is {radius_m} m: it encloses nothing"),
            )
        })
        .collect()
}

const fn radius_m(shape: &Shape) -> Option<f64> {
    match shape {
        Shape::Circle { radius_m, .. } => Some(*radius_m),
        Shape::Polygon(_) => None,
    }
}

fn order(course: &Course<'_>) -> Vec<Objection> {
    let mut found = Vec::new();
    let mut moves = course.legs().iter().filter(|leg| leads(leg));
    if !moves
        .next()
        .is_some_and(|leg| leg.meant() == Some(Task::TakeOff))
    {
        let reason = "does not begin with a take-off: it cannot be started from the ground";
        found.push(Objection::error(course.whole(), reason));
    }
    let last = course
        .steps
        .last()
        .and_then(|step| course.legs()[step.leg].meant());
    let lands = matches!(last, Some(Task::Return | Task::Land));
    if !lands && course.endless.is_none() {
        let reason = "ends without a return or a landing: the vehicle stays in the air";
        found.push(Objection::warning(course.whole(), reason));
    }
    found
}

/// Whether a leg needs a vehicle that is in the air, or takes it there.
fn leads(leg: &Leg) -> bool {
    matches!(
        leg.meant(),
        Some(
            Task::TakeOff
                | Task::Transit
                | Task::Line { .. }
                | Task::Orbit { .. }
                | Task::Hold { .. }
        )
    ) && has_height(leg)
}

/// Whether the leg says a height: somebody else's delay does not.
fn has_height(leg: &Leg) -> bool {
    match &leg.task {
        Task::Command(item) => height_of(item).is_some(),
        _ => true,
    }
}

fn distance(plan: &Plan, course: &Course<'_>) -> Option<Objection> {
    let home = plan.home?.position;
    let mut legs = course.legs().iter().enumerate();
    let (index, first) = legs.find(|(_, leg)| {
        let meant = leg.meant();
        matches!(
            meant,
            Some(Task::Transit | Task::Line { .. } | Task::Hold { .. })
        ) && leads(leg)
    })?;
    let distance_m = home.distance_m(first.to.position);
    (distance_m > FAR_M).then(|| {
        Objection::warning(
            course.place(index),
            format!(
                "the first waypoint lies {:.1} km from home",
                distance_m / 1000.0
            ),
        )
    })
}

struct Faults<'a> {
    place: &'a str,
    found: &'a mut Vec<Objection>,
}

impl Faults<'_> {
    fn error(&mut self, reason: String) {
        self.found.push(Objection::error(self.place, reason));
    }

    fn warn(&mut self, reason: String) {
        self.found.push(Objection::warning(self.place, reason));
    }

    fn leg(
        mut self,
        plan: &Plan,
        before: Option<&Leg>,
        leg: &Leg,
        is_last: bool,
        vehicle: Option<&Vehicle>,
    ) {
        if let Task::Command(item) = &leg.task {
            let reasons = commands::reasons(item, is_last, vehicle);
            let wrong = reasons.iter().any(|(severity, _)| *severity == Error);
            for (severity, reason) in reasons {
                self.found.push(Objection {
                    severity,
                    place: self.place.to_owned(),
                    reason,
                });
            }
            if wrong {
                return; // where it leads would be beside the point
            }
        }
        let Some(task) = leg.meant() else { return };
        self.height(plan, leg, &task);
        if let Some(vehicle) = vehicle {
            self.speed(leg, vehicle);
        }
        let Some(before) = before else { return };
        if !matches!(task, Task::Transit | Task::Line { .. }) {
            return;
        }
        let way_m = before.to.position.distance_m(leg.to.position);
        let home_m = plan.home_height_m();
        let rise_m = leg.to.height.above_home_m(home_m) - before.to.height.above_home_m(home_m);
        if way_m < NEAR_M && rise_m.abs() > NEAR_M {
            return; // straight up or down, on purpose
        }
        if way_m < NEAR_M && (rise_m == 0.0 || !matches!(leg.task, Task::Command(_))) {
            self.length(before.to.position);
        }
        if let Some(vehicle) = vehicle {
            let speed_m_s = leg.speed_m_s.or(plan.cruise_m_s);
            self.climb(
                rise_m,
                way_m,
                speed_m_s.unwrap_or(vehicle.cruise_m_s),
                vehicle,
            );
        }
    }

    fn height(&mut self, plan: &Plan, leg: &Leg, task: &Task) {
        let height_m = leg.to.height.above_home_m(plan.home_height_m());
        let airborne = !matches!(task, Task::Return | Task::Land | Task::PointCamera { .. });
        if airborne && has_height(leg) && height_m <= 0.0 {
            let what = match leg.to.height.above {
                crate::plan::Datum::Terrain => "the ground",
                _ => "home",
            };
            self.error(format!("ends {:.1} m below {what}", 0.0 - height_m));
        }
    }

    fn speed(&mut self, leg: &Leg, vehicle: &Vehicle) {
        if let Some(speed) = leg.speed_m_s
            && speed > vehicle.top_air_m_s
        {
            self.error(format!(
                "asks for {speed:.1} m/s, {:.1} more than {} flies",
                speed - vehicle.top_air_m_s,
                vehicle.name
            ));
        }
    }

    fn length(&mut self, before: Position) {
        self.warn(format!(
            "has no length: it ends where the leg before ends, at [{:.6}, {:.6}]",
            before.latitude_deg(),
            before.longitude_deg()
        ));
    }

    fn climb(&mut self, rise_m: f64, way_m: f64, speed_m_s: f64, vehicle: &Vehicle) {
        let rate_m_s = if rise_m > 0.0 {
            vehicle.climb_m_s
        } else {
            vehicle.descent_m_s
        };
        let (climb_s, way_s) = (rise_m.abs() / rate_m_s, way_m / speed_m_s);
        if climb_s > way_s + 1.0 {
            let verb = if rise_m > 0.0 { "climbs" } else { "descends" };
            self.warn(format!(
                "{verb} {:.0} m on a way of {way_m:.0} m: that takes {:.0} s longer than the way",
                rise_m.abs(),
                climb_s - way_s
            ));
        }
    }
}
