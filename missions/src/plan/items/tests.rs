//! Round trips of legs and of items.

use proptest::prelude::*;

use super::*;
use crate::plan::Task;

fn at(latitude: f64, longitude: f64, metres: f64) -> Waypoint {
    Waypoint {
        position: Position::new(latitude, longitude).unwrap(),
        height: Height::above_home(metres),
    }
}

fn leg(task: Task, to: Waypoint) -> Leg {
    Leg {
        task,
        to,
        speed_m_s: None,
    }
}

fn plan(cruise_m_s: Option<f64>, legs: Vec<Leg>) -> Plan {
    Plan {
        cruise_m_s,
        sorties: vec![Sortie {
            legs,
            ..Sortie::default()
        }],
        ..Plan::default()
    }
}

fn items_of(plan: &Plan) -> Vec<Item> {
    to_items(plan, &plan.sorties[0])
}

fn commands(items: &[Item]) -> Vec<u16> {
    items.iter().map(|item| item.command).collect()
}

#[test]
fn the_camera_is_told_only_when_something_changes() {
    let line = |trigger_m| Task::Line { trigger_m };
    let legs = vec![
        leg(Task::TakeOff, at(52.0, 4.0, 50.0)),
        leg(Task::Transit, at(52.001, 4.0, 50.0)),
        leg(line(Some(12.0)), at(52.002, 4.0, 50.0)),
        leg(line(Some(12.0)), at(52.003, 4.0, 50.0)),
        leg(line(None), at(52.004, 4.0, 50.0)),
        leg(Task::Return, at(52.0, 4.0, 0.0)),
    ];
    let items = items_of(&plan(None, legs));
    assert_eq!(
        commands(&items),
        [22, 16, 206, 16, 16, 206, 2500, 16, 2501, 20]
    );
    assert_eq!(items[2].params, [12.0, 0.0, 1.0, 0.0]);
    assert_eq!(items[5].params, [0.0; 4]);
}

#[test]
fn the_cruise_speed_is_said_once_and_again_after_a_leg_with_its_own() {
    let mut slow = leg(Task::Transit, at(52.002, 4.0, 50.0));
    slow.speed_m_s = Some(3.0);
    let legs = vec![
        leg(Task::TakeOff, at(52.0, 4.0, 50.0)),
        leg(Task::Transit, at(52.001, 4.0, 50.0)),
        slow,
        leg(Task::Transit, at(52.003, 4.0, 50.0)),
        leg(Task::Transit, at(52.004, 4.0, 50.0)),
    ];
    let items = items_of(&plan(Some(9.0), legs.clone()));
    assert_eq!(commands(&items), [22, 178, 16, 178, 16, 178, 16, 16]);
    let speeds: Vec<f64> = [1, 3, 5].map(|i: usize| items[i].params[1]).to_vec();
    assert_eq!(speeds, [9.0, 3.0, 9.0]);
    assert_eq!(from_items(&items), legs);
}

#[test]
fn an_orbit_begins_where_the_leg_before_it_ends() {
    let rim = at(52.001, 4.0, 60.0);
    let orbit = Task::Orbit {
        centre: Position::new(52.0, 4.0).unwrap(),
        radius_m: 111.0,
        turns: -2.0,
    };
    let near = vec![leg(Task::Transit, rim), leg(orbit.clone(), rim)];
    let items = items_of(&plan(None, near.clone()));
    assert_eq!(commands(&items), [16, 18]);
    assert_eq!(items[1].params, [2.0, 0.0, -111.0, 0.0]);
    assert_eq!(from_items(&items), near);

    let far = vec![leg(Task::Transit, at(52.0, 4.1, 60.0)), leg(orbit, rim)];
    assert_eq!(commands(&items_of(&plan(None, far))), [16, 16, 18]);
}

#[test]
fn home_moves_the_targets_of_jumps() {
    let items = [
        order(command::RETURN, [0.0; 4], 0.0),
        order(command::JUMP, [0.0, 3.0, 0.0, 0.0], 0.0),
    ];
    let home = Waypoint {
        position: Position::new(52.0, 4.0).unwrap(),
        height: Height::above_sea(3.0),
    };
    let numbered = with_home(home, &items);
    assert_eq!(numbered[2].params[0], 1.0);
    assert_eq!(without_home(&numbered), Some((home, items.to_vec())));
}

