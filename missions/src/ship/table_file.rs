//! A hydrostatic table as a CSV file: a header of column names, one row a draught.
//!
//! | column | names | needed |
//! | --- | --- | --- |
//! | draught, m | `draught_m` `draft_m` `draught` `draft` | yes |
//! | displacement, t | `displacement_t` `displacement` `disp_sw_t` `disp_t` `disp` | yes |
//! | tonnes per centimetre | `tpc` `tpc_t_cm` | yes |
//! | centre of flotation, m | `lcf_m` `lcf`, or one of the names below | no |
//! | moment to trim a centimetre, t·m | `mtc` `mctc` `mct_1cm` `mct` | no |
//!
//! `lcf_aft_of_midships`, `lcf_forward_of_midships`, `lcf_from_ap` and `lcf_from_fp` (with or
//! without `_m`) say themselves what they are counted from. Columns of other names are named and left aside.
//! Fields are separated by commas, semicolons or tabs; where they are not commas, a comma may be
//! the decimal sign.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::hydrostatics::HydrostaticRow;

/// What a centre of flotation is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LcfOrigin {
    /// From midships, positive aft.
    #[serde(rename = "aft of midships")]
    AftOfMidships,
    /// From midships, positive forward.
    #[serde(rename = "forward of midships")]
    ForwardOfMidships,
    /// From the aft perpendicular, positive forward.
    #[serde(rename = "from aft perpendicular")]
    FromAftPerpendicular,
    /// From the forward perpendicular, positive aft.
    #[serde(rename = "from forward perpendicular")]
    FromForwardPerpendicular,
}

impl LcfOrigin {
    /// Metres aft of midships of a ship of that length between perpendiculars.
    pub fn aft_of_midships_m(self, lcf_m: f64, lbp_m: f64) -> f64 {
        match self {
            Self::AftOfMidships => lcf_m,
            Self::ForwardOfMidships => -lcf_m,
            Self::FromAftPerpendicular => lbp_m / 2.0 - lcf_m,
            Self::FromForwardPerpendicular => lcf_m - lbp_m / 2.0,
        }
    }
}

/// Rows as a file gives them.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRows {
    /// The rows; `lcf_aft_m` is not yet turned, it is as the file counts it.
    pub rows: Vec<HydrostaticRow>,
    /// What the file's own column name says of its centre of flotation.
    pub lcf: Option<LcfOrigin>,
    /// Names of columns that were left aside.
    pub left_aside: Vec<String>,
}

/// Why a text is no hydrostatic table. Lines are counted from 1.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum TableFileError {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// A column that is needed is not there.
    #[error("no column {wanted}; there are {found}")]
    NoColumn {
        /// What is needed.
        wanted: &'static str,
        /// The header's names.
        found: String,
    },
    /// Two columns of one meaning.
    #[error("columns {first} and {second} are both the {meaning}")]
    TwoColumns {
        /// What both mean.
        meaning: &'static str,
        /// The first one's name.
        first: String,
        /// The second one's name.
        second: String,
    },
    /// A row of another length than the header.
    #[error("line {line}: {found} fields where the header has {expected}")]
    Fields {
        /// Which line.
        line: usize,
        /// Fields in it.
        found: usize,
        /// Fields in the header.
        expected: usize,
    },
    /// A field that is no number.
    #[error("line {line}, column {column}: `{value}` is not a number")]
    NotANumber {
        /// Which line.
        line: usize,
        /// The column's name.
        column: String,
        /// What stands there.
        value: String,
        /// What the reader of numbers says.
        #[source]
        error: std::num::ParseFloatError,
    },
}

/// Reads a table's text.
pub fn parse(text: &str) -> Result<TableRows, TableFileError> {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let (_, header) = lines.next().ok_or(TableFileError::Empty)?;
    let separator = [';', '\t']
        .into_iter()
        .find(|c| header.contains(*c))
        .unwrap_or(',');
    let names: Vec<String> = header.split(separator).map(unquoted).collect();
    let columns = Columns::find(&names)?;
    let rows = lines
        .map(|(line, text)| {
            let fields: Vec<String> = text.split(separator).map(unquoted).collect();
            columns.row(&Line { line, fields }, &names, separator)
        })
        .collect::<Result<Vec<HydrostaticRow>, TableFileError>>()?;
    Ok(TableRows {
        rows,
        lcf: columns.lcf_origin,
        left_aside: columns.left_aside(&names),
    })
}

