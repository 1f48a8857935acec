//! The superblock and the group descriptors: how the volume is divided.

use std::sync::Arc;

use super::checksum::crc32c;
use super::inode::Inode;
use crate::cursor::Cursor;
use crate::evidence::{Evidence, exactly, piece};

/// Inodes that are looked at.
const INODES: u32 = 1 << 24;

/// How a volume is divided.
#[derive(Debug)]
pub(super) struct Volume {
    pub of: Evidence,
    pub block_bytes: u64,
    pub first_block: u64,
    pub blocks: u64,
    pub inodes: u32,
    inode_bytes: u64,
    blocks_a_group: u64,
    inodes_a_group: u32,
    descriptor_bytes: u64,
    /// The first group of those whose descriptors lie among the groups.
    meta_groups_from: Option<u64>,
    has_sparse_copies: bool,
    /// What every checksum begins with, where there are any.
    pub seed: Option<u32>,
    pub journal: u32,
    pub label: Option<String>,
    uuid: [u8; 16],
    /// Stretches of blocks with the volume's own tables: first, and the one after the last.
    tables: Vec<(u64, u64)>,
}

/// A group of blocks.
#[derive(Clone, Copy, Debug)]
struct Group {
    block_map: u64,
    inode_map: u64,
    inodes: u64,
    flags: u16,
}

impl Volume {
    pub(super) fn read(of: &Evidence) -> Option<Self> {
        let bytes = exactly::<1024>(&**of, 1024).ok()?;
        let at = |offset: usize| {
            let mut cursor = Cursor::new(&bytes);
            cursor.seek(offset);
            cursor
        };
        if at(56).u16_le()? != 0xef53 {
            return None;
        }
        let shift = at(24).u32_le().filter(|shift| *shift <= 6)?;
        let block_bytes = 1024_u64 << shift;
        let (incompatible, read_only) = (at(96).u32_le()?, at(100).u32_le()?);
        let is_old = at(76).u32_le()? == 0;
        let is_64 = incompatible & 0x80 != 0;
        let high = if is_64 { at(336).u32_le()? } else { 0 };
        let blocks = u64::from(high) << 32 | u64::from(at(4).u32_le()?);
        let inode_bytes = if is_old {
            128
        } else {
            u64::from(at(88).u16_le()?)
        };
        let descriptor = if is_64 {
            u64::from(at(254).u16_le()?)
        } else {
            32
        };
        let inodes_a_group = at(40).u32_le().filter(|count| *count > 0)?;
        let blocks_a_group = at(32).u32_le().filter(|count| *count > 0)?;
        let is_sound = inode_bytes.is_power_of_two()
            && (128..=block_bytes).contains(&inode_bytes)
            && descriptor.is_power_of_two()
            && (32..=block_bytes).contains(&descriptor);
        let uuid = at(104).array::<16>()?;
        // The seed is kept apart where the UUID was changed since.
        let seed = if incompatible & 0x2000 != 0 {
            at(624).u32_le()?
        } else {
            crc32c(!0, &uuid)
        };
        let meta = u64::from(at(260).u32_le()?);
        let label = at(120).take(16)?.split(|byte| *byte == 0).next()?;
        let mut volume = is_sound.then(|| Self {
            tables: Vec::new(),
            of: Arc::clone(of),
            block_bytes,
            first_block: u64::from(at(20).u32_le().unwrap_or(0)),
            blocks: blocks.min(of.length().div_ceil(block_bytes)),
            inodes: at(0).u32_le().unwrap_or(0).min(INODES),
            inode_bytes,
            blocks_a_group: u64::from(blocks_a_group),
            inodes_a_group,
            descriptor_bytes: descriptor,
            meta_groups_from: (incompatible & 0x10 != 0).then_some(meta),
            has_sparse_copies: read_only & 1 != 0,
            seed: (read_only & 0x400 != 0).then_some(seed),
            journal: at(224).u32_le().unwrap_or(0),
            label: (!label.is_empty()).then(|| String::from_utf8_lossy(label).into_owned()),
            uuid,
        })?;
        volume.tables = volume.tables(u64::from(at(206).u16_le()?));
        Some(volume)
    }

