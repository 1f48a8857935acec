//! The one place of this crate that reads a clock.

use std::time::{SystemTime, UNIX_EPOCH};

use missions::time::UtcTime;

/// The time of this machine.
#[expect(
    clippy::disallowed_methods,
    reason = "a program's edge reads the clock"
)]
pub(super) fn now() -> UtcTime {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let micros = since.unwrap_or_default().as_micros();
    UtcTime::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))
}
