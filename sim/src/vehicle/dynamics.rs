//! The rigid body: four rotors, drag against the air, the ground.
//!
//! Frames: position and velocity are north, east, down from the place of start; the body is
//! forward, right, down; the attitude turns body vectors into north-east-down.
//! Not modelled: blade flapping, ground effect, vortex ring, uneven ground, airframe bending.

use missions::vehicle::{GRAVITY_M_S2, Vehicle as Profile};
use nalgebra::{UnitQuaternion, Vector3};

use crate::air::Air;

/// Greatest thrust of all rotors over weight.
const THRUST_OVER_WEIGHT: f64 = 2.0;

/// Time in which a rotor follows its command to 63 %, seconds.
const ROTOR_LAG_S: f64 = 0.035;

/// Tilt that holds the profile's top air speed, radians.
const TOP_TILT_RAD: f64 = 0.47;

/// Share of the drag at top speed that grows linearly with speed.
const LINEAR_DRAG_SHARE: f64 = 0.3;

/// Yaw torque of a rotor over its thrust, metres.
const YAW_TORQUE_M: f64 = 0.02;

/// Where the rotors are, as signs of forward and right, and the sign of their yaw torque.
/// Source: ArduPilot, quad X: front right, back left, front left, back right.
const ROTORS: [(f64, f64, f64); 4] = [
    (1.0, 1.0, 1.0),
    (-1.0, -1.0, 1.0),
    (1.0, -1.0, -1.0),
    (-1.0, 1.0, -1.0),
];

/// What the body is made of, derived from a profile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Airframe {
    /// Mass, kilograms.
    pub mass_kg: f64,
    /// Greatest thrust of one rotor, newtons.
    pub rotor_n: f64,
    /// Distance of a rotor from the axes, metres.
    pub arm_m: f64,
    /// Moments of inertia about forward, right, down, kg·m².
    pub inertia: Vector3<f64>,
    /// Drag that grows with speed, newtons per metre per second.
    pub linear_drag: f64,
    /// Drag that grows with speed squared.
    pub square_drag: f64,
}

impl Airframe {
    /// The airframe of a profile: size from mass, drag from the top air speed.
    pub fn of(profile: &Profile) -> Self {
        let mass_kg = profile.mass_kg.max(0.05);
        let arm_m = 0.16 * (mass_kg / 1.5).cbrt();
        let about = 0.6 * mass_kg * arm_m * arm_m;
        let top = profile.top_air_m_s.max(1.0);
        let drag_n = mass_kg * GRAVITY_M_S2 * TOP_TILT_RAD.tan();
        Self {
            mass_kg,
            rotor_n: THRUST_OVER_WEIGHT * mass_kg * GRAVITY_M_S2 / 4.0,
            arm_m,
            inertia: Vector3::new(about, about, 1.6 * about),
            linear_drag: drag_n * LINEAR_DRAG_SHARE / top,
            square_drag: drag_n * (1.0 - LINEAR_DRAG_SHARE) / (top * top),
        }
    }

    /// Drag at an air speed, newtons.
    pub fn drag_n(&self, air_speed_m_s: f64) -> f64 {
        (self.linear_drag + self.square_drag * air_speed_m_s) * air_speed_m_s
    }

    /// The thrust that level flight at an air speed needs, newtons.
    pub fn level_thrust_n(&self, air_speed_m_s: f64) -> f64 {
        (self.mass_kg * GRAVITY_M_S2).hypot(self.drag_n(air_speed_m_s))
    }
}

/// What really happens to the vehicle: the state that no sensor sees exactly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Truth {
    /// North, east, down from the place of start, metres.
    pub position_ned_m: Vector3<f64>,
    /// Over the ground: north, east, down, metres per second.
    pub velocity_ned_m_s: Vector3<f64>,
    /// Turns body vectors into north-east-down.
    pub attitude: UnitQuaternion<f64>,
    /// About forward, right, down, radians per second.
    pub rates_rad_s: Vector3<f64>,
    /// What an ideal accelerometer feels, body frame, metres per second squared.
    pub specific_force_m_s2: Vector3<f64>,
    /// Against the air: north, east, down, metres per second.
    pub air_velocity_ned_m_s: Vector3<f64>,
    /// Thrust of each rotor as a share of its greatest, 0 to 1.
    pub rotors: [f64; 4],
    /// Whether it stands on the ground.
    pub on_ground: bool,
    /// Speed of the last touch-down, metres per second.
    pub impact_m_s: f64,
}

