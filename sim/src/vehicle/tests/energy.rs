//! Energy flown against energy planned, and the same bytes for the same seed.

use std::time::Duration;

use geo::Coord;
use missions::planners::cost::EnergyPrice;
use missions::time::BootTime;
use missions::wind::Wind;

use super::flights::{BOTH, CORNERS, Field, start, survey};
use crate::scenario::Scenario;
use crate::sky::Sky;
use crate::vehicle::autopilot::GoTo;
use crate::vehicle::modes::Manner;

const STEADY: Wind = Wind {
    speed_m_s: 6.0,
    from_deg: 300.0,
    gust_m_s: 0.0,
};

fn windy(scenario: &mut Scenario) {
    scenario.wind.push((BootTime::ZERO, STEADY));
}

/// Energy drawn during a time, watt-hours.
fn drawn_wh(field: &mut Field, seconds: f64) -> f64 {
    let before = field.vehicle().battery().drawn_wh();
    field.wait(seconds);
    field.vehicle().battery().drawn_wh() - before
}

/// Stated tolerance: 2 %.
#[test]
fn hovering_takes_the_power_that_the_planner_counts() {
    let mut field = Field::new(Manner::ArduPilot, windy);
    field.take_off(30.0);
    field.wait(10.0);
    let flown = drawn_wh(&mut field, 120.0);
    let planned = EnergyPrice::new(field.vehicle().profile(), STEADY)
        .hover(120.0)
        .energy_wh;
    assert!((flown / planned - 1.0).abs() < 0.02, "{flown} {planned}");
}

/// Stated tolerance: 3 %, along and against the wind.
#[test]
fn cruising_takes_the_power_that_the_planner_counts() {
    for bearing_deg in [120.0, 300.0] {
        let mut field = Field::new(Manner::ArduPilot, windy);
        field.take_off(30.0);
        let order = GoTo {
            position: Some(super::flights::home().offset(bearing_deg, 2000.0)),
            height: None,
            yaw_deg: None,
            speed_m_s: None,
        };
        field.command().go_to(order).unwrap();
        field.wait(15.0);
        let flown = drawn_wh(&mut field, 100.0);
        let profile = field.vehicle().profile();
        let (sin, cos) = f64::to_radians(bearing_deg).sin_cos();
        let ground = Coord { x: sin, y: cos } * profile.cruise_m_s;
        let power_w = profile.power_w(STEADY.air_speed_m_s(ground), 0.0);
        let planned = power_w * 100.0 / 3600.0;
        assert!(
            (flown / planned - 1.0).abs() < 0.03,
            "{bearing_deg}: {flown} {planned}"
        );
    }
}

/// Stated tolerance: 6 % for the lines of a survey, turns included.
#[test]
fn the_lines_of_a_survey_take_what_the_planner_counts() {
    for manner in BOTH {
        let mut field = Field::new(manner, windy);
        start(&mut field, survey(manner));
        let first = field.command().mission().first() + 1;
        let reaches = |index: u16| {
            move |vehicle: &crate::vehicle::Vehicle| vehicle.asked().mission().current() >= index
        };
        assert!(field.until(200.0, reaches(first + 1)));
        let before = field.vehicle().battery().drawn_wh();
        assert!(field.until(400.0, reaches(first + 6)));
        let flown = field.vehicle().battery().drawn_wh() - before;
        let price = EnergyPrice::new(field.vehicle().profile(), STEADY);
        let planned: f64 = CORNERS
            .windows(2)
            .map(|pair| {
                let [from, to] = [pair[0], pair[1]].map(|[y, x]| Coord { x, y });
                price.cost(from, to, 0.0).unwrap().energy_wh
            })
            .sum();
        assert!(
            (flown / planned - 1.0).abs() < 0.06,
            "{manner:?} {flown} {planned}"
        );
    }
}

/// A whole flight's log and state, as bytes.
fn story(manner: Manner, seed: u64) -> (Vec<u8>, String) {
    let mut field = Field::new(manner, |scenario| {
        scenario.seed = seed;
        windy(scenario);
        scenario.wind[0].1.gust_m_s = 4.0;
    });
    start(&mut field, survey(manner));
    field.wait(60.0);
    let log = field.vehicle().logs()[0].bytes().to_vec();
    let state = format!("{:?} {:?}", field.vehicle().truth(), field.events);
    (log, state)
}

#[test]
fn the_same_scenario_and_seed_give_the_same_bytes() {
    for manner in BOTH {
        assert_eq!(story(manner, 5), story(manner, 5));
        assert_ne!(story(manner, 5).0, story(manner, 6).0);
    }
}

#[test]
fn a_vehicle_flies_the_same_alone_and_among_others() {
    let mut alone = Scenario::single(Manner::Px4, super::flights::home());
    windy(&mut alone);
    let mut among = alone.clone();
    for number in 2..5_u8 {
        let mut other = among.vehicles[0].clone();
        other.name = format!("vehicle {number}");
        other.system = number;
        among.vehicles.push(other);
    }
    let run = |scenario: Scenario| {
        let mut sky = Sky::new(scenario);
        sky.run_for(Duration::from_secs(10));
        let vehicle = sky.vehicle_mut(0).unwrap();
        vehicle.autopilot().arm(false).unwrap();
        vehicle.autopilot().take_off(10.0).unwrap();
        sky.run_for(Duration::from_secs(10));
        format!("{:?}", sky.vehicle(0).unwrap().truth())
    };
    assert_eq!(run(alone), run(among));
}
