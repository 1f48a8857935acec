//! One multirotor: body, battery, sensors, estimator and autopilot, stepped together.

pub mod autopilot;
pub mod battery;
pub mod dynamics;
mod estimator;
pub mod flight_log;
pub mod modes;
pub mod parameters;
pub mod senses;
pub mod sensors;

use std::time::Duration;

use missions::frames::LocalPlane;
use missions::geodesy::Position;
use missions::time::{BootTime, UtcTime};
use missions::vehicle::Vehicle as Profile;
use nalgebra::Vector3;

use crate::air::Air;
use crate::faults::{Fault, VehicleFault};
use crate::scenario::{Payload, VehicleSpec};
use autopilot::{Autopilot, Fitting};
use battery::{Battery, CellFailure, Pack};
use dynamics::{Airframe, Body, Truth};
use estimator::{Estimator, Readings};
use flight_log::{FlightLog, Logbook, Moment};
use modes::Manner;
use parameters::Parameters;
use senses::Senses;
use sensors::{Barometer, Inertial, Receiver};

/// The step of physics and control; [`Vehicle::step`] is meant to be called with it.
pub const STEP: Duration = Duration::from_millis(4);

/// A servo at this pulse or beyond has let its load go, microseconds.
const OPEN_US: u16 = 1700;

/// Power of everything but the rotors, watts: all that is drawn on the ground.
const AVIONICS_W: f64 = 6.0;

/// Steps between two readings of the barometer (50 Hz).
const BARO_EVERY: u64 = 5;

/// One multirotor with its autopilot.
#[derive(Clone, Debug)]
pub struct Vehicle {
    name: String,
    system: u8,
    board: [u32; 3],
    profile: Profile,
    plane: LocalPlane,
    ground_sea_m: f64,
    switched_on: UtcTime,
    now: BootTime,
    steps: u64,
    body: Body,
    battery: Battery,
    delivered: f64,
    inertial: Inertial,
    barometer: Barometer,
    receiver: Receiver,
    estimator: Estimator,
    senses: Senses,
    autopilot: Autopilot,
    rotors: [f64; 4],
    payload: Option<Payload>,
    faults: Vec<Fault<VehicleFault>>,
    logbook: Logbook,
}

impl Vehicle {
    /// On the ground at its home, switched on at `switched_on`.
    pub fn new(spec: &VehicleSpec, seed: u64, switched_on: UtcTime) -> Self {
        let plane = LocalPlane::at(spec.home);
        let yaw_rad = spec.heading_deg.to_radians();
        let airframe = Airframe::of(&spec.profile);
        let mut body = Body::at_rest(airframe, yaw_rad);
        body.carry(spec.payload.map_or(0.0, |payload| payload.kg));
        let battery = Battery::charged(Pack::of(&spec.profile), spec.charge);
        let receiver = Receiver::new(seed, &spec.name, plane, spec.ground_m);
        let senses = at_rest(body.truth(), receiver.last());
        let fitting = Fitting {
            manner: spec.manner,
            parameters: fitted(spec),
            airframe,
            plane,
            origin_sea_m: spec.ground_m,
        };
        Self {
            name: spec.name.clone(),
            system: spec.system,
            board: board(&spec.name, spec.system),
            profile: spec.profile.clone(),
            plane,
            ground_sea_m: spec.ground_m,
            switched_on,
            now: BootTime::ZERO,
            steps: 0,
            body,
            battery,
            delivered: 1.0,
            inertial: Inertial::new(seed, &spec.name),
            barometer: Barometer::new(seed, &spec.name, spec.ground_m),
            receiver,
            estimator: Estimator::new(seed, &spec.name, spec.manner, plane, spec.ground_m),
            senses,
            autopilot: Autopilot::new(fitting, senses, battery),
            rotors: [0.0; 4],
            payload: spec.payload,
            faults: spec.faults.clone(),
            logbook: Logbook::default(),
        }
    }

