//! The parameters that a flight depends on: those that keep the fence are set and read back,
//! those that could cut the plan short are read and weighed against it.

use std::collections::{BTreeMap, VecDeque};

use missions::link::Conversation as _;
use missions::link::manners::{Autopilot, Breach};
use missions::link::parameters::ClientEvent;
use missions::plan::check::Objection;
use missions::time::BootTime;

use super::super::event::Event;
use super::super::orders::Orders;
use super::super::preflight;
use super::super::progress::Route;
use super::check::Check;
use super::{Desk, Next, Stage};

/// ArduPilot's `FENCE_TYPE`: ceiling, and circle about home.
const CEILING: u8 = 1;
const CIRCLE: u8 = 2;

/// What is read of each autopilot. Sources: ArduPilot's and PX4's parameter references.
const ARDUPILOT: [&str; 6] = [
    "FENCE_ENABLE",
    "FENCE_TYPE",
    "FENCE_ACTION",
    "FENCE_RADIUS",
    "FENCE_ALT_MAX",
    "RTL_ALT",
];
const PX4: [&str; 5] = [
    "GF_ACTION",
    "GF_MAX_HOR_DIST",
    "GF_MAX_VER_DIST",
    "MIS_DIST_1WP",
    "RTL_RETURN_ALT",
];
/// ArduPilot's height of return since 4.7, metres; `RTL_ALT` was in centimetres.
const RTL_ALT_M: &str = "RTL_ALT_M";

#[derive(Debug)]
pub(in super::super) struct Settings {
    known: BTreeMap<String, f64>,
    to_set: VecDeque<(&'static str, f64)>,
    waits: bool,
    reading: bool,
}

impl Settings {
    pub(super) fn begin(now: BootTime, desk: &mut Desk<'_>) -> Self {
        let names: &[&str] = match desk.partner.autopilot {
            Autopilot::ArduPilot => &ARDUPILOT,
            Autopilot::Px4 => &PX4,
        };
        for name in names {
            desk.partner.parameters.read(now, name);
        }
        Self {
            known: BTreeMap::new(),
            to_set: VecDeque::new(),
            waits: false,
            reading: true,
        }
    }

    pub(super) fn step(&mut self, now: BootTime, desk: &mut Desk<'_>) -> Next {
        while let Some(event) = desk.partner.parameters.poll_event() {
            if let Some(next) = self.hear(now, desk, event) {
                return next;
            }
        }
        if self.waits || !desk.partner.parameters.is_idle() {
            return Next::Stay;
        }
        if self.reading {
            return self.weigh(desk);
        }
        match self.to_set.pop_front() {
            Some((name, number)) => {
                desk.partner.parameters.set(now, name, number);
                self.waits = true;
                Next::Stay
            }
            None => Next::Go(Stage::Check(Check::begin(now))),
        }
    }

    fn hear(&mut self, now: BootTime, desk: &mut Desk<'_>, event: ClientEvent) -> Option<Next> {
        match event {
            ClientEvent::Value { name, value } => {
                self.known.insert(name, value.number());
            }
            ClientEvent::Set { name, value } => {
                self.waits = false;
                let was = self.known.insert(name.clone(), value.number());
                let is = value.number();
                desk.tell(Event::Parameter { name, was, is });
            }
            ClientEvent::Failed { name, .. } if self.reading && name == "RTL_ALT" => {
                desk.partner.parameters.read(now, RTL_ALT_M);
            }
            // A parameter that is not there sets no limit.
            ClientEvent::Failed { .. } if self.reading => {}
            ClientEvent::Failed { name, error } => {
                return Some(Next::fail(format!(
                    "the fence cannot be kept: {name}: {error}"
                )));
            }
            ClientEvent::Progress { .. } | ClientEvent::Listed(_) => {}
        }
        None
    }

    /// Everything that is known has been read.
    fn weigh(&mut self, desk: &mut Desk<'_>) -> Next {
        self.reading = false;
        desk.partner.return_height_m = self.return_height_m();
        let autopilot = desk.partner.autopilot;
        self.to_set = self.fence(autopilot, desk.orders).into();
        let found = self.objections(autopilot, desk);
        if !found.is_empty() {
            desk.tell(Event::Objections {
                objections: found.clone(),
            });
        }
        if preflight::forbid(&found) {
            let reasons: Vec<_> = found.iter().map(ToString::to_string).collect();
            return Next::fail(reasons.join("; "));
        }
        Next::Stay
    }

    fn get(&self, name: &str) -> Option<f64> {
        self.known.get(name).copied()
    }

