//! The autopilot: orders in, rotor commands out, events told.
//!
//! One state machine with two manners. It sees only [`Senses`] and the battery's meter, never
//! the truth. Sources of the behaviour: ArduPilot, Copter documentation and source 4.6; PX4 User
//! Guide 1.16; and recorded conversations with both.

mod activity;
mod arming;
mod camera;
mod control;
mod event;
mod executor;
mod failsafe;
mod fence;
mod guidance;
mod landing;
mod lists;
mod mission;
mod modes;
mod orders;
mod pilot;
mod places;
mod returning;
mod servos;

pub use camera::Camera;
pub use event::{AutopilotEvent, LandedState, Picture, Severity};
pub use fence::{Breach, BreachKind, Fence};
pub use mission::{Mission, MissionRefusal, MissionState, Refusal};
pub use orders::{
    Denied, GimbalAim, GoTo, OrbitOrder, OrbitYaw, SpeedKind, Steering, Sticks, YawOrder,
};
pub use places::Home;

use std::collections::VecDeque;
use std::time::Duration;

use missions::frames::LocalPlane;
use missions::plan::item::Item;
use missions::time::BootTime;
use nalgebra::Vector3;

use super::battery::Battery;
use super::dynamics::Airframe;
use super::modes::{FlightMode, Manner};
use super::parameters::{ParameterError, Parameters};
use super::senses::Senses;
use activity::Activity;
use control::Control;
use failsafe::Failsafes;
use guidance::Guidance;
use servos::Servos;

/// Time between two decisions of navigation (50 Hz); control runs at every step.
const NAVIGATION_PERIOD: Duration = Duration::from_millis(20);

/// Most texts and other events that wait to be fetched; older ones are dropped.
const EVENTS_KEPT: usize = 256;

/// How the vehicle is, as a heartbeat says it; the numbers are `MAV_STATE`'s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum SystemState {
    /// 1.
    Boot = 1,
    /// 3.
    Standby = 3,
    /// 4.
    Active = 4,
    /// 5: a failsafe is at work.
    Critical = 5,
}

/// Where the vehicle is going right now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// North, east, down from the origin of the estimate, metres.
    pub position_ned_m: Vector3<f64>,
    /// North, east, down, metres per second.
    pub velocity_ned_m_s: Vector3<f64>,
    /// Heading, degrees.
    pub yaw_deg: f64,
    /// Where the leg ends, north, east, down, metres.
    pub goal_ned_m: Vector3<f64>,
}

/// The autopilot of one vehicle.
#[derive(Clone, Debug)]
pub struct Autopilot {
    manner: Manner,
    parameters: Parameters,
    plane: LocalPlane,
    origin_sea_m: f64,
    now: BootTime,
    next_navigation: BootTime,
    senses: Senses,
    battery: Battery,
    mode: FlightMode,
    armed_since: Option<BootTime>,
    landed: LandedState,
    home: Option<Home>,
    activity: Activity,
    guidance: Guidance,
    control: Control,
    landing: landing::Detector,
    mission: Mission,
    executor: executor::Executor,
    fence: Fence,
    rally: Vec<Item>,
    camera: Camera,
    servos: Servos,
    failsafes: Failsafes,
    pilot: pilot::Pilot,
    speeds: Speeds,
    way: Option<returning::Way>,
    lowered: bool,
    events: VecDeque<AutopilotEvent>,
    /// The same events, for the flight log.
    diary: Vec<AutopilotEvent>,
}

/// Speeds that orders have set in the place of parameters, metres per second.
#[derive(Clone, Copy, Debug, Default)]
struct Speeds {
    ground: Option<f64>,
    climb: Option<f64>,
    descent: Option<f64>,
}

/// What an autopilot is told when it is switched on.
#[derive(Clone, Debug)]
pub struct Fitting {
    /// Whose manners it has.
    pub manner: Manner,
    /// Its parameter table.
    pub parameters: Parameters,
    /// What it flies.
    pub airframe: Airframe,
    /// The plane of its estimate.
    pub plane: LocalPlane,
    /// Height of the estimate's origin above the sea, metres.
    pub origin_sea_m: f64,
}

/// What is asked of the autopilot from outside.
impl Autopilot {
    /// Switched on, on the ground.
    pub fn new(fitting: Fitting, senses: Senses, battery: Battery) -> Self {
        let manner = fitting.manner;
        Self {
            control: Control::new(fitting.airframe),
            guidance: Guidance::at(senses.position_ned_m, senses.euler_rad().2),
            fence: Fence::new(fitting.plane),
            mission: Mission::new(manner),
            parameters: fitting.parameters,
            plane: fitting.plane,
            origin_sea_m: fitting.origin_sea_m,
            manner,
            now: BootTime::ZERO,
            next_navigation: BootTime::ZERO,
            senses,
            battery,
            mode: match manner {
                Manner::ArduPilot => FlightMode::Stabilize,
                Manner::Px4 => FlightMode::Hold,
            },
            armed_since: None,
            landed: LandedState::OnGround,
            home: None,
            activity: Activity::Idle,
            landing: landing::Detector::default(),
            executor: executor::Executor::default(),
            rally: Vec::new(),
            camera: Camera::default(),
            servos: Servos::default(),
            failsafes: Failsafes::default(),
            pilot: pilot::Pilot::default(),
            speeds: Speeds::default(),
            way: None,
            lowered: false,
            events: VecDeque::new(),
            diary: Vec::new(),
        }
    }

    /// Whose manners it has.
    pub const fn manner(&self) -> Manner {
        self.manner
    }