impl Truth {
    /// Roll, pitch, yaw, radians.
    pub fn euler_rad(&self) -> (f64, f64, f64) {
        self.attitude.euler_angles()
    }
}

/// The body and its rotors.
#[derive(Clone, Debug)]
pub struct Body {
    airframe: Airframe,
    payload_kg: f64,
    truth: Truth,
    strength: [f64; 4],
}

impl Body {
    /// At rest at the origin, nose at `yaw_rad`.
    pub fn at_rest(airframe: Airframe, yaw_rad: f64) -> Self {
        Self {
            airframe,
            payload_kg: 0.0,
            truth: Truth {
                position_ned_m: Vector3::zeros(),
                velocity_ned_m_s: Vector3::zeros(),
                attitude: UnitQuaternion::from_euler_angles(0.0, 0.0, yaw_rad),
                rates_rad_s: Vector3::zeros(),
                specific_force_m_s2: Vector3::new(0.0, 0.0, -GRAVITY_M_S2),
                air_velocity_ned_m_s: Vector3::zeros(),
                rotors: [0.0; 4],
                on_ground: true,
                impact_m_s: 0.0,
            },
            strength: [1.0; 4],
        }
    }

    /// Its state.
    pub const fn truth(&self) -> &Truth {
        &self.truth
    }

    /// What it is made of.
    pub const fn airframe(&self) -> &Airframe {
        &self.airframe
    }

    /// Hangs a load under its middle, or takes it off with 0: more to carry, no other inertia or
    /// drag, and the autopilot is not told.
    pub const fn carry(&mut self, payload_kg: f64) {
        self.payload_kg = payload_kg;
    }

    /// What hangs under it, kilograms.
    pub const fn payload_kg(&self) -> f64 {
        self.payload_kg
    }

    /// Sets how much of its thrust each rotor still gives, 0 to 1.
    pub fn weaken(&mut self, strength: [f64; 4]) {
        self.strength = strength;
    }

    /// Thrust of all rotors, newtons.
    pub fn thrust_n(&self) -> f64 {
        self.truth.rotors.iter().sum::<f64>() * self.airframe.rotor_n
    }

    /// Goes on by `dt` seconds with rotor commands (0 to 1) in moving air.
    pub fn step(&mut self, dt: f64, commands: [f64; 4], air: &Air) {
        self.spin(dt, commands);
        let truth = &mut self.truth;
        truth.air_velocity_ned_m_s = truth.velocity_ned_m_s - air.velocity_ned_m_s;
        let (thrust, torque) = rotor_forces(&self.airframe, &truth.rotors);
        let speed = truth.air_velocity_ned_m_s.norm();
        let drag = -truth.air_velocity_ned_m_s
            * (self.airframe.linear_drag + self.airframe.square_drag * speed);
        let push = truth.attitude * Vector3::new(0.0, 0.0, -thrust) + drag;
        let fall = Vector3::new(0.0, 0.0, GRAVITY_M_S2);
        let acceleration = push / (self.airframe.mass_kg + self.payload_kg) + fall;
        if truth.on_ground && acceleration.z >= 0.0 {
            self.stand(dt);
            return;
        }
        truth.on_ground = false;
        truth.specific_force_m_s2 = truth
            .attitude
            .inverse_transform_vector(&(acceleration - fall));
        self.turn(dt, torque);
        let truth = &mut self.truth;
        truth.velocity_ned_m_s += acceleration * dt;
        truth.position_ned_m += truth.velocity_ned_m_s * dt;
        if truth.position_ned_m.z > 0.0 && truth.velocity_ned_m_s.z > 0.0 {
            truth.impact_m_s = truth.velocity_ned_m_s.z;
            truth.on_ground = true;
            truth.position_ned_m.z = 0.0;
            truth.velocity_ned_m_s.z = 0.0;
        }
    }

