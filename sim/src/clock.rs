//! The simulation's clock: real, scaled, or stepped. The only place here that reads a clock.

use std::time::{Duration, Instant};

use missions::time::BootTime;

/// How fast simulated time runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    /// A multiple of real time; 1 is real time.
    Scaled(f64),
    /// As fast as the processor can, or as a test steps it.
    Stepped,
}

/// Says how far the simulation should have come.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    pace: Pace,
    started: Instant,
}

impl Clock {
    /// A clock that starts now. A scale that is not a positive number counts as 1.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the simulation's clock: everything else is told the time"
    )]
    pub fn start(pace: Pace) -> Self {
        let pace = match pace {
            Pace::Scaled(scale) if !(scale.is_finite() && scale > 0.0) => Pace::Scaled(1.0),
            pace => pace,
        };
        Self {
            pace,
            started: Instant::now(),
        }
    }

    /// Its pace.
    pub const fn pace(&self) -> Pace {
        self.pace
    }

    /// Simulated time that real time has reached; none when stepped: any time is due.
    pub fn due(&self) -> Option<BootTime> {
        match self.pace {
            Pace::Scaled(scale) => Some(BootTime::from_secs_f64(
                self.started.elapsed().as_secs_f64() * scale,
            )),
            Pace::Stepped => None,
        }
    }

    /// A scaled clock that is ahead of `then` is set back to it: what was missed is not caught up.
    pub fn forgive(&mut self, then: BootTime) {
        if let (Pace::Scaled(scale), Some(due)) = (self.pace, self.due())
            && due > then
        {
            self.started += due.since(then).div_f64(scale);
        }
    }

    /// How long to wait, in real time, before simulated time may reach `then`.
    pub fn wait(&self, then: BootTime) -> Duration {
        match (self.pace, self.due()) {
            (Pace::Scaled(scale), Some(due)) => then.since(due).div_f64(scale),
            _ => Duration::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stepped_clock_never_waits() {
        let clock = Clock::start(Pace::Stepped);
        assert_eq!(clock.due(), None);
        assert_eq!(clock.wait(BootTime::from_millis(1_000_000)), Duration::ZERO);
    }

    #[test]
    fn a_scaled_clock_waits_a_scaled_time() {
        let clock = Clock::start(Pace::Scaled(10.0));
        let wait = clock.wait(BootTime::from_millis(1_000_000));
        assert!(wait > Duration::from_secs(90) && wait <= Duration::from_secs(100));
    }

    #[test]
    fn nonsense_scales_count_as_real_time() {
        assert_eq!(
            Clock::start(Pace::Scaled(f64::NAN)).pace(),
            Pace::Scaled(1.0)
        );
        assert_eq!(Clock::start(Pace::Scaled(-2.0)).pace(), Pace::Scaled(1.0));
    }
}
