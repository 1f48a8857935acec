//! Disarmed after it flew: did it land, or did the motors stop in the air? That is no landing,
//! whatever it says of the ground: an `ArduCopter` says "on the ground" as soon as it is disarmed,
//! and a PX4 a second later.

use std::time::Duration;

use missions::time::BootTime;

use super::super::super::event::Event;
use super::super::super::partner::Partner;
use super::{Desk, Fly, GIVEN_UP_S};

/// A vehicle that has not moved for this long lies somewhere, whatever it says of the ground.
const STILL_FOR: Duration = Duration::from_secs(10);
/// Slower than this it does not move, metres per second.
const STILL_M_S: f64 = 0.5;
/// A figure that is older than this says nothing of the present.
const FRESH: Duration = Duration::from_secs(2);
/// So long every vehicle is looked at that was disarmed: what falls is fast by then. One message
/// that errs is over by then, too.
const SURE_AFTER: Duration = Duration::from_millis(1500);
/// Heartbeats come once a second: it may have been disarmed so long before one said it.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// Higher above home than this it has hardly landed, metres; where it has, it lies still.
const HIGH_M: f64 = 5.0;

/// A vehicle that was disarmed after it flew.
#[derive(Clone, Copy, Debug)]
pub(super) struct Falling {
    since: BootTime,
    height_m: Option<f64>,
    /// It moved as nothing does that stands, or said itself that it is in the air.
    flew: bool,
    /// It was high when it was disarmed.
    was_high: bool,
    told: bool,
    /// Since when it does not move.
    still: Option<BootTime>,
}

impl Fly {
    /// Whether it is disarmed and perhaps still on its way down; then there is nothing to command.
    pub(super) fn falls(&mut self, now: BootTime, desk: &mut Desk<'_>) -> bool {
        let partner = &desk.partner;
        if partner.flies_along(now) {
            self.moved = Some(now);
        }
        let is_silent = partner.silent_s(now) >= desk.limits.autopilot_silent_s;
        if !self.was_airborne || partner.is_armed() || is_silent {
            self.falling = None;
            return false;
        }
        let moved = self.moved.is_some_and(|at| now.since(at) < HEARTBEAT);
        let falling = self
            .falling
            .get_or_insert_with(|| Falling::begin(now, moved, partner));
        falling.look(now, partner);
        if falling.is_sure(now) && !falling.told {
            falling.told = true;
            let height_m = falling.height_m;
            self.tell_stopped(desk, height_m);
        }
        let in_air = desk.partner.is_airborne(now);
        self.falling
            .is_some_and(|falling| !falling.lies(now, in_air))
    }

    fn tell_stopped(&mut self, desk: &mut Desk<'_>, height_m: Option<f64>) {
        let at = height_m.map_or(String::new(), |m| format!(" at {m:.0} m"));
        let before = self.cut_short.take();
        let before = before.map_or(String::new(), |before| format!("; before that: {before}"));
        self.cut_short = Some(format!("disarmed in the air{at}{before}"));
        desk.tell(Event::StoppedInAir { height_m });
    }
}

impl Falling {
    fn begin(now: BootTime, moved: bool, partner: &Partner) -> Self {
        let height_m = partner.state.height_above_home_m.get();
        Self {
            since: now,
            height_m,
            flew: moved,
            was_high: height_m.is_some_and(|m| m > HIGH_M),
            told: false,
            still: None,
        }
    }

    fn look(&mut self, now: BootTime, partner: &Partner) {
        let state = &partner.state;
        // What was said before the motors stopped says nothing of after.
        let is_new = |at: Option<BootTime>| at.is_some_and(|at| at > self.since);
        let in_air = partner.is_airborne(now);
        let is_fast = partner.flies_along(now) && is_new(state.velocity_ned_m_s.at());
        self.flew |= is_fast || (in_air && is_new(state.landed.at()));
        let velocity = state.velocity_ned_m_s.within(now, FRESH);
        let moves = velocity.map_or(in_air, |[n, e, d]| n.hypot(e).hypot(d) > STILL_M_S);
        self.still = (!moves).then(|| self.still.unwrap_or(now));
    }

    /// The motors stopped in the air.
    fn is_sure(&self, now: BootTime) -> bool {
        self.flew && now.since(self.since) >= SURE_AFTER
    }

    /// It is down, or nobody will see any more how it comes down.
    fn lies(&self, now: BootTime, in_air: bool) -> bool {
        let for_long = |since: BootTime, long: Duration| now.since(since) >= long;
        let is_landing = !in_air && !self.flew && !self.was_high;
        (is_landing && for_long(self.since, SURE_AFTER))
            || self.still.is_some_and(|since| for_long(since, STILL_FOR))
            || for_long(self.since, Duration::from_secs_f64(GIVEN_UP_S))
    }
}
