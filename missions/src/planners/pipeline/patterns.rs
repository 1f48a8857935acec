//! From a mission's pattern to passes: which planner is asked, and what becomes of what it may not
//! fly.

use geo::{Coord, MultiPolygon, Polygon};

use crate::mission::Mission;
use crate::mission::pattern::{Ladder, Pattern, Ship};
use crate::plan::check::Objection;
use crate::planners::chart::{Chart, LEAST_MARGIN_M};
use crate::planners::cost::EnergyPrice;
use crate::planners::lawnmower::LawnError;
use crate::planners::orbit::ship::Escort;
use crate::planners::pass::{Pass, allowed};
use crate::planners::search::ladder::{self, Along};
use crate::planners::sorties::Ways;
use crate::planners::{area, corridor, orbit, perimeter, range, search};

/// The passes of the mission's pattern, and remarks on what was left out.
pub(super) fn passes(
    mission: &Mission,
    chart: &Chart,
    ways: &Ways<'_>,
    drawn: &MultiPolygon<f64>,
) -> Result<(Vec<Pass>, Vec<Objection>), Vec<Objection>> {
    let keep = |passes, what: &str| Ok((allowed(passes, what, mission, chart)?, Vec::new()));
    match &mission.pattern {
        Pattern::Lawnmower {} => area::passes(&chart.cut(drawn), mission, chart),
        Pattern::Corridor { width_m } => {
            let line = mission.area.line().iter().map(|p| chart.plane.to_plane(*p));
            let line = line.collect();
            let passes = corridor::passes(&line, *width_m, mission, chart.home);
            keep(
                passes.map_err(|objection| vec![objection])?,
                "corridor, line",
            )
        }
        Pattern::Perimeter { inset_m, laps } => {
            // On the border itself the vehicle would be on both sides of a fence that is the border.
            let inset_m = inset_m.max(2.0 * LEAST_MARGIN_M);
            let rings: Result<Vec<Vec<Pass>>, Objection> = drawn
                .iter()
                .map(|polygon| perimeter::passes(polygon, inset_m, *laps, chart.home))
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
            let circle = orbit::Circle {
                centre: datum(mission, chart),
                radius_m: *radius_m,
                turns: *turns,
            };
            let passes = orbit::passes(circle, mission, chart.home);
            let passes = passes.map_err(|objection| vec![objection])?;
            let what = if passes.len() == 1 {
                "orbit"
            } else {
                "orbit, side"
            };
            keep(passes, what)
        }
        Pattern::Orbit {
            radius_m,
            turns,
            ship: Some(ship),
        } => {
            let circle = orbit::Circle {
                centre: datum(mission, chart),
                radius_m: *radius_m,
                turns: *turns,
            };
            let passes = escort(circle, *ship, mission, chart, ways);
            keep(passes.map_err(|objection| vec![objection])?, "orbit, side")
        }
        // Hovers are no passes: the pipeline asks `ship_stations` for all of them.
        Pattern::DraughtStations(_) => Ok((Vec::new(), Vec::new())),
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
    let price = EnergyPrice::new(&mission.vehicle, mission.wind);
    let beyond = range::beyond(&chart.cut(drawn), mission, chart, &price);
    if !beyond.is_empty() {
        return Err(beyond);
    }
    Ok(passes)
}

fn too_many(mission: &Mission, error: &LawnError) -> Vec<Objection> {
    let place = format!("pattern {}", mission.pattern.name());
    vec![Objection::error(place, error.to_string())]
}

fn escort(
    circle: orbit::Circle,
    ship: Ship,
    mission: &Mission,
    chart: &Chart,
    ways: &Ways<'_>,
) -> Result<Vec<Pass>, Objection> {
    let escort = Escort::new(circle, ship, mission)?;
    let climb_s = ways.climb_s().unwrap_or(0.0);
    let time_to = |place| Some(climb_s + ways.way_s(chart.home, place)?);
    let joined_s = escort.joined(chart.home, time_to).ok_or_else(|| {
        let reason = "the ship cannot be reached: it gets away, or there is no allowed way";
        Objection::error("pattern orbit", reason)
    })?;
    Ok(escort.passes(joined_s, chart.home, mission))
}
