//! The mission files that are shipped with the program.

/// The free-port basins of Bremerhaven, mown with a map's overlap.
pub const HARBOUR: &str = include_str!("../../missions/harbour.toml");

/// The coast around Cap Gris-Nez, flown along.
pub const COAST: &str = include_str!("../../missions/coast.toml");

/// A box of the German Bight off Heligoland, searched by parallel tracks.
pub const OFFSHORE: &str = include_str!("../../missions/offshore.toml");

#[cfg(test)]
mod tests;
