//! Flight modes: the number in `HEARTBEAT.custom_mode`, the autopilot's name for it, and what it
//! means, each way, from one table an autopilot. Numbers that are in no table are kept.
//!
//! ```text
//! ArduPilot   a plain number
//! PX4         reserved (16 bits, lowest) │ main mode (8 bits) │ sub mode (8 bits)
//! ```
//!
//! Sources: ArduPilot, `ArduCopter/mode.h`, `Mode::Number`, of 4.6, with what each does from the
//! comments there; PX4, `src/modules/commander/px4_custom_mode.h`, with the names that its mode
//! texts and its documentation use.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Autopilot;

/// What a vehicle is doing, in words that both autopilots share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlightMode {
    /// A pilot's sticks are angles and thrust.
    Stabilize,
    /// A pilot's sticks are angles and climb rate.
    AltitudeHold,
    /// A pilot's sticks are velocities; it stays where it is while they are left alone.
    PositionHold,
    /// A pilot flies in another way; the autopilot's own number.
    Manual(u32),
    /// Goes where it is told, one order at a time.
    Guided,
    /// Stays where it is and needs no pilot (PX4 only).
    Hold,
    /// Stops at once and stays, whatever the sticks say (ArduPilot only).
    Brake,
    /// Takes off and then holds (PX4 only: ArduCopter takes off in GUIDED or AUTO).
    TakeOff,
    /// Flies its mission.
    Mission,
    /// Goes home.
    Return,
    /// Lands where it is.
    Land,
    /// Comes down without knowing where it is (PX4 only; in a heartbeat it shows as Land).
    Descend,
    /// Flies a circle.
    Orbit,
    /// Something else; the autopilot's own number.
    Other(u32),
}

impl FlightMode {
    /// Whether a pilot's sticks steer in this mode.
    pub const fn is_flown_by_pilot(self) -> bool {
        matches!(
            self,
            Self::Stabilize | Self::AltitudeHold | Self::PositionHold | Self::Manual(_)
        )
    }

    /// Whether this mode needs to know where the vehicle is.
    pub const fn needs_position(self) -> bool {
        !matches!(
            self,
            Self::Stabilize | Self::AltitudeHold | Self::Manual(_) | Self::Land | Self::Descend
        )
    }
}

impl fmt::Display for FlightMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stabilize => "stabilize",
            Self::AltitudeHold => "altitude hold",
            Self::PositionHold => "position hold",
            Self::Manual(number) => return write!(f, "manual flight (mode {number})"),
            Self::Guided => "guided flight",
            Self::Hold => "hold",
            Self::Brake => "brake",
            Self::TakeOff => "take-off",
            Self::Mission => "mission",
            Self::Return => "return",
            Self::Land => "land",
            Self::Descend => "descend",
            Self::Orbit => "orbit",
            Self::Other(number) => return write!(f, "mode {number}"),
        })
    }
}

/// A flight mode as a vehicle says it, of whatever autopilot. ArduPilot's are read as a Copter's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mode {
    /// Whose numbering it is: MAVLink's MAV_AUTOPILOT.
    pub autopilot: u8,
    /// The `custom_mode` of MAVLink's HEARTBEAT.
    pub number: u32,
}

impl Mode {
    /// What the autopilot itself calls it, where that is known.
    pub fn name(self) -> Option<&'static str> {
        Autopilot::from_number(self.autopilot)?.mode_name(self.number)
    }

    /// What it means; of an unknown autopilot the number is all that is known.
    pub fn meaning(self) -> FlightMode {
        let autopilot = Autopilot::from_number(self.autopilot);
        autopilot.map_or(FlightMode::Other(self.number), |autopilot| {
            autopilot.mode(self.number)
        })
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "mode {}", self.number),
        }
    }
}

/// What is known of a number.
struct Known {
    number: u32,
    name: &'static str,
    /// The first number of a meaning is the one that is sent.
    mode: FlightMode,
}

const fn known(number: u32, name: &'static str, mode: FlightMode) -> Known {
    Known { number, name, mode }
}

/// A mode of the pilot's, known by its number alone.
const fn manual(number: u32, name: &'static str) -> Known {
    known(number, name, FlightMode::Manual(number))
}

/// A mode without a meaning that others share.
const fn other(number: u32, name: &'static str) -> Known {
    known(number, name, FlightMode::Other(number))
}

