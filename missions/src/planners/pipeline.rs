//! From a mission to a plan: chart, passes, shares, sorties, legs, and a last check of it all.

use geo::algorithm::buffer::{BufferStyle, LineCap, LineJoin};
use geo::{Buffer as _, Coord, LineString, MultiPolygon, Polygon};

use super::chart::Chart;
use super::lawnmower::LawnError;
use super::orbit::ship::Escort;
use super::pass::{Pass, allowed};
use super::search::ladder::{self, Along};
use super::share::share;
use super::sorties::Ways;
use super::{area, bill, corridor, legs, orbit, perimeter, search};
use crate::frames::LocalPlane;
use crate::geodesy::Region;
use crate::mission::pattern::{Ladder, Pattern, Ship};
use crate::mission::{Area, Mission};
use crate::plan::check::{Conditions, Objection, Severity, check};
use crate::plan::coverage::{regions, shape};
use crate::plan::{Cost, Plan, Sortie};

/// Plans a mission: what is to be flown, sortie by sortie, or everything that forbids it.
///
/// The plan keeps the fence and stays out of all zones with the mission's margins, transits, climb
/// and landing included; every sortie comes home with the reserve in the mission's wind.
pub fn plan(mission: &Mission) -> Result<Plan, Vec<Objection>> {
    refuse(mission.faults())?;
    let chart = Chart::new(mission);
    refuse(standing(mission, &chart))?;
    let drawn = shape(mission.area.regions(), chart.plane);
    if !mission.clip {
        refuse(chart.outside(&drawn))?;
    }
    let ways = Ways::new(&chart, mission);
    let passes = passes(mission, &chart, &ways, &drawn)?;
    let flight = |passes: &[Pass]| sortie(mission, &chart, &ways, passes, 0);
    let seconds = |passes: &[Pass]| flight(passes).map_or(f64::INFINITY, |s| s.cost.time_s);
    let shares = share(&passes, mission, &ways, seconds).map_err(|o| vec![o])?;
    let mut plan = empty(mission);
    for (vehicle, sorties) in shares.iter().enumerate() {
        for passes in sorties {
            let sortie = sortie(mission, &chart, &ways, passes, vehicle);
            plan.sorties.push(sortie.ok_or_else(no_way)?);
        }
    }
    let conditions = Conditions {
        vehicle: Some(&mission.vehicle),
        wind: mission.wind,
    };
    let mut objections = check(&plan, &conditions);
    objections.retain(|objection| objection.severity == Severity::Error);
    refuse(objections)?;
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
fn standing(mission: &Mission, chart: &Chart) -> Vec<Objection> {
    let ceiling = mission.airspace.fence.as_ref().and_then(|f| f.ceiling);
    let over_m = ceiling.map_or(f64::NEG_INFINITY, |ceiling| {
        mission.height_m - ceiling.above_home_m(mission.home.height.metres)
    });
    let too_high = (over_m > 0.0).then(|| {
        let reason = format!("the height lies {over_m:.1} m above the fence's ceiling");
        Objection::error("flight", reason)
    });
    chart.home_objection().into_iter().chain(too_high).collect()
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

fn passes(
    mission: &Mission,
    chart: &Chart,
    ways: &Ways<'_>,
    drawn: &MultiPolygon<f64>,
) -> Result<Vec<Pass>, Vec<Objection>> {
    let keep = |passes, what: &str| allowed(passes, what, mission, chart);
    match &mission.pattern {
        Pattern::Lawnmower {} => area::passes(&chart.cut(drawn), mission, chart),
        Pattern::Corridor { width_m } => {
            let line = mission.area.line().iter().map(|p| chart.plane.to_plane(*p));
            let line = line.collect();
            let passes = corridor::passes(&line, *width_m, mission, chart.home);
            keep(passes.map_err(|e| too_many(mission, &e))?, "corridor, line")
        }
        Pattern::Perimeter { inset_m, laps } => {
            let rings: Result<Vec<Vec<Pass>>, Objection> = drawn
                .iter()
                .map(|polygon| perimeter::passes(polygon, *inset_m, *laps, chart.home))
                .collect();
            let passes = rings.map_err(|objection| vec![objection])?.concat();
            keep(passes, "perimeter, side")
        }
        Pattern::Parallel(ladder) => keep(
            tracks(drawn, ladder, Along::Longer, mission, chart)?,
            "track",
        ),
        Pattern::CreepingLine(ladder) => keep(
            tracks(drawn, ladder, Along::Shorter, mission, chart)?,
            "track",
        ),
        Pattern::ExpandingSquare {
            spacing_m,
            legs,
            course_deg,
        } => {
            let datum = datum(mission, chart);
            let passes = search::expanding_square(datum, *spacing_m, *legs, *course_deg);
            keep(passes, "search leg")
        }
        Pattern::Sector {
            radius_m,
            passes,
            course_deg,
        } => {
            let datum = datum(mission, chart);
            keep(
                search::sector(datum, *radius_m, *passes, *course_deg),
                "search leg",
            )
        }
        Pattern::Orbit {
            radius_m,
            turns,
            ship: None,
        } => {
            let centre = datum(mission, chart);
            let pass = orbit::pass(centre, *radius_m, *turns, mission, chart.home);
            keep(vec![pass.map_err(|objection| vec![objection])?], "orbit")
        }
        Pattern::Orbit {
            radius_m,
            turns,
            ship: Some(ship),
        } => {
            let passes = escort(*ship, [*radius_m, *turns], mission, chart, ways);
            keep(passes.map_err(|objection| vec![objection])?, "orbit, side")
        }
    }
}

fn datum(mission: &Mission, chart: &Chart) -> Coord<f64> {
    chart.plane.to_plane(mission.area.middle())
}

fn tracks(
    drawn: &MultiPolygon<f64>,
    ladder: &Ladder,
    along: Along,
    mission: &Mission,
    chart: &Chart,
) -> Result<Vec<Pass>, Vec<Objection>> {
    let mut near = chart.home;
    let mut passes = Vec::new();
    for polygon in drawn {
        let course = |polygon: &Polygon<f64>| ladder::course(polygon, along);
        let course_deg = ladder.course_deg.unwrap_or_else(|| course(polygon));
        let tracks = ladder::passes(polygon, mission.spacing_m(), course_deg, near);
        passes.extend(tracks.map_err(|error| too_many(mission, &error))?);
        near = passes.last().map_or(near, |pass: &Pass| pass.to);
    }
    Ok(passes)
}

fn too_many(mission: &Mission, error: &LawnError) -> Vec<Objection> {
    let place = format!("pattern {}", mission.pattern.name());
    vec![Objection::error(place, error.to_string())]
}

fn escort(
    ship: Ship,
    [radius_m, turns]: [f64; 2],
    mission: &Mission,
    chart: &Chart,
    ways: &Ways<'_>,
) -> Result<Vec<Pass>, Objection> {
    let escort = Escort::new(datum(mission, chart), ship, [radius_m, turns], mission)?;
    let climb_s = ways.climb_s().unwrap_or(0.0);
    let time_to = |place| Some(climb_s + ways.way_s(chart.home, place)?);
    let joined_s = escort.joined(chart.home, time_to).ok_or_else(|| {
        let reason = "the ship cannot be reached: it gets away, or there is no allowed way";
        Objection::error("pattern orbit", reason)
    })?;
    Ok(escort.passes(joined_s, chart.home, mission))
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
