//! What may be signs of tampering: header against body, counters, checksums, clocks that leap,
//! places that cannot be, programs that wrote a picture anew. A sign is no proof: each comes with
//! the innocent reading of it.

use serde::Serialize;

use super::identity::identities;
use super::media::{Agreement, Taken};
use super::{FlightId, Flown, Source};
use crate::defect::{Defect, DefectKind};
use crate::exhibit::Exhibit;
use crate::flight::{Fix, IdentityKind, Trace};
use crate::formats::Format;

/// What may be a sign of tampering.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sign {
    /// In which exhibit.
    pub exhibit: usize,
    /// In which flight of it, where it is one's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flight: Option<FlightId>,
    /// How much it weighs.
    pub weight: Weight,
    /// What was seen.
    pub what: String,
    /// What else explains it.
    pub innocent: String,
    /// How often it was seen.
    pub count: u64,
    /// Where: the first few.
    pub sources: Vec<Source>,
}

/// How much a sign weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Worth knowing, and common.
    Note,
    /// Uncommon: worth a second look.
    Doubt,
    /// Does not come about by itself.
    Strong,
}

/// So many places of one sign are listed.
const LISTED: usize = 5;

/// Every sign in a case, the weightiest first.
pub(super) fn signs(exhibits: &[Exhibit], flights: &[Flown<'_>], media: &[Taken]) -> Vec<Sign> {
    let mut signs: Vec<Sign> = Vec::new();
    for (number, exhibit) in exhibits.iter().enumerate() {
        signs.extend(defects(number, exhibit));
        signs.extend(rewritten(number, exhibit));
    }
    for flown in flights {
        signs.extend(clock_back(flown));
        signs.extend(leaps(flown));
        signs.extend(stated_start(flown));
        signs.extend(satellites_against_log(flown));
        signs.extend(far_home(flown));
    }
    signs.extend(media.iter().filter_map(elsewhere));
    signs.sort_by_key(|sign| (std::cmp::Reverse(sign.weight), sign.exhibit));
    signs
}

/// What a kind of damage may mean, and what else explains it.
const fn meaning(kind: DefectKind) -> Option<(Weight, &'static str, &'static str)> {
    Some(match kind {
        DefectKind::Contradiction => (
            Weight::Strong,
            "two statements of the file do not agree",
            "a program that copied one of them without the other",
        ),
        DefectKind::ClockJump => (
            Weight::Doubt,
            "the log's clock leaps",
            "a restart, or a clock that was set by the satellites in flight",
        ),
        DefectKind::Missing => (
            Weight::Doubt,
            "records are missing between others",
            "a full or slow card drops records",
        ),
        DefectKind::Checksum => (
            Weight::Doubt,
            "checksums do not fit their bytes",
            "a worn or wet card, a fall",
        ),
        DefectKind::Implausible => (
            Weight::Note,
            "values that cannot be",
            "receivers and sensors write such values before they are ready",
        ),
        DefectKind::Headless => (
            Weight::Doubt,
            "the beginning of the file is missing",
            "a deleted file that was partly written over",
        ),
        _ => return None,
    })
}

fn defects(number: usize, exhibit: &Exhibit) -> Vec<Sign> {
    let reading = exhibit.reading.as_ref();
    let kept = reading.map_or(&[][..], |reading| reading.defects.kept());
    let mut kinds: Vec<DefectKind> = kept.iter().map(|defect| defect.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let of_kind = |kind: DefectKind| {
        let (weight, what, innocent) = meaning(kind)?;
        let some = || kept.iter().filter(move |defect| defect.kind == kind);
        let first = some()
            .next()
            .map(|defect| defect.consequence.as_str())
            .unwrap_or_default();
        let trace = |defect: &Defect| Source::new(number, Trace::new(defect.offset, 0));
        Some(Sign {
            exhibit: number,
            flight: None,
            weight,
            what: format!("{what}: {first}"),
            innocent: innocent.into(),
            count: some().count() as u64,
            sources: some().take(LISTED).map(trace).collect(),
        })
    };
    kinds.into_iter().filter_map(of_kind).collect()
}

/// Programs that write pictures anew; a camera never names one of them.
const EDITORS: [&str; 14] = [
    "gimp",
    "photoshop",
    "lightroom",
    "snapseed",
    "paint.net",
    "affinity",
    "exiftool",
    "imagemagick",
    "capture one",
    "darktable",
    "picasa",
    "pixelmator",
    "ffmpeg",
    "lavf",
];

fn rewritten(number: usize, exhibit: &Exhibit) -> Option<Sign> {
    let format = exhibit.reading.as_ref()?.format;
    if !matches!(format, Format::Picture | Format::Movie) {
        return None;
    }
    let is_editor = |value: &str| {
        let value = value.to_ascii_lowercase();
        EDITORS.iter().any(|editor| value.contains(editor))
    };
    let mut programs = identities(exhibit).filter(|one| one.kind == IdentityKind::App);
    let program = programs.find(|program| is_editor(&program.value))?;
    Some(Sign {
        exhibit: number,
        flight: None,
        weight: Weight::Doubt,
        what: format!("written anew by {}", program.value),
        innocent: "cropping or brightening before it was passed on".into(),
        count: 1,
        sources: vec![Source::new(number, program.trace)],
    })
}

fn of_flight(flown: &Flown<'_>, weight: Weight, what: String, innocent: &str) -> Sign {
    Sign {
        exhibit: flown.id.exhibit,
        flight: Some(flown.id),
        weight,
        what,
        innocent: innocent.into(),
        count: 1,
        sources: Vec::new(),
    }
}

/// A sign that some steps from one position to the next show.
fn of_steps(flown: &Flown<'_>, steps: &[[&Fix; 2]], what: String, innocent: &str) -> Sign {
    let listed = steps.iter().take(LISTED);
    Sign {
        count: steps.len() as u64,
        sources: listed.map(|[_, to]| flown.source(to.trace)).collect(),
        ..of_flight(flown, Weight::Doubt, what, innocent)
    }
}

/// Each position with the one after it.
fn steps<'f>(fixes: impl Iterator<Item = &'f Fix> + Clone) -> impl Iterator<Item = [&'f Fix; 2]> {
    fixes.clone().zip(fixes.skip(1)).map(|(a, b)| [a, b])
}

/// Positions whose time is before that of the position before them.
fn clock_back(flown: &Flown<'_>) -> Option<Sign> {
    let back_s = |[a, b]: &[&Fix; 2]| a.sample.time.since(b.sample.time).as_secs_f64();
    let backward: Vec<[&Fix; 2]> = steps(flown.flight.fixes.iter())
        .filter(|step| back_s(step) > 0.5)
        .collect();
    let most_s = backward.iter().map(back_s).reduce(f64::max)?;
    let what = format!("the log's clock goes back, by up to {most_s:.0} s");
    let innocent = "records of several sources that were written out of order, or two logs in one";
    Some(of_steps(flown, &backward, what, innocent))
}

/// Steps that nothing flies.
fn leaps(flown: &Flown<'_>) -> Option<Sign> {
    let leaps: Vec<[&Fix; 2]> = steps(flown.flight.fixes.iter())
        .filter(|[a, b]| super::flown::is_too_fast(a, b))
        .collect();
    let [first, second] = leaps.first()?;
    let metres = first.sample.position.distance_m(second.sample.position);
    let what = format!("the position leaps, by {metres:.0} m the first time");
    let innocent = "a receiver that lost its satellites, or was jammed";
    Some(of_steps(flown, &leaps, what, innocent))
}

/// The start that the head states may be so far from the body's, seconds: logs are named when the
/// motors start, or when the app is opened.
const START_S: f64 = 600.0;

/// The head of a log against the satellites' time in its body.
fn stated_start(flown: &Flown<'_>) -> Option<Sign> {
    let stated = flown.flight.clock.start_utc?;
    let fix = flown
        .flight
        .fixes
        .iter()
        .find(|fix| fix.sample.utc.is_some())?;
    let (first, _) = flown.span()?;
    let since_s = fix.sample.time.since(first).as_secs_f64();
    let body_s = fix.sample.utc?.as_micros() as f64 / 1e6 - since_s;
    let differ_s = body_s - stated.as_micros() as f64 / 1e6;
    let what = format!("the stated start and the times in the log are {differ_s:.0} s apart");
    let innocent = "a clock that was not set before the satellites set it, or a zone left out";
    (differ_s.abs() > START_S).then(|| Sign {
        sources: vec![flown.source(fix.trace)],
        ..of_flight(flown, Weight::Doubt, what, innocent)
    })
}

/// The log's clock and the satellites' run at the same pace, but for so much, seconds.
const PACE_S: f64 = 5.0;

/// UTC beside the positions against the log's own clock: where one leaps and the other does not,
/// records were taken out, put in or dated anew.
fn satellites_against_log(flown: &Flown<'_>) -> Option<Sign> {
    let fixes = flown.flight.fixes.iter();
    let timed = fixes.filter(|fix| fix.sample.utc.is_some());
    let offset_s = |fix: &Fix| {
        let utc = fix.sample.utc.map_or(0, missions::time::UtcTime::as_micros);
        utc as f64 / 1e6 - fix.sample.time.as_secs_f64()
    };
    let leaps: Vec<[&Fix; 2]> = steps(timed)
        .filter(|[a, b]| (offset_s(a) - offset_s(b)).abs() > PACE_S)
        .collect();
    let [a, b] = leaps.first()?;
    let differ_s = offset_s(b) - offset_s(a);
    let what = format!("UTC leaps {differ_s:.0} s against the log's own clock");
    let innocent = "the receiver's first time before it knows the date, or a leap second";
    Some(of_steps(flown, &leaps, what, innocent))
}

/// A home where the aircraft never was, metres.
const FAR_HOME_M: f64 = 5000.0;

fn far_home(flown: &Flown<'_>) -> Option<Sign> {
    let home = flown.flight.homes.iter().find(|home| {
        let mut places = flown.samples().iter().map(|sample| sample.position);
        places.all(|place| place.distance_m(home.position) > FAR_HOME_M)
    })?;
    let first = flown.samples().first()?;
    let metres = home.position.distance_m(first.position);
    let what = format!(
        "home lies {:.1} km from where the log begins",
        metres / 1000.0
    );
    let innocent = "a home of the last flight, kept until the satellites were found";
    Some(Sign {
        sources: vec![flown.source(home.trace)],
        ..of_flight(flown, Weight::Note, what, innocent)
    })
}

/// A picture of a time at which the aircraft was elsewhere.
fn elsewhere(taken: &Taken) -> Option<Sign> {
    (taken.agreement == Agreement::Disagrees).then(|| Sign {
        exhibit: taken.exhibit,
        flight: taken.flight,
        weight: Weight::Doubt,
        what: format!(
            "its place and time do not agree with a flight: {}",
            taken.because
        ),
        innocent: "a picture of another aircraft, or a camera's clock that was not set".into(),
        count: 1,
        sources: vec![taken.source],
    })
}

#[cfg(test)]
mod tests {
    use super::super::made;
    use super::*;
    use crate::flight::Flight;
    use missions::time::BootTime;
    use std::time::Duration;

    fn signs_of(flight: Flight) -> Vec<String> {
        let exhibits = [made::exhibit("x", flight, &[])];
        let flights = Flown::all(&exhibits);
        signs(&exhibits, &flights, &[])
            .into_iter()
            .map(|sign| sign.what)
            .collect()
    }

    fn check(change: impl Fn(&mut Flight), expected: &str) {
        let mut flight = made::there_and_back("2026-11-22T01:00:00Z", 500.0);
        change(&mut flight);
        let signs = signs_of(flight);
        assert_eq!(signs.len(), 1, "{signs:?}");
        assert!(signs[0].contains(expected), "{signs:?}");
    }

    #[test]
    fn an_honest_flight_shows_no_sign() {
        let flight = made::there_and_back("2026-11-22T01:00:00Z", 500.0);
        assert_eq!(signs_of(flight), Vec::<String>::new());
    }

    #[test]
    fn what_does_not_fit_is_a_sign() {
        check(|flight| flight.fixes.swap(20, 30), "clock goes back");
        check(
            |flight| flight.fixes[30].sample.position = made::at(3000.0, 0.0),
            "position leaps, by 30",
        );
        check(
            |flight| flight.clock.start_utc = "2026-11-21T01:00:00Z".parse().ok(),
            "stated start and the times in the log are 86400 s apart",
        );
        check(
            |flight| flight.homes[0].position = made::at(20_000.0, 0.0),
            "home lies 20.0 km",
        );
    }

    #[test]
    fn a_part_that_was_dated_anew_shows_against_the_logs_own_clock() {
        check(
            |flight| {
                for fix in flight.fixes.iter_mut().skip(60) {
                    fix.sample.utc = fix.sample.utc.map(|utc| utc + Duration::from_hours(1));
                }
            },
            "UTC leaps 3600 s",
        );
    }

    #[test]
    fn a_hole_that_was_closed_up_shows_in_the_pace() {
        check(
            |flight| {
                flight.fixes.drain(60..100);
                for fix in flight.fixes.iter_mut().skip(60) {
                    let micros = fix.sample.time.as_micros() - 40_000_000;
                    fix.sample.time = BootTime::from_micros(micros);
                }
            },
            "UTC leaps 40 s",
        );
    }

    #[test]
    fn a_picture_that_a_program_wrote_is_told_by_its_name() {
        let app = (IdentityKind::App, "GIMP 2.10");
        let mut exhibit = made::exhibit("x", Flight::default(), &[app]);
        let reading = exhibit.reading.as_mut().unwrap();
        reading.format = Format::Picture;
        reading.flights.clear();
        reading
            .defects
            .add(DefectKind::Contradiction, 7, 0, "places");
        let signs = signs(&[exhibit], &[], &[]);
        let weights: Vec<_> = signs.iter().map(|sign| sign.weight).collect();
        assert_eq!(weights, [Weight::Strong, Weight::Doubt]);
        assert!(signs[1].what.contains("GIMP"));
    }
}
