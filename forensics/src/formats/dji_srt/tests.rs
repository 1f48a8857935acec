//! The spellings of DJI's subtitles, each in a few blocks, and what damage does to them.

use missions::geodesy::Position;

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

#[test]
fn a_phantom_4_rtk_has_a_pair_of_its_own_and_the_height_of_home_is_no_count() {
    let text = "36\n00:00:35,000 --> 00:00:36,000\nF/6.3, SS 60, ISO 100, EV 0, RTK (120.083799, \
        30.213635, 28), HOME (120.084146, 30.214243, 103.55m), D 75.36m, H 76.19m, H.S 0.30m/s, \
        V.S 0.00m/s, F.PRY (-5.3°, 2.1°, 28.3°), G.PRY (-40.0°, 0.0°, 28.2°)\n\n";
    let flight = &reading(text).flights[0];
    assert_eq!(first(text), [30.213_635, 120.083_799]);
    assert_eq!(
        flight.homes[0].position,
        Position::new(30.214_243, 120.084_146).unwrap()
    );
    assert_eq!(flight.fixes[0].satellites, Some(28));
    assert_eq!(flight.fixes[0].sample.height_above_home_m, Some(76.19));
    assert_eq!(flight.media[0].gimbal_yaw_deg, Some(28.2));
    assert_eq!(flight.media[0].aircraft_yaw_deg, Some(28.3));
}

#[test]
fn a_mavic_3_has_both_heights_in_one_bracket() {
    let text = "1\r\n00:00:00,000 --> 00:00:00,020\r\n<font size=\"28\">FrameCnt: 1, DiffTime: 20ms\r\n\
        2021-12-25 12:27:52.373\r\n[iso: 100] [latitude: 3.41531] [longitude: -3.37440] \
        [rel_alt: -2.400 abs_alt: 0.401] [gb_yaw: 130.6 gb_pitch: -26.5 gb_roll: 0.0] </font>\r\n\r\n";
    let reading = reading(text);
    assert_eq!(reading.defects.count(), 0);
    let sample = reading.flights[0].fixes[0].sample;
    assert_eq!(<[f64; 2]>::from(sample.position), [3.41531, -3.3744]);
    assert_eq!(sample.height_above_home_m, Some(-2.4));
    assert_eq!(sample.height_above_sea_m, Some(0.401));
    assert_eq!(reading.flights[0].media[0].gimbal_yaw_deg, Some(130.6));
}

#[test]
fn a_last_block_is_whole_when_its_line_is_and_only_then() {
    let whole = MAVIC_PRO.replace(
        "BAROMETER:2.5\n\n",
        "BAROMETER:2.5\nISO:100 Shutter:60 EV: Fnum:2.2",
    );
    let check = |text: &str, defects: u64| {
        assert_eq!(reading(text).defects.count(), defects, "{text}");
    };
    check(&whole, 0);
    check(&whole[..whole.len() - 1], 1); // "Fnum:2."
    check(&whole[..whole.len() - 6], 1); // "EV: Fn"
    let without_position = whole.rfind("GPS(").unwrap();
    check(&whole[..without_position], 1);
}

#[test]
fn a_line_cut_off_in_the_middle_of_a_file_is_damage() {
    let text = MAVIC_PRO.replace("GPS(149.0251,-20.2533,16) BAROMETER:1.9\n", "GPS(149.02\n");
    let reading = reading(&text);
    assert_eq!(
        (reading.defects.count(), reading.flights[0].fixes.len()),
        (1, 1)
    );
}
