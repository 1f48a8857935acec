//! The nearest boundary in the direction of flight: fence, zones, ceiling.
//! Distances are along the velocity, over the ground or upright; what the vehicle would do next is
//! not foreseen here.

mod course;
pub mod returning;

use geo::Coord;
use missions::airspace::{Airspace, Fence, Zone};
use missions::frames::LocalPlane;
use missions::geodesy::Position;
use missions::plan::{Datum, Height};

use super::figures::BoundaryAhead;
use course::Course;

/// Where a vehicle is and how it moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Motion {
    /// Where it is.
    pub position: Position,
    /// Metres above home.
    pub height_m: f64,
    /// Home's height above the sea, metres, where it is known; counts for heights above the sea.
    pub home_above_sea_m: Option<f64>,
    /// Over the ground: x east, y north, metres per second.
    pub velocity_m_s: Coord<f64>,
    /// Up is positive, metres per second.
    pub climb_m_s: f64,
}

/// How a vehicle stops.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Brakes {
    /// Deceleration, metres per second squared.
    pub deceleration_m_s2: f64,
    /// From the decision to the first deceleration, seconds.
    pub reaction_s: f64,
}

impl Brakes {
    /// Metres from the decision to the stop: reaction, then constant deceleration, v²/(2a).
    pub fn stopping_m(&self, speed_m_s: f64) -> f64 {
        let speed = speed_m_s.max(0.0);
        speed * self.reaction_s + speed * speed / (2.0 * self.deceleration_m_s2)
    }
}

/// The boundary that leaves the least room beyond the stopping distance, if there is any ahead.
///
/// Heights above ground count from home's ground, as they do in the plan. A limit above the sea
/// is not judged where home's height is not known: see [`unjudged`].
pub fn ahead(airspace: &Airspace, motion: &Motion, brakes: Brakes) -> Option<BoundaryAhead> {
    let view = View::new(motion, brakes);
    let fence = airspace
        .fence
        .as_ref()
        .map_or_else(Vec::new, |fence| view.fence(fence));
    let zones = airspace.zones.iter().filter_map(|zone| view.zone(zone));
    let room = |b: &BoundaryAhead| b.distance_m - b.stopping_m;
    fence
        .into_iter()
        .chain(zones)
        .min_by(|a, b| room(a).total_cmp(&room(b)))
}

/// The boundaries that depend on how high home is above the sea.
pub fn unjudged(airspace: &Airspace) -> Vec<String> {
    let from_sea = |height: Option<Height>| height.is_some_and(|h| h.above == Datum::Sea);
    let ceiling = airspace.fence.as_ref().and_then(|fence| fence.ceiling);
    let ceiling = from_sea(ceiling).then(|| CEILING.to_owned());
    let zones = airspace.zones.iter();
    let zones = zones.filter(|zone| from_sea(zone.lower) || from_sea(zone.upper));
    ceiling.into_iter().chain(zones.map(Zone::called)).collect()
}

/// What a fence's ceiling is called among the boundaries.
pub const CEILING: &str = "fence, ceiling";
/// Slower than this is noise, metres per second.
const STILL_M_S: f64 = 0.1;

/// The vehicle at the origin of its own plane, looking along its velocity.
struct View<'a> {
    motion: &'a Motion,
    brakes: Brakes,
    plane: LocalPlane,
    course: Course,
    speed_m_s: f64,
}

impl<'a> View<'a> {
    fn new(motion: &'a Motion, brakes: Brakes) -> Self {
        let speed_m_s = motion.velocity_m_s.x.hypot(motion.velocity_m_s.y);
        let moves = speed_m_s > STILL_M_S;
        Self {
            motion,
            brakes,
            plane: LocalPlane::at(motion.position),
            course: Course::along(moves.then(|| motion.velocity_m_s / speed_m_s)),
            speed_m_s: if moves { speed_m_s } else { 0.0 },
        }
    }

