//! Why a ruler gives no waterline.

use thiserror::Error;

/// A reasoned *no*: an answer, not a fault. Each is a plain sentence for the officer.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum Unclear {
    /// The picture ends on the hull.
    #[error("the waterline is not in the picture: it ends at {lowest_m:.2} m, on the hull")]
    OutOfPicture {
        /// The least draught that the picture shows at the column, metres.
        lowest_m: f64,
    },
    /// Nothing below the figures looks like the border of water.
    #[error("no waterline found below the figure at {lowest_m:.1} m")]
    NoBorder {
        /// Lower edge of the lowest figure that was read, metres.
        lowest_m: f64,
    },
    /// Two borders do equally well.
    #[error("two edges, {one_m:.2} and {other_m:.2} m, cannot be told apart")]
    TwoEdges {
        /// The slightly better one, metres.
        one_m: f64,
        /// The other one, metres.
        other_m: f64,
    },
    /// The border is too soft to say where it is.
    #[error("the water's edge at about {draught_m:.2} m is not sharp: ± {u95_m:.2} m")]
    NotSharp {
        /// Its middle, metres.
        draught_m: f64,
        /// How far the water may be from it, 95 %, metres.
        u95_m: f64,
    },
}
