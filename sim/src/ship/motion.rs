//! How a ship heaves, rolls and pitches in a sea: each component of the sea moves her by its own
//! complex amplitude, so that a motion is a function of time alone.
//!
//! Heave and pitch by J. J. Jensen, A. E. Mansour, A. S. Olsen, "Estimation of ship motions using
//! closed-form expressions", Ocean Engineering 31 (2004), at zero speed, for a box of her length,
//! breadth and draught; the wave's decay with depth is taken with its own wave number, and its
//! averaging over the breadth is kept, so that short beam seas move her no more than they should.
//! Roll as one degree of freedom with the natural period of the IMO's Intact Stability Code 2008,
//! part A 2.3, driven by the effective wave slope.

use std::f64::consts::TAU;

use nalgebra::{Matrix3, Rotation3, Vector3};
use rustfft::num_complex::Complex64;

use super::{Plating, Site, Vessel};
use crate::sea::{Component, Waves};

/// Share of critical damping in roll, bilge keels included.
const ROLL_DAMPING: f64 = 0.07;
/// The least metacentric height that a master sails with, metres.
const LEAST_GM_M: f64 = 0.8;

/// How a ship is displaced from her mean position.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Motion {
    /// Upwards, metres.
    pub heave_m: f64,
    /// Starboard side down, radians.
    pub roll_rad: f64,
    /// Bow down, radians.
    pub pitch_rad: f64,
}

/// Where a plate's frame stands in the world: world = turn · (plate − origin) + shift.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placement {
    /// From the plate's axes to the world's.
    pub turn: Matrix3<f64>,
    /// Where the plate's origin (still waterline at the column) is, metres.
    pub shift: Vector3<f64>,
}

/// One component's frequency, and what it does to the ship at time 0.
#[derive(Clone, Copy, Debug)]
struct Response {
    omega: f64,
    heave: Complex64,
    roll: Complex64,
    pitch: Complex64,
}

/// The motions of a ship in a sea, at one of her marks.
#[derive(Clone, Debug)]
pub struct Motions {
    responses: Vec<Response>,
    /// From the centre of flotation to the marks, in the plate's axes, metres.
    arm: Vector3<f64>,
    turn_rad: f64,
    list_rad: f64,
    trim_rad: f64,
}

/// The ship as a box.
struct Box {
    length_m: f64,
    breadth_m: f64,
    draught_m: f64,
    roll_omega: f64,
}

impl Motions {
    /// The motions of `vessel` in `waves` that are told in the frame of the plating at `site`.
    pub fn new(vessel: &Vessel, site: &Site, plating: &Plating, waves: &Waves) -> Self {
        let loading = vessel.loading();
        let floating = vessel.floating();
        let upright = missions::ship::hull::Floating {
            heel_rad: 0.0,
            ..floating
        };
        let buoyancy = vessel.hull().buoyancy(upright);
        let lcf_m = buoyancy.map_or(loading.lbp_m / 2.0, |b| b.lcf_m);
        let km_m = buoyancy.map_or(loading.breadth_m * 0.42, |b| b.km_m());
        let gm_m = (km_m - 0.6 * loading.depth_m).max(LEAST_GM_M);
        let ship = Box {
            length_m: loading.lbp_m,
            breadth_m: loading.breadth_m,
            draught_m: floating.draught_m,
            roll_omega: TAU
                / roll_period_s(loading.lbp_m, loading.breadth_m, floating.draught_m, gm_m),
        };
        let into_plate = Rotation3::from_axis_angle(&Vector3::z_axis(), -plating.turn_rad);
        let arm = into_plate * Vector3::new(site.x_m - lcf_m, site.y_m, 0.0);
        let responses = waves
            .components()
            .map(|wave| ship.response(wave, -arm, plating.turn_rad))
            .collect();
        Self {
            responses,
            arm,
            turn_rad: plating.turn_rad,
            list_rad: floating.heel_rad,
            trim_rad: (floating.trim_m / floating.lbp_m).atan(),
        }
    }

    /// How she is displaced at a time.
    pub fn at(&self, time_s: f64) -> Motion {
        let mut motion = Motion::default();
        for response in &self.responses {
            let now = Complex64::cis(-response.omega * time_s);
            motion.heave_m += (response.heave * now).re;
            motion.roll_rad += (response.roll * now).re;
            motion.pitch_rad += (response.pitch * now).re;
        }
        motion
    }

