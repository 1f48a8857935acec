//! The survey sheets that are shipped with the program.

/// A bulk carrier that loads: initial and final survey, and the weight by her papers.
pub const LOADING: &str = include_str!("../../surveys/loading.toml");

/// A bulk carrier at anchor whose readings are still to be taken, a sheet to be filled in.
pub const TEMPLATE: &str = include_str!("../../surveys/draughts-survey.toml");
