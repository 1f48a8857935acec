//! What others have published: packets, and values of single items with what they mean.

use super::recordings::{CHEYENNE, CONSTANT, DYNAMIC, TARGETS, opened, recording};
use super::{Checksum, Contents, Definition, SetKind, Value};
use crate::time::UtcTime;
use crate::video::Flaw;

/// Rows that are not reproduced, and why.
const EXPLAINED: &[(u32, &str)] = &[(
    140,
    "weapons stores: no part of this domain; kept as bytes and written back",
)];

/// A row of the table: tag, name, bytes, what is asked, the answer, how far it may be off.
struct Row {
    tag: u32,
    bytes: Vec<u8>,
    asked: String,
    answer: f64,
    off: Option<f64>,
}

fn rows(text: &str) -> Vec<Row> {
    let row = |line: &str| {
        let columns: Vec<&str> = line.split('\t').collect();
        Row {
            tag: columns[0].parse().unwrap(),
            bytes: bytes(columns[2]),
            asked: columns[3].to_owned(),
            answer: columns[4].parse().unwrap(),
            // Some name a constant of theirs: then a step of the encoding is meant.
            off: match columns.get(5).copied().unwrap_or_default() {
                "" => Some(1e-9),
                said => said.parse().ok(),
            },
        }
    };
    text.lines().skip(1).map(row).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks(2);
    let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    pairs.map(byte).collect()
}

/// The part of a value that is asked for.
fn answer(value: &Value, asked: &str) -> Option<f64> {
    match value {
        Value::Time(micros) => part_of_time(*micros, asked),
        Value::Horizon(horizon) => {
            let names = ["X0", "Y0", "X1", "Y1"];
            let places = ["Latitude0", "Longitude0", "Latitude1", "Longitude1"];
            let at = |names: [&str; 4]| names.iter().position(|name| *name == asked);
            at(names)
                .map(|index| f64::from(horizon.percent[index]))
                .or_else(|| horizon.degrees[at(places)?]?.ok())
        }
        Value::Rate {
            numerator,
            denominator,
        } => match asked {
            "Numerator" => Some(*numerator as f64),
            "Denominator" => Some(*denominator as f64),
            "FrameRate" => value.number(),
            _ => None,
        },
        other => other.number(),
    }
}

fn part_of_time(micros: u64, asked: &str) -> Option<f64> {
    let text = UtcTime::from_micros(micros as i64).to_string();
    let part = |from: usize, to: usize| text.get(from..to)?.parse().ok();
    match asked {
        "Year" => part(0, 4),
        "DayOfMonth" => part(8, 10),
        "Hour" => part(11, 13),
        "Minute" => part(14, 16),
        "Second" => part(17, 19),
        "Nano" => Some((micros % 1_000_000 * 1000) as f64),
        _ => None,
    }
}

fn definition(tag: u32) -> &'static Definition {
    SetKind::Uas.definition(tag).unwrap()
}

#[test]
fn every_published_value_is_read_and_written_back() {
    let Some(text) = recording("st0601_vectors_from_jmisb.tsv") else {
        return;
    };
    let rows = rows(std::str::from_utf8(&text).unwrap());
    assert!(rows.len() > 200, "{}", rows.len());
    let mut explained = 0;
    for row in &rows {
        if EXPLAINED.iter().any(|(tag, _)| *tag == row.tag) {
            explained += 1;
            continue;
        }
        let definition = definition(row.tag);
        let value = definition.read(&row.bytes).unwrap();
        let found =
            answer(&value, &row.asked).unwrap_or_else(|| panic!("{} {}", row.tag, row.asked));
        let off = row.off.unwrap_or_else(|| definition.step());
        assert!(
            (found - row.answer).abs() <= off,
            "{} {}: {found}",
            row.tag,
            row.asked
        );
        check_written(definition, &value, &row.bytes);
    }
    let expected = rows.iter().filter(|row| row.tag == 140).count();
    assert_eq!(explained, expected, "no row is passed over in silence");
}

