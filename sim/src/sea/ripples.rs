//! Waves shorter than a metre or so: a periodic tile, made anew for every moment by Fourier's
//! transform; the plating throws all of them back.

use std::f64::consts::TAU;
use std::fmt;
use std::sync::Arc;

use rustfft::num_complex::Complex32;
use rustfft::{Fft, FftPlanner};

use super::waves::SHORTEST_M;
use super::{GRAVITY, SeaState};
use crate::noise::Noise;

/// Cells along a side of the tile.
pub const CELLS: usize = 256;
/// Surface tension of sea water over its density, m³/s².
const TENSION: f64 = 7.3e-5;

/// The ripples of a sea.
#[derive(Clone)]
pub struct Ripples {
    cell_m: f64,
    /// Amplitude and phase of each wave at time 0, its frequency; row by row of ky.
    waves: Vec<(Complex32, f32)>,
    fft: Arc<dyn Fft<f32>>,
    tile: Vec<Complex32>,
    scratch: Vec<Complex32>,
}

impl fmt::Debug for Ripples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ripples")
            .field("cell_m", &self.cell_m)
            .finish_non_exhaustive()
    }
}

impl Ripples {
    pub(super) fn new(state: &SeaState, cell_m: f64, noise: &mut Noise) -> Self {
        let mut waves = Vec::with_capacity(CELLS * CELLS);
        let mut slope2 = 0.0;
        for row in 0..CELLS {
            for column in 0..CELLS {
                let k = [wave_number(column, cell_m), wave_number(row, cell_m)];
                let amplitude = amplitude(k, state.ripple_heading_deg.to_radians(), cell_m);
                let (a, b) = (noise.normal() * amplitude, noise.normal() * amplitude);
                let size = k[0].hypot(k[1]);
                slope2 += 0.5 * (a * a + b * b) * size * size * if k[1] > 0.0 { 2.0 } else { 1.0 };
                let omega =
                    (GRAVITY * size + TENSION * size.powi(3)).sqrt() + k[0] * state.current_m_s;
                waves.push((Complex32::new(a as f32, b as f32), omega as f32));
            }
        }
        let scale = if slope2 > 0.0 {
            (state.ripple_slope / slope2.sqrt()) as f32
        } else {
            0.0
        };
        for (amplitude, _) in &mut waves {
            *amplitude *= scale;
        }
        let fft = FftPlanner::new().plan_fft_inverse(CELLS);
        Self {
            cell_m,
            waves,
            scratch: vec![Complex32::default(); fft.get_inplace_scratch_len()],
            fft,
            tile: vec![Complex32::default(); CELLS * CELLS],
        }
    }

    /// The side of a cell, metres.
    pub const fn cell_m(&self) -> f64 {
        self.cell_m
    }

    /// Height (real) and rise (imaginary) of every cell at a time, metres and m/s, row by row
    /// of **x**: cell (column, row) is at `column * CELLS + row`. Nothing moves where there are none.
    pub(super) fn tile(&mut self, time_s: f64) -> &[Complex32] {
        self.evolve(time_s);
        self.fft
            .process_with_scratch(&mut self.tile, &mut self.scratch);
        transpose(&mut self.tile);
        self.fft
            .process_with_scratch(&mut self.tile, &mut self.scratch);
        &self.tile
    }

    /// Fills the tile with the spectrum whose transform is height + i·rise.
    ///
    /// With F(k) the sum of what travels along k, height and rise are real parts; the two real
    /// fields are packed into one transform as the even and odd halves of F and −iωF.
    fn evolve(&mut self, time_s: f64) {
        let now = |(amplitude, omega): (Complex32, f32)| {
            let turned = amplitude * Complex32::cis(-turn(omega, time_s));
            (turned, turned * Complex32::new(0.0, -omega))
        };
        let travelling: Vec<(Complex32, Complex32)> = self.waves.iter().map(|w| now(*w)).collect();
        let at = |row: usize, column: usize| {
            let own = travelling[row * CELLS + column];
            let image = travelling[opposite(row) * CELLS + column];
            (own.0 + image.0, own.1 + image.1)
        };
        for row in 0..CELLS {
            for column in 0..CELLS {
                let (f, g) = at(row, column);
                let (fm, gm) = at(opposite(row), opposite(column));
                let height = (f + fm.conj()) * 0.5;
                let rise = (g + gm.conj()) * 0.5;
                self.tile[row * CELLS + column] = height + Complex32::i() * rise;
            }
        }
    }
}

/// ωt within a turn, so that single precision does not tell the hour.
fn turn(omega: f32, time_s: f64) -> f32 {
    (f64::from(omega) * time_s).rem_euclid(TAU) as f32
}

const fn opposite(index: usize) -> usize {
    (CELLS - index) % CELLS
}

/// The wave number of a column or row, rad/m.
fn wave_number(index: usize, cell_m: f64) -> f64 {
    let signed = if index < CELLS / 2 {
        index as f64
    } else {
        index as f64 - CELLS as f64
    };
    TAU * signed / (CELLS as f64 * cell_m)
}

/// Phillips's k⁻⁴ between the waves and what a cell can hold, spread over the half plane that
/// runs onto the plating as 0.1 + cos²: the wall makes the other half.
///
/// Source: O. M. Phillips, "The equilibrium range in the spectrum of wind-generated waves" (1958).
fn amplitude(k: [f64; 2], heading: f64, cell_m: f64) -> f64 {
    let size = k[0].hypot(k[1]);
    let (longest, shortest) = (TAU / SHORTEST_M, TAU / (3.0 * cell_m));
    if size < longest || size > 2.0 * shortest || k[1] < 0.0 || k[1] >= 0.0 && size == 0.0 {
        return 0.0;
    }
    let along = (k[0] * heading.sin() + k[1] * heading.cos()) / size;
    let spread = 0.1 + along * along;
    (spread * (-(size / shortest).powi(2)).exp()).sqrt() * size.powi(-2)
}

fn transpose(tile: &mut [Complex32]) {
    for row in 0..CELLS {
        for column in row + 1..CELLS {
            tile.swap(row * CELLS + column, column * CELLS + row);
        }
    }
}
