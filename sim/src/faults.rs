//! What goes wrong, and when: faults of the vehicle and faults of its link.
//!
//! Vehicle faults are applied by [`crate::vehicle::Vehicle`]; link faults by whoever moves the
//! bytes. Both are plain statements here.

use std::time::Duration;

use missions::time::BootTime;
use serde::{Deserialize, Serialize};

/// From when to when, counted from the start of the simulation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// The first instant.
    pub from: BootTime,
    /// The first instant after it; none for ever.
    pub to: Option<BootTime>,
}

impl Window {
    /// Whether `now` is inside.
    pub fn contains(&self, now: BootTime) -> bool {
        now >= self.from && self.to.is_none_or(|to| now < to)
    }

    /// How long it has been going on at `now`; zero before it begins.
    pub fn elapsed(&self, now: BootTime) -> Duration {
        now.since(self.from)
    }
}

/// Something that goes wrong during a window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fault<Kind> {
    /// When.
    pub window: Window,
    /// What.
    pub kind: Kind,
}

/// The kinds among `faults` that are going on at `now`.
pub fn active<Kind: Copy>(faults: &[Fault<Kind>], now: BootTime) -> impl Iterator<Item = Kind> {
    faults
        .iter()
        .filter(move |fault| fault.window.contains(now))
        .map(|fault| fault.kind)
}

/// A fault of the radio link, each way.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum LinkFault {
    /// Packets vanish.
    PacketLoss {
        /// Share of them, 0 to 1.
        share: f64,
    },
    /// Packets arrive twice.
    Duplication {
        /// Share of them, 0 to 1.
        share: f64,
    },
    /// Packets overtake each other.
    Reordering {
        /// Share of them, 0 to 1.
        share: f64,
        /// By how much they are late, milliseconds.
        by_ms: u32,
    },
    /// Packets come late.
    Latency {
        /// All of them by this, milliseconds.
        ms: u32,
        /// And each by up to this more, milliseconds.
        #[serde(default)]
        jitter_ms: u32,
    },
    /// Nothing passes.
    LinkCut {},
}

/// A fault of the vehicle or of the air around it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum VehicleFault {
    /// The receiver has no fix.
    GnssLoss {},
    /// The receiver reports a place that is off by this.
    GnssJump {
        /// Metres to the north.
        #[serde(default)]
        north_m: f64,
        /// Metres to the east.
        #[serde(default)]
        east_m: f64,
        /// Metres up.
        #[serde(default)]
        up_m: f64,
    },
    /// The compass turns away from the truth.
    CompassDrift {
        /// Degrees per second, clockwise.
        deg_s: f64,
    },
    /// A rotor gives less thrust than it should.
    MotorWeakness {
        /// Which rotor, 1 to 4: front right, back left, front left, back right.
        motor: u8,
        /// Share of its thrust that is left, 0 to 1.
        left: f64,
    },
    /// More wind than the weather says.
    Gust {
        /// Added mean speed, metres per second.
        speed_m_s: f64,
        /// Where it blows from, degrees.
        from_deg: f64,
    },
    /// A cell of the battery fails.
    CellFailure {
        /// Fall of its voltage, volts.
        drop_v: f64,
        /// Added resistance, ohms.
        #[serde(default)]
        added_ohm: f64,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_active_from_its_first_instant_until_before_its_last() {
        let fault = Fault {
            window: Window {
                from: BootTime::from_millis(1000),
                to: Some(BootTime::from_millis(2000)),
            },
            kind: LinkFault::LinkCut {},
        };
        let count = |millis| active(&[fault], BootTime::from_millis(millis)).count();
        assert_eq!([999, 1000, 1999, 2000].map(count), [0, 1, 1, 0]);
    }

    #[test]
    fn a_fault_without_an_end_goes_on() {
        let window = Window {
            from: BootTime::ZERO,
            to: None,
        };
        assert!(window.contains(BootTime::from_secs_f64(1e9)));
    }
}
