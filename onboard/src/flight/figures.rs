//! The figures of one instant that the safety table judges by.
//! They are measured elsewhere (fence, way home, pilot); here they only have names and words.

use std::fmt;

use serde::Serialize;

use super::failsafe::Taker;
use super::operator::Order;
use super::safety::Action;
use super::silence::Silences;

/// What is measured at one instant. A figure that is not known is `None`, and no row of the
/// table holds because of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// What showed that somebody else flies, if anything did.
    pub pilot: Option<PilotSign>,
    /// Seconds since the autopilot's last heartbeat.
    pub autopilot_silent_s: f64,
    /// Seconds since the ground station's last heartbeat; `None` where none was ever heard.
    pub ground_silent_s: Option<f64>,
    /// What the operator wants, if anything other than the plan.
    pub order: Option<Order>,
    /// What it did already when this program began again, though no records say that it was asked
    /// to.
    pub found: Option<Action>,
    /// Who withdrew the plan, if anyone did.
    pub revoked: Option<String>,
    /// What the vehicle holds that is not the plan's, if it flies by it.
    pub unlike: Option<String>,
    /// The battery against the way home.
    pub battery: Option<BatteryAgainstWayHome>,
    /// The nearest boundary in the direction of flight.
    pub fence: Option<BoundaryAhead>,
    /// Why a return would not lead home, if it would not.
    pub no_way_home: Option<String>,
    /// Mean wind, metres per second.
    pub wind_m_s: Option<f64>,
    /// What the satellite receiver says.
    pub gnss: Option<GnssQuality>,
    /// What is not heard any more, though the flight needs it.
    pub silent: Silences,
}

/// What showed that the pilot, or a failsafe of the autopilot, has taken the vehicle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PilotSign {
    /// The autopilot flies in a mode that we did not ask for and the mission does not explain.
    Mode {
        /// What we last asked for.
        asked: String,
        /// What it flies in.
        flies: String,
        /// Who chose it, as far as that can be told.
        by: Taker,
        /// What the vehicle said about it, in words.
        said: Option<String>,
    },
    /// A stick moved from where it stood at take-off.
    Stick {
        /// Channel of the remote control, from 1.
        channel: usize,
        /// Where it stood, microseconds.
        stood_us: u16,
        /// Where it is, microseconds.
        is_us: u16,
    },
    /// Somebody had it before this program was killed and begun again.
    Before {
        /// Who.
        by: Taker,
        /// What had shown it then.
        figures: String,
    },
}

/// Shares of a full battery, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct BatteryAgainstWayHome {
    /// What is left.
    pub left: f64,
    /// What the way home takes, in the wind of now; infinite where the wind forbids it.
    pub way_home: f64,
    /// What must be left at touch-down.
    pub keep: f64,
    /// How far home is, metres.
    pub distance_m: f64,
}

/// A boundary in the direction of flight.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BoundaryAhead {
    /// Which one: `fence, inclusion 1`, `zone EHR 8`, `ceiling`.
    pub boundary: String,
    /// How far it is along the velocity, metres; 0 when it is already crossed.
    pub distance_m: f64,
    /// What the vehicle needs to stop, metres.
    pub stopping_m: f64,
}

/// How well the satellites fix the vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct GnssQuality {
    /// A position in three dimensions.
    pub fixed: bool,
    /// Satellites, where the receiver says.
    pub satellites: Option<u8>,
    /// Horizontal accuracy, metres, where the receiver says.
    pub accuracy_m: Option<f64>,
    /// Horizontal dilution of precision, where the receiver says.
    pub hdop: Option<f64>,
}

impl PilotSign {
    /// Who has the vehicle.
    pub const fn taker(&self) -> Taker {
        match self {
            Self::Mode { by, .. } | Self::Before { by, .. } => *by,
            Self::Stick { .. } => Taker::Pilot,
        }
    }
}

impl fmt::Display for PilotSign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mode {
                asked, flies, said, ..
            } => {
                write!(f, "flies in {flies}, asked was {asked}")?;
                let said = said.as_ref();
                said.map_or(Ok(()), |said| write!(f, "; {said}"))
            }
            Self::Stick {
                channel,
                stood_us,
                is_us,
            } => write!(f, "stick {channel} moved from {stood_us} to {is_us} µs"),
            Self::Before { figures, .. } => {
                write!(f, "had it before this program began: {figures}")
            }
        }
    }
}

impl fmt::Display for BatteryAgainstWayHome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} % left, ", self.left * 100.0)?;
        if self.way_home.is_finite() {
            write!(f, "the {:.0} m home take ", self.distance_m)?;
            write!(f, "{:.1} %", self.way_home * 100.0)?;
        } else {
            write!(f, "the wind forbids the {:.0} m home", self.distance_m)?;
        }
        write!(f, ", {:.1} % must stay", self.keep * 100.0)
    }
}

impl fmt::Display for BoundaryAhead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            boundary,
            distance_m,
            stopping_m,
        } = self;
        write!(
            f,
            "{boundary} {distance_m:.1} m ahead, stopping takes {stopping_m:.1} m"
        )
    }
}

impl fmt::Display for GnssQuality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.fixed { "3D fix" } else { "no 3D fix" })?;
        if let Some(satellites) = self.satellites {
            write!(f, ", {satellites} satellites")?;
        }
        if let Some(accuracy_m) = self.accuracy_m {
            write!(f, ", accuracy {accuracy_m:.1} m")?;
        }
        if let Some(hdop) = self.hdop {
            write!(f, ", HDOP {hdop:.1}")?;
        }
        Ok(())
    }
}
