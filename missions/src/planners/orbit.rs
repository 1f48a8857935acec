//! Round a point, looking at it.

pub mod ship;

use geo::Coord;

use super::pass::{Pass, Shape};
use crate::mission::Mission;
use crate::plan::check::Objection;

/// The circle begun at its point nearest to home. Autopilots point a multirotor's nose at the
/// centre of a circle, so that the camera only needs its pitch.
pub fn pass(
    centre: Coord<f64>,
    radius_m: f64,
    turns: f64,
    mission: &Mission,
    home: Coord<f64>,
) -> Result<Pass, Objection> {
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
pub fn entry(centre: Coord<f64>, radius_m: f64, from: Coord<f64>) -> Coord<f64> {
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
