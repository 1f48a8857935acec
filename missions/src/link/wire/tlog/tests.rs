//! Logs whole, damaged anywhere and torn anywhere.

use proptest::prelude::*;

use super::*;
use crate::link::dialect::{MavMessage, SYSTEM_TIME_DATA};
use crate::link::wire::Writer;
use crate::link::{Endpoint, Transmit};

const START: UtcTime = UtcTime::from_secs(1_700_000_000);

fn second(n: usize) -> UtcTime {
    START + std::time::Duration::from_secs(n as u64)
}

/// Each entry's bytes: one a second, with a distinct message.
fn pieces(count: u32) -> Vec<Vec<u8>> {
    let mut writer = Writer::new();
    let one = |n: u32| {
        let message = MavMessage::SYSTEM_TIME(SYSTEM_TIME_DATA {
            time_unix_usec: 0xFDFE_0000_FDFE,
            time_boot_ms: 0x0100_0000 + n,
        });
        let raw = writer.frame(&Transmit::new(Endpoint::new(1, 1), message));
        entry(second(n as usize), &raw)
    };
    (0..count).map(one).collect()
}

fn log(count: u32) -> Vec<u8> {
    pieces(count).concat()
}

/// A v2 frame with a message number that no dialect has.
const UNKNOWN: [u8; 15] = [
    0xFD, 3, 0, 0, 9, 1, 1, 0xFF, 0xFF, 0xFF, 1, 2, 3, 0xAA, 0xBB,
];

/// Which entries come out, by their seconds, and which bytes do not.
fn check(log: &[u8], seconds: &[usize], skipped: &[(u64, u64)]) {
    let mut entries = entries(log);
    let read: Vec<_> = entries.by_ref().map(|entry| entry.at).collect();
    let expected: Vec<_> = seconds.iter().copied().map(second).collect();
    assert_eq!(read, expected);
    let gaps: Vec<_> = entries
        .skipped()
        .iter()
        .map(|gap| (gap.offset, gap.length))
        .collect();
    assert_eq!(gaps, skipped);
}

#[test]
fn what_was_written_is_read_with_its_place() {
    let log = log(3);
    check(&log, &[0, 1, 2], &[]);
    let last = entries(&log).last().unwrap();
    assert_eq!(last.frame.sequence, 2);
    assert_eq!(last.offset as usize, log.len() / 3 * 2);
}

#[test]
fn damage_costs_only_the_entry_that_it_hit_and_is_told_with_its_place() {
    let pieces = pieces(3);
    let one = pieces[0].len() as u64;
    let id = 8 + 7..8 + 10; // becomes another message, which may be an unknown one
    for at in (8..pieces[1].len()).filter(|at| !id.contains(at)) {
        let mut pieces = pieces.clone();
        pieces[1][at] ^= 0x55;
        check(&pieces.concat(), &[0, 2], &[(one, one)]);
    }
}

#[test]
fn bytes_that_are_missing_cost_only_the_entry_that_lost_them() {
    let pieces = pieces(3);
    let one = pieces[0].len() as u64;
    for at in 0..pieces[1].len() {
        let mut pieces = pieces.clone();
        pieces[1].remove(at);
        check(&pieces.concat(), &[0, 2], &[(one, one - 1)]);
    }
}

#[test]
fn noise_of_any_length_between_entries_is_passed_over_and_told() {
    for length in 1..600 {
        let mut pieces = pieces(2);
        let one = pieces[0].len() as u64;
        pieces.insert(1, vec![0xFD; length]);
        check(&pieces.concat(), &[0, 1], &[(one, length as u64)]);
    }
}

#[test]
fn a_log_torn_anywhere_gives_the_entries_before_the_cut_and_says_where_it_was_torn() {
    let log = log(4);
    let one = log.len() / 4;
    for cut in 0..=log.len() {
        let (whole, torn) = (cut / one, cut % one);
        let seconds: Vec<_> = (0..whole).collect();
        let gap = ((whole * one) as u64, torn as u64);
        check(
            &log[..cut],
            &seconds,
            if torn == 0 {
                &[]
            } else {
                std::slice::from_ref(&gap)
            },
        );
        let end = entries(&log[..cut]).torn_end();
        assert_eq!(
            end.map(|end| (end.offset, end.length)),
            (torn > 0).then_some(gap)
        );
    }
}

#[test]
fn damage_in_the_middle_is_no_torn_end() {
    let mut log = log(3);
    let middle = log.len() / 2;
    log[middle] ^= 1;
    assert_eq!(entries(&log).torn_end(), None);
}

#[test]
fn an_unknown_message_is_believed_only_between_two_entries() {
    let unknown = entry(second(1), &UNKNOWN);
    let [first, _, last] = pieces(3).try_into().unwrap();
    let whole = [first.clone(), unknown.clone(), last.clone()].concat();
    check(&whole, &[0, 1, 2], &[]);
    check(&[first.clone(), unknown.clone()].concat(), &[0, 1], &[]);
    let torn = [&first[..], &unknown, &last[..12]].concat();
    check(
        &torn,
        &[0, 1],
        &[((first.len() + unknown.len()) as u64, 12)],
    );
    let noise = [&first[..], &unknown, &[7; 20], &last].concat();
    let doubtful = (unknown.len() + 20) as u64;
    check(&noise, &[0, 2], &[(first.len() as u64, doubtful)]);
    let noise = [&first[..], &[7; 20], &unknown, &last].concat();
    check(&noise, &[0, 2], &[(first.len() as u64, doubtful)]);
}

proptest! {
    /// Any bytes between whole entries: never a panic, every byte is accounted for, and what
    /// comes after enough peace is read.
    #[test]
    fn any_bytes_are_read_or_told(
        noise in prop::collection::vec(
            prop_oneof![any::<u8>(), Just(0xFD), Just(0xFE), Just(0)], 0..1500,
        ),
    ) {
        let bytes = [log(2), noise, log(20)].concat();
        let mut entries = entries(&bytes);
        let read: Vec<_> = entries.by_ref().collect();
        let kept: usize = read.iter().map(|entry| TIME + entry.frame.raw.len()).sum();
        let skipped: u64 = entries.skipped().iter().map(|gap| gap.length).sum();
        prop_assert_eq!(kept as u64 + skipped, bytes.len() as u64);
        prop_assert_eq!(read.last().map(|entry| entry.at), Some(second(19)));
        for entry in &read {
            let again = &bytes[entry.offset as usize..];
            prop_assert_eq!(&again[TIME..TIME + entry.frame.raw.len()], &entry.frame.raw[..]);
        }
    }
}
