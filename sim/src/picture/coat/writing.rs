//! Figures, letters, bars and the load-line disc: how far each texel is from the nearest ink, and
//! what follows for paint, relief and shadow.

use super::{Job, PLATE_M, dot, raised};
use crate::ship::font::Glyph;
use crate::ship::ladder::{Figure, Make};

/// What writing does to one texel.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ink {
    /// How much of it is painted.
    pub(super) cover: f32,
    /// How the surface is tilted.
    pub(super) tilt: [f32; 2],
    /// How much of the sun is kept off.
    pub(super) shadow: f32,
}

/// The writing on a plating, texel by texel where there is any.
#[derive(Debug)]
pub(super) struct Writing {
    width: usize,
    /// Index into `inks` plus one, 0 for none.
    index: Vec<u32>,
    inks: Vec<Ink>,
}

/// Something drawn: signed distance from its ink, metres.
type Shape<'a> = &'a dyn Fn([f64; 2]) -> f64;

impl Writing {
    pub(super) fn new(job: &Job) -> Self {
        let [width, height] = job.extent.texels(job.texel_m);
        let mut writing = Self {
            width,
            index: vec![0; width * height],
            inks: Vec::new(),
        };
        for figure in job.figures {
            writing.figure(job, figure);
        }
        for &draught_m in job.bars_m {
            let up = draught_m - job.plating.draught_m;
            let column = job.marks.column_m(up);
            let shape = |p: [f64; 2]| {
                ((p[0] - column - 0.1).abs() - 0.03).max((p[1] - up - 0.0075).abs() - 0.0075)
            };
            writing.draw(
                job,
                [column + 0.06, column + 0.14],
                [up, up + 0.015],
                &shape,
            );
        }
        writing.disc(job);
        writing
    }

    pub(super) fn at(&self, column: usize, row: usize) -> Option<Ink> {
        let index = self.index[row * self.width + column] as usize;
        index.checked_sub(1).map(|n| self.inks[n])
    }

    fn figure(&mut self, job: &Job, figure: &Figure) {
        let foot = figure.draught_m - job.plating.draught_m;
        for &(letter, left, height) in &figure.characters {
            let Some(glyph) = job.marks.font.glyph(letter, height) else {
                continue;
            };
            let lean = 0.5 * height;
            let shape = |p: [f64; 2]| outlined(job, &glyph, [p[0] - left, p[1] - foot]);
            let wide = job.marks.font.width_m(letter, height);
            self.draw(
                job,
                [left - lean, left + wide + lean],
                [foot, foot + height],
                &shape,
            );
        }
        if figure.boxed {
            let (middle, rise) = (figure.middle_m(), figure.height_m);
            let half = 0.5 * (figure.span_m[1] - figure.span_m[0]) + 0.35 * rise;
            let shape = |p: [f64; 2]| {
                let off = ((p[0] - middle).abs() - half)
                    .max((p[1] - foot - rise / 2.0).abs() - 0.8 * rise);
                off.abs() - 0.08 * rise
            };
            let wide = [middle - half - rise, middle + half + rise];
            self.draw(job, wide, [foot - rise, foot + 2.0 * rise], &shape);
        }
    }

    /// Plimsoll's disc: a ring of 300 mm, 25 mm broad, and its line of 450 mm (International
    /// Convention on Load Lines 1966, regulation 5).
    fn disc(&mut self, job: &Job) {
        let Some(spot) = job.marks.disc else {
            return;
        };
        let shape = |p: [f64; 2]| {
            let (x, y) = (p[0] - spot.x_m, p[1] - spot.up_m);
            let ring = (x.hypot(y) - 0.1375).abs() - 0.0125;
            let line = (x.abs() - 0.225).max((y + 0.0125).abs() - 0.0125);
            ring.min(line)
        };
        let about = |at: f64, room: f64| [at - room, at + room];
        self.draw(job, about(spot.x_m, 0.25), about(spot.up_m, 0.2), &shape);
    }

