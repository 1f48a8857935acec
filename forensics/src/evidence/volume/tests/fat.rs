//! FAT12, FAT16 and FAT32 as `mkfs.fat` and mtools make them.

use std::collections::BTreeMap;

use super::kit::Kit;
use crate::evidence::volume::{Content, System, Zone};

const TOOLS: &[&str] = &["mkfs.fat", "mcopy", "mdel", "fls", "icat"];

/// A card with logs that live, that were deleted and that were overwritten.
fn card(bits: u32, mib: u64, system: System) {
    let Some(kit) = Kit::new(TOOLS, mib) else {
        return;
    };
    kit.run(&format!("mkfs.fat -F {bits} -n CARD image"));
    kit.run("mmd -i image ::/APM ::/APM/LOGS ::/OLD");
    let mut written = BTreeMap::new();
    let mut put = |name: &'static str, target: &'static str, bytes: usize| {
        written.insert(target, kit.file(name, bytes));
        kit.run(&format!("mcopy -i image {name} '::{target}'"));
    };
    put("a.bin", "/APM/LOGS/00000001.BIN", 200_000);
    put("b.bin", "/APM/LOGS/00000002.BIN", 70_001);
    put(
        "c.bin",
        "/DJIFlightRecord_2018-06-20_[14-05-10].txt",
        30_000,
    );
    put("d.bin", "/OLD/in a deleted folder.ulg", 12_345);
    put("e.bin", "/last.ulg", 50_000);
    put("f.bin", "/EMPTY", 0);
    kit.run("mdel -i image '::/APM/LOGS/00000002.BIN' '::/DJI*' && mdeltree -i image ::/OLD");
    // As they are listed when the first letter of the short name is lost.
    for (path, now) in [
        ("/APM/LOGS/00000002.BIN", "/APM/LOGS/_0000002.BIN"),
        (
            "/OLD/in a deleted folder.ulg",
            "/_LD/in a deleted folder.ulg",
        ),
    ] {
        let content = written[path].clone();
        written.insert(now, content);
    }
    let found = kit.check(&written);
    let expect = |path: &str, content| assert_eq!(found.get(path), Some(&content), "{path}");
    expect("/APM/LOGS/00000001.BIN", Content::Allocated);
    expect("/last.ulg", Content::Allocated);
    expect("/APM/LOGS/_0000002.BIN", Content::Contiguous);
    expect(
        "/DJIFlightRecord_2018-06-20_[14-05-10].txt",
        Content::Contiguous,
    );
    expect("/_LD/in a deleted folder.ulg", Content::Contiguous);
    let listing = kit.list();
    assert_eq!((listing.system, listing.defects.count()), (system, 0));
    assert_eq!(listing.label.as_deref(), Some("CARD"));
    assert!(listing.serial.is_some());
    let log = listing
        .entries
        .iter()
        .find(|entry| entry.path.ends_with("1.BIN"));
    assert_eq!(log.unwrap().times[0].zone, Zone::Local);
    let deleted = listing
        .entries
        .iter()
        .find(|entry| entry.path.ends_with("_0000002.BIN"));
    assert_eq!(
        kit.bytes(deleted.unwrap()),
        written["/APM/LOGS/00000002.BIN"]
    );
    overwritten(&kit, written);
}

/// The rest of the card is filled: what was deleted is taken.
fn overwritten(kit: &Kit, mut written: BTreeMap<&str, Vec<u8>>) {
    let listing = kit.list();
    let free: u64 = listing.unallocated.iter().map(|span| span.length).sum();
    written.insert("/new.bin", kit.file("new.bin", free as usize));
    kit.run("mcopy -i image new.bin ::/new.bin");
    let found = kit.check(&written);
    for (path, content) in &found {
        if path.contains("_0000002") || path.contains("DJI") {
            assert_eq!(*content, Content::Overwritten, "{path}");
        }
    }
    assert_eq!(found["/APM/LOGS/_0000002.BIN"], Content::Overwritten);
    assert_eq!(found["/new.bin"], Content::Allocated);
    assert!(kit.list().unallocated.is_empty());
}

#[test]
fn a_fat12_gives_its_deleted_files() {
    card(12, 4, System::Fat12);
}

#[test]
fn a_fat16_gives_its_deleted_files() {
    card(16, 16, System::Fat16);
}

#[test]
fn a_fat32_gives_its_deleted_files() {
    card(32, 40, System::Fat32);
}
