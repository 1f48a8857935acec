//! A flight made ready to be analysed: its track in order and without the places where it cannot
//! have been, its clock, its height.

use missions::geodesy::Position;
use missions::telemetry::{Sample, Track};
use missions::time::BootTime;

use super::place::roughly_m;
use super::{Dating, FlightId, Source};
use crate::exhibit::Exhibit;
use crate::flight::{Confidence, EventKind, Fix, Flight, Trace};

/// A flight of an exhibit.
#[derive(Clone, Debug)]
pub struct Flown<'a> {
    /// Which one.
    pub id: FlightId,
    /// As its log tells it.
    pub flight: &'a Flight,
    /// Its positions in rising order of time, without outliers.
    pub track: Track,
    /// The fix of each sample of the track.
    fixes: Vec<&'a Fix>,
    /// How its times are known.
    pub dating: Dating,
    /// Its first height above the sea, metres.
    first_above_sea_m: Option<f64>,
}

/// No small aircraft flies faster, metres a second.
const FASTEST_M_S: f64 = 120.0;
/// On the ground by its own height, metres: barometers drift.
const GROUND_M: f64 = 2.0;
/// It has left the place where it stood, metres.
const LEFT_M: f64 = 8.0;

impl<'a> Flown<'a> {
    /// Every flight of a case that has at least one position or one instant.
    pub fn all(exhibits: &'a [Exhibit]) -> Vec<Self> {
        let mut all = Vec::new();
        for (number, exhibit) in exhibits.iter().enumerate() {
            let flights = exhibit.reading.iter().flat_map(|reading| &reading.flights);
            for (at, flight) in flights.enumerate() {
                let id = FlightId {
                    exhibit: number,
                    flight: at,
                };
                all.push(Self::new(id, flight));
            }
        }
        all
    }

    /// A flight by itself.
    pub fn new(id: FlightId, flight: &'a Flight) -> Self {
        let mut track = Track::new();
        let mut fixes = Vec::new();
        for (at, fix) in flight.fixes.iter().enumerate() {
            let next = flight.fixes.get(at.saturating_add(1));
            if !is_outlier(fixes.last().copied(), fix, next) && track.push(fix.sample) {
                fixes.push(fix);
            }
        }
        let first_above_sea_m = fixes.iter().find_map(|fix| fix.sample.height_above_sea_m);
        Self {
            id,
            flight,
            track,
            fixes,
            dating: Dating::of(flight),
            first_above_sea_m,
        }
    }

    /// Where a value of this flight was read.
    pub const fn source(&self, trace: Trace) -> Source {
        Source::new(self.id.exhibit, trace)
    }

    /// The fixes of the track, as many as it has samples.
    pub fn fixes(&self) -> &[&'a Fix] {
        &self.fixes
    }

    /// How far its positions can be trusted: as the least of them, but for one in twenty.
    pub fn confidence(&self) -> Confidence {
        let mut all: Vec<Confidence> = self.fixes.iter().map(|fix| fix.confidence).collect();
        all.sort_unstable();
        let last = all.len().saturating_sub(1);
        let most = (last as f64 * 0.95) as usize;
        all.get(most).copied().unwrap_or_default()
    }

    /// The samples of the track.
    pub fn samples(&self) -> &[Sample] {
        self.track.samples()
    }

    /// Where the fix at or before an instant was read; the first where there is none before.
    pub fn source_at(&self, at: BootTime) -> Option<Source> {
        let after = self.fixes.partition_point(|fix| fix.sample.time <= at);
        let fix = self.fixes.get(after.saturating_sub(1))?;
        Some(self.source(fix.trace))
    }

    /// Height above the take-off, metres: as logged, else against the first height above the sea.
    pub fn height_m(&self, sample: &Sample) -> Option<f64> {
        let by_sea = || Some(sample.height_above_sea_m? - self.first_above_sea_m?);
        sample.height_above_home_m.or_else(by_sea)
    }

    /// First and last instant, with or without positions.
    pub fn span(&self) -> Option<(BootTime, BootTime)> {
        let samples = self.samples();
        let by_track = || Some((samples.first()?.time, samples.last()?.time));
        self.flight.span.or_else(by_track)
    }

