//! What the wire brings to a session, byte by byte.

use missions::geodesy::Position;
use missions::link::Transmit;
use missions::link::dialect::{HEARTBEAT_DATA, MavAutopilot, MavType};
use missions::plan::{Height, Leg, Plan, Sortie, Task, Waypoint};

use super::*;
use crate::flight::Past;
use crate::flight::orders::Orders;
use crate::flight::safety::Limits;

const VEHICLE: Endpoint = Endpoint::new(1, 1);
const START: UtcTime = UtcTime::from_secs(1_795_327_200);

fn orders() -> Orders {
    let leg = Leg {
        task: Task::TakeOff,
        to: Waypoint {
            position: Position::new(22.27, 114.19).unwrap(),
            height: Height::above_home(40.0),
        },
        speed_m_s: None,
    };
    let sortie = Sortie {
        legs: vec![leg],
        ..Sortie::default()
    };
    let plan = Plan {
        sorties: vec![sortie],
        ..Plan::default()
    };
    Orders::new(plan, 1).unwrap()
}

fn session(dir: &std::path::Path) -> Session {
    let orders = orders();
    let flown = Flown::new(&orders.items());
    let flight = Flight::new(orders, Limits::default(), Past::default());
    let (folder, _) = Folder::open(dir).unwrap();
    Session::new(flight, flown, folder, None, START)
}

fn at(second: u64) -> BootTime {
    BootTime::from_millis(second * 1000)
}

fn heartbeat(mavtype: MavType, autopilot: MavAutopilot) -> MavMessage {
    MavMessage::HEARTBEAT(HEARTBEAT_DATA {
        mavtype,
        autopilot,
        ..HEARTBEAT_DATA::default()
    })
}

fn copter() -> MavMessage {
    heartbeat(
        MavType::MAV_TYPE_QUADROTOR,
        MavAutopilot::MAV_AUTOPILOT_ARDUPILOTMEGA,
    )
}

#[test]
fn a_second_program_that_commands_the_vehicle_is_noticed_and_an_echo_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let mut session = session(dir.path());
    let mut air = Writer::new();
    session.receive(at(1), &air.frame(&Transmit::new(VEHICLE, copter())));
    session.wake(at(1));
    while let Some(echo) = session.transmit(at(1)) {
        session.receive(at(1), &echo);
    }
    let is_twin = |event: &Event| matches!(event, Event::Twin { .. });
    assert!(!session.news().iter().any(is_twin));

    let other = heartbeat(
        MavType::MAV_TYPE_ONBOARD_CONTROLLER,
        MavAutopilot::MAV_AUTOPILOT_INVALID,
    );
    for second in 2..20 {
        let twin = Transmit::new(Endpoint::new(1, 191), other.clone());
        session.receive(at(second), &air.frame(&twin));
    }
    assert_eq!(session.news().iter().filter(|e| is_twin(e)).count(), 1);
    let events = std::fs::read_to_string(dir.path().join("events.jsonl")).unwrap();
    assert!(
        events.contains(r#""event":"twin","address":"1/191""#),
        "{events}"
    );
}
