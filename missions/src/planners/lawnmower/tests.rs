//! Areas of all shapes are mown whole, and nothing is flown through.

use std::f64::consts::TAU;

use geo::algorithm::bool_ops::unary_union;
use geo::{Area, BooleanOps, LineString, MultiPolygon, Polygon, Rect, coord, polygon};
use proptest::prelude::*;

use super::*;
use crate::planners::cost::tests::{north_wind, quadrotor};
use crate::planners::cost::{EnergyPrice, LengthPrice, TimePrice};

const PRICE: TimePrice = TimePrice {
    v_max_m_s: 3.0,
    a_max_m_s2: 1.0,
};

fn rectangle(x: f64, y: f64, width: f64, height: f64) -> Polygon<f64> {
    Rect::new(coord! {x: x, y: y}, coord! {x: x + width, y: y + height}).to_polygon()
}

fn holed(outline: &Polygon<f64>, holes: &[Polygon<f64>]) -> Polygon<f64> {
    let holes = holes.iter().map(|hole| hole.exterior().clone());
    Polygon::new(outline.exterior().clone(), holes.collect())
}

fn field<'a>(area: &'a Polygon<f64>, free: &'a FreeSpace, spacing_m: f64) -> Field<'a> {
    Field {
        area,
        free,
        spacing_m,
        start: None,
        end: None,
    }
}

fn plan(area: &Polygon<f64>, spacing_m: f64) -> Result<Lawn, LawnError> {
    let free = FreeSpace::within(area);
    lawnmower(&field(area, &free, spacing_m), &PRICE)
}

/// Share of the area in no swath, by polygon booleans.
fn missed(area: &Polygon<f64>, lawn: &Lawn, spacing_m: f64) -> f64 {
    let swaths: Vec<Polygon<f64>> = lawn
        .strokes
        .iter()
        .map(|s| Polygon::new(LineString::from(s.swath(spacing_m).to_vec()), vec![]))
        .collect();
    let seen = unary_union(swaths.iter());
    area.difference(&seen).unsigned_area() / area.unsigned_area()
}

/// Everything is covered, nothing is flown outside, and the price is what the legs cost.
fn check_lawn(area: &Polygon<f64>, free: &FreeSpace, lawn: &Lawn, spacing_m: f64) {
    let missed = missed(area, lawn, spacing_m);
    assert!(missed < 1e-3, "{missed} missed of {area:?}");
    let mut flown = 0.0;
    for (leg, _) in lawn.legs() {
        assert!(free.allows(leg.from, leg.to), "{leg:?} leaves {area:?}");
        flown += PRICE.leg(leg.from, leg.to);
    }
    assert!((flown - lawn.price).abs() < 1e-6 * flown);
}

fn check_own(area: &Polygon<f64>, spacing_m: f64) {
    let free = FreeSpace::within(area);
    let lawn = plan(area, spacing_m).unwrap();
    check_lawn(area, &free, &lawn, spacing_m);
}

#[test]
fn a_field_of_47_by_63_metres_at_11_metres_has_no_strip_left_over() {
    let area = rectangle(0.0, 0.0, 47.0, 63.0);
    let lawn = plan(&area, 11.0).unwrap();
    assert!(missed(&area, &lawn, 11.0) < 1e-9);
    assert!(
        (5..=6).contains(&lawn.strokes.len()),
        "five along, or six across"
    );
}

#[test]
fn awkward_shapes_are_covered() {
    let square = rectangle(0.0, 0.0, 100.0, 100.0);
    let collinear = polygon![
        (x: 0., y: 0.), (x: 30., y: 0.), (x: 60., y: 0.), (x: 100., y: 0.), (x: 100., y: 50.),
        (x: 100., y: 100.), (x: 50., y: 100.), (x: 0., y: 100.), (x: 0., y: 50.)
    ];
    let comb = polygon![
        (x: 0., y: 0.), (x: 90., y: 0.), (x: 90., y: 60.), (x: 70., y: 60.), (x: 70., y: 10.),
        (x: 50., y: 10.), (x: 50., y: 60.), (x: 30., y: 60.), (x: 30., y: 10.), (x: 20., y: 10.),
        (x: 20., y: 60.), (x: 0., y: 60.)
    ];
    let touching = holed(
        &square,
        &[rectangle(20., 20., 20., 20.), rectangle(40., 40., 20., 20.)],
    );
    let at_the_fence = holed(
        &square,
        &[polygon![(x: 0., y: 50.), (x: 20., y: 40.), (x: 20., y: 60.)]],
    );
    let spike = polygon![(x: 0., y: 0.), (x: 100., y: 0.), (x: 100., y: 2.), (x: 20., y: 3.), (x: 0., y: 40.)];
    let narrower_than_a_line = rectangle(0.0, 0.0, 2.0, 80.0);
    let smaller_than_a_picture = rectangle(0.0, 0.0, 1.0, 1.5);
    for area in [
        square,
        collinear,
        comb,
        touching,
        at_the_fence,
        spike,
        narrower_than_a_line,
        smaller_than_a_picture,
    ] {
        for spacing_m in [3.0, 7.3] {
            check_own(&area, spacing_m);
        }
    }
}

