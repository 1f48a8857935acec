//! Round a ship under way: waypoints on a circle that moves with it, each flown at the speed that
//! brings the vehicle there when the ship is.

use geo::Coord;

use super::{Circle, entry};
use crate::mission::Mission;
use crate::mission::pattern::Ship;
use crate::plan::check::Objection;
use crate::planners::pass::Pass;
use crate::planners::search::heading;

/// Angle of the circle between two waypoints, degrees.
const STEP_DEG: f64 = 15.0;

/// A circle that moves.
#[derive(Clone, Copy, Debug)]
pub struct Escort {
    /// Where the ship is when the vehicle takes off.
    start: Coord<f64>,
    /// The ship's velocity, x east, y north, metres per second.
    velocity: Coord<f64>,
    radius_m: f64,
    turns: f64,
    /// Angular speed around the ship, radians per second, positive.
    rate_rad_s: f64,
}

impl Escort {
    /// The circle round a ship that was at its centre, or why the vehicle cannot fly it.
    pub fn new(circle: Circle, ship: Ship, mission: &Mission) -> Result<Self, Objection> {
        let Circle {
            centre: fix,
            radius_m,
            turns,
        } = circle;
        let velocity = heading(ship.course_deg) * ship.speed_m_s;
        let cruise = mission.vehicle.cruise_m_s;
        let left = cruise - ship.speed_m_s;
        if left < 0.1 * cruise {
            let reason = format!(
                "the ship makes {:.1} m/s, the vehicle {cruise:.1} m/s: it cannot circle it",
                ship.speed_m_s
            );
            return Err(Objection::error("pattern orbit", reason));
        }
        let by_speed = left / radius_m;
        let by_turn = (mission.vehicle.acceleration_m_s2 / radius_m).sqrt();
        Ok(Self {
            start: fix + velocity * ship.age_s,
            velocity,
            radius_m,
            turns,
            rate_rad_s: by_speed.min(by_turn),
        })
    }

    /// Where the ship is, seconds after take-off.
    pub fn ship_at(&self, time_s: f64) -> Coord<f64> {
        self.start + self.velocity * time_s
    }

    /// Where the circle is joined, seconds after take-off, coming from a place.
    pub fn entry_at(&self, time_s: f64, from: Coord<f64>) -> Coord<f64> {
        entry(self.ship_at(time_s), self.radius_m, from)
    }

    /// When the circle is joined, if getting to a place takes `time_to` seconds from take-off;
    /// `None` if the ship gets away.
    pub fn joined(
        &self,
        from: Coord<f64>,
        time_to: impl Fn(Coord<f64>) -> Option<f64>,
    ) -> Option<f64> {
        let mut time_s = 0.0;
        for _ in 0..100 {
            let next = time_to(self.entry_at(time_s, from))?;
            if (next - time_s).abs() < 0.01 {
                return Some(next);
            }
            time_s = next;
        }
        None
    }

    /// The passes from the moment of joining, each with its speed, the camera on the ship.
    pub fn passes(&self, joined_s: f64, from: Coord<f64>, mission: &Mission) -> Vec<Pass> {
        let ship = self.ship_at(joined_s);
        let begin = entry(ship, self.radius_m, from) - ship;
        let bearing = begin.x.atan2(begin.y);
        let steps = (self.turns.abs() * 360.0 / STEP_DEG).ceil().max(1.0);
        let sweep = self.turns * std::f64::consts::TAU / steps;
        let step_s = sweep.abs() / self.rate_rad_s;
        let at = |n: f64| {
            let (sin, cos) = (bearing + sweep * n).sin_cos();
            self.ship_at(joined_s + step_s * n) + Coord { x: sin, y: cos } * self.radius_m
        };
        (0..steps as usize)
            .map(|n| {
                let (n, from, to) = (n as f64, at(n as f64), at(n as f64 + 1.0));
                let way = to - from;
                let middle = self.ship_at(joined_s + step_s * (n + 0.5));
                Pass {
                    speed_m_s: Some(way.x.hypot(way.y) / step_s),
                    camera_deg: towards((from + to) * 0.5, way, middle, mission),
                    divisible: false,
                    ..Pass::line(from, to)
                }
            })
            .collect()
    }
}

/// Gimbal angles that point at the ship from a leg's middle, as near as the gimbal comes.
fn towards(from: Coord<f64>, way: Coord<f64>, ship: Coord<f64>, mission: &Mission) -> [f64; 2] {
    let sight = ship - from;
    let nose_deg = way.x.atan2(way.y).to_degrees();
    let yaw_deg = sight.x.atan2(sight.y).to_degrees() - nose_deg;
    let distance = sight.x.hypot(sight.y);
    let pitch_deg = -mission.height_above_ground_m().atan2(distance).to_degrees();
    let (pitch, yaw) = mission.camera.gimbal.nearest(pitch_deg, yaw_deg);
    [pitch, yaw]
}
