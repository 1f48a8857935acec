//! From a mission file to a mission: references are followed, every value is checked.
//! All faults are collected, so that a file is mended in one go.

mod places;
pub(crate) use places::middle;
mod references;

use super::file::{MissionFile, NameOr};
use super::pattern::Pattern;
use super::{Area, Mission, profiles};
use crate::airspace::Airspace;
use crate::camera::Camera;
use crate::plan::check::{Objection, Severity};
use crate::plan::{Height, Waypoint};
use crate::time::UtcTime;
use crate::vehicle::{Rotor, Vehicle};
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
        let height_m = match (file.flight.height_m, file.flight.ground_sample_cm) {
            (Some(height_m), None) => height_m,
            (None, Some(cm)) => camera.height_for_m(cm / 100.0) + ground_m - file.home.height_m,
            _ => {
                self.fault(
                    "flight",
                    "needs exactly one of height_m and ground_sample_cm",
                );
                return None;
            }
        };
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
        Some(mission)
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
        let time = utc(&datetime);
        if time.is_none() {
            let reason = format!("{datetime} is no date, time and offset (2026-11-22T07:00:00Z)");
            self.fault("take_off", reason);
        }
        time
    }
}

fn unknown(what: &str, name: &str, known: &[&str]) -> String {
    format!(
        "no built-in {what} is named `{name}`: there are {}",
        known.join(", ")
    )
}

/// An instant from a date, a time and an offset; days by the civil calendar, no leap seconds.
fn utc(datetime: &toml::value::Datetime) -> Option<UtcTime> {
    use toml::value::Offset;
    let (date, time) = (datetime.date?, datetime.time?);
    let offset_min = match datetime.offset? {
        Offset::Z => 0,
        Offset::Custom { minutes } => i64::from(minutes),
    };
    let days = days_from_civil(
        i64::from(date.year),
        i64::from(date.month),
        i64::from(date.day),
    );
    let minutes = i64::from(time.hour) * 60 + i64::from(time.minute) - offset_min;
    let seconds = days * 86_400 + minutes * 60 + i64::from(time.second.unwrap_or(0));
    Some(UtcTime::from_secs(seconds))
}

/// Source: E. G. Richards, "Mapping Time" (1998), as in [`crate::time`], the other way.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

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
    faults.extend(rotor_faults(&vehicle.rotor));
    faults
}

fn rotor_faults(rotor: &Rotor) -> Vec<String> {
    match rotor {
        Rotor::Curve(points) => curve_faults(points),
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

fn curve_faults(points: &[[f64; 2]]) -> Vec<String> {
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
    faults
}

impl Mission {
    /// Everything that is wrong with the mission's values. Planners take a mission without faults.
    pub fn faults(&self) -> Vec<Objection> {
        let mut faults = Vec::new();
        let mut all = |place: &str, reasons: Vec<String>| {
            faults.extend(reasons.into_iter().map(|r| Objection::error(place, r)));
        };
        all("vehicle", vehicle_faults(&self.vehicle));
        all("camera", self.camera.faults());
        all(
            &format!("pattern {}", self.pattern.name()),
            self.pattern.faults(),
        );
        all("flight", self.flight_faults());
        all("wind", self.wind_faults());
        if self.fleet == 0 || self.fleet > 100 {
            all(
                "fleet",
                vec![format!("is {}: it must be 1 to 100", self.fleet)],
            );
        }
        faults.extend(self.fit());
        if faults.is_empty() {
            faults.extend(places::faults(self));
        }
        faults
    }

    fn flight_faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let height = self.height_above_ground_m();
        if !(self.height_m.is_finite() && self.height_m > 0.0) {
            faults.push(format!(
                "height is {} m above home: it must be positive",
                self.height_m
            ));
        } else if !(height.is_finite() && height > 0.0) {
            faults.push(format!(
                "height is {height:.1} m above the ground in the area: it must be positive \
                 (home lies {} m, the ground {} m above the sea)",
                self.home.height.metres, self.ground_m
            ));
        }
        for (key, share) in [
            ("forward", self.overlap.forward),
            ("side", self.overlap.side),
        ] {
            if !(0.0..1.0).contains(&share) {
                faults.push(format!("overlap.{key} is {share}: it must be 0 to below 1"));
            }
        }
        if let Some(width) = self.sweep_width_m
            && !(width.is_finite() && width > 0.0)
        {
            faults.push(format!("sweep_width_m is {width}: it must be positive"));
        }
        for (key, margin) in [
            ("lateral_m", self.margins.lateral_m),
            ("vertical_m", self.margins.vertical_m),
        ] {
            if !(margin.is_finite() && margin >= 0.0) {
                faults.push(format!(
                    "margins.{key} is {margin}: it must not be negative"
                ));
            }
        }
        faults
    }

    fn wind_faults(&self) -> Vec<String> {
        let wind = &self.wind;
        let mut faults: Vec<String> = [("speed_m_s", wind.speed_m_s), ("gust_m_s", wind.gust_m_s)]
            .into_iter()
            .filter(|(_, value)| !(value.is_finite() && *value >= 0.0))
            .map(|(key, value)| format!("{key} is {value}: it must not be negative"))
            .collect();
        if !wind.from_deg.is_finite() {
            faults.push(format!(
                "from_deg is {}: it must be a number",
                wind.from_deg
            ));
        }
        if wind.speed_m_s > self.vehicle.wind_limit_m_s {
            faults.push(format!(
                "speed_m_s is {}: that is {:.1} m/s above what {} may fly in ({} m/s)",
                wind.speed_m_s,
                wind.speed_m_s - self.vehicle.wind_limit_m_s,
                self.vehicle.name,
                self.vehicle.wind_limit_m_s
            ));
        }
        faults
    }

    /// Whether pattern and area go together.
    fn fit(&self) -> Option<Objection> {
        let needs = match self.pattern {
            Pattern::Lawnmower {}
            | Pattern::Perimeter { .. }
            | Pattern::Parallel(_)
            | Pattern::CreepingLine(_) => "a polygon",
            Pattern::Corridor { .. } => "a line",
            Pattern::ExpandingSquare { .. } | Pattern::Sector { .. } | Pattern::Orbit { .. } => {
                "a point"
            }
        };
        let has = match self.area {
            Area::Regions(_) => "a polygon",
            Area::Line(_) => "a line",
            Area::Point(_) => "a point",
        };
        (needs != has).then(|| {
            let reason = format!(
                "pattern {} needs {needs}, the area is {has}",
                self.pattern.name()
            );
            Objection::error("area", reason)
        })
    }
}

#[cfg(test)]
mod tests;
