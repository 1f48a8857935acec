//! Between which heights a zone forbids flying. Planners, checks, fences and pictures all ask here.
//!
//! ```text
//!   ── upper ──────────────   not forbidden: who flies at the upper limit is above the zone
//!   ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒
//!   ── lower ──────────────   forbidden: the lower limit belongs to the zone
//! ```

use super::{Fence, Zone};
use crate::height::{Datum, Height};

/// From a lower limit up to an upper one, metres above home; infinite where there is no limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// The lowest height that is forbidden.
    pub lower_m: f64,
    /// The lowest height above it that is free again.
    pub upper_m: f64,
}

impl Band {
    /// From the ground to the sky.
    pub const ALL: Self = Self {
        lower_m: f64::NEG_INFINITY,
        upper_m: f64::INFINITY,
    };

    /// Whether a height above home lies within.
    pub fn holds(self, height_m: f64) -> bool {
        height_m >= self.lower_m && height_m < self.upper_m
    }

    /// Whether a height above home lies within, or nearer to it than a margin.
    pub fn comes_near(self, height_m: f64, margin_m: f64) -> bool {
        self.lower_m - margin_m < height_m && self.upper_m + margin_m > height_m
    }

    /// Share of a steady climb or descent between two heights that lies within, 0 to 1.
    pub fn share(self, from_m: f64, to_m: f64) -> f64 {
        let rise = to_m - from_m;
        if rise.abs() < 1e-9 {
            return f64::from(self.holds(from_m));
        }
        let at = |height_m: f64| ((height_m - from_m) / rise).clamp(0.0, 1.0);
        (at(self.upper_m) - at(self.lower_m)).abs()
    }
}

impl Zone {
    /// The zone's limits for a home at `home_m` above the sea; limits above the ground count from
    /// home's height.
    pub fn band(&self, home_m: f64) -> Band {
        self.widest_band(home_m, home_m)
    }

    /// The wider of the zone's limits where what counts from the ground could be meant above
    /// home's ground or above another at `ground_m` above the sea.
    pub fn widest_band(&self, home_m: f64, ground_m: f64) -> Band {
        let step_m = ground_m - home_m;
        let limit = |height: Option<Height>, step_m: f64, none: f64| match height {
            Some(height) if height.above == Datum::Terrain => height.metres + step_m,
            Some(height) => height.above_home_m(home_m),
            None => none,
        };
        // A lower limit of "0 above ground" is the ground wherever it lies.
        let from_ground = self
            .lower
            .is_some_and(|lower| lower.above == Datum::Terrain && lower.metres <= 0.0);
        let lower_m = limit(self.lower, step_m.min(0.0), f64::NEG_INFINITY);
        Band {
            lower_m: if from_ground {
                f64::NEG_INFINITY
            } else {
                lower_m
            },
            upper_m: limit(self.upper, step_m.max(0.0), f64::INFINITY),
        }
    }

    /// Whether a height lies below the zone for certain: where two heights count from different
    /// grounds and home's is not known, nothing is certain.
    pub fn is_above(&self, height: Height, home_m: Option<f64>) -> bool {
        let Some(lower) = self.lower else {
            return false;
        };
        if height.above == lower.above {
            return height.metres < lower.metres;
        }
        let above_sea = |height: Height| match (height.above, home_m) {
            (Datum::Sea, _) => Some(height.metres),
            (Datum::Home, Some(home_m)) => Some(height.metres + home_m),
            _ => None,
        };
        match (above_sea(height), above_sea(lower)) {
            (Some(height_m), Some(lower_m)) => height_m < lower_m,
            _ => false,
        }
    }
}

impl Fence {
    /// Height of the ceiling above home, metres, the lower one where it counts from the ground and
    /// could be meant above home's ground or above another at `ground_m` above the sea; infinite
    /// where there is none.
    pub fn ceiling_m(&self, home_m: f64, ground_m: f64) -> f64 {
        self.ceiling.map_or(f64::INFINITY, |ceiling| {
            let step_m = match ceiling.above {
                Datum::Terrain => (ground_m - home_m).min(0.0),
                Datum::Home | Datum::Sea => 0.0,
            };
            ceiling.above_home_m(home_m) + step_m
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::{Position, Shape};

    fn zone(lower: Option<Height>, upper: Option<Height>) -> Zone {
        Zone {
            name: "tanks".to_owned(),
            shape: Shape::Circle {
                centre: Position::new(51.9, 4.0).unwrap(),
                radius_m: 50.0,
            },
            lower,
            upper,
        }
    }

    const fn above_ground(metres: f64) -> Height {
        Height {
            metres,
            above: Datum::Terrain,
        }
    }

    fn check(zone: &Zone, ground_m: f64, expected: [f64; 2]) {
        let band = zone.widest_band(10.0, ground_m);
        assert_eq!([band.lower_m, band.upper_m], expected, "{zone:?}");
    }

    #[test]
    fn limits_above_the_sea_and_home_do_not_know_the_ground() {
        let zone = zone(
            Some(Height::above_sea(40.0)),
            Some(Height::above_home(90.0)),
        );
        check(&zone, 10.0, [30.0, 90.0]);
        check(&zone, 70.0, [30.0, 90.0]);
    }

    #[test]
    fn limits_above_ground_count_from_whichever_ground_forbids_more() {
        let zone = zone(Some(above_ground(30.0)), Some(above_ground(120.0)));
        check(&zone, 10.0, [30.0, 120.0]);
        check(&zone, 4.0, [24.0, 120.0]);
        check(&zone, 25.0, [30.0, 135.0]);
    }

    /// It once counted from home alone, 300 m above the ground that is looked at.
    #[test]
    fn a_ceiling_above_ground_counts_from_whichever_ground_is_lower() {
        let check = |ceiling, ground_m, expected: f64| {
            let fence = Fence {
                ceiling,
                ..Fence::default()
            };
            assert_eq!(fence.ceiling_m(300.0, ground_m), expected, "{ceiling:?}");
        };
        check(Some(above_ground(120.0)), 0.0, -180.0);
        check(Some(above_ground(120.0)), 340.0, 120.0);
        check(Some(Height::above_home(120.0)), 0.0, 120.0);
        check(Some(Height::above_sea(420.0)), 0.0, 120.0);
        check(None, 0.0, f64::INFINITY);
    }

    #[test]
    fn no_limit_and_zero_above_ground_are_the_ground() {
        let infinite = [f64::NEG_INFINITY, f64::INFINITY];
        check(&zone(None, None), 4.0, infinite);
        check(&zone(Some(above_ground(0.0)), None), 30.0, infinite);
    }

    #[test]
    fn the_lower_limit_is_forbidden_and_the_upper_one_is_free() {
        let band = zone(
            Some(Height::above_home(20.0)),
            Some(Height::above_home(60.0)),
        )
        .band(0.0);
        assert!(band.holds(20.0) && !band.holds(60.0));
        assert!(!band.comes_near(70.0, 10.0) && band.comes_near(69.9, 10.0));
        assert!((band.share(0.0, 80.0) - 0.5).abs() < 1e-12);
        assert!((band.share(30.0, 30.0) - 1.0).abs() < 1e-12);
    }
}
