//! What the network is taught: windows on drawn plates, each with what stands in its middle.

mod eye;

use super::plate::lettering::FIGURE_M;
use super::plate::weather::normal;
use super::plate::{Lettering, Placed, Plate};
use super::{CLASSES, NONE};
use eye::Eye;
use rand::RngExt;
use rand_pcg::Pcg32;

/// Plates that show any digits rather than a column's.
const RENUMBERED: f64 = 0.8;

/// Windows (each [`SIDE`](super::window::SIDE)² values, normalised) and their classes.
#[derive(Clone, Debug, Default)]
pub struct Lesson {
    /// All windows, one after the other.
    pub windows: Vec<f32>,
    /// Of each, its place in [`CLASSES`].
    pub classes: Vec<u32>,
}

impl Lesson {
    /// At least `count` windows.
    pub fn random(dice: &mut Pcg32, count: usize) -> Self {
        let mut lesson = Self::default();
        while lesson.classes.len() < count {
            lesson.add_plate(dice);
        }
        lesson
    }

    fn add_plate(&mut self, dice: &mut Pcg32) {
        let lettering = Lettering::random(dice, 1.25);
        let mut plate = Plate::random(&lettering, dice);
        if dice.random_bool(RENUMBERED) {
            plate.renumber(dice);
        }
        if dice.random_bool(0.35) {
            plate.water_m = Some(dice.random_range(lettering.low_m..lettering.high_m));
        }
        let eye = Eye::random(&plate, dice);
        for _ in 0..8 {
            self.add_figure(&plate, &eye, dice);
        }
        for _ in 0..3 {
            let [u, z] = [
                dice.random_range(-0.5..0.3),
                dice.random_range(plate_ends(&plate)),
            ];
            self.add_blank(&plate, &eye, [u, z], dice);
        }
        for _ in 0..4 {
            self.add_mistake(&plate, &eye, dice);
        }
    }

    /// A figure in the middle, or what is left of it.
    fn add_figure(&mut self, plate: &Plate, eye: &Eye, dice: &mut Pcg32) {
        // every figure present is as likely as the others
        let present = |c: &&char| plate.figures.iter().any(|p| p.figure == **c);
        let present: Vec<char> = CLASSES.iter().filter(present).copied().collect();
        if present.is_empty() {
            return;
        }
        let any = present[dice.random_range(0..present.len())];
        let same: Vec<&Placed> = plate.figures.iter().filter(|p| p.figure == any).collect();
        let placed = same[dice.random_range(0..same.len())];
        let dry =
            (placed.bottom_m + placed.height_m - plate.water_m.unwrap_or(0.0)) / placed.height_m;
        let class = CLASSES.iter().position(|&c| c == any).unwrap_or(NONE);
        let class = match dry {
            0.7.. => class,
            0.3..0.7 => return,
            _ => NONE,
        };
        let scale = placed.height_m / FIGURE_M;
        let [u, z] = placed.middle();
        let at = [
            u + plate.lean * placed.height_m / 2.0 + 0.007 * scale * normal(dice),
            z + 0.004 * scale * normal(dice),
        ];
        self.add(plate, eye, at, scale, class, dice);
    }

    /// Anything else than a figure in the middle.
    fn add_blank(&mut self, plate: &Plate, eye: &Eye, at: [f32; 2], dice: &mut Pcg32) {
        if plate
            .figures
            .iter()
            .all(|placed| far(placed, at, 1.0, plate.lean))
        {
            self.add(plate, eye, at, 1.0, NONE, dice);
        }
    }

    /// What is easily taken for a figure: one seen too large or too small, half of two above or
    /// beside one another, one in the water's mirror, a letter.
    fn add_mistake(&mut self, plate: &Plate, eye: &Eye, dice: &mut Pcg32) {
        let placed = &plate.figures[dice.random_range(0..plate.figures.len())];
        let [u, z] = placed.middle();
        match (dice.random_range(0..6), plate.water_m) {
            (0, _) => {
                let wrong = if dice.random_bool(0.5) { 2.0 } else { 0.5 };
                let off = 0.02 * normal(dice);
                let at = [u + off, z + 0.02 * normal(dice)];
                self.add(
                    plate,
                    eye,
                    at,
                    wrong * placed.height_m / FIGURE_M,
                    NONE,
                    dice,
                );
            }
            (1, _) => {
                let off = dice.random_range(0.035..0.165);
                self.add_blank(plate, eye, [u + 0.01 * normal(dice), z + off], dice);
            }
            (4 | 5, _) => {
                let side = if dice.random_bool(0.5) { -1.0 } else { 1.0 };
                let off = side * placed.height_m / FIGURE_M * dice.random_range(0.035..0.08);
                let scale = placed.height_m / FIGURE_M;
                let at = [u + off, z + 0.005 * normal(dice)];
                if plate.figures.iter().all(|p| far(p, at, scale, plate.lean)) {
                    self.add(plate, eye, at, scale, NONE, dice);
                }
            }
            (2, Some(water_m)) if z > water_m + 0.03 => {
                let at = [u + 0.01 * normal(dice), 2.0 * water_m - z];
                self.add(plate, eye, at, placed.height_m / FIGURE_M, NONE, dice);
            }
            _ if !CLASSES.contains(&placed.figure) => {
                self.add(plate, eye, [u, z], placed.height_m / FIGURE_M, NONE, dice);
            }
            _ => {}
        }
    }

    fn add(
        &mut self,
        plate: &Plate,
        eye: &Eye,
        at: [f32; 2],
        scale: f32,
        class: usize,
        dice: &mut Pcg32,
    ) {
        self.windows.extend(eye.look(plate, at, scale, dice));
        self.classes.push(class as u32);
    }
}

/// No figure of about this scale is centred near the point.
fn far(placed: &Placed, [u, z]: [f32; 2], scale: f32, lean: f32) -> bool {
    let [pu, pz] = placed.middle();
    let off = (u - pu - lean * placed.height_m / 2.0)
        .abs()
        .max((z - pz).abs());
    let alike = (placed.height_m / FIGURE_M / scale - 1.0).abs() < 0.6;
    !alike || off > 0.035 * scale
}

fn plate_ends(plate: &Plate) -> std::ops::Range<f32> {
    let low = plate
        .figures
        .iter()
        .map(|p| p.bottom_m)
        .fold(f32::INFINITY, f32::min);
    let high = plate.figures.iter().map(|p| p.bottom_m).fold(0.0, f32::max);
    low - 0.1..high.max(low) + 0.15
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vision::glyphs::window::SIDE;
    use rand::SeedableRng;

    #[test]
    fn a_lesson_is_the_same_from_the_same_seed_and_shows_everything() {
        let lesson = Lesson::random(&mut Pcg32::seed_from_u64(5), 1000);
        let again = Lesson::random(&mut Pcg32::seed_from_u64(5), 1000);
        assert_eq!(lesson.windows, again.windows);
        assert_eq!(lesson.windows.len(), lesson.classes.len() * SIDE * SIDE);
        for class in 0..CLASSES.len() as u32 {
            let count = lesson.classes.iter().filter(|&&c| c == class).count();
            assert!(count > 3, "{class} is shown {count} times");
        }
        assert!(lesson.windows.iter().all(|v| v.is_finite()));
    }
}
