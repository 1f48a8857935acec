//! The parameters that a flight depends on: those that keep the fence are set and read back,
//! those that could cut the plan short are read and weighed against it.

use std::collections::VecDeque;

use missions::link::Conversation as _;
use missions::link::manners::Autopilot;
use missions::link::parameters::ClientEvent;
use missions::plan::check::Objection;
use missions::time::BootTime;

use super::super::event::Event;
use super::super::orders::Orders;
use super::super::parameters;
use super::super::partner::Partner;
use super::super::preflight;
use super::super::progress::Route;
use super::check::Check;
use super::{Desk, Next, Stage};

/// ArduPilot's `FENCE_TYPE`: ceiling, and circle about home.
const CEILING: u8 = 1;
const CIRCLE: u8 = 2;

#[derive(Debug)]
pub(in super::super) struct Settings {
    to_set: VecDeque<(&'static str, f64)>,
    /// Something is being set.
    waits: bool,
    /// What it was, where that was known.
    was: Option<f64>,
    reading: bool,
}

impl Settings {
    pub(super) fn begin(now: BootTime, desk: &mut Desk<'_>) -> Self {
        desk.partner.read_parameters(now);
        Self {
            to_set: VecDeque::new(),
            waits: false,
            was: None,
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
                self.waits = true;
                self.was = desk.partner.parameter(name);
                desk.partner.parameters.set(now, name, number);
                Next::Stay
            }
            None => Next::Go(Stage::Check(Check::begin(now))),
        }
    }

    fn hear(&mut self, now: BootTime, desk: &mut Desk<'_>, event: ClientEvent) -> Option<Next> {
        match event {
            ClientEvent::Set { name, value } => {
                self.waits = false;
                let was = self.was;
                let is = value.number();
                desk.tell(Event::Parameter { name, was, is });
            }
            // A parameter that is not there sets no limit.
            ClientEvent::Failed { name, .. } if self.reading => {
                desk.partner.read_instead(now, &name);
            }
            ClientEvent::Failed { name, error } => {
                return Some(Next::fail(format!(
                    "the fence cannot be kept: {name}: {error}"
                )));
            }
            ClientEvent::Value { .. } | ClientEvent::Progress { .. } | ClientEvent::Listed(_) => {}
        }
        None
    }

    /// Everything that is known has been read.
    fn weigh(&mut self, desk: &mut Desk<'_>) -> Next {
        self.reading = false;
        let wanted = parameters::of_the_fence(desk.partner.autopilot, desk.orders);
        self.to_set = desk.partner.to_set(&wanted).into();
        let found = objections(desk.partner, desk.orders);
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
}

/// What the vehicle's own limits say of the plan, those left out that the fence will change.
fn objections(partner: &Partner, orders: &Orders) -> Vec<Objection> {
    let mut found = Vec::new();
    let home = partner.state.home.get().map(|home| home.position);
    let home = home.or(orders.plan.home.map(|home| home.position));
    let route = Route::new(&orders.flyable(partner.autopilot), home);
    let (radius_m, ceiling_m) = own_fence(partner, orders);
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
    let first_m = partner
        .parameter("MIS_DIST_1WP")
        .filter(|limit_m| *limit_m > 0.0);
    if let Some(limit_m) = first_m.filter(|limit_m| route.first_m() > *limit_m) {
        let first_m = route.first_m();
        let reason =
            format!("the first place is {first_m:.0} m away, MIS_DIST_1WP allows {limit_m:.0}");
        found.push(Objection::error("mission", reason));
    }
    found.extend(return_objection(partner, orders));
    found
}

/// The circle and the ceiling that the vehicle keeps whatever the plan says.
fn own_fence(partner: &Partner, orders: &Orders) -> (Option<f64>, Option<f64>) {
    if orders.fence().is_some() {
        return (None, None); // replaced by the plan's
    }
    match partner.autopilot {
        Autopilot::ArduPilot => {
            let on = partner
                .parameter("FENCE_ENABLE")
                .is_some_and(|on| on != 0.0);
            let kinds = partner
                .parameter("FENCE_TYPE")
                .filter(|_| on)
                .map_or(0, |kinds| kinds as u8);
            let limit = |kind, name| partner.parameter(name).filter(|_| kinds & kind != 0);
            (
                limit(CIRCLE, "FENCE_RADIUS"),
                limit(CEILING, "FENCE_ALT_MAX"),
            )
        }
        Autopilot::Px4 => {
            let limit = |name| partner.parameter(name).filter(|limit_m| *limit_m > 0.0);
            (limit("GF_MAX_HOR_DIST"), limit("GF_MAX_VER_DIST"))
        }
    }
}

fn return_objection(partner: &Partner, orders: &Orders) -> Option<Objection> {
    Some(Objection::error(
        "return",
        partner.return_leads_out(orders)?,
    ))
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
