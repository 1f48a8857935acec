//! What flying a straight leg costs, from rest to rest, in wind.
//!
//! A leg speeds up, holds its speed, and slows down again, as a multirotor does between two
//! waypoints with a turn at each. It is not a simulation: the wind is steady and the vehicle
//! follows the line.

use std::f64::consts::TAU;

use geo::Coord;

use crate::plan::Cost;
use crate::vehicle::Vehicle;
use crate::wind::Wind;

/// What a metre may take less between the courses and speeds that are tried for the least.
const BETWEEN: f64 = 0.02;

/// What the order of a plan is chosen by.
pub trait Price {
    /// Price of the straight leg, from rest at `from` to rest at `to` (metres, x east, y north).
    ///
    /// Zero or more; `f64::INFINITY` where it cannot be flown.
    fn leg(&self, from: Coord<f64>, to: Coord<f64>) -> f64;
}

/// Price is the length, metres.
#[derive(Clone, Copy, Debug, Default)]
pub struct LengthPrice;

/// Price is the time with velocity ramps and no wind, seconds.
///
/// Source: the cost of Bähnemann et al., "Revisiting Boustrophedon Coverage Path Planning as a
/// Generalized Traveling Salesman Problem", Field and Service Robotics 2019.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimePrice {
    /// Greatest speed, metres per second.
    pub v_max_m_s: f64,
    /// Acceleration and deceleration, metres per second squared.
    pub a_max_m_s2: f64,
}

/// Price is the energy from the battery, watt-hours.
#[derive(Clone, Copy, Debug)]
pub struct EnergyPrice<'a> {
    vehicle: &'a Vehicle,
    wind: Wind,
    speed_m_s: f64,
}

impl Price for LengthPrice {
    fn leg(&self, from: Coord<f64>, to: Coord<f64>) -> f64 {
        length(to - from)
    }
}

impl Price for TimePrice {
    fn leg(&self, from: Coord<f64>, to: Coord<f64>) -> f64 {
        Ramp::new(length(to - from), self.v_max_m_s, self.a_max_m_s2).time_s()
    }
}

impl Price for EnergyPrice<'_> {
    fn leg(&self, from: Coord<f64>, to: Coord<f64>) -> f64 {
        self.cost(from, to, 0.0)
            .map_or(f64::INFINITY, |cost| cost.energy_wh)
    }
}

impl<'a> EnergyPrice<'a> {
    /// The vehicle at its cruise speed in this wind.
    pub const fn new(vehicle: &'a Vehicle, wind: Wind) -> Self {
        Self {
            vehicle,
            wind,
            speed_m_s: vehicle.cruise_m_s,
        }
    }

    /// The same at another ground speed, metres per second.
    pub const fn at_speed(self, speed_m_s: f64) -> Self {
        Self { speed_m_s, ..self }
    }

    /// Greatest ground speed along a unit vector: the speed asked for, lowered where the vehicle
    /// cannot hold the air speed that it would take. `None` where the wind forbids the course.
    pub fn ground_speed_m_s(&self, course: Coord<f64>) -> Option<f64> {
        let top = self.vehicle.top_air_m_s;
        let possible = self.wind.ground_speed_m_s(course, top)?;
        (self.wind.speed_m_s <= top).then_some(possible.min(self.speed_m_s))
    }

    /// Cost of the straight leg with a change of height `climb_m` (metres, up positive), both from
    /// rest to rest and flown at the same time. `None` where the wind forbids it.
    ///
    /// A climb adds the potential energy m·g·h; a descent gives nothing back. What the climb takes
    /// longer than the way is spent in hover.
    pub fn cost(&self, from: Coord<f64>, to: Coord<f64>, climb_m: f64) -> Option<Cost> {
        let way = self.level(to - from)?;
        let vehicle = self.vehicle;
        let rate = if climb_m > 0.0 {
            vehicle.climb_m_s
        } else {
            vehicle.descent_m_s
        };
        let climb_s = Ramp::new(climb_m.abs(), rate, vehicle.acceleration_m_s2).time_s();
        let wait = self.hover((climb_s - way.time_s).max(0.0));
        let lift_w = vehicle.power_w(0.0, 1.0) - vehicle.power_w(0.0, 0.0);
        let lift = Cost {
            energy_wh: lift_w * climb_m.max(0.0) / 3600.0,
            ..Cost::default()
        };
        Some(way + wait + lift)
    }

    /// Cost of holding position for a time (seconds): the air passes with the wind's speed.
    pub fn hover(&self, time_s: f64) -> Cost {
        Cost {
            distance_m: 0.0,
            time_s,
            energy_wh: time_s * self.vehicle.power_w(self.wind.speed_m_s, 0.0) / 3600.0,
        }
    }

    /// Least energy that a metre may take in level flight, whatever its course and however slowly
    /// it is flown up to the speed asked for, watt-hours a metre: a lower bound for every path.
    pub fn least_wh_m(&self) -> f64 {
        let courses = (0..72).map(|n| f64::from(n) * (TAU / 72.0));
        let speeds = (1..=24).map(|n| self.speed_m_s * f64::from(n) / 24.0);
        let each = courses.flat_map(|course| speeds.clone().map(move |v| (course, v)));
        let wh_m = each.map(|(course, v)| {
            let velocity = Coord {
                x: v * course.sin(),
                y: v * course.cos(),
            };
            let air = self.wind.air_speed_m_s(velocity);
            self.vehicle.power_w(air, 0.0) / v / 3600.0
        });
        wh_m.fold(f64::INFINITY, f64::min) * (1.0 - BETWEEN)
    }

