//! What of the vehicle's telemetry has fallen silent, while its heartbeats may go on.
//!
//! A figure that is not heard any more is neither good nor bad: the rows of the safety table that
//! live on it are blind, and that is a situation of its own.

use std::fmt;

use missions::telemetry::VehicleState;
use missions::time::BootTime;
use serde::Serialize;

/// Something that is measured again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measured {
    /// Where it is and how it moves.
    Position,
    /// What is left in the battery.
    Battery,
    /// What the satellite receiver says.
    Gnss,
    /// What the air does. Many vehicles never say it.
    Wind,
    /// How the sticks stand. A vehicle without a remote control never says it.
    Sticks,
}

/// How a measure is watched.
struct Watched {
    measured: Measured,
    /// Older than this it is not the present, seconds: several times its own pace.
    limit_s: f64,
    /// A flight is not to be flown without it.
    needed: bool,
    /// The messages that bring it.
    messages: &'static [u32],
}

#[rustfmt::skip] // one measure, one line
const WATCHED: [Watched; 5] = [
    Watched { measured: Measured::Position, limit_s: 3.0, needed: true, messages: &[33, 74] },
    Watched { measured: Measured::Gnss, limit_s: 5.0, needed: true, messages: &[24] },
    Watched { measured: Measured::Battery, limit_s: 10.0, needed: true, messages: &[1, 147] },
    Watched { measured: Measured::Wind, limit_s: 20.0, needed: false, messages: &[168, 231] },
    Watched { measured: Measured::Sticks, limit_s: 5.0, needed: false, messages: &[65] },
];

/// The measures that are silent.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Silences(Vec<Silence>);

/// One measure that is silent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Silence {
    /// Which.
    pub measured: Measured,
    /// For how long, seconds.
    pub seconds: f64,
    /// A flight is not to be flown without it.
    pub needed: bool,
}

impl Silences {
    /// What is silent now. What was never heard counts from `since`, when the watch began;
    /// of what is not needed, only what has been heard is missed.
    pub fn of(now: BootTime, since: BootTime, state: &VehicleState) -> Self {
        let silent = WATCHED.iter().filter_map(|watched| {
            let heard = heard(watched.measured, state);
            let from = match heard {
                Some(at) => at.max(since),
                None if watched.needed => since,
                None => return None,
            };
            let seconds = now.since(from).as_secs_f64();
            (seconds > watched.limit_s).then_some(Silence {
                measured: watched.measured,
                seconds,
                needed: watched.needed,
            })
        });
        Self(silent.collect())
    }

    /// Nothing is silent.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those without which a flight is not to be flown.
    #[must_use]
    pub fn needed(&self) -> Self {
        Self(
            self.0
                .iter()
                .filter(|silence| silence.needed)
                .copied()
                .collect(),
        )
    }

    /// Which measures they are.
    pub fn measures(&self) -> impl Iterator<Item = Measured> + '_ {
        self.0.iter().map(|silence| silence.measured)
    }

    /// Whether a message would bring one of them.
    pub fn misses(&self, message: u32) -> bool {
        let silent = |watched: &&Watched| self.measures().any(|m| m == watched.measured);
        let mut watched = WATCHED.iter().filter(silent);
        watched.any(|watched| watched.messages.contains(&message))
    }
}

fn heard(measured: Measured, state: &VehicleState) -> Option<BootTime> {
    match measured {
        Measured::Position => state.position.at(),
        // A battery that does not say what is left of it says nothing.
        Measured::Battery => state.charge.at(),
        Measured::Gnss => state.gnss.at(),
        Measured::Wind => state.wind.at(),
        Measured::Sticks => state.sticks.at(),
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Position => "position",
            Self::Battery => "battery",
            Self::Gnss => "GNSS",
            Self::Wind => "wind",
            Self::Sticks => "sticks",
        })
    }
}

impl fmt::Display for Silences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (
            i,
            Silence {
                measured, seconds, ..
            },
        ) in self.0.iter().enumerate()
        {
            let comma = if i == 0 { "" } else { ", " };
            write!(f, "{comma}nothing of {measured} for {seconds:.1} s")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use missions::geodesy::Position;
    use missions::telemetry::BatteryState;
    use missions::wind::Wind;

    fn at(second: u64) -> BootTime {
        BootTime::from_millis(second * 1000)
    }

    fn check(state: &VehicleState, now: u64, expected: &[Measured]) {
        let found = Silences::of(at(now), at(100), state);
        assert_eq!(found.measures().collect::<Vec<_>>(), expected, "{found}");
    }

    #[test]
    fn each_measure_has_its_own_age_and_what_was_never_heard_counts_from_the_beginning() {
        use Measured::{Battery, Gnss, Position as Place, Wind as Air};
        let mut state = VehicleState::default();
        check(&state, 103, &[]);
        check(&state, 104, &[Place]);
        check(&state, 106, &[Place, Gnss]);
        check(&state, 111, &[Place, Gnss, Battery]);
        state
            .position
            .set(at(110), Position::new(22.0, 114.0).unwrap());
        state.wind.set(at(110), Wind::CALM);
        check(&state, 111, &[Gnss, Battery]);
        check(&state, 131, &[Place, Gnss, Battery, Air]);
    }

    /// What was heard long before take-off, on the ground, does not count as silent at once.
    #[test]
    fn a_measure_is_given_its_time_after_the_watch_began() {
        let mut state = VehicleState::default();
        state
            .position
            .set(at(10), Position::new(22.0, 114.0).unwrap());
        check(&state, 102, &[]);
    }

    #[test]
    fn a_battery_that_does_not_say_what_is_left_is_silent() {
        let mut state = VehicleState::default();
        state.battery.set(at(111), BatteryState::default());
        check(
            &state,
            111,
            &[Measured::Position, Measured::Gnss, Measured::Battery],
        );
    }

    #[test]
    fn it_is_known_which_messages_would_help() {
        let silences = Silences::of(at(111), at(100), &VehicleState::default());
        assert!(silences.misses(33) && silences.misses(147) && !silences.misses(168));
        assert_eq!(
            silences.to_string(),
            "nothing of position for 11.0 s, nothing of GNSS for 11.0 s, nothing of battery for 11.0 s"
        );
    }
}
