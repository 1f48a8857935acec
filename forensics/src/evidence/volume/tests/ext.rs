//! ext4 as `mke2fs` and `debugfs` make it, and as the kernel leaves it.

use std::collections::BTreeMap;

use super::kit::Kit;
use crate::evidence::volume::{Content, StampKind, System, Zone};

const TOOLS: &[&str] = &["mke2fs", "debugfs", "fls", "icat"];

fn card(kind: &str, options: &str) -> Option<(Kit, BTreeMap<&'static str, Vec<u8>>)> {
    let kit = Kit::new(TOOLS, 24)?;
    let mut written = BTreeMap::new();
    kit.run("mkdir -p tree/log/deep/er");
    for (name, path, bytes) in [
        ("a", "/log/a.ulg", 3_000_001),
        ("b", "/log/b.ulg", 700_000),
        ("c", "/log/deep/er/c with blanks.bin", 100),
        ("d", "/d.tlog", 1_300_000),
        ("e", "/empty", 0),
    ] {
        written.insert(path, kit.file(name, bytes));
        kit.run(&format!("mv {name} 'tree{path}'"));
    }
    kit.run(&format!(
        "mke2fs -q -t {kind} {options} -L CARD -d tree image"
    ));
    Some((kit, written))
}

#[test]
fn every_kind_gives_its_files() {
    for (kind, options) in [
        ("ext4", ""),
        ("ext4", "-b 1024"),
        ("ext4", "-O ^64bit,^metadata_csum -I 128"),
        ("ext4", "-b 1024 -g 512 -O meta_bg,^resize_inode"),
        ("ext3", "-b 1024"),
        ("ext2", "-b 4096"),
    ] {
        let Some((kit, written)) = card(kind, options) else {
            return;
        };
        let found = kit.check(&written);
        for path in written.keys() {
            assert_eq!(
                found.get(*path),
                Some(&Content::Allocated),
                "{kind} {options} {path}"
            );
        }
        let listing = kit.list();
        assert_eq!((listing.system, listing.defects.count()), (System::Ext, 0));
        assert_eq!(listing.label.as_deref(), Some("CARD"));
        let log = listing
            .entries
            .iter()
            .find(|entry| entry.path == "/d.tlog")
            .unwrap();
        assert!(log.times.iter().all(|time| time.zone == Zone::Utc));
    }
}

/// `dumpe2fs` and not the sleuth kit: that takes the copies of the superblock in groups whose maps
/// were never written for unused.
#[test]
fn unused_space_is_what_the_file_system_s_own_tool_says_is_unused() {
    let Some((kit, _)) = card("ext4", "-b 1024") else {
        return;
    };
    let said = String::from_utf8(kit.run("dumpe2fs image 2>&1")).unwrap();
    let lists = said
        .lines()
        .filter_map(|line| line.strip_prefix("  Free blocks: "));
    let theirs: Vec<u64> = lists
        .flat_map(|list| list.split(", ").filter(|list| !list.is_empty()))
        .flat_map(|range| {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            first.parse().unwrap()..=last.parse::<u64>().unwrap()
        })
        .collect();
    let listing = kit.list();
    let spans = listing.unallocated.iter();
    let ours: Vec<u64> = spans
        .flat_map(|span| span.offset / 1024..span.end() / 1024)
        .collect();
    let differs = ours
        .iter()
        .zip(&theirs)
        .find(|(ours, theirs)| ours != theirs);
    assert_eq!((ours.len(), differs), (theirs.len(), None));
}

#[test]
fn a_file_whose_inode_still_leads_to_it_comes_back() {
    for (kind, options) in [("ext4", ""), ("ext2", "-b 1024")] {
        let Some((kit, mut written)) = card(kind, options) else {
            return;
        };
        kit.run("debugfs -w -R 'rm /log/b.ulg' image 2>&1");
        kit.run("debugfs -w -R 'rm /d.tlog' image 2>&1");
        let found = kit.check(&written);
        assert_eq!(found.get("/log/b.ulg"), Some(&Content::Stated), "{found:?}");
        assert_eq!(found.get("/d.tlog"), Some(&Content::Stated));
        let listing = kit.list();
        let log = listing
            .entries
            .iter()
            .find(|entry| entry.path == "/d.tlog")
            .unwrap();
        assert!(log.is_deleted);
        assert!(log.times.iter().any(|time| time.of == StampKind::Deleted));
        // Its blocks are given to another: what was taken is not given out as its own.
        let free: u64 = listing.unallocated.iter().map(|span| span.length).sum();
        written.insert("/new", kit.file("new", (free - 400_000) as usize));
        kit.run("debugfs -w -R 'write new new' image 2>&1");
        let found = kit.check(&written);
        let taken = found
            .values()
            .filter(|content| **content == Content::Overwritten);
        assert!(taken.count() >= 1, "{found:?}");
    }
}

#[test]
fn what_the_kernel_deleted_comes_back_from_the_journal() {
    let Some(kit) = Kit::new(TOOLS, 64) else {
        return;
    };
    kit.run("mke2fs -q -t ext4 image && mkdir m");
    let mut written = BTreeMap::new();
    for (name, bytes) in [("a", 3_000_001), ("b", 700_000), ("c", 40_000)] {
        written.insert(format!("/logs/{name}.ulg"), kit.file(name, bytes));
    }
    // In a namespace of its own: whatever happens, nothing stays mounted.
    let flown =
        "mount -o loop image m; mkdir m/logs; for n in a b c; do cp $n m/logs/$n.ulg; sync; done";
    let deleted = "rm m/logs/a.ulg m/logs/b.ulg; sync; umount m";
    let line = format!("unshare -m sh -ec '{flown}; {deleted}' 2>&1 || echo refused");
    let said = String::from_utf8(kit.run(&line)).unwrap();
    if said.contains("refused") {
        println!("skipped: no image can be mounted here: {}", said.trim());
        return;
    }
    let written = written
        .iter()
        .map(|(path, bytes)| (path.as_str(), bytes.clone()))
        .collect();
    let found = kit.check(&written);
    assert_eq!(
        found.get("/logs/c.ulg"),
        Some(&Content::Allocated),
        "{found:?}"
    );
    assert_eq!(
        found.get("/logs/a.ulg"),
        Some(&Content::Journal),
        "{found:?}"
    );
    assert_eq!(
        found.get("/logs/b.ulg"),
        Some(&Content::Journal),
        "{found:?}"
    );
}
