//! One flight told in order: when and how that is known, from where to where, every change of
//! home, its phases, its gaps, and how it ended.

use missions::geodesy::Position;
use missions::time::BootTime;
use serde::Serialize;

use super::{FlightId, Flown, Source, When};
use crate::defect::DefectKind;
use crate::exhibit::Exhibit;
use crate::flight::{Confidence, EventKind, Flight};

/// A flight told in order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Told {
    /// Which one.
    pub flight: FlightId,
    /// When its log begins.
    pub start: When,
    /// When its log ends.
    pub end: When,
    /// How its times are known: a sentence.
    pub clock: String,
    /// From first to last instant, seconds.
    pub duration_s: f64,
    /// Where it left the ground; nothing where the log begins in the air.
    pub launch: Option<Position>,
    /// Where it came down; nothing where the log ends in the air.
    pub landing: Option<Position>,
    /// How far it flew over the ground, metres.
    pub path_m: f64,
    /// Every home that it learned.
    pub homes: Vec<HomeChange>,
    /// What it did, one after the other.
    pub phases: Vec<Phase>,
    /// Where its log says nothing of its place for longer than usual.
    pub gaps: Vec<Gap>,
    /// How it ended.
    pub ended: End,
    /// How far its positions can be trusted: as the least of them, but for one in twenty.
    pub confidence: Confidence,
    /// Where the first and the last position were read.
    pub sources: Vec<Source>,
}

/// A home that was set.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HomeChange {
    /// When.
    pub when: Option<When>,
    /// Where.
    pub position: Position,
    /// How far from the home before, metres; 0 for the first.
    pub moved_m: f64,
    /// Where it was read.
    pub source: Source,
}

/// What an aircraft does for a while.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Phase {
    /// What.
    pub kind: PhaseKind,
    /// From when, by the log's own clock.
    pub from: BootTime,
    /// Until when.
    pub to: BootTime,
}

/// What an aircraft can do for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PhaseKind {
    /// Stands on the ground.
    Ground,
    /// Climbs, more than 0.7 m/s.
    Climb,
    /// Flies on, more than 1.5 m/s over the ground.
    Cruise,
    /// Stays in the air where it is.
    Hover,
    /// Sinks, more than 0.7 m/s.
    Descent,
}

/// A time without positions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Gap {
    /// From when, by the log's own clock.
    pub from: BootTime,
    /// How long, seconds.
    pub seconds: f64,
    /// How far it went meanwhile, metres.
    pub moved_m: f64,
    /// Where the position before it was read.
    pub source: Source,
}

/// How a flight ended, and by what that is known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct End {
    /// In a few words: `landed`, `the log ends in the air`, …
    pub how: String,
    /// What that rests on, sentence by sentence.
    pub because: Vec<String>,
    /// How far it ended from where its log begins, metres: that is the launch place, unless the log
    /// begins in the air.
    pub from_launch_m: Option<f64>,
}

/// Tells a flight.
pub(super) fn told(flown: &Flown<'_>, exhibits: &[Exhibit]) -> Told {
    let (first, last) = flown.span().unwrap_or((BootTime::ZERO, BootTime::ZERO));
    let (launch, landing) = (flown.launch(), flown.landing());
    let fixes = flown.fixes();
    let ends = [fixes.first(), fixes.last()];
    Told {
        flight: flown.id,
        start: flown.dating.when(first),
        end: flown.dating.when(last),
        clock: clock_in_words(flown),
        duration_s: last.since(first).as_secs_f64(),
        launch: launch.map(|sample| sample.position),
        landing: landing.map(|sample| sample.position),
        path_m: flown.track.length_m(),
        homes: homes(flown),
        phases: phases(flown),
        gaps: gaps(flown),
        ended: ended(flown, exhibits),
        confidence: flown.confidence(),
        sources: ends
            .into_iter()
            .flatten()
            .map(|fix| flown.source(fix.trace))
            .collect(),
    }
}

