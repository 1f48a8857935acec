//! Where the figures of a column stand.

use super::super::strokes::{Hand, Style};
use super::Placed;
use super::weather::normal;
use rand::RngExt;
use rand_pcg::Pcg32;

/// Height of a figure, metres; rungs are two heights apart.
pub const FIGURE_M: f32 = 0.1;

/// How the metre labels are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// `M` in the column of the other figures, the metre's digits left of it.
    MetreInColumn,
    /// Digits and `M` centred on the column.
    Centred,
    /// Digits and `M` begin at the column's left edge.
    Left,
    /// Digits twice as high, left of an `M` that stands in the column.
    TallLeft,
    /// Digits twice as high, with `M` centred on the column.
    TallCentred,
    /// The metre is written before every figure.
    MetreBeforeEach,
    /// Every foot, figures of six inches (drawn as if 0.1 m): numbers only.
    Feet,
}

impl Layout {
    /// All layouts.
    pub const ALL: [Self; 7] = [
        Self::MetreInColumn,
        Self::Centred,
        Self::Left,
        Self::TallLeft,
        Self::TallCentred,
        Self::MetreBeforeEach,
        Self::Feet,
    ];

    fn tall(self) -> f32 {
        match self {
            Self::TallLeft | Self::TallCentred => 2.0,
            _ => 1.0,
        }
    }
}

/// A column of marks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lettering {
    /// How metre labels are laid out.
    pub layout: Layout,
    /// The column's lower end, metres of draught.
    pub low_m: f32,
    /// Its upper end.
    pub high_m: f32,
    /// Bars at the odd decimetres.
    pub bars: bool,
    /// Between two figures of a label, in heights.
    pub gap: f32,
}

impl Lettering {
    /// `M` in the column, no bars.
    pub fn plain(low_m: f32, high_m: f32) -> Self {
        Self {
            layout: Layout::MetreInColumn,
            low_m,
            high_m,
            bars: false,
            gap: 0.25,
        }
    }

    /// As the dice have it, with about `length_m` of marks.
    pub fn random(dice: &mut Pcg32, length_m: f32) -> Self {
        let low_m = dice.random_range(0.3..24.0_f32);
        Self {
            layout: Layout::ALL[dice.random_range(0..Layout::ALL.len())],
            low_m,
            high_m: low_m + length_m,
            bars: dice.random_bool(0.12),
            // seldom wide: 12 M as 1  2  M
            gap: 0.12 + 0.95 * dice.random_range(0.0..1.0_f32).powi(2),
        }
    }

    /// All its figures.
    pub fn figures(&self, style: &Style) -> Vec<Placed> {
        let rungs = (self.low_m * 5.0).ceil() as i32..=(self.high_m * 5.0).floor() as i32;
        let mut out = Vec::new();
        for rung in rungs {
            self.rung(rung, style, &mut out);
        }
        out
    }

    /// `rung` counts steps of 0.2 m.
    fn rung(&self, rung: i32, style: &Style, out: &mut Vec<Placed>) {
        let bottom = rung as f32 / 5.0;
        let (metre, figure) = (rung.div_euclid(5), 2 * rung.rem_euclid(5));
        match (self.layout, figure) {
            (Layout::Feet, _) => self.text(&rung.max(0).to_string(), 0.5, bottom, style, out),
            (_, 0) => self.label(metre, bottom, style, out),
            (Layout::MetreBeforeEach, _) => {
                self.ending_in_column(
                    &metre.to_string(),
                    1.0,
                    &figure.to_string(),
                    bottom,
                    style,
                    out,
                );
            }
            _ => self.text(&figure.to_string(), 0.5, bottom, style, out),
        }
        if self.bars {
            let bar = Style {
                width: 0.7,
                ..*style
            };
            self.text("-", 0.5, bottom + FIGURE_M, &bar, out);
        }
    }