    /// Goes on by `dt` (one [`STEP`]) in moving air.
    pub fn step(&mut self, dt: Duration, air: &Air) {
        let seconds = dt.as_secs_f64();
        self.now = self.now + dt;
        self.steps += 1;
        let troubles = Troubles::at(self.now, &self.faults);
        self.body.weaken(troubles.rotors);
        self.battery.fail_cell(troubles.cell);
        let air = Air {
            velocity_ned_m_s: air.velocity_ned_m_s + troubles.gust,
        };
        let commands = self.rotors.map(|rotor| rotor * self.delivered);
        self.body.step(seconds, commands, &air);
        self.delivered = self.battery.draw(self.power_w(), seconds).powf(2.0 / 3.0);
        self.sense(seconds, &troubles);
        self.rotors = self.autopilot.step(seconds, &self.senses, &self.battery);
        self.let_go();
        self.log();
    }

    /// The load falls where its servo is opened.
    fn let_go(&mut self) {
        let opened = |payload: &mut Payload| self.autopilot.servo_us(payload.servo) >= OPEN_US;
        if self.payload.take_if(opened).is_some() {
            self.body.carry(0.0);
        }
    }

    fn log(&mut self) {
        let said = self.autopilot.take_diary();
        let mut logbook = std::mem::take(&mut self.logbook);
        logbook.write(&self.moment(), &said);
        self.logbook = logbook;
    }

    fn moment(&self) -> Moment<'_> {
        Moment {
            now: self.now,
            utc: self.utc(),
            board: self.board,
            senses: &self.senses,
            battery: &self.battery,
            autopilot: &self.autopilot,
            rotors: self.rotors,
        }
    }

    /// The logs of its flights, the oldest first.
    pub fn logs(&self) -> &[FlightLog] {
        self.logbook.logs()
    }

    /// Erases all finished logs.
    pub fn erase_logs(&mut self) {
        self.logbook.erase();
    }

    /// Time since it was switched on.
    pub const fn now(&self) -> BootTime {
        self.now
    }

    /// Universal time now.
    pub fn utc(&self) -> UtcTime {
        self.switched_on + self.now.since(BootTime::ZERO)
    }

    /// What it is called in the scenario.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its MAVLink system number.
    pub const fn system(&self) -> u8 {
        self.system
    }

    /// Whose manners its autopilot has.
    pub const fn manner(&self) -> Manner {
        self.autopilot.manner()
    }

    /// What it can do.
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// What really happens to it.
    pub const fn truth(&self) -> &Truth {
        self.body.truth()
    }

    /// Where it really is, and how high above the sea, metres.
    pub fn true_position(&self) -> (Position, f64) {
        let ned = self.truth().position_ned_m;
        let position = self.plane.to_position(geo::Coord { x: ned.y, y: ned.x });
        (position, self.ground_sea_m - ned.z)
    }

    /// What it knows about itself.
    pub const fn senses(&self) -> &Senses {
        &self.senses
    }

    /// Where it believes to be, and how high above the sea, metres.
    pub fn position(&self) -> (Position, f64) {
        (
            self.estimator.position(),
            self.autopilot.sea_m(self.senses.position_ned_m),
        )
    }

    /// What hangs under it, kilograms.
    pub const fn payload_kg(&self) -> f64 {
        self.body.payload_kg()
    }

    /// Its battery.
    pub const fn battery(&self) -> &Battery {
        &self.battery
    }

    /// Its autopilot, to ask.
    pub const fn asked(&self) -> &Autopilot {
        &self.autopilot
    }

    /// Its autopilot, to command.
    pub const fn autopilot(&mut self) -> &mut Autopilot {
        &mut self.autopilot
    }

    /// What the rotors were told last, 0 to 1 each.
    pub const fn rotor_commands(&self) -> [f64; 4] {
        self.rotors
    }

    /// Electrical power now, watts.
    ///
    /// The profile's power at this air speed and climb rate, times (thrust / level thrust)^1.5:
    /// in steady flight that factor is 1, and the planner's cost model is met.
    pub fn power_w(&self) -> f64 {
        let truth = self.body.truth();
        let air_speed = truth.air_velocity_ned_m_s.xy().norm();
        let level = self.body.airframe().level_thrust_n(air_speed);
        let ratio = (self.body.thrust_n() / level).max(0.0);
        let climb = if truth.on_ground {
            0.0
        } else {
            -truth.velocity_ned_m_s.z
        };
        let rotor_w = self.profile.power_w(air_speed, climb) * ratio * ratio.sqrt();
        rotor_w.max(AVIONICS_W)
    }

    fn sense(&mut self, seconds: f64, troubles: &Troubles) {
        let truth = self.body.truth();
        let fix = self
            .receiver
            .step(self.now, truth, troubles.is_blind, troubles.jump);
        let baro = self
            .steps
            .is_multiple_of(BARO_EVERY)
            .then(|| self.barometer.read(truth, seconds * BARO_EVERY as f64));
        let readings = Readings {
            imu: self.inertial.read(truth, troubles.drift_rad),
            baro,
            fix,
            last_fix: self.receiver.last(),
        };
        self.senses = self
            .estimator
            .step(self.now, seconds, truth, troubles.drift_rad, &readings);
    }
}

