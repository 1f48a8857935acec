//! What is to be said of somebody else's mission items, one at a time.
//!
//! What ends the flight, never ends, moves home, works on the autopilot, disables fence or
//! aircraft, has no place that can be checked, or moves the vehicle in a way that this check does not
//! follow, is an error; only what moves nothing and is not understood is a warning. What is flown
//! and what only works the camera passes. Times, jumps and energy are the business of `course` and
//! `energy`.
//!
//! Sources: MAVLink common, `MAV_CMD`; ArduPilot `AP_Mission.cpp`; PX4 `mission_block.cpp`.

use super::Severity::{self, Error, Warning};
use crate::plan::item::Item;
use crate::plan::items::{self, command};
use crate::vehicle::Vehicle;

/// `COMPONENT_ARM_DISARM`'s second parameter that does it in the air, too.
const FORCED: f64 = 21196.0;

/// A larger acceptance radius is worth a word, metres: PX4's own as it is delivered.
const WIDE_M: f64 = 10.0;

/// Commands that lead to a place.
pub(super) const PLACED: [u16; 12] = [16, 17, 18, 19, 21, 22, 31, 36, 82, 84, 85, 94];

/// What is flown as it says, holds and jumps included.
const FOLLOWED: [u16; 12] = [16, 19, 20, 21, 22, 31, 114, 115, 177, 178, 600, 601];

/// What points or works the camera.
const CAMERA: [u16; 37] = [
    80, 195, 196, 197, 198, 200, 201, 202, 203, 204, 205, 206, 214, 220, 260, 530, 531, 532, 534,
    1000, 1001, 2000, 2001, 2003, 2004, 2005, 2010, 2500, 2501, 2502, 2503, 2504, 2505, 2800, 521,
    522, 527,
];

/// A reason without its place.
type Reason = (Severity, String);

/// Everything that is to be said of one item; `is_last` where the flight ends with it.
pub(super) fn reasons(item: &Item, is_last: bool, vehicle: Option<&Vehicle>) -> Vec<Reason> {
    let mut found = Vec::new();
    if PLACED.contains(&item.command) {
        found.extend(place(item));
    }
    found.extend(meaning(item));
    if matches!(item.command, command::WAYPOINT | command::SPLINE) {
        found.extend(acceptance(item.params[1]));
    }
    if item.command == command::CHANGE_SPEED {
        found.extend(speed(item, vehicle));
    }
    if !item.autocontinue && !is_last {
        let reason = "does not go on by itself (autocontinue 0): PX4 waits there without end";
        found.push((Error, reason.to_owned()));
    }
    let name = item.name();
    let named = |(severity, reason)| (severity, format!("{name}: {reason}"));
    found.into_iter().map(named).collect()
}

/// Where it leads, if that can be said at all.
///
/// "Here" is null for both autopilots (ArduPilot is sent 0 for it), but 0, 0 is here only for
/// ArduPilot: PX4 would fly to the Gulf of Guinea. So a take-off may stand without a place, what
/// waits or lands "here" may do so if it says null, and a waypoint must name one.
fn place(item: &Item) -> Option<Reason> {
    let Item { frame, x, y, z, .. } = *item;
    let takes_off = matches!(item.command, command::TAKEOFF | command::VTOL_TAKEOFF);
    let lands = matches!(item.command, command::LAND | command::VTOL_LAND);
    let waypoint = matches!(item.command, 16 | 36 | 82);
    if !item.is_global() {
        let reason = format!("its frame {frame} is none in which a place can be checked");
        return Some((Error, reason));
    }
    if z.is_nan() && !lands {
        return Some((Error, "its height is null".to_owned()));
    }
    if x.is_nan() || y.is_nan() {
        let reason = "its position is null: it is taken for where the vehicle is by then";
        return Some(if waypoint {
            (Error, "its position is null".to_owned())
        } else {
            (Warning, reason.to_owned())
        });
    }
    if x == 0.0 && y == 0.0 {
        return Some(if takes_off {
            let reason = "its position is 0, 0: it is taken for where the vehicle stands";
            (Warning, reason.to_owned())
        } else {
            (Error, "its position is 0, 0".to_owned())
        });
    }
    None
}

