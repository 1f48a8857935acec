//! The light that comes from plating and from water.

use super::super::coat::{dot, mix, unit};
use super::{Cast, Line, times};
use crate::light::Rgb;
use crate::ship::Plating;

/// The refractive index of air against water's.
const AIR_TO_WATER: f32 = 1.0 / 1.339;
/// What water throws back of light that falls straight onto it.
const STRAIGHT: f32 = 0.021;
/// How bright foam is.
const FOAM: f32 = 0.62;

/// A [`Plating`] in single precision, for rays.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plate {
    flare: f32,
    flare_rate: f32,
    curve: f32,
    twist: f32,
}

impl Plate {
    pub(super) fn new(plating: &Plating) -> Self {
        Self {
            flare: plating.flare as f32,
            flare_rate: plating.flare_rate as f32,
            curve: plating.curve as f32,
            twist: plating.twist as f32,
        }
    }

    #[inline]
    fn form(&self, a: [f32; 3], b: [f32; 3]) -> f32 {
        0.5 * self.flare_rate * a[2] * b[2]
            + 0.5 * self.curve * a[0] * b[0]
            + 0.5 * self.twist * (a[0] * b[2] + a[2] * b[0])
    }

    /// As [`Plating::meet`]; the root that is left when the plate is flat.
    #[inline]
    pub(super) fn meet(&self, from: [f32; 3], way: [f32; 3]) -> Option<f32> {
        let a = self.form(way, way);
        let b = 2.0 * self.form(from, way) + self.flare * way[2] - way[1];
        let c = self.form(from, from) + self.flare * from[2] - from[1];
        let root = b * b - 4.0 * a * c;
        if root < 0.0 {
            return None;
        }
        let t = c / (-0.5 * (b + root.sqrt().copysign(b)));
        (t.is_finite() && t > 0.0).then_some(t)
    }
}

