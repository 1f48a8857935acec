//! Plans in other people's formats, one file each; areas drawn elsewhere in [`outline`], published
//! airspace in [`zones`].
//! Everything here is bytes to types and back; reading and writing files is the program's.

mod features;
mod finite;
pub mod geojson;
pub(crate) mod json;
pub mod kml;
mod kmz;
mod left_behind;
pub mod outline;
pub mod qgc_plan;
#[cfg(test)]
pub(crate) mod sample;
pub mod svg;
pub mod wpl;
pub mod wpml;
pub(crate) mod xml;
pub mod zones;

use std::fmt;

use thiserror::Error;

pub use crate::loss::Loss;
use crate::plan::Plan;
pub use left_behind::left_behind;

/// A file format for plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// QGroundControl's `.plan`; one sortie a file.
    QgcPlan,
    /// "QGC WPL 110" text, `.waypoints`; one sortie a file.
    Wpl,
    /// GeoJSON (RFC 7946).
    GeoJson,
    /// KML 2.2.
    Kml,
    /// DJI's WPML in a `.kmz`; one sortie a file. A `.kmz` without it is read as KML.
    Wpml,
    /// A picture; written only.
    Svg,
}

/// Why bytes could not be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The name's extension is none that is known.
    #[error("{0:?} names no format that can be read{hint}", hint = hint(.0))]
    Unknown(String),
    /// Larger than any plan; nothing was parsed.
    #[error("{0} bytes are more than the {LARGEST} that a file may have")]
    TooLarge(usize),
    /// The file does not follow its format.
    #[error("{place}: {reason}")]
    Malformed {
        /// Where: `line 7`, `mission.items[3].params[4]`, `Placemark 2`.
        place: String,
        /// What is wrong there, with the value.
        reason: String,
    },
}

/// Why a plan could not be written.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum WriteError {
    /// No such sortie.
    #[error("sortie {wanted} of {there}: there is no such sortie")]
    NoSortie {
        /// Counted from 1, as people do.
        wanted: usize,
        /// How many there are.
        there: usize,
    },
    /// A number that no file can carry.
    #[error("{place}: {value} cannot be written")]
    NotFinite {
        /// Where: `sortie 2, leg 14, height`.
        place: String,
        /// NaN or infinity, as text.
        value: String,
    },
    /// The format needs what the plan lacks.
    #[error("{format} needs {what}")]
    Needs {
        /// The format.
        format: Format,
        /// What it needs.
        what: String,
    },
}

/// The largest file that is read, bytes.
pub const LARGEST: usize = 32 << 20;

impl Format {
    /// The format that a path's extension names.
    pub fn from_path(path: &str) -> Option<Self> {
        match extension(path).as_str() {
            "plan" => Some(Self::QgcPlan),
            "waypoints" | "wpl" | "txt" | "mission" => Some(Self::Wpl),
            "geojson" | "json" => Some(Self::GeoJson),
            "kml" => Some(Self::Kml),
            "kmz" | "wpml" => Some(Self::Wpml),
            "svg" => Some(Self::Svg),
            _ => None,
        }
    }

    /// Whether one file holds all sorties; otherwise each sortie is a file of its own.
    pub const fn holds_all_sorties(self) -> bool {
        matches!(self, Self::GeoJson | Self::Kml | Self::Svg)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::QgcPlan => "QGroundControl plan",
            Self::Wpl => "WPL 110",
            Self::GeoJson => "GeoJSON",
            Self::Kml => "KML",
            Self::Wpml => "DJI WPML",
            Self::Svg => "SVG",
        })
    }
}

/// What was probably meant where a mission file stands in the place of a plan.
fn hint(name: &str) -> &'static str {
    match extension(name).as_str() {
        "toml" => "; a mission is made into a plan by `missions plan`",
        _ => "",
    }
}

impl ReadError {
    pub(crate) fn at(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Malformed {
            place: place.into(),
            reason: reason.into(),
        }
    }
}

/// Reads a plan; the format is the extension of `name` (or `name` itself: `plan`, `kml`).
pub fn read(name: &str, bytes: &[u8]) -> Result<(Plan, Vec<Loss>), ReadError> {
    if bytes.len() > LARGEST {
        return Err(ReadError::TooLarge(bytes.len()));
    }
    match Format::from_path(name) {
        Some(Format::QgcPlan) => qgc_plan::read(bytes),
        Some(Format::Wpl) => wpl::read(bytes),
        Some(Format::GeoJson) => geojson::read(bytes),
        Some(Format::Kml) => kml::read(bytes),
        Some(Format::Wpml) => kmz::read(bytes),
        _ => Err(ReadError::Unknown(name.to_owned())),
    }
}

/// Writes a whole plan.
///
/// In a format that holds one sortie a file this is the first sortie, and the others are losses;
/// call [`write_sortie`] for each instead.
pub fn write(plan: &Plan, format: Format) -> Result<(Vec<u8>, Vec<Loss>), WriteError> {
    let (bytes, mut losses) = write_sortie(plan, 0, format)?;
    let sorties = plan.sorties.len();
    if sorties > 1 && !format.holds_all_sorties() {
        let place = format!("sorties 2 to {sorties}");
        losses.push(Loss::new(
            place,
            format!("{format} holds one sortie a file"),
        ));
    }
    Ok((bytes, losses))
}

/// Writes one sortie, counted from 0; a format that holds all sorties gets all of them.
pub fn write_sortie(
    plan: &Plan,
    sortie: usize,
    format: Format,
) -> Result<(Vec<u8>, Vec<Loss>), WriteError> {
    finite::check(plan)?;
    match format {
        Format::QgcPlan => qgc_plan::write(plan, sortie),
        Format::Wpl => wpl::write(plan, sortie),
        Format::GeoJson => Ok((geojson::write(plan), Vec::new())),
        Format::Kml => Ok((kml::write(plan), Vec::new())),
        Format::Svg => Ok((svg::write(plan).into_bytes(), Vec::new())),
        Format::Wpml => wpml::write(plan, sortie),
    }
}

/// The sortie with an index from 0.
pub(crate) fn sortie(plan: &Plan, index: usize) -> Result<&crate::plan::Sortie, WriteError> {
    plan.sorties.get(index).ok_or(WriteError::NoSortie {
        wanted: index + 1,
        there: plan.sorties.len(),
    })
}

/// Limits that a format without any of them leaves out.
fn limits_left_out(plan: &Plan, format: Format) -> Vec<Loss> {
    let airspace = &plan.airspace;
    let several = |count: usize, what: &str| {
        let ending = if count == 1 { "" } else { "s" };
        let place = format!("{count} {what}{ending}");
        (count > 0).then(|| Loss::new(place, format!("{format} holds no {what}s")))
    };
    let fence = airspace.fence.as_ref();
    let fence = fence.map(|_| Loss::new("fence", format!("{format} holds no fence")));
    fence
        .into_iter()
        .chain(several(airspace.zones.len(), "zone"))
        .chain(several(airspace.rally.len(), "rally point"))
        .collect()
}

fn extension(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.rsplit('.').next().unwrap_or(name).to_ascii_lowercase()
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
