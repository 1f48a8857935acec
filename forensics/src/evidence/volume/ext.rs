//! ext2, ext3 and ext4: what lives and what was deleted.
//!
//! ```text
//! 1024 superblock │ group descriptors │ groups: block map, inode map, inodes, blocks
//!   inode     mode, size, times, links, 60 bytes: a tree of extents, or block numbers, or the content
//!   folder    u32 inode │ u16 length of the record │ u8 of the name │ u8 kind │ name
//! ```
//!
//! Deleting a file sets its inode's time of deletion and, with extents, empties its tree and its
//! size: the inode no longer leads to the content. An older copy of the inode may stand in the
//! journal, and its checksum says whether it is one; names stand in the gaps of folders, and in the
//! journal's copies of folders. What is found so is given if nothing uses those blocks by now.
//!
//! Source: "ext4 Data Structures and Algorithms", kernel documentation (facts only).

mod blocks;
mod checksum;
mod folder;
mod inode;
mod journal;
mod names;
mod superblock;

use std::collections::{BTreeMap, HashSet};

use super::{Content, DEEPEST, Entry, Listing, MOST, System, joined, stretch};
use crate::defect::{DefectKind, Defects};
use crate::evidence::{Evidence, Piece, Span};

use self::blocks::Map;
use self::inode::Inode;
use self::names::Names;
use self::superblock::Volume;

/// The root folder's inode.
const ROOT: u32 = 2;

/// The file system, where there is one.
pub(super) fn list(of: &Evidence) -> Option<Listing> {
    let volume = Volume::read(of)?;
    let mut walk = Walk {
        volume: &volume,
        entries: Vec::new(),
        seen: HashSet::new(),
        names: Names::default(),
        defects: Defects::new(),
    };
    walk.folder(ROOT, "", 0);
    let journal = journal::read(&volume, &walk.names.folders);
    walk.names.add_journal(&journal);
    walk.lost(&journal);
    let unallocated = walk.unallocated();
    Some(Listing {
        system: System::Ext,
        entries: walk.entries,
        unallocated,
        defects: walk.defects,
        label: volume.label.clone(),
        serial: Some(volume.uuid_text()),
    })
}

struct Walk<'a> {
    volume: &'a Volume,
    entries: Vec<Entry>,
    /// Inodes that live and were met; a folder is entered once.
    seen: HashSet<u32>,
    names: Names,
    defects: Defects,
}

