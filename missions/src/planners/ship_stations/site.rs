//! The ship on the chart: her hull and what belongs to her as things that must not be entered.

use geo::{Contains as _, Coord, Distance as _, Euclidean, LineString, MultiPolygon, Polygon};

use crate::airspace::Zone;
use crate::frames::LocalPlane;
use crate::geodesy::{Position, Shape};
use crate::mission::Mission;
use crate::mission::pattern::DraughtStations;
use crate::plan::check::Objection;
use crate::plan::coverage::regions;
use crate::plan::{Height, Waypoint};
use crate::planners::chart::Chart;
use crate::planners::pipeline::standing;
use crate::planners::transit::FreeSpace;
use crate::ship::target::{Obstacle, ObstacleKind, ObstacleShape};
use crate::ship::{Pose, ShipPoint, ShipTarget};

/// Sides of the polygon that is kept clear of around each thing.
const SIDES: u32 = 16;
/// A line of sight is looked at every so many metres.
const SIGHT_STEP_M: f64 = 0.5;

/// The ship, the mission around her, and where it may fly.
#[derive(Debug)]
pub(super) struct Site {
    /// The mission with the ship among its zones.
    pub(super) mission: Mission,
    pub(super) ship: ShipTarget,
    pub(super) stations: DraughtStations,
    /// At the mission's height.
    pub(super) chart: Chart,
    /// From the least height of a hover up to the mission's height.
    pub(super) beside: FreeSpace,
    /// Height of the water above home, metres.
    pub(super) water_m: f64,
    hindrances: Vec<Hindrance>,
}

/// Something of hers on the chart's plane.
#[derive(Debug)]
struct Hindrance {
    name: String,
    kind: ObstacleKind,
    /// Above the water, metres; infinite where it has no top.
    top_m: f64,
    outline: Outline,
}

#[derive(Debug)]
enum Outline {
    Region(Polygon<f64>),
    Line(LineString<f64>),
}

impl Site {
    pub(super) fn new(mission: &Mission, ship: &ShipTarget, stations: DraughtStations) -> Self {
        let plane = LocalPlane::at(mission.area.middle());
        let water_m = mission.ground_m - mission.home.height.metres;
        let obstacles = ship.hindrances();
        let hindrances: Vec<Hindrance> = obstacles
            .iter()
            .map(|obstacle| Hindrance::new(obstacle, ship.pose, plane))
            .collect();
        let kept_m = kept_m(ship, &stations);
        let mut with_ship = mission.clone();
        let grow_m = (kept_m - mission.margins.lateral_m).max(0.0);
        for (obstacle, hindrance) in obstacles.iter().zip(&hindrances) {
            // Over a part of her only where the height clears all of her.
            let top_m = if obstacle.kind.is_on_board() {
                Some(ship.top_m()).filter(|top_m| stations.over_ship && top_m.is_finite())
            } else {
                obstacle.top_m
            };
            let upper = top_m.map(|top_m| Height::above_sea(mission.ground_m + top_m));
            let outline = hindrance.outline.grown(grow_m, ship.pose.heading_deg);
            for region in regions(&outline, plane, 0.0) {
                with_ship.airspace.zones.push(Zone {
                    name: obstacle.name.clone(),
                    shape: Shape::Polygon(region),
                    lower: None,
                    upper,
                });
            }
        }
        let least_m = water_m + stations.over_water_m;
        let beside = Chart::layer(&with_ship, plane, [least_m, mission.height_m]);
        Self {
            chart: Chart::new(&with_ship),
            beside,
            mission: with_ship,
            ship: ship.clone(),
            stations,
            water_m,
            hindrances,
        }
    }

    /// What forbids every flight here.
    pub(super) fn faults(&self) -> Vec<Objection> {
        let mission = &self.mission;
        let mut faults = standing(mission, &self.chart);
        let least_m = self.water_m + self.stations.over_water_m;
        if mission.height_m < least_m {
            let reason = format!(
                "height_m is {}: the way to the ship is flown no lower than beside her, \
                 {least_m:.1} m above home",
                mission.height_m
            );
            faults.push(Objection::error("flight", reason));
        }
        faults
    }

    /// Distance kept from the ship, metres: what was asked for even where her place is off.
    pub(super) fn kept_m(&self) -> f64 {
        kept_m(&self.ship, &self.stations)
    }

    /// A point in her axes on the plane.
    pub(super) fn on_plane(&self, point: ShipPoint) -> Coord<f64> {
        self.chart.plane.to_plane(self.ship.pose.position(point))
    }

    /// Her middle on the plane.
    pub(super) fn middle(&self) -> Coord<f64> {
        let form = &self.ship.form;
        let forward_m = form.bow_m() - 0.5 * form.length_m;
        self.on_plane(ShipPoint::above_water(forward_m, 0.0, 0.0))
    }

    /// What of hers is nearest to a place, and how far it is, metres.
    pub(super) fn nearest(&self, at: Coord<f64>) -> (&str, f64) {
        let near = self.hindrances.iter().map(|hindrance| {
            let distance_m = hindrance.outline.distance_m(at);
            (hindrance.name.as_str(), distance_m)
        });
        near.fold(("", f64::INFINITY), |best, next| {
            if next.1 < best.1 { next } else { best }
        })
    }

