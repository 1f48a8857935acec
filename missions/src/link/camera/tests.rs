//! Both halves against each other, and the server against what MAVSDK sends.

use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::geodesy::Position;
use crate::link::command::{Command, Outcome, Ticket};
use crate::link::dialect::{MavCmd, MavFrame, MavMessage, MavResult};
use crate::link::pair::{Network, Pair};
use crate::link::{Conversation, Endpoint};
use crate::telemetry::Attitude;
use crate::time::{BootTime, UtcTime};

const STATION: Endpoint = Endpoint::new(255, 190);
const CAMERA: Endpoint = Endpoint::new(1, 100);
const MINUTE: Duration = Duration::from_mins(1);
const ACCEPTED: Outcome = Outcome::Accepted(0);

fn profile() -> Profile {
    Profile {
        vendor: "Shearwater".to_owned(),
        model: "Example, 8 mm".to_owned(),
        focal_mm: 8.0,
        sensor_mm: [13.2, 8.8],
        image_px: [5472, 3648],
        zoom: 4.0,
        gimbal: 1,
        storage_mib: 100.0,
        picture_mib: 8.0,
        streams: vec![Stream {
            name: "main".to_owned(),
            uri: "rtsp://127.0.0.1:8554/main".to_owned(),
            kind: StreamKind::Rtsp,
            size_px: [1280, 720],
            rate_hz: 25.0,
            bits_per_s: 4_000_000,
            thermal: false,
            running: false,
        }],
    }
}

fn server() -> Server {
    Server::new(CAMERA, profile())
}

type Both = Pair<Client, Server>;

fn pair(network: Network, seed: u64) -> Both {
    Pair::new(Client::new(STATION, CAMERA), server(), network, seed)
}

fn shot(number: usize) -> Shot {
    Shot {
        utc: Some(UtcTime::from_secs(1_795_330_800 + number as i64)),
        position: Position::new(51.95, 4.05).ok(),
        height_above_sea_m: 62.5,
        height_above_home_m: 60.0,
        attitude: Attitude {
            roll_rad: 0.0,
            pitch_rad: -1.2,
            yaw_rad: 0.7,
        },
        url: format!("http://127.0.0.1/{number}.jpg"),
        success: true,
    }
}

/// Runs until `limit`; as the camera's owner, takes each picture that it is told to.
fn photograph(pair: &mut Both, limit: Duration) -> usize {
    let mut told = pair.server_events.len();
    let mut taken = 0;
    pair.run_until(limit, |pair| {
        let captures = pair.server_events[told..].iter();
        let wanted = captures
            .filter(|event| **event == ServerEvent::Capture)
            .count();
        told = pair.server_events.len();
        for _ in 0..wanted {
            let now = pair.now;
            let number = pair.server.image_count() as usize;
            pair.server.captured(now, &shot(number));
            taken += 1;
        }
        false
    });
    taken
}

fn act(pair: &mut Both, order: impl FnOnce(&mut Client, BootTime) -> Ticket) -> Outcome {
    let now = pair.now;
    let mine = order(&mut pair.client, now);
    photograph(pair, MINUTE);
    let outcome = pair.client_events.iter().find_map(|event| match event {
        ClientEvent::Done { ticket, outcome } if *ticket == mine => Some(*outcome),
        _ => None,
    });
    outcome.expect("the command did not end")
}

/// The indices of the pictures that the client was told of, in rising order.
fn indices(pair: &Both) -> Vec<i32> {
    let told = pair.client_events.iter();
    let mut indices: Vec<i32> = told
        .filter_map(|event| match event {
            ClientEvent::Captured { index, .. } => Some(*index),
            _ => None,
        })
        .collect();
    indices.sort_unstable();
    indices
}

