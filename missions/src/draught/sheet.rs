//! The survey sheet: TOML, as an officer writes it or `onboard` fills it in. Nothing is checked
//! here beyond its form; [`super::resolve`] follows its references and checks its values.

mod entry;

pub use entry::{OneOr, SidesEntry, SixEntry};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::arithmetic::Arithmetic;
use super::cargo::Operation;
use super::displacement::TrimCorrections;
use super::mean::MeanRule;
use super::perpendiculars::Perpendiculars;
use crate::mission::file::MissionFileError;
use crate::ship::marks::Stations;
use crate::ship::table_file::LcfOrigin;

/// A survey sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// Which arithmetic the statement shows; the other one's result stands beside it.
    #[serde(default)]
    pub arithmetic: Arithmetic,
    /// The ship.
    pub ship: ShipEntry,
    /// Her hydrostatic table, for every survey that has none of its own.
    pub hydrostatics: Option<HydrostaticsEntry>,
    /// The survey before cargo is worked.
    pub initial: Option<SurveyEntry>,
    /// The survey after cargo was worked.
    #[serde(rename = "final")]
    pub last: Option<SurveyEntry>,
    /// The only survey.
    pub arrival: Option<SurveyEntry>,
    /// The cargo by the papers.
    pub cargo: Option<CargoEntry>,
    /// What is uncertain in all surveys alike.
    #[serde(default)]
    pub uncertainty: UncertaintyEntry,
}

/// The ship.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipEntry {
    /// Her name.
    pub name: String,
    /// Her IMO number, seven digits.
    #[serde(default, deserialize_with = "entry::words")]
    pub imo: Option<String>,
    /// Length between perpendiculars, metres.
    pub lbp_m: f64,
    /// Moulded breadth, metres; without it the list is not checked.
    pub breadth_m: Option<f64>,
    /// Moulded depth, metres.
    pub depth_m: Option<f64>,
    /// Mass of the empty ship, tonnes.
    pub lightship_t: Option<f64>,
    /// How far that may be off at 95 %, tonnes.
    pub u95_lightship_t: Option<f64>,
    /// Summer load draught, metres.
    pub summer_draught_m: Option<f64>,
    /// How three draughts make one.
    #[serde(default)]
    pub mean: MeanRule,
    /// How draughts are moved to the perpendiculars.
    #[serde(default)]
    pub perpendiculars: Perpendiculars,
    /// Keel plate thickness to take off, millimetres: one, or one for each station.
    pub keel_plate_mm: Option<OneOr<Stations<f64>>>,
    /// Where the marks stand.
    #[serde(default)]
    pub marks: MarksEntry,
}

/// Distance of the marks from their perpendiculars, metres, positive forward.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MarksEntry {
    /// Forward marks from the forward perpendicular.
    pub forward_m: f64,
    /// Midship marks from the middle of the length between perpendiculars.
    pub midships_m: f64,
    /// Aft marks from the aft perpendicular.
    pub aft_m: f64,
}

/// A hydrostatic table: rows, a file with rows, or a hull.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HydrostaticsEntry {
    /// A CSV file.
    pub file: Option<String>,
    /// Rows.
    pub rows: Option<Vec<RowEntry>>,
    /// The shape of the hull, which the table is computed from.
    pub hull: Option<HullEntry>,
    /// Density that the table is made for, tonnes per cubic metre.
    pub density: f64,
    /// What the centre of flotation is counted from.
    pub lcf: Option<LcfOrigin>,
    /// Two pairs of draught and MTC, where the rows give none.
    pub mtc: Option<Vec<[f64; 2]>>,
    /// Which trim corrections are made.
    #[serde(default)]
    pub trim_corrections: TrimCorrections,
    /// How far displacements may be off at 95 %, per cent.
    pub u95_percent: Option<f64>,
    /// Work with a table that fails its check; the faults become warnings on the statement.
    #[serde(default)]
    pub trusted: bool,
}