#[test]
fn far_from_the_origin_nothing_changes() {
    let area = holed(
        &rectangle(40_000.0, -70_000.0, 500.0, 300.0),
        &[rectangle(40_100.0, -69_900.0, 50.0, 80.0)],
    );
    check_own(&area, 20.0);
}

#[test]
fn what_is_no_obstacle_is_flown_over() {
    let hole = rectangle(40.0, 40.0, 20.0, 20.0);
    let area = holed(&rectangle(0.0, 0.0, 100.0, 100.0), &[hole]);
    let open = FreeSpace::new(None, &MultiPolygon(Vec::new()), 0.0);
    let lawn = lawnmower(&field(&area, &open, 5.0), &PRICE).unwrap();
    check_lawn(&area, &open, &lawn, 5.0);
    let round = plan(&area, 5.0).unwrap();
    assert!(
        lawn.price <= round.price + 1e-6,
        "{} {}",
        lawn.price,
        round.price
    );
}

#[test]
fn from_home_and_back_stays_free() {
    let area = holed(
        &rectangle(0.0, 0.0, 100.0, 100.0),
        &[rectangle(30., 30., 40., 40.)],
    );
    let fence = MultiPolygon(vec![rectangle(-50.0, -50.0, 200.0, 200.0)]);
    let tower = MultiPolygon(vec![rectangle(30., 30., 40., 40.)]);
    let free = FreeSpace::new(Some(&fence), &tower, 1.0);
    let home = coord! {x: -40.0, y: 50.0};
    let field = Field {
        start: Some(home),
        end: Some(home),
        ..field(&area, &free, 6.0)
    };
    let lawn = lawnmower(&field, &PRICE).unwrap();
    check_lawn(&area, &free, &lawn, 6.0);
    let legs: Vec<Stroke> = lawn.legs().map(|(leg, _)| leg).collect();
    assert_eq!((legs[0].from, legs[legs.len() - 1].to), (home, home));
    assert!(legs.windows(2).all(|pair| pair[0].to == pair[1].from));
}

#[test]
fn what_cannot_be_covered_is_refused_with_its_place() {
    let square = rectangle(0.0, 0.0, 100.0, 100.0);
    let bow = polygon![(x: 0., y: 0.), (x: 10., y: 10.), (x: 10., y: 0.), (x: 0., y: 10.)];
    let nan = polygon![(x: 0., y: 0.), (x: f64::NAN, y: 0.), (x: 10., y: 10.)];
    let outside = holed(&square, &[rectangle(200., 200., 5., 5.)]);
    let nested = holed(
        &square,
        &[rectangle(10., 10., 50., 50.), rectangle(20., 20., 5., 5.)],
    );
    let crossing = holed(&square, &[rectangle(90., 40., 20., 10.)]);
    let flat = polygon![(x: 0., y: 0.), (x: 5., y: 5.), (x: 10., y: 10.)];
    let empty = Polygon::new(LineString(vec![]), vec![]);
    let point = polygon![(x: 1., y: 1.), (x: 1., y: 1.), (x: 1., y: 1.)];
    let check = |area: &Polygon<f64>, message: &str| {
        let error = plan(area, 3.0).unwrap_err().to_string();
        assert!(error.contains(message), "{error:?} has no {message:?}");
    };
    check(
        &bow,
        "the outline and the outline cross at (5.00 m east, 5.00 m north)",
    );
    check(&nan, "corner 1 of the outline is not a place: (NaN, 0)");
    check(&outside, "hole 0 is not inside the outline alone: see (20");
    check(&nested, "hole 1 is not inside the outline alone: see (2");
    check(&crossing, "the outline and hole 0 cross at (100.00 m east,");
    check(&flat, "the area of 0 m²");
    check(&empty, "the outline has 0 corners");
    check(&point, "the outline has 0 corners");
    for spacing_m in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(
            plan(&square, spacing_m),
            Err(LawnError::Spacing(_))
        ));
    }
    let many = plan(&square, 0.001).unwrap_err().to_string();
    assert!(
        many.contains("100000 lines of spacing 0.001 m are too many"),
        "{many}"
    );
}

#[test]
fn what_cannot_be_reached_is_refused_with_its_place() {
    let area = rectangle(0.0, 0.0, 100.0, 100.0);
    let elsewhere = FreeSpace::within(&rectangle(500.0, 0.0, 100.0, 100.0));
    let nothing = lawnmower(&field(&area, &elsewhere, 5.0), &PRICE);
    assert_eq!(nothing.unwrap_err(), LawnError::Nothing);
    let free = FreeSpace::within(&area);
    let home = coord! {x: 150.0, y: 0.0};
    let away = Field {
        start: Some(home),
        ..field(&area, &free, 5.0)
    };
    assert_eq!(
        lawnmower(&away, &PRICE).unwrap_err(),
        LawnError::NotFree(home)
    );
    let river = MultiPolygon(vec![rectangle(-10.0, 40.0, 120.0, 20.0)]);
    let banks = FreeSpace::new(Some(&MultiPolygon(vec![area.clone()])), &river, 0.0);
    let parted = lawnmower(&field(&area, &banks, 5.0), &PRICE);
    assert!(
        matches!(parted, Err(LawnError::Unreachable(_))),
        "{parted:?}"
    );
}

