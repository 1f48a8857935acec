//! The ray-caster: what each pixel meets first, and the light that comes from there.

mod surface;
mod weather;

use nalgebra::{Matrix3, Vector3};
use rayon::prelude::*;

use super::coat::{dot, mix, unit};
use super::stage::Stage;
use super::water::Optics;
use crate::camera::Pose;
use crate::light::Rgb;
use crate::sea::Patch;
use crate::ship::Placement;
use surface::Plate;

/// Steps along a ray before it is taken to have arrived.
const STEPS: usize = 48;
/// Nearer to the surface than this, Newton's method finds it, metres.
const NEAR_M: f32 = 3e-3;

/// Camera and ship while one picture is exposed: at its first line and at its last.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    pub(super) time_s: f64,
    pub(super) readout_s: f64,
    pub(super) poses: [Pose; 2],
    pub(super) placements: [Placement; 2],
    /// How far the picture moves while the shutter is open, pixels.
    pub(super) smear_px: [f32; 2],
}

/// The same at one line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instant {
    pub(super) later_s: f64,
    pub(super) pose: Pose,
    pub(super) placement: Placement,
}

impl Moment {
    /// At a share of the picture's height from its top.
    pub(super) fn at(&self, share: f64) -> Instant {
        let [a, b] = &self.poses;
        let [c, d] = &self.placements;
        let turn = |a: &Matrix3<f64>, b: &Matrix3<f64>| a + (b - a) * share;
        let shift = |a: &Vector3<f64>, b: &Vector3<f64>| a + (b - a) * share;
        Instant {
            later_s: (share - 0.5) * self.readout_s,
            pose: Pose {
                position_m: shift(&a.position_m, &b.position_m),
                camera_from_world: turn(&a.camera_from_world, &b.camera_from_world),
            },
            placement: Placement {
                turn: turn(&c.turn, &d.turn),
                shift: shift(&c.shift, &d.shift),
            },
        }
    }
}

/// What a ray met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Met {
    Plate,
    Water,
    Sky,
}

/// One picture being cast.
pub(super) struct Cast<'a> {
    stage: &'a Stage,
    patch: &'a Patch,
    moment: &'a Moment,
    plate: Plate,
    optics: Optics,
    /// What falls on the water in the ship's lee of the sun, and with it.
    on_water: Rgb,
    /// How far the current has brought foam and ripples along the ship, metres.
    drift_m: f32,
    /// What a pixel spans, radians near the middle.
    pixel: f32,
    /// The steepest slope of the water, rise over way.
    steepest: f32,
    /// The light of the haze: the horizon's.
    veil: Rgb,
    /// How much the air veils: at no distance, and more with each metre (a tangent).
    haze: [f32; 2],
}

/// What is the same for all pixels of a line.
struct Line {
    eye: [f32; 3],
    world_from_camera: [[f32; 3]; 3],
    later_s: f32,
    plate_eye: [f32; 3],
    plate_from_world: [[f32; 3]; 3],
}

impl Line {
    fn new(now: &Instant) -> Self {
        let rows =
            |m: Matrix3<f64>| std::array::from_fn(|r| std::array::from_fn(|c| m[(r, c)] as f32));
        Self {
            eye: now.pose.position_m.map(|v| v as f32).into(),
            world_from_camera: rows(now.pose.camera_from_world.transpose()),
            later_s: now.later_s as f32,
            plate_eye: now
                .placement
                .plate(now.pose.position_m)
                .map(|v| v as f32)
                .into(),
            plate_from_world: rows(now.placement.turn.transpose()),
        }
    }

    /// A point of the world in the plate's frame, by its offset from the eye.
    #[inline]
    fn on_plate(&self, from_eye: [f32; 3]) -> [f32; 3] {
        let turned = times(&self.plate_from_world, from_eye);
        std::array::from_fn(|n| self.plate_eye[n] + turned[n])
    }
}

/// The distance over which a scene's haze takes its share of the light, metres: that of the camera
/// where a scene says nothing ([`View`](crate::camera::View)).
const HAZE_M: f64 = 14.0;
/// The part of the open sky's light that falls on the water beside a ship: chosen between the half that
/// an endless wall leaves and the whole.
const BESIDE: f32 = 0.6;
/// Water is taken to be no steeper than this, rise over way: a wave that does not break is at most
/// 0.58, and that at its very crest (Stokes, 120°); each step along a ray is shorter the steeper
/// it may be.
const STEEPEST: f32 = 0.5;

/// 1 − (1 − haze)^(distance / [`HAZE_M`]), as a tangent at a distance.
fn veiling(haze: f64, distance_m: f64) -> [f32; 2] {
    let left = (1.0 - haze).powf(distance_m / HAZE_M);
    let slope = -left * (1.0 - haze).ln() / HAZE_M;
    [1.0 - left - slope * distance_m, slope].map(|v| v as f32)
}

#[inline]
fn times(m: &[[f32; 3]; 3], v: [f32; 3]) -> [f32; 3] {
    [dot(m[0], v), dot(m[1], v), dot(m[2], v)]
}

