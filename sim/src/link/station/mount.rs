//! The gimbal on the wire, kept where autopilot and operators want it to look.

use missions::camera::gimbal::Gimbal;
use missions::geodesy::Position;
use missions::link::dialect::MavMessage;
use missions::link::gimbal::{Pose, Profile, Server, ServerEvent, Target};
use missions::link::{Conversation, Endpoint, Transmit};
use missions::plan::{Height, Waypoint};
use missions::telemetry::{Attitude, YawFrame};
use missions::time::BootTime;

use crate::link::snapshot::Turn;
use crate::vehicle::Vehicle;
use crate::vehicle::autopilot::{Autopilot, GimbalAim};

/// The gimbal of a vehicle: manager and device in the autopilot's own component.
#[derive(Debug)]
pub(super) struct Mount {
    server: Server,
    /// Where the autopilot wanted it to look when it was last asked.
    seen: Option<GimbalAim>,
}

impl Mount {
    pub(super) fn new(me: Endpoint) -> Self {
        Self {
            server: Server::new(me, Profile::new(&Gimbal::default())),
            seen: None,
        }
    }

    /// Whether the gimbal acknowledges the command that a message carries.
    pub(super) fn answers(&self, message: &MavMessage) -> bool {
        self.server.answers(message)
    }

    /// Where it looks, yaw from true north.
    pub(super) fn pointing(&self) -> Attitude {
        self.server.device().pointing()
    }

    /// Where it is turned against the vehicle's nose: yaw and pitch, radians.
    pub(super) fn turned_rad(&self) -> [f64; 2] {
        let attitude = self.server.device().attitude();
        [attitude.yaw_rad, attitude.pitch_rad]
    }

    pub(super) fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        self.server.handle(now, from, message);
    }

    pub(super) fn look_at(&mut self, now: BootTime, vehicle: &Pose) {
        self.server.step(now, vehicle);
        self.server.handle_timeout(now);
    }

    /// A region of interest turns the nose as well; what the mission wants, the gimbal does.
    pub(super) fn settle(&mut self, autopilot: &mut Autopilot) {
        while let Some(event) = self.server.poll_event() {
            match event {
                ServerEvent::Target(Target::Place {
                    position,
                    height_above_sea_m,
                }) => autopilot.set_region_of_interest(Some(Waypoint {
                    position,
                    height: Height::above_sea(height_above_sea_m),
                })),
                ServerEvent::Target(Target::Neutral) => autopilot.set_region_of_interest(None),
                ServerEvent::Target(_) | ServerEvent::Control(_) => {}
            }
        }
        let wanted = autopilot.camera().looks_at();
        if wanted != self.seen {
            self.seen = wanted;
            self.server.aim(target(wanted, autopilot));
        }
    }

    pub(super) fn poll_transmit(&mut self) -> Option<Transmit> {
        self.server.poll_transmit()
    }
}

fn target(aim: Option<GimbalAim>, autopilot: &Autopilot) -> Target {
    match aim {
        None => Target::Neutral,
        Some(GimbalAim::Angles {
            pitch_deg,
            yaw_deg,
            yaw_is_absolute,
        }) => Target::Angles {
            pitch_rad: pitch_deg.to_radians(),
            yaw_rad: yaw_deg.to_radians(),
            yaw_frame: if yaw_is_absolute {
                YawFrame::Earth
            } else {
                YawFrame::Vehicle
            },
        },
        Some(GimbalAim::Place(place)) => Target::Place {
            position: place.position,
            height_above_sea_m: autopilot.sea_of_home_height_m(place.height),
        },
    }
}

/// Where the vehicle believes to be and how it is turned.
pub(super) fn pose(vehicle: &Vehicle) -> Pose {
    let (autopilot, senses) = (vehicle.asked(), vehicle.senses());
    let here: Option<Position> = senses
        .has_origin
        .then(|| autopilot.position_of(senses.position_ned_m));
    let sea_m = autopilot.sea_m(senses.position_ned_m);
    let home_sea_m = autopilot.home().map(|home| home.place.height.metres);
    Pose {
        position: here,
        height_above_sea_m: sea_m,
        height_above_home_m: home_sea_m.map_or(0.0, |home_m| sea_m - home_m),
        attitude: Turn::new(&senses.attitude, senses.rates_rad_s).attitude,
    }
}
