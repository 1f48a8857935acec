//! Commands to the camera and its gimbal that are sent to the autopilot itself.

use missions::plan::Datum;

use super::{Given, Outcome};
use crate::vehicle::autopilot::{Autopilot, Denied, GimbalAim};

/// `MAV_MOUNT_MODE_MAVLINK_TARGETING`.
const TARGETING: f64 = 2.0;

pub(super) fn execute(autopilot: &mut Autopilot, given: &Given) -> Option<Outcome> {
    Some(match given.number {
        195 | 201 => look_at(autopilot, given),
        197 => {
            autopilot.set_region_of_interest(None);
            Ok(())
        }
        203 => {
            shoot(autopilot, given);
            Ok(())
        }
        205 => aim(autopilot, given),
        206 => trigger(autopilot, given),
        _ => return None,
    })
}

fn look_at(autopilot: &mut Autopilot, given: &Given) -> Outcome {
    autopilot.set_region_of_interest(given.place(Datum::Home)?);
    Ok(())
}

/// Parameter 5 is the shutter.
fn shoot(autopilot: &mut Autopilot, given: &Given) {
    if given.is(5, 1.0) {
        autopilot.take_picture();
    }
}

/// `DO_MOUNT_CONTROL`: pitch, roll, yaw in degrees.
fn aim(autopilot: &mut Autopilot, given: &Given) -> Outcome {
    if !given.is(7, TARGETING) {
        return Err(Denied::Unsupported);
    }
    autopilot.point_camera(GimbalAim::Angles {
        pitch_deg: given.optional(1).unwrap_or(0.0),
        yaw_deg: given.optional(3).unwrap_or(0.0),
        yaw_is_absolute: false,
    });
    Ok(())
}

fn trigger(autopilot: &mut Autopilot, given: &Given) -> Outcome {
    let metres = given.optional(1).ok_or(Denied::Invalid {
        name: "a distance between pictures",
        value: given.param(1),
    })?;
    autopilot.set_trigger_distance(metres, given.is(3, 1.0));
    Ok(())
}
