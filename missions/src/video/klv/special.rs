//! Values of an item that are no number: an error indicator is kept as what it says.

use std::fmt;

/// What an item says in place of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    /// Beyond what the mapping can say (ST 0601: 0x8000 of tags 6, 7, 50 to 52, 79, 80, 90 to 93).
    OutOfRange,
    /// The camera does not look at the earth (0x8000… of frame centre, corners and target).
    OffEarth,
    /// The lowest integer where the standard gives it no meaning (tags 13, 14, 19, 67, 68).
    Reserved,
    /// IMAPB: infinity.
    Infinity {
        /// Minus infinity.
        negative: bool,
    },
    /// IMAPB: not a number.
    NotANumber {
        /// Its sign bit.
        negative: bool,
        /// A signalling one.
        signalling: bool,
        /// The identifier in the remaining bits.
        id: u64,
    },
    /// IMAPB: below the lowest value that can be said.
    BelowMinimum,
    /// IMAPB: above the highest.
    AboveMaximum,
    /// IMAPB: a signal that the two ends have agreed upon.
    User(u64),
}

impl fmt::Display for Special {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = |negative: &bool| if *negative { "minus " } else { "" };
        match self {
            Self::OutOfRange => f.write_str("out of range"),
            Self::OffEarth => f.write_str("not available (off earth)"),
            Self::Reserved => f.write_str("reserved"),
            Self::Infinity { negative } => write!(f, "{}infinity", sign(negative)),
            Self::NotANumber { negative, id, .. } => {
                write!(f, "{}not a number (identifier {id})", sign(negative))
            }
            Self::BelowMinimum => f.write_str("below the minimum"),
            Self::AboveMaximum => f.write_str("above the maximum"),
            Self::User(signal) => write!(f, "agreed signal {signal}"),
        }
    }
}
