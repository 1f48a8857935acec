//! The camera on the wire: a component of its own that tells the autopilot to take pictures.

use missions::camera::Camera;
use missions::link::camera::{Profile, Server, ServerEvent, Shot, Stream, StreamKind};
use missions::link::dialect::{
    HEARTBEAT_DATA, MavAutopilot, MavMessage, MavModeFlag, MavState, MavType,
};
use missions::link::gimbal::Pose;
use missions::link::{Conversation, Endpoint, Transmit};
use missions::telemetry::Attitude;
use missions::time::{BootTime, UtcTime};

use super::catch_up;
use crate::eye::Optics;
use crate::vehicle::autopilot::{Autopilot, Picture};

/// `MAV_COMP_ID_CAMERA`.
const CAMERA: u8 = 100;

/// The camera of a vehicle.
#[derive(Debug)]
pub(super) struct Lens {
    me: Endpoint,
    server: Server,
    beat_due: BootTime,
    beats: Vec<Transmit>,
}

impl Lens {
    pub(super) fn new(system: u8, optics: Option<&Optics>) -> Self {
        let me = Endpoint::new(system, CAMERA);
        let profile = optics.map_or_else(|| Profile::new(&survey_camera()), profile);
        Self {
            me,
            server: Server::new(me, profile),
            beat_due: BootTime::ZERO,
            beats: Vec::new(),
        }
    }

    /// How far it is to be zoomed, from 1.
    pub(super) fn zoom(&self) -> f64 {
        self.server.zoom()
    }

    /// Whether the camera acknowledges the command that a message carries.
    pub(super) fn answers(&self, message: &MavMessage) -> bool {
        self.server.answers(message)
    }

    pub(super) fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        self.server.handle(now, from, message);
    }

    /// Time goes on; the camera is there and looks that way.
    pub(super) fn look_at(&mut self, now: BootTime, vehicle: &Pose, pointing: Attitude) {
        self.server.look(Shot {
            utc: None,
            position: vehicle.position,
            height_above_sea_m: vehicle.height_above_sea_m,
            height_above_home_m: vehicle.height_above_home_m,
            attitude: pointing,
            url: String::new(),
            success: true,
        });
        catch_up(&mut self.server, now);
        if now >= self.beat_due {
            self.beat_due = now + std::time::Duration::from_secs(1);
            self.beats.push(Transmit::new(self.me, heartbeat()));
        }
    }

    /// Pictures that somebody wants are taken by the autopilot, which knows where it is.
    pub(super) fn settle(&mut self, autopilot: &mut Autopilot) {
        while let Some(event) = self.server.poll_event() {
            if event == ServerEvent::Capture {
                autopilot.take_picture();
            }
        }
    }

    /// The autopilot has triggered the camera, asked for or not.
    pub(super) fn took(&mut self, utc: UtcTime, picture: &Picture, pointing: Attitude) {
        let shot = Shot {
            utc: Some(utc),
            position: Some(picture.position),
            height_above_sea_m: picture.sea_m,
            height_above_home_m: picture.home_m,
            attitude: pointing,
            url: String::new(),
            success: true,
        };
        self.server.captured(picture.time, &shot);
    }

    pub(super) fn poll_transmit(&mut self) -> Option<Transmit> {
        self.beats.pop().or_else(|| self.server.poll_transmit())
    }
}

const fn heartbeat() -> MavMessage {
    MavMessage::HEARTBEAT(HEARTBEAT_DATA {
        custom_mode: 0,
        mavtype: MavType::MAV_TYPE_CAMERA,
        autopilot: MavAutopilot::MAV_AUTOPILOT_INVALID,
        base_mode: MavModeFlag::empty(),
        system_status: MavState::MAV_STATE_ACTIVE,
        mavlink_version: 3,
    })
}

/// A camera that can be watched and zoomed.
fn profile(optics: &Optics) -> Profile {
    let mut profile = Profile::new(&Camera {
        name: "Zoom camera".to_owned(),
        sensor_mm: optics.sensor_mm,
        image_px: optics.size_px,
        focal_mm: optics.focal_mm[0],
        ..survey_camera()
    });
    profile.zoom = optics.zoom();
    profile
        .streams
        .extend(optics.stream.as_deref().map(|address| Stream {
            name: "Zoom camera".to_owned(),
            uri: address.rsplit(':').next().unwrap_or_default().to_owned(),
            kind: StreamKind::RtpUdp,
            size_px: optics.size_px.map(|side| side as u16),
            rate_hz: optics.fps as f32,
            bits_per_s: 4_000_000,
            thermal: false,
            running: true,
        }));
    profile
}

/// A one-inch sensor behind 8.8 mm, as many survey drones carry it.
fn survey_camera() -> Camera {
    Camera {
        name: "One-inch 20 MP".to_owned(),
        sensor_mm: [13.2, 8.8],
        image_px: [5472, 3648],
        focal_mm: 8.8,
        principal_px: None,
        distortion: missions::camera::lens::Distortion::default(),
        gimbal: missions::camera::gimbal::Gimbal::default(),
        interval_s: 0.7,
        zoom_mm: None,
    }
}
