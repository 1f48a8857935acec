//! Whole flights in virtual time with a scripted autopilot of either manners.

mod fences;
mod scripted;
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

#[test]
fn a_vehicle_that_holds_the_plan_already_is_not_written_to() {
    for autopilot in BOTH {
        let mut first = air(autopilot);
        finish(&mut first);
        let mut again = Pair::new(flight_of(plan()), first.server, Network::PERFECT, 8);
        again.now = first.now;
        again.server.current = 4; // as PX4 keeps it from the flight before
        assert_eq!(finish(&mut again), Outcome::Done, "{autopilot}");
        assert_eq!(uploads(&again), 3, "the first flight's");
    }
}

#[test]
fn thirty_percent_loss_each_way_delays_a_flight_and_does_not_stop_it() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        air.set_network(Network::lossy(0.3));
        assert_eq!(finish(&mut air), Outcome::Done, "{autopilot}");
    }
}

/// 500 items with 30 % loss each way: loaded, read back, compared.
#[test]
fn five_hundred_items_are_loaded_through_thirty_percent_loss() {
    for autopilot in BOTH {
        let mut long = plan();
        let back = long.sorties[0].legs.pop().unwrap();
        for n in 0..494 {
            let leg = leg(Task::Transit, 100.0 + f64::from(n % 200), f64::from(n % 7));
            long.sorties[0].legs.push(leg);
        }
        long.sorties[0].legs.push(back);
        let mut orders = Orders::new(long, 1).unwrap();
        orders.only_check = true;
        let items = orders.items().len();
        assert!((500..=510).contains(&items), "{items}");
        let flight = Flight::new(orders, Limits::default(), Past::default());
        let vehicle = Scripted::new(autopilot, home());
        let mut air = Pair::new(flight, vehicle, Network::lossy(0.3), 11);
        assert_eq!(finish(&mut air), Outcome::Ready, "{autopilot}");
        assert_eq!(air.server.transfers.items(Kind::Mission).len(), items);
        assert_eq!(air.server.count(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM), 0);
    }
}

#[test]
fn a_flight_is_carried_on_after_a_kill_without_a_second_upload() {
    for autopilot in BOTH {
        let mut before = air(autopilot);
        until_item(&mut before, 3);
        let vehicle = before.server;
        let commands = vehicle.count(MavCmd::MAV_CMD_DO_SET_MODE);
        let mut after = Pair::new(flight_of(plan()), vehicle, Network::PERFECT, 12);
        after.now = before.now + Duration::from_secs(20);
        assert_eq!(finish(&mut after), Outcome::Done, "{autopilot}");
        assert_eq!(uploads(&after), 3, "the first program's");
        assert_eq!(after.server.count(MavCmd::MAV_CMD_DO_SET_MODE), commands);
        assert_eq!(after.server.count(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM), 1);
        let resumed = |event: &Event| matches!(event, Event::Resumed { item, .. } if *item >= 3);
        assert!(after.client_events.iter().any(resumed));
    }
}

#[test]
fn an_armed_vehicle_with_another_mission_is_left_alone() {
    let mut before = air(Autopilot::ArduPilot);
    until_item(&mut before, 3);
    let mut other = plan();
    other.sorties[0].legs[2].to.height = Height::above_home(55.0);
    let heard = before.server.heard.len();
    let mut after = Pair::new(flight_of(other), before.server, Network::PERFECT, 13);
    after.now = before.now;
    let Outcome::Failed { reason } = finish(&mut after) else {
        panic!("{:?}", after.client.outcome());
    };
    assert!(
        reason.contains("another mission") && reason.contains("item"),
        "{reason}"
    );
    let asks = [
        MavCmd::MAV_CMD_REQUEST_MESSAGE,
        MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL,
    ];
    let since = &after.server.heard[heard..];
    assert!(
        since.iter().all(|(command, _)| asks.contains(command)),
        "{since:?}"
    );
}

#[test]
fn the_pilots_mode_change_wins_until_resume() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        until_item(&mut air, 3);
        let manual = FlightMode::Manual(match autopilot {
            Autopilot::ArduPilot => 5, // LOITER, which pilots fly in
            Autopilot::Px4 => 0x0003_0000,
        });
        air.server.mode = autopilot.custom_mode(manual).unwrap();
        air.run_until(Duration::from_secs(5), |_| false);
        assert_eq!(decided(&air), [Situation::PilotFlies], "{autopilot}");
        let heard = air.server.heard.len();
        air.server.battery = 0.01;
        air.server.wind_m_s = 30.0;
        air.client.order(Order::Return, "test");
        air.run_until(Duration::from_mins(2), |_| false);
        assert_eq!(air.server.heard.len(), heard, "nothing was commanded");
        air.server.battery = 0.9;
        air.server.wind_m_s = 3.0;
        air.run_until(Duration::from_secs(30), |_| false);
        air.client.order(Order::Resume, "test");
        air.run_until(Duration::from_secs(5), |_| false);
        assert_eq!(air.server.flies(), FlightMode::Mission);
        assert_eq!(finish(&mut air), Outcome::Done, "{autopilot}");
    }
}

