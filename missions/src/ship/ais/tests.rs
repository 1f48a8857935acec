//! Real sentences, made ones for what real ships seldom say, and hostile ones.

use proptest::prelude::*;

use super::*;

/// Writes a message's bits as a sentence.
#[derive(Default)]
struct Writer(Vec<bool>);

impl Writer {
    fn put(mut self, value: i64, count: usize) -> Self {
        let bits = (0..count)
            .rev()
            .map(|bit| bit < 63 && value >> bit & 1 == 1);
        self.0.extend(bits);
        self
    }

    fn sentence(self) -> String {
        let letter = |six: &[bool]| {
            let value = (0..6).fold(0_u8, |sum, n| {
                sum << 1 | u8::from(*six.get(n).unwrap_or(&false))
            });
            char::from(if value < 40 { value + 48 } else { value + 56 })
        };
        let payload: String = self.0.chunks(6).map(letter).collect();
        signed(&format!("AIVDM,1,1,,A,{payload},0"))
    }
}

fn signed(body: &str) -> String {
    let sum = body.bytes().fold(0, |sum, byte| sum ^ byte);
    format!("!{body}*{sum:02X}")
}

/// A class A position report of a ship at anchor.
fn report(heading: i64, longitude: i64, latitude: i64) -> String {
    moving([1, 0], heading, longitude, latitude)
}

/// With her status, and her speed in tenths of a knot.
fn moving([status, speed]: [i64; 2], heading: i64, longitude: i64, latitude: i64) -> String {
    let head = Writer::default().put(1, 6).put(0, 2).put(211_234_560, 30);
    let status = head.put(status, 4).put(0, 8).put(speed, 10).put(1, 1);
    let place = status.put(longitude, 28).put(latitude, 27).put(3600, 12);
    place.put(heading, 9).put(60, 6).put(0, 25).sentence()
}

fn at_anchor(heading: i64) -> String {
    report(heading, 5_100_000, 32_100_000)
}

/// Static and voyage data with A, B, C, D.
fn voyage([a, b, c, d]: [i64; 4], draught: i64) -> String {
    let head = Writer::default().put(5, 6).put(0, 2).put(211_234_560, 30);
    let names = head.put(0, 2).put(9_074_729, 30).put(0, 42).put(0, 120);
    let size = names.put(70, 8).put(a, 9).put(b, 9).put(c, 6).put(d, 6);
    size.put(1, 4)
        .put(0, 20)
        .put(draught, 8)
        .put(0, 122)
        .sentence()
}

fn lacks(text: &str) -> Vec<String> {
    Vessels::read(text).one(None).unwrap().lacks()
}

#[test]
fn a_published_report_and_its_two_part_static_data_are_read() {
    // Published by gpsd's AIVDM page and by pyais; decoded there.
    let text = "!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C\n\
                !AIVDM,2,1,1,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*1C\n\
                !AIVDM,2,2,1,A,88888888880,2*25\n";
    let vessels = Vessels::read(text);
    assert_eq!(vessels.damaged, 0);
    let seen = &vessels.by_mmsi[&477_553_000];
    let position = seen.position.unwrap();
    assert!((position.latitude_deg() - 47.582_833).abs() < 1e-5);
    assert!((position.longitude_deg() + 122.345_833).abs() < 1e-5);
    assert_eq!((seen.heading_deg, seen.status), (Some(181.0), Some(5)));
    let voyage = &vessels.by_mmsi[&351_759_000];
    assert_eq!(voyage.name.as_deref(), Some("EVER DIADEM"));
    assert_eq!(voyage.imo, Some(9_134_270));
    let extent = voyage.extent.unwrap();
    assert_eq!(extent.size_m(), [295.0, 32.0]);
    assert_eq!((extent.bow_m, extent.port_m), (225.0, 1.0));
    assert_eq!(voyage.draught_m, Some(12.2));
}

#[test]
fn of_a_ship_at_anchor_a_target_is_made_and_what_is_estimated_is_said() {
    let text = at_anchor(205) + "\n" + &voyage([160, 25, 10, 20], 93);
    let target = Vessels::read(&text).one(None).unwrap().target().unwrap();
    assert_eq!(target.lying, Lying::AtAnchor);
    assert_eq!((target.form.length_m, target.form.beam_m), (185.0, 30.0));
    assert_eq!(target.ais_draught_m, Some(9.3));
    assert!(
        target.estimated[0].contains("marks"),
        "{:?}",
        target.estimated
    );
    // The antenna: 160 m aft of the bow, 5 m to port of the centreline.
    let antenna = ShipPoint::above_water(target.form.bow_m() - 160.0, -5.0, 0.0);
    let there = target.pose.position(antenna);
    assert!(there.distance_m(Position::new(53.5, 8.5).unwrap()) < 0.01);
}

