//! A drone that crosses a border by night, drops what hangs under it and comes back, again and
//! again; and the card that is found in it when it is caught.
//!
//! ```toml
//! name = "two nights at the river"
//! seed = 11
//! launch = [52.3210, 14.5790]            # where somebody stands with a van
//! drop = [52.3290, 14.5330]              # where somebody waits
//! border = [[52.30, 14.55], [52.35, 14.56]]
//! cruise_m = 80                          # above the launch
//! drop_m = 8
//! payload_kg = 1.4
//! deleted = [2, 3]                       # flights whose logs somebody deletes afterwards
//!
//! [[nights]]
//! first = 2026-11-20T22:10:00Z
//! flights = 4
//! every_min = 14
//! ```
//!
//! Each flight is one run of the ordinary simulator, in wind, with its own flight log; nothing of a
//! log is made up here. What really happened is the [`Truth`].

mod border;
mod card;
mod flight;
mod truth;

use std::time::Duration;

use missions::geodesy::Position;
use missions::mission::profiles;
use missions::time::UtcTime;
use missions::wind::Wind;
use serde::Deserialize;

use crate::scenario::{Payload, ScenarioError};
use crate::vehicle::modes::Manner;
pub use card::{Card, CardError, LogOnCard};
pub use flight::Flown;
pub use truth::{Crossing, Drop, FlightTruth, Truth};

/// What a smuggler does.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smuggler {
    /// What people call it.
    #[serde(default)]
    pub name: String,
    /// Everything by chance follows from it.
    #[serde(default = "one")]
    pub seed: u64,
    /// Whose manners the autopilot has: `ardupilot` (DataFlash logs) or `px4` (ULog).
    #[serde(default = "ardupilot")]
    pub manner: Manner,
    /// A built-in vehicle by name.
    #[serde(default = "carrier")]
    pub profile: String,
    /// Where it starts from, and comes back to.
    pub launch: Position,
    /// Height of the ground there above the sea, metres.
    #[serde(default)]
    pub ground_m: f64,
    /// Where it lets go of its load.
    pub drop: Position,
    /// The border, a line.
    pub border: Vec<Position>,
    /// Height of the way, above the launch, metres.
    #[serde(default = "eighty")]
    pub cruise_m: f64,
    /// Height at which it lets go, above the launch, metres.
    #[serde(default = "eight")]
    pub drop_m: f64,
    /// What hangs under it, kilograms.
    pub payload_kg: f64,
    /// Steady wind, metres per second.
    #[serde(default)]
    pub wind_m_s: f64,
    /// Where the wind comes from, degrees clockwise from north.
    #[serde(default)]
    pub wind_from_deg: f64,
    /// Flights whose logs are deleted from the card after the last one, counted from 1.
    #[serde(default)]
    pub deleted: Vec<usize>,
    /// When it flies.
    pub nights: Vec<Night>,
}

/// One night's flights.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Night {
    /// When the first flight's battery is plugged in.
    pub first: toml::value::Datetime,
    /// How many flights.
    pub flights: usize,
    /// From one start to the next, minutes; longer where a flight lasts longer.
    pub every_min: f64,
}

/// So many flights at most: a card holds no more.
const MOST_FLIGHTS: usize = 200;
/// The battery is plugged in so long before a flight begins.
const CHANGE: Duration = Duration::from_secs(90);

