//! Where a DataFlash log ends: its records follow each other, each of a kind whose length a record
//! before it states. The layout stands in `formats::dataflash`.

use super::Ending;
use super::walk::Walk;

/// The record that describes records describes itself first.
pub(super) const MARK: &[u8] = b"\xa3\x95\x80\x80\x59FMT\0";
const DESCRIPTION: u8 = 0x80;

pub(super) fn end(walk: &mut Walk<'_>) -> Option<(u64, Ending)> {
    let mut lengths = [0_u8; 256];
    let mut count = 0_u64;
    let ending = loop {
        let Some([0xa3, 0x95, kind]) = walk.array() else {
            let is_end = walk.peek(3).is_none();
            break if is_end {
                Ending::Space
            } else {
                Ending::Records
            };
        };
        if kind == DESCRIPTION
            && let Some([.., of, length]) = walk.array::<5>()
            && let Some(known) = lengths.get_mut(usize::from(of))
        {
            *known = length;
        }
        let length = lengths.get(usize::from(kind)).copied().unwrap_or(0);
        if length < 3 {
            break Ending::Records;
        }
        if walk.skip(u64::from(length)).is_none() {
            break Ending::Space;
        }
        count = count.saturating_add(1);
    };
    (count > 4).then_some((walk.at, ending))
}
