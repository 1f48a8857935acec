//! Transport streams with KLV, whole and damaged.

use proptest::prelude::*;

use super::sample::{ASYNCHRONOUS, MAP, Maker, SIZE, SYNCHRONOUS, VIDEO};
use super::*;
use crate::video::klv::{LocalSet, Packet, SetKind, Value};

fn klv(micros: u64, size: usize) -> Vec<u8> {
    let mut set = LocalSet::new(SetKind::Uas);
    set.put(2, &Value::Time(micros)).unwrap();
    set.put_bytes(94, vec![7; size]);
    set.to_packet().unwrap()
}

fn timed(bytes: &[u8], piece: usize) -> Vec<Timed> {
    let mut all = Vec::new();
    let mut metadata = Metadata::new();
    for piece in bytes.chunks(piece) {
        metadata.feed(piece, &mut |timed| all.push(timed));
    }
    metadata.finish(&mut |timed| all.push(timed));
    all
}

/// The times of the packets of a stream, and what they are.
fn packets(timed: &[Timed], of: u16) -> Vec<(Option<i64>, Packet)> {
    let packet = |timed: &Timed| match timed {
        Timed::Packet {
            pid, pts, packet, ..
        } if *pid == of => Some((pts.map(|pts| pts.0), packet.clone())),
        _ => None,
    };
    timed.iter().filter_map(packet).collect()
}

fn flaws(timed: &[Timed]) -> Vec<Flaw> {
    let flaw = |timed: &Timed| match timed {
        Timed::Defect(defect) => Some(defect.flaw.clone()),
        _ => None,
    };
    timed.iter().filter_map(flaw).collect()
}

/// Pictures and both kinds of KLV, five of each.
fn sample() -> Vec<u8> {
    let mut maker = Maker::new();
    for frame in 0..5_u64 {
        let pts = 90_000 + frame * 3000;
        maker.picture(pts, 700);
        maker.asynchronous(Some(pts + 1), &klv(frame, 20));
        maker.synchronous(pts + 2, frame as u8, &klv(frame, 400));
    }
    maker.bytes
}

#[test]
fn klv_of_both_kinds_comes_with_its_times_and_those_of_the_pictures() {
    let all = timed(&sample(), 188);
    assert_eq!(flaws(&all), []);
    let Timed::Program { number, streams } = &all[0] else {
        panic!("{:?}", all[0]);
    };
    let carriages: Vec<(u16, Carriage)> = streams.iter().map(|s| (s.pid, s.carriage)).collect();
    assert_eq!(*number, 1);
    let expected = [
        (VIDEO, Carriage::Video),
        (ASYNCHRONOUS, Carriage::Asynchronous),
        (SYNCHRONOUS, Carriage::Synchronous),
    ];
    assert_eq!(carriages, expected);
    for (pid, behind, size) in [(ASYNCHRONOUS, 1, 20), (SYNCHRONOUS, 2, 400)] {
        let packets = packets(&all, pid);
        assert_eq!(packets.len(), 5);
        for (frame, (pts, packet)) in packets.iter().enumerate() {
            assert_eq!(*pts, Some(90_000 + frame as i64 * 3000 + behind));
            assert_eq!(packet.bytes(), klv(frame as u64, size));
        }
    }
    let times: Vec<i64> = all
        .iter()
        .filter_map(|timed| match timed {
            Timed::Picture { pts, .. } => pts.map(|pts| pts.0),
            _ => None,
        })
        .collect();
    assert_eq!(times, [90_000, 93_000, 96_000, 99_000, 102_000]);
}

/// A stream that GStreamer 1.22 has made: five pictures, five packets, each at its picture's time.
#[test]
fn a_stream_of_mpegtsmux_is_read() {
    let here = env!("CARGO_MANIFEST_DIR");
    let bytes = std::fs::read(format!("{here}/tests/recordings/mpegtsmux-klv.ts")).unwrap();
    assert!(is_transport_stream(&bytes));
    let all = timed(&bytes, 1000);
    assert_eq!(flaws(&all), []);
    let Some(Timed::Program { streams, .. }) = all.first() else {
        panic!("{all:?}");
    };
    let klv = |stream: &&Elementary| stream.carriage == Carriage::Asynchronous;
    let pid = streams.iter().find(klv).unwrap().pid;
    let packets = packets(&all, pid);
    let mut pictures: Vec<(Option<i64>, bool)> = Vec::new();
    for timed in &all {
        if let Timed::Picture { pts, is_key, .. } = timed {
            pictures.push((pts.map(|pts| pts.0), *is_key));
        }
    }
    let times: Vec<Option<i64>> = packets.iter().map(|(pts, _)| *pts).collect();
    // GStreamer begins at an hour.
    let expected: Vec<Option<i64>> = (0..5).map(|i| Some(3600 * 90_000 + 3600 * i)).collect();
    assert_eq!(times, expected);
    assert_eq!(
        pictures.iter().map(|(pts, _)| *pts).collect::<Vec<_>>(),
        expected
    );
    assert!(pictures[0].1 && !pictures[1].1, "{pictures:?}");
    for (_, packet) in packets {
        let contents = packet.open().unwrap();
        assert!(contents.checksum.is_right() && contents.defects.is_empty());
    }
}

