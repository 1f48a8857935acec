//! Whole flights in virtual time with a scripted autopilot of either manners.

mod adverse;
mod changed;
mod failsafe;
mod fences;
mod ground;
mod home;
mod killed;
mod loading;
mod pilot;
mod scripted;
mod several;
mod situations;
mod swapped;
mod telemetry;

use std::time::Duration;

use missions::airspace::{Airspace, Fence};
use missions::geodesy::{Position, Shape};
use missions::link::dialect::MavCmd;
use missions::link::manners::{Autopilot, FlightMode};
use missions::link::mission_transfer::Kind;
use missions::link::pair::{Network, Pair};
use missions::plan::{Height, Leg, Plan, Sortie, Task, Waypoint};

use super::safety::Situation;
use super::*;
use scripted::Scripted;

const BOTH: [Autopilot; 2] = [Autopilot::ArduPilot, Autopilot::Px4];
const LONG: Duration = Duration::from_mins(30);

type Air = Pair<Flight, Scripted>;

fn home() -> Position {
    Position::new(22.27, 114.19).unwrap()
}

fn leg(task: Task, north_m: f64, east_m: f64) -> Leg {
    let position = home().offset(0.0, north_m).offset(90.0, east_m);
    Leg {
        task,
        to: Waypoint {
            position,
            height: Height::above_home(40.0),
        },
        speed_m_s: None,
    }
}

/// Out to 400 m, across, and back, with a fence of 600 m and a rally point.
fn plan() -> Plan {
    let line = Task::Line { trigger_m: None };
    let mut back = leg(Task::Return, 0.0, 0.0);
    back.to.height = Height::above_home(0.0);
    let legs = vec![
        leg(Task::TakeOff, 0.0, 0.0),
        leg(Task::Transit, 100.0, 0.0),
        leg(line.clone(), 400.0, 0.0),
        leg(Task::Transit, 400.0, 100.0),
        leg(line, 100.0, 100.0),
        back,
    ];
    let fence = Fence {
        inclusions: vec![Shape::Circle {
            centre: home(),
            radius_m: 600.0,
        }],
        ..Fence::default()
    };
    Plan {
        name: "test".into(),
        home: Some(Waypoint {
            position: home(),
            height: Height::above_sea(5.0),
        }),
        cruise_m_s: Some(10.0),
        sorties: vec![Sortie {
            legs,
            ..Sortie::default()
        }],
        airspace: Airspace {
            fence: Some(fence),
            rally: vec![Waypoint {
                position: home().offset(270.0, 20.0),
                height: Height::above_home(30.0),
            }],
            ..Airspace::default()
        },
        ..Plan::default()
    }
}

fn flight_of(plan: Plan) -> Flight {
    let limits = Limits {
        wind_m_s: 12.0,
        ..Limits::default()
    };
    Flight::new(Orders::new(plan, 1).unwrap(), limits, Past::default())
}

fn air(autopilot: Autopilot) -> Air {
    let vehicle = Scripted::new(autopilot, home());
    Pair::new(flight_of(plan()), vehicle, Network::PERFECT, 7)
}

/// Until the flight is over; how it ended.
fn finish(air: &mut Air) -> Outcome {
    let over = air.run_until(LONG, |air| air.client.outcome().is_some());
    assert!(over, "still in {:?}", air.client.phase());
    air.client.outcome().unwrap().clone()
}

/// Until the vehicle flies to an item of the plan.
fn until_item(air: &mut Air, item: usize) {
    let there = air.run_until(LONG, |air| {
        air.server.current >= item && air.client.progress().is_some()
    });
    assert!(
        there,
        "in {:?}: {:?}",
        air.client.phase(),
        air.client.outcome()
    );
    air.run_until(Duration::from_secs(3), |_| false);
}

fn decided(air: &Air) -> Vec<Situation> {
    let decisions = air.client_events.iter().filter_map(|event| match event {
        Event::Decided(decision) => decision.situation,
        _ => None,
    });
    decisions.collect()
}

fn uploads(air: &Air) -> usize {
    air.server.uploads.len()
}

#[test]
fn a_plan_is_loaded_flown_and_brought_home_with_both_manners() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        assert_eq!(finish(&mut air), Outcome::Done, "{autopilot}");
        assert!(!air.server.armed);
        assert!(air.server.position.distance_m(home()) < 1.0);
        assert_eq!(air.server.uploads, Kind::ALL);
        assert!(decided(&air).is_empty(), "{:?}", decided(&air));
        let phases: Vec<_> = air
            .client_events
            .iter()
            .filter_map(|event| match event {
                Event::Phase { phase } => Some(*phase),
                _ => None,
            })
            .collect();
        assert!(phases.is_sorted(), "{phases:?}");
        assert_eq!(phases.last(), Some(&Phase::Over));
    }
}
