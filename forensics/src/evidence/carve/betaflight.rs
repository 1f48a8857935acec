//! Where a blackbox log ends: with its own words, where the next one begins, or where the flash was
//! never written. The layout stands in `formats::blackbox`.

use memchr::memmem;

use super::Ending;
use super::walk::Walk;

pub(super) const MARK: &[u8] = b"H Product:Blackbox flight data recorder by Nicholas Sherlock\n";
const LAST: &[u8] = b"E\xffEnd of log\0";
/// So many bytes alike were never written.
const BLANK: usize = 2048;
const STEP: usize = 64 << 10;

pub(super) fn end(walk: &mut Walk<'_>) -> Option<(u64, Ending)> {
    walk.skip(MARK.len() as u64)?;
    loop {
        let bytes = walk.up_to(STEP);
        if bytes.is_empty() {
            return Some((walk.at, Ending::Space));
        }
        let stops = [
            memmem::find(bytes, LAST).map(|at| (at.saturating_add(LAST.len()), Ending::Stated)),
            memmem::find(bytes, MARK).map(|at| (at, Ending::Records)),
            memmem::find(bytes, &[0xff; BLANK]).map(|at| (at, Ending::Records)),
            memmem::find(bytes, &[0; BLANK]).map(|at| (at, Ending::Records)),
        ];
        let first = stops.into_iter().flatten().min_by_key(|(at, _)| *at);
        if let Some((at, ending)) = first {
            return Some((walk.at.saturating_add(at as u64), ending));
        }
        // What is cut by the end of the step is whole in the next one.
        let count = bytes.len();
        let step = if count < STEP {
            count
        } else {
            count.saturating_sub(BLANK)
        };
        walk.skip(step as u64)?;
    }
}
