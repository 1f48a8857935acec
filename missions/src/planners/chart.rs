//! The mission drawn on the plane: home, where flying is allowed, what stands in the way.

mod borders;
mod layer;
mod obstacles;
mod reach;
mod reasons;

use geo::{BooleanOps, Coord, LineString, MultiLineString, MultiPolygon, unary_union};

use super::transit::FreeSpace;
use crate::frames::LocalPlane;
use crate::geodesy::{Position, Region};
use crate::mission::Mission;
use borders::Grown;
use obstacles::Obstacle;

/// A margin is never less than this, metres: what the formats round (1e-7° are 11 mm) and what the
/// planner's plane differs from that of [`crate::plan::check`] (some millimetres a kilometre), so
/// that a line along a fence stays on its own side for everybody who looks.
pub const LEAST_MARGIN_M: f64 = 0.05;

/// More corners than this within reach of a flight are refused: no way round is found in time.
const MOST_CORNERS: usize = 20_000;

/// The mission on the plane.
#[derive(Debug)]
pub struct Chart {
    /// The plane; its origin is the middle of the area.
    pub plane: LocalPlane,
    /// Home.
    pub home: Coord<f64>,
    /// Where flying is allowed and leads home again, margins kept, at the mission's height.
    pub free: FreeSpace,
    /// What fence and obstacles shut off from home.
    pockets: MultiPolygon<f64>,
    /// The fence as given.
    fence: Option<MultiPolygon<f64>>,
    /// Each thing within reach that must not be entered.
    obstacles: Vec<Obstacle>,
    /// Distance kept from fence and obstacles, metres.
    margin_m: f64,
    /// Borders that are drawn coarser than they are: which, and by how much (metres).
    coarse: Vec<(String, f64)>,
}

impl Chart {
    /// Draws a mission.
    pub fn new(mission: &Mission) -> Self {
        let plane = LocalPlane::at(mission.area.middle());
        let home = plane.to_plane(mission.home.position);
        let margin_m = mission.margins.lateral_m.max(LEAST_MARGIN_M);
        let fence = obstacles::fence(mission, plane);
        let inside = fence
            .as_ref()
            .map(|fence| Grown::new(fence, -margin_m, borders::MANY_CORNERS));
        let all = obstacles::obstacles(mission, plane);
        let wanted = reach::wanted(mission, plane);
        let near = reach::near(all, wanted, inside.as_ref().map(|i| &i.shape), margin_m);
        let grown = borders::grown(&near, margin_m);
        let blocked = unary_union(grown.iter().flat_map(|grown| grown.shape.iter()));
        let free = FreeSpace::new(inside.as_ref().map(|i| &i.shape), &blocked, 0.0);
        let (free, pockets) = free.reached_from(home);
        let names = near.iter().map(|obstacle| obstacle.name.clone());
        let names = std::iter::once("fence".to_owned())
            .take(usize::from(inside.is_some()))
            .chain(names);
        let coarse = names.zip(inside.iter().chain(&grown).map(|grown| grown.slack_m));
        Self {
            plane,
            home,
            free,
            pockets,
            fence,
            coarse: coarse.filter(|(_, slack_m)| *slack_m > 0.0).collect(),
            obstacles: near,
            margin_m,
        }
    }

    /// The parts of a line that may be flown.
    pub fn flyable(&self, line: &LineString<f64>) -> Vec<LineString<f64>> {
        in_direction(line, self.free.clip(line))
    }

    /// What may be seen at all: an area without what lies outside the fence, in a zone, or where
    /// no allowed way leads.
    pub fn cut(&self, area: &MultiPolygon<f64>) -> MultiPolygon<f64> {
        let mut rest = match &self.fence {
            Some(fence) => area.intersection(fence),
            None => area.clone(),
        };
        if !self.obstacles.is_empty() {
            // All at once: one after the other, hundreds of zones cost their square.
            let shapes = self.obstacles.iter().flat_map(|o| o.shape.iter());
            rest = rest.difference(&unary_union(shapes));
        }
        if !self.pockets.0.is_empty() {
            // With the strips around them, which are margins and belong to nobody.
            rest = rest.difference(&borders::around(&self.pockets, 1.5 * self.margin_m));
        }
        rest
    }
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
