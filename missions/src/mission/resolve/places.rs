//! Whether the places of a mission make sense: rings, extent, distance from home.

use geo::Coord;

use crate::frames::LocalPlane;
use crate::geodesy::{Position, Region, Shape};
use crate::mission::{Area, Mission, ring};
use crate::plan::check::{self, Objection};

/// An area that reaches farther from its middle is no drone's errand but a slip of the pen.
const FARTHEST_M: f64 = 100_000.0;

/// More vertices than this in one mission are refused: nobody flies them.
const MOST_VERTICES: usize = 1_000_000;

/// Everything that is wrong with the mission's places.
pub(super) fn faults(mission: &Mission) -> Vec<Objection> {
    let points = mission.area.positions();
    if points.is_empty() {
        return vec![Objection::error("area", "is empty")];
    }
    if points.len() > MOST_VERTICES {
        let reason = format!(
            "has {} vertices, at most {MOST_VERTICES} are taken",
            points.len()
        );
        return vec![Objection::error("area", reason)];
    }
    let middle = middle(&points);
    let far = extent_faults(&points, middle, mission.home.position);
    if !far.is_empty() {
        return far;
    }
    let plane = LocalPlane::at(middle);
    let mut faults = area_faults(&mission.area, plane);
    faults.extend(check::unreal(&mission.airspace, mission.home.height.metres));
    faults.extend(nowhere(mission));
    if let Some(fence) = &mission.airspace.fence {
        faults.extend(shapes_faults(&fence.inclusions, plane, "fence, include"));
        faults.extend(shapes_faults(&fence.exclusions, plane, "fence, exclude"));
    }
    for zone in &mission.airspace.zones {
        let place = zone.called();
        faults.extend(shape_faults(&zone.shape, plane, &place));
    }
    faults
}

/// Places that would be flown to at exactly 0, 0, which autopilots take for no position.
fn nowhere(mission: &Mission) -> Vec<Objection> {
    let area: &[Position] = match &mission.area {
        Area::Point(point) => std::slice::from_ref(point),
        area => area.line(),
    };
    let named = |what: &'static str| move |at: &Position| (what, *at);
    let area = area.iter().map(named(if area.len() == 1 {
        "area.point"
    } else {
        "area.line"
    }));
    let home = [("home.position", mission.home.position)];
    let rally = mission.airspace.rally.iter();
    let rally = rally.map(|rally| ("rally, position", rally.position));
    area.chain(home)
        .chain(rally)
        .filter(|(_, at)| at.latitude_deg() == 0.0 && at.longitude_deg() == 0.0)
        .map(|(place, _)| {
            let reason = "is [0, 0], which autopilots take for no position: write [0.0000001, 0.0]";
            Objection::error(place, reason)
        })
        .collect()
}

/// The middle of points on the sphere; for two that face each other, the first.
pub(crate) fn middle(points: &[Position]) -> Position {
    let sum = points.iter().fold([0.0; 3], |[x, y, z], p| {
        let (sin, cos) = p.latitude_deg().to_radians().sin_cos();
        let (sin_l, cos_l) = p.longitude_deg().to_radians().sin_cos();
        [x + cos * cos_l, y + cos * sin_l, z + sin]
    });
    let latitude = sum[2].atan2(sum[0].hypot(sum[1])).to_degrees();
    let longitude = sum[1].atan2(sum[0]).to_degrees();
    Position::new(latitude, longitude).unwrap_or(points[0])
}

fn extent_faults(points: &[Position], middle: Position, home: Position) -> Vec<Objection> {
    let far = points
        .iter()
        .enumerate()
        .map(|(index, point)| (middle.distance_m(*point), index))
        .fold(
            (0.0, 0),
            |far, next| if next.0 > far.0 { next } else { far },
        );
    if far.0 > FARTHEST_M {
        let at = points[far.1];
        return vec![Objection::error(
            format!("area, vertex {}", far.1 + 1),
            format!(
                "[{}, {}] lies {:.0} km from the area's middle, at most {:.0} km are taken: \
                 is a sign or the order [latitude, longitude] wrong?",
                at.latitude_deg(),
                at.longitude_deg(),
                far.0 / 1000.0,
                FARTHEST_M / 1000.0
            ),
        )];
    }
    let distance = home.distance_m(middle);
    if distance <= FARTHEST_M {
        return Vec::new();
    }
    let swapped = Position::new(home.longitude_deg(), home.latitude_deg())
        .is_ok_and(|swapped| swapped.distance_m(middle) < FARTHEST_M);
    let hint = if swapped {
        ": latitude and longitude of home or area are swapped"
    } else {
        ""
    };
    vec![Objection::error(
        "home",
        format!("lies {:.0} km from the area{hint}", distance / 1000.0),
    )]
}

fn area_faults(area: &Area, plane: LocalPlane) -> Vec<Objection> {
    match area {
        Area::Regions(regions) => regions
            .iter()
            .enumerate()
            .flat_map(|(index, region)| {
                let place = match regions.len() {
                    1 => "area".to_owned(),
                    _ => format!("area, polygon {}", index + 1),
                };
                ring::faults(region, plane, &place)
            })
            .collect(),
        Area::Line(line) => {
            let points: Vec<Coord<f64>> = line.iter().map(|p| plane.to_plane(*p)).collect();
            let length: f64 = points
                .windows(2)
                .map(|pair| (pair[1] - pair[0]).x.hypot((pair[1] - pair[0]).y))
                .fold(0.0, |all, part| all + part); // a sum of nothing is minus nothing
            let short = (length < 1.0)
                .then(|| Objection::error("area", format!("the line is {length:.2} m long")));
            short.into_iter().collect()
        }
        Area::Point(_) | Area::Ship(_) => Vec::new(),
    }
}

fn shapes_faults(shapes: &[Shape], plane: LocalPlane, place: &str) -> Vec<Objection> {
    shapes
        .iter()
        .enumerate()
        .flat_map(|(index, shape)| shape_faults(shape, plane, &format!("{place} {}", index + 1)))
        .collect()
}

fn shape_faults(shape: &Shape, plane: LocalPlane, place: &str) -> Vec<Objection> {
    match shape {
        Shape::Polygon(region) => ring::faults(region, plane, place),
        Shape::Circle { radius_m, .. } if !(radius_m.is_finite() && *radius_m > 0.0) => {
            let reason = format!("radius_m is {radius_m}: it must be positive");
            vec![Objection::error(place, reason)]
        }
        Shape::Circle { .. } => Vec::new(),
    }
}

impl Area {
    /// Every position of the area, outer rings first.
    pub fn positions(&self) -> Vec<Position> {
        match self {
            Self::Regions(regions) => regions
                .iter()
                .flat_map(Region::rings)
                .flatten()
                .copied()
                .collect(),
            Self::Line(line) => line.clone(),
            Self::Point(point) => vec![*point],
            Self::Ship(ship) => ship.corners(),
        }
    }
}

impl Region {
    /// The outer ring and then every hole.
    pub fn rings(&self) -> impl Iterator<Item = &Vec<Position>> {
        std::iter::once(&self.outer).chain(&self.holes)
    }
}
