//! Made exhibits that belong together, and ones that only look so.

use super::super::identity::collected;
use super::super::{launch, made};
use super::*;
use crate::flight::{Clock, ClockBasis, Flight};
use missions::time::{BootTime, UtcTime};
use std::time::Duration;

const START: &str = "2026-11-22T01:00:00Z";

/// A way with bends, so that it fits itself only at one shift.
fn winding() -> Vec<(f64, f64, f64)> {
    (0..200)
        .map(|s| {
            let t = f64::from(s);
            (
                30.0 * (t / 9.0).sin() + t,
                4.0 * t + 20.0 * (t / 23.0).cos(),
                40.0,
            )
        })
        .collect()
}

/// The same flight as another log has it: its clock began so many seconds later, its receiver
/// scatters, and it has a position every other second.
fn as_another_log(flight: &Flight, later_s: u64) -> Flight {
    let mut other = flight.clone();
    other.fixes = flight
        .fixes
        .iter()
        .skip(later_s as usize)
        .step_by(2)
        .copied()
        .collect();
    for (number, fix) in other.fixes.iter_mut().enumerate() {
        let time = fix.sample.time.as_micros() - later_s * 1_000_000;
        fix.sample.time = BootTime::from_micros(time);
        fix.sample.position = fix.sample.position.offset(number as f64 * 77.0, 1.5);
    }
    let last = other.fixes.last().unwrap().sample.time;
    other.span = Some((BootTime::ZERO, last));
    let start = other.clock.start_utc.unwrap();
    other.clock.start_utc = Some(start + Duration::from_secs(later_s));
    other
}

fn same(a: Flight, b: Flight) -> Vec<SameFlight> {
    let exhibits = [made::exhibit("a", a, &[]), made::exhibit("b", b, &[])];
    same_flights(&Flown::all(&exhibits))
}

#[test]
fn two_logs_of_one_flight_are_found_and_told_once() {
    let flight = made::flight(START, &winding());
    let other = as_another_log(&flight, 40);
    let exhibits = [
        made::exhibit("a", flight, &[]),
        made::exhibit("b", other, &[]),
    ];
    let flights = Flown::all(&exhibits);
    let same = same_flights(&flights);
    assert_eq!(same.len(), 1);
    assert!(same[0].median_m < 2.0 && same[0].support > 0.95, "{same:?}");
    assert!(same[0].clocks_differ_s.unwrap().abs() < 0.5);
    assert_eq!(distinct(&flights, &same).len(), 1);
}

#[test]
fn a_log_without_a_date_finds_its_flight() {
    let flight = made::flight(START, &winding());
    let mut other = as_another_log(&flight, 40);
    other.clock = Clock::default();
    other.fixes.iter_mut().for_each(|fix| fix.sample.utc = None);
    let same = same(flight, other);
    assert_eq!((same.len(), same[0].clocks_differ_s), (1, None));
}

#[test]
fn a_clock_that_is_an_hour_off_shows() {
    let flight = made::flight(START, &winding());
    let mut other = as_another_log(&flight, 40);
    other.clock.basis = ClockBasis::Device;
    for fix in &mut other.fixes {
        fix.sample.utc = fix.sample.utc.map(|utc| utc + Duration::from_hours(1));
    }
    let same = same(flight, other);
    let differ_s = same[0].clocks_differ_s.unwrap();
    assert!((differ_s - 3600.0).abs() < 0.5, "{differ_s}");
    assert!(same[0].support < 0.7);
}

/// Missions lay one track over the other to the metre; a smuggler's are flown a quarter of an hour
/// apart, which is what a zone that was left out looks like, too.
#[test]
fn a_mission_that_is_flown_again_is_another_flight() {
    let flight = made::flight(START, &winding());
    for later in ["2026-11-22T01:13:00Z", "2026-11-22T01:15:00Z"] {
        assert_eq!(same(flight.clone(), made::flight(later, &winding())), []);
    }
}

#[test]
fn the_same_route_on_another_day_is_another_flight() {
    let flight = made::flight(START, &winding());
    let next_day = made::flight("2026-11-23T01:00:00Z", &winding());
    assert_eq!(same(flight.clone(), next_day), []);
    let elsewhere: Vec<_> = winding()
        .iter()
        .map(|(x, y, h)| (x + 200.0, *y, *h))
        .collect();
    assert_eq!(same(flight, made::flight(START, &elsewhere)), []);
}

#[test]
fn hovering_fits_everything_and_proves_nothing() {
    let still = made::flight(START, &vec![(0.0, 0.0, 40.0); 200]);
    assert_eq!(same(still.clone(), still), []);
    assert_eq!(same(Flight::default(), Flight::default()), []);
}

#[test]
fn a_shared_battery_links_and_a_shared_model_does_not() {
    use IdentityKind::{BatterySerial, Product};
    let of = |name: &str, battery: &str| {
        let flight = Flight::default();
        made::exhibit(
            name,
            flight,
            &[(Product, "Mavic 2"), (BatterySerial, battery)],
        )
    };
    let exhibits = [
        of("a", "0J9A"),
        of("b", "0J9A"),
        of("c", "000000"),
        of("d", "000000"),
    ];
    let links = links(&collected(&exhibits), &[], &[]);
    let shown: Vec<_> = links
        .iter()
        .map(|link| (link.kind, link.exhibits.as_slice()))
        .collect();
    assert_eq!(shown, [(LinkKind::Identity(BatterySerial), &[0, 1][..])]);
    let json = serde_json::to_value(&links[0]).unwrap();
    assert_eq!(json["kind"], "battery_serial");
}

#[test]
fn a_shared_launch_place_links() {
    let of = |east_m: f64, hours: i64| {
        let start: UtcTime = START.parse().unwrap();
        let start = UtcTime::from_micros(start.as_micros() + hours * 3_600_000_000);
        let places = made::delivery(east_m, 0.0, 45.0, 300.0);
        made::exhibit("x", made::flight(&start.to_string(), &places), &[])
    };
    let exhibits = [of(0.0, 0), of(20.0, 24), of(5000.0, 48)];
    let cells = launch::cells(&Flown::all(&exhibits));
    let links = links(&collected(&exhibits), &cells, &[]);
    assert_eq!(
        (links.len(), links[0].exhibits.as_slice()),
        (1, &[0, 1][..])
    );
}
