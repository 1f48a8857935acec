//! The weight by the papers, beside the weight that was found.

use serde::Serialize;

use super::figure::{grouped, number, uncertainty_decimals};

/// Declared against found, tonnes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// By the papers.
    pub declared_t: f64,
    /// Declared less found.
    pub difference_t: f64,
    /// The difference, per cent of the weight declared.
    pub percent: f64,
    /// What the two say of each other.
    pub verdict: Verdict,
    /// The same in a sentence.
    pub sentence: String,
}

/// What two weights say of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The declared weight lies within the 95 % interval.
    Agrees,
    /// More is declared than was found.
    MoreDeclared,
    /// Less is declared than was found.
    LessDeclared,
}

impl Comparison {
    /// Compares a declared weight with one that was found and its 95 % half width.
    pub fn new(declared_t: f64, found_t: f64, u95_t: f64) -> Self {
        let difference_t = declared_t - found_t;
        let verdict = if difference_t.abs() <= u95_t {
            Verdict::Agrees
        } else if difference_t > 0.0 {
            Verdict::MoreDeclared
        } else {
            Verdict::LessDeclared
        };
        let percent = 100.0 * difference_t / declared_t;
        Self {
            declared_t,
            difference_t,
            percent,
            verdict,
            sentence: sentence(verdict, difference_t, percent, u95_t),
        }
    }
}

fn sentence(verdict: Verdict, difference_t: f64, percent: f64, u95_t: f64) -> String {
    let decimals = uncertainty_decimals(u95_t);
    let amount = grouped(difference_t.abs(), decimals);
    let percent = number(percent.abs(), 2);
    let interval = grouped(u95_t, decimals);
    let times = number(difference_t.abs() / u95_t, 1);
    match verdict {
        Verdict::Agrees => format!(
            "Declared and found differ by {amount} t ({percent} %), within the ±{interval} t of \
             this survey: the survey does not contradict the papers."
        ),
        Verdict::MoreDeclared => format!(
            "{amount} t ({percent} %) more is declared than was found, {times} times the \
             ±{interval} t of this survey: the papers are not confirmed."
        ),
        Verdict::LessDeclared => format!(
            "{amount} t ({percent} %) less is declared than was found, {times} times the \
             ±{interval} t of this survey: the papers are not confirmed."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(declared_t: f64, expected: Verdict, says: &str) {
        let found = Comparison::new(declared_t, 24_000.0, 60.0);
        assert_eq!(found.verdict, expected);
        assert!(found.sentence.contains(says), "{}", found.sentence);
    }

    #[test]
    fn a_weight_within_the_interval_is_not_contradicted() {
        check(24_060.0, Verdict::Agrees, "differ by 60 t (0.25 %)");
        check(23_940.0, Verdict::Agrees, "does not contradict");
    }

    #[test]
    fn a_weight_outside_is_not_confirmed() {
        check(24_120.0, Verdict::MoreDeclared, "120 t (0.50 %) more");
        check(23_760.0, Verdict::LessDeclared, "4.0 times the ±60 t");
    }
}
