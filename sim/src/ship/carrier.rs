//! The lines of a bulk carrier from her main dimensions: a box amidships with round bilges, a
//! full bow that flares above the water, a run aft that lifts to a transom.

use missions::ship::hull::Offsets;

/// Where the parallel middle body ends, shares of the length.
const RUN: f64 = 0.30;
const ENTRANCE: f64 = 0.74;

/// Offsets of such a hull; the dimensions have been checked.
pub(super) fn offsets(lbp_m: f64, breadth_m: f64, depth_m: f64) -> Offsets {
    let stations: Vec<f64> = (0..=60)
        .map(|n| lbp_m * (-0.03 + 1.06 * f64::from(n) / 60.0))
        .collect();
    let waterlines: Vec<f64> = (0..=32)
        .map(|n| depth_m * (f64::from(n) / 32.0).powf(1.4))
        .collect();
    let half = |x: f64, z: f64| {
        let middle = breadth_m / 2.0 - bilge(z, (breadth_m * 0.06).min(depth_m * 0.2));
        middle * fullness(x / lbp_m, z / depth_m)
    };
    let rows = stations
        .iter()
        .map(|&x| waterlines.iter().map(|&z| half(x, z)).collect())
        .collect();
    Offsets::new(stations, waterlines, rows).expect("rising stations and waterlines, no negatives")
}

/// How far the round of the bilge stands back from the side.
fn bilge(z: f64, radius: f64) -> f64 {
    let below = (radius - z).max(0.0);
    radius - (radius * radius - below * below).max(0.0).sqrt()
}

/// The breadth at a share of length and depth, as a share of that amidships.
fn fullness(u: f64, height: f64) -> f64 {
    if u > ENTRANCE {
        let stem = 1.004 + 0.022 * height * height;
        let along = ((u - ENTRANCE) / (stem - ENTRANCE)).clamp(0.0, 1.0);
        1.0 - along.powf(2.6 + 1.6 * height)
    } else if u < RUN {
        let stern = 0.02 - 0.055 * height.powf(0.8);
        let along = ((RUN - u) / (RUN - stern)).clamp(0.0, 1.0);
        1.0 - along.powf(2.3 + 2.2 * height)
    } else {
        1.0
    }
}
