//! Plans for the tests of all formats: one made by hand, and any number of random ones.

use proptest::prelude::*;

use crate::airspace::{Airspace, Fence, Zone};
use crate::geodesy::{Position, Region, Shape};
use crate::plan::items::tests::any_legs;
use crate::plan::{Cost, Height, Leg, Plan, Sortie, Task, Waypoint};

/// Home of all sample plans: a quay in the Maasmond.
pub(crate) fn home() -> Waypoint {
    Waypoint {
        position: Position::new(51.95, 4.05).unwrap(),
        height: Height::above_sea(2.5),
    }
}

fn off(east_m: f64, north_m: f64) -> Position {
    home()
        .position
        .offset(east_m.atan2(north_m).to_degrees(), east_m.hypot(north_m))
}

fn ring(points: &[(f64, f64)]) -> Vec<Position> {
    points.iter().map(|(x, y)| off(*x, *y)).collect()
}

fn at(x: f64, y: f64, metres: f64) -> Waypoint {
    Waypoint {
        position: off(x, y),
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

fn back() -> Leg {
    leg(
        Task::Return,
        Waypoint {
            position: home().position,
            height: Height::above_home(0.0),
        },
    )
}

/// A harbour basin with an island, flown in two sorties, with everything a plan can have.
pub(crate) fn harbour() -> Plan {
    let region = Region {
        outer: ring(&[
            (200.0, 100.0),
            (1100.0, 100.0),
            (1250.0, 700.0),
            (300.0, 760.0),
        ]),
        holes: vec![ring(&[
            (600.0, 340.0),
            (800.0, 340.0),
            (780.0, 480.0),
            (620.0, 470.0),
        ])],
    };
    Plan {
        name: "Maasmond, basin 4".to_owned(),
        home: Some(home()),
        cruise_m_s: Some(9.0),
        sorties: vec![south(), north()],
        airspace: airspace(),
        area: vec![region],
        swath_m: Some(80.0),
        draughts: None,
        foreign: serde_json::Map::new(),
    }
}

fn south() -> Sortie {
    let mut legs = vec![leg(Task::TakeOff, at(0.0, 0.0, 50.0))];
    legs.push(leg(
        Task::PointCamera {
            pitch_deg: -90.0,
            yaw_deg: 0.0,
        },
        at(0.0, 0.0, 50.0),
    ));
    for (index, y) in [140.0, 220.0, 300.0].into_iter().enumerate() {
        let (mut from, mut to) = (230.0 + y / 10.0, 1090.0 + y / 5.0);
        if index % 2 == 1 {
            std::mem::swap(&mut from, &mut to);
        }
        legs.push(leg(Task::Transit, at(from, y, 50.0)));
        let mut line = leg(
            Task::Line {
                trigger_m: Some(25.0),
            },
            at(to, y, 50.0),
        );
        line.speed_m_s = Some(6.5);
        legs.push(line);
    }
    legs.push(back());
    Sortie {
        vehicle: 0,
        legs,
        cost: Cost {
            distance_m: 5_120.0,
            time_s: 760.0,
            energy_wh: 61.5,
        },
    }
}

fn north() -> Sortie {
    let mut legs = vec![leg(Task::TakeOff, at(0.0, 0.0, 60.0))];
    for (from, to, y) in [
        (270.0, 570.0, 420.0),
        (830.0, 1180.0, 420.0),
        (1200.0, 290.0, 560.0),
    ] {
        legs.push(leg(Task::Transit, at(from, y, 60.0)));
        legs.push(leg(Task::Line { trigger_m: None }, at(to, y, 60.0)));
    }
    legs.push(leg(Task::Hold { seconds: 20.0 }, at(290.0, 560.0, 60.0)));
    legs.push(leg(Task::Transit, at(700.0, 640.0, 60.0)));
    legs.push(leg(
        Task::Orbit {
            centre: off(700.0, 690.0),
            radius_m: 50.0,
            turns: -1.5,
        },
        at(700.0, 640.0, 60.0),
    ));
    legs.push(leg(Task::Transit, at(20.0, 10.0, 30.0)));
    legs.push(leg(Task::Land, at(20.0, 10.0, 0.0)));
    Sortie {
        vehicle: 1,
        legs,
        cost: Cost {
            distance_m: 4_310.0,
            time_s: 655.0,
            energy_wh: 54.0,
        },
    }
}

fn airspace() -> Airspace {
    Airspace {
        fence: Some(Fence {
            inclusions: vec![Shape::Polygon(Region {
                outer: ring(&[
                    (-150.0, -120.0),
                    (1350.0, -120.0),
                    (1420.0, 860.0),
                    (-150.0, 900.0),
                ]),
                holes: vec![],
            })],
            exclusions: vec![Shape::Circle {
                centre: off(120.0, 520.0),
                radius_m: 90.0,
            }],
            ceiling: Some(Height::above_home(120.0)),
            breach_return: Some(at(-40.0, 20.0, 40.0)),
        }),
        zones: vec![
            Zone {
                name: "EHR 27 <tanks & pipes>".to_owned(),
                shape: Shape::Polygon(Region {
                    outer: ring(&[
                        (880.0, -60.0),
                        (1180.0, -80.0),
                        (1150.0, 60.0),
                        (900.0, 50.0),
                    ]),
                    holes: vec![],
                }),
                lower: None,
                upper: Some(Height::above_sea(300.0)),
            },
            Zone {
                name: "CTR".to_owned(),
                shape: Shape::Circle {
                    centre: off(1900.0, 900.0),
                    radius_m: 1200.0,
                },
                lower: Some(Height::above_sea(300.0)),
                upper: Some(Height::above_sea(900.0)),
            },
        ],
        rally: vec![at(-60.0, 300.0, 30.0)],
    }
}

/// Names that every format can carry: XML has no control characters and trims blanks.
const NAME: &str = "([a-zA-Z0-9<&>\"'éß漢]{1,6}( [a-z\\\\\\]&;]{1,5})?)?";

fn any_position() -> impl Strategy<Value = Position> {
    (-80.0..80.0, -179.0..179.0).prop_map(|(lat, lon)| Position::new(lat, lon).unwrap())
}

fn any_region() -> impl Strategy<Value = Region> {
    let ring = || prop::collection::vec(any_position(), 3..8);
    (ring(), prop::collection::vec(ring(), 0..3)).prop_map(|(outer, holes)| Region { outer, holes })
}

fn any_shape(holes: bool) -> impl Strategy<Value = Shape> {
    prop_oneof![
        any_region().prop_map(move |mut region| {
            if !holes {
                region.holes.clear();
            }
            Shape::Polygon(region)
        }),
        (any_position(), 1.0..5000.0)
            .prop_map(|(centre, radius_m)| Shape::Circle { centre, radius_m }),
    ]
}

fn any_home_height() -> impl Strategy<Value = Waypoint> {
    (any_position(), 0.0..200.0).prop_map(|(position, metres)| Waypoint {
        position,
        height: Height::above_home(metres),
    })
}

fn any_fence() -> impl Strategy<Value = Fence> {
    let shapes = || prop::collection::vec(any_shape(false), 0..3);
    let height = (1.0..500.0).prop_map(Height::above_home);
    (
        prop::collection::vec(any_shape(false), 1..3),
        shapes(),
        prop::option::of(height),
        prop::option::of(any_home_height()),
    )
        .prop_map(|(mut inclusions, mut exclusions, ceiling, breach_return)| {
            // QGroundControl lists circles and polygons apart.
            inclusions.sort_by_key(|shape| matches!(shape, Shape::Polygon(_)));
            exclusions.sort_by_key(|shape| matches!(shape, Shape::Polygon(_)));
            Fence {
                inclusions,
                exclusions,
                ceiling,
                breach_return,
            }
        })
}

fn any_zone() -> impl Strategy<Value = Zone> {
    let height = || prop::option::of((-10.0..3000.0).prop_map(Height::above_sea));
    (NAME, any_shape(true), height(), height()).prop_map(|(name, shape, lower, upper)| Zone {
        name,
        shape,
        lower,
        upper,
    })
}

prop_compose! {
    fn any_sortie()(
        vehicle in 0_usize..4,
        legs in any_legs(home()),
        cost in prop::array::uniform3(0.0..1e5),
    ) -> Sortie {
        let [distance_m, time_s, energy_wh] = cost;
        Sortie { vehicle, legs, cost: Cost { distance_m, time_s, energy_wh } }
    }
}

prop_compose! {
    /// A plan with so many sorties.
    pub(crate) fn any_plan(sorties: std::ops::Range<usize>)(
        name in NAME,
        cruise_m_s in prop::option::of(1.0..20.0),
        sorties in prop::collection::vec(any_sortie(), sorties),
        fence in prop::option::of(any_fence()),
        zones in prop::collection::vec(any_zone(), 0..3),
        rally in prop::collection::vec(any_home_height(), 0..3),
        area in prop::collection::vec(any_region(), 0..2),
        swath_m in prop::option::of(1.0..200.0),
    ) -> Plan {
        let cruise_m_s = cruise_m_s.filter(|_| sorties.iter().any(has_usual_speed));
        Plan {
            name, home: Some(home()), cruise_m_s, sorties,
            airspace: Airspace { fence, zones, rally },
            area, swath_m, draughts: None, foreign: serde_json::Map::new(),
        }
    }
}

/// Only a leg without a speed of its own makes a mission say the cruise speed.
fn has_usual_speed(sortie: &Sortie) -> bool {
    sortie.legs.iter().any(|leg| {
        let moves = matches!(leg.task, Task::Transit | Task::Line { .. } | Task::Land);
        moves && leg.speed_m_s.is_none()
    })
}