    fn label(&self, metre: i32, bottom: f32, style: &Style, out: &mut Vec<Placed>) {
        let tall = self.layout.tall();
        match self.layout {
            Layout::Centred => self.text(&format!("{metre}M"), 0.5, bottom, style, out),
            Layout::Left => {
                let begin = -0.5 * style.width * FIGURE_M;
                let from = out.len();
                self.text(&format!("{metre}M"), 0.0, bottom, style, out);
                out[from..].iter_mut().for_each(|p| p.left_m += begin);
            }
            Layout::TallCentred => {
                let from = out.len();
                self.ending_in_column(&metre.to_string(), tall, "M", bottom, style, out);
                let (left, right) = ends(&out[from..]);
                out[from..]
                    .iter_mut()
                    .for_each(|p| p.left_m -= f32::midpoint(left, right));
            }
            _ => self.ending_in_column(&metre.to_string(), tall, "M", bottom, style, out),
        }
    }

    /// `last` in the middle of the column, `digits` of `tall` heights left of it.
    fn ending_in_column(
        &self,
        digits: &str,
        tall: f32,
        last: &str,
        bottom: f32,
        style: &Style,
        out: &mut Vec<Placed>,
    ) {
        let from = out.len();
        self.text(last, 0.5, bottom, style, out);
        let mut right = ends(&out[from..]).0 - self.gap * FIGURE_M;
        for digit in digits.chars().rev() {
            let mut placed = Placed::new(digit, [right, bottom], tall * FIGURE_M, style, tall);
            placed.left_m -= placed.width_m;
            right = placed.left_m - self.gap * FIGURE_M * tall;
            out.push(placed);
        }
    }

    /// A text of which the part `anchor` lies left of the column's middle.
    fn text(&self, text: &str, anchor: f32, bottom: f32, style: &Style, out: &mut Vec<Placed>) {
        let from = out.len();
        let mut left = 0.0;
        for figure in text.chars() {
            let placed = Placed::new(figure, [left, bottom], FIGURE_M, style, 1.0);
            left += placed.width_m + self.gap * FIGURE_M;
            out.push(placed);
        }
        let (first, last) = ends(&out[from..]);
        let shift = anchor * (last - first);
        out[from..].iter_mut().for_each(|p| p.left_m -= shift);
    }
}

impl Style {
    /// As the dice have it.
    pub fn random(dice: &mut Pcg32) -> Self {
        let hands = [Hand::Round, Hand::Round, Hand::Chamfered, Hand::Square];
        let width = dice.random_range(0.45..1.15_f32);
        Self {
            hand: hands[dice.random_range(0..hands.len())],
            width,
            // counters stay open, if only just: paint is laid on again and again
            thick: dice.random_range(0.08..0.34_f32).min(0.38 * width),
            variant: dice.random_range(0..60),
            bridge: if dice.random_bool(0.12) { 0.06 } else { 0.0 },
        }
    }
}

/// Names of tanks and frame numbers beside the column.
pub fn neighbours(dice: &mut Pcg32, [low, high]: [f32; 2], out: &mut Vec<Placed>) {
    const WORDS: [&str; 8] = ["APT", "FPT", "FWT", "WBT1P", "FR 36", "27", "TH", "PROP"];
    let style = Style::random(dice);
    let word = WORDS[dice.random_range(0..WORDS.len())];
    let height = FIGURE_M * dice.random_range(0.6..1.4);
    let side = if dice.random_bool(0.5) { -1.0 } else { 1.0 };
    let mut left = side * dice.random_range(0.25..0.5_f32) + 0.02 * normal(dice);
    let bottom = dice.random_range(low..high);
    for letter in word.chars() {
        let placed = Placed::new(letter, [left, bottom], height, &style, 1.0);
        left += placed.width_m + 0.3 * height;
        out.push(placed);
    }
}

fn ends(figures: &[Placed]) -> (f32, f32) {
    let left = figures
        .iter()
        .map(|p| p.left_m)
        .fold(f32::INFINITY, f32::min);
    let right = figures
        .iter()
        .map(|p| p.left_m + p.width_m)
        .fold(f32::NEG_INFINITY, f32::max);
    (left, right)
}
