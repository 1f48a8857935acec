//! Closing a flight folder: track, coverage, picture and summary from what was flown.

use std::error::Error as _;

use missions::formats::svg::{self, Overlay};
use missions::plan::Plan;
use missions::plan::coverage::{self, Coverage};
use missions::telemetry::Track;
use missions::time::BootTime;
use serde::Serialize;
use serde_json::json;

use crate::flight::event::Outcome;
use crate::flown::{Hole, Seeing};
use crate::folder::{FolderError, Hashed};
use crate::session::Session;

/// The picture of plan and track.
pub const PICTURE: &str = "flight.svg";
/// The track.
pub const TRACK: &str = "track.geojson";
/// What was seen.
pub const COVERAGE: &str = "coverage.json";

/// What is to be said of a flight; `summary.json`.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// The plan's name.
    pub plan: String,
    /// Which sortie of it, from 1.
    pub sortie: usize,
    /// ArduPilot or PX4, where one was heard.
    pub autopilot: Option<String>,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: Option<Outcome>,
    /// Length of the track over the ground, metres.
    pub flown_m: f64,
    /// Length of the plan, metres.
    pub planned_m: f64,
    /// From arming to disarming, seconds.
    pub seconds: f64,
    /// Share of the battery at the end, 0 to 1.
    pub battery_left: Option<f64>,
    /// What was to be seen, and what was seen.
    pub coverage: Option<Shares>,
    /// What was lost.
    pub losses: Vec<String>,
    /// Frames of the link that never came, by the gaps in their speakers' counts.
    pub lost_frames: u64,
    /// Frames that were not believed, because they were not signed as they should be.
    pub refused_frames: u64,
    /// Bytes that arrived and belong to no frame: noise, or somebody else's.
    pub garbage_bytes: u64,
    /// Pieces that arrived and were dropped because they came too fast, strangers' first.
    pub dropped_pieces: u64,
    /// The other files of the folder.
    pub files: Vec<Hashed>,
}

/// What was seen, in shares from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Shares {
    /// Of what this sortie was to see, what it saw; none where it was to see nothing.
    pub of_sortie: Option<f64>,
    /// Of the whole area, what this sortie saw.
    pub of_area: f64,
    /// Of the whole area, what this sortie was to see.
    pub sortie_of_area: f64,
    /// Of the whole area, what all sorties together are to see.
    pub plan_of_area: f64,
}

/// What was to be seen and what was seen, over the whole area and over the sortie's share of it.
struct Seen {
    plan: Coverage,
    asked: Coverage,
    flown: Coverage,
    flown_of_asked: Coverage,
}

impl Seen {
    fn of(session: &Session, seeing: Option<&Seeing>) -> Option<Self> {
        let orders = session.flight().orders();
        let plan = &orders.plan;
        let ahead_m = seeing.map_or(0.0, |seeing| seeing.ahead_m);
        let flown = session.flown().coverage(plan, seeing)?;
        let asked = orders.to_see(ahead_m)?;
        Some(Self {
            plan: coverage::planned(plan, ahead_m)?,
            flown_of_asked: flown.of_what_was_asked(&asked, &plan.area),
            asked,
            flown,
        })
    }

    fn shares(&self) -> Shares {
        let of_asked = &self.flown_of_asked;
        Shares {
            of_sortie: (of_asked.area_m2 > 1.0).then(|| of_asked.fraction()),
            of_area: self.flown.fraction(),
            sortie_of_area: self.asked.fraction(),
            plan_of_area: self.plan.fraction(),
        }
    }
}

