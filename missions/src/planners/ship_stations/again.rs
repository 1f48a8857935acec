//! A station placed again for a ship that has moved, with every check that its plan had.

use geo::Coord;

use super::site::Site;
use super::view;
use super::ways::{Way, cheapest};
use crate::mission::pattern::Pattern;
use crate::mission::{Area, Mission};
use crate::plan::Waypoint;
use crate::plan::check::Objection;
use crate::plan::draughts::Hover;
use crate::plan::path::Point;
use crate::ship::Pose;
use crate::sun::Sun;
use crate::time::UtcTime;

/// How far a vehicle that the ship has swung against is led away from her, metres.
const RETREAT_M: u32 = 200;

/// A hover placed again, and the way to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Again {
    /// The hover at the same place in ship axes.
    pub hover: Hover,
    /// The way to it from where the vehicle was, without that and with the hover; heights count
    /// from home.
    pub way: Vec<Waypoint>,
    /// Ground speed on the way, metres per second; none for the vehicle's cruise.
    pub speed_m_s: Option<f64>,
    /// Energy of the way, watt-hours.
    pub energy_wh: f64,
}

/// Places a hover again before a ship that now lies as `pose` says, for a vehicle that is at
/// `vehicle` (height above home).
///
/// The hover keeps its place in ship axes; it is refused where the fence, a zone, the ship or what
/// belongs to her forbids the place or the way there. A vehicle that the ship has come too near to
/// is first led straight away from her.
pub fn again(
    mission: &Mission,
    hover: &Hover,
    pose: Pose,
    vehicle: Waypoint,
    now: Option<UtcTime>,
) -> Result<Again, Objection> {
    let site = site(mission, pose)?;
    let place = format!("station {}", hover.name());
    let sun = now
        .map(|now| Sun::at(now, pose.origin))
        .filter(|sun| sun.elevation_deg > 0.0);
    let placed =
        view::kept(&site, hover, sun).map_err(|reason| Objection::error(&place, reason))?;
    let to = Point {
        at: site.on_plane(placed.place),
        height_m: placed.waypoint.height.metres,
    };
    let way = way(&site, vehicle, to).map_err(|reason| Objection::error(&place, reason))?;
    let mut points: Vec<Waypoint> = way
        .points
        .iter()
        .skip(1)
        .map(|point| site.waypoint(point.at, point.height_m))
        .collect();
    points.dedup_by(|next, before| is_near(next, before));
    while points
        .last()
        .is_some_and(|last| is_near(last, &placed.waypoint))
    {
        points.pop();
    }
    points.push(placed.waypoint);
    Ok(Again {
        hover: Hover {
            sortie: hover.sortie,
            leg: hover.leg,
            ..placed
        },
        way: points,
        speed_m_s: way.speed_m_s,
        energy_wh: way.energy_wh,
    })
}

/// One place and one height, but for rounding.
fn is_near(a: &Waypoint, b: &Waypoint) -> bool {
    let same_height = (a.height.metres - b.height.metres).abs() < 0.1;
    same_height && a.position.distance_m(b.position) < 0.1
}

/// The way home from where the vehicle is beside a ship that lies as `pose` says, ending over home
/// at the mission's height.
pub fn homeward(
    mission: &Mission,
    pose: Pose,
    vehicle: Waypoint,
) -> Result<Vec<Waypoint>, Objection> {
    let site = site(mission, pose)?;
    let to = Point {
        at: site.chart.home,
        height_m: mission.height_m,
    };
    let way = way(&site, vehicle, to).map_err(|reason| Objection::error("home", reason))?;
    let points = way.points.iter().skip(1);
    Ok(points
        .map(|point| site.waypoint(point.at, point.height_m))
        .collect())
}

fn site(mission: &Mission, pose: Pose) -> Result<Site, Objection> {
    let (Area::Ship(ship), Pattern::DraughtStations(stations)) = (&mission.area, &mission.pattern)
    else {
        return Err(Objection::error(
            "area",
            "is no ship whose draughts are read",
        ));
    };
    if !pose.heading_deg.is_finite() {
        let reason = format!("heading {} is no direction", pose.heading_deg);
        return Err(Objection::error("ship", reason));
    }
    let ship = ship.moved(pose);
    let moved = Mission {
        area: Area::Ship(Box::new(ship.clone())),
        ..mission.clone()
    };
    let site = Site::new(&moved, &ship, *stations);
    match site.faults().into_iter().next() {
        Some(fault) => Err(fault),
        None => Ok(site),
    }
}

fn way(site: &Site, vehicle: Waypoint, to: Point) -> Result<Way, String> {
    let here = Point {
        at: site.chart.plane.to_plane(vehicle.position),
        height_m: vehicle.height.above_home_m(site.mission.home.height.metres),
    };
    if !here.height_m.is_finite() {
        return Err("the vehicle's height is not known".to_owned());
    }
    let begin = clear(site, here)?;
    let mut way = cheapest(site, begin, to)
        .ok_or_else(|| "no allowed way leads there from where the vehicle is".to_owned())?;
    if begin != here {
        way.points.insert(0, here);
    }
    Ok(way)
}

/// The vehicle's place if it is clear of everything, or else the nearest one straight away from
/// the ship.
fn clear(site: &Site, here: Point) -> Result<Point, String> {
    if site.allows(here.at) {
        return Ok(here);
    }
    let (name, distance_m) = site.nearest(here.at);
    if distance_m <= 0.0 && here.height_m < site.water_m + site.ship.top_m() {
        return Err(format!(
            "the vehicle is over {name}, lower than all that stands on her"
        ));
    }
    let middle = site.middle();
    let out = here.at - middle;
    let length_m = out.x.hypot(out.y);
    if length_m < 1.0 {
        return Err("the vehicle is over the ship".to_owned());
    }
    let out = out / length_m;
    let steps = (1..=RETREAT_M).map(f64::from);
    let mut last_m = distance_m;
    for away_m in steps {
        let at: Coord<f64> = here.at + out * away_m;
        let distance_m = site.nearest(at).1;
        if distance_m + 1e-6 < last_m {
            break;
        }
        last_m = distance_m;
        if site.allows(at) {
            return Ok(Point {
                at,
                height_m: here.height_m,
            });
        }
    }
    Err(format!(
        "the vehicle is {distance_m:.0} m from {name}, {:.0} m are kept, and no way leads straight \
         away from the ship",
        site.kept_m()
    ))
}