    /// Draws a shape that lies within a box, and its shadow beside it.
    fn draw(&mut self, job: &Job, x_m: [f64; 2], up_m: [f64; 2], shape: Shape) {
        let room = 0.05;
        let span = |range: [f64; 2], first: f32, most: usize| {
            let texel =
                |at: f64| ((at as f32 - first) / job.texel_m).clamp(0.0, most as f32) as usize;
            texel(range[0] - room)..texel(range[1] + room)
        };
        let height = self.index.len() / self.width;
        let columns = span(x_m, job.extent.x_m[0], self.width);
        for row in span(up_m, job.extent.up_m[0], height) {
            for column in columns.clone() {
                let place = job.place(column, row).map(f64::from);
                let ink = ink(job, place, shape);
                if ink.cover > 0.0 || ink.shadow > 0.0 || ink.tilt != [0.0; 2] {
                    self.put(row * self.width + column, ink);
                }
            }
        }
    }

    fn put(&mut self, texel: usize, ink: Ink) {
        let known = self.index[texel] as usize;
        if let Some(old) = known.checked_sub(1).and_then(|n| self.inks.get_mut(n)) {
            old.cover = old.cover.max(ink.cover);
            old.shadow = old.shadow.max(ink.shadow);
            old.tilt = [old.tilt[0] + ink.tilt[0], old.tilt[1] + ink.tilt[1]];
        } else {
            self.inks.push(ink);
            self.index[texel] = self.inks.len() as u32;
        }
    }
}

/// A glyph's distance; a bead follows its outline, and its paint covers both.
fn outlined(job: &Job, glyph: &Glyph, at: [f64; 2]) -> f64 {
    let distance = glyph.distance_m(at);
    match job.marks.make {
        Make::Bead => distance - 0.001,
        Make::Painted | Make::Welded => distance,
    }
}

fn ink(job: &Job, place: [f64; 2], shape: Shape) -> Ink {
    let distance = shape(place);
    let texel = f64::from(job.texel_m);
    let cover = (0.5 - distance / texel).clamp(0.0, 1.0) as f32;
    let make = job.marks.make;
    if make == Make::Painted {
        return Ink {
            cover,
            ..Ink::default()
        };
    }
    let slope = if distance.abs() < 0.012 {
        let along = |n: usize| {
            let mut there = place;
            there[n] += 5e-4;
            (shape(there) - distance) as f32 / 5e-4
        };
        [along(0), along(1)]
    } else {
        [0.0; 2]
    };
    let off = distance as f32;
    // A cut edge falls outwards within 3 mm; a bead rises and falls within 9 mm.
    let steep = if raised(make) {
        1.1 * (-(off / 0.003).powi(2)).exp()
    } else {
        0.8 * ((off + 0.004) / 0.0045) * (-((off + 0.004) / 0.0045).powi(2)).exp()
    };
    Ink {
        cover,
        tilt: [slope[0] * steep, slope[1] * steep],
        shadow: if raised(make) {
            shadow(job, place, distance, shape)
        } else {
            0.0
        },
    }
}

/// A plate's shadow: whether the way to the sun passes the ink at the plate's height.
fn shadow(job: &Job, place: [f64; 2], distance: f64, shape: Shape) -> f32 {
    let sun = job.sky.sun;
    let facing = dot(sun, [0.0, -1.0, 0.0]);
    if distance < 0.0 || facing < 0.08 {
        return 0.0;
    }
    let along = f64::from(PLATE_M / facing).min(0.05);
    let edge = |share: f64| {
        let there = [
            place[0] + share * along * f64::from(sun[0]),
            place[1] + share * along * f64::from(sun[2]),
        ];
        shape(there)
    };
    let nearest = edge(1.0).min(edge(0.55));
    (0.5 - nearest / 0.0015).clamp(0.0, 1.0) as f32
}
