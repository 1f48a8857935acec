//! The inputs of a survey by what an officer can do about them.

use serde::Serialize;

/// What an officer can do something about, together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// The six readings.
    Readings,
    /// What all readings share.
    Ruler,
    /// The hull that bends.
    Deflection,
    /// The water around the ship.
    Density,
    /// The hydrostatic table.
    Table,
    /// Trim corrections.
    Trim,
    /// List correction.
    List,
    /// Ballast water.
    Ballast,
    /// Fuel, fresh water, stores.
    Stores,
    /// Lightship and constant.
    Constant,
}

impl Group {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Readings,
        Self::Ruler,
        Self::Deflection,
        Self::Density,
        Self::Table,
        Self::Trim,
        Self::List,
        Self::Ballast,
        Self::Stores,
        Self::Constant,
    ];

    /// As people say it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Readings => "draught readings",
            Self::Ruler => "marks and ruler",
            Self::Deflection => "bent hull",
            Self::Density => "water density",
            Self::Table => "hydrostatic table",
            Self::Trim => "trim corrections",
            Self::List => "list correction",
            Self::Ballast => "ballast",
            Self::Stores => "fuel, water, stores",
            Self::Constant => "lightship and constant",
        }
    }
}
