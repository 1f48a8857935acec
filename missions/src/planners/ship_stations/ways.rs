//! The cheapest way between home and hovers, and between hovers.
//!
//! Beside the ship a way either goes round her at the height of the higher hover, or up to the
//! mission's height, across, and down again; the cheaper one is taken. Over her it leads only
//! where the mission's height is clear of her and the mission allows it.

use super::site::Site;
use crate::plan::draughts::Hover;
use crate::plan::path::Point;
use crate::planners::cost::EnergyPrice;
use crate::planners::transit::Transits;

/// Ground speed beside the ship, metres per second: from it a vehicle stops within the distance
/// that is kept from her.
const BESIDE_M_S: f64 = 6.0;

/// Where a way begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    Home,
    /// A hover, by its number.
    Hover(usize),
}

/// A way and what it takes.
#[derive(Clone, Debug)]
pub(super) struct Way {
    /// Heights are above home, metres; both ends are included.
    pub(super) points: Vec<Point>,
    /// Ground speed, metres per second; none for the vehicle's cruise.
    pub(super) speed_m_s: Option<f64>,
    pub(super) energy_wh: f64,
}

/// The ways of one site.
#[derive(Debug)]
pub(super) struct Ways<'a> {
    site: &'a Site,
    table: Vec<Vec<Option<Way>>>,
}

impl<'a> Ways<'a> {
    /// All ways between home and these hovers.
    pub(super) fn new(site: &'a Site, hovers: &[Hover]) -> Self {
        let home = Point {
            at: site.chart.home,
            height_m: 0.0,
        };
        let places = hovers.iter().map(|hover| Point {
            at: site.chart.plane.to_plane(hover.waypoint.position),
            height_m: hover.waypoint.height.metres,
        });
        let places: Vec<Point> = std::iter::once(home).chain(places).collect();
        let between = |a: &Point| {
            let to = places.iter().map(|b| cheapest(site, *a, *b));
            to.collect::<Vec<_>>()
        };
        let table = places.iter().map(between).collect();
        Self { site, table }
    }

    /// The cheapest way; none if there is none.
    pub(super) fn way(&self, from: Stop, to: Stop) -> Option<&Way> {
        let index = |stop: Stop| match stop {
            Stop::Home => 0,
            Stop::Hover(number) => number + 1,
        };
        self.table.get(index(from))?.get(index(to))?.as_ref()
    }

    /// Energy of the cheapest way, watt-hours; infinite if there is none.
    pub(super) fn wh(&self, from: Stop, to: Stop) -> f64 {
        self.way(from, to)
            .map_or(f64::INFINITY, |way| way.energy_wh)
    }

    /// Energy of holding at a hover, watt-hours.
    pub(super) fn hold_wh(&self, hover: &Hover) -> f64 {
        let mission = &self.site.mission;
        let price = EnergyPrice::new(&mission.vehicle, mission.wind);
        price.hover(hover.hold_s()).energy_wh
    }
}

/// The cheapest way from one place to another that may be flown; places at home's height are home.
pub(super) fn cheapest(site: &Site, from: Point, to: Point) -> Option<Way> {
    let ways = [above(site, from, to), beside(site, from, to)];
    let ways = ways.into_iter().flatten();
    ways.min_by(|a, b| a.energy_wh.total_cmp(&b.energy_wh))
}

/// Up to the mission's height, across, and down.
fn above(site: &Site, from: Point, to: Point) -> Option<Way> {
    let price = price(site, None);
    let mut transits = Transits::new(&site.chart.free, &price);
    let points = across(&mut transits, from, to, site.mission.height_m)?;
    priced(site, points, None)
}

/// Round her at the height of the higher one of two hovers.
fn beside(site: &Site, from: Point, to: Point) -> Option<Way> {
    let home = site.chart.home;
    if from.at == home || to.at == home {
        return None;
    }
    let speed_m_s = Some(BESIDE_M_S.min(site.mission.vehicle.cruise_m_s));
    let price = price(site, speed_m_s);
    let mut transits = Transits::new(&site.beside, &price);
    let height_m = from.height_m.max(to.height_m);
    let points = across(&mut transits, from, to, height_m)?;
    priced(site, points, speed_m_s)
}

fn across(
    transits: &mut Transits<'_>,
    from: Point,
    to: Point,
    height_m: f64,
) -> Option<Vec<Point>> {
    let ends = [transits.add(from.at), transits.add(to.at)];
    let level = transits.way(ends[0], ends[1])?;
    let level = level.into_iter().map(|at| Point { at, height_m });
    Some(std::iter::once(from).chain(level).chain([to]).collect())
}

fn priced(site: &Site, points: Vec<Point>, speed_m_s: Option<f64>) -> Option<Way> {
    let price = price(site, speed_m_s);
    let hops = points.windows(2).map(|hop| {
        let climb_m = hop[1].height_m - hop[0].height_m;
        let cost = price.cost(hop[0].at, hop[1].at, climb_m);
        cost.map(|cost| cost.energy_wh)
    });
    let energy_wh = hops.sum::<Option<f64>>()?;
    Some(Way {
        points,
        speed_m_s,
        energy_wh,
    })
}

fn price(site: &Site, speed_m_s: Option<f64>) -> EnergyPrice<'_> {
    let price = EnergyPrice::new(&site.mission.vehicle, site.mission.wind);
    speed_m_s.map_or(price, |speed_m_s| price.at_speed(speed_m_s))
}