fn clock_in_words(flown: &Flown<'_>) -> String {
    use crate::flight::ClockBasis as Basis;
    let basis = match flown.dating.basis() {
        Basis::Satellites => "UTC from the satellites, as the aircraft logged it",
        Basis::Device => "UTC by the clock of the telephone, tablet or computer that wrote the log",
        Basis::Aircraft => "UTC by a clock in the aircraft that somebody or something set",
        Basis::Local => "a local time whose zone the log does not say",
        Basis::None => "no date: only the log's own clock, which counts from its start",
    };
    let error = match flown.dating.error_s() {
        Some(error_s) => format!("; it can be {error_s:.0} s off"),
        None if flown.dating.basis() == Basis::None => String::new(),
        None => "; how far it is off, the log does not say".into(),
    };
    let note = flown.flight.clock.note.as_ref();
    let note = note.map(|note| format!("; {note}")).unwrap_or_default();
    format!("{basis}{error}{note}")
}

fn homes(flown: &Flown<'_>) -> Vec<HomeChange> {
    let mut before: Option<Position> = None;
    let mut changes = Vec::new();
    for home in &flown.flight.homes {
        let moved_m = before.map_or(0.0, |before| before.distance_m(home.position));
        // Logs repeat a home that did not move.
        if before.is_none() || moved_m > 0.5 {
            changes.push(HomeChange {
                when: home.at.map(|at| flown.dating.when(at)),
                position: home.position,
                moved_m,
                source: flown.source(home.trace),
            });
        }
        before = Some(home.position);
    }
    changes
}

/// A gap is at least so long, seconds, and at least so many times the usual step.
const GAP_S: f64 = 3.0;
const GAP_STEPS: f64 = 5.0;

fn gaps(flown: &Flown<'_>) -> Vec<Gap> {
    let fixes = flown.fixes();
    let pairs = || fixes.iter().zip(fixes.iter().skip(1));
    let seconds = |(a, b): (&&crate::flight::Fix, &&crate::flight::Fix)| {
        b.sample.time.since(a.sample.time).as_secs_f64()
    };
    let mut steps: Vec<f64> = pairs().map(seconds).collect();
    steps.sort_by(f64::total_cmp);
    let usual = steps.get(steps.len().checked_div(2).unwrap_or(0)).copied();
    let least = GAP_S.max(usual.unwrap_or(0.0) * GAP_STEPS);
    pairs()
        .filter(|pair| seconds(*pair) > least)
        .map(|(a, b)| Gap {
            from: a.sample.time,
            seconds: seconds((a, b)),
            moved_m: a.sample.position.distance_m(b.sample.position),
            source: flown.source(a.trace),
        })
        .collect()
}

/// Speeds are taken over so long, seconds.
const OVER_S: f64 = 3.0;
/// A phase that is shorter belongs to the one before, seconds.
const SHORTEST_S: f64 = 4.0;

fn phases(flown: &Flown<'_>) -> Vec<Phase> {
    let samples = flown.samples();
    let mut phases: Vec<Phase> = Vec::new();
    let mut earlier = samples.iter().peekable();
    let mut base = samples.first();
    for sample in samples {
        let old = |then: &missions::telemetry::Sample| sample.time.since(then.time).as_secs_f64();
        while let Some(then) = earlier.next_if(|then| old(then) > OVER_S) {
            base = Some(then);
        }
        let Some(then) = base.filter(|then| then.time < sample.time) else {
            continue;
        };
        let kind = doing(flown, then, sample, old(then));
        match phases.last_mut() {
            Some(last) if last.kind == kind => last.to = sample.time,
            _ => phases.push(Phase {
                kind,
                from: phases.last().map_or(then.time, |last| last.to),
                to: sample.time,
            }),
        }
    }
    without_short(phases)
}