impl<'a> Cast<'a> {
    pub(super) fn new(stage: &'a Stage, patch: &'a Patch, moment: &'a Moment) -> Self {
        let sky = &stage.sky;
        let open = sky.on_water();
        // With the sun behind the ship its light does not come down.
        let sun = if sky.sun[1] < 0.0 {
            sky.sun[2].max(0.0)
        } else {
            0.0
        };
        let horizon = sky.radiance([0.0, -0.9, 0.05]);
        Self {
            stage,
            patch,
            moment,
            plate: Plate::new(&stage.plating),
            optics: stage.scene.water.kind.optics(),
            on_water: std::array::from_fn(|n| BESIDE * open[n] + sun * sky.sunlight[n]),
            drift_m: (stage.scene.sea.current_m_s * moment.time_s) as f32,
            pixel: (1.0 / stage.lens.focal_px()[0]) as f32,
            steepest: patch.steepest().min(STEEPEST),
            veil: horizon,
            haze: veiling(stage.scene.light.haze, stage.scene.camera.distance_m),
        }
    }

    /// The light that falls on every pixel.
    pub(super) fn light(&self) -> Vec<Rgb> {
        let rays = &self.stage.rays;
        let (width, height) = (rays.width, rays.height);
        let mut light = vec![[0.0; 3]; width * height];
        let mut met = vec![Met::Sky; width * height];
        light
            .par_chunks_exact_mut(width)
            .zip(met.par_chunks_exact_mut(width))
            .enumerate()
            .for_each(|(row, (light, met))| {
                let line = self.line(row);
                let ways = &rays.ways[row * width..(row + 1) * width];
                for ((light, met), way) in light.iter_mut().zip(met).zip(ways) {
                    (*light, *met) = self.pixel(&line, *way);
                }
            });
        self.smooth_edges(&mut light, &met);
        weather::smear(light, width, self.moment.smear_px)
    }

    /// Drops of rain on their way down.
    pub(super) fn rain(&self, light: &mut [Rgb], seed: u64) {
        weather::rain(light, self.stage.rays.width, self.veil, seed);
    }

    fn line(&self, row: usize) -> Line {
        let share = (row as f64 + 0.5) / self.stage.rays.height as f64;
        Line::new(&self.moment.at(share))
    }

    /// Where a pixel met another thing than its neighbour, it is cast again as nine.
    fn smooth_edges(&self, light: &mut [Rgb], met: &[Met]) {
        let rays = &self.stage.rays;
        let (width, height) = (rays.width, rays.height);
        let edge = |row: usize, column: usize| {
            let own = met[row * width + column];
            let other =
                |r: usize, c: usize| met[r.min(height - 1) * width + c.min(width - 1)] != own;
            other(row + 1, column)
                || other(row.max(1) - 1, column)
                || other(row, column + 1)
                || other(row, column.max(1) - 1)
        };
        light
            .par_chunks_exact_mut(width)
            .enumerate()
            .for_each(|(row, line_light)| {
                let line = self.line(row);
                for (column, light) in line_light.iter_mut().enumerate() {
                    if edge(row, column) {
                        *light = self.nine(&line, rays.ways[row * width + column]);
                    }
                }
            });
    }

    fn nine(&self, line: &Line, way: [f32; 2]) -> Rgb {
        let mut sum = [0.0; 3];
        for n in 0..9_u8 {
            let off = [n % 3, n / 3].map(|n| (f32::from(n) - 1.0) / 3.0 * self.pixel);
            let (light, _) = self.pixel(line, [way[0] + off[0], way[1] + off[1]]);
            for (sum, light) in sum.iter_mut().zip(light) {
                *sum += light / 9.0;
            }
        }
        sum
    }

    fn pixel(&self, line: &Line, way: [f32; 2]) -> (Rgb, Met) {
        let way = unit(times(&line.world_from_camera, [way[0], way[1], 1.0]));
        let plate_way = times(&line.plate_from_world, way);
        let far = self
            .plate
            .meet(line.plate_eye, plate_way)
            .unwrap_or(f32::MAX);
        let (light, met, distance) = match self.water_before(line, way, far) {
            Some(near) => (self.water(line, way, near), Met::Water, near),
            None if far < 1e4 => {
                let at = std::array::from_fn(|n| line.plate_eye[n] + far * plate_way[n]);
                (self.plating(way, at, far), Met::Plate, far)
            }
            None => (self.stage.sky.radiance(way), Met::Sky, 0.0),
        };
        let veiled = self.haze[0] + self.haze[1] * distance;
        (mix(light, self.veil, veiled), met)
    }

    /// How far along the ray the water's surface is, if it is met before `far`. Each step is as
    /// long as the steepest slope of the whole patch allows: nothing is stepped over.
    fn water_before(&self, line: &Line, way: [f32; 3], far: f32) -> Option<f32> {
        let [_, highest] = self.patch.range_m();
        let slack = 0.02;
        if way[2] > -1e-3 || line.eye[2] + far.min(1e4) * way[2] > highest + slack {
            return None;
        }
        let fall = -way[2];
        let closing = fall + self.steepest * (way[0] * way[0] + way[1] * way[1]).sqrt();
        let mut at = ((line.eye[2] - highest - slack) / fall).max(0.0);
        for _ in 0..STEPS {
            if at >= far {
                return None;
            }
            let [x, y, z]: [f32; 3] = std::array::from_fn(|n| line.eye[n] + at * way[n]);
            let gap = z - self.patch.level_m(x, y);
            if gap < NEAR_M {
                break;
            }
            at += gap / closing;
        }
        // The rest of the way by the slope that is there, at the line's own instant.
        for _ in 0..2 {
            let [x, y, z]: [f32; 3] = std::array::from_fn(|n| line.eye[n] + at * way[n]);
            let gap = z - self.patch.height_m(x, y, line.later_s);
            let slope = self.patch.slope(x, y);
            let rate = (fall + slope[0] * way[0] + slope[1] * way[1]).max(0.25 * fall);
            at += gap / rate;
        }
        (at < far).then_some(at)
    }
}
