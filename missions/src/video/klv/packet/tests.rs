//! What a packet says of itself when it is not as it should be.

use super::*;
use crate::video::klv::recordings::{found, sorted};
use crate::video::klv::{Special, Value};

/// A packet of a set's bytes as they are, with a checksum that fits where `sum` is said.
fn packet(value: &[u8], sum: bool) -> Vec<u8> {
    let mut bytes = Key::UAS.0.to_vec();
    ber::put_length(&mut bytes, value.len() + if sum { 4 } else { 0 });
    bytes.extend(value);
    if sum {
        bytes.extend([1, 2]);
        let sum = running_sum(&bytes);
        bytes.extend(sum.to_be_bytes());
    }
    bytes
}

fn opened(bytes: &[u8]) -> Contents {
    let (packets, defects) = sorted(found(bytes, bytes.len()));
    assert_eq!((packets.len(), defects), (1, vec![]));
    packets[0].open().unwrap()
}

fn check(bytes: &[u8], checksum: Checksum, defects: &[(u64, Flaw)]) -> LocalSet {
    let contents = opened(bytes);
    let found = contents.defects.into_iter();
    let found: Vec<(u64, Flaw)> = found.map(|defect| (defect.offset, defect.flaw)).collect();
    assert_eq!((contents.checksum, &found[..]), (checksum, defects));
    contents.set
}

const HEADING: &[u8] = &[5, 2, 0x80, 0];

#[test]
fn the_key_is_known_whatever_the_version_of_the_registry() {
    let mut key = Key::UAS;
    key.0[7] = 9;
    assert_eq!(key.kind(), Some(SetKind::Uas));
    key.0[8] = 9;
    assert_eq!(key.kind(), None);
}

#[test]
fn a_sound_packet_has_no_defects() {
    check(&packet(HEADING, true), Checksum::Right, &[]);
}

#[test]
fn a_wrong_checksum_is_told_with_both_sums_and_the_values_stay() {
    let mut bytes = packet(HEADING, true);
    bytes[19] ^= 1;
    let (stated, computed) = (
        running_sum(&packet(HEADING, false)),
        running_sum(&bytes[..23]),
    );
    let stated_here = u16::from_be_bytes([bytes[23], bytes[24]]);
    assert_ne!(stated, stated_here);
    let wrong = Checksum::Wrong {
        stated: stated_here,
        computed,
    };
    let flaw = Flaw::Checksum {
        stated: stated_here,
        computed,
    };
    let set = check(&bytes, wrong, &[(21, flaw)]);
    assert!(set.number(5).unwrap() > 180.0);
    assert!(!wrong.is_right());
}

#[test]
fn without_a_checksum_the_values_are_there_and_not_right() {
    let set = check(
        &packet(HEADING, false),
        Checksum::Missing,
        &[(0, Flaw::NoChecksum)],
    );
    assert!(set.number(5).is_some());
    assert!(!Checksum::Missing.is_right());
}

#[test]
fn a_checksum_of_three_bytes_is_none() {
    let bytes = packet(&[5, 2, 0, 0, 1, 3, 0, 0, 0], false);
    check(&bytes, Checksum::Missing, &[(21, Flaw::ChecksumLength(3))]);
}

#[test]
fn a_checksum_that_is_not_last_is_judged_over_what_it_covers() {
    let mut bytes = packet(&[5, 2, 0x80, 0, 1, 2, 0, 0, 65, 1, 19], false);
    let sum = running_sum(&bytes[..23]);
    bytes[23..25].copy_from_slice(&sum.to_be_bytes());
    let set = check(&bytes, Checksum::Right, &[(21, Flaw::ChecksumNotLast(1))]);
    assert_eq!(set.count(65), Some(19));
}

#[test]
fn of_a_tag_that_stands_twice_the_last_holds() {
    let bytes = packet(&[65, 1, 7, 65, 1, 8], true);
    let set = check(&bytes, Checksum::Right, &[(20, Flaw::Repeated(65))]);
    assert_eq!((set.count(65), set.items().len()), (Some(8), 3));
    assert_eq!(set.to_packet().unwrap(), bytes);
}

#[test]
fn tags_that_may_repeat_do() {
    check(
        &packet(&[115, 1, 7, 115, 1, 8, 102, 0, 102, 0], true),
        Checksum::Right,
        &[],
    );
}

#[test]
fn a_value_of_a_wrong_length_is_kept_as_bytes() {
    let bytes = packet(&[5, 3, 1, 2, 3], true);
    let flaw = Flaw::ValueLength {
        tag: 5,
        length: 3,
        expected: "2",
    };
    let set = check(&bytes, Checksum::Right, &[(17, flaw)]);
    assert_eq!((set.value(5), set.get(5)), (None, Some(&[1, 2, 3][..])));
    assert_eq!(set.to_packet().unwrap(), bytes);
}

