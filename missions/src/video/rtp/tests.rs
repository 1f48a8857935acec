//! Units over a wire that loses, doubles, reorders and invents packets.

use proptest::prelude::*;

use super::*;

/// A unit of a size that begins with a key, as KLV does.
fn unit(fill: u8, size: usize) -> Vec<u8> {
    let mut unit = Key::UAS.0.to_vec();
    unit.resize(size, fill);
    unit
}

fn packetiser() -> Packetiser {
    Packetiser::new(97, 0xfeed, 65_530, 112)
}

/// What comes out of datagrams: the units' last bytes.
fn taken(datagrams: &[Vec<u8>]) -> (Vec<u8>, Losses) {
    let mut depacketiser = Depacketiser::new(Some(97));
    let units = datagrams
        .iter()
        .filter_map(|datagram| depacketiser.take(datagram));
    let units = units.map(|unit| *unit.bytes.last().unwrap()).collect();
    (units, depacketiser.losses())
}

/// Five units of three packets each.
fn sent() -> Vec<Vec<u8>> {
    let mut packetiser = packetiser();
    let unit = |index: u8| packetiser.packets(&unit(index, 250), u32::from(index) * 3000);
    (1..6).flat_map(unit).collect()
}

#[test]
fn a_packet_is_as_the_rfc_draws_it() {
    let packets = Packetiser::new(97, 0x0102_0304, 0xffff, 15).packets(&[7, 8, 9, 10], 0x0a0b_0c0d);
    assert_eq!(packets.len(), 2);
    assert_eq!(
        packets[0],
        [0x80, 97, 0xff, 0xff, 10, 11, 12, 13, 1, 2, 3, 4, 7, 8, 9]
    );
    assert_eq!(
        packets[1],
        [0x80, 0xe1, 0, 0, 10, 11, 12, 13, 1, 2, 3, 4, 10]
    );
}

#[test]
fn units_come_whole_with_their_times() {
    let mut depacketiser = Depacketiser::new(None);
    let mut units = Vec::new();
    for datagram in sent() {
        units.extend(depacketiser.take(&datagram));
    }
    assert_eq!(units.len(), 5);
    for (index, got) in (1..).zip(&units) {
        let expected = Unit {
            timestamp: u32::from(index) * 3000,
            bytes: unit(index, 250),
        };
        assert_eq!(*got, expected);
    }
    assert_eq!(depacketiser.losses(), Losses::default());
}

#[test]
fn each_packet_that_is_lost_costs_its_unit_and_no_other() {
    let all = sent();
    for lost in 3..12 {
        let mut left = all.clone();
        left.remove(lost);
        let expected: Vec<u8> = (1..6).filter(|unit| *unit != lost as u8 / 3 + 1).collect();
        let (units, losses) = taken(&left);
        assert_eq!(units, expected, "packet {lost}");
        assert_eq!(
            (losses.packets, losses.units, losses.foreign),
            (1, 1, 0),
            "packet {lost}"
        );
    }
}

#[test]
fn a_unit_that_is_lost_whole_is_counted_by_its_packets() {
    let mut left = sent();
    left.drain(3..6);
    let (units, losses) = taken(&left);
    assert_eq!(
        (units, losses.packets, losses.units),
        (vec![1, 3, 4, 5], 3, 0)
    );
}

#[test]
fn a_stream_that_is_joined_in_the_middle_begins_with_the_next_unit() {
    let (units, losses) = taken(&sent()[1..]);
    assert_eq!(
        (units, losses.packets, losses.units),
        (vec![2, 3, 4, 5], 0, 1)
    );
}

#[test]
fn a_packet_that_comes_twice_or_late_is_left_out() {
    let mut twice = sent();
    twice.insert(4, twice[3].clone());
    twice.insert(12, twice[0].clone());
    let (units, losses) = taken(&twice);
    assert_eq!((units, losses.foreign), (vec![1, 2, 3, 4, 5], 2));
    let mut swapped = sent();
    swapped.swap(4, 5);
    let (units, losses) = taken(&swapped);
    assert_eq!(
        (units, losses.units, losses.foreign),
        (vec![1, 3, 4, 5], 1, 1)
    );
}

