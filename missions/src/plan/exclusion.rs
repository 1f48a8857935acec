//! Which zones the vehicle itself is told to keep out of.
//!
//! An exclusion of a vehicle's fence has no heights: it reaches from the ground to the sky. So a
//! zone becomes one only where it comes down to the flight, lies near it, and is not flown over
//! (or under) at a height that is free.

use geo::Coord;

use crate::airspace::{Fence, Zone};
use crate::frames::LocalPlane;
use crate::geodesy::{Region, Shape};
use crate::plan::check::enters;
use crate::plan::path::{Point, Stretch};
use crate::plan::{Height, Plan, Sortie, Waypoint};

/// Zones farther than this from a flight, metres, are not told to the vehicle: the published
/// zones of a country do not fit into its memory.
const NEAR_M: f64 = 2_000.0;

impl Plan {
    /// The zones that must be exclusions of the fence in a sortie.
    pub fn exclusion_zones(&self, sortie: &Sortie) -> Vec<&Zone> {
        let flight = Flight::of(self, sortie);
        let zones = self.airspace.zones.iter();
        zones
            .filter(|zone| reaches_down(self, zone, sortie))
            .filter(|zone| flight.as_ref().is_none_or(|flight| flight.shuns(zone)))
            .collect()
    }

    /// The zones that a sortie flies over or under at a height that is free. The vehicle itself is
    /// not told of them.
    pub fn overflown_zones(&self, sortie: &Sortie) -> Vec<&Zone> {
        let Some(flight) = Flight::of(self, sortie) else {
            return Vec::new();
        };
        let zones = self.airspace.zones.iter();
        zones.filter(|zone| flight.passes(zone)).collect()
    }

    /// The fence that the vehicle must keep in a sortie: the plan's, and its
    /// [exclusion zones](Plan::exclusion_zones) without their holes.
    pub fn enforced_fence(&self, sortie: &Sortie) -> Option<Fence> {
        let mut fence = self.airspace.fence.clone().unwrap_or_default();
        let zones = self.exclusion_zones(sortie);
        fence
            .exclusions
            .extend(zones.into_iter().map(|zone| zone.shape.outline()));
        (self.airspace.fence.is_some() || !fence.exclusions.is_empty()).then_some(fence)
    }
}

impl Shape {
    /// A polygon without its holes; a circle as it is.
    pub fn outline(&self) -> Self {
        match self {
            Self::Polygon(region) => Self::Polygon(Region {
                outer: region.outer.clone(),
                holes: Vec::new(),
            }),
            circle @ Self::Circle { .. } => circle.clone(),
        }
    }
}

/// Where a sortie goes, home and rally points included.
struct Flight {
    path: Vec<Stretch>,
    plane: LocalPlane,
    home_m: f64,
}

impl Flight {
    fn of(plan: &Plan, sortie: &Sortie) -> Option<Self> {
        let plane = plan.plane()?;
        let mut path = plan.path(sortie, plane);
        let home = plan.home.map(|home| Waypoint {
            position: home.position,
            height: Height::above_home(1.0),
        });
        let home_m = plan.home_height_m();
        let places = plan.airspace.rally.iter().copied().chain(home);
        path.extend(places.map(|place| landing(place, plane, home_m)));
        Some(Self {
            path,
            plane,
            home_m,
        })
    }

    /// Near, and not flown over or under where that is free. What enters the zone itself is a
    /// faulty plan, and the zone stays excluded.
    fn shuns(&self, zone: &Zone) -> bool {
        self.is_near(&zone.shape) && !self.passes(zone)
    }

    /// Above or below, and not inside.
    fn passes(&self, zone: &Zone) -> bool {
        let column = Zone {
            shape: zone.shape.outline(),
            lower: None,
            upper: None,
            ..zone.clone()
        };
        let enters = |zone: &Zone| enters(zone, &self.path, self.plane, self.home_m);
        self.is_near(&zone.shape) && enters(&column) && !enters(zone)
    }

    fn is_near(&self, shape: &Shape) -> bool {
        let ends = self
            .path
            .iter()
            .flat_map(|stretch| [stretch.from.at, stretch.to.at]);
        let [low, high] = bounds(ends);
        let [zone_low, zone_high] = self.bounds_of(shape);
        low.x - NEAR_M <= zone_high.x
            && zone_low.x <= high.x + NEAR_M
            && low.y - NEAR_M <= zone_high.y
            && zone_low.y <= high.y + NEAR_M
    }

    fn bounds_of(&self, shape: &Shape) -> [Coord<f64>; 2] {
        match shape {
            Shape::Polygon(region) => {
                bounds(region.outer.iter().map(|at| self.plane.to_plane(*at)))
            }
            Shape::Circle { centre, radius_m } => {
                let centre = self.plane.to_plane(*centre);
                let corner = Coord {
                    x: *radius_m,
                    y: *radius_m,
                };
                [centre - corner, centre + corner]
            }
        }
    }
}

/// Straight down on a place.
fn landing(place: Waypoint, plane: LocalPlane, home_m: f64) -> Stretch {
    let point = |height_m| Point {
        at: plane.to_plane(place.position),
        height_m,
    };
    Stretch {
        leg: 0,
        from: point(place.height.above_home_m(home_m)),
        to: point(0.0),
        speed_m_s: None,
        wait_s: 0.0,
        rolling: false,
        about: None,
        watching: false,
    }
}