/// What the faults of a moment amount to.
#[derive(Clone, Copy, Debug)]
struct Troubles {
    rotors: [f64; 4],
    cell: CellFailure,
    gust: Vector3<f64>,
    is_blind: bool,
    jump: Vector3<f64>,
    drift_rad: f64,
}

impl Troubles {
    fn at(now: BootTime, faults: &[Fault<VehicleFault>]) -> Self {
        let mut troubles = Self {
            rotors: [1.0; 4],
            cell: CellFailure::default(),
            gust: Vector3::zeros(),
            is_blind: false,
            jump: Vector3::zeros(),
            drift_rad: 0.0,
        };
        for fault in faults.iter().filter(|fault| fault.window.contains(now)) {
            troubles.add(fault.kind, fault.window.elapsed(now));
        }
        troubles
    }

    fn add(&mut self, fault: VehicleFault, elapsed: Duration) {
        match fault {
            VehicleFault::GnssLoss {} => self.is_blind = true,
            VehicleFault::GnssJump {
                north_m,
                east_m,
                up_m,
            } => self.jump += Vector3::new(north_m, east_m, -up_m),
            VehicleFault::CompassDrift { deg_s } => {
                self.drift_rad += deg_s.to_radians() * elapsed.as_secs_f64();
            }
            VehicleFault::MotorWeakness { motor, left } => {
                if let Some(rotor) = self.rotors.get_mut(usize::from(motor).wrapping_sub(1)) {
                    *rotor *= left.clamp(0.0, 1.0);
                }
            }
            VehicleFault::Gust {
                speed_m_s,
                from_deg,
            } => {
                let (sin, cos) = from_deg.to_radians().sin_cos();
                self.gust -= Vector3::new(cos, sin, 0.0) * speed_m_s;
            }
            VehicleFault::CellFailure { drop_v, added_ohm } => {
                self.cell = CellFailure { drop_v, added_ohm };
            }
        }
    }
}

/// The 96 bits by which a flight controller's processor is told from every other: the same for the
/// same name and number.
fn board(name: &str, system: u8) -> [u32; 3] {
    let sum = crate::noise::hash(name);
    [u32::from(system), (sum >> 32) as u32, sum as u32]
}

fn fitted(spec: &VehicleSpec) -> Parameters {
    let mut parameters = Parameters::new(spec.manner, &spec.profile, spec.system);
    for (name, value) in &spec.parameters {
        // The scenario has checked them; an unknown one would have been refused there.
        let _index = parameters.set(name, *value);
    }
    parameters
}

fn at_rest(truth: &Truth, fix: &senses::Gnss) -> Senses {
    Senses {
        time: BootTime::ZERO,
        attitude: truth.attitude,
        rates_rad_s: Vector3::zeros(),
        position_ned_m: Vector3::zeros(),
        velocity_ned_m_s: Vector3::zeros(),
        has_position: false,
        has_origin: false,
        is_glitching: false,
        horizontal_error_m: 1e4,
        gnss: *fix,
        imu: senses::Imu::default(),
        baro: senses::Baro::default(),
    }
}

#[cfg(test)]
mod tests;
