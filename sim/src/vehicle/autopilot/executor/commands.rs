//! Mission commands that are not flown: done on the way.

use missions::geodesy::Position;
use missions::plan::Waypoint;
use missions::plan::item::Item;
use missions::time::BootTime;

use super::super::super::modes::Manner;
use super::super::Autopilot;
use super::super::event::{AutopilotEvent, Severity};
use super::super::orders::{GimbalAim, SpeedKind, YawOrder};
use super::super::returning::height_of;
use super::until;

/// What holds back the commands after it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting {
    index: u16,
    kind: WaitingFor,
}

#[derive(Clone, Copy, Debug)]
enum WaitingFor {
    Time(BootTime),
    Distance(f64),
    Turn,
    Nothing,
}

impl Autopilot {
    /// ArduPilot does the first command before it starts to fly.
    pub(super) fn do_first(&mut self) {
        if self.executor.waiting.is_none()
            && let Some(index) = self.executor.pending.pop_front()
        {
            self.start_command(index);
        }
    }

    /// PX4 does all of them first.
    pub(super) fn do_all(&mut self) {
        while let Some(index) = self.executor.pending.pop_front() {
            self.start_command(index);
            if let Some(waiting) = self.executor.waiting.take() {
                self.tell(AutopilotEvent::ItemReached(waiting.index));
            }
        }
    }

    /// Ends a wait, or begins the next command; one of both a step.
    pub(super) fn do_pending(&mut self) {
        let Some(waiting) = self.executor.waiting else {
            self.do_first();
            return;
        };
        let is_over = match waiting.kind {
            WaitingFor::Nothing => true,
            WaitingFor::Time(until) => self.now >= until,
            WaitingFor::Turn => self.guidance.is_turned(),
            WaitingFor::Distance(metres) => {
                let goal = self.guidance.target().goal_ned_m;
                (goal - self.senses.position_ned_m).xy().norm() <= metres
            }
        };
        if is_over {
            self.executor.waiting = None;
            // Camera commands end inside ArduPilot's mission library, which tells nobody.
            let command = self
                .mission
                .get(waiting.index)
                .map_or(0, |item| item.command);
            if !matches!(
                command,
                203 | 205 | 206 | 214 | 531 | 532 | 1000 | 1001 | 2000 | 2001 | 2500 | 2501
            ) {
                self.reach(waiting.index);
            }
        }
    }

    fn start_command(&mut self, index: u16) {
        let Some(item) = self.mission.get(index).copied() else {
            return;
        };
        if self.manner == Manner::ArduPilot {
            self.text(
                Severity::Info,
                format!("Mission: {index} {}", name(item.command)),
            );
        }
        let kind = self.do_command(&item);
        self.executor.waiting = Some(Waiting { index, kind });
    }

    fn do_command(&mut self, item: &Item) -> WaitingFor {
        let [first, second, third, _] = item.params;
        match item.command {
            112 => return WaitingFor::Time(until(self.now, first)),
            114 => return WaitingFor::Distance(first.max(0.0)),
            115 => {
                self.guidance.turn_to(&YawOrder {
                    angle_deg: first,
                    rate_deg_s: second,
                    relative: item.params[3] != 0.0,
                    direction: third as i8,
                });
                return WaitingFor::Turn;
            }
            178 => self.command_speed(first, second),
            179 => self.command_home(item),
            183 => self.set_servo(first, second),
            195 | 201 => {
                let place = place_of(item);
                self.set_region_of_interest(place);
            }
            197 => self.set_region_of_interest(None),
            203 | 2000 => self.take_picture(),
            205 => self.point_camera(GimbalAim::Angles {
                pitch_deg: clean(first),
                yaw_deg: clean(third),
                yaw_is_absolute: false,
            }),
            206 => self.set_trigger_distance(first, third != 0.0),
            // 0 disables, 1 enables; 2 disables the floor, which is not modelled here.
            207 if self.manner == Manner::ArduPilot && (0.0..2.0).contains(&first) => {
                self.parameters
                    .set("FENCE_ENABLE", first.floor())
                    .expect("0 and 1 fit");
            }
            // Flag 16 of param 5: the yaw is counted from north (GIMBAL_MANAGER_FLAGS_YAW_LOCK).
            1000 => self.point_camera(GimbalAim::Angles {
                pitch_deg: clean(first),
                yaw_deg: clean(second),
                yaw_is_absolute: item.x as i64 & 16 != 0,
            }),
            // Video, zoom, camera modes, markers: accepted, without effect here.
            _ => {}
        }
        WaitingFor::Nothing
    }

    fn command_speed(&mut self, kind: f64, metres_s: f64) {
        let kind = match kind as i64 {
            2 => SpeedKind::Climb,
            3 => SpeedKind::Descent,
            _ => SpeedKind::Ground,
        };
        // Zero and below mean "unchanged".
        if metres_s > 0.0 && self.change_speed(kind, metres_s).is_err() {
            self.text(Severity::Warning, "speed command ignored");
        }
    }

    fn command_home(&mut self, item: &Item) {
        if item.params[0] == 1.0 {
            self.home_here();
        } else if let Some(place) = place_of(item) {
            self.set_home(place);
        }
    }
}

fn place_of(item: &Item) -> Option<Waypoint> {
    let position = Position::new(item.x, item.y).ok()?;
    let is_nowhere = item.x == 0.0 && item.y == 0.0;
    (!is_nowhere).then_some(Waypoint {
        position,
        height: height_of(item.frame, item.z),
    })
}

const fn clean(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

/// ArduPilot's word for a command. Source: `AP_Mission::Mission_Command::type`.
pub(super) const fn name(command: u16) -> &'static str {
    match command {
        16 => "WP",
        17 => "LoitUnlim",
        18 => "LoitTurns",
        19 => "LoitTime",
        20 => "RTL",
        21 => "Land",
        22 => "Takeoff",
        82 => "SplineWP",
        93 => "Delay",
        112 => "CondDelay",
        114 => "CondDist",
        115 => "CondYaw",
        177 => "Jump",
        178 => "ChangeSpeed",
        179 => "SetHome",
        183 => "SetServo",
        189 => "LandStart",
        195 => "SetROILocation",
        197 => "SetROINone",
        201 => "SetROI",
        203 => "DigiCamCtrl",
        204 => "MountConfigure",
        205 => "MountControl",
        206 => "SetCamTrigDst",
        207 => "FenceEnable",
        531 => "SetCameraZoom",
        532 => "SetCameraFocus",
        1000 => "GimbalPitchYaw",
        2000 => "ImageStartCapture",
        2001 => "ImageStopCapture",
        2500 => "VideoStartCapture",
        2501 => "VideoStopCapture",
        _ => "?",
    }
}
