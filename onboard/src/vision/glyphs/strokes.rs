//! Figures as the centre lines of their strokes, in a box 1 high (y down) and as wide as asked.
//!
//! Three hands, as ships show them: round, chamfered (cut from straight plate) and square; and two
//! families of shapes, written and built of straight bars.

use std::f32::consts::TAU;

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

/// The box a figure's centre lines keep within.
struct Pen {
    hand: Hand,
    variant: u32,
    w: f32,
    l: f32,
    r: f32,
    t: f32,
    b: f32,
    /// The middle, and half the width.
    cx: f32,
    rx: f32,
}

impl Pen {
    fn new(style: &Style, w: f32) -> Self {
        let half = style.thick / 2.0;
        Self {
            hand: style.hand,
            variant: style.variant,
            w,
            l: half,
            r: w - half,
            t: half,
            b: 1.0 - half,
            cx: w / 2.0,
            rx: (w / 2.0 - half).max(0.0),
        }
    }

    fn strokes(&self, figure: char) -> Vec<Stroke> {
        let Self {
            l, r, t, b, w, cx, ..
        } = *self;
        match figure {
            '0' | '2' | '3' | '5' | '6' | '8' | '9' if self.is_flat() => self.flat(figure),
            '0' | 'O' => vec![self.arc([t, b], 1.0, [0.0, 1.0])],
            '1' => self.one(),
            '2' => vec![self.two()],
            '3' => self.three(),
            '4' => self.four(),
            '5' => self.five(),
            '6' => self.six(),
            '7' => vec![vec![[l, t], [r, t], [cx - 0.1 * w, b]]],
            '8' => self.eight(),
            '9' => turned(&self.six(), w),
            'M' => self.metre(),
            'A' => vec![
                vec![[l, b], [cx, t], [r, b]],
                vec![[l + 0.2 * w, 0.65], [r - 0.2 * w, 0.65]],
            ],
            'F' => vec![
                vec![[r, t], [l, t], [l, b]],
                vec![[l, 0.5], [r - 0.2 * w, 0.5]],
            ],
            'H' => vec![
                vec![[l, t], [l, b]],
                vec![[r, t], [r, b]],
                vec![[l, 0.5], [r, 0.5]],
            ],
            'I' => vec![vec![[cx, t], [cx, b]]],
            'L' => vec![vec![[l, t], [l, b], [r, b]]],
            'P' => vec![
                vec![[l, b], [l, t]],
                self.belly(),
                vec![[l, 0.52], [cx, 0.52]],
            ],
            'R' => vec![vec![[l, b], [l, t]], self.belly(), vec![[cx, 0.52], [r, b]]],
            'T' => vec![vec![[l, t], [r, t]], vec![[cx, t], [cx, b]]],
            'V' => vec![vec![[l, t], [cx, b], [r, t]]],
            'W' => vec![vec![
                [l, t],
                [l + 0.2 * w, b],
                [cx, 0.35],
                [r - 0.2 * w, b],
                [r, t],
            ]],
            'X' => vec![vec![[l, t], [r, b]], vec![[r, t], [l, b]]],
            '-' => vec![vec![[l, 0.5], [r, 0.5]]],
            _ => Vec::new(),
        }
    }

    /// Of the two families of shapes, the one of straight bars with corners.
    fn is_flat(&self) -> bool {
        self.variant % 5 >= 3
    }

