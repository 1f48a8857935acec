//! A drawn piece of a ship's side with its marks, in metres on the plating.
//!
//! u to the right, z upwards; z is the draught. Not a model of light or water (that is the
//! simulator's): only as much as figures must be told apart from.

pub mod lettering;
mod placed;
pub mod weather;

pub use lettering::{Layout, Lettering};
pub use placed::Placed;

use super::strokes::Style;
use rand::RngExt;
use rand_pcg::Pcg32;
use weather::{Noise, Scratch};

/// Red, green and blue, 0 to 1.
pub type Colour = [f32; 3];

/// The plating and what is on it.
#[derive(Clone, Debug)]
pub struct Plate {
    /// Figures, letters and bars.
    pub figures: Vec<Placed>,
    /// How figures are made.
    pub style: Style,
    /// Their paint.
    pub paint: Colour,
    /// The hull's colour above and below `boot_top_m`.
    pub hull: [Colour; 2],
    /// Where the hull's colour changes, metres of draught.
    pub boot_top_m: f32,
    /// Part of the paint that is worn off, 0 to 1, and part of the hull under rust.
    pub worn: f32,
    /// See `worn`.
    pub rust: f32,
    /// Scratches, seams and scum lines.
    pub scratches: Vec<Scratch>,
    /// The water's level; below it everything is a dim mirror.
    pub water_m: Option<f32>,
    /// The water's colour.
    pub water: Colour,
    /// How figures lean: metres to the right a metre up.
    pub lean: f32,
    /// How far outlines are from where a draughtsman would have them, metres.
    pub unsteady_m: f32,
    /// Figures that stand out from the plate: where their shade falls, metres to the right and up,
    /// and how dark it is, 0 to 1.
    pub shade: ([f32; 2], f32),
    noise: Noise,
}

impl Plate {
    /// A plate without weather, white figures on dark red.
    pub fn plain(lettering: &Lettering, style: Style) -> Self {
        Self {
            figures: lettering.figures(&style),
            style,
            paint: [0.95, 0.95, 0.92],
            hull: [[0.45, 0.16, 0.13]; 2],
            boot_top_m: 0.0,
            worn: 0.0,
            rust: 0.0,
            scratches: Vec::new(),
            water_m: None,
            water: [0.35, 0.33, 0.25],
            lean: 0.0,
            unsteady_m: 0.0,
            shade: ([0.0; 2], 0.0),
            noise: Noise::new(1),
        }
    }

    /// A plate as the dice have it, its marks from `low_m` on for about `length_m`.
    pub fn random(lettering: &Lettering, dice: &mut Pcg32) -> Self {
        let style = Style::random(dice);
        let (low, high) = (lettering.low_m, lettering.high_m);
        let mut plate = Self::plain(lettering, style);
        plate.noise = Noise::new(dice.random());
        plate.repaint(dice);
        plate.boot_top_m = dice.random_range(low - 0.3..high + 0.3);
        plate.worn = dice.random_range(-0.2_f32..0.4).max(0.0);
        plate.rust = dice.random_range(-0.2_f32..0.3).max(0.0);
        plate.scratches = Scratch::some(dice, [low, high]);
        plate.lean = 0.09 * weather::normal(dice);
        plate.unsteady_m = dice.random_range(-0.004_f32..0.012).max(0.0);
        if dice.random_bool(0.3) {
            let away = [0, 1].map(|_| 0.005 * weather::normal(dice));
            plate.shade = (away, dice.random_range(0.2..0.8));
        }
        if dice.random_bool(0.3) {
            lettering::neighbours(dice, [low, high], &mut plate.figures);
        }
        plate
    }

    /// Any other digits in the place of its digits: a column as it is shows 2, 4, 6 and 8 far more
    /// often than the rest.
    pub fn renumber(&mut self, dice: &mut Pcg32) {
        for placed in self
            .figures
            .iter_mut()
            .filter(|p| p.figure.is_ascii_digit())
        {
            let digit = char::from(b'0' + dice.random_range(0..10_u8));
            *placed = placed.redrawn(digit, &self.style);
        }
    }

