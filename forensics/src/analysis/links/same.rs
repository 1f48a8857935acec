//! The same flight in two logs: one track laid over the other, at the shift of their clocks at which
//! they fit best.
//!
//! The shift is looked for over every overlap of the two, whatever their clocks say; what the clocks
//! say is compared afterwards. So a log without a date finds its flight, a clock that was set wrong
//! shows by how much, and the same route flown on another day is not taken for the same flight.

use geo::Coord;
use missions::geodesy::Position;
use missions::time::BootTime;
use serde::Serialize;

use crate::analysis::place::{on_map, roughly_m};
use crate::analysis::{FlightId, Flown, Source};
use crate::flight::ClockBasis;

/// Two logs that tell one flight.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SameFlight {
    /// The two.
    pub flights: [FlightId; 2],
    /// Half of all instants are no farther apart, metres.
    pub median_m: f64,
    /// Nineteen of twenty instants are no farther apart, metres.
    pub most_m: f64,
    /// How long both logs run, seconds.
    pub overlap_s: f64,
    /// The second's UTC less the first's at the same place, seconds, where both have UTC.
    pub clocks_differ_s: Option<f64>,
    /// How far this goes, 0 to 1: a rank, not a probability.
    pub support: f64,
    /// What it rests on.
    pub because: String,
    /// Where the first common positions were read.
    pub sources: [Source; 2],
}

/// Two logs of one flight are no farther apart, metres: two receivers, or one read at other times.
const SAME_M: f64 = 12.0;
/// Shorter overlaps prove nothing, seconds.
const LEAST_S: f64 = 30.0;
/// Who stays in one place fits everywhere, metres.
const LEAST_REACH_M: f64 = 30.0;
/// Instants at which a coarse fit is tried.
const INSTANTS: usize = 48;

/// A track as metres on a plane, by seconds of its own clock.
struct Course<'f, 'a> {
    flown: &'f Flown<'a>,
    points: Vec<(f64, Coord<f64>)>,
    least: Coord<f64>,
    most: Coord<f64>,
}

/// Every pair of logs in different exhibits that tells one flight.
pub(in crate::analysis) fn same_flights(flights: &[Flown<'_>]) -> Vec<SameFlight> {
    let mut found = Vec::new();
    for (number, one) in flights.iter().enumerate() {
        let others = flights.iter().skip(number.saturating_add(1));
        let others = others.filter(|other| other.id.exhibit != one.id.exhibit);
        found.extend(others.filter_map(|other| same_flight(one, other)));
    }
    found
}

fn same_flight(one: &Flown<'_>, other: &Flown<'_>) -> Option<SameFlight> {
    let origin = one.samples().first()?.position;
    // Nothing that flies is in two countries on one charge: most pairs end here.
    if roughly_m(origin, other.samples().first()?.position) > 50_000.0 {
        return None;
    }
    if are_of_other_days(one, other) {
        return None;
    }
    let (a, b) = (Course::of(one, origin)?, Course::of(other, origin)?);
    if !a.meets(&b) {
        return None;
    }
    let shift_s = best_shift(&a, &b)?;
    let mut apart = a.apart(&b, shift_s, usize::MAX);
    if apart.len() < 10 {
        return None;
    }
    apart.sort_by(f64::total_cmp);
    let at = |share: f64| apart.get(((apart.len() as f64) * share) as usize).copied();
    let (median_m, most_m) = (at(0.5)?, at(0.95)?);
    let overlap_s = a.overlap_s(&b, shift_s);
    if median_m > SAME_M || most_m > 5.0 * SAME_M || overlap_s < LEAST_S {
        return None;
    }
    let differ_s = clocks_differ_s(one, other, shift_s);
    let (support, words) = judged(one, other, differ_s, median_m)?;
    let from_s = a.start_s().max(b.start_s() - shift_s);
    let first = one.source_at(BootTime::from_secs_f64(from_s))?;
    let second = other.source_at(BootTime::from_secs_f64(from_s + shift_s))?;
    Some(SameFlight {
        flights: [one.id, other.id],
        median_m,
        most_m,
        overlap_s,
        clocks_differ_s: differ_s,
        support,
        because: format!(
            "the tracks lie {median_m:.1} m apart (half of {overlap_s:.0} s), {words}"
        ),
        sources: [first, second],
    })
}

/// No zone that was left out makes one flight of two that are so far apart, seconds.
const OTHER_DAY_S: f64 = 15.0 * 3600.0;

/// Whether both have UTC and are so far apart that nothing more needs to be compared.
fn are_of_other_days(one: &Flown<'_>, other: &Flown<'_>) -> bool {
    let utc = |flown: &Flown<'_>| {
        let (first, last) = flown.span()?;
        let seconds = |at| Some(flown.dating.utc(at)?.as_micros() as f64 / 1e6);
        Some((seconds(first)?, seconds(last)?))
    };
    let spans = utc(one).zip(utc(other));
    spans.is_some_and(|((from_a, to_a), (from_b, to_b))| {
        from_a > to_b + OTHER_DAY_S || from_b > to_a + OTHER_DAY_S
    })
}