    /// A figure of straight bars, as plate is cut or stencils are made; the hand is in the corners.
    fn flat(&self, figure: char) -> Vec<Stroke> {
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

    /// Part of an ellipse between two heights; angles in turns clockwise from the right.
    fn arc(&self, [top, bottom]: [f32; 2], narrow: f32, [from, to]: [f32; 2]) -> Stroke {
        let (cy, ry) = (f32::midpoint(top, bottom), (bottom - top) / 2.0);
        let steps = ((to - from).abs() * 20.0).ceil().max(2.0);
        let point = |i: usize| {
            let angle = (from + (to - from) * i as f32 / steps) * TAU;
            let (c, s) = (angle.cos(), angle.sin());
            let out = self.pushed_out(c, s);
            [self.cx + self.rx * narrow * c * out, cy + ry * s * out]
        };
        (0..=steps as usize).map(point).collect()
    }

    /// By how much a circle's point is pushed out (or in) to make an octagon or a box.
    fn pushed_out(&self, c: f32, s: f32) -> f32 {
        let (most, both) = (c.abs().max(s.abs()), (c.abs() + s.abs()) / 2.0_f32.sqrt());
        match self.hand {
            Hand::Round => 1.0,
            Hand::Chamfered => 1.0 / most.max(both * 1.08),
            Hand::Square => (1.0 / most).min(1.0 / (both * 0.78)),
        }
    }

    fn belly(&self) -> Stroke {
        let mut stroke = vec![[self.l, self.t]];
        stroke.extend(self.arc([self.t, 0.52], 1.0, [-0.25, 0.25]));
        stroke
    }

    fn one(&self) -> Vec<Stroke> {
        let Self { t, b, w, cx, .. } = *self;
        let reach = 0.22 * w.min(0.6);
        match self.variant % 4 {
            0 => vec![vec![[cx, t], [cx, b]]],
            1 => vec![vec![[cx - reach, t + 0.2], [cx, t], [cx, b]]],
            2 => vec![vec![[cx - reach * 1.3, t + 0.06], [cx, t], [cx, b]]],
            _ => vec![
                vec![[cx - reach, t + 0.12], [cx, t], [cx, b]],
                vec![[cx - 0.25 * w, b], [cx + 0.25 * w, b]],
            ],
        }
    }

    fn two(&self) -> Stroke {
        let Self { l, r, t, b, w, .. } = *self;
        if self.hand == Hand::Square {
            return vec![[l, t], [r, t], [r, 0.5], [l, 0.5], [l, b], [r, b]];
        }
        let mut stroke = self.arc([t, t + 0.5], 1.0, [0.46, 1.0]);
        match self.variant % 3 {
            0 => stroke.extend([[r, t + 0.3], [l, b - 0.02]]),
            1 => stroke.extend([
                [r, 0.45],
                [r - 0.12 * w, 0.52],
                [l + 0.1 * w, 0.6],
                [l, 0.7],
            ]),
            _ => stroke.extend([[r - 0.04 * w, t + 0.36], [l + 0.03 * w, b - 0.08]]),
        }
        stroke.extend([[l, b], [r, b]]);
        stroke
    }

    fn three(&self) -> Vec<Stroke> {
        let Self {
            l, r, t, b, w, cx, ..
        } = *self;
        let upper = match self.variant % 4 {
            3 => vec![[l, t], [r, t], [cx, 0.47]],
            _ => self.arc([t, 0.5], 1.0, [0.55, 1.25]),
        };
        let lower = self.arc([0.5, b], 1.0, [-0.25, 0.45]);
        vec![upper, lower, vec![[cx - 0.15 * w, 0.5], [cx, 0.5]]]
    }

    fn four(&self) -> Vec<Stroke> {
        let Self { l, r, t, b, w, .. } = *self;
        let stem = if self.variant.is_multiple_of(2) {
            r - 0.2 * w
        } else {
            r
        };
        let bar = 0.66 + 0.03 * (self.variant % 3) as f32;
        if self.variant % 5 == 4 || self.hand == Hand::Square && self.variant.is_multiple_of(2) {
            let foot = 0.3 + 0.05 * (self.variant % 3) as f32;
            return vec![
                vec![[stem, foot], [stem, b]],
                vec![[l, t], [l, bar], [r, bar]],
            ];
        }
        vec![
            vec![[stem, t], [stem, b]],
            vec![[stem, t], [l, bar], [r, bar]],
        ]
    }

    fn five(&self) -> Vec<Stroke> {
        let Self { l, r, t, b, .. } = *self;
        if self.hand == Hand::Square {
            return vec![vec![[r, t], [l, t], [l, 0.5], [r, 0.5], [r, b], [l, b]]];
        }
        let mut belly = vec![[l, 0.45]];
        belly.extend(self.arc([0.4, b], 1.0, [-0.32, 0.42]));
        vec![vec![[r, t], [l + 0.03, t], [l, 0.45]], belly]
    }

    fn six(&self) -> Vec<Stroke> {
        let Self { l, r, t, b, w, .. } = *self;
        let ring = self.arc([0.42, b], 1.0, [0.0, 1.0]);
        let mut back = vec![[l, f32::midpoint(0.42, b)]];
        match self.variant % 3 {
            0 => back.extend([[l + 0.12 * w, 0.3], [r - 0.1 * w, t]]),
            _ => back.extend(self.arc([t, t + 0.6], 1.0, [0.5, 0.92])),
        }
        vec![ring, back]
    }

    fn eight(&self) -> Vec<Stroke> {
        let waist = if self.variant.is_multiple_of(3) {
            0.5
        } else {
            0.47
        };
        let narrow = if self.variant.is_multiple_of(2) {
            0.88
        } else {
            1.0
        };
        vec![
            self.arc([self.t, waist], narrow, [0.0, 1.0]),
            self.arc([waist, self.b], 1.0, [0.0, 1.0]),
        ]
    }

    fn metre(&self) -> Vec<Stroke> {
        let Self {
            l, r, t, b, w, cx, ..
        } = *self;
        let dip = [0.45, 0.62, 0.75, b][self.variant as usize % 4];
        let splay = if self.variant.is_multiple_of(3) {
            0.06 * w
        } else {
            0.0
        };
        vec![vec![
            [l, b],
            [l + splay, t],
            [cx, dip],
            [r - splay, t],
            [r, b],
        ]]
    }
}

/// Strokes turned by half a turn in their box.
fn turned(strokes: &[Stroke], w: f32) -> Vec<Stroke> {
    let turn = |stroke: &Stroke| stroke.iter().map(|[x, y]| [w - x, 1.0 - y]).collect();
    strokes.iter().map(turn).collect()
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
