//! Images divided by `sfdisk`, and tables that lead in a ring.

use std::sync::Arc;

use super::kit::Kit;
use crate::evidence::volume::{Scheme, layout};
use crate::evidence::{Evidence, piece};

fn divided(label: &str, lines: &str) -> Option<Kit> {
    let kit = Kit::new(&["sfdisk"], 32)?;
    let script = format!("label: {label}\n{lines}");
    std::fs::write(kit.dir.path().join("script"), script).unwrap();
    kit.run("sfdisk -q image < script");
    Some(kit)
}

/// Where the parts begin and how many sectors they have.
fn parts(image: &Evidence) -> (Scheme, Vec<(usize, u64, u64)>) {
    let layout = layout(image).unwrap();
    let parts = layout.parts.iter();
    let parts = parts.map(|part| (part.number, part.span.offset / 512, part.span.length / 512));
    (layout.scheme, parts.collect())
}

#[test]
fn a_boot_record_names_its_partitions_and_those_in_its_chain() {
    let lines = "start=2048,size=8192,type=c\nstart=12288,size=40960,type=5\n\
        start=14336,size=2048,type=83\nstart=18432,size=4096,type=7";
    let Some(kit) = divided("dos", lines) else {
        return;
    };
    let (scheme, found) = parts(&kit.image());
    assert_eq!(scheme, Scheme::Mbr);
    assert_eq!(
        found,
        [(1, 2048, 8192), (5, 14_336, 2048), (6, 18_432, 4096)]
    );
    let between = layout(&kit.image()).unwrap().between;
    assert_eq!(between[0].length, 2048 * 512);
}

#[test]
fn a_guid_table_is_read_and_so_is_its_copy_at_the_end() {
    let Some(kit) = divided(
        "gpt",
        "start=2048,size=8192,name=logs\nstart=20480,size=4096",
    ) else {
        return;
    };
    let expected = vec![(1, 2048, 8192), (2, 20_480, 4096)];
    assert_eq!(parts(&kit.image()), (Scheme::Gpt, expected.clone()));
    let named = layout(&kit.image()).unwrap().parts[0].name.clone();
    assert_eq!(named.as_deref(), Some("logs"));
    let mut bytes = piece(&*kit.image(), 0, usize::MAX).unwrap();
    bytes[..4096].fill(0);
    assert_eq!(
        parts(&(Arc::new(bytes) as Evidence)),
        (Scheme::GptCopy, expected)
    );
}

/// Its boot record, which only keeps others off, once was taken for the table.
#[test]
fn a_guid_table_of_large_sectors_is_not_hidden_by_its_boot_record() {
    let mut bytes = vec![0_u8; 4096 * 64];
    bytes[446 + 4] = 0xee;
    bytes[446 + 8] = 1;
    bytes[446 + 12] = 63;
    bytes[510..512].copy_from_slice(&[0x55, 0xaa]);
    let head = &mut bytes[4096..];
    head[..8].copy_from_slice(b"EFI PART");
    head[72] = 2; // where the entries are
    head[80] = 1; // how many
    head[84] = 128; // bytes of one
    let entry = &mut bytes[2 * 4096..];
    entry[..32].fill(7);
    entry[32] = 8;
    entry[40] = 15;
    let expected = (Scheme::Gpt, vec![(1, 64, 64)]);
    assert_eq!(parts(&(Arc::new(bytes) as Evidence)), expected);
}

#[test]
fn a_chain_of_boot_records_that_is_a_ring_ends() {
    let mut bytes = vec![0_u8; 512 * 64];
    for (sector, rows) in [
        (0, [(5, 1, 60), (0, 0, 0)]),
        (1, [(0x83, 1, 2), (5, 0, 60)]),
    ] {
        for (n, (kind, first, count)) in rows.into_iter().enumerate() {
            let at = sector * 512 + 446 + n * 16;
            bytes[at + 4] = kind;
            bytes[at + 8] = first;
            bytes[at + 12] = count;
        }
        bytes[sector * 512 + 510..sector * 512 + 512].copy_from_slice(&[0x55, 0xaa]);
    }
    assert_eq!(parts(&(Arc::new(bytes) as Evidence)).1, [(5, 2, 2)]);
}