#[test]
fn a_coast_of_a_hundred_thousand_corners_is_covered() {
    let corners = 100_000;
    let coast: Vec<_> = (0..corners)
        .map(|i| {
            let angle = TAU * f64::from(i) / f64::from(corners);
            let rough = 0.02 * f64::from(i % 7) + 20.0 * (9.0 * angle).sin();
            let radius = 400.0 + rough;
            coord! {x: radius * angle.cos(), y: radius * angle.sin()}
        })
        .collect();
    let area = Polygon::new(LineString(coast), vec![]);
    let free = FreeSpace::within(&area);
    let lawn = lawnmower(&field(&area, &free, 25.0), &PRICE).unwrap();
    check_lawn(&area, &free, &lawn, 25.0);
}

/// Angle of the longest stroke, degrees, 0 to 180 counter-clockwise from east.
fn heading_deg(lawn: &Lawn) -> f64 {
    let length = |s: &&Stroke| s.length_m();
    let longest = lawn
        .strokes
        .iter()
        .max_by(|a, b| length(a).total_cmp(&length(b)));
    let way = longest.map(|s| s.to - s.from).unwrap();
    way.y.atan2(way.x).to_degrees().rem_euclid(180.0)
}

#[test]
fn in_strong_wind_the_sweep_is_chosen_by_energy_and_not_by_length() {
    let vehicle = quadrotor();
    let energy = EnergyPrice::new(&vehicle, north_wind(12.0));
    let area = rectangle(0.0, 0.0, 320.0, 380.0);
    let free = FreeSpace::new(None, &MultiPolygon(Vec::new()), 0.0);
    let field = field(&area, &free, 40.0);
    let short = lawnmower(&field, &LengthPrice).unwrap();
    let cheap = lawnmower(&field, &energy).unwrap();
    let spent = |lawn: &Lawn| -> f64 {
        lawn.legs()
            .map(|(leg, _)| energy.leg(leg.from, leg.to))
            .sum()
    };
    assert!(
        (heading_deg(&short) - 90.0).abs() < 1.0,
        "along the longer side"
    );
    assert!(
        (heading_deg(&cheap) - heading_deg(&short)).abs() > 30.0,
        "{} {}, {} {}",
        heading_deg(&cheap),
        heading_deg(&short),
        spent(&cheap),
        spent(&short)
    );
    assert!(cheap.length_m() > short.length_m());
    assert!(
        spent(&cheap) < 0.97 * spent(&short),
        "{} {}",
        spent(&cheap),
        spent(&short)
    );
}

/// A star-shaped outline with triangular holes that keep apart: one in each cell of a grid.
fn polygons() -> impl Strategy<Value = Polygon<f64>> {
    let radii = prop::collection::vec(35.0..100.0_f64, 5..14);
    let holes = prop::collection::vec((0..9_usize, 0.0..TAU, 1.0..6.0_f64, 0.2..2.5_f64), 0..6);
    (radii, holes).prop_map(|(radii, holes)| {
        let n = radii.len() as f64;
        let outline = radii.iter().enumerate().map(|(i, r)| {
            let angle = TAU * i as f64 / n;
            coord! {x: r * angle.cos(), y: r * angle.sin()}
        });
        let mut taken = [false; 9];
        let mut rings = Vec::new();
        for (cell, turn, size, wide) in holes {
            if std::mem::replace(&mut taken[cell], true) {
                continue;
            }
            let corner = |angle: f64| {
                coord! {
                    x: (cell % 3) as f64 * 13.0 - 13.0 + size * (turn + angle).cos(),
                    y: (cell / 3) as f64 * 13.0 - 13.0 + size * (turn + angle).sin(),
                }
            };
            rings.push(LineString(vec![
                corner(0.0),
                corner(wide),
                corner(0.5 + wide),
            ]));
        }
        // Holes must keep inside the least inscribed circle that five corners at 35 m leave.
        let inside = |ring: &LineString<f64>| ring.coords().all(|c| c.x.hypot(c.y) < 10.0);
        let holes = rings.into_iter().filter(inside).collect();
        Polygon::new(LineString(outline.collect()), holes)
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 40,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(2),
        ..ProptestConfig::default()
    })]

    #[test]
    fn random_areas_are_covered_and_never_left(area in polygons(), spacing_m in 2.5..9.0_f64) {
        check_own(&area, spacing_m);
    }
}
