//! Flight modes, and the numbers by which ArduPilot and PX4 know them.
//! Nothing here flies; [`super::autopilot`] does.

use serde::{Deserialize, Serialize};

/// Whose manners the autopilot has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Manner {
    /// ArduCopter.
    #[default]
    ArduPilot,
    /// PX4 multicopter.
    Px4,
}

/// What the autopilot is doing, in one vocabulary for both manners.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlightMode {
    /// The pilot's sticks are angles and thrust (Stabilize; Stabilized).
    Stabilize,
    /// Sticks are angles and climb rate (AltHold; Altitude).
    AltitudeHold,
    /// Sticks are velocities (Loiter; Position).
    PositionHold,
    /// Goes where the ground says, one order at a time (Guided; Offboard).
    Guided,
    /// Stays where it is, no pilot needed (PosHold is nearest in ArduPilot, Brake stops; PX4 Hold).
    Hold,
    /// Stops as fast as it can and stays (ArduPilot Brake).
    Brake,
    /// Takes off and then holds (PX4 Takeoff; ArduPilot has no such mode).
    TakeOff,
    /// Flies the mission (Auto; Mission).
    Mission,
    /// Comes home and lands (RTL; Return).
    Return,
    /// Lands here (Land; Land).
    Land,
    /// Comes down without a position estimate (PX4 Descend, which shows as Land).
    Descend,
    /// Flies a circle (Circle; Orbit).
    Orbit,
}

/// Where in PX4's 32-bit mode the main and the sub mode stand.
/// Source: PX4-Autopilot, `src/modules/commander/px4_custom_mode.h`.
const fn px4(main: u32, sub: u32) -> u32 {
    (main << 16) | (sub << 24)
}

/// Source: ArduPilot, `ArduCopter/mode.h`, `Mode::Number`.
const ARDUPILOT: [(FlightMode, u32); 10] = [
    (FlightMode::Stabilize, 0),
    (FlightMode::AltitudeHold, 2),
    (FlightMode::Mission, 3),
    (FlightMode::Guided, 4),
    (FlightMode::PositionHold, 5),
    (FlightMode::Return, 6),
    (FlightMode::Orbit, 7),
    (FlightMode::Land, 9),
    (FlightMode::Hold, 16),
    (FlightMode::Brake, 17),
];

const PX4: [(FlightMode, u32); 11] = [
    (FlightMode::AltitudeHold, px4(2, 0)),
    (FlightMode::PositionHold, px4(3, 0)),
    (FlightMode::Orbit, px4(3, 1)),
    (FlightMode::TakeOff, px4(4, 2)),
    (FlightMode::Hold, px4(4, 3)),
    (FlightMode::Mission, px4(4, 4)),
    (FlightMode::Return, px4(4, 5)),
    (FlightMode::Land, px4(4, 6)),
    (FlightMode::Guided, px4(6, 0)),
    (FlightMode::Stabilize, px4(7, 0)),
    (FlightMode::Descend, px4(4, 6)),
];

impl FlightMode {
    /// The `custom_mode` of a heartbeat; none where this autopilot has no such mode.
    pub fn custom_mode(self, manner: Manner) -> Option<u32> {
        table(manner)
            .iter()
            .find(|(mode, _)| *mode == self)
            .map(|(_, number)| *number)
    }

    /// The mode behind a `custom_mode`; none where it is not modelled.
    pub fn from_custom_mode(manner: Manner, number: u32) -> Option<Self> {
        table(manner)
            .iter()
            .find(|(_, known)| *known == number)
            .map(|(mode, _)| *mode)
    }

    /// Whether this mode needs to know where it is.
    pub const fn needs_position(self) -> bool {
        !matches!(
            self,
            Self::Stabilize | Self::AltitudeHold | Self::Land | Self::Descend
        )
    }

    /// Whether the pilot's sticks steer in this mode.
    pub const fn is_flown_by_pilot(self) -> bool {
        matches!(
            self,
            Self::Stabilize | Self::AltitudeHold | Self::PositionHold
        )
    }

    /// The name that this autopilot's logs and texts use.
    pub const fn name(self, manner: Manner) -> &'static str {
        match (self, manner) {
            (Self::Stabilize, Manner::ArduPilot) => "STABILIZE",
            (Self::Stabilize, Manner::Px4) => "Stabilized",
            (Self::AltitudeHold, Manner::ArduPilot) => "ALT_HOLD",
            (Self::AltitudeHold, Manner::Px4) => "Altitude",
            (Self::PositionHold, Manner::ArduPilot) => "LOITER",
            (Self::PositionHold, Manner::Px4) => "Position",
            (Self::Guided, Manner::ArduPilot) => "GUIDED",
            (Self::Guided, Manner::Px4) => "Offboard",
            (Self::Hold, Manner::ArduPilot) => "POSHOLD",
            (Self::Hold, Manner::Px4) => "Hold",
            (Self::Brake, _) => "BRAKE",
            (Self::TakeOff, _) => "Takeoff",
            (Self::Mission, Manner::ArduPilot) => "AUTO",
            (Self::Mission, Manner::Px4) => "Mission",
            (Self::Return, Manner::ArduPilot) => "RTL",
            (Self::Return, Manner::Px4) => "Return",
            (Self::Land, Manner::ArduPilot) => "LAND",
            (Self::Land, Manner::Px4) => "Land",
            (Self::Descend, _) => "Descend",
            (Self::Orbit, Manner::ArduPilot) => "CIRCLE",
            (Self::Orbit, Manner::Px4) => "Orbit",
        }
    }
}

const fn table(manner: Manner) -> &'static [(FlightMode, u32)] {
    match manner {
        Manner::ArduPilot => &ARDUPILOT,
        Manner::Px4 => &PX4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(manner: Manner, mode: FlightMode, number: u32) {
        assert_eq!(mode.custom_mode(manner), Some(number), "{mode:?}");
        assert_eq!(
            FlightMode::from_custom_mode(manner, number),
            Some(mode),
            "{number}"
        );
    }

    /// The numbers are those of the recorded conversations with the real autopilots.
    #[test]
    fn mode_numbers_are_those_of_the_real_autopilots() {
        check(Manner::ArduPilot, FlightMode::Guided, 4);
        check(Manner::ArduPilot, FlightMode::Return, 6);
        check(Manner::Px4, FlightMode::Hold, 50_593_792);
        check(Manner::Px4, FlightMode::Return, 84_148_224);
        check(Manner::Px4, FlightMode::Mission, 67_371_008);
    }

    #[test]
    fn a_mode_that_an_autopilot_lacks_has_no_number() {
        assert_eq!(FlightMode::TakeOff.custom_mode(Manner::ArduPilot), None);
        assert_eq!(FlightMode::from_custom_mode(Manner::ArduPilot, 999), None);
    }

    #[test]
    fn descend_shows_as_land() {
        assert_eq!(
            FlightMode::Descend.custom_mode(Manner::Px4),
            FlightMode::Land.custom_mode(Manner::Px4)
        );
    }
}