const COPTER: [Known; 26] = [
    known(0, "STABILIZE", FlightMode::Stabilize),
    manual(1, "ACRO"),
    known(2, "ALT_HOLD", FlightMode::AltitudeHold),
    known(3, "AUTO", FlightMode::Mission),
    known(4, "GUIDED", FlightMode::Guided),
    known(5, "LOITER", FlightMode::PositionHold),
    known(6, "RTL", FlightMode::Return),
    known(7, "CIRCLE", FlightMode::Orbit),
    known(9, "LAND", FlightMode::Land),
    manual(11, "DRIFT"),
    manual(13, "SPORT"),
    manual(14, "FLIP"),
    manual(15, "AUTOTUNE"),
    known(16, "POSHOLD", FlightMode::PositionHold),
    known(17, "BRAKE", FlightMode::Brake),
    other(18, "THROW"),
    other(19, "AVOID_ADSB"),
    known(20, "GUIDED_NOGPS", FlightMode::Guided),
    known(21, "SMART_RTL", FlightMode::Return),
    manual(22, "FLOWHOLD"),
    other(23, "FOLLOW"),
    manual(24, "ZIGZAG"),
    other(25, "SYSTEMID"),
    other(26, "AUTOROTATE"),
    known(27, "AUTO_RTL", FlightMode::Return),
    other(28, "TURTLE"),
];

const PX4: [Known; 22] = [
    manual(px4(1, 0), "Manual"),
    known(px4(2, 0), "Altitude", FlightMode::AltitudeHold),
    known(px4(3, 0), "Position", FlightMode::PositionHold),
    known(px4(3, 1), "Orbit", FlightMode::Orbit),
    known(px4(3, 2), "Position Slow", FlightMode::PositionHold),
    known(px4(4, 3), "Hold", FlightMode::Hold),
    known(px4(4, 1), "Ready", FlightMode::Hold),
    known(px4(4, 2), "Takeoff", FlightMode::TakeOff),
    known(px4(4, 4), "Mission", FlightMode::Mission),
    known(px4(4, 5), "Return", FlightMode::Return),
    known(px4(4, 6), "Land", FlightMode::Land),
    known(px4(4, 6), "Descend", FlightMode::Descend),
    other(px4(4, 8), "Follow Target"),
    known(px4(4, 9), "Precision Land", FlightMode::Land),
    other(px4(4, 10), "VTOL Takeoff"),
    manual(px4(5, 0), "Acro"),
    known(px4(6, 0), "Offboard", FlightMode::Guided),
    known(px4(7, 0), "Stabilized", FlightMode::Stabilize),
    manual(px4(8, 0), "Rattitude"),
    manual(px4(9, 0), "Simple"),
    other(px4(10, 0), "Termination"),
    manual(px4(11, 0), "Altitude Cruise"),
];

/// PX4's word of a main and a sub mode.
const fn px4(main: u8, sub: u8) -> u32 {
    (main as u32) << 16 | (sub as u32) << 24
}

impl Autopilot {
    /// What a `HEARTBEAT.custom_mode` means.
    pub fn mode(self, custom_mode: u32) -> FlightMode {
        self.known(custom_mode)
            .map_or(FlightMode::Other(custom_mode), |known| known.mode)
    }