#[test]
fn a_camera_is_found_and_described() {
    let mut pair = pair(Network::PERFECT, 1);
    assert_eq!(act(&mut pair, Client::discover), ACCEPTED);
    let now = pair.now;
    pair.client.refresh(now);
    pair.run(MINUTE);
    let found = pair.client_events.iter().find_map(|event| match event {
        ClientEvent::Found(information) => Some(information),
        _ => None,
    });
    let found = found.expect("no information");
    assert_eq!(found.model, "Example, 8 mm");
    assert_eq!(found.image_px, [5472, 3648]);
    assert_eq!(found.focal_mm, Some(8.0));
    let storage = Storage {
        ready: true,
        total_mib: 100.0,
        free_mib: 100.0,
    };
    assert!(pair.client_events.contains(&ClientEvent::Storage(storage)));
    let stream = StreamReport {
        number: 1,
        stream: profile().streams.remove(0),
    };
    let stream = ClientEvent::Stream(Box::new(stream));
    assert!(pair.client_events.contains(&stream));
}

#[test]
fn a_picture_is_taken_once_whatever_is_lost() {
    for seed in 1..=20 {
        let mut pair = pair(Network::lossy(0.4), seed);
        act(&mut pair, Client::discover);
        assert_eq!(act(&mut pair, Client::take_picture), ACCEPTED, "{seed}");
        assert_eq!(pair.server.image_count(), 1, "seed {seed}");
    }
}

#[test]
fn a_picture_arrives_with_what_it_was_taken_from() {
    let mut pair = pair(Network::PERFECT, 1);
    act(&mut pair, Client::take_picture);
    let told = pair.client_events.iter().find_map(|event| match event {
        ClientEvent::Captured { index: 0, shot } => Some(shot),
        _ => None,
    });
    let told = told.expect("no picture");
    let expected = shot(0);
    assert_eq!((told.utc, &told.url), (expected.utc, &expected.url));
    assert_eq!(told.position, expected.position);
    assert_eq!(told.height_above_home_m, 60.0);
    assert!((told.attitude.pitch_rad + 1.2).abs() < 1e-6);
    assert!((told.attitude.yaw_rad - 0.7).abs() < 1e-6);
}

#[test]
fn pictures_at_an_interval_are_all_told_though_a_third_is_lost() {
    for seed in 1..=5 {
        let mut pair = pair(Network::PERFECT, seed);
        act(&mut pair, Client::take_picture);
        pair.set_network(Network::lossy(0.3));
        let series =
            |client: &mut Client, now| client.take_pictures(now, Duration::from_secs(2), Some(30));
        act(&mut pair, series);
        photograph(&mut pair, MINUTE);
        assert_eq!(pair.server.image_count(), 31, "seed {seed}");
        pair.set_network(Network::PERFECT);
        let now = pair.now;
        pair.client.refresh(now);
        photograph(&mut pair, MINUTE);
        assert_eq!(indices(&pair), (0..31).collect::<Vec<_>>(), "seed {seed}");
    }
}

#[test]
fn pictures_without_end_end_when_told() {
    let mut pair = pair(Network::PERFECT, 1);
    let now = pair.now;
    pair.client.take_pictures(now, Duration::from_secs(1), None);
    let taken = photograph(&mut pair, Duration::from_secs(10));
    assert!((10..=11).contains(&taken), "{taken}");
    let now = pair.now;
    pair.client.stop_pictures(now);
    assert!(photograph(&mut pair, MINUTE) <= 1);
}

#[test]
fn video_is_recorded_and_reported_every_second() {
    let mut pair = pair(Network::PERFECT, 1);
    assert_eq!(act(&mut pair, Client::start_video), ACCEPTED);
    assert!(pair.server.is_recording());
    let recorded = pair.client_events.iter().filter_map(|event| match event {
        ClientEvent::Status(status) => status.recording_s,
        _ => None,
    });
    let recorded: Vec<f64> = recorded.collect();
    assert!((58..=62).contains(&recorded.len()), "{}", recorded.len());
    assert!(recorded.last().is_some_and(|seconds| *seconds > 58.0));
    assert_eq!(act(&mut pair, Client::stop_video), ACCEPTED);
    assert_eq!(
        pair.server_events,
        [ServerEvent::Recording(true), ServerEvent::Recording(false)]
    );
}

