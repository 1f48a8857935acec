//! Control: position, velocity, attitude and rate loops, one inside the other.
//!
//! The cascade that both real autopilots use, with one set of gains for both manners.

use missions::vehicle::GRAVITY_M_S2;
use nalgebra::{Matrix3, Rotation3, UnitQuaternion, Vector3};

use super::super::dynamics::{Airframe, mix};
use super::super::senses::Senses;

/// Velocity per metre of position error, 1/s.
const POSITION_GAIN: f64 = 1.1;
/// Greatest velocity that a position error may ask for, metres per second.
const POSITION_REACH_M_S: f64 = 4.0;
/// Acceleration per velocity error, 1/s; level and vertical.
const VELOCITY_GAIN: f64 = 3.0;
const CLIMB_GAIN: f64 = 5.0;
/// Acceleration per velocity error and second, 1/s²; level and vertical.
const VELOCITY_INTEGRAL: f64 = 1.5;
const CLIMB_INTEGRAL: f64 = 2.0;
/// Greatest acceleration that the integrals may hold, metres per second squared.
const TRIM_M_S2: f64 = 6.0;
/// Rate per attitude error, 1/s: roll, pitch, yaw.
const ATTITUDE_GAIN: [f64; 3] = [6.0, 6.0, 3.0];
/// Greatest rates asked for, radians per second.
const RATE_REACH_RAD_S: [f64; 3] = [3.5, 3.5, 1.5];
/// Angular acceleration per rate error, 1/s.
const RATE_GAIN: [f64; 3] = [15.0, 15.0, 8.0];
/// Angular acceleration per rate error and second, 1/s².
const RATE_INTEGRAL: [f64; 3] = [25.0, 25.0, 8.0];
/// Greatest angular acceleration that the integrals may hold, radians per second squared.
const RATE_TRIM_RAD_S2: f64 = 60.0;
/// Least thrust in the air, share of the greatest: the rotors must keep control.
const LEAST_THRUST: f64 = 0.08;
/// Thrust of rotors that idle on the ground, share of the greatest.
const IDLE_THRUST: f64 = 0.05;

/// What the loops are to do.
#[derive(Clone, Copy, Debug)]
pub(super) enum Demand {
    /// Rotors stopped.
    Off,
    /// Rotors idle on the ground.
    Idle,
    /// Follow a moving place.
    Track {
        position: Vector3<f64>,
        velocity: Vector3<f64>,
        acceleration: Vector3<f64>,
        yaw_rad: f64,
        yaw_rate_rad_s: f64,
    },
    /// Hold angles and a climb rate; needs no position.
    Tilt {
        roll_rad: f64,
        pitch_rad: f64,
        yaw_rate_rad_s: f64,
        climb_m_s: f64,
    },
    /// Hold angles with a thrust share.
    Thrust {
        roll_rad: f64,
        pitch_rad: f64,
        yaw_rate_rad_s: f64,
        thrust: f64,
    },
}

/// The loops and what they remember.
#[derive(Clone, Debug)]
pub(super) struct Control {
    airframe: Airframe,
    trim_m_s2: Vector3<f64>,
    rate_trim: Vector3<f64>,
    heading_rad: Option<f64>,
    thrust_share: f64,
    tilt_limit_rad: f64,
}

impl Control {
    pub(super) const fn new(airframe: Airframe) -> Self {
        Self {
            airframe,
            trim_m_s2: Vector3::new(0.0, 0.0, 0.0),
            rate_trim: Vector3::new(0.0, 0.0, 0.0),
            heading_rad: None,
            thrust_share: 0.0,
            tilt_limit_rad: 0.6,
        }
    }

    /// Thrust commanded, share of the greatest.
    pub(super) const fn throttle(&self) -> f64 {
        self.thrust_share
    }

    /// Thrust that carries the weight, share of the greatest.
    pub(super) fn hover_share(&self) -> f64 {
        self.airframe.mass_kg * GRAVITY_M_S2 / (4.0 * self.airframe.rotor_n)
    }