/// The bytes come back; where the sender wrote leading zeros or a longer pack, the value does.
fn check_written(definition: &Definition, value: &Value, bytes: &[u8]) {
    let written = definition.write(value).unwrap();
    if written.len() == bytes.len() {
        assert_eq!(written, bytes, "tag {}", definition.tag);
    } else {
        assert!(written.len() < bytes.len(), "tag {}", definition.tag);
        assert_eq!(&definition.read(&written).unwrap(), value);
    }
}

/// Numbers of tags, to one in the last decimal that is said: some were rounded, some cut.
fn check_numbers(contents: &Contents, expected: &[(u32, &str)]) {
    for (tag, text) in expected {
        let found = contents.set.number(*tag).unwrap();
        let decimals = text.split_once('.').map_or(0, |(_, behind)| behind.len());
        let off = (found - text.parse::<f64>().unwrap()).abs();
        assert!(off < 10_f64.powi(-(decimals as i32)), "tag {tag}: {found}");
    }
}

fn check_texts(contents: &Contents, expected: &[(u32, &str)]) {
    for (tag, text) in expected {
        assert_eq!(contents.set.text(*tag).as_deref(), Some(*text), "tag {tag}");
    }
}

/// The values of ST 0902's example that both packets have.
const EXAMPLE: &[(u32, &str)] = &[
    (5, "159.97436"),
    (6, "-0.43153"),
    (7, "3.40587"),
    (13, "60.17682297"),
    (14, "128.42675904"),
    (15, "14190.719"),
    (16, "144.57130"),
    (17, "152.64363"),
    (18, "160.71921"),
    (19, "-168.79232"),
    (21, "68590.983"),
    (22, "722.820"),
    (23, "-10.54238863"),
    (24, "29.15789012"),
    (25, "3216.037"),
    (65, "6"),
];

#[test]
fn the_published_packet_with_all_items_says_what_it_should_but_its_checksum_is_wrong() {
    let Some(bytes) = recording(CONSTANT) else {
        return;
    };
    let [contents] = &opened(&bytes)[..] else {
        panic!("not one packet");
    };
    let Checksum::Wrong { stated, computed } = contents.checksum else {
        panic!("{:?}", contents.checksum);
    };
    assert_eq!(stated, 43_587);
    let flaws: Vec<&Flaw> = contents.defects.iter().map(|defect| &defect.flaw).collect();
    assert_eq!(flaws, [&Flaw::Checksum { stated, computed }]);
    assert_eq!(contents.defects[0].offset, bytes.len() as u64 - 4);
    check_numbers(contents, EXAMPLE);
    check_numbers(contents, &[(20, "176.86544")]);
    check_texts(
        contents,
        &[(3, "Mission 12"), (10, "Predator"), (11, "EO Nose")],
    );
    check_texts(contents, &[(12, "Geodetic WGS84")]);
    assert_eq!(
        contents.set.value(2),
        Some(Value::Time(1_231_798_102_000_000))
    );
    let (security, _) = contents.set.inner(48).unwrap();
    assert_eq!(security.kind(), SetKind::Security);
    let said = (
        security.count(1),
        security.text(3),
        security.text(13),
        security.count(22),
    );
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(said, (Some(1), text("//USA"), text("USA"), Some(10)));
}

#[test]
fn the_published_packet_with_the_changing_items_says_the_same_and_its_checksum_is_right() {
    let Some(bytes) = recording(DYNAMIC) else {
        return;
    };
    let [contents] = &opened(&bytes)[..] else {
        panic!("not one packet");
    };
    assert_eq!(
        (contents.checksum, &contents.defects[..]),
        (Checksum::Right, &[][..])
    );
    check_numbers(contents, EXAMPLE);
    check_numbers(contents, &[(20, "0.0")]);
    assert_eq!(contents.set.get(48), None);
}

