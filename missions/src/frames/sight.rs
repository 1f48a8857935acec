//! Where a straight look from above the ellipsoid ends.

use sguaba::systems::{Ecef, Wgs84};
use sguaba::{Coordinate, Vector};
use uom::si::angle::degree;
use uom::si::f64::{Angle, Length};
use uom::si::length::meter;

use super::attitude::{VehicleNed, ecef_to_ned};
use crate::geodesy::Position;

/// Semi-axes of the WGS 84 ellipsoid, metres.
const EQUATOR_M: f64 = 6_378_137.0;
const POLE_M: f64 = 6_356_752.314_245_179;
/// Heights above the ellipsoid that are reckoned with, metres.
const HEIGHTS_M: std::ops::RangeInclusive<f64> = -20_000.0..=1e6;

/// Where a look ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sight {
    /// The place.
    pub position: Position,
    /// How far it is, metres, in a straight line.
    pub distance_m: f64,
}

/// Where a straight line from a place first meets the surface of a height.
///
/// Heights are metres above the ellipsoid; both may also count from another surface that runs
/// alongside it, such as the geoid: over the length of a look it is level enough. `None` for a line
/// that meets nothing (at or above the horizon; from below the surface: downwards), and for heights
/// beyond -20 and 1000 km.
///
/// The surface is taken as the ellipsoid whose semi-axes are longer by the height: up to 40 km that
/// is 0.3 m off at most, 0.03 m up to 4 km.
pub fn sight(
    from: Position,
    height_m: f64,
    direction: Vector<VehicleNed>,
    surface_m: f64,
) -> Option<Sight> {
    if !HEIGHTS_M.contains(&height_m) || !HEIGHTS_M.contains(&surface_m) {
        return None;
    }
    let place = wgs84(from, height_m)?;
    let down = direction.to_cartesian()[2].get::<meter>();
    let ray = ecef_to_ned(&place).inverse_transform(direction);
    let start = Coordinate::<Ecef>::from_wgs84(&place);
    let share = meets(
        plain(start.to_cartesian()),
        plain(ray.to_cartesian()),
        surface_m,
    )
    .filter(|_| height_m >= surface_m || down < 0.0)?;
    let length = plain(ray.to_cartesian()).iter().map(|c| c * c).sum::<f64>();
    Some(Sight {
        position: position((start + ray * share).to_wgs84())?,
        distance_m: share * length.sqrt(),
    })
}

