//! The boot sector: how the volume is divided.

use crate::cursor::Cursor;
use crate::evidence::volume::heap::Heap;
use crate::evidence::{ReadAt, exactly};

/// What it says.
#[derive(Clone, Debug)]
pub(super) struct Boot {
    pub heap: Heap,
    /// The FAT's first byte.
    pub table_at: u64,
    /// The first cluster of the root folder.
    pub root: u32,
    pub serial: String,
}

impl Boot {
    /// The boot sector; where it is not sound, the copy in sector 12.
    pub(super) fn read(of: &dyn ReadAt) -> Option<Self> {
        [0, 12 * 512, 12 * 4096].into_iter().find_map(|at| {
            let bytes = exactly::<512>(of, at).ok()?;
            Self::parse(&bytes, of.length())
        })
    }

    fn parse(bytes: &[u8; 512], length: u64) -> Option<Self> {
        let mut cursor = Cursor::new(bytes);
        cursor.skip(3)?;
        if cursor.take(8)? != b"EXFAT   " {
            return None;
        }
        cursor.seek(80)?;
        let table = u64::from(cursor.u32_le()?);
        let table_sectors = u64::from(cursor.u32_le()?);
        let (heap, count, root) = (cursor.u32_le()?, cursor.u32_le()?, cursor.u32_le()?);
        let serial = cursor.u32_le()?;
        cursor.seek(108)?;
        let (sector, cluster) = (cursor.u8()?, cursor.u8()?);
        if !(9..=12).contains(&sector) || cluster > 25_u8.saturating_sub(sector) {
            return None;
        }
        let sector = 1_u64 << sector;
        let cluster_bytes = sector << cluster;
        let begins = u64::from(heap).checked_mul(sector)?;
        // What the table has room for and what the evidence has bytes for: not more.
        let there = length.checked_sub(begins)?.div_ceil(cluster_bytes);
        let room = (table_sectors.checked_mul(sector)? / 4).saturating_sub(2);
        let count = u64::from(count).min(there).min(room).min(0xffff_fff5);
        Some(Self {
            heap: Heap {
                begins,
                cluster_bytes,
                count: u32::try_from(count).ok().filter(|count| *count > 0)?,
            },
            table_at: table.checked_mul(sector)?,
            root,
            serial: format!("{:04X}-{:04X}", serial >> 16, serial & 0xffff),
        })
    }
}
