//! Whether a plan stays inside its fence and out of its zones, heights considered.

use super::Objection;
use super::outline::Outline;
use crate::airspace::Zone;
use crate::frames::LocalPlane;
use crate::geodesy::Shape;
use crate::plan::path::{Point, Stretch};
use crate::plan::{Plan, Waypoint};

/// Less than this is rounding of a format's coordinates, metres.
const TOUCH_M: f64 = 0.2;

pub(super) fn objections(plan: &Plan, plane: LocalPlane) -> Vec<Objection> {
    let limits = Limits::of(plan, plane);
    let mut found = Vec::new();
    if let Some(home) = plan.home {
        found.extend(limits.place("home", plane, home));
    }
    for (index, rally) in plan.airspace.rally.iter().enumerate() {
        found.extend(limits.place(&format!("rally point {}", index + 1), plane, *rally));
    }
    for (index, sortie) in plan.sorties.iter().enumerate() {
        let path = plan.path(sortie, plane);
        for leg in path.chunk_by(|a, b| a.leg == b.leg) {
            let place = format!("sortie {}, leg {}", index + 1, leg[0].leg + 1);
            found.extend(limits.leg(&place, leg));
        }
    }
    found
}

/// Whether a path comes into a zone, heights considered; home is `home_m` above the sea.
pub(crate) fn enters(zone: &Zone, path: &[Stretch], plane: LocalPlane, home_m: f64) -> bool {
    let zone = Forbidden::zone(zone, plane, home_m);
    zone.amount(path).is_some()
}

/// The limits in the plane, heights above home.
struct Limits {
    inclusions: Vec<Outline>,
    forbidden: Vec<Forbidden>,
    ceiling_m: f64,
}

struct Forbidden {
    name: String,
    outline: Outline,
    lower_m: f64,
    upper_m: f64,
}

impl Limits {
    fn of(plan: &Plan, plane: LocalPlane) -> Self {
        let fence = plan.airspace.fence.clone().unwrap_or_default();
        let outlines = |shapes: &[Shape]| -> Vec<Outline> {
            shapes
                .iter()
                .map(|shape| Outline::of(shape, plane))
                .collect()
        };
        let home_m = plan.home_height_m();
        let exclusions =
            outlines(&fence.exclusions)
                .into_iter()
                .enumerate()
                .map(|(index, outline)| Forbidden {
                    name: format!("exclusion {} of the fence", index + 1),
                    outline,
                    lower_m: f64::NEG_INFINITY,
                    upper_m: f64::INFINITY,
                });
        let zones = plan.airspace.zones.iter();
        let zones = zones.map(|zone| Forbidden::zone(zone, plane, home_m));
        Self {
            inclusions: outlines(&fence.inclusions),
            forbidden: exclusions.chain(zones).collect(),
            ceiling_m: fence
                .ceiling
                .map_or(f64::INFINITY, |ceiling| ceiling.above_home_m(home_m)),
        }
    }

    /// Home or a rally point: somewhere to land.
    fn place(&self, place: &str, plane: LocalPlane, waypoint: Waypoint) -> Vec<Objection> {
        let at = plane.to_plane(waypoint.position);
        let mut found = Vec::new();
        if self.inclusions.iter().any(|fence| !fence.holds(at)) {
            found.push(Objection::error(place, "lies outside the fence"));
        }
        for forbidden in &self.forbidden {
            if forbidden.lower_m <= 0.0 && forbidden.upper_m > 0.0 && forbidden.outline.holds(at) {
                let reason = format!("lies inside {}", forbidden.name);
                found.push(Objection::error(place, reason));
            }
        }
        found
    }

    fn leg(&self, place: &str, stretches: &[Stretch]) -> Vec<Objection> {
        let mut found = Vec::new();
        let outside: Reach = stretches.iter().map(|s| self.outside(s)).sum();
        if let Some(amount) = outside.amount() {
            found.push(Objection::error(
                place,
                format!("leaves the fence for {amount}"),
            ));
        }
        let highest = stretches
            .iter()
            .map(|s| s.from.height_m.max(s.to.height_m))
            .fold(f64::NEG_INFINITY, f64::max);
        if highest > self.ceiling_m + TOUCH_M {
            let over = highest - self.ceiling_m;
            let reason = format!("rises {over:.1} m above the fence's ceiling");
            found.push(Objection::error(place, reason));
        }
        for forbidden in &self.forbidden {
            if let Some(amount) = forbidden.amount(stretches) {
                let reason = format!("enters {} for {amount}", forbidden.name);
                found.push(Objection::error(place, reason));
            }
        }
        found
    }

