//! Sending many packets no faster than the link bears.

use std::time::Duration;

use crate::time::BootTime;

/// Packets that were due are caught up, but not more than this many at once.
const CATCH_UP: u32 = 16;

/// A rhythm that is started, asked, and stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pace {
    interval: Duration,
    due: Option<BootTime>,
}

impl Pace {
    /// Stopped; packets of `packet_bytes` at `bytes_per_s` (at least one byte a second).
    pub(super) fn new(bytes_per_s: u32, packet_bytes: u32) -> Self {
        let micros = u64::from(packet_bytes) * 1_000_000 / u64::from(bytes_per_s.max(1));
        Self {
            interval: Duration::from_micros(micros.max(1)),
            due: None,
        }
    }

    /// Runs from `now`, if it does not run.
    pub(super) fn start(&mut self, now: BootTime) {
        self.due.get_or_insert(now);
    }

    /// Stops.
    pub(super) const fn stop(&mut self) {
        self.due = None;
    }

    /// When the next packet is due.
    pub(super) const fn due(&self) -> Option<BootTime> {
        self.due
    }

    /// How many packets are due now; they count as sent.
    pub(super) fn take(&mut self, now: BootTime) -> u32 {
        let Some(due) = self.due.filter(|due| *due <= now) else {
            return 0;
        };
        let late = now.since(due).as_micros() / self.interval.as_micros();
        let count = u32::try_from(late).unwrap_or(u32::MAX).saturating_add(1);
        if count > CATCH_UP {
            self.due = Some(now + self.interval);
            return CATCH_UP;
        }
        self.due = Some(due + self.interval * count);
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_keeps_its_rate_when_it_is_asked_late_and_does_not_flood_when_very_late() {
        let mut pace = Pace::new(100_000, 100); // one a millisecond
        assert_eq!(pace.take(BootTime::from_millis(5)), 0);
        pace.start(BootTime::ZERO);
        assert_eq!(pace.take(BootTime::ZERO), 1);
        assert_eq!(pace.take(BootTime::from_micros(3500)), 3);
        assert_eq!(pace.due(), Some(BootTime::from_millis(4)));
        assert_eq!(pace.take(BootTime::from_millis(5000)), CATCH_UP);
        assert_eq!(pace.due(), Some(BootTime::from_millis(5001)));
        pace.stop();
        assert_eq!(pace.take(BootTime::from_millis(9000)), 0);
    }
}
