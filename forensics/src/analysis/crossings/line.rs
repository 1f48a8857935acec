//! A line and the tracks that cross it.

use geo::Coord;
use missions::frames::{LocalPlane, from_segment_m, wrap_deg};
use missions::geodesy::Position;
use missions::telemetry::Sample;
use rstar::primitives::{GeomWithData, Line as Segment};
use rstar::{AABB, RTree};

use super::{Crossing, near, place_error_m, rounding_m};
use crate::analysis::Flown;
use crate::flight::Fix;

/// A line in longitude and latitude, its segments findable by place.
pub(super) struct Line<'q> {
    name: &'q str,
    sides: [Option<&'q str>; 2],
    tree: RTree<GeomWithData<Segment<[f64; 2]>, usize>>,
}

/// The turns under which a place may meet a line: one that goes over the antimeridian goes on
/// beyond 180°, as far as it goes.
const TURNS: [f64; 3] = [0.0, -360.0, 360.0];

/// Where a step of a track meets a segment of the line.
struct Meeting {
    /// The step's number: from that fix to the next.
    step: usize,
    /// How much of the step was flown, 0 to 1.
    share: f64,
    is_to_the_right: bool,
}

impl<'q> Line<'q> {
    pub(super) fn new(name: &'q str, points: &[Position], sides: [&'q Option<String>; 2]) -> Self {
        let mut corners: Vec<[f64; 2]> = Vec::new();
        for point in points {
            let [longitude, latitude] = flat(*point);
            let longitude = corners
                .last()
                .map_or(longitude, |[last, _]| near(longitude, *last));
            corners.push([longitude, latitude]);
        }
        let pairs = corners.iter().zip(corners.iter().skip(1));
        let segments = pairs
            .enumerate()
            .map(|(number, (from, to))| GeomWithData::new(Segment::new(*from, *to), number));
        Self {
            name,
            sides: sides.map(Option::as_deref),
            tree: RTree::bulk_load(segments.collect()),
        }
    }

    /// Every crossing of a flight, in order.
    pub(super) fn crossed_by(&self, flown: &Flown<'_>) -> Vec<Crossing> {
        let fixes = flown.fixes();
        let rounding_m = rounding_m(flown);
        let meetings = self.meetings(fixes);
        let mut crossings = Vec::new();
        for (number, meeting) in meetings.iter().enumerate() {
            let step = meeting.step;
            let Some((from, to)) = fixes.get(step).zip(fixes.get(step.saturating_add(1))) else {
                continue;
            };
            let error_m = place_error_m(from, to, rounding_m);
            let before = number
                .checked_sub(1)
                .and_then(|before| meetings.get(before));
            let after = meetings.get(number.saturating_add(1));
            let first = before.map_or(0, |before| before.step.saturating_add(1));
            let last = after.map_or(fixes.len(), |after| after.step.saturating_add(1));
            let here = step.saturating_add(1);
            let is_certain = self.goes_beyond(fixes, first, here, error_m)
                && self.goes_beyond(fixes, here, last, error_m);
            crossings.push(self.crossing(flown, meeting, [from, to], error_m, is_certain));
        }
        crossings
    }

    fn meetings(&self, fixes: &[&Fix]) -> Vec<Meeting> {
        let steps = fixes.iter().zip(fixes.iter().skip(1)).enumerate();
        let mut meetings: Vec<Meeting> = Vec::new();
        for (step, (from, to)) in steps {
            let a = flat(from.sample.position);
            let mut b = flat(to.sample.position);
            b[0] = near(b[0], a[0]);
            let mut here: Vec<Meeting> = TURNS
                .into_iter()
                .flat_map(|turn| self.met(step, [a[0] + turn, a[1]], [b[0] + turn, b[1]]))
                .collect();
            here.sort_by(|one, other| one.share.total_cmp(&other.share));
            meetings.extend(here);
        }
        meetings
    }

    fn met(&self, step: usize, a: [f64; 2], b: [f64; 2]) -> Vec<Meeting> {
        let around = AABB::from_points(&[a, b]);
        let segments = self.tree.locate_in_envelope_intersecting(&around);
        segments
            .filter_map(|segment| meeting(step, [a, b], [segment.geom().from, segment.geom().to]))
            .collect()
    }

    /// Whether any of some fixes is farther from the line than so much.
    fn goes_beyond(&self, fixes: &[&Fix], from: usize, to: usize, metres: f64) -> bool {
        let mut some = fixes.get(from..to).unwrap_or_default().iter();
        some.any(|fix| self.distance_m(fix.sample.position) > metres)
    }

    /// How far a place is from the line, metres.
    fn distance_m(&self, place: Position) -> f64 {
        let plane = LocalPlane::at(place);
        let point = flat(place);
        // Degrees of longitude are shorter than those of latitude: the nearest in degrees need not
        // be the nearest on the ground, but one of the nearest few is.
        let nearest = TURNS.into_iter().flat_map(|turn| {
            let around = [point[0] + turn, point[1]];
            self.tree.nearest_neighbor_iter(&around).take(4)
        });
        nearest
            .map(|segment| {
                let [from, to] = [segment.geom().from, segment.geom().to].map(|corner| {
                    let position = Position::new(corner[1], wrap_deg(corner[0]));
                    position.map_or(Coord { x: 1e9, y: 1e9 }, |p| plane.to_plane(p))
                });
                from_segment_m(Coord::default(), from, to)
            })
            .fold(f64::INFINITY, f64::min)
    }

    fn crossing(
        &self,
        flown: &Flown<'_>,
        meeting: &Meeting,
        [from, to]: [&Fix; 2],
        place_error_m: f64,
        is_certain: bool,
    ) -> Crossing {
        let step = to.sample.time.since(from.sample.time);
        let at = from.sample.time + step.mul_f64(meeting.share.clamp(0.0, 1.0));
        let step_m = from.sample.position.distance_m(to.sample.position);
        let bearing_deg = from.sample.position.bearing_deg(to.sample.position);
        let speed_m_s = (step_m / step.as_secs_f64().max(0.05)).max(0.1);
        let half_step_s = step.as_secs_f64() / 2.0;
        let height = |sample: &Sample| flown.height_m(sample);
        let heights = height(&from.sample).zip(height(&to.sample));
        Crossing {
            flight: flown.id,
            line: self.name.to_owned(),
            when: flown.dating.when(at),
            time_error_s: half_step_s.min(1.0).hypot(place_error_m / speed_m_s),
            position: from
                .sample
                .position
                .offset(bearing_deg, step_m * meeting.share),
            place_error_m,
            height_m: heights.map(|(a, b)| a + meeting.share * (b - a)),
            bearing_deg,
            direction: self.direction(meeting.is_to_the_right),
            is_certain,
            confidence: from.confidence.max(to.confidence),
            sources: [from, to].map(|fix| flown.source(fix.trace)),
        }
    }

    fn direction(&self, is_to_the_right: bool) -> String {
        let [left, right] = self.sides;
        let (left, right) = (left.unwrap_or("left"), right.unwrap_or("right"));
        let (from, to) = if is_to_the_right {
            (left, right)
        } else {
            (right, left)
        };
        format!("from {from} to {to}")
    }
}

/// Longitude and latitude.
const fn flat(place: Position) -> [f64; 2] {
    [place.longitude_deg(), place.latitude_deg()]
}

/// On which side of the line through two points a third lies: above 0 on the left.
fn side(a: [f64; 2], b: [f64; 2], point: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
}

/// Where a step meets a segment. What lies exactly on a line counts as left of it, on both: so a
/// track through a corner of the line, or one whose fix lies on the line, crosses it once.
fn meeting(step: usize, [a, b]: [[f64; 2]; 2], [p, q]: [[f64; 2]; 2]) -> Option<Meeting> {
    let (side_a, side_b) = (side(p, q, a), side(p, q, b));
    let (side_p, side_q) = (side(a, b, p), side(a, b, q));
    let crosses = (side_a >= 0.0) != (side_b >= 0.0) && (side_p >= 0.0) != (side_q >= 0.0);
    crosses.then(|| Meeting {
        step,
        share: side_a / (side_a - side_b),
        is_to_the_right: side_b < 0.0,
    })
}
