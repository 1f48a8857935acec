//! Messages that are missing, nonsense or somebody else's, and what happens between situations.

use missions::link::dialect::{
    HEARTBEAT_DATA, MavAutopilot, MavMessage, MavModeFlag, MavState, MavType,
};

use super::*;

const POSITION: u32 = 33;
const GNSS: u32 = 24;
const SYS_STATUS: u32 = 1;

fn in_flight(autopilot: Autopilot) -> Air {
    let mut air = air(autopilot);
    until_item(&mut air, 3);
    air
}

fn wait(air: &mut Air, seconds: u64) {
    air.run_until(Duration::from_secs(seconds), |_| false);
}

/// Volts go on, percents do not: what was left once is not left for ever.
#[test]
fn a_battery_that_no_longer_says_what_is_left_is_silent() {
    for autopilot in BOTH {
        let mut air = in_flight(autopilot);
        air.server.says_percent = Some(-1);
        wait(&mut air, 20);
        assert_eq!(decided(&air), [Situation::TelemetrySilent], "{autopilot}");
        let ended = finish(&mut air);
        let all = [Situation::TelemetrySilent, Situation::TelemetryLost];
        assert_eq!(decided(&air), all, "{autopilot}: {ended:?}");
    }
}

#[test]
fn a_battery_that_says_nonsense_for_a_second_does_nothing() {
    for (autopilot, percent) in [(BOTH[0], -1), (BOTH[1], 101), (BOTH[0], -128), (BOTH[1], 0)] {
        let mut air = in_flight(autopilot);
        air.server.says_percent = Some(percent);
        air.run_until(Duration::from_millis(1500), |_| false);
        air.server.says_percent = None;
        assert_eq!(finish(&mut air), Outcome::Done, "{autopilot}: {percent}");
        assert!(decided(&air).is_empty(), "{:?}", decided(&air));
    }
}

fn beat(autopilot: Autopilot, custom_mode: u32) -> MavMessage {
    MavMessage::HEARTBEAT(HEARTBEAT_DATA {
        custom_mode,
        mavtype: MavType::MAV_TYPE_QUADROTOR,
        autopilot: autopilot.to_mavlink(),
        base_mode: MavModeFlag::MAV_MODE_FLAG_CUSTOM_MODE_ENABLED,
        system_status: MavState::MAV_STATE_STANDBY,
        mavlink_version: 3,
    })
}

/// Of its own system (a gimbal that calls itself an autopilot), and of another that wakes up.
#[test]
fn heartbeats_of_others_in_flight_are_not_the_vehicles() {
    for autopilot in BOTH {
        let mut air = in_flight(autopilot);
        for _ in 0..10 {
            let now = air.now;
            for from in [
                Endpoint::new(1, 154),
                Endpoint::new(1, 2),
                Endpoint::new(9, 1),
            ] {
                air.client.handle(now, from, &beat(autopilot, 0));
            }
            let camera = MavMessage::HEARTBEAT(HEARTBEAT_DATA {
                mavtype: MavType::MAV_TYPE_CAMERA,
                autopilot: MavAutopilot::MAV_AUTOPILOT_INVALID,
                ..HEARTBEAT_DATA::default()
            });
            air.client.handle(now, scripted::ME, &camera);
            wait(&mut air, 1);
        }
        assert_eq!(finish(&mut air), Outcome::Done, "{autopilot}");
        assert!(decided(&air).is_empty(), "{:?}", decided(&air));
    }
}