fn doing(
    flown: &Flown<'_>,
    then: &missions::telemetry::Sample,
    now: &missions::telemetry::Sample,
    seconds: f64,
) -> PhaseKind {
    let heights = flown.height_m(then).zip(flown.height_m(now));
    let climb_m_s = heights.map_or(0.0, |(before, after)| (after - before) / seconds);
    let speed_m_s = then.position.distance_m(now.position) / seconds;
    let is_low = heights.is_some_and(|(_, after)| after < 1.5);
    if is_low && climb_m_s.abs() < 0.5 && speed_m_s < 1.0 {
        PhaseKind::Ground
    } else if climb_m_s > 0.7 {
        PhaseKind::Climb
    } else if climb_m_s < -0.7 {
        PhaseKind::Descent
    } else if speed_m_s > 1.5 {
        PhaseKind::Cruise
    } else {
        PhaseKind::Hover
    }
}

fn without_short(phases: Vec<Phase>) -> Vec<Phase> {
    let mut long: Vec<Phase> = Vec::new();
    for phase in phases {
        let is_short = phase.to.since(phase.from).as_secs_f64() < SHORTEST_S;
        match long.last_mut() {
            Some(last) if is_short || last.kind == phase.kind => last.to = phase.to,
            _ => long.push(phase),
        }
    }
    long
}

/// What happened so shortly before the end belongs to it, seconds.
const LAST_S: f64 = 60.0;

fn ended(flown: &Flown<'_>, exhibits: &[Exhibit]) -> End {
    let mut because = Vec::new();
    let landing = flown.landing();
    let (how, reason) = match (landing, flown.samples().last()) {
        (_, None) => ("unknown", "the log has no positions".to_owned()),
        (Some(_), _) if said(flown.flight, &EventKind::Landed) => {
            ("landed", "the log says that it landed".to_owned())
        }
        (Some(_), _) if said(flown.flight, &EventKind::Disarmed) => {
            ("landed", "the motors were stopped".to_owned())
        }
        (Some(_), _) => ("landed", "its last height is that of the ground".to_owned()),
        (None, Some(last)) => match flown.height_m(last) {
            Some(height_m) => (
                "the log ends in the air",
                format!("its last height is {height_m:.0} m above the take-off"),
            ),
            None => (
                "unknown",
                "the log has no heights and no word of a landing".to_owned(),
            ),
        },
    };
    because.push(reason);
    let fall = fall(flown);
    let how = if fall.is_some() { "fell" } else { how };
    because.extend(fall);
    because.extend(failsafes(flown));
    because.extend(cut(flown, exhibits));
    let places = flown.samples().first().zip(flown.samples().last());
    End {
        how: how.to_owned(),
        because,
        from_launch_m: places.map(|(first, last)| first.position.distance_m(last.position)),
    }
}

fn said(flight: &Flight, kind: &EventKind) -> bool {
    flight.events.iter().any(|event| event.kind == *kind)
}

/// A fall in the last seconds: faster down than a descent.
fn fall(flown: &Flown<'_>) -> Option<String> {
    let last = flown.samples().last()?;
    let then = flown.samples().iter().rev().find(|sample| {
        let seconds = last.time.since(sample.time).as_secs_f64();
        seconds >= OVER_S
    })?;
    let seconds = last.time.since(then.time).as_secs_f64();
    let lost_m = flown.height_m(then)? - flown.height_m(last)?;
    (seconds < 2.0 * OVER_S && lost_m / seconds > 7.0).then(|| {
        format!("it lost {lost_m:.0} m in the last {seconds:.0} s: a fall, a dive, or a hit")
    })
}

fn failsafes(flown: &Flown<'_>) -> Vec<String> {
    let Some((_, last)) = flown.span() else {
        return Vec::new();
    };
    let mut words = Vec::new();
    for event in &flown.flight.events {
        if let EventKind::Failsafe { what } = &event.kind {
            let before_s = last.since(event.at).as_secs_f64();
            let sentence = format!("{what}, {before_s:.0} s before the end");
            if before_s <= LAST_S && words.len() < 5 {
                words.push(sentence);
            }
        }
    }
    words
}

