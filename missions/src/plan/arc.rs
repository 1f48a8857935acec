//! Circles as polylines: coarse ones to walk along, and a pair that holds the true arc in between.

use std::f64::consts::TAU;

use geo::Coord;

/// Circles are walked in chords of this angle, degrees: at most 0.4 % of the radius off the arc.
const CHORD_DEG: f64 = 10.0;

/// A pair of polylines is nowhere farther from its arc than this, metres.
const FINE_M: f64 = 0.01;

/// Most pieces of one fine polyline; a circle too large for them is still held in between.
const MOST_PIECES: f64 = 20_000.0;

/// Points along a circle, both ends included, from a bearing (radians from north) for a number of
/// turns, clockwise positive.
pub(crate) fn chords(
    centre: Coord<f64>,
    radius_m: f64,
    bearing_rad: f64,
    turns: f64,
) -> Vec<Coord<f64>> {
    let sweep = turns * TAU;
    let count = (sweep.abs().to_degrees() / CHORD_DEG)
        .ceil()
        .clamp(1.0, 36_000.0) as u32;
    points(centre, radius_m, [bearing_rad, sweep], count)
}

/// The polyline inside an arc (its chords) and the one outside (its tangents): what neither of
/// them meets, the arc does not meet either. `sweep_rad` is clockwise positive.
pub(crate) fn around(
    centre: Coord<f64>,
    radius_m: f64,
    bearing_rad: f64,
    sweep_rad: f64,
) -> [Vec<Coord<f64>>; 2] {
    // The height of a chord's arc is r (1 - cos(step / 2)), about r step² / 8.
    let step = (8.0 * FINE_M / radius_m).sqrt().min(CHORD_DEG.to_radians());
    let count = (sweep_rad.abs() / step).ceil().clamp(1.0, MOST_PIECES) as u32;
    let half = 0.5 * sweep_rad.abs() / f64::from(count);
    let outer_m = radius_m / half.cos();
    [radius_m, outer_m].map(|radius_m| points(centre, radius_m, [bearing_rad, sweep_rad], count))
}

fn points(
    centre: Coord<f64>,
    radius_m: f64,
    [bearing_rad, sweep_rad]: [f64; 2],
    count: u32,
) -> Vec<Coord<f64>> {
    (0..=count)
        .map(|n| {
            let bearing = bearing_rad + sweep_rad * f64::from(n) / f64::from(count);
            Coord {
                x: centre.x + radius_m * bearing.sin(),
                y: centre.y + radius_m * bearing.cos(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arc_lies_between_its_two_polylines_which_are_a_centimetre_off_at_most() {
        let centre = Coord { x: 30.0, y: -7.0 };
        for radius_m in [0.5, 80.0, 2_500.0, 8_000.0] {
            let [inner, outer] = around(centre, radius_m, 0.3, -TAU);
            let off = |at: Coord<f64>| (at.x - centre.x).hypot(at.y - centre.y) - radius_m;
            for pair in inner.windows(2) {
                let middle = off((pair[0] + pair[1]) * 0.5);
                assert!((-0.0101..=1e-9).contains(&middle), "{radius_m}: {middle}");
            }
            for pair in outer.windows(2) {
                let middle = off((pair[0] + pair[1]) * 0.5);
                assert!(middle >= -1e-9, "{radius_m}: {middle}");
                assert!(off(pair[0]) <= 0.0101, "{radius_m}");
            }
        }
    }
}
