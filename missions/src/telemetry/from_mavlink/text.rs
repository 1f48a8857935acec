//! STATUSTEXT: a text longer than 50 bytes comes in numbered chunks.

use super::super::{EventKind, Severity};
use crate::link::dialect::STATUSTEXT_DATA;
use crate::link::from_mavlink;

/// A text of which more is to come.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::telemetry) struct PartialText {
    id: u16,
    next_chunk: u8,
    bytes: Vec<u8>,
    severity: Option<Severity>,
}

/// No text is longer, in bytes: chunks are counted in eight bits, each of 50 bytes.
const LONGEST: usize = 256 * 50;

/// What a chunk that was lost leaves behind.
const GAP: &str = "…";

impl PartialText {
    /// Takes in one message; gives the texts that are complete by it: a text that another
    /// interrupts is given as far as it came.
    pub(super) fn take(&mut self, m: &STATUSTEXT_DATA) -> Vec<EventKind> {
        let severity = from_mavlink::severity(m.severity);
        let chunk: Vec<u8> = m
            .text
            .iter()
            .copied()
            .take_while(|byte| *byte != 0)
            .collect();
        let last = m.id == 0 || chunk.len() < m.text.len();
        let goes_on = m.id != 0 && m.id == self.id && m.chunk_seq != 0 && self.severity.is_some();
        let mut texts = Vec::new();
        if !goes_on {
            texts.extend(self.finish());
            *self = Self {
                id: m.id,
                next_chunk: 0,
                bytes: Vec::new(),
                severity: Some(severity),
            };
        }
        if m.id != 0 && m.chunk_seq != self.next_chunk {
            self.bytes.extend_from_slice(GAP.as_bytes());
        }
        self.bytes.extend_from_slice(&chunk);
        self.next_chunk = m.chunk_seq.wrapping_add(1);
        if last || self.bytes.len() >= LONGEST {
            texts.extend(self.finish());
        }
        texts
    }

    fn finish(&mut self) -> Option<EventKind> {
        let severity = self.severity.take()?;
        let bytes = std::mem::take(&mut self.bytes);
        let text = String::from_utf8_lossy(&bytes).trim_end().to_owned();
        Some(EventKind::Text { severity, text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::dialect::MavSeverity;

    fn check(chunks: &[(u16, u8, &str)], expected: &[&str]) {
        let mut partial = PartialText::default();
        let mut texts = Vec::new();
        for (id, chunk_seq, text) in chunks {
            texts.extend(partial.take(&STATUSTEXT_DATA {
                severity: MavSeverity::MAV_SEVERITY_WARNING,
                text: (*text).into(),
                id: *id,
                chunk_seq: *chunk_seq,
            }));
        }
        let words: Vec<&str> = texts
            .iter()
            .map(|kind| match kind {
                EventKind::Text { text, .. } => text.as_str(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(words, expected);
    }

    #[test]
    fn a_text_without_an_end_is_given_when_it_is_as_long_as_any_can_be() {
        let chunks: Vec<_> = (0..600).map(|n| (7, (n % 255) as u8 + 1, FIFTY)).collect();
        let mut partial = PartialText::default();
        let mut texts = 0;
        for (id, chunk_seq, text) in chunks {
            texts += partial
                .take(&STATUSTEXT_DATA {
                    severity: MavSeverity::MAV_SEVERITY_WARNING,
                    text: text.into(),
                    id,
                    chunk_seq,
                })
                .len();
            assert!(partial.bytes.len() <= LONGEST + FIFTY.len());
        }
        assert_eq!(texts, 2);
    }

    const FIFTY: &str = "01234567890123456789012345678901234567890123456789";

    #[test]
    fn a_long_text_is_put_together_and_a_lost_chunk_is_shown() {
        check(&[(0, 0, "short")], &["short"]);
        check(&[(0, 0, FIFTY)], &[FIFTY]);
        check(&[(7, 0, FIFTY), (7, 1, "end")], &[&format!("{FIFTY}end")]);
        check(&[(7, 0, FIFTY), (7, 2, "end")], &[&format!("{FIFTY}…end")]);
        check(&[(7, 1, "end")], &["…end"]);
        check(&[(7, 0, FIFTY), (8, 0, "other")], &[FIFTY, "other"]);
    }
}
