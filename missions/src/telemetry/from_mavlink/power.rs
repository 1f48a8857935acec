//! The battery: two messages tell of it, each with its own words for "unknown".

use super::super::BatteryState;
use crate::link::dialect::{BATTERY_STATUS_DATA, SYS_STATUS_DATA};

/// SYS_STATUS over what is known already.
pub(super) fn from_sys_status(known: BatteryState, m: &SYS_STATUS_DATA) -> BatteryState {
    let voltage_v = (m.voltage_battery != u16::MAX).then(|| f64::from(m.voltage_battery) / 1000.0);
    BatteryState {
        voltage_v: voltage_v.or(known.voltage_v),
        current_a: current(m.current_battery).or(known.current_a),
        remaining: remaining(m.battery_remaining).or(known.remaining),
        ..known
    }
}

/// BATTERY_STATUS over what is known already.
pub(super) fn from_battery_status(known: BatteryState, m: &BATTERY_STATUS_DATA) -> BatteryState {
    let consumed_ah = (m.current_consumed >= 0).then(|| f64::from(m.current_consumed) / 1000.0);
    let time_left_s = (m.time_remaining > 0).then(|| f64::from(m.time_remaining));
    BatteryState {
        voltage_v: voltage(m).or(known.voltage_v),
        current_a: current(m.current_battery).or(known.current_a),
        remaining: remaining(m.battery_remaining).or(known.remaining),
        consumed_ah: consumed_ah.or(known.consumed_ah),
        time_left_s,
    }
}

/// Sum of the cells. A pack whose cells are not measured is in the first, and goes on in the
/// next where it is above 65.534 V, so the sum is right there too.
fn voltage(m: &BATTERY_STATUS_DATA) -> Option<f64> {
    let cells = m.voltages.iter().filter(|mv| **mv != u16::MAX);
    let more = m.voltages_ext.iter();
    let sum: u32 = cells.chain(more).map(|mv| u32::from(*mv)).sum();
    (sum > 0).then(|| f64::from(sum) / 1000.0)
}

fn current(centiamperes: i16) -> Option<f64> {
    (centiamperes != -1).then(|| f64::from(centiamperes) / 100.0)
}

/// Share of the charge; anything but percents is "unknown".
pub(super) fn remaining(percent: i8) -> Option<f64> {
    (0..=100)
        .contains(&percent)
        .then(|| f64::from(percent) / 100.0)
}
