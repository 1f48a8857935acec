//! The names of the modes whose switches a log has bit by bit, for the two firmwares that matter.
//! Source: `blackbox-log` 0.4.3 (MIT), generated from Betaflight 4.2 to 4.5 and INAV 5 to 8; only
//! the bits that are the same in all of those.

/// Which numbering a log uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Firmware {
    Betaflight,
    Inav,
    Other,
}

const BETAFLIGHT: &[(u32, &str)] = &[
    (0, "ARM"),
    (1, "ANGLE"),
    (2, "HORIZON"),
    (3, "MAG"),
    (4, "HEADFREE"),
    (5, "PASSTHRU"),
    (6, "FAILSAFE"),
    (7, "GPS RESCUE"),
];

const INAV: &[(u32, &str)] = &[
    (0, "ARM"),
    (1, "ANGLE"),
    (2, "HORIZON"),
    (3, "NAV ALTHOLD"),
    (4, "HEADINGHOLD"),
    (8, "NAV RTH"),
    (9, "NAV POSHOLD"),
    (10, "MANUAL"),
    (14, "NAV LAUNCH"),
    (18, "FAILSAFE"),
    (19, "NAV WP"),
];

impl Firmware {
    /// By the header's `Firmware revision`.
    pub(super) fn named(revision: &str) -> Self {
        match revision {
            text if text.starts_with("Betaflight") => Self::Betaflight,
            text if text.starts_with("INAV") => Self::Inav,
            _ => Self::Other,
        }
    }

    /// The modes that are switched on.
    pub(super) fn modes(self, bits: u32) -> String {
        let table = match self {
            Self::Betaflight => BETAFLIGHT,
            Self::Inav => INAV,
            Self::Other => return format!("modes {bits:#x}"),
        };
        let is_on = |bit: u32| bits >> bit & 1 == 1;
        let names: Vec<&str> = table
            .iter()
            .filter(|(bit, _)| *bit != 0 && is_on(*bit))
            .map(|(_, name)| *name)
            .collect();
        if names.is_empty() {
            "ACRO".into()
        } else {
            names.join(" | ")
        }
    }

    /// A phase of the failsafe.
    pub(super) fn failsafe(self, phase: i32) -> String {
        let name = match (self, phase) {
            (_, 1) => "RX_LOSS_DETECTED",
            (Self::Betaflight, 2) | (Self::Inav, 4) => "LANDING",
            (Self::Inav, 2) => "RX_LOSS_IDLE",
            (Self::Betaflight, 3) => "LANDED",
            (Self::Inav, 3) => "RETURN_TO_HOME",
            (Self::Betaflight, 4) => "RX_LOSS_MONITORING",
            (Self::Betaflight, 5) => "RX_LOSS_RECOVERED",
            _ => return format!("phase {phase}"),
        };
        name.to_owned()
    }
}
