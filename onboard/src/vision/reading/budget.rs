//! What a reading's uncertainty is made of (GUM: independent terms, root of the sum of squares;
//! expanded by 2 for 95 %).

use serde::Serialize;

/// One source of uncertainty.
#[derive(Clone, Debug, Serialize)]
pub struct Term {
    /// Of what.
    pub name: &'static str,
    /// Standard uncertainty, metres.
    pub u_m: f64,
}

/// All terms of a reading.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Budget {
    /// The terms.
    pub terms: Vec<Term>,
}

impl Budget {
    /// A budget of terms, each a name and a standard uncertainty in metres.
    pub fn of<const N: usize>(terms: [(&'static str, f64); N]) -> Self {
        Self {
            terms: terms
                .into_iter()
                .map(|(name, u_m)| Term { name, u_m })
                .collect(),
        }
    }

    /// Combined standard uncertainty, metres.
    pub fn u_m(&self) -> f64 {
        self.terms
            .iter()
            .map(|term| term.u_m * term.u_m)
            .sum::<f64>()
            .sqrt()
    }

    /// Expanded uncertainty, 95 %, metres.
    pub fn u95_m(&self) -> f64 {
        2.0 * self.u_m()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_add_as_squares_and_are_doubled() {
        let budget = Budget::of([("ruler", 0.003), ("waterline", 0.004)]);
        assert!((budget.u_m() - 0.005).abs() < 1e-12);
        assert!((budget.u95_m() - 0.010).abs() < 1e-12);
        assert_eq!(Budget::default().u95_m(), 0.0);
    }
}
