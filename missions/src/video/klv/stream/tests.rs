//! Packets in streams of bytes, whole and damaged.

use super::*;
use crate::video::klv::recordings::{found, sorted};
use crate::video::klv::{LocalSet, Value};

/// A packet with a time, and a text that makes it of another size.
fn packet(micros: u64, text: &str) -> Vec<u8> {
    let mut set = LocalSet::new(SetKind::Uas);
    set.put(2, &Value::Time(micros)).unwrap();
    set.put(3, &Value::Text(text.to_owned())).unwrap();
    set.put(65, &Value::Count(19)).unwrap();
    set.to_packet().unwrap()
}

/// Offsets of the packets, and offset and flaw of the defects, whatever the pieces.
fn check(bytes: &[u8], packets: &[u64], defects: &[(u64, Flaw)]) {
    for piece in [1, 2, 3, 16, 17, 18, 100, bytes.len()] {
        let (found, wrong) = sorted(found(bytes, piece));
        let offsets: Vec<u64> = found.iter().map(|packet| packet.offset).collect();
        assert_eq!(offsets, packets, "pieces of {piece}");
        let wrong: Vec<(u64, Flaw)> = wrong.into_iter().map(|d| (d.offset, d.flaw)).collect();
        assert_eq!(wrong, defects, "pieces of {piece}");
    }
}

#[test]
fn packets_follow_one_another() {
    let (one, two) = (packet(1, "a"), packet(2, &"b".repeat(120)));
    check(&[one.clone(), two].concat(), &[0, one.len() as u64], &[]);
}

#[test]
fn bytes_between_packets_are_told_once() {
    let one = packet(1, "a");
    let size = one.len() as u64;
    let bytes = [&b"junk"[..], &one, b"\x06\x0e\x2c more", &one, b"\x06\x0e"].concat();
    check(
        &bytes,
        &[4, 4 + size + 8],
        &[
            (0, Flaw::Stray(4)),
            (4 + size, Flaw::Stray(8)),
            (4 + size + 8 + size, Flaw::Stray(2)),
        ],
    );
}

#[test]
fn a_length_that_swallows_the_next_packets_costs_only_its_own() {
    let one = packet(1, "a");
    let size = one.len();
    let mut damaged = one.clone();
    damaged[16] += 100;
    let bytes = [&damaged[..], &one, &one, &one, &one].concat();
    let places: Vec<u64> = (1..5).map(|index| (index * size) as u64).collect();
    check(&bytes, &places, &[(0, Flaw::Overrun(size as u64))]);
}

#[test]
fn a_length_that_ends_within_the_next_key_costs_only_its_own() {
    let one = packet(1, "a");
    let size = one.len();
    for more in 4..16 {
        let mut damaged = one.clone();
        damaged[16] += more;
        let bytes = [&damaged[..], &one].concat();
        check(&bytes, &[size as u64], &[(0, Flaw::Overrun(size as u64))]);
    }
}

#[test]
fn a_packet_whose_value_looks_like_the_beginning_of_a_key_is_whole() {
    let one = packet(1, "a\u{6}\u{e}+4");
    check(&[&one[..], &one].concat(), &[0, one.len() as u64], &[]);
    let cut = packet(1, "a\u{6}\u{e}+4\u{2}\u{b}\u{1}");
    check(&cut, &[0], &[]);
}

#[test]
fn a_length_beyond_all_measure_is_told_and_the_next_packet_is_read() {
    let one = packet(1, "a");
    let key = Key::UAS.0;
    let huge = [
        &key[..],
        &[0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &one,
    ]
    .concat();
    let stray = (16, Flaw::Stray(9));
    check(&huge, &[25], &[(0, Flaw::TooLarge(u64::MAX)), stray]);
    let indefinite = [&key[..], &[0x80], &one].concat();
    check(
        &indefinite,
        &[17],
        &[(0, Flaw::NoLength), (4, Flaw::Stray(13))],
    );
}

#[test]
fn a_packet_of_no_known_set_is_given_out_and_cannot_be_opened() {
    let mut other = vec![6, 0xe, 0x2b, 0x34, 1, 1, 1, 1, 0xf, 0, 0, 0, 0, 0, 0, 0, 2];
    other.extend([1, 2]);
    let (packets, defects) = sorted(found(&other, 5));
    assert_eq!((packets.len(), &defects[..]), (1, &[][..]));
    assert_eq!((packets[0].open(), packets[0].value()), (None, &[1, 2][..]));
}

#[test]
fn a_stream_that_ends_within_a_packet_says_how_much_is_missing() {
    let one = packet(1, "a");
    let size = one.len();
    for end in 17..size {
        let bytes = [&one[..], &one[..end]].concat();
        check(
            &bytes,
            &[0],
            &[(size as u64, Flaw::Truncated((size - end) as u64))],
        );
    }
    for end in 1..17 {
        let bytes = [&one[..], &one[..end]].concat();
        check(&bytes, &[0], &[(size as u64, Flaw::Stray(end as u64))]);
    }
}

#[test]
fn a_stream_keeps_no_more_than_a_packet() {
    let mut stream = Stream::new();
    let mut keys = [Key::UAS.0.to_vec(), vec![0x83, 0x0f, 0xff, 0xff]].concat();
    keys.resize(1000, 7);
    for _ in 0..3000 {
        stream.feed(&keys, &mut |_| {});
        assert!(stream.buffer.len() <= LARGEST_PACKET + 2000);
    }
    let mut silence = Stream::new();
    for _ in 0..100 {
        silence.feed(&[7; 1000], &mut |_| {});
        assert!(silence.buffer.len() < 4);
    }
    assert_eq!(silence.fed(), 100_000);
}
