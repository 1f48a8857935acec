//! Small logs, made here record by record.

use aes::Aes256Enc;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::cipher::mask;
use super::super::*;

const START_MS: i64 = 1_498_756_832_065;

/// A log's records as they are put together.
struct Log {
    version: u8,
    records: Vec<u8>,
    count: u32,
    key: Option<([u8; 32], [u8; 16])>,
}

impl Log {
    const fn new(version: u8) -> Self {
        Self {
            version,
            records: Vec::new(),
            count: 0,
            key: None,
        }
    }

    fn push(&mut self, kind: u8, content: &[u8]) {
        let mut content = content.to_vec();
        if let Some((key, before)) = &mut self.key
            && feature(kind, self.version) == Some(1)
        {
            content = encipher(&content, key, before);
        }
        let mut body = content;
        if self.version >= 7 {
            let first = 0x1E_u8;
            body.push(first.wrapping_add(kind));
            let mask = mask(kind, first);
            for (at, byte) in body.iter_mut().enumerate() {
                *byte ^= mask[at % 8];
            }
            body.insert(0, first);
        }
        self.records.push(kind);
        if self.version > 12 {
            self.records.extend((body.len() as u16).to_le_bytes());
        } else {
            self.records.push(body.len() as u8);
        }
        self.records.extend(body);
        self.records.push(0xFF);
    }

    /// A state so many metres north of the first, and the app's time behind it.
    fn state(&mut self, metres: f64) {
        let mut content = vec![0; 55];
        content[..8].copy_from_slice(&(4.05_f64.to_radians()).to_le_bytes());
        let latitude = (51.95 + metres / 111_250.0).to_radians();
        content[8..16].copy_from_slice(&latitude.to_le_bytes());
        content[16..18].copy_from_slice(&(123_i16).to_le_bytes());
        content[30] = 6;
        content[32] = 0x08 | 0x04;
        content[36] = 14;
        self.push(OSD, &content);
        self.push(4, &[0, 4, 0, 4, 0, 4, 0, 4, 0, 4, 0, 0, 0]);
        let mut custom = vec![0; 18];
        let ms = START_MS + 100 * i64::from(self.count);
        custom[10..].copy_from_slice(&ms.to_le_bytes());
        self.push(5, &custom);
        self.count += 1;
    }

    fn home(&mut self, is_known: bool) {
        let mut content = vec![0; 30];
        content[..8].copy_from_slice(&(4.05_f64.to_radians()).to_le_bytes());
        content[8..16].copy_from_slice(&(51.95_f64.to_radians()).to_le_bytes());
        content[20] = u8::from(is_known);
        if !is_known {
            content[..8].copy_from_slice(&800_000.0_f64.to_le_bytes());
        }
        self.push(2, &content);
    }

    fn details(&self) -> Vec<u8> {
        let mut details = vec![0; if self.version < 12 { 400 } else { 436 }];
        details[83..87].copy_from_slice(&self.count.to_le_bytes());
        details[91..99].copy_from_slice(&START_MS.to_le_bytes());
        details[99..107].copy_from_slice(&4.05_f64.to_le_bytes());
        details[107..115].copy_from_slice(&51.95_f64.to_le_bytes());
        details[119..123].copy_from_slice(&5000_i32.to_le_bytes());
        let (serial, product) = if self.version < 6 {
            (267, 277)
        } else {
            (312, 271)
        };
        details[serial..serial + 10].copy_from_slice(b"03Z0600080");
        details[product] = 13;
        details
    }

    fn whole(&self) -> Vec<u8> {
        let prefix = if self.version < 6 { 12 } else { 100 };
        let details = self.details();
        let mut bytes = vec![0; prefix];
        bytes[8..10].copy_from_slice(&400_u16.to_le_bytes());
        bytes[10] = self.version;
        let place = match self.version {
            0..=11 => {
                let place = prefix + self.records.len();
                bytes.extend(&self.records);
                bytes.extend(details);
                place
            }
            12 => {
                bytes.extend(details);
                bytes.extend(&self.records);
                100
            }
            _ => {
                bytes.extend(auxiliary(&details));
                bytes.extend([1, 3, 0, 2, 0, 3]);
                let place = bytes.len();
                bytes.extend(&self.records);
                place
            }
        };
        bytes[..8].copy_from_slice(&(place as u64).to_le_bytes());
        bytes
    }
}

