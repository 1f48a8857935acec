//! Home is moved in flight by somebody else on the link.

use super::*;

fn without_rally(autopilot: Autopilot) -> Air {
    let mut plan = plan();
    plan.airspace.rally.clear();
    let vehicle = Scripted::new(autopilot, home());
    let mut air = Pair::new(flight_of(plan), vehicle, Network::PERFECT, 7);
    until_item(&mut air, 3);
    air
}

fn asked(air: &Air, course: &str) -> bool {
    let told =
        |event: &Event| matches!(event, Event::Commanded { command, .. } if command == course);
    air.client_events.iter().any(told)
}

#[test]
fn with_home_moved_far_away_it_holds_and_lands_and_never_returns_there() {
    for autopilot in BOTH {
        let mut air = without_rally(autopilot);
        air.server.home = home().offset(0.0, 102_000.0);
        air.run_until(Duration::from_secs(5), |_| false);
        air.client.order(Order::Return, "test");
        air.run_until(Duration::from_secs(40), |_| false);
        assert!(autopilot.is_holding(air.server.flies()), "{autopilot}");
        assert_eq!(decided(&air), [Situation::WayHomeBarred], "{autopilot}");
        let Outcome::CutShort { reason } = finish(&mut air) else {
            panic!("{autopilot}: called flown");
        };
        assert!(reason.contains("home was moved 10"), "{reason}");
        assert!(asked(&air, "land") && !asked(&air, "return"), "{autopilot}");
        assert!(air.server.position.distance_m(home()) < 600.0);
    }
}

/// The mission's own return would lead there, too.
#[test]
fn with_home_put_back_in_time_the_flight_goes_on() {
    for autopilot in BOTH {
        let mut air = without_rally(autopilot);
        air.server.home = home().offset(0.0, 102_000.0);
        air.run_until(Duration::from_secs(20), |_| false);
        assert!(autopilot.is_holding(air.server.flies()), "{autopilot}");
        air.server.home = home();
        assert_eq!(finish(&mut air), Outcome::Done, "{autopilot}");
    }
}

#[test]
fn a_rally_point_that_is_nearer_than_a_home_far_away_is_returned_to() {
    let mut air = air(Autopilot::Px4);
    until_item(&mut air, 3);
    air.server.home = home().offset(0.0, 102_000.0);
    air.run_until(Duration::from_secs(5), |_| false);
    air.client.order(Order::Return, "test");
    air.run_until(Duration::from_secs(5), |_| false);
    assert_eq!(decided(&air), [Situation::OperatorReturns]);
}