#[test]
fn a_stick_that_moves_wins_too() {
    let mut air = air(Autopilot::ArduPilot);
    until_item(&mut air, 2);
    air.server.sticks[0] = 1750;
    air.run_until(Duration::from_secs(2), |_| false);
    air.server.sticks[0] = 1500;
    let heard = air.server.heard.len();
    air.client.order(Order::Land, "test");
    let ended = finish(&mut air);
    assert!(
        matches!(&ended, Outcome::CutShort { reason } if reason.contains("stick 1")),
        "{ended:?}"
    );
    assert_eq!(air.server.heard.len(), heard, "nothing was commanded");
}

#[test]
fn a_pilot_who_had_it_before_the_kill_has_it_after() {
    let mut before = air(Autopilot::ArduPilot);
    until_item(&mut before, 3);
    let past = Past {
        pilot: Some(PilotSign::Stick {
            channel: 1,
            stood_us: 1500,
            is_us: 1700,
        }),
    };
    let flight = Flight::new(Orders::new(plan(), 1).unwrap(), Limits::default(), past);
    let heard = before.server.count(MavCmd::MAV_CMD_DO_SET_MODE);
    let mut after = Pair::new(flight, before.server, Network::PERFECT, 14);
    after.now = before.now;
    after.run_until(Duration::from_secs(5), |_| false);
    after.client.order(Order::Return, "test");
    after.run_until(Duration::from_secs(20), |_| false);
    assert_eq!(after.server.count(MavCmd::MAV_CMD_DO_SET_MODE), heard);
    assert_eq!(decided(&after), [Situation::PilotFlies]);
}

/// Changes something at item 3; the situation that is decided, and the mode 15 s later.
fn check(change: impl Fn(&mut Air), situation: Situation, mode: FlightMode) {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        until_item(&mut air, 3);
        change(&mut air);
        air.run_until(Duration::from_secs(15), |_| false);
        assert_eq!(decided(&air).last(), Some(&situation), "{autopilot}");
        assert_eq!(air.server.flies(), mode, "{autopilot}");
        let logged = air.client_events.iter().any(
            |event| matches!(event, Event::Commanded { why, .. } if !why.contains("no situation")),
        );
        assert!(logged, "the figures are told with the command");
    }
}

#[test]
fn a_low_battery_brings_it_home() {
    check(
        |air| air.server.battery = 0.05,
        Situation::BatteryLow,
        FlightMode::Return,
    );
}

#[test]
fn a_strong_wind_brings_it_home() {
    check(
        |air| air.server.wind_m_s = 14.0,
        Situation::WindTooStrong,
        FlightMode::Return,
    );
}

#[test]
fn a_lost_fix_lands_it() {
    check(
        |air| air.server.fix = 1,
        Situation::GnssLost,
        FlightMode::Land,
    );
}

#[test]
fn a_ground_station_that_falls_silent_brings_it_home() {
    let change = |air: &mut Air| {
        air.server.ground = true;
        air.run_until(Duration::from_secs(3), |_| false);
        air.server.ground = false;
        air.run_until(Duration::from_secs(10), |_| false);
    };
    check(change, Situation::GroundSilent, FlightMode::Return);
}

#[test]
fn the_operator_brings_it_home_lands_it_and_withdraws_its_plan() {
    let order = |order| move |air: &mut Air| air.client.order(order, "test");
    check(
        order(Order::Return),
        Situation::OperatorReturns,
        FlightMode::Return,
    );
    check(
        order(Order::Land),
        Situation::OperatorLands,
        FlightMode::Land,
    );
    check(
        order(Order::Revoke),
        Situation::PlanRevoked,
        FlightMode::Return,
    );
}

#[test]
fn the_operator_holds_it_and_lets_it_go_on() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        until_item(&mut air, 3);
        air.client.order(Order::Hold, "test");
        air.run_until(Duration::from_secs(30), |_| false);
        assert!(
            autopilot.is_holding(air.server.flies()),
            "{:?}",
            air.server.flies()
        );
        air.client.order(Order::Resume, "test");
        assert_eq!(finish(&mut air), Outcome::Done);
    }
}