#[test]
fn what_is_not_available_is_named_and_nothing_is_made_of_it() {
    let voyage_known = voyage([160, 25, 10, 20], 0);
    let check = |position: &str, voyage: &str, expected: &[&str]| {
        let found = lacks(&format!("{position}\n{voyage}"));
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.contains(expected), "{found}");
        }
    };
    check(&at_anchor(0), &voyage_known, &[]);
    check(
        &at_anchor(511),
        &voyage_known,
        &["heading is not available"],
    );
    check(
        &at_anchor(400),
        &voyage_known,
        &["heading is not available"],
    );
    let nowhere = report(205, 108_600_000, 54_600_000);
    check(&nowhere, &voyage_known, &["position is not available"]);
    check(
        &at_anchor(205),
        &voyage([0; 4], 0),
        &["dimensions are not available"],
    );
    check(
        &at_anchor(205),
        &voyage([0, 185, 0, 30], 0),
        &["where on her the position lies"],
    );
    check(&at_anchor(205), "", &["dimensions are not available"]);
}

#[test]
fn a_position_that_is_no_longer_available_is_forgotten() {
    let text = at_anchor(205) + "\n" + &report(511, 108_600_000, 54_600_000);
    let vessels = Vessels::read(&text);
    let vessel = vessels.one(None).unwrap();
    assert_eq!((vessel.position, vessel.heading_deg), (None, None));
}

#[test]
fn one_of_many_ships_must_be_named() {
    let other = "!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C";
    let vessels = Vessels::read(&(at_anchor(10) + "\n" + other));
    assert!(vessels.one(None).unwrap_err().contains("say which by mmsi"));
    assert_eq!(vessels.one(Some(477_553_000)).unwrap().mmsi, 477_553_000);
    assert!(
        vessels
            .one(Some(1))
            .unwrap_err()
            .contains("no report is of MMSI 1")
    );
    assert!(Vessels::read("").one(None).is_err());
}

#[test]
fn damage_is_counted_and_other_fragments_in_between_do_no_harm() {
    let first = "!AIVDM,2,1,1,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*1C";
    let last = "!AIVDM,2,2,1,A,88888888880,2*25";
    let other = signed("AIVDM,2,1,1,B,53`soB8000010KSOW<0P4eDp4l600,0");
    let vessels = Vessels::read(&format!("{first}\n{other}\n{last}\n# a remark\n"));
    assert_eq!(vessels.damaged, 1, "the other one never ended");
    assert!(vessels.by_mmsi.contains_key(&351_759_000));
    for broken in [
        "!AIVDM,1,1,,A,1,0*00",
        "IamNotAnAisMessage1111",
        last,
        "!*",
        "!é*1é",
    ] {
        assert_eq!(Vessels::read(broken).damaged, 1, "{broken}");
    }
    // The fault that one of the crates has: a fragment numbered below the one that is expected.
    let zeroth = signed("AIVDM,3,0,1,A,1,0");
    assert_eq!(Vessels::read(&format!("{first}\n{zeroth}")).damaged, 2);
}

#[test]
fn the_sentences_at_hand_are_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/ais");
    let Ok(text) = std::fs::read(folder.join("pyais_nmea_data_sample.txt")) else {
        eprintln!("skipped: no AIS sentences at hand");
        return;
    };
    let vessels = Vessels::read(&String::from_utf8_lossy(&text));
    assert!(vessels.by_mmsi.len() > 100, "{}", vessels.by_mmsi.len());
    let whole = vessels
        .by_mmsi
        .values()
        .filter(|vessel| vessel.lacks().is_empty());
    for vessel in whole {
        let target = vessel.target().unwrap();
        assert!(target.form.length_m > 0.0 && target.form.beam_m > 0.0);
    }
}

proptest! {
    #[test]
    fn nothing_panics_on_sentences_with_letters_changed(
        places in prop::collection::vec((0..300_usize, 0..256_u32), 1..6),
    ) {
        let text = format!("{}\n{}\n{}", at_anchor(205), voyage([160, 25, 10, 20], 93),
            "!AIVDM,2,1,1,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn222,0*1C\n!AIVDM,2,2,1,A,888,2*25");
        let mut letters: Vec<char> = text.chars().collect();
        for (at, code) in places {
            let at = at % letters.len();
            letters[at] = char::from_u32(code).unwrap_or('x');
        }
        // With checksums made good again, so that the change is decoded.
        let changed: String = letters.into_iter().collect();
        let mended: Vec<String> = changed.lines().map(|line| {
            let body = line.rsplit('!').next().unwrap_or_default();
            signed(body.split('*').next().unwrap_or_default())
        }).collect();
        for vessel in Vessels::read(&mended.join("\n")).by_mmsi.values() {
            let made = vessel.target();
            prop_assert_eq!(made.is_ok(), vessel.lacks().is_empty());
        }
    }
}