    pub(super) fn limit_tilt(&mut self, radians: f64) {
        self.tilt_limit_rad = radians.clamp(0.1, 1.0);
    }

    /// Rotor commands for this step.
    pub(super) fn step(&mut self, dt: f64, demand: &Demand, senses: &Senses) -> [f64; 4] {
        match *demand {
            Demand::Off => self.rest(0.0),
            Demand::Idle => self.rest(IDLE_THRUST),
            Demand::Track {
                position,
                velocity,
                acceleration,
                yaw_rad,
                yaw_rate_rad_s,
            } => {
                self.heading_rad = None;
                let wanted = self.track(dt, senses, position, velocity) + acceleration;
                let force = self.limited(wanted + self.trim_m_s2);
                let attitude = attitude_of(-force, yaw_rad);
                let thrust = -force.dot(&(senses.attitude * Vector3::z()));
                self.turn(
                    dt,
                    senses,
                    attitude,
                    yaw_rate_rad_s,
                    self.airframe.mass_kg * thrust,
                )
            }
            Demand::Tilt {
                roll_rad,
                pitch_rad,
                yaw_rate_rad_s,
                climb_m_s,
            } => {
                let up = self.climb(dt, senses, -climb_m_s);
                let lean = (roll_rad.cos() * pitch_rad.cos()).max(0.5);
                let thrust = self.airframe.mass_kg * (GRAVITY_M_S2 - up) / lean;
                self.lean(dt, senses, [roll_rad, pitch_rad, yaw_rate_rad_s], thrust)
            }
            Demand::Thrust {
                roll_rad,
                pitch_rad,
                yaw_rate_rad_s,
                thrust,
            } => {
                let newtons = thrust * 4.0 * self.airframe.rotor_n;
                self.lean(dt, senses, [roll_rad, pitch_rad, yaw_rate_rad_s], newtons)
            }
        }
    }

    fn rest(&mut self, thrust: f64) -> [f64; 4] {
        self.trim_m_s2 = Vector3::zeros();
        self.rate_trim = Vector3::zeros();
        self.heading_rad = None;
        self.thrust_share = thrust;
        [thrust; 4]
    }

    /// The acceleration that position and velocity errors ask for, without the trim.
    fn track(
        &mut self,
        dt: f64,
        senses: &Senses,
        position: Vector3<f64>,
        velocity: Vector3<f64>,
    ) -> Vector3<f64> {
        let mut reach = (position - senses.position_ned_m) * POSITION_GAIN;
        let norm = reach.norm();
        if norm > POSITION_REACH_M_S {
            reach *= POSITION_REACH_M_S / norm;
        }
        let error = velocity + reach - senses.velocity_ned_m_s;
        let integral = Vector3::new(VELOCITY_INTEGRAL, VELOCITY_INTEGRAL, CLIMB_INTEGRAL);
        self.trim_m_s2 += error.component_mul(&integral) * dt;
        self.trim_m_s2 = self.trim_m_s2.map(|trim| trim.clamp(-TRIM_M_S2, TRIM_M_S2));
        error.component_mul(&Vector3::new(VELOCITY_GAIN, VELOCITY_GAIN, CLIMB_GAIN))
    }

    /// The downward acceleration that a climb-rate error asks for, trim included.
    fn climb(&mut self, dt: f64, senses: &Senses, down_m_s: f64) -> f64 {
        let error = down_m_s - senses.velocity_ned_m_s.z;
        self.trim_m_s2.x = 0.0;
        self.trim_m_s2.y = 0.0;
        self.trim_m_s2.z =
            (self.trim_m_s2.z + error * CLIMB_INTEGRAL * dt).clamp(-TRIM_M_S2, TRIM_M_S2);
        error * CLIMB_GAIN + self.trim_m_s2.z
    }

