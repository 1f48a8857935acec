//! The hull against what bulk carriers of her size are.

use missions::ship::{Side, Station};

use super::*;
use crate::sea::{Sea, SeaState, Swell};

fn vessel(loading: &Loading) -> Vessel {
    Vessel::new(loading).unwrap()
}

#[test]
fn a_bulk_carrier_displaces_what_bulk_carriers_do() {
    let loading = Loading::default();
    let vessel = vessel(&loading);
    let block = vessel.displacement_t().unwrap()
        / loading.density
        / (loading.lbp_m * loading.breadth_m * loading.draught_m);
    assert!((0.76..0.88).contains(&block), "{block}");
}

#[test]
fn a_displacement_is_found_again_at_the_draught_that_was_solved_for() {
    let loading = Loading {
        displacement_t: Some(31_234.5),
        trim_m: 1.2,
        ..Loading::default()
    };
    let found = vessel(&loading).displacement_t().unwrap();
    assert!((found - 31_234.5).abs() < 0.01, "{found}");
}

#[test]
fn draughts_differ_fore_and_aft_by_trim_and_from_side_to_side_by_list() {
    let loading = Loading {
        trim_m: 1.0,
        list_deg: 0.3,
        ..Loading::default()
    };
    let draughts = vessel(&loading).draughts();
    let mean = |s: &Sides<f64>| 0.5 * (s.port + s.starboard);
    let between_marks = (loading.lbp_m - 4.0 - 6.0) / loading.lbp_m;
    assert!((mean(&draughts.aft) - mean(&draughts.forward) - between_marks).abs() < 1e-3);
    let list = draughts.midships.starboard - draughts.midships.port;
    assert!((list - loading.breadth_m * 0.3_f64.to_radians().tan()).abs() < 1e-6);
}

/// What a surveyor would work out of her six true draughts is what she displaces.
#[test]
fn six_true_draughts_lead_back_to_the_displacement() {
    let loading = Loading {
        displacement_t: Some(36_000.0),
        trim_m: 0.8,
        ..Loading::default()
    };
    let vessel = vessel(&loading);
    let draughts = vessel.draughts();
    let [fwd, mid, aft] = Station::ALL.map(|s| {
        let sides = draughts.get(s);
        0.5 * (sides.port + sides.starboard)
    });
    let marks = loading.marks_m;
    let slope = (aft - fwd) / (loading.lbp_m + marks.forward - marks.aft);
    let (f, m, a) = (
        fwd + slope * marks.forward,
        mid + slope * marks.midships,
        aft + slope * marks.aft,
    );
    let mean = (f + 6.0 * m + a) / 8.0;
    let row = vessel.hydrostatics().unwrap().at(mean).unwrap();
    let first = 100.0 * (a - f) * row.tpc * row.lcf_aft_m.unwrap() / loading.lbp_m;
    let found = row.displacement_t + first;
    assert!((found / 36_000.0 - 1.0).abs() < 1e-3, "{found}");
}

#[test]
fn a_plating_lies_on_the_hull_that_it_was_taken_from() {
    let vessel = vessel(&Loading::default());
    for (station, side) in missions::ship::marks::six() {
        let site = vessel.site(station, side);
        let plating = Plating::at(&vessel, &site);
        for (x, up) in [(0.0, 0.7), (1.0, 0.0), (-1.2, -0.5), (0.8, 0.6)] {
            let (sin, cos) = plating.turn_rad.sin_cos();
            let y = plating.y_m(x, site.draught_m + up);
            let (ship_x, ship_y) = (site.x_m + cos * x - sin * y, site.y_m + sin * x + cos * y);
            let half = vessel.offsets().half_breadth_m(ship_x, site.draught_m + up);
            let off = ship_y.abs() - half;
            assert!(off.abs() < 0.03, "{station:?} {side:?} at {x}, {up}: {off}");
        }
    }
}

