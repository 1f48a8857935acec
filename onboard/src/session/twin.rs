//! Whether somebody else speaks with our address: a second program that commands our vehicle.
//! What we said ourselves may come back to us (radios and routers echo); that is no twin.

use std::collections::VecDeque;
use std::time::Duration;

use missions::time::BootTime;

/// Frames of ours that are remembered: some minutes.
const REMEMBERED: usize = 512;
/// A twin that stays is told this often.
const TOLD_EVERY: Duration = Duration::from_mins(1);

/// What we said, to know it again.
#[derive(Debug, Default)]
pub(super) struct Twin {
    sent: VecDeque<Vec<u8>>,
    told: Option<BootTime>,
}

impl Twin {
    /// We said this.
    pub(super) fn sent(&mut self, frame: &[u8]) {
        if self.sent.len() >= REMEMBERED {
            self.sent.pop_front();
        }
        self.sent.push_back(frame.to_vec());
    }

    /// A frame came that says that it is from us; whether that is worth telling.
    pub(super) fn is_news(&mut self, now: BootTime, frame: &[u8]) -> bool {
        let is_echo = self.sent.iter().any(|sent| sent == frame);
        let told_lately = self.told.is_some_and(|at| now.since(at) < TOLD_EVERY);
        if is_echo || told_lately {
            return false;
        }
        self.told = Some(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_twin_is_told_once_a_minute_and_an_echo_never() {
        let mut twin = Twin::default();
        let at = |second: u64| BootTime::from_millis(second * 1000);
        twin.sent(b"ours");
        assert!(!twin.is_news(at(0), b"ours"));
        assert!(twin.is_news(at(1), b"theirs"));
        assert!(!twin.is_news(at(2), b"theirs again"));
        assert!(twin.is_news(at(61), b"and again"));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut twin = Twin::default();
        for n in 0..10_000_u32 {
            twin.sent(&n.to_be_bytes());
        }
        assert_eq!(twin.sent.len(), REMEMBERED);
        assert!(!twin.is_news(BootTime::ZERO, &9999_u32.to_be_bytes()));
    }
}