    /// Force per mass that the rotors are to give, within tilt and thrust; height goes first.
    fn limited(&mut self, acceleration: Vector3<f64>) -> Vector3<f64> {
        let most = 4.0 * self.airframe.rotor_n / self.airframe.mass_kg;
        let up = (GRAVITY_M_S2 - acceleration.z).clamp(LEAST_THRUST * most, 0.95 * most);
        let level = acceleration.xy();
        let room = (up * self.tilt_limit_rad.tan()).min((most * most - up * up).max(0.0).sqrt());
        let norm = level.norm();
        if norm <= room {
            return Vector3::new(level.x, level.y, -up);
        }
        // The integral must not wind up while the tilt is at its end.
        let share = room / norm;
        self.trim_m_s2.x *= 0.998;
        self.trim_m_s2.y *= 0.998;
        Vector3::new(level.x * share, level.y * share, -up)
    }

    fn lean(&mut self, dt: f64, senses: &Senses, angles: [f64; 3], thrust_n: f64) -> [f64; 4] {
        let [roll, pitch, yaw_rate] = angles;
        let heading = self.heading_rad.unwrap_or_else(|| senses.euler_rad().2) + yaw_rate * dt;
        self.heading_rad = Some(heading);
        let attitude = UnitQuaternion::from_euler_angles(roll, pitch, heading);
        self.turn(dt, senses, attitude, yaw_rate, thrust_n)
    }

    fn turn(
        &mut self,
        dt: f64,
        senses: &Senses,
        attitude: UnitQuaternion<f64>,
        yaw_rate_rad_s: f64,
        thrust_n: f64,
    ) -> [f64; 4] {
        let most = 4.0 * self.airframe.rotor_n;
        let thrust_n = thrust_n.clamp(LEAST_THRUST * most, most);
        self.thrust_share = thrust_n / most;
        let error = (senses.attitude.inverse() * attitude).scaled_axis();
        let mut acceleration = Vector3::zeros();
        for axis in 0..3 {
            let feed = if axis == 2 { yaw_rate_rad_s } else { 0.0 };
            let wanted = (error[axis] * ATTITUDE_GAIN[axis] + feed)
                .clamp(-RATE_REACH_RAD_S[axis], RATE_REACH_RAD_S[axis]);
            let wrong = wanted - senses.rates_rad_s[axis];
            self.rate_trim[axis] = (self.rate_trim[axis] + wrong * RATE_INTEGRAL[axis] * dt)
                .clamp(-RATE_TRIM_RAD_S2, RATE_TRIM_RAD_S2);
            acceleration[axis] = wrong * RATE_GAIN[axis] + self.rate_trim[axis];
        }
        let torque = acceleration.component_mul(&self.airframe.inertia);
        mix(&self.airframe, thrust_n, torque)
    }
}

/// The attitude whose down axis is `down` and whose nose is nearest to a heading.
fn attitude_of(down: Vector3<f64>, yaw_rad: f64) -> UnitQuaternion<f64> {
    let down = down.try_normalize(1e-6).unwrap_or_else(Vector3::z);
    let (sin, cos) = yaw_rad.sin_cos();
    let right = down
        .cross(&Vector3::new(cos, sin, 0.0))
        .try_normalize(1e-6)
        .unwrap_or_else(Vector3::y);
    let forward = right.cross(&down);
    let matrix = Matrix3::from_columns(&[forward, right, down]);
    UnitQuaternion::from_rotation_matrix(&Rotation3::from_matrix_unchecked(matrix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn level_thrust_with_a_heading_is_that_heading() {
        let attitude = attitude_of(Vector3::z(), 1.2);
        let (roll, pitch, yaw) = attitude.euler_angles();
        assert!(roll.abs() < 1e-12 && pitch.abs() < 1e-12);
        assert!((yaw - 1.2).abs() < 1e-12);
    }

    #[test]
    fn to_accelerate_north_the_nose_goes_down() {
        // The thrust points up and north, so the body's down axis points down and south.
        let attitude = attitude_of(Vector3::new(-1.0, 0.0, 9.8), 0.0);
        let (_, pitch, _) = attitude.euler_angles();
        assert!(pitch < -0.05, "{pitch}");
    }
}
