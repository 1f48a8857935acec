//! The mission files that are shipped with the program.

/// The free-port basins of Bremerhaven, mown with a map's overlap.
pub const HARBOUR: &str = include_str!("../../missions/harbour.toml");

/// The coast around Cap Gris-Nez, flown along.
pub const COAST: &str = include_str!("../../missions/coast.toml");

/// A box of the German Bight off Heligoland, searched by parallel tracks.
pub const OFFSHORE: &str = include_str!("../../missions/offshore.toml");

/// Six draughts of a bulk carrier at anchor; it names [`BULK_CARRIER`] as `bulk-carrier.toml`.
pub const DRAUGHTS: &str = include_str!("../../missions/draughts.toml");

/// That bulk carrier, as a ship file.
pub const BULK_CARRIER: &str = include_str!("../../ships/bulk-carrier.toml");

#[cfg(test)]
mod tests;
