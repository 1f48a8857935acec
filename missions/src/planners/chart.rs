//! The mission drawn on the plane: home, where flying is allowed, what stands in the way.

use geo::algorithm::buffer::{BufferStyle, LineJoin};
use geo::{
    Area as _, BooleanOps, Buffer, Coord, CoordsIter, LineString, MultiLineString, MultiPolygon,
    Polygon, Simplify, unary_union,
};

use super::transit::FreeSpace;
use crate::frames::LocalPlane;
use crate::geodesy::{Position, Region, Shape};
use crate::mission::Mission;
use crate::plan::check::Objection;
use crate::plan::coverage::shape;

/// Shapes with more corners than this are simplified, on the safe side, before ways are sought.
const MANY_CORNERS: usize = 400;

/// Corners of a polygon that stands for a circle.
const CIRCLE_CORNERS: u32 = 48;

/// The mission on the plane.
#[derive(Debug)]
pub struct Chart {
    /// The plane; its origin is the middle of the area.
    pub plane: LocalPlane,
    /// Home.
    pub home: Coord<f64>,
    /// Where flying is allowed, margins kept, at the mission's height.
    pub free: FreeSpace,
    /// The fence with its margin; none if there is no fence.
    inside: Option<MultiPolygon<f64>>,
    /// What must not be entered at the mission's height, with its margin.
    blocked: MultiPolygon<f64>,
    /// The fence as given.
    fence: Option<MultiPolygon<f64>>,
    /// Each thing that must not be entered, as given.
    obstacles: Vec<(String, MultiPolygon<f64>)>,
}

impl Chart {
    /// Draws a mission.
    pub fn new(mission: &Mission) -> Self {
        let plane = LocalPlane::at(mission.area.middle());
        let margin_m = mission.margins.lateral_m;
        let fence = fence(mission, plane);
        let obstacles = obstacles(mission, plane);
        let inside = fence.as_ref().map(|fence| grown(fence, -margin_m));
        let all: Vec<Polygon<f64>> = obstacles
            .iter()
            .flat_map(|(_, shape)| shape.iter().cloned())
            .collect();
        let blocked = grown(&unary_union(&all), margin_m);
        Self {
            plane,
            home: plane.to_plane(mission.home.position),
            free: FreeSpace::new(inside.as_ref(), &blocked, 0.0),
            inside,
            blocked,
            fence,
            obstacles,
        }
    }

    /// The parts of a line that may be flown.
    pub fn flyable(&self, line: &LineString<f64>) -> Vec<LineString<f64>> {
        let mut lines = MultiLineString::new(vec![line.clone()]);
        if let Some(inside) = &self.inside {
            lines = inside.clip(&lines, false);
        }
        if !self.blocked.0.is_empty() {
            lines = self.blocked.clip(&lines, true);
        }
        in_direction(line, lines)
    }

    /// What may be seen at all: an area without what lies outside the fence or in a zone.
    pub fn cut(&self, area: &MultiPolygon<f64>) -> MultiPolygon<f64> {
        let mut rest = match &self.fence {
            Some(fence) => area.intersection(fence),
            None => area.clone(),
        };
        for (_, obstacle) in &self.obstacles {
            rest = rest.difference(obstacle);
        }
        rest
    }

