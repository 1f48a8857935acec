//! Made flights across made lines, with the truth known.

use super::super::made;
use super::super::question::{Question, Questions};
use super::*;
use crate::exhibit::Exhibit;
use crate::flight::Flight;
use missions::geodesy::Region;

const START: &str = "2026-11-22T01:00:00Z";

/// A border 205 m north of the origin, drawn from west to east.
fn border() -> Question {
    Question {
        name: "border".into(),
        asked: Asked::Line {
            points: vec![
                made::at(-2000.0, 205.0),
                made::at(100.0, 205.0),
                made::at(2000.0, 205.0),
            ],
            left: Some("Northland".into()),
            right: Some("Southland".into()),
        },
    }
}

fn answer(flight: Flight, question: Question) -> (Vec<Crossing>, Vec<Visit>) {
    let exhibits: [Exhibit; 1] = [made::exhibit("a", flight, &[])];
    let questions = Questions {
        all: vec![question],
        skipped: Vec::new(),
    };
    asked(&Flown::all(&exhibits), &questions)
}

#[test]
fn a_delivery_over_a_border_crosses_it_twice() {
    let (crossings, _) = answer(made::there_and_back(START, 500.0), border());
    let told: Vec<_> = crossings
        .iter()
        .map(|c| (c.direction.as_str(), c.is_certain))
        .collect();
    let (out, back) = ("from Southland to Northland", "from Northland to Southland");
    assert_eq!(told, [(out, true), (back, true)]);
    // Five seconds on the ground, ten up, then 10 m/s from the origin on: 205 m after 20.5 s. The
    // border is straight in degrees, half a metre from straight on the ground.
    let when = crossings[0].when.utc.unwrap();
    let expected = "2026-11-22T01:00:34.500Z"
        .parse::<missions::time::UtcTime>()
        .unwrap();
    let off_s = when.as_micros().abs_diff(expected.as_micros()) as f64 / 1e6;
    assert!(off_s <= crossings[0].time_error_s && off_s < 0.3, "{when}");
    assert!(crossings[0].position.distance_m(made::at(0.0, 205.0)) < 3.0);
    assert!(crossings[0].bearing_deg < 0.1 || crossings[0].bearing_deg > 359.9);
    assert!((crossings[1].bearing_deg - 180.0).abs() < 0.1);
    assert_eq!(crossings[0].height_m, Some(40.0));
    let [before, after] = crossings[0].sources;
    assert_eq!(after.record, before.record + 1);
}

#[test]
fn whoever_hovers_on_a_border_does_not_cross_it_for_certain() {
    let wander = |s: u32| (0.0, 205.0 + f64::from(s % 3) - 1.0, 40.0);
    let places: Vec<_> = (0..30).map(wander).collect();
    let (crossings, _) = answer(made::flight(START, &places), border());
    assert!(crossings.len() > 5);
    assert!(crossings.iter().all(|crossing| !crossing.is_certain));
}

#[test]
fn a_track_through_a_corner_of_the_line_crosses_it_once() {
    for east_m in [100.0, 99.9999, 100.0001] {
        let places: Vec<_> = (0..50)
            .map(|s| (east_m, f64::from(s) * 10.0, 40.0))
            .collect();
        let (crossings, _) = answer(made::flight(START, &places), border());
        assert_eq!(crossings.len(), 1, "{east_m}");
    }
}

#[test]
fn a_track_that_only_comes_near_crosses_nothing() {
    let (crossings, visits) = answer(made::there_and_back(START, 180.0), border());
    assert_eq!((crossings.len(), visits.len()), (0, 0));
}

#[test]
fn a_gap_makes_a_crossing_as_uncertain_as_the_way_is_unknown() {
    let mut flight = made::straight(START, 500.0);
    flight.fixes.drain(11..40);
    let (crossings, _) = answer(flight, border());
    assert_eq!(crossings.len(), 1);
    assert!(crossings[0].place_error_m > 140.0);
}

#[test]
fn a_log_that_rounds_to_four_decimals_is_five_metres_more_uncertain() {
    let mut flight = made::straight(START, 500.0);
    for fix in &mut flight.fixes {
        let [latitude, longitude]: [f64; 2] = fix.sample.position.into();
        let rounded = [latitude, longitude].map(|degrees| (degrees * 1e4).round() / 1e4);
        fix.sample.position = Position::new(rounded[0], rounded[1]).unwrap();
    }
    let (crossings, _) = answer(flight, border());
    assert!((crossings[0].place_error_m - 2.0_f64.hypot(5.566)).abs() < 0.01);
}

#[test]
fn a_line_over_the_antimeridian_is_crossed_there() {
    let place = |longitude| Position::new(-17.0, longitude).unwrap();
    let mut flight = made::straight(START, 200.0);
    for (step, fix) in flight.fixes.iter_mut().enumerate() {
        fix.sample.position = place(179.999).offset(90.0, step as f64 * 10.0);
    }
    let line = |a, b| Question {
        name: "line".into(),
        asked: Asked::Line {
            points: vec![a, b],
            left: None,
            right: None,
        },
    };
    let north_south = [-17.1, -16.9].map(|latitude| Position::new(latitude, -179.9999).unwrap());
    let [a, b] = north_south;
    assert_eq!(answer(flight.clone(), line(a, b)).0.len(), 1);
    let across = [
        Position::new(-17.1, 179.9).unwrap(),
        Position::new(-16.9, -179.9).unwrap(),
    ];
    assert_eq!(answer(flight, line(across[0], across[1])).0.len(), 1);
}

/// The line is drawn on beyond 180°, and the place far from there is one turn before.
#[test]
fn a_line_over_the_antimeridian_is_crossed_far_from_it_too() {
    let place = |longitude| Position::new(-17.0, longitude).unwrap();
    let mut flight = made::straight(START, 200.0);
    for (step, fix) in flight.fixes.iter_mut().enumerate() {
        let south = place(-160.0).offset(180.0, 95.0);
        fix.sample.position = south.offset(0.0, step as f64 * 10.0);
    }
    let line = Question {
        name: "line".into(),
        asked: Asked::Line {
            points: vec![place(170.0), place(-150.0)],
            left: None,
            right: None,
        },
    };
    assert_eq!(answer(flight, line).0.len(), 1);
}

#[test]
fn a_stay_in_an_area_has_its_times_and_its_depth() {
    let corners = [
        (-100.0, 300.0),
        (100.0, 300.0),
        (100.0, 700.0),
        (-100.0, 700.0),
    ];
    let region = Region {
        outer: corners
            .map(|(east_m, north_m)| made::at(east_m, north_m))
            .into(),
        holes: Vec::new(),
    };
    let zone = Question {
        name: "prison".into(),
        asked: Asked::Area(region),
    };
    let (_, visits) = answer(made::there_and_back(START, 500.0), zone);
    assert_eq!(visits.len(), 1);
    let visit = &visits[0];
    // 300 m after 30 s of flight, 20 s to the middle, a minute there, 20 s back.
    assert!((visit.seconds - 101.0).abs() < 1.5, "{}", visit.seconds);
    assert!((visit.deepest_m - 100.0).abs() < 1.0 && visit.is_certain);
    let entered = visit.entered.unwrap().utc.unwrap().as_micros();
    let expected = "2026-11-22T01:00:44Z"
        .parse::<missions::time::UtcTime>()
        .unwrap();
    assert!(
        entered.abs_diff(expected.as_micros()) < 300_000,
        "{entered}"
    );
    assert!(visit.left.is_some());
    assert_eq!(visit.lowest_m, Some(40.0));
}
