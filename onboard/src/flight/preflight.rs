//! What speaks against flying now: the vehicle, its place and its battery against the plan.
//! It asks nothing and waits for nothing; whoever calls it decides how long to be patient.

use geo::Coord;
use missions::plan::check::{Objection, Severity};
use missions::telemetry::{Fix, Health, Home, SystemStatus, VehicleState};
use missions::time::BootTime;

use super::boundary::{self, Brakes, Motion};
use super::orders::Orders;
use super::safety::Limits;
use super::silence::Silences;

/// Farther than this from the plan's home, metres, it is not the place that was planned from.
pub const HOME_ERROR_M: f64 = 50.0;
/// Farther than this it is worth knowing.
const HOME_WARNING_M: f64 = 10.0;
/// MAV_SYS_STATUS_PREARM_CHECK. PX4 sets it only among the healthy, not among those present.
const PREARM: u32 = 0x1000_0000;
/// Sensors whose complaint does not forbid a flight: autopilots fly without them.
const BEARABLE: [&str; 5] = [
    "remote control",
    "fence",
    "terrain",
    "logging",
    "air speed sensor",
];

/// What the autopilot can do, MAVLink's MAV_PROTOCOL_CAPABILITY.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities(pub u64);

impl Capabilities {
    /// MAV_PROTOCOL_CAPABILITY_MISSION_FENCE.
    pub const fn takes_fences(self) -> bool {
        self.0 & 0x4000 != 0
    }

    /// MAV_PROTOCOL_CAPABILITY_MISSION_RALLY.
    pub const fn takes_rally_points(self) -> bool {
        self.0 & 0x8000 != 0
    }
}

/// Everything that speaks against flying, worst first.
pub fn objections(
    now: BootTime,
    orders: &Orders,
    limits: &Limits,
    state: &VehicleState,
) -> Vec<Objection> {
    let mut found = Vec::new();
    silence(now, state, &mut found);
    readiness(state, &mut found);
    satellites(limits, state, &mut found);
    place(orders, state, &mut found);
    battery(orders, state, &mut found);
    wind(limits, state, &mut found);
    found.sort_by_key(|objection| std::cmp::Reverse(objection.severity));
    found
}

/// Whether one of them forbids flying.
pub fn forbid(objections: &[Objection]) -> bool {
    objections.iter().any(|o| o.severity == Severity::Error)
}

/// What the capabilities lack for the plan. Where the autopilot never said, uploading will tell.
pub fn lacking(orders: &Orders, capabilities: Option<Capabilities>) -> Vec<Objection> {
    let mut found = Vec::new();
    let Some(capabilities) = capabilities else {
        found.push(Objection::warning(
            "vehicle",
            "it does not say what it can do",
        ));
        return found;
    };
    if orders.fence().is_some() && !capabilities.takes_fences() {
        found.push(Objection::error("fence", "the autopilot takes no fence"));
    }
    if !orders.plan.airspace.rally.is_empty() && !capabilities.takes_rally_points() {
        found.push(Objection::error(
            "rally",
            "the autopilot takes no rally points",
        ));
    }
    found
}

/// What an operator should know of the plan's airspace, whatever the vehicle says: it does not
/// change while the vehicle is waited for.
pub fn airspace(orders: &Orders) -> Vec<Objection> {
    let mut found = Vec::new();
    for zone in orders.plan.overflown_zones(orders.sortie()) {
        let reason = "it is flown over or under at a free height; the vehicle is not told of it, \
                      this program alone watches its heights";
        found.push(Objection::warning(zone.called(), reason));
    }
    if orders.plan.home.is_none() {
        for boundary in boundary::unjudged(&orders.plan.airspace) {
            let reason = "it counts from the sea, and the plan does not say how high home is: its \
                          heights were not judged";
            found.push(Objection::warning(boundary, reason));
        }
    }
    found
}

/// What was well when it was last heard of need not be so now: the autopilot may have begun again.
fn silence(now: BootTime, state: &VehicleState, found: &mut Vec<Objection>) {
    let silences = Silences::of(now, BootTime::ZERO, state).needed();
    for measured in silences.measures() {
        let reason = format!("nothing is heard of {measured} now");
        found.push(Objection::error("telemetry", reason));
    }
}

fn readiness(state: &VehicleState, found: &mut Vec<Objection>) {
    if let Some(status) = state
        .system
        .get()
        .filter(|status| *status != SystemStatus::Standby)
    {
        let reason = format!("it is in state {status:?}, not in standby");
        found.push(Objection::error("vehicle", reason));
    }
    let Some(health) = state.health.get() else {
        found.push(Objection::error(
            "vehicle",
            "it has not reported its sensors yet",
        ));
        return;
    };
    if !prearm_passes(health) {
        found.push(Objection::error(
            "vehicle",
            "its pre-arm checks do not pass",
        ));
    }
    for sensor in health.complaints() {
        let reason = format!("the {sensor} is not well");
        found.push(if BEARABLE.contains(&sensor) {
            Objection::warning("vehicle", reason)
        } else {
            Objection::error("vehicle", reason)
        });
    }
}

fn prearm_passes(health: Health) -> bool {
    health.healthy & PREARM != 0 || health.prearm_ok().is_none()
}