fn bounds(points: impl Iterator<Item = Coord<f64>>) -> [Coord<f64>; 2] {
    let all = |start: f64| Coord { x: start, y: start };
    points.fold(
        [all(f64::INFINITY), all(f64::NEG_INFINITY)],
        |[low, high], at| {
            let low = Coord {
                x: low.x.min(at.x),
                y: low.y.min(at.y),
            };
            let high = Coord {
                x: high.x.max(at.x),
                y: high.y.max(at.y),
            };
            [low, high]
        },
    )
}

/// False only where every leg is below the zone's lower limit for certain.
pub(crate) fn reaches_down(plan: &Plan, zone: &Zone, sortie: &Sortie) -> bool {
    let home_m = plan.home.map(|home| home.height.metres);
    let mut legs = sortie.legs.iter();
    !legs.all(|leg| zone.is_above(leg.to.height, home_m))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::Position;
    use crate::plan::{Leg, Task};

    fn home() -> Position {
        Position::new(51.95, 4.05).unwrap()
    }

    fn leg(task: Task, north_m: f64, height_m: f64) -> Leg {
        Leg {
            task,
            to: Waypoint {
                position: home().offset(0.0, north_m),
                height: Height::above_home(height_m),
            },
            speed_m_s: None,
        }
    }

    /// 500 m to the north at 60 m, and back.
    fn plan(zone: Zone) -> Plan {
        let mut plan = Plan {
            home: Some(Waypoint {
                position: home(),
                height: Height::above_sea(2.0),
            }),
            sorties: vec![Sortie {
                legs: vec![
                    leg(Task::TakeOff, 0.0, 60.0),
                    leg(Task::Transit, 500.0, 60.0),
                    leg(Task::Return, 0.0, 0.0),
                ],
                ..Sortie::default()
            }],
            ..Plan::default()
        };
        plan.airspace.zones.push(zone);
        plan
    }

    /// A circle of 50 m, so far north and east of home, between heights above home.
    fn zone(north_m: f64, east_m: f64, lower_m: Option<f64>, upper_m: Option<f64>) -> Zone {
        Zone {
            name: "tanks".into(),
            shape: Shape::Circle {
                centre: home().offset(0.0, north_m).offset(90.0, east_m),
                radius_m: 50.0,
            },
            lower: lower_m.map(Height::above_home),
            upper: upper_m.map(Height::above_home),
        }
    }

    fn check(zone: Zone, excluded: bool) {
        let plan = plan(zone);
        let fence = plan.enforced_fence(&plan.sorties[0]);
        let shapes = fence.map_or(0, |fence| fence.exclusions.len());
        assert_eq!(shapes, usize::from(excluded), "{:?}", plan.airspace.zones);
    }

    #[test]
    fn a_zone_beside_the_way_is_excluded_whatever_its_upper_limit() {
        check(zone(250.0, 200.0, None, None), true);
        check(zone(250.0, 200.0, None, Some(40.0)), true);
        check(zone(250.0, 200.0, Some(59.0), None), true);
    }

    #[test]
    fn a_zone_above_the_flight_is_not_excluded() {
        check(zone(250.0, 200.0, Some(61.0), None), false);
    }

    #[test]
    fn a_zone_that_is_flown_over_at_a_free_height_is_not_excluded() {
        check(zone(250.0, 0.0, None, Some(40.0)), false);
    }

    #[test]
    fn a_zone_that_is_flown_over_or_under_is_named() {
        let named = |zone: Zone| {
            let plan = plan(zone);
            plan.overflown_zones(&plan.sorties[0]).len()
        };
        assert_eq!(named(zone(250.0, 0.0, None, Some(40.0))), 1);
        assert_eq!(named(zone(250.0, 0.0, Some(80.0), None)), 1);
        assert_eq!(named(zone(250.0, 0.0, None, Some(100.0))), 0, "entered");
        assert_eq!(named(zone(250.0, 200.0, None, None)), 0, "beside");
    }

    #[test]
    fn a_zone_that_a_faulty_plan_enters_stays_excluded() {
        check(zone(250.0, 0.0, None, Some(100.0)), true);
        check(zone(0.0, 0.0, None, None), true);
    }

    #[test]
    fn a_zone_over_a_place_to_land_is_not_excluded() {
        let mut plan = plan(zone(250.0, 200.0, Some(50.0), None));
        plan.airspace.rally.push(Waypoint {
            position: home().offset(0.0, 250.0).offset(90.0, 210.0),
            height: Height::above_home(30.0),
        });
        assert_eq!(plan.enforced_fence(&plan.sorties[0]), None);
    }

    #[test]
    fn a_zone_far_away_is_not_told_to_the_vehicle() {
        check(zone(250.0, 1_900.0, None, None), true);
        check(zone(250.0, 3_000.0, None, None), false);
    }

    #[test]
    fn a_zone_whose_hole_is_flown_in_is_not_excluded() {
        let ring = |half_m: f64| -> Vec<Position> {
            [45.0, 135.0, 225.0, 315.0]
                .map(|bearing_deg| home().offset(bearing_deg, half_m))
                .to_vec()
        };
        let mut around = zone(0.0, 0.0, None, None);
        around.shape = Shape::Polygon(Region {
            outer: ring(1_500.0),
            holes: vec![ring(1_000.0)],
        });
        check(around, false);
    }
}
