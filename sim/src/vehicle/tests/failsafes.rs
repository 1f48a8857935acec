//! What goes wrong, and what each manner makes of it.

use missions::plan::item::Item;
use missions::time::BootTime;

use super::flights::{BOTH, Field, home, item};
use crate::faults::{Fault, VehicleFault, Window};
use crate::scenario::Scenario;
use crate::vehicle::Vehicle;
use crate::vehicle::autopilot::{Denied, GoTo, LandedState, Sticks};
use crate::vehicle::modes::{FlightMode, Manner};

fn fault(scenario: &mut Scenario, from_s: f64, to_s: Option<f64>, kind: VehicleFault) {
    scenario.vehicles[0].faults.push(Fault {
        window: Window {
            from: BootTime::from_secs_f64(from_s),
            to: to_s.map(BootTime::from_secs_f64),
        },
        kind,
    });
}

fn parameter(scenario: &mut Scenario, name: &str, value: f64) {
    scenario.vehicles[0]
        .parameters
        .insert(name.to_owned(), value);
}

fn go(bearing_deg: f64, distance_m: f64) -> GoTo {
    GoTo {
        position: Some(home().offset(bearing_deg, distance_m)),
        height: None,
        yaw_deg: None,
        speed_m_s: None,
    }
}

fn away_m(vehicle: &Vehicle) -> f64 {
    vehicle.truth().position_ned_m.xy().norm()
}

/// A square fence of ±80 m about home.
fn fence() -> Vec<Item> {
    [[80.0, 80.0], [80.0, -80.0], [-80.0, -80.0], [-80.0, 80.0]]
        .map(|[north, east]| {
            let mut vertex = item(5001, north, east, 0.0);
            vertex.params[0] = 4.0;
            vertex
        })
        .to_vec()
}

#[test]
fn a_breach_of_the_fence_leads_home() {
    for (manner, words) in [
        (Manner::ArduPilot, "Polygon fence breached"),
        (Manner::Px4, "Geofence violation"),
    ] {
        let mut field = Field::new(manner, |scenario| match manner {
            Manner::ArduPilot => parameter(scenario, "FENCE_ENABLE", 1.0),
            Manner::Px4 => parameter(scenario, "GF_ACTION", 3.0),
        });
        field.command().set_fence(fence()).unwrap();
        field.take_off(20.0);
        field.command().go_to(go(0.0, 140.0)).unwrap();
        let turned = field.until(60.0, |v| v.asked().mode() == FlightMode::Return);
        assert!(turned && field.said(words), "{:?}", field.texts());
        assert!(away_m(field.vehicle()) < 84.0);
        assert!(field.until(200.0, |v| !v.asked().is_armed()));
        assert!(away_m(field.vehicle()) < 2.0);
        assert_eq!(field.command().fence().breach().count, 1);
    }
}

#[test]
fn without_an_action_a_breach_is_only_told() {
    let mut field = Field::new(Manner::ArduPilot, |scenario| {
        parameter(scenario, "FENCE_ENABLE", 1.0);
        parameter(scenario, "FENCE_ACTION", 0.0);
        parameter(scenario, "FENCE_RADIUS", 50.0);
    });
    field.take_off(10.0);
    field.command().go_to(go(90.0, 70.0)).unwrap();
    assert!(field.until(60.0, |v| away_m(v) > 68.0));
    assert_eq!(field.command().mode(), FlightMode::Guided);
    assert!(field.said("Circle fence breached"));
}

#[test]
fn outside_its_fence_it_does_not_arm() {
    let mut field = Field::new(Manner::ArduPilot, |scenario| {
        parameter(scenario, "FENCE_ENABLE", 1.0);
    });
    let far = fence()
        .into_iter()
        .map(|vertex| Item {
            x: vertex.x + 0.01,
            ..vertex
        })
        .collect();
    field.command().set_fence(far).unwrap();
    field.command().set_mode(FlightMode::Guided).unwrap();
    let denied = field.command().arm(false).unwrap_err();
    assert!(denied.to_string().contains("outside Fence"), "{denied}");
    field.command().arm(true).unwrap();
}

