//! Small cases, and whole real conversations replayed.

use super::*;
use crate::link::Endpoint;
use crate::link::dialect::{
    BATTERY_STATUS_DATA, GLOBAL_POSITION_INT_DATA, MISSION_ITEM_REACHED_DATA, MavState,
    SYS_STATUS_DATA, WIND_COV_DATA,
};
use crate::link::recordings::{BREACH, COPTER, PX4, Said, recordings};
use crate::telemetry::{Fix, Track};

const NOW: BootTime = BootTime::from_millis(5000);

fn heartbeat(autopilot: MavAutopilot, custom_mode: u32, base_mode: MavModeFlag) -> MavMessage {
    MavMessage::HEARTBEAT(HEARTBEAT_DATA {
        custom_mode,
        mavtype: MavType::MAV_TYPE_QUADROTOR,
        autopilot,
        base_mode,
        system_status: MavState::MAV_STATE_ACTIVE,
        mavlink_version: 3,
    })
}

#[test]
fn a_cameras_heartbeat_is_not_the_vehicles() {
    let mut state = VehicleState::default();
    let message = heartbeat(MavAutopilot::MAV_AUTOPILOT_INVALID, 0, MavModeFlag::empty());
    assert_eq!(state.update(NOW, &message), []);
    assert_eq!(state.heartbeat, None);
    assert_eq!(state.heard, Some(NOW));
}

#[test]
fn arming_happens_once() {
    let mut state = VehicleState::default();
    let ardupilot = MavAutopilot::MAV_AUTOPILOT_ARDUPILOTMEGA;
    state.update(NOW, &heartbeat(ardupilot, 3, MavModeFlag::empty()));
    let armed = heartbeat(ardupilot, 3, MavModeFlag::MAV_MODE_FLAG_SAFETY_ARMED);
    let events = state.update(NOW, &armed);
    let expected = EventKind::Armed { armed: true };
    assert_eq!(
        events,
        [Event {
            at: NOW,
            kind: expected
        }]
    );
    assert_eq!(state.update(NOW, &armed), []);
    assert_eq!(state.mode.get().unwrap().to_string(), "AUTO");
    assert_eq!(state.flying(), Some(true));
}

#[test]
fn unknown_values_of_the_wire_stay_unknown() {
    let mut state = VehicleState::default();
    let position = GLOBAL_POSITION_INT_DATA {
        hdg: u16::MAX,
        time_boot_ms: 77,
        relative_alt: 1500,
        ..GLOBAL_POSITION_INT_DATA::default()
    };
    state.update(NOW, &MavMessage::GLOBAL_POSITION_INT(position));
    assert_eq!(state.position.get(), None);
    assert_eq!(state.heading_deg.get(), None);
    assert_eq!(state.height_above_home_m.get(), Some(1.5));
    assert_eq!(
        state.height_above_home_m.measured(),
        Some(BootTime::from_millis(77))
    );
    let status = SYS_STATUS_DATA {
        voltage_battery: 15_200,
        current_battery: -1,
        battery_remaining: -1,
        ..SYS_STATUS_DATA::default()
    };
    state.update(NOW, &MavMessage::SYS_STATUS(status));
    let battery = state.battery.get().unwrap();
    assert_eq!(battery.voltage_v, Some(15.2));
    assert_eq!((battery.current_a, battery.remaining), (None, None));
}

#[test]
fn cells_add_up_and_what_one_message_lacks_the_other_keeps() {
    let mut state = VehicleState::default();
    let mut cells = [u16::MAX; 10];
    cells[..4].copy_from_slice(&[3800, 3810, 3790, 3800]);
    let full = BATTERY_STATUS_DATA {
        voltages: cells,
        current_battery: 1234,
        battery_remaining: 80,
        current_consumed: 400,
        ..BATTERY_STATUS_DATA::default()
    };
    state.update(NOW, &MavMessage::BATTERY_STATUS(full));
    let vague = SYS_STATUS_DATA {
        voltage_battery: u16::MAX,
        current_battery: -1,
        battery_remaining: 79,
        ..SYS_STATUS_DATA::default()
    };
    state.update(NOW, &MavMessage::SYS_STATUS(vague));
    let battery = state.battery.get().unwrap();
    assert!((battery.voltage_v.unwrap() - 15.2).abs() < 1e-9);
    assert_eq!(battery.current_a, Some(12.34));
    assert_eq!(battery.remaining, Some(0.79));
    assert_eq!(battery.consumed_ah, Some(0.4));
}

