//! How an area is looked at: the patterns and their parameters, as the mission file has them.

use serde::{Deserialize, Serialize};

use crate::range::{all_outside, no_direction, outside, said};

/// No length, age (seconds) or speed of a pattern is larger than this.
const MOST_M: f64 = 1e6;

/// A pattern with its parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Pattern {
    /// Back and forth over polygons with holes, in the cheapest directions.
    Lawnmower {},
    /// Parallel tracks along a line.
    Corridor {
        /// Width to be seen, half on each side of the line, metres.
        width_m: f64,
    },
    /// Round and round inside the border of a polygon.
    Perimeter {
        /// Distance of the track from the border, metres, inwards.
        inset_m: f64,
        /// How many times round.
        #[serde(default = "one")]
        laps: u32,
    },
    /// IAMSAR parallel track search: tracks along the longer side of the area.
    Parallel(Ladder),
    /// IAMSAR creeping line search: tracks along the shorter side of the area.
    CreepingLine(Ladder),
    /// IAMSAR expanding square search from a datum.
    ExpandingSquare {
        /// Track spacing S, metres: the legs are S, S, 2S, 2S, 3S, 3S …
        spacing_m: f64,
        /// How many legs.
        legs: u32,
        /// Direction of the first leg, degrees clockwise from true north.
        #[serde(default)]
        course_deg: f64,
    },
    /// IAMSAR sector search over a datum: three triangles, 9R a pass.
    Sector {
        /// Radius R, metres.
        radius_m: f64,
        /// One pass, or a second one turned by 30°.
        #[serde(default = "one")]
        passes: u32,
        /// Direction of the first leg, degrees clockwise from true north.
        #[serde(default)]
        course_deg: f64,
    },
    /// Round a point, or round a ship that moves.
    Orbit {
        /// Radius, metres.
        radius_m: f64,
        /// Turns, positive clockwise seen from above.
        #[serde(default = "one_turn")]
        turns: f64,
        /// The ship, if the point moves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ship: Option<Ship>,
    },
    /// A hover before each of a ship's six columns of draught marks.
    DraughtStations(DraughtStations),
}

/// How the draught marks of a ship are looked at; lengths are metres.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DraughtStations {
    /// Distance kept from her side, from cranes, mooring lines and quays, over the ground.
    pub clear_m: f64,
    /// Least height above the water.
    pub over_water_m: f64,
    /// Most that a pixel may show of the plating at the marks, millimetres.
    pub mm_per_px: f64,
    /// How far the camera may look down, from and to, degrees.
    pub look_down_deg: [f64; 2],
    /// How far it may look askew at the plating where no place square to it may be flown to,
    /// degrees; 0 refuses such a station.
    pub askew_deg: f64,
    /// To read at each station, seconds.
    pub dwell_s: f64,
    /// To read at the stations amidships, which weigh six times as much, seconds.
    pub midships_dwell_s: f64,
    /// To point, find the column, centre and zoom, before each reading, seconds.
    pub settle_s: f64,
    /// Whether ways may lead over her, where the flight height is clear of all that stands on her.
    pub over_ship: bool,
}

impl Default for DraughtStations {
    fn default() -> Self {
        Self {
            clear_m: 12.0,
            over_water_m: 5.0,
            mm_per_px: 3.0,
            look_down_deg: [10.0, 25.0],
            askew_deg: 0.0,
            dwell_s: 60.0,
            midships_dwell_s: 120.0,
            settle_s: 20.0,
            over_ship: false,
        }
    }
}

impl DraughtStations {
    fn faults(&self) -> Vec<String> {
        let [least_deg, most_deg] = self.look_down_deg;
        let ranges = [
            ("clear_m", self.clear_m, 3.0, 100.0),
            ("over_water_m", self.over_water_m, 2.0, 100.0),
            ("mm_per_px", self.mm_per_px, 0.1, 10.0),
            ("look_down_deg, from", least_deg, 0.0, 60.0),
            ("look_down_deg, to", most_deg, least_deg.max(0.0), 60.0),
            ("askew_deg", self.askew_deg, 0.0, 60.0),
            ("dwell_s", self.dwell_s, 10.0, 1800.0),
            (
                "midships_dwell_s",
                self.midships_dwell_s,
                self.dwell_s,
                1800.0,
            ),
            ("settle_s", self.settle_s, 0.0, 600.0),
        ];
        all_outside("", ranges)
    }
}

