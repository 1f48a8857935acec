//! Small movies made here: what they say is read, and what is done to them does no harm.

use super::*;
use crate::flight::identities_json;

fn part(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let size = (content.len() + 8) as u32;
    [&size.to_be_bytes()[..], &kind, content].concat()
}

fn full(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    part(kind, &[&[0; 4][..], content].concat())
}

fn u32s(numbers: &[u32]) -> Vec<u8> {
    numbers
        .iter()
        .flat_map(|number| number.to_be_bytes())
        .collect()
}

fn said(kind: [u8; 4], text: &str) -> Vec<u8> {
    let length = (text.len() as u16).to_be_bytes();
    part(
        kind,
        &[&length[..], &[0x55, 0xc4], text.as_bytes()].concat(),
    )
}

/// 2018-02-19T08:04:51 as seconds since 1904.
const CREATED: u32 = (1_519_027_491_i64 + 2_082_844_800) as u32;

fn mvhd() -> Vec<u8> {
    full(
        *b"mvhd",
        &[u32s(&[CREATED, CREATED, 1000, 61_500]), vec![0; 80]].concat(),
    )
}

const SUBTITLES: [&str; 2] = [
    "F/2.8, SS 206.14, ISO 150, EV 0, GPS (8.2090, 47.4692, 18), D 49.21m, H 45.60m",
    "F/2.8, SS 206.14, ISO 150, EV 0, GPS (8.2091, 47.4693, 18), D 50.21m, H 46.60m",
];

/// A track of subtitles whose samples stand one after the other from a byte on.
fn text_track(first: u32) -> Vec<u8> {
    let sizes: Vec<u32> = SUBTITLES.iter().map(|text| text.len() as u32 + 2).collect();
    let stbl = [
        full(
            *b"stsd",
            &[u32s(&[1, 64]), b"tx3g".to_vec(), vec![0; 56]].concat(),
        ),
        full(*b"stts", &u32s(&[1, 2, 1000])),
        full(*b"stsz", &[u32s(&[0, 2]), u32s(&sizes)].concat()),
        full(*b"stsc", &u32s(&[1, 1, 2, 1])),
        full(*b"stco", &u32s(&[1, first])),
    ];
    let mdia = [
        full(*b"mdhd", &u32s(&[0, 0, 1000, 2000, 0])),
        full(*b"hdlr", &[&[0; 4][..], b"sbtl", &[0; 13]].concat()),
        part(*b"minf", &part(*b"stbl", &stbl.concat())),
    ];
    part(*b"trak", &part(*b"mdia", &mdia.concat()))
}

fn movie() -> Vec<u8> {
    let ftyp = part(*b"ftyp", b"mp42\0\0\0\0mp42");
    let samples: Vec<u8> = SUBTITLES
        .iter()
        .flat_map(|text| [&(text.len() as u16).to_be_bytes()[..], text.as_bytes()].concat())
        .collect();
    let first = ftyp.len() as u32 + 8;
    let udta = [
        said(*b"\xa9xyz", "+47.4692+008.2090+456.5/"),
        said(*b"\xa9mdl", "FC6310"),
        said(*b"\xa9swr", "v01.07.1641"),
    ];
    let moov = [mvhd(), part(*b"udta", &udta.concat()), text_track(first)];
    [
        ftyp,
        part(*b"mdat", &samples),
        part(*b"moov", &moov.concat()),
    ]
    .concat()
}

fn reading(bytes: &[u8]) -> Reading {
    assert!(recognise(bytes));
    read(bytes, Aids::default(), None)
}

#[test]
fn the_container_says_when_how_long_where_and_by_what() {
    let movie = movie();
    let reading = reading(&movie);
    assert_eq!(reading.defects.count(), 0, "{:?}", reading.defects);
    assert_eq!(reading.version.as_deref(), Some("mp42"));
    let media = &reading.media[0];
    assert_eq!(media.duration_s, Some(61.5));
    assert_eq!(media.local.unwrap().to_string(), "2018-02-19T08:04:51.000");
    assert_eq!(media.position.map(<[f64; 2]>::from), Some([47.4692, 8.209]));
    assert_eq!(media.altitude_m, Some(456.5));
    let at = media.trace.offset as usize;
    assert_eq!(movie[at + 4..at + 8], *b"\xa9xyz");
    let names = identities_json(&reading.identities);
    assert_eq!(
        (&names["product"], &names["app"]),
        (&"FC6310".into(), &"v01.07.1641".into())
    );
}