#[test]
fn a_takeoff_from_here_keeps_its_height() {
    let mut item = waypoint(command::TAKEOFF, [0.0; 4], at(52.0, 4.0, 30.0));
    (item.x, item.y) = (0.0, 0.0);
    let [only] = <[Leg; 1]>::try_from(from_items(&[item])).unwrap();
    assert_eq!(only.task, Task::Command(item));
    assert_eq!(only.to.height, Height::above_home(30.0));
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(0.0),
        Just(1.0),
        Just(-1.0),
        Just(-2.0),
        Just(5.0),
        Just(f64::NAN),
        -100.0..100.0
    ]
}

fn any_item() -> impl Strategy<Value = Item> {
    let known = prop::sample::select(vec![
        16_u16, 18, 19, 20, 21, 22, 177, 178, 205, 206, 2500, 2501,
    ]);
    let command = prop_oneof![4 => known, 1 => any::<u16>()];
    let frame = prop_oneof![Just(0_u8), Just(2), Just(3), Just(10), any::<u8>()];
    let params = [number(), number(), number(), number()];
    (
        command,
        frame,
        params,
        number(),
        number(),
        number(),
        any::<bool>(),
    )
        .prop_map(|(command, frame, params, x, y, z, autocontinue)| Item {
            command,
            frame,
            params,
            x,
            y,
            z,
            autocontinue,
        })
}

fn any_height() -> impl Strategy<Value = Height> {
    let above = prop::sample::select(vec![Datum::Home, Datum::Sea, Datum::Terrain]);
    (above, -50.0..500.0).prop_map(|(above, metres)| Height { metres, above })
}

fn any_place() -> impl Strategy<Value = Waypoint> {
    (1.0..80.0, -179.0..179.0, any_height()).prop_map(|(latitude, longitude, height)| Waypoint {
        position: Position::new(latitude, longitude).unwrap(),
        height,
    })
}

fn any_task() -> impl Strategy<Value = Task> {
    prop_oneof![
        Just(Task::TakeOff),
        Just(Task::Transit),
        Just(Task::Land),
        prop::option::of(prop_oneof![Just(7.0), 0.5..50.0])
            .prop_map(|trigger_m| Task::Line { trigger_m }),
        (0.0..600.0).prop_map(|seconds| Task::Hold { seconds }),
        (-90.0..30.0, -180.0..180.0)
            .prop_map(|(pitch_deg, yaw_deg)| Task::PointCamera { pitch_deg, yaw_deg }),
        (any_place(), 5.0..500.0, prop_oneof![-9.0..-0.1, 0.1..9.0]).prop_map(
            |(centre, radius_m, turns)| Task::Orbit {
                centre: centre.position,
                radius_m,
                turns
            }
        ),
        Just(Task::Return),
    ]
}

prop_compose! {
    /// Legs in normal form, as planners make them.
    pub(crate) fn any_legs(home: Waypoint)(
        start in any_place(),
        rest in prop::collection::vec(
            (any_task(), any_place(), prop::option::of(prop_oneof![Just(4.0), 1.0..20.0])), 0..20,
        ),
    ) -> Vec<Leg> {
        let mut legs = vec![leg(Task::TakeOff, start)];
        for (task, to, speed_m_s) in rest {
            let before = legs.last().map_or(start, |leg| leg.to);
            let to = match task {
                Task::Return => Waypoint { position: home.position, height: Height::above_home(0.0) },
                Task::PointCamera { .. } | Task::Orbit { .. } => before,
                _ => to,
            };
            let speed_m_s = speed_m_s.filter(|_| has_speed(&task));
            legs.push(Leg { task, to, speed_m_s });
        }
        legs
    }
}

fn home() -> Waypoint {
    Waypoint {
        position: Position::new(51.95, 4.05).unwrap(),
        height: Height::above_sea(2.0),
    }
}

proptest! {
    #[test]
    fn our_own_legs_come_back_exactly(
        legs in any_legs(home()),
        cruise_m_s in prop::option::of(prop_oneof![Just(4.0), 1.0..20.0]),
    ) {
        let plan = plan(cruise_m_s, legs);
        let items = items_of(&plan);
        prop_assert_eq!(&legs_from(&items, Some(home()), cruise_m_s), &plan.sorties[0].legs);
    }

    #[test]
    fn any_mission_is_written_as_it_was_read(items in prop::collection::vec(any_item(), 0..30)) {
        let cruise_m_s = cruise_of(&items);
        let plan = plan(cruise_m_s, from_items(&items));
        let again = items_of(&plan);
        prop_assert_eq!(again.len(), items.len());
        for (a, b) in again.iter().zip(&items) {
            prop_assert!(same(a, b), "{a:?} {b:?}");
        }
    }
}
