//! The figures of draught marks: how they are painted, and a small network that knows them again.
//!
//! The network is taught on drawings only ([`plate`], [`lesson`]); its weights are in the program.

pub mod strokes;

pub mod plate;

pub mod lesson;
pub mod view;

pub mod kernel;
pub mod network;
pub mod window;

/// What a window may show: a figure, an `M`, or (the blank) none of them.
pub const CLASSES: [char; 12] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'M', ' '];
/// The place of `M` in [`CLASSES`].
pub const METRE: usize = 10;
/// The place of *none* in [`CLASSES`].
pub const NONE: usize = 11;
