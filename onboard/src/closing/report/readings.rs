//! The draughts of a survey in a report.

use std::fmt::{self, Write as _};

use super::super::readings::{StationRead, Surveyed};
use super::escaped;

/// Writes what the stations came to.
pub(super) fn write(out: &mut String, surveyed: &Surveyed) -> fmt::Result {
    writeln!(
        out,
        "<h2>The draughts</h2>\n<p>{} of {} stations were read.</p>\n<table class=\"compared\">\n\
         <tr><th>Station</th><th>Draught</th><th>95 %</th><th></th></tr>",
        surveyed.read,
        surveyed.stations.len()
    )?;
    for station in &surveyed.stations {
        row(out, station)?;
    }
    writeln!(out, "</table>")?;
    let file = |file: &str| format!("<code>{file}</code>");
    match (surveyed.statement, &surveyed.no_statement) {
        (Some(statement), _) => writeln!(
            out,
            "<p>The survey sheet with these readings is {}, the statement {}.</p>",
            file(surveyed.sheet.unwrap_or_default()),
            file(statement)
        ),
        (None, Some(why)) => {
            writeln!(out, "<p>There is no statement: {}.</p>", escaped(why))
        }
        (None, None) => Ok(()),
    }
}

fn row(out: &mut String, station: &StationRead) -> fmt::Result {
    let metres = |value: Option<f64>, sign: &str| {
        value.map_or_else(|| "–".to_owned(), |m| format!("{sign}{m:.3} m"))
    };
    let remark = station
        .reason
        .as_ref()
        .filter(|_| station.draught_m.is_none())
        .map(|reason| format!("not read: {reason}"))
        .or_else(|| station.evidence.clone())
        .unwrap_or_default();
    writeln!(
        out,
        "<tr><td>{}</td><td><b>{}</b></td><td>{}</td><td class=\"small\">{}</td></tr>",
        escaped(&station.station),
        metres(station.draught_m, ""),
        metres(station.u95_m, "± "),
        escaped(&remark)
    )
}
