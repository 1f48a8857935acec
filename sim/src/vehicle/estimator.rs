//! The estimator: position and velocity from inertial unit, GNSS and barometer.
//!
//! Position and velocity are truly estimated (integration of the accelerometers, corrected by
//! late fixes). The attitude is the truth with a modelled error: a filter of gyroscopes would
//! find the same, and cost more. What the compass's drift does to the heading is modelled, up to
//! the angle at which real estimators stop believing it.

use std::collections::VecDeque;

use geo::Coord;
use missions::frames::LocalPlane;
use missions::time::BootTime;
use missions::vehicle::GRAVITY_M_S2;
use nalgebra::{UnitQuaternion, Vector3};

use super::dynamics::Truth;
use super::modes::Manner;
use super::senses::{Baro, Gnss, Imu, Senses};
use crate::noise::{Noise, Wander};

/// Share of a fix's disagreement that corrects the position, and the velocity.
const POSITION_SHARE: f64 = 0.2;
const VELOCITY_SHARE: f64 = 0.4;
/// Correction by the barometer: of the height 1/s, and of the climb rate 1/s².
const HEIGHT_GAIN: f64 = 1.6;
const CLIMB_GAIN: f64 = 0.8;
/// Disagreement beyond which a fix is not believed, metres. Source: PX4 `EKF2_GPS_P_GATE`,
/// ArduPilot `EK3_GLITCH_RAD`; both are multiples of an accuracy of a few metres.
const GATE_M: f64 = 12.0;
/// How long fixes are disbelieved before the estimate gives in, seconds.
const STUBBORN_S: f64 = 4.5;
/// Error of roll and pitch, radians, and its memory, seconds.
const TILT_ERROR: (f64, f64) = (0.004, 10.0);
/// Error of the heading, radians, and its memory, seconds.
const HEADING_ERROR: (f64, f64) = (0.012, 30.0);
/// Time in which the heading follows a compass that drifts, seconds.
const COMPASS_LAG_S: f64 = 5.0;
/// Heading error beyond which the motion over ground contradicts the compass, radians.
const COMPASS_LIMIT_RAD: f64 = 0.44;
/// Estimates remembered to meet late fixes.
const HISTORY: usize = 40;

/// How long an estimate without fixes is still believed, seconds.
///
/// Source: ArduPilot EKF3 (7 s after the last velocity aid), PX4 `EKF2_NOAID_TOUT` (5 s).
const fn dead_reckoning_s(manner: Manner) -> f64 {
    match manner {
        Manner::ArduPilot => 7.0,
        Manner::Px4 => 5.0,
    }
}

/// Readings of one step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Readings<'a> {
    pub(super) imu: Imu,
    pub(super) baro: Option<Baro>,
    pub(super) fix: Option<Gnss>,
    pub(super) last_fix: &'a Gnss,
}

/// The estimate and its memory.
#[derive(Clone, Debug)]
pub(super) struct Estimator {
    noise: Noise,
    plane: LocalPlane,
    ground_sea_m: f64,
    patience_s: f64,
    position: Vector3<f64>,
    velocity: Vector3<f64>,
    history: VecDeque<(BootTime, Vector3<f64>, Vector3<f64>)>,
    tilt: [Wander; 2],
    heading: Wander,
    compass_rad: f64,
    baro_zero_m: Option<f64>,
    baro: Baro,
    aided: Option<BootTime>,
    believed: Option<BootTime>,
    is_glitching: bool,
}

impl Estimator {
    pub(super) fn new(
        seed: u64,
        vehicle: &str,
        manner: Manner,
        plane: LocalPlane,
        ground_sea_m: f64,
    ) -> Self {
        Self {
            noise: Noise::stream(seed, &format!("estimator {vehicle}")),
            plane,
            ground_sea_m,
            patience_s: dead_reckoning_s(manner),
            position: Vector3::zeros(),
            velocity: Vector3::zeros(),
            history: VecDeque::with_capacity(HISTORY + 1),
            tilt: [Wander::default(); 2],
            heading: Wander::default(),
            compass_rad: 0.0,
            baro_zero_m: None,
            baro: Baro::default(),
            aided: None,
            believed: None,
            is_glitching: false,
        }
    }