#[test]
fn what_is_found_does_not_depend_on_the_pieces() {
    let bytes = sample();
    let whole = timed(&bytes, bytes.len());
    for piece in (1..400).chain([1316, 5000]) {
        assert_eq!(timed(&bytes, piece), whole, "pieces of {piece}");
    }
}

#[test]
fn a_stream_cut_at_every_byte_gives_what_came_before() {
    let bytes = sample();
    let whole = timed(&bytes, bytes.len());
    let before = packets(&whole, SYNCHRONOUS);
    for end in 0..bytes.len() {
        let cut = packets(&timed(&bytes[..end], 1000), SYNCHRONOUS);
        assert_eq!(cut[..], before[..cut.len()], "cut at {end}");
    }
}

/// The third packet of the synchronous stream's second unit is missing.
#[test]
fn a_gap_is_told_and_costs_only_the_unit_that_it_is_in() {
    let bytes = sample();
    let chunks = bytes.chunks(SIZE);
    let of_stream = |packet: &&[u8]| packet[1] & 0x1f == 1 && packet[2] == SYNCHRONOUS as u8;
    let second = chunks
        .clone()
        .enumerate()
        .filter(|(_, p)| of_stream(p))
        .nth(4)
        .unwrap()
        .0;
    let left: Vec<u8> = chunks
        .enumerate()
        .filter(|(i, _)| *i != second)
        .flat_map(|(_, p)| p.to_vec())
        .collect();
    let all = timed(&left, 188);
    let gap = Flaw::Gap {
        pid: SYNCHRONOUS,
        expected: 4,
        found: 5,
    };
    assert_eq!(flaws(&all), [gap]);
    let times: Vec<u64> = packets(&all, SYNCHRONOUS)
        .iter()
        .map(|(_, packet)| packet.open().unwrap().set.get(2).unwrap()[7].into())
        .collect();
    assert_eq!(times, [0, 2, 3, 4]);
    assert_eq!(packets(&all, ASYNCHRONOUS).len(), 5);
}

#[test]
fn a_packet_that_comes_twice_counts_once() {
    let bytes = sample();
    let twice: Vec<u8> = bytes
        .chunks(SIZE)
        .flat_map(|packet| packet.repeat(2))
        .collect();
    let all = timed(&twice, 188);
    assert_eq!(flaws(&all), []);
    assert_eq!(packets(&all, SYNCHRONOUS).len(), 5);
}

#[test]
fn times_go_on_where_the_wire_begins_again() {
    let mut maker = Maker::new();
    let turn = 1_u64 << 33;
    for frame in 0..4_u64 {
        let pts = (turn - 6000 + frame * 3000) % turn;
        maker.picture(pts, 10);
        maker.asynchronous(Some(pts), &klv(frame, 9));
    }
    let all = timed(&maker.bytes, 188);
    let times: Vec<i64> = packets(&all, ASYNCHRONOUS)
        .iter()
        .filter_map(|(pts, _)| *pts)
        .collect();
    let turn = turn as i64;
    assert_eq!(times, [turn - 6000, turn - 3000, turn, turn + 3000]);
}

#[test]
fn parts_of_a_packet_in_several_units_are_one_and_have_the_time_of_the_first() {
    let whole = klv(1, 500);
    let mut maker = Maker::new();
    maker.asynchronous(Some(1000), &[&klv(0, 5), &whole[..100]].concat());
    maker.asynchronous(Some(2000), &whole[100..300]);
    maker.asynchronous(None, &[&whole[300..], &klv(2, 5)].concat());
    maker.part(7000, 9, 2, &whole[..200]);
    maker.part(8000, 10, 1, &whole[200..]);
    let all = timed(&maker.bytes, 188);
    assert_eq!(flaws(&all), []);
    let times: Vec<Option<i64>> = packets(&all, ASYNCHRONOUS)
        .iter()
        .map(|(pts, _)| *pts)
        .collect();
    assert_eq!(times, [Some(1000), Some(1000), None]);
    assert_eq!(packets(&all, SYNCHRONOUS), packets_of(&whole, 7000));
}

