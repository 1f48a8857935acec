//! The vehicle's own parameters that a flight depends on: which they are, and what they say.
//!
//! A vehicle tells every change of a parameter on all of its links, whoever made it, so what is
//! known here is of now, not of the time before take-off.

use missions::link::manners::{Autopilot, Breach};
use missions::time::BootTime;

use super::boundary;
use super::orders::Orders;
use super::partner::Partner;

/// What is read of each autopilot, what the way home depends on first. Sources: ArduPilot's and
/// PX4's parameter references.
const ARDUPILOT: [&str; 6] = [
    RTL_ALT,
    "FENCE_ENABLE",
    "FENCE_TYPE",
    "FENCE_ACTION",
    "FENCE_RADIUS",
    "FENCE_ALT_MAX",
];
const PX4: [&str; 6] = [
    RTL_RETURN_ALT,
    "GF_ACTION",
    "GF_MAX_HOR_DIST",
    "GF_MAX_VER_DIST",
    "MIS_DIST_1WP",
    NAV_ACC_RAD,
];
/// ArduPilot's height of return, centimetres; since 4.7 it is [`RTL_ALT_M`].
const RTL_ALT: &str = "RTL_ALT";
/// ArduPilot's height of return since 4.7, metres.
const RTL_ALT_M: &str = "RTL_ALT_M";
/// PX4's height of return, metres.
const RTL_RETURN_ALT: &str = "RTL_RETURN_ALT";
/// How near to a waypoint PX4 must come, metres.
const NAV_ACC_RAD: &str = "NAV_ACC_RAD";
/// The factories' value of it, and the most that ArduPilot's `WPNAV_RADIUS` can be, metres.
const ACCEPTED_WITHIN_M: f64 = 10.0;
/// Numbers closer than this are the same: they come as single floats.
const SAME: f64 = 1e-4;

impl Partner {
    /// Asks for all that a flight depends on.
    pub fn read_parameters(&mut self, now: BootTime) {
        let names: &[&str] = match self.autopilot {
            Autopilot::ArduPilot => &ARDUPILOT,
            Autopilot::Px4 => &PX4,
        };
        for name in names {
            self.parameters.read(now, name);
        }
    }

    /// One could not be read: ArduPilot's height of return has another name since 4.7.
    pub fn read_instead(&mut self, now: BootTime, name: &str) {
        if name == RTL_ALT {
            self.parameters.read(now, RTL_ALT_M);
        }
    }

    /// What it said last of a parameter, where that is a number.
    pub fn parameter(&self, name: &str) -> Option<f64> {
        let value = self.parameters.last_known(name)?;
        Some(value.number()).filter(|number| number.is_finite())
    }

    /// The height that it returns at, metres above home, where it said so.
    pub fn said_return_height_m(&self) -> Option<f64> {
        let centimetres = self.parameter(RTL_ALT).map(|cm| cm / 100.0);
        centimetres
            .or(self.parameter(RTL_ALT_M))
            .or(self.parameter(RTL_RETURN_ALT))
            .filter(|height_m| *height_m >= 0.0)
    }

    /// Why it must not return at the height that it said, in words: that leads above the plan's ceiling,
    /// or into a zone that the plan flies over or under.
    pub fn return_leads_out(&self, orders: &Orders) -> Option<String> {
        let height_m = self.said_return_height_m()?;
        let why = boundary::returning::objection(height_m, orders)?;
        let names = [RTL_ALT, RTL_ALT_M, RTL_RETURN_ALT];
        let name = names
            .into_iter()
            .find(|name| self.parameter(name).is_some());
        Some(format!("{why} ({})", name.unwrap_or_default()))
    }

    /// The height that it returns at, metres above home; until it has said it, the factory's of a
    /// PX4 (60 m), and twice the factory's of an ArduPilot, which is often set higher.
    pub fn return_height_m(&self) -> f64 {
        let factory_m = match self.autopilot {
            Autopilot::ArduPilot => 30.0,
            Autopilot::Px4 => 60.0,
        };
        self.said_return_height_m().unwrap_or(factory_m)
    }

    /// How near to a place the vehicle must come before its mission goes on to the next, metres.
    pub fn accepts_within_m(&self) -> f64 {
        let said = self
            .parameter(NAV_ACC_RAD)
            .filter(|radius_m| *radius_m > 0.0);
        said.unwrap_or(ACCEPTED_WITHIN_M)
    }

    /// What of the wanted is not so, as far as is known; what is not known is among it.
    pub(super) fn to_set(&self, wanted: &[Wanted]) -> Vec<Wanted> {
        let mut to_set = wanted.to_vec();
        to_set.retain(|(name, number)| self.parameter(name).is_none_or(|is| differs(is, *number)));
        to_set
    }

    /// What of the wanted is certainly not so, with what it is.
    pub(super) fn undone(&self, wanted: &[Wanted]) -> Vec<(Wanted, f64)> {
        let known = wanted.iter();
        let known = known.filter_map(|wanted| Some((*wanted, self.parameter(wanted.0)?)));
        known
            .filter(|((_, number), is)| differs(*is, *number))
            .collect()
    }
}

/// A parameter and what it shall be.
pub(super) type Wanted = (&'static str, f64);

/// What keeps the plan's fence, in the order in which it is to be set.
pub(super) fn of_the_fence(autopilot: Autopilot, orders: &Orders) -> Vec<Wanted> {
    let Some(fence) = orders.fence() else {
        return Vec::new();
    };
    let has_shapes = !(fence.inclusions.is_empty() && fence.exclusions.is_empty());
    autopilot.fence_parameters(Breach::Return, has_shapes, orders.ceiling_above_home_m())
}

fn differs(is: f64, wanted: f64) -> bool {
    (is - wanted).abs() > SAME
}
