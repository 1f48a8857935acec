//! Faults of a plan that need no map: values, order, heights, lengths.

use super::{Conditions, Objection};
use crate::geodesy::{Position, Shape};
use crate::plan::{Leg, Plan, Sortie, Task};
use crate::vehicle::Vehicle;

/// A first waypoint farther from home than this is worth a word, metres.
const FAR_M: f64 = 5_000.0;

/// Two waypoints nearer than this are one, metres.
const NEAR_M: f64 = 0.05;

pub(super) fn objections(plan: &Plan, conditions: &Conditions<'_>) -> Vec<Objection> {
    let mut found = Vec::new();
    if plan.sorties.iter().all(|sortie| sortie.legs.is_empty()) {
        return vec![Objection::error("plan", "has nothing to fly")];
    }
    if plan.home.is_none() {
        let reason = "is not known: what lies between it and the first waypoint is not checked";
        found.push(Objection::warning("home", reason));
    }
    found.extend(circles(plan));
    for (index, sortie) in plan.sorties.iter().enumerate() {
        let place = format!("sortie {}", index + 1);
        found.extend(order(sortie, &place));
        found.extend(distance(plan, sortie, &place));
        let mut before: Option<&Leg> = None;
        for (number, leg) in sortie.legs.iter().enumerate() {
            let place = format!("{place}, leg {}", number + 1);
            let leg_faults = Faults {
                place: &place,
                found: &mut found,
            };
            leg_faults.leg(plan, before, leg, conditions.vehicle);
            if !matches!(leg.task, Task::Command(_)) {
                before = Some(leg);
            }
        }
    }
    found
}

/// Circles that enclose nothing: they would vanish without a word.
fn circles(plan: &Plan) -> Vec<Objection> {
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
    let zones =
        zones.filter_map(|zone| Some((format!("zone {}", zone.name), radius_m(&zone.shape)?)));
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

fn order(sortie: &Sortie, place: &str) -> Vec<Objection> {
    let mut found = Vec::new();
    let moves = |leg: &&Leg| {
        matches!(
            leg.task,
            Task::TakeOff
                | Task::Transit
                | Task::Line { .. }
                | Task::Orbit { .. }
                | Task::Hold { .. }
        )
    };
    let first = sortie.legs.iter().find(moves);
    if !first.is_some_and(|leg| leg.task == Task::TakeOff) {
        let reason = "does not begin with a take-off: it cannot be started from the ground";
        found.push(Objection::error(place, reason));
    }
    let lands = sortie
        .legs
        .iter()
        .rev()
        .any(|leg| matches!(leg.task, Task::Return | Task::Land));
    if !lands {
        let reason = "ends without a return or a landing: the vehicle stays in the air";
        found.push(Objection::warning(place, reason));
    }
    found
}

fn distance(plan: &Plan, sortie: &Sortie, place: &str) -> Option<Objection> {
    let home = plan.home?.position;
    let (index, first) = sortie
        .legs
        .iter()
        .enumerate()
        .find(|(_, leg)| matches!(leg.task, Task::Transit | Task::Line { .. }))?;
    let distance_m = home.distance_m(first.to.position);
    (distance_m > FAR_M).then(|| {
        Objection::warning(
            format!("{place}, leg {}", index + 1),
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

    fn leg(mut self, plan: &Plan, before: Option<&Leg>, leg: &Leg, vehicle: Option<&Vehicle>) {
        if matches!(leg.task, Task::Command(_)) {
            return;
        }
        self.values(leg);
        self.height(plan, leg);
        if let Some(vehicle) = vehicle {
            self.speed(leg, vehicle);
        }
        let Some(before) = before else { return };
        let way_m = before.to.position.distance_m(leg.to.position);
        self.length(leg, way_m, before.to.position);
        if let Some(vehicle) = vehicle {
            self.climb(plan, before, leg, vehicle, way_m);
        }
    }

    fn values(&mut self, leg: &Leg) {
        let numbers = match &leg.task {
            Task::Line {
                trigger_m: Some(trigger_m),
            } => vec![("distance between pictures", *trigger_m, 0.0)],
            Task::Orbit {
                radius_m, turns, ..
            } => vec![
                ("radius", *radius_m, 0.0),
                ("number of turns", turns.abs(), -1.0),
            ],
            Task::Hold { seconds } => vec![("time to hold", *seconds, -1e-9)],
            Task::PointCamera { pitch_deg, yaw_deg } => vec![
                ("camera pitch", pitch_deg.abs(), -1.0),
                ("camera yaw", yaw_deg.abs(), -1.0),
            ],
            _ => Vec::new(),
        };
        let speed = leg.speed_m_s.map(|speed| ("speed", speed, 0.0));
        let height = ("height", leg.to.height.metres, f64::NEG_INFINITY);
        for (name, value, above) in numbers.into_iter().chain(speed).chain([height]) {
            if !(value.is_finite() && value > above) {
                self.error(format!("its {name} is {value}"));
            }
        }
    }

    fn height(&mut self, plan: &Plan, leg: &Leg) {
        let height_m = leg.to.height.above_home_m(plan.home_height_m());
        let airborne = matches!(
            leg.task,
            Task::TakeOff | Task::Transit | Task::Line { .. } | Task::Orbit { .. }
        );
        if airborne && height_m <= 0.0 {
            let what = match leg.to.height.above {
                crate::plan::Datum::Terrain => "the ground",
                _ => "home",
            };
            self.error(format!("ends {:.1} m below {what}", -height_m));
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

    fn length(&mut self, leg: &Leg, way_m: f64, before: Position) {
        if matches!(leg.task, Task::Transit | Task::Line { .. }) && way_m < NEAR_M {
            self.warn(format!(
                "has no length: it ends where the leg before ends, at [{:.6}, {:.6}]",
                before.latitude_deg(),
                before.longitude_deg()
            ));
        }
    }

    fn climb(&mut self, plan: &Plan, before: &Leg, leg: &Leg, vehicle: &Vehicle, way_m: f64) {
        if !matches!(leg.task, Task::Transit | Task::Line { .. }) {
            return;
        }
        let home_m = plan.home_height_m();
        let rise = leg.to.height.above_home_m(home_m) - before.to.height.above_home_m(home_m);
        let rate = if rise > 0.0 {
            vehicle.climb_m_s
        } else {
            vehicle.descent_m_s
        };
        let speed = leg
            .speed_m_s
            .or(plan.cruise_m_s)
            .unwrap_or(vehicle.cruise_m_s);
        let (climb_s, way_s) = (rise.abs() / rate, way_m / speed);
        if climb_s > way_s + 1.0 {
            let verb = if rise > 0.0 { "climbs" } else { "descends" };
            self.warn(format!(
                "{verb} {:.0} m on a way of {way_m:.0} m: that takes {:.0} s longer than the way",
                rise.abs(),
                climb_s - way_s
            ));
        }
    }
}
