//! Whole flights in virtual time.

use std::time::Duration;

use missions::geodesy::Position;
use missions::plan::item::Item;
use missions::wind::Wind;
use nalgebra::Vector3;

use crate::faults::VehicleFault;
use crate::scenario::Scenario;
use crate::sky::Sky;
use crate::vehicle::Vehicle;
use crate::vehicle::autopilot::{AutopilotEvent, LandedState};
use crate::vehicle::modes::{FlightMode, Manner};

pub(crate) const BOTH: [Manner; 2] = [Manner::ArduPilot, Manner::Px4];

pub(crate) fn home() -> Position {
    Position::new(51.95, 4.05).unwrap()
}

/// One vehicle in calm air unless told otherwise, and what it said.
pub(crate) struct Field {
    pub(crate) sky: Sky,
    pub(crate) events: Vec<AutopilotEvent>,
}

impl Field {
    pub(crate) fn new(manner: Manner, prepare: impl FnOnce(&mut Scenario)) -> Self {
        let mut scenario = Scenario::single(manner, home());
        prepare(&mut scenario);
        let mut field = Self {
            sky: Sky::new(scenario),
            events: Vec::new(),
        };
        field.wait(12.0);
        field
    }

    pub(crate) fn vehicle(&self) -> &Vehicle {
        self.sky.vehicle(0).unwrap()
    }

    pub(crate) fn command(&mut self) -> &mut crate::vehicle::autopilot::Autopilot {
        self.sky.vehicle_mut(0).unwrap().autopilot()
    }

    pub(crate) fn wait(&mut self, seconds: f64) {
        self.until(seconds, |_| false);
    }

    /// Steps until something holds; says whether it did within the time.
    pub(crate) fn until(&mut self, seconds: f64, mut holds: impl FnMut(&Vehicle) -> bool) -> bool {
        let end = self.sky.now() + Duration::from_secs_f64(seconds);
        while self.sky.now() < end {
            self.sky.step();
            while let Some(event) = self.command().poll_event() {
                self.events.push(event);
            }
            if holds(self.vehicle()) {
                return true;
            }
        }
        false
    }

    pub(crate) fn said(&self, words: &str) -> bool {
        self.events.iter().any(|event| match event {
            AutopilotEvent::Text { text, .. } => text.contains(words),
            _ => false,
        })
    }