fn auxiliary(details: &[u8]) -> Vec<u8> {
    let mut info = vec![1];
    info.extend((details.len() as u16).to_le_bytes());
    info.extend(details);
    info.extend([0, 0]);
    let mask = mask(0, 7);
    let mut block = vec![0];
    block.extend((info.len() as u16 + 1).to_le_bytes());
    block.push(7);
    block.extend(
        info.iter()
            .enumerate()
            .map(|(at, byte)| byte ^ mask[at % 8]),
    );
    block
}

fn encipher(content: &[u8], key: &[u8; 32], before: &mut [u8; 16]) -> Vec<u8> {
    let cipher = Aes256Enc::new_from_slice(key).unwrap();
    let padding = 16 - content.len() % 16;
    let mut bytes = content.to_vec();
    bytes.extend(vec![padding as u8; padding]);
    for block in bytes.as_chunks_mut::<16>().0 {
        for (byte, before) in block.iter_mut().zip(*before) {
            *byte ^= before;
        }
        let mut one = (*block).into();
        cipher.encrypt_block(&mut one);
        *block = one.into();
        *before = *block;
    }
    bytes
}

/// A flight of so many states northwards, a metre a state, with a home before and behind.
fn flight(version: u8, states: u32) -> Log {
    let mut log = Log::new(version);
    log.home(false);
    log.home(true);
    for state in 0..states {
        log.state(f64::from(state));
    }
    log.push(9, b"Home Point Recorded\0\0");
    log.home(true);
    log
}

fn reading(bytes: &[u8]) -> Reading {
    assert!(recognise(bytes));
    read(bytes, Aids::default(), None)
}

#[test]
fn every_version_is_read_by_its_own_frame() {
    for version in [1, 4, 6, 7, 8, 11, 12] {
        let reading = reading(&flight(version, 20).whole());
        let (count, summary) = (reading.defects.count(), reading.flights[0].summary());
        assert_eq!(
            (reading.records, count),
            (20, 0),
            "version {version}: {reading:?}"
        );
        assert_eq!((summary.fixes, summary.home_changes), (20, 1));
        assert!((summary.max_distance_m.unwrap() - 19.0).abs() < 0.05);
        assert_eq!(summary.max_height_m, Some(12.3));
        assert!((summary.duration_s - 1.9).abs() < 1e-6, "{summary:?}");
        let start = summary.start_utc.unwrap().to_string();
        assert_eq!(start, "2017-06-29T17:20:32.065Z");
        let names: Vec<_> = reading.flights[0]
            .identities
            .iter()
            .map(|one| &*one.value)
            .collect();
        assert_eq!(names, ["MavicPro", "03Z0600080"]);
    }
}

#[test]
fn without_its_key_a_new_log_still_tells_who_and_when() {
    let mut log = flight(14, 0);
    log.key = Some(([3; 32], [5; 16]));
    for state in 0..10 {
        log.state(f64::from(state));
    }
    let bytes = log.whole();
    let reading = reading(&bytes);
    assert_eq!(
        (reading.version.as_deref(), reading.records),
        (Some("14"), 10)
    );
    assert!(!reading.defects.is_damage());
    assert_eq!(reading.defects.kept()[0].kind, DefectKind::Encrypted);
    let flight = &reading.flights[0];
    assert_eq!(flight.identities[1].value, "03Z0600080");
    assert_eq!(flight.summary().duration_s, 5.0);
    assert_eq!(
        flight.summary().first,
        missions::geodesy::Position::new(51.95, 4.05).ok()
    );
}

#[test]
fn with_an_imported_key_it_is_read_and_a_lost_record_spoils_only_the_next() {
    let (key, initial) = ([3; 32], [5; 16]);
    let mut log = Log::new(13);
    log.key = Some((key, initial));
    for state in 0..20 {
        log.state(f64::from(state));
    }
    let keychain = format!(
        r#"{{"data":[[{{"featurePoint":"FR_Standardization_Feature_Base_1","aesKey":"{}","aesIv":"{}"}}]]}}"#,
        STANDARD.encode(key),
        STANDARD.encode(initial)
    );
    let other = keychain.replace(&STANDARD.encode(key), &STANDARD.encode([4; 32]));
    let aids = Aids {
        keychains: &[other.as_bytes(), keychain.as_bytes()],
        ..Aids::default()
    };
    let mut bytes = log.whole();
    let whole = read(&bytes, aids, None);
    // Custom records need another feature's key, which is not there: no times, but places.
    assert_eq!(whole.flights[0].fixes.len(), 20);
    let at = whole.flights[0].fixes[7].trace.offset as usize;
    bytes[at + 1] ^= 1;
    let holed = read(&bytes, aids, None);
    // The first behind it is a stick's record, of the same feature.
    assert_eq!(holed.flights[0].fixes.len(), 19);
    let kinds: Vec<_> = holed
        .defects
        .kept()
        .iter()
        .map(|defect| defect.kind)
        .collect();
    let expected = [
        DefectKind::Unreadable,
        DefectKind::Unreadable,
        DefectKind::Missing,
    ];
    assert_eq!(kinds[..3], expected);
}

