//! Times of presentation: 33 bits on the wire, 26.5 hours, and then from the beginning again.

use std::time::Duration;

/// Ticks of the clock.
pub const TICKS_PER_SECOND: u64 = 90_000;

/// One more than the greatest time on the wire.
const TURN: i64 = 1 << 33;

/// A time of presentation: ticks of 1/90 000 s, counted on where the wire begins again.
///
/// The first one of a stream is as the wire has it; one before the wire's zero is negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pts(pub i64);

impl Pts {
    /// How far it is from another.
    pub fn apart(self, other: Self) -> Duration {
        let ticks = self.0.abs_diff(other.0);
        let rest = ticks % TICKS_PER_SECOND * 1_000_000_000 / TICKS_PER_SECOND;
        Duration::new(ticks / TICKS_PER_SECOND, rest as u32)
    }

    /// Seconds from the wire's zero.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / TICKS_PER_SECOND as f64
    }
}

/// Counts turns: every time is taken as the one nearest to the last.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    last: Option<i64>,
}

impl Clock {
    /// The time that 33 bits mean. All streams share the clock, so that their times can be compared.
    pub(super) fn unwrap(&mut self, raw: u64) -> Pts {
        let raw = raw as i64 & (TURN - 1);
        let time = self.last.map_or(raw, |last| {
            let step = (raw - last + TURN / 2).rem_euclid(TURN) - TURN / 2;
            last.saturating_add(step)
        });
        self.last = Some(time);
        Pts(time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &[i64], expected: &[i64]) {
        let mut clock = Clock::default();
        let raw = raw.iter().map(|raw| raw.rem_euclid(TURN) as u64);
        let times: Vec<i64> = raw.map(|raw| clock.unwrap(raw).0).collect();
        assert_eq!(times, expected);
    }

    #[test]
    fn time_goes_on_where_the_wire_begins_again() {
        check(
            &[TURN - 3000, TURN, TURN + 3000],
            &[TURN - 3000, TURN, TURN + 3000],
        );
    }

    #[test]
    fn a_stream_that_lags_over_the_turn_keeps_its_place() {
        check(
            &[TURN - 10, 5, -20, 10],
            &[TURN - 10, TURN + 5, TURN - 20, TURN + 10],
        );
    }

    #[test]
    fn one_time_that_is_wrong_does_not_shift_those_behind_it() {
        for wrong in [TURN / 3, TURN / 2 + 7, TURN - 50_000] {
            let mut clock = Clock::default();
            clock.unwrap(1000);
            clock.unwrap(wrong as u64);
            let back = clock.unwrap(2000).0;
            assert_eq!(back.rem_euclid(TURN), 2000);
            assert!(back == 2000 || wrong == TURN / 2 + 7, "{wrong}: {back}");
        }
    }

    #[test]
    fn times_apart_are_exact() {
        let apart = Pts(-45_000).apart(Pts(90_000 * 3));
        assert_eq!(apart, Duration::from_millis(3500));
        assert_eq!(Pts(3003).apart(Pts(0)), Duration::from_nanos(33_366_666));
    }
}
