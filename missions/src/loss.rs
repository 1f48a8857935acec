//! What got lost between two sides that say different things.

use std::fmt;

/// Something a format could not hold, or a file said that we could not keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Where: `sortie 2, leg 14`, `fence`.
    pub place: String,
    /// What is missing on the other side, in one sentence without a full stop.
    pub what: String,
}

impl Loss {
    /// A loss.
    pub fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            what: what.into(),
        }
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}
