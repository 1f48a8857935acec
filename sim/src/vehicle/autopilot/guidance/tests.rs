//! The reference that the vehicle follows: legs, corners and circles within their limits.

use super::motion::LEASH_END_M;
use super::*;

const DT: f64 = 0.02;

fn guidance() -> Guidance {
    let mut guidance = Guidance::at(Vector3::zeros(), 0.0);
    guidance.limit(Limits {
        ground_m_s: 10.0,
        ..*guidance.limits()
    });
    guidance
}

/// Flies until done with a vehicle that follows exactly; returns seconds.
fn fly(guidance: &mut Guidance, mut watch: impl FnMut(&Guidance)) -> f64 {
    let mut seconds = 0.0;
    while !guidance.is_done() && seconds < 600.0 {
        guidance.step(DT, guidance.position());
        watch(guidance);
        seconds += DT;
    }
    seconds
}

#[test]
fn a_leg_ends_at_rest_without_overshoot() {
    let mut guidance = guidance();
    let to = Vector3::new(100.0, 0.0, 0.0);
    guidance.go(to, Exit::Stop);
    let mut farthest: f64 = 0.0;
    let seconds = fly(&mut guidance, |g| farthest = farthest.max(g.position().x));
    assert!((10.0..20.0).contains(&seconds), "{seconds}");
    assert!(farthest < 100.1, "{farthest}");
    for _ in 0..100 {
        guidance.step(DT, guidance.position());
    }
    assert!((guidance.position() - to).norm() < 0.05);
    assert!(guidance.velocity().norm() < 0.05);
}

#[test]
fn speed_acceleration_and_jerk_stay_within_their_limits() {
    let mut guidance = guidance();
    let limits = *guidance.limits();
    let mut before = Vector3::zeros();
    guidance.go(Vector3::new(80.0, 60.0, -20.0), Exit::Stop);
    fly(&mut guidance, |g| {
        assert!(g.velocity().xy().norm() < limits.ground_m_s + 0.1);
        assert!(-g.velocity().z < limits.climb_m_s + 0.1);
        assert!(g.acceleration().xy().norm() < limits.acceleration_m_s2 + 0.1);
        assert!((g.acceleration() - before).norm() < limits.jerk_m_s3 * DT + 1e-9);
        before = g.acceleration();
    });
}

#[test]
fn a_corner_is_cut_by_no_more_than_the_acceptance_radius() {
    for angle_deg in [20.0_f64, 90.0, 150.0, 180.0] {
        let mut guidance = guidance();
        let corner = Vector3::new(100.0, 0.0, 0.0);
        let (sin, cos) = angle_deg.to_radians().sin_cos();
        let next = corner + Vector3::new(cos, sin, 0.0) * 100.0;
        guidance.go(
            corner,
            Exit::Through {
                next,
                radius_m: 2.0,
            },
        );
        fly(&mut guidance, |_| ());
        guidance.leg(corner, next, Exit::Stop);
        let mut worst: f64 = 0.0;
        fly(&mut guidance, |g| {
            let here = g.position();
            let first = if here.x < 100.0 {
                here.y.abs()
            } else {
                f64::MAX
            };
            let along = (here - corner).dot(&(next - corner)) / 100.0;
            let second = (here - corner - (next - corner) / 100.0 * along.max(0.0)).norm();
            worst = worst.max(first.min(second));
        });
        assert!(worst < 2.0, "{angle_deg}: {worst}");
    }
}

#[test]
fn a_circle_is_round_and_counted() {
    let mut guidance = guidance();
    let centre = Vector3::new(20.0, 0.0, 0.0);
    guidance.circle(centre, 20.0, OrbitYaw::ToCentre);
    let mut worst: f64 = 0.0;
    for _ in 0..10_000 {
        guidance.step(DT, guidance.position());
        if guidance.turns() > 0.3 {
            worst = worst.max(((guidance.position() - centre).norm() - 20.0).abs());
        }
        if guidance.turns() >= 2.0 {
            break;
        }
    }
    assert!(guidance.turns() >= 2.0);
    assert!(worst < 0.6, "{worst}");
}

#[test]
fn the_reference_waits_for_a_vehicle_that_stays_behind() {
    let mut guidance = guidance();
    guidance.go(Vector3::new(100.0, 0.0, 0.0), Exit::Stop);
    for _ in 0..2000 {
        guidance.step(DT, Vector3::zeros());
    }
    assert!(guidance.position().norm() < 2.0 * LEASH_END_M);
    assert!(guidance.velocity().norm() < 0.1);
}
