//! What each autopilot keeps of an item and gives back when it is read.
//!
//! Sources: ArduPilot `AP_Mission.cpp` (`mavlink_int_to_mission_cmd`), PX4 `mavlink_mission.cpp`
//! (`parse_mavlink_mission_item`, `format_mavlink_mission_item`), and what the recorded ones gave
//! back, which is said where it is.

use super::Autopilot;
use super::items::is_placed;
use crate::link::mission_transfer::Kind;
use crate::plan::item::Item;

const WAYPOINT: u16 = 16;
const LOITER_TIME: u16 = 19;

impl Autopilot {
    /// What this autopilot keeps of an item and gives back when it is read.
    ///
    /// Recorded, ArduCopter 4.7: integer frames become the plain ones, frame 2 becomes 0,
    /// `LOITER_TIME` comes back with parameter 3 = 1, and of fence items nothing but the first
    /// parameter and the place. Recorded, PX4: `NAV_TAKEOFF` loses its pitch.
    pub fn kept(self, kind: Kind, item: &Item) -> Item {
        match self {
            Self::ArduPilot => kept_by_ardupilot(kind, item),
            Self::Px4 => kept_by_px4(item),
        }
    }

    /// Which of parameters 1 to 4 of a mission's item come back as they were sent.
    pub const fn keeps(self, command: u16) -> [bool; 4] {
        match self {
            Self::ArduPilot => ardupilot_keeps(command),
            Self::Px4 => px4_keeps(command),
        }
    }
}

fn kept_by_ardupilot(kind: Kind, item: &Item) -> Item {
    let mut kept = *item;
    kept.frame = match item.frame {
        3 | 6 => 3,
        10 | 11 => 10,
        _ => 0,
    };
    if kind == Kind::Fence {
        kept.frame = 0;
        kept.autocontinue = false;
        kept.params = [item.params[0], 0.0, 0.0, 0.0];
        kept.z = 0.0;
        return kept;
    }
    kept.autocontinue = true;
    kept.params = masked(item.params, ardupilot_keeps(item.command));
    if item.command == LOITER_TIME {
        kept.params[2] = 1.0;
    }
    if is_placed(item.command) {
        kept.z = (item.z * 100.0).round() / 100.0; // stored as centimetres
    } else {
        kept.frame = 0;
    }
    if matches!(item.command, WAYPOINT | LOITER_TIME) {
        kept.params[0] = item.params[0].trunc(); // whole seconds
    }
    kept
}

fn kept_by_px4(item: &Item) -> Item {
    let flag = |param: f64| f64::from(u8::from(param > 0.0));
    let [first, second, _, fourth] = item.params;
    let mut kept = Item {
        params: masked(item.params, px4_keeps(item.command)),
        ..*item
    };
    match item.command {
        LOITER_TIME => (kept.params[1], kept.params[3]) = (flag(second), flag(fourth)),
        31 => (kept.params[0], kept.params[3]) = (flag(first), flag(fourth)),
        _ => {}
    }
    kept
}

fn masked(params: [f64; 4], keeps: [bool; 4]) -> [f64; 4] {
    let mut kept = params;
    for (param, keeps) in kept.iter_mut().zip(keeps) {
        *param = if keeps { *param } else { 0.0 };
    }
    kept
}

const fn ardupilot_keeps(command: u16) -> [bool; 4] {
    match command {
        WAYPOINT | LOITER_TIME | 82 => [true, false, false, false],
        17 | 20 | 21 | 22 | 195 | 197 | 5100 => [false; 4],
        18 => [true, false, true, false],
        _ => [true; 4],
    }
}

const fn px4_keeps(command: u16) -> [bool; 4] {
    match command {
        WAYPOINT => [true, true, false, true],
        17 => [false, false, true, true],
        LOITER_TIME => [true, false, true, false],
        21 => [false, true, false, true],
        22 | 84 | 85 => [false, false, false, true],
        31 => [false, true, false, false],
        80 | 195 | 201 | 4501 | 5000 | 5100 => [false; 4],
        5001..=5004 => [true, false, false, false],
        _ => [true; 4],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(autopilot: Autopilot, command: u16, sent: [f64; 4], kept: [f64; 4]) {
        let item = Item {
            command,
            frame: 6,
            params: sent,
            x: 22.27,
            y: 114.19,
            z: 40.0,
            autocontinue: true,
        };
        assert_eq!(autopilot.kept(Kind::Mission, &item).params, kept);
    }

    /// The recorded pairs of what was sent and what came back.
    #[test]
    fn parameters_are_kept_as_recorded() {
        let plain = [8.0, 0.0, 0.0, 0.0];
        check(Autopilot::ArduPilot, 19, plain, [8.0, 0.0, 1.0, 0.0]);
        check(
            Autopilot::ArduPilot,
            178,
            [1.0, 10.0, -1.0, 0.0],
            [1.0, 10.0, -1.0, 0.0],
        );
        check(
            Autopilot::Px4,
            22,
            [15.0, 0.0, 0.0, 30.0],
            [0.0, 0.0, 0.0, 30.0],
        );
    }

    /// PX4 gives back of a hold's yaw only whether it is positive.
    #[test]
    fn a_holds_unset_yaw_comes_back_from_px4_as_zero() {
        check(
            Autopilot::Px4,
            19,
            [8.0, 0.0, 0.0, f64::NAN],
            [8.0, 0.0, 0.0, 0.0],
        );
    }
}
