//! Positions that no aircraft can have had: a flipped bit moves one of them by kilometres, and the
//! next is back where it was. What leaps and returns is left out; what leaps and stays is kept,
//! because a receiver that found its place did the same.

use super::Fix;

/// A leap of so many metres is the receiver's noise.
const NOISE_M: f64 = 15.0;

/// Beyond the noise, a zigzag faster than this is none that flies, metres per second.
const FASTEST_M_S: f64 = 40.0;

/// Takes out the fixes that leap away from both their neighbours, and answers them.
pub fn take_leaps(fixes: &mut Vec<Fix>) -> Vec<Fix> {
    let leaps: Vec<bool> = (0..fixes.len()).map(|at| leaps(fixes, at)).collect();
    let mut taken = Vec::new();
    let mut leaps = leaps.into_iter();
    fixes.retain(|fix| {
        let goes = leaps.next().unwrap_or(false);
        if goes {
            taken.push(*fix);
        }
        !goes
    });
    taken
}

/// Whether a fix lies far from both neighbours while these lie close to each other; at an end the
/// two nearest fixes stand for the neighbours.
fn leaps(fixes: &[Fix], at: usize) -> bool {
    let around = match at.checked_sub(1) {
        None => (1, 2),
        Some(before) if at.saturating_add(1) < fixes.len() => (before, at.saturating_add(1)),
        Some(before) => (before, before.saturating_sub(1)),
    };
    let (Some(fix), Some(one), Some(other)) =
        (fixes.get(at), fixes.get(around.0), fixes.get(around.1))
    else {
        return false;
    };
    if around.0 == around.1 {
        return false;
    }
    let (to_one, to_other) = (Apart::between(fix, one), Apart::between(fix, other));
    let nearer_m = to_one.metres.min(to_other.metres);
    let is_far = to_one.is_too_fast() && to_other.is_too_fast();
    is_far && Apart::between(one, other).metres < nearer_m / 2.0
}

/// How far two fixes are apart.
struct Apart {
    metres: f64,
    seconds: f64,
}

impl Apart {
    fn between(one: &Fix, other: &Fix) -> Self {
        let (first, second) = (one.sample.time, other.sample.time);
        let seconds = first.since(second).max(second.since(first)).as_secs_f64();
        Self {
            metres: one.sample.position.distance_m(other.sample.position),
            seconds,
        }
    }

    fn is_too_fast(&self) -> bool {
        self.metres > NOISE_M + FASTEST_M_S * self.seconds.min(5.0)
    }
}

#[cfg(test)]
mod tests {
    use missions::geodesy::Position;
    use missions::telemetry::Sample;
    use missions::time::BootTime;

    use super::super::{Confidence, Trace};
    use super::*;

    fn fix(number: u64, north_m: f64) -> Fix {
        Fix {
            sample: Sample {
                time: BootTime::from_millis(number * 200),
                utc: None,
                position: Position::new(51.95, 4.05).unwrap().offset(0.0, north_m),
                height_above_sea_m: None,
                height_above_home_m: None,
                velocity_ned_m_s: None,
                attitude: None,
            },
            satellites: None,
            accuracy_m: None,
            trace: Trace::new(0, number),
            confidence: Confidence::Stated,
        }
    }

    fn check(norths_m: &[f64], expected: &[u64]) {
        let mut fixes: Vec<Fix> = (0..)
            .zip(norths_m)
            .map(|(number, north_m)| fix(number, *north_m))
            .collect();
        let taken: Vec<u64> = take_leaps(&mut fixes)
            .iter()
            .map(|fix| fix.trace.record)
            .collect();
        assert_eq!(taken, expected, "{norths_m:?}");
        assert_eq!(fixes.len() + taken.len(), norths_m.len());
    }

    #[test]
    fn what_leaps_and_returns_is_left_out_and_what_stays_is_kept() {
        check(&[0.0, 1.0, 5000.0, 3.0, 4.0], &[2]);
        check(&[0.0, 1.0, 2.0, 5000.0, 5001.0, 5002.0], &[]);
        check(&[0.0, 4.0, 8.0, 12.0], &[]);
    }

    #[test]
    fn the_first_and_the_last_are_measured_by_the_two_next_to_them() {
        check(&[9000.0, 1.0, 2.0, 3.0], &[0]);
        check(&[0.0, 1.0, 2.0, 70.0], &[3]);
        check(&[0.0, 5000.0], &[]);
        check(&[0.0], &[]);
        check(&[], &[]);
    }
}
