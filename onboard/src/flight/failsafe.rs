//! Who flies in a mode that we did not ask for: the pilot, or a failsafe of the autopilot's own, as
//! far as the vehicle says so. Whoever it is, we stand back; only the words differ.
//!
//! | | what a failsafe says | what it does not say |
//! | --- | --- | --- |
//! | ArduCopter | `Battery Failsafe`, `Radio Failsafe`, `GCS Failsafe`, `EKF Failsafe…`, `Failsafe: Terrain data missing`, `Circle fence breached`, as text; `MAV_STATE_CRITICAL` (not for a fence); `FENCE_STATUS` | the reason of a change of mode |
//! | PX4 | `Failsafe activated` as text; `MAV_STATE_CRITICAL` for as long as a failsafe steers | which one: that is in events, which need the vehicle's own metadata to be read |
//!
//! A text comes before the change of mode or just after it, and may be lost. Sources: ArduCopter,
//! `events.cpp` (`announce_failsafe`), `fence.cpp`, `GCS_Copter.cpp`; PX4,
//! `failsafe/framework.cpp`, `streams/HEARTBEAT.hpp`; the recorded fence breach of an ArduCopter.

use std::fmt;
use std::time::Duration;

use missions::link::manners::{Autopilot, FlightMode};
use missions::telemetry::{EventKind, SystemStatus};
use missions::time::BootTime;
use serde::Serialize;

/// What is older than this when a mode changes is not its reason; and what comes later than this
/// after it neither.
pub const REASON_WITHIN: Duration = Duration::from_secs(10);

/// Who has the vehicle instead of us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Taker {
    /// The pilot, or whoever else changed the mode.
    Pilot,
    /// The autopilot's own failsafe: it said so.
    Failsafe,
    /// One of the two: both choose this mode, and nothing was said.
    Either,
}

impl fmt::Display for Taker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pilot => "the pilot",
            Self::Failsafe => "the autopilot's failsafe",
            Self::Either => "the pilot or the autopilot's failsafe",
        })
    }
}

/// What the vehicle said that speaks for a failsafe.
#[derive(Clone, Debug, Default)]
pub struct FailsafeSigns {
    text: Option<(BootTime, String)>,
    fence: Option<BootTime>,
    /// Since when its state has been critical or worse.
    critical: Option<BootTime>,
}

impl FailsafeSigns {
    /// Takes in what happened to the vehicle.
    pub fn hear(&mut self, now: BootTime, kind: &EventKind) {
        match kind {
            EventKind::Text { text, .. } if is_failsafe(text) => {
                self.text = Some((now, text.clone()));
            }
            EventKind::Fence { fence } if fence.breached => self.fence = Some(now),
            EventKind::System { status } => {
                use SystemStatus::{Critical, Emergency, Terminated};
                let is_critical = matches!(status, Critical | Emergency | Terminated);
                self.critical = is_critical.then(|| self.critical.unwrap_or(now));
            }
            _ => {}
        }
    }

    /// What it said at about the time of a change of mode, in words.
    pub fn about(&self, autopilot: Autopilot, changed: BootTime) -> Option<String> {
        let is_near = |at: &BootTime| {
            at.since(changed) <= REASON_WITHIN && changed.since(*at) <= REASON_WITHIN
        };
        if let Some((_, text)) = self.text.as_ref().filter(|(at, _)| is_near(at)) {
            return Some(format!("it said \"{text}\""));
        }
        if self.fence.as_ref().is_some_and(is_near) {
            return Some("it says that its fence is breached".to_owned());
        }
        // An ArduPilot's stays critical for as long as the reason lasts, whoever flies by then.
        let steers = self
            .critical
            .filter(|at| autopilot == Autopilot::Px4 || is_near(at));
        steers.map(|_| "its state is critical".to_owned())
    }
}