    pub(super) fn uuid_text(&self) -> String {
        let digits: String = self
            .uuid
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|digit| char::from_digit(u32::from(digit), 16))
            .collect();
        let mut rest = digits.as_str();
        let parts = [8, 4, 4, 4, 12].map(|length| {
            let (part, after) = rest.split_at_checked(length).unwrap_or_default();
            rest = after;
            part
        });
        parts.join("-")
    }

    /// The bytes of a block; empty where there is no such block.
    pub(super) fn block(&self, block: u64) -> Vec<u8> {
        if block >= self.blocks {
            return Vec::new();
        }
        let at = block.saturating_mul(self.block_bytes);
        piece(&*self.of, at, self.block_bytes as usize).unwrap_or_default()
    }

    fn group(&self, group: u64) -> Option<Group> {
        let at = self.descriptor_at(group)?;
        let bytes = piece(&*self.of, at, self.descriptor_bytes as usize).ok()?;
        let part = |low: usize, high: usize| {
            let mut cursor = Cursor::new(&bytes);
            cursor.seek(low)?;
            let low = u64::from(cursor.u32_le()?);
            let high = cursor.seek(high).and_then(|()| cursor.u32_le());
            Some(u64::from(high.unwrap_or(0)) << 32 | low)
        };
        Some(Group {
            block_map: part(0, 32)?,
            inode_map: part(4, 36)?,
            inodes: part(8, 40)?,
            flags: u16::from_le_bytes(*bytes.get(18..)?.first_chunk()?),
        })
    }

    fn descriptor_at(&self, group: u64) -> Option<u64> {
        let in_a_block = self.block_bytes.checked_div(self.descriptor_bytes)?;
        let meta = group.checked_div(in_a_block)?;
        let within = group
            .checked_rem(in_a_block)?
            .checked_mul(self.descriptor_bytes)?;
        let block = if self.meta_groups_from.is_some_and(|from| meta >= from) {
            let first = meta.checked_mul(in_a_block)?;
            let copy = u64::from(self.has_copy(first));
            let begins = first.checked_mul(self.blocks_a_group)?;
            self.first_block.checked_add(begins)?.checked_add(copy)?
        } else {
            self.first_block.checked_add(1)?.checked_add(meta)?
        };
        block.checked_mul(self.block_bytes)?.checked_add(within)
    }

    /// Whether a group begins with a copy of the superblock.
    fn has_copy(&self, group: u64) -> bool {
        let is_power = |base: u64| {
            let mut power = base;
            while power < group {
                power = power.saturating_mul(base);
            }
            power == group
        };
        group <= 1 || !self.has_sparse_copies || [3, 5, 7].into_iter().any(is_power)
    }

    /// Whether something uses a block; where that cannot be read, something does.
    pub(super) fn is_used(&self, block: u64) -> bool {
        let Some(at) = block
            .checked_sub(self.first_block)
            .filter(|_| block < self.blocks)
        else {
            return true;
        };
        let group = at
            .checked_div(self.blocks_a_group)
            .and_then(|group| self.group(group));
        let Some(group) = group else { return true };
        let within = at.checked_rem(self.blocks_a_group).unwrap_or(0);
        if group.flags & 2 != 0 {
            // The map was never written: all is unused but tables.
            return self.is_table(block);
        }
        self.bit(group.block_map, within)
    }

    /// Whether a block holds a copy of the superblock and the descriptors, maps or inodes.
    fn is_table(&self, block: u64) -> bool {
        let next = self.tables.partition_point(|(first, _)| *first <= block);
        let before = self.tables.get(..next).unwrap_or_default();
        // They may overlap only in a volume that is damaged; a few are looked at.
        before.iter().rev().take(8).any(|(_, end)| block < *end)
    }

    /// The stretches of blocks that hold the volume's own tables.
    fn tables(&self, reserved: u64) -> Vec<(u64, u64)> {
        /// A petabyte has so many groups.
        const GROUPS: u64 = 1 << 23;
        let span = |first: u64, count: u64| (first, first.saturating_add(count));
        let groups = self.blocks.div_ceil(self.blocks_a_group).min(GROUPS);
        let inodes = u64::from(self.inodes_a_group).saturating_mul(self.inode_bytes);
        let inodes = inodes.div_ceil(self.block_bytes.max(1));
        let descriptors = groups.saturating_mul(self.descriptor_bytes);
        let descriptors = match self.meta_groups_from {
            Some(_) => 1,
            None => descriptors.div_ceil(self.block_bytes.max(1)),
        };
        let copy = descriptors.saturating_add(reserved).saturating_add(1);
        let mut tables = Vec::new();
        for number in 0..groups {
            let begins = number.saturating_mul(self.blocks_a_group);
            let begins = begins.saturating_add(self.first_block);
            if self.has_copy(number) || self.meta_groups_from.is_some() {
                tables.push(span(begins, copy));
            }
            if let Some(group) = self.group(number) {
                tables.push(span(group.block_map, 1));
                tables.push(span(group.inode_map, 1));
                tables.push(span(group.inodes, inodes));
            }
        }
        tables.sort_unstable();
        tables
    }

    fn bit(&self, map: u64, at: u64) -> bool {
        let byte = map.saturating_mul(self.block_bytes).saturating_add(at / 8);
        let read = exactly::<1>(&*self.of, byte);
        read.map_or(true, |[byte]| byte >> (at % 8) & 1 == 1)
    }

    /// Where an inode stands, and whether its group was ever used.
    fn inode_at(&self, number: u32) -> Option<(u64, Group, u32)> {
        let at = number.checked_sub(1).filter(|_| number <= self.inodes)?;
        let group = self.group(u64::from(at.checked_div(self.inodes_a_group)?))?;
        let within = at.checked_rem(self.inodes_a_group)?;
        let begins = group.inodes.checked_mul(self.block_bytes)?;
        let offset = u64::from(within).checked_mul(self.inode_bytes)?;
        Some((begins.checked_add(offset)?, group, within))
    }

    pub(super) fn inode(&self, number: u32) -> Option<Inode> {
        let (at, ..) = self.inode_at(number)?;
        let bytes = piece(&*self.of, at, self.inode_bytes as usize).ok()?;
        Inode::parse(&bytes)
    }

    /// The inodes that do not live but once did.
    pub(super) fn gone(&self) -> Vec<(u32, Inode)> {
        let numbers = 11..=self.inodes;
        let gone = numbers.filter_map(|number| {
            let (at, group, within) = self.inode_at(number)?;
            if group.flags & 1 != 0 {
                return None;
            }
            let bytes = piece(&*self.of, at, self.inode_bytes as usize).ok()?;
            let inode = Inode::parse(&bytes)?;
            let is_live = inode.links > 0 && self.bit(group.inode_map, u64::from(within));
            (!is_live && inode.was_used()).then_some((number, inode))
        });
        gone.collect()
    }

    /// The numbers of the inodes in a block, and where each begins in it.
    pub(super) fn inodes_in(&self, block: u64) -> Vec<(u32, usize)> {
        let groups = u64::from(self.inodes.div_ceil(self.inodes_a_group));
        let bytes = u64::from(self.inodes_a_group).saturating_mul(self.inode_bytes);
        let blocks = bytes.div_ceil(self.block_bytes.max(1));
        for number in 0..groups {
            let Some(group) = self.group(number) else {
                continue;
            };
            let Some(before) = block.checked_sub(group.inodes).filter(|at| *at < blocks) else {
                continue;
            };
            let in_a_block = self.block_bytes.checked_div(self.inode_bytes).unwrap_or(0);
            let first = number
                .saturating_mul(u64::from(self.inodes_a_group))
                .saturating_add(before.saturating_mul(in_a_block))
                .saturating_add(1);
            let numbers = (first..).take(in_a_block as usize);
            let numbers = numbers.filter_map(|number| u32::try_from(number).ok());
            return numbers
                .zip((0..).step_by(self.inode_bytes as usize))
                .collect();
        }
        Vec::new()
    }

    /// How many bytes an inode has.
    pub(super) const fn inode_bytes(&self) -> usize {
        self.inode_bytes as usize
    }
}
