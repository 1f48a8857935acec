//! The autopilot's own failsafe takes the vehicle: we stand back, and do not call it the pilot.

use missions::link::dialect::MavState;
use missions::telemetry::Severity;

use super::*;

fn in_flight(autopilot: Autopilot) -> Air {
    let mut air = air(autopilot);
    until_item(&mut air, 3);
    air
}

fn wait(air: &mut Air, seconds: u64) {
    air.run_until(Duration::from_secs(seconds), |_| false);
}

fn reason(air: &mut Air) -> String {
    match finish(air) {
        Outcome::CutShort { reason } => reason,
        other => panic!("{other:?}"),
    }
}

/// In the words and in the order of ArduCopter's `events.cpp`: the text, then the mode.
#[test]
fn a_landing_that_a_battery_failsafe_began_is_not_called_the_pilots() {
    let mut air = in_flight(Autopilot::ArduPilot);
    air.server.tell_text(Severity::Warning, "Battery Failsafe");
    air.server.state = Some(MavState::MAV_STATE_CRITICAL);
    air.server.set_mode(FlightMode::Land);
    let heard = air.server.heard.len();
    let reason = reason(&mut air);
    assert_eq!(decided(&air), [Situation::FailsafeFlies]);
    let words = "the autopilot's failsafe flies: flies in land, asked was mission; it said \"Battery Failsafe\"";
    assert_eq!(reason, words);
    assert_eq!(air.server.heard.len(), heard, "nothing was commanded");
}

/// As the recorded ArduCopter did it: the mode first, no critical state, a notice.
#[test]
fn a_breach_of_the_fence_is_told_after_the_mode_and_still_is_no_pilot() {
    let mut air = in_flight(Autopilot::ArduPilot);
    air.server.set_mode(FlightMode::Return);
    wait(&mut air, 4);
    assert_eq!(decided(&air), [Situation::PilotOrFailsafe]);
    air.server
        .tell_text(Severity::Notice, "Circle fence breached");
    let reason = reason(&mut air);
    let all = [Situation::PilotOrFailsafe, Situation::FailsafeFlies];
    assert_eq!(decided(&air), all);
    assert!(reason.contains("Circle fence breached"), "{reason}");
}

/// Only its state tells which of the two it was.
#[test]
fn a_px4_in_a_critical_state_is_flown_by_its_failsafe_and_without_a_word_nobody_knows() {
    for (state, expected) in [
        (Some(MavState::MAV_STATE_CRITICAL), Situation::FailsafeFlies),
        (None, Situation::PilotOrFailsafe),
    ] {
        let mut air = in_flight(Autopilot::Px4);
        air.server.state = state;
        air.server.set_mode(FlightMode::Return);
        let reason = reason(&mut air);
        assert_eq!(decided(&air), [expected]);
        assert!(reason.starts_with(&expected.to_string()), "{reason}");
    }
}

#[test]
fn a_pilot_who_takes_the_vehicle_from_a_failsafe_is_told() {
    for autopilot in BOTH {
        let mut air = in_flight(autopilot);
        air.server
            .tell_text(Severity::Critical, "Failsafe activated");
        air.server.set_mode(FlightMode::Return);
        wait(&mut air, 14);
        air.server.set_mode(FlightMode::PositionHold);
        wait(&mut air, 4);
        let all = [Situation::FailsafeFlies, Situation::PilotFlies];
        assert_eq!(decided(&air), all, "{autopilot}");

        let mut air = in_flight(autopilot);
        air.server
            .tell_text(Severity::Critical, "Failsafe activated");
        air.server.set_mode(FlightMode::Return);
        wait(&mut air, 4);
        air.server.sticks[1] = 1800;
        wait(&mut air, 4);
        assert_eq!(decided(&air), all, "{autopilot}");
        assert_eq!(air.server.flies(), FlightMode::Return, "left alone");
    }
}

/// What was said long before is no reason.
#[test]
fn a_pilot_who_switches_to_return_long_after_a_text_is_not_called_a_failsafe() {
    let mut air = in_flight(Autopilot::ArduPilot);
    let text = "Radio Failsafe - Continuing Auto";
    air.server.tell_text(Severity::Warning, text);
    air.server.tell_text(Severity::Warning, "GCS Failsafe");
    wait(&mut air, 15);
    air.server.set_mode(FlightMode::Return);
    wait(&mut air, 5);
    assert_eq!(decided(&air), [Situation::PilotOrFailsafe]);
}

/// Without EXTENDED_SYS_STATE its state alone says that it flies: a failsafe's is critical.
#[test]
fn a_vehicle_that_a_failsafe_lands_is_in_the_air_until_it_has_landed() {
    let mut air = in_flight(Autopilot::ArduPilot);
    assert!(!air.server.tells_landed);
    air.server.state = Some(MavState::MAV_STATE_CRITICAL);
    air.server.set_mode(FlightMode::Land);
    wait(&mut air, 10);
    assert!(air.server.height_m > 5.0);
    assert_eq!(air.client.phase(), Phase::Flying);
    finish(&mut air);
    assert_eq!(air.server.height_m, 0.0);
}

/// The hold of another station was called the fence's failsafe, which came seven seconds after it.
#[test]
fn a_hold_of_another_station_before_a_breach_is_not_the_failsafes() {
    let mut air = in_flight(Autopilot::ArduPilot);
    air.server.set_mode(FlightMode::Brake);
    wait(&mut air, 7);
    assert_eq!(decided(&air), [Situation::PilotOrFailsafe]);
    air.server
        .tell_text(Severity::Notice, "Circle fence breached");
    wait(&mut air, 1);
    assert_eq!(decided(&air), [Situation::PilotOrFailsafe]);
    air.server.set_mode(FlightMode::Return);
    let reason = reason(&mut air);
    let all = [Situation::PilotOrFailsafe, Situation::FailsafeFlies];
    assert_eq!(decided(&air), all);
    let words = "the autopilot's failsafe flies: flies in return, asked was mission; it said";
    assert!(reason.starts_with(words), "{reason}");
    let held = |event: &Event| match event {
        Event::Decided(decision) => decision
            .figures
            .starts_with("flies in brake, asked was mission"),
        _ => false,
    };
    assert!(air.client_events.iter().any(held), "{:?}", decided(&air));
}