#[test]
fn subtitles_in_a_track_are_a_flight() {
    let movie = movie();
    let flight = &reading(&movie).flights[0];
    assert_eq!(flight.fixes.len(), 2);
    assert_eq!(flight.fixes[1].sample.height_above_home_m, Some(46.6));
    assert_eq!(flight.summary().duration_s, 2.0);
    let at = flight.fixes[1].trace.offset as usize;
    assert!(movie[at + 2..].starts_with(SUBTITLES[1].as_bytes()));
}

#[test]
fn a_telephone_writes_its_place_under_apples_names() {
    let keys = [
        "com.apple.quicktime.location.ISO6709",
        "com.apple.quicktime.creationdate",
    ];
    let values = ["-33.9+018.4/", "2021-05-28T10:33:46+02:00"];
    let names = keys.iter().flat_map(|key| {
        [
            &(key.len() as u32 + 8).to_be_bytes()[..],
            b"mdta",
            key.as_bytes(),
        ]
        .concat()
    });
    let items = values.iter().zip(1u32..).flat_map(|(value, number)| {
        let data = part(*b"data", &[&u32s(&[1, 0])[..], value.as_bytes()].concat());
        part(number.to_be_bytes(), &data)
    });
    let meta = [
        full(*b"hdlr", &[0; 20]),
        full(*b"keys", &[u32s(&[2]), names.collect()].concat()),
        part(*b"ilst", &items.collect::<Vec<u8>>()),
    ];
    for meta in [
        part(*b"meta", &meta.concat()),
        full(*b"meta", &meta.concat()),
    ] {
        let moov = part(*b"moov", &[mvhd(), meta].concat());
        let bytes = [part(*b"ftyp", b"qt  \0\0\0\0"), moov].concat();
        let media = &reading(&bytes).media[0];
        assert_eq!(media.position.map(<[f64; 2]>::from), Some([-33.9, 18.4]));
        assert_eq!(media.utc.unwrap().to_string(), "2021-05-28T08:33:46.000Z");
    }
}

#[test]
fn a_place_of_3gpp_is_fixed_point() {
    let fixed = |degrees: f64| ((degrees * 65_536.0) as i32).to_be_bytes();
    let loci = [
        &[0x55, 0xc4][..],
        b"here\0",
        &[0],
        &fixed(8.25),
        &fixed(47.5),
        &fixed(400.0),
    ];
    let udta = part(*b"udta", &full(*b"loci", &loci.concat()));
    let bytes = [
        part(*b"ftyp", b"3gp4"),
        part(*b"moov", &[mvhd(), udta].concat()),
    ]
    .concat();
    let media = &reading(&bytes).media[0];
    assert_eq!(media.position.map(<[f64; 2]>::from), Some([47.5, 8.25]));
    assert_eq!(media.altitude_m, Some(400.0));
}

#[test]
fn a_recording_that_was_never_closed_says_so() {
    let bytes = [part(*b"ftyp", b"mp42"), part(*b"mdat", &[0; 100])].concat();
    assert_eq!(reading(&bytes).defects.kept()[0].kind, DefectKind::Headless);
}

#[test]
fn a_movie_cut_at_any_byte_or_with_any_byte_turned_is_read_without_a_panic() {
    let movie = movie();
    for cut in 0..movie.len() {
        let reading = read(&movie[..cut], Aids::default(), None);
        assert!(reading.defects.is_damage(), "{cut}");
        for turn in [0x01, 0x80, 0xff] {
            let mut turned = movie.clone();
            turned[cut] ^= turn;
            drop(read(&turned, Aids::default(), None));
        }
    }
}

#[test]
fn a_table_that_claims_more_than_there_is_takes_no_memory() {
    let movie = movie();
    let at = movie.windows(4).position(|kind| kind == b"stsz").unwrap();
    for (size, count) in [(1u32, u32::MAX), (0, u32::MAX), (u32::MAX, u32::MAX)] {
        let mut hostile = movie.clone();
        hostile[at + 8..at + 12].copy_from_slice(&size.to_be_bytes());
        hostile[at + 12..at + 16].copy_from_slice(&count.to_be_bytes());
        drop(reading(&hostile));
    }
}

#[test]
fn places_are_read_as_iso_6709_has_them() {
    let check = |text: &str, expected| assert_eq!(claims::iso_6709(text), expected, "{text}");
    check("+47.4692+008.2090/", Some((47.4692, 8.209, None)));
    check(
        "-33.9-070.5+456.25CRSWGS_84/",
        Some((-33.9, -70.5, Some(456.25))),
    );
    check("+47.4692", None);
    check("47.4692,8.2090", None);
    check("+nan+inf/", None);
}

#[test]
fn what_is_no_movie_is_not_taken_for_one() {
    for other in [
        &b""[..],
        b"\0\0\0\x18",
        b"\0\0\0\x18free1234",
        b"RIFF....AVI ",
    ] {
        assert!(!recognise(other));
    }
}
