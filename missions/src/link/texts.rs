//! Status texts: cut into chunks of 50 bytes where they are longer.

use super::CharArray;
use super::dialect::{MavMessage, STATUSTEXT_DATA};
use super::to_mavlink;
use crate::telemetry::Severity;

/// Bytes of text in one message.
const CHUNK: usize = 50;
/// More chunks than a byte can count are not sent.
const MOST_CHUNKS: usize = 256;

/// Numbers long texts, so that their chunks are put together again.
#[derive(Clone, Copy, Debug, Default)]
pub struct Texts {
    last: u16,
}

impl Texts {
    /// No text has been said yet.
    pub const fn new() -> Self {
        Self { last: 0 }
    }

    /// The messages of one text. Source: MAVLink common, `STATUSTEXT`: number 0 means one chunk;
    /// the last chunk of a longer text ends with a zero.
    pub fn messages(&mut self, severity: Severity, text: &str) -> Vec<MavMessage> {
        let bytes = text.as_bytes();
        if bytes.len() <= CHUNK {
            return vec![message(severity, bytes, 0, 0)];
        }
        self.last = self.last.checked_add(1).unwrap_or(1);
        let mut chunks: Vec<&[u8]> = bytes.chunks(CHUNK).take(MOST_CHUNKS).collect();
        if bytes.len().is_multiple_of(CHUNK) && chunks.len() < MOST_CHUNKS {
            chunks.push(&[]);
        }
        (0..=u8::MAX)
            .zip(chunks)
            .map(|(seq, chunk)| message(severity, chunk, self.last, seq))
            .collect()
    }
}

fn message(severity: Severity, chunk: &[u8], id: u16, chunk_seq: u8) -> MavMessage {
    let mut text = [0; CHUNK];
    text[..chunk.len()].copy_from_slice(chunk);
    MavMessage::STATUSTEXT(STATUSTEXT_DATA {
        severity: to_mavlink::severity(severity),
        text: CharArray::new(text),
        id,
        chunk_seq,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Puts the chunks of one text together as a receiver does.
    fn together(messages: &[MavMessage]) -> String {
        let bytes = messages.iter().flat_map(|message| match message {
            MavMessage::STATUSTEXT(text) => text.text.iter().copied().collect::<Vec<u8>>(),
            other => panic!("{other:?}"),
        });
        String::from_utf8(bytes.take_while(|byte| *byte != 0).collect()).unwrap()
    }

    fn check(length: usize, expected: usize) {
        let text: String = "abcdefghij".chars().cycle().take(length).collect();
        let messages = Texts::default().messages(Severity::Info, &text);
        assert_eq!(messages.len(), expected, "{length}");
        assert_eq!(together(&messages), text);
    }

    #[test]
    fn long_texts_are_cut_and_end_with_a_zero() {
        for (length, chunks) in [(0, 1), (49, 1), (50, 1), (51, 2), (100, 3), (120, 3)] {
            check(length, chunks);
        }
    }

    #[test]
    fn each_long_text_has_its_own_number() {
        let mut texts = Texts::default();
        let long = "x".repeat(60);
        let numbers: Vec<u16> = (0..2)
            .flat_map(|_| texts.messages(Severity::Info, &long))
            .map(|message| match message {
                MavMessage::STATUSTEXT(text) => text.id,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(numbers, [1, 1, 2, 2]);
    }
}