    fn outside(&self, stretch: &Stretch) -> Reach {
        self.inclusions
            .iter()
            .map(|fence| {
                let within: f64 = fence
                    .inside(stretch.from.at, stretch.to.at)
                    .iter()
                    .map(|part| part[1] - part[0])
                    .sum();
                Reach::of(stretch, 1.0 - within)
            })
            .fold(Reach::default(), Reach::max)
    }
}

impl Forbidden {
    fn zone(zone: &Zone, plane: LocalPlane, home_m: f64) -> Self {
        let [lower_m, upper_m] = zone.band_m(home_m);
        Self {
            name: format!("zone {}", zone.name),
            outline: Outline::of(&zone.shape, plane),
            lower_m,
            upper_m,
        }
    }

    /// How much of a path lies inside, in words; none where it is not worth a word.
    fn amount(&self, path: &[Stretch]) -> Option<String> {
        let inside: Reach = path.iter().map(|stretch| self.inside(stretch)).sum();
        inside.amount()
    }

    fn inside(&self, stretch: &Stretch) -> Reach {
        self.outline
            .inside(stretch.from.at, stretch.to.at)
            .iter()
            .map(|part| {
                let share = self.share_within(stretch.at(part[0]), stretch.at(part[1]));
                Reach::of(stretch, (part[1] - part[0]) * share)
            })
            .sum()
    }

    /// Share of a straight way whose height lies between the limits.
    fn share_within(&self, from: Point, to: Point) -> f64 {
        let rise = to.height_m - from.height_m;
        if rise.abs() < 1e-9 {
            return f64::from(from.height_m >= self.lower_m && from.height_m < self.upper_m);
        }
        let at = |height_m: f64| ((height_m - from.height_m) / rise).clamp(0.0, 1.0);
        (at(self.upper_m) - at(self.lower_m)).abs()
    }
}

impl Zone {
    /// Lower and upper limit in metres above a home at `home_m` above the sea; infinite for none.
    ///
    /// A limit above the ground counts from home's height.
    pub fn band_m(&self, home_m: f64) -> [f64; 2] {
        let limit = |height: Option<crate::plan::Height>, none: f64| {
            height.map_or(none, |height| height.above_home_m(home_m))
        };
        let lower = limit(self.lower, f64::NEG_INFINITY);
        // A lower limit of "0 above ground" is the ground wherever it lies.
        let ground = self
            .lower
            .is_some_and(|h| h.above == crate::plan::Datum::Terrain && h.metres <= 0.0);
        [
            if ground { f64::NEG_INFINITY } else { lower },
            limit(self.upper, f64::INFINITY),
        ]
    }
}

/// How far something goes where it must not: over the ground, and up and down on the spot.
#[derive(Clone, Copy, Debug, Default)]
struct Reach {
    along_m: f64,
    upright_m: f64,
}

impl Reach {
    fn of(stretch: &Stretch, share: f64) -> Self {
        let length_m = stretch.length_m();
        if length_m > 0.0 {
            Self {
                along_m: length_m * share,
                upright_m: 0.0,
            }
        } else {
            Self {
                along_m: 0.0,
                upright_m: (stretch.to.height_m - stretch.from.height_m).abs() * share,
            }
        }
    }

    fn max(self, other: Self) -> Self {
        Self {
            along_m: self.along_m.max(other.along_m),
            upright_m: self.upright_m.max(other.upright_m),
        }
    }

    fn amount(self) -> Option<String> {
        if self.along_m > TOUCH_M {
            Some(format!("{:.1} m", self.along_m))
        } else if self.upright_m > TOUCH_M {
            Some(format!("{:.1} m of height", self.upright_m))
        } else {
            None
        }
    }
}

impl std::iter::Sum for Reach {
    fn sum<I: Iterator<Item = Self>>(reaches: I) -> Self {
        reaches.fold(Self::default(), |sum, reach| Self {
            along_m: sum.along_m + reach.along_m,
            upright_m: sum.upright_m + reach.upright_m,
        })
    }
}
