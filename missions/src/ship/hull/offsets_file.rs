//! Offsets as a table of text: waterlines across, stations down, half-breadths between, all in
//! metres; `x` forward of the aft perpendicular, heights above the base line.
//!
//! ```text
//! station, 0.0, 1.0, 2.0      the waterlines
//! 0.0,     0.0, 0.4, 0.9      a station and its half-breadths
//! 5.0,     0.2, 1.1, 1.6
//! ```
//!
//! Values are parted by commas, semicolons or tabs; `#` begins a comment.

use thiserror::Error;

use super::{Offsets, OffsetsError};

/// Why text is no table of offsets.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum OffsetsFileError {
    /// A field is no number.
    #[error("line {line}, column {column}: {text:?} is no number")]
    NoNumber {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// What is written there.
        text: String,
    },
    /// No line with waterlines.
    #[error("there is no first line with the waterlines")]
    NoWaterlines,
    /// The numbers are none of a hull.
    #[error(transparent)]
    Offsets(#[from] OffsetsError),
}

/// Reads a table of offsets.
pub fn read(text: &str) -> Result<Offsets, OffsetsFileError> {
    let mut rows = text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.split('#').next().unwrap_or_default().trim()))
        .filter(|(_, line)| !line.is_empty());
    let (line, first) = rows.next().ok_or(OffsetsFileError::NoWaterlines)?;
    let waterlines = numbers(line, first, 1)?;
    let mut stations = Vec::new();
    let mut half_breadths = Vec::new();
    for (line, row) in rows {
        let mut values = numbers(line, row, 0)?;
        stations.push(values.remove(0));
        half_breadths.push(values);
    }
    Ok(Offsets::new(stations, waterlines, half_breadths)?)
}

/// The numbers of a row, without the first `skip` fields; at least one where `skip` is 0.
fn numbers(line: usize, row: &str, skip: usize) -> Result<Vec<f64>, OffsetsFileError> {
    row.split([',', ';', '\t'])
        .enumerate()
        .skip(skip)
        .map(|(index, field)| {
            field
                .trim()
                .parse()
                .map_err(
                    |_no_number: std::num::ParseFloatError| OffsetsFileError::NoNumber {
                        line,
                        column: index + 1,
                        text: field.trim().chars().take(40).collect(),
                    },
                )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BARGE: &str = "\
station; 0; 1; 2   # a box with a raked bow
0;       4; 4; 4
20;      4; 4; 4
30;      2; 3; 4
";

    #[test]
    fn waterlines_are_across_and_stations_down() {
        let offsets = read(BARGE).unwrap();
        let check = |x_m, z_m, wanted: f64| {
            let found = offsets.half_breadth_m(x_m, z_m);
            assert!((found - wanted).abs() < 1e-12, "{found} at {x_m}, {z_m}");
        };
        check(0.0, 1.0, 4.0);
        check(30.0, 0.0, 2.0);
        check(30.0, 1.0, 3.0);
        check(31.0, 1.0, 0.0);
    }

    #[test]
    fn what_is_no_number_is_told_with_line_and_column() {
        let told = read(&BARGE.replace("3; 4\n", "three; 4\n")).unwrap_err();
        assert_eq!(told.to_string(), "line 4, column 3: \"three\" is no number");
        assert_eq!(read("# nothing\n"), Err(OffsetsFileError::NoWaterlines));
        let short = read(&BARGE.replace("20;      4; 4; 4", "20;      4; 4")).unwrap_err();
        assert_eq!(
            short.to_string(),
            "station 1 has 2 half-breadths for 3 waterlines"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_offsets_or_an_error(text in "[0-9;,.# \nx-]{0,80}") {
            drop(read(&text));
        }
    }
}