    fn return_height_m(&self) -> Option<f64> {
        let centimetres = self.get("RTL_ALT").map(|cm| cm / 100.0);
        centimetres
            .or(self.get(RTL_ALT_M))
            .or(self.get("RTL_RETURN_ALT"))
    }

    /// What must be set so that the plan's fence is kept, and is not so already.
    fn fence(&self, autopilot: Autopilot, orders: &Orders) -> Vec<(&'static str, f64)> {
        let Some(fence) = orders.fence() else {
            return Vec::new();
        };
        let has_shapes = !(fence.inclusions.is_empty() && fence.exclusions.is_empty());
        let ceiling_m = ceiling_above_home_m(orders);
        let mut wanted = autopilot.fence_parameters(Breach::Return, has_shapes, ceiling_m);
        wanted.retain(|(name, number)| self.get(name).is_none_or(|is| (is - number).abs() > 1e-4));
        wanted
    }

    /// What the vehicle's own limits say of the plan, those left out that the fence will change.
    fn objections(&self, autopilot: Autopilot, desk: &Desk<'_>) -> Vec<Objection> {
        let mut found = Vec::new();
        let orders = desk.orders;
        let home = desk.partner.state.home.get().map(|home| home.position);
        let home = home.or(orders.plan.home.map(|home| home.position));
        let route = Route::new(&orders.flyable(autopilot), home);
        let (radius_m, ceiling_m) = self.own_fence(autopilot, orders);
        if let Some(radius_m) = radius_m.filter(|radius_m| route.reach_m() > *radius_m) {
            let reach_m = route.reach_m();
            let reason = format!(
                "the vehicle's own circle of {radius_m:.0} m about home is kept, the plan goes {reach_m:.0} m far"
            );
            found.push(Objection::error("fence", reason));
        }
        let highest_m = highest_m(orders);
        if let Some(ceiling_m) = ceiling_m.filter(|ceiling_m| highest_m > *ceiling_m) {
            let reason = format!(
                "the vehicle's own ceiling of {ceiling_m:.0} m is kept, the plan goes {highest_m:.0} m high"
            );
            found.push(Objection::error("fence", reason));
        }
        let first_m = self.get("MIS_DIST_1WP").filter(|limit_m| *limit_m > 0.0);
        if let Some(limit_m) = first_m.filter(|limit_m| route.first_m() > *limit_m) {
            let first_m = route.first_m();
            let reason =
                format!("the first place is {first_m:.0} m away, MIS_DIST_1WP allows {limit_m:.0}");
            found.push(Objection::error("mission", reason));
        }
        found.extend(self.return_objection(orders));
        found
    }

    /// The circle and the ceiling that the vehicle keeps whatever the plan says.
    fn own_fence(&self, autopilot: Autopilot, orders: &Orders) -> (Option<f64>, Option<f64>) {
        if orders.fence().is_some() {
            return (None, None); // replaced by the plan's
        }
        match autopilot {
            Autopilot::ArduPilot => {
                let on = self.get("FENCE_ENABLE").is_some_and(|on| on != 0.0);
                let kinds = self
                    .get("FENCE_TYPE")
                    .filter(|_| on)
                    .map_or(0, |kinds| kinds as u8);
                let limit = |kind, name| self.get(name).filter(|_| kinds & kind != 0);
                (
                    limit(CIRCLE, "FENCE_RADIUS"),
                    limit(CEILING, "FENCE_ALT_MAX"),
                )
            }
            Autopilot::Px4 => {
                let limit = |name| self.get(name).filter(|limit_m| *limit_m > 0.0);
                (limit("GF_MAX_HOR_DIST"), limit("GF_MAX_VER_DIST"))
            }
        }
    }

    fn return_objection(&self, orders: &Orders) -> Option<Objection> {
        let (height_m, ceiling_m) = (self.return_height_m()?, ceiling_above_home_m(orders)?);
        (height_m > ceiling_m).then(|| {
            let reason = format!("the vehicle returns at {height_m:.0} m, above the fence's ceiling of {ceiling_m:.0} m");
            Objection::warning("return", reason)
        })
    }
}

fn ceiling_above_home_m(orders: &Orders) -> Option<f64> {
    let ceiling = orders.plan.airspace.fence.as_ref()?.ceiling?;
    let home_m = orders.plan.home.map_or(0.0, |home| home.height.metres);
    Some(ceiling.above_home_m(home_m))
}

fn highest_m(orders: &Orders) -> f64 {
    let home_m = orders.plan.home.map_or(0.0, |home| home.height.metres);
    let heights = orders
        .sortie()
        .legs
        .iter()
        .map(|leg| leg.to.height.above_home_m(home_m));
    heights.fold(0.0, f64::max)
}