    /// The sample with which it left the ground. `None` where the log begins in the air.
    pub fn launch(&self) -> Option<&Sample> {
        let samples = self.samples();
        let first = samples.first()?;
        if self
            .height_m(first)
            .is_some_and(|height| height > 5.0 * GROUND_M)
        {
            return None;
        }
        if let Some(at) = self.instant_of(&EventKind::TakeOff) {
            return self.nearest(at).or(Some(first));
        }
        let has_left = |sample: &Sample| {
            let is_up = self
                .height_m(sample)
                .is_some_and(|height| height > GROUND_M);
            is_up || first.position.distance_m(sample.position) > LEFT_M
        };
        let left = samples.iter().position(has_left).unwrap_or(0);
        samples.get(left.saturating_sub(1))
    }

    /// The sample with which it came down. `None` where the log ends in the air.
    pub fn landing(&self) -> Option<&Sample> {
        let last = self.samples().last()?;
        let landed = self.last_instant_of(&EventKind::Landed);
        let landed = landed.or_else(|| self.last_instant_of(&EventKind::Disarmed));
        if let Some(at) = landed {
            return self.nearest(at).or(Some(last));
        }
        let height_m = self.height_m(last)?;
        (height_m < 2.0 * GROUND_M).then_some(last)
    }

    fn instant_of(&self, kind: &EventKind) -> Option<BootTime> {
        let mut events = self.flight.events.iter();
        events
            .find(|event| event.kind == *kind)
            .map(|event| event.at)
    }

    fn last_instant_of(&self, kind: &EventKind) -> Option<BootTime> {
        let mut events = self.flight.events.iter().rev();
        events
            .find(|event| event.kind == *kind)
            .map(|event| event.at)
    }

    /// The sample at or after an instant; the last where there is none after.
    pub fn nearest(&self, at: BootTime) -> Option<&Sample> {
        let samples = self.samples();
        let after = samples.partition_point(|sample| sample.time < at);
        samples.get(after).or_else(|| samples.last())
    }

    /// Where it was, by its own clock, between samples too.
    pub fn position_at(&self, at: BootTime) -> Option<Position> {
        self.track.at(at).map(|sample| sample.position)
    }

    /// The farthest sample from the first.
    pub fn farthest(&self) -> Option<(&Sample, f64)> {
        let first = self.samples().first()?.position;
        let mut farthest = None;
        for sample in self.samples() {
            let distance_m = roughly_m(first, sample.position);
            if farthest.is_none_or(|(_, most)| distance_m > most) {
                farthest = Some((sample, distance_m));
            }
        }
        farthest.map(|(sample, _)| (sample, first.distance_m(sample.position)))
    }
}

/// Whether a fix is a place where the aircraft cannot have been: too far from the one before and
/// from the one after it, which agree with each other.
fn is_outlier(before: Option<&Fix>, fix: &Fix, after: Option<&Fix>) -> bool {
    let (Some(before), Some(after)) = (before, after) else {
        return false;
    };
    is_too_fast(before, fix) && is_too_fast(fix, after) && !is_too_fast(before, after)
}

/// Whether nothing flies from one fix to another in the time between them.
pub(super) fn is_too_fast(from: &Fix, to: &Fix) -> bool {
    let forth = to.sample.time.since(from.sample.time);
    let seconds = forth
        .max(from.sample.time.since(to.sample.time))
        .as_secs_f64();
    // A receiver that finds itself again may step some way at once.
    roughly_m(from.sample.position, to.sample.position) > 50.0 + FASTEST_M_S * seconds
}

#[cfg(test)]
mod tests {
    use super::super::made;
    use super::*;

    const ID: FlightId = FlightId {
        exhibit: 0,
        flight: 0,
    };

    #[test]
    fn a_place_where_it_cannot_have_been_is_left_out_of_the_track() {
        let mut flight = made::straight("2026-11-22T01:00:00Z", 300.0);
        let at = flight.fixes[10].sample.position;
        flight.fixes[10].sample.position = at.offset(90.0, 50_000.0);
        let flown = Flown::new(ID, &flight);
        assert_eq!(flown.samples().len(), flight.fixes.len() - 1);
        assert!(flown.farthest().unwrap().1 < 301.0);
    }

    #[test]
    fn launch_and_landing_are_where_the_height_leaves_and_meets_the_ground() {
        let flight = made::there_and_back("2026-11-22T01:00:00Z", 500.0);
        let flown = Flown::new(ID, &flight);
        let start = flight.fixes[0].sample.position;
        assert!(flown.launch().unwrap().position.distance_m(start) < 10.0);
        assert!(flown.landing().unwrap().position.distance_m(start) < 10.0);
        let half = Flight {
            fixes: flight.fixes[20..40].to_vec(),
            ..flight.clone()
        };
        let flown = Flown::new(ID, &half);
        assert_eq!((flown.launch(), flown.landing()), (None, None));
    }
}
