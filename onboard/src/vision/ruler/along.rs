//! Rows of the picture against draught: a robust projective fit with its covariance.
//!
//! A plane plate seen by a pinhole: y = (a + b s) / (1 + c s), s the draught from the middle of
//! the figures. Curved plating adds one term: y = (a + b s + e s²) / (1 + c s). Perspective and
//! curvature are held by priors as wide as ships and cameras make them, so that few figures give
//! a plain ruler and many, if they ask for it, a bent one; what the data leave open shows as
//! uncertainty beyond the figures.

use super::Line;
use nalgebra::{SMatrix, SVector};

/// Perspective along the column, 1/m: looking 25° down from 7 m gives 0.06.
const PERSPECTIVE_1_M: f64 = 0.05;
/// Curvature, part of the scale a metre: plating of 10 m radius seen 10° off square.
const CURVATURE_1_M: f64 = 0.008;
/// By how much figures are taller or lower than the 0.1 m they should be, metres.
const TALLER_M: f64 = 0.004;
/// Height of a figure, metres.
const FIGURE_M: f64 = 0.1;
/// Rounds of the robust fit.
const ROUNDS: usize = 12;

/// a, b, c, e, and by how much the figures are taller than they should be.
type Terms = SVector<f64, 5>;
type Square = SMatrix<f64, 5, 5>;

/// A figure's lower or upper edge, found in the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// The draught of the figure's lower edge, metres.
    pub draught_m: f64,
    /// It is the upper edge.
    pub upper: bool,
    /// The row where it crosses the column's middle, pixels.
    pub y_px: f64,
    /// Standard uncertainty of that row, pixels.
    pub u_px: f64,
}

impl Edge {
    /// A figure's lower edge.
    pub fn lower(draught_m: f64, y_px: f64, u_px: f64) -> Self {
        Self {
            draught_m,
            upper: false,
            y_px,
            u_px,
        }
    }
}

/// Draught against rows, with covariance.
#[derive(Clone, Debug)]
pub struct Along {
    middle_m: f64,
    middle_px: f64,
    terms: Terms,
    covariance: Square,
    misfit: f64,
}

impl Along {
    /// The robust fit. `None` with fewer than two different draughts, or where rows do not go
    /// down with the draught.
    pub fn fit(edges: &[Edge]) -> Option<Self> {
        let finite = |e: &&Edge| e.y_px.is_finite() && e.draught_m.is_finite() && e.u_px > 0.0;
        let edges: Vec<Edge> = edges.iter().filter(finite).copied().collect();
        let mut fit = Self::straight(&edges)?;
        for round in 0..ROUNDS {
            // first all edges alike, then those that fit count more
            fit = fit.improved(&edges, round > 2)?;
        }
        let spread = fit.spread(&edges);
        fit.misfit = spread;
        fit.covariance *= spread.max(1.0).powi(2);
        (fit.rows_m(fit.middle_m) < 0.0).then_some(fit)
    }

    /// The row at a draught.
    pub fn y(&self, draught_m: f64) -> f64 {
        let s = self.within(draught_m - self.middle_m);
        self.middle_px + self.rise(s)
    }

    /// The draught at a row. Beyond the horizon of the plate, the last before it.
    pub fn draught_m(&self, y_px: f64) -> f64 {
        let t = y_px - self.middle_px;
        let [a, b, c] = [self.terms[0], self.terms[1], self.terms[2]];
        let plain = (t - a) / (b - c * t);
        let mut s = self.within(if plain.is_finite() { plain } else { 0.0 });
        for _ in 0..20 {
            s = self.within(s - (self.rise(s) - t) / self.rows_at(s));
        }
        self.middle_m + s
    }

    /// The same, `rows` lower in the picture.
    pub(super) fn moved(&self, rows: f64) -> Self {
        Self {
            middle_px: self.middle_px + rows,
            ..self.clone()
        }
    }

    /// Rows a metre of draught there; negative, for rows count downwards.
    pub fn rows_m(&self, draught_m: f64) -> f64 {
        self.rows_at(self.within(draught_m - self.middle_m))
    }

    /// Standard uncertainty at a draught, metres.
    pub fn u_draught_m(&self, draught_m: f64) -> f64 {
        let s = self.within(draught_m - self.middle_m);
        let gradient = self.gradient(s, 0.0);
        let variance = (gradient.transpose() * self.covariance * gradient)[0].max(0.0);
        variance.sqrt() / self.rows_at(s).abs()
    }

    /// Root mean square of the edges' deviations, in units of their own uncertainty, outliers
    /// held down.
    pub fn misfit(&self) -> f64 {
        self.misfit
    }

    /// By how many rows an edge lies lower than the fit has it.
    pub fn off_px(&self, edge: &Edge) -> f64 {
        let (s, taller) = self.place(edge);
        edge.y_px - self.middle_px - self.rise(s) - taller * self.terms[4] * self.rows_at(s)
    }

    /// How far it is from the middle (metres), and whether the figures' height counts.
    fn place(&self, edge: &Edge) -> (f64, f64) {
        let s = edge.draught_m - self.middle_m;
        if edge.upper {
            (s + FIGURE_M, 1.0)
        } else {
            (s, 0.0)
        }
    }