fn packets_of(bytes: &[u8], pts: i64) -> Vec<(Option<i64>, Packet)> {
    let mut packets = Vec::new();
    let mut stream = crate::video::klv::Stream::new();
    stream.feed(bytes, &mut |found| {
        if let crate::video::klv::Found::Packet(packet) = found {
            packets.push((Some(pts), packet));
        }
    });
    packets
}

#[test]
fn damaged_tables_are_told_and_the_last_sound_ones_hold() {
    let mut maker = Maker::new();
    let before = maker.bytes.len();
    maker.tables();
    for packet in maker.bytes[before..].chunks_mut(SIZE) {
        packet[SIZE - 1] ^= 1;
    }
    maker.asynchronous(Some(5), &klv(1, 5));
    let all = timed(&maker.bytes, 188);
    assert_eq!(flaws(&all), [Flaw::Table(0), Flaw::Table(MAP)]);
    assert_eq!(packets(&all, ASYNCHRONOUS).len(), 1);
}

#[test]
fn a_packet_that_is_marked_as_damaged_or_enciphered_is_left_out() {
    let mut maker = Maker::new();
    for (byte, bits) in [(1, 0x80), (3, 0x80)] {
        let at = maker.bytes.len();
        maker.asynchronous(Some(5), &klv(1, 5));
        maker.bytes[at + byte] |= bits;
    }
    maker.asynchronous(Some(5), &klv(2, 5));
    let all = timed(&maker.bytes, 188);
    let gap = Flaw::Gap {
        pid: ASYNCHRONOUS,
        expected: 0,
        found: 2,
    };
    let (marked, enciphered) = (Flaw::Marked(ASYNCHRONOUS), Flaw::Enciphered(ASYNCHRONOUS));
    // Nothing of the stream came before, so that no packet was due.
    assert!(!flaws(&all).contains(&gap));
    assert_eq!(flaws(&all), [marked, enciphered]);
    assert_eq!(packets(&all, ASYNCHRONOUS).len(), 1);
}

#[test]
fn a_stream_that_leaves_the_program_is_not_followed_any_more() {
    let mut maker = Maker::new();
    maker.asynchronous(Some(5), &klv(1, 5));
    let mut demux = Demux::new();
    let mut programs = 0;
    let mut count = |event: Event| programs += usize::from(matches!(event, Event::Program { .. }));
    demux.feed(&maker.bytes, &mut count);
    assert_eq!(demux.streams.len(), 3);
    // The same table without a program.
    let mut empty = vec![0, 0x00, 0xb0, 9, 0, 1, 0xc3, 0, 0];
    let sum = psi::crc(&empty[1..]);
    empty.extend(sum.to_be_bytes());
    let at = maker.bytes.len();
    maker.unit(0, &empty);
    demux.feed(&maker.bytes[at..], &mut count);
    assert_eq!(
        (demux.maps.len(), demux.known.len(), demux.streams.len()),
        (0, 0, 0)
    );
    assert_eq!(programs, 1);
}

proptest! {
    #[test]
    fn any_bytes_at_all(bytes in prop::collection::vec(any::<u8>(), 0..4000)) {
        let _ = timed(&bytes, 500);
    }

    #[test]
    fn any_payload_behind_sound_headers(
        payload in prop::collection::vec(any::<u8>(), 0..1500), at in 0_usize..4,
    ) {
        let mut maker = Maker::new();
        maker.unit([0, MAP, ASYNCHRONOUS, SYNCHRONOUS][at], &payload);
        maker.tables();
        maker.asynchronous(Some(7), &klv(1, 5));
        let _ = timed(&maker.bytes, 188);
    }

    #[test]
    fn what_is_found_in_a_damaged_stream_does_not_depend_on_the_pieces(
        damage in prop::collection::vec((any::<u16>(), 1_u8..), 1..20), piece in 1_usize..3000,
    ) {
        let mut bytes = sample();
        for (place, bits) in damage {
            let place = usize::from(place) % bytes.len();
            bytes[place] ^= bits;
        }
        prop_assert_eq!(timed(&bytes, piece), timed(&bytes, bytes.len()));
    }
}