/// A ship that made 12 kn was planned as if she lay still.
#[test]
fn a_ship_under_way_is_not_flown_to() {
    let check = |status, speed, expected: Option<&str>| {
        let here = moving([status, speed], 205, 5_100_000, 32_100_000);
        let found = lacks(&(here + "\n" + &voyage([160, 25, 10, 20], 93)));
        assert_eq!(found.len(), usize::from(expected.is_some()), "{found:?}");
        assert!(found.iter().all(|found| found.contains(expected.unwrap())));
    };
    check(
        0,
        120,
        Some("she makes 12.0 kn over ground by her AIS, and says that she is under way"),
    );
    check(0, 4, None);
    check(0, 1023, None);
    check(1, 8, None);
    check(1, 25, Some("she makes 2.5 kn over ground by her AIS: only"));
}

#[test]
fn sizes_that_no_ship_has_are_not_planned_for() {
    let check = |voyage: &str, expected: &str| {
        let found = lacks(&(at_anchor(205) + "\n" + voyage));
        assert!(
            found.iter().any(|found| found.starts_with(expected)),
            "{found:?}"
        );
    };
    check(
        &voyage([1, 1, 1, 1], 0),
        "her length is 2 m by her AIS: it must be 10 to 500",
    );
    check(
        &voyage([511, 511, 63, 63], 0),
        "her beam is 126 m by her AIS: it must be 2 to 100",
    );
}

/// The shipped survey with her place from sentences; what is said of it, errors and warnings.
fn planned_with(sentences: &str, area: &str, ship: &str, take_off: &str) -> Vec<String> {
    use crate::mission::file::MissionFile;
    use crate::mission::shipped::{BULK_CARRIER, DRAUGHTS};
    let mission = DRAUGHTS
        .replace("ship = \"bulk-carrier.toml\"", area)
        .replace("take_off = 2026-06-12T08:30:00Z", take_off);
    let ship = BULK_CARRIER.replace("mmsi = 211234560", ship);
    let read = |path: &str| match path {
        "ais" => Ok::<_, String>(sentences.as_bytes().to_vec()),
        _ => Ok(ship.clone().into_bytes()),
    };
    let said = MissionFile::parse(&mission).unwrap().resolve(read);
    let said = said.map_or_else(|faults| faults, |mission| mission.remarks);
    said.iter().map(ToString::to_string).collect()
}

const BY_AIS: &str = "ship = { file = \"ship\", ais = \"ais\" }";
const TAKE_OFF: &str = "take_off = 2026-06-12T08:30:00Z";

/// She was planned at the place of MMSI 999, the only one in the file of AIS.
#[test]
fn another_ships_place_is_not_taken_for_hers() {
    let other = at_anchor(205);
    let check = |ship: &str, area: &str, expected: &str| {
        let said = planned_with(&other, area, ship, TAKE_OFF);
        assert!(said.iter().any(|said| said.contains(expected)), "{said:?}");
    };
    check(
        "mmsi = 211999999",
        BY_AIS,
        "error: area.ship: ais: no report is of MMSI 211999999",
    );
    let named = "ship = { file = \"ship\", ais = \"ais\", mmsi = 211234560 }";
    check(
        "mmsi = 211999999",
        named,
        "mmsi is 211999999, and 211234560 in area.ship",
    );
}

#[test]
fn a_ship_of_another_size_than_her_files_is_told() {
    let place = report(295, 4_455_000, 32_431_800);
    let small = format!("{place}\n{}", voyage([60, 30, 6, 6], 90));
    let told = |text: &str| {
        let said = planned_with(text, BY_AIS, "mmsi = 211234560", TAKE_OFF);
        said.iter()
            .any(|said| said.contains("90 × 12 m by her AIS: is it the same ship?"))
    };
    assert!(told(&small));
    assert!(!told(&format!("{place}\n{}", voyage([92, 93, 15, 15], 90))));
}

#[test]
fn a_place_of_long_before_or_after_take_off_is_told() {
    let check = |take_off: &str, expected: Option<&str>| {
        let area = "ship = \"bulk-carrier.toml\"";
        let said = planned_with("", area, "mmsi = 211234560", take_off);
        let told = said.iter().find(|said| said.contains("area.ship, time"));
        assert_eq!(told.is_some(), expected.is_some(), "{said:?}");
        assert!(
            told.is_none_or(|told| told.contains(expected.unwrap())),
            "{said:?}"
        );
    };
    check(TAKE_OFF, None);
    check(
        "take_off = 2026-06-14T08:30:00Z",
        Some("before take-off: she need not lie there"),
    );
    check(
        "take_off = 1970-01-01T00:00:00Z",
        Some("after take-off: is one of the two times wrong"),
    );
}