/// Writes what is made from the flight; what there is to say of it comes back, with what could
/// not be written among the losses.
pub fn describe(session: &Session, seeing: Option<&Seeing>) -> Summary {
    let (flight, flown, folder) = (session.flight(), session.flown(), session.folder());
    let plan = &flight.orders().plan;
    let seen = Seen::of(session, seeing);
    let ground = seen.as_ref().map(|seen| &seen.flown);
    let written = [
        folder.keep_json(TRACK, &track_document(plan, flown.track())),
        folder.keep_json(COVERAGE, &coverage_document(seen.as_ref(), seeing)),
        folder.keep(PICTURE, picture(session, ground).as_bytes()),
    ];
    let mut losses = losses(session);
    losses.extend(
        written
            .iter()
            .filter_map(|kept| kept.as_ref().err().map(words)),
    );
    let files = folder.hashes().unwrap_or_else(|error| {
        losses.push(words(&error));
        Vec::new()
    });
    let battery = flown.state().battery.get();
    let autopilot = flight.autopilot().or(flown.autopilot());
    Summary {
        plan: plan.name.clone(),
        sortie: flight.orders().number(),
        autopilot: autopilot.map(|autopilot| autopilot.to_string()),
        outcome: flight.outcome().map(|outcome| {
            let holes_m: f64 = flown.holes().iter().map(|hole| hole.metres).sum();
            let lost = holes_m / flight.planned_m().max(1.0);
            as_seen(outcome, seen.as_ref().map(Seen::shares), lost)
        }),
        flown_m: flown.track().length_m() + 0.0, // a sum of nothing is -0
        planned_m: flight.planned_m(),
        seconds: flown.track().duration().as_secs_f64(),
        battery_left: battery.and_then(|battery| battery.remaining),
        coverage: seen.as_ref().map(Seen::shares),
        losses,
        lost_frames: session.lost_frames(),
        refused_frames: session.refused_frames(),
        garbage_bytes: session.garbage_bytes(),
        dropped_pieces: session.dropped(),
        files,
    }
}

/// An error of the folder with the system's reason.
pub fn words(error: &FolderError) -> String {
    match error.source() {
        Some(reason) => format!("{error}: {reason}"),
        None => error.to_string(),
    }
}

/// What was seen in a flight that is over; none where there was nothing to see.
pub fn seen(session: &Session, seeing: Option<&Seeing>) -> Option<Shares> {
    is_over(session.flight().outcome()).then_some(())?;
    Seen::of(session, seeing).as_ref().map(Seen::shares)
}

/// Whether what a sortie saw is less than it was to see, beyond what drawing a coverage errs by.
pub fn is_less(shares: &Shares) -> bool {
    const WHOLE: f64 = 0.99;
    shares.of_sortie.is_some_and(|share| share < WHOLE)
}

/// Whether a flight is over for good: it left the ground and stands on it again. What failed before
/// take-off, or out of sight, is gone on with in the same folder.
pub const fn is_over(outcome: Option<&Outcome>) -> bool {
    matches!(outcome, Some(Outcome::Done | Outcome::CutShort { .. }))
}

/// Writes the summary: then the flight is closed, and its folder is not written to again.
pub fn close(session: &Session, summary: &Summary, now: BootTime) -> Result<(), FolderError> {
    let closed = Closed {
        closed: session.utc(now).to_string(),
        summary,
    };
    session.folder().close(&closed)
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
                "its mission ended, but only {:.1} % of what it was to see was seen",
                share * 100.0
            ),
        },
        _ => outcome.clone(),
    }
}

/// A summary with the time at which it was written.
#[derive(Serialize)]
struct Closed<'a> {
    closed: String,
    #[serde(flatten)]
    summary: &'a Summary,
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
    let before = session.losses_before().iter().cloned();
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

fn coverage_document(seen: Option<&Seen>, seeing: Option<&Seeing>) -> serde_json::Value {
    let figures = |coverage: &Coverage| {
        json!({
            "fraction": coverage.fraction(),
            "area_m2": coverage.area_m2,
            "seen_m2": coverage.seen_m2,
            "missed": coverage.missed,
        })
    };
    json!({
        "of_area": seen.map(|seen| json!({
            "planned_by_all_sorties": figures(&seen.plan),
            "planned": figures(&seen.asked),
            "achieved": figures(&seen.flown),
        })),
        "of_sortie": seen.map(|seen| json!({ "achieved": figures(&seen.flown_of_asked) })),
        "method": match seeing {
            Some(seeing) => format!("footprints of the camera {}, held level, on flat ground", seeing.camera.name),
            None => "strips of the plan's swath along the track".to_owned(),
        },
    })
}

fn picture(session: &Session, seen: Option<&Coverage>) -> String {
    let track: Vec<_> = session
        .flown()
        .track()
        .samples()
        .iter()
        .map(|sample| sample.position)
        .collect();
    let marks = session.marks().iter();
    let events: Vec<_> = marks
        .map(|(position, text)| svg::Event {
            position: *position,
            text,
        })
        .collect();
    let overlay = Overlay {
        track: &track,
        seen: seen.map_or(&[], |seen| seen.seen.as_slice()),
        events: &events,
        wind: session.flown().state().wind.get(),
        subtitle: None,
    };
    svg::draw(&session.flight().orders().plan, &overlay)
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
