//! Streams that are damaged or made to harm: nothing panics, what is found does not depend on the
//! pieces, and what is sound is read.

use proptest::prelude::*;

use super::recordings::{ALL, found, recording, sorted};
use super::targets::{Target, write_series};
use super::{Found, Key, LocalSet, Packet, SetKind, Value};

/// A packet with a set of every kind in it.
fn sample() -> Vec<u8> {
    let mut security = LocalSet::new(SetKind::Security);
    security.put(1, &Value::Count(1)).unwrap();
    security.put(13, &Value::Text("NLD".to_owned())).unwrap();
    let mut target = Target::new(300);
    target.set.put(1, &Value::Count(5000)).unwrap();
    let mut targets = LocalSet::new(SetKind::Vmti);
    targets.put(8, &Value::Count(1920)).unwrap();
    targets.put_bytes(101, write_series(&[target]));
    let mut set = LocalSet::new(SetKind::Uas);
    set.put(2, &Value::Time(1_700_000_000_000_000)).unwrap();
    set.put(5, &Value::Number(271.5)).unwrap();
    set.put(6, &Value::Number(33.0)).unwrap();
    set.put(13, &Value::Number(54.1)).unwrap();
    set.put(48, &Value::Bytes(security.to_bytes())).unwrap();
    set.put(74, &Value::Bytes(targets.to_bytes())).unwrap();
    set.put(113, &Value::Number(80.0)).unwrap();
    set.put_bytes(200, vec![1, 2, 3]);
    set.to_packet().unwrap()
}

fn packets(bytes: &[u8]) -> Vec<Packet> {
    let (packets, _) = sorted(found(bytes, bytes.len().max(1)));
    for packet in &packets {
        let _ = packet.open();
    }
    packets
}

#[test]
fn the_sample_is_sound() {
    let contents = packets(&sample())[0].open().unwrap();
    assert!(contents.checksum.is_right());
    assert_eq!(contents.defects, []);
    assert_eq!(
        contents.set.inner(74).unwrap().0.targets().0[0]
            .set
            .count(1),
        Some(5000)
    );
}

#[test]
fn what_is_found_does_not_depend_on_the_pieces() {
    let bytes = sample().repeat(3);
    let whole = found(&bytes, bytes.len());
    for piece in 1..bytes.len() {
        assert_eq!(found(&bytes, piece), whole, "pieces of {piece}");
    }
    for name in ALL {
        let Some(bytes) = recording(name) else {
            return;
        };
        let whole = found(&bytes, bytes.len());
        for piece in (1..40).chain([64, 187, 188, 1316, 4096, 65_536]) {
            assert_eq!(found(&bytes, piece), whole, "{name}, pieces of {piece}");
        }
    }
}

#[test]
fn a_stream_cut_at_every_byte_gives_all_that_came_before() {
    let one = sample();
    let bytes = one.repeat(3);
    for end in 0..=bytes.len() {
        assert_eq!(
            packets(&bytes[..end]).len(),
            end / one.len(),
            "cut at {end}"
        );
    }
    let Some(bytes) = recording(super::recordings::CHEYENNE) else {
        return;
    };
    let ends: Vec<usize> = packets(&bytes)
        .iter()
        .map(|packet| packet.offset as usize + packet.bytes().len())
        .collect();
    // Around five packets of the flight, every byte.
    for end in 0..ends[4] {
        let whole = ends.iter().filter(|whole| **whole <= end).count();
        assert_eq!(packets(&bytes[..end]).len(), whole, "cut at {end}");
    }
}

/// A flip costs at most the packet that it hits and the one behind it, and never goes unnoticed.
#[test]
fn every_flipped_bit_is_noticed_and_the_packets_around_it_are_read() {
    let one = sample();
    let bytes = one.repeat(4);
    let sound = |bytes: &[u8]| {
        let (packets, defects) = sorted(found(bytes, bytes.len()));
        let opened: Vec<_> = packets.iter().filter_map(Packet::open).collect();
        let right = opened
            .iter()
            .filter(|c| c.checksum.is_right() && c.defects.is_empty());
        (right.count(), packets.len() - opened.len() + defects.len())
    };
    assert_eq!(sound(&bytes), (4, 0));
    for bit in one.len() * 8..one.len() * 16 {
        let mut damaged = bytes.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        let (right, _) = sound(&damaged);
        // The eighth byte of the key is the registry's version, and may be any; the sum tells.
        assert!((2..4).contains(&right), "bit {bit}: {right}");
    }
}