/// Parallel tracks over an area, as IAMSAR volume II, chapter 5 draws them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ladder {
    /// Track spacing S, metres; from camera and overlap if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spacing_m: Option<f64>,
    /// Direction of the tracks, degrees clockwise from true north; along the area's longer
    /// (creeping line: shorter) side if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub course_deg: Option<f64>,
}

/// A ship under way: it was at the mission's point at a time and keeps course and speed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ship {
    /// Course over ground, degrees clockwise from true north.
    pub course_deg: f64,
    /// Speed over ground, metres per second (one knot is 0.514 m/s).
    pub speed_m_s: f64,
    /// Age of the position when the vehicle takes off, seconds.
    #[serde(default)]
    pub age_s: f64,
}

impl Pattern {
    /// The pattern's name in the mission file.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Lawnmower {} => "lawnmower",
            Self::Corridor { .. } => "corridor",
            Self::Perimeter { .. } => "perimeter",
            Self::Parallel(_) => "parallel",
            Self::CreepingLine(_) => "creeping-line",
            Self::ExpandingSquare { .. } => "expanding-square",
            Self::Sector { .. } => "sector",
            Self::Orbit { .. } => "orbit",
            Self::DraughtStations(_) => "draught-stations",
        }
    }

    /// The track spacing that the pattern itself prescribes, metres.
    pub const fn spacing_m(&self) -> Option<f64> {
        match self {
            Self::Parallel(ladder) | Self::CreepingLine(ladder) => ladder.spacing_m,
            Self::ExpandingSquare { spacing_m, .. } => Some(*spacing_m),
            _ => None,
        }
    }

    /// What is wrong with the parameters, one sentence each, naming key and value.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Faults::default();
        match self {
            Self::Lawnmower {} => {}
            Self::DraughtStations(stations) => faults.0.extend(stations.faults()),
            Self::Corridor { width_m } => faults.positive("width_m", *width_m),
            Self::Perimeter { inset_m, laps } => {
                faults.not_negative("inset_m", *inset_m);
                faults.count("laps", *laps, 1..=1000);
            }
            Self::Parallel(ladder) | Self::CreepingLine(ladder) => {
                if let Some(spacing_m) = ladder.spacing_m {
                    faults.positive("spacing_m", spacing_m);
                }
                faults.direction("course_deg", ladder.course_deg.unwrap_or(0.0));
            }
            Self::ExpandingSquare {
                spacing_m,
                legs,
                course_deg,
            } => {
                faults.positive("spacing_m", *spacing_m);
                faults.count("legs", *legs, 1..=200);
                faults.direction("course_deg", *course_deg);
            }
            Self::Sector {
                radius_m,
                passes,
                course_deg,
            } => {
                faults.positive("radius_m", *radius_m);
                faults.count("passes", *passes, 1..=2);
                faults.direction("course_deg", *course_deg);
            }
            Self::Orbit {
                radius_m,
                turns,
                ship,
            } => {
                faults.positive("radius_m", *radius_m);
                if !(0.01..=1000.0).contains(&turns.abs()) {
                    faults.say(format!(
                        "turns is {turns}: it must be 0.01 to 1000 either way"
                    ));
                }
                if let Some(ship) = ship {
                    faults.direction("ship.course_deg", ship.course_deg);
                    faults.not_negative("ship.speed_m_s", ship.speed_m_s);
                    faults.not_negative("ship.age_s", ship.age_s);
                }
            }
        }
        faults.0
    }
}

#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn say(&mut self, sentence: String) {
        self.0.push(sentence);
    }

    /// A length, metres.
    fn positive(&mut self, key: &str, value: f64) {
        if !(value > 0.0 && value <= MOST_M) {
            self.say(format!(
                "{key} is {}: it must be above 0 and at most {MOST_M}",
                said(value)
            ));
        }
    }

    fn not_negative(&mut self, key: &str, value: f64) {
        self.0.extend(outside(key, value, 0.0, MOST_M));
    }

    /// A direction, degrees.
    fn direction(&mut self, key: &str, value: f64) {
        self.0.extend(no_direction(key, value));
    }

    fn count(&mut self, key: &str, value: u32, allowed: std::ops::RangeInclusive<u32>) {
        if !allowed.contains(&value) {
            self.say(format!(
                "{key} is {value}: it must be {} to {}",
                allowed.start(),
                allowed.end()
            ));
        }
    }
}

const fn one() -> u32 {
    1
}

const fn one_turn() -> f64 {
    1.0
}
