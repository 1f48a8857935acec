//! Round a point, looking at it.

pub mod ship;

use geo::Coord;

use super::pass::{Pass, Shape, bounded};
use crate::mission::Mission;
use crate::plan::check::Objection;

/// The most turns, and the largest radius in metres, that every autopilot keeps of a circle.
///
/// ArduPilot packs both into two bytes (`AP_Mission.cpp`, `MAV_CMD_NAV_LOITER_TURNS`): a radius
/// above 255 m is kept since its pull request 20735 (2022) only, in steps of 10 m, and a part of a
/// turn since 25873 (2024) only; before, either is cut off.
const MOST_KEPT: f64 = 255.0;

/// A ring of waypoints stays this close to its circle, metres…
const CHORD_ERROR_M: f64 = 1.0;

/// … and turns by no more than this at a waypoint, degrees.
const STEP_DEG: f64 = 15.0;

/// A circle to be flown, in the plane of the planners.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Circle {
    /// Its centre, which is looked at.
    pub centre: Coord<f64>,
    /// Its radius, metres.
    pub radius_m: f64,
    /// How many times round, clockwise positive.
    pub turns: f64,
}

/// The circle as one item where every autopilot keeps it, and as a ring of lines otherwise.
pub fn passes(circle: Circle, mission: &Mission, home: Coord<f64>) -> Result<Vec<Pass>, Objection> {
    if circle.is_kept() {
        pass(circle, mission, home).map(|pass| vec![pass])
    } else {
        ring(circle, mission, home)
    }
}

impl Circle {
    fn is_kept(self) -> bool {
        let kept = |value: f64| value.fract() == 0.0 && (1.0..=MOST_KEPT).contains(&value);
        kept(self.radius_m) && kept(self.turns.abs())
    }
}

/// Lines between points of the circle, the nose ahead and the camera to the side.
fn ring(circle: Circle, mission: &Mission, home: Coord<f64>) -> Result<Vec<Pass>, Objection> {
    let Circle {
        centre,
        radius_m,
        turns,
    } = circle;
    let pitch_deg = -mission.height_above_ground_m().atan2(radius_m).to_degrees();
    let yaw_deg = 90_f64.copysign(turns);
    if !mission.camera.gimbal.reaches(pitch_deg, yaw_deg) {
        let reason = format!(
            "a circle of {turns} turns, radius {radius_m} m is flown as a ring of waypoints, the \
             nose ahead and the camera at a pitch of {pitch_deg:.0}°, a yaw of {yaw_deg:.0}°, which \
             its gimbal does not reach; autopilots turn the nose to the centre only for whole \
             turns and a radius of whole metres, 1 to {MOST_KEPT}"
        );
        return Err(Objection::error("camera", reason));
    }
    let widest = (1.0 - CHORD_ERROR_M.min(radius_m) / radius_m).acos() * 2.0;
    let sweep = turns * std::f64::consts::TAU;
    let sides = (sweep.abs() / widest.min(STEP_DEG.to_radians()))
        .ceil()
        .max(1.0);
    bounded("orbit", sides as usize, &format!("{turns} turns round it"))?;
    let begin = entry(centre, radius_m, home) - centre;
    let bearing = begin.x.atan2(begin.y);
    let corner = |n: f64| {
        let (sin, cos) = (bearing + sweep * n / sides).sin_cos();
        centre + Coord { x: sin, y: cos } * radius_m
    };
    let side = |n: u32| Pass {
        speed_m_s: speed(mission, radius_m),
        camera_deg: [pitch_deg, yaw_deg],
        divisible: false,
        ..Pass::line(corner(f64::from(n)), corner(f64::from(n) + 1.0))
    };
    Ok((0..sides as u32).map(side).collect())
}

/// The circle begun at its point nearest to home. Autopilots point a multirotor's nose at the
/// centre of a circle, so that the camera only needs its pitch.
fn pass(circle: Circle, mission: &Mission, home: Coord<f64>) -> Result<Pass, Objection> {
    let Circle {
        centre,
        radius_m,
        turns,
    } = circle;
    let pitch_deg = -mission.height_above_ground_m().atan2(radius_m).to_degrees();
    if !mission.camera.gimbal.reaches(pitch_deg, 0.0) {
        let [low, high] = mission.camera.gimbal.pitch_deg;
        let reason = format!(
            "the centre lies at a pitch of {pitch_deg:.0}°, the gimbal reaches {low}° to {high}°"
        );
        return Err(Objection::error("camera", reason));
    }
    let from = entry(centre, radius_m, home);
    Ok(Pass {
        to: end(centre, radius_m, turns, from),
        shape: Shape::Orbit {
            centre,
            radius_m,
            turns,
        },
        speed_m_s: speed(mission, radius_m),
        camera_deg: [pitch_deg, 0.0],
        divisible: false,
        ..Pass::line(from, from)
    })
}

/// The point of a circle nearest to a place; north of the centre if the place is the centre.
fn entry(centre: Coord<f64>, radius_m: f64, from: Coord<f64>) -> Coord<f64> {
    let way = from - centre;
    let length = way.x.hypot(way.y);
    if length < 1e-6 {
        return centre
            + Coord {
                x: 0.0,
                y: radius_m,
            };
    }
    centre + way / length * radius_m
}

fn end(centre: Coord<f64>, radius_m: f64, turns: f64, from: Coord<f64>) -> Coord<f64> {
    let begin = from - centre;
    let bearing = begin.x.atan2(begin.y);
    let arc = crate::plan::arc::chords(centre, radius_m, bearing, turns);
    arc.last().copied().unwrap_or(from)
}

/// Slower than cruise where the vehicle could not hold the circle: v² / r must not exceed its
/// acceleration across the track.
fn speed(mission: &Mission, radius_m: f64) -> Option<f64> {
    let fastest = (mission.vehicle.acceleration_m_s2 * radius_m).sqrt();
    (fastest < mission.vehicle.cruise_m_s).then_some(fastest)
}