    fn level(&self, way: Coord<f64>) -> Option<Cost> {
        let distance_m = length(way);
        if distance_m == 0.0 {
            return Some(Cost::default());
        }
        let course = way / distance_m;
        let speed = self.ground_speed_m_s(course)?;
        let ramp = Ramp::new(distance_m, speed, self.vehicle.acceleration_m_s2);
        let power = |v: f64| {
            let air = self.wind.air_speed_m_s(course * v);
            self.vehicle.power_w(air, 0.0)
        };
        let joules = 2.0 * ramp.rise_s * mean(power, ramp.peak) + ramp.hold_s * power(ramp.peak);
        Some(Cost {
            distance_m,
            time_s: ramp.time_s(),
            energy_wh: joules / 3600.0,
        })
    }
}

/// Speed up to a peak (m/s) while it rises (s), hold it (s), slow down as long as it rose.
struct Ramp {
    peak: f64,
    rise_s: f64,
    hold_s: f64,
}

impl Ramp {
    fn new(distance_m: f64, v_max: f64, a_max: f64) -> Self {
        let peak = (distance_m * a_max).sqrt().min(v_max);
        let rise_s = peak / a_max;
        let hold_s = if peak > 0.0 {
            (distance_m / peak - rise_s).max(0.0)
        } else {
            0.0
        };
        Self {
            peak,
            rise_s,
            hold_s,
        }
    }

    fn time_s(&self) -> f64 {
        2.0 * self.rise_s + self.hold_s
    }
}

/// Mean of a function over 0 to `end`: Gauss-Legendre with three points.
fn mean(f: impl Fn(f64) -> f64, end: f64) -> f64 {
    let half = 0.5 * end;
    let reach = half * 0.6_f64.sqrt();
    (5.0 * f(half - reach) + 8.0 * f(half) + 5.0 * f(half + reach)) / 18.0
}

fn length(v: Coord<f64>) -> f64 {
    (v.x * v.x + v.y * v.y).sqrt()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::vehicle::{Battery, Blades, Rotor};

    const HERE: Coord<f64> = Coord { x: 0.0, y: 0.0 };

    /// A quadrotor of about two kilograms.
    pub(crate) fn quadrotor() -> Vehicle {
        Vehicle {
            name: "test".into(),
            cruise_m_s: 10.0,
            top_air_m_s: 16.0,
            climb_m_s: 3.0,
            descent_m_s: 2.0,
            acceleration_m_s2: 2.0,
            mass_kg: 2.0,
            wind_limit_m_s: 12.0,
            rotor: Rotor::Blades(Blades {
                profile_w: 79.86,
                induced_w: 88.63,
                tip_m_s: 120.0,
                induced_m_s: 4.03,
                drag_kg_m: 0.6 * 1.225 * 0.05 * 0.503,
            }),
            battery: Battery {
                energy_wh: 80.0,
                reserve: 0.2,
            },
        }
    }

    /// Wind from the north.
    pub(crate) fn north_wind(speed_m_s: f64) -> Wind {
        Wind {
            speed_m_s,
            from_deg: 0.0,
            gust_m_s: 0.0,
        }
    }

    fn north(metres: f64) -> Coord<f64> {
        Coord { x: 0.0, y: metres }
    }

    #[test]
    fn a_short_leg_never_reaches_its_speed_and_a_long_one_holds_it() {
        let price = TimePrice {
            v_max_m_s: 3.0,
            a_max_m_s2: 1.0,
        };
        for (metres, seconds) in [(0.0, 0.0), (4.0, 4.0), (9.0, 6.0), (39.0, 16.0)] {
            let got = price.leg(HERE, north(metres));
            assert!((got - seconds).abs() < 1e-12, "{metres}: {got}");
        }
    }

    #[test]
    fn upwind_costs_more_than_downwind_and_too_much_wind_forbids_the_leg() {
        let vehicle = quadrotor();
        let breeze = EnergyPrice::new(&vehicle, north_wind(8.0));
        let up = breeze.cost(HERE, north(500.0), 0.0).unwrap();
        let down = breeze.cost(north(500.0), HERE, 0.0).unwrap();
        assert!(up.energy_wh > down.energy_wh, "{up:?} {down:?}");
        assert!(
            up.time_s > down.time_s,
            "16 m/s of air leave 8 over the ground"
        );
        let storm = EnergyPrice::new(&vehicle, north_wind(17.0));
        assert_eq!(storm.cost(HERE, north(500.0), 0.0), None);
        assert_eq!(storm.leg(north(500.0), HERE), f64::INFINITY);
    }

    #[test]
    fn a_climb_takes_its_potential_energy_and_its_time() {
        let vehicle = quadrotor();
        let price = EnergyPrice::new(&vehicle, Wind::CALM);
        let climb = price.cost(HERE, HERE, 30.0).unwrap();
        assert!((climb.time_s - (30.0 / 3.0 + 3.0 / 2.0)).abs() < 1e-9);
        let hover = price.hover(climb.time_s).energy_wh;
        let lift = 2.0 * crate::vehicle::GRAVITY_M_S2 * 30.0 / 3600.0;
        assert!((climb.energy_wh - hover - lift).abs() < 1e-9);
    }

    #[test]
    fn the_ramps_of_a_leg_agree_with_a_fine_integration() {
        let vehicle = quadrotor();
        let price = EnergyPrice::new(&vehicle, north_wind(5.0));
        let cost = price.cost(HERE, north(60.0), 0.0).unwrap();
        let steps = 100_000;
        let dt = cost.time_s / f64::from(steps);
        let joules: f64 = (0..steps)
            .map(|i| {
                let t = (f64::from(i) + 0.5) * dt;
                let v = (2.0 * t.min(cost.time_s - t)).min(10.0);
                vehicle.power_w(v + 5.0, 0.0) * dt
            })
            .sum();
        assert!((cost.energy_wh * 3600.0 / joules - 1.0).abs() < 1e-3);
    }
}
