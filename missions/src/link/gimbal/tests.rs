//! Both halves against each other, and the server against what MAVSDK sends.

use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::camera::gimbal::Gimbal;
use crate::geodesy::Position;
use crate::link::command::{Command, Outcome};
use crate::link::dialect::{MavCmd, MavFrame, MavMessage, MavResult};
use crate::link::pair::{Network, Pair};
use crate::link::{Conversation, Endpoint};
use crate::telemetry::{VehicleState, YawFrame};
use crate::time::BootTime;

const STATION: Endpoint = Endpoint::new(255, 190);
const OTHER: Endpoint = Endpoint::new(254, 190);
const VEHICLE: Endpoint = Endpoint::new(1, 1);
const MINUTE: Duration = Duration::from_mins(1);

fn server() -> Server {
    Server::new(VEHICLE, Profile::new(&Gimbal::default()))
}

fn pair(network: Network, seed: u64) -> Pair<Client, Server> {
    Pair::new(Client::new(STATION, VEHICLE), server(), network, seed)
}

/// Runs until a command is over; its outcome.
fn outcome(
    pair: &mut Pair<Client, Server>,
    act: impl FnOnce(&mut Client, BootTime) -> crate::link::command::Ticket,
) -> Outcome {
    let now = pair.now;
    let mine = act(&mut pair.client, now);
    let mut found = None;
    pair.run_until(MINUTE, |pair| {
        found = pair.client_events.iter().find_map(|event| match event {
            ClientEvent::Done { ticket, outcome } if *ticket == mine => Some(*outcome),
            _ => None,
        });
        found.is_some()
    });
    found.expect("the command did not end")
}

#[test]
fn a_gimbal_is_found_taken_turned_and_given_back_over_a_bad_link() {
    for seed in 1..=5 {
        let mut pair = pair(Network::lossy(0.3), seed);
        let accepted = Outcome::Accepted(0);
        assert_eq!(outcome(&mut pair, Client::discover), accepted);
        pair.run(Duration::from_secs(3));
        assert_eq!(outcome(&mut pair, Client::take_control), accepted);
        pair.run(Duration::from_secs(3));
        assert!(pair.client.is_ours());
        let down = |client: &mut Client, now| client.point(now, -1.0, 0.5, YawFrame::Vehicle);
        assert_eq!(outcome(&mut pair, down), accepted);
        for _ in 0..100 {
            let now = pair.now;
            pair.server.step(now, &Pose::default());
            pair.run(Duration::from_millis(50));
        }
        let last = pair
            .client_events
            .iter()
            .rev()
            .find_map(|event| match event {
                ClientEvent::Attitude(gimbal) => Some(*gimbal),
                _ => None,
            });
        let last = last.expect("no attitude came");
        assert_eq!(last.yaw_frame, YawFrame::Vehicle);
        assert!((last.attitude.pitch_rad + 1.0).abs() < 1e-3);
        assert!((last.attitude.yaw_rad - 0.5).abs() < 1e-3);
        assert_eq!(outcome(&mut pair, Client::release_control), accepted);
        pair.run(Duration::from_secs(3));
        assert!(!pair.client.is_ours());
        assert_eq!(pair.server.control().primary, None);
    }
}

#[test]
fn only_who_is_in_control_steers() {
    let mut pair = pair(Network::PERFECT, 1);
    let control = [254.0, 190.0, -1.0, -1.0, 0.0, 0.0, 0.0];
    let configure = Command::long(MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE, &control);
    let message = configure.to_message(VEHICLE, 0);
    pair.server.handle(BootTime::ZERO, OTHER, &message);
    let down = |client: &mut Client, now| client.point(now, -1.0, 0.0, YawFrame::Vehicle);
    let denied = Outcome::Refused(MavResult::MAV_RESULT_DENIED, 0);
    assert_eq!(outcome(&mut pair, down), denied);
    pair.client.stream(-1.0, 0.0, YawFrame::Vehicle);
    pair.run(Duration::from_secs(1));
    assert_eq!(pair.server.device().target(), Target::Neutral);
    outcome(&mut pair, Client::take_control);
    pair.client.stream(-1.0, 0.0, YawFrame::Vehicle);
    pair.run(Duration::from_secs(1));
    let Target::Angles { pitch_rad, .. } = pair.server.device().target() else {
        panic!("{:?}", pair.server.device().target());
    };
    assert!((pitch_rad + 1.0).abs() < 1e-6);
}

#[test]
fn a_place_is_looked_at_and_left() {
    let here = Position::new(1.25, 103.8).unwrap();
    let mut pair = pair(Network::PERFECT, 1);
    outcome(&mut pair, Client::discover);
    let there = here.offset(0.0, 50.0);
    let look = |client: &mut Client, now| client.look_at(now, there, 5.0);
    assert_eq!(outcome(&mut pair, look), Outcome::Accepted(0));
    let Target::Place {
        position,
        height_above_sea_m,
    } = pair.server.device().target()
    else {
        panic!("{:?}", pair.server.device().target());
    };
    assert!(position.distance_m(there) < 0.02);
    assert!((height_above_sea_m - 5.0).abs() < 1e-6);
    outcome(&mut pair, Client::look_ahead);
    assert_eq!(pair.server.device().target(), Target::Neutral);
}

/// Sends the server a command from the station; what it acknowledges with, if it does.
fn answer(server: &mut Server, command: &Command) -> Option<MavResult> {
    let message = command.to_message(VEHICLE, 0);
    assert!(!matches!(command, Command::Int { .. }) || server.answers(&message));
    server.handle(BootTime::ZERO, STATION, &message);
    let mut result = None;
    while let Some(transmit) = server.poll_transmit() {
        if let MavMessage::COMMAND_ACK(ack) = transmit.message {
            result = Some(ack.result);
        }
    }
    result
}

