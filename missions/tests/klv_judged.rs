//! Other people's readers judge our KLV: stanag4609, which refuses whatever the standards forbid, and
//! klvdata.
//!
//! They live in `target/judges` (made by `make test`); without it these tests say that they skipped.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot write its own packets should fail"
)]

#[path = "judges/python.rs"]
mod python;

use missions::video::klv::targets::{Target, write_series};
use missions::video::klv::{Coding, LocalSet, SetKind, Value};
use missions::video::transport::{Metadata, Timed};
use serde_json::Value as Json;

use python::{judged, judges};

/// Tags that other readers of ST 0601 check for more than their form.
const OF_ITS_OWN: &[(u32, u64)] = &[(62, 1111), (65, 19), (124, 3)];

/// Items that klvdata maps to other ranges than ST 0601 does: the track gate to 512 in place of 510
/// pixels, the full sideslip angle to ±90 in place of ±180°.
const KLVDATA_MISTAKES: &[u32] = &[43, 44, 93];

/// The highest tag that klvdata knows; it reads no tags of two bytes, and fails at every tag 74.
const KLVDATA_KNOWS: u32 = 94;

/// A value for an item, a share of the way through its range.
fn value(tag: u32, coding: Coding, share: f64) -> Option<Value> {
    if let Some((_, count)) = OF_ITS_OWN.iter().find(|(own, _)| *own == tag) {
        return Some(Value::Count(*count));
    }
    Some(match coding {
        Coding::Unsigned(_, [min, max]) | Coding::Imapb([min, max], ..) => {
            Value::Number(min + share * (max - min))
        }
        Coding::Signed(_, max, _) => Value::Number(max * (2.0 * share - 1.0)),
        Coding::Count(_) | Coding::ShortCount(_) | Coding::Flags(_) => Value::Count(1),
        Coding::Integer(_) | Coding::ShortInteger(_) => Value::Integer(-7),
        Coding::Code(words) => Value::Count(words[0].0.into()),
        Coding::Time => Value::Time(1_795_330_800_000_000),
        Coding::Text(_) => Value::Text("SEEADLER 1".to_owned()),
        _ => return None,
    })
}

fn security() -> Vec<u8> {
    let mut set = LocalSet::new(SetKind::Security);
    for (tag, value) in [
        (1, Value::Count(1)),
        (2, Value::Count(14)),
        (3, Value::Text("//DEU".to_owned())),
        (12, Value::Count(14)),
        (13, Value::Text("DEU".to_owned())),
        (22, Value::Count(12)),
    ] {
        set.put(tag, &value).unwrap();
    }
    set.to_bytes()
}

fn targets() -> LocalSet {
    let mut target = Target::new(4711);
    target.set.put(1, &Value::Count(409_600)).unwrap();
    target.set.put(5, &Value::Count(84)).unwrap();
    target.set.put(10, &Value::Number(0.001)).unwrap();
    target.set.put(11, &Value::Number(-0.002)).unwrap();
    let mut set = LocalSet::new(SetKind::Vmti);
    for (tag, value) in [
        (4, Value::Count(6)),
        (5, Value::Count(1)),
        (6, Value::Count(1)),
        (8, Value::Count(1920)),
        (9, Value::Count(1080)),
        (101, Value::Bytes(write_series(&[target]))),
    ] {
        set.put(tag, &value).unwrap();
    }
    set
}

/// A packet with every item that says a number, a text or a time, and the sets within.
fn everything(share: f64) -> LocalSet {
    let mut set = LocalSet::new(SetKind::Uas);
    for row in SetKind::Uas.table() {
        let value = match row.tag {
            48 => Some(Value::Bytes(security())),
            74 => Some(Value::Bytes(targets().to_bytes())),
            tag => value(tag, row.coding, share),
        };
        if let Some(value) = value {
            set.put(row.tag, &value).unwrap();
        }
    }
    set
}

/// What a judge found in a file of packets.
fn found(packets: &[LocalSet], judge: &str) -> Option<Vec<Json>> {
    let said = said(packets, "read_klv.py")?;
    Some(said[judge].as_array().unwrap().clone())
}

/// What a script says of a file of packets.
fn said(packets: &[LocalSet], script: &str) -> Option<Json> {
    let python = judges()?;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("packets.bin");
    let bytes: Vec<u8> = packets
        .iter()
        .flat_map(|set| set.to_packet().unwrap())
        .collect();
    std::fs::write(&file, bytes).unwrap();
    Some(judged(&python, script, &file))
}

