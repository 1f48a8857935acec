//! When to say something again, and when to give up. No clock: `now` is an argument.

use std::time::Duration;

use crate::time::BootTime;

/// What a look at the time gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// Not due yet, or not running.
    NotYet,
    /// Due: say it again. The number of times it was said again, from 1.
    Again(u32),
    /// Due, and it was said often enough. The timer has stopped.
    GaveUp,
}

/// A retry timer: due after an interval, a limited number of times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    interval: Duration,
    limit: u32,
    said_again: u32,
    due: Option<BootTime>,
}

impl Retry {
    /// A timer that is not running yet: due each `interval`, giving up after `limit` repeats.
    pub const fn new(interval: Duration, limit: u32) -> Self {
        Self {
            interval,
            limit,
            said_again: 0,
            due: None,
        }
    }

    /// A timer that runs from `now`.
    pub fn started(now: BootTime, interval: Duration, limit: u32) -> Self {
        let mut retry = Self::new(interval, limit);
        retry.start(now);
        retry
    }

    /// Starts from the beginning: something was said, or the other side was heard.
    pub fn start(&mut self, now: BootTime) {
        self.said_again = 0;
        self.due = Some(now + self.interval);
    }

    /// Waits for `interval` from now on, without counting it as a repeat.
    pub fn wait(&mut self, now: BootTime, interval: Duration) {
        self.due = Some(now + interval);
    }

    /// Stops.
    pub const fn stop(&mut self) {
        self.due = None;
    }

    /// When it is due.
    pub const fn due(&self) -> Option<BootTime> {
        self.due
    }

    /// Looks at the time; when due, counts a repeat and runs on, or gives up and stops.
    pub fn expire(&mut self, now: BootTime) -> Expiry {
        if self.due.is_none_or(|due| now < due) {
            return Expiry::NotYet;
        }
        if self.said_again == self.limit {
            self.stop();
            return Expiry::GaveUp;
        }
        self.said_again += 1;
        self.due = Some(now + self.interval);
        Expiry::Again(self.said_again)
    }
}

/// The earlier of several times.
pub fn earliest(times: impl IntoIterator<Item = Option<BootTime>>) -> Option<BootTime> {
    times.into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_it_again_as_often_as_allowed_and_then_gives_up() {
        let mut retry = Retry::started(BootTime::ZERO, Duration::from_millis(500), 2);
        assert_eq!(retry.expire(BootTime::from_millis(499)), Expiry::NotYet);
        assert_eq!(retry.expire(BootTime::from_millis(500)), Expiry::Again(1));
        assert_eq!(retry.expire(BootTime::from_millis(1000)), Expiry::Again(2));
        assert_eq!(retry.expire(BootTime::from_millis(1500)), Expiry::GaveUp);
        assert_eq!(retry.due(), None);
    }

    #[test]
    fn a_stopped_timer_is_never_due() {
        let mut retry = Retry::new(Duration::ZERO, 1);
        assert_eq!(retry.expire(BootTime::from_millis(9)), Expiry::NotYet);
    }
}