    fn spin(&mut self, dt: f64, commands: [f64; 4]) {
        let share = dt / (ROTOR_LAG_S + dt);
        for ((rotor, command), strength) in self
            .truth
            .rotors
            .iter_mut()
            .zip(commands)
            .zip(self.strength)
        {
            let wanted = command.clamp(0.0, 1.0) * strength;
            *rotor += (wanted - *rotor) * share;
        }
    }

    fn turn(&mut self, dt: f64, torque: Vector3<f64>) {
        let truth = &mut self.truth;
        let inertia = self.airframe.inertia;
        let momentum = inertia.component_mul(&truth.rates_rad_s);
        let gyroscopic = truth.rates_rad_s.cross(&momentum);
        truth.rates_rad_s += (torque - gyroscopic).component_div(&inertia) * dt;
        truth.attitude *= UnitQuaternion::from_scaled_axis(truth.rates_rad_s * dt);
        truth.attitude.renormalize_fast();
    }

    /// The ground carries it: legs level it and friction stops it within tenths of a second.
    fn stand(&mut self, dt: f64) {
        let truth = &mut self.truth;
        let keep = (-dt / 0.05_f64).exp();
        truth.velocity_ned_m_s *= keep;
        truth.velocity_ned_m_s.z = 0.0;
        truth.position_ned_m += truth.velocity_ned_m_s * dt;
        let (roll, pitch, yaw) = truth.attitude.euler_angles();
        truth.attitude = UnitQuaternion::from_euler_angles(roll * keep, pitch * keep, yaw);
        truth.rates_rad_s *= keep;
        truth.specific_force_m_s2 =
            truth
                .attitude
                .inverse_transform_vector(&Vector3::new(0.0, 0.0, -GRAVITY_M_S2));
    }
}

fn rotor_forces(airframe: &Airframe, rotors: &[f64; 4]) -> (f64, Vector3<f64>) {
    let (mut thrust, mut torque) = (0.0, Vector3::zeros());
    for (rotor, (forward, right, turn)) in rotors.iter().zip(ROTORS) {
        let force = rotor * airframe.rotor_n;
        thrust += force;
        torque += force
            * Vector3::new(
                -right * airframe.arm_m,
                forward * airframe.arm_m,
                turn * YAW_TORQUE_M,
            );
    }
    (thrust, torque)
}

