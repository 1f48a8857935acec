//! Which mission items each autopilot takes, and how it counts them.
//!
//! Sources: ArduPilot `AP_Mission.cpp` (`mavlink_int_to_mission_cmd`, `sanity_check_params`) and
//! "MAVLink mission command messages (MAV_CMD)" for Copter; PX4 `mavlink_mission.cpp`
//! (`parse_mavlink_mission_item`), which knows no `NAV_LOITER_TURNS` (see `rings.rs`).

use super::Autopilot;
use crate::link::dialect::MavMissionResult;
use crate::link::mission_transfer::Kind;
use crate::plan::item::Item;

const TAKEOFF: u16 = 22;
const LAND: u16 = 21;
const WAYPOINT: u16 = 16;
const JUMP: u16 = 177;
/// `MAV_FRAME_MISSION`.
const MISSION_FRAME: u8 = 2;

/// Commands whose x, y and z are a place.
const PLACED: [u16; 16] = [
    16, 17, 18, 19, 21, 22, 30, 31, 82, 84, 85, 94, 179, 195, 201, 4501,
];

/// What ArduCopter takes in a mission.
const COPTER: [u16; 52] = [
    16, 17, 18, 19, 20, 21, 22, 82, 92, 93, 94, 112, 114, 115, 177, 178, 179, 181, 182, 183, 184,
    188, 189, 195, 197, 201, 202, 203, 205, 206, 207, 208, 211, 212, 215, 216, 217, 218, 222, 531,
    532, 534, 600, 601, 1000, 2000, 2001, 2500, 2501, 42600, 42702, 42703,
];

/// What PX4 takes with a place, in a global frame without terrain; nothing else there.
const PX4_PLACED: [u16; 12] = [16, 17, 19, 21, 22, 31, 80, 84, 85, 195, 201, 4501];

/// What PX4 takes without a place, in `MAV_FRAME_MISSION`; nothing else there.
const PX4_BARE: [u16; 36] = [
    20, 80, 93, 112, 114, 177, 178, 179, 187, 189, 196, 197, 200, 201, 203, 204, 205, 206, 211,
    212, 214, 260, 400, 530, 531, 532, 534, 1000, 1001, 2000, 2001, 2003, 2500, 2501, 3000, 42600,
];

impl Autopilot {
    /// The number on the wire of the plan's item `index`; both are counted from 0.
    pub const fn seq_of(self, index: u16) -> u16 {
        if self.home_is_item_0() {
            index + 1
        } else {
            index
        }
    }

    /// The plan's item that number `seq` of the wire is; none for ArduPilot's home.
    pub const fn index_of(self, seq: u16) -> Option<u16> {
        if self.home_is_item_0() {
            seq.checked_sub(1)
        } else {
            Some(seq)
        }
    }

    /// A plan's item as this autopilot must be sent it: `DO_JUMP` counted as on the wire; for
    /// ArduPilot, which refuses most NaN, zero in its place ("here", "as it is"); for PX4, which
    /// takes what has no place only in `MAV_FRAME_MISSION`, that frame.
    pub fn prepared(self, item: &Item) -> Item {
        let mut item = *item;
        if item.command == JUMP && self.home_is_item_0() {
            item.params[0] += 1.0;
        }
        if self == Self::ArduPilot {
            for (n, param) in item.params.iter_mut().enumerate() {
                if param.is_nan() && !takes_nan(item.command, n) {
                    *param = 0.0;
                }
            }
            if item.x.is_nan() || item.y.is_nan() {
                (item.x, item.y) = (0.0, 0.0);
            }
        } else if !is_placed(item.command) {
            item.frame = MISSION_FRAME;
        }
        item
    }

    /// The reverse of [`Autopilot::prepared`], as far as there is one.
    pub fn as_planned(self, item: &Item) -> Item {
        let mut item = *item;
        if item.command == JUMP && self.home_is_item_0() {
            item.params[0] -= 1.0;
        }
        item
    }

    /// What this autopilot says to an item that it is sent; an error is its `MISSION_ACK`.
    pub fn judge(self, kind: Kind, item: &Item) -> Result<(), MavMissionResult> {
        match kind {
            Kind::Mission => self.judge_mission(item),
            Kind::Fence => judge_fence(item),
            Kind::Rally if item.command == 5100 => judge_place(item),
            Kind::Rally => Err(MavMissionResult::MAV_MISSION_UNSUPPORTED),
        }
    }

    fn judge_mission(self, item: &Item) -> Result<(), MavMissionResult> {
        match self {
            Self::ArduPilot => judge_by_ardupilot(item),
            Self::Px4 => judge_by_px4(item),
        }
    }
}

fn judge_by_ardupilot(item: &Item) -> Result<(), MavMissionResult> {
    if !COPTER.contains(&item.command) {
        return Err(MavMissionResult::MAV_MISSION_UNSUPPORTED);
    }
    judge_nan(item)?;
    if !PLACED.contains(&item.command) {
        return Ok(());
    }
    if !item.is_global() {
        return Err(MavMissionResult::MAV_MISSION_UNSUPPORTED_FRAME);
    }
    judge_place(item)
}

fn judge_by_px4(item: &Item) -> Result<(), MavMissionResult> {
    let known: &[u16] = match item.frame {
        0 | 3 | 5 | 6 => &PX4_PLACED,
        MISSION_FRAME => &PX4_BARE,
        _ => return Err(MavMissionResult::MAV_MISSION_UNSUPPORTED_FRAME),
    };
    if !known.contains(&item.command) {
        return Err(MavMissionResult::MAV_MISSION_UNSUPPORTED);
    }
    if item.frame == MISSION_FRAME {
        return Ok(());
    }
    judge_place(item)
}

