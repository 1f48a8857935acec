//! The names of ArduPilot's flight modes for vehicles that are no multicopters; theirs and PX4's
//! are `missions::autopilot`'s. Source: pymavlink's `mode_mapping_*` (`mavutil.py`).

use missions::autopilot::Mode;

const ARDUPILOT: u8 = 3;

const PLANE: &[(u32, &str)] = &[
    (0, "MANUAL"),
    (1, "CIRCLE"),
    (2, "STABILIZE"),
    (3, "TRAINING"),
    (4, "ACRO"),
    (5, "FBWA"),
    (6, "FBWB"),
    (7, "CRUISE"),
    (8, "AUTOTUNE"),
    (10, "AUTO"),
    (11, "RTL"),
    (12, "LOITER"),
    (13, "TAKEOFF"),
    (14, "AVOID_ADSB"),
    (15, "GUIDED"),
    (16, "INITIALISING"),
    (17, "QSTABILIZE"),
    (18, "QHOVER"),
    (19, "QLOITER"),
    (20, "QLAND"),
    (21, "QRTL"),
    (22, "QAUTOTUNE"),
    (23, "QACRO"),
    (24, "THERMAL"),
    (25, "LOITERALTQLAND"),
    (26, "AUTOLAND"),
];

const ROVER: &[(u32, &str)] = &[
    (0, "MANUAL"),
    (1, "ACRO"),
    (2, "LEARNING"),
    (3, "STEERING"),
    (4, "HOLD"),
    (5, "LOITER"),
    (6, "FOLLOW"),
    (7, "SIMPLE"),
    (8, "DOCK"),
    (9, "CIRCLE"),
    (10, "AUTO"),
    (11, "RTL"),
    (12, "SMART_RTL"),
    (15, "GUIDED"),
    (16, "INITIALISING"),
];

const SUB: &[(u32, &str)] = &[
    (0, "STABILIZE"),
    (1, "ACRO"),
    (2, "ALT_HOLD"),
    (3, "AUTO"),
    (4, "GUIDED"),
    (7, "CIRCLE"),
    (9, "SURFACE"),
    (16, "POSHOLD"),
    (19, "MANUAL"),
];

/// What the autopilot itself calls a mode: by MAVLink's MAV_AUTOPILOT and MAV_TYPE.
pub(super) fn name(autopilot: u8, vehicle_type: u8, number: u32) -> String {
    let table = match vehicle_type {
        // Fixed wing and the kinds of VTOL.
        1 | 19..=25 => PLANE,
        10 | 11 => ROVER,
        12 => SUB,
        _ => &[],
    };
    if autopilot != ARDUPILOT || table.is_empty() {
        return Mode { autopilot, number }.to_string();
    }
    let known = table.iter().find(|(known, _)| *known == number);
    known.map_or_else(|| format!("mode {number}"), |(_, name)| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_number_means_what_it_means_for_its_vehicle() {
        let check = |autopilot, kind, number, expected| {
            assert_eq!(super::name(autopilot, kind, number), expected);
        };
        check(3, 2, 5, "LOITER");
        check(3, 1, 5, "FBWA");
        check(3, 12, 19, "MANUAL");
        check(3, 10, 99, "mode 99");
        check(12, 2, 50_593_792, "Hold");
        check(0, 2, 5, "mode 5");
    }
}
