//! What the waves leave on the plating: a film that runs off within seconds, and a dark band that
//! stays wet for minutes. Both lag the water; neither is the water.

use super::grain::Grain;

/// Columns along the plating.
const COLUMNS: usize = 256;
/// How fast the film's edge runs down at first, m/s, and the share of its height lost in a second.
const RUN_M_S: f32 = 0.025;
const RUN_SHARE: f32 = 0.9;
/// How fast the dark band dries, m/s.
const DRY_M_S: f32 = 0.0012;

/// Wet edges along the plating, metres above the still waterline on the plate.
#[derive(Clone, Debug)]
pub(super) struct Wetness {
    first_m: f32,
    step_m: f32,
    film_m: Vec<f32>,
    band_m: Vec<f32>,
    time_s: Option<f64>,
    /// How far the edge of the dark band strays upwards, 0 to 1.
    ragged: Vec<f32>,
    grain: Grain,
    /// How far wetness creeps up, metres, and how well it stays (0 to 1).
    creep_m: f32,
    stays: f32,
}

impl Wetness {
    pub(super) fn new(x_m: [f32; 2], stays: f64, seed: u64) -> Self {
        let (grain, step_m) = (
            Grain::named(seed, "wetness"),
            (x_m[1] - x_m[0]) / (COLUMNS - 1) as f32,
        );
        let ragged = (0..COLUMNS)
            .map(|n| grain.rough((x_m[0] + n as f32 * step_m) * 2.3, 7.0, 3))
            .collect();
        Self {
            first_m: x_m[0],
            step_m,
            ragged,
            film_m: vec![-100.0; COLUMNS],
            band_m: vec![-100.0; COLUMNS],
            time_s: None,
            grain,
            creep_m: 0.11 * stays as f32,
            stays: stays as f32,
        }
    }

    /// Goes on to `time_s`; `water_m` says where the water stands on the plate at a column.
    pub(super) fn go_on(&mut self, time_s: f64, water_m: impl Fn(f32) -> f32) {
        let passed = self
            .time_s
            .map_or(0.0, |last| (time_s - last).max(0.0) as f32);
        self.time_s = Some(time_s);
        for column in 0..COLUMNS {
            let x = self.first_m + column as f32 * self.step_m;
            let water = water_m(x);
            let above = (self.film_m[column] - water).max(0.0);
            let left = (above - RUN_M_S * passed).max(0.0) * (-RUN_SHARE * passed).exp();
            self.film_m[column] = water + left;
            let dried = self.band_m[column] - DRY_M_S * passed / self.stays.max(0.02);
            self.band_m[column] = dried.max(water);
        }
    }

    /// How the film's skin is broken up at a place, 0 to 1.
    #[inline]
    pub(super) fn skin(&self, x_m: f32, up_m: f32) -> f32 {
        self.grain.rough(x_m * 22.0 + 3.0, up_m * 45.0, 3)
    }

    /// How wet the plate is at a place: covered by the film, and by the dark band; 0 to 1 each.
    #[inline]
    pub(super) fn at(&self, x_m: f32, up_m: f32) -> [f32; 2] {
        let at = ((x_m - self.first_m) / self.step_m).clamp(0.0, COLUMNS as f32 - 1.001);
        let (column, share) = (at as usize, at.fract());
        let between = |edge: &[f32]| edge[column] + share * (edge[column + 1] - edge[column]);
        let (film, band) = (between(&self.film_m), between(&self.band_m));
        if up_m > film.max(band) + 1.35 * self.creep_m + 0.02 {
            return [0.0; 2];
        }
        let stays = self.stays.min(1.0);
        if up_m < film.min(band - 0.3 * self.creep_m) - 0.01 {
            return [1.0, stays];
        }
        let fingers = self.grain.rough(x_m * 14.0, up_m * 2.0, 2);
        if up_m > film + 0.01 && up_m < band - 0.3 * self.creep_m - 0.01 {
            return [0.0, stays];
        }
        let ragged = between(&self.ragged);
        let film_edge = film + 0.004 * fingers;
        let spray = self.grain.rough(x_m * 6.0 + 11.0, up_m * 5.0, 3);
        let band_edge = band
            + self.creep_m * (0.1 + 0.8 * ragged + 0.7 * (spray - 0.4) + 0.2 * (fingers - 0.5));
        [
            edge(film_edge, 0.004, up_m),
            edge(band_edge, 0.006, up_m) * stays,
        ]
    }
}

#[inline]
fn edge(top_m: f32, soft_m: f32, up_m: f32) -> f32 {
    ((top_m - up_m) / soft_m + 0.5).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_film_lags_the_water_and_a_band_lags_the_film() {
        let mut wetness = Wetness::new([-2.0, 2.0], 0.8, 1);
        wetness.go_on(0.0, |_| 0.3);
        wetness.go_on(0.5, |_| 0.0);
        let film = |w: &Wetness| w.at(0.0, 0.12)[0];
        assert!(
            film(&wetness) > 0.9,
            "half a second after a crest the film is there"
        );
        wetness.go_on(6.0, |_| 0.0);
        assert!(film(&wetness) < 0.1, "after six it has run off");
        assert!(wetness.at(0.0, 0.2)[1] > 0.7, "and the plate is still dark");
    }

    #[test]
    fn what_was_never_wet_is_dry() {
        let mut wetness = Wetness::new([-2.0, 2.0], 0.8, 1);
        wetness.go_on(0.0, |_| 0.1);
        assert_eq!(wetness.at(0.5, 0.5), [0.0; 2]);
    }
}
