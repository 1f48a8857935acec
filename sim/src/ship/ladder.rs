//! A column of draught marks: which figures stand where.
//!
//! Metric marks are 10 cm high, one every 20 cm; feet are 6 inches high, one every foot; the lower
//! edge of a figure is the draught it names (practice of the UN/ECE draught-survey code, 1992).

use missions::range::outside;
use serde::{Deserialize, Serialize};

use super::font::Font;

/// What the figures count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Units {
    /// Metres and decimetres.
    #[default]
    Metric,
    /// Feet in Arabic figures.
    Feet,
    /// Feet in Roman figures.
    Roman,
}

/// How a whole metre is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Metre {
    /// `7M`, its middle in the column.
    #[default]
    Centred,
    /// The M in the column, the metres to its left.
    InColumn,
    /// The M in the column, the metres twice as high to its left.
    Double,
}

/// How figures are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Make {
    /// Paint only.
    #[default]
    Painted,
    /// Cut from plate, welded on and painted.
    Welded,
    /// Their outline run with the welding rod, and painted.
    Bead,
}

/// A column of marks and what is written near it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Marks {
    /// What the figures count.
    pub units: Units,
    /// How a metre is written.
    pub metre: Metre,
    /// How figures are made.
    pub make: Make,
    /// How they are drawn.
    pub font: Font,
    /// A short bar at each odd decimetre.
    pub bars: bool,
    /// How far the column leans to the right with height, degrees.
    pub lean_deg: f64,
    /// Other writing on the plating.
    pub letters: Vec<Letters>,
    /// A load-line disc: where its middle stands.
    pub disc: Option<Spot>,
}

/// Writing that is no draught mark.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letters {
    /// What is written.
    pub text: String,
    /// To the right of the column, metres, its left edge.
    pub x_m: f64,
    /// Above the still waterline, metres, its lower edge.
    pub up_m: f64,
    /// How high, metres.
    pub height_m: f64,
    /// Whether a frame is drawn about it.
    #[serde(default)]
    pub boxed: bool,
}

/// A place on the plating.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spot {
    /// To the right of the column, metres.
    pub x_m: f64,
    /// Above the still waterline, metres.
    pub up_m: f64,
}

/// One piece of writing.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What it says.
    pub text: String,
    /// The draught at its lower edge, metres.
    pub draught_m: f64,
    /// The height of its highest character, metres.
    pub height_m: f64,
    /// Whether it is no draught mark.
    pub extra: bool,
    /// Its characters: which, left edge along the plating, height; metres.
    pub characters: Vec<(char, f64, f64)>,
    /// From its left edge to its right one, metres along the plating.
    pub span_m: [f64; 2],
    /// Whether a frame is drawn about it.
    pub boxed: bool,
}

/// A foot, metres.
const FOOT_M: f64 = 0.3048;

impl Marks {
    /// Where the column is at a height above the still waterline, metres along the plating.
    pub fn column_m(&self, up_m: f64) -> f64 {
        up_m * self.lean_deg.to_radians().tan()
    }

    /// All figures whose lower edges lie between two draughts, from below upwards, then what
    /// else is written; `still_m` is the draught at the still waterline.
    pub fn figures(&self, still_m: f64, draughts_m: [f64; 2]) -> Vec<Figure> {
        let step_m = match self.units {
            Units::Metric => 0.2,
            Units::Feet | Units::Roman => FOOT_M,
        };
        let first = (draughts_m[0].max(0.0) / step_m).ceil() as u32;
        let last = (draughts_m[1].max(0.0) / step_m).floor() as u32;
        let mut figures: Vec<Figure> = (first..=last)
            .filter(|n| *n > 0)
            .map(|n| self.figure(n, f64::from(n) * step_m, still_m))
            .collect();
        figures.extend(self.letters.iter().map(|l| self.writing(l, still_m)));
        figures
    }

    /// The bars at odd decimetres between two draughts.
    pub fn bars_m(&self, draughts_m: [f64; 2]) -> Vec<f64> {
        if !self.bars || self.units != Units::Metric {
            return Vec::new();
        }
        let first = (draughts_m[0].max(0.0) * 10.0).ceil() as u32;
        let last = (draughts_m[1].max(0.0) * 10.0).floor() as u32;
        (first..=last)
            .filter(|n| n % 2 == 1)
            .map(|n| f64::from(n) / 10.0)
            .collect()
    }

    fn figure(&self, step: u32, draught_m: f64, still_m: f64) -> Figure {
        let high = match self.units {
            Units::Metric => 0.1,
            Units::Feet | Units::Roman => FOOT_M / 2.0,
        };
        let column = self.column_m(draught_m - still_m);
        let metre = self.units == Units::Metric && step.is_multiple_of(5);
        let text = match self.units {
            Units::Metric if metre => format!("{}M", step / 5),
            Units::Metric => (step % 5 * 2).to_string(),
            Units::Feet => step.to_string(),
            Units::Roman => roman(step),
        };
        let heights: Vec<f64> = text
            .chars()
            .map(|c| {
                if metre && c != 'M' && self.metre == Metre::Double {
                    2.0 * high
                } else {
                    high
                }
            })
            .collect();
        let mut figure = self.line(&text, &heights, draught_m);
        let width = figure.span_m[1];
        let left = match self.metre {
            Metre::InColumn | Metre::Double if metre => {
                column + self.font.width_m('M', high) / 2.0 - width
            }
            _ => column - width / 2.0,
        };
        figure.shift(left);
        figure
    }