/// After how many of its lengths a ray leaves or enters the ellipsoid, whichever is first.
fn meets(start: [f64; 3], ray: [f64; 3], surface_m: f64) -> Option<f64> {
    let axes = [EQUATOR_M, EQUATOR_M, POLE_M].map(|axis| axis + surface_m);
    let scaled = |v: [f64; 3]| [v[0] / axes[0], v[1] / axes[1], v[2] / axes[2]];
    let dot = |a: [f64; 3], b: [f64; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    let (p, d) = (scaled(start), scaled(ray));
    let (a, b, c) = (dot(d, d), dot(p, d), dot(p, p) - 1.0);
    let root = (b * b - a * c).sqrt();
    // The nearer root from outside, in the form that loses no digits; the farther one from inside.
    let share = if c >= 0.0 {
        c / (root - b)
    } else {
        (root - b) / a
    };
    (share.is_finite() && share >= 0.0).then_some(share)
}

fn plain(metres: [Length; 3]) -> [f64; 3] {
    metres.map(|length| length.get::<meter>())
}

fn wgs84(position: Position, height_m: f64) -> Option<Wgs84> {
    Some(
        Wgs84::builder()
            .latitude(Angle::new::<degree>(position.latitude_deg()))?
            .longitude(Angle::new::<degree>(position.longitude_deg()))
            .altitude(Length::new::<meter>(height_m))
            .build(),
    )
}

fn position(place: Wgs84) -> Option<Position> {
    let (latitude, longitude) = (place.latitude(), place.longitude());
    Position::new(latitude.get::<degree>(), longitude.get::<degree>()).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::frames::attitude::ned;

    fn at(latitude_deg: f64, longitude_deg: f64) -> Position {
        Position::new(latitude_deg, longitude_deg).unwrap()
    }

    #[test]
    fn straight_down_lies_the_place_itself() {
        for place in [at(0.0, 0.0), at(90.0, 0.0), at(-41.0, 179.9)] {
            let met = sight(place, 3000.0, ned(0.0, 0.0, 2.0), 1800.0).unwrap();
            assert!(met.position.distance_m(place) < 1e-3, "{met:?}");
            assert!((met.distance_m - 1200.0).abs() < 0.03, "{met:?}");
        }
    }

    /// 100 km of the geodesic and 10 km of height, looked at backwards: the direction is found from
    /// the two places in the earth's frame, the place from the direction.
    #[test]
    fn a_place_that_is_looked_at_is_found() {
        let from = at(54.0, 8.0);
        for bearing_deg in [0.0, 77.0, 180.0, 283.0] {
            for (distance_m, surface_m) in [(10.0, 0.0), (3000.0, 1855.0), (100_000.0, 40.0)] {
                let to = from.offset(bearing_deg, distance_m);
                let end = Coordinate::<Ecef>::from_wgs84(&wgs84(to, surface_m).unwrap());
                let start = wgs84(from, 10_000.0).unwrap();
                let ray = ecef_to_ned(&start).transform(end) - Coordinate::<VehicleNed>::origin();
                let met = sight(from, 10_000.0, ray, surface_m).unwrap();
                assert!(
                    met.position.distance_m(to) < 0.1,
                    "{bearing_deg} {distance_m}"
                );
            }
        }
    }

    #[test]
    fn above_the_horizon_there_is_no_ground() {
        let place = at(10.0, 20.0);
        assert_eq!(sight(place, 1000.0, ned(1.0, 0.0, 0.0), 0.0), None);
        assert_eq!(sight(place, 1000.0, ned(1.0, 0.0, -0.1), 0.0), None);
        // The horizon of 1000 m lies 1° below the level.
        assert_eq!(sight(place, 1000.0, ned(1.0, 0.0, 0.017), 0.0), None);
        assert!(sight(place, 1000.0, ned(1.0, 0.0, 0.019), 0.0).is_some());
    }

    #[test]
    fn from_below_a_surface_only_upwards() {
        let place = at(10.0, 20.0);
        let up = sight(place, 50.0, ned(1.0, 0.0, -1.0), 150.0).unwrap();
        assert!((up.distance_m - 100.0 * 2.0_f64.sqrt()).abs() < 0.01);
        assert_eq!(sight(place, 50.0, ned(1.0, 0.0, 1.0), 150.0), None);
    }

    #[test]
    fn what_is_no_direction_or_height_meets_nothing() {
        let place = at(10.0, 20.0);
        assert_eq!(sight(place, 100.0, ned(0.0, 0.0, 0.0), 0.0), None);
        assert_eq!(sight(place, f64::NAN, ned(0.0, 0.0, 1.0), 0.0), None);
        assert_eq!(sight(place, 100.0, ned(f64::NAN, 0.0, 1.0), 0.0), None);
        assert_eq!(sight(place, 1e12, ned(0.0, 0.0, 1.0), 0.0), None);
    }

    proptest! {
        #[test]
        fn where_a_look_ends_has_the_surfaces_height(
            latitude in -90.0..90.0, longitude in -180.0..180.0, height in 10.0..12_000.0,
            north in -3.0..3.0, east in -3.0..3.0, surface in -400.0..4000.0,
        ) {
            let from = at(latitude, longitude);
            let ray = ned(north, east, if height >= surface { 1.0 } else { -1.0 });
            let met = sight(from, height, ray, surface).unwrap();
            let start = wgs84(from, height).unwrap();
            let length = (north * north + east * east + 1.0_f64).sqrt();
            let to_end = ray * (met.distance_m / length);
            let end = Coordinate::<Ecef>::from_wgs84(&start) + ecef_to_ned(&start).inverse_transform(to_end);
            prop_assert!((end.to_wgs84().altitude().get::<meter>() - surface).abs() < 0.03);
        }
    }
}