const fn words(fix: Fix) -> &'static str {
    match fix {
        Fix::NoReceiver => "no receiver",
        Fix::None => "no fix",
        Fix::TwoD => "a fix in two dimensions",
        Fix::ThreeD | Fix::Corrected | Fix::RtkFloat | Fix::RtkFixed => "a fix",
    }
}

fn satellites(limits: &Limits, state: &VehicleState, found: &mut Vec<Objection>) {
    let Some(gnss) = state.gnss.get() else {
        found.push(Objection::error("GNSS", "nothing is heard of the receiver"));
        return;
    };
    if gnss.fix < Fix::ThreeD {
        let reason = format!("no position in three dimensions ({})", words(gnss.fix));
        found.push(Objection::error("GNSS", reason));
    }
    if let Some(n) = gnss.satellites.filter(|n| *n < limits.satellites) {
        let reason = format!("{n} satellites, {} are needed", limits.satellites);
        found.push(Objection::error("GNSS", reason));
    }
    if let Some(hdop) = gnss.hdop.filter(|hdop| *hdop > limits.hdop) {
        let reason = format!("HDOP {hdop:.1}, at most {:.1} is good", limits.hdop);
        found.push(Objection::error("GNSS", reason));
    }
    let accuracy_m = gnss.horizontal_accuracy_m;
    if let Some(metres) = accuracy_m.filter(|metres| *metres > limits.accuracy_m) {
        let reason = format!(
            "accuracy {metres:.1} m, at most {:.1} m is good",
            limits.accuracy_m
        );
        found.push(Objection::error("GNSS", reason));
    }
}

fn place(orders: &Orders, state: &VehicleState, found: &mut Vec<Objection>) {
    let Some(home) = state.home.get() else {
        found.push(Objection::error(
            "home",
            "the vehicle has no home position yet",
        ));
        return;
    };
    found.extend(wrong_side(orders, home));
    let Some(planned) = orders.plan.home else {
        let reason = "the plan does not say where home is, so nothing can be compared";
        found.push(Objection::warning("home", reason));
        return;
    };
    let off_m = home.position.distance_m(planned.position);
    let reason = format!("the vehicle's home is {off_m:.0} m from the plan's");
    if off_m > HOME_ERROR_M {
        let reason = format!("{reason}, more than {HOME_ERROR_M:.0}");
        found.push(Objection::error("home", reason));
    } else if off_m > HOME_WARNING_M {
        found.push(Objection::warning("home", reason));
    }
    let higher_m = home.height_above_sea_m - planned.height.metres;
    if higher_m.abs() > 15.0 {
        let reason = format!("the vehicle's home is {higher_m:+.0} m higher than the plan's");
        found.push(Objection::warning("home", reason));
    }
}

/// Whether home, where the vehicle lands in trouble, lies where its fence will not have it.
fn wrong_side(orders: &Orders, home: Home) -> Option<Objection> {
    let standing = Motion {
        position: home.position,
        height_m: 0.0,
        home_above_sea_m: Some(home.height_above_sea_m),
        velocity_m_s: Coord::zero(),
        climb_m_s: 0.0,
    };
    let any = Brakes {
        deceleration_m_s2: 1.0,
        reaction_s: 0.0,
    };
    let found = boundary::ahead(&orders.enforced(), &standing, any)?;
    let reason = format!(
        "the vehicle's home is on the wrong side of {}",
        found.boundary
    );
    Some(Objection::error("home", reason))
}

fn battery(orders: &Orders, state: &VehicleState, found: &mut Vec<Objection>) {
    let Some(left) = state.battery.get().and_then(|battery| battery.remaining) else {
        found.push(Objection::error("battery", "its charge is not known"));
        return;
    };
    let Some(vehicle) = &orders.vehicle else {
        let reason = format!(
            "{:.0} % left, and no vehicle profile to compare it with",
            left * 100.0
        );
        found.push(Objection::warning("battery", reason));
        return;
    };
    let full_wh = vehicle.battery.energy_wh;
    let (left_wh, takes_wh) = (left * full_wh, orders.sortie().cost.energy_wh);
    let with_reserve_wh = takes_wh + vehicle.battery.reserve * full_wh;
    let bare_wh = takes_wh + orders.keep() * full_wh;
    let figures = format!("{left_wh:.1} Wh left, the plan takes {takes_wh:.1} Wh");
    if left_wh < bare_wh {
        let short_wh = bare_wh - left_wh;
        let reason = format!(
            "{figures} and {:.1} Wh must stay: {short_wh:.1} Wh too little",
            bare_wh - takes_wh
        );
        found.push(Objection::error("battery", reason));
    } else if left_wh < with_reserve_wh {
        let into_wh = with_reserve_wh - left_wh;
        let reason = format!("{figures}: it will go {into_wh:.1} Wh into the reserve");
        found.push(Objection::warning("battery", reason));
    }
}

fn wind(limits: &Limits, state: &VehicleState, found: &mut Vec<Objection>) {
    let speed_m_s = state.wind.get().map(|wind| wind.speed_m_s);
    if let Some(speed_m_s) = speed_m_s.filter(|speed| *speed > limits.wind_m_s) {
        let reason = format!("{speed_m_s:.1} m/s, the limit is {:.1}", limits.wind_m_s);
        found.push(Objection::error("wind", reason));
    }
}

#[cfg(test)]
mod tests;
