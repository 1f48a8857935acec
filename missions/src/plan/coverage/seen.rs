//! The ground that cameras see: along planned lines, and from the places of a flown track.

use geo::{Coord, LineString, MultiPolygon, Polygon, unary_union};

use super::{Coverage, shape};
use crate::camera::Camera;
use crate::camera::footprint::{Look, Reach};
use crate::frames::LocalPlane;
use crate::geodesy::{Position, Region};
use crate::plan::path::Stretch;
use crate::plan::{Plan, Sortie};

/// From where and how a camera looked at one instant.
#[derive(Clone, Copy, Debug)]
pub struct Sighting {
    /// Where.
    pub position: Position,
    /// Height above the ground, metres.
    pub height_m: f64,
    /// How the camera hung.
    pub look: Look,
}

/// What a plan's lines will see of its area: a strip of the plan's swath along every line,
/// `ahead_m` metres longer at both ends (half the length of a picture, or zero).
///
/// `None` where the plan has no area or no swath.
pub fn planned(plan: &Plan, ahead_m: f64) -> Option<Coverage> {
    planned_by(plan, &plan.sorties, ahead_m)
}

/// What some sorties of a plan will see of its area; otherwise as [`planned`].
pub fn planned_by(plan: &Plan, sorties: &[Sortie], ahead_m: f64) -> Option<Coverage> {
    let plane = plan.plane()?;
    let swath_m = plan.swath_m?;
    if plan.area.is_empty() {
        return None;
    }
    let strips: Vec<Polygon<f64>> = sorties
        .iter()
        .flat_map(|sortie| plan.path(sortie, plane))
        .filter(|stretch| stretch.watching)
        .filter_map(|stretch| strip(&stretch, swath_m, ahead_m))
        .collect();
    let area = shape(&plan.area, plane);
    Some(Coverage::of(&area, &unary_union(&strips), plane))
}

fn strip(stretch: &Stretch, swath_m: f64, ahead_m: f64) -> Option<Polygon<f64>> {
    let way = stretch.to.at - stretch.from.at;
    let length = way.x.hypot(way.y);
    if length == 0.0 {
        return None;
    }
    let along = way / length * ahead_m;
    let side = Coord {
        x: -way.y,
        y: way.x,
    } / length
        * (swath_m / 2.0);
    let (a, b) = (stretch.from.at - along, stretch.to.at + along);
    let ring = LineString::new(vec![a + side, b + side, b - side, a - side]);
    Some(Polygon::new(ring, Vec::new()))
}

/// What a flown track saw of an area: the footprints of its sightings, on flat ground, up to
/// `limit_m` metres away over the ground.
///
/// Sightings that are nearly the same as the one before (moved less than a twentieth of the
/// height) are passed over; between two neighbours nothing is filled in, so give them as densely
/// as pictures were taken (or, for video, several a second).
pub fn achieved(
    area: &[Region],
    sightings: &[Sighting],
    camera: &Camera,
    limit_m: f64,
) -> Coverage {
    let middle = area.iter().flat_map(|r| &r.outer).next();
    let origin = middle.or(sightings.first().map(|s| &s.position));
    let Some(plane) = origin.copied().map(LocalPlane::at) else {
        return Coverage::default();
    };
    let lens = camera.lens();
    let footprints: Vec<Polygon<f64>> = distinct(sightings, plane)
        .filter_map(|(at, sighting)| {
            let reach = Reach {
                height_m: sighting.height_m,
                limit_m,
            };
            let ring: Vec<Coord<f64>> = sighting
                .look
                .footprint(&lens, reach, 4)
                .into_iter()
                .map(|point| at + point)
                .collect();
            (ring.len() >= 3).then(|| Polygon::new(LineString::new(ring), Vec::new()))
        })
        .collect();
    Coverage::of(&shape(area, plane), &together(&footprints), plane)
}