/// A waypoint's second parameter. QGroundControl and Mission Planner write 0, the autopilot's own.
fn acceptance(radius_m: f64) -> Option<Reason> {
    if radius_m.is_nan() {
        let reason = "its acceptance radius is null: the autopilot's own is taken";
        return Some(warning(reason));
    }
    if radius_m < 0.0 || radius_m.is_infinite() {
        return Some(error(format!("its acceptance radius is {radius_m} m")));
    }
    (radius_m > WIDE_M).then(|| {
        warning(format!(
            "its acceptance radius is {radius_m:.1} m: so far from it the flight may turn away"
        ))
    })
}

fn meaning(item: &Item) -> Option<Reason> {
    let [first, second, third, _] = item.params;
    Some(match item.command {
        number if FOLLOWED.contains(&number) || CAMERA.contains(&number) => return None,
        17 => error("waits there until somebody ends it"),
        18 if third == 0.0 || third.is_nan() => warning(format!(
            "its radius is {third}, the autopilot's own: {} m are taken",
            items::USUAL_RADIUS_M
        )),
        36 => error("flies an arc, which is not followed here: how far it swings out is not known"),
        81 => error("finds its way by itself: where it leads is not known"),
        82 => {
            error("flies a curve, which is not followed here: how far it swings out is not known")
        }
        84 | 85 => error("is for a VTOL: what a wing does on the way is not followed here"),
        94 => error("comes down to the ground in the middle of the flight"),
        23 | 24 => error("its place is local: it cannot be checked"),
        25 | 32 | 33 => error("follows somebody whose way is not known"),
        34 | 35 => error("circles until somebody ends it"),
        30 | 113 | 186 | 43001 => error("changes the height in a way that is not followed here"),
        83 => error("waits for a height without moving"),
        92 if first > 0.5 => error("hands the flight over until somebody ends that"),
        93 if first < 0.0 => error("waits for a time of day"),
        112 => warning(format!(
            "delays the orders behind it by {first} s: counted as waiting"
        )),
        42702 if second > 0.0 => error("a script flies there: where is not known"),
        42702 => error("a script flies there without a limit of time"),
        217 | 42701 => error("a script acts on it: what that does is not known"),
        42703 => error("flies an attitude: where to is not known"),
        18 | 93 => return None,
        92 => return order(item),
        4501 => error("waits until it passes a gate: where it flies until then is not known"),
        30001 => {
            error("flies to a place of its own and drops something: that is not followed here")
        }
        31000..=31004 => error("is a way of somebody's own: how it is flown is not known"),
        // Both autopilots take what is numbered so for a way to fly (MAV_CMD_NAV_LAST is 95).
        number if number <= command::LAST_WAY => error("is a way that is not known here"),
        _ => return order(item),
    })
}

