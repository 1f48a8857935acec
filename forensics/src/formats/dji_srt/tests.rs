//! The spellings of DJI's subtitles, each in a few blocks, and what damage does to them.

use super::*;

const MAVIC_PRO: &str = "1\n00:00:01,000 --> 00:00:02,000\nHOME(149.0251,-20.2532) 2017.08.05 \
    14:11:51\nGPS(149.0251,-20.2533,16) BAROMETER:1.9\nISO:100 Shutter:60 EV: Fnum:2.2\n\n\
    2\n00:00:02,000 --> 00:00:03,000\nHOME(149.0251,-20.2532) 2017.08.05 14:11:52\n\
    GPS(149.0251,-20.2534,16) BAROMETER:2.5\n\n";

fn reading(text: &str) -> Reading {
    assert!(recognise(text.as_bytes()), "{text}");
    read(text.as_bytes(), Aids::default(), None)
}

/// The first position of a file's only flight.
fn first(text: &str) -> [f64; 2] {
    reading(text).flights[0].fixes[0].sample.position.into()
}

#[test]
fn a_mavic_pro_writes_longitude_first_and_names_its_home() {
    let reading = reading(MAVIC_PRO);
    assert_eq!((reading.records, reading.defects.count()), (2, 0));
    let flight = &reading.flights[0];
    let summary = flight.summary();
    assert_eq!(summary.home, Position::new(-20.2532, 149.0251).ok());
    assert_eq!(summary.home_changes, 1);
    assert_eq!(summary.max_height_m, Some(2.5));
    assert_eq!(summary.duration_s, 2.0);
    assert_eq!(summary.start_utc, None);
    assert_eq!(
        summary.start_local.unwrap().to_string(),
        "2017-08-05T14:11:51.000"
    );
    assert_eq!(flight.fixes[1].satellites, Some(16));
    assert_eq!(
        flight.fixes[1].trace,
        Trace::new(flight.fixes[1].trace.offset, 1)
    );
    let offset = flight.fixes[1].trace.offset as usize;
    assert!(MAVIC_PRO[offset..].starts_with("2\n00:00:02"));
}

#[test]
fn a_matrice_writes_latitude_first() {
    let text = "1\n00:00:00,000 --> 00:00:01,000\n2022.06.21 16:06:17\nGPS(36.6146,-6.1120,0.0M) \
        BAROMETER:0.3M\n\n";
    assert_eq!(first(text), [36.6146, -6.112]);
}

#[test]
fn newer_aircraft_name_the_numbers_and_some_misspell_them() {
    for spelling in ["longitude: ", "longtitude : "] {
        let text = format!(
            "1\n00:00:00,000 --> 00:00:00,033\n<font size=\"36\">SrtCnt : 1, DiffTime : 33ms\n\
             2022-08-07 13:40:40,774,808\n[iso : 100] [latitude: 41.424724] [{spelling}2.234156] \
             [altitude: 117.0] </font>\n\n"
        );
        assert_eq!(first(&text), [41.424_724, 2.234_156]);
    }
}

#[test]
fn a_pair_that_was_cut_off_is_no_position() {
    let cut = MAVIC_PRO.rfind("2534").unwrap() + 2;
    let reading = reading(&MAVIC_PRO[..cut]);
    assert_eq!((reading.records, reading.flights[0].fixes.len()), (2, 1));
    assert_eq!(reading.defects.kept()[0].kind, DefectKind::Truncated);
}

#[test]
fn a_film_with_spoken_words_is_not_taken_for_a_flight() {
    assert!(!recognise(
        b"1\n00:00:01,000 --> 00:00:02,000\nWhere is home?\n\n"
    ));
    for nothing in [&b""[..], b"1\n", b"\0\0\0", b"1\n1\n1\n"] {
        assert!(!recognise(nothing));
    }
}

#[test]
fn a_file_cut_at_any_byte_or_with_any_byte_turned_is_read_without_a_panic() {
    for cut in 0..MAVIC_PRO.len() {
        let bytes = &MAVIC_PRO.as_bytes()[..cut];
        drop(read(bytes, Aids::default(), None));
        let mut turned = MAVIC_PRO.as_bytes().to_vec();
        turned[cut] ^= 0x80;
        drop(read(&turned, Aids::default(), None));
    }
}

#[test]
fn no_fix_yet_is_no_position() {
    let text = MAVIC_PRO.replace("149.0251,-20.2533", "0.0000,0.0000");
    assert_eq!(reading(&text).flights[0].fixes.len(), 1);
}
