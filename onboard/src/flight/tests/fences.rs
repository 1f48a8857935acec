//! Fence and zones on their way to the vehicle.

use missions::airspace::Zone;
use missions::plan::item::Item;

use super::*;

fn circle(name: &str, north_m: f64, east_m: f64, upper_m: f64) -> Zone {
    Zone {
        name: name.into(),
        shape: Shape::Circle {
            centre: home().offset(0.0, north_m).offset(90.0, east_m),
            radius_m: 30.0,
        },
        lower: None,
        upper: Some(Height::above_home(upper_m)),
    }
}

/// Commands and centres of the fence that the vehicle holds; 5003 and 5004 are a circle to stay
/// inside of and one to stay outside of.
fn held(air: &Air) -> Vec<(u16, Position)> {
    let at = |item: &Item| (item.command, Position::new(item.x, item.y).unwrap());
    let items = air.server.transfers.items(Kind::Fence);
    items.iter().map(at).collect()
}

/// The places of the warnings that say so.
fn warned(air: &Air, words: &str) -> Vec<String> {
    let lists = air.client_events.iter().filter_map(|event| match event {
        Event::Objections { objections } => Some(objections),
        _ => None,
    });
    let mut places: Vec<_> = lists
        .flatten()
        .filter(|objection| objection.reason.contains(words))
        .map(|objection| objection.place.clone())
        .collect();
    places.dedup();
    places
}

/// A crane above the way: the vehicle is driven up into it by a mission that nobody planned.
#[test]
fn a_climb_into_a_zone_overhead_is_foreseen() {
    for autopilot in BOTH {
        let mut plan = plan();
        let mut crane = circle("crane", 300.0, 0.0, 120.0);
        crane.lower = Some(Height::above_home(62.0)); // a PX4 returns at 60 m
        plan.airspace.zones = vec![crane];
        let vehicle = Scripted::new(autopilot, home());
        let mut air = Pair::new(flight_of(plan), vehicle, Network::PERFECT, 7);
        air.run_until(LONG, |air| air.server.position.distance_m(home()) > 272.0);
        assert!(decided(&air).is_empty(), "{:?}", decided(&air));
        air.server.updraught_m_s = 8.0;
        air.run_until(Duration::from_secs(8), |_| false);
        assert_eq!(decided(&air), [Situation::FenceAhead], "{autopilot}");
        let words = |event: &Event| match event {
            Event::Decided(decision) => decision.figures.contains("zone crane"),
            _ => false,
        };
        assert!(air.client_events.iter().any(words));
    }
}

#[test]
fn heights_above_the_sea_that_cannot_be_judged_are_said() {
    let mut plan = plan();
    plan.home = None;
    plan.airspace.zones = vec![circle("tanks", 250.0, 250.0, 120.0)];
    plan.airspace.zones[0].upper = Some(Height::above_sea(150.0));
    let vehicle = Scripted::new(Autopilot::Px4, home());
    let mut air = Pair::new(flight_of(plan), vehicle, Network::PERFECT, 7);
    finish(&mut air);
    assert_eq!(warned(&air, "were not judged"), ["zone tanks"]);
}

#[test]
fn a_zone_beside_the_way_is_uploaded_as_an_exclusion_and_one_that_is_flown_over_is_not() {
    for autopilot in BOTH {
        let mut plan = plan();
        let tanks = circle("tanks", 250.0, 50.0, 120.0);
        let crane = circle("crane", 400.0, 50.0, 30.0);
        plan.airspace.zones = vec![tanks, crane];
        let vehicle = Scripted::new(autopilot, home());
        let mut air = Pair::new(flight_of(plan), vehicle, Network::PERFECT, 7);
        assert_eq!(finish(&mut air), Outcome::Done, "{autopilot}");
        let held = held(&air);
        let commands: Vec<u16> = held.iter().map(|(command, _)| *command).collect();
        assert_eq!(commands, [5003, 5004], "{autopilot}");
        let tanks = home().offset(0.0, 250.0).offset(90.0, 50.0);
        assert!(held[1].1.distance_m(tanks) < 0.1);
        assert_eq!(
            warned(&air, "flown over or under"),
            ["zone crane"],
            "{autopilot}"
        );
    }
}

#[test]
fn zones_alone_are_a_fence_that_is_switched_on() {
    let mut plan = plan();
    plan.airspace.fence = None;
    plan.airspace.zones = vec![circle("tanks", 250.0, 50.0, 120.0)];
    let vehicle = Scripted::new(Autopilot::ArduPilot, home());
    let mut air = Pair::new(flight_of(plan), vehicle, Network::PERFECT, 7);
    assert_eq!(finish(&mut air), Outcome::Done);
    assert_eq!(held(&air).len(), 1);
    for (name, number) in [("FENCE_ENABLE", 1.0), ("FENCE_TYPE", 4.0)] {
        assert_eq!(air.server.parameters.number(name, f64::NAN), number);
    }
}

/// The vehicle stands 40 m beside the place that was planned from, in a zone.
#[test]
fn a_vehicle_that_stands_in_an_exclusion_is_not_armed() {
    let mut plan = plan();
    plan.airspace.zones = vec![circle("tanks", 0.0, -40.0, 120.0)];
    let vehicle = Scripted::new(Autopilot::Px4, home().offset(270.0, 40.0));
    let mut air = Pair::new(flight_of(plan), vehicle, Network::PERFECT, 7);
    let Outcome::Failed { reason } = finish(&mut air) else {
        panic!("{:?}", air.client.outcome());
    };
    assert!(
        reason.contains("home is on the wrong side of zone tanks"),
        "{reason}"
    );
    assert_eq!(air.server.count(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM), 0);
}

