//! What the wire brings to a session, byte by byte.

use std::path::Path;

use missions::geodesy::Position;
use missions::link::dialect::{
    GLOBAL_POSITION_INT_DATA, HEARTBEAT_DATA, MavAutopilot, MavMessage, MavModeFlag, MavType,
};
use missions::link::signing::{Key, Unsigned};
use missions::link::{Endpoint, Transmit};
use missions::plan::{Height, Leg, Plan, Sortie, Task, Waypoint};

use super::*;
use crate::flight::event::Outcome;

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

pub(super) fn session(dir: &Path) -> Session {
    signed_session(dir, None)
}

fn signed_session(dir: &Path, signing: Option<Signing>) -> Session {
    let folder = Folder::open(dir).unwrap();
    Session::begin(orders(), Limits::default(), folder, signing, START).unwrap()
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

#[test]
fn a_flood_of_unsigned_frames_is_told_once_a_minute() {
    let dir = tempfile::tempdir().unwrap();
    let key = Key::new([0x5A; 32]).unwrap();
    let signing = Signing::new(key, 0, Unsigned::RadioStatusOnly);
    let mut session = signed_session(dir.path(), Some(signing));
    let mut air = Writer::new();
    for _ in 0..10_000 {
        session.receive(at(5), &air.frame(&Transmit::new(VEHICLE, copter())));
    }
    assert_eq!(
        session.flight().vehicle(),
        None,
        "nobody who could be believed"
    );
    let news = session.news();
    let told = news
        .iter()
        .filter(|event| matches!(event, Event::Distrusted { .. }));
    assert_eq!(told.count(), 1);
    assert_eq!(session.refused_frames(), 10_000);
    session.receive(at(70), &air.frame(&Transmit::new(VEHICLE, copter())));
    let news = session.news();
    assert!(
        matches!(&news[..], [Event::Distrusted { frames: 10_000, .. }]),
        "{news:?}"
    );
    let key = [
        format!("{:?}", [0x5A_u8; 32]),
        "5a".repeat(32),
        "5A".repeat(32),
    ];
    let said = format!(
        "{session:?} {}",
        std::fs::read_to_string(dir.path().join("events.jsonl")).unwrap()
    );
    assert!(key.iter().all(|key| !said.contains(key)), "the key is told");
}

#[test]
fn garbage_on_the_link_is_not_called_silence() {
    let dir = tempfile::tempdir().unwrap();
    let mut session = session(dir.path());
    let check = |session: &Session, words: &str| {
        let heard = session.heard();
        assert!(heard.contains(words), "{heard}");
    };
    check(&session, "silent");
    session.receive(at(1), &[0x55; 300]);
    check(&session, "300 bytes arrived, but no MAVLink");
    let station = heartbeat(MavType::MAV_TYPE_GCS, MavAutopilot::MAV_AUTOPILOT_INVALID);
    let frame = Writer::new().frame(&Transmit::new(Endpoint::new(255, 190), station));
    session.receive(at(2), &frame);
    check(
        &session,
        "1 MAVLink frames arrived, but no heartbeat of an autopilot",
    );
}

/// A track of nothing is 0 m long, not -0; and what never left the ground is not closed.
#[test]
fn a_flight_that_never_left_the_ground_is_described_and_not_closed() {
    let dir = tempfile::tempdir().unwrap();
    let mut session = session(dir.path());
    session.order(at(1), Order::Return, "test");
    session.wake(at(1));
    let summary = closing::describe(&session, None);
    assert!(
        !summary.outcome.as_ref().is_some_and(Outcome::is_for_good),
        "{summary:?}"
    );
    let json = serde_json::to_string(&summary).unwrap();
    assert!(json.contains(r#""outcome":"failed""#), "{json}");
    assert!(
        json.contains(r#""flown_m":0.0,"#) && json.contains(r#""lost_frames":0"#),
        "{json}"
    );
}

fn standing() -> MavMessage {
    MavMessage::HEARTBEAT(HEARTBEAT_DATA {
        base_mode: MavModeFlag::empty(),
        mavtype: MavType::MAV_TYPE_QUADROTOR,
        autopilot: MavAutopilot::MAV_AUTOPILOT_ARDUPILOTMEGA,
        ..HEARTBEAT_DATA::default()
    })
}

/// The file, put there before the vehicle is heard; killed at any time after that.
#[test]
fn a_folder_that_was_revoked_before_take_off_stays_revoked() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("revoke");
    let mut first = session(dir.path());
    std::fs::write(&file, "").unwrap();
    let mut air = Writer::new();
    assert_eq!(
        first.look_for_revoke(at(0)),
        None,
        "nobody to obey with yet"
    );
    assert!(file.exists());
    first.receive(at(1), &air.frame(&Transmit::new(VEHICLE, standing())));
    assert_eq!(first.look_for_revoke(at(1)), None);
    assert!(!file.exists() && first.flight().is_revoked());
    let seconds = |session: &mut Session, air: &mut Writer| {
        for second in 1..20 {
            session.receive(at(second), &air.frame(&Transmit::new(VEHICLE, standing())));
            session.wake(at(second));
        }
        session.flight().outcome().cloned()
    };
    drop(first);
    let check = |outcome: Option<Outcome>| {
        assert!(
            matches!(&outcome, Some(Outcome::Failed { reason }) if reason.contains("withdrawn by the file `revoke`")),
            "{outcome:?}"
        );
    };
    check(seconds(&mut session(dir.path()), &mut air));
    // What was obeyed could not be written down: the disk was full.
    std::fs::write(dir.path().join("events.jsonl"), "").unwrap();
    check(seconds(&mut session(dir.path()), &mut air));
}

/// `udpin`: whoever sends a datagram must not get the vehicle's commands by that.
#[test]
fn only_the_vehicle_is_followed_to_another_address() {
    let dir = tempfile::tempdir().unwrap();
    let mut session = session(dir.path());
    let mut air = Writer::new();
    let mut said = || air.frame(&Transmit::new(VEHICLE, copter()));
    let [a, b] = [14551, 14552].map(|port| Some(SocketAddr::from(([127, 0, 0, 1], port))));
    session.receive_from(at(1), b, &[0x55; 300]);
    assert_eq!(session.peer(), None, "garbage makes nobody the vehicle");
    session.receive_from(at(1), a, &said());
    assert_eq!(session.peer(), a);
    session.receive_from(at(2), b, &[0xFD; 300]);
    session.receive_from(at(2), a, &said());
    session.receive_from(at(3), b, &said());
    assert_eq!(session.peer(), a, "it still speaks from there");
    assert!(session.garbage_bytes() >= 300);
    let told = |event: &&Event| matches!(event, Event::Stranger { .. });
    assert_eq!(session.news().iter().filter(told).count(), 1);
    session.receive_from(at(9), b, &said());
    assert_eq!(session.peer(), b, "silent there, heard here");
}

#[test]
fn on_a_signed_link_who_does_not_sign_is_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    let key = || Key::new([0x5A; 32]).unwrap();
    let new = || Signing::new(key(), 0, Unsigned::RadioStatusOnly);
    let mut session = signed_session(dir.path(), Some(new()));
    let (mut air, mut theirs) = (Writer::new(), new());
    let [a, b] = [14551, 14552].map(|port| Some(SocketAddr::from(([127, 0, 0, 1], port))));
    let mut said = || air.frame(&Transmit::new(VEHICLE, copter()));
    let utc = session.utc(at(1));
    session.receive_from(at(1), a, &theirs.sign(&said(), utc));
    assert_eq!(session.peer(), a);
    session.receive_from(at(20), b, &said());
    assert_eq!(session.peer(), a);
}

/// The link was cut and came back after the landing.
#[test]
fn an_end_of_the_flight_that_nobody_heard_is_a_loss() {
    let flown = |armed: bool, flown: &mut Flown, second: u64| {
        let mut heard = HEARTBEAT_DATA {
            mavtype: MavType::MAV_TYPE_QUADROTOR,
            autopilot: MavAutopilot::MAV_AUTOPILOT_PX4,
            ..HEARTBEAT_DATA::default()
        };
        heard.base_mode = if armed {
            MavModeFlag::MAV_MODE_FLAG_SAFETY_ARMED
        } else {
            MavModeFlag::empty()
        };
        let place = GLOBAL_POSITION_INT_DATA {
            time_boot_ms: at(second).as_millis_u32(),
            lat: 519_500_000,
            lon: 40_500_000,
            ..Default::default()
        };
        for message in [
            MavMessage::HEARTBEAT(heard),
            MavMessage::GLOBAL_POSITION_INT(place),
        ] {
            flown.handle(at(second), None, &message);
        }
    };
    let (mut ending, mut track) = (Ending::default(), Flown::new(&[]));
    for second in 1..4 {
        flown(true, &mut track, second);
        ending.look(START + std::time::Duration::from_secs(second), &track);
    }
    let after = |seconds| START + std::time::Duration::from_secs(seconds);
    assert_eq!(ending.missing(after(4)), None);
    let silent = ending.missing(after(903)).unwrap();
    assert!(
        silent.contains("900.0 s") && silent.contains("not heard"),
        "{silent}"
    );
    flown(false, &mut track, 60);
    ending.look(after(60), &track);
    let landed = ending.missing(after(61)).unwrap();
    assert!(landed.contains("57.0 s"), "{landed}");
}