/// Shares the wanted thrust and torques out to the rotors, 0 to 1 each.
///
/// Where a rotor would saturate, yaw gives way first, then thrust; roll and pitch keep their
/// difference.
pub fn mix(airframe: &Airframe, thrust_n: f64, torque: Vector3<f64>) -> [f64; 4] {
    let roll = torque.x / (4.0 * airframe.arm_m);
    let pitch = torque.y / (4.0 * airframe.arm_m);
    let yaw = torque.z / (4.0 * YAW_TORQUE_M);
    let level = ROTORS.map(|(forward, right, _)| forward * pitch - right * roll);
    let most = level
        .iter()
        .fold(0.0_f64, |most, force| most.max(force.abs()));
    let room = (airframe.rotor_n / 2.0 - most).max(0.0);
    let yaw = yaw.clamp(
        -room.max(0.1 * airframe.rotor_n),
        room.max(0.1 * airframe.rotor_n),
    );
    let mut forces = ROTORS.map(|_| 0.0);
    for ((force, level), (_, _, turn)) in forces.iter_mut().zip(level).zip(ROTORS) {
        *force = level + turn * yaw;
    }
    let low = forces.iter().copied().fold(f64::MAX, f64::min);
    let high = forces.iter().copied().fold(f64::MIN, f64::max);
    let mean = (thrust_n / 4.0)
        .min(airframe.rotor_n - high)
        .max(-low)
        .max(0.0);
    forces.map(|force| ((force + mean) / airframe.rotor_n).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::super::tests::profile;
    use super::*;

    const DT: f64 = 0.004;

    fn fly(body: &mut Body, seconds: f64, thrust_n: f64, torque: Vector3<f64>) {
        let airframe = *body.airframe();
        for _ in 0..(seconds / DT) as usize {
            body.step(DT, mix(&airframe, thrust_n, torque), &Air::default());
        }
    }

    fn body() -> Body {
        Body::at_rest(Airframe::of(&profile()), 0.0)
    }

    #[test]
    fn it_stays_on_the_ground_until_thrust_exceeds_weight() {
        let mut body = body();
        let weight = body.airframe().mass_kg * GRAVITY_M_S2;
        fly(&mut body, 1.0, 0.95 * weight, Vector3::zeros());
        assert!(body.truth().on_ground);
        fly(&mut body, 1.0, 1.2 * weight, Vector3::zeros());
        assert!(body.truth().position_ned_m.z < -0.3);
    }

    #[test]
    fn a_body_in_level_flight_feels_gravity_upside_down() {
        let mut body = body();
        let weight = body.airframe().mass_kg * GRAVITY_M_S2;
        fly(&mut body, 0.5, 1.3 * weight, Vector3::zeros());
        fly(&mut body, 0.5, weight, Vector3::zeros());
        let felt = body.truth().specific_force_m_s2;
        assert!((felt.z + GRAVITY_M_S2).abs() < 0.3, "{felt}");
    }

    #[test]
    fn a_load_is_carried_by_more_thrust_and_lifts_the_body_when_it_falls_off() {
        let mut body = body();
        let loaded = (body.airframe().mass_kg + 1.5) * GRAVITY_M_S2;
        body.carry(1.5);
        fly(&mut body, 1.0, 0.97 * loaded, Vector3::zeros());
        assert!(body.truth().on_ground);
        fly(&mut body, 1.0, 1.1 * loaded, Vector3::zeros());
        assert!(!body.truth().on_ground);
        let climb = body.truth().velocity_ned_m_s.z;
        body.carry(0.0);
        fly(&mut body, 0.5, loaded, Vector3::zeros());
        assert!(body.truth().velocity_ned_m_s.z < climb - 0.5);
    }

    #[test]
    fn torque_commands_turn_it_the_right_way() {
        for axis in 0..3 {
            let mut body = body();
            let weight = body.airframe().mass_kg * GRAVITY_M_S2;
            fly(&mut body, 0.5, 1.3 * weight, Vector3::zeros());
            let mut torque = Vector3::zeros();
            torque[axis] = 0.2;
            fly(&mut body, 0.1, weight, torque);
            assert!(body.truth().rates_rad_s[axis] > 0.01, "axis {axis}");
        }
    }

    #[test]
    fn terminal_speed_at_the_top_tilt_is_the_profile_s_top_speed() {
        let profile = profile();
        let airframe = Airframe::of(&profile);
        let force = airframe.mass_kg * GRAVITY_M_S2 * TOP_TILT_RAD.tan();
        assert!((airframe.drag_n(profile.top_air_m_s) - force).abs() < 1e-9);
    }

    #[test]
    fn the_mixer_gives_the_thrust_and_torque_that_were_asked() {
        let airframe = Airframe::of(&profile());
        let thrust = airframe.mass_kg * GRAVITY_M_S2;
        let torque = Vector3::new(0.1, -0.05, 0.02);
        let (given, turned) = rotor_forces(&airframe, &mix(&airframe, thrust, torque));
        assert!((given - thrust).abs() < 1e-9);
        assert!((turned - torque).norm() < 1e-9, "{turned}");
    }

    #[test]
    fn a_saturated_mixer_keeps_its_torques_and_stays_between_zero_and_one() {
        let airframe = Airframe::of(&profile());
        let rotors = mix(&airframe, 1e6, Vector3::new(0.3, 0.0, 0.0));
        assert!(rotors.iter().all(|r| (0.0..=1.0).contains(r)));
        let (_, torque) = rotor_forces(&airframe, &rotors);
        assert!((torque.x - 0.3).abs() < 1e-9, "{torque}");
    }
}