#[test]
fn the_plans_fence_is_switched_on_and_read_back() {
    let check = |autopilot, expected: &[(&str, f64)]| {
        let mut air = air(autopilot);
        assert_eq!(finish(&mut air), Outcome::Done);
        for (name, number) in expected {
            assert_eq!(
                air.server.parameters.number(name, f64::NAN),
                *number,
                "{name}"
            );
        }
        let told = air
            .client_events
            .iter()
            .filter(|event| matches!(event, Event::Parameter { .. }));
        assert!(told.count() > 0);
    };
    // Polygons and circles that were uploaded; the circle of 150 m about home is left off.
    check(
        Autopilot::ArduPilot,
        &[
            ("FENCE_ENABLE", 1.0),
            ("FENCE_TYPE", 4.0),
            ("FENCE_ACTION", 1.0),
        ],
    );
    check(Autopilot::Px4, &[("GF_ACTION", 3.0)]);
}

#[test]
fn the_factorys_circle_of_150_m_forbids_a_plan_that_goes_farther() {
    let mut bare = plan();
    bare.airspace = Airspace::default();
    let mut vehicle = Scripted::new(Autopilot::ArduPilot, home());
    vehicle.parameters.put("FENCE_ENABLE", 1.0);
    let mut air = Pair::new(flight_of(bare), vehicle, Network::PERFECT, 7);
    let Outcome::Failed { reason } = finish(&mut air) else {
        panic!("{:?}", air.client.outcome());
    };
    assert!(
        reason.contains("own circle of 150 m") && reason.contains("412 m far"),
        "{reason}"
    );
}

#[test]
fn old_fences_and_rally_points_are_cleared_where_the_plan_has_none() {
    for autopilot in BOTH {
        let mut first = air(autopilot);
        finish(&mut first);
        let mut bare = plan();
        bare.airspace = Airspace::default();
        let mut again = Pair::new(flight_of(bare), first.server, Network::PERFECT, 9);
        again.now = first.now;
        assert_eq!(finish(&mut again), Outcome::Done, "{autopilot}");
        for kind in [Kind::Fence, Kind::Rally] {
            assert!(again.server.transfers.items(kind).is_empty());
        }
    }
}

const HEIGHTS: [(Autopilot, &str, f64, f64); 2] = [
    (Autopilot::ArduPilot, "RTL_ALT", 30_000.0, 1500.0),
    (Autopilot::Px4, "RTL_RETURN_ALT", 300.0, 60.0),
];

fn under_a_ceiling(autopilot: Autopilot) -> Air {
    let mut plan = plan();
    let fence = plan.airspace.fence.as_mut().unwrap();
    fence.ceiling = Some(Height::above_home(120.0));
    let vehicle = Scripted::new(autopilot, home());
    Pair::new(flight_of(plan), vehicle, Network::PERFECT, 7)
}

/// It was a warning, and the return that somebody asked for went 180 m through the ceiling.
#[test]
fn a_return_above_the_ceiling_or_into_a_zone_overhead_is_refused_before_arming() {
    let refused = |mut air: Air, words: &str| {
        let Outcome::Failed { reason } = finish(&mut air) else {
            panic!("{:?}", air.client.outcome());
        };
        assert!(reason.contains(words), "{reason}");
        assert_eq!(air.server.count(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM), 0);
    };
    for (autopilot, name, high, _) in HEIGHTS {
        let words = format!("returns at 300 m, above the fence's ceiling of 120 m ({name})");
        let mut air = under_a_ceiling(autopilot);
        air.server.parameters.put(name, high);
        refused(air, &words);

        let mut air = under_a_ceiling(autopilot);
        air.run_until(LONG, |air| air.client.phase() == Phase::Departing);
        air.server.parameters.put(name, high);
        refused(air, &words);

        let mut plan = plan();
        let mut crane = circle("crane", 300.0, 0.0, 400.0);
        crane.lower = Some(Height::above_home(200.0));
        plan.airspace.zones = vec![crane];
        let vehicle = Scripted::new(autopilot, home());
        let mut air = Pair::new(flight_of(plan), vehicle, Network::PERFECT, 7);
        air.server.parameters.put(name, high);
        refused(
            air,
            "returns at 300 m, and from places of the plan that leads into zone crane",
        );
    }
}

#[test]
fn a_return_that_is_set_above_the_ceiling_in_flight_is_not_flown() {
    for (autopilot, name, high, factory) in HEIGHTS {
        let mut air = under_a_ceiling(autopilot);
        until_item(&mut air, 3);
        air.server.parameters.put(name, high);
        air.run_until(Duration::from_secs(5), |_| false);
        assert!(autopilot.is_holding(air.server.flies()), "{autopilot}");
        air.client.order(Order::Return, "test");
        air.run_until(Duration::from_secs(20), |_| false);
        assert!(autopilot.is_holding(air.server.flies()), "{autopilot}");
        assert_eq!(decided(&air), [Situation::WayHomeBarred], "{autopilot}");
        let told = |event: &Event| matches!(event, Event::MissionChanged { what } if what.contains("returns at 300 m"));
        assert!(air.client_events.iter().any(told), "{autopilot}");
        let Outcome::CutShort { reason } = finish(&mut air) else {
            panic!("{autopilot}: called flown");
        };
        assert!(
            reason.starts_with("no way home: the vehicle returns at 300 m"),
            "{reason}"
        );

        let mut air = under_a_ceiling(autopilot);
        until_item(&mut air, 3);
        air.server.parameters.put(name, high);
        air.run_until(Duration::from_secs(5), |_| false);
        air.server.parameters.put(name, factory);
        assert_eq!(finish(&mut air), Outcome::Done, "put back: {autopilot}");
    }
}
