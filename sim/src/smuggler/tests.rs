//! A night at a made border: what is flown is in the truth, and what was deleted is on the card.

use super::*;

const RIVER: &str = r"
seed = 3
launch = [52.3300, 14.5700]
drop = [52.3300, 14.5640]
border = [[52.32, 14.5670], [52.34, 14.5670]]
cruise_m = 40
payload_kg = 1.4
deleted = [1]
wind_m_s = 3

[[nights]]
first = 2026-11-20T22:10:00Z
flights = 2
every_min = 1
";

fn flown(text: &str) -> (Smuggler, Vec<Flown>) {
    let smuggler = Smuggler::parse(text).unwrap();
    let flown = smuggler.fly().collect();
    (smuggler, flown)
}

#[test]
fn each_flight_crosses_twice_lets_go_at_the_drop_and_comes_home() {
    let (smuggler, flown) = flown(RIVER);
    assert_eq!(flown.len(), 2);
    for flown in &flown {
        let truth = &flown.truth;
        assert_eq!(truth.crossings.len(), 2, "{truth:?}");
        let [out, back] = [0, 1].map(|index| truth.crossings[index].bearing_deg);
        assert!((out - 270.0).abs() < 20.0 && (back - 90.0).abs() < 20.0);
        let drop = truth.drop.unwrap();
        assert!(drop.position.distance_m(smuggler.drop) < 5.0);
        assert!(
            (drop.height_above_sea_m - smuggler.drop_m).abs() < 2.0,
            "{drop:?}"
        );
        assert!(truth.landed.distance_m(smuggler.launch) < 5.0);
        assert!(flown.log.len() > 100_000);
    }
    // The second begins when the battery has been changed, not while the first is in the air.
    assert!(flown[1].truth.start_utc >= flown[0].truth.landed_utc + CHANGE);
}

#[test]
fn a_deleted_log_is_gone_from_the_folder_and_its_bytes_are_not() {
    let (smuggler, flown) = flown(RIVER);
    let card = smuggler.card(&flown).unwrap();
    let deleted: Vec<bool> = card.logs.iter().map(|log| log.is_deleted).collect();
    assert_eq!(deleted, [true, false]);
    let volume = std::io::Cursor::new(card.image[1 << 20..].to_vec());
    let system = fatfs::FileSystem::new(volume, fatfs::FsOptions::new()).unwrap();
    let folder = system.root_dir().open_dir("APM/LOGS").unwrap();
    let names: Vec<_> = folder
        .iter()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, [".", "..", "00000002.BIN"]);
    let first = &flown[0].log[..4096];
    assert!(
        card.image
            .windows(first.len())
            .any(|window| window == first)
    );
}

#[test]
fn the_same_scenario_and_seed_make_the_same_card() {
    let card = || {
        let (smuggler, flown) = flown(RIVER);
        smuggler.card(&flown).unwrap().image
    };
    assert!(card() == card());
}

#[test]
fn what_means_nothing_is_refused_by_its_key() {
    let check = |from: &str, to: &str, expected: &str| {
        let error = Smuggler::parse(&RIVER.replace(from, to)).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    };
    check("deleted = [1]", "deleted = [3]", "there is no flight 3");
    check("payload_kg = 1.4", "payload_kg = 40", "payload_kg");
    check("flights = 2", "flights = 0", "1 to 200 flights");
    check("flights = 2", "flights = 201", "hold 201");
    check("22:10:00Z", "22:10:00", "nights[0].first");
    check("cruise_m", "cruise", "cruise");
    check("every_min = 1", "every_min = nan", "every_min");
}