/// Whether a command's x, y and z are a place rather than three more numbers.
pub(in crate::link) fn is_placed(command: u16) -> bool {
    PLACED.contains(&command) || (5000..=5100).contains(&command)
}

/// ArduPilot's `nan_mask`: parameter 4 (yaw) of waypoint, land and take-off.
fn takes_nan(command: u16, parameter_from_0: usize) -> bool {
    parameter_from_0 == 3 && matches!(command, WAYPOINT | LAND | TAKEOFF)
}

fn judge_nan(item: &Item) -> Result<(), MavMissionResult> {
    let refusals = [
        MavMissionResult::MAV_MISSION_INVALID_PARAM1,
        MavMissionResult::MAV_MISSION_INVALID_PARAM2,
        MavMissionResult::MAV_MISSION_INVALID_PARAM3,
        MavMissionResult::MAV_MISSION_INVALID_PARAM4,
    ];
    for (n, (param, refusal)) in item.params.iter().zip(refusals).enumerate() {
        if param.is_nan() && !takes_nan(item.command, n) {
            return Err(refusal);
        }
    }
    Ok(())
}

fn judge_place(item: &Item) -> Result<(), MavMissionResult> {
    if item.x.is_nan() || item.x.abs() > 90.0 {
        return Err(MavMissionResult::MAV_MISSION_INVALID_PARAM5_X);
    }
    if item.y.is_nan() || item.y.abs() > 180.0 {
        return Err(MavMissionResult::MAV_MISSION_INVALID_PARAM6_Y);
    }
    if item.z.is_nan() {
        return Err(MavMissionResult::MAV_MISSION_INVALID_PARAM7);
    }
    Ok(())
}

fn judge_fence(item: &Item) -> Result<(), MavMissionResult> {
    let first = item.params[0];
    let ok = match item.command {
        5000 => true,
        5001 | 5002 => first >= 3.0,
        5003 | 5004 => first > 0.0,
        _ => return Err(MavMissionResult::MAV_MISSION_UNSUPPORTED),
    };
    if !ok {
        return Err(MavMissionResult::MAV_MISSION_INVALID_PARAM1);
    }
    judge_place(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(command: u16, params: [f64; 4]) -> Item {
        Item {
            command,
            frame: 3,
            params,
            x: 22.27,
            y: 114.19,
            z: 40.0,
            autocontinue: true,
        }
    }

    fn check(autopilot: Autopilot, kind: Kind, item: &Item, verdict: Result<(), MavMissionResult>) {
        assert_eq!(autopilot.judge(kind, item), verdict, "{item:?}");
    }

    #[test]
    fn items_are_judged_as_each_autopilot_does() {
        use Autopilot::{ArduPilot, Px4};
        use MavMissionResult as R;
        let nan_yaw = item(16, [0.0, 0.0, 0.0, f64::NAN]);
        check(ArduPilot, Kind::Mission, &nan_yaw, Ok(()));
        check(Px4, Kind::Mission, &nan_yaw, Ok(()));
        let turns = item(18, [2.0, 0.0, 30.0, f64::NAN]);
        check(
            ArduPilot,
            Kind::Mission,
            &turns,
            Err(R::MAV_MISSION_INVALID_PARAM4),
        );
        check(Px4, Kind::Mission, &turns, Err(R::MAV_MISSION_UNSUPPORTED));
        let terrain = Item {
            frame: 10,
            ..nan_yaw
        };
        check(ArduPilot, Kind::Mission, &terrain, Ok(()));
        check(
            Px4,
            Kind::Mission,
            &terrain,
            Err(R::MAV_MISSION_UNSUPPORTED_FRAME),
        );
        let nowhere = Item { x: 95.0, ..nan_yaw };
        check(
            Px4,
            Kind::Mission,
            &nowhere,
            Err(R::MAV_MISSION_INVALID_PARAM5_X),
        );
        let home = item(20, [0.0; 4]);
        check(Px4, Kind::Mission, &home, Err(R::MAV_MISSION_UNSUPPORTED));
        check(Px4, Kind::Mission, &Px4.prepared(&home), Ok(()));
        let corner = item(5001, [2.0, 0.0, 0.0, 0.0]);
        check(
            Px4,
            Kind::Fence,
            &corner,
            Err(R::MAV_MISSION_INVALID_PARAM1),
        );
        check(Px4, Kind::Rally, &corner, Err(R::MAV_MISSION_UNSUPPORTED));
    }

    #[test]
    fn what_is_prepared_for_ardupilot_is_taken_by_it() {
        let turns = item(18, [2.0, 0.0, 30.0, f64::NAN]);
        let prepared = Autopilot::ArduPilot.prepared(&turns);
        check(Autopilot::ArduPilot, Kind::Mission, &prepared, Ok(()));
    }

    #[test]
    fn a_jump_is_counted_with_home_on_ardupilots_wire() {
        let jump = item(177, [4.0, 2.0, 0.0, 0.0]);
        let wire = Autopilot::ArduPilot.prepared(&jump);
        assert_eq!(wire.params[0], 5.0);
        assert_eq!(Autopilot::ArduPilot.as_planned(&wire), jump);
        assert_eq!(Autopilot::Px4.prepared(&jump).params, jump.params);
    }

    #[test]
    fn numbers_of_the_wire_and_of_the_plan_differ_by_home() {
        assert_eq!(Autopilot::ArduPilot.seq_of(0), 1);
        assert_eq!(Autopilot::ArduPilot.index_of(0), None);
        assert_eq!(Autopilot::Px4.index_of(0), Some(0));
    }
}