/// A hull in ship axes: metres forward of the aft perpendicular, to port, above the base line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HullEntry {
    /// An STL mesh (`.stl`), or a table of offsets.
    pub file: String,
    /// First draught of the table, metres.
    pub first_m: f64,
    /// Last draught of the table, metres.
    pub last_m: f64,
    /// From one draught to the next, metres.
    pub step_m: f64,
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowEntry {
    /// Draught, metres.
    pub draught_m: f64,
    /// Displacement, tonnes.
    pub displacement_t: f64,
    /// Tonnes per centimetre.
    pub tpc: f64,
    /// Centre of flotation, metres, counted as `lcf` says.
    pub lcf_m: Option<f64>,
    /// Moment to change trim by a centimetre, tonne metres.
    pub mtc: Option<f64>,
}

/// One survey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurveyEntry {
    /// When: a date and time, with its offset if known.
    #[serde(default, deserialize_with = "entry::words")]
    pub time: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// The six draughts, metres; a sheet that waits for its readings has none.
    #[serde(default)]
    pub draughts_m: SixEntry<f64>,
    /// How far readings may be off at 95 %, metres: one, or one for each.
    pub u95_m: Option<OneOr<SixEntry<f64>>>,
    /// File names of pictures that show the readings.
    #[serde(default)]
    pub evidence: SixEntry<String>,
    /// Density of the water, tonnes per cubic metre.
    pub density: f64,
    /// How far that may be off at 95 %, tonnes per cubic metre.
    pub u95_density: Option<f64>,
    /// TPC at the port and the starboard draught amidships.
    pub tpc_at_midships: Option<SidesEntry<f64>>,
    /// A table of this survey's own: a form gives the two rows around its mean draught.
    pub hydrostatics: Option<HydrostaticsEntry>,
    /// Ballast tanks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ballast: Vec<TankEntry>,
    /// Fresh water, fuels, stores.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deductible: Vec<MassEntry>,
}

/// A ballast tank.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TankEntry {
    /// Which tank.
    pub tank: String,
    /// Volume of water in it, cubic metres.
    pub volume_m3: f64,
    /// Density of that water, tonnes per cubic metre.
    pub density: f64,
    /// How far its mass may be off at 95 %, per cent.
    pub u95_percent: Option<f64>,
}

/// Something else on board that is not cargo.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MassEntry {
    /// What it is.
    pub name: String,
    /// Its mass, tonnes.
    pub mass_t: f64,
    /// How far that may be off at 95 %, tonnes.
    pub u95_t: Option<f64>,
}

/// The cargo by the papers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CargoEntry {
    /// What is done with it between two surveys.
    pub operation: Option<Operation>,
    /// Its weight by the papers, tonnes.
    pub declared_t: Option<f64>,
    /// The ship's constant, tonnes: needed where there is one survey.
    pub constant_t: Option<f64>,
    /// How far that may be off at 95 %, tonnes.
    pub u95_constant_t: Option<f64>,
}

/// Half widths at 95 % of what is uncertain in all surveys alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UncertaintyEntry {
    /// Offset common to all readings, metres.
    pub ruler_m: Option<f64>,
    /// Scale common to all readings, per cent.
    pub ruler_scale_percent: Option<f64>,
    /// Centre of flotation, metres.
    pub lcf_m: Option<f64>,
    /// Slope of MTC, per cent.
    pub mtc_percent: Option<f64>,
}

/// Why a text is no survey sheet: the line, what is wrong, and what was probably meant.
#[derive(Clone, Debug, Error, PartialEq)]
#[error(transparent)]
pub struct SheetError(#[from] pub MissionFileError);

impl Sheet {
    /// Reads a sheet's text.
    pub fn parse(text: &str) -> Result<Self, SheetError> {
        toml::from_str(text).map_err(|error| MissionFileError::at(&error, text).into())
    }

    /// The sheet as text that [`Self::parse`] reads.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(self)
    }
}

#[cfg(test)]
mod tests;
