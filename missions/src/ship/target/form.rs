//! A ship's shape from above, from a few lengths: for clearances and for where her plating faces.
//!
//! Not her lines: ellipses at bow and stern of a parallel middle body, as full as bulk carriers
//! and tankers are, so that distances kept from the outline are kept from her too. A finer ship
//! lies inside it. Marks whose place is measured bring their own plating.

use serde::{Deserialize, Serialize};

use crate::ship::marks::Station;

/// Length of the bow's ellipse at deck height, in beams.
const BOW_BEAMS: f64 = 0.8;
/// Length over which the stern narrows, in beams,
const STERN_BEAMS: f64 = 0.6;
/// and what is left of the half breadth at the transom.
const TRANSOM: f64 = 0.35;
/// Length of the bow at the water, in beams,
const ENTRANCE_BEAMS: f64 = 1.1;
/// and of the run at the water.
const RUN_BEAMS: f64 = 1.2;
/// Points on each curved end of the outline.
const POINTS: u32 = 10;

/// Typical shares of the length over all: length between perpendiculars and stern aft of the aft
/// perpendicular (bulk carriers and tankers of 30,000 to 200,000 t: 0.955 to 0.975 and 0.015 to
/// 0.03).
const LBP_SHARE: f64 = 0.965;
const STERN_SHARE: f64 = 0.02;

/// Her lengths, metres.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Length over all.
    pub length_m: f64,
    /// Greatest breadth.
    pub beam_m: f64,
    /// Length between perpendiculars.
    pub lbp_m: f64,
    /// How far her stern reaches aft of the aft perpendicular.
    pub stern_m: f64,
}

impl Form {
    /// A form of which only length over all and beam are known, metres.
    pub fn estimated(length_m: f64, beam_m: f64) -> Self {
        Self {
            length_m,
            beam_m,
            lbp_m: LBP_SHARE * length_m,
            stern_m: STERN_SHARE * length_m,
        }
    }

    /// Her foremost point, metres forward of the aft perpendicular.
    pub fn bow_m(&self) -> f64 {
        self.length_m - self.stern_m
    }

    /// Her outline from above: pairs of metres forward and to starboard, round once.
    pub fn outline(&self) -> Vec<[f64; 2]> {
        let half_m = 0.5 * self.beam_m;
        let bow = BOW_BEAMS * self.beam_m;
        let stern = STERN_BEAMS * self.beam_m;
        // The ends must not run into each other on a ship that is as broad as she is long.
        let shrink = (0.9 * self.length_m / (bow + stern)).min(1.0);
        let (bow, stern) = (bow * shrink, stern * shrink);
        let steps = (0..=POINTS).map(|n| f64::from(n) / f64::from(POINTS) * 90.0);
        let aft = steps.clone().map(|deg: f64| {
            let (sin, cos) = deg.to_radians().sin_cos();
            let width = TRANSOM + (1.0 - TRANSOM) * sin;
            [-self.stern_m + stern * (1.0 - cos), half_m * width]
        });
        let fore = steps.map(|deg| {
            let (sin, cos) = deg.to_radians().sin_cos();
            [self.bow_m() - bow * (1.0 - sin), half_m * cos]
        });
        let starboard: Vec<[f64; 2]> = aft.chain(fore).collect();
        let port = starboard.iter().rev().skip(1).map(|[x, y]| [*x, -y]);
        starboard.iter().copied().chain(port).collect()
    }

    /// Where the marks of a station usually stand, metres forward of the aft perpendicular.
    pub fn usual_mark_m(&self, station: Station) -> f64 {
        match station {
            Station::Forward => 0.98 * self.lbp_m,
            Station::Midships => 0.5 * self.lbp_m,
            Station::Aft => 0.03 * self.lbp_m,
        }
    }

    /// Half breadth at the water (metres) and how far the plating faces forward of abeam
    /// (degrees, aft negative), so far forward of the aft perpendicular.
    pub fn plating(&self, forward_m: f64) -> (f64, f64) {
        let half_m = 0.5 * self.beam_m;
        let entrance_m = (ENTRANCE_BEAMS * self.beam_m).min(0.45 * self.lbp_m);
        let run_m = (RUN_BEAMS * self.beam_m).min(0.45 * self.lbp_m);
        // Nearer to the stem than this there is no side to read marks on.
        let least_m = 0.02 * self.lbp_m;
        let from_stem_m = (self.lbp_m - forward_m).max(least_m);
        let from_ap_m = forward_m.max(least_m);
        if from_stem_m < entrance_m {
            let u = 1.0 - from_stem_m / entrance_m;
            let root = (1.0 - u * u).sqrt();
            let slope = half_m * u / (entrance_m * root);
            (half_m * root, slope.atan().to_degrees())
        } else if from_ap_m < run_m {
            let u = 1.0 - from_ap_m / run_m;
            let slope = 2.0 * half_m * u / run_m;
            (half_m * (1.0 - u * u), -slope.atan().to_degrees())
        } else {
            (half_m, 0.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_bulk_carrier_is_broadest_amidships_and_her_ends_face_outwards() {
        let form = Form::estimated(186.0, 30.0);
        let at = |station| form.plating(form.usual_mark_m(station));
        assert_eq!(at(Station::Midships), (15.0, 0.0));
        let (forward_m, faces_forward_deg) = at(Station::Forward);
        assert!((4.0..9.0).contains(&forward_m) && (20.0..60.0).contains(&faces_forward_deg));
        let (aft_m, faces_aft_deg) = at(Station::Aft);
        assert!((2.0..8.0).contains(&aft_m) && (-50.0..-20.0).contains(&faces_aft_deg));
    }

    proptest! {
        #[test]
        fn the_outline_holds_her_plating_and_no_more_than_her_length_and_beam(
            length_m in 20.0..400.0, share in 0.08..0.3, along in 0.0..1.0,
        ) {
            use geo::{Contains as _, Intersects as _};
            let form = Form::estimated(length_m, share * length_m);
            let ring: Vec<(f64, f64)> = form.outline().iter().map(|[x, y]| (*x, *y)).collect();
            for (x, y) in &ring {
                prop_assert!((-form.stern_m - 1e-9..=form.bow_m() + 1e-9).contains(x));
                prop_assert!(y.abs() <= 0.5 * form.beam_m + 1e-9);
            }
            let outline = geo::Polygon::new(ring.into(), Vec::new());
            let (half_m, _) = form.plating(along * form.lbp_m);
            let side = geo::Point::new(along * form.lbp_m, 0.98 * half_m);
            prop_assert!(outline.contains(&side) || outline.intersects(&side));
        }
    }
}
