//! The newest value of something, with its age.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::BootTime;

/// The newest value of one quantity, if there ever was one, and when it came.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Latest<T>(Option<Dated<T>>);

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Dated<T> {
    value: T,
    /// When it arrived here, our clock.
    at: BootTime,
    /// When it was measured, the vehicle's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    measured: Option<BootTime>,
}

impl<T> Latest<T> {
    /// Nothing is known yet.
    pub const UNKNOWN: Self = Self(None);

    /// Replaces the value; `now` is our own clock.
    pub fn set(&mut self, now: BootTime, value: T) {
        self.0 = Some(Dated {
            value,
            at: now,
            measured: None,
        });
    }

    /// Replaces the value with one that the vehicle stamped with its own boot time.
    pub fn set_measured(&mut self, now: BootTime, measured: BootTime, value: T) {
        self.0 = Some(Dated {
            value,
            at: now,
            measured: Some(measured),
        });
    }

    /// Replaces the value if there is a new one; otherwise the old one goes on ageing.
    pub fn set_some(&mut self, now: BootTime, value: Option<T>) {
        if let Some(value) = value {
            self.set(now, value);
        }
    }

    /// Forgets it.
    pub fn clear(&mut self) {
        self.0 = None;
    }

    /// The value, however old.
    pub fn as_ref(&self) -> Option<&T> {
        self.0.as_ref().map(|dated| &dated.value)
    }

    /// When the value arrived, our clock.
    pub fn at(&self) -> Option<BootTime> {
        self.0.as_ref().map(|dated| dated.at)
    }

    /// When the value was measured, the *vehicle's* clock, if it said so.
    ///
    /// Two values of one vehicle can be compared by it; it has nothing to do with our clock.
    pub fn measured(&self) -> Option<BootTime> {
        self.0.as_ref().and_then(|dated| dated.measured)
    }

    /// How long ago the value arrived.
    pub fn age(&self, now: BootTime) -> Option<Duration> {
        self.at().map(|at| now.since(at))
    }
}

impl<T: Copy> Latest<T> {
    /// The value, however old.
    pub fn get(&self) -> Option<T> {
        self.as_ref().copied()
    }

    /// The value, if it is no older than `limit`.
    pub fn within(&self, now: BootTime, limit: Duration) -> Option<T> {
        self.get()
            .filter(|_| self.age(now).is_some_and(|age| age <= limit))
    }
}

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self::UNKNOWN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_ages_and_an_empty_update_does_not_refresh_it() {
        let mut latest = Latest::UNKNOWN;
        assert_eq!(latest.get(), None);
        latest.set(BootTime::from_millis(1000), 7);
        latest.set_some(BootTime::from_millis(2000), None);
        let now = BootTime::from_millis(2500);
        assert_eq!(latest.age(now), Some(Duration::from_millis(1500)));
        assert_eq!(latest.within(now, Duration::from_secs(1)), None);
        assert_eq!(latest.within(now, Duration::from_secs(2)), Some(7));
    }
}