#[test]
fn a_low_battery_brings_it_home() {
    for (manner, words) in [
        (Manner::ArduPilot, "Battery Failsafe"),
        (Manner::Px4, "Critical battery level"),
    ] {
        let mut field = Field::new(manner, |scenario| {
            scenario.vehicles[0].charge = 0.20;
            match manner {
                Manner::ArduPilot => parameter(scenario, "BATT_LOW_VOLT", 21.9),
                Manner::Px4 => parameter(scenario, "COM_LOW_BAT_ACT", 3.0),
            }
        });
        field.take_off(20.0);
        field.command().go_to(go(0.0, 60.0)).unwrap();
        let turned = field.until(900.0, |v| v.asked().mode() == FlightMode::Return);
        assert!(
            turned && field.said(words),
            "{manner:?} {:?}",
            field.texts()
        );
        assert!(
            field.until(200.0, |v| !v.asked().is_armed()),
            "{:?}",
            field.texts()
        );
        assert!(away_m(field.vehicle()) < 2.0);
        assert!(!field.vehicle().battery().is_empty());
    }
}

#[test]
fn a_failed_cell_is_a_low_battery() {
    let mut field = Field::new(Manner::ArduPilot, |scenario| {
        let kind = VehicleFault::CellFailure {
            drop_v: 1.5,
            added_ohm: 0.0,
        };
        fault(scenario, 40.0, None, kind);
        scenario.vehicles[0].charge = 0.5;
    });
    field.take_off(15.0);
    let failing = field.until(60.0, |v| v.asked().mode() == FlightMode::Return);
    assert!(failing, "{:?}", field.texts());
    assert!(field.vehicle().battery().cell_v(0) < 2.5);
}

#[test]
fn without_gnss_ardupilot_lands_and_px4_descends() {
    for (manner, mode) in [
        (Manner::ArduPilot, FlightMode::Land),
        (Manner::Px4, FlightMode::Descend),
    ] {
        let mut field = Field::new(manner, |scenario| {
            fault(scenario, 40.0, None, VehicleFault::GnssLoss {});
        });
        field.take_off(20.0);
        assert!(field.sky.now().as_secs_f64() < 40.0);
        let failing = field.until(60.0, |v| v.asked().mode() == mode);
        assert!(failing, "{manner:?} {:?}", field.texts());
        let waited_s = field.sky.now().as_secs_f64() - 40.0;
        assert!((4.0..12.0).contains(&waited_s), "{manner:?}: {waited_s}");
        assert!(
            field.until(120.0, |v| !v.asked().is_armed()),
            "{:?}",
            field.texts()
        );
        assert!(field.vehicle().truth().impact_m_s < 1.2);
    }
}

#[test]
fn without_gnss_a_px4_with_a_pilot_holds_its_height() {
    let mut field = Field::new(Manner::Px4, |scenario| {
        fault(scenario, 40.0, None, VehicleFault::GnssLoss {});
    });
    field.take_off(20.0);
    for _ in 0..60 {
        field.command().hear_pilot(Some(Sticks::default()));
        field.wait(0.5);
    }
    assert_eq!(field.command().mode(), FlightMode::AltitudeHold);
    let height = -field.vehicle().truth().position_ned_m.z;
    assert!((height - 20.0).abs() < 4.0, "{height}");
}

#[test]
fn a_short_loss_of_gnss_is_bridged() {
    for manner in BOTH {
        let mut field = Field::new(manner, |scenario| {
            fault(scenario, 40.0, Some(41.5), VehicleFault::GnssLoss {});
        });
        field.take_off(20.0);
        let mode = field.command().mode();
        field.wait(20.0);
        assert_eq!(field.command().mode(), mode, "{:?}", field.texts());
        assert!(away_m(field.vehicle()) < 4.0);
    }
}

#[test]
fn a_jump_is_not_believed_at_once() {
    let mut field = Field::new(Manner::ArduPilot, |scenario| {
        let kind = VehicleFault::GnssJump {
            north_m: 200.0,
            east_m: 0.0,
            up_m: 0.0,
        };
        fault(scenario, 40.0, Some(43.0), kind);
    });
    field.take_off(20.0);
    field.wait(25.0);
    assert!(field.said("GPS Glitch") && field.said("Glitch cleared"));
    assert!(away_m(field.vehicle()) < 5.0, "{}", away_m(field.vehicle()));
}