    fn writing(&self, letters: &Letters, still_m: f64) -> Figure {
        let heights = vec![letters.height_m; letters.text.chars().count()];
        let mut figure = self.line(&letters.text, &heights, still_m + letters.up_m);
        figure.shift(letters.x_m);
        figure.extra = true;
        figure.boxed = letters.boxed;
        figure
    }

    /// Characters in a row that begins at 0.
    fn line(&self, text: &str, heights: &[f64], draught_m: f64) -> Figure {
        let mut at = 0.0;
        let mut characters = Vec::new();
        let mut right = 0.0;
        for (letter, &height) in text.chars().zip(heights) {
            characters.push((letter, at, height));
            right = at + self.font.width_m(letter, height);
            at = right + self.font.gap_m(height);
        }
        Figure {
            text: text.to_owned(),
            draught_m,
            height_m: heights.iter().copied().fold(0.0, f64::max),
            extra: false,
            characters,
            span_m: [0.0, right],
            boxed: false,
        }
    }

    /// What is wrong with it: field, value and why, a sentence each.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut within = |name: &str, value: f64, low: f64, high: f64| {
            faults.extend(outside(name, value, low, high));
        };
        within("marks.font.weight", self.font.weight, 0.05, 0.35);
        within("marks.font.aspect", self.font.aspect, 0.3, 1.2);
        within("marks.font.squareness", self.font.squareness, 0.0, 1.0);
        within("marks.font.slant", self.font.slant, -0.4, 0.4);
        within("marks.lean_deg", self.lean_deg, -45.0, 45.0);
        for letters in &self.letters {
            within("marks.letters.height_m", letters.height_m, 0.02, 2.0);
            within("marks.letters.x_m", letters.x_m, -50.0, 50.0);
            within("marks.letters.up_m", letters.up_m, -20.0, 20.0);
        }
        for letters in &self.letters {
            if let Some(odd) = letters
                .text
                .chars()
                .find(|c| self.font.glyph(*c, 0.1).is_none() && *c != ' ')
            {
                faults.push(format!("marks.letters.text holds {odd:?}: only A to Z without J, Q, Y, Z, and figures, are drawn"));
            }
        }
        faults
    }
}

impl Figure {
    /// The middle of its lower edge, metres along the plating.
    pub fn middle_m(&self) -> f64 {
        0.5 * (self.span_m[0] + self.span_m[1])
    }

    fn shift(&mut self, by: f64) {
        for character in &mut self.characters {
            character.1 += by;
        }
        self.span_m = self.span_m.map(|edge| edge + by);
    }
}

fn roman(mut number: u32) -> String {
    let mut text = String::new();
    for (value, figures) in [
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ] {
        while number >= value {
            text.push_str(figures);
            number -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(marks: &Marks, draughts_m: [f64; 2]) -> Vec<String> {
        let figures = marks.figures(8.0, draughts_m);
        figures.into_iter().map(|figure| figure.text).collect()
    }

    #[test]
    fn metric_marks_stand_every_twenty_centimetres_and_name_the_metre() {
        let marks = Marks::default();
        assert_eq!(texts(&marks, [7.5, 8.5]), ["6", "8", "8M", "2", "4"]);
        for figure in marks.figures(8.0, [7.5, 8.5]) {
            assert!((figure.draught_m * 5.0 - (figure.draught_m * 5.0).round()).abs() < 1e-9);
            assert_eq!(figure.height_m, 0.1);
        }
    }

    #[test]
    fn feet_are_written_in_either_figures() {
        let with = |units| Marks {
            units,
            ..Marks::default()
        };
        assert_eq!(
            texts(&with(Units::Feet), [8.2, 9.2]),
            ["27", "28", "29", "30"]
        );
        assert_eq!(
            texts(&with(Units::Roman), [8.2, 9.2]),
            ["XXVII", "XXVIII", "XXIX", "XXX"]
        );
    }

    #[test]
    fn a_double_metre_is_twenty_centimetres_high_and_its_m_stands_in_the_column() {
        let marks = Marks {
            metre: Metre::Double,
            ..Marks::default()
        };
        let figures = marks.figures(8.0, [7.9, 8.1]);
        assert_eq!((figures.len(), figures[0].height_m), (1, 0.2));
        let (letter, left, height) = figures[0].characters[1];
        assert_eq!((letter, height), ('M', 0.1));
        assert!((left + marks.font.width_m('M', 0.1) / 2.0).abs() < 1e-12);
    }

    #[test]
    fn a_leaning_column_carries_its_figures_along() {
        let marks = Marks {
            lean_deg: 10.0,
            ..Marks::default()
        };
        let figures = marks.figures(8.0, [8.3, 8.5]);
        assert!((figures[0].middle_m() - 0.4 * 10.0_f64.to_radians().tan()).abs() < 1e-12);
    }

    #[test]
    fn bars_stand_at_odd_decimetres_only() {
        let marks = Marks {
            bars: true,
            ..Marks::default()
        };
        assert_eq!(marks.bars_m([7.85, 8.35]), [7.9, 8.1, 8.3]);
    }

    #[test]
    fn writing_that_cannot_be_drawn_is_told() {
        let marks = Marks {
            letters: vec![Letters {
                text: "FÜR".to_owned(),
                x_m: 0.0,
                up_m: 1.0,
                height_m: 0.2,
                boxed: false,
            }],
            ..Marks::default()
        };
        assert!(marks.faults()[0].contains("'Ü'"), "{:?}", marks.faults());
    }
}
