//! Where people or their devices were, as a log states it. What can only be inferred (who stands
//! where an aircraft starts) is the analysis' business and never in here.

use missions::geodesy::Position;
use missions::time::{BootTime, UtcTime};
use serde::Serialize;

use super::{Confidence, Trace};

/// One logged position of a person's device.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct OperatorPosition {
    /// When, by the log's own clock, if the log says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<BootTime>,
    /// When in UTC, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
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
}