/// Two clocks that were both set by satellites are no farther apart, seconds: the leap seconds that
/// a log may have left out, and half a minute. A mission that is flown again and again lays one track
/// over the other to the metre; only the clocks tell its flights apart.
const SET_S: f64 = 50.0;

/// The second's UTC less the first's at the same place.
fn clocks_differ_s(one: &Flown<'_>, other: &Flown<'_>, shift_s: f64) -> Option<f64> {
    let at = other.samples().first()?.time;
    let seconds = at.as_secs_f64() - shift_s;
    let (a, b) = (one.dating.utc(BootTime::ZERO)?, other.dating.utc(at)?);
    let a_s = a.as_micros() as f64 / 1e6 + seconds;
    Some(b.as_micros() as f64 / 1e6 - a_s)
}

/// How far the clocks let two logs be of one flight, in words; `None` where they speak against it.
fn judged(
    one: &Flown<'_>,
    other: &Flown<'_>,
    differ_s: Option<f64>,
    median_m: f64,
) -> Option<(f64, String)> {
    let by_satellites = |flown: &Flown<'_>| flown.dating.basis() == ClockBasis::Satellites;
    let are_set = by_satellites(one) && by_satellites(other);
    if are_set && differ_s.is_some_and(|differ_s| differ_s.abs() > SET_S) {
        return None;
    }
    let quarter_off_s = |differ_s: f64| (differ_s - (differ_s / 900.0).round() * 900.0).abs();
    let is_close = median_m < SAME_M / 2.0;
    if let Some(differ_s) = differ_s {
        let words = format!("and their clocks are {differ_s:.1} s apart there");
        return match differ_s.abs() {
            same if same <= 5.0 => Some((0.98, words)),
            near if near <= 120.0 => Some((0.9, words)),
            zone if zone <= OTHER_DAY_S && quarter_off_s(differ_s) < 120.0 && is_close => Some((
                0.6,
                format!("{words}: a zone that one of them does not say"),
            )),
            wrong if wrong <= 3600.0 && is_close => Some((0.4, words)),
            _ => None,
        };
    }
    let local = |flown: &Flown<'_>| flown.dating.basis() == ClockBasis::Local;
    if local(one) || local(other) {
        return is_close.then(|| {
            (
                0.6,
                "and one of them has a local time of an unknown zone".into(),
            )
        });
    }
    is_close.then(|| (0.5, "and one of them has no date".into()))
}

/// The shift (the second's clock less the first's) at which they lie nearest to each other.
fn best_shift(a: &Course<'_, '_>, b: &Course<'_, '_>) -> Option<f64> {
    let shortest_s = a.length_s().min(b.length_s());
    let least_s = LEAST_S.max(shortest_s / 2.0);
    let (from, to) = (
        b.start_s() - a.end_s() + least_s,
        b.end_s() - a.start_s() - least_s,
    );
    if shortest_s < LEAST_S || from > to {
        return None;
    }
    let mut best = (f64::INFINITY, from);
    let steps = ((to - from) / 2.0).min(20_000.0) as u32;
    let coarse = (0..=steps).map(|step| from + f64::from(step) * 2.0);
    // Where their clocks agree is tried, too, however long the logs are.
    let by_clock = clocks_differ_s(a.flown, b.flown, 0.0).map(|differ_s| -differ_s);
    for shift_s in coarse.chain(by_clock) {
        let fit_m = a.fit_m(b, shift_s);
        if fit_m < best.0 {
            best = (fit_m, shift_s);
        }
    }
    for step_s in [0.5, 0.1, 0.02] {
        let about = best.1;
        for step in -8_i32..=8 {
            let shift_s = about + f64::from(step) * step_s;
            let fit_m = a.fit_m(b, shift_s);
            if fit_m < best.0 {
                best = (fit_m, shift_s);
            }
        }
    }
    (best.0 < 2.0 * SAME_M).then_some(best.1)
}