#[test]
fn a_ray_meets_the_plate_where_the_plate_is() {
    let plating = Plating {
        flare: -0.2,
        flare_rate: 0.03,
        curve: 0.01,
        twist: 0.02,
        ..Plating::upright(7.0)
    };
    let (from, way) = ([0.4, -12.0, 3.0], [0.05, 0.95, -0.2]);
    let t = plating.meet(from, way).unwrap();
    let at: Vec<f64> = from.iter().zip(way).map(|(f, w)| f + t * w).collect();
    assert!((plating.y_m(at[0], 7.0 + at[2]) - at[1]).abs() < 1e-9);
    let flat = Plating::upright(7.0);
    assert!((flat.meet(from, way).unwrap() - 12.0 / 0.95).abs() < 1e-12);
    assert_eq!(flat.meet(from, [0.0, -1.0, 0.0]), None);
}

/// Significant double amplitude of what `pick` takes from the motions in a swell.
fn significant(tp_s: f64, heading_deg: f64, pick: impl Fn(&Motion) -> f64) -> f64 {
    let vessel = vessel(&Loading::default());
    let state = SeaState {
        hs_m: 0.0,
        swell: Some(Swell {
            hs_m: 1.0,
            tp_s,
            heading_deg,
        }),
        ..SeaState::default()
    };
    let sea = Sea::new(&state, 9.0, 0.02, 4);
    let site = vessel.site(Station::Midships, Side::Starboard);
    let plating = Plating::at(&vessel, &site);
    let motions = Motions::new(&vessel, &site, &plating, sea.waves());
    let power: f64 = (0..4000)
        .map(|n| pick(&motions.at(f64::from(n))).powi(2))
        .sum::<f64>();
    4.0 * (power / 4000.0).sqrt()
}

#[test]
fn a_long_swell_lifts_her_as_much_as_the_water_and_a_short_sea_does_not_move_her() {
    let heave = |tp| significant(tp, 0.0, |m| m.heave_m);
    assert!((0.8..1.2).contains(&heave(22.0)), "{}", heave(22.0));
    assert!(heave(4.5) < 0.1, "{}", heave(4.5));
}

#[test]
fn a_swell_from_abeam_rolls_her_and_one_from_ahead_pitches_her() {
    let roll = |heading| significant(12.0, heading, |m| m.roll_rad);
    let pitch = |heading| significant(12.0, heading, |m| m.pitch_rad);
    assert!(roll(0.0) > 3.0 * roll(90.0), "{} {}", roll(0.0), roll(90.0));
    assert!(
        pitch(90.0) > 3.0 * pitch(0.0),
        "{} {}",
        pitch(90.0),
        pitch(0.0)
    );
}

#[test]
fn a_ship_at_rest_has_her_still_draught_at_the_water() {
    let vessel = vessel(&Loading {
        list_deg: 0.4,
        ..Loading::default()
    });
    let state = SeaState {
        hs_m: 0.0,
        ..SeaState::default()
    };
    let sea = Sea::new(&state, 9.0, 0.02, 4);
    let site = vessel.site(Station::Aft, Side::Port);
    let plating = Plating::at(&vessel, &site);
    let placement = Motions::new(&vessel, &site, &plating, sea.waves()).placement(3.0);
    let there = placement.world(nalgebra::Vector3::zeros());
    assert!(there.norm() < 1e-12, "{there}");
    let back = placement.plate(placement.world(nalgebra::Vector3::new(0.3, 0.1, -0.7)));
    assert!((back - nalgebra::Vector3::new(0.3, 0.1, -0.7)).norm() < 1e-12);
}

#[test]
fn a_loading_that_cannot_be_is_told_with_field_and_value() {
    let check = |loading: Loading, words: &str| {
        let error = Vessel::new(&loading).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    };
    let sound = Loading::default;
    check(
        Loading {
            lbp_m: f64::NAN,
            ..sound()
        },
        "ship.lbp_m is NaN",
    );
    check(
        Loading {
            draught_m: 19.0,
            ..sound()
        },
        "ship.draught_m is 19",
    );
    check(
        Loading {
            displacement_t: Some(1e9),
            ..sound()
        },
        "displacement_t is 1000000000",
    );
    check(
        Loading {
            draught_m: 15.9,
            trim_m: 3.0,
            ..sound()
        },
        "cannot float at 15.9 m",
    );
}