    /// Where the plate stands then, list and trim included.
    pub fn placement(&self, time_s: f64) -> Placement {
        let motion = self.at(time_s);
        let moved = self.turned(motion.roll_rad, motion.pitch_rad);
        let lain = self.turned(self.list_rad, -self.trim_rad);
        Placement {
            turn: (moved * lain).into_inner(),
            shift: moved * self.arm - self.arm + Vector3::new(0.0, 0.0, motion.heave_m),
        }
    }

    /// A turn about the ship's axes, in the plate's.
    fn turned(&self, starboard_down: f64, bow_down: f64) -> Rotation3<f64> {
        let into_plate = Rotation3::from_axis_angle(&Vector3::z_axis(), -self.turn_rad);
        Rotation3::new(into_plate * Vector3::new(starboard_down, bow_down, 0.0))
    }
}

impl Placement {
    /// Where a point of the plate's frame (x, y, above still draught) is in the world.
    pub fn world(&self, plate: Vector3<f64>) -> Vector3<f64> {
        self.turn * plate + self.shift
    }

    /// Where a point of the world is in the plate's frame.
    pub fn plate(&self, world: Vector3<f64>) -> Vector3<f64> {
        self.turn.transpose() * (world - self.shift)
    }
}

impl Box {
    /// What a component does to her; `centre` is her centre of flotation in the plate's frame.
    fn response(&self, wave: &Component, centre: Vector3<f64>, turn_rad: f64) -> Response {
        let k = wave.wave_number();
        let (sin, cos) = turn_rad.sin_cos();
        let along = wave.k[0] * cos - wave.k[1] * sin;
        let across = wave.k[0] * sin + wave.k[1] * cos;
        let (length, breadth) = (along * self.length_m / 2.0, across * self.breadth_m / 2.0);
        let at_centre = wave.phase + wave.k[0] * centre.x + wave.k[1] * centre.y;
        let surface = Complex64::from_polar(wave.open_m, at_centre);
        let vertical = surface * self.vertical(k);
        let heave = vertical * (mean_of_wave(length) * mean_of_wave(breadth));
        let pitch = vertical
            * Complex64::new(0.0, -along)
            * (mean_of_slope(length) * mean_of_wave(breadth));
        let drive =
            (-k * self.draught_m / 2.0).exp() * mean_of_slope(breadth) * mean_of_wave(length);
        let roll = surface * Complex64::new(0.0, across) * drive * self.roll(wave.omega);
        Response {
            omega: wave.omega,
            heave,
            roll,
            pitch,
        }
    }

    /// Jensen, Mansour & Olsen's κ·f·η with its phase: what the surface becomes as a vertical
    /// motion before it is averaged over the ship.
    fn vertical(&self, k: f64) -> Complex64 {
        let depth = k * self.draught_m;
        let half = k * self.breadth_m / 2.0;
        let radiated = 2.0 * half.sin() * (-depth).exp();
        let damping = radiated * radiated / (2.0 * half);
        let force = (-depth).exp() * (1.0 - depth).hypot(damping);
        Complex64::new(force, 0.0) / Complex64::new(1.0 - 2.0 * depth, -damping)
    }

    fn roll(&self, omega: f64) -> Complex64 {
        let ratio = omega / self.roll_omega;
        Complex64::new(1.0 - ratio * ratio, -2.0 * ROLL_DAMPING * ratio).inv()
    }
}

/// The natural period of roll, seconds: T = 2CB/√GM, C = 0.373 + 0.023 B/d − 0.043 L/100.
fn roll_period_s(length_m: f64, breadth_m: f64, draught_m: f64, gm_m: f64) -> f64 {
    let c = 0.373 + 0.023 * breadth_m / draught_m - 0.043 * length_m / 100.0;
    2.0 * c * breadth_m / gm_m.sqrt()
}

/// The mean of cos over ±x: sin x / x.
fn mean_of_wave(x: f64) -> f64 {
    if x.abs() < 1e-6 { 1.0 } else { x.sin() / x }
}

/// How much of a wave's slope is left over ±x: 3 (sin x − x cos x) / x³.
fn mean_of_slope(x: f64) -> f64 {
    if x.abs() < 1e-3 {
        1.0
    } else {
        3.0 * (x.sin() - x * x.cos()) / x.powi(3)
    }
}
