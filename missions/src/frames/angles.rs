//! Angles brought into one turn.

use std::f64::consts::{PI, TAU};

/// An angle or a difference of two brought into [-180, 180), degrees: the lower end belongs to it.
pub fn wrap_deg(angle_deg: f64) -> f64 {
    (angle_deg + 180.0).rem_euclid(360.0) - 180.0
}

/// An angle or a difference of two brought into [-π, π), radians: the lower end belongs to it.
pub fn wrap_rad(angle_rad: f64) -> f64 {
    (angle_rad + PI).rem_euclid(TAU) - PI
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_turn_is_the_lower_end() {
        for (angle_deg, expected) in [
            (0.0, 0.0),
            (180.0, -180.0),
            (-180.0, -180.0),
            (359.0, -1.0),
            (-190.0, 170.0),
            (725.0, 5.0),
        ] {
            assert_eq!(wrap_deg(angle_deg), expected);
            let apart = wrap_rad(angle_deg.to_radians()) - expected.to_radians();
            assert!(apart.abs() < 1e-12, "{angle_deg}");
        }
    }
}
