//! Flight modes: `HEARTBEAT.custom_mode` and what it means, both ways.
//!
//! Sources: ArduPilot's `COPTER_MODE` (plain numbers); PX4's `px4_custom_mode.h`, a word that
//! holds reserved (16 bits), main mode (8 bits) and sub mode (8 bits), lowest first.

use super::Autopilot;

/// What the vehicle is doing, in words that both autopilots share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlightMode {
    /// A pilot flies, with more or less help; the autopilot's own number.
    Manual(u32),
    /// Stays where it is (ArduPilot LOITER, PX4 AUTO.LOITER).
    Hold,
    /// Goes where it is told (ArduPilot GUIDED, PX4 OFFBOARD).
    Guided,
    /// Flies its mission.
    Mission,
    /// Goes home.
    Return,
    /// Lands where it is.
    Land,
    /// Takes off.
    TakeOff,
    /// Stops at once and stays, whatever the sticks say (ArduPilot only).
    Brake,
    /// Something else; the autopilot's own number.
    Other(u32),
}

/// ArduCopter's numbers with a meaning of ours; the first of a meaning is the one that is sent.
const COPTER: [(u32, FlightMode); 9] = [
    (3, FlightMode::Mission),
    (4, FlightMode::Guided),
    (5, FlightMode::Hold),
    (6, FlightMode::Return),
    (9, FlightMode::Land),
    (17, FlightMode::Brake),
    (20, FlightMode::Guided), // GUIDED_NOGPS
    (21, FlightMode::Return), // SMART_RTL
    (27, FlightMode::Return), // AUTO_RTL
];

/// ArduCopter's numbers in which a pilot flies: STABILIZE, ACRO, ALT_HOLD, DRIFT, SPORT, FLIP,
/// AUTOTUNE, POSHOLD, FLOWHOLD, ZIGZAG.
const COPTER_MANUAL: [u32; 10] = [0, 1, 2, 11, 13, 14, 15, 16, 22, 24];

/// PX4's main and sub modes with a meaning of ours; the first of a meaning is the one that is sent.
const PX4: [((u8, u8), FlightMode); 8] = [
    ((4, 4), FlightMode::Mission),
    ((4, 3), FlightMode::Hold),
    ((4, 5), FlightMode::Return),
    ((4, 6), FlightMode::Land),
    ((4, 2), FlightMode::TakeOff),
    ((6, 0), FlightMode::Guided),
    ((4, 9), FlightMode::Land), // PRECLAND
    ((4, 1), FlightMode::Hold), // READY
];

/// PX4's main modes in which a pilot flies: MANUAL, ALTCTL, POSCTL, ACRO, STABILIZED, RATTITUDE.
const PX4_MANUAL: [u8; 6] = [1, 2, 3, 5, 7, 8];

impl Autopilot {
    /// What `HEARTBEAT.custom_mode` means.
    pub fn mode(self, custom_mode: u32) -> FlightMode {
        match self {
            Self::ArduPilot => copter_mode(custom_mode),
            Self::Px4 => px4_mode(custom_mode),
        }
    }

    /// The `HEARTBEAT.custom_mode` of a mode; none where this autopilot has no such mode.
    ///
    /// ArduCopter has no take-off mode (it takes off in GUIDED or AUTO), PX4 no brake.
    pub fn custom_mode(self, mode: FlightMode) -> Option<u32> {
        if let FlightMode::Manual(number) | FlightMode::Other(number) = mode {
            return Some(number);
        }
        match self {
            Self::ArduPilot => first(&COPTER, mode),
            Self::Px4 => first(&PX4, mode).map(|(main, sub)| packed(main, sub)),
        }
    }
}

/// PX4's word of a main and a sub mode.
pub(super) fn packed(main: u8, sub: u8) -> u32 {
    u32::from(main) << 16 | u32::from(sub) << 24
}

/// PX4's main and sub mode of a word.
pub(super) const fn unpacked(custom_mode: u32) -> (u8, u8) {
    ((custom_mode >> 16) as u8, (custom_mode >> 24) as u8)
}

fn copter_mode(number: u32) -> FlightMode {
    if COPTER_MANUAL.contains(&number) {
        return FlightMode::Manual(number);
    }
    let found = COPTER.iter().find(|(known, _)| *known == number);
    found.map_or(FlightMode::Other(number), |(_, mode)| *mode)
}

fn px4_mode(word: u32) -> FlightMode {
    let (main, sub) = unpacked(word);
    if PX4_MANUAL.contains(&main) {
        return FlightMode::Manual(word);
    }
    let found = PX4.iter().find(|(known, _)| *known == (main, sub));
    found.map_or(FlightMode::Other(word), |(_, mode)| *mode)
}

fn first<T: Copy>(table: &[(T, FlightMode)], mode: FlightMode) -> Option<T> {
    let found = table.iter().find(|(_, known)| *known == mode);
    found.map(|(number, _)| *number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(autopilot: Autopilot, custom_mode: u32, mode: FlightMode) {
        assert_eq!(
            autopilot.mode(custom_mode),
            mode,
            "{autopilot} {custom_mode}"
        );
    }

    #[test]
    fn arducopter_numbers_are_recognised() {
        check(Autopilot::ArduPilot, 0, FlightMode::Manual(0));
        check(Autopilot::ArduPilot, 3, FlightMode::Mission);
        check(Autopilot::ArduPilot, 4, FlightMode::Guided);
        check(Autopilot::ArduPilot, 6, FlightMode::Return);
        check(Autopilot::ArduPilot, 21, FlightMode::Return);
        check(Autopilot::ArduPilot, 17, FlightMode::Brake);
        check(Autopilot::ArduPilot, 99, FlightMode::Other(99));
    }

    /// The two words are those of the recorded PX4: loitering on the ground, then returning.
    #[test]
    fn px4_words_are_recognised() {
        check(Autopilot::Px4, 50_593_792, FlightMode::Hold);
        check(Autopilot::Px4, 84_148_224, FlightMode::Return);
        check(Autopilot::Px4, 0x0003_0000, FlightMode::Manual(0x0003_0000));
        check(Autopilot::Px4, 0x0006_0000, FlightMode::Guided);
    }

    #[test]
    fn every_mode_that_can_be_set_is_recognised_again() {
        use FlightMode::{Brake, Guided, Hold, Land, Mission, Return, TakeOff};
        for autopilot in [Autopilot::ArduPilot, Autopilot::Px4] {
            for mode in [Hold, Guided, Mission, Return, Land, TakeOff, Brake] {
                if let Some(number) = autopilot.custom_mode(mode) {
                    check(autopilot, number, mode);
                }
            }
        }
        assert_eq!(Autopilot::ArduPilot.custom_mode(TakeOff), None);
        assert_eq!(Autopilot::Px4.custom_mode(Brake), None);
    }
}
