//! Where people or their devices were, as a log states it. What can only be inferred (who stands
//! where an aircraft starts) is the analysis' business and never in here.

use missions::geodesy::Position;
use missions::time::{BootTime, UtcTime};
use serde::Serialize;

use super::{Confidence, Fix, Trace};

/// One logged position of a person's device.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct OperatorPosition {
    /// When, by the log's own clock, if the log says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<BootTime>,
    /// When in UTC, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "crate::flight::rfc3339::text")]
    pub utc: Option<UtcTime>,
    /// Where.
    pub position: Position,
    /// Horizontal accuracy that the device claims, metres, if the log says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<f64>,
    /// Whose position it is.
    pub source: OperatorSource,
    /// Where it was read.
    pub trace: Trace,
    /// How far it can be trusted.
    pub confidence: Confidence,
}

/// Whose position a log states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum OperatorSource {
    /// The telephone or tablet.
    App,
    /// The remote control's own receiver.
    Remote,
    /// A ground station.
    GroundStation,
    /// The operator's position in a Remote ID broadcast.
    RemoteId,
    /// The place of take-off, which a Remote ID broadcast gives in place of the operator's.
    RemoteIdTakeOff,
}

impl OperatorSource {
    /// By the type of location that a Remote ID system message states (ASTM F3411: 0 take-off,
    /// 1 live, 2 fixed).
    pub const fn of_remote_id(location_type: u8) -> Self {
        if location_type == 0 {
            Self::RemoteIdTakeOff
        } else {
            Self::RemoteId
        }
    }
}

impl OperatorPosition {
    /// The position that a ground station gives of itself, as it gives it.
    pub const fn of_ground_station(fix: &Fix) -> Self {
        Self {
            at: Some(fix.sample.time),
            utc: fix.sample.utc,
            position: fix.sample.position,
            accuracy_m: fix.accuracy_m,
            source: OperatorSource::GroundStation,
            trace: fix.trace,
            confidence: fix.confidence,
        }
    }
}
