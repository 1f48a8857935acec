//! The survey sheet that is shipped with the program.

/// A bulk carrier that loads: initial and final survey, and the weight by her papers.
pub const LOADING: &str = include_str!("../../surveys/loading.toml");
