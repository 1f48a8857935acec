//! Waves longer than ripples, as a sum of components; crests are sharpened to second order.

use std::f64::consts::TAU;

use rustfft::num_complex::Complex64;

use super::spectrum::{Jonswap, spread};
use super::{GRAVITY, SeaState, Wall};
use crate::noise::Noise;

/// How many components a weather is made of.
const COMPONENTS: usize = 110;
/// What is shorter belongs to the ripples, metres.
pub(super) const SHORTEST_M: f64 = 1.4;

/// One regular wave, a·cos(k·x − ωt + φ), and its image in the plating.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Component {
    /// Amplitude of what arrives, metres.
    pub amplitude_m: f64,
    /// Wave number along the plating and towards it, rad/m.
    pub k: [f64; 2],
    /// Angular frequency as an anchored observer sees it, rad/s.
    pub omega: f64,
    /// Phase at the origin at time 0, radians.
    pub phase: f64,
    /// Amplitude before the ship's side was in its way, metres.
    pub open_m: f64,
    /// Share of the amplitude that the plating throws back.
    pub reflected: f64,
}

/// Waves of one weather and the wave number that stands for them.
#[derive(Clone, Debug)]
struct Train {
    components: Vec<Component>,
    mean_k: f64,
}

/// The waves of a sea.
#[derive(Clone, Debug)]
pub struct Waves(Vec<Train>);

/// The surface and its rise at a point.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Surface {
    pub(super) height_m: f64,
    pub(super) rise_m_s: f64,
}

/// What arrives and what comes back, each as a sum of e^i(k·x − ωt + φ), and their rates.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    towards: Complex64,
    back: Complex64,
    towards_rate: Complex64,
    back_rate: Complex64,
}

impl Component {
    /// The wave number's size, rad/m.
    pub fn wave_number(&self) -> f64 {
        self.k[0].hypot(self.k[1])
    }
}

impl Waves {
    pub(super) fn new(state: &SeaState, wall: Wall, noise: &mut Noise) -> Self {
        let mut trains = Vec::new();
        if state.hs_m > 0.0 {
            let shape = Jonswap {
                tp_s: state.tp_s,
                gamma: state.gamma,
            };
            let angle = (state.heading_deg, state.spread);
            trains.push(train(
                shape,
                state.hs_m,
                angle,
                state.current_m_s,
                wall,
                noise,
            ));
        }
        if let Some(swell) = state.swell.filter(|swell| swell.hs_m > 0.0) {
            let shape = Jonswap {
                tp_s: swell.tp_s,
                gamma: 6.0,
            };
            let angle = (swell.heading_deg, 120.0);
            trains.push(train(
                shape,
                swell.hs_m,
                angle,
                state.current_m_s,
                wall,
                noise,
            ));
        }
        Self(trains)
    }

    /// Every component.
    pub fn components(&self) -> impl Iterator<Item = &Component> {
        self.0.iter().flat_map(|train| &train.components)
    }

    /// Height of the surface at a place and time, metres.
    pub fn height_m(&self, at: [f64; 2], time_s: f64) -> f64 {
        self.grid(&at[..1], &at[1..], time_s)[0].height_m
    }

    /// The surface where lines of `x` cross lines of `y`, row by row of `y`.
    pub(super) fn grid(&self, xs: &[f64], ys: &[f64], time_s: f64) -> Vec<Surface> {
        let mut surface = vec![Surface::default(); xs.len() * ys.len()];
        for train in &self.0 {
            let sums = train.sums(xs, ys, time_s);
            for (surface, sums) in surface.iter_mut().zip(&sums) {
                sums.add_to(surface, train.mean_k);
            }
        }
        surface
    }
}

impl Train {
    fn sums(&self, xs: &[f64], ys: &[f64], time_s: f64) -> Vec<Sums> {
        let mut sums = vec![Sums::default(); xs.len() * ys.len()];
        let mut along = vec![Complex64::default(); xs.len()];
        for wave in &self.components {
            for (value, x) in along.iter_mut().zip(xs) {
                *value = Complex64::cis(wave.k[0] * x);
            }
            let now = Complex64::from_polar(wave.amplitude_m, wave.phase - wave.omega * time_s);
            let rate = Complex64::new(0.0, -wave.omega);
            for (row, y) in sums.chunks_exact_mut(xs.len()).zip(ys) {
                let across = Complex64::cis(wave.k[1] * y);
                let (towards, back) = (now * across, now * across.conj() * wave.reflected);
                for (sum, along) in row.iter_mut().zip(&along) {
                    sum.towards += towards * along;
                    sum.back += back * along;
                    sum.towards_rate += towards * along * rate;
                    sum.back_rate += back * along * rate;
                }
            }
        }
        sums
    }
}

impl Sums {
    /// Each train is sharpened alone: ζ + ½k(ζ² − ζ̂²), ζ̂ the Hilbert transform; where two stand
    /// against each other this is Miche's standing wave but for his steady part (½k times the
    /// variance at the wall, below 1 cm for half a metre of sea), which is left out.
    ///
    /// Source: M. A. Tayfun, "Narrow-band nonlinear sea waves", J. Geophys. Res. 85 (1980).
    fn add_to(&self, surface: &mut Surface, k: f64) {
        let first = self.towards + self.back;
        let second = self.towards * self.towards + self.back * self.back;
        let rate = self.towards_rate + self.back_rate;
        let second_rate = self.towards * self.towards_rate + self.back * self.back_rate;
        surface.height_m += first.re + 0.5 * k * second.re;
        surface.rise_m_s += rate.re + k * second_rate.re;
    }
}

fn train(
    shape: Jonswap,
    hs_m: f64,
    (heading_deg, s): (f64, f64),
    current_m_s: f64,
    wall: Wall,
    noise: &mut Noise,
) -> Train {
    let most = (GRAVITY * TAU / SHORTEST_M).sqrt();
    let mut components: Vec<Component> = shape
        .equal_shares(COMPONENTS, most, noise)
        .into_iter()
        .map(|omega| {
            let angle = heading_deg.to_radians() + spread(s, noise);
            component(omega, angle, current_m_s, wall, TAU * noise.share())
        })
        .collect();
    let variance: f64 = components
        .iter()
        .map(|c| 0.5 * (c.amplitude_m * (1.0 + c.reflected)).powi(2))
        .sum();
    let scale = if variance > 0.0 {
        hs_m / 4.0 / variance.sqrt()
    } else {
        0.0
    };
    let mut energy = 0.0;
    let mut moment = 0.0;
    for c in &mut components {
        c.amplitude_m *= scale;
        c.open_m *= scale;
        energy += c.amplitude_m.powi(2);
        moment += c.amplitude_m.powi(2) * c.wave_number();
    }
    Train {
        components,
        mean_k: if energy > 0.0 { moment / energy } else { 0.0 },
    }
}

/// A wave of unit height in the open; from behind the ship only what passes under her is left.
fn component(omega: f64, angle: f64, current_m_s: f64, wall: Wall, phase: f64) -> Component {
    let wave_number = omega * omega / GRAVITY;
    let k = [wave_number * angle.sin(), wave_number * angle.cos()];
    let (amplitude_m, reflected) = if k[1] >= 0.0 {
        (1.0, wall.reflected(wave_number))
    } else {
        (wall.transmitted(wave_number), 0.0)
    };
    Component {
        amplitude_m,
        k,
        omega: omega + k[0] * current_m_s,
        phase,
        open_m: 1.0,
        reflected,
    }
}
