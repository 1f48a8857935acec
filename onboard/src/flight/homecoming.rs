//! Whether the autopilot's own return leads home: to a place that was planned, at a height that the
//! plan's airspace allows, and not through a fence. Home can be moved in flight by anybody on the link
//! (MAV_CMD_DO_SET_HOME), and so can the height of return (PARAM_SET).

use std::time::Duration;

use missions::telemetry::Home;
use missions::time::BootTime;

use super::boundary::CEILING;
use super::figures::BoundaryAhead;
use super::measure::Homeward;
use super::preflight::HOME_ERROR_M;

/// A vehicle that was told to return brakes and turns within this time.
const TURNS_WITHIN: Duration = Duration::from_secs(6);
/// A boundary must be ahead of a returning vehicle for this long.
const AHEAD_FOR: Duration = Duration::from_secs(1);
/// A climb that it was in when it was told to return has ended within this time; one that goes on is
/// the return's own.
const LEVELS_WITHIN: Duration = Duration::from_secs(3);
/// Slower than this nobody climbs to a height of return, metres per second.
const CLIMBS_M_S: f64 = 0.5;

/// Home's height differs by more than this only where somebody moved it, metres.
const LIFTED_M: f64 = 15.0;

/// Watches where a return leads.
#[derive(Clone, Debug, Default)]
pub struct Homecoming {
    /// Since when it returns.
    returns: Option<BootTime>,
    /// Since when it flies into a boundary by that.
    ahead: Option<BootTime>,
    /// What it flew into.
    barred: Option<String>,
    /// Why its height of return is not the plan's airspace's, as it was when it began to return.
    high: Option<String>,
}

impl Homecoming {
    /// The operator's `resume`: it may be tried again.
    pub fn resume(&mut self) {
        *self = Self::default();
    }

    /// Its height of return leads out of the plan's airspace, as `leads_out` says in words. Who is on
    /// the way home already has climbed to another, and flies on; `look` sees where that is not so.
    pub fn returns_at(&mut self, leads_out: Option<&str>, comes_home: bool) {
        if !comes_home || self.high.is_some() {
            self.high = leads_out.map(ToOwned::to_owned);
        }
    }

    /// Why a return must not be asked for. `home` is where home was planned, `returns` whether the
    /// vehicle returns now, `fence` what is in front of it.
    pub fn barred(
        &mut self,
        now: BootTime,
        homeward: Homeward<'_>,
        home: Option<Home>,
        returns: bool,
        fence: Option<&BoundaryAhead>,
    ) -> Option<String> {
        let velocity = homeward.state.velocity_ned_m_s.get();
        let up_m_s = velocity.map_or(0.0, |[.., down]| -down);
        self.look(now, returns, fence, up_m_s > CLIMBS_M_S);
        let moved = home.and_then(|home| moved(home, homeward));
        moved
            .or_else(|| self.high.clone())
            .or_else(|| self.barred.clone())
    }

    /// Who is beyond a boundary already must come back over it: that is no reason to stop, unless it
    /// climbs on above a ceiling.
    fn look(&mut self, now: BootTime, returns: bool, fence: Option<&BoundaryAhead>, climbs: bool) {
        if !returns {
            (self.returns, self.ahead) = (None, None);
            return;
        }
        let since = *self.returns.get_or_insert(now);
        let near = fence.filter(|fence| {
            let is_near = fence.distance_m <= fence.stopping_m;
            if climbs && fence.boundary == CEILING {
                return is_near && now.since(since) >= LEVELS_WITHIN;
            }
            is_near && 0.0 < fence.distance_m && now.since(since) >= TURNS_WITHIN
        });
        let Some(fence) = near else {
            self.ahead = None;
            return;
        };
        let ahead = *self.ahead.get_or_insert(now);
        if now.since(ahead) >= AHEAD_FOR {
            self.barred
                .get_or_insert_with(|| format!("the return leads into {fence}"));
        }
    }
}

/// The place of return is a home that is not where it was planned, or a rally point that is not the
/// plan's.
fn moved(planned: Home, homeward: Homeward<'_>) -> Option<String> {
    let Homeward { state, orders, .. } = homeward;
    let Home {
        position: home,
        height_above_sea_m,
    } = state.home.get()?;
    let lifted_m = height_above_sea_m - planned.height_above_sea_m;
    if lifted_m.abs() > LIFTED_M {
        return Some(format!(
            "home was moved {lifted_m:+.0} m in height, and a return is flown by that"
        ));
    }
    let planned = planned.position;
    let off_m = planned.distance_m(home);
    let from = state.position.get().unwrap_or(planned);
    let to = homeward.haven(from)?;
    if to == home {
        return (off_m > HOME_ERROR_M).then(|| {
            format!(
                "home was moved {off_m:.0} m away from where it was planned, and a return leads there"
            )
        });
    }
    let known = orders.plan.airspace.rally.iter();
    let mut known = known.map(|point| point.position).chain([planned]);
    let is_known = known.any(|known| known.distance_m(to) <= HOME_ERROR_M);
    (!is_known).then(|| {
        let off_m = planned.distance_m(to);
        format!("a return leads to a rally point that is not the plan's, {off_m:.0} m from home")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fence(distance_m: f64) -> BoundaryAhead {
        BoundaryAhead {
            boundary: "fence, inclusion 1".into(),
            distance_m,
            stopping_m: 25.0,
        }
    }

    /// At which second a return is barred.
    fn barred_at(distance_m: impl Fn(u64) -> f64) -> Option<u64> {
        let mut homecoming = Homecoming::default();
        (0..60).find(|second| {
            let now = BootTime::from_millis(second * 1000);
            homecoming.look(now, true, Some(&fence(distance_m(*second))), false);
            homecoming.barred.is_some()
        })
    }

    #[test]
    fn a_return_that_goes_on_into_the_fence_is_barred() {
        assert_eq!(barred_at(|_| 20.0), Some(7));
        assert_eq!(barred_at(|second| 320.0 - 10.0 * second as f64), Some(31));
    }

    #[test]
    fn a_return_that_turns_away_or_comes_back_from_beyond_is_not() {
        let turns = |second| if second < 5 { 20.0 } else { 500.0 };
        assert_eq!(barred_at(turns), None);
        assert_eq!(barred_at(|_| 0.0), None, "beyond it already");
    }

    /// A return climbed 180 m through the ceiling, and row 10 asked for the return that it flew.
    #[test]
    fn a_return_that_climbs_on_into_the_ceiling_is_barred_beyond_it_too() {
        let ceiling = BoundaryAhead {
            boundary: CEILING.into(),
            ..fence(0.0)
        };
        let check = |climbs, expected| {
            let mut homecoming = Homecoming::default();
            let barred = (0..60).find(|second| {
                let now = BootTime::from_millis(second * 1000);
                homecoming.look(now, true, Some(&ceiling), climbs);
                homecoming.barred.is_some()
            });
            assert_eq!(barred, expected);
        };
        check(true, Some(4));
        check(false, None);
    }
}