    /// New colours: light figures on a darker hull, or now and then dark ones on a light hull.
    fn repaint(&mut self, dice: &mut Pcg32) {
        const HULLS: [Colour; 9] = [
            [0.08, 0.08, 0.09],
            [0.45, 0.15, 0.12],
            [0.62, 0.25, 0.16],
            [0.70, 0.38, 0.38],
            [0.10, 0.18, 0.42],
            [0.08, 0.30, 0.20],
            [0.35, 0.37, 0.40],
            [0.30, 0.17, 0.10],
            [0.20, 0.45, 0.50],
        ];
        let mut any = || HULLS[dice.random_range(0..HULLS.len())];
        self.hull = [any(), any()];
        if dice.random_bool(0.3) {
            self.paint = [0.95, 0.80, 0.10];
        }
        if dice.random_bool(0.12) {
            self.hull = [[0.85, 0.85, 0.82], [0.75, 0.70, 0.60]];
            self.paint = [0.05, 0.05, 0.07];
        }
        let shade = dice.random_range(0.6..1.0);
        self.paint = self.paint.map(|c| c * shade);
    }

    /// How much of the figures' paint is at a point, 0 to 1; `px_m` is a pixel's size there.
    pub fn cover(&self, u: f32, z: f32, px_m: f32) -> f32 {
        let mut cover: f32 = 0.0;
        let [u, z] = self.unsteady([u, z]);
        for placed in &self.figures {
            cover = cover.max(placed.cover(u - self.lean * (z - placed.bottom_m), z, px_m));
        }
        if cover > 0.0 && self.worn > 0.0 {
            cover *= 1.0 - self.noise.patch(u, z, 0.035, self.worn);
        }
        cover
    }

    /// Where a steady hand would have painted what is at a point.
    fn unsteady(&self, [u, z]: [f32; 2]) -> [f32; 2] {
        if self.unsteady_m <= 0.0 {
            return [u, z];
        }
        let off = |v: f32| 2.0 * self.unsteady_m * (self.noise.at(u + v, z - v, 0.06) - 0.5);
        [u + off(13.0), z + off(71.0)]
    }

    /// The colour at a point; `px_m` is a pixel's size there, metres.
    pub fn colour(&self, u: f32, z: f32, px_m: f32) -> Colour {
        let Some(water_m) = self.water_m else {
            return self.dry(u, z, px_m);
        };
        let level = water_m + 0.01 * (self.noise.at(u, 0.0, 0.3) - 0.5);
        if z >= level {
            return self.dry(u, z, px_m);
        }
        let ripple = 0.03 * (self.noise.at(u, z, 0.05) - 0.5) * ((level - z) * 8.0).min(1.0);
        let mirrored = self.dry(u + ripple, 2.0 * level - z + ripple, px_m);
        mix(self.water, mirrored, 0.35)
    }

    fn dry(&self, u: f32, z: f32, px_m: f32) -> Colour {
        let band = usize::from(z < self.boot_top_m + 0.02 * self.noise.at(u, 3.0, 0.2));
        let shade = 0.85 + 0.3 * self.noise.at(u, z, 0.25);
        let mut colour = self.hull[band].map(|c| c * shade);
        let (away, dark) = self.shade;
        if dark > 0.0 {
            let shaded = dark * self.cover(u - away[0], z - away[1], px_m);
            colour = colour.map(|c| c * (1.0 - shaded));
        }
        colour = mix(colour, self.paint, self.cover(u, z, px_m));
        for scratch in &self.scratches {
            colour = mix(colour, scratch.colour, scratch.cover(u, z, px_m));
        }
        if self.rust > 0.0 {
            let rusty = self.noise.streak(u, z, self.rust);
            colour = mix(colour, [0.50, 0.27, 0.12], 0.85 * rusty);
        }
        colour
    }
}

/// From one colour to another.
pub(super) fn mix(from: Colour, to: Colour, part: f32) -> Colour {
    std::array::from_fn(|i| from[i] + part * (to[i] - from[i]))
}

#[cfg(test)]
mod tests {
    use super::super::strokes::Hand;
    use super::*;

    const STYLE: Style = Style {
        hand: Hand::Round,
        width: 0.7,
        thick: 0.16,
        variant: 0,
        bridge: 0.0,
    };

    #[test]
    fn a_figures_lower_edge_is_its_draught() {
        let lettering = Lettering::plain(7.5, 9.0);
        let plate = Plate::plain(&lettering, STYLE);
        // the foot of the 2 at 8.2
        assert!(plate.cover(0.0, 8.205, 0.001) > 0.9);
        assert!(plate.cover(0.0, 8.195, 0.001) < 0.1);
    }

    #[test]
    fn below_the_water_there_is_only_a_dim_mirror() {
        let lettering = Lettering::plain(7.5, 9.0);
        let mut plate = Plate::plain(&lettering, STYLE);
        let dry = plate.colour(0.0, 8.208, 0.001);
        plate.water_m = Some(8.3);
        let wet = plate.colour(0.0, 8.208, 0.001);
        assert!(wet[0] < 0.8 * dry[0], "{wet:?} {dry:?}");
    }
}
