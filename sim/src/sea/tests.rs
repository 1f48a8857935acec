//! Waves at the plating and in front of it, and ripples, against what was asked for.

use super::*;

const AREA: Area = Area {
    x_m: [-1.0, 1.0],
    y_m: [-1.0, 0.2],
};

fn sea(state: SeaState, seed: u64) -> Sea {
    Sea::new(&state, 8.0, 0.02, seed)
}

/// Heights at the foot of the plating, several times a second for `minutes`.
fn record(sea: &Sea, minutes: usize) -> Vec<f64> {
    (0..minutes * 240)
        .map(|n| sea.waves().height_m([0.0, 0.0], n as f64 * 0.25))
        .collect()
}

fn moments(values: &[f64]) -> [f64; 3] {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let power = |n: i32| values.iter().map(|v| (v - mean).powi(n)).sum::<f64>() / count;
    [mean, power(2).sqrt(), power(3) / power(2).powf(1.5)]
}

const ROUGH: SeaState = SeaState {
    hs_m: 0.8,
    tp_s: 4.0,
    gamma: 3.3,
    heading_deg: 20.0,
    spread: 12.0,
    swell: None,
    ripple_slope: 0.0,
    ripple_heading_deg: 0.0,
    current_m_s: 0.0,
};

#[test]
fn the_water_at_the_plating_has_the_significant_height_that_was_asked_for() {
    let [mean, deviation, skewness] = moments(&record(&sea(ROUGH, 3), 240));
    assert!(mean.abs() < 0.01, "mean {mean}");
    assert!(
        (deviation / 0.2 - 1.0).abs() < 0.06,
        "deviation {deviation}"
    );
    assert!(
        skewness > 0.05,
        "crests are sharper than troughs: {skewness}"
    );
}

#[test]
fn waves_are_higher_at_the_wall_than_in_front_of_it() {
    let sea = sea(ROUGH, 5);
    let power = |y: f64| -> f64 {
        (0..4000)
            .map(|n| sea.waves().height_m([0.0, y], f64::from(n)).powi(2))
            .sum()
    };
    assert!(power(0.0) > 1.5 * power(-40.0));
}

#[test]
fn waves_from_behind_the_ship_are_mostly_kept_off() {
    let behind = SeaState {
        heading_deg: 180.0,
        spread: 200.0,
        ..ROUGH
    };
    let sea = sea(behind, 5);
    let (at_mark, open) = sea.waves().components().fold((0.0, 0.0), |(a, b), c| {
        (a + c.amplitude_m.powi(2), b + c.open_m.powi(2))
    });
    assert!(at_mark < 0.05 * open, "{at_mark} of {open}");
}

#[test]
fn one_seed_makes_one_sea_and_another_makes_another() {
    let heights = |seed| record(&sea(ROUGH, seed), 1);
    assert_eq!(heights(1), heights(1));
    assert_ne!(heights(1), heights(2));
}

#[test]
fn ripples_have_the_slope_that_was_asked_for_and_no_slope_at_the_wall() {
    let state = SeaState {
        hs_m: 0.0,
        ripple_slope: 0.08,
        ripple_heading_deg: 25.0,
        ..ROUGH
    };
    let area = Area {
        x_m: [-2.5, 2.5],
        y_m: [-5.0, 0.1],
    };
    let patch = sea(state, 9).patch(area, 12.5);
    let mut sum = 0.0;
    let mut wall = 0.0;
    for n in 0..2500 {
        let (x, y) = ((n % 50) as f32 * 0.1 - 2.5, (n / 50) as f32 * 0.09 - 4.8);
        let [a, b] = patch.slope(x, y);
        sum += a * a + b * b;
        wall += patch.slope(x, 0.0)[1].powi(2);
    }
    let slope = (sum / 2500.0).sqrt();
    assert!((slope / 0.08 - 1.0).abs() < 0.3, "{slope}");
    assert!((wall / 2500.0).sqrt() < 0.02, "{wall}");
}

#[test]
fn a_patch_lies_where_its_waves_are_and_rises_as_they_do() {
    let state = SeaState {
        swell: Some(Swell {
            hs_m: 0.3,
            tp_s: 9.0,
            heading_deg: 60.0,
        }),
        current_m_s: 0.4,
        ..ROUGH
    };
    let mut sea = sea(state, 11);
    let (now, then) = (sea.patch(AREA, 20.0), sea.patch(AREA, 20.02));
    for (x, y) in [(-0.7_f32, -0.83), (0.0, 0.0), (0.55, -0.31)] {
        let exact = sea.waves().height_m([f64::from(x), f64::from(y)], 20.0) as f32;
        assert!(
            (now.height_m(x, y, 0.0) - exact).abs() < 5e-4,
            "at {x}, {y}"
        );
        let risen = now.height_m(x, y, 0.02) - then.height_m(x, y, 0.0);
        assert!(risen.abs() < 1e-3, "at {x}, {y}: {risen}");
    }
}

#[test]
fn ripples_rise_as_they_say() {
    let state = SeaState {
        hs_m: 0.0,
        ripple_slope: 0.05,
        ..ROUGH
    };
    let mut sea = sea(state, 2);
    let (now, then) = (sea.patch(AREA, 5.0), sea.patch(AREA, 5.004));
    for (x, y) in [(-0.7_f32, -0.83), (0.0, -0.01), (0.55, -0.31)] {
        let moved = now.height_m(x, y, 0.004) - then.height_m(x, y, 0.0);
        assert!(moved.abs() < 2e-4, "at {x}, {y}: {moved}");
    }
}

#[test]
fn a_sea_without_waves_is_flat() {
    let state = SeaState {
        hs_m: 0.0,
        ripple_slope: 0.0,
        ..ROUGH
    };
    let patch = sea(state, 1).patch(AREA, 3.0);
    assert_eq!(patch.range_m(), [0.0, 0.0]);
}

#[test]
fn a_sea_that_cannot_be_is_told_by_field_and_value() {
    let state = SeaState {
        hs_m: f64::NAN,
        tp_s: -3.0,
        ..ROUGH
    };
    let faults = state.faults();
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[1].contains("sea.tp_s is -3"), "{faults:?}");
}
