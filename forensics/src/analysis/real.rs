//! The real logs taken as one case: what is known of them must come out. The dumps of `fc_dump` and
//! the foreign logs of `other` are not among them.

use std::sync::OnceLock;

use super::*;
use crate::exhibit::Origin;
use crate::flight::IdentityKind;
use crate::formats::truth::{Real, files};
use crate::formats::{self, Aids};

/// The real logs and pictures, read and analysed once.
fn case() -> &'static (Vec<Exhibit>, Analysis) {
    static CASE: OnceLock<(Vec<Exhibit>, Analysis)> = OnceLock::new();
    CASE.get_or_init(|| {
        let folders = [
            "dji_txt",
            "dji_dat",
            "dji_csv",
            "dji_srt",
            "jpeg_xmp",
            "parrot_json",
            "ulg",
            "dataflash_bin",
            "tlog",
            "blackbox",
        ];
        let exhibits: Vec<Exhibit> = folders.iter().flat_map(|f| files(f)).map(read).collect();
        let analysis = Analysis::of(&exhibits, &Questions::default());
        (exhibits, analysis)
    })
}

fn read(real: Real) -> Exhibit {
    Exhibit {
        reading: formats::read(&real.bytes, Aids::default(), None),
        name: real.file,
        sha256: String::new(),
        size: real.bytes.len() as u64,
        origin: Origin::Live,
    }
}

fn names<'e>(exhibits: &'e [Exhibit], numbers: &[usize]) -> Vec<&'e str> {
    numbers
        .iter()
        .map(|number| exhibits[*number].name.as_str())
        .collect()
}

/// Serial numbers of one aircraft in the logs of two kits, each bought and seized apart.
#[test]
fn one_aircraft_in_the_logs_of_two_kits_is_a_link() {
    let (exhibits, analysis) = case();
    let links = &analysis.links;
    let check = |serial: &str, kits: [&str; 2]| {
        let link = links.iter().find(|link| link.value == serial).unwrap();
        assert_eq!(link.kind, LinkKind::Identity(IdentityKind::AircraftSerial));
        let names = names(exhibits, &link.exhibits);
        assert!(
            kits.iter()
                .all(|kit| names.iter().any(|name| name.contains(kit))),
            "{names:?}"
        );
        assert_eq!(link.sources.len(), link.exhibits.len());
    };
    if !exhibits.is_empty() {
        check("0410059536", ["df010_inspire_1", "df063_phantom_4_pro"]);
        check("0K1DF313BD4PR1", ["df068_mavic_2", "df048_mavic_air"]);
    }
}

/// The aircraft's own log and the app's of one flight, and two flights with the tables that a
/// service made of them.
#[test]
fn two_logs_of_one_flight_are_found_among_all() {
    let (exhibits, analysis) = case();
    let pairs: Vec<Vec<&str>> = analysis
        .same_flights
        .iter()
        .map(|same| names(exhibits, &same.flights.map(|id| id.exhibit)))
        .collect();
    let check = |one: &str, other: &str| {
        let is_of = |pair: &Vec<&str>, part: &str| pair.iter().any(|name| name.contains(part));
        let found = pairs
            .iter()
            .any(|pair| is_of(pair, one) && is_of(pair, other));
        assert!(found, "{one} and {other}: {pairs:?}");
    };
    if !exhibits.is_empty() {
        check("vto_df021_mavic_pro", "FLY005.DAT");
        check("drop_p3_DJIFlightRecord_2016-09-15", "drop_p3_2016-09-15");
        check("drop_p3_DJIFlightRecord_2016-09-26", "drop_p3_2016-09-26");
    }
    // And no two flights of different days.
    let days = |name: &str| ["2016-09-15", "2016-09-26"].map(|day| name.contains(day));
    let is_mixed = |pair: &&Vec<&str>| {
        let both = pair.iter().all(|name| name.contains("drop_p3"));
        both && days(pair[0]) != days(pair[1])
    };
    assert_eq!(pairs.iter().find(is_mixed), None);
}

/// A picture that is of none of these flights is not given to one.
#[test]
fn pictures_of_other_flights_belong_to_none() {
    let (exhibits, analysis) = case();
    for taken in &analysis.media {
        if exhibits[taken.exhibit].name.starts_with("jpeg_xmp") {
            let expected = [Agreement::NoFlight, Agreement::NoClaim];
            assert!(expected.contains(&taken.agreement), "{taken:?}");
        }
    }
    let sign = analysis
        .signs
        .iter()
        .find(|sign| sign.what.contains("GIMP"));
    assert_eq!(sign.is_some(), !exhibits.is_empty());
}

/// All of them at once: nothing panics, and every source is an exhibit's.
#[test]
fn the_real_logs_together_are_analysed() {
    let (exhibits, analysis) = case();
    let json = serde_json::to_string(analysis).unwrap();
    assert!(!json.is_empty());
    let flights: usize = exhibits
        .iter()
        .flat_map(|e| &e.reading)
        .map(|r| r.flights.len())
        .sum();
    assert_eq!(analysis.flights.len(), flights);
    for named in &analysis.identities {
        assert!(
            named
                .sources
                .iter()
                .all(|source| source.exhibit < exhibits.len())
        );
    }
}
