//! The boot sector: how the volume is divided.

use crate::cursor::Cursor;
use crate::evidence::volume::System;
use crate::evidence::volume::heap::Heap;
use crate::evidence::{ReadAt, Span, exactly};

/// What it says.
#[derive(Clone, Debug)]
pub(super) struct Boot {
    pub system: System,
    pub heap: Heap,
    /// The first FAT's first byte.
    pub table_at: u64,
    /// Where the root folder lies that is no chain (FAT12, FAT16).
    pub root_span: Option<Span>,
    /// Where it begins where it is one (FAT32).
    pub root_cluster: u32,
    pub label: Option<String>,
    pub serial: String,
}

impl Boot {
    /// The boot sector; where it is not sound, FAT32's copy of it in sector 6.
    pub(super) fn read(of: &dyn ReadAt) -> Option<Self> {
        let at = |offset| Self::parse(&exactly::<512>(of, offset).ok()?, of.length());
        at(0).or_else(|| at(6 * 512).filter(|boot| boot.system == System::Fat32))
    }

    fn parse(bytes: &[u8; 512], length: u64) -> Option<Self> {
        let mut cursor = Cursor::new(bytes);
        let jump = cursor.u8()?;
        cursor.seek(11)?;
        let sector = u64::from(cursor.u16_le()?);
        let sectors_a_cluster = u64::from(cursor.u8()?);
        let reserved = u64::from(cursor.u16_le()?);
        let tables = u64::from(cursor.u8()?);
        let root_records = u64::from(cursor.u16_le()?);
        let small_total = u64::from(cursor.u16_le()?);
        let _media = cursor.u8()?;
        let small_table = u64::from(cursor.u16_le()?);
        cursor.seek(32)?;
        let large_total = u64::from(cursor.u32_le()?);
        let large_table = u64::from(cursor.u32_le()?);
        let is_sound = matches!(jump, 0xeb | 0xe9 | 0)
            && matches!(sector, 512 | 1024 | 2048 | 4096)
            && sectors_a_cluster.is_power_of_two()
            && (1..=4).contains(&tables)
            && reserved > 0;
        if !is_sound {
            return None;
        }
        let is_32 = small_table == 0;
        let total = if small_total == 0 {
            large_total
        } else {
            small_total
        };
        let table = if is_32 { large_table } else { small_table };
        let root_sectors = root_records.checked_mul(32)?.div_ceil(sector);
        let tables_end = tables.checked_mul(table)?.checked_add(reserved)?;
        let data = tables_end.checked_add(root_sectors)?;
        // What the table has room for and what the evidence has bytes for: not more.
        let total = total.min(length.div_ceil(sector));
        let clusters = total.checked_sub(data)?.checked_div(sectors_a_cluster)?;
        let bits = if is_32 {
            32
        } else if clusters < 4085 {
            12
        } else {
            16
        };
        let room = table
            .checked_mul(sector)?
            .checked_mul(8)?
            .checked_div(bits)?;
        let count = clusters.min(room.saturating_sub(2)).min(0x0fff_fff5);
        if count == 0 || table == 0 {
            return None;
        }
        let (root_cluster, at) = if is_32 {
            (cluster_of(bytes)?, 67_usize)
        } else {
            (0, 39)
        };
        let root = Span::new(
            tables_end.checked_mul(sector)?,
            root_records.checked_mul(32)?,
        );
        Some(Self {
            system: match bits {
                12 => System::Fat12,
                16 => System::Fat16,
                _ => System::Fat32,
            },
            heap: Heap {
                begins: data.checked_mul(sector)?,
                cluster_bytes: sectors_a_cluster.checked_mul(sector)?,
                count: u32::try_from(count).ok()?,
            },
            table_at: reserved.checked_mul(sector)?,
            root_span: (!is_32).then_some(root),
            root_cluster,
            label: label(bytes.get(at.checked_add(4)?..)?),
            serial: serial(bytes.get(at..)?)?,
        })
    }
}

fn cluster_of(bytes: &[u8; 512]) -> Option<u32> {
    Cursor::new(bytes.get(44..)?).u32_le()
}

fn serial(bytes: &[u8]) -> Option<String> {
    let serial = Cursor::new(bytes).u32_le()?;
    Some(format!("{:04X}-{:04X}", serial >> 16, serial & 0xffff))
}

/// The label in the boot sector; a placeholder is none.
fn label(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes.get(..11)?);
    let text = text.trim_end();
    (!text.is_empty() && text != "NO NAME").then(|| text.to_owned())
}