    /// What the autopilot itself calls a `HEARTBEAT.custom_mode`.
    pub fn mode_name(self, custom_mode: u32) -> Option<&'static str> {
        self.known(custom_mode).map(|known| known.name)
    }

    /// What the autopilot itself calls a mode; none where it has no such mode.
    pub fn name_of(self, mode: FlightMode) -> Option<&'static str> {
        self.meant(mode).map(|known| known.name)
    }

    /// The `HEARTBEAT.custom_mode` of a mode; none where this autopilot has no such mode.
    pub fn custom_mode(self, mode: FlightMode) -> Option<u32> {
        match mode {
            FlightMode::Manual(number) | FlightMode::Other(number) => Some(number),
            _ => self.meant(mode).map(|known| known.number),
        }
    }

    fn meant(self, mode: FlightMode) -> Option<&'static Known> {
        self.table().iter().find(|known| known.mode == mode)
    }

    /// PX4's sub modes that are not known count as their main mode, where that has a meaning
    /// without one: who steers is then still told.
    fn known(self, custom_mode: u32) -> Option<&'static Known> {
        let find = |number| {
            self.table()
                .iter()
                .find(move |known| known.number == number)
        };
        match self {
            Self::ArduPilot => find(custom_mode),
            Self::Px4 => {
                let [_, _, main, sub] = custom_mode.to_le_bytes();
                find(px4(main, sub)).or_else(|| find(px4(main, 0)))
            }
        }
    }

    const fn table(self) -> &'static [Known] {
        match self {
            Self::ArduPilot => &COPTER,
            Self::Px4 => &PX4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Autopilot::{ArduPilot, Px4};

    fn check(autopilot: Autopilot, number: u32, name: &str, meaning: FlightMode) {
        let mode = Mode {
            autopilot: autopilot.number(),
            number,
        };
        assert_eq!(mode.to_string(), name);
        assert_eq!(mode.meaning(), meaning, "{name}");
    }

    #[test]
    fn arducopters_loiter_is_5_and_its_poshold_is_16_and_pilots_fly_in_both() {
        check(ArduPilot, 5, "LOITER", FlightMode::PositionHold);
        check(ArduPilot, 16, "POSHOLD", FlightMode::PositionHold);
        assert!(FlightMode::PositionHold.is_flown_by_pilot());
        assert_eq!(ArduPilot.custom_mode(FlightMode::PositionHold), Some(5));
    }

    #[test]
    fn arducopter_numbers_are_recognised() {
        check(ArduPilot, 0, "STABILIZE", FlightMode::Stabilize);
        check(ArduPilot, 3, "AUTO", FlightMode::Mission);
        check(ArduPilot, 4, "GUIDED", FlightMode::Guided);
        check(ArduPilot, 6, "RTL", FlightMode::Return);
        check(ArduPilot, 11, "DRIFT", FlightMode::Manual(11));
        check(ArduPilot, 17, "BRAKE", FlightMode::Brake);
        check(ArduPilot, 18, "THROW", FlightMode::Other(18));
        check(ArduPilot, 21, "SMART_RTL", FlightMode::Return);
        check(ArduPilot, 8, "mode 8", FlightMode::Other(8));
        check(ArduPilot, 99, "mode 99", FlightMode::Other(99));
    }

    /// The first three words are those of the recorded PX4.
    #[test]
    fn px4_words_are_recognised() {
        check(Px4, 50_593_792, "Hold", FlightMode::Hold);
        check(Px4, 84_148_224, "Return", FlightMode::Return);
        check(Px4, 67_371_008, "Mission", FlightMode::Mission);
        check(Px4, 0x0003_0000, "Position", FlightMode::PositionHold);
        check(Px4, 0x0103_0000, "Orbit", FlightMode::Orbit);
        check(Px4, 0x0006_0000, "Offboard", FlightMode::Guided);
        check(Px4, 0x0001_0000, "Manual", FlightMode::Manual(0x0001_0000));
        check(Px4, 0x0604_0000, "Land", FlightMode::Land);
    }

    #[test]
    fn an_unknown_sub_mode_of_px4_counts_as_its_main_mode() {
        check(Px4, 0x6303_0000, "Position", FlightMode::PositionHold);
        check(
            Px4,
            0x6304_0000,
            "mode 1661206528",
            FlightMode::Other(0x6304_0000),
        );
    }

    #[test]
    fn of_an_unknown_autopilot_the_number_is_kept() {
        let mode = Mode {
            autopilot: 8,
            number: 5,
        };
        assert_eq!(mode.meaning(), FlightMode::Other(5));
        assert_eq!(mode.to_string(), "mode 5");
    }

    #[test]
    fn every_mode_that_can_be_set_is_recognised_again() {
        use FlightMode::{
            AltitudeHold, Brake, Guided, Hold, Land, Mission, Orbit, PositionHold, Return,
            Stabilize, TakeOff,
        };
        for autopilot in Autopilot::ALL {
            for mode in [
                Stabilize,
                AltitudeHold,
                PositionHold,
                Hold,
                Guided,
                Mission,
                Return,
                Land,
                TakeOff,
                Brake,
                Orbit,
            ] {
                if let Some(number) = autopilot.custom_mode(mode) {
                    assert_eq!(autopilot.mode(number), mode, "{autopilot} {number}");
                }
            }
        }
    }

    #[test]
    fn a_mode_that_an_autopilot_lacks_has_no_number() {
        assert_eq!(ArduPilot.custom_mode(FlightMode::TakeOff), None);
        assert_eq!(ArduPilot.custom_mode(FlightMode::Hold), None);
        assert_eq!(Px4.custom_mode(FlightMode::Brake), None);
    }

    #[test]
    fn descend_shows_as_land() {
        let number = Px4.custom_mode(FlightMode::Descend);
        assert_eq!(number, Px4.custom_mode(FlightMode::Land));
        assert_eq!(Px4.name_of(FlightMode::Descend), Some("Descend"));
    }

    /// Numbers stand once in a table, but for Descend's, which shows as Land's.
    #[test]
    fn no_number_means_two_things() {
        for autopilot in Autopilot::ALL {
            for known in autopilot.table() {
                if known.mode != FlightMode::Descend {
                    assert_eq!(autopilot.mode(known.number), known.mode, "{}", known.name);
                }
            }
        }
    }

    #[test]
    fn a_meaning_is_told_in_words() {
        let told = |autopilot: Autopilot, number| autopilot.mode(number).to_string();
        assert_eq!(told(ArduPilot, 16), "position hold");
        assert_eq!(told(ArduPilot, 2), "altitude hold");
        assert_eq!(told(ArduPilot, 1), "manual flight (mode 1)");
        assert_eq!(told(ArduPilot, 99), "mode 99");
        assert_eq!(told(Px4, px4(4, 2)), "take-off");
    }
}
