//! Whether the values of a mission make sense, each named with its key.

use super::places;
use super::profile::vehicle_faults;
use crate::mission::pattern::Pattern;
use crate::mission::{Area, Mission};
use crate::plan::check::Objection;
use crate::range::{no_direction, outside, said};

/// Heights that are flown, above home and above the ground, metres.
///
/// Below two metres a barometer does not hold a height (PX4 takes 0.8 m for arrived, ArduCopter
/// climbs at least 1 m at take-off); above five kilometres no multirotor goes.
pub(super) const HEIGHTS_M: [f64; 2] = [2.0, 5000.0];

/// Heights of dry land and water above the sea, metres: the Dead Sea's shore to Mount Everest.
const GROUNDS_M: [f64; 2] = [-450.0, 9000.0];

/// Nobody keeps farther away from a fence than this, metres.
const MOST_MARGIN_M: f64 = 10_000.0;

/// Nothing is found from farther away than this, metres: the longest sweep widths of the IAMSAR
/// manual, volume II, appendix N, are some tens of nautical miles.
const MOST_SWEEP_M: f64 = 100_000.0;

/// Nobody looks at a place more often than this from neighbouring lines.
const MOST_TIMES: f64 = 100.0;

/// How high the way to a rally point may lie, metres above home: as low as the Dead Sea's shore
/// lies below the sea, as high as anything flies.
const RALLIES_M: [f64; 2] = [-450.0, 5000.0];

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
        for (index, rally) in self.airspace.rally.iter().enumerate() {
            let [low, high] = RALLIES_M;
            let fault = outside("height_m", rally.height.metres, low, high);
            all(&format!("rally {}", index + 1), fault.into_iter().collect());
        }
        if self.fleet == 0 || self.fleet > 100 {
            all(
                "fleet",
                vec![format!("is {}: it must be 1 to 100", self.fleet)],
            );
        }
        faults.extend(self.fit());
        if faults.is_empty() {
            faults.extend(self.too_close());
            faults.extend(places::faults(self));
        }
        faults
    }

    fn flight_faults(&self) -> Vec<String> {
        let mut faults = self.height_faults();
        for (key, share) in [
            ("forward", self.overlap.forward),
            ("side", self.overlap.side),
        ] {
            if !(0.0..1.0).contains(&share) {
                faults.push(format!("overlap.{key} is {share}: it must be 0 to below 1"));
            }
        }
        if let Some(width) = self.sweep_width_m
            && !(width > 0.0 && width <= MOST_SWEEP_M)
        {
            faults.push(format!(
                "sweep_width_m is {}: it must be more than 0, at most {MOST_SWEEP_M}",
                said(width)
            ));
        }
        let margins = [
            ("margins.lateral_m", self.margins.lateral_m),
            ("margins.vertical_m", self.margins.vertical_m),
        ];
        faults.extend(
            margins
                .into_iter()
                .filter_map(|(key, margin)| outside(key, margin, 0.0, MOST_MARGIN_M)),
        );
        faults
    }

    fn height_faults(&self) -> Vec<String> {
        let home_m = self.home.height.metres;
        let [low, high] = GROUNDS_M;
        let grounds = [
            outside("home.height_m", home_m, low, high),
            outside("flight.ground_m", self.ground_m, low, high),
        ];
        let grounds: Vec<String> = grounds.into_iter().flatten().collect();
        if !grounds.is_empty() {
            return grounds;
        }
        let [low, high] = HEIGHTS_M;
        if let Some(fault) = outside("height_m", self.height_m, low, high) {
            return vec![format!("{fault}, metres above home")];
        }
        let height = self.height_above_ground_m();
        let fault = (!(low..=high).contains(&height)).then(|| {
            format!(
                "height_m is {}: that is {height:.1} m above the ground in the area, it must be \
                 {low} to {high} (home lies {home_m} m, the ground {} m above the sea)",
                self.height_m, self.ground_m
            )
        });
        fault.into_iter().collect()
    }

    fn wind_faults(&self) -> Vec<String> {
        let (wind, vehicle) = (&self.wind, &self.vehicle);
        let mut faults: Vec<String> = [("speed_m_s", wind.speed_m_s), ("gust_m_s", wind.gust_m_s)]
            .into_iter()
            .filter(|(_, value)| !(value.is_finite() && *value >= 0.0))
            .map(|(key, value)| format!("{key} is {value}: it must not be negative"))
            .collect();
        faults.extend(no_direction("from_deg", wind.from_deg));
        let strongest = wind.speed_m_s + wind.gust_m_s;
        if wind.speed_m_s > vehicle.wind_limit_m_s {
            faults.push(format!(
                "speed_m_s is {}: that is {:.1} m/s above what {} may fly in ({} m/s)",
                wind.speed_m_s,
                wind.speed_m_s - vehicle.wind_limit_m_s,
                vehicle.name,
                vehicle.wind_limit_m_s
            ));
        } else if strongest > vehicle.top_air_m_s {
            faults.push(format!(
                "gust_m_s is {}: it must be 0 to {:.1}, since with the mean wind {} would be \
                 carried away at {strongest} m/s, its top air speed is {} m/s",
                wind.gust_m_s,
                vehicle.top_air_m_s - wind.speed_m_s,
                vehicle.name,
                vehicle.top_air_m_s
            ));
        }
        faults
    }

    /// Lines that show every place more often than anybody looks at it.
    fn too_close(&self) -> Option<Objection> {
        let seen_m = self.swath_m().max(self.detection_width_m());
        let spacing_m = self.spacing_m();
        (self.detection().is_some() && spacing_m * MOST_TIMES < seen_m).then(|| {
            let reason = format!(
                "its lines are {spacing_m} m apart where one of them shows {seen_m:.1} m: every \
                 place would be seen more than {MOST_TIMES:.0} times"
            );
            Objection::error(format!("pattern {}", self.pattern.name()), reason)
        })
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
            Pattern::DraughtStations(_) => "a ship",
        };
        let has = match self.area {
            Area::Regions(_) => "a polygon",
            Area::Line(_) => "a line",
            Area::Point(_) => "a point",
            Area::Ship(_) => "a ship",
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