impl Walk<'_> {
    fn folder(&mut self, number: u32, path: &str, depth: usize) {
        let Some(inode) = self.volume.inode(number) else {
            let what = format!("{path}/: the inode of this folder cannot be read");
            return self.defects.add(DefectKind::Unreadable, 0, 0, what);
        };
        self.seen.insert(number);
        let map = Map::of(self.volume, &inode);
        let read = folder::read(self.volume, &inode, &map);
        self.names.folder(path, &map);
        for gone in read.gone {
            self.names.deleted(&gone, path);
        }
        for row in read.live {
            if self.entries.len() >= MOST {
                let what = "more files than are looked at: the rest is left out";
                return self.defects.add(DefectKind::Unsupported, 0, 0, what);
            }
            self.row(&row, path, depth);
        }
    }

    fn row(&mut self, row: &folder::Row, path: &str, depth: usize) {
        let path = joined(path, &row.name);
        let Some(inode) = self.volume.inode(row.inode) else {
            let what = format!("{path}: its inode {} cannot be read", row.inode);
            return self.defects.add(DefectKind::Unreadable, 0, 0, what);
        };
        let is_new = self.seen.insert(row.inode);
        let mut entry = entry(path.clone(), row.inode, &inode);
        if inode.is_folder() {
            entry.size = 0;
            entry.content = Content::Allocated;
            self.entries.push(entry);
            if is_new && depth < DEEPEST {
                self.folder(row.inode, &path, depth.saturating_add(1));
            } else {
                let what =
                    format!("{path}: this folder leads back to one seen before, or too deep");
                self.defects.add(DefectKind::Contradiction, 0, 0, what);
            }
            return;
        }
        if !inode.is_file() {
            entry.notes.push(inode.kind().to_owned());
            entry.size = 0;
            entry.content = Content::Gone;
            return self.entries.push(entry);
        }
        let map = Map::of(self.volume, &inode);
        entry.pieces = map.pieces(self.volume, inode.size);
        entry.content = Content::Allocated;
        if let Some(why) = map.broken {
            entry.content = Content::Broken;
            let what = format!("{path}: {why}");
            self.defects.add(DefectKind::Contradiction, 0, 0, what);
        }
        self.entries.push(entry);
    }

    /// Every inode that does not live: by its name where one is left, else by its number.
    fn lost(&mut self, journal: &journal::Copies) {
        let mut placed: BTreeMap<u64, u32> = BTreeMap::new();
        let mut gone = self.volume.gone();
        gone.retain(|(number, _)| !self.seen.contains(number));
        // The one deleted last first: what an older one claims of its blocks was taken since.
        gone.sort_by_key(|(_, inode)| std::cmp::Reverse(inode.deleted));
        for (number, inode) in gone {
            if self.entries.len() >= MOST {
                return;
            }
            let copy = journal.inodes.get(&number).filter(|_| !inode.has_content());
            let by = copy.map_or(Content::Stated, |_| Content::Journal);
            self.lost_one(number, &inode, copy.unwrap_or(&inode), by, &mut placed);
        }
        let living: HashSet<(u64, &str)> = self
            .entries
            .iter()
            .filter(|entry| !entry.is_deleted)
            .map(|entry| (entry.record, entry.path.as_str()))
            .collect();
        let mut left = self.names.left(&self.seen);
        left.retain(|(number, path)| !living.contains(&(u64::from(*number), path.as_str())));
        for (number, path) in left {
            let note = format!(
                "only the name is left: its inode {number} has another name or another file by now"
            );
            self.entries.push(Entry {
                path,
                record: u64::from(number),
                is_folder: false,
                is_deleted: true,
                size: 0,
                pieces: Vec::new(),
                content: Content::Gone,
                times: Vec::new(),
                notes: vec![note],
            });
        }
    }

    fn lost_one(
        &mut self,
        number: u32,
        now: &Inode,
        then: &Inode,
        by: Content,
        placed: &mut BTreeMap<u64, u32>,
    ) {
        let path = self.names.take(number);
        let mut entry = entry(path, number, then);
        entry.is_deleted = true;
        entry.times = then.times();
        entry.times.extend(now.time_of_deletion());
        if !then.is_file() {
            entry.size = 0;
            return self.entries.push(entry);
        }
        let map = Map::of(self.volume, then);
        let mut kept = Vec::new();
        entry.content = by;
        for piece in map.pieces(self.volume, then.size) {
            let whole = self.unused(piece, number, placed);
            let is_whole = whole == Some(piece);
            kept.extend(whole);
            if !is_whole {
                entry.content = Content::Overwritten;
                break;
            }
        }
        if kept.is_empty() && entry.content != Content::Overwritten {
            entry.content = Content::Gone;
            let note = "its inode no longer says where its content lay, and no older copy does";
            entry
                .notes
                .extend((then.size == 0).then(|| note.to_owned()));
        } else if map.broken.is_some() && entry.content == by {
            entry.content = Content::Broken;
        }
        entry.pieces = kept;
        self.entries.push(entry);
    }

    /// As much of a piece, from its beginning, as nothing uses by now; a block that was given to
    /// a file deleted later is not given again.
    fn unused(&self, piece: Piece, number: u32, placed: &mut BTreeMap<u64, u32>) -> Option<Piece> {
        let Piece::At(span) = piece else {
            return Some(piece);
        };
        let size = self.volume.block_bytes;
        let first = span.offset.checked_div(size)?;
        let count = span.length.div_ceil(size);
        let end = first.saturating_add(count);
        let is_free = |block: &u64| !self.volume.is_used(*block) && !placed.contains_key(block);
        let free = (first..end).take_while(is_free).count() as u64;
        placed.extend((first..first.saturating_add(free)).map(|block| (block, number)));
        let length = free.saturating_mul(size).min(span.length);
        (length > 0).then_some(Piece::At(Span::new(span.offset, length)))
    }

    fn unallocated(&mut self) -> Vec<Span> {
        let volume = self.volume;
        let size = volume.block_bytes;
        let mut spans = Vec::new();
        for block in volume.first_block..volume.blocks {
            if volume.is_used(block) {
                continue;
            }
            if !stretch(&mut spans, Span::new(block.saturating_mul(size), size)) {
                let what = "unused space is in more pieces than are looked at";
                self.defects.add(DefectKind::Unsupported, 0, 0, what);
                break;
            }
        }
        spans
    }
}

fn entry(path: String, number: u32, inode: &Inode) -> Entry {
    Entry {
        path,
        record: u64::from(number),
        is_folder: inode.is_folder(),
        is_deleted: false,
        size: inode.size,
        pieces: Vec::new(),
        content: Content::Gone,
        times: inode.times(),
        notes: Vec::new(),
    }
}
