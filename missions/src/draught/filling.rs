//! Six readings put into a survey sheet that waits for them.
//!
//! Only draughts, their u95s, evidence and time are written, and a remark above them that says who
//! read what and what was refused; everything else of the sheet stays as the officer wrote it,
//! comments too. A reading that is missing stays missing: `missions survey` refuses the sheet then
//! and names it.

use thiserror::Error;
use toml_edit::{DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::sheet::{Sheet, SheetError};
use super::survey::Occasion;
use crate::ship::marks::{Side, Sides, Station, Stations, six};
use crate::time::UtcTime;

/// What came of one column of marks.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Taken {
    /// Nothing: nobody was there.
    #[default]
    Missing,
    /// It was looked at, and could not be read with certainty.
    Refused {
        /// Why, in words.
        reason: String,
    },
    /// It was read.
    Read(TakenReading),
}

/// A reading with its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenReading {
    /// Draught at the marks, metres.
    pub draught_m: f64,
    /// How far it may be off at 95 %, metres.
    pub u95_m: f64,
    /// The picture that shows it, by its path as seen from the sheet.
    pub evidence: Option<String>,
    /// When its reading began.
    pub time: Option<UtcTime>,
    /// Who or which program read it.
    pub by: String,
}

/// A sheet that was filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Filled {
    /// Its text.
    pub text: String,
    /// Which of its surveys the readings are in.
    pub occasion: Occasion,
    /// The readings that it still waits for.
    pub missing: Vec<(Station, Side)>,
}

/// Why readings cannot be put into a sheet.
#[derive(Debug, Error)]
pub enum FillingError {
    /// It is no survey sheet.
    #[error("the sheet to be filled in: {0}")]
    Sheet(#[from] SheetError),
    /// It is no TOML.
    #[error("the sheet to be filled in: {0}")]
    Toml(#[from] toml_edit::TomlError),
    /// It has no such survey.
    #[error("the sheet to be filled in has no table [{0}]")]
    NoSurvey(String),
    /// All its surveys have their draughts already.
    #[error("every survey of the sheet has its draughts already: say which is to be overwritten")]
    Full,
    /// A reading is no number.
    #[error("the reading {0} is {1} ± {2} m: that is no draught")]
    NoNumber(String, f64, f64),
}

/// Fills a sheet in: the survey that is named, or else the first one without draughts (of initial,
/// final and arrival).
pub fn fill(
    template: &str,
    occasion: Option<Occasion>,
    taken: &Stations<Sides<Taken>>,
) -> Result<Filled, FillingError> {
    let sheet = Sheet::parse(template)?;
    numbers(taken)?;
    let occasion = match occasion {
        Some(occasion) => occasion,
        None => waiting(&sheet)?,
    };
    let mut document: DocumentMut = template.parse()?;
    let survey = document
        .get_mut(occasion.name())
        .and_then(Item::as_table_like_mut)
        .ok_or_else(|| FillingError::NoSurvey(occasion.name().to_owned()))?;
    write(survey, taken);
    let text = document.to_string();
    Sheet::parse(&text)?;
    let missing = six().filter(|(station, side)| read(taken, *station, *side).is_none());
    Ok(Filled {
        text,
        occasion,
        missing: missing.collect(),
    })
}

fn numbers(taken: &Stations<Sides<Taken>>) -> Result<(), FillingError> {
    for (station, side) in six() {
        if let Some(reading) = read(taken, station, side)
            && !(reading.draught_m.is_finite() && reading.u95_m.is_finite() && reading.u95_m >= 0.0)
        {
            let name = format!("{} {}", station.name(), side.name());
            return Err(FillingError::NoNumber(
                name,
                reading.draught_m,
                reading.u95_m,
            ));
        }
    }
    Ok(())
}

fn waiting(sheet: &Sheet) -> Result<Occasion, FillingError> {
    let surveys = [
        (Occasion::Initial, &sheet.initial),
        (Occasion::Final, &sheet.last),
        (Occasion::Arrival, &sheet.arrival),
    ];
    let there: Vec<_> = surveys
        .iter()
        .filter_map(|(occasion, survey)| Some((*occasion, survey.as_ref()?)))
        .collect();
    if there.is_empty() {
        return Err(FillingError::NoSurvey("arrival".to_owned()));
    }
    let is_empty = |survey: &super::sheet::SurveyEntry| {
        six().all(|(station, side)| survey.draughts_m.get(station, side).is_none())
    };
    let waits = there.iter().find(|(_, survey)| is_empty(survey));
    waits
        .map(|(occasion, _)| *occasion)
        .ok_or(FillingError::Full)
}

fn read(taken: &Stations<Sides<Taken>>, station: Station, side: Side) -> Option<&TakenReading> {
    match taken.get(station).get(side) {
        Taken::Read(reading) => Some(reading),
        Taken::Missing | Taken::Refused { .. } => None,
    }
}

fn write(survey: &mut dyn TableLike, taken: &Stations<Sides<Taken>>) {
    let times = six().filter_map(|(station, side)| read(taken, station, side)?.time);
    if let Some(time) = times.min()
        && let Ok(time) = seconds(time).parse::<toml_edit::Datetime>()
    {
        survey.insert("time", Item::Value(time.into()));
    }
    let draughts = sixfold(taken, |reading| Some(rounded(reading.draught_m).into()));
    survey.insert("draughts_m", Item::Table(draughts));
    let u95s = sixfold(taken, |reading| Some(rounded(reading.u95_m).into()));
    survey.insert("u95_m", Item::Table(u95s));
    let evidence = sixfold(taken, |reading| Some(reading.evidence.clone()?.into()));
    survey.insert("evidence", Item::Table(evidence));
    if let Some(Item::Table(draughts)) = survey.get_mut("draughts_m")
        && let Some(mut first) = draughts.key_mut(Station::Forward.name())
    {
        first.leaf_decor_mut().set_prefix(remarks(taken));
    }
}

/// A value for each of the six places, as `draughts_m.forward = { port = …, starboard = … }`.
fn sixfold(
    taken: &Stations<Sides<Taken>>,
    value: impl Fn(&TakenReading) -> Option<Value>,
) -> Table {
    let mut table = Table::new();
    table.set_dotted(true);
    for station in Station::ALL {
        let mut sides = InlineTable::new();
        for side in Side::ALL {
            if let Some(value) = read(taken, station, side).and_then(&value) {
                sides.insert(side.name(), value);
            }
        }
        table.insert(station.name(), Item::Value(Value::InlineTable(sides)));
    }
    table
}

/// Who read what, and what is not there, a remark a line.
fn remarks(taken: &Stations<Sides<Taken>>) -> String {
    let line = |(station, side): (Station, Side)| {
        let name = format!("{} {}", station.name(), side.name());
        let said = match taken.get(station).get(side) {
            Taken::Missing => "missing: it was not looked at".to_owned(),
            Taken::Refused { reason } => format!("missing: refused, {reason}"),
            Taken::Read(reading) => {
                let time = reading.time.map(|time| format!(" at {}", seconds(time)));
                format!("read by {}{}", reading.by, time.unwrap_or_default())
            }
        };
        // A remark is one line, whatever a reason holds.
        let said: String = said
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        format!("# {name}: {said}\n")
    };
    six().map(line).collect()
}

/// To the second.
fn seconds(time: UtcTime) -> String {
    let text = time.to_string();
    let whole = text.split('.').next().unwrap_or_default();
    format!("{whole}Z")
}

/// To a millimetre.
fn rounded(metres: f64) -> f64 {
    (metres * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests;