#[test]
fn a_missing_marker_is_made_up_for_by_the_next_time() {
    let mut unmarked = sent();
    unmarked[5][1] &= 0x7f;
    let (units, losses) = taken(&unmarked);
    assert_eq!((units, losses.units), (vec![1, 3, 4, 5], 1));
}

#[test]
fn another_source_is_another_stream() {
    let mut all = sent();
    all.truncate(4);
    let mut other = Packetiser::new(97, 1, 7, 112);
    all.extend(other.packets(&unit(9, 250), 5));
    let (units, losses) = taken(&all);
    assert_eq!((units, losses.packets, losses.units), (vec![1, 9], 0, 1));
}

#[test]
fn sources_extensions_and_padding_are_passed_over() {
    let mut full = packetiser().packets(&unit(3, 40), 5).remove(0);
    full[0] |= 0x30 | 2;
    let extended = [0; 8].into_iter().chain([0xbe, 0xde, 0, 1, 9, 9, 9, 9]);
    full.splice(12..12, extended);
    full.extend([0, 0, 3]);
    assert_eq!(taken(&[full]), (vec![3], Losses::default()));
}

#[test]
fn a_unit_that_never_ends_is_given_up() {
    let mut packetiser = Packetiser::new(97, 1, 0, 60_000);
    let endless = unit(1, LARGEST_PACKET + 100_000);
    let mut all = packetiser.packets(&endless, 1);
    all.extend(packetiser.packets(&unit(2, 100), 2));
    let (units, losses) = taken(&all);
    assert_eq!((units, losses.units), (vec![2], 1));
}

/// What GStreamer 1.22's `rtpklvpay` has made of five packets, four datagrams each, with the sequence
/// numbers and the timestamps over their turns: each datagram behind its length of two bytes.
#[test]
fn a_stream_of_rtpklvpay_is_read() {
    let here = env!("CARGO_MANIFEST_DIR");
    let bytes = std::fs::read(format!("{here}/tests/recordings/rtpklvpay.rtp")).unwrap();
    let mut rest = &bytes[..];
    let mut depacketiser = Depacketiser::new(Some(97));
    let mut units = Vec::new();
    while let [high, low, behind @ ..] = rest {
        let (datagram, next) = behind.split_at(usize::from(u16::from_be_bytes([*high, *low])));
        units.extend(depacketiser.take(datagram));
        rest = next;
    }
    assert_eq!(depacketiser.losses(), Losses::default());
    assert_eq!(units.len(), 5);
    for pair in units.windows(2) {
        assert_eq!(pair[1].timestamp.wrapping_sub(pair[0].timestamp), 3600);
    }
    for unit in &units {
        let contents = &crate::video::klv::recordings::opened(&unit.bytes)[0];
        assert!(contents.checksum.is_right() && contents.defects.is_empty());
        // We cut it as GStreamer does.
        let ours = Packetiser::new(97, 7, 0, 200).packets(&unit.bytes, 0);
        assert_eq!(ours.len(), 4);
    }
}

proptest! {
    #[test]
    fn any_datagrams_at_all(
        datagrams in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..30),
    ) {
        let mut depacketiser = Depacketiser::new(None);
        for datagram in datagrams {
            depacketiser.take(&datagram);
        }
    }

    /// Whatever is lost, a unit that comes is one that was sent.
    #[test]
    fn a_unit_that_comes_is_one_that_was_sent(
        kept in prop::collection::vec(any::<bool>(), 30), largest in 13_usize..200,
    ) {
        let mut packetiser = Packetiser::new(97, 1, 65_500, largest);
        let units: Vec<Vec<u8>> = (1..6).map(|fill| unit(fill, 20 + 37 * usize::from(fill))).collect();
        let mut depacketiser = Depacketiser::new(Some(97));
        let mut kept = kept.iter().cycle();
        for (index, sent) in units.iter().enumerate() {
            for datagram in packetiser.packets(sent, 100 * index as u32) {
                if !kept.next().unwrap() {
                    continue;
                }
                if let Some(unit) = depacketiser.take(&datagram) {
                    prop_assert_eq!(&unit.bytes, sent);
                    prop_assert_eq!(unit.timestamp, 100 * index as u32);
                }
            }
        }
    }
}
