//! What a vehicle can do: speeds, turns, power and battery.

use serde::{Deserialize, Serialize};

/// A multirotor's profile, as a mission file states it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vehicle {
    /// What people call it.
    pub name: String,
    /// Ground speed wanted on legs, metres per second.
    pub cruise_m_s: f64,
    /// Greatest air speed it can hold, metres per second.
    pub top_air_m_s: f64,
    /// Climb rate, metres per second.
    pub climb_m_s: f64,
    /// Descent rate, metres per second, positive.
    pub descent_m_s: f64,
    /// Acceleration along and across the track, metres per second squared.
    pub acceleration_m_s2: f64,
    /// Take-off mass, kilograms.
    pub mass_kg: f64,
    /// Mean wind above which it stays on the ground, metres per second.
    pub wind_limit_m_s: f64,
    /// Electrical power against air speed.
    pub rotor: Rotor,
    /// What it flies on.
    pub battery: Battery,
}

/// Electrical power in level flight against air speed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Rotor {
    /// Measured: pairs of air speed (m/s) and power (W), air speeds rising from 0 to the top air
    /// speed; linear in between. Beyond its end the last segment is continued, but only upwards:
    /// nothing gets cheaper at speeds that nobody measured.
    Curve(Vec<[f64; 2]>),
    /// Computed from blade theory.
    Blades(Blades),
}

/// Power of a rotary wing in forward flight.
///
/// Source: Zeng, Xu, Zhang, "Energy minimization for wireless communication with rotary-wing
/// UAV", IEEE Trans. Wireless Commun. 18(4), 2019, equation (12).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blades {
    /// Blade profile power in hover P₀, watts.
    pub profile_w: f64,
    /// Induced power in hover Pᵢ, watts.
    pub induced_w: f64,
    /// Tip speed of the blades, metres per second.
    pub tip_m_s: f64,
    /// Mean induced velocity in hover v₀, metres per second.
    pub induced_m_s: f64,
    /// Parasite drag d₀·ρ·s·A: twice the power over the air speed cubed, kilograms per metre.
    pub drag_kg_m: f64,
}

/// The battery and what must stay in it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Battery {
    /// Usable energy when full, watt-hours.
    pub energy_wh: f64,
    /// Share of it that must be left at touch-down, 0 to 1.
    pub reserve: f64,
}

/// Standard gravity, metres per second squared.
pub const GRAVITY_M_S2: f64 = 9.806_65;

impl Vehicle {
    /// Energy that a sortie may spend, watt-hours.
    pub fn spendable_wh(&self) -> f64 {
        self.battery.energy_wh * (1.0 - self.battery.reserve)
    }

    /// A flight lasts no longer than this, seconds: all that may be spent at the least power.
    pub fn longest_flight_s(&self) -> f64 {
        let least_w = self.rotor.least_w(self.top_air_m_s);
        self.spendable_wh() * 3600.0 / least_w.max(1e-3)
    }

    /// Electrical power at an air speed (m/s) and a climb rate (m/s, negative in descent), watts.
    ///
    /// Climbing adds m·g·v (potential energy); descending gives nothing back.
    pub fn power_w(&self, air_speed_m_s: f64, climb_m_s: f64) -> f64 {
        self.rotor.level_w(air_speed_m_s) + self.mass_kg * GRAVITY_M_S2 * climb_m_s.max(0.0)
    }
}

impl Rotor {
    /// Electrical power in level flight at an air speed (m/s), watts.
    pub fn level_w(&self, air_speed_m_s: f64) -> f64 {
        match self {
            Self::Curve(points) => interpolate(points, air_speed_m_s),
            Self::Blades(blades) => blades.level_w(air_speed_m_s),
        }
    }

    /// No more than the least power in level flight at any air speed up to a top one, watts.
    fn least_w(&self, top_m_s: f64) -> f64 {
        match self {
            Self::Curve(points) => points.iter().map(|p| p[1]).fold(f64::INFINITY, f64::min),
            Self::Blades(blades) => {
                let steps = (0..=100).map(|step| top_m_s * f64::from(step) / 100.0);
                // The curve is smooth: between two steps it lies little below them.
                0.9 * steps
                    .map(|v| blades.level_w(v))
                    .fold(f64::INFINITY, f64::min)
            }
        }
    }
}

impl Blades {
    fn level_w(&self, v: f64) -> f64 {
        let ratio = v * v / (2.0 * self.induced_m_s * self.induced_m_s);
        let profile = self.profile_w * (1.0 + 3.0 * v * v / (self.tip_m_s * self.tip_m_s));
        let induced = self.induced_w * ((1.0 + ratio * ratio).sqrt() - ratio).max(0.0).sqrt();
        profile + induced + 0.5 * self.drag_kg_m * v * v * v
    }
}

fn interpolate(points: &[[f64; 2]], x: f64) -> f64 {
    let last = points.last().filter(|last| x > last[0]);
    between(points, x).max(last.map_or(f64::NEG_INFINITY, |last| last[1]))
}

fn between(points: &[[f64; 2]], x: f64) -> f64 {
    let upper = points
        .iter()
        .position(|p| p[0] >= x)
        .unwrap_or(points.len().saturating_sub(1));
    match (
        points.get(upper.saturating_sub(1)),
        points.get(upper.max(1)),
    ) {
        (Some([x0, y0]), Some([x1, y1])) if x1 > x0 => y0 + (y1 - y0) * (x - x0) / (x1 - x0),
        (Some([_, y]), _) => *y,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parameters and the hover and minimum power of the paper's own table I and figure 2.
    #[test]
    fn blade_power_agrees_with_the_published_curve() {
        let blades = Blades {
            profile_w: 79.86,
            induced_w: 88.63,
            tip_m_s: 120.0,
            induced_m_s: 4.03,
            drag_kg_m: 0.6 * 1.225 * 0.05 * 0.503,
        };
        assert!((blades.level_w(0.0) - 168.49).abs() < 0.01);
        let best = (0..300)
            .map(|i| f64::from(i) / 10.0)
            .fold((0.0, f64::MAX), |best, v| {
                let power = blades.level_w(v);
                if power < best.1 { (v, power) } else { best }
            });
        assert!((best.0 - 10.2).abs() < 0.3, "{best:?}");
        assert!((best.1 - 126.0).abs() < 1.0, "{best:?}");
    }

    #[test]
    fn a_measured_curve_is_linear_between_points_and_goes_on_beyond() {
        let rotor = Rotor::Curve(vec![[0.0, 400.0], [10.0, 300.0], [20.0, 500.0]]);
        for (v, w) in [
            (0.0, 400.0),
            (5.0, 350.0),
            (10.0, 300.0),
            (15.0, 400.0),
            (25.0, 600.0),
        ] {
            assert!(
                (rotor.level_w(v) - w).abs() < 1e-9,
                "{v}: {}",
                rotor.level_w(v)
            );
        }
    }

    /// A curve that ended while falling once gave a power below zero at high speeds.
    #[test]
    fn beyond_its_end_a_falling_curve_gets_no_cheaper() {
        let rotor = Rotor::Curve(vec![[0.0, 400.0], [10.0, 300.0]]);
        assert!((rotor.level_w(100.0) - 300.0).abs() < 1e-9);
    }
}
