//! How dark it was: the sun's height at the place and the time of a flight.
//!
//! Below −6° it is dark for people (the end of civil twilight), below −12° it is night at sea.
//! Where only a local time of an unknown zone is known, every zone that is in use at the longitude
//! is tried, and what does not come out the same in all of them is not certain.

use missions::sun::Sun;
use missions::telemetry::Sample;
use missions::time::UtcTime;
use serde::Serialize;

use super::{FlightId, Flown, Source};

/// How dark it was during a flight.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Light {
    /// Which flight.
    pub flight: FlightId,
    /// The darkest that it was.
    pub darkness: Darkness,
    /// The sun's height when the flight began and ended, degrees.
    pub sun_deg: [f64; 2],
    /// Share of the flight with the sun below −6°, 0 to 1.
    pub dark_share: f64,
    /// Whether it comes out the same in every zone that the clock may have had.
    pub is_certain: bool,
    /// What it was worked out from.
    pub because: String,
    /// The first and the last position.
    pub sources: Vec<Source>,
}

/// How dark it can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Darkness {
    /// The sun is up.
    Day,
    /// It is down by less than 6°.
    Twilight,
    /// Down by 6° to 12°.
    Dusk,
    /// Down by more than 12°.
    Night,
}

impl Darkness {
    const fn of(sun_deg: f64) -> Self {
        match sun_deg {
            // The upper edge of the sun, through the air: half a degree and a third.
            up if up > -0.833 => Self::Day,
            down if down > -6.0 => Self::Twilight,
            down if down > -12.0 => Self::Dusk,
            _ => Self::Night,
        }
    }
}

/// How many instants of a flight are looked at.
const STEPS: usize = 200;
/// Zones in use lie so far from the sun's own, hours: Kashgar runs on Beijing's time, and clocks
/// go forward in summer.
const ZONES_H: [f64; 6] = [-1.0, 0.0, 1.0, 2.0, 3.0, 3.5];

/// How dark it was during a flight; `None` where neither time nor place is known.
pub(super) fn light(flown: &Flown<'_>) -> Option<Light> {
    let fixes = flown.fixes();
    let every = fixes.len().div_ceil(STEPS).max(1);
    let samples: Vec<&Sample> = fixes.iter().step_by(every).map(|fix| &fix.sample).collect();
    let first = samples.first()?;
    let is_local = flown.dating.utc(first.time).is_none();
    flown
        .dating
        .utc(first.time)
        .or_else(|| local(flown, first, 0.0))?;
    let zones: &[f64] = if is_local { &ZONES_H } else { &[0.0] };
    let suns: Vec<Vec<f64>> = zones
        .iter()
        .map(|zone_h| suns(flown, &samples, *zone_h))
        .collect();
    let darkest = |suns: &Vec<f64>| Darkness::of(suns.iter().copied().fold(90.0, f64::min));
    // Of unknown zones the sun's own, one hour on, is the most common.
    let likely = suns.get(if is_local { 2 } else { 0 })?;
    let darkness = darkest(likely);
    let dark = likely.iter().filter(|sun_deg| **sun_deg < -6.0).count();
    let ends = [fixes.first(), fixes.last()];
    Some(Light {
        flight: flown.id,
        darkness,
        sun_deg: [*likely.first()?, *likely.last()?],
        dark_share: dark as f64 / likely.len() as f64,
        is_certain: suns.iter().all(|suns| darkest(suns) == darkness),
        because: because(is_local).into(),
        sources: ends
            .into_iter()
            .flatten()
            .map(|fix| flown.source(fix.trace))
            .collect(),
    })
}

const fn because(is_local: bool) -> &'static str {
    if is_local {
        "the sun's height at the logged positions, by a local time that was taken to be an hour \
         ahead of the sun's; certain only if every zone in use there gives the same"
    } else {
        "the sun's height at the logged positions and times"
    }
}

fn suns(flown: &Flown<'_>, samples: &[&Sample], zone_h: f64) -> Vec<f64> {
    let sun = |sample: &&Sample| {
        let utc = flown
            .dating
            .utc(sample.time)
            .or_else(|| local(flown, sample, zone_h))?;
        Some(Sun::at(utc, sample.position).elevation_deg)
    };
    samples.iter().filter_map(sun).collect()
}

/// A local time in UTC, if its zone were so many hours from the sun's.
fn local(flown: &Flown<'_>, sample: &Sample, zone_h: f64) -> Option<UtcTime> {
    let local = flown.dating.local(sample.time)?.taken_as_utc();
    let offset_h = (sample.position.longitude_deg() / 15.0).round() + zone_h;
    let micros = (offset_h * 3.6e9) as i64;
    Some(UtcTime::from_micros(
        local.as_micros().saturating_sub(micros),
    ))
}

#[cfg(test)]
mod tests {
    use super::super::made;
    use super::*;
    use crate::flight::{Clock, ClockBasis, Flight, LocalTime};

    fn light_of(flight: &Flight) -> Light {
        let id = FlightId {
            exhibit: 0,
            flight: 0,
        };
        light(&Flown::new(id, flight)).unwrap()
    }

    /// Off Rotterdam on 22 November 2026 the sun rises at 07:13 and sets at 15:37 UTC (its height
    /// is missions::sun's own matter and tested there).
    #[test]
    fn the_sun_says_how_dark_it_was() {
        let check = |start: &str, darkness: Darkness| {
            let light = light_of(&made::straight(start, 300.0));
            assert_eq!(
                (light.darkness, light.is_certain),
                (darkness, true),
                "{start}"
            );
        };
        check("2026-11-22T12:00:00Z", Darkness::Day);
        check("2026-11-22T16:00:00Z", Darkness::Twilight);
        check("2026-11-22T16:30:00Z", Darkness::Dusk);
        check("2026-11-22T01:00:00Z", Darkness::Night);
    }

    #[test]
    fn a_local_time_is_certain_only_far_from_the_twilight() {
        let check = |start: &str, darkness: Darkness, is_certain: bool| {
            let mut flight = made::straight("2026-11-22T01:00:00Z", 300.0);
            flight
                .fixes
                .iter_mut()
                .for_each(|fix| fix.sample.utc = None);
            flight.clock = Clock {
                basis: ClockBasis::Local,
                start_local: start.parse().ok().map(LocalTime::as_if_utc),
                ..Clock::default()
            };
            let light = light_of(&flight);
            assert_eq!(
                (light.darkness, light.is_certain),
                (darkness, is_certain),
                "{start}"
            );
        };
        check("2026-11-22T23:59:00Z", Darkness::Night, true);
        check("2026-11-22T13:30:00Z", Darkness::Day, true);
        check("2026-11-22T17:10:00Z", Darkness::Twilight, false);
    }
}