    pub(crate) fn texts(&self) -> Vec<&str> {
        self.events
            .iter()
            .filter_map(|event| match event {
                AutopilotEvent::Text { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect()
    }

    /// Arms and climbs to a height above home, in the manner's own way.
    pub(crate) fn take_off(&mut self, height_m: f64) {
        if self.command().manner() == Manner::ArduPilot {
            self.command().set_mode(FlightMode::Guided).unwrap();
        }
        self.command().arm(false).unwrap();
        self.command().take_off(height_m).unwrap();
        let up = self.until(60.0, |v| -v.truth().position_ned_m.z > height_m - 0.7);
        assert!(up, "{:?}", self.texts());
        self.wait(3.0);
    }
}

#[test]
fn it_takes_off_holds_and_lands_where_it_stood() {
    for manner in BOTH {
        let mut field = Field::new(manner, |_| ());
        field.take_off(20.0);
        let truth = *field.vehicle().truth();
        assert!((-truth.position_ned_m.z - 20.0).abs() < 1.5, "{truth:?}");
        assert_eq!(field.vehicle().asked().landed(), LandedState::InAir);
        field.command().land().unwrap();
        let down = field.until(90.0, |v| !v.asked().is_armed());
        assert!(down, "{manner:?} {:?}", field.texts());
        let truth = field.vehicle().truth();
        assert!(truth.position_ned_m.xy().norm() < 1.5, "{truth:?}");
        assert!(truth.impact_m_s < 1.0, "{truth:?}");
    }
}

/// An item at metres north and east of home and a height above it.
pub(crate) fn item(command: u16, north_m: f64, east_m: f64, height_m: f64) -> Item {
    let bearing = east_m.atan2(north_m).to_degrees();
    let place = home().offset(bearing, north_m.hypot(east_m));
    Item {
        command,
        frame: 6,
        params: [0.0; 4],
        x: place.latitude_deg(),
        y: place.longitude_deg(),
        z: height_m,
        autocontinue: true,
    }
}

/// Corners of a small survey: north, east, metres.
pub(crate) const CORNERS: [[f64; 2]; 6] = [
    [60.0, 20.0],
    [260.0, 20.0],
    [260.0, 50.0],
    [60.0, 50.0],
    [60.0, 80.0],
    [260.0, 80.0],
];

/// The survey as a mission that ends with the way home.
pub(crate) fn survey(manner: Manner) -> Vec<Item> {
    let mut items = Vec::new();
    if manner == Manner::ArduPilot {
        items.push(item(16, 0.0, 0.0, 0.0));
    }
    items.push(item(22, 0.0, 0.0, 40.0));
    items.extend(CORNERS.map(|[north, east]| item(16, north, east, 40.0)));
    items.push(item(20, 0.0, 0.0, 0.0));
    items
}

pub(crate) fn start(field: &mut Field, items: Vec<Item>) {
    field.command().set_mission(items).unwrap();
    match field.command().manner() {
        Manner::ArduPilot => {
            field.command().set_mode(FlightMode::Guided).unwrap();
            field.command().arm(false).unwrap();
            field.command().set_mode(FlightMode::Mission).unwrap();
        }
        Manner::Px4 => {
            field.command().set_mode(FlightMode::Mission).unwrap();
            field.command().arm(false).unwrap();
        }
    }
    field.command().start_mission(None).unwrap();
}

/// How far a place is beside the nearest line of the survey, metres.
fn off_lines_m(here: Vector3<f64>) -> f64 {
    CORNERS
        .windows(2)
        .map(|pair| {
            let from = nalgebra::Vector2::from(pair[0]);
            let leg = nalgebra::Vector2::from(pair[1]) - from;
            let share = ((here.xy() - from).dot(&leg) / leg.norm_squared()).clamp(0.0, 1.0);
            (here.xy() - from - leg * share).norm()
        })
        .fold(f64::MAX, f64::min)
}

/// Stated tolerance: 2 m of the truth beside the line, in 8 m/s with gusts to 12 m/s; of this
/// the receiver's own error is up to 1.3 m.
#[test]
fn a_mission_is_flown_on_its_lines_in_gusty_wind() {
    for manner in BOTH {
        let mut field = Field::new(manner, |scenario| {
            scenario.wind.push((
                missions::time::BootTime::ZERO,
                Wind {
                    speed_m_s: 8.0,
                    from_deg: 250.0,
                    gust_m_s: 4.0,
                },
            ));
        });
        start(&mut field, survey(manner));
        let first = field.command().mission().first() + 1;
        let mut worst: f64 = 0.0;
        let mut height: f64 = 0.0;
        let done = field.until(400.0, |vehicle| {
            let current = vehicle.asked().mission().current();
            if (first + 1..first + 6).contains(&current) {
                let here = vehicle.truth().position_ned_m;
                worst = worst.max(off_lines_m(here));
                height = height.max((-here.z - 40.0).abs());
            }
            current == first + 6
        });
        assert!(done, "{manner:?}: {:?}", field.texts());
        assert!(worst < 2.0, "{manner:?}: {worst} m beside the line");
        assert!(height < 2.5, "{manner:?}: {height} m off its height");
        let home = field.until(400.0, |vehicle| !vehicle.asked().is_armed());
        assert!(home, "{manner:?}: {:?}", field.texts());
        let truth = field.vehicle().truth();
        assert!(truth.position_ned_m.xy().norm() < 2.0, "{truth:?}");
    }
}

#[test]
fn items_are_told_as_reached_in_order() {
    for manner in BOTH {
        let mut field = Field::new(manner, |_| ());
        start(&mut field, survey(manner));
        assert!(field.until(600.0, |vehicle| !vehicle.asked().is_armed()));
        let reached: Vec<u16> = field
            .events
            .iter()
            .filter_map(|event| match event {
                AutopilotEvent::ItemReached(index) => Some(*index),
                _ => None,
            })
            .collect();
        let first = field.command().mission().first();
        assert_eq!(
            reached,
            (first..first + 8).collect::<Vec<_>>(),
            "{manner:?}"
        );
        assert!(field.events.contains(&AutopilotEvent::MissionFinished));
    }
}

#[test]
fn return_climbs_comes_home_and_lands() {
    for (manner, height_m) in [(Manner::ArduPilot, 15.0), (Manner::Px4, 60.0)] {
        let mut field = Field::new(manner, |_| ());
        field.take_off(10.0);
        let away = super::super::autopilot::GoTo {
            position: Some(home().offset(45.0, 150.0)),
            height: None,
            yaw_deg: None,
            speed_m_s: None,
        };
        field.command().go_to(away).unwrap();
        assert!(field.until(60.0, |v| v.truth().position_ned_m.xy().norm() > 145.0));
        field.wait(5.0);
        field.command().return_home().unwrap();
        let mut highest: f64 = 0.0;
        let down = field.until(300.0, |vehicle| {
            highest = highest.max(-vehicle.truth().position_ned_m.z);
            !vehicle.asked().is_armed()
        });
        assert!(down, "{manner:?}: {:?}", field.texts());
        assert!((highest - height_m).abs() < 2.5, "{manner:?}: {highest}");
        let truth = field.vehicle().truth();
        assert!(truth.position_ned_m.xy().norm() < 2.0, "{truth:?}");
    }
}

#[test]
fn a_weak_motor_is_compensated() {
    let mut field = Field::new(Manner::ArduPilot, |scenario| {
        scenario.vehicles[0].faults.push(crate::faults::Fault {
            window: crate::faults::Window {
                from: missions::time::BootTime::from_secs_f64(40.0),
                to: None,
            },
            kind: VehicleFault::MotorWeakness {
                motor: 2,
                left: 0.75,
            },
        });
    });
    field.take_off(20.0);
    assert!(field.sky.now().as_secs_f64() < 40.0);
    let mut worst: f64 = 0.0;
    field.until(40.0, |vehicle| {
        let truth = vehicle.truth();
        worst = worst.max((truth.position_ned_m.z + 20.0).abs());
        worst = worst.max(truth.position_ned_m.xy().norm());
        false
    });
    assert!(worst < 3.0, "{worst}");
    assert!(field.said("Arming motors"));
}
