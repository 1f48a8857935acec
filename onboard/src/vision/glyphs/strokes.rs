//! Figures as the centre lines of their strokes, in a box 1 high (y down) and as wide as asked.
//!
//! Three hands, as ships show them: round, chamfered (cut from straight plate) and square; and two
//! families of shapes, written and built of straight bars.

mod flat;
mod pen;

use pen::Pen;

/// A stroke's centre line.
pub type Stroke = Vec<[f32; 2]>;

/// How curves are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// Curves.
    Round,
    /// Curves become octagons.
    Chamfered,
    /// Curves become boxes.
    Square,
}

/// How a painter makes figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// How curves are made.
    pub hand: Hand,
    /// Width of a figure, in heights.
    pub width: f32,
    /// Thickness of the strokes, in heights.
    pub thick: f32,
    /// Which of the usual shapes (of 1, 2, 4, 6, M …); any number.
    pub variant: u32,
    /// Width of the gaps that a stencil leaves, in heights; 0 for none.
    pub bridge: f32,
}

impl Style {
    /// Width of one figure, in heights: 1 is narrower, M is wider.
    pub fn width_of(&self, figure: char) -> f32 {
        match figure {
            '1' => self.width * 0.7,
            'I' => self.thick * 1.6,
            'M' | 'W' => (self.width * 1.15).min(1.0),
            _ => self.width,
        }
    }

    /// Whether a stencil of it needs bridges.
    pub fn is_bridged(&self, figure: char) -> bool {
        self.bridge > 0.0 && "0235689ABDOPQR".contains(figure)
    }

    /// The strokes of a figure; none for what is not drawn.
    pub fn strokes(&self, figure: char) -> Vec<Stroke> {
        Pen::new(self, self.width_of(figure)).strokes(figure)
    }
}

/// How far a point is from a stroke's centre line.
pub fn distance(stroke: &[[f32; 2]], x: f32, y: f32) -> f32 {
    let to_part = |part: &[[f32; 2]]| {
        let ([ax, ay], [bx, by]) = (part[0], part[1]);
        let (dx, dy) = (bx - ax, by - ay);
        let along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy).max(1e-12);
        let along = along.clamp(0.0, 1.0);
        (ax + along * dx - x).hypot(ay + along * dy - y)
    };
    stroke.windows(2).map(to_part).fold(f32::INFINITY, f32::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stroke_keeps_within_its_box() {
        for hand in [Hand::Round, Hand::Chamfered, Hand::Square] {
            for variant in 0..60 {
                let style = Style {
                    hand,
                    width: 0.7,
                    thick: 0.16,
                    variant,
                    bridge: 0.0,
                };
                "0123456789MAFHILPRTVWX"
                    .chars()
                    .for_each(|figure| keeps_within(&style, figure));
            }
        }
    }

    fn keeps_within(style: &Style, figure: char) {
        let width = style.width_of(figure);
        let strokes = style.strokes(figure);
        assert!(!strokes.is_empty(), "{figure} is drawn");
        for [x, y] in strokes.into_iter().flatten() {
            let inside = (-0.05..=width + 0.05).contains(&x) && (-0.05..=1.05).contains(&y);
            assert!(inside, "{figure} {style:?}: {x} {y}");
        }
    }

    #[test]
    fn a_distance_is_to_the_nearest_part() {
        let stroke = vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]];
        assert!((distance(&stroke, 0.5, 0.25) - 0.25).abs() < 1e-6);
        assert!((distance(&stroke, 2.0, 2.0) - 2.0_f32.sqrt()).abs() < 1e-6);
    }
}