/// Its streams are gone with the memory of what was asked of it, and what was heard before is old.
#[test]
fn an_autopilot_that_began_again_on_the_ground_is_not_armed_on_what_it_said_before() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        air.server.wind_m_s = 20.0;
        air.run_until(LONG, |air| air.client.phase() == Phase::Checking);
        wait(&mut air, 3);
        let now = air.now;
        air.server.wind_m_s = 3.0;
        air.server.booted = now;
        air.server.boots_until = now + Duration::from_secs(8);
        air.server.muted = vec![POSITION, GNSS, SYS_STATUS];
        air.server.helpful = true;
        air.server.transfers.set_items(Kind::Mission, Vec::new());
        air.run_until(LONG, |air| {
            air.server.armed || air.client.outcome().is_some()
        });
        assert!(air.server.armed, "{autopilot}: {:?}", air.client.outcome());
        assert!(
            air.server.muted.is_empty(),
            "{autopilot}: {:?}",
            air.server.muted
        );
        assert!(air.client_events.contains(&Event::BeganAgain));
        assert!(
            !air.server.transfers.items(Kind::Mission).is_empty(),
            "loaded again"
        );
        assert_eq!(finish(&mut air), Outcome::Done, "{autopilot}");
    }
}

/// Without a word of its state: only the streams have stopped.
#[test]
fn a_vehicle_that_fell_silent_while_it_was_checked_is_asked_again_and_not_armed_until_it_speaks() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        air.server.wind_m_s = 20.0;
        air.run_until(LONG, |air| air.client.phase() == Phase::Checking);
        wait(&mut air, 3);
        air.server.muted = vec![POSITION, GNSS, SYS_STATUS];
        wait(&mut air, 12);
        air.server.wind_m_s = 3.0;
        wait(&mut air, 10);
        assert!(!air.server.armed, "{autopilot}");
        air.server.helpful = true;
        assert_eq!(finish(&mut air), Outcome::Done, "{autopilot}");
    }
}

#[test]
fn an_autopilot_that_begins_again_in_the_air_has_not_landed() {
    for autopilot in BOTH {
        let mut air = in_flight(autopilot);
        let now = air.now;
        air.server.booted = now;
        air.server.boots_until = now + Duration::from_secs(5);
        air.server.armed = false;
        let Outcome::CutShort { reason } = finish(&mut air) else {
            panic!("{autopilot}: called flown");
        };
        assert!(
            reason.contains("the autopilot began again in the air at"),
            "{reason}"
        );
        let began = air
            .client_events
            .iter()
            .filter(|event| **event == Event::BeganAgain);
        assert!((1..=2).contains(&began.count()), "{autopilot}");
    }
}

/// Its clock goes back, and it flies on: another computer on board restarted.
#[test]
fn a_clock_that_goes_back_in_flight_is_told_and_the_watch_goes_on() {
    for autopilot in BOTH {
        let mut air = in_flight(autopilot);
        air.server.booted = air.now;
        wait(&mut air, 5);
        assert!(
            air.client_events.contains(&Event::BeganAgain),
            "{autopilot}"
        );
        air.server.battery = 0.05;
        wait(&mut air, 8);
        assert_eq!(decided(&air), [Situation::BatteryLow], "{autopilot}");
        assert_eq!(air.server.flies(), FlightMode::Return, "{autopilot}");
    }
}

/// A receiver that is told lies: 300 m away for three seconds, beyond no fence and near one.
#[test]
fn a_position_that_jumps_while_it_returns_does_not_end_the_return() {
    for (autopilot, east_m) in BOTH
        .into_iter()
        .flat_map(|one| [(one, 300.0), (one, 585.0)])
    {
        let mut air = in_flight(autopilot);
        air.client.order(Order::Return, "test");
        wait(&mut air, 8);
        let was = air.server.position;
        air.server.position = was.offset(90.0, east_m);
        wait(&mut air, 3);
        air.server.position = was;
        let ended = finish(&mut air);
        assert!(matches!(ended, Outcome::CutShort { .. }), "{ended:?}");
        let barred = [Situation::WayHomeBarred, Situation::WayHomeLost];
        assert!(
            decided(&air).iter().all(|s| !barred.contains(s)),
            "{:?}",
            decided(&air)
        );
        assert!(air.server.position.distance_m(home()) < 25.0, "{autopilot}");
    }
}

