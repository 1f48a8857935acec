//! Whether a vehicle's profile makes sense.

use crate::vehicle::{Rotor, Vehicle};

/// What is wrong with a vehicle's profile, one sentence each, naming key and value.
pub fn vehicle_faults(vehicle: &Vehicle) -> Vec<String> {
    let positive = [
        ("cruise_m_s", vehicle.cruise_m_s),
        ("top_air_m_s", vehicle.top_air_m_s),
        ("climb_m_s", vehicle.climb_m_s),
        ("descent_m_s", vehicle.descent_m_s),
        ("acceleration_m_s2", vehicle.acceleration_m_s2),
        ("mass_kg", vehicle.mass_kg),
        ("wind_limit_m_s", vehicle.wind_limit_m_s),
        ("battery.energy_wh", vehicle.battery.energy_wh),
    ];
    let mut faults: Vec<String> = positive
        .into_iter()
        .filter(|(_, value)| !(value.is_finite() && *value > 0.0))
        .map(|(key, value)| format!("{key} is {value}: it must be positive"))
        .collect();
    let reserve = vehicle.battery.reserve;
    if !(0.0..1.0).contains(&reserve) {
        faults.push(format!(
            "battery.reserve is {reserve}: it must be 0 to below 1"
        ));
    }
    faults.extend(speed_faults(vehicle));
    faults.extend(rotor_faults(&vehicle.rotor, vehicle.top_air_m_s));
    faults
}

/// What must not be faster than the air speed that the vehicle can hold.
fn speed_faults(vehicle: &Vehicle) -> Vec<String> {
    let top = vehicle.top_air_m_s;
    [
        ("cruise_m_s", vehicle.cruise_m_s),
        ("wind_limit_m_s", vehicle.wind_limit_m_s),
    ]
    .into_iter()
    .filter(|(_, speed)| *speed > top)
    .map(|(key, speed)| format!("{key} is {speed}: it must not be above top_air_m_s, {top}"))
    .collect()
}

fn rotor_faults(rotor: &Rotor, top_air_m_s: f64) -> Vec<String> {
    match rotor {
        Rotor::Curve(points) => curve_faults(points, top_air_m_s),
        Rotor::Blades(blades) => [
            ("profile_w", blades.profile_w),
            ("induced_w", blades.induced_w),
            ("tip_m_s", blades.tip_m_s),
            ("induced_m_s", blades.induced_m_s),
        ]
        .into_iter()
        .filter(|(_, value)| !(value.is_finite() && *value > 0.0))
        .map(|(key, value)| format!("rotor.blades.{key} is {value}: it must be positive"))
        .chain(
            (!(blades.drag_kg_m >= 0.0 && blades.drag_kg_m.is_finite())).then(|| {
                format!(
                    "rotor.blades.drag_kg_m is {}: it must not be negative",
                    blades.drag_kg_m
                )
            }),
        )
        .collect(),
    }
}

fn curve_faults(points: &[[f64; 2]], top_air_m_s: f64) -> Vec<String> {
    let mut faults = Vec::new();
    if points.len() < 2 {
        faults.push(format!(
            "rotor.curve has {} points, it needs 2",
            points.len()
        ));
    }
    for (index, [speed, power]) in points.iter().enumerate() {
        if !(speed.is_finite() && *speed >= 0.0 && power.is_finite() && *power > 0.0) {
            faults.push(format!(
                "rotor.curve point {} is [{speed}, {power}]: speed must not be negative and power \
                 must be positive",
                index + 1
            ));
        }
    }
    if let Some(index) = points.windows(2).position(|pair| pair[1][0] <= pair[0][0]) {
        faults.push(format!(
            "rotor.curve point {}: air speeds must rise from point to point",
            index + 2
        ));
    }
    if let (Some([first, _]), Some([last, _])) = (points.first(), points.last()) {
        if *first > 0.0 {
            faults.push(format!(
                "rotor.curve begins at {first} m/s: it must begin at 0, in hover"
            ));
        }
        if *last < top_air_m_s {
            faults.push(format!(
                "rotor.curve ends at {last} m/s: it must reach top_air_m_s, {top_air_m_s}"
            ));
        }
    }
    faults
}
