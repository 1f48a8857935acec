//! What happens in the air, and what the vehicle does then.

use super::*;

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