    fn straight(edges: &[Edge]) -> Option<Self> {
        let count = edges.len() as f64;
        let middle_m = edges.iter().map(|e| e.draught_m).sum::<f64>() / count;
        let middle_px = edges.iter().map(|e| e.y_px).sum::<f64>() / count;
        let place = |e: &Edge| e.draught_m - middle_m + if e.upper { FIGURE_M } else { 0.0 };
        let (mut xy, mut xx) = (0.0, 0.0);
        for edge in edges {
            xy += place(edge) * (edge.y_px - middle_px);
            xx += place(edge).powi(2);
        }
        let distinct = edges.iter().any(|e| (e.draught_m - middle_m).abs() > 1e-6);
        (distinct && xy < 0.0).then(|| Self {
            middle_m,
            middle_px,
            terms: Terms::new(0.0, xy / xx, 0.0, 0.0, 0.0),
            covariance: Square::zeros(),
            misfit: 0.0,
        })
    }

    /// One step of Gauss and Newton, with Cauchy's weights if `robust`.
    fn improved(mut self, edges: &[Edge], robust: bool) -> Option<Self> {
        let scale_px = self.terms[1].abs();
        let mut normal = Square::zeros();
        let mut right = Terms::zeros();
        let priors = [PERSPECTIVE_1_M, CURVATURE_1_M * scale_px, TALLER_M];
        for (i, sigma) in priors.into_iter().enumerate() {
            normal[(i + 2, i + 2)] += sigma.powi(-2);
            right[i + 2] -= self.terms[i + 2] * sigma.powi(-2);
        }
        let spread = if robust {
            self.spread(edges).max(1.0)
        } else {
            1.0
        };
        for edge in edges {
            let off = self.off_px(edge);
            let sigmas = off / edge.u_px / spread;
            let trust = if robust {
                1.0 / (1.0 + (sigmas / 2.4).powi(2))
            } else {
                1.0
            };
            let weight = trust / edge.u_px.powi(2);
            let (s, taller) = self.place(edge);
            let gradient = self.gradient(s, taller);
            normal += weight * gradient * gradient.transpose();
            right += weight * off * gradient;
        }
        let covariance = normal.try_inverse()?;
        self.terms += covariance * right;
        self.covariance = covariance;
        self.terms.iter().all(|t| t.is_finite()).then_some(self)
    }

    /// Typical deviation in units of the edges' uncertainty: from the median, so that a third
    /// of the edges may be wrong.
    fn spread(&self, edges: &[Edge]) -> f64 {
        let mut sigmas: Vec<f64> = edges
            .iter()
            .map(|e| (self.off_px(e) / e.u_px).abs())
            .collect();
        sigmas.sort_by(f64::total_cmp);
        // the terms fitted take their part of the deviations with them
        let free = (edges.len() as f64 / (edges.len() as f64 - 2.5).max(1.0)).sqrt();
        1.48 * free * sigmas[sigmas.len() / 2]
    }

    fn rise(&self, s: f64) -> f64 {
        let [a, b, c, e] = [self.terms[0], self.terms[1], self.terms[2], self.terms[3]];
        (a + s * (b + e * s)) / (1.0 + c * s)
    }

    fn rows_at(&self, s: f64) -> f64 {
        let [b, c, e] = [self.terms[1], self.terms[2], self.terms[3]];
        (b + 2.0 * e * s - c * self.rise(s)) / (1.0 + c * s)
    }

    /// d row / d terms.
    fn gradient(&self, s: f64, taller: f64) -> Terms {
        let under = 1.0 + self.terms[2] * s;
        Terms::new(
            1.0 / under,
            s / under,
            -s * self.rise(s) / under,
            s * s / under,
            taller * self.rows_at(s),
        )
    }

    /// Kept on the near side of the plate's horizon, where rows and draughts are one to one.
    fn within(&self, s: f64) -> f64 {
        let c = self.terms[2];
        let limit = 0.7 / c.abs().max(0.01);
        let bend = self.terms[3].abs() / self.terms[1].abs();
        let limit = limit.min(0.4 / bend.max(1e-6));
        s.clamp(-limit, limit)
    }
}

/// The line through the column's places: robust, bent only as far as they ask for it.
pub(super) fn line(places: &[[f64; 2]], u_px: f64) -> Line {
    let count = places.len().max(1) as f64;
    let middle = places.iter().map(|p| p[1]).sum::<f64>() / count;
    let half = places
        .iter()
        .map(|p| (p[1] - middle).abs())
        .fold(1.0, f64::max);
    // in units of half the column's length; the bend is expected within 0.5 % of it
    let bend_px = (0.005 * half).max(0.2);
    let mut terms = SVector::<f64, 3>::zeros();
    let row = |y: f64| {
        let v = (y - middle) / half;
        SVector::<f64, 3>::new(1.0, v, v * v)
    };
    for round in 0..10 {
        let mut normal = SMatrix::<f64, 3, 3>::zeros();
        normal[(1, 1)] = 1e-9;
        normal[(2, 2)] = bend_px.powi(-2);
        let mut right = SVector::<f64, 3>::zeros();
        for &[x, y] in places {
            let off = (x - row(y).dot(&terms)) / u_px;
            let trust = if round > 1 {
                1.0 / (1.0 + (off / 3.0).powi(2))
            } else {
                1.0
            };
            let weight = trust / u_px.powi(2);
            normal += weight * row(y) * row(y).transpose();
            right += weight * x * row(y);
        }
        let Some(inverse) = normal.try_inverse() else {
            break;
        };
        terms = inverse * right;
    }
    Line {
        y_px: middle,
        terms: [terms[0], terms[1] / half, terms[2] / half.powi(2)],
    }
}
