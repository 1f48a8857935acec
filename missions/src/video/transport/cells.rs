//! Cells of synchronous metadata.
//!
//! ```text
//! service(8) sequence(8) fragment(2) configuration(1) random access(1) 1111 length(16)   bytes
//! fragment: 3 whole, 2 the first part, 0 one between, 1 the last
//! ```
//!
//! Source: ITU-T H.222.0, section 2.12.4. Some senders leave the cells away and put KLV as it is
//! into the stream; a key cannot be taken for a cell, whose four bits would have to be ones.

use super::Pts;
use crate::video::Flaw;
use crate::video::klv::{Key, LARGEST_PACKET};

/// Bytes of a cell's header.
const HEADER: usize = 5;

/// Puts parts together.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    pid: u16,
    begun: Option<Begun>,
}

#[derive(Clone, Debug)]
struct Begun {
    bytes: Vec<u8>,
    pts: Option<Pts>,
    /// The number that the next part must have.
    next: u8,
}

/// Bytes that belong together with their time, or what is wrong.
type Cell = Result<(Vec<u8>, Option<Pts>), Flaw>;

impl Cells {
    /// For a stream.
    pub(super) const fn new(pid: u16) -> Self {
        Self { pid, begun: None }
    }

    /// Takes the payload of a packet, and gives what is whole.
    pub(super) fn take(&mut self, payload: &[u8], pts: Option<Pts>) -> Vec<Cell> {
        if payload.starts_with(&Key::BEGINNING) {
            return vec![Ok((payload.to_vec(), pts))];
        }
        let mut cells = Vec::new();
        let mut rest = payload;
        while !rest.is_empty() {
            let Some((sequence, fragment, bytes, behind)) = cell(rest) else {
                self.begun = None;
                cells.push(Err(Flaw::Cell(self.pid)));
                break;
            };
            cells.extend(self.add(sequence, fragment, bytes, pts));
            rest = behind;
        }
        cells
    }

    /// Forgets what was begun.
    pub(super) fn lose(&mut self) {
        self.begun = None;
    }

    fn add(&mut self, sequence: u8, fragment: u8, bytes: &[u8], pts: Option<Pts>) -> Option<Cell> {
        let next = sequence.wrapping_add(1);
        let before = self.begun.take();
        match (fragment, before) {
            // One may have been begun that has not ended; this one is whole all the same.
            (3, _) => Some(Ok((bytes.to_vec(), pts))),
            (2, before) => {
                let bytes = bytes.to_vec();
                self.begun = Some(Begun { bytes, pts, next });
                before.map(|_| Err(Flaw::Cell(self.pid)))
            }
            (0 | 1, Some(begun)) if begun.next == sequence => {
                self.grow(begun, fragment, bytes, next)
            }
            _ => Some(Err(Flaw::Cell(self.pid))),
        }
    }

    fn grow(&mut self, mut begun: Begun, fragment: u8, bytes: &[u8], next: u8) -> Option<Cell> {
        begun.bytes.extend_from_slice(bytes);
        if begun.bytes.len() > LARGEST_PACKET {
            return Some(Err(Flaw::UnitTooLarge(self.pid)));
        }
        if fragment == 1 {
            return Some(Ok((begun.bytes, begun.pts)));
        }
        self.begun = Some(Begun { next, ..begun });
        None
    }
}

/// Sequence number, fragment, bytes of the first cell, and what follows it.
fn cell(bytes: &[u8]) -> Option<(u8, u8, &[u8], &[u8])> {
    let [_, sequence, flags, high, low] = *bytes.first_chunk::<HEADER>()?;
    if flags & 0x0f != 0x0f {
        return None;
    }
    let length = usize::from(u16::from_be_bytes([high, low]));
    let (inside, behind) = bytes.get(HEADER..)?.split_at_checked(length)?;
    Some((sequence, flags >> 6, inside, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(sequence: u8, fragment: u8, bytes: &[u8]) -> Vec<u8> {
        let mut cell = vec![0, sequence, fragment << 6 | 0x1f, 0, bytes.len() as u8];
        cell.extend(bytes);
        cell
    }

    /// What comes out of payloads; none for what is wrong.
    fn check(payloads: &[Vec<u8>], expected: &[Option<&[u8]>]) {
        let mut cells = Cells::new(256);
        let out: Vec<Option<Vec<u8>>> = payloads
            .iter()
            .flat_map(|payload| cells.take(payload, None))
            .map(|cell| cell.ok().map(|(bytes, _)| bytes))
            .collect();
        let out: Vec<Option<&[u8]>> = out.iter().map(Option::as_deref).collect();
        assert_eq!(out, expected);
    }

    #[test]
    fn whole_cells_stand_one_behind_the_other() {
        check(
            &[[cell(0, 3, &[1]), cell(1, 3, &[2, 3])].concat()],
            &[Some(&[1]), Some(&[2, 3])],
        );
    }

    #[test]
    fn parts_are_put_together_across_packets() {
        check(
            &[
                cell(255, 2, &[1]),
                cell(0, 0, &[2]),
                cell(1, 1, &[3]),
                cell(2, 3, &[4]),
            ],
            &[Some(&[1, 2, 3]), Some(&[4])],
        );
    }

    #[test]
    fn a_part_whose_beginning_or_middle_is_missing_is_told() {
        check(&[cell(0, 1, &[1]), cell(1, 3, &[2])], &[None, Some(&[2])]);
        check(
            &[cell(0, 2, &[1]), cell(2, 1, &[3]), cell(3, 3, &[4])],
            &[None, Some(&[4])],
        );
        check(
            &[cell(0, 2, &[1]), cell(1, 2, &[2]), cell(2, 1, &[3])],
            &[None, Some(&[2, 3])],
        );
    }

    #[test]
    fn a_cell_that_does_not_fit_is_told() {
        check(&[vec![0, 0, 0xdf, 0, 9, 1]], &[None]);
        check(&[vec![0, 0, 0xd0, 0, 1, 1]], &[None]);
        check(&[vec![0, 0]], &[None]);
    }

    #[test]
    fn klv_without_cells_is_taken_as_it_is() {
        let klv = Key::UAS.0.to_vec();
        check(std::slice::from_ref(&klv), &[Some(&klv)]);
    }
}
