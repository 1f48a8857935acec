//! How each place of the ship's side looks when it is above the water: the hull is rigid, the water
//! comes and goes. Each later picture is compared with that, place by place.

use crate::vision::strip::{Division, Strip};
use crate::vision::waterline::Tints;

/// Pictures after which the memory is as long as it gets.
const MEMORY: f32 = 30.0;
/// Rows this far above the waterline are certainly dry, metres.
const CLEAR_M: f64 = 0.05;
/// Colours scatter at least so much from picture to picture, grey levels.
const LEAST: f32 = 4.0;
/// Wetting leaves at least so much of the light; a place that is darker than dry by all of it is
/// less likely hull by so much.
const WETTEST: f32 = 0.55;
const DARK: f32 = 2.0;
/// What colours alone say where a place has not been seen dry, against the comparison.
const GUESS: f32 = 0.15;

/// Places at the ship's side, block by block and row by row.
#[derive(Clone, Debug)]
pub(super) struct Side {
    rows: usize,
    dry: Vec<Memory>,
    scatter: f32,
}

/// The mean colour of a place over the pictures that count.
#[derive(Clone, Copy, Debug, Default)]
struct Memory {
    colour: [f32; 3],
    count: f32,
}

impl Memory {
    fn learn(&mut self, rgb: [f32; 3]) {
        self.count = (self.count + 1.0).min(MEMORY);
        for (mean, value) in self.colour.iter_mut().zip(rgb) {
            *mean += (value - *mean) / self.count;
        }
    }
}

impl Side {
    pub(super) fn unseen(blocks: usize, rows: usize) -> Self {
        Self {
            rows,
            dry: vec![Memory::default(); blocks * rows],
            scatter: 2.0 * LEAST,
        }
    }

    /// How much each row of a block is dry hull (2) or not (−2).
    pub(super) fn likeness(&self, block: usize, colours: &[[f32; 3]], tints: &Tints) -> Vec<f32> {
        let places = block * self.rows..;
        colours
            .iter()
            .zip(places)
            .map(|(rgb, at)| self.place(*rgb, at, tints))
            .collect()
    }

    fn place(&self, rgb: [f32; 3], at: usize, tints: &Tints) -> f32 {
        if rgb[0].is_nan() {
            return 0.0;
        }
        match &self.dry[at] {
            dry if dry.count > 0.0 => 2.0 - self.dark(rgb, dry.colour).min(4.0),
            _ => GUESS * tints.at(rgb),
        }
    }

    /// How far a colour is from another, in scatters.
    fn far(&self, rgb: [f32; 3], other: [f32; 3]) -> f32 {
        apart2(rgb, other) / (2.0 * self.scatter * self.scatter)
    }

    /// How far it is from the dry hull's, which may be darkened by wetting.
    fn dark(&self, rgb: [f32; 3], dry: [f32; 3]) -> f32 {
        let wet = wetness(rgb, dry);
        self.far(rgb, dry.map(|value| wet * value)) + DARK * (1.0 - wet).abs()
    }

    /// Remembers a picture whose waterline is given by its row in each block.
    pub(super) fn learn(&mut self, colours: &[Vec<[f32; 3]>], border: &[f64], step_m: f64) {
        let clear = CLEAR_M / step_m;
        let mut apart = Vec::new();
        for (block, column) in colours.iter().enumerate() {
            for (row, &rgb) in column
                .iter()
                .enumerate()
                .filter(|(_, rgb)| !rgb[0].is_nan())
            {
                let at = block * self.rows + row;
                let below = row as f64 - border[block];
                if below < -clear {
                    if self.dry[at].count > 3.0 && row % 4 == 0 {
                        apart.push(apart2(rgb, self.dry[at].colour).sqrt());
                    }
                    self.dry[at].learn(rgb);
                }
            }
        }
        if apart.len() > 50 {
            let middle = apart.len() / 2;
            let usual = *apart.select_nth_unstable_by(middle, f32::total_cmp).1;
            self.scatter += (usual.max(LEAST) - self.scatter) / 10.0;
        }
    }
}

/// The mean colour of each block's rows.
pub(super) fn colours(strip: &Strip, division: &Division) -> Vec<Vec<[f32; 3]>> {
    let column = |block| {
        (0..strip.frame.rows)
            .map(|row| strip.mean(division.columns(block), row))
            .collect()
    };
    (0..division.count()).map(column).collect()
}

/// How much of the dry hull's light a colour has, within what wetting takes away: the colour itself
/// stays nearly the same (Lekner and Dorf, Why some things are darker when wet, Applied Optics 27,
/// 1988).
fn wetness(rgb: [f32; 3], dry: [f32; 3]) -> f32 {
    let (product, square) = rgb
        .iter()
        .zip(dry)
        .fold((0.0, 1e-3), |(p, s), (a, b)| (p + a * b, s + b * b));
    (product / square).clamp(WETTEST, 1.1)
}

/// The square of the distance of two colours.
fn apart2(a: [f32; 3], b: [f32; 3]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}
