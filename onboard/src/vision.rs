//! A ship's draught read from pictures: the figures on the hull become a numbered ruler, the border
//! between hull and water a height on it.
//!
//! In: a [`picture::Picture`]. Out: a [`ruler::Ruler`], or a [`ruler::Refusal`] that says why not.
//! Nothing here opens files or streams, reads a clock or knows the ship: AIS draught and depth are
//! checks for the caller, never an input to the reading.

pub mod picture;

pub mod comb;
pub mod glyphs;
pub mod ladder;

pub mod ruler;

pub mod strip;
pub mod waterline;

pub mod register;

pub mod level;
pub mod watch;

pub mod annotate;
pub mod reading;
