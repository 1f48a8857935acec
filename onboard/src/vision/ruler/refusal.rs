//! Why a picture gives no ruler.

use thiserror::Error;

/// A reasoned *no*: an answer, not a fault. Each is a plain sentence for the officer.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum Refusal {
    /// The picture has too few pixels for any figure.
    #[error("the picture is too small: {width} × {height} pixels")]
    TooSmall {
        /// Columns of pixels.
        width: usize,
        /// Rows of pixels.
        height: usize,
    },
    /// Nothing in the picture is spaced and sized like draught figures.
    #[error("no column of draught figures found")]
    NoMarks,
    /// A column was found, but its figures do not read as 2, 4, 6, 8 and M.
    #[error("a column of {figures} figures found, but they do not read as draught marks")]
    Illegible {
        /// How many figures stand in the column.
        figures: usize,
    },
    /// The figures read equally well in two places of the ladder.
    #[error("the decimetre is not certain: the figures read as {best} or as {other}")]
    DecimetreUncertain {
        /// The best way to read the column, upwards.
        best: String,
        /// The next best.
        other: String,
    },
    /// The figures between the metres are legible, no metre label is.
    #[error("metre not legible: {}", candidates_in_words(candidates))]
    MetreNotLegible {
        /// Metres that the label may show, likeliest first; empty when no label is in the picture.
        candidates: Vec<u32>,
    },
    /// Two labels cannot both be right.
    #[error("the metre labels contradict one another: {lower} is followed by {upper}")]
    LabelsContradict {
        /// What the lower label reads.
        lower: u32,
        /// What the label a metre above it reads.
        upper: u32,
    },
    /// Two columns read differently.
    #[error(
        "two columns of figures read differently: {one_m:.1} m and {other_m:.1} m at one height"
    )]
    ColumnsDiffer {
        /// What the clearer one reads there, metres.
        one_m: f64,
        /// What the other one reads at that height of the picture, metres.
        other_m: f64,
    },
    /// Imperial or Roman figures: every foot, six inches high.
    #[error("the figures count feet, not decimetres: the reader knows metres only")]
    Feet,
    /// Too few of the figures lie where a ruler would have them.
    #[error("only {good} of {all} figures fit one ruler")]
    NoStraightRuler {
        /// Figures that fit.
        good: usize,
        /// Figures in the column.
        all: usize,
    },
    /// The ruler of the picture before is not found in this one.
    #[error("the marks followed so far are lost")]
    Lost,
}

fn candidates_in_words(candidates: &[u32]) -> String {
    if candidates.is_empty() {
        return "no metre label in the picture".to_owned();
    }
    let metres: Vec<String> = candidates.iter().map(|m| format!("{m}M")).collect();
    format!("may be {}", metres.join(" or "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_it_knows() {
        let refusal = Refusal::MetreNotLegible {
            candidates: vec![6, 8],
        };
        assert_eq!(refusal.to_string(), "metre not legible: may be 6M or 8M");
        let refusal = Refusal::MetreNotLegible { candidates: vec![] };
        assert_eq!(
            refusal.to_string(),
            "metre not legible: no metre label in the picture"
        );
    }
}
