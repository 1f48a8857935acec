//! The search patterns of the IAMSAR manual, volume II, chapter 5, in the plane.

pub mod ladder;

use geo::Coord;

use super::pass::Pass;

/// The unit vector of a course, degrees clockwise from north.
pub fn heading(course_deg: f64) -> Coord<f64> {
    let (sin, cos) = course_deg.to_radians().sin_cos();
    Coord { x: sin, y: cos }
}

/// Expanding square: legs of S, S, 2S, 2S, 3S, 3S …, each turned 90° to the right, from a datum.
pub fn expanding_square(
    datum: Coord<f64>,
    spacing_m: f64,
    legs: u32,
    course_deg: f64,
) -> Vec<Pass> {
    let mut here = datum;
    (0..legs)
        .map(|leg| {
            let length = f64::from(leg / 2 + 1) * spacing_m;
            let from = here;
            here = here + heading(course_deg + 90.0 * f64::from(leg)) * length;
            Pass::line(from, here)
        })
        .collect()
}

/// Sector search: three equilateral triangles with a corner in the datum, all turns 120° to the
/// right. A pass has nine legs of the radius; a second pass is turned by 30°.
pub fn sector(datum: Coord<f64>, radius_m: f64, passes: u32, course_deg: f64) -> Vec<Pass> {
    let mut flown = Vec::new();
    for pass in 0..passes {
        let mut here = datum;
        let mut course = course_deg + 30.0 * f64::from(pass);
        for leg in 0..9 {
            // The third leg of a triangle comes back to the datum and goes on straight through it.
            let to = match leg % 3 {
                2 => datum,
                _ => here + heading(course) * radius_m,
            };
            flown.push(Pass::line(here, to));
            here = to;
            if leg % 3 != 2 {
                course += 120.0;
            }
        }
    }
    flown
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATUM: Coord<f64> = Coord { x: 0.0, y: 0.0 };

    fn course(pass: &Pass) -> f64 {
        let way = pass.to - pass.from;
        way.x.atan2(way.y).to_degrees().rem_euclid(360.0)
    }

    #[test]
    fn the_legs_of_an_expanding_square_grow_by_one_spacing_every_second_time() {
        let passes = expanding_square(DATUM, 100.0, 6, 0.0);
        let lengths: Vec<f64> = passes.iter().map(|p| p.length_m().round()).collect();
        assert_eq!(lengths, [100.0, 100.0, 200.0, 200.0, 300.0, 300.0]);
        let courses: Vec<f64> = passes.iter().map(|p| course(p).round() % 360.0).collect();
        assert_eq!(courses, [0.0, 90.0, 180.0, 270.0, 0.0, 90.0]);
    }

    /// The manual's figure: out on 0°, across on 120°, back through the datum on 240°, and so on.
    #[test]
    fn a_sector_search_flies_nine_radii_a_pass_with_the_courses_of_the_manual() {
        let passes = sector(DATUM, 500.0, 2, 0.0);
        assert_eq!(passes.len(), 18);
        let length: f64 = passes[..9].iter().map(Pass::length_m).sum();
        assert!((length - 9.0 * 500.0).abs() < 1e-6);
        let courses: Vec<f64> = passes[..9]
            .iter()
            .map(|p| course(p).round() % 360.0)
            .collect();
        assert_eq!(
            courses,
            [0.0, 120.0, 240.0, 240.0, 0.0, 120.0, 120.0, 240.0, 0.0]
        );
        assert!((course(&passes[9]) - 30.0).abs() < 1e-6, "second pass");
        assert!(
            passes[17].to.x.hypot(passes[17].to.y) < 1e-6,
            "ends at the datum"
        );
    }
}
