//! Where a text ends that a known format begins: at the first byte that is none of a text.
//! Subtitles, tables, JSON: what they are is asked of `formats`.

use super::Ending;
use super::walk::Walk;
use crate::formats::recognise;

/// So much of a text is looked at to know it.
const HEAD: usize = 8 << 10;
/// A text is not longer.
const LONGEST: u64 = 256 << 20;

pub(super) fn begins(bytes: &[u8]) -> bool {
    let head = bytes.get(..48).unwrap_or_default();
    head.iter().all(|byte| is_text(*byte)) && !head.is_empty()
}

const fn is_text(byte: u8) -> bool {
    byte >= 0x20 && byte != 0x7f || matches!(byte, b'\n' | b'\r' | b'\t')
}

pub(super) fn end(walk: &mut Walk<'_>) -> Option<(u64, Ending)> {
    let head = walk.up_to(HEAD);
    let length = head.iter().position(|byte| !is_text(*byte));
    recognise(head.get(..length.unwrap_or(head.len()))?)?;
    while walk.at < LONGEST {
        let bytes = walk.up_to(64 << 10);
        if bytes.is_empty() {
            return Some((walk.at, Ending::Space));
        }
        let stop = bytes.iter().position(|byte| !is_text(*byte));
        let step = stop.unwrap_or(bytes.len()) as u64;
        walk.skip(step)?;
        if stop.is_some() {
            return Some((walk.at, Ending::Records));
        }
    }
    Some((walk.at, Ending::Records))
}
