//! What the aircraft drew and gave: the signals in which a released payload shows.

use missions::time::BootTime;
use serde::Serialize;

use super::Trace;

/// Power at one instant; a part that the log lacks is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct PowerSample {
    /// When, by the log's own clock.
    pub at: BootTime,
    /// Volts at the battery's terminals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voltage_v: Option<f64>,
    /// Amperes drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_a: Option<f64>,
    /// Share of the charge that is left, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charge: Option<f64>,
    /// Throttle or mean motor output, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub throttle: Option<f64>,
    /// Where it was read.
    pub trace: Trace,
}
