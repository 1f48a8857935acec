//! The water's course in time: of the borders in each frame, those that make one unbroken story.

use crate::vision::waterline::Candidate;

/// How fast water at a ship's side rises, metres a second; the scatter of a reading, metres; and
/// what a jump costs at most, in units of score.
const RISE_M_S: f64 = 0.5;
const SCATTER_M: f64 = 0.02;
const JUMP: f64 = 4.0;

/// What is kept of a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// Seconds from the first frame.
    pub time_s: f64,
    /// Borders, the best first.
    pub places: Vec<Place>,
}

/// A border's place at the column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Draught, metres.
    pub draught_m: f64,
    /// Standard uncertainty of the line as drawn, metres.
    pub u_m: f64,
    /// And of where in a soft edge it lies, metres.
    pub softness_m: f64,
    /// How well it does.
    pub score: f32,
    /// How likely the borders apart from it are in this frame, taken by itself.
    pub doubt: f32,
}

impl Place {
    pub(super) fn of(candidate: &Candidate) -> Self {
        Self {
            draught_m: candidate.draught_m,
            u_m: candidate.u_m,
            softness_m: candidate.softness_m,
            score: candidate.score,
            doubt: 0.0,
        }
    }
}

impl Moment {
    pub(super) fn of(time_s: f64, places: impl Iterator<Item = Place>) -> Self {
        Self {
            time_s,
            places: places.collect(),
        }
    }

    /// The best border's draught, metres.
    pub fn best_m(&self) -> Option<f64> {
        self.places.first().map(|place| place.draught_m)
    }
}

/// For each moment, the place on the likeliest course (Viterbi's algorithm). Moments without places
/// are left out.
pub fn course(moments: &[Moment]) -> Vec<(f64, Place)> {
    let moments: Vec<&Moment> = moments
        .iter()
        .filter(|moment| !moment.places.is_empty())
        .collect();
    let Some(first) = moments.first() else {
        return Vec::new();
    };
    let mut worth: Vec<f64> = first
        .places
        .iter()
        .map(|place| f64::from(place.score))
        .collect();
    let mut from: Vec<Vec<usize>> = Vec::new();
    for pair in moments.windows(2) {
        let passed_s = pair[1].time_s - pair[0].time_s;
        let arrive = |place: &Place| best_before(&pair[0].places, &worth, place, passed_s);
        let (next, steps) = pair[1].places.iter().map(arrive).unzip();
        worth = next;
        from.push(steps);
    }
    let mut at = (0..worth.len())
        .max_by(|&a, &b| worth[a].total_cmp(&worth[b]))
        .unwrap_or(0);
    let mut course = Vec::with_capacity(moments.len());
    for (k, moment) in moments.iter().enumerate().rev() {
        course.push((moment.time_s, moment.places[at]));
        if k > 0 {
            at = from[k - 1][at];
        }
    }
    course.reverse();
    course
}

/// The best worth with which a place is arrived at, and from which place before.
fn best_before(before: &[Place], worth: &[f64], place: &Place, passed_s: f64) -> (f64, usize) {
    let spread_m = SCATTER_M + RISE_M_S * passed_s.max(0.0);
    let through = |(k, previous): (usize, &Place)| {
        let away = (place.draught_m - previous.draught_m) / spread_m;
        (worth[k] - (0.5 * away * away).min(JUMP), k)
    };
    let best = before
        .iter()
        .enumerate()
        .map(through)
        .fold((f64::MIN, 0), |a, b| if b.0 > a.0 { b } else { a });
    (best.0 + f64::from(place.score), best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(time_s: f64, places: &[(f64, f32)]) -> Moment {
        let place = |&(draught_m, score): &(f64, f32)| Place {
            draught_m,
            u_m: 0.003,
            softness_m: 0.003,
            score,
            doubt: 0.0,
        };
        Moment {
            time_s,
            places: places.iter().map(place).collect(),
        }
    }

    fn check(moments: &[Moment], expected: &[f64]) {
        let found: Vec<f64> = course(moments)
            .iter()
            .map(|(_, place)| place.draught_m)
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_border_that_is_better_for_one_frame_only_is_not_followed() {
        let moments = [
            moment(0.0, &[(8.0, 10.0), (8.3, 7.0)]),
            moment(0.1, &[(8.3, 10.5), (8.01, 9.5)]),
            moment(0.2, &[(8.02, 10.0), (8.3, 7.0)]),
        ];
        check(&moments, &[8.0, 8.01, 8.02]);
    }

    #[test]
    fn a_first_frame_that_was_wrong_is_put_right_by_the_others() {
        let moments = [
            moment(0.0, &[(8.3, 10.0), (8.0, 9.0)]),
            moment(0.1, &[(8.01, 10.0), (8.3, 8.5)]),
            moment(0.2, &[(8.02, 10.0), (8.3, 8.5)]),
        ];
        check(&moments, &[8.0, 8.01, 8.02]);
    }

    #[test]
    fn frames_without_a_border_are_left_out() {
        check(
            &[
                moment(0.0, &[]),
                moment(0.1, &[(8.0, 1.0)]),
                moment(0.2, &[]),
            ],
            &[8.0],
        );
        check(&[], &[]);
    }
}
