//! Whether a plan stays inside its fence and out of its zones, heights considered.

use std::collections::BTreeSet;

use super::Objection;
use super::course::Course;
use super::outline::Outline;
use super::{refuge, shortcuts};
use crate::airspace::{Band, Zone};
use crate::frames::LocalPlane;
use crate::geodesy::Shape;
use crate::plan::Plan;
use crate::plan::path::Stretch;

/// Less than this is rounding of a format's coordinates, metres.
pub(super) const TOUCH_M: f64 = 0.2;

pub(super) fn objections(plan: &Plan, plane: LocalPlane, courses: &[Course<'_>]) -> Vec<Objection> {
    let limits = Limits::of(plan, plane);
    let mut found = refuge::objections(plan, plane, &limits);
    for course in courses {
        let mut judged = BTreeSet::new();
        course.fly(plan, plane, |leg, stretches| {
            let mut told = limits.leg(&course.place(leg), stretches);
            if !judged.insert(leg) {
                // A jump has led there from elsewhere, mostly to the same end.
                told.retain(|objection| !found.contains(objection));
            }
            found.append(&mut told);
        });
        for shortcut in shortcuts::of(plan, plane, course) {
            for mut told in limits.leg(&course.place(shortcut.leg), &[shortcut.way]) {
                told.reason = format!("{} {}", told.reason, shortcut.because);
                if !found.contains(&told) {
                    found.push(told);
                }
            }
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
pub(super) struct Limits {
    pub(super) inclusions: Vec<Outline>,
    pub(super) forbidden: Vec<Forbidden>,
    pub(super) ceiling_m: f64,
}

pub(super) struct Forbidden {
    pub(super) name: String,
    pub(super) outline: Outline,
    pub(super) band: Band,
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
                    band: Band::ALL,
                });
        let zones = plan.airspace.zones.iter();
        let zones = zones.map(|zone| Forbidden::zone(zone, plane, home_m));
        Self {
            inclusions: outlines(&fence.inclusions),
            forbidden: exclusions.chain(zones).collect(),
            ceiling_m: fence.ceiling_m(home_m, home_m),
        }
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
        let beyond = |fence: &Outline, straight: &Stretch| {
            let within = fence.inside(straight.from.at, straight.to.at);
            let within: f64 = within.iter().map(|part| part[1] - part[0]).sum();
            Reach::of(straight, 1.0 - within)
        };
        self.inclusions
            .iter()
            .map(|fence| fence.most(stretch, |straight| beyond(fence, straight)))
            .fold(Reach::default(), Reach::max)
    }
}

impl Forbidden {
    fn zone(zone: &Zone, plane: LocalPlane, home_m: f64) -> Self {
        Self {
            name: zone.called(),
            outline: Outline::of(&zone.shape, plane),
            band: zone.band(home_m),
        }
    }

    /// How much of a path lies inside, in words; none where it is not worth a word.
    fn amount(&self, path: &[Stretch]) -> Option<String> {
        let inside: Reach = path.iter().map(|stretch| self.inside(stretch)).sum();
        inside.amount()
    }

    fn inside(&self, stretch: &Stretch) -> Reach {
        let judge = |straight: &Stretch| self.straight(straight);
        self.outline.most(stretch, judge)
    }

    fn straight(&self, stretch: &Stretch) -> Reach {
        self.outline
            .inside(stretch.from.at, stretch.to.at)
            .iter()
            .map(|part| {
                let [from, to] = part.map(|share| stretch.at(share).height_m);
                let share = self.band.share(from, to);
                Reach::of(stretch, (part[1] - part[0]) * share)
            })
            .sum()
    }
}

impl Outline {
    /// What a judge of straight ways says of a stretch; of an arc near the border the worse of its
    /// two sides.
    fn most(&self, stretch: &Stretch, judge: impl Fn(&Stretch) -> Reach) -> Reach {
        let bulge_m = stretch.bulge_m();
        if bulge_m == 0.0 || !self.passes_near(stretch.from.at, stretch.to.at, bulge_m) {
            return judge(stretch);
        }
        let sides = stretch.flown().into_iter();
        let sides = sides.map(|pieces| pieces.iter().map(&judge).sum());
        sides.fold(Reach::default(), Reach::max)
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