    /// The flight mode.
    pub const fn mode(&self) -> FlightMode {
        self.mode
    }

    /// Whether the rotors may turn.
    pub const fn is_armed(&self) -> bool {
        self.armed_since.is_some()
    }

    /// Since when it is armed.
    pub const fn armed_since(&self) -> Option<BootTime> {
        self.armed_since
    }

    /// Whether a failsafe has taken over.
    pub const fn is_failing_safe(&self) -> bool {
        self.failsafes.any_active()
    }

    /// Whether it stands or flies.
    pub const fn landed(&self) -> LandedState {
        self.landed
    }

    /// Where it comes home to; none before the first position.
    pub const fn home(&self) -> Option<Home> {
        self.home
    }

    /// As a heartbeat says it.
    pub fn system_state(&self) -> SystemState {
        if !self.has_booted() {
            SystemState::Boot
        } else if self.failsafes.any_active() && self.is_armed() {
            SystemState::Critical
        } else if self.is_armed() && self.landed != LandedState::OnGround {
            SystemState::Active
        } else {
            SystemState::Standby
        }
    }

    /// Whether it is past its start (an ArduPilot that boots refuses missions).
    pub fn has_booted(&self) -> bool {
        self.now >= BootTime::ZERO + arming::BOOT
    }

    /// The parameter table.
    pub const fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Sets a parameter; returns its index.
    pub fn set_parameter(&mut self, name: &str, value: f64) -> Result<usize, ParameterError> {
        self.parameters.set(name, value)
    }

    /// The mission and how far it has come.
    pub const fn mission(&self) -> &Mission {
        &self.mission
    }

    /// The fence and whether it is breached.
    pub const fn fence(&self) -> &Fence {
        &self.fence
    }

    /// The rally points as they were uploaded.
    pub fn rally_items(&self) -> &[Item] {
        &self.rally
    }

    /// The camera, its trigger and its gimbal.
    pub const fn camera(&self) -> &Camera {
        &self.camera
    }

    /// Where it is going right now; none while the rotors are still.
    pub fn target(&self) -> Option<Target> {
        self.is_armed().then(|| self.guidance.target())
    }

    /// Thrust as a share of the greatest, 0 to 1.
    pub fn throttle(&self) -> f64 {
        self.control.throttle()
    }

    /// Whether the ground was heard lately, by this manner's timeout.
    pub const fn hears_ground(&self) -> bool {
        self.failsafes.hears_ground()
    }

    /// What it has to say; call until none.
    pub fn poll_event(&mut self) -> Option<AutopilotEvent> {
        self.events.pop_front()
    }

    /// A heartbeat of the ground station was heard.
    pub fn hear_ground(&mut self) {
        self.failsafes.hear_ground(self.now);
    }

    /// The pilot's sticks, or none when the receiver has lost them.
    pub fn hear_pilot(&mut self, sticks: Option<Sticks>) {
        self.pilot.hear(self.now, sticks);
    }

    /// Changes a speed until the mode changes.
    pub fn change_speed(&mut self, kind: SpeedKind, metres_s: f64) -> Result<(), Denied> {
        if !metres_s.is_finite() || metres_s <= 0.0 {
            return Err(Denied::Invalid {
                name: "a speed",
                value: metres_s,
            });
        }
        match kind {
            SpeedKind::Ground => self.speeds.ground = Some(metres_s),
            SpeedKind::Climb => self.speeds.climb = Some(metres_s),
            SpeedKind::Descent => self.speeds.descent = Some(metres_s),
        }
        self.refresh_speeds();
        Ok(())
    }

    /// Turns the nose; only while it flies by itself.
    pub fn set_yaw(&mut self, order: YawOrder) -> Result<(), Denied> {
        if !order.angle_deg.is_finite() {
            return Err(Denied::Invalid {
                name: "a heading",
                value: order.angle_deg,
            });
        }
        if !self.is_armed() {
            return Err(Denied::NotArmed);
        }
        self.guidance.turn_to(&order);
        Ok(())
    }
}

/// One step, and what the parts above share.
impl Autopilot {
    /// Goes on to `senses.time`; returns what the rotors are to do, 0 to 1 each.
    pub fn step(&mut self, dt: f64, senses: &Senses, battery: &Battery) -> [f64; 4] {
        self.now = senses.time;
        self.senses = *senses;
        self.battery = *battery;
        if self.now >= self.next_navigation {
            self.next_navigation = self.next_navigation + NAVIGATION_PERIOD;
            self.navigate(NAVIGATION_PERIOD.as_secs_f64());
        }
        self.actuate(dt)
    }

    fn navigate(&mut self, dt: f64) {
        self.watch_origin();
        self.watch_pilot();
        self.watch_failsafes(dt);
        self.watch_fence();
        self.pursue(dt);
        self.watch_landing(dt);
        self.watch_camera();
    }

    pub(super) fn take_diary(&mut self) -> Vec<AutopilotEvent> {
        std::mem::take(&mut self.diary)
    }

    fn tell(&mut self, event: AutopilotEvent) {
        if self.events.len() >= EVENTS_KEPT {
            self.events.pop_front();
        }
        self.diary.push(event.clone());
        self.events.push_back(event);
    }

    /// A status text. PX4 ends each with a tab when it also sends the event itself.
    fn text(&mut self, severity: Severity, text: impl Into<String>) {
        let mut text = text.into();
        if self.manner == Manner::Px4 {
            text.push('\t');
        }
        self.tell(AutopilotEvent::Text { severity, text });
    }
}
