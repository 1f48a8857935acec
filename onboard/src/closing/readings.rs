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

use crate::session::{Session, evidence};
use crate::survey::stop::Stop;
use crate::vision::reading::Status;

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
    let read = stops.iter().map(|stop| station(session, stop, losses));
    let stations: Vec<StationRead> = read.collect();
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
        Err(error) => losses.push(error.words()),
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
                Err(error) => losses.push(error.words()),
            }
        }
        Err(why) => surveyed.no_statement = Some(why),
    }
    Some(surveyed)
}

/// What lies in the folder of a station; what is there and cannot be read is a loss.
fn station(session: &Session, stop: &Stop, losses: &mut Vec<String>) -> StationRead {
    let unread = |reason: &str| StationRead {
        station: stop.name(),
        draught_m: None,
        u95_m: None,
        reason: Some(reason.to_owned()),
        evidence: None,
        utc: None,
    };
    let kept = match evidence::read(session.folder(), stop) {
        Ok(Some(kept)) => kept,
        Ok(None) => return unread("it was not read"),
        Err(error) => {
            losses.push(error.to_string());
            return unread("its reading cannot be read again");
        }
    };
    let is_read = kept.status == Status::Read;
    StationRead {
        station: stop.name(),
        draught_m: kept.draught_m.filter(|_| is_read),
        u95_m: kept.u95_m.filter(|_| is_read),
        reason: kept.reason,
        evidence: kept.evidence,
        utc: kept.utc,
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
