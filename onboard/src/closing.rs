//! Closing a flight folder: track, coverage, picture, report, summary and seal from what was flown.

mod outcome;
mod picture;
pub mod readings;
mod report;
mod seen;
mod story;
mod summary;

use missions::plan::Plan;
use missions::seal::{CUSTODY, Clock, Held, Manifest, PUBLIC_KEY};
use missions::telemetry::Track;
use missions::time::{BootTime, UtcTime};
use serde::Serialize;
use serde_json::json;

use crate::flight::event::Outcome;
use crate::flown::{Hole, Seeing};
use crate::folder::{EVENTS, FolderError};
use crate::session::Session;
use seen::Seen;
use story::Story;

pub use summary::{Shares, Summary};

/// The picture of plan and track.
pub const PICTURE: &str = "flight.svg";
/// The track.
pub const TRACK: &str = "track.geojson";
/// What the shares are shares of: geometry along the track; no picture was looked at.
const MEANS: &str =
    "what the camera's field of view passed over; whether it took a picture there is not known";
/// All of it, for people.
pub const REPORT: &str = "report.html";
/// What was seen.
pub const COVERAGE: &str = "coverage.json";

/// Writes what is made from the flight; what there is to say of it comes back, with what could
/// not be written among the losses.
pub fn describe(session: &Session, seeing: Option<&Seeing>) -> Summary {
    let (flight, flown, folder) = (session.flight(), session.flown(), session.folder());
    let plan = &flight.orders().plan;
    let seen = Seen::of(session, seeing);
    let mut losses = losses(session);
    let events = folder.read(EVENTS).unwrap_or_else(|error| {
        losses.push(error.words());
        None
    });
    let story = Story::read(&events.unwrap_or_default());
    let mut figures = figures(session, &story, seen.as_ref().map(Seen::shares));
    figures.survey = readings::of(session, &mut losses);
    let picture = picture::draw(session, &figures, seen.as_ref(), seeing);
    let written = [
        folder.keep_json(TRACK, &track_document(plan, flown.track())),
        folder.keep_json(COVERAGE, &seen::document(seen.as_ref(), seeing)),
        folder.keep(PICTURE, picture.as_bytes()),
    ];
    losses.extend(
        written
            .iter()
            .filter_map(|kept| kept.as_ref().err().map(FolderError::words)),
    );
    let files = files(session).unwrap_or_else(|error| {
        losses.push(error.words());
        Vec::new()
    });
    let mut summary = Summary {
        losses,
        files,
        ..figures
    };
    let page = report::html(session, &summary, &story, &picture);
    match folder.keep(REPORT, page.as_bytes()) {
        Ok(()) => summary.files.push(Held::of(REPORT, page.as_bytes())),
        Err(error) => summary.losses.push(error.words()),
    }
    summary.files.sort_by(|a, b| a.file.cmp(&b.file));
    summary
}

/// The files that the flight left; not those that the seal goes on with, nor an earlier report.
fn files(session: &Session) -> Result<Vec<Held>, FolderError> {
    let all = session.folder().hashes()?.into_iter();
    let is_made = |held: &Held| ![CUSTODY, PUBLIC_KEY, REPORT].contains(&&*held.file);
    Ok(all.filter(is_made).collect())
}

fn figures(session: &Session, story: &Story, shares: Option<Shares>) -> Summary {
    let (flight, flown) = (session.flight(), session.flown());
    let (orders, met) = (flight.orders(), flown.met());
    let cost = orders.sortie().cost;
    let capacity_wh = orders
        .vehicle
        .as_ref()
        .map(|vehicle| vehicle.battery.energy_wh);
    let battery = flown.state().battery.get();
    let autopilot = flight.autopilot().or(flown.autopilot());
    Summary {
        plan: orders.plan.name.clone(),
        sortie: orders.number(),
        operator: story.operator().map(str::to_owned),
        autopilot: autopilot.map(|autopilot| autopilot.to_string()),
        identity: met.identity.clone(),
        times: times(flown.track(), story),
        outcome: flight.outcome().map(|outcome| {
            let holes_m: f64 = flown.holes().iter().map(|hole| hole.metres).sum();
            let lost = holes_m / flight.planned_m().max(1.0);
            as_seen(outcome, shares, lost)
        }),
        flown_m: flown.track().length_m() + 0.0, // a sum of nothing is -0
        planned_m: flight.planned_m(),
        planned_s: Some(cost.time_s).filter(|seconds| *seconds > 0.0),
        planned_battery: capacity_wh
            .map(|capacity_wh| cost.energy_wh / capacity_wh)
            .filter(|share| *share > 0.0),
        seconds: flown.track().duration().as_secs_f64(),
        seconds_here: story.armed_s(),
        battery_begin: met.battery_begin,
        battery_left: battery.and_then(|battery| battery.remaining),
        wind: met.wind(),
        coverage: shares,
        coverage_means: shares.map(|_| MEANS),
        survey: None,
        losses: Vec::new(),
        lost_frames: session.lost_frames(),
        refused_frames: session.refused_frames(),
        garbage_bytes: session.garbage_bytes(),
        dropped_pieces: session.dropped(),
        files: Vec::new(),
    }
}

