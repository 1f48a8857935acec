//! When something happened: a log's own clock in UTC, as far as the log lets it be known.

use missions::time::{BootTime, UtcTime};
use serde::Serialize;

use crate::flight::{ClockBasis, Flight, LocalTime};

/// An instant, and how it is known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct When {
    /// In UTC, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "crate::flight::rfc3339::text")]
    pub utc: Option<UtcTime>,
    /// By a clock of an unknown zone, where that is all there is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local: Option<LocalTime>,
    /// How far it can be off, seconds; nothing where nobody can say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_s: Option<f64>,
    /// Whose clock it is.
    pub basis: ClockBasis,
}

/// How a log's own clock and UTC go together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dating {
    /// UTC less the log's own clock, microseconds.
    offset_micros: Option<i64>,
    /// The same for a time of an unknown zone.
    local_micros: Option<i64>,
    error_s: Option<f64>,
    basis: ClockBasis,
}

/// Satellites' time in a log is written at the next record: it is not better than this, seconds.
const WRITTEN_WITHIN_S: f64 = 1.0;

impl Dating {
    /// How the times of a flight are known: by the satellites' time beside its positions, else by
    /// its stated start.
    pub fn of(flight: &Flight) -> Self {
        let beside = offsets(flight);
        let first = flight.span.map_or(BootTime::ZERO, |(first, _)| first);
        let since = |utc: UtcTime| utc.as_micros().saturating_sub(micros(first));
        let clock = &flight.clock;
        let offset_micros = middle(&beside).or(clock.start_utc.map(since));
        let is_by_satellites = clock.basis == ClockBasis::Satellites;
        let scatter_s = is_by_satellites.then(|| scatter_s(&beside).max(WRITTEN_WITHIN_S));
        Self {
            offset_micros,
            local_micros: clock.start_local.map(|local| since(local.taken_as_utc())),
            error_s: clock
                .error_s
                .or(scatter_s)
                .filter(|_| offset_micros.is_some()),
            basis: clock.basis,
        }
    }

    /// An instant of the log's own clock in UTC.
    pub fn utc(&self, at: BootTime) -> Option<UtcTime> {
        let offset = self.offset_micros?;
        Some(UtcTime::from_micros(micros(at).saturating_add(offset)))
    }

    /// An instant by the clock of an unknown zone, where UTC is not known.
    pub fn local(&self, at: BootTime) -> Option<LocalTime> {
        let offset = self.local_micros.filter(|_| self.offset_micros.is_none())?;
        let time = UtcTime::from_micros(micros(at).saturating_add(offset));
        Some(LocalTime::as_if_utc(time))
    }

    /// An instant of UTC by the log's own clock; `None` before it began to count.
    pub fn boot(&self, utc: UtcTime) -> Option<BootTime> {
        let since = utc.as_micros().checked_sub(self.offset_micros?)?;
        u64::try_from(since).ok().map(BootTime::from_micros)
    }

    /// An instant, and how it is known.
    pub fn when(&self, at: BootTime) -> When {
        When {
            utc: self.utc(at),
            local: self.local(at),
            error_s: self.error_s,
            basis: self.basis,
        }
    }

    /// How far UTC can be off, seconds, where that can be said.
    pub const fn error_s(&self) -> Option<f64> {
        self.error_s
    }

    /// Whose clock it is.
    pub const fn basis(&self) -> ClockBasis {
        self.basis
    }
}

fn micros(at: BootTime) -> i64 {
    i64::try_from(at.as_micros()).unwrap_or(i64::MAX)
}

/// UTC less the log's clock at the positions that have both, sorted.
fn offsets(flight: &Flight) -> Vec<i64> {
    let mut offsets: Vec<i64> = flight
        .fixes
        .iter()
        .filter_map(|fix| {
            let utc = fix.sample.utc?.as_micros();
            Some(utc.saturating_sub(micros(fix.sample.time)))
        })
        .collect();
    offsets.sort_unstable();
    offsets
}

fn middle(sorted: &[i64]) -> Option<i64> {
    sorted.get(sorted.len().checked_div(2)?).copied()
}

/// Half of what nine tenths of the offsets span, seconds.
fn scatter_s(sorted: &[i64]) -> f64 {
    let at = |share: f64| {
        let last = sorted.len().saturating_sub(1) as f64;
        sorted.get((last * share) as usize).copied().unwrap_or(0)
    };
    at(0.95).saturating_sub(at(0.05)) as f64 / 2e6
}

#[cfg(test)]
mod tests {
    use super::super::made;
    use super::*;
    use crate::flight::Clock;

    #[test]
    fn utc_beside_the_positions_goes_before_the_stated_start() {
        let mut flight = made::flight(
            "2026-11-22T01:00:00Z",
            &[(0.0, 0.0, 0.0), (0.0, 100.0, 10.0)],
        );
        let check = |flight: &Flight, expected: &str| {
            let utc = Dating::of(flight).utc(BootTime::from_millis(2000)).unwrap();
            assert_eq!(utc.to_string(), expected);
        };
        check(&flight, "2026-11-22T01:00:02.000Z");
        flight.clock.start_utc = "2026-11-22T05:00:00Z".parse().ok();
        check(&flight, "2026-11-22T01:00:02.000Z");
        flight
            .fixes
            .iter_mut()
            .for_each(|fix| fix.sample.utc = None);
        check(&flight, "2026-11-22T05:00:02.000Z");
    }

    #[test]
    fn a_time_of_an_unknown_zone_is_never_utc() {
        let mut flight = made::flight("2026-11-22T01:00:00Z", &[(0.0, 0.0, 0.0)]);
        flight
            .fixes
            .iter_mut()
            .for_each(|fix| fix.sample.utc = None);
        let start = "2026-11-22T03:00:00Z".parse().unwrap();
        flight.clock = Clock {
            basis: ClockBasis::Local,
            start_local: Some(LocalTime::as_if_utc(start)),
            ..Clock::default()
        };
        let when = Dating::of(&flight).when(BootTime::from_millis(1000));
        assert_eq!((when.utc, when.error_s), (None, None));
        assert_eq!(when.local.unwrap().to_string(), "2026-11-22T03:00:01.000");
    }

    #[test]
    fn a_log_without_any_clock_says_nothing() {
        let when = Dating::of(&Flight::default()).when(BootTime::ZERO);
        assert_eq!((when.utc, when.local), (None, None));
    }
}
