//! What the way home takes, in the wind of now.
//! Climb to the height of return, straight home, down; no manoeuvres, no obstacles.

use geo::Coord;
use missions::frames::LocalPlane;
use missions::geodesy::Position;
use missions::vehicle::Vehicle;
use missions::wind::Wind;

/// Where a way home begins and ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WayHome {
    /// Where it begins.
    pub from: Position,
    /// Metres above home at its beginning.
    pub height_m: f64,
    /// Where it ends.
    pub to: Position,
    /// The height that the autopilot returns at, metres above home; it never descends to it.
    pub return_height_m: f64,
}

impl WayHome {
    /// Length over the ground, metres.
    pub fn distance_m(&self) -> f64 {
        self.from.distance_m(self.to)
    }

    /// Watt-hours at the battery; infinite where the wind is too strong to come home.
    ///
    /// Each part is its time by the power that [`Vehicle::power_w`] gives: the climb and the
    /// descent hold position against the wind; the straight part flies the cruise ground speed
    /// or, where the air speed for that is beyond the vehicle, the ground speed that is left.
    pub fn energy_wh(&self, vehicle: &Vehicle, wind: Wind) -> f64 {
        let cruise_height_m = self.height_m.max(self.return_height_m);
        let climb_s = (cruise_height_m - self.height_m) / vehicle.climb_m_s;
        let descent_s = cruise_height_m.max(0.0) / vehicle.descent_m_s;
        let climb_j = climb_s * vehicle.power_w(wind.speed_m_s, vehicle.climb_m_s);
        let descent_j = descent_s * vehicle.power_w(wind.speed_m_s, -vehicle.descent_m_s);
        (climb_j + self.straight_j(vehicle, wind) + descent_j) / 3600.0
    }

    fn straight_j(&self, vehicle: &Vehicle, wind: Wind) -> f64 {
        let to = LocalPlane::at(self.from).to_plane(self.to);
        let distance_m = to.x.hypot(to.y);
        if distance_m < 0.1 {
            return 0.0;
        }
        match homeward_speed_m_s(vehicle, wind, to / distance_m) {
            Some((ground, air)) => distance_m / ground * vehicle.power_w(air, 0.0),
            None => f64::INFINITY,
        }
    }
}

/// Ground speed and air speed on a course; `None` where the wind allows no headway.
fn homeward_speed_m_s(vehicle: &Vehicle, wind: Wind, course: Coord<f64>) -> Option<(f64, f64)> {
    let air = wind.air_speed_m_s(course * vehicle.cruise_m_s);
    if air <= vehicle.top_air_m_s {
        return Some((vehicle.cruise_m_s, air));
    }
    let ground = wind.ground_speed_m_s(course, vehicle.top_air_m_s)?;
    Some((ground, vehicle.top_air_m_s))
}

#[cfg(test)]
mod tests {
    use super::*;
    use missions::vehicle::{Battery, Rotor};

    fn vehicle() -> Vehicle {
        Vehicle {
            name: "test".into(),
            cruise_m_s: 10.0,
            top_air_m_s: 16.0,
            climb_m_s: 2.0,
            descent_m_s: 2.0,
            acceleration_m_s2: 2.5,
            mass_kg: 2.0,
            wind_limit_m_s: 12.0,
            rotor: Rotor::Curve(vec![[0.0, 360.0], [10.0, 360.0], [16.0, 720.0]]),
            battery: Battery {
                energy_wh: 200.0,
                reserve: 0.2,
            },
        }
    }

    fn way(bearing_to_home_deg: f64) -> WayHome {
        let to = Position::new(51.95, 4.05).unwrap();
        WayHome {
            from: to.offset(bearing_to_home_deg + 180.0, 1000.0),
            height_m: 30.0,
            to,
            return_height_m: 30.0,
        }
    }

    fn wind(speed_m_s: f64) -> Wind {
        Wind {
            speed_m_s,
            from_deg: 0.0,
            gust_m_s: 0.0,
        }
    }

    fn check(way: &WayHome, wind: Wind, expected_wh: f64) {
        let energy_wh = way.energy_wh(&vehicle(), wind);
        assert!((energy_wh - expected_wh).abs() < 0.01, "{energy_wh}");
    }

    #[test]
    fn in_calm_air_it_is_time_by_power() {
        check(&way(0.0), Wind::CALM, (100.0 + 15.0) * 360.0 / 3600.0);
    }

    #[test]
    fn climbing_to_the_height_of_return_costs_potential_energy() {
        let mut way = way(0.0);
        way.return_height_m = 50.0;
        let climb_j = 10.0 * (360.0 + 2.0 * 9.806_65 * 2.0);
        check(
            &way,
            Wind::CALM,
            ((100.0 + 25.0) * 360.0 + climb_j) / 3600.0,
        );
    }

    /// 10 m/s against 8 would take 18 m/s of air speed; 16 are there, so 8 over the ground.
    #[test]
    fn against_the_wind_it_is_as_slow_as_it_must_be() {
        check(
            &way(0.0),
            wind(8.0),
            (125.0 * 720.0 + 15.0 * 360.0) / 3600.0,
        );
    }

    #[test]
    fn a_wind_that_allows_no_headway_costs_infinitely() {
        assert_eq!(way(0.0).energy_wh(&vehicle(), wind(17.0)), f64::INFINITY);
        assert!(way(180.0).energy_wh(&vehicle(), wind(17.0)).is_finite());
    }
}
