//! exFAT as `mkfs.exfat` formats it. Files are written into it here, as the specification says:
//! there is no tool that does without mounting.

use std::collections::BTreeMap;

use super::kit::{Kit, content};
use crate::evidence::exactly;
use crate::evidence::volume::{Content, System, Zone};

const TOOLS: &[&str] = &["mkfs.exfat", "fsck.exfat", "fls", "icat"];

/// What writes files into a volume: each in one piece, behind the last.
struct Writer {
    bytes: Vec<u8>,
    heap: usize,
    cluster: usize,
    table: usize,
    map: usize,
    root: usize,
    next: usize,
}

impl Writer {
    fn new(kit: &Kit) -> Self {
        let image = kit.image();
        let mut bytes = vec![0; image.length() as usize];
        image.read_at(0, &mut bytes).unwrap();
        let number = |at| u32::from_le_bytes(exactly::<4>(&bytes, at).unwrap()) as usize;
        let sector = 1_usize << bytes[108];
        let cluster = sector << bytes[109];
        let (table, heap, root) = (number(80) * sector, number(88) * sector, number(96));
        let root = heap + (root - 2) * cluster;
        let row = (0..)
            .step_by(32)
            .find(|at| bytes[root + at] == 0x81)
            .unwrap();
        let map = heap + (number((root + row + 20) as u64) - 2) * cluster;
        Self {
            bytes,
            heap,
            cluster,
            table,
            map,
            root,
            next: 20,
        }
    }

    fn set(&mut self, cluster: usize, used: bool) {
        let (byte, bit) = (self.map + (cluster - 2) / 8, (cluster - 2) % 8);
        self.bytes[byte] = self.bytes[byte] & !(1 << bit) | u8::from(used) << bit;
    }

    /// Adds a file; with a chain, every second cluster of it is left out.
    fn add(&mut self, name: &str, content: &[u8], is_chained: bool) -> usize {
        let count = content.len().div_ceil(self.cluster);
        let step = if is_chained { 2 } else { 1 };
        let clusters: Vec<usize> = (0..count).map(|n| self.next + n * step).collect();
        self.next += count * step;
        for (cluster, piece) in clusters.iter().zip(content.chunks(self.cluster)) {
            let at = self.heap + (cluster - 2) * self.cluster;
            self.bytes[at..at + piece.len()].copy_from_slice(piece);
            self.set(*cluster, true);
        }
        if is_chained {
            let ends = clusters
                .iter()
                .skip(1)
                .map(|next| *next as u32)
                .chain([u32::MAX]);
            for (cluster, next) in clusters.iter().zip(ends) {
                let at = self.table + cluster * 4;
                self.bytes[at..at + 4].copy_from_slice(&next.to_le_bytes());
            }
        }
        let first = clusters.first().map_or(0, |first| *first as u32);
        self.record(name, content.len() as u64, first, is_chained)
    }

    /// The rows of a file at the end of the root folder; gives the place of the first.
    fn record(&mut self, name: &str, bytes: u64, first: u32, is_chained: bool) -> usize {
        let letters: Vec<u16> = name.encode_utf16().collect();
        let mut rows = vec![[0_u8; 32]; 2 + letters.len().div_ceil(15)];
        rows[0][0] = 0x85;
        rows[0][1] = rows.len() as u8 - 1;
        rows[0][4] = 0x20;
        for at in [8, 12, 16] {
            rows[0][at..at + 4].copy_from_slice(&0x5d81_1234_u32.to_le_bytes());
        }
        rows[0][22] = 0x88;
        rows[1][0] = 0xc0;
        rows[1][1] = if is_chained { 1 } else { 3 };
        rows[1][3] = letters.len() as u8;
        rows[1][8..16].copy_from_slice(&bytes.to_le_bytes());
        rows[1][20..24].copy_from_slice(&first.to_le_bytes());
        rows[1][24..32].copy_from_slice(&bytes.to_le_bytes());
        let hashed = letters.iter().flat_map(|letter| {
            let capital = char::from_u32(u32::from(*letter))
                .unwrap()
                .to_ascii_uppercase();
            (capital as u16).to_le_bytes()
        });
        let hash = hashed.fold(0_u16, |sum, byte| {
            sum.rotate_right(1).wrapping_add(u16::from(byte))
        });
        rows[1][4..6].copy_from_slice(&hash.to_le_bytes());
        for (row, letters) in rows[2..].iter_mut().zip(letters.chunks(15)) {
            row[0] = 0xc1;
            for (at, letter) in letters.iter().enumerate() {
                row[2 + 2 * at..4 + 2 * at].copy_from_slice(&letter.to_le_bytes());
            }
        }
        let all: Vec<u8> = rows.concat();
        let summed = all
            .iter()
            .enumerate()
            .filter(|(at, _)| !matches!(at, 2 | 3));
        let sum = summed.fold(0_u16, |sum, (_, byte)| {
            sum.rotate_right(1).wrapping_add(u16::from(*byte))
        });
        let at = (self.root..)
            .step_by(32)
            .find(|at| self.bytes[*at] == 0)
            .unwrap();
        self.bytes[at..at + all.len()].copy_from_slice(&all);
        self.bytes[at + 2..at + 4].copy_from_slice(&sum.to_le_bytes());
        at
    }

