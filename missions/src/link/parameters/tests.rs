//! Both halves against each other in virtual time.

use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::link::Conversation;
use crate::link::dialect::MavMessage;
use crate::link::pair::{Network, Pair};
use crate::time::BootTime;

const GROUND: Endpoint = Endpoint::new(255, 190);
const VEHICLE: Endpoint = Endpoint::new(1, 1);
const BOTH: [Autopilot; 2] = [Autopilot::ArduPilot, Autopilot::Px4];

fn pair(autopilot: Autopilot, network: Network, seed: u64) -> Pair<Client, Server> {
    let many = (0..300).map(|n| Parameter::new(format!("TEST_{n:03}"), Value::I32(n * 1_000)));
    let own = [
        Parameter::new("FENCE_ENABLE", Value::I8(0)),
        Parameter::new("RTL_ALT", Value::F32(15.5)),
    ];
    let parameters = own.into_iter().chain(many).collect();
    Pair::new(
        Client::new(GROUND, VEHICLE, autopilot),
        Server::new(VEHICLE, autopilot, parameters),
        network,
        seed,
    )
}

fn events(pair: &Pair<Client, Server>) -> Vec<ClientEvent> {
    let is_end = |event: &&ClientEvent| !matches!(event, ClientEvent::Progress { .. });
    pair.client_events.iter().filter(is_end).cloned().collect()
}

fn told(name: &str, value: Value) -> ClientEvent {
    let name = name.to_owned();
    ClientEvent::Value { name, value }
}

fn set(name: &str, value: Value) -> ClientEvent {
    let name = name.to_owned();
    ClientEvent::Set { name, value }
}

#[test]
fn a_parameter_is_read_and_set_in_its_own_type() {
    for autopilot in BOTH {
        let mut pair = pair(autopilot, Network::PERFECT, 1);
        pair.client.read(BootTime::ZERO, "RTL_ALT");
        pair.client.set(BootTime::ZERO, "FENCE_ENABLE", 1.0);
        pair.client.set(BootTime::ZERO, "TEST_007", -70_000.0);
        pair.run(Duration::from_secs(10));
        let expected = [
            told("RTL_ALT", Value::F32(15.5)),
            set("FENCE_ENABLE", Value::I8(1)),
            set("TEST_007", Value::I32(-70_000)),
        ];
        assert_eq!(events(&pair), expected, "{autopilot}");
        assert_eq!(pair.server.get("TEST_007"), Some(Value::I32(-70_000)));
        assert_eq!(pair.server_events.len(), 2);
    }
}

#[test]
fn with_a_third_lost_each_way_it_still_works() {
    for autopilot in BOTH {
        for seed in 0..50 {
            let mut pair = pair(autopilot, Network::lossy(0.3), seed);
            pair.client.set(BootTime::ZERO, "FENCE_ENABLE", 1.0);
            pair.client.list(BootTime::ZERO);
            pair.run_until(Duration::from_mins(30), |pair| pair.client.is_idle());
            let events = events(&pair);
            let [ClientEvent::Set { .. }, ClientEvent::Listed(all)] = events.as_slice() else {
                panic!("{autopilot} seed {seed}: {events:?}");
            };
            assert_eq!(all.len(), 302);
            assert_eq!(all["TEST_299"], Value::I32(299_000));
        }
    }
}

#[test]
fn a_name_that_the_vehicle_does_not_have_is_no_answer() {
    for autopilot in BOTH {
        let mut pair = pair(autopilot, Network::PERFECT, 1);
        pair.client.read(BootTime::ZERO, "NO_SUCH");
        pair.client.set(BootTime::ZERO, "NO_SUCH", 1.0);
        pair.run(Duration::from_mins(1));
        let failed = ClientEvent::Failed {
            name: "NO_SUCH".to_owned(),
            error: ParameterError::NoAnswer,
        };
        assert_eq!(events(&pair), [failed.clone(), failed]);
    }
}

#[test]
fn a_value_that_the_vehicle_will_not_keep_is_told() {
    let mut client = Client::new(GROUND, VEHICLE, Autopilot::ArduPilot);
    client.set(BootTime::ZERO, "RTL_ALT", 900.0);
    let holds = PARAM_VALUE_DATA {
        param_value: 300.0,
        param_id: "RTL_ALT".into(),
        param_type: MavParamType::MAV_PARAM_TYPE_REAL32,
        ..PARAM_VALUE_DATA::default()
    };
    for n in 0..4 {
        let at = BootTime::from_millis(n * 700);
        client.handle(at, VEHICLE, &MavMessage::PARAM_VALUE(holds.clone()));
    }
    let error = ParameterError::Kept {
        wanted: Value::F32(900.0),
        holds: Value::F32(300.0),
    };
    let name = "RTL_ALT".to_owned();
    assert_eq!(
        client.poll_event(),
        Some(ClientEvent::Failed { name, error })
    );
    assert_eq!(
        error.to_string(),
        "900 was to be set, the vehicle keeps 300"
    );
}

#[test]
fn a_change_by_the_owner_is_told_to_all() {
    let mut pair = pair(Autopilot::ArduPilot, Network::PERFECT, 1);
    assert!(pair.server.put("RTL_ALT", 20.0));
    assert!(!pair.server.put("NO_SUCH", 20.0));
    pair.run(Duration::from_secs(1));
    assert_eq!(pair.client.last_known("RTL_ALT"), Some(Value::F32(20.0)));
}

/// The recorded ArduCopter's answer to `FENCE_ENABLE` as a float: an INT8 that is 1.
#[test]
fn ardupilots_recorded_answer_confirms_a_set_of_another_type() {
    let mut client = Client::new(GROUND, VEHICLE, Autopilot::ArduPilot);
    client.set(BootTime::ZERO, "FENCE_ENABLE", 1.0);
    let answer = PARAM_VALUE_DATA {
        param_value: 1.0,
        param_id: "FENCE_ENABLE".into(),
        param_type: MavParamType::MAV_PARAM_TYPE_INT8,
        param_count: 1374,
        param_index: NO_INDEX,
    };
    client.handle(BootTime::ZERO, VEHICLE, &MavMessage::PARAM_VALUE(answer));
    assert_eq!(client.poll_event(), Some(set("FENCE_ENABLE", Value::I8(1))));
}

fn check(autopilot: Autopilot, value: Value) {
    let back = Value::decode(autopilot, value.encode(autopilot), value.param_type());
    assert!(back == value, "{autopilot}: {value:?} became {back:?}");
}

#[test]
fn px4_carries_the_bytes_and_ardupilot_the_number() {
    assert_eq!(Value::I32(3).encode(Autopilot::Px4).to_bits(), 3);
    assert_eq!(Value::I32(3).encode(Autopilot::ArduPilot), 3.0);
    check(Autopilot::Px4, Value::I32(i32::MIN));
    check(Autopilot::Px4, Value::U32(0x7F00_0001));
}

proptest! {
    #[test]
    fn a_value_comes_back(byte: u8, short: i16, long in -(1 << 24)..(1 << 24_i32), real in -1e6_f32..1e6) {
        for autopilot in BOTH {
            check(autopilot, Value::U8(byte));
            check(autopilot, Value::I8(byte.cast_signed()));
            check(autopilot, Value::U16(short.cast_unsigned()));
            check(autopilot, Value::I16(short));
            check(autopilot, Value::I32(long));
            check(autopilot, Value::U32(long.unsigned_abs()));
            check(autopilot, Value::F32(real));
        }
    }
}