    /// What of an area lies outside the fence or in a zone, as one objection for each.
    pub fn outside(&self, area: &MultiPolygon<f64>) -> Vec<Objection> {
        let whole_m2 = area.unsigned_area();
        let lost = |what: &MultiPolygon<f64>, where_: &str| {
            let m2 = what.unsigned_area();
            // A thousandth of the area, or what lies between two drawings of one border.
            (m2 > (0.001 * whole_m2).min(100.0)).then(|| {
                let near = what
                    .iter()
                    .max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))
                    .and_then(|p| p.exterior().coords().next())
                    .map_or(String::new(), |c| format!(", near {}", self.said(*c)));
                let reason = format!(
                    "{} of {} lie {where_}{near}",
                    hectares(m2),
                    hectares(whole_m2)
                );
                Objection::error("area", reason)
            })
        };
        let beyond = self
            .fence
            .as_ref()
            .and_then(|fence| lost(&area.difference(fence), "outside the fence"));
        let within = self.obstacles.iter().filter_map(|(name, obstacle)| {
            lost(&area.intersection(obstacle), &format!("inside {name}"))
        });
        beyond.into_iter().chain(within).collect()
    }

    /// Why a straight line may not be flown, in words; the line is not wholly [`Self::flyable`].
    pub fn reason(&self, line: &LineString<f64>) -> String {
        let lines = MultiLineString::new(vec![line.clone()]);
        if let Some(fence) = &self.fence {
            let out_m = length(&fence.clip(&lines, true).0);
            if out_m > 0.1 {
                return format!("leaves the fence for {out_m:.0} m");
            }
        }
        for (name, obstacle) in &self.obstacles {
            let in_m = length(&obstacle.clip(&lines, false).0);
            if in_m > 0.1 {
                return format!("enters {name} for {in_m:.0} m");
            }
        }
        let flyable_m = length(&self.flyable(line));
        let near_m = length(std::slice::from_ref(line)) - flyable_m;
        format!("comes nearer to the fence or a zone than the margin allows for {near_m:.0} m")
    }

    /// Why home is no place to start from, if it is none.
    pub fn home_objection(&self) -> Option<Objection> {
        use geo::Contains;
        if self.free.holds(self.home) {
            return None;
        }
        let home = geo::Point(self.home);
        let reason = if self.fence.as_ref().is_some_and(|f| !f.contains(&home)) {
            let away = self.fence.as_ref().map_or(0.0, |f| distance(f, self.home));
            format!("lies outside the fence by {away:.0} m")
        } else if let Some((name, shape)) = self.obstacles.iter().find(|(_, o)| o.contains(&home)) {
            format!("lies inside {name} by {:.0} m", distance(shape, self.home))
        } else {
            let borders = self.obstacles.iter().map(|(_, o)| o).chain(&self.fence);
            let near = borders
                .map(|border| distance(border, self.home))
                .fold(f64::INFINITY, f64::min);
            format!("lies {near:.1} m from the fence or a zone, nearer than the margin")
        };
        Some(Objection::error("home", reason))
    }

    /// A place in words: `[51.95000, 4.05000]`.
    pub fn said(&self, place: Coord<f64>) -> String {
        let at = self.plane.to_position(place);
        format!("[{:.5}, {:.5}]", at.latitude_deg(), at.longitude_deg())
    }
}

fn hectares(m2: f64) -> String {
    if m2 >= 1000.0 {
        format!("{:.2} ha", m2 / 10_000.0)
    } else {
        format!("{m2:.0} m²")
    }
}

fn length(lines: &[LineString<f64>]) -> f64 {
    lines
        .iter()
        .flat_map(LineString::lines)
        .map(|line| line.dx().hypot(line.dy()))
        .sum()
}

fn distance(shape: &MultiPolygon<f64>, from: Coord<f64>) -> f64 {
    use geo::{Distance as _, Euclidean};
    shape
        .iter()
        .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
        .map(|ring| Euclidean.distance(&geo::Point(from), ring))
        .fold(f64::INFINITY, f64::min)
}

/// Clipping may turn pieces round and mix their order; put both right along the line.
fn in_direction(line: &LineString<f64>, pieces: MultiLineString<f64>) -> Vec<LineString<f64>> {
    use geo::line_locate_point::LineLocatePoint as _;
    let at = |c: Coord<f64>| line.line_locate_point(&geo::Point(c)).unwrap_or(0.0);
    let mut pieces: Vec<(f64, LineString<f64>)> = pieces
        .into_iter()
        .filter(|piece| piece.0.len() >= 2)
        .map(|mut piece| {
            let (first, last) = (at(piece.0[0]), at(piece.0[piece.0.len() - 1]));
            if last < first {
                piece.0.reverse();
            }
            (first.min(last), piece)
        })
        .collect();
    pieces.sort_by(|a, b| a.0.total_cmp(&b.0));
    pieces.into_iter().map(|(_, piece)| piece).collect()
}