#[test]
fn a_log_that_has_lost_its_prefix_is_read_by_its_frames() {
    for version in [4, 9, 14] {
        let log = flight(version, 60);
        let bytes = &log.whole()[130..];
        let reading = reading(bytes);
        assert_eq!(reading.defects.kept()[0].kind, DefectKind::Headless);
        assert!(reading.records >= 55, "version {version}: {reading:?}");
        let states = reading.flights[0].fixes.len();
        let expected = if version == 14 { 0 } else { 55 };
        assert!(states >= expected, "version {version}: {states}");
        if version == 9 {
            assert_eq!(reading.flights[0].identities[1].value, "03Z0600080");
        }
    }
}

#[test]
fn a_place_that_no_flight_passes_through_is_left_out_and_told() {
    let mut log = flight(9, 20);
    log.state(20.0);
    log.state(80_000.0);
    log.state(22.0);
    let reading = reading(&log.whole());
    assert_eq!((reading.records, reading.flights[0].fixes.len()), (23, 22));
    let kinds: Vec<_> = reading
        .defects
        .kept()
        .iter()
        .map(|defect| defect.kind)
        .collect();
    assert_eq!(kinds, [DefectKind::Implausible]);
}

#[test]
fn a_record_with_one_mark_damaged_is_doubtful_and_one_with_a_damaged_length_is_lost() {
    let bytes = flight(9, 20).whole();
    let intact = reading(&bytes);
    let at = intact.flights[0].fixes[10].trace.offset as usize;
    let check = |offset: usize, fixes: usize, doubtful: usize| {
        let mut bytes = bytes.clone();
        bytes[offset] ^= 0x40;
        let reading = reading(&bytes);
        let is_doubtful = |fix: &&Fix| fix.confidence == Confidence::Doubtful;
        let found = reading.flights[0].fixes.iter().filter(is_doubtful).count();
        assert_eq!((reading.flights[0].fixes.len(), found), (fixes, doubtful));
        assert!(reading.defects.is_damage());
    };
    check(at + 2 + 57, 20, 1);
    check(at + 2 + 56, 20, 1);
    check(at + 1, 19, 0);
    check(at, 19, 0);
    check(at + 2, 19, 0);
}

#[test]
fn the_telephones_place_is_read_whichever_number_comes_first() {
    for (first, second) in [(51.951_f64, 4.051_f64), (4.051, 51.951)] {
        let mut log = flight(9, 10);
        let mut content = [first.to_le_bytes(), second.to_le_bytes()].concat();
        content.extend([0; 4]);
        log.push(14, &content);
        let reading = reading(&log.whole());
        let operator = reading.flights[0].operators[0];
        assert_eq!(operator.position.latitude_deg(), 51.951);
    }
}

#[test]
fn raw_records_carry_names_and_values() {
    let bytes = flight(9, 3).whole();
    let mut kinds = Vec::new();
    let mut latitude = None;
    let mut sink = |record: &Record<'_>| {
        kinds.push(record.kind.to_owned());
        assert_eq!(record.names.len(), record.values.len());
        latitude = latitude.or(record.value("latitude_rad").and_then(Value::number));
    };
    drop(read(&bytes, Aids::default(), Some(&mut sink)));
    assert_eq!(kinds[..5], ["Home", "Home", "OSD", "RC", "Custom"]);
    assert!(latitude.is_some());
}

#[test]
fn a_log_cut_at_any_byte_or_with_any_byte_turned_is_read_without_a_panic() {
    for version in [4, 10, 14] {
        let bytes = flight(version, 12).whole();
        for cut in 0..bytes.len() {
            let part = &bytes[..cut];
            drop((recognise(part), read(part, Aids::default(), None)));
            let mut turned = bytes.clone();
            turned[cut] ^= 0xFF;
            drop((recognise(&turned), read(&turned, Aids::default(), None)));
        }
    }
}

#[test]
fn what_is_no_log_is_not_taken_for_one() {
    for nothing in [&b""[..], b"DJI", &[0; 4096], &[0xFF; 4096], &[0x0A; 300]] {
        assert!(!recognise(nothing), "{} bytes", nothing.len());
    }
    let noise: Vec<u8> = (0..100_000_u32)
        .map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    assert!(!recognise(&noise));
}