/// Lifted or sunk, the return would be flown at another height above the ground.
#[test]
fn a_home_that_is_moved_in_height_is_not_returned_to() {
    for (autopilot, sea_m) in [(BOTH[0], 45.0), (BOTH[1], -35.0)] {
        let mut air = in_flight(autopilot);
        air.server.home_sea_m = sea_m;
        wait(&mut air, 10);
        assert_eq!(decided(&air), [Situation::WayHomeBarred], "{autopilot}");
        assert!(autopilot.is_holding(air.server.flies()), "{autopilot}");
        air.server.home_sea_m = 5.0;
        assert_eq!(finish(&mut air), Outcome::Done, "{autopilot}");
    }
}

/// A land detector that errs must neither blind the watch nor stop the motors.
#[test]
fn a_vehicle_that_says_in_flight_that_it_stands_is_guarded_and_not_disarmed() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        air.server.tells_landed = true;
        air.run_until(LONG, |air| air.server.position.distance_m(home()) > 105.0);
        air.server.feels_ground = true;
        wait(&mut air, 20);
        let arms = air.server.count(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM);
        assert_eq!(arms, 1, "{autopilot}: asked to disarm");
        air.server.battery = 0.05;
        wait(&mut air, 8);
        assert_eq!(decided(&air), [Situation::BatteryLow], "{autopilot}");
    }
}

#[test]
fn a_fix_that_comes_and_goes_stops_it_once() {
    for autopilot in BOTH {
        let mut air = in_flight(autopilot);
        for satellites in [4, 12].into_iter().cycle().take(20) {
            air.server.satellites = satellites;
            wait(&mut air, 3);
        }
        assert_eq!(decided(&air), [Situation::GnssDegraded], "{autopilot}");
        air.server.satellites = 12;
        assert_eq!(finish(&mut air), Outcome::Done, "{autopilot}");
    }
}

/// Two rows at once: the higher one acts, and when it is gone the other does at once.
#[test]
fn of_two_situations_the_graver_is_acted_on_and_the_other_comes_after_it() {
    for autopilot in BOTH {
        let mut air = in_flight(autopilot);
        air.client.order(Order::Hold, "test");
        wait(&mut air, 3);
        air.server.battery = 0.05;
        wait(&mut air, 8);
        assert_eq!(air.server.flies(), FlightMode::Return, "{autopilot}");
        air.server.silent = true;
        wait(&mut air, 6);
        air.server.silent = false;
        wait(&mut air, 3);
        let all = [
            Situation::OperatorHolds,
            Situation::BatteryLow,
            Situation::AutopilotSilent,
            Situation::BatteryLow,
        ];
        assert_eq!(decided(&air), all, "{autopilot}");
        air.server.fix = 1;
        wait(&mut air, 15);
        assert_eq!(air.server.flies(), FlightMode::Land, "{autopilot}");
        let ended = finish(&mut air);
        assert!(
            matches!(&ended, Outcome::CutShort { reason } if reason.contains("GNSS")),
            "{ended:?}"
        );
    }
}

/// The autopilot's own failsafe brings it home: nothing is commanded against it.
#[test]
fn a_failsafe_of_the_autopilot_is_left_alone_as_the_pilot_is() {
    for autopilot in BOTH {
        let mut air = in_flight(autopilot);
        air.server.set_mode(FlightMode::Return);
        let heard = air.server.count(MavCmd::MAV_CMD_DO_SET_MODE);
        wait(&mut air, 4);
        air.server.satellites = 3;
        let ended = finish(&mut air);
        assert!(matches!(ended, Outcome::CutShort { .. }), "{ended:?}");
        assert_eq!(decided(&air), [Situation::PilotOrFailsafe], "{autopilot}");
        assert_eq!(air.server.count(MavCmd::MAV_CMD_DO_SET_MODE), heard);
    }
}
