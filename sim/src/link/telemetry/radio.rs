//! The pilot's channels and the motors' commands, in microseconds.

use missions::link::dialect::{MavMessage, RC_CHANNELS_DATA, SERVO_OUTPUT_RAW_DATA};

use super::super::snapshot::Snapshot;
use crate::vehicle::modes::Manner;

/// Eight channels, or none heard.
pub(super) fn rc_channels(state: &Snapshot, manner: Manner) -> Option<MavMessage> {
    let unused = match manner {
        Manner::ArduPilot => 0,
        Manner::Px4 => u16::MAX,
    };
    let [a, b, c, d, e, f, g, h] = match (state.channels, manner) {
        (Some(channels), _) => channels,
        (None, Manner::ArduPilot) => [0; 8],
        (None, Manner::Px4) => return None,
    };
    Some(MavMessage::RC_CHANNELS(RC_CHANNELS_DATA {
        time_boot_ms: state.time.as_millis_u32(),
        chan1_raw: a,
        chan2_raw: b,
        chan3_raw: c,
        chan4_raw: d,
        chan5_raw: e,
        chan6_raw: f,
        chan7_raw: g,
        chan8_raw: h,
        chan9_raw: unused,
        chan10_raw: unused,
        chan11_raw: unused,
        chan12_raw: unused,
        chan13_raw: unused,
        chan14_raw: unused,
        chan15_raw: unused,
        chan16_raw: unused,
        chan17_raw: unused,
        chan18_raw: unused,
        chancount: if state.channels.is_some() { 8 } else { 0 },
        rssi: u8::MAX,
    }))
}

/// 1000 to 2000 µs on the first four outputs; PX4's disarmed outputs stand at 900.
pub(super) fn servo_output_raw(state: &Snapshot, manner: Manner) -> Option<MavMessage> {
    let rest = match manner {
        Manner::ArduPilot => 0,
        Manner::Px4 => 900,
    };
    let stopped = !state.armed && manner == Manner::Px4;
    let [one, two, three, four] = state.motors.map(|share| {
        if stopped {
            900
        } else {
            1000 + (share.clamp(0.0, 1.0) * 1000.0).round() as u16
        }
    });
    Some(MavMessage::SERVO_OUTPUT_RAW(SERVO_OUTPUT_RAW_DATA {
        time_usec: state.time.as_micros() as u32,
        servo1_raw: one,
        servo2_raw: two,
        servo3_raw: three,
        servo4_raw: four,
        servo5_raw: rest,
        servo6_raw: rest,
        servo7_raw: rest,
        servo8_raw: rest,
        port: 0,
        servo9_raw: rest,
        servo10_raw: rest,
        servo11_raw: rest,
        servo12_raw: rest,
        servo13_raw: rest,
        servo14_raw: rest,
        servo15_raw: rest,
        servo16_raw: rest,
    }))
}
