//! Texts in a log. One longer than 50 letters comes in numbered chunks; a chunk that was lost
//! leaves a gap that is shown.

use super::payload::StatusText;
use super::system::System;
use super::{Said, dialect, identity};
use crate::flight::{EventKind, IdentityKind};

/// What a chunk that was lost leaves behind.
const GAP: &str = "…";
/// A text's letters, and how long they are in a message.
const AT: usize = 1;
const LENGTH: usize = 50;
/// No text is longer: chunks are counted in eight bits.
const LONGEST: usize = 256 * LENGTH;

/// A text of which more may come.
#[derive(Debug, Default)]
pub(super) struct Words {
    id: u16,
    next: u8,
    text: String,
}

impl Words {
    /// Takes in one STATUSTEXT; gives the texts that are complete by it.
    pub(super) fn take(&mut self, said: &Said<'_>) -> Vec<String> {
        let m = StatusText::of(said.payload);
        let chunk = dialect::text(said.payload.slice(AT, LENGTH));
        let mut complete = Vec::new();
        if m.id != self.id || m.id == 0 {
            complete.extend(self.finish());
            self.id = m.id;
        }
        if m.id != 0 && m.chunk_seq != self.next {
            self.text.push_str(GAP);
        }
        self.text.push_str(&String::from_utf8_lossy(chunk));
        self.next = m.chunk_seq.wrapping_add(1);
        if m.id == 0 || chunk.len() < LENGTH || self.text.len() >= LONGEST {
            complete.extend(self.finish());
        }
        complete
    }

    fn finish(&mut self) -> Option<String> {
        self.next = 0;
        self.id = 0;
        let text = std::mem::take(&mut self.text);
        let text = text.trim_end();
        (!text.is_empty()).then(|| text.to_owned())
    }
}

impl System {
    /// What a text tells beside its words: firmware, board, serial numbers, faults, releases.
    pub(super) fn text(&mut self, text: &str, said: &Said<'_>) {
        self.event(EventKind::Text { text: text.into() }, said);
        let lower = text.to_lowercase();
        if lower.contains("failsafe") && !lower.contains("cleared") {
            self.event(EventKind::Failsafe { what: text.into() }, said);
        }
        let lets_go = [
            "gripper load releas",
            "gripper open",
            "payload releas",
            "payload drop",
        ];
        if lets_go.iter().any(|words| lower.contains(words)) {
            self.event(EventKind::Release { what: text.into() }, said);
        }
        if is_firmware(text) {
            identity::add(
                IdentityKind::Firmware,
                text.as_bytes(),
                said,
                &mut self.flight,
            );
        }
        if let Some((board, serial)) = board(text) {
            identity::add(
                IdentityKind::Hardware,
                board.as_bytes(),
                said,
                &mut self.flight,
            );
            let kind = IdentityKind::FlightControllerSerial;
            identity::add(kind, serial.as_bytes(), said, &mut self.flight);
        }
    }
}

/// `ArduCopter V4.5.7 (2a3dc4b7)`, `APM:Copter V3.4-dev (bdddfae5)`.
fn is_firmware(text: &str) -> bool {
    let (name, version) = text.split_once(" V").unwrap_or_default();
    let is_ardupilot =
        name.starts_with("Ardu") || name.starts_with("APM:") || name.ends_with("Tracker");
    is_ardupilot && version.starts_with(|letter: char| letter.is_ascii_digit())
}

/// `PX4v2 00390021 34324709 31323533`: a board's name and the three words of its processor's
/// number.
fn board(text: &str) -> Option<(&str, &str)> {
    let (board, serial) = text.split_once(' ')?;
    let words: Vec<&str> = serial.split(' ').collect();
    let is_word =
        |word: &&str| word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    (words.len() == 3 && words.iter().all(is_word)).then_some((board, serial))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_board_says_its_number_in_three_words() {
        let text = "PX4v2 00390021 34324709 31323533";
        assert_eq!(board(text), Some(("PX4v2", "00390021 34324709 31323533")));
        for text in ["PX4: b0cb142b NuttX: d447403a", "EKF3 IMU0 initialised", ""] {
            assert_eq!(board(text), None);
        }
        assert!(is_firmware("APM:Copter V3.4-dev (bdddfae5)"));
        assert!(is_firmware("ArduSub V4.1.1 BETA5 (66c674c1)"));
        assert!(!is_firmware("Arming motors"));
    }
}