#[test]
fn streams_mode_zoom_and_storage_do_as_told() {
    let mut pair = pair(Network::lossy(0.2), 1);
    let on = |client: &mut Client, now| client.stream(now, 1, true);
    assert_eq!(act(&mut pair, on), ACCEPTED);
    assert!(pair.server.profile().streams[0].running);
    let none = |client: &mut Client, now| client.stream(now, 2, true);
    let denied = Outcome::Refused(MavResult::MAV_RESULT_DENIED, 0);
    assert_eq!(act(&mut pair, none), denied);
    let video = |client: &mut Client, now| client.set_mode(now, Mode::Video);
    assert_eq!(act(&mut pair, video), ACCEPTED);
    assert_eq!(pair.server.mode(), Mode::Video);
    let half = |client: &mut Client, now| client.zoom_to(now, 50.0);
    assert_eq!(act(&mut pair, half), ACCEPTED);
    assert!((pair.server.zoom() - 2.5).abs() < 1e-9);
    act(&mut pair, Client::take_picture);
    assert_eq!(act(&mut pair, Client::format), ACCEPTED);
    assert_eq!(pair.server.image_count(), 0);
}

/// Sends the camera a command from the station; what it acknowledges with, and what it says.
fn answer(
    server: &mut Server,
    command: &Command,
    to: Endpoint,
) -> (Option<MavResult>, Vec<MavMessage>) {
    let message = command.to_message(to, 0);
    let answers = server.answers(&message);
    server.handle(BootTime::ZERO, STATION, &message);
    let (mut result, mut said) = (None, Vec::new());
    while let Some(transmit) = server.poll_transmit() {
        match transmit.message {
            MavMessage::COMMAND_ACK(ack) => result = Some(ack.result),
            other => said.push(other),
        }
    }
    assert_eq!(answers, result.is_some());
    (result, said)
}

#[test]
fn everything_that_is_asked_of_this_component_is_answered() {
    let check = |to: Endpoint, command: Command, expected: Option<MavResult>| {
        let (result, _) = answer(&mut server(), &command, to);
        assert_eq!(result, expected, "{command:?}");
    };
    let request = |id: f32| Command::long(MavCmd::MAV_CMD_REQUEST_MESSAGE, &[id]);
    let accepted = Some(MavResult::MAV_RESULT_ACCEPTED);
    let unsupported = Some(MavResult::MAV_RESULT_UNSUPPORTED);
    for id in [259.0, 260.0, 261.0, 262.0, 269.0, 270.0, 271.0] {
        check(CAMERA, request(id), accepted);
        check(Endpoint::new(1, 0), request(id), accepted);
        check(Endpoint::new(1, 101), request(id), None);
    }
    check(CAMERA, request(263.0), Some(MavResult::MAV_RESULT_DENIED));
    check(CAMERA, request(280.0), unsupported);
    check(Endpoint::ALL, request(280.0), None);
    let arm = Command::long(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM, &[1.0]);
    check(CAMERA, arm.clone(), unsupported);
    check(Endpoint::new(1, 0), arm, None);
}

/// MAVSDK zooms without end and stops, and asks for pictures from index 0 on.
#[test]
fn what_mavsdk_sends_is_understood() {
    let mut server = server();
    let zoom = |value| Command::long(MavCmd::MAV_CMD_SET_CAMERA_ZOOM, &[1.0, value]);
    let accepted = Some(MavResult::MAV_RESULT_ACCEPTED);
    assert_eq!(answer(&mut server, &zoom(1.0), CAMERA).0, accepted);
    for _ in 0..10 {
        let due = server.poll_timeout().unwrap();
        server.handle_timeout(due);
    }
    let zoomed = server.zoom();
    assert!((1.5..1.7).contains(&zoomed), "{zoomed}"); // 1 s at 20 %/s of 1 to 4
    assert_eq!(answer(&mut server, &zoom(0.0), CAMERA).0, accepted);
    assert_eq!(server.poll_timeout(), None);
    server.captured(BootTime::ZERO, &shot(0));
    server.captured(BootTime::ZERO, &shot(1));
    let from = |first: f32, last: f32| {
        let params = [263.0, first, last];
        Command::long(MavCmd::MAV_CMD_REQUEST_MESSAGE, &params)
    };
    while server.poll_transmit().is_some() {}
    assert_eq!(answer(&mut server, &from(0.0, 0.0), CAMERA).1.len(), 1);
    assert_eq!(answer(&mut server, &from(-1.0, 0.0), CAMERA).1.len(), 2);
    assert_eq!(answer(&mut server, &from(0.0, -1.0), CAMERA).1.len(), 2);
}

