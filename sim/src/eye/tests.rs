//! A vehicle's camera before a ship.

use std::time::Duration;

use missions::link::command::Command;
use missions::link::dialect::MavCmd;
use missions::link::wire::Writer;
use missions::link::{Endpoint, Transmit};

use crate::World;
use crate::berth::Berth;
use crate::eye::{Frame, Optics};
use crate::scenario::Scenario;
use crate::vehicle::modes::Manner;
use missions::geodesy::Position;
use missions::ship::{Side, Station};

/// A vehicle that stands 13 m off the midship marks of the starboard side, 4 m above the sea, and
/// looks at them; small pictures.
fn world(change: impl Fn(&mut Optics)) -> World {
    let berth = Berth::at(Position::new(53.55, 8.5).unwrap(), 60.0);
    let mut scenario =
        Scenario::single(Manner::ArduPilot, berth.position.offset(150.0, 15.0 + 13.0));
    scenario.vehicles[0].ground_m = 4.0;
    scenario.vehicles[0].heading_deg = 330.0;
    let mut optics = Optics {
        size_px: [320, 240],
        focal_mm: [8.0, 32.0],
        ..Optics::default()
    };
    change(&mut optics);
    scenario.ship = Some(berth);
    scenario.camera = Some((0, optics));
    World::new(&scenario, 3)
}

fn say(world: &mut World, component: u8, command: MavCmd, params: &[f32]) {
    let message = Command::long(command, params).to_message(Endpoint::new(1, component), 0);
    let frame = Writer::new().frame(&Transmit::new(Endpoint::new(255, 190), message));
    world.send(0, &frame);
}

/// Pitch against the horizon, yaw from the nose.
fn point(world: &mut World, pitch_deg: f32, yaw_deg: f32) {
    let nan = f32::NAN;
    let params = [pitch_deg, yaw_deg, nan, nan, 0.0, 0.0, 0.0];
    say(
        world,
        1,
        MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW,
        &params,
    );
}

/// The last picture after some seconds with the camera 17° down.
fn seen(world: &mut World, seconds: u64) -> Frame {
    point(world, -17.0, 0.0);
    world.run_for(Duration::from_secs(seconds));
    world.picture().unwrap()
}

#[test]
fn a_vehicle_beside_a_ship_sees_the_column_that_it_looks_at() {
    let frame = seen(&mut world(|_| {}), 4);
    let column = frame.truth.column.unwrap();
    assert_eq!(
        (column.station, column.side),
        (Station::Midships, Side::Starboard)
    );
    let [x, y] = column.waterline_px.unwrap();
    // Midships marks are half a metre abaft midships, to the left of who looks to port.
    let gsd_m = column.gsd_mm_px * 1e-3;
    assert!(((160.0 - x) * gsd_m - 0.5).abs() < 0.25, "{x}");
    assert!((100.0..140.0).contains(&y), "{y}");
    let focal_px = 8.0 / 6.4 * 320.0;
    assert!((gsd_m - 13.6 / focal_px).abs() < 0.001, "{gsd_m}");
    assert!((column.draught_m - column.still_draught_m).abs() < 0.2);
    assert_eq!(frame.rgb.len(), 320 * 240 * 3);
}

#[test]
fn zooming_brings_it_nearer() {
    let mut world = world(|_| {});
    let wide = seen(&mut world, 4).truth.column.unwrap();
    let focal_length = 3.0;
    say(
        &mut world,
        100,
        MavCmd::MAV_CMD_SET_CAMERA_ZOOM,
        &[focal_length, 16.0],
    );
    let near = seen(&mut world, 4).truth;
    assert!((near.focal_mm - 16.0).abs() < 0.01);
    let near = near.column.unwrap();
    assert!(
        (near.gsd_mm_px / wide.gsd_mm_px - 0.5).abs() < 0.02,
        "{near:?}"
    );
}

#[test]
fn one_seed_takes_one_set_of_pictures() {
    let film = || -> Vec<Frame> {
        let mut world = world(|optics| optics.size_px = [96, 64]);
        (0..4).map(|_| seen(&mut world, 1)).collect()
    };
    for (one, other) in film().iter().zip(film()) {
        assert_eq!(one.truth, other.truth);
        assert!(one.rgb == other.rgb);
    }
}

#[test]
fn what_is_far_from_the_ship_is_water_and_sky() {
    let mut world = world(|optics| optics.size_px = [96, 64]);
    point(&mut world, 0.0, 180.0);
    world.run_for(Duration::from_secs(4));
    let frame = world.picture().unwrap();
    assert_eq!(frame.truth.column, None);
    let row = |row: usize| frame.rgb[row * 96 * 3];
    assert!(row(2) > row(60), "sky above, water below");
}

#[test]
fn a_camera_without_a_ship_and_an_odd_picture_are_refused() {
    let check = |text: &str, words: &str| {
        let text = format!("[[vehicles]]\nhome = [51.95, 4.05]\n{text}");
        let told = Scenario::parse(&text).unwrap_err().to_string();
        assert!(told.contains(words), "{told}");
    };
    check("[camera]\n", "no [ship]");
    let ship = "[ship]\nposition = [51.951, 4.05]\n";
    check(
        &format!("{ship}[camera]\nsize_px = [321, 240]"),
        "321 × 240",
    );
    check(&format!("{ship}[camera]\nvehicle = \"bravo\""), "\"bravo\"");
    check(&format!("{ship}swing_deg = 90"), "swing_deg is 90");
    check(
        &format!("{ship}[ship.loading]\ndraught_m = 30"),
        "draught_m",
    );
}