    fn fence(&self, fence: &Fence) -> Vec<BoundaryAhead> {
        let inclusions = fence.inclusions.iter().enumerate().map(|(i, shape)| {
            let left_m = self.course.outside(self.plane, shape)?;
            Some(self.across(format!("fence, inclusion {}", i + 1), left_m))
        });
        let exclusions = fence.exclusions.iter().enumerate().map(|(i, shape)| {
            let inside = self.course.inside(self.plane, shape);
            let entered_m = inside.first().map(|part| part[0])?;
            Some(self.across(format!("fence, exclusion {}", i + 1), entered_m))
        });
        let ceiling = fence.ceiling.and_then(|ceiling| self.ceiling(ceiling));
        inclusions
            .chain(exclusions)
            .flatten()
            .chain(ceiling)
            .collect()
    }

    /// A boundary that is crossed over the ground.
    fn across(&self, boundary: String, distance_m: f64) -> BoundaryAhead {
        BoundaryAhead {
            boundary,
            distance_m,
            stopping_m: self.brakes.stopping_m(self.speed_m_s),
        }
    }

    /// A boundary that is crossed by climbing or sinking.
    fn upright(&self, boundary: String, distance_m: f64) -> BoundaryAhead {
        BoundaryAhead {
            boundary,
            distance_m,
            stopping_m: self.brakes.stopping_m(self.motion.climb_m_s.abs()),
        }
    }

    fn ceiling(&self, ceiling: Height) -> Option<BoundaryAhead> {
        let left_m = self.height_m(ceiling)? - self.motion.height_m;
        let ahead = self.motion.climb_m_s > STILL_M_S || left_m <= 0.0;
        ahead.then(|| self.upright(CEILING.to_owned(), left_m.max(0.0)))
    }

    /// A zone is entered where the course is inside its outline and its heights at once. Stopping
    /// over the ground or stopping the climb keeps out of it, so what comes last is the boundary.
    fn zone(&self, zone: &Zone) -> Option<BoundaryAhead> {
        let [from_s, until_s] = self.at_its_heights(zone)?;
        let inside = self.course.inside(self.plane, &zone.shape);
        let entered = inside.iter().find_map(|part| {
            let [begin_s, end_s] = part.map(|metres| self.seconds_to(metres));
            let at_s = begin_s.max(from_s);
            (at_s < end_s.min(until_s)).then_some((at_s, begin_s, part[0]))
        });
        let (at_s, begin_s, begin_m) = entered?;
        let name = zone.called();
        Some(if at_s > begin_s {
            self.upright(name, at_s * self.motion.climb_m_s.abs())
        } else {
            self.across(name, begin_m)
        })
    }

    fn seconds_to(&self, metres: f64) -> f64 {
        if metres <= 0.0 {
            return 0.0;
        }
        metres / self.speed_m_s
    }

    /// From when until when, seconds, the vehicle is between the zone's limits if it climbs on as
    /// it does now; none where that is never, or not known.
    fn at_its_heights(&self, zone: &Zone) -> Option<[f64; 2]> {
        let known = |height: Option<Height>| height.is_none_or(|h| self.height_m(h).is_some());
        if !known(zone.lower) || !known(zone.upper) {
            return None;
        }
        let band = zone.band(self.motion.home_above_sea_m.unwrap_or(0.0));
        let (height_m, climb_m_s) = (self.motion.height_m, self.motion.climb_m_s);
        if climb_m_s.abs() <= STILL_M_S {
            return band.holds(height_m).then_some([0.0, f64::INFINITY]);
        }
        let at_s = [band.lower_m, band.upper_m].map(|limit_m| (limit_m - height_m) / climb_m_s);
        let [from_s, until_s] = [at_s[0].min(at_s[1]).max(0.0), at_s[0].max(at_s[1])];
        (until_s > from_s).then_some([from_s, until_s])
    }

    /// Metres above home; `None` where that depends on how high home is, and nobody knows.
    fn height_m(&self, height: Height) -> Option<f64> {
        match (height.above, self.motion.home_above_sea_m) {
            (Datum::Sea, None) => None,
            (_, home_m) => Some(height.above_home_m(home_m.unwrap_or(0.0))),
        }
    }
}

#[cfg(test)]
mod tests;
