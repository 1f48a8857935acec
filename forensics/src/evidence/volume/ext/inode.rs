//! An inode: a file's size, times and the way to its blocks.
//!
//! ```text
//! 0 u16 mode │ 4 u32 size │ 8, 12, 16, 20 u32 opened, changed, written, deleted │ 26 u16 links
//! 32 u32 flags │ 40 the way to its blocks, 60 bytes │ 108 u32 size, high
//! 128 u16 how much more: 132, 136, 140 fractions │ 144, 148 made
//! ```

use crate::cursor::Cursor;
use crate::evidence::volume::stamp::{Stamp, StampKind};

/// What an inode says.
#[derive(Clone, Debug)]
pub(super) struct Inode {
    mode: u16,
    pub size: u64,
    pub links: u16,
    flags: u32,
    /// The way to its blocks.
    pub way: [u8; 60],
    /// When it was deleted, seconds since 1970.
    pub deleted: u32,
    opened: (u32, u32),
    changed: (u32, u32),
    written: (u32, u32),
    made: (u32, u32),
}

impl Inode {
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let at = |offset: usize| {
            let mut cursor = Cursor::new(bytes);
            cursor.seek(offset)?;
            cursor.u32_le()
        };
        let pair = |offset: usize| Some(u16::from_le_bytes(*bytes.get(offset..)?.first_chunk()?));
        let more = pair(128).unwrap_or(0);
        // A field of the larger inode, where the inode says that it has it.
        let extra = |offset: usize| {
            let end = u16::try_from(offset).ok()?.checked_sub(124)?;
            (end <= more).then(|| at(offset))?
        };
        let extra = |offset: usize| extra(offset).unwrap_or(0);
        let is_file = pair(0)? >> 12 == 8;
        let high = if is_file { at(108)? } else { 0 };
        Some(Self {
            mode: pair(0)?,
            size: u64::from(high) << 32 | u64::from(at(4)?),
            links: pair(26)?,
            flags: at(32)?,
            way: *bytes.get(40..)?.first_chunk()?,
            deleted: at(20)?,
            opened: (at(8)?, extra(140)),
            changed: (at(12)?, extra(132)),
            written: (at(16)?, extra(136)),
            made: (extra(144), extra(148)),
        })
    }

    pub(super) const fn is_file(&self) -> bool {
        self.mode >> 12 == 8
    }

    pub(super) const fn is_folder(&self) -> bool {
        self.mode >> 12 == 4
    }

    /// What it is that is neither file nor folder.
    pub(super) const fn kind(&self) -> &'static str {
        match self.mode >> 12 {
            1 => "a pipe",
            2 | 6 => "a device",
            10 => "a link: it is not followed",
            12 => "a socket",
            _ => "of no known kind",
        }
    }

    /// Whether anything ever was in it.
    pub(super) const fn was_used(&self) -> bool {
        self.mode != 0
    }

    /// Whether it leads to any content.
    pub(super) fn has_content(&self) -> bool {
        let is_empty = self.has_extents() && self.way.get(2..4) == Some(&[0, 0]);
        self.size > 0 && !is_empty && self.way.iter().any(|byte| *byte != 0)
    }

    pub(super) const fn has_extents(&self) -> bool {
        self.flags & 0x8_0000 != 0
    }

    /// The content itself stands in the inode.
    pub(super) const fn is_inline(&self) -> bool {
        self.flags & 0x1000_0000 != 0
    }

    pub(super) const fn is_encrypted(&self) -> bool {
        self.flags & 0x800 != 0
    }

    pub(super) fn times(&self) -> Vec<Stamp> {
        let times = [
            (StampKind::Created, self.made),
            (StampKind::Modified, self.written),
            (StampKind::Changed, self.changed),
            (StampKind::Accessed, self.opened),
        ];
        let stamps = times.into_iter().filter_map(|(of, time)| stamp(of, time));
        stamps.collect()
    }

    pub(super) fn time_of_deletion(&self) -> Option<Stamp> {
        stamp(StampKind::Deleted, (self.deleted, 0))
    }
}

/// Seconds with a sign, and beside them two more bits of them and nanoseconds.
fn stamp(of: StampKind, (seconds, extra): (u32, u32)) -> Option<Stamp> {
    let epoch = i64::from(extra & 3) << 32;
    let seconds = i64::from(seconds.cast_signed()).saturating_add(epoch);
    Stamp::utc(of, seconds, extra >> 2)
}