/// Every number of ours as the judge has it, to a step of the item; says how many.
fn check(set: &LocalSet, found: &Json, known: impl Fn(u32) -> bool) -> usize {
    let mut checked = 0;
    for item in set.items().iter().filter(|item| known(item.tag)) {
        let row = SetKind::Uas.definition(item.tag).unwrap();
        let theirs = &found[item.tag.to_string()];
        match set.value(item.tag).unwrap() {
            Value::Text(text) => assert_eq!(*theirs, text, "tag {}", item.tag),
            Value::Time(micros) => assert_eq!(*theirs, micros, "tag {}", item.tag),
            ours => {
                let Some(number) = ours.number() else {
                    continue;
                };
                assert!(theirs.is_number(), "tag {}: {theirs}", item.tag);
                let theirs = theirs.as_f64().unwrap();
                let off = (theirs - number).abs();
                assert!(
                    off <= row.step() / 2.0 + 1e-9,
                    "tag {}: {number} {theirs}",
                    item.tag
                );
            }
        }
        checked += 1;
    }
    checked
}

#[test]
fn stanag4609_accepts_every_item_that_we_write() {
    let sets = [0.001, 0.3, 0.5, 0.77, 0.999].map(everything);
    let Some(found) = found(&sets, "stanag4609") else {
        return;
    };
    assert_eq!(found.len(), sets.len());
    for (set, found) in sets.iter().zip(&found) {
        assert!(check(set, found, |_| true) > 90);
    }
}

#[test]
fn stanag4609_takes_our_error_indicators_for_what_they_are() {
    let mut set = everything(0.5);
    set.put(6, &Value::Number(33.0)).unwrap();
    set.put(23, &Value::Special(missions::video::klv::Special::OffEarth))
        .unwrap();
    let Some(found) = found(&[set], "stanag4609") else {
        return;
    };
    assert_eq!(found[0]["6"]["special"], "out_of_range");
    assert_eq!(found[0]["23"]["special"], "off_earth");
}

#[test]
fn transport_streams_of_stanag4609_are_read_in_both_kinds_over_the_turn_of_time() {
    let sets = [0.1, 0.2, 0.3, 0.4, 0.5].map(everything);
    let Some(said) = said(&sets, "mux_klv.py") else {
        return;
    };
    let hex = said["transport_stream"].as_str().unwrap().as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    let bytes: Vec<u8> = hex.chunks(2).map(byte).collect();
    let mut metadata = Metadata::new();
    let mut packets: [Vec<(Option<i64>, Vec<u8>)>; 2] = Default::default();
    let mut take = |timed| match timed {
        Timed::Packet {
            pid, pts, packet, ..
        } => packets[usize::from(pid - 257)].push((pts.map(|pts| pts.0), packet.bytes().to_vec())),
        Timed::Program { number, streams } => assert_eq!((number, streams.len()), (7, 2)),
        other => assert_eq!(Some(other), None, "nothing else is in it"),
    };
    metadata.feed(&bytes, &mut take);
    metadata.finish(&mut take);
    let sent = |times: [Option<i64>; 5]| -> Vec<(Option<i64>, Vec<u8>)> {
        let bytes = sets.iter().map(|set| set.to_packet().unwrap());
        times.into_iter().zip(bytes).collect()
    };
    let turn = 1_i64 << 33;
    let times = [-7200, -3600, 0, 3600, 7200].map(|tick| Some(turn + tick));
    assert_eq!(packets, [sent(times), sent([None; 5])]);
}

#[test]
fn klvdata_reads_the_items_that_it_knows() {
    let sets = [0.25, 0.75].map(|share| {
        let mut set = everything(share);
        let unknown = |tag: u32| tag == 74 || tag > KLVDATA_KNOWS;
        let tags: Vec<u32> = set.items().iter().map(|item| item.tag).collect();
        tags.into_iter()
            .filter(|tag| unknown(*tag))
            .for_each(|tag| set.remove(tag));
        set
    });
    let Some(found) = found(&sets, "klvdata") else {
        return;
    };
    for (set, found) in sets.iter().zip(&found) {
        // Flags, codes and whole numbers it leaves as bytes.
        let known = |tag: u32| {
            !KLVDATA_MISTAKES.contains(&tag)
                && SetKind::Uas.definition(tag).is_some_and(|row| {
                    matches!(
                        row.coding,
                        Coding::Unsigned(..) | Coding::Signed(..) | Coding::Text(_) | Coding::Time
                    )
                })
        };
        assert!(check(set, found, known) > 40);
    }
}
