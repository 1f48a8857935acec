//! From a mission to a plan: chart, passes, shares, sorties, legs, and a last check of it all.

mod patterns;
mod unseen;

use geo::algorithm::buffer::{BufferStyle, LineCap, LineJoin};
use geo::{Buffer as _, LineString};

use super::chart::Chart;
use super::cost::EnergyPrice;
use super::pass::Pass;
use super::share::share;
use super::sorties::Ways;
use super::{bill, legs, ship_stations};
use crate::frames::LocalPlane;
use crate::geodesy::Region;
use crate::mission::pattern::Pattern;
use crate::mission::{Area, Mission};
use crate::plan::check::{Conditions, Objection, Severity, check};
use crate::plan::coverage::{regions, shape};
use crate::plan::{Cost, Plan, Sortie};

/// A plan, and what is worth knowing about it.
#[derive(Clone, Debug)]
pub struct Planned {
    /// What is to be flown.
    pub plan: Plan,
    /// Warnings: what was cut away, what stays unseen, where more distance is kept than was asked.
    pub remarks: Vec<Objection>,
}

/// Plans a mission: what is to be flown, sortie by sortie, or everything that forbids it.
///
/// As [`planned`], without the remarks.
pub fn plan(mission: &Mission) -> Result<Plan, Vec<Objection>> {
    planned(mission).map(|planned| planned.plan)
}

/// Plans a mission: what is to be flown, sortie by sortie, or everything that forbids it.
///
/// The plan keeps the fence and stays out of all zones with the mission's margins, transits, climb
/// and landing included; every sortie comes home with the reserve in the mission's wind.
pub fn planned(mission: &Mission) -> Result<Planned, Vec<Objection>> {
    refuse(mission.faults())?;
    if let Pattern::DraughtStations(stations) = &mission.pattern {
        let (plan, remarks) = ship_stations::planned(mission, stations, empty(mission))?;
        return Ok(Planned { plan, remarks });
    }
    let chart = Chart::new(mission);
    refuse(standing(mission, &chart))?;
    let mut remarks = chart.remarks();
    let drawn = shape(mission.area.regions(), chart.plane);
    let outside = chart.outside(&drawn);
    if mission.clip {
        let warning = |cut: Objection| Objection::warning(cut.place, cut.reason + ": cut away");
        remarks.extend(outside.into_iter().map(warning));
    } else {
        refuse(outside)?;
    }
    let price = EnergyPrice::new(&mission.vehicle, mission.wind);
    let ways = Ways::new(&chart, mission, &price);
    let (passes, left_out) = patterns::passes(mission, &chart, &ways, &drawn)?;
    remarks.extend(left_out);
    let plan = flights(mission, &chart, &ways, &passes)?;
    let conditions = Conditions {
        vehicle: Some(&mission.vehicle),
        wind: mission.wind,
    };
    let mut objections = check(&plan, &conditions);
    objections.retain(|objection| objection.severity == Severity::Error);
    refuse(objections)?;
    remarks.extend(unseen::unseen(mission, &plan, &chart, &drawn));
    Ok(Planned { plan, remarks })
}

/// The passes shared among the fleet and cut into sorties.
fn flights(
    mission: &Mission,
    chart: &Chart,
    ways: &Ways<'_>,
    passes: &[Pass],
) -> Result<Plan, Vec<Objection>> {
    let flight = |passes: &[Pass]| sortie(mission, chart, ways, passes, 0);
    let seconds = |passes: &[Pass]| flight(passes).map_or(f64::INFINITY, |s| s.cost.time_s);
    let shares = share(passes, mission, ways, seconds).map_err(|o| vec![o])?;
    let mut plan = empty(mission);
    for (vehicle, sorties) in shares.iter().enumerate() {
        for passes in sorties {
            let sortie = sortie(mission, chart, ways, passes, vehicle);
            plan.sorties.push(sortie.ok_or_else(no_way)?);
        }
    }
    Ok(plan)
}

fn refuse(objections: Vec<Objection>) -> Result<(), Vec<Objection>> {
    if objections.is_empty() {
        Ok(())
    } else {
        Err(objections)
    }
}

fn no_way() -> Vec<Objection> {
    vec![Objection::error(
        "area",
        "there is no allowed way to a part of it",
    )]
}

/// What forbids the mission before any line is drawn.
pub(super) fn standing(mission: &Mission, chart: &Chart) -> Vec<Objection> {
    let fence = mission.airspace.fence.as_ref();
    let over_m = fence.map_or(f64::NEG_INFINITY, |fence| {
        mission.height_m - fence.ceiling_m(mission.home.height.metres, mission.ground_m)
    });
    let margin_m = mission.margins.vertical_m;
    let too_high = (over_m + margin_m > 1e-6).then(|| {
        let reason = if over_m > 0.0 {
            format!("the height lies {over_m:.1} m above the fence's ceiling")
        } else {
            let below_m = 0.0 - over_m; // never minus nothing
            format!(
                "the height lies {below_m:.1} m below the fence's ceiling, nearer than the \
                 vertical margin of {margin_m:.1} m"
            )
        };
        Objection::error("flight", reason)
    });
    chart.faults().into_iter().chain(too_high).collect()
}

fn empty(mission: &Mission) -> Plan {
    let searches = mission.pattern.is_search();
    Plan {
        name: mission.name.clone(),
        home: Some(mission.home),
        cruise_m_s: Some(mission.vehicle.cruise_m_s),
        sorties: Vec::new(),
        airspace: mission.airspace.clone(),
        area: looked_at(mission),
        draughts: None,
        swath_m: Some(if searches {
            mission.detection_width_m()
        } else {
            mission.swath_m()
        }),
        foreign: serde_json::Map::new(),
    }
}

/// The area as regions; a corridor's line as the strip around it.
fn looked_at(mission: &Mission) -> Vec<Region> {
    let (Area::Line(line), Pattern::Corridor { width_m }) = (&mission.area, &mission.pattern)
    else {
        return mission.area.regions().to_vec();
    };
    let plane = LocalPlane::at(mission.area.middle());
    let line: LineString<f64> = line.iter().map(|p| plane.to_plane(*p)).collect();
    let style = BufferStyle::new(width_m / 2.0)
        .line_cap(LineCap::Butt)
        .line_join(LineJoin::Miter(0.8));
    regions(&line.buffer_with_style(style), plane, 1.0)
}

fn sortie(
    mission: &Mission,
    chart: &Chart,
    ways: &Ways<'_>,
    passes: &[Pass],
    vehicle: usize,
) -> Option<Sortie> {
    let legs = legs::legs(passes, mission, chart, ways)?;
    let mut sortie = Sortie {
        vehicle,
        legs,
        cost: Cost::default(),
    };
    let plan = empty(mission);
    let path = plan.path(&sortie, chart.plane);
    sortie.cost = bill::path(&path, &mission.vehicle, mission.wind).ok()?;
    Some(sortie)
}

impl Area {
    /// The points of a line; empty for anything else.
    pub fn line(&self) -> &[crate::geodesy::Position] {
        match self {
            Self::Line(line) => line,
            _ => &[],
        }
    }
}

impl Pattern {
    /// Whether it is one of IAMSAR's searches, whose lines are as wide as the sweep width.
    pub const fn is_search(&self) -> bool {
        matches!(
            self,
            Self::Parallel(_)
                | Self::CreepingLine(_)
                | Self::ExpandingSquare { .. }
                | Self::Sector { .. }
        )
    }
}
