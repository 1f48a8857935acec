//! Telemetry that falls silent while the heartbeats go on.

use super::*;

const POSITION: u32 = 33;
const GNSS: u32 = 24;
const BATTERY: u32 = 1;

fn muted_in_flight(autopilot: Autopilot, message: u32, helpful: bool) -> Air {
    let mut air = air(autopilot);
    until_item(&mut air, 2);
    air.server.helpful = helpful;
    air.server.muted = vec![message];
    air
}

fn asked_again(air: &Air) -> usize {
    let told = |event: &&Event| matches!(event, Event::Commanded { command, .. } if command == "telemetry");
    air.client_events.iter().filter(told).count()
}

#[test]
fn what_falls_silent_is_asked_for_again_and_the_flight_goes_on() {
    for autopilot in BOTH {
        for message in [POSITION, GNSS, BATTERY] {
            let mut air = muted_in_flight(autopilot, message, true);
            assert_eq!(finish(&mut air), Outcome::Done, "{autopilot}: {message}");
            assert!(decided(&air).is_empty(), "{:?}", decided(&air));
            assert_eq!(asked_again(&air), 1, "{autopilot}: {message}");
        }
    }
}

#[test]
fn what_stays_silent_holds_the_vehicle_and_then_brings_it_home() {
    for autopilot in BOTH {
        for (message, limit_s) in [(POSITION, 3), (GNSS, 5), (BATTERY, 10)] {
            let mut air = muted_in_flight(autopilot, message, false);
            air.run_until(Duration::from_secs(limit_s + 10), |_| false);
            assert_eq!(
                decided(&air),
                [Situation::TelemetrySilent],
                "{autopilot}: {message}"
            );
            assert!(
                autopilot.is_holding(air.server.flies()),
                "{:?}",
                air.server.flies()
            );
            let ended = finish(&mut air);
            assert!(matches!(ended, Outcome::CutShort { .. }), "{ended:?}");
            let expected = [Situation::TelemetrySilent, Situation::TelemetryLost];
            assert_eq!(decided(&air), expected, "{autopilot}: {message}");
            assert_eq!(asked_again(&air), 1, "told once");
            let asks = air.server.count(MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL);
            assert!(asks > 16 + 3, "asked again and again: {asks}");
        }
    }
}

/// The battery falls silent low: it is not well because nobody speaks of it any more.
#[test]
fn a_figure_that_falls_silent_while_it_is_bad_stays_bad() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        until_item(&mut air, 2);
        air.server.battery = 0.05;
        air.run_until(Duration::from_millis(1500), |_| false);
        air.server.muted = vec![BATTERY];
        air.run_until(Duration::from_secs(4), |_| false);
        assert_eq!(decided(&air), [Situation::BatteryLow], "{autopilot}");
    }
}

#[test]
fn a_wind_that_is_not_told_any_more_is_asked_for_and_does_not_end_the_flight() {
    let mut air = muted_in_flight(Autopilot::ArduPilot, 168, false);
    assert_eq!(finish(&mut air), Outcome::Done);
    assert_eq!(asked_again(&air), 1);
    assert!(decided(&air).is_empty(), "{:?}", decided(&air));
}

#[test]
fn an_autopilot_that_died_is_waited_for_aloud_and_not_for_ever() {
    let mut air = air(Autopilot::Px4);
    until_item(&mut air, 2);
    air.server.silent = true;
    air.run_until(Duration::from_secs(100), |_| false);
    let waits = |air: &Air| {
        let told = |event: &&Event| matches!(event, Event::Waiting { .. });
        air.client_events.iter().filter(told).count()
    };
    assert_eq!(waits(&air), 3);
    let Outcome::Failed { reason } = finish(&mut air) else {
        panic!("{:?}", air.client.outcome());
    };
    assert!(reason.contains("lost for 900 s"), "{reason}");
    assert!(waits(&air) > 25);
}

/// The plan was flown, but its items 3 and 4 were passed while nobody heard it: "the vehicle came no
/// nearer than 150 m".
#[test]
fn a_hole_in_the_link_is_no_accusation() {
    for autopilot in BOTH {
        for ticks in 0..10 {
            let mut air = air(autopilot);
            air.run_until(LONG, |air| air.server.position.distance_m(home()) > 250.0);
            air.run_until(Duration::from_millis(200 * ticks), |_| false);
            air.server.silent = true;
            air.run_until(Duration::from_secs(32), |_| false);
            air.server.silent = false;
            assert_eq!(finish(&mut air), Outcome::Done, "{autopilot}");
            let accused = |event: &&Event| matches!(event, Event::MissionChanged { .. });
            assert_eq!(air.client_events.iter().find(accused), None, "{autopilot}");
        }
    }
}
