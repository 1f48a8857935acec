//! What the network sees on the rungs of a strip.

use super::class_at;
use super::label::Label;
use super::row::{self, Glyph, Row};
use super::strip::Strip;
use crate::vision::glyphs::network::{Network, Odds, WeightsError};
use crate::vision::glyphs::window::PX_M;

/// From figure to figure, metres.
pub const STEP_M: f64 = 0.2;
/// Half a figure, metres.
const HALF_M: f64 = 0.05;
/// From window to window along a row, metres, for small figures.
const ALONG_M: f64 = 0.0125;

/// Where a figure is looked at once more, pixels of its strip right of it and up.
const CLOSE_PX: [[f64; 2]; 9] = [
    [0.0, 0.0],
    [-1.0, 0.0],
    [1.0, 0.0],
    [0.0, -1.0],
    [0.0, 1.0],
    [-1.0, -1.0],
    [-1.0, 1.0],
    [1.0, -1.0],
    [1.0, 1.0],
];

/// How far above the middle of a tall figure small ones have no paint any more, metres, and the part
/// of what is above that is under a tall figure's paint at least.
const ABOVE_M: f64 = 0.03;
/// See [`ABOVE_M`].
const PAINTED_ABOVE: f32 = 0.06;
/// How far up or down a metre label may be off its rung: the plate's horizontal is not known
/// exactly, and painters are not exact, metres.
const LABEL_OFF_M: [f64; 5] = [-0.02, -0.01, 0.0, 0.01, 0.02];

/// The logarithm of the probability from which on a rung counts.
const FAINT: f32 = -2.0;

/// One rung, as it was seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sighting {
    /// Its step in the column.
    pub step: i32,
    /// What stands there.
    pub class: usize,
    /// The probability that it does, by its own looks.
    pub sure: f32,
}

/// What stands in the column, rung by rung.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Each rung's step, and what it shows.
    pub(super) rungs: Vec<(i32, Odds)>,
}

impl Column {
    /// How much speaks for a column of marks: the rungs that show what one would have there, each
    /// counted by how clearly it does, at most 1.
    pub fn evidence(&self) -> f32 {
        let clearly = |log: f32| (1.0 - log / FAINT).max(0.0);
        let shown = |steps: i32| -> f32 {
            let rungs = self.rungs.iter();
            rungs
                .map(|(n, odds)| clearly(odds[class_at(*n, steps)]))
                .sum()
        };
        (0..5).map(shown).fold(0.0, f32::max)
    }
}

/// Looks at strips.
#[derive(Clone, Debug)]
pub struct Reader {
    network: Network,
}

impl Reader {
    /// With the weights that come with the program.
    pub fn taught() -> Result<Self, WeightsError> {
        Ok(Self {
            network: Network::taught()?,
        })
    }

    /// Of every rung in the picture, what stands in the column.
    pub fn column(&self, strip: &Strip) -> Column {
        let steps: Vec<i32> = strip.steps().collect();
        let rows = steps.iter().map(|&n| {
            let middle_m = STEP_M * f64::from(n) + HALF_M;
            (
                n,
                self.row(strip, 1, [-0.0625, 0.0625], &around(middle_m))
                    .best(),
            )
        });
        Column {
            rungs: rows.collect(),
        }
    }

    /// The row of a rung, read as a metre label.
    pub(super) fn label(&self, strip: &Strip, n: i32) -> Label {
        let small_m = STEP_M * f64::from(n) + HALF_M;
        let tall_m = small_m + HALF_M;
        let small = self.row(strip, 1, [-0.55, 0.35], &LABEL_OFF_M.map(|dz| small_m + dz));
        let shifts = [-0.045, -0.025, -0.005, 0.015].map(|dz| tall_m + dz);
        let mut tall = self.row(strip, 2, [-0.55, 0.2], &shifts);
        tall.keep_painted(HALF_M, PAINTED_ABOVE);
        Label::read(&small, &tall)
    }

    fn row(&self, strip: &Strip, scale: usize, [from, to]: [f64; 2], middles_m: &[f64]) -> Row {
        let step_m = ALONG_M * scale as f64;
        let count = ((to - from) / step_m) as usize;
        let us: Vec<f64> = (0..=count).map(|i| from + step_m * i as f64).collect();
        let mut windows = Vec::new();
        for u in &us {
            for middle_m in middles_m {
                strip.window(*u, *middle_m, scale, &mut windows);
            }
        }
        let height_m = 2.0 * HALF_M * scale as f64;
        let middle_m = middles_m.iter().sum::<f64>() / middles_m.len() as f64;
        // of tall figures the upper part: small ones have no paint there
        let bottom_m = middle_m + if scale == 1 { -HALF_M } else { ABOVE_M };
        let top_m = middle_m + height_m / 2.0;
        let inked: Vec<f32> = us
            .iter()
            .map(|&u| strip.inked(u - step_m / 2.0..u + step_m / 2.0, bottom_m..top_m))
            .collect();
        let mut row = Row::new(
            height_m,
            &us,
            middles_m,
            &self.network.look(&windows),
            &inked,
        );
        self.look_closely(strip, scale, &mut row.glyphs);
        row
    }

    /// Looks at each figure once more, from several places close by, and again about the one from
    /// which it is clearest: what those last ones show together.
    fn look_closely(&self, strip: &Strip, scale: usize, glyphs: &mut [Glyph]) {
        let px_m = scale as f64 / PX_M;
        for (glyph, seen) in self.look_about(strip, scale, glyphs) {
            let clearest = (0..seen.len())
                .max_by(|&a, &b| row::clarity(&seen[a]).total_cmp(&row::clarity(&seen[b])));
            let [right, up] = CLOSE_PX[clearest.unwrap_or(0)];
            glyph.u_m += right * px_m;
            glyph.middle_m += up * px_m;
        }
        for (glyph, seen) in self.look_about(strip, scale, glyphs) {
            glyph.odds = together(&seen);
        }
    }

    /// What each figure shows from the places close by.
    fn look_about<'a>(
        &self,
        strip: &Strip,
        scale: usize,
        glyphs: &'a mut [Glyph],
    ) -> impl Iterator<Item = (&'a mut Glyph, Vec<Odds>)> {
        let px_m = scale as f64 / PX_M;
        let mut windows = Vec::new();
        for glyph in glyphs.iter() {
            for [right, up] in CLOSE_PX {
                let [u_m, middle_m] = [glyph.u_m + right * px_m, glyph.middle_m + up * px_m];
                strip.window(u_m, middle_m, scale, &mut windows);
            }
        }
        let seen = self.network.look(&windows);
        let each: Vec<Vec<Odds>> = seen.chunks(CLOSE_PX.len()).map(<[Odds]>::to_vec).collect();
        glyphs.iter_mut().zip(each)
    }
}

/// What several windows of one figure show: the mean of the logarithms.
fn together(seen: &[Odds]) -> Odds {
    let mean = |class: usize| seen.iter().map(|odds| odds[class]).sum::<f32>() / seen.len() as f32;
    let odds: Odds = std::array::from_fn(mean);
    let all = odds.iter().map(|log| log.exp()).sum::<f32>().ln();
    odds.map(|log| log - all)
}

/// Heights at which a small figure's window is tried.
fn around(middle_m: f64) -> [f64; 3] {
    [-0.01, 0.0, 0.01].map(|dz| middle_m + dz)
}