fn unquoted(field: &str) -> String {
    field.trim().trim_matches('"').trim().to_owned()
}

#[derive(Debug)]
struct Line {
    line: usize,
    fields: Vec<String>,
}

#[derive(Debug, Default)]
struct Columns {
    draught: Option<usize>,
    displacement: Option<usize>,
    tpc: Option<usize>,
    lcf: Option<usize>,
    mtc: Option<usize>,
    lcf_origin: Option<LcfOrigin>,
}

impl Columns {
    fn find(names: &[String]) -> Result<Self, TableFileError> {
        let mut columns = Self::default();
        for (index, name) in names.iter().enumerate() {
            let Some((meaning, slot)) = columns.slot(name) else {
                continue;
            };
            if let Some(first) = *slot {
                return Err(TableFileError::TwoColumns {
                    meaning,
                    first: names[first].clone(),
                    second: name.clone(),
                });
            }
            *slot = Some(index);
        }
        for (wanted, column) in [
            ("draught_m", columns.draught),
            ("displacement_t", columns.displacement),
            ("tpc", columns.tpc),
        ] {
            if column.is_none() {
                let found = names.join(", ");
                return Err(TableFileError::NoColumn { wanted, found });
            }
        }
        Ok(columns)
    }

    /// The place for a column of that name; notes what an LCF's name says of its origin.
    fn slot(&mut self, name: &str) -> Option<(&'static str, &mut Option<usize>)> {
        let name = name.to_lowercase().replace([' ', '-'], "_");
        match name.as_str() {
            "draught_m" | "draft_m" | "draught" | "draft" => Some(("draught", &mut self.draught)),
            "displacement_t" | "displacement" | "disp_sw_t" | "disp_t" | "disp" => {
                Some(("displacement", &mut self.displacement))
            }
            "tpc" | "tpc_t_cm" => Some(("TPC", &mut self.tpc)),
            "mtc" | "mctc" | "mct_1cm" | "mct" => Some(("MTC", &mut self.mtc)),
            "lcf" | "lcf_m" => Some(("centre of flotation", &mut self.lcf)),
            _ => {
                self.lcf_origin = Some(match name.trim_end_matches("_m") {
                    "lcf_aft_of_midships" => LcfOrigin::AftOfMidships,
                    "lcf_forward_of_midships" => LcfOrigin::ForwardOfMidships,
                    "lcf_from_ap" => LcfOrigin::FromAftPerpendicular,
                    "lcf_from_fp" => LcfOrigin::FromForwardPerpendicular,
                    _ => return None,
                });
                Some(("centre of flotation", &mut self.lcf))
            }
        }
    }

    fn all(&self) -> [Option<usize>; 5] {
        [
            self.draught,
            self.displacement,
            self.tpc,
            self.lcf,
            self.mtc,
        ]
    }

    fn left_aside(&self, names: &[String]) -> Vec<String> {
        let used = self.all();
        names
            .iter()
            .enumerate()
            .filter(|(index, _)| !used.contains(&Some(*index)))
            .map(|(_, name)| name.clone())
            .collect()
    }

    fn row(
        &self,
        line: &Line,
        names: &[String],
        separator: char,
    ) -> Result<HydrostaticRow, TableFileError> {
        if line.fields.len() != names.len() {
            return Err(TableFileError::Fields {
                line: line.line,
                found: line.fields.len(),
                expected: names.len(),
            });
        }
        let number = |column: usize| {
            let field = &line.fields[column];
            let plain = if separator == ',' {
                field.clone()
            } else {
                field.replace(',', ".")
            };
            plain.parse().map_err(|error| TableFileError::NotANumber {
                line: line.line,
                column: names[column].clone(),
                value: field.clone(),
                error,
            })
        };
        let needed = |column: Option<usize>| number(column.unwrap_or_default());
        Ok(HydrostaticRow {
            draught_m: needed(self.draught)?,
            displacement_t: needed(self.displacement)?,
            tpc: needed(self.tpc)?,
            lcf_aft_m: self.lcf.map(number).transpose()?,
            mtc: self.mtc.map(number).transpose()?,
        })
    }
}

#[cfg(test)]
mod tests;
