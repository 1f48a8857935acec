//! The figures that are built of straight bars, as plate is cut or stencils are made.

use super::pen::{Pen, turned};
use super::{Hand, Stroke};

impl Pen {
    /// Of the two families of shapes, the one of straight bars with corners.
    pub(super) fn is_flat(&self) -> bool {
        self.variant % 5 >= 3
    }

    /// A figure of straight bars, as plate is cut or stencils are made; the hand is in the corners.
    pub(super) fn flat(&self, figure: char) -> Vec<Stroke> {
        let Self {
            l, r, t, b, w, cx, ..
        } = *self;
        let m = 0.46 + 0.02 * (self.variant % 4) as f32;
        let six = || vec![[r, t], [l, t], [l, b], [r, b], [r, m], [l, m]];
        let ring = |top: f32, bottom: f32| {
            vec![
                [cx, top],
                [r, top],
                [r, bottom],
                [l, bottom],
                [l, top],
                [cx, top],
            ]
        };
        let bars = match figure {
            '0' => vec![ring(t, b)],
            '2' => vec![vec![[l, t], [r, t], [r, m], [l, m], [l, b], [r, b]]],
            '3' => vec![
                vec![[l, t], [r, t], [r, m], [cx - 0.1 * w, m]],
                vec![[cx - 0.1 * w, m], [r, m], [r, b], [l, b]],
            ],
            '5' => vec![vec![[r, t], [l, t], [l, m], [r, m], [r, b], [l, b]]],
            '8' => vec![ring(t, m), ring(m, b)],
            '9' => turned(&[six()], w),
            _ => vec![six()],
        };
        bars.iter().map(|stroke| self.cornered(stroke)).collect()
    }

    /// Corners as the hand makes them.
    fn cornered(&self, stroke: &[[f32; 2]]) -> Stroke {
        let reach = match self.hand {
            Hand::Round => 0.24,
            Hand::Chamfered => 0.14,
            Hand::Square => 0.03,
        };
        let mut out = stroke[..1].to_vec();
        for corner in stroke.windows(3) {
            let [a, b, c] = [corner[0], corner[1], corner[2]];
            let towards = |end: [f32; 2]| {
                let (dx, dy) = (end[0] - b[0], end[1] - b[1]);
                let part = (reach / dx.hypot(dy).max(1e-6)).min(0.5);
                [b[0] + part * dx, b[1] + part * dy]
            };
            let (from, to) = (towards(a), towards(c));
            let steps = if self.hand == Hand::Round { 4_u8 } else { 1 };
            out.extend((0..=steps).map(|i| {
                let s = f32::from(i) / f32::from(steps);
                let way = |k: usize| {
                    (1.0 - s).powi(2) * from[k] + 2.0 * s * (1.0 - s) * b[k] + s * s * to[k]
                };
                [way(0), way(1)]
            }));
        }
        out.extend(stroke.last());
        out
    }
}