#[test]
fn a_value_of_no_bytes_is_unknown_and_not_wrong() {
    let set = check(&packet(&[5, 0, 48, 0, 74, 0], true), Checksum::Right, &[]);
    assert_eq!(set.value(5), Some(Value::Unknown));
}

#[test]
fn an_error_indicator_is_what_it_says() {
    let value = [6, 2, 0x80, 0, 23, 4, 0x80, 0, 0, 0, 13, 4, 0x80, 0, 0, 0];
    let set = check(&packet(&value, true), Checksum::Right, &[]);
    assert_eq!(set.value(6), Some(Value::Special(Special::OutOfRange)));
    assert_eq!(set.value(23), Some(Value::Special(Special::OffEarth)));
    assert_eq!(set.value(13), Some(Value::Special(Special::Reserved)));
    assert_eq!(set.number(6), None);
}

#[test]
fn an_unknown_tag_is_kept_and_written_back() {
    let bytes = packet(&[0x81, 0x7f, 2, 8, 9, 66, 1, 3], true);
    let set = check(&bytes, Checksum::Right, &[]);
    assert_eq!(
        (set.get(255), set.get(66)),
        (Some(&[8, 9][..]), Some(&[3][..]))
    );
    assert_eq!(set.to_packet().unwrap(), bytes);
}

#[test]
fn a_text_that_is_none_and_a_value_that_means_nothing_are_told() {
    let bytes = packet(&[3, 1, 0xff, 112, 2, 0xbf, 0xff], true);
    let flaws = [(17, Flaw::Text(3)), (20, Flaw::Value(112))];
    let set = check(&bytes, Checksum::Right, &flaws);
    assert_eq!((set.value(3), set.value(112)), (None, None));
}

#[test]
fn an_item_that_reaches_over_the_end_is_left_out_with_what_follows() {
    let bytes = packet(&[65, 1, 19, 5, 9, 0], false);
    let overrun = Flaw::ItemOverrun {
        tag: 5,
        stated: 9,
        left: 1,
    };
    let flaws = [(0, Flaw::NoChecksum), (20, overrun)];
    let set = check(&bytes, Checksum::Missing, &flaws);
    assert_eq!(set.items().len(), 1);
    let no_length = [(0, Flaw::NoChecksum), (17, Flaw::ItemLength(5))];
    check(&packet(&[5, 0x80], false), Checksum::Missing, &no_length);
    let no_tag = [(0, Flaw::NoChecksum), (17, Flaw::BadTag)];
    check(&packet(&[0xff, 0xff], false), Checksum::Missing, &no_tag);
}

#[test]
fn a_defect_within_an_inner_set_has_its_place_in_the_stream() {
    // A security set whose version has one byte; targets whose pack is cut.
    let bytes = packet(&[48, 3, 22, 1, 9, 74, 4, 101, 2, 9, 0], true);
    let version = Flaw::ValueLength {
        tag: 22,
        length: 1,
        expected: "2",
    };
    let pack = Flaw::ItemOverrun {
        tag: 101,
        stated: 9,
        left: 1,
    };
    check(&bytes, Checksum::Right, &[(19, version), (26, pack)]);
}

#[test]
fn of_a_thousand_items_the_rest_is_left_out() {
    let bytes = packet(&[72, 0].repeat(2000), false);
    let contents = opened(&bytes);
    assert_eq!(contents.set.items().len(), super::super::MOST_ITEMS);
    let most = Flaw::TooMany(super::super::MOST_ITEMS);
    assert!(contents.defects.iter().any(|defect| defect.flaw == most));
}

#[test]
fn a_security_set_on_its_own_has_no_checksum() {
    let mut set = LocalSet::new(SetKind::Security);
    set.put(1, &Value::Count(1)).unwrap();
    set.put(13, &Value::Text("DEU".to_owned())).unwrap();
    let contents = opened(&set.to_packet().unwrap());
    assert_eq!(
        (contents.checksum, &contents.defects[..]),
        (Checksum::None, &[][..])
    );
    assert_eq!(contents.set.text(13).as_deref(), Some("DEU"));
}

#[test]
fn every_table_is_in_the_order_of_its_tags_and_every_tag_is_found() {
    for kind in [
        SetKind::Uas,
        SetKind::Security,
        SetKind::Vmti,
        SetKind::Target,
    ] {
        let tags: Vec<u32> = kind.table().iter().map(|row| row.tag).collect();
        assert!(tags.is_sorted_by(|a, b| a < b), "{}", kind.name());
        for row in kind.table() {
            assert_eq!(kind.definition(row.tag), Some(row));
        }
    }
}
