//! Lays paint, wear and light onto a plating: from its description to an [`Atlas`].

mod blemish;
mod writing;

use std::f32::consts::{PI, TAU};

use rayon::prelude::*;

use super::atlas::{Atlas, Extent, kept};
use super::grain::{Grain, step};
use crate::light::{Rgb, Sky};
use crate::noise::Noise;
use crate::ship::Plating;
use crate::ship::ladder::{Figure, Make, Marks};
use crate::ship::paint::Paint;
use blemish::Blemishes;
use writing::Writing;

/// How thick a figure cut from plate is, metres.
const PLATE_M: f32 = 0.010;
/// Iron oxide, and bare steel.
const RUST: Rgb = [0.30, 0.105, 0.030];
const DARK_RUST: Rgb = [0.095, 0.040, 0.022];

/// All that is wanted to paint a plating.
#[derive(Clone, Debug)]
pub(super) struct Job<'a> {
    pub(super) marks: &'a Marks,
    pub(super) figures: &'a [Figure],
    pub(super) bars_m: &'a [f64],
    pub(super) paint: &'a Paint,
    pub(super) plating: &'a Plating,
    pub(super) sky: &'a Sky,
    /// From the plating to the camera, of length 1.
    pub(super) eye: [f32; 3],
    pub(super) extent: Extent,
    pub(super) texel_m: f32,
    pub(super) seed: u64,
}

/// Irregularities, each with its own seed.
#[derive(Clone, Copy, Debug)]
struct Grains {
    fading: Grain,
    roller: Grain,
    dirt: Grain,
    wear: Grain,
    weed: Grain,
    scum: Grain,
    edge: Grain,
    pits: Grain,
}

/// A coat being laid.
#[derive(Debug)]
struct Coat<'a> {
    job: &'a Job<'a>,
    blemishes: Blemishes,
    writing: Writing,
    grains: Grains,
    seams: Seams,
    ambient: Rgb,
}

/// Where plates are welded to each other.
#[derive(Clone, Debug)]
struct Seams {
    level_m: Vec<f32>,
    upright_m: Vec<f32>,
}

/// One texel's paint and the tilt of its surface.
#[derive(Clone, Copy, Debug)]
struct Spot {
    albedo: Rgb,
    tilt: [f32; 2],
    shade: f32,
    gloss: f32,
}

impl Job<'_> {
    /// The plating as the camera will see it, dry.
    pub(super) fn lay(&self) -> Atlas {
        let coat = Coat {
            blemishes: Blemishes::new(self),
            writing: Writing::new(self),
            grains: Grains::new(self.seed),
            seams: Seams::new(self.seed),
            ambient: self.sky.on_plate(),
            job: self,
        };
        let [width, height] = self.extent.texels(self.texel_m);
        let texels = (0..height)
            .into_par_iter()
            .flat_map_iter(|row| {
                let coat = &coat;
                (0..width).map(move |column| kept(coat.light(column, row)))
            })
            .collect();
        Atlas::new(self.extent, self.texel_m, texels)
    }

    fn place(&self, column: usize, row: usize) -> [f32; 2] {
        [
            self.extent.x_m[0] + (column as f32 + 0.5) * self.texel_m,
            self.extent.up_m[0] + (row as f32 + 0.5) * self.texel_m,
        ]
    }
}

impl Grains {
    fn new(seed: u64) -> Self {
        let named = |name| Grain::named(seed, name);
        Self {
            fading: named("fading"),
            roller: named("roller"),
            dirt: named("dirt"),
            wear: named("wear"),
            weed: named("weed"),
            scum: named("scum"),
            edge: named("edge"),
            pits: named("pits"),
        }
    }
}

impl Seams {
    fn new(seed: u64) -> Self {
        let mut noise = Noise::stream(seed, "seams");
        let mut lines = |first: f64, apart: f64| -> Vec<f32> {
            let start = first + apart * noise.share();
            (0..12)
                .map(|n| (start + f64::from(n) * apart) as f32)
                .collect()
        };
        Self {
            level_m: lines(-14.0, 2.4),
            upright_m: lines(-40.0, 7.5),
        }
    }
}

