//! What forbids a flight, figure by figure.

use missions::mission::profiles;
use missions::plan::{Cost, Height, Leg, Plan, Sortie, Task, Waypoint};
use missions::telemetry::{BatteryState, Gnss, Home};
use missions::time::BootTime;

use super::*;
use missions::geodesy::Position;

const NOW: BootTime = BootTime::ZERO;

fn home() -> Waypoint {
    Waypoint {
        position: Position::new(51.95, 4.05).unwrap(),
        height: Height::above_sea(3.0),
    }
}

fn orders(energy_wh: f64) -> Orders {
    let leg = Leg {
        task: Task::Return,
        to: home(),
        speed_m_s: None,
    };
    let plan = Plan {
        home: Some(home()),
        sorties: vec![Sortie {
            legs: vec![leg],
            cost: Cost {
                energy_wh,
                ..Cost::default()
            },
            ..Sortie::default()
        }],
        ..Plan::default()
    };
    let mut orders = Orders::new(plan, 1).unwrap();
    let mut vehicle = profiles::vehicle("quadcopter-1kg").unwrap();
    vehicle.battery.energy_wh = 100.0;
    vehicle.battery.reserve = 0.2;
    orders.vehicle = Some(vehicle);
    orders
}

fn fit() -> VehicleState {
    let mut state = VehicleState::default();
    state.system.set(NOW, SystemStatus::Standby);
    let sensors = 0x1000_0020;
    state.health.set(
        NOW,
        Health {
            present: sensors,
            enabled: sensors,
            healthy: sensors,
        },
    );
    state.gnss.set(
        NOW,
        Gnss {
            fix: Fix::ThreeD,
            satellites: Some(12),
            hdop: Some(0.8),
            horizontal_accuracy_m: Some(0.9),
            position: None,
        },
    );
    state.home.set(
        NOW,
        Home {
            position: home().position,
            height_above_sea_m: 3.0,
        },
    );
    let battery = BatteryState {
        remaining: Some(0.9),
        ..BatteryState::default()
    };
    state.battery.set(NOW, battery);
    state
}

fn check(orders: &Orders, state: &VehicleState, expected: Option<(Severity, &str)>) {
    let found = objections(NOW, orders, &Limits::default(), state);
    match (found.first(), expected) {
        (None, None) => {}
        (Some(first), Some((severity, words))) => {
            assert_eq!(first.severity, severity, "{first}");
            assert!(first.reason.contains(words), "{first}");
        }
        (first, _) => panic!("{first:?} is not {expected:?}"),
    }
}

/// 90 Wh are there; 20 Wh are the reserve, of which 10 Wh may be used up in flight.
#[test]
fn the_battery_is_weighed_against_the_plan() {
    check(&orders(69.0), &fit(), None);
    let warning = (Severity::Warning, "it will go 5.0 Wh into the reserve");
    check(&orders(75.0), &fit(), Some(warning));
    let error = (Severity::Error, "10.0 Wh must stay: 3.0 Wh too little");
    check(&orders(83.0), &fit(), Some(error));
}

#[test]
fn home_far_from_the_plans_is_refused() {
    let mut state = fit();
    for (away_m, expected) in [
        (5.0, None),
        (20.0, Some((Severity::Warning, "20 m from the plan's"))),
        (80.0, Some((Severity::Error, "80 m from the plan's"))),
    ] {
        let position = home().position.offset(45.0, away_m);
        let height_above_sea_m = 3.0;
        state.home.set(
            NOW,
            Home {
                position,
                height_above_sea_m,
            },
        );
        check(&orders(10.0), &state, expected);
    }
}

/// The recorded PX4 reports the pre-arm check among the healthy only.
#[test]
fn px4s_pre_arm_check_counts_though_it_is_not_among_those_present() {
    let mut state = fit();
    state.health.set(
        NOW,
        Health {
            present: 0x0220_002D,
            enabled: 0x0221_002D,
            healthy: 0x3220_803F,
        },
    );
    check(&orders(10.0), &state, None);
}

/// The recorded ArduCopter, seconds after its start.
#[test]
fn a_pre_arm_check_that_does_not_pass_forbids_the_flight() {
    let mut state = fit();
    state.health.set(
        NOW,
        Health {
            present: 0x5331_FC2F,
            enabled: 0x5231_9C2F,
            healthy: 0x4731_9C2F,
        },
    );
    let error = (Severity::Error, "pre-arm checks do not pass");
    check(&orders(10.0), &state, Some(error));
}
