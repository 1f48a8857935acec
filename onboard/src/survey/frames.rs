//! The frames' own clock: what the survey waits for in pictures it counts in their time, so that it
//! does not matter how fast they come.

use std::time::Duration;

use missions::time::BootTime;

/// When the last frame was taken, and when it came.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Frames {
    last_s: f64,
    came: Option<BootTime>,
    settled_s: f64,
}

impl Frames {
    /// A frame came that was taken at this second of its source.
    pub(super) fn came(&mut self, now: BootTime, time_s: f64) {
        self.came = Some(now);
        if time_s < self.last_s {
            self.settled_s = 0.0; // the source began again
        }
        self.last_s = time_s;
    }

    /// Frames are waited for from now on.
    pub(super) const fn wait(&mut self, now: BootTime) {
        self.came = Some(now);
    }

    /// What is taken in the next seconds is not of what is looked at now.
    pub(super) fn settle(&mut self, seconds: f64) {
        self.settled_s = self.last_s + seconds;
    }

    /// Whether a frame is of what is looked at now.
    pub(super) fn is_settled(&self, time_s: f64) -> bool {
        time_s >= self.settled_s
    }

    /// For how long no frame has come.
    pub(super) fn silent(&self, now: BootTime) -> Duration {
        self.came.map_or(Duration::ZERO, |came| now.since(came))
    }
}