    /// What stands between a hover and a mark, both in her axes: a quay, a barge, not what stands
    /// on her own deck.
    pub(super) fn between(&self, place: ShipPoint, mark: ShipPoint) -> Option<&str> {
        let (from, to) = (self.on_plane(place), self.on_plane(mark));
        let way = to - from;
        let steps = (way.x.hypot(way.y) / SIGHT_STEP_M).ceil().max(1.0) as u32;
        let hull = self
            .hindrances
            .iter()
            .find(|h| h.kind == ObstacleKind::Hull);
        let others = self
            .hindrances
            .iter()
            .filter(|h| h.kind != ObstacleKind::Hull);
        let others: Vec<&Hindrance> = others.collect();
        (0..steps).find_map(|step| {
            let share = f64::from(step) / f64::from(steps);
            let at = from + way * share;
            if hull.is_some_and(|hull| hull.outline.holds(at)) {
                return None;
            }
            let height_m = place.height_m() + (mark.height_m() - place.height_m()) * share;
            let hides = |other: &&&Hindrance| other.outline.holds(at) && other.top_m >= height_m;
            others.iter().find(hides).map(|other| other.name.as_str())
        })
    }

    /// Whether a vehicle may come down over a place to a hover and go up again.
    pub(super) fn allows(&self, at: Coord<f64>) -> bool {
        self.beside.holds(at) && self.chart.free.holds(at)
    }

    /// Why a place is not free, in words.
    pub(super) fn reason(&self, at: Coord<f64>) -> String {
        let position = self.chart.plane.to_position(at);
        let band_m = [
            self.water_m + self.stations.over_water_m,
            self.mission.height_m,
        ];
        let mut there = Chart::between(&self.mission, band_m);
        there.home.position = position;
        let objection = Chart::new(&there).home_objection();
        objection.map_or_else(
            || "no allowed way leads there from home".to_owned(),
            |objection| objection.reason,
        )
    }

    /// A waypoint over a place, at a height above home.
    pub(super) fn waypoint(&self, at: Coord<f64>, height_m: f64) -> Waypoint {
        let position = if at == self.chart.home {
            self.mission.home.position
        } else {
            self.chart.plane.to_position(at)
        };
        above(position, height_m)
    }
}

/// A waypoint at a position, at a height above home.
pub(super) const fn above(position: Position, height_m: f64) -> Waypoint {
    Waypoint {
        position,
        height: Height::above_home(height_m),
    }
}

fn kept_m(ship: &ShipTarget, stations: &DraughtStations) -> f64 {
    stations.clear_m + ship.place_u95_m
}

impl Hindrance {
    fn new(obstacle: &Obstacle, pose: Pose, plane: LocalPlane) -> Self {
        let corners: LineString<f64> = obstacle
            .shape
            .corners()
            .into_iter()
            .map(|[forward_m, starboard_m]| {
                let corner = ShipPoint::above_water(forward_m, starboard_m, 0.0);
                plane.to_plane(pose.position(corner))
            })
            .collect();
        let outline = match obstacle.shape {
            ObstacleShape::Line(..) => Outline::Line(corners),
            ObstacleShape::Polygon(_) | ObstacleShape::Circle(..) => {
                Outline::Region(Polygon::new(corners, Vec::new()))
            }
        };
        Self {
            name: obstacle.name.clone(),
            kind: obstacle.kind,
            top_m: obstacle.top_m.unwrap_or(f64::INFINITY),
            outline,
        }
    }
}

impl Outline {
    fn distance_m(&self, at: Coord<f64>) -> f64 {
        let at = geo::Point(at);
        match self {
            Self::Region(polygon) => Euclidean.distance(&at, polygon),
            Self::Line(line) => Euclidean.distance(&at, line),
        }
    }

    fn holds(&self, at: Coord<f64>) -> bool {
        match self {
            Self::Region(polygon) => polygon.contains(&geo::Point(at)),
            Self::Line(_) => false,
        }
    }

    /// The polygon of [`SIDES`] sides, one of them along the bow, that holds everything within so
    /// many metres of it: few corners, so that a way round it has few legs.
    fn grown(&self, by_m: f64, heading_deg: f64) -> MultiPolygon<f64> {
        let corners = match self {
            Self::Region(polygon) => polygon.exterior(),
            Self::Line(line) => line,
        };
        let side = |n: u32| {
            let bearing_deg = heading_deg + 360.0 * f64::from(n) / f64::from(SIDES);
            let (sin, cos) = bearing_deg.to_radians().sin_cos();
            let out = Coord { x: sin, y: cos };
            let reach_m = corners.coords().map(|c| c.x * out.x + c.y * out.y);
            (
                out,
                reach_m.fold(f64::NEG_INFINITY, f64::max) + by_m.max(0.1),
            )
        };
        let corner = |n: u32| {
            let ((a, p), (b, q)) = (side(n), side(n + 1));
            let det = a.x * b.y - a.y * b.x;
            Coord {
                x: (p * b.y - q * a.y) / det,
                y: (q * a.x - p * b.x) / det,
            }
        };
        let ring: LineString<f64> = (0..SIDES).map(corner).collect();
        MultiPolygon(vec![Polygon::new(ring, Vec::new())])
    }
}
