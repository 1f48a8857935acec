//! From a mission file to a mission: references are followed, every value is checked.
//! All faults are collected, so that a file is mended in one go.

mod places;
mod profile;
mod references;
mod values;

use super::file::{Flight, MissionFile, NameOr};
use super::{Area, Mission, profiles};
use crate::airspace::Airspace;
use crate::camera::Camera;
use crate::plan::check::{Objection, Severity};
use crate::plan::{Height, Waypoint};
use crate::time::{UtcTime, lasting};
use crate::vehicle::Vehicle;
pub(crate) use places::middle;
pub use profile::vehicle_faults;
use references::References;

impl MissionFile {
    /// The mission that this file describes.
    ///
    /// `read` gives the bytes of a file that the mission names, by the path as it is written
    /// there. On failure, everything that is wrong.
    pub fn resolve<E: std::fmt::Display>(
        self,
        mut read: impl FnMut(&str) -> Result<Vec<u8>, E>,
    ) -> Result<Mission, Vec<Objection>> {
        let mut read = |path: &str| read(path).map_err(|error| error.to_string());
        let mut faults = Vec::new();
        let mission = Resolver {
            references: References::new(&mut read),
            faults: &mut faults,
        }
        .mission(self);
        match mission {
            Some(mission) if faults.iter().all(|f| f.severity != Severity::Error) => Ok(Mission {
                remarks: faults,
                ..mission
            }),
            _ => Err(faults),
        }
    }
}

/// Tide and wind have turned a ship at anchor after this, seconds.
const STALE_S: f64 = 6.0 * 3600.0;

struct Resolver<'a, 'r> {
    references: References<'r>,
    faults: &'a mut Vec<Objection>,
}

impl Resolver<'_, '_> {
    fn mission(mut self, file: MissionFile) -> Option<Mission> {
        let vehicle = self.vehicle(file.vehicle);
        let camera = self.camera(file.camera);
        let area = self.area(file.area);
        let airspace = Airspace {
            fence: file.fence.map(|fence| self.fence(fence)),
            zones: self.zones(file.zones),
            rally: file
                .rally
                .iter()
                .map(|rally| Waypoint {
                    position: rally.position,
                    height: Height::above_home(rally.height_m),
                })
                .collect(),
        };
        let take_off = self.take_off(file.take_off);
        let (vehicle, camera, area) = (vehicle?, camera?, area?);
        let ground_m = file.flight.ground_m.unwrap_or(file.home.height_m);
        let height_m = self.height_m(&file.flight, &camera, ground_m - file.home.height_m)?;
        let mission = Mission {
            name: file.name,
            purpose: file.purpose,
            area,
            pattern: file.pattern,
            vehicle,
            fleet: file.fleet,
            camera,
            height_m,
            ground_m,
            overlap: file.flight.overlap,
            sweep_width_m: file.flight.sweep_width_m,
            wind: file.wind,
            airspace,
            home: Waypoint {
                position: file.home.position,
                height: Height::above_sea(file.home.height_m),
            },
            take_off,
            margins: file.flight.margins,
            clip: file.flight.clip,
            remarks: Vec::new(),
        };
        self.faults.extend(mission.faults());
        self.faults.extend(staleness(&mission));
        Some(mission)
    }

    /// The flight height above home over ground that lies so much higher than home, metres.
    fn height_m(&mut self, flight: &Flight, camera: &Camera, ground_m: f64) -> Option<f64> {
        let cm = match (flight.height_m, flight.ground_sample_cm) {
            (Some(height_m), None) => return Some(height_m),
            (None, Some(cm)) => cm,
            _ => {
                let reason = "needs exactly one of height_m and ground_sample_cm";
                self.fault("flight", reason);
                return None;
            }
        };
        let above_ground_m = camera.height_for_m(cm / 100.0);
        let [low, high] = values::HEIGHTS_M;
        if !(low..=high).contains(&above_ground_m) {
            let reason = format!(
                "ground_sample_cm is {cm}: {} would have to be {above_ground_m:.2} m above the \
                 ground for it, {low} to {high} m can be flown",
                camera.name
            );
            self.fault("flight", reason);
            return None;
        }
        Some(above_ground_m + ground_m)
    }

    fn fault(&mut self, place: impl Into<String>, reason: impl Into<String>) {
        self.faults.push(Objection::error(place, reason));
    }

    fn vehicle(&mut self, entry: NameOr<Vehicle>) -> Option<Vehicle> {
        match entry {
            NameOr::Own(vehicle) => Some(*vehicle),
            NameOr::Name(name) => {
                let found = profiles::vehicle(&name);
                if found.is_none() {
                    let known: Vec<&str> = profiles::vehicle_names().collect();
                    self.fault("vehicle", unknown("vehicle", &name, &known));
                }
                found
            }
        }
    }

    fn camera(&mut self, entry: NameOr<Camera>) -> Option<Camera> {
        match entry {
            NameOr::Own(camera) => Some(*camera),
            NameOr::Name(name) => {
                let found = profiles::camera(&name);
                if found.is_none() {
                    let known: Vec<&str> = profiles::camera_names().collect();
                    self.fault("camera", unknown("camera", &name, &known));
                }
                found
            }
        }
    }

    fn take_off(&mut self, entry: Option<toml::value::Datetime>) -> Option<UtcTime> {
        let datetime = entry?;
        let time = UtcTime::from_datetime(&datetime);
        if time.is_none() {
            let reason = format!("{datetime} is no date, time and offset (2026-11-22T07:00:00Z)");
            self.fault("take_off", reason);
        }
        time
    }
}

/// A ship that was last seen long before take-off, or after it, need not lie there.
fn staleness(mission: &Mission) -> Option<Objection> {
    let Area::Ship(ship) = &mission.area else {
        return None;
    };
    let (seen, take_off) = ship.pose.time.zip(mission.take_off)?;
    let age_s = (take_off.as_micros() - seen.as_micros()) as f64 / 1e6;
    let lasted = lasting(age_s.abs());
    let reason = if age_s > STALE_S {
        format!(
            "she was last seen to lie so {lasted} before take-off: she need not lie there any more"
        )
    } else if age_s < -STALE_S {
        format!("she is said to lie so {lasted} after take-off: is one of the two times wrong?")
    } else {
        return None;
    };
    Some(Objection::warning("area.ship, time", reason))
}

fn unknown(what: &str, name: &str, known: &[&str]) -> String {
    format!(
        "no built-in {what} is named `{name}`: there are {}",
        known.join(", ")
    )
}

#[cfg(test)]
mod tests;
