//! The gimbal and the camera on the link: where they look and how far they zoom, said until it is
//! so.

use std::time::Duration;

use missions::camera::Camera;
use missions::frames::wrap_rad;
use missions::link::camera::{Client as CameraClient, ClientEvent as CameraEvent};
use missions::link::command::{Outcome, Ticket};
use missions::link::dialect::{MavMessage, MavType};
use missions::link::gimbal::{Client as GimbalClient, ClientEvent as GimbalEvent};
use missions::link::timers::earliest;
use missions::link::{Conversation, Endpoint, Transmit};
use missions::telemetry::{VehicleState, YawFrame};
use missions::time::BootTime;

use super::aim::Aim;

/// Where to look is said this often: nothing answers it.
const AGAIN: Duration = Duration::from_millis(400);
/// A zoom that was not acknowledged is asked for again after this.
const ZOOM_AGAIN: Duration = Duration::from_secs(3);

/// A vehicle's gimbal, and its camera once that is heard.
#[derive(Debug)]
pub struct Mount {
    me: Endpoint,
    camera: Camera,
    gimbal: GimbalClient,
    eye: Option<CameraClient>,
    aim: Option<Aim>,
    next: BootTime,
    zoom: Option<Zoom>,
    /// The camera does not know focal lengths: it is told shares of its range.
    by_share: bool,
}

/// A focal length that was asked for.
#[derive(Clone, Copy, Debug)]
struct Zoom {
    focal_mm: f64,
    asked: Option<(Ticket, BootTime)>,
    done: bool,
}

impl Mount {
    /// Of the vehicle at an address, spoken to as `me`; the camera is as the mission describes it.
    pub fn new(me: Endpoint, vehicle: Endpoint, camera: Camera) -> Self {
        Self {
            me,
            camera,
            gimbal: GimbalClient::new(me, vehicle),
            eye: None,
            aim: None,
            next: BootTime::ZERO,
            zoom: None,
            by_share: false,
        }
    }

    /// A message of the link.
    pub fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        if let MavMessage::HEARTBEAT(beat) = message
            && beat.mavtype == MavType::MAV_TYPE_CAMERA
            && from.system == self.me.system
            && self.eye.is_none()
        {
            self.eye = Some(CameraClient::new(self.me, from));
        }
        self.gimbal.handle(now, from, message);
        if let Some(eye) = &mut self.eye {
            eye.handle(now, from, message);
        }
        self.hear();
    }

    /// Time goes on.
    pub fn handle_timeout(&mut self, now: BootTime) {
        self.gimbal.handle_timeout(now);
        if let Some(eye) = &mut self.eye {
            eye.handle_timeout(now);
        }
        self.hear();
        if let Some(aim) = self.aim.filter(|_| now >= self.next) {
            self.next = now + AGAIN;
            let (pitch, yaw) = (aim.pitch_deg.to_radians(), aim.yaw_deg.to_radians());
            self.gimbal.stream(pitch, wrap_rad(yaw), YawFrame::Earth);
        }
        self.ask_to_zoom(now);
    }

    /// When it wants to be called.
    pub fn poll_timeout(&self) -> Option<BootTime> {
        let eye = self.eye.as_ref().and_then(Conversation::poll_timeout);
        let aim = self.aim.map(|_| self.next);
        earliest([self.gimbal.poll_timeout(), eye, aim])
    }

    /// What is to be sent.
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        let gimbal = self.gimbal.poll_transmit();
        gimbal.or_else(|| self.eye.as_mut()?.poll_transmit())
    }

    /// Takes the gimbal, and looks there from now on.
    pub fn aim(&mut self, now: BootTime, aim: Aim) {
        if self.aim.is_none() {
            self.gimbal.take_control(now);
        }
        self.aim = Some(aim);
        self.next = now;
    }

    /// Gives the gimbal back.
    pub fn release(&mut self, now: BootTime) {
        if self.aim.take().is_some() {
            self.gimbal.release_control(now);
        }
    }

    /// Zooms to a focal length, millimetres, as far as the lens goes.
    pub fn zoom(&mut self, focal_mm: f64) {
        let focal_mm = self.camera.zoomed(focal_mm).focal_mm;
        if self.zoom.is_none_or(|zoom| zoom.focal_mm != focal_mm) {
            self.zoom = Some(Zoom {
                focal_mm,
                asked: None,
                done: false,
            });
        }
    }

    /// Whether the camera has taken the zoom.
    pub fn has_zoomed(&self) -> bool {
        self.zoom.is_none_or(|zoom| zoom.done)
    }

    /// Where the gimbal says that it looks.
    pub fn pointing(state: &VehicleState) -> Option<Aim> {
        let attitude = state.attitude.get().unwrap_or_default();
        let earth = state.gimbal.get()?.in_earth(attitude);
        Some(Aim {
            yaw_deg: earth.yaw_rad.to_degrees().rem_euclid(360.0),
            pitch_deg: earth.pitch_rad.to_degrees(),
        })
    }

    fn ask_to_zoom(&mut self, now: BootTime) {
        let (Some(zoom), Some(eye)) = (&mut self.zoom, &mut self.eye) else {
            return;
        };
        let is_waiting = zoom.asked.is_some_and(|(_, at)| now < at + ZOOM_AGAIN);
        if zoom.done || is_waiting {
            return;
        }
        let share = self.camera.zoom_percent(zoom.focal_mm).unwrap_or(0.0);
        let ticket = if self.by_share {
            eye.zoom_to(now, share)
        } else {
            eye.zoom_to_focal(now, zoom.focal_mm)
        };
        zoom.asked = Some((ticket, now));
    }

    fn hear(&mut self) {
        while let Some(event) = self.gimbal.poll_event() {
            if let GimbalEvent::Done { outcome, .. } = event
                && !matches!(outcome, Outcome::Accepted(_))
            {
                tracing::warn!("the gimbal does not obey: {}", words(outcome));
            }
        }
        let Some(eye) = &mut self.eye else {
            return;
        };
        while let Some(event) = eye.poll_event() {
            let CameraEvent::Done { ticket, outcome } = event else {
                continue;
            };
            let Some(zoom) = &mut self.zoom else {
                continue;
            };
            if zoom.asked.is_none_or(|(asked, _)| asked != ticket) {
                continue;
            }
            match outcome {
                // It may know shares of its range only; what knows neither has no zoom.
                Outcome::Refused(..) if !self.by_share => {
                    self.by_share = true;
                    zoom.asked = None;
                }
                Outcome::Accepted(_) | Outcome::Refused(..) => zoom.done = true,
                Outcome::NoAnswer => zoom.asked = None,
            }
        }
    }
}

const fn words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted(_) => "it says that it does",
        Outcome::Refused(..) => "it refuses",
        Outcome::NoAnswer => "it does not answer",
    }
}
