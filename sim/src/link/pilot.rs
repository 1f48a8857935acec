//! The pilot's sticks as messages carry them: `MANUAL_CONTROL` and `RC_CHANNELS_OVERRIDE`.

use missions::link::dialect::{MANUAL_CONTROL_DATA, RC_CHANNELS_OVERRIDE_DATA};

use crate::vehicle::autopilot::Sticks;

/// The middle of a channel, and the way from there to its end, microseconds.
const MIDDLE_US: f64 = 1500.0;
/// See [`MIDDLE_US`].
const THROW_US: f64 = 500.0;

/// Sticks of a joystick: x forward, y right, r clockwise in ±1000, z thrust from 0 to 1000.
///
/// None where a stick is marked as not there (32767).
pub(super) fn of_joystick(control: &MANUAL_CONTROL_DATA) -> Option<Sticks> {
    let axes = [control.x, control.y, control.z, control.r];
    if axes.contains(&i16::MAX) {
        return None;
    }
    let [pitch, roll, thrust, yaw] = axes.map(|axis| (f64::from(axis) / 1000.0).clamp(-1.0, 1.0));
    Some(Sticks {
        roll,
        pitch,
        throttle: (2.0 * thrust - 1.0).clamp(-1.0, 1.0),
        yaw,
    })
}

/// Sticks of channels 1 to 4: roll, pitch (low is forward), throttle, yaw.
///
/// None when they are given back (0); a channel that is left alone (65535) stands in the middle.
pub(super) fn of_channels(channels: &RC_CHANNELS_OVERRIDE_DATA) -> Option<Sticks> {
    let raw = [
        channels.chan1_raw,
        channels.chan2_raw,
        channels.chan3_raw,
        channels.chan4_raw,
    ];
    if raw
        .iter()
        .all(|channel| *channel == 0 || *channel == u16::MAX)
    {
        return None;
    }
    let [roll, pitch, throttle, yaw] = raw.map(|channel| match channel {
        0 | u16::MAX => 0.0,
        us => ((f64::from(us) - MIDDLE_US) / THROW_US).clamp(-1.0, 1.0),
    });
    Some(Sticks {
        roll,
        pitch: -pitch,
        throttle,
        yaw,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_joystick_pushed_forward_leans_forward() {
        let control = MANUAL_CONTROL_DATA {
            x: 1000,
            y: 0,
            z: 500,
            r: -500,
            ..MANUAL_CONTROL_DATA::DEFAULT
        };
        let sticks = of_joystick(&control).unwrap();
        assert_eq!((sticks.pitch, sticks.roll), (1.0, 0.0));
        assert_eq!((sticks.throttle, sticks.yaw), (0.0, -0.5));
    }

    #[test]
    fn channels_that_are_given_back_are_no_pilot() {
        let released = RC_CHANNELS_OVERRIDE_DATA::DEFAULT;
        assert_eq!(of_channels(&released), None);
        let forward = RC_CHANNELS_OVERRIDE_DATA {
            chan2_raw: 1000,
            chan3_raw: u16::MAX,
            ..released
        };
        let sticks = of_channels(&forward).unwrap();
        assert_eq!((sticks.pitch, sticks.throttle), (1.0, 0.0));
    }
}
