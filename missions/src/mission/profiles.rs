//! Vehicles and cameras that a mission file can name instead of spelling them out.
//!
//! Typical values of a class, from public data sheets and momentum theory; measure your own
//! and put them into the mission file.

use crate::camera::Camera;
use crate::vehicle::Vehicle;

/// The built-in vehicles: name and profile as TOML.
const VEHICLES: [(&str, &str); 3] = [
    (
        "quadcopter-9kg",
        include_str!("../../profiles/quadcopter-9kg.toml"),
    ),
    (
        "hexacopter-9kg",
        include_str!("../../profiles/hexacopter-9kg.toml"),
    ),
    (
        "quadcopter-1kg",
        include_str!("../../profiles/quadcopter-1kg.toml"),
    ),
];

/// The built-in cameras: name and profile as TOML.
const CAMERAS: [(&str, &str); 4] = [
    (
        "survey-35mm",
        include_str!("../../profiles/survey-35mm.toml"),
    ),
    ("wide-24mm", include_str!("../../profiles/wide-24mm.toml")),
    (
        "thermal-640",
        include_str!("../../profiles/thermal-640.toml"),
    ),
    ("zoom-23x", include_str!("../../profiles/zoom-23x.toml")),
];

/// The vehicle of that name.
pub fn vehicle(name: &str) -> Option<Vehicle> {
    let (_, text) = VEHICLES.iter().find(|(known, _)| *known == name)?;
    toml::from_str(text).ok()
}

/// The camera of that name.
pub fn camera(name: &str) -> Option<Camera> {
    let (_, text) = CAMERAS.iter().find(|(known, _)| *known == name)?;
    toml::from_str(text).ok()
}

/// Names of all built-in vehicles.
pub fn vehicle_names() -> impl Iterator<Item = &'static str> {
    VEHICLES.iter().map(|(name, _)| *name)
}

/// Names of all built-in cameras.
pub fn camera_names() -> impl Iterator<Item = &'static str> {
    CAMERAS.iter().map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mission::resolve::vehicle_faults;

    #[test]
    fn every_built_in_profile_is_read_and_has_no_fault() {
        for name in vehicle_names() {
            let vehicle = vehicle(name).unwrap();
            assert_eq!(vehicle.name, name);
            assert_eq!(vehicle_faults(&vehicle), Vec::<String>::new());
        }
        for name in camera_names() {
            let camera = camera(name).unwrap();
            assert_eq!(camera.name, name);
            assert_eq!(camera.faults(), Vec::<String>::new());
        }
    }

    /// 9 kg quadcopters of the trade hover for about half an hour on 550 Wh.
    #[test]
    fn a_built_in_quadcopter_hovers_for_about_half_an_hour() {
        let vehicle = vehicle("quadcopter-9kg").unwrap();
        let minutes = vehicle.battery.energy_wh / vehicle.power_w(0.0, 0.0) * 60.0;
        assert!((28.0..42.0).contains(&minutes), "{minutes}");
    }
}
