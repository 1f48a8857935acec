//! Drawn hulls and water, simple enough to know the truth.

use super::*;
use crate::vision::picture::Picture;
use crate::vision::ruler::Ruler;
use crate::vision::strip::Frame;

const PX_M: f64 = 400.0;
const TOP_M: f64 = 8.9;
const SIZE: (usize, usize) = (900, 540);

/// A plate seen square on: draught by the row, the column of figures in the middle.
#[derive(Clone, Copy)]
struct Scene {
    water_m: f64,
    /// Rise of the water a metre along the plate.
    slope: f64,
    hull: [f64; 3],
    /// Colour of the hull under a draught.
    below: Option<(f64, [f64; 3])>,
    water: [f64; 3],
    /// How much of the hull's image the water shows.
    mirror: f64,
}

const RED: [f64; 3] = [150.0, 60.0, 50.0];
const MUD: [f64; 3] = [140.0, 120.0, 90.0];
const PLAIN: Scene = Scene {
    water_m: 8.13,
    slope: 0.0,
    hull: RED,
    below: None,
    water: MUD,
    mirror: 0.0,
};

/// From −1 to 1, the same for the same place.
fn noise(x: usize, y: usize) -> f64 {
    let mut hash = (x as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ (y as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    hash = (hash ^ (hash >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    ((hash >> 40) as f64 / f64::from(1_u32 << 23)) - 1.0
}

impl Scene {
    fn hull(&self, x_m: f64, draught_m: f64) -> [f64; 3] {
        let place = (draught_m / 0.2).fract();
        if x_m.abs() < 0.03 && place < 0.5 && (x_m.abs() > 0.015 || place < 0.1) {
            return [235.0; 3];
        }
        let streak = if noise((x_m * 40.0 + 1000.0) as usize, 7) > 0.5 {
            0.85
        } else {
            1.0
        };
        let paint = self
            .below
            .filter(|(edge_m, _)| draught_m < *edge_m)
            .map_or(self.hull, |(_, below)| below);
        paint.map(|value| value * streak)
    }

    fn picture(&self) -> Picture {
        let mut rgb = Vec::new();
        for y in 0..SIZE.1 {
            for x in 0..SIZE.0 {
                let x_m = (x as f64 + 0.5 - SIZE.0 as f64 / 2.0) / PX_M;
                let draught_m = TOP_M - (y as f64 + 0.5) / PX_M;
                let water_m = self.water_m + self.slope * x_m;
                let colour = if draught_m > water_m {
                    self.hull(x_m, draught_m)
                } else {
                    let image = self.hull(x_m, 2.0 * water_m - draught_m);
                    std::array::from_fn(|c| {
                        (1.0 - self.mirror) * self.water[c] + self.mirror * image[c]
                    })
                };
                let grain = 5.0 * noise(x, y);
                rgb.extend(colour.map(|value| (value + grain).clamp(0.0, 255.0) as u8));
            }
        }
        Picture::new(SIZE.0, SIZE.1, rgb).unwrap()
    }

    fn found(&self) -> Vec<Candidate> {
        let rungs = (0..6)
            .map(|rung| 0.2 * f64::from(rung) + 7.8)
            .filter(|rung| *rung > self.water_m - 0.005);
        let points: Vec<_> = rungs
            .map(|rung| (rung, SIZE.0 as f64 / 2.0, (TOP_M - rung) * PX_M))
            .collect();
        let ruler = Ruler::from_points(&points).unwrap();
        let ladder = Ladder::of(&ruler).unwrap();
        let strip = Strip::cut(
            &self.picture(),
            &ruler,
            Frame::about(&ruler, ladder.lowest_m),
        );
        candidates(&strip, &ladder)
    }
}

fn check(scene: Scene) {
    let found = scene.found();
    let best = found.first().expect("a waterline");
    let off_m = best.draught_m - scene.water_m;
    assert!(off_m.abs() < 0.005, "{:.1} mm off", 1e3 * off_m);
    assert!(off_m.abs() < 3.0 * best.u_m.hypot(best.softness_m));
}

#[test]
fn muddy_water_is_found_to_millimetres() {
    check(PLAIN);
    check(Scene {
        water_m: 8.047,
        ..PLAIN
    });
}

#[test]
fn a_slope_of_the_water_is_followed() {
    check(Scene {
        slope: 0.12,
        ..PLAIN
    });
    check(Scene {
        slope: -0.12,
        ..PLAIN
    });
}

#[test]
fn a_paint_line_that_figures_cross_is_not_the_water() {
    check(Scene {
        below: Some((8.33, [70.0, 60.0, 90.0])),
        ..PLAIN
    });
}

#[test]
fn a_paint_line_close_above_the_water_is_not_the_water() {
    check(Scene {
        water_m: 8.05,
        below: Some((8.17, [120.0, 50.0, 45.0])),
        ..PLAIN
    });
}

#[test]
fn water_that_mirrors_the_hull_is_found() {
    check(Scene {
        mirror: 0.6,
        water: [70.0, 80.0, 90.0],
        ..PLAIN
    });
}

#[test]
fn the_course_of_the_water_is_drawn_from_side_to_side() {
    let found = Scene {
        slope: 0.1,
        ..PLAIN
    }
    .found();
    let line = &found[0].line;
    assert!(line.first().unwrap()[0] < -0.7 && line.last().unwrap()[0] > 0.7);
    for &[along_m, draught_m] in line {
        assert!(
            (draught_m - 8.13 - 0.1 * along_m).abs() < 0.012,
            "{along_m} {draught_m}"
        );
    }
}

#[test]
fn two_borders_that_do_as_well_are_told_and_not_chosen_between() {
    let ladder = Ladder {
        lowest_m: 11.2,
        rung_m: 0.2,
        standards: 3,
    };
    let at = |draught_m: f64, score: f32| Candidate {
        draught_m,
        u_m: 0.002,
        softness_m: 0.002,
        score,
        line: Vec::new(),
    };
    let clear = choose(vec![at(11.06, 9.0), at(11.14, 7.0)], &ladder).unwrap();
    assert_eq!(clear.draught_m, 11.06);
    let reason = choose(vec![at(11.06, 9.0), at(11.14, 8.9)], &ladder).unwrap_err();
    assert_eq!(
        reason.to_string(),
        "two edges, 11.06 and 11.14 m, cannot be told apart"
    );
    assert!(matches!(
        choose(Vec::new(), &ladder),
        Err(Unclear::NoBorder { .. })
    ));
}