#[test]
fn a_poor_fix_holds_it_until_it_is_good_again() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        until_item(&mut air, 3);
        air.server.satellites = 4;
        air.run_until(Duration::from_secs(30), |_| false);
        assert!(
            autopilot.is_holding(air.server.flies()),
            "{:?}",
            air.server.flies()
        );
        air.server.satellites = 12;
        assert_eq!(finish(&mut air), Outcome::Done);
    }
}

#[test]
fn a_fence_ahead_brings_it_home_before_it_is_crossed() {
    for autopilot in BOTH {
        let mut far = plan();
        far.sorties[0].legs[2].to.position = home().offset(0.0, 900.0);
        let vehicle = Scripted::new(autopilot, home());
        let mut air = Pair::new(flight_of(far), vehicle, Network::PERFECT, 7);
        let ended = finish(&mut air);
        assert!(matches!(ended, Outcome::CutShort { .. }), "{ended:?}");
        assert_eq!(decided(&air), [Situation::FenceAhead]);
    }
}

#[test]
fn an_autopilot_that_falls_silent_is_waited_for_and_flies_on() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        until_item(&mut air, 2);
        air.server.silent = true;
        air.run_until(Duration::from_secs(10), |_| false);
        assert_eq!(decided(&air), [Situation::AutopilotSilent]);
        air.server.silent = false;
        assert_eq!(finish(&mut air), Outcome::Done);
    }
}

#[test]
fn an_autopilot_that_refuses_to_come_home_is_landed() {
    let mut air = air(Autopilot::Px4);
    until_item(&mut air, 3);
    air.server.stubborn = true;
    air.client.order(Order::Return, "test");
    let land = |air: &mut Air| {
        let mut modes = air
            .server
            .heard
            .iter()
            .filter(|(c, _)| *c == MavCmd::MAV_CMD_DO_SET_MODE);
        modes
            .next_back()
            .is_some_and(|(_, params)| params[2] == 6.0)
    };
    assert!(air.run_until(Duration::from_mins(1), land));
    let refused =
        |event: &Event| matches!(event, Event::Refused { answer, .. } if answer.contains("DENIED"));
    assert!(air.client_events.iter().any(refused));
}

#[test]
fn an_ardupilot_that_boots_is_given_its_mission_afterwards() {
    let mut air = air(Autopilot::ArduPilot);
    air.server.boots_until = BootTime::from_millis(20_000);
    assert_eq!(finish(&mut air), Outcome::Done);
}

#[test]
fn a_vehicle_that_is_not_fit_stays_on_the_ground_and_says_why() {
    let check = |change: fn(&mut Scripted), words: &str| {
        let mut air = air(Autopilot::ArduPilot);
        change(&mut air.server);
        let Outcome::Failed { reason } = finish(&mut air) else {
            panic!("{words}: {:?}", air.client.outcome());
        };
        assert!(reason.contains(words), "{reason}");
        assert!(!air.server.armed);
    };
    check(|vehicle| vehicle.prearm = false, "pre-arm checks");
    check(|vehicle| vehicle.fix = 2, "no position in three dimensions");
    check(
        |vehicle| vehicle.satellites = 3,
        "3 satellites, 5 are needed",
    );
    check(
        |vehicle| vehicle.wind_m_s = 20.0,
        "20.0 m/s, the limit is 12.0",
    );
    let away = |vehicle: &mut Scripted| vehicle.home = home().offset(0.0, 500.0);
    check(away, "the vehicle's home is 500 m from the plan's");
}

#[test]
fn calling_it_off_before_take_off_leaves_it_on_the_ground() {
    let mut air = air(Autopilot::Px4);
    air.server.prearm = false;
    air.run_until(Duration::from_secs(10), |_| false);
    air.client.order(Order::Return, "test");
    let Outcome::Failed { reason } = finish(&mut air) else {
        panic!("{:?}", air.client.outcome());
    };
    assert_eq!(reason, "called off by test before take-off");
    assert_eq!(air.server.count(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM), 0);
}

#[test]
fn px4s_limit_for_the_first_place_is_told_before_it_refuses() {
    let mut air = air(Autopilot::Px4);
    air.server.parameters.put("MIS_DIST_1WP", 50.0);
    let Outcome::Failed { reason } = finish(&mut air) else {
        panic!("{:?}", air.client.outcome());
    };
    assert!(
        reason.contains("100 m away, MIS_DIST_1WP allows 50"),
        "{reason}"
    );
}
