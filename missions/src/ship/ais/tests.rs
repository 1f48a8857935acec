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

/// A class A position report at 53.5° N, 8.5° E.
fn report(heading: i64, longitude: i64, latitude: i64) -> String {
    let head = Writer::default().put(1, 6).put(0, 2).put(211_234_560, 30);
    let status = head.put(1, 4).put(0, 8).put(0, 10).put(1, 1);
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