/// When it was, by each clock that says so.
fn times(track: &Track, story: &Story) -> Vec<Clock> {
    let clock = |clock: &str, from: String, until: String| Clock {
        clock: clock.to_owned(),
        from,
        until,
    };
    let here = story.span().map(|(from, until)| {
        let words = "this computer's clock, from the first event to the last";
        clock(words, from.to_owned(), until.to_owned())
    });
    let told: Vec<UtcTime> = track
        .samples()
        .iter()
        .filter_map(|sample| sample.utc)
        .collect();
    let there = told.first().zip(told.last()).map(|(from, until)| {
        let words = "the vehicle's clock, set by its GNSS (SYSTEM_TIME), armed to disarmed";
        clock(words, from.to_string(), until.to_string())
    });
    here.into_iter().chain(there).collect()
}

/// What was seen in a flight that is over; none where there was nothing to see.
pub fn seen(session: &Session, seeing: Option<&Seeing>) -> Option<Shares> {
    session
        .flight()
        .outcome()
        .filter(|outcome| outcome.is_for_good())?;
    Seen::of(session, seeing).as_ref().map(Seen::shares)
}

/// Whether what a sortie saw is less than it was to see, beyond what drawing a coverage errs by.
pub fn is_less(shares: &Shares) -> bool {
    const WHOLE: f64 = 0.99;
    shares.of_sortie.is_some_and(|share| share < WHOLE)
}

/// Seals the folder and writes the summary: then the flight is closed, and its folder is not
/// written to again. What could not be sealed comes back, and is among the losses that are written.
pub fn close(
    session: &Session,
    summary: &Summary,
    now: BootTime,
) -> Result<Vec<String>, FolderError> {
    let (folder, utc) = (session.folder(), session.utc(now));
    let mut summary = summary.clone();
    let closed = |summary: &Summary| Closed {
        closed: utc.to_string(),
        summary: summary.clone(),
    };
    folder.make_room()?;
    let sealed = folder.seal(utc, &closed(&summary), |manifest| about(manifest, &summary));
    let unsealed: Vec<_> = sealed.err().iter().map(FolderError::words).collect();
    summary.losses.extend(unsealed.iter().cloned());
    folder.close(&closed(&summary))?;
    Ok(unsealed)
}

/// What a seal says of a flight.
fn about(manifest: &mut Manifest, summary: &Summary) {
    let sortie = summary.sortie;
    manifest.subject = format!("flight of {}, sortie {sortie}", summary.plan);
    manifest.times.clone_from(&summary.times);
    let identity = summary.identity.as_ref();
    let given = [
        ("outcome", Some(outcome::sentence(summary))),
        (
            "missing",
            Some(summary.losses.join("; ")).filter(|losses| !losses.is_empty()),
        ),
        ("operator", summary.operator.clone()),
        ("autopilot", summary.autopilot.clone()),
        (
            "firmware",
            identity.map(|identity| identity.firmware.clone()),
        ),
        (
            "board",
            identity.and_then(|identity| identity.board.clone()),
        ),
    ];
    for (name, value) in given {
        manifest
            .about
            .extend(value.map(|value| (name.to_owned(), value)));
    }
}

/// Less than this share of what a sortie was to see is no sortie flown.
const SEEN_OF_SORTIE: f64 = 0.8;

/// A mission that ended well but saw far less than it was to see was not flown, unless `lost`, the
/// share of the way whose records are lost, explains it.
fn as_seen(outcome: &Outcome, shares: Option<Shares>, lost: f64) -> Outcome {
    let share = shares.and_then(|shares| shares.of_sortie);
    match share.filter(|share| share + 2.0 * lost < SEEN_OF_SORTIE) {
        Some(share) if *outcome == Outcome::Done => Outcome::CutShort {
            reason: format!(
                "its mission ended, but the camera's field of view passed over only {:.1} % of what it was to see",
                share * 100.0
            ),
        },
        _ => outcome.clone(),
    }
}

/// A summary with the time at which it was written.
#[derive(Serialize)]
struct Closed {
    closed: String,
    #[serde(flatten)]
    summary: Summary,
}

/// What of the evidence is missing, in words.
fn losses(session: &Session) -> Vec<String> {
    let hole = |hole: &Hole| {
        format!(
            "no position for {:.1} s from second {:.1} of the vehicle's clock ({:.0} m)",
            hole.seconds, hole.from_s, hole.metres
        )
    };
    let holes = session.flown().holes().iter().map(hole);
    let unwritten = session.folder().lost().map(ToString::to_string);
    let before = session.losses().iter().cloned();
    let missing = session.missing_end();
    before
        .chain(holes)
        .chain(missing)
        .chain(unwritten)
        .collect()
}

fn track_document(plan: &Plan, track: &Track) -> serde_json::Value {
    let mut feature = serde_json::to_value(track.to_geojson()).unwrap_or_default();
    feature["properties"]["name"] = json!(plan.name);
    json!({ "type": "FeatureCollection", "features": [feature] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flight_that_saw_a_tenth_of_its_sortie_is_not_called_flown() {
        let shares = |of_sortie| Shares {
            of_sortie,
            of_area: 0.1,
            sortie_of_area: 1.0,
            plan_of_area: 1.0,
        };
        let check = |of_sortie, lost, flown| {
            let outcome = as_seen(&Outcome::Done, Some(shares(of_sortie)), lost);
            assert_eq!(outcome == Outcome::Done, flown, "{outcome:?}");
        };
        check(Some(0.11), 0.0, false);
        check(Some(0.99), 0.0, true);
        check(Some(0.6), 0.3, true);
        check(None, 0.0, true);
    }
}
