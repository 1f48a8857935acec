//! Disarmed, and not on the ground: the motors stopped in the air. That is no landing.

use std::time::Duration;

use missions::time::BootTime;

use super::super::super::event::Event;
use super::{Desk, Fly};

/// A vehicle that has not moved for this long lies somewhere, whatever it says of the ground.
const STILL_FOR: Duration = Duration::from_secs(10);
/// Slower than this it does not move, metres per second.
const STILL_M_S: f64 = 0.5;
/// A velocity that is older than this says nothing of the present.
const FRESH: Duration = Duration::from_secs(2);

/// A vehicle that was disarmed while it said that it is in the air.
#[derive(Clone, Copy, Debug)]
pub(super) struct Falling {
    since: BootTime,
    height_m: Option<f64>,
    told: bool,
    /// Since when it does not move.
    still: Option<BootTime>,
}

impl Fly {
    /// Whether it is disarmed and still on its way down; then there is nothing to command.
    pub(super) fn falls(&mut self, now: BootTime, desk: &mut Desk<'_>) -> bool {
        let partner = &desk.partner;
        if !self.was_airborne || partner.is_armed() {
            self.falling = None;
            return false;
        }
        if !partner.is_airborne(now) {
            return false;
        }
        let state = &partner.state;
        let falling = self.falling.get_or_insert(Falling {
            since: now,
            height_m: state.height_above_home_m.get(),
            told: false,
            still: None,
        });
        let moves = state
            .velocity_ned_m_s
            .within(now, FRESH)
            .is_none_or(|[n, e, d]| n.hypot(e).hypot(d) > STILL_M_S);
        falling.still = (!moves).then(|| falling.still.unwrap_or(now));
        let lies = falling
            .still
            .is_some_and(|since| now.since(since) >= STILL_FOR);
        // A report from before the motors stopped says nothing of after.
        let is_sure = state.landed.at().is_some_and(|at| at > falling.since);
        if is_sure && !falling.told {
            falling.told = true;
            let height_m = falling.height_m;
            self.tell_stopped(desk, height_m);
        }
        !lies
    }

    fn tell_stopped(&mut self, desk: &mut Desk<'_>, height_m: Option<f64>) {
        let at = height_m.map_or(String::new(), |m| format!(" at {m:.0} m"));
        let before = self.cut_short.take();
        let before = before.map_or(String::new(), |before| format!("; before that: {before}"));
        self.cut_short = Some(format!("disarmed in the air{at}{before}"));
        desk.tell(Event::StoppedInAir { height_m });
    }
}