#[test]
fn lengths_that_are_made_to_harm_take_no_memory_and_no_time() {
    let key = Key::UAS.0;
    for length in [
        &[0x84_u8, 0xff, 0xff, 0xff, 0xff][..],
        &[0x88, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0xff, 0xff, 0xff],
        &[0x80],
        &[0x83, 0x10, 0, 0],
    ] {
        let bytes = [&key[..], length, &[0x42; 64]].concat().repeat(200);
        let (packets, defects) = sorted(found(&bytes, 1000));
        assert!(packets.is_empty(), "{length:02x?}");
        assert!(defects.len() >= 200, "{length:02x?}");
    }
    // Items within a packet.
    for value in [
        &[2, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff][..],
        &[0xff; 60],
    ] {
        let mut bytes = key.to_vec();
        bytes.push(value.len() as u8);
        bytes.extend(value);
        let contents = packets(&bytes)[0].open().unwrap();
        assert!(contents.set.items().is_empty());
        assert!(!contents.defects.is_empty());
    }
}

proptest! {
    #[test]
    fn any_bytes_at_all(bytes in prop::collection::vec(any::<u8>(), 0..2000), piece in 1_usize..100) {
        let _ = packets(&bytes);
        prop_assert_eq!(found(&bytes, piece), found(&bytes, bytes.len().max(1)));
    }

    #[test]
    fn any_value_behind_a_key(value in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut bytes = Key::UAS.0.to_vec();
        super::ber::put_length(&mut bytes, value.len());
        bytes.extend(&value);
        if let [packet] = &packets(&bytes)[..] {
            let contents = packet.open().unwrap();
            // What was read comes back as it was, whatever it was, but for longer lengths than need be.
            let again = packets(&contents.set.to_packet().unwrap())[0].open().unwrap();
            let items = |set: &LocalSet| -> Vec<(u32, Vec<u8>)> {
                let all = set.items().iter().filter(|item| item.tag != 1);
                all.map(|item| (item.tag, item.value.clone())).collect()
            };
            prop_assert_eq!(items(&again.set), items(&contents.set));
        }
    }

    #[test]
    fn samples_cut_spliced_and_damaged(
        cuts in prop::collection::vec((0_usize..200, 0_usize..200, any::<u8>(), any::<u8>()), 1..8),
        piece in 1_usize..50,
    ) {
        let one = sample();
        let mut bytes = Vec::new();
        for (from, to, place, value) in cuts {
            let part = one.get(from.min(to)..one.len().min(to.max(from))).unwrap_or(&one);
            let start = bytes.len();
            bytes.extend(part);
            if let Some(byte) = bytes.get_mut(start + usize::from(place)) {
                *byte = value;
            }
        }
        let _ = packets(&bytes);
        prop_assert_eq!(found(&bytes, piece), found(&bytes, bytes.len().max(1)));
    }

    #[test]
    fn every_item_of_every_table_reads_any_bytes_and_writes_what_it_read(
        bytes in prop::collection::vec(any::<u8>(), 0..24),
    ) {
        for kind in [SetKind::Uas, SetKind::Security, SetKind::Vmti, SetKind::Target] {
            for row in kind.table() {
                let Ok(value) = row.read(&bytes) else { continue };
                let Ok(written) = row.write(&value) else { continue };
                let again = row.read(&written).unwrap();
                if let (Value::Number(first), Value::Number(second)) = (&value, &again) {
                    prop_assert!((first - second).abs() <= row.step(), "{}", row.name);
                } else {
                    prop_assert_eq!(&again, &value, "{}", row.name);
                }
            }
        }
    }

    #[test]
    fn numbers_come_back_to_a_step_in_every_item(share in 0.0..=1.0_f64) {
        for row in SetKind::Uas.table() {
            let (min, max) = match row.coding {
                super::Coding::Unsigned(_, [min, max]) | super::Coding::Imapb([min, max], ..) => (min, max),
                super::Coding::Signed(_, max, _) => (-max, max),
                _ => continue,
            };
            let number = (min + share * (max - min)).clamp(min, max);
            let written = row.write(&Value::Number(number)).unwrap();
            let Value::Number(back) = row.read(&written).unwrap() else {
                panic!("{} is no number", row.name);
            };
            prop_assert!((back - number).abs() <= row.step(), "{}: {number} {back}", row.name);
        }
    }
}

/// An unfinished packet is searched for keys once, not again with every byte.
#[test]
fn a_large_packet_that_comes_byte_by_byte_is_read() {
    let mut set = LocalSet::new(SetKind::Uas);
    set.put_bytes(94, vec![6; 100_000]);
    let bytes = set.to_packet().unwrap();
    let found = found(&bytes, 1);
    assert!(matches!(&found[..], [Found::Packet(packet)] if packet.bytes() == bytes));
}