#[test]
fn a_name_that_is_too_long_is_cut_at_a_character_and_ends_with_nul() {
    let mut profile = profile();
    profile.model = "ä".repeat(40);
    let mut server = Server::new(CAMERA, profile);
    let request = Command::long(MavCmd::MAV_CMD_REQUEST_MESSAGE, &[259.0]);
    let (_, said) = answer(&mut server, &request, CAMERA);
    let [MavMessage::CAMERA_INFORMATION(m)] = said.as_slice() else {
        panic!("{said:?}");
    };
    assert_eq!(&m.model_name[..30], "ä".repeat(15).as_bytes());
    assert_eq!(m.model_name[30..], [0, 0]);
}

proptest! {
    #[test]
    fn no_command_breaks_a_camera(
        orders in prop::collection::vec((0_usize..12, any::<[f32; 7]>(), any::<bool>()), 1..20),
    ) {
        let numbers = [
            MavCmd::MAV_CMD_REQUEST_MESSAGE, MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL,
            MavCmd::MAV_CMD_STORAGE_FORMAT, MavCmd::MAV_CMD_RESET_CAMERA_SETTINGS,
            MavCmd::MAV_CMD_SET_CAMERA_MODE, MavCmd::MAV_CMD_SET_CAMERA_ZOOM,
            MavCmd::MAV_CMD_SET_CAMERA_FOCUS, MavCmd::MAV_CMD_IMAGE_START_CAPTURE,
            MavCmd::MAV_CMD_IMAGE_STOP_CAPTURE, MavCmd::MAV_CMD_VIDEO_START_CAPTURE,
            MavCmd::MAV_CMD_VIDEO_START_STREAMING, MavCmd::MAV_CMD_VIDEO_STOP_STREAMING,
        ];
        let mut server = server();
        for (number, mut params, small) in orders {
            if small {
                params = params.map(|param| param % 4.0);
            }
            let command = Command::Long { command: numbers[number], params };
            let (result, _) = answer(&mut server, &command, CAMERA);
            prop_assert!(result.is_some());
            for _ in 0..5 {
                let due = server.poll_timeout().unwrap_or(BootTime::ZERO);
                server.handle_timeout(due);
            }
            while server.poll_transmit().is_some() {}
            prop_assert!((1.0..=4.0).contains(&server.zoom()));
        }
    }

    #[test]
    fn no_announcement_breaks_a_client(
        indices in prop::collection::vec(any::<i32>(), 1..40), counts in prop::collection::vec(any::<i32>(), 1..40),
    ) {
        let mut client = Client::new(STATION, CAMERA);
        let mut camera = server();
        camera.captured(BootTime::ZERO, &shot(0));
        let Some(MavMessage::CAMERA_IMAGE_CAPTURED(image)) =
            camera.poll_transmit().map(|transmit| transmit.message) else { panic!() };
        let request = Command::long(MavCmd::MAV_CMD_REQUEST_MESSAGE, &[262.0]);
        let (_, said) = answer(&mut camera, &request, CAMERA);
        let [MavMessage::CAMERA_CAPTURE_STATUS(status)] = said.as_slice() else { panic!() };
        for (index, count) in indices.into_iter().zip(counts) {
            let mut image = image.clone();
            image.image_index = index;
            client.handle(BootTime::ZERO, CAMERA, &MavMessage::CAMERA_IMAGE_CAPTURED(image));
            let mut status = status.clone();
            status.image_count = count;
            client.handle(BootTime::ZERO, CAMERA, &MavMessage::CAMERA_CAPTURE_STATUS(status));
            while client.poll_event().is_some() {}
        }
    }
}

#[test]
fn a_command_in_the_other_form_is_understood_too() {
    let command = Command::Int {
        command: MavCmd::MAV_CMD_IMAGE_START_CAPTURE,
        frame: MavFrame::MAV_FRAME_GLOBAL,
        params: [0.0, 0.0, 1.0, 0.0],
        x: 0,
        y: 0,
        z: 0.0,
    };
    let mut server = server();
    let (result, _) = answer(&mut server, &command, CAMERA);
    assert_eq!(result, Some(MavResult::MAV_RESULT_ACCEPTED));
    assert_eq!(server.poll_event(), Some(ServerEvent::Capture));
}
