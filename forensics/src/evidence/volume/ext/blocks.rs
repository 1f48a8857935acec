//! The way from an inode to its blocks: a tree of extents, or numbers of blocks.
//!
//! ```text
//! extents   f30a │ u16 rows │ u16 room │ u16 depth │ u32 │ rows of 12:
//!   depth 0   u32 first block of the file │ u16 count (above 32768: never written) │ u16, u32 block
//!   deeper    u32 first block of the file │ u32, u16 block with the next node
//! numbers   12 of blocks │ of a block of numbers │ of a block of those │ of a block of those
//! ```

use super::inode::Inode;
use super::superblock::Volume;
use crate::cursor::Cursor;
use crate::evidence::{Piece, Span};

/// Nodes that are looked at for one file: a tree may lead back into itself.
const NODES: u32 = 1 << 16;
/// Pieces that are kept of one file.
const EXTENTS: usize = 1 << 18;

/// Some blocks of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    /// The first in the file.
    pub at: u64,
    pub count: u64,
    /// The first in the volume; none where they were never written.
    pub block: Option<u64>,
}

/// The blocks of a file, in its order.
#[derive(Clone, Debug, Default)]
pub(super) struct Map {
    pub extents: Vec<Extent>,
    pub broken: Option<&'static str>,
    nodes: u32,
}

impl Map {
    pub(super) fn of(volume: &Volume, inode: &Inode) -> Self {
        let mut map = Self::default();
        if inode.is_inline() {
            map.broken = Some("its content stands in the inode, which is not read");
        } else if inode.is_encrypted() {
            map.broken = Some("its content is enciphered");
        } else if inode.has_extents() {
            map.tree(volume, &inode.way, 6);
            map.extents.sort_by_key(|extent| extent.at);
        } else {
            map.numbers(volume, inode);
        }
        map
    }

    /// Every block of the file, bounded.
    pub(super) fn blocks(&self) -> impl Iterator<Item = u64> {
        let extents = self.extents.iter();
        extents.flat_map(|extent| {
            let first = extent.block.unwrap_or(0);
            let count = if extent.block.is_some() {
                extent.count
            } else {
                0
            };
            first..first.saturating_add(count)
        })
    }

    fn tree(&mut self, volume: &Volume, node: &[u8], deepest: u16) {
        self.nodes = self.nodes.saturating_add(1);
        let mut cursor = Cursor::new(node);
        let head = || {
            Some((
                cursor.u16_le()?,
                cursor.u16_le()?,
                cursor.u16_le()?,
                cursor.u16_le()?,
            ))
        };
        let mut head = head;
        let Some((0xf30a, rows, _, depth)) = head() else {
            self.broken = Some("a node of its tree of extents is none");
            return;
        };
        if depth >= deepest || self.nodes > NODES {
            self.broken = Some("its tree of extents leads back into itself");
            return;
        }
        let rest = node.get(12..).unwrap_or_default();
        for row in rest.as_chunks::<12>().0.iter().take(usize::from(rows)) {
            if depth == 0 {
                self.leaf(volume, row);
            } else if let Some(block) = Cursor::new(row).skip(4).and_then(|()| index(row)) {
                self.tree(volume, &volume.block(block), depth);
            }
        }
    }

    fn leaf(&mut self, volume: &Volume, row: &[u8; 12]) {
        let mut cursor = Cursor::new(row);
        let row = || {
            Some((
                cursor.u32_le()?,
                cursor.u16_le()?,
                cursor.u16_le()?,
                cursor.u32_le()?,
            ))
        };
        let mut row = row;
        let Some((at, count, high, low)) = row() else {
            return;
        };
        let block = u64::from(high) << 32 | u64::from(low);
        let (count, is_written) = if count > 32_768 {
            (count.saturating_sub(32_768), false)
        } else {
            (count, true)
        };
        let extent = Extent {
            at: u64::from(at),
            count: u64::from(count),
            block: is_written.then_some(block),
        };
        let is_there = block.saturating_add(extent.count) <= volume.blocks;
        if extent.count == 0 || !is_there || self.extents.len() >= EXTENTS {
            self.broken = Some("its extents lead beyond the volume, or are too many");
        } else {
            self.extents.push(extent);
        }
    }

