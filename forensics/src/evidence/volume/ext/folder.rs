//! The records of a folder; deleted ones stand in the gaps between those that live.

use super::blocks::Map;
use super::inode::Inode;
use super::superblock::Volume;
use crate::cursor::Cursor;

/// Blocks of a folder that are looked at.
const BLOCKS: usize = 1 << 14;

/// A name and its inode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub inode: u32,
    pub name: String,
}

/// What a folder says.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    pub live: Vec<Row>,
    pub gone: Vec<Row>,
}

pub(super) fn read(volume: &Volume, inode: &Inode, map: &Map) -> Rows {
    let mut rows = Rows::default();
    if !inode.is_folder() {
        return rows;
    }
    for block in map.blocks().take(BLOCKS) {
        rows.block(&volume.block(block), volume.inodes);
    }
    rows
}

impl Rows {
    /// The records of one block.
    pub(super) fn block(&mut self, bytes: &[u8], inodes: u32) {
        let mut at = 0_usize;
        while let Some((row, length, used)) = record(bytes, at, bytes.len()) {
            let end = at.saturating_add(length);
            if length < 8 || end > bytes.len() {
                return;
            }
            let is_used = row.inode != 0;
            if is_used && row.inode <= inodes && row.name != "." && row.name != ".." {
                self.live.push(row);
            }
            // The record that lives covers those that were deleted behind it.
            let begins = if is_used {
                at.saturating_add(used)
            } else {
                at.saturating_add(8)
            };
            self.gap(bytes, begins, end, inodes);
            at = end;
        }
    }

    fn gap(&mut self, bytes: &[u8], from: usize, until: usize, inodes: u32) {
        let mut at = from.next_multiple_of(4);
        while at.saturating_add(12) <= until {
            let found = record(bytes, at, until).filter(|(row, length, used)| {
                let end = at.saturating_add(*used);
                (1..=inodes).contains(&row.inode)
                    && length.is_multiple_of(4)
                    && length >= used
                    && end <= until
                    && is_name(&row.name)
                    && is_kind(bytes, at)
            });
            match found {
                Some((row, _, used)) => {
                    if row.name != "." && row.name != ".." {
                        self.gone.push(row);
                    }
                    at = at.saturating_add(used);
                }
                None => at = at.saturating_add(4),
            }
        }
    }
}

/// The record at a place: its length as stated, and what its name takes.
fn record(bytes: &[u8], at: usize, until: usize) -> Option<(Row, usize, usize)> {
    let mut cursor = Cursor::new(bytes.get(at..until)?);
    let (inode, length, name) = (cursor.u32_le()?, cursor.u16_le()?, cursor.u8()?);
    cursor.skip(1)?;
    // Blocks of 64 KiB: 65535 and 0 stand for all of it.
    let length = if matches!(length, 0xffff | 0) && bytes.len() > 0xffff {
        bytes.len().saturating_sub(at)
    } else {
        usize::from(length)
    };
    let used = usize::from(name).saturating_add(8).next_multiple_of(4);
    let name = cursor.take(usize::from(name)).unwrap_or_default();
    let name = String::from_utf8_lossy(name).into_owned();
    Some((Row { inode, name }, length, used))
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|letter| !letter.is_control() && letter != '/')
}

fn is_kind(bytes: &[u8], at: usize) -> bool {
    let kind = at.checked_add(7).and_then(|at| bytes.get(at));
    kind.is_some_and(|kind| *kind <= 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(inode: u32, length: u16, name: &str) -> Vec<u8> {
        let mut row = inode.to_le_bytes().to_vec();
        row.extend(length.to_le_bytes());
        row.extend([name.len() as u8, 1]);
        row.extend(name.as_bytes());
        row.resize(row.len().next_multiple_of(4), 0);
        row
    }

    #[test]
    fn a_name_in_the_gap_behind_another_was_deleted() {
        let mut block = row(12, 64 - 12, "a.ulg");
        let gap = row(13, 36, "log_7.ulg");
        block.extend(&gap);
        block.resize(52, 0);
        block.extend(row(14, 12, "end"));
        let mut rows = Rows::default();
        rows.block(&block, 100);
        let names = |rows: &[Row]| {
            rows.iter()
                .map(|r| (r.inode, r.name.clone()))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            names(&rows.live),
            [(12, "a.ulg".into()), (14, "end".into())]
        );
        assert_eq!(names(&rows.gone), [(13, "log_7.ulg".into())]);
    }

    #[test]
    fn a_block_of_anything_is_read_without_a_panic() {
        for seed in 0..=255_u8 {
            let block: Vec<u8> = (0..1024_usize)
                .map(|n| seed.wrapping_mul(n as u8) ^ (n >> 3) as u8)
                .collect();
            Rows::default().block(&block, 100);
            Rows::default().block(&block[..usize::from(seed)], 100);
        }
    }
}
