//! Where a telemetry log ends: its entries follow each other, each a time and a frame. The layout
//! stands in `formats::tlog`.

use super::Ending;
use super::walk::Walk;

/// 2000 and 2100, microseconds since 1970.
const YEARS: std::ops::Range<u64> = 946_684_800_000_000..4_102_444_800_000_000;
/// Between two entries: a log that was carried on the next day.
const GAP: u64 = 86_400_000_000;
/// Fewer entries are a coincidence.
const FEWEST: u64 = 8;

pub(super) fn begins(bytes: &[u8]) -> bool {
    time(bytes).is_some() && matches!(bytes.get(8), Some(0xfd | 0xfe))
}

fn time(bytes: &[u8]) -> Option<u64> {
    let time = u64::from_be_bytes(*bytes.first_chunk()?);
    YEARS.contains(&time).then_some(time)
}

pub(super) fn end(walk: &mut Walk<'_>) -> Option<(u64, Ending)> {
    let (mut last, mut count) = (None, 0_u64);
    let ending = loop {
        let Some(head) = walk.array::<11>() else {
            break Ending::Space;
        };
        let near = |now: &u64| last.is_none_or(|last: u64| now.abs_diff(last) < GAP);
        let Some(now) = time(&head).filter(near) else {
            break Ending::Records;
        };
        let [.., mark, length, flags] = head;
        let length = match mark {
            0xfe => u64::from(length).saturating_add(8),
            0xfd if flags & !1 == 0 => {
                let signature = if flags & 1 == 1 { 13 } else { 0 };
                u64::from(length)
                    .saturating_add(12)
                    .saturating_add(signature)
            }
            _ => break Ending::Records,
        };
        if walk.skip(length.saturating_add(8)).is_none() {
            break Ending::Space;
        }
        last = Some(now);
        count = count.saturating_add(1);
    };
    (count >= FEWEST).then_some((walk.at, ending))
}