/// Who flies in a mode, given what the vehicle said.
pub const fn taker(autopilot: Autopilot, flies: FlightMode, speaks: bool) -> Taker {
    use FlightMode::{AltitudeHold, Brake, Descend, Hold, Land, Other, Return};
    match (flies, speaks) {
        (Return | Land | Descend | Brake | Hold | Other(_), true) => Taker::Failsafe,
        // FS_EKF_ACTION may be ALT_HOLD.
        (Return | Land | Descend | Brake | Hold | Other(_), false) | (AltitudeHold, true) => {
            Taker::Either
        }
        // Without a position a PX4 falls back to what its pilot can still fly.
        (mode, true) if mode.is_flown_by_pilot() && matches!(autopilot, Autopilot::Px4) => {
            Taker::Either
        }
        _ => Taker::Pilot,
    }
}

/// Whether a text tells of a failsafe that acts.
fn is_failsafe(text: &str) -> bool {
    let text = text.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let acts = says(&[
        "failsafe",
        "fence breached",
        "geofence violation",
        "ekf variance",
        "dead reckoning timeout",
    ]);
    acts && !says(&[
        "cleared",
        "continuing",
        "deactivated",
        "disabled",
        "prearm",
        "arm:",
        "warning",
        "breach cleared",
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use missions::telemetry::Severity;

    fn second(n: u64) -> BootTime {
        BootTime::from_millis(n * 1000)
    }

    fn text(text: &str) -> EventKind {
        EventKind::Text {
            severity: Severity::Notice,
            text: text.into(),
        }
    }

    /// Those of the sources, and the one that was recorded.
    #[test]
    fn texts_of_failsafes_that_act_are_known() {
        for words in [
            "Battery Failsafe",
            "Radio Failsafe",
            "GCS + Battery Failsafe",
            "Failsafe: Terrain data missing",
            "EKF Failsafe: changed to LAND Mode",
            "Circle fence breached",
            "Failsafe activated",
            "Failsafe activated, entering Hold for 5 seconds",
        ] {
            assert!(is_failsafe(words), "{words}");
        }
        for words in [
            "GCS Failsafe Cleared",
            "Radio Failsafe - Continuing Auto",
            "Fence breach cleared",
            "PreArm: Radio failsafe on",
            "Arm: Radio failsafe on",
            "Mission: 5 WP",
            "Failsafe warning triggered",
        ] {
            assert!(!is_failsafe(words), "{words}");
        }
    }

    #[test]
    fn what_was_said_long_before_or_after_is_no_reason() {
        let mut signs = FailsafeSigns::default();
        signs.hear(second(20), &text("Battery Failsafe"));
        let about = |n| signs.about(Autopilot::ArduPilot, second(n));
        assert_eq!(about(9), None);
        assert_eq!(about(19).as_deref(), Some("it said \"Battery Failsafe\""));
        assert!(about(30).is_some());
        assert_eq!(about(31), None);
    }

    /// An ArduPilot whose mission goes on without its remote control is critical all the while.
    #[test]
    fn a_critical_state_speaks_for_a_px4_while_it_lasts_and_for_an_ardupilot_when_it_begins() {
        let mut signs = FailsafeSigns::default();
        let status = |status| EventKind::System { status };
        signs.hear(second(10), &status(SystemStatus::Critical));
        assert!(signs.about(Autopilot::Px4, second(100)).is_some());
        assert!(signs.about(Autopilot::ArduPilot, second(12)).is_some());
        assert!(signs.about(Autopilot::ArduPilot, second(100)).is_none());
        signs.hear(second(101), &status(SystemStatus::Active));
        assert!(signs.about(Autopilot::Px4, second(102)).is_none());
    }

    #[test]
    fn a_mode_that_both_choose_is_nobodys_for_certain() {
        use FlightMode::{Guided, Land, PositionHold, Return};
        for autopilot in Autopilot::ALL {
            assert_eq!(taker(autopilot, Land, true), Taker::Failsafe);
            assert_eq!(taker(autopilot, Return, false), Taker::Either);
            assert_eq!(taker(autopilot, Guided, true), Taker::Pilot);
            assert_eq!(taker(autopilot, PositionHold, false), Taker::Pilot);
        }
        assert_eq!(
            taker(Autopilot::ArduPilot, PositionHold, true),
            Taker::Pilot
        );
        assert_eq!(taker(Autopilot::Px4, PositionHold, true), Taker::Either);
    }
}