impl Smuggler {
    /// Reads a scenario file's text; an error names the key.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let smuggler: Self =
            toml::from_str(text).map_err(|error| ScenarioError::Syntax(Box::new(error)))?;
        smuggler.check()?;
        Ok(smuggler)
    }

    fn check(&self) -> Result<(), ScenarioError> {
        let wrong = |key: &str, reason: String| {
            Err(ScenarioError::Value {
                key: key.to_owned(),
                reason,
            })
        };
        let Some(profile) = profiles::vehicle(&self.profile) else {
            let known: Vec<_> = profiles::vehicle_names().collect();
            let reason = format!(
                "no vehicle {:?}; there are {}",
                self.profile,
                known.join(", ")
            );
            return wrong("profile", reason);
        };
        let flights: usize = self
            .nights
            .iter()
            .map(|night| night.flights)
            .fold(0, usize::saturating_add);
        if !(1..=MOST_FLIGHTS).contains(&flights) {
            return wrong(
                "nights",
                format!("must hold 1 to {MOST_FLIGHTS} flights, hold {flights}"),
            );
        }
        for (index, night) in self.nights.iter().enumerate() {
            if UtcTime::from_datetime(&night.first).is_none() {
                let reason = format!("{} is no date and time with an offset (Z)", night.first);
                return wrong(&format!("nights[{index}].first"), reason);
            }
            if !(1.0..=1440.0).contains(&night.every_min) {
                let reason = format!("must be 1 to 1440, is {}", night.every_min);
                return wrong(&format!("nights[{index}].every_min"), reason);
            }
        }
        if let Some(number) = self
            .deleted
            .iter()
            .find(|number| !(1..=flights).contains(*number))
        {
            return wrong(
                "deleted",
                format!("there is no flight {number}, only 1 to {flights}"),
            );
        }
        if self.border.len() < 2 {
            return wrong(
                "border",
                format!("must have 2 points, has {}", self.border.len()),
            );
        }
        let away_m = self.launch.distance_m(self.drop);
        for (key, value, low, high) in [
            ("cruise_m", self.cruise_m, 5.0, 500.0),
            ("drop_m", self.drop_m, 1.0, self.cruise_m),
            ("wind_m_s", self.wind_m_s, 0.0, profile.wind_limit_m_s),
            ("ground_m", self.ground_m, -500.0, 9000.0),
            ("payload_kg", self.payload_kg, 0.0, profile.mass_kg / 2.0),
            ("drop (metres from the launch)", away_m, 20.0, 20_000.0),
        ] {
            if !(low..=high).contains(&value) {
                return wrong(key, format!("must be {low} to {high}, is {value}"));
            }
        }
        Ok(())
    }

    /// Flies every flight of every night, in order. A flight takes some seconds.
    pub fn fly(&self) -> impl Iterator<Item = Flown> + '_ {
        let mut free = UtcTime::from_micros(i64::MIN);
        let mut number = 0;
        self.nights
            .iter()
            .flat_map(Night::starts)
            .map(move |planned| {
                number += 1;
                let flown = flight::fly(self, number, planned.max(free));
                free = flown.truth.landed_utc + CHANGE;
                flown
            })
    }

    /// What really happened, of flights that were flown.
    pub fn truth(&self, flown: &[Flown]) -> Truth {
        Truth::of(self, flown)
    }

    /// The card as it is found: all logs written, then some deleted.
    pub fn card(&self, flown: &[Flown]) -> Result<Card, CardError> {
        card::write(flown, &self.deleted, self.seed)
    }

    const fn payload(&self) -> Payload {
        Payload {
            kg: self.payload_kg,
            servo: flight::SERVO,
        }
    }

    const fn wind(&self) -> Wind {
        Wind {
            speed_m_s: self.wind_m_s,
            from_deg: self.wind_from_deg,
            gust_m_s: self.wind_m_s / 3.0,
        }
    }
}

impl Night {
    fn starts(&self) -> impl Iterator<Item = UtcTime> {
        let first = UtcTime::from_datetime(&self.first);
        let every = Duration::from_secs_f64(self.every_min * 60.0);
        let after = move |number| first.map(|first| first + every * number);
        (0..self.flights as u32).filter_map(after)
    }
}

const fn one() -> u64 {
    1
}

const fn eighty() -> f64 {
    80.0
}

const fn eight() -> f64 {
    8.0
}

const fn ardupilot() -> Manner {
    Manner::ArduPilot
}

fn carrier() -> String {
    "quadcopter-9kg".to_owned()
}

#[cfg(test)]
mod tests;