impl Cast<'_> {
    /// Plating above the water: paint, dark where it is wet, shiny under the film.
    pub(super) fn plating(&self, way: [f32; 3], at: [f32; 3], far: f32) -> Rgb {
        let stage = self.stage;
        let atlas = if stage.atlas.holds(at[0], at[2]) {
            &stage.atlas
        } else {
            &stage.side
        };
        let light = atlas.light(at[0], at[2], far * self.pixel);
        let [film, band] = self.stage.wetness.at(at[0], at[2]);
        if film <= 0.0 && band <= 0.0 {
            return light;
        }
        let dark = darkened(light, 0.42 * band.max(0.9 * film));
        let sky = self.stage.sky.radiance(unit([way[0], -way[1], 0.35]));
        let skin = self.stage.wetness.skin(at[0], at[2]);
        mix(dark, sky, film * (0.02 + 0.10 * (skin - 0.4).max(0.0)))
    }

    /// The water's surface: what it mirrors, what is seen in it, what floats on it.
    pub(super) fn water(&self, line: &Line, way: [f32; 3], near: f32) -> Rgb {
        let offset = way.map(|w| w * near);
        let point: [f32; 3] = std::array::from_fn(|n| line.eye[n] + offset[n]);
        let slope = self.patch.slope(point[0], point[1]);
        let normal = unit([-slope[0], -slope[1], 1.0]);
        let facing = (-dot(way, normal)).max(0.015);
        let mirrored = STRAIGHT + (1.0 - STRAIGHT) * (1.0 - facing).powi(5);
        let on_plate = line.on_plate(offset);
        let off_m = -on_plate[1];
        let lively = (self.patch.range_m()[1] - self.patch.range_m()[0]).min(0.6);
        let [foam, mud] = self
            .stage
            .foam
            .at(point[0], point[1], self.drift_m, off_m, lively);
        let below = self.below(line, way, normal, facing, on_plate, near, mud);
        let above = self.above(line, way, normal, facing, on_plate, near);
        let surface = mix(below, above, mirrored);
        let froth = self
            .on_water
            .map(|light| FOAM * light / std::f32::consts::PI);
        mix(surface, froth, 0.85 * foam)
    }

    /// What the surface mirrors: plating, sky, the sun's glitter.
    fn above(
        &self,
        line: &Line,
        way: [f32; 3],
        normal: [f32; 3],
        facing: f32,
        on_plate: [f32; 3],
        near: f32,
    ) -> Rgb {
        let stage = self.stage;
        let mut thrown: [f32; 3] = std::array::from_fn(|n| way[n] + 2.0 * facing * normal[n]);
        thrown[2] = thrown[2].max(0.01);
        let thrown = unit(thrown);
        let plate_way = times(&line.plate_from_world, thrown);
        let distance = if plate_way[1] > 0.01 {
            self.plate.meet(on_plate, plate_way)
        } else {
            None
        };
        if let Some(t) = distance {
            let up = on_plate[2] + t * plate_way[2];
            if up < stage.deck_m {
                let wide = (near + t) * self.pixel * 1.5 + 0.015 * t;
                let x = on_plate[0] + t * plate_way[0];
                let near_by = wide < 0.04 && stage.atlas.holds(x, up);
                let atlas = if near_by { &stage.atlas } else { &stage.side };
                let light = atlas.glance(x, up, wide);
                let [_, band] = stage.wetness.at(x, up);
                return darkened(light, 0.42 * band);
            }
        }
        let sky = stage.sky.radiance(thrown);
        let towards = dot(thrown, stage.sky.sun).max(0.0);
        // A sun spread over the slopes that are finer than the patch: a lobe of 3° or so.
        let glint = if towards > 0.985 {
            (180.0 * towards.powi(720)).min(30.0)
        } else {
            0.0
        };
        std::array::from_fn(|n| sky[n] + glint * stage.sky.sunlight[n])
    }

    /// What comes up from below: the water's own light, and the plating through it.
    #[expect(
        clippy::too_many_arguments,
        reason = "one ray's whole state, on the hot path"
    )]
    fn below(
        &self,
        line: &Line,
        way: [f32; 3],
        normal: [f32; 3],
        facing: f32,
        on_plate: [f32; 3],
        near: f32,
        mud: f32,
    ) -> Rgb {
        let shade = 0.72 + 0.56 * mud;
        let body: Rgb = std::array::from_fn(|n| {
            self.optics.body[n] * self.on_water[n] * shade / std::f32::consts::PI
        });
        let clearest = self.optics.loss[0].min(self.optics.loss[1]);
        if -on_plate[1] * clearest > 5.5 {
            return body;
        }
        let inside = 1.0 - AIR_TO_WATER * AIR_TO_WATER * (1.0 - facing * facing);
        let bend = AIR_TO_WATER * facing - inside.sqrt();
        let bent: [f32; 3] = std::array::from_fn(|n| AIR_TO_WATER * way[n] + bend * normal[n]);
        let plate_way = times(&line.plate_from_world, bent);
        let Some(length) = self
            .plate
            .meet(on_plate, plate_way)
            .filter(|_| plate_way[1] > 0.0)
        else {
            return body;
        };
        let left = self.optics.loss.map(|loss| (-loss * length).exp());
        if left.iter().all(|l| *l < 0.004) {
            return body;
        }
        let (x, up) = (
            on_plate[0] + length * plate_way[0],
            on_plate[2] + length * plate_way[2],
        );
        let depth = (on_plate[2] - up).max(0.0);
        let wide = (near + length) * self.pixel * 1.2 + 0.004 * length;
        let plating = darkened(self.stage.atlas.glance(x, up, wide), 0.35);
        std::array::from_fn(|n| {
            let down = (-1.1 * self.optics.loss[n] * depth).exp();
            left[n] * down * plating[n] + (1.0 - left[n]) * body[n]
        })
    }
}

/// Wet paint is darker, and its colour stronger.
#[inline]
fn darkened(light: Rgb, share: f32) -> Rgb {
    let grey = (light[0] + light[1] + light[2]) / 3.0;
    light.map(|l| ((1.0 - share) * (l + 0.3 * share * (l - grey))).max(0.0))
}