    fn numbers(&mut self, volume: &Volume, inode: &Inode) {
        let wanted = inode.size.div_ceil(volume.block_bytes.max(1));
        let mut at = 0;
        let (numbers, _) = inode.way.as_chunks::<4>();
        for (number, depth) in numbers.iter().zip([0; 12].into_iter().chain([1, 2, 3])) {
            self.number(
                volume,
                u32::from_le_bytes(*number),
                depth,
                (&mut at, wanted),
            );
        }
    }

    fn number(&mut self, volume: &Volume, block: u32, depth: u32, (at, wanted): (&mut u64, u64)) {
        if *at >= wanted {
            return;
        }
        let in_a_block = volume.block_bytes / 4;
        let block = u64::from(block);
        if block == 0 {
            *at = at.saturating_add(in_a_block.saturating_pow(depth));
            return;
        }
        if depth == 0 {
            self.one(volume, *at, block);
            *at = at.saturating_add(1);
            return;
        }
        self.nodes = self.nodes.saturating_add(1);
        if self.nodes > NODES {
            self.broken = Some("its numbers of blocks lead back into themselves");
            return;
        }
        for number in volume.block(block).as_chunks::<4>().0 {
            let number = u32::from_le_bytes(*number);
            self.number(volume, number, depth.saturating_sub(1), (&mut *at, wanted));
        }
    }

    fn one(&mut self, volume: &Volume, at: u64, block: u64) {
        if block >= volume.blocks || self.extents.len() >= EXTENTS {
            self.broken = Some("its numbers lead beyond the volume, or are too many");
            return;
        }
        let follows = |last: &&mut Extent| {
            last.at.saturating_add(last.count) == at
                && last.block.map(|first| first.saturating_add(last.count)) == Some(block)
        };
        match self.extents.last_mut().filter(follows) {
            Some(last) => last.count = last.count.saturating_add(1),
            None => self.extents.push(Extent {
                at,
                count: 1,
                block: Some(block),
            }),
        }
    }

    /// The content of a file of so many bytes; what lies between extents reads as zeros.
    pub(super) fn pieces(&self, volume: &Volume, size: u64) -> Vec<Piece> {
        let block = volume.block_bytes;
        let mut pieces = Vec::new();
        let mut at = 0_u64;
        // More zeros than the volume has bytes are no content.
        let mut zeros_left = volume.blocks.saturating_mul(block);
        for extent in &self.extents {
            let begins = extent.at.saturating_mul(block);
            if begins >= size || begins < at {
                continue;
            }
            let gap = begins.saturating_sub(at);
            let length = extent
                .count
                .saturating_mul(block)
                .min(size.saturating_sub(begins));
            let zeros = if extent.block.is_some() {
                gap
            } else {
                gap.saturating_add(length)
            };
            let Some(left) = zeros_left.checked_sub(zeros) else {
                break;
            };
            zeros_left = left;
            if gap > 0 {
                pieces.push(Piece::Zeros(gap));
            }
            pieces.push(match extent.block {
                Some(first) => Piece::At(Span::new(first.saturating_mul(block), length)),
                None => Piece::Zeros(length),
            });
            at = begins.saturating_add(length);
        }
        let rest = size.saturating_sub(at);
        if rest > 0 && rest <= zeros_left && self.broken.is_none() && !self.extents.is_empty() {
            pieces.push(Piece::Zeros(rest));
        }
        pieces
    }
}

/// The block of a node's row.
fn index(row: &[u8; 12]) -> Option<u64> {
    let mut cursor = Cursor::new(row);
    cursor.skip(4)?;
    let (low, high) = (cursor.u32_le()?, cursor.u16_le()?);
    Some(u64::from(high) << 32 | u64::from(low))
}
