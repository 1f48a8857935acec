//! The scenario as it is written, before it is checked.

use std::collections::BTreeMap;

use missions::geodesy::Position;
use missions::mission::file::NameOr;
use missions::vehicle::Vehicle as Profile;
use serde::Deserialize;

use super::Payload;
use crate::berth::Berth;
use crate::eye::Optics;
use crate::faults::{LinkFault, VehicleFault};
use crate::vehicle::modes::Manner;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default)]
    pub(super) name: String,
    #[serde(default = "one")]
    pub(super) seed: u64,
    pub(super) start_utc_s: Option<i64>,
    pub(super) duration_s: Option<f64>,
    #[serde(default)]
    pub(super) wind: Vec<WindEntry>,
    #[serde(default)]
    pub(super) vehicles: Vec<VehicleEntry>,
    #[serde(default)]
    pub(super) faults: Vec<FaultEntry>,
    pub(super) ship: Option<Berth>,
    pub(super) camera: Option<Optics>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WindEntry {
    #[serde(default)]
    pub(super) at_s: f64,
    #[serde(default)]
    pub(super) speed_m_s: f64,
    #[serde(default)]
    pub(super) from_deg: f64,
    #[serde(default)]
    pub(super) gust_m_s: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VehicleEntry {
    pub(super) name: Option<String>,
    pub(super) system: Option<u8>,
    #[serde(default = "ardupilot")]
    pub(super) manner: Manner,
    /// A built-in profile's name or a whole one; the patrol quad if not given.
    pub(super) profile: Option<NameOr<Profile>>,
    pub(super) home: Position,
    #[serde(default)]
    pub(super) ground_m: f64,
    #[serde(default)]
    pub(super) heading_deg: f64,
    #[serde(default = "full")]
    pub(super) charge: f64,
    pub(super) link: Option<String>,
    #[serde(default)]
    pub(super) parameters: BTreeMap<String, f64>,
    pub(super) payload: Option<Payload>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FaultEntry {
    /// All vehicles, if none is named.
    pub(super) vehicle: Option<String>,
    pub(super) from_s: f64,
    pub(super) to_s: Option<f64>,
    pub(super) fault: AnyFault,
}

/// A fault by its name alone (`"gnss-loss"`) or with its values (`{ gnss-jump = { … } }`).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "unknown fault, or wrong values for it; known faults: packet-loss, duplication, reordering, latency, link-cut, gnss-loss, gnss-jump, compass-drift, motor-weakness, gust, cell-failure"
)]
pub(super) enum AnyFault {
    Link(LinkFault),
    Vehicle(VehicleFault),
    Bare(BareFault),
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum BareFault {
    GnssLoss,
    LinkCut,
}

const fn one() -> u64 {
    1
}

const fn full() -> f64 {
    1.0
}

const fn ardupilot() -> Manner {
    Manner::ArduPilot
}