/// The forms are those of MAVSDK's gimbal plugin: angles in a COMMAND_LONG, rates in a
/// COMMAND_INT with the flags in x and the device in z, a place above home.
#[test]
fn what_mavsdk_sends_is_understood() {
    let accepted = Some(MavResult::MAV_RESULT_ACCEPTED);
    let mut server = server();
    let nan = f32::NAN;
    let control = [255.0, 190.0, 255.0, 190.0, 0.0, 0.0, 1.0];
    let configure = Command::long(MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE, &control);
    assert_eq!(answer(&mut server, &configure), accepted);
    assert_eq!(server.control().primary, Some(STATION));
    let angles = [-30.0, 20.0, nan, nan, 28.0, 0.0, 1.0];
    let point = Command::long(MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW, &angles);
    assert_eq!(answer(&mut server, &point), accepted);
    let Target::Angles {
        pitch_rad,
        yaw_rad,
        yaw_frame,
    } = server.device().target()
    else {
        panic!("{:?}", server.device().target());
    };
    assert!((pitch_rad.to_degrees() + 30.0).abs() < 1e-5);
    assert!((yaw_rad.to_degrees() - 20.0).abs() < 1e-5);
    assert_eq!(yaw_frame, YawFrame::Earth);
    let turn = Command::Int {
        command: MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW,
        frame: MavFrame::MAV_FRAME_GLOBAL,
        params: [nan, nan, 10.0, -5.0],
        x: 12,
        y: 0,
        z: 1.0,
    };
    assert_eq!(answer(&mut server, &turn), accepted);
    let Target::Rates {
        yaw_rad_s,
        yaw_frame,
        ..
    } = server.device().target()
    else {
        panic!("{:?}", server.device().target());
    };
    assert!((yaw_rad_s.to_degrees() + 5.0).abs() < 1e-5);
    assert_eq!(yaw_frame, YawFrame::Vehicle);
    server.step(
        BootTime::ZERO,
        &Pose {
            height_above_sea_m: 120.0,
            height_above_home_m: 100.0,
            ..Pose::default()
        },
    );
    let roi = Command::Int {
        command: MavCmd::MAV_CMD_DO_SET_ROI_LOCATION,
        frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT,
        params: [1.0, 0.0, 0.0, 0.0],
        x: 519_500_000,
        y: 40_500_000,
        z: 10.0,
    };
    assert_eq!(answer(&mut server, &roi), accepted);
    let Target::Place {
        height_above_sea_m, ..
    } = server.device().target()
    else {
        panic!("{:?}", server.device().target());
    };
    assert!((height_above_sea_m - 30.0).abs() < 1e-9);
    let release = [-3.0, -3.0, -3.0, -3.0, 0.0, 0.0, 1.0];
    let release = Command::long(MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE, &release);
    assert_eq!(answer(&mut server, &release), accepted);
    assert_eq!(server.control(), Control::default());
}

#[test]
fn commands_of_the_autopilot_are_left_to_it() {
    let mut server = server();
    let check = |server: &mut Server, command: &Command, ours: bool| {
        let message = command.to_message(VEHICLE, 0);
        assert_eq!(server.answers(&message), ours);
        assert_eq!(answer(server, command).is_some(), ours);
    };
    let arm = Command::long(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM, &[1.0]);
    check(&mut server, &arm, false);
    let request = |id| Command::long(MavCmd::MAV_CMD_REQUEST_MESSAGE, &[id]);
    check(&mut server, &request(148.0), false);
    check(&mut server, &request(280.0), true);
    check(&mut server, &request(283.0), true);
}

#[test]
fn a_vehicles_state_knows_where_its_gimbal_looks() {
    let mut server = server();
    server.handle_timeout(BootTime::ZERO);
    let mut state = VehicleState::default();
    while let Some(transmit) = server.poll_transmit() {
        state.update(BootTime::ZERO, &transmit.message);
    }
    let gimbal = state.gimbal.get().expect("no attitude");
    assert_eq!(gimbal.yaw_frame, YawFrame::Vehicle);
}

proptest! {
    #[test]
    fn any_command_leaves_the_gimbal_within_its_limits(
        params in any::<[f32; 7]>(), number in 0..4, x: i32, y: i32, as_int: bool,
    ) {
        let command = [
            MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW,
            MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE,
            MavCmd::MAV_CMD_DO_SET_ROI_LOCATION,
            MavCmd::MAV_CMD_REQUEST_MESSAGE,
        ][number as usize];
        let command = if as_int {
            let frame = MavFrame::MAV_FRAME_GLOBAL;
            let params = [params[0], params[1], params[2], params[3]];
            Command::Int { command, frame, params, x, y, z: 0.0 }
        } else {
            Command::Long { command, params }
        };
        let mut server = server();
        let here = Position::new(10.0, 20.0).unwrap();
        let pose = Pose { position: Some(here), ..Pose::default() };
        server.handle(BootTime::ZERO, STATION, &command.to_message(VEHICLE, 0));
        for tick in 0..20 {
            server.step(BootTime::from_millis(tick * 100), &pose);
            let attitude = server.device().attitude();
            prop_assert!((-1.571..=0.5237).contains(&attitude.pitch_rad), "{attitude:?}");
            prop_assert!(attitude.yaw_rad.abs() <= std::f64::consts::PI, "{attitude:?}");
        }
    }
}