fn distinct(
    sightings: &[Sighting],
    plane: LocalPlane,
) -> impl Iterator<Item = (Coord<f64>, &Sighting)> {
    let mut last: Option<(Coord<f64>, [f64; 6])> = None;
    sightings.iter().filter_map(move |sighting| {
        if !(sighting.height_m.is_finite() && sighting.height_m > 0.0) {
            return None;
        }
        let at = plane.to_plane(sighting.position);
        let axis = sighting.look.axes();
        let same = last.is_some_and(|(before, axis_before)| {
            let way = at - before;
            let turn: f64 = axis
                .iter()
                .zip(axis_before)
                .map(|(a, b)| (a - b).powi(2))
                .sum();
            way.x.hypot(way.y) < 0.05 * sighting.height_m && turn < 0.02_f64.powi(2)
        });
        (!same).then(|| {
            last = Some((at, axis));
            (at, sighting)
        })
    })
}

/// The union, in batches: neighbours in time overlap, so that each batch is a short strip.
fn together(footprints: &[Polygon<f64>]) -> MultiPolygon<f64> {
    let batches: Vec<MultiPolygon<f64>> = footprints.chunks(64).map(unary_union).collect();
    unary_union(&batches.iter().flatten().cloned().collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mission::profiles;
    use crate::plan::{Height, Leg, Task, Waypoint};

    fn square(size_m: f64) -> (LocalPlane, Vec<Region>) {
        let plane = LocalPlane::at(Position::new(51.9, 4.0).unwrap());
        let outer = [(0.0, 0.0), (size_m, 0.0), (size_m, size_m), (0.0, size_m)]
            .map(|(x, y)| plane.to_position(Coord { x, y }))
            .to_vec();
        (
            plane,
            vec![Region {
                outer,
                holes: Vec::new(),
            }],
        )
    }

    /// Two passes of 100 m swath over a square of 200 m see all of it, one pass sees half.
    #[test]
    fn a_flown_track_sees_its_strip() {
        let (plane, area) = square(200.0);
        let camera = profiles::camera("survey-35mm").unwrap();
        let height_m = 100.0 * 35.0 / 35.9;
        let pass = |x: f64| {
            (0..=40).map(move |i| Sighting {
                position: plane.to_position(Coord {
                    x,
                    y: f64::from(i) * 5.0,
                }),
                height_m,
                look: Look::level(-90.0, 0.0),
            })
        };
        let one: Vec<Sighting> = pass(50.0).collect();
        let half = achieved(&area, &one, &camera, 1000.0);
        assert!((half.fraction() - 0.5).abs() < 1e-3, "{}", half.fraction());
        assert_eq!(half.missed.len(), 1);
        let both: Vec<Sighting> = pass(50.0).chain(pass(150.0)).collect();
        let all = achieved(&area, &both, &camera, 1000.0);
        assert!(all.fraction() > 0.9999, "{}", all.fraction());
        assert!((all.area_m2 - 40_000.0).abs() < 1.0);
    }

    /// The first of two sorties is to see the western half, and flies half of its line.
    #[test]
    fn a_sortie_is_measured_by_its_own_share_of_the_plan() {
        let (plane, area) = square(200.0);
        let leg = |task, x, y| Leg {
            task,
            to: Waypoint {
                position: plane.to_position(Coord { x, y }),
                height: Height::above_home(50.0),
            },
            speed_m_s: None,
        };
        let pass = |x: f64, length: f64| Sortie {
            legs: vec![
                leg(Task::Transit, x, 0.0),
                leg(Task::Line { trigger_m: None }, x, length),
            ],
            ..Sortie::default()
        };
        let plan = Plan {
            sorties: vec![pass(50.0, 200.0), pass(150.0, 200.0)],
            area,
            swath_m: Some(100.0),
            ..Plan::default()
        };
        let asked = planned_by(&plan, &plan.sorties[..1], 0.0).unwrap();
        let flown = planned_by(&plan, &[pass(50.0, 100.0)], 0.0).unwrap();
        let share = flown.of_what_was_asked(&asked, &plan.area);
        assert!((share.fraction() - 0.5).abs() < 1e-3, "{share:?}");
        assert!((share.area_m2 - 20_000.0).abs() < 10.0);
        assert!((flown.fraction() - 0.25).abs() < 1e-3);
        assert!((asked.fraction() - 0.5).abs() < 1e-3);
        assert!(planned(&plan, 0.0).unwrap().fraction() > 0.999);
    }

    #[test]
    fn nothing_flown_is_nothing_seen() {
        let (_, area) = square(200.0);
        let camera = profiles::camera("survey-35mm").unwrap();
        assert_eq!(achieved(&area, &[], &camera, 100.0).fraction(), 0.0);
    }
}
