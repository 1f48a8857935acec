//! The clock of an autopilot's log as it runs from message to message, and UTC from the satellites:
//! what ULog and DataFlash have in common.

use missions::time::{BootTime, UtcTime};

/// A message may be so far ahead of those before it, microseconds; more is a leap.
const STEP_US: u64 = 10_000_000;

/// After so many leaping messages in a row it was the log that paused.
const PAUSE: u32 = 3;

/// No log ends with a pause longer than this, microseconds: an hour.
const LONGEST_PAUSE_US: u64 = 3_600_000_000;

/// UTC between 2012 and 2100, microseconds since 1970: what a receiver can have said.
const BELIEVED_US: std::ops::Range<i64> = 1_325_376_000_000_000..4_102_444_800_000_000;

/// The clock that all messages share.
#[derive(Default)]
pub(in crate::formats) struct Running {
    start_us: Option<u64>,
    first_us: Option<u64>,
    last_us: Option<u64>,
    /// The earliest of the leaping messages, and how many there are in a row.
    ahead: Option<(u64, u32)>,
    leaps: u64,
}

impl Running {
    pub(in crate::formats) fn new(start_us: Option<u64>) -> Self {
        Self {
            start_us,
            last_us: start_us,
            ..Self::default()
        }
    }

    /// Takes a message's time; answers whether it is in step with those before it.
    pub(in crate::formats) fn take(&mut self, at_us: u64) -> bool {
        let last_us = self.last_us.unwrap_or(0);
        if self.last_us.is_some() && at_us <= last_us.saturating_add(STEP_US) {
            self.ahead = None;
            let is_old = at_us.saturating_add(STEP_US) < last_us;
            if !is_old {
                self.first_us = Some(self.first_us.map_or(at_us, |first| first.min(at_us)));
                self.last_us = Some(last_us.max(at_us));
            }
            return !is_old;
        }
        let (from_us, count) = self
            .ahead
            .filter(|(from_us, _)| from_us.abs_diff(at_us) < STEP_US)
            .map_or((at_us, 1), |(from_us, count)| {
                (from_us, count.saturating_add(1))
            });
        self.ahead = Some((from_us, count));
        self.leaps = self.leaps.saturating_add(1);
        if count < PAUSE {
            // at the very beginning there is nothing yet to be out of step with
            return self.last_us.is_none();
        }
        self.leaps = self.leaps.saturating_sub(PAUSE.into());
        self.ahead = None;
        self.first_us = Some(self.first_us.unwrap_or(from_us));
        self.last_us = Some(at_us);
        true
    }

    /// From the beginning that the log states, else from the first message, to the last message.
    /// Messages that leap at the very end, too few to tell a pause, count as one.
    pub(in crate::formats) fn span(&self) -> Option<(BootTime, BootTime)> {
        let last_us = self.last_us.or(self.ahead.map(|(from_us, _)| from_us))?;
        let at_end = self.ahead.map(|(from_us, _)| from_us);
        let is_pause = |from_us: &u64| *from_us <= last_us.saturating_add(LONGEST_PAUSE_US);
        let last_us = at_end
            .filter(is_pause)
            .map_or(last_us, |end| end.max(last_us));
        let is_stated = |start_us: &u64| {
            self.first_us
                .is_none_or(|first| *start_us <= first.saturating_add(STEP_US))
        };
        let first_us = self
            .start_us
            .filter(is_stated)
            .or(self.first_us)
            .or(at_end)?;
        Some((
            BootTime::from_micros(first_us.min(last_us)),
            BootTime::from_micros(last_us),
        ))
    }

    /// The time of the last message that was in step.
    pub(in crate::formats) fn now(&self) -> Option<BootTime> {
        self.last_us.map(BootTime::from_micros)
    }

    pub(in crate::formats) const fn leaps(&self) -> u64 {
        self.leaps
    }
}

/// UTC less the log's own clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) struct UtcOffset(i64);

impl UtcOffset {
    pub(in crate::formats) fn of(self, at: BootTime) -> UtcTime {
        UtcTime::from_micros(self.0.saturating_add_unsigned(at.as_micros()))
    }
}

/// One statement of a receiver: its own clock and UTC, microseconds.
pub(in crate::formats) fn stated_offset(at: BootTime, utc_us: f64) -> Option<i64> {
    let utc_us = utc_us as i64;
    let is_believed = BELIEVED_US.contains(&utc_us);
    is_believed.then(|| utc_us.saturating_sub_unsigned(at.as_micros()))
}

/// The middle one of all statements, and how far nearly all of them are from it, seconds; never
/// under 0.2 s, by which receivers are late to tell.
pub(in crate::formats) fn utc_offset(stated: &[i64]) -> Option<(UtcOffset, f64)> {
    let mut offsets = stated.to_vec();
    offsets.sort_unstable();
    let middle = *offsets.get(offsets.len() / 2)?;
    let mut errors: Vec<u64> = offsets
        .iter()
        .map(|offset| offset.abs_diff(middle))
        .collect();
    errors.sort_unstable();
    let nearly_all = errors.len().saturating_mul(19) / 20;
    let error_us = errors.get(nearly_all).or(errors.last())?;
    Some((UtcOffset(middle), (*error_us as f64 / 1e6).max(0.2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(start_us: Option<u64>, times_s: &[u64], expected_s: (u64, u64), leaps: u64) {
        let mut running = Running::new(start_us);
        for time in times_s {
            running.take(time * 1_000_000);
        }
        let seconds = |time: BootTime| time.as_micros() / 1_000_000;
        let span = running
            .span()
            .map(|(first, last)| (seconds(first), seconds(last)));
        assert_eq!(
            (span, running.leaps()),
            (Some(expected_s), leaps),
            "{times_s:?}"
        );
    }

    #[test]
    fn one_stamp_far_ahead_is_no_end_and_a_pause_is_one() {
        check(Some(20_000_000), &[20, 21, 1194, 22, 23], (20, 23), 1);
        check(Some(20_000_000), &[20, 21, 90, 91, 92, 93], (20, 93), 0);
        check(None, &[50, 50, 50, 51], (50, 51), 0);
        check(Some(20_000_000), &[0, 3, 21], (20, 21), 0);
        check(Some(20_000_000), &[20, 21, 95], (20, 95), 1);
        check(Some(20_000_000), &[20, 21, 95_000_000], (20, 21), 1);
    }

    #[test]
    fn the_middle_statement_is_believed() {
        let (offset, error_s) = utc_offset(&[100, 101, 102, 9_000_000, 103]).unwrap();
        assert_eq!(offset, UtcOffset(102));
        assert!((error_s - 8.999_898).abs() < 1e-9);
        assert_eq!(utc_offset(&[]), None);
    }
}
