//! Where flying is allowed at more than one height at once.

use super::{Chart, LEAST_MARGIN_M, borders, obstacles, reach};
use crate::frames::LocalPlane;
use crate::mission::Mission;
use crate::planners::transit::FreeSpace;
use borders::Grown;
use geo::unary_union;

impl Chart {
    /// Where a vehicle may be at every height between two, metres above home, margins kept;
    /// whether an allowed way leads there from home is not asked.
    pub(in crate::planners) fn layer(
        mission: &Mission,
        plane: LocalPlane,
        band_m: [f64; 2],
    ) -> FreeSpace {
        let mission = Self::between(mission, band_m);
        let margin_m = mission.margins.lateral_m.max(LEAST_MARGIN_M);
        let fence = obstacles::fence(&mission, plane);
        let inside = fence
            .as_ref()
            .map(|fence| Grown::new(fence, -margin_m, borders::MANY_CORNERS).shape);
        let all = obstacles::obstacles(&mission, plane);
        let wanted = reach::wanted(&mission, plane);
        let near = reach::near(all, wanted, inside.as_ref(), margin_m);
        let grown = borders::grown(&near, margin_m);
        let blocked = unary_union(grown.iter().flat_map(|grown| grown.shape.iter()));
        FreeSpace::new(inside.as_ref(), &blocked, 0.0)
    }

    /// The mission as if it were flown at all heights between two, metres above home.
    pub(in crate::planners) fn between(mission: &Mission, [low_m, high_m]: [f64; 2]) -> Mission {
        let mut between = mission.clone();
        between.height_m = f64::midpoint(low_m, high_m);
        between.margins.vertical_m += 0.5 * (high_m - low_m).abs();
        between
    }
}