    /// Goes on by `dt` seconds to `now`; `drift_rad` is how far the compass is turned away.
    pub(super) fn step(
        &mut self,
        now: BootTime,
        dt: f64,
        truth: &Truth,
        drift_rad: f64,
        readings: &Readings<'_>,
    ) -> Senses {
        let attitude = self.attitude(dt, truth, drift_rad);
        self.predict(now, dt, attitude, &readings.imu);
        if let Some(baro) = readings.baro {
            self.baro = baro;
        }
        self.level(dt);
        if let Some(fix) = readings.fix.filter(|fix| fix.fix >= 3) {
            self.meet(now, &fix);
        }
        let age_s = self
            .aided
            .map_or(f64::MAX, |aided| now.since(aided).as_secs_f64());
        Senses {
            time: now,
            attitude,
            rates_rad_s: readings.imu.rates_rad_s,
            position_ned_m: self.position,
            velocity_ned_m_s: self.velocity,
            has_position: age_s <= self.patience_s,
            has_origin: self.aided.is_some(),
            is_glitching: self.is_glitching || drift_rad.abs() > COMPASS_LIMIT_RAD,
            horizontal_error_m: (0.4 + 0.05 * age_s * age_s).min(1e4),
            gnss: *readings.last_fix,
            imu: readings.imu,
            baro: self.baro,
        }
    }

    fn attitude(&mut self, dt: f64, truth: &Truth, drift_rad: f64) -> UnitQuaternion<f64> {
        let (sigma, memory) = TILT_ERROR;
        let roll = self.tilt[0].step(&mut self.noise, dt, sigma, memory);
        let pitch = self.tilt[1].step(&mut self.noise, dt, sigma, memory);
        let (sigma, memory) = HEADING_ERROR;
        let heading = self.heading.step(&mut self.noise, dt, sigma, memory);
        let followed = drift_rad.clamp(-COMPASS_LIMIT_RAD, COMPASS_LIMIT_RAD);
        self.compass_rad += (followed - self.compass_rad) * dt / COMPASS_LAG_S;
        // Small angles about the earth's axes, the heading's not so small.
        UnitQuaternion::from_euler_angles(roll, pitch, heading + self.compass_rad) * truth.attitude
    }

    fn predict(&mut self, now: BootTime, dt: f64, attitude: UnitQuaternion<f64>, imu: &Imu) {
        let acceleration = attitude * imu.force_m_s2 + Vector3::new(0.0, 0.0, GRAVITY_M_S2);
        self.velocity += acceleration * dt;
        self.position += self.velocity * dt;
        self.history.push_back((now, self.position, self.velocity));
        if self.history.len() > HISTORY {
            self.history.pop_front();
        }
    }

    /// Height follows the barometer, counted from where it was switched on.
    fn level(&mut self, dt: f64) {
        let zero = *self.baro_zero_m.get_or_insert(self.baro.sea_m);
        let error = -(self.baro.sea_m - zero) - self.position.z;
        self.position.z += error * HEIGHT_GAIN * dt;
        self.velocity.z += error * CLIMB_GAIN * dt;
    }

    /// A fix meets the estimate of the moment in which it was measured.
    fn meet(&mut self, now: BootTime, fix: &Gnss) {
        let there = self.plane.to_plane(fix.position);
        let measured = Vector3::new(there.y, there.x, self.ground_sea_m - fix.sea_m);
        let (_, position, velocity) = self
            .history
            .iter()
            .find(|(time, ..)| *time >= fix.time)
            .copied()
            .unwrap_or((now, self.position, self.velocity));
        let off = (measured - position).xy();
        let is_first = self.aided.is_none();
        let was_lost = self
            .aided
            .is_none_or(|aided| now.since(aided).as_secs_f64() > self.patience_s);
        if !is_first && !was_lost && off.norm() > GATE_M {
            self.is_glitching = true;
            let since = *self.believed.get_or_insert(now);
            if now.since(since).as_secs_f64() < STUBBORN_S {
                return;
            }
        }
        let is_far = off.norm() > GATE_M || is_first || was_lost;
        let share = if is_far { 1.0 } else { POSITION_SHARE };
        self.position.x += off.x * share;
        self.position.y += off.y * share;
        let slip = fix.velocity_ned_m_s - velocity;
        let share = if is_far { 1.0 } else { VELOCITY_SHARE };
        self.velocity.x += slip.x * share;
        self.velocity.y += slip.y * share;
        self.velocity.z += slip.z * 0.1;
        if is_far {
            self.history.clear();
        }
        self.is_glitching = false;
        self.believed = None;
        self.aided = Some(now);
    }

    /// A place of the estimate's plane.
    pub(super) fn position(&self) -> missions::geodesy::Position {
        self.plane.to_position(Coord {
            x: self.position.y,
            y: self.position.x,
        })
    }
}
