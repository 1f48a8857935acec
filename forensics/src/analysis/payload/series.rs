//! A flight second by second: what it drew, and what explains that besides its mass.

use std::collections::BTreeMap;

use crate::analysis::Flown;
use crate::flight::Trace;

/// One second in the air.
#[derive(Clone, Copy, Debug)]
pub(super) struct Second {
    /// By the log's own clock, seconds.
    pub(super) at_s: f64,
    /// Upward, metres a second.
    pub(super) climb_m_s: f64,
    /// Over the ground, metres a second.
    pub(super) north_m_s: f64,
    /// Over the ground, metres a second.
    pub(super) east_m_s: f64,
    /// Above the take-off, metres.
    pub(super) height_m: Option<f64>,
    /// Watts, or amperes where the log has no voltage.
    pub(super) power: Option<f64>,
    /// 0 to 1.
    pub(super) throttle: Option<f64>,
    /// Where its power was read.
    pub(super) trace: Trace,
}

/// The seconds of a flight that were flown with power known, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Series {
    pub(super) seconds: Vec<Second>,
}

/// Below this the ground carries a part, metres.
const FREE_M: f64 = 3.0;
/// Slower is in one place, metres a second.
const STILL_M_S: f64 = 2.0;

/// What was drawn within one second.
#[derive(Default)]
struct Drawn {
    power: (f64, u32),
    throttle: (f64, u32),
    trace: Option<Trace>,
}

impl Series {
    pub(super) fn of(flown: &Flown<'_>) -> Self {
        let mut drawn: BTreeMap<u64, Drawn> = BTreeMap::new();
        let has_voltage = flown
            .flight
            .power
            .iter()
            .any(|sample| sample.voltage_v.is_some());
        for sample in &flown.flight.power {
            let second = drawn.entry(sample.at.as_micros() / 1_000_000).or_default();
            second.trace.get_or_insert(sample.trace);
            let volts = if has_voltage {
                sample.voltage_v
            } else {
                Some(1.0)
            };
            add(
                &mut second.power,
                sample.current_a.zip(volts).map(|(a, v)| a * v),
            );
            add(&mut second.throttle, sample.throttle);
        }
        let (from, to) = in_the_air(flown);
        let seconds = drawn
            .iter()
            .filter_map(|(second, drawn)| self::second(flown, *second, drawn))
            .filter(|second| second.at_s >= from && second.at_s <= to)
            .filter(|second| second.height_m.is_none_or(|height_m| height_m > FREE_M));
        Self {
            seconds: seconds.collect(),
        }
    }

    /// The second at or after an instant.
    pub(super) fn at(&self, at_s: f64) -> Option<&Second> {
        let after = self.seconds.partition_point(|second| second.at_s < at_s);
        self.seconds.get(after).or_else(|| self.seconds.last())
    }

    pub(super) fn between(&self, from_s: f64, to_s: f64) -> impl Iterator<Item = &Second> {
        let within = move |second: &&Second| second.at_s >= from_s && second.at_s <= to_s;
        self.seconds.iter().filter(within)
    }

    /// How long it stayed in one place about an instant, seconds.
    pub(super) fn hover_s(&self, at_s: f64) -> f64 {
        let is_still = |second: &&Second| second.north_m_s.hypot(second.east_m_s) < STILL_M_S;
        let here = self.seconds.partition_point(|second| second.at_s < at_s);
        let (before, after) = self.seconds.split_at_checked(here).unwrap_or_default();
        let before = before.iter().rev().take_while(is_still).last();
        let after = after.iter().take_while(is_still).last();
        match (before, after) {
            (None, None) => 0.0,
            (a, b) => b.map_or(at_s, |s| s.at_s) - a.map_or(at_s, |s| s.at_s),
        }
    }
}

fn add(sum: &mut (f64, u32), value: Option<f64>) {
    if let Some(value) = value.filter(|value| value.is_finite()) {
        *sum = (sum.0 + value, sum.1.saturating_add(1));
    }
}

fn mean((sum, count): (f64, u32)) -> Option<f64> {
    (count > 0).then(|| sum / f64::from(count))
}

/// From when to when it flew, without the seconds of take-off and landing.
fn in_the_air(flown: &Flown<'_>) -> (f64, f64) {
    let launch = flown.launch().map(|sample| sample.time.as_secs_f64());
    let landing = flown.landing().map(|sample| sample.time.as_secs_f64());
    let (from, to) = (
        launch.unwrap_or(f64::MIN) + 5.0,
        landing.unwrap_or(f64::MAX) - 5.0,
    );
    // A landing that the log tells before its end may be one of several.
    (from, if to > from + 30.0 { to } else { f64::MAX })
}

fn second(flown: &Flown<'_>, number: u64, drawn: &Drawn) -> Option<Second> {
    let at_s = number as f64 + 0.5;
    let instant = |seconds: f64| {
        flown
            .track
            .at(missions::time::BootTime::from_secs_f64(seconds))
    };
    let (before, after) = (instant(at_s - 1.0), instant(at_s + 1.0));
    let here = instant(at_s).or(before).or(after)?;
    let (before, after) = (before.unwrap_or(here), after.unwrap_or(here));
    let seconds = after.time.since(before.time).as_secs_f64().max(0.5);
    let bearing = before.position.bearing_deg(after.position).to_radians();
    let speed_m_s = before.position.distance_m(after.position) / seconds;
    let heights = flown.height_m(&before).zip(flown.height_m(&after));
    Some(Second {
        at_s,
        climb_m_s: heights.map_or(0.0, |(low, high)| (high - low) / seconds),
        north_m_s: speed_m_s * bearing.cos(),
        east_m_s: speed_m_s * bearing.sin(),
        height_m: flown.height_m(&here),
        power: mean(drawn.power),
        throttle: mean(drawn.throttle),
        trace: drawn.trace?,
    })
}