/// The intersection of all inclusions; none if there are none.
fn fence(mission: &Mission, plane: LocalPlane) -> Option<MultiPolygon<f64>> {
    let fence = mission.airspace.fence.as_ref()?;
    fence
        .inclusions
        .iter()
        .map(|inclusion| drawn(inclusion, plane, 1.0))
        .reduce(|all, next| all.intersection(&next))
}

/// What blocks the way at the mission's height, by name.
fn obstacles(mission: &Mission, plane: LocalPlane) -> Vec<(String, MultiPolygon<f64>)> {
    // The drawn circle's corners lie outside, so that its sides touch the circle.
    let outside = 1.0 / (std::f64::consts::PI / f64::from(CIRCLE_CORNERS)).cos();
    let exclusions = mission
        .airspace
        .fence
        .iter()
        .flat_map(|fence| &fence.exclusions)
        .enumerate()
        .map(|(index, shape)| {
            let name = format!("exclusion {} of the fence", index + 1);
            (name, drawn(shape, plane, outside))
        });
    let (height_m, margin_m) = (mission.height_m, mission.margins.vertical_m);
    let zones = mission.airspace.zones.iter().filter_map(|zone| {
        let band = zone.widest_band(mission.home.height.metres, mission.ground_m);
        band.comes_near(height_m, margin_m).then(|| {
            (
                format!("zone {}", zone.name),
                drawn(&zone.shape, plane, outside),
            )
        })
    });
    exclusions.chain(zones).collect()
}

fn drawn(outline: &Shape, plane: LocalPlane, circle_scale: f64) -> MultiPolygon<f64> {
    match outline {
        Shape::Polygon(region) => shape(std::slice::from_ref(region), plane),
        Shape::Circle { centre, radius_m } => MultiPolygon(vec![circle(
            plane.to_plane(*centre),
            radius_m * circle_scale,
        )]),
    }
}

fn circle(centre: Coord<f64>, radius_m: f64) -> Polygon<f64> {
    let ring = (0..CIRCLE_CORNERS)
        .map(|corner| {
            let angle = f64::from(corner) / f64::from(CIRCLE_CORNERS) * std::f64::consts::TAU;
            Coord {
                x: centre.x + radius_m * angle.cos(),
                y: centre.y + radius_m * angle.sin(),
            }
        })
        .collect();
    Polygon::new(ring, Vec::new())
}

/// Grown outwards (shrunk for a negative margin); what has very many corners loses some of them,
/// on the side that keeps more distance, never less.
fn grown(shape: &MultiPolygon<f64>, margin_m: f64) -> MultiPolygon<f64> {
    if shape.0.is_empty() {
        return MultiPolygon(Vec::new());
    }
    let mut slack_m = 0.0;
    let mut simple = shape.clone();
    // Simplifying moves the border by at most the slack, which is then added to the margin.
    while simple.coords_count() > MANY_CORNERS && slack_m < 64.0 {
        slack_m = if slack_m == 0.0 { 0.5 } else { slack_m * 2.0 };
        simple = shape.simplify(slack_m);
    }
    let offset = margin_m + slack_m * if margin_m < 0.0 { -1.0 } else { 1.0 };
    if offset == 0.0 {
        return simple;
    }
    let style = BufferStyle::new(offset).line_join(LineJoin::Miter(0.35));
    simple.buffer_with_style(style)
}

impl crate::mission::Area {
    /// The middle of all positions.
    pub fn middle(&self) -> Position {
        crate::mission::resolve::middle(&self.positions())
    }

    /// The polygons of the area; none for a line or a point.
    pub fn regions(&self) -> &[Region] {
        match self {
            Self::Regions(regions) => regions,
            _ => &[],
        }
    }
}
