//! Whether every sortie fits into the battery, or, where no vehicle is known, into an hour.

use std::collections::BTreeMap;

use super::course::{Course, Step};
use super::{Conditions, Objection};
use crate::frames::LocalPlane;
use crate::plan::path::Stretch;
use crate::plan::{Cost, Plan, Sortie, Task};
use crate::planners::bill;
use crate::planners::cost::EnergyPrice;
use crate::time::lasting;
use crate::vehicle::Vehicle;
use crate::wind::Wind;

/// Longer than multirotors fly on one battery, seconds: what is held against a plan whose vehicle
/// is not known.
const LONGEST_S: f64 = 3600.0;
/// Speeds that are taken where neither plan nor vehicle say any, metres per second.
const SPEED_M_S: f64 = 10.0;
const CLIMB_M_S: f64 = 2.0;

pub(super) fn objections(
    plan: &Plan,
    plane: LocalPlane,
    courses: &[Course<'_>],
    conditions: &Conditions<'_>,
) -> Vec<Objection> {
    let mut found = Vec::new();
    if let Some(vehicle) = conditions.vehicle {
        found.extend(too_windy(vehicle, conditions.wind));
    }
    for course in courses {
        let account = Account::of(plan, plane, course, conditions);
        match (account, conditions.vehicle) {
            (Ok(account), Some(vehicle)) => found.extend(account.too_much(course, vehicle)),
            (Ok(account), None) => found.extend(account.too_long(course)),
            (Err(leg), Some(vehicle)) => found.push(Objection::error(
                course.place(leg),
                format!(
                    "{} makes no way there against {:.1} m/s of wind",
                    vehicle.name, conditions.wind.speed_m_s
                ),
            )),
            (Err(_), None) => {}
        }
    }
    found
}

/// What a sortie takes as it is flown, holds and jumps included; none where the wind forbids it
/// or the plan has no place to begin.
pub fn cost(plan: &Plan, sortie: &Sortie, vehicle: &Vehicle, wind: Wind) -> Option<Cost> {
    let conditions = Conditions {
        vehicle: Some(vehicle),
        wind,
    };
    let course = Course::of(plan, sortie, 1);
    let account = Account::of(plan, plan.plane()?, &course, &conditions).ok()?;
    Some(account.total)
}

fn too_windy(vehicle: &Vehicle, wind: Wind) -> Option<Objection> {
    let over = wind.speed_m_s - vehicle.wind_limit_m_s;
    (over > 0.0).then(|| {
        let reason = format!(
            "{:.1} m/s are {over:.1} m/s above what {} may fly in",
            wind.speed_m_s, vehicle.name
        );
        Objection::error("wind", reason)
    })
}

/// What a sortie takes, and what of it holds, circles and jumps take.
struct Account {
    total: Cost,
    /// By the leg that asks for it.
    extras: BTreeMap<usize, Cost>,
}

/// One leg, flown once.
#[derive(Clone, Copy)]
struct Entry {
    cost: Cost,
    extra: Cost,
}

impl Account {
    /// `Err` with the first leg that the wind forbids.
    fn of(
        plan: &Plan,
        plane: LocalPlane,
        course: &Course<'_>,
        conditions: &Conditions<'_>,
    ) -> Result<Self, usize> {
        let entries = course.fly(plan, plane, |leg, stretches| {
            let circles = matches!(course.legs()[leg].meant(), Some(Task::Orbit { .. }));
            entry(stretches, circles, conditions)
        });
        let mut account = Self {
            total: Cost::default(),
            extras: BTreeMap::new(),
        };
        for (step, entry) in entries {
            account.add(step, entry.ok_or(step.leg)?);
        }
        Ok(account)
    }

    fn add(&mut self, step: Step, entry: Entry) {
        self.total = self.total + entry.cost;
        let (leg, cost) = match step.again {
            Some(jump) => (jump, entry.cost),
            None => (step.leg, entry.extra),
        };
        if cost.time_s > 0.0 {
            let sum = self.extras.entry(leg).or_default();
            *sum = *sum + cost;
        }
    }

    fn too_much(&self, course: &Course<'_>, vehicle: &Vehicle) -> Vec<Objection> {
        let (needed_wh, spendable_wh) = (self.total.energy_wh, vehicle.spendable_wh());
        let over_wh = needed_wh - spendable_wh;
        if over_wh <= 1e-6 {
            return Vec::new();
        }
        let reason = format!(
            "needs {needed_wh:.1} Wh, that is {over_wh:.1} Wh more than may be spent \
             ({:.0} Wh less {:.0} % reserve)",
            vehicle.battery.energy_wh,
            vehicle.battery.reserve * 100.0
        );
        let whole = Objection::error(course.whole(), reason);
        let blamed = self.greatest(|cost| cost.energy_wh).map(|(leg, cost)| {
            let reason = format!(
                "{} takes {:.1} Wh, and the sortie {over_wh:.1} Wh too much",
                course.say(leg),
                cost.energy_wh
            );
            Objection::error(course.item_place(leg), reason)
        });
        std::iter::once(whole).chain(blamed).collect()
    }

    fn too_long(&self, course: &Course<'_>) -> Vec<Objection> {
        let over_s = self.total.time_s - LONGEST_S;
        if over_s <= 0.0 {
            return Vec::new();
        }
        let reason = format!(
            "takes about {}, that is {} more than multirotors fly on a battery: name the vehicle \
             that can",
            lasting(self.total.time_s.ceil()),
            lasting(over_s.ceil())
        );
        let whole = Objection::error(course.whole(), reason);
        let blamed = self.greatest(|cost| cost.time_s).map(|(leg, cost)| {
            let reason = format!(
                "{} takes about {}, and the sortie {} too much",
                course.say(leg),
                lasting(cost.time_s.ceil()),
                lasting(over_s.ceil())
            );
            Objection::error(course.item_place(leg), reason)
        });
        std::iter::once(whole).chain(blamed).collect()
    }

    /// The hold, circle or jump that takes most, if it is worth naming: a tenth of all.
    fn greatest(&self, of: impl Fn(&Cost) -> f64) -> Option<(usize, &Cost)> {
        let extras = self.extras.iter().map(|(leg, cost)| (*leg, cost));
        extras
            .max_by(|(_, a), (_, b)| of(a).total_cmp(&of(b)))
            .filter(|(_, cost)| of(cost) > 0.1 * of(&self.total))
    }
}

/// `None` where the wind forbids it.
fn entry(stretches: &[Stretch], circles: bool, conditions: &Conditions<'_>) -> Option<Entry> {
    let (cost, waiting) = match conditions.vehicle {
        Some(vehicle) => {
            let price = EnergyPrice::new(vehicle, conditions.wind);
            let cost = bill::path(stretches, vehicle, conditions.wind).ok()?;
            (cost, price.hover(waits_s(stretches)))
        }
        None => (roughly(stretches), waiting(waits_s(stretches))),
    };
    let extra = if circles { cost } else { waiting };
    Some(Entry { cost, extra })
}

fn waits_s(stretches: &[Stretch]) -> f64 {
    stretches.iter().map(|stretch| stretch.wait_s).sum()
}

const fn waiting(time_s: f64) -> Cost {
    Cost {
        distance_m: 0.0,
        time_s,
        energy_wh: 0.0,
    }
}

/// The time without a vehicle: its own speeds are not known, so they are guessed.
fn roughly(stretches: &[Stretch]) -> Cost {
    let time_s = |stretch: &Stretch| {
        let way_s = stretch.length_m() / stretch.speed_m_s.unwrap_or(SPEED_M_S);
        let climb_s = (stretch.to.height_m - stretch.from.height_m).abs() / CLIMB_M_S;
        way_s.max(climb_s) + stretch.wait_s
    };
    Cost {
        distance_m: stretches.iter().map(Stretch::length_m).sum(),
        ..waiting(stretches.iter().map(time_s).sum())
    }
}
