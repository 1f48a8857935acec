//! Volumes that lie: made by tools, then cut and turned; and small ones made here.

use std::sync::Arc;

use super::kit::Kit;
use crate::evidence::volume::{layout, list};
use crate::evidence::{Evidence, Runs, piece};

/// Lists a volume and reads a little of everything that it claims.
fn read(bytes: Vec<u8>) {
    let image: Evidence = Arc::new(bytes);
    drop(layout(&image));
    let Some(listing) = list(&image) else { return };
    let unused: u64 = listing.unallocated.iter().map(|span| span.length).sum();
    assert!(unused <= image.length());
    for entry in listing.entries {
        let runs = Runs::new(Arc::clone(&image), &entry.pieces, entry.size);
        drop(piece(&runs, 0, 4096));
    }
}

/// The image cut at many places, and with many bytes turned, most of them where the structure is.
fn torn(kit: &Kit) {
    let image = kit.image();
    let whole = piece(&*image, 0, usize::MAX).unwrap();
    for part in 0..24 {
        read(whole[..whole.len() * part / 24].to_vec());
    }
    let mut state = 1_u64;
    let mut random = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % below
    };
    let used: Vec<usize> = (0..whole.len()).filter(|at| whole[*at] != 0).collect();
    for round in 0..60 {
        let mut turned = whole.clone();
        for _ in 0..20 {
            let at = used[random(used.len().min(20_000))];
            turned[at] = if round % 3 == 0 {
                0xff
            } else {
                random(256) as u8
            };
        }
        read(turned);
    }
}

#[test]
fn a_torn_fat_is_listed_without_a_panic_and_without_end() {
    for bits in [12, 16, 32] {
        let Some(kit) = Kit::new(&["mkfs.fat", "mcopy"], if bits == 32 { 34 } else { 6 }) else {
            return;
        };
        let sectors = if bits == 12 { 4 } else { 1 };
        kit.run(&format!(
            "mkfs.fat -s {sectors} -F {bits} image && mmd -i image ::/a ::/a/b"
        ));
        kit.file("x", 20_000);
        kit.run("mcopy -i image x '::/a/a long name.ulg' && mcopy -i image x ::/a/b/x && mdel -i image ::/a/b/x");
        torn(&kit);
    }
}

#[test]
fn a_torn_ext4_is_listed_without_a_panic_and_without_end() {
    let Some(kit) = Kit::new(&["mke2fs"], 6) else {
        return;
    };
    kit.run("mkdir -p tree/a/b && head -c 100000 /dev/urandom > tree/a/b/x");
    kit.run("mke2fs -q -t ext4 -b 1024 -d tree image");
    torn(&kit);
}

#[test]
fn a_torn_exfat_is_listed_without_a_panic_and_without_end() {
    let Some(kit) = Kit::new(&["mkfs.exfat"], 6) else {
        return;
    };
    kit.run("mkfs.exfat image");
    torn(&kit);
}

/// A FAT16 of 8 KiB clusters: root folder, and clusters from number 2 on.
struct Small {
    bytes: Vec<u8>,
}

const CLUSTER: usize = 512;
const ROOT: usize = 512 + 32 * 512;
const HEAP: usize = ROOT + 512;

impl Small {
    fn new() -> Self {
        let clusters = 5000;
        let mut bytes = vec![0; HEAP + clusters * CLUSTER];
        bytes[..3].copy_from_slice(&[0xeb, 0x3c, 0x90]);
        let total = (bytes.len() / 512) as u16;
        bytes[11..13].copy_from_slice(&512_u16.to_le_bytes());
        bytes[13] = 1;
        bytes[14] = 1;
        bytes[16] = 1;
        bytes[17] = 16;
        bytes[19..21].copy_from_slice(&total.to_le_bytes());
        bytes[22] = 32;
        bytes[510..512].copy_from_slice(&[0x55, 0xaa]);
        Self { bytes }
    }

    fn chain(&mut self, cluster: usize, next: u16) {
        self.bytes[512 + 2 * cluster..514 + 2 * cluster].copy_from_slice(&next.to_le_bytes());
    }

    fn record(&mut self, at: usize, name: &[u8; 11], kind: u8, (first, size): (u16, u32)) {
        let row = &mut self.bytes[at..at + 32];
        row[..11].copy_from_slice(name);
        row[11] = kind;
        row[26..28].copy_from_slice(&first.to_le_bytes());
        row[28..32].copy_from_slice(&size.to_le_bytes());
    }

    fn list(&self) -> crate::evidence::volume::Listing {
        list(&(Arc::new(self.bytes.clone()) as Evidence)).unwrap()
    }
}

/// One crate for FAT enters `.` as a folder, for ever.
#[test]
fn a_folder_s_own_entry_is_not_entered() {
    let mut small = Small::new();
    small.record(ROOT, b"LOGS       ", 0x10, (2, 0));
    small.chain(2, 0xffff);
    small.record(HEAP, b".          ", 0x10, (2, 0));
    small.record(HEAP + 32, b"..         ", 0x10, (0, 0));
    small.record(HEAP + 64, b"A       BIN", 0x20, (3, 700));
    small.chain(3, 4);
    small.chain(4, 0xffff);
    let listing = small.list();
    let paths: Vec<_> = listing
        .entries
        .iter()
        .map(|entry| entry.path.as_str())
        .collect();
    assert_eq!(paths, ["/LOGS", "/LOGS/A.BIN"]);
    assert_eq!(listing.entries[1].kept(), 700);
    assert_eq!(listing.defects.count(), 0);
}

/// One crate returns the first 512 bytes of it.
#[test]
fn a_deleted_file_of_many_clusters_is_whole() {
    let mut small = Small::new();
    small.record(ROOT, b"\xe5       BIN", 0x20, (10, 5000));
    let entry = &small.list().entries[0];
    assert_eq!((entry.kept(), entry.pieces.len()), (5000, 1));
}

#[test]
fn a_folder_that_holds_itself_is_entered_once_and_told() {
    let mut small = Small::new();
    small.record(ROOT, b"A          ", 0x10, (2, 0));
    small.chain(2, 0xffff);
    small.record(HEAP, b"B          ", 0x10, (2, 0));
    let listing = small.list();
    assert_eq!(listing.entries.len(), 2);
    assert_eq!(listing.defects.count(), 1);
}

#[test]
fn a_chain_that_is_a_ring_gives_each_cluster_once() {
    let mut small = Small::new();
    small.record(ROOT, b"A       BIN", 0x20, (2, u32::MAX));
    for (cluster, next) in [(2, 3), (3, 4), (4, 3)] {
        small.chain(cluster, next);
    }
    small.record(ROOT + 32, b"B          ", 0x10, (6, 0));
    small.chain(6, 6);
    let listing = small.list();
    assert_eq!(listing.entries[0].kept(), 3 * CLUSTER as u64);
    assert_eq!(listing.defects.count(), 1);
}

#[test]
fn a_boot_sector_with_any_two_bytes_turned_is_read_without_a_panic() {
    let small = Small::new();
    for at in 0..90 {
        for value in [0, 1, 0x7f, 0xff] {
            let mut bytes = small.bytes.clone();
            bytes[at] = value;
            bytes[at + 1] = value;
            read(bytes);
        }
    }
    read(vec![0; 512]);
    read(Vec::new());
}