#[test]
fn air_that_moves_south_is_a_north_wind() {
    let mut state = VehicleState::default();
    let wind = WIND_COV_DATA {
        wind_x: -5.0,
        ..WIND_COV_DATA::default()
    };
    state.update(NOW, &MavMessage::WIND_COV(wind));
    let wind = state.wind.get().unwrap();
    assert!((wind.speed_m_s - 5.0).abs() < 1e-9);
    assert!(wind.from_deg.min(360.0 - wind.from_deg) < 1e-9);
}

#[test]
fn an_item_that_is_reported_every_second_is_reached_once() {
    let mut state = VehicleState::default();
    let reached = MavMessage::MISSION_ITEM_REACHED(MISSION_ITEM_REACHED_DATA { seq: 3 });
    let events: usize = (0..20)
        .map(|second| {
            state
                .update(BootTime::from_millis(second * 1000), &reached)
                .len()
        })
        .sum();
    assert_eq!(events, 1);
    let again = state.update(BootTime::from_millis(60_000), &reached);
    assert_eq!(again.len(), 1);
}

struct Flight {
    state: VehicleState,
    track: Track,
    events: Vec<EventKind>,
    highest_m: f64,
}

fn replays(name: &str) -> Vec<Flight> {
    let each = recordings(name).into_iter();
    each.map(|recording| replay(recording.said())).collect()
}

fn replay(recording: Vec<Said>) -> Flight {
    let mut flight = Flight {
        state: VehicleState::default(),
        track: Track::new(),
        events: Vec::new(),
        highest_m: 0.0,
    };
    for (now, from, message) in recording {
        if from != Endpoint::new(1, 1) {
            continue;
        }
        let events = flight.state.update(now, &message);
        flight
            .events
            .extend(events.into_iter().map(|event| event.kind));
        flight.track.extend(flight.state.sample());
        let height_m = flight.state.height_above_home_m.get().unwrap_or(0.0);
        flight.highest_m = flight.highest_m.max(height_m);
    }
    flight
}

fn check_flight(flight: &Flight, modes: &[&str], reached: &[u16]) {
    let visited: Vec<String> = flight
        .events
        .iter()
        .filter_map(|kind| match kind {
            EventKind::Mode { to, .. } => Some(to.to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(visited, modes);
    let items: Vec<u16> = flight
        .events
        .iter()
        .filter_map(|kind| match kind {
            EventKind::Reached { item } => Some(*item),
            _ => None,
        })
        .collect();
    assert_eq!(items, reached);
    let state = &flight.state;
    let battery = state.battery.get().unwrap();
    assert!(
        (9.0..26.0).contains(&battery.voltage_v.unwrap()),
        "{battery:?}"
    );
    assert!(battery.remaining.unwrap() > 0.3, "{battery:?}");
    let gnss = state.gnss.get().unwrap();
    assert!(
        gnss.fix >= Fix::ThreeD && gnss.hdop.unwrap() < 2.0,
        "{gnss:?}"
    );
    let (receiver, filter) = (gnss.position.unwrap(), state.position.get().unwrap());
    assert!(receiver.distance_m(filter) < 10.0);
    assert!(state.estimator.get().unwrap().attitude_ok);
    let home = state.home.get().unwrap();
    let above = state.height_above_sea_m.get().unwrap() - home.height_above_sea_m;
    assert!((above - state.height_above_home_m.get().unwrap()).abs() < 2.0);
    let attitude = state.attitude.get().unwrap();
    let heading = state.heading_deg.get().unwrap();
    let apart = (attitude.heading_deg() - heading + 180.0).rem_euclid(360.0) - 180.0;
    assert!(apart.abs() < 3.0, "{apart}");
    assert!(flight.track.samples().len() > 400);
}

#[test]
fn a_real_copters_survey_is_told_in_order() {
    for flight in replays(COPTER) {
        check_flight(
            &flight,
            &["STABILIZE", "GUIDED", "AUTO"],
            &[2, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15],
        );
        assert!((flight.highest_m - 40.0).abs() < 1.0);
        assert_eq!(flight.state.flying(), Some(false));
    }
}

#[test]
fn a_real_copters_fence_breach_is_told_in_order() {
    for flight in replays(BREACH) {
        check_flight(&flight, &["STABILIZE", "GUIDED", "AUTO", "RTL"], &[2, 4]);
        let breach =
            |kind: &EventKind| matches!(kind, EventKind::Fence { fence } if fence.breached);
        assert!(flight.events.iter().any(breach));
    }
}

#[test]
fn a_real_px4_mission_is_told_in_order() {
    for flight in replays(PX4) {
        check_flight(&flight, &["Hold", "Return", "Mission"], &[]);
    }
}
