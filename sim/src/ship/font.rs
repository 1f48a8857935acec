//! Figures and letters as a shipyard makes them: strokes of one width, cut from plate, run with
//! the welding rod or painted through a stencil. No font file: every ship has her own.

mod skeleton;

use serde::{Deserialize, Serialize};

/// How a yard's figures are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Font {
    /// Width of a stroke over the height of a figure.
    pub weight: f64,
    /// Width of a figure over its height.
    pub aspect: f64,
    /// How square the bowls are: 0 round, 1 a box with cut corners.
    pub squareness: f64,
    /// How far figures lean to the right: run over rise.
    pub slant: f64,
    /// Feet on the figure 1, and bars on I.
    pub slab: bool,
    /// Bridges of a stencil.
    pub stencil: bool,
}

impl Default for Font {
    fn default() -> Self {
        Self {
            weight: 0.17,
            aspect: 0.62,
            squareness: 0.2,
            slant: 0.0,
            slab: false,
            stencil: false,
        }
    }
}

/// One character, ready to be drawn; metres from its lower left corner, up positive.
#[derive(Clone, Debug)]
pub struct Glyph {
    segments: Vec<[[f64; 2]; 2]>,
    half_stroke_m: f64,
    width_m: f64,
    height_m: f64,
    slant: f64,
    bridge_m: Option<f64>,
    square: bool,
}

impl Font {
    /// How wide a character of this height is, metres.
    pub fn width_m(&self, letter: char, height_m: f64) -> f64 {
        height_m * self.aspect * skeleton::breadth(letter, self.slab)
    }

    /// The space between two characters, metres.
    pub fn gap_m(&self, height_m: f64) -> f64 {
        height_m * (0.10 + 0.5 * self.weight)
    }

    /// A character of this height, metres; nothing for one that no yard puts on a ship's side.
    pub fn glyph(&self, letter: char, height_m: f64) -> Option<Glyph> {
        let strokes = skeleton::strokes(letter, self.squareness, self.slab)?;
        let width_m = self.width_m(letter, height_m);
        let stroke = (self.weight * height_m).min(0.45 * width_m.max(0.4 * height_m));
        let place = |p: [f64; 2]| {
            let inner = (width_m - stroke).max(0.0);
            [
                stroke / 2.0 + p[0] * inner,
                stroke / 2.0 + p[1] * (height_m - stroke),
            ]
        };
        let segments = strokes
            .iter()
            .flat_map(|stroke| stroke.windows(2))
            .map(|ends| [place(ends[0]), place(ends[1])])
            .collect();
        let bridged = self.stencil && skeleton::has_bowl(letter);
        Some(Glyph {
            segments,
            half_stroke_m: stroke / 2.0,
            width_m,
            height_m,
            slant: self.slant,
            bridge_m: bridged.then_some(0.05 * height_m),
            square: self.squareness > 0.5,
        })
    }
}

impl Glyph {
    /// How far a point is outside the ink, metres; negative within.
    pub fn distance_m(&self, at: [f64; 2]) -> f64 {
        let at = [at[0] - self.slant * at[1], at[1]];
        let nearest = self
            .segments
            .iter()
            .map(|s| self.segment_distance_m(*s, at))
            .fold(f64::INFINITY, f64::min);
        // The ink never leaves its box: the lower edge is the draught.
        let within = nearest.max(-at[1]).max(at[1] - self.height_m);
        match self.bridge_m {
            Some(gap) => within.max(gap / 2.0 - (at[0] - self.width_m / 2.0).abs()),
            None => within,
        }
    }

    fn segment_distance_m(&self, [a, b]: [[f64; 2]; 2], at: [f64; 2]) -> f64 {
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let (px, py) = (at[0] - a[0], at[1] - a[1]);
        let length = dx.hypot(dy).max(1e-9);
        let along = (px * dx + py * dy) / length;
        let beside = (px * dy - py * dx).abs() / length;
        let beyond = (-along).max(along - length).max(0.0);
        if self.square {
            beyond.max(beside) - self.half_stroke_m
        } else {
            beyond.hypot(beside) - self.half_stroke_m
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FONTS: [Font; 3] = [
        Font {
            weight: 0.14,
            aspect: 0.6,
            squareness: 0.0,
            slant: 0.0,
            slab: true,
            stencil: false,
        },
        Font {
            weight: 0.22,
            aspect: 0.7,
            squareness: 1.0,
            slant: 0.0,
            slab: false,
            stencil: true,
        },
        Font {
            weight: 0.18,
            aspect: 0.55,
            squareness: 0.4,
            slant: 0.12,
            slab: false,
            stencil: false,
        },
    ];

    /// The lowest and the highest inked height of a glyph 10 cm high.
    fn extent(glyph: &Glyph) -> [f64; 2] {
        let mut extent = [f64::INFINITY, f64::NEG_INFINITY];
        for n in 0..200 * 300 {
            let at = [
                f64::from(n % 200) * 1e-3 - 0.03,
                f64::from(n / 200) * 5e-4 - 0.02,
            ];
            if glyph.distance_m(at) < 0.0 {
                extent = [extent[0].min(at[1]), extent[1].max(at[1])];
            }
        }
        extent
    }

    #[test]
    fn every_figure_stands_on_its_draught_and_is_ten_centimetres_high() {
        for font in FONTS {
            for letter in "0123456789M".chars() {
                let [low, high] = extent(&font.glyph(letter, 0.1).unwrap());
                assert!(
                    low.abs() < 1.1e-3 && (high - 0.1).abs() < 1.1e-3,
                    "{letter}: {low} {high}"
                );
            }
        }
    }

    #[test]
    fn figures_differ_from_each_other() {
        for font in FONTS {
            let ink = |letter| -> Vec<bool> {
                let glyph = font.glyph(letter, 0.1).unwrap();
                (0..600)
                    .map(|n| {
                        let at = [f64::from(n % 20) * 0.004, f64::from(n / 20) * 0.0034];
                        glyph.distance_m(at) < 0.0
                    })
                    .collect()
            };
            let all: Vec<_> = "0123456789".chars().map(ink).collect();
            for (n, one) in all.iter().enumerate() {
                for other in &all[n + 1..] {
                    let apart = one.iter().zip(other).filter(|(a, b)| a != b).count();
                    assert!(apart > 12, "{n}: {apart}");
                }
            }
        }
    }

    #[test]
    fn what_no_yard_puts_on_a_ship_is_not_drawn() {
        assert!(Font::default().glyph('ß', 0.1).is_none());
    }
}