#[test]
fn the_pilot_s_sticks_win_over_a_px4_that_flies_by_itself() {
    let mut field = Field::new(Manner::Px4, |_| ());
    field.take_off(20.0);
    field.command().go_to(go(0.0, 300.0)).unwrap();
    field.wait(5.0);
    let push = Sticks {
        pitch: -0.6,
        ..Sticks::default()
    };
    field.command().hear_pilot(Some(push));
    field.wait(0.1);
    assert_eq!(field.command().mode(), FlightMode::PositionHold);
    assert!(field.said("Pilot took over"));
    for _ in 0..6 {
        field.command().hear_pilot(Some(push));
        field.wait(1.0);
    }
    assert!(field.vehicle().truth().velocity_ned_m_s.x < -2.0);
}

#[test]
fn a_trembling_stick_does_not_take_over() {
    let mut field = Field::new(Manner::Px4, |_| ());
    field.take_off(20.0);
    let mode = field.command().mode();
    field.command().hear_pilot(Some(Sticks {
        roll: 0.1,
        ..Sticks::default()
    }));
    field.wait(0.5);
    assert_eq!(field.command().mode(), mode);
}

#[test]
fn a_lost_ground_station_does_what_the_parameter_says() {
    for (manner, name, value) in [
        (Manner::ArduPilot, "FS_GCS_ENABLE", 1.0),
        (Manner::Px4, "NAV_DLL_ACT", 2.0),
    ] {
        for (set, expected) in [(value, true), (0.0, false)] {
            let mut field = Field::new(manner, |scenario| parameter(scenario, name, set));
            field.take_off(10.0);
            field.command().hear_ground();
            field.wait(30.0);
            let comes_home =
                field.command().mode() == FlightMode::Return || !field.command().is_armed();
            assert_eq!(comes_home, expected, "{manner:?} {:?}", field.texts());
        }
    }
}

#[test]
fn it_does_not_arm_before_it_knows_where_it_is() {
    for manner in BOTH {
        let mut field = Field::new(manner, |scenario| {
            fault(scenario, 0.0, None, VehicleFault::GnssLoss {});
        });
        if manner == Manner::ArduPilot {
            field.command().set_mode(FlightMode::Guided).unwrap();
        }
        let denied = field.command().arm(false).unwrap_err();
        assert!(matches!(denied, Denied::NotReady(_)));
        assert!(
            denied
                .to_string()
                .to_lowercase()
                .contains("position estimate")
        );
    }
}

#[test]
fn orders_that_mean_nothing_are_refused() {
    let mut field = Field::new(Manner::ArduPilot, |_| ());
    assert_eq!(field.command().go_to(go(0.0, 10.0)), Err(Denied::NotArmed));
    field.take_off(10.0);
    assert!(field.command().take_off(f64::NAN).is_err());
    let mut order = go(0.0, 10.0);
    order.yaw_deg = Some(f64::NAN);
    assert!(field.command().go_to(order).is_err());
    assert!(field.command().set_current_item(99).is_err());
    assert!(field.command().set_mode(FlightMode::Mission).is_err());
}

/// `AP_Arming_Copter::disarm` says `set_land_complete(true)`; a PX4 needs a second of it.
#[test]
fn a_vehicle_that_is_disarmed_in_the_air_says_that_it_stands_while_it_falls() {
    for manner in BOTH {
        let mut field = Field::new(manner, |_| ());
        field.take_off(40.0);
        field.command().disarm(true).unwrap();
        let is_landed = field.vehicle().asked().landed() == LandedState::OnGround;
        assert_eq!(is_landed, manner == Manner::ArduPilot);
        field.wait(1.5);
        assert_eq!(field.vehicle().asked().landed(), LandedState::OnGround);
        assert!(
            -field.vehicle().truth().position_ned_m.z > 10.0,
            "{manner:?}"
        );
    }
}