fn cut(flown: &Flown<'_>, exhibits: &[Exhibit]) -> Option<String> {
    let reading = exhibits.get(flown.id.exhibit)?.reading.as_ref()?;
    let is_last = reading.flights.len() == flown.id.flight.saturating_add(1);
    let mut defects = reading.defects.kept().iter();
    let is_cut = defects.any(|defect| defect.kind == DefectKind::Truncated);
    (is_last && is_cut).then(|| "the file is cut off: the flight may have gone on".into())
}

#[cfg(test)]
mod tests {
    use super::super::made;
    use super::*;
    use crate::flight::{Event, Trace};

    fn told_of(flight: Flight) -> Told {
        let exhibits = [made::exhibit("a", flight, &[])];
        told(&Flown::all(&exhibits)[0], &exhibits)
    }

    #[test]
    fn a_delivery_climbs_flies_hovers_flies_and_sinks() {
        use PhaseKind::{Climb, Cruise, Descent, Ground, Hover};
        let told = told_of(made::there_and_back("2026-11-22T01:00:00Z", 500.0));
        let kinds: Vec<_> = told.phases.iter().map(|phase| phase.kind).collect();
        assert_eq!(
            kinds,
            [Ground, Climb, Cruise, Hover, Cruise, Descent, Ground]
        );
        let hover = &told.phases[3];
        let seconds = hover.to.since(hover.from).as_secs_f64();
        assert!((seconds - 60.0).abs() < 6.0, "{seconds}");
        assert_eq!(told.ended.how, "landed");
        assert!(told.ended.from_launch_m.unwrap() < 1.0);
        assert!((told.path_m - 1000.0).abs() < 1.0);
        assert_eq!(
            told.start.utc.unwrap().to_string(),
            "2026-11-22T01:00:00.000Z"
        );
        assert_eq!(told.start.error_s, Some(1.0));
    }

    #[test]
    fn a_gap_is_longer_than_the_usual_step_and_says_how_far_it_went() {
        let mut flight = made::straight("2026-11-22T01:00:00Z", 600.0);
        flight.fixes.drain(20..40);
        let gap = &told_of(flight).gaps[0];
        assert_eq!(gap.seconds, 21.0);
        assert!((gap.moved_m - 210.0).abs() < 0.1);
        assert_eq!(gap.source.record, 19);
    }

    #[test]
    fn every_change_of_home_is_told_and_repetitions_are_not() {
        let mut flight = made::straight("2026-11-22T01:00:00Z", 100.0);
        let home = flight.homes[0];
        flight.homes.push(home);
        flight.homes.push(crate::flight::Home {
            position: made::at(0.0, 80.0),
            at: Some(BootTime::from_millis(8000)),
            ..home
        });
        let homes = told_of(flight).homes;
        assert_eq!(homes.len(), 2);
        assert!((homes[1].moved_m - 80.0).abs() < 0.01);
        let when = homes[1].when.unwrap().utc.unwrap();
        assert_eq!(when.to_string(), "2026-11-22T01:00:08.000Z");
    }

    #[test]
    fn how_it_ended_says_what_that_rests_on() {
        let check = |flight: Flight, how: &str, because: &str| {
            let ended = told_of(flight).ended;
            assert_eq!(ended.how, how);
            let words = ended.because.join("; ");
            assert!(words.contains(because), "{words}");
        };
        let start = "2026-11-22T01:00:00Z";
        check(
            made::straight(start, 100.0),
            "the log ends in the air",
            "40 m above",
        );
        let places: Vec<_> = (0..10)
            .map(|s| (0.0, 0.0, 90.0 - 10.0 * f64::from(s)))
            .collect();
        check(made::flight(start, &places), "fell", "in the last");
        let mut lost = made::there_and_back(start, 300.0);
        lost.events.push(Event {
            at: BootTime::from_millis(140_000),
            kind: EventKind::Failsafe {
                what: "signal lost".into(),
            },
            trace: Trace::default(),
            confidence: Confidence::Stated,
        });
        check(lost, "landed", "signal lost");
        check(Flight::default(), "unknown", "no positions");
    }
}
