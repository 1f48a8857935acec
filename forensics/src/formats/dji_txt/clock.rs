//! Times. Only `Custom` records carry one, ten times a second: UTC by the device's clock, in
//! milliseconds. What stands between two of them has a time between theirs.

use missions::time::{BootTime, UtcTime};

use super::header::is_time;
use crate::defect::{DefectKind, Defects};

/// A state without a `Custom` behind it is so long after the one before, milliseconds.
const STEP_MS: i64 = 100;

/// A place among the times: how many stand before it, and how many states since the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Slot {
    times: u32,
    states: u32,
}

/// The times of a log, in its order.
#[derive(Debug, Default)]
pub(super) struct Times {
    utc_ms: Vec<i64>,
    offsets: Vec<u64>,
    /// How many states stand before each time, since the one before.
    states: Vec<u32>,
    since: u32,
    zero_ms: i64,
}

impl Times {
    /// Nothing was timed.
    pub(super) const fn is_empty(&self) -> bool {
        self.utc_ms.is_empty()
    }

    /// The place after what was read so far.
    pub(super) fn here(&self) -> Slot {
        Slot {
            times: u32::try_from(self.utc_ms.len()).unwrap_or(u32::MAX),
            states: self.since,
        }
    }

    /// A state was read.
    pub(super) const fn step(&mut self) {
        self.since = self.since.saturating_add(1);
    }

    /// A time was read.
    pub(super) fn set(&mut self, utc_ms: i64, offset: u64) {
        self.utc_ms.push(utc_ms);
        self.offsets.push(offset);
        self.states.push(std::mem::take(&mut self.since));
    }

    /// The first time.
    pub(super) fn start_ms(&self) -> Option<i64> {
        self.utc_ms.first().copied().filter(|ms| is_time(*ms))
    }

    /// Puts right what a damaged byte made of a time, and lays the zero of the log's own clock:
    /// where the details say that it began, if that is just before the first time.
    pub(super) fn settle(&mut self, began_ms: Option<i64>, defects: &mut Defects) {
        self.smooth();
        for (pair, offset) in self.utc_ms.windows(2).zip(self.offsets.iter().skip(1)) {
            let [before, now] = *pair else { continue };
            if !(-1000..3_600_000).contains(&now.saturating_sub(before)) {
                let what = "the device's clock leapt here; times before and after do not compare";
                defects.add(DefectKind::ClockJump, *offset, 0, what);
            }
        }
        let first = self.utc_ms.iter().copied().min().unwrap_or_default();
        let is_just_before = |ms: &i64| (0..60_000).contains(&first.saturating_sub(*ms));
        self.zero_ms = began_ms.filter(is_just_before).unwrap_or(first);
    }

    /// A time that is none, or that does not lie between its neighbours while they agree, becomes
    /// the one before it.
    fn smooth(&mut self) {
        let good = self.utc_ms.iter().copied().find(|ms| is_time(*ms));
        let mut before = good.unwrap_or_default();
        for at in 0..self.utc_ms.len() {
            let next = at
                .checked_add(1)
                .and_then(|next| self.utc_ms.get(next))
                .copied();
            let Some(now) = self.utc_ms.get_mut(at) else {
                continue;
            };
            let next = next
                .filter(|next| is_time(*next) && *next >= before)
                .unwrap_or(*now);
            let leaps = next.saturating_sub(before) < 60_000
                && !(before.saturating_sub(1000)..=next.saturating_add(1000)).contains(now);
            if !is_time(*now) || leaps {
                *now = before;
            }
            before = *now;
        }
    }

    /// The log's own time and UTC at a place.
    pub(super) fn at(&self, slot: Slot) -> (BootTime, Option<UtcTime>) {
        let Some(ms) = self.ms(slot) else {
            let steps = i64::from(slot.states).saturating_mul(STEP_MS);
            return (
                BootTime::from_millis(u64::try_from(steps).unwrap_or(0)),
                None,
            );
        };
        let since = u64::try_from(ms.saturating_sub(self.zero_ms)).unwrap_or(0);
        let utc = UtcTime::from_micros(ms.saturating_mul(1000));
        (BootTime::from_millis(since), is_time(ms).then_some(utc))
    }

    fn ms(&self, slot: Slot) -> Option<i64> {
        let place = slot.times as usize;
        let next = self.utc_ms.get(place).copied();
        let before = place
            .checked_sub(1)
            .and_then(|at| self.utc_ms.get(at))
            .copied();
        let states = i64::from(slot.states);
        let all = i64::from(self.states.get(place).copied().unwrap_or(0)).max(1);
        match (before, next) {
            (Some(before), Some(next)) => {
                let way = next.saturating_sub(before).saturating_mul(states);
                Some(before.saturating_add(way.checked_div(all).unwrap_or(0)))
            }
            (Some(before), None) => Some(before.saturating_add(states.saturating_mul(STEP_MS))),
            (None, Some(next)) => {
                let left = all.saturating_sub(states).saturating_mul(STEP_MS);
                Some(next.saturating_sub(left))
            }
            (None, None) => None,
        }
    }
}