impl<'f, 'a> Course<'f, 'a> {
    fn of(flown: &'f Flown<'a>, origin: Position) -> Option<Self> {
        let points: Vec<(f64, Coord<f64>)> = flown
            .samples()
            .iter()
            .map(|sample| (sample.time.as_secs_f64(), on_map(origin, sample.position)))
            .collect();
        let first = points.first()?.1;
        let (mut least, mut most) = (first, first);
        for (_, point) in &points {
            (least.x, least.y) = (least.x.min(point.x), least.y.min(point.y));
            (most.x, most.y) = (most.x.max(point.x), most.y.max(point.y));
        }
        let reach_m = (most.x - least.x).hypot(most.y - least.y);
        (reach_m > LEAST_REACH_M).then_some(Self {
            flown,
            points,
            least,
            most,
        })
    }

    /// Whether both are in one area.
    fn meets(&self, other: &Self) -> bool {
        let apart = |least: f64, most: f64| least > most + SAME_M;
        !(apart(self.least.x, other.most.x)
            || apart(other.least.x, self.most.x)
            || apart(self.least.y, other.most.y)
            || apart(other.least.y, self.most.y))
    }

    fn start_s(&self) -> f64 {
        self.points.first().map_or(0.0, |(at, _)| *at)
    }

    fn end_s(&self) -> f64 {
        self.points.last().map_or(0.0, |(at, _)| *at)
    }

    fn length_s(&self) -> f64 {
        self.end_s() - self.start_s()
    }

    fn overlap_s(&self, other: &Self, shift_s: f64) -> f64 {
        let end = self.end_s().min(other.end_s() - shift_s);
        end - self.start_s().max(other.start_s() - shift_s)
    }

    /// Where it was, between its points; `None` outside of them and in long gaps.
    fn at(&self, seconds: f64) -> Option<Coord<f64>> {
        let after = self.points.partition_point(|(at, _)| *at < seconds);
        let (next_s, next) = self.points.get(after)?;
        if *next_s == seconds {
            return Some(*next);
        }
        let (last_s, last) = self.points.get(after.checked_sub(1)?)?;
        let step_s = next_s - last_s;
        if step_s > 10.0 {
            return None;
        }
        let share = (seconds - last_s) / step_s;
        Some(Coord {
            x: last.x + share * (next.x - last.x),
            y: last.y + share * (next.y - last.y),
        })
    }

    /// How far the other is apart at some of these points, metres.
    fn apart(&self, other: &Self, shift_s: f64, count: usize) -> Vec<f64> {
        let from_s = self.start_s().max(other.start_s() - shift_s);
        let to_s = self.end_s().min(other.end_s() - shift_s);
        let first = self.points.partition_point(|(at, _)| *at < from_s);
        let last = self.points.partition_point(|(at, _)| *at <= to_s);
        let some = self.points.get(first..last).unwrap_or_default();
        let every = some.len().div_ceil(count.max(1)).max(1);
        some.iter()
            .step_by(every)
            .filter_map(|(at, point)| {
                let other = other.at(at + shift_s)?;
                Some((other.x - point.x).hypot(other.y - point.y))
            })
            .collect()
    }

    /// How badly the other fits at a shift: the mean of the distances, none counting for more than
    /// a hundred metres.
    fn fit_m(&self, other: &Self, shift_s: f64) -> f64 {
        let apart = self.apart(other, shift_s, INSTANTS);
        if apart.len() < 8 {
            return f64::INFINITY;
        }
        let sum: f64 = apart.iter().map(|metres| metres.min(100.0)).sum();
        sum / apart.len() as f64
    }
}