#[test]
fn a_whole_flight_is_read_and_every_checksum_is_right() {
    let Some(bytes) = recording(CHEYENNE) else {
        return;
    };
    let packets = opened(&bytes);
    assert_eq!(packets.len(), 407);
    for contents in &packets {
        assert_eq!(
            (contents.checksum, &contents.defects[..]),
            (Checksum::Right, &[][..])
        );
    }
    check_numbers(
        &packets[0],
        &[
            (5, "201.27260"),
            (6, "4.17982"),
            (7, "-4.26344"),
            (13, "41.14384566"),
            (14, "-104.80559675"),
            (15, "2936.371"),
            (16, "18.65232"),
            (17, "10.49210"),
            (18, "266.40625"),
            (19, "-26.60156"),
            (21, "2096.390"),
            (23, "41.13830837"),
            (24, "-104.78550390"),
            (25, "1855.361"),
        ],
    );
    let texts = [
        (3, "ESRI_Metadata_Collect"),
        (4, "N97826"),
        (10, "C208B"),
        (59, "Firebird"),
    ];
    check_texts(&packets[0], &texts);
    assert_eq!(
        packets[0].set.value(11),
        Some(Value::Unknown),
        "said to be unknown"
    );
    let time = |contents: &Contents| match contents.set.value(2) {
        Some(Value::Time(micros)) => micros,
        other => panic!("{other:?}"),
    };
    let (first, last) = (time(&packets[0]), time(&packets[406]));
    assert_eq!(first, 1_348_087_244_105_300);
    assert!(
        (last - first).abs_diff(84_894_000) < 500,
        "{}",
        last - first
    );
}

#[test]
fn sets_of_targets_are_read_with_their_packs_and_values_of_no_bytes() {
    let Some(bytes) = recording(TARGETS) else {
        return;
    };
    let packets = opened(&bytes);
    assert_eq!(packets.len(), 5);
    for contents in &packets {
        assert_eq!(
            (contents.checksum, &contents.defects[..]),
            (Checksum::Right, &[][..])
        );
        let set = &contents.set;
        assert_eq!(set.kind(), SetKind::Vmti);
        assert_eq!(set.text(3).as_deref(), Some("Example Targeting System"));
        assert_eq!(set.text(10).as_deref(), Some("EO Nose"));
        assert_eq!((set.count(8), set.count(9)), (Some(1000), Some(600)));
        assert_eq!(
            (set.value(102), set.value(103)),
            (Some(Value::Unknown), Some(Value::Unknown))
        );
        assert_eq!(set.targets().0.len(), 2);
    }
    let (targets, defects) = packets[0].set.targets();
    assert_eq!(defects, []);
    let said = |target: &super::targets::Target| {
        let count = |tag| target.set.count(tag);
        (target.id, [count(1), count(2), count(3), count(5)])
    };
    let of = |id: u64, numbers: [u64; 4]| (id, numbers.map(Some));
    assert_eq!(said(&targets[0]), of(0, [387_602, 529_018, 409_558, 15]));
    assert_eq!(said(&targets[1]), of(1, [352_205, 455_636, 394_955, 84]));
    assert_eq!(
        targets[0].set.value(107),
        Some(Value::Unknown),
        "an object of no bytes"
    );
    assert_eq!(targets[0].pixels(1000)[0], Some([601.5, 387.5]));
}

#[test]
fn what_was_read_is_written_back_byte_for_byte() {
    for name in [CHEYENNE, DYNAMIC, TARGETS] {
        let Some(bytes) = recording(name) else {
            return;
        };
        let written: Vec<u8> = opened(&bytes)
            .iter()
            .flat_map(|contents| contents.set.to_packet().unwrap())
            .collect();
        assert!(written == bytes, "{name} changes");
    }
    // All but the checksum, which was wrong.
    let bytes = recording(CONSTANT).unwrap();
    let written = opened(&bytes)[0].set.to_packet().unwrap();
    assert_eq!(written[..written.len() - 2], bytes[..bytes.len() - 2]);
    assert_eq!(opened(&written)[0].checksum, Checksum::Right);
}

/// Reading each value and writing it anew gives the same bytes.
#[test]
fn every_value_of_the_flight_is_written_as_it_was() {
    let Some(bytes) = recording(CHEYENNE) else {
        return;
    };
    for contents in opened(&bytes) {
        for item in contents.set.items().iter().filter(|item| item.tag != 1) {
            let definition = definition(item.tag);
            let value = definition.read(&item.value).unwrap();
            assert_eq!(
                definition.write(&value).unwrap(),
                item.value,
                "tag {}",
                item.tag
            );
        }
    }
}