impl Coat<'_> {
    fn light(&self, column: usize, row: usize) -> Rgb {
        let [x, up] = self.job.place(column, row);
        let mut spot = self.paint(x, up);
        self.blemish(&mut spot, column, row, [x, up]);
        self.mark(&mut spot, column, row, [x, up]);
        self.grow(&mut spot, x, up);
        self.weld(&mut spot, x, up);
        self.lit(&spot, x, up)
    }

    /// Paint as it was laid, and as sun and sea have bleached it.
    fn paint(&self, x: f32, up: f32) -> Spot {
        let (paint, grains) = (self.job.paint, &self.grains);
        let edge = paint.edge_m as f32 + 0.02 * (grains.edge.rough(x * 1.3, 0.5, 3) - 0.5);
        let below = step(edge + 0.002, edge - 0.002, up);
        let (top, bottom) = (paint.topside.albedo(), paint.bottom.albedo());
        let mut albedo = mix(top, bottom, below);
        if paint.stripe {
            let band = step(edge - 0.003, edge, up) * step(edge + 0.103, edge + 0.1, up);
            albedo = mix(albedo, [0.72, 0.71, 0.68], band);
        }
        let broad = grains.fading.rough(x * 0.45, up * 0.8, 4);
        let cloud = grains.fading.rough(x * 2.1 + 9.0, up * 3.0, 4);
        let bleached = paint.fading as f32 * (0.75 * step(0.3, 0.75, broad) + 0.35 * (cloud - 0.3));
        let grey = (albedo[0] + albedo[1] + albedo[2]) / 3.0;
        let pale = albedo.map(|a| 0.72 * a + 0.20 * grey + 0.022);
        albedo = mix(albedo, pale, bleached.clamp(0.0, 0.9));
        let roller = grains.roller.rough(x * 90.0, up * 30.0, 3);
        let patch = grains.roller.value(x * 0.7 + 3.0, up * 1.1);
        let tone = 1.0 + 0.10 * (roller - 0.5) + 0.10 * paint.fading as f32 * (patch - 0.5);
        let streak = grains.dirt.rough(x * 9.0, up * 0.35, 3);
        let film = grains.dirt.rough(x * 1.5, up * 1.5, 4);
        let dirt = paint.dirt as f32 * (0.55 * step(0.45, 0.75, streak) + 0.35 * film);
        albedo = mix(
            albedo.map(|a| a * tone),
            [0.075, 0.062, 0.048],
            0.6 * dirt.min(1.0),
        );
        let dished = paint.dishing as f32 * 0.014;
        let tilt = [
            dished * (x * TAU / 2.6 + 1.0).sin() * 0.4,
            dished * (up * TAU / 0.82).sin() + 0.02 * (roller - 0.5),
        ];
        Spot {
            albedo,
            tilt,
            shade: 1.0,
            gloss: 0.032 * (1.0 - 0.6 * bleached),
        }
    }

    /// Scratches, then rust with what has run down from it.
    fn blemish(&self, spot: &mut Spot, column: usize, row: usize, [x, up]: [f32; 2]) {
        let found = self.blemishes.at(column, row);
        let scratched =
            found.scratch * step(0.35, 0.6, self.grains.pits.rough(x * 60.0, up * 60.0, 2));
        let primer = spot.albedo.map(|a| 0.45 * a + 0.20);
        spot.albedo = mix(spot.albedo, primer, scratched);
        let run = found.run * (0.5 + 0.5 * self.grains.dirt.rough(x * 35.0, up * 1.2, 3));
        spot.albedo = mix(spot.albedo, RUST.map(|r| r * 1.1), run.min(0.85));
        let pits = self.grains.pits.rough(x * 28.0, up * 28.0, 5);
        let torn = self.grains.pits.rough(x * 9.0 + 3.0, up * 9.0, 3);
        let eaten = step(
            0.42,
            0.52,
            found.rust * 0.75 + 0.45 * (pits - 0.5) + 0.9 * (torn - 0.5) * found.rust.sqrt(),
        );
        let deep = step(
            0.45,
            0.65,
            self.grains.pits.rough(x * 75.0 + 7.0, up * 75.0, 3),
        );
        spot.albedo = mix(spot.albedo, mix(RUST, DARK_RUST, deep), eaten);
        spot.tilt[1] += eaten * 0.35 * (pits - 0.5);
        spot.gloss *= 1.0 - eaten;
    }

    /// Figures and other writing: paint, relief, the shadow they throw, and what is worn off.
    fn mark(&self, spot: &mut Spot, column: usize, row: usize, [x, up]: [f32; 2]) {
        let Some(ink) = self.writing.at(column, row) else {
            return;
        };
        let paint = self.job.paint;
        let chips = self.grains.wear.rough(x * 34.0, up * 34.0, 4);
        let broad = self.grains.wear.rough(x * 4.5, up * 4.5, 3);
        let lost = step(
            0.50,
            0.44,
            0.62 * chips + 0.38 * broad + 0.30 * (0.45 - paint.wear as f32),
        );
        let stain = paint.wear as f32 * step(0.45, 0.7, broad) + 0.06;
        let fresh = mix(paint.figures.albedo(), RUST, 0.55 * stain);
        let tone = 0.90 + 0.14 * self.grains.roller.rough(x * 70.0, up * 70.0, 2);
        let covered = ink.cover * (1.0 - lost);
        spot.albedo = mix(spot.albedo, fresh.map(|a| a * tone), covered);
        spot.tilt[0] += ink.tilt[0];
        spot.tilt[1] += ink.tilt[1];
        spot.shade *= 1.0 - ink.shadow;
    }

    /// Scum dried on above the waterline, weed about it.
    fn grow(&self, spot: &mut Spot, x: f32, up: f32) {
        let (paint, grains) = (self.job.paint, &self.grains);
        if let Some(scum) = paint.scum_m {
            let wave = 0.10 * (grains.scum.rough(x * 1.2, 0.3, 3) - 0.5);
            let off = up - scum as f32 - wave;
            let band = step(-0.16, -0.02, off) * step(0.10, 0.0, off);
            let flakes = grains.scum.rough(x * 55.0, up * 55.0, 5);
            let patchy = 0.4 + 0.9 * grains.scum.rough(x * 2.6 + 5.0, up * 5.0, 3);
            let thick = step(0.34, 0.72, flakes + 0.4 * (band - 0.6)) * band * patchy.min(1.0);
            let crust = mix([0.36, 0.29, 0.23], [0.50, 0.44, 0.38], flakes);
            spot.albedo = mix(spot.albedo, crust, 0.62 * thick);
            let old = step(0.05, -0.10, off) * 0.35;
            spot.albedo = mix(spot.albedo, [0.12, 0.085, 0.055], old);
        }
        if let Some(weed) = paint.weed_m {
            let near = step(weed as f32, weed as f32 - 0.45, up);
            let tufts = grains.weed.rough(x * 11.0, up * 14.0, 5);
            let grown = near * step(0.62, 0.72, tufts + 0.26 * near);
            let dark = grains.weed.value(x * 60.0, up * 25.0);
            let green = mix([0.035, 0.060, 0.014], [0.080, 0.105, 0.028], dark);
            spot.albedo = mix(spot.albedo, green, 0.9 * grown);
            spot.gloss *= 1.0 - grown;
        }
    }

    /// Seams: a bead that stands a little out, and dirt that keeps to it.
    fn weld(&self, spot: &mut Spot, x: f32, up: f32) {
        let bead = |off: f32| (-(off / 0.004).powi(2)).exp();
        let wander = 0.004 * (self.grains.edge.rough(x * 2.0, up * 2.0, 2) - 0.5);
        for (axis, at, lines) in [(1, up, &self.seams.level_m), (0, x, &self.seams.upright_m)] {
            let off = lines
                .iter()
                .map(|line| at - line + wander)
                .min_by(|a, b| a.abs().total_cmp(&b.abs()))
                .unwrap_or(1.0);
            if off.abs() > 0.03 {
                continue;
            }
            spot.tilt[axis] += 0.40 * (off / 0.004) * bead(off);
            let dirt = 0.16 * bead(off * 0.6);
            spot.albedo = spot.albedo.map(|a| a * (1.0 - dirt));
        }
    }

    fn lit(&self, spot: &Spot, x: f32, up: f32) -> Rgb {
        let sky = self.job.sky;
        let plating = self.job.plating;
        let flat = plating
            .normal(f64::from(x), plating.draught_m + f64::from(up))
            .map(|n| n as f32);
        let tilted = [flat[0] + spot.tilt[0], flat[1], flat[2] + spot.tilt[1]];
        let normal = unit(tilted);
        let sunlit = dot(normal, sky.sun).max(0.0) * spot.shade;
        let open = 0.82 + 0.18 * spot.shade + 0.25 * spot.tilt[1];
        let thrown = unit(mirrored(self.job.eye, normal));
        let shine = sky.radiance([thrown[0], thrown[1], thrown[2].abs()]);
        let glance = (1.0 - dot(normal, self.job.eye).max(0.0)).powi(5);
        let gloss = spot.gloss * (1.0 + 8.0 * glance);
        let flash = dot(thrown, sky.sun).max(0.0).powi(24) * gloss * 3.0;
        std::array::from_fn(|n| {
            let fallen = sky.sunlight[n] * sunlit + self.ambient[n] * open.max(0.2);
            spot.albedo[n] * fallen / PI + gloss * shine[n] + flash * sky.sunlight[n] * spot.shade
        })
    }
}

#[inline]
pub(super) fn mix(a: Rgb, b: Rgb, share: f32) -> Rgb {
    std::array::from_fn(|n| a[n] + share * (b[n] - a[n]))
}

#[inline]
pub(super) fn dot(a: [f32; 3], b: [f32; 3]) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[inline]
pub(super) fn unit(a: [f32; 3]) -> [f32; 3] {
    let length = dot(a, a).sqrt().max(1e-12);
    a.map(|v| v / length)
}

/// Where what comes from `towards` is thrown by a mirror with this normal.
#[inline]
pub(super) fn mirrored(towards: [f32; 3], normal: [f32; 3]) -> [f32; 3] {
    let twice = 2.0 * dot(towards, normal);
    std::array::from_fn(|n| twice * normal[n] - towards[n])
}

/// Whether figures of this make stand out of the plating.
const fn raised(make: Make) -> bool {
    matches!(make, Make::Welded)
}
