//! Frames that are not believed are told, but not each of them: somebody may send thousands.

use std::time::Duration;

use missions::link::signing::{Refusal, Verdict};
use missions::link::wire::Frame;
use missions::time::BootTime;

use crate::told::Event;

/// Between two reports.
const TOLD_EVERY: Duration = Duration::from_mins(1);

/// What was refused since it was last told.
#[derive(Debug, Default)]
pub(super) struct Distrust {
    told: Option<BootTime>,
    frames: u64,
}

impl Distrust {
    /// Whether a frame is believed, and what is to be told.
    pub(super) fn weigh(
        &mut self,
        now: BootTime,
        frame: &Frame,
        verdict: Verdict,
    ) -> (bool, Option<Event>) {
        let Verdict::Refused(refusal) = verdict else {
            return (true, None);
        };
        self.frames += 1;
        if self.told.is_some_and(|at| now.since(at) < TOLD_EVERY) {
            return (false, None);
        }
        self.told = Some(now);
        let event = Event::Distrusted {
            from: frame.from.to_string(),
            message: frame.id,
            reason: words(refusal).to_owned(),
            frames: std::mem::take(&mut self.frames),
        };
        (false, Some(event))
    }
}

const fn words(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Unsigned => "not signed",
        Refusal::WrongSignature => "not signed with our key",
        Refusal::Replayed => "said again by somebody else",
        Refusal::Stale => "signed more than a minute ago",
    }
}
