//! What a draught survey leaves: its readings in the summary and the report, the survey sheet filled
//! in, and the statement that follows from it; or why there is none.

use missions::cli::input;
use missions::draught::filling::{Taken, TakenReading, fill};
use missions::draught::sheet::Sheet;
use missions::draught::statement::picture::Picture;
use missions::draught::statement::{Statement, html};
use missions::ship::{Sides, Stations};
use missions::time::UtcTime;
use serde::Serialize;
use serde_json::Value;

use super::words;
use crate::session::Session;
use crate::survey::stop::Stop;

/// The sheet with its readings.
pub const SHEET: &str = "survey.toml";
/// The statement, for people.
pub const STATEMENT: &str = "statement.html";
/// The statement, for machines.
pub const STATEMENT_JSON: &str = "statement.json";

/// What a draught survey came to.
#[derive(Clone, Debug, Serialize)]
pub struct Surveyed {
    /// Stations that were read.
    pub read: usize,
    /// The stations, in the order in which they were flown to.
    pub stations: Vec<StationRead>,
    /// The filled sheet, where one was given.
    pub sheet: Option<&'static str>,
    /// The statement, where it could be worked.
    pub statement: Option<&'static str>,
    /// Why there is no statement.
    pub no_statement: Option<String>,
}

/// What came of one station.
#[derive(Clone, Debug, Serialize)]
pub struct StationRead {
    /// Which.
    pub station: String,
    /// The draught, metres.
    pub draught_m: Option<f64>,
    /// Its expanded uncertainty, metres.
    pub u95_m: Option<f64>,
    /// Why there is none.
    pub reason: Option<String>,
    /// The picture with what was read drawn in.
    pub evidence: Option<String>,
    /// When it was concluded.
    pub utc: Option<String>,
}

/// Tells the readings that lie in the folder, and works the sheet with them; what could not be
/// written comes back among the losses.
pub(super) fn of(session: &Session, losses: &mut Vec<String>) -> Option<Surveyed> {
    let stops = &session.surveying()?.brief().stops;
    let stations: Vec<StationRead> = stops.iter().map(|stop| station(session, stop)).collect();
    let mut surveyed = Surveyed {
        read: stations.iter().filter(|s| s.draught_m.is_some()).count(),
        sheet: None,
        statement: None,
        no_statement: None,
        stations,
    };
    let Some((template, place)) = session.sheet() else {
        surveyed.no_statement = Some("no survey sheet was given (--sheet)".to_owned());
        return Some(surveyed);
    };
    let filled = match fill(template, None, &taken(stops, &surveyed.stations)) {
        Ok(filled) => filled,
        Err(error) => {
            surveyed.no_statement = Some(error.to_string());
            return Some(surveyed);
        }
    };
    let folder = session.folder();
    match folder.keep(SHEET, filled.text.as_bytes()) {
        Ok(()) => surveyed.sheet = Some(SHEET),
        Err(error) => losses.push(words(&error)),
    }
    // Tables and pictures that the sheet names lie beside the template or in the folder.
    let read = |named: &str| {
        let ours = folder.dir().join(named);
        input::read(if ours.exists() {
            ours
        } else {
            place.join(named)
        })
    };
    match worked(&filled.text, read) {
        Ok((statement, pictures)) => {
            let page = html::html(&statement, &pictures);
            let kept = folder
                .keep(STATEMENT, page.as_bytes())
                .and_then(|()| folder.keep_json(STATEMENT_JSON, &statement));
            match kept {
                Ok(()) => surveyed.statement = Some(STATEMENT),
                Err(error) => losses.push(words(&error)),
            }
        }
        Err(why) => surveyed.no_statement = Some(why),
    }
    Some(surveyed)
}

fn station(session: &Session, stop: &Stop) -> StationRead {
    let file = format!("reading-{}.json", stop.file_name());
    let bytes = session.folder().read(&file).ok().flatten();
    let document: Value = bytes
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    let text = |key: &str| document[key].as_str().map(str::to_owned);
    let is_read = document["status"] == "read";
    let number = |key: &str| document[key].as_f64().filter(|_| is_read);
    StationRead {
        station: stop.name(),
        draught_m: number("draught_m"),
        u95_m: number("u95_m"),
        reason: if document.is_null() {
            Some("it was not read".to_owned())
        } else {
            text("reason")
        },
        evidence: text("evidence"),
        utc: text("utc"),
    }
}

fn taken(stops: &[Stop], stations: &[StationRead]) -> Stations<Sides<Taken>> {
    let mut taken = Stations::<Sides<Taken>>::default();
    for (stop, read) in stops.iter().zip(stations) {
        *taken.get_mut(stop.station).get_mut(stop.side) = match (read.draught_m, read.u95_m) {
            (Some(draught_m), Some(u95_m)) => Taken::Read(TakenReading {
                draught_m,
                u95_m,
                evidence: read.evidence.clone(),
                time: read
                    .utc
                    .as_ref()
                    .and_then(|utc| utc.parse::<UtcTime>().ok()),
                by: format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")),
            }),
            _ => Taken::Refused {
                reason: read.reason.clone().unwrap_or_default(),
            },
        };
    }
    taken
}

fn worked(
    text: &str,
    mut read: impl FnMut(&str) -> std::io::Result<Vec<u8>>,
) -> Result<(Statement, Vec<Picture>), String> {
    let sheet = Sheet::parse(text).map_err(|error| error.to_string())?;
    let resolved = sheet.resolve(&mut read).map_err(|objections| {
        let lines: Vec<String> = objections.iter().map(ToString::to_string).collect();
        lines.join("; ")
    })?;
    let statement =
        Statement::of(&resolved, sheet.arithmetic).map_err(|error| error.to_string())?;
    let mut pictures: Vec<Picture> = Vec::new();
    for file in resolved.case.evidence() {
        if pictures.iter().all(|picture| picture.file != file) {
            let picture = read(file).ok().and_then(|bytes| Picture::new(file, bytes));
            pictures.extend(picture);
        }
    }
    Ok((statement, pictures))
}
