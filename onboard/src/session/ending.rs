//! Where the records of a flight end, and whether the flight went on after that.

use missions::time::UtcTime;

use crate::flown::Flown;

/// Positions come five times a second; a longer silence than this, seconds, is a loss.
const MISSING_S: f64 = 3.0;

/// The last place of a flight and what came after it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ending {
    /// How many places there were when it was last looked at.
    samples: usize,
    /// When the last of them was heard.
    placed: Option<UtcTime>,
    /// When it was first heard disarmed after that.
    down: Option<UtcTime>,
}

impl Ending {
    /// Something was heard of the vehicle.
    pub fn look(&mut self, at: UtcTime, flown: &Flown) {
        let samples = flown.track().samples().len();
        if samples != self.samples {
            self.samples = samples;
            self.placed = Some(at);
            self.down = None;
        } else if !flown.is_armed() && self.placed.is_some() {
            self.down.get_or_insert(at);
        }
    }

    /// What of the flight's end is missing at `now`, in words.
    pub fn missing(&self, now: UtcTime) -> Option<String> {
        let placed = self.placed?;
        let until = self.down.unwrap_or(now);
        let micros = until.as_micros().saturating_sub(placed.as_micros());
        let seconds = micros as f64 / 1e6;
        let how = match self.down {
            Some(_) => "until it was heard disarmed",
            None => "and it was not heard disarmed",
        };
        (seconds > MISSING_S).then(|| {
            format!("the end of the flight is missing: no position for {seconds:.1} s from {placed} on, {how}")
        })
    }
}
