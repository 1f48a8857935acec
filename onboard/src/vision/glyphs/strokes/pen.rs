//! The written figures: the pen that draws each of them in its box.

use super::{Hand, Stroke, Style};
use std::f32::consts::TAU;

/// The box a figure's centre lines keep within.
pub(super) struct Pen {
    pub(super) hand: Hand,
    pub(super) variant: u32,
    pub(super) w: f32,
    pub(super) l: f32,
    pub(super) r: f32,
    pub(super) t: f32,
    pub(super) b: f32,
    /// The middle, and half the width.
    pub(super) cx: f32,
    rx: f32,
}

impl Pen {
    pub(super) fn new(style: &Style, w: f32) -> Self {
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

    /// The strokes of a figure; none for what is not drawn.
    pub(super) fn strokes(&self, figure: char) -> Vec<Stroke> {
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
pub(super) fn turned(strokes: &[Stroke], w: f32) -> Vec<Stroke> {
    let turn = |stroke: &Stroke| stroke.iter().map(|[x, y]| [w - x, 1.0 - y]).collect();
    strokes.iter().map(turn).collect()
}