    /// Deletes a file as drivers do: its rows are no longer in use, nor are its clusters.
    fn delete(&mut self, at: usize, clusters: impl Iterator<Item = usize>) {
        for row in 0..=usize::from(self.bytes[at + 1]) {
            self.bytes[at + 32 * row] &= 0x7f;
        }
        clusters.for_each(|cluster| self.set(cluster, false));
    }
}

fn formatted() -> Option<(Kit, Writer)> {
    let kit = Kit::new(TOOLS, 16)?;
    kit.run("mkfs.exfat -L CARD image");
    let writer = Writer::new(&kit);
    Some((kit, writer))
}

fn save(kit: &Kit, writer: &Writer) {
    std::fs::write(kit.dir.path().join("image"), &writer.bytes).unwrap();
}

#[test]
fn files_that_live_and_files_that_were_deleted_come_back() {
    let Some((kit, mut writer)) = formatted() else {
        return;
    };
    let mut written = BTreeMap::new();
    let mut places = BTreeMap::new();
    for (path, bytes, is_chained) in [
        ("/DJI_0001.MP4", 300_000, false),
        ("/a name of more than fifteen letters.ulg", 100_001, true),
        ("/deleted.bin", 222_222, false),
        ("/deleted and chained.bin", 99_999, true),
        ("/taken.bin", 40_000, false),
    ] {
        let content = content(path, bytes);
        let first = writer.next;
        let at = writer.add(&path[1..], &content, is_chained);
        places.insert(path, (at, first, writer.next));
        written.insert(path, content);
    }
    save(&kit, &writer);
    kit.run("fsck.exfat -n image");
    assert!(
        kit.check(&written)
            .values()
            .all(|content| *content == Content::Allocated)
    );
    for path in ["/deleted.bin", "/deleted and chained.bin", "/taken.bin"] {
        let (at, first, end) = places[path];
        writer.delete(at, first..end);
    }
    let (_, first, _) = places["/taken.bin"];
    writer.set(first + 4, true);
    save(&kit, &writer);
    let found = kit.check(&written);
    assert_eq!(found["/deleted.bin"], Content::Stated);
    assert_eq!(found["/deleted and chained.bin"], Content::Stated);
    assert_eq!(found["/taken.bin"], Content::Overwritten);
    let listing = kit.list();
    assert_eq!(
        (listing.system, listing.defects.count()),
        (System::ExFat, 0)
    );
    assert_eq!(listing.label.as_deref(), Some("CARD"));
    let film = &listing.entries[0];
    assert_eq!(
        (film.times[0].zone, film.times[1].zone),
        (Zone::Stated, Zone::Local)
    );
    assert!(film.times[0].time.ends_with("+02:00"));
}

#[test]
fn a_record_that_was_turned_is_left_out_and_told() {
    let Some((kit, mut writer)) = formatted() else {
        return;
    };
    let at = writer.add("log.bin", &content("x", 10_000), false);
    for turned in 0..96 {
        writer.bytes[at + turned] ^= 0x40;
        save(&kit, &writer);
        let listing = kit.list();
        let is_told = listing.defects.count() > 0 || listing.entries.is_empty();
        assert!(is_told, "byte {turned}: {:?}", listing.entries);
        writer.bytes[at + turned] ^= 0x40;
    }
}
