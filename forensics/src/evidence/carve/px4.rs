//! Where a ULog ends: its messages follow each other, each with its length and a known kind.
//! The layout stands in `formats::ulog`.

use std::collections::HashSet;

use super::Ending;
use super::walk::Walk;

pub(super) const MARK: &[u8] = b"ULog\x01\x12\x35";
const HEAD: u64 = 16;

pub(super) fn end(walk: &mut Walk<'_>) -> Option<(u64, Ending)> {
    walk.skip(HEAD)?;
    let mut subscribed = HashSet::new();
    let mut count = 0_u64;
    let ending = loop {
        let Some([low, high, kind]) = walk.array() else {
            break Ending::Space;
        };
        let length = u16::from_le_bytes([low, high]);
        let begins = walk.at;
        walk.skip(3)?;
        if !can_be(walk, kind, length, &mut subscribed) {
            walk.at = begins;
            break Ending::Records;
        }
        if walk.skip(u64::from(length)).is_none() {
            walk.at = begins;
            break Ending::Space;
        }
        count = count.saturating_add(1);
    };
    (count > 1).then_some((walk.at, ending))
}

fn can_be(walk: &mut Walk<'_>, kind: u8, length: u16, subscribed: &mut HashSet<u16>) -> bool {
    let number = |bytes: [u8; 2]| u16::from_le_bytes(bytes);
    match kind {
        b'B' => length == 40,
        b'F' | b'I' | b'M' | b'P' | b'Q' | b'C' => length > 2,
        b'A' => match walk.array() {
            Some([_, low, high]) => {
                subscribed.insert(number([low, high]));
                length > 3
            }
            None => false,
        },
        b'D' => {
            let id = walk.array().map(number);
            id.is_some_and(|id| subscribed.contains(&id))
        }
        b'L' => length > 9 && matches!(walk.array(), Some([b'0'..=b'7'])),
        b'S' => walk.array() == Some([0x2f, 0x73, 0x13, 0x20, 0x25, 0x0c, 0xbb, 0x12]),
        b'R' | b'O' => length == 2,
        _ => false,
    }
}
