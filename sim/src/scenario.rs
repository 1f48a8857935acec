//! The scenario file: which vehicles fly, in which weather, and what goes wrong.
//!
//! ```toml
//! name = "harbour by night"
//! seed = 7
//!
//! [[wind]]
//! at_s = 0
//! speed_m_s = 6
//! from_deg = 240
//! gust_m_s = 3
//!
//! [[vehicles]]
//! name = "alpha"
//! manner = "px4"
//! home = [51.9496, 4.0530]
//! ground_m = 4
//! link = "udpout:127.0.0.1:14550"
//!
//! [[faults]]
//! vehicle = "alpha"
//! from_s = 60
//! to_s = 75
//! fault = "gnss-loss"
//! ```

mod check;
mod file;

use std::collections::BTreeMap;
use std::time::Duration;

use missions::geodesy::Position;
use missions::time::{BootTime, UtcTime};
use missions::vehicle::{Battery, Blades, Rotor, Vehicle as Profile};
use missions::wind::Wind;
use serde::Deserialize;
use thiserror::Error;

use crate::berth::Berth;
use crate::eye::Optics;
use crate::faults::{Fault, LinkFault, VehicleFault};
use crate::vehicle::modes::Manner;

/// A whole scenario, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// What people call it.
    pub name: String,
    /// Everything by chance follows from it.
    pub seed: u64,
    /// Universal time at which the simulation begins.
    pub start: UtcTime,
    /// How long it lasts; none until stopped.
    pub duration: Option<Duration>,
    /// The weather, by when it begins.
    pub wind: Vec<(BootTime, Wind)>,
    /// The vehicles, at least one.
    pub vehicles: Vec<VehicleSpec>,
    /// The ship that lies there, if one does.
    pub ship: Option<Berth>,
    /// The camera that looks at her, and the place of its vehicle among the vehicles.
    pub camera: Option<(usize, Optics)>,
}

/// One vehicle of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct VehicleSpec {
    /// What people call it; unique.
    pub name: String,
    /// Its MAVLink system number, unique.
    pub system: u8,
    /// Whose manners its autopilot has.
    pub manner: Manner,
    /// What it can do.
    pub profile: Profile,
    /// Where it stands.
    pub home: Position,
    /// Height of the ground there above the sea, metres.
    pub ground_m: f64,
    /// Where its nose points, degrees clockwise from north.
    pub heading_deg: f64,
    /// Charge of its battery, 0 to 1.
    pub charge: f64,
    /// MAVLink address that it speaks on; none for the program's default.
    pub link: Option<String>,
    /// Parameters that differ from the factory's.
    pub parameters: BTreeMap<String, f64>,
    /// What hangs under it at the start.
    pub payload: Option<Payload>,
    /// What goes wrong with it.
    pub faults: Vec<Fault<VehicleFault>>,
    /// What goes wrong with its link.
    pub link_faults: Vec<Fault<LinkFault>>,
}

/// A load under a vehicle, and the servo that lets it go.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payload {
    /// Its mass, kilograms.
    pub kg: f64,
    /// The output (1 to 14) of the servo that lets it go at a pulse of 1700 µs or more
    /// (`MAV_CMD_DO_SET_SERVO` in a mission).
    #[serde(default = "ninth")]
    pub servo: u8,
}

const fn ninth() -> u8 {
    9
}

/// Why a scenario cannot be run; the message names the key.
#[derive(Debug, Error)]
pub enum ScenarioError {
    /// Not TOML, a misspelt key, or a value of the wrong kind; names line and key.
    #[error("the scenario cannot be read: {0}")]
    Syntax(Box<toml::de::Error>),
    /// A mission file, which is what somebody flies, not where.
    #[error(
        "this is a mission file, not a scenario: plan it with `missions plan`; a scenario has \
         [[vehicles]] with a home"
    )]
    Mission,
    /// A value that means nothing.
    #[error("{key}: {reason}")]
    Value {
        /// The key, as `vehicles[1].charge`.
        key: String,
        /// What is wrong, with the value.
        reason: String,
    },
}

impl Scenario {
    /// Reads a scenario file's text.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let file: file::File = toml::from_str(text).map_err(|error| misread(text, error))?;
        check::scenario(file)
    }

    /// One vehicle at a place, calm air, nothing wrong.
    pub fn single(manner: Manner, home: Position) -> Self {
        Self {
            name: "one vehicle".to_owned(),
            seed: 1,
            start: DEFAULT_START,
            duration: None,
            wind: Vec::new(),
            vehicles: vec![VehicleSpec::new("alpha", 1, manner, home)],
            ship: None,
            camera: None,
        }
    }

    /// The wind at a time: the last entry that has begun.
    pub fn wind_at(&self, now: BootTime) -> Wind {
        self.wind
            .iter()
            .rev()
            .find(|(begin, _)| *begin <= now)
            .map_or(Wind::CALM, |(_, wind)| *wind)
    }
}

/// 2026-11-22T06:00:00Z, where a scenario gives no start.
pub const DEFAULT_START: UtcTime = UtcTime::from_secs(1_795_327_200);

impl VehicleSpec {
    /// A healthy vehicle of the built-in profile.
    pub fn new(name: &str, system: u8, manner: Manner, home: Position) -> Self {
        Self {
            name: name.to_owned(),
            system,
            manner,
            profile: patrol_quad(),
            home,
            ground_m: 0.0,
            heading_deg: 0.0,
            charge: 1.0,
            link: None,
            parameters: BTreeMap::new(),
            payload: None,
            faults: Vec::new(),
            link_faults: Vec::new(),
        }
    }
}

/// The built-in profile: a quadrotor of 6.3 kg with about 35 minutes in hover.
pub fn patrol_quad() -> Profile {
    Profile {
        name: "patrol quad".to_owned(),
        cruise_m_s: 10.0,
        top_air_m_s: 20.0,
        climb_m_s: 3.0,
        descent_m_s: 2.0,
        acceleration_m_s2: 2.5,
        mass_kg: 6.3,
        wind_limit_m_s: 12.0,
        rotor: Rotor::Blades(Blades {
            profile_w: 260.0,
            induced_w: 420.0,
            tip_m_s: 130.0,
            induced_m_s: 5.2,
            drag_kg_m: 0.06,
        }),
        battery: Battery {
            energy_wh: 500.0,
            reserve: 0.2,
        },
    }
}

/// What is wrong with a text that is no scenario.
fn misread(text: &str, error: toml::de::Error) -> ScenarioError {
    let table: Option<toml::Table> = text.parse().ok();
    let is_mission = |table: toml::Table| {
        ["area", "pattern"]
            .iter()
            .all(|key| table.contains_key(*key))
    };
    if table.is_some_and(is_mission) {
        ScenarioError::Mission
    } else {
        ScenarioError::Syntax(Box::new(error))
    }
}

#[cfg(test)]
mod tests;