/// Orders: they do not move the vehicle, but may end its flight. Null counts as 0, which is what
/// ArduPilot is sent for it.
fn order(item: &Item) -> Option<Reason> {
    let [first, second, ..] = item
        .params
        .map(|param| if param.is_nan() { 0.0 } else { param });
    Some(match item.command {
        176 | 262 | 4000 | 4001 => error(format!("changes the mode to {first}: the plan ends")),
        179 => error("moves home: heights, return and landing are no longer those of the plan"),
        611 | 43003 => error("moves the position estimate"),
        180 => error(format!(
            "sets the autopilot's parameter {first} to {second}"
        )),
        185 if first > 0.5 => error(format!("value {first} ends the flight: the motors stop")),
        185 => warning(format!(
            "value {first} does nothing, above 0.5 it ends the flight"
        )),
        190..=192 | 221 | 252 | 43000 | 43002 => error("leads away from the plan"),
        194 => error("drives the vehicle backwards"),
        193 if first < 0.5 => error("stops the mission until somebody continues it"),
        207 if first < 0.5 => error(format!("value {first} switches the fence off")),
        207 if first < 1.5 => return None,
        207 => warning(format!("value {first} switches a part of the fence off")),
        208 if first > 1.5 => error(format!("value {first} releases the parachute")),
        208 if first < 0.5 => warning(format!("value {first} switches the parachute off")),
        209 | 310 | 311 => error("works the motors by themselves"),
        210 => error("turns the vehicle over"),
        212 if first > 0.5 => error("tunes the autopilot in flight: it shakes the vehicle"),
        213 => error("sets a heading and a speed: where it flies with them is not followed here"),
        218 => auxiliary(item),
        223 if first < 0.5 => error(format!("value {first} stops the engine")),
        224 => error(format!(
            "goes to item {first} each time: the flight never ends"
        )),
        241..=247 => error("sets up the autopilot, not in flight"),
        300 => error("starts the mission again"),
        400 if first < 0.5 && second == FORCED => {
            error("disarms by force (21196): the motors stop in the air")
        }
        400 if first < 0.5 => error(format!("value {first} disarms: the motors stop")),
        400 if second == FORCED => error("arms by force (21196): the checks are passed over"),
        420 => error("makes the vehicle fail"),
        3000 if first != 3.0 => error(format!(
            "value {first} leaves hover: what a wing does is not known here"
        )),
        5300 => error("works the safety switch: the motors may stop"),
        42000..=42007 | 42424..=42429 | 42650 | 42651 | 42700 => {
            error("sets up the autopilot, not in flight")
        }
        5000..=5004 => {
            error("belongs into a fence, not into a mission: what it does here is not known")
        }
        5100 => error(
            "belongs among the rally points, not into a mission: what it does here is not known",
        ),
        _ if !item.has_name() => {
            error("is not known here: whether it moves the vehicle is not known either")
        }
        _ => warning("what it does is not known here, and not checked"),
    })
}

/// ArduPilot's `RCx_OPTION` numbers that work a relay, a gripper, a mount or a camera. All others
/// change the mode, the mission, the sensors or the motors, or may do so in a newer version.
const HARMLESS: [u16; 20] = [
    0, 9, 15, 19, 27, 28, 34, 35, 36, 66, 67, 102, 113, 163, 166, 167, 168, 169, 174, 175,
];

/// `DO_AUX_FUNCTION`.
fn auxiliary(item: &Item) -> Reason {
    let [function, level, ..] = item.params;
    let reason = format!("works switch function {function} at level {level}");
    if HARMLESS.iter().any(|known| f64::from(*known) == function) {
        warning(format!("{reason}: it moves no vehicle, and is not checked"))
    } else {
        error(format!(
            "{reason}: such functions change mode, mission, sensors, motors or fence"
        ))
    }
}

/// `DO_CHANGE_SPEED`: -1 is "as it is", -2 "as usual".
fn speed(item: &Item, vehicle: Option<&Vehicle>) -> Option<Reason> {
    let [kind, speed_m_s, ..] = item.params;
    if speed_m_s == -1.0 || speed_m_s == -2.0 {
        return None;
    }
    if !(speed_m_s.is_finite() && speed_m_s > 0.0) {
        return Some(error(format!("asks for {speed_m_s} m/s")));
    }
    let vehicle = vehicle?;
    let most_m_s = match kind {
        2.0 => vehicle.climb_m_s,
        3.0 => vehicle.descent_m_s,
        _ => vehicle.top_air_m_s,
    };
    let over_m_s = speed_m_s - most_m_s;
    (over_m_s > 0.0).then(|| {
        error(format!(
            "asks for {speed_m_s:.1} m/s, {over_m_s:.1} more than {} flies",
            vehicle.name
        ))
    })
}

fn error(reason: impl Into<String>) -> Reason {
    (Error, reason.into())
}

fn warning(reason: impl Into<String>) -> Reason {
    (Warning, reason.into())
}
