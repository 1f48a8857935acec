//! Older copies of inodes and folders in the journal.
//!
//! ```text
//! block     c03b3998 │ u32 kind │ u32 sequence │ …         big-endian
//!   kind 1    names the volume's blocks whose copies follow it, in order:
//!             u32 block │ u16 sum │ u16 flags │ u32 high        or, with checksums of version 3,
//!             u32 block │ u32 flags │ u32 high │ u32 sum        flags: 2 no UUID follows, 8 the last,
//!             │ 16 UUID                                          1 the copy's own c03b3998 was blanked
//!   kind 3, 4 superblock: 12 u32 bytes a block │ 16 blocks │ 20 first │ 40 features
//! ```
//!
//! All of it is looked at, not only what was not yet written back: what a transaction of last week
//! left is what is wanted. A copy of an inode is believed if its checksum holds; on volumes without
//! checksums, if what it says is possible.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::blocks::Map;
use super::checksum::is_inode;
use super::folder::{Row, Rows};
use super::inode::Inode;
use super::superblock::Volume;
use crate::cursor::Cursor;

/// Blocks of a journal that are looked at.
const BLOCKS: usize = 1 << 18;
/// Names that are kept.
const NAMES: usize = 1 << 18;

/// What older copies say.
#[derive(Clone, Debug, Default)]
pub(super) struct Copies {
    /// The latest copy of each inode that still leads to content.
    pub inodes: BTreeMap<u32, Inode>,
    /// Names, each with its folder's path.
    pub names: Vec<(Row, String)>,
}

/// A copy of a block.
struct Copy {
    sequence: u32,
    block: u64,
    /// Which block of the journal holds it.
    at: usize,
    is_blanked: bool,
}

pub(super) fn read(volume: &Volume, folders: &HashMap<u64, String>) -> Copies {
    let mut found = Copies::default();
    let Some(inode) = volume.inode(volume.journal).filter(|_| volume.journal != 0) else {
        return found;
    };
    let blocks: Vec<u64> = Map::of(volume, &inode).blocks().take(BLOCKS).collect();
    let head = blocks
        .first()
        .map(|first| volume.block(*first))
        .unwrap_or_default();
    let Some(tags) = Tags::read(&head) else {
        return found;
    };
    let mut copies = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        tags.named(&volume.block(*block), at, blocks.len(), &mut copies);
    }
    copies.sort_by_key(|copy| copy.sequence);
    let mut known = HashSet::new();
    for copy in copies {
        let Some(block) = blocks.get(copy.at) else {
            continue;
        };
        let mut bytes = volume.block(*block);
        if let Some(head) = bytes.get_mut(..4).filter(|_| copy.is_blanked) {
            head.copy_from_slice(&MARK);
        }
        found.inodes(volume, copy.block, &bytes);
        if let Some(path) = folders.get(&copy.block) {
            found.folder(volume, &bytes, path, &mut known);
        }
    }
    found
}

impl Copies {
    fn inodes(&mut self, volume: &Volume, block: u64, bytes: &[u8]) {
        for (number, at) in volume.inodes_in(block) {
            let end = at.saturating_add(volume.inode_bytes());
            let Some(bytes) = bytes.get(at..end) else {
                break;
            };
            let Some(inode) = Inode::parse(bytes) else {
                continue;
            };
            let is_sound = is_inode(volume, number, bytes).unwrap_or(true);
            if is_sound && inode.is_file() && inode.links > 0 && inode.has_content() {
                let map = Map::of(volume, &inode);
                if map.broken.is_none() && !map.extents.is_empty() {
                    self.inodes.insert(number, inode);
                }
            } else if is_sound && inode.links > 0 {
                // Another life of this number: what an earlier copy says is of another file.
                self.inodes.remove(&number);
            }
        }
    }

    fn folder(
        &mut self,
        volume: &Volume,
        bytes: &[u8],
        path: &str,
        known: &mut HashSet<(u32, String)>,
    ) {
        let mut rows = Rows::default();
        rows.block(bytes, volume.inodes);
        for row in rows.live.into_iter().chain(rows.gone) {
            if self.names.len() < NAMES && known.insert((row.inode, row.name.clone())) {
                self.names.push((row, path.to_owned()));
            }
        }
    }
}

const MARK: [u8; 4] = [0xc0, 0x3b, 0x39, 0x98];

/// How this journal names blocks.
struct Tags {
    is_64: bool,
    has_sums: bool,
    has_long_sums: bool,
}

impl Tags {
    fn read(head: &[u8]) -> Option<Self> {
        let mut cursor = Cursor::new(head);
        if cursor.array::<4>()? != MARK {
            return None;
        }
        let kind = cursor.u32_be()?;
        cursor.seek(40)?;
        let features = if kind == 4 { cursor.u32_be()? } else { 0 };
        Some(Self {
            is_64: features & 2 != 0,
            has_sums: features & 0x18 != 0,
            has_long_sums: features & 0x10 != 0,
        })
    }

    /// The copies that a block names, if it is one that does.
    fn named(&self, bytes: &[u8], at: usize, blocks: usize, copies: &mut Vec<Copy>) {
        let tail = if self.has_sums { 4 } else { 0 };
        let room = bytes.len().saturating_sub(tail);
        let mut cursor = Cursor::new(bytes.get(..room).unwrap_or_default());
        if cursor.array::<4>() != Some(MARK) || cursor.u32_be() != Some(1) {
            return;
        }
        let Some(sequence) = cursor.u32_be() else {
            return;
        };
        let mut next = at;
        while let Some((block, flags)) = self.tag(&mut cursor) {
            // The journal is a ring; its first block is its own.
            next = next.saturating_add(1);
            if next >= blocks {
                next = 1;
            }
            // Each copy fills a block of its own: whoever names more than there are, lies.
            if copies.len() >= blocks {
                return;
            }
            copies.push(Copy {
                sequence,
                block,
                at: next,
                is_blanked: flags & 1 != 0,
            });
            let is_last = flags & 8 != 0;
            if is_last || (flags & 2 == 0 && cursor.skip(16).is_none()) {
                return;
            }
        }
    }

    fn tag(&self, cursor: &mut Cursor<'_>) -> Option<(u64, u32)> {
        let low = u64::from(cursor.u32_be()?);
        let (flags, high) = if self.has_long_sums {
            let (flags, high) = (cursor.u32_be()?, cursor.u32_be()?);
            cursor.skip(4)?;
            (flags, high)
        } else {
            cursor.skip(2)?;
            let flags = u32::from(cursor.u16_be()?);
            (flags, if self.is_64 { cursor.u32_be()? } else { 0 })
        };
        let high = if self.is_64 { u64::from(high) << 32 } else { 0 };
        Some((high | low, flags))
    }
}
