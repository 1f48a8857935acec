//! The way between two places of a plane.

use geo::Coord;

/// How far a place is from the straight way between two others, metres.
pub fn from_segment_m(place: Coord<f64>, from: Coord<f64>, to: Coord<f64>) -> f64 {
    let (along, rel) = (to - from, place - from);
    let square = along.x * along.x + along.y * along.y;
    let share = if square > 0.0 {
        ((rel.x * along.x + rel.y * along.y) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let off = rel - along * share;
    off.x.hypot(off.y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beside_beyond_and_where_there_is_no_way() {
        let c = |x: f64, y: f64| Coord { x, y };
        let check = |place, to, expected_m: f64| {
            let off_m = from_segment_m(place, c(0.0, 0.0), to);
            assert!((off_m - expected_m).abs() < 1e-12, "{off_m}");
        };
        check(c(5.0, 3.0), c(10.0, 0.0), 3.0);
        check(c(13.0, 4.0), c(10.0, 0.0), 5.0);
        check(c(-3.0, -4.0), c(10.0, 0.0), 5.0);
        check(c(3.0, 4.0), c(0.0, 0.0), 5.0);
    }
}
