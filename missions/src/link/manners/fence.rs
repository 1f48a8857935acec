//! The parameters by which each autopilot is told to keep to its fence.
//!
//! Sources: ArduPilot parameter reference, `FENCE_*` (Copter); PX4 parameter reference, `GF_*`.

use super::Autopilot;

/// What the vehicle shall do when it breaches its fence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breach {
    /// Only tell.
    Report,
    /// Stop and stay (ArduPilot: BRAKE, or LAND where that fails).
    Hold,
    /// Go home, or to a nearer rally point.
    Return,
    /// Land where it is.
    Land,
}

/// `FENCE_TYPE`: maximum altitude, circle about home, polygons and circles uploaded, minimum altitude.
const CEILING: u8 = 1;
const SHAPES: u8 = 4;

impl Autopilot {
    /// The parameters to set, in this order, so that the uploaded fence is kept.
    ///
    /// `ceiling_m` is above home. ArduPilot's circle about home (`FENCE_TYPE` bit 1,
    /// `FENCE_RADIUS`, 150 m by default) is left off: it would cut a plan short. `FENCE_ENABLE`
    /// comes last, so that no half-described fence is ever in force. PX4 has no enable: a fence
    /// that is stored is kept, and `GF_MAX_VER_DIST` 0 means no ceiling.
    pub fn fence_parameters(
        self,
        breach: Breach,
        has_shapes: bool,
        ceiling_m: Option<f64>,
    ) -> Vec<(&'static str, f64)> {
        match self {
            Self::ArduPilot => ardupilot(breach, has_shapes, ceiling_m),
            Self::Px4 => vec![
                ("GF_MAX_VER_DIST", ceiling_m.unwrap_or(0.0)),
                ("GF_MAX_HOR_DIST", 0.0),
                ("GF_ACTION", px4_action(breach)),
            ],
        }
    }
}

fn ardupilot(breach: Breach, has_shapes: bool, ceiling_m: Option<f64>) -> Vec<(&'static str, f64)> {
    let mut parameters = Vec::new();
    let mut kinds = 0;
    if let Some(ceiling_m) = ceiling_m {
        kinds |= CEILING;
        parameters.push(("FENCE_ALT_MAX", ceiling_m));
    }
    if has_shapes {
        kinds |= SHAPES;
    }
    parameters.push(("FENCE_TYPE", f64::from(kinds)));
    parameters.push(("FENCE_ACTION", ardupilot_action(breach)));
    parameters.push(("FENCE_ENABLE", f64::from(u8::from(kinds != 0))));
    parameters
}

/// `FENCE_ACTION` (Copter): 0 report only, 1 RTL or land, 2 always land, 4 brake or land.
const fn ardupilot_action(breach: Breach) -> f64 {
    match breach {
        Breach::Report => 0.0,
        Breach::Return => 1.0,
        Breach::Land => 2.0,
        Breach::Hold => 4.0,
    }
}

/// `GF_ACTION`: 0 none, 1 warning, 2 hold, 3 return, 4 terminate, 5 land.
const fn px4_action(breach: Breach) -> f64 {
    match breach {
        Breach::Report => 1.0,
        Breach::Hold => 2.0,
        Breach::Return => 3.0,
        Breach::Land => 5.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ardupilots_fence_is_enabled_last_and_without_the_circle_about_home() {
        let set = Autopilot::ArduPilot.fence_parameters(Breach::Return, true, Some(100.0));
        assert_eq!(
            set,
            [
                ("FENCE_ALT_MAX", 100.0),
                ("FENCE_TYPE", 5.0),
                ("FENCE_ACTION", 1.0),
                ("FENCE_ENABLE", 1.0)
            ]
        );
    }

    #[test]
    fn px4_returns_by_gf_action_3() {
        let set = Autopilot::Px4.fence_parameters(Breach::Return, true, None);
        assert!(set.contains(&("GF_ACTION", 3.0)) && set.contains(&("GF_MAX_VER_DIST", 0.0)));
    }
}
