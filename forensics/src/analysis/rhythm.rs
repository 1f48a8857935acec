//! How often and how soon after each other: flights a night, minutes between them, hours of the day.
//! A night belongs to the evening on which it begins, by the sun's own time at the place.

use std::collections::BTreeMap;

use missions::time::UtcTime;
use serde::Serialize;

use super::{FlightId, Flown};

/// How often and how soon after each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Rhythm {
    /// The nights (and the days before them) with flights, in order.
    pub nights: Vec<Night>,
    /// How many flights began in each hour of the sun's own time, from 0 o'clock.
    pub hours: [u32; 24],
    /// The middle of all pauses between two flights of one night, minutes.
    pub usual_pause_min: Option<f64>,
    /// Flights whose date nobody knows.
    pub undated: Vec<FlightId>,
}

/// The flights of one night: from one noon to the next.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Night {
    /// The date on whose noon it begins, `2026-11-21`.
    pub evening: String,
    /// Its flights, in order.
    pub flights: Vec<FlightId>,
    /// Minutes from the end of each to the beginning of the next; below 0 where they overlap.
    pub pauses_min: Vec<f64>,
}

struct Dated {
    id: FlightId,
    start: UtcTime,
    end: UtcTime,
    /// The sun's own time less UTC, seconds.
    sun_s: f64,
}

/// The rhythm of flights of which none is told twice.
pub(super) fn rhythm(flights: &[&Flown<'_>]) -> Rhythm {
    let mut rhythm = Rhythm::default();
    let mut dated = Vec::new();
    for flown in flights {
        match self::dated(flown) {
            Some(one) => dated.push(one),
            None => rhythm.undated.push(flown.id),
        }
    }
    dated.sort_by_key(|one| one.start);
    let mut nights: BTreeMap<i64, Vec<&Dated>> = BTreeMap::new();
    for one in &dated {
        let sun_s = one.start.as_micros() as f64 / 1e6 + one.sun_s;
        let hour = (sun_s.rem_euclid(86_400.0) / 3600.0) as usize;
        if let Some(count) = rhythm.hours.get_mut(hour) {
            *count = count.saturating_add(1);
        }
        let night = ((sun_s - 43_200.0) / 86_400.0).floor() as i64;
        nights.entry(night).or_default().push(one);
    }
    rhythm.nights = nights
        .iter()
        .map(|(day, flights)| night(*day, flights))
        .collect();
    let mut pauses: Vec<f64> = rhythm
        .nights
        .iter()
        .flat_map(|night| night.pauses_min.clone())
        .collect();
    pauses.sort_by(f64::total_cmp);
    rhythm.usual_pause_min = pauses
        .get(pauses.len().checked_div(2).unwrap_or(0))
        .copied();
    rhythm
}

fn night(day: i64, flights: &[&Dated]) -> Night {
    let noon = UtcTime::from_secs(day.saturating_mul(86_400)).to_string();
    let pairs = flights.iter().zip(flights.iter().skip(1));
    let minutes = |micros: i64| micros as f64 / 6e7;
    Night {
        evening: noon.split('T').next().unwrap_or_default().to_owned(),
        flights: flights.iter().map(|one| one.id).collect(),
        pauses_min: pairs
            .map(|(a, b)| minutes(b.start.as_micros().saturating_sub(a.end.as_micros())))
            .collect(),
    }
}

/// A flight with its times; a local time without its zone does for the order within a night.
fn dated(flown: &Flown<'_>) -> Option<Dated> {
    let (first, last) = flown.span()?;
    let utc = flown.dating.utc(first).zip(flown.dating.utc(last));
    let place = flown.samples().first();
    let sun_s = place.map_or(0.0, |sample| sample.position.longitude_deg() * 240.0);
    if let Some((start, end)) = utc {
        return Some(Dated {
            id: flown.id,
            start,
            end,
            sun_s,
        });
    }
    // A clock of an unknown zone is near to the sun's own.
    let (start, end) = flown.dating.local(first).zip(flown.dating.local(last))?;
    let less = |local: crate::flight::LocalTime| {
        let micros = (sun_s * 1e6) as i64;
        UtcTime::from_micros(local.taken_as_utc().as_micros().saturating_sub(micros))
    };
    Some(Dated {
        id: flown.id,
        start: less(start),
        end: less(end),
        sun_s,
    })
}

#[cfg(test)]
mod tests {
    use super::super::made;
    use super::*;
    use crate::exhibit::Exhibit;
    use crate::flight::Flight;

    #[test]
    fn flights_before_and_after_midnight_are_of_one_night() {
        let starts = [
            "2026-11-21T23:30:00Z",
            "2026-11-22T00:10:00Z",
            "2026-11-22T01:00:00Z",
            "2026-11-22T22:00:00Z",
        ];
        let exhibits: Vec<Exhibit> = starts
            .iter()
            .map(|start| made::exhibit("x", made::straight(start, 600.0), &[]))
            .chain([made::exhibit("none", Flight::default(), &[])])
            .collect();
        let all = Flown::all(&exhibits);
        let rhythm = rhythm(&all.iter().collect::<Vec<_>>());
        let nights: Vec<_> = rhythm
            .nights
            .iter()
            .map(|night| (night.evening.as_str(), night.flights.len()))
            .collect();
        assert_eq!(nights, [("2026-11-21", 3), ("2026-11-22", 1)]);
        // A minute of flight each: 40 and 50 minutes from start to start.
        assert_eq!(rhythm.nights[0].pauses_min, [39.0, 49.0]);
        assert_eq!(rhythm.usual_pause_min, Some(49.0));
        assert_eq!(
            (rhythm.hours[23], rhythm.hours[0], rhythm.hours[22]),
            (1, 1, 1)
        );
        assert_eq!(rhythm.undated.len(), 1);
    }
}
