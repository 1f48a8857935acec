//! The time since the program began, and UTC then.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use missions::time::{BootTime, UtcTime};

/// The only clock of the program.
pub(super) struct Clock {
    start: Instant,
    /// UTC at second 0.
    pub(super) epoch: UtcTime,
}

impl Clock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the program's clock is read here and in `now`"
    )]
    pub(super) fn start() -> Self {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Self {
            start: Instant::now(),
            epoch: UtcTime::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX)),
        }
    }

    pub(super) fn now(&self) -> BootTime {
        BootTime::ZERO + self.start.elapsed()
    }
}
