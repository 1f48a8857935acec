//! The mission file: TOML, as an officer writes it. Nothing is checked here beyond its form;
//! [`super::resolve`] follows the references and checks the values.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use thiserror::Error;

use super::pattern::Pattern;
use super::{Margins, Overlap};
use crate::camera::Camera;
use crate::geodesy::{Position, Region};
use crate::plan::Height;
use crate::vehicle::Vehicle;
use crate::wind::Wind;

/// A mission file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissionFile {
    /// What people call it.
    pub name: String,
    /// What it is for, in a sentence.
    #[serde(default)]
    pub purpose: String,
    /// What is to be looked at.
    pub area: AreaEntry,
    /// How it is looked at.
    pub pattern: Pattern,
    /// What flies: a built-in name or a profile.
    pub vehicle: NameOr<Vehicle>,
    /// How many vehicles share the area.
    #[serde(default = "one")]
    pub fleet: usize,
    /// What looks: a built-in name or a profile.
    pub camera: NameOr<Camera>,
    /// How high, how dense, how far from what.
    pub flight: Flight,
    /// The wind that is expected.
    #[serde(default)]
    pub wind: Wind,
    /// Where vehicles start and land.
    pub home: Home,
    /// Places to land beside home.
    #[serde(default)]
    pub rally: Vec<Rally>,
    /// What must not be left.
    #[serde(default)]
    pub fence: Option<FenceEntry>,
    /// What must not be entered.
    #[serde(default)]
    pub zones: Vec<ZoneEntry>,
    /// When the first vehicle takes off, where that matters: a date and time with its offset.
    #[serde(default)]
    pub take_off: Option<toml::value::Datetime>,
}

/// The area: exactly one of these.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AreaEntry {
    /// A polygon with holes.
    Polygon(Region),
    /// Several polygons.
    Polygons(Vec<Region>),
    /// A line.
    Line(Vec<Position>),
    /// A place.
    Point(Position),
    /// A GeoJSON or KML file with polygons, a line or a point.
    File(String),
    /// A ship.
    Ship(ShipEntry),
}

/// A ship: the name of a ship file, or a table that says where she is described.
#[derive(Clone, Debug, PartialEq)]
pub struct ShipEntry {
    /// A ship file (TOML).
    pub file: Option<String>,
    /// A file of AIVDM sentences: her place of now, and without a ship file all of her.
    pub ais: Option<String>,
    /// Which ship of those.
    pub mmsi: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShipTable {
    file: Option<String>,
    ais: Option<String>,
    mmsi: Option<u32>,
}

impl<'de> Deserialize<'de> for ShipEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ShipVisitor)
    }
}

struct ShipVisitor;

impl<'de> Visitor<'de> for ShipVisitor {
    type Value = ShipEntry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a ship file, or a table with file, ais and mmsi")
    }

    fn visit_str<E>(self, file: &str) -> Result<Self::Value, E> {
        Ok(ShipEntry {
            file: Some(file.to_owned()),
            ais: None,
            mmsi: None,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let ShipTable { file, ais, mmsi } =
            ShipTable::deserialize(MapAccessDeserializer::new(map))?;
        Ok(ShipEntry { file, ais, mmsi })
    }
}

/// How high, how dense, how far from what; height or ground sample distance must be given.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flight {
    /// Height above home, metres.
    pub height_m: Option<f64>,
    /// Ground sample distance wanted, centimetres a pixel.
    pub ground_sample_cm: Option<f64>,
    /// Height of the ground or water in the area above mean sea level, metres; home's if not given.
    pub ground_m: Option<f64>,
    /// How much neighbouring pictures share.
    #[serde(default)]
    pub overlap: Overlap,
    /// Width within which the search object is found, metres; the camera's swath if not given.
    pub sweep_width_m: Option<f64>,
    /// How far to keep from fence and zones.
    #[serde(default)]
    pub margins: Margins,
    /// Cut away what may not be flown instead of refusing the mission.
    #[serde(default)]
    pub clip: bool,
}

/// Where vehicles start and land.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Home {
    /// Where.
    pub position: Position,
    /// Height above mean sea level, metres.
    pub height_m: f64,
}

/// A place to land beside home.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rally {
    /// Where.
    pub position: Position,
    /// Height above home on the way there, metres.
    pub height_m: f64,
}

/// The fence.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FenceEntry {
    /// Must be inside each of these.
    pub include: Vec<ShapeEntry>,
    /// Must be outside all of these.
    pub exclude: Vec<ShapeEntry>,
    /// Must stay below.
    pub ceiling: Option<Height>,
}

/// A shape: exactly one of these.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShapeEntry {
    /// A polygon with holes.
    Polygon(Region),
    /// A circle.
    Circle(CircleEntry),
    /// A GeoJSON or KML file.
    File(String),
}

/// A circle.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CircleEntry {
    /// Its centre.
    pub centre: Position,
    /// Its radius, metres.
    pub radius_m: f64,
}

/// A zone: exactly one of polygon, circle and file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneEntry {
    /// What people call it; a file's zones bring their own names.
    pub name: Option<String>,
    /// A polygon with holes.
    pub polygon: Option<Region>,
    /// A circle.
    pub circle: Option<CircleEntry>,
    /// A GeoJSON, KML, ED-269 JSON or OpenAir file.
    pub file: Option<String>,
    /// Lower limit; none means the ground. A file's zones bring their own limits.
    pub lower: Option<Height>,
    /// Upper limit; none means unlimited.
    pub upper: Option<Height>,
}

/// A built-in profile's name, or a whole profile.
#[derive(Clone, Debug, PartialEq)]
pub enum NameOr<T> {
    /// The name of a built-in profile.
    Name(String),
    /// A profile of one's own.
    Own(Box<T>),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for NameOr<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameOrVisitor(PhantomData))
    }
}

struct NameOrVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for NameOrVisitor<T> {
    type Value = NameOr<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a built-in profile, or a table with a profile")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(NameOr::Name(name.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let own = T::deserialize(MapAccessDeserializer::new(map))?;
        Ok(NameOr::Own(Box::new(own)))
    }
}

const fn one() -> usize {
    1
}

/// Why a text is no mission file.
#[derive(Clone, Debug, Error, PartialEq)]
#[error("line {line}: {message}{}", suggestion(suggested.as_deref()))]
pub struct MissionFileError {
    /// Line of the fault, from 1.
    pub line: usize,
    /// What is wrong, with the text of that line.
    pub message: String,
    /// The key or name that was probably meant.
    pub suggested: Option<String>,
}

fn suggestion(name: Option<&str>) -> String {
    name.map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default()
}

impl MissionFile {
    /// Reads a mission file's text.
    pub fn parse(text: &str) -> Result<Self, MissionFileError> {
        toml::from_str(text).map_err(|error| MissionFileError::at(&error, text))
    }
}

impl MissionFileError {
    pub(crate) fn at(error: &toml::de::Error, text: &str) -> Self {
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = 1 + text.bytes().take(start).filter(|b| *b == b'\n').count();
        let shown = text.lines().nth(line - 1).unwrap_or_default().trim();
        let shown: String = shown.chars().take(80).collect();
        let message = plain(&error.message().lines().collect::<Vec<_>>().join(" "));
        Self {
            line,
            suggested: nearest(&message),
            message: if shown.is_empty() {
                message
            } else {
                format!("`{shown}`: {message}")
            },
        }
    }
}

/// The TOML reader words unknown keys of a pattern's table, and two things where one of several is
/// wanted, in its own way; one wording for all.
fn plain(message: &str) -> String {
    if message.starts_with("wanted exactly 1 element, more than 1") {
        return "more than one kind is given, exactly one is wanted".to_owned();
    }
    message
        .strip_prefix("unexpected keys in table: ")
        .and_then(|rest| rest.split_once(", available keys: "))
        .map_or_else(
            || message.to_owned(),
            |(wrong, known)| {
                let quoted = |list: &str| format!("`{}`", list.replace(", ", "`, `"));
                format!(
                    "unknown field {}, expected {}",
                    quoted(wrong),
                    quoted(known)
                )
            },
        )
}

/// Of serde's "unknown field `a`, expected one of `b`, `c`", the expected name nearest to `a`.
fn nearest(message: &str) -> Option<String> {
    if !message.starts_with("unknown ") {
        return None;
    }
    let mut names = message.split('`').skip(1).step_by(2);
    let wrong = names.next()?;
    names
        .map(|name| (strsim::damerau_levenshtein(wrong, name), name))
        .filter(|(distance, name)| *distance <= name.len().div_ceil(2))
        .min()
        .map(|(_, name)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MISSION: &str = r#"
name = "test"
vehicle = "quadcopter-9kg"
camera = "survey-35mm"
[area.polygon]
outer = [[51.0, 4.0], [51.0, 4.1], [51.1, 4.1]]
[pattern.corridor]
width_m = 200
[flight]
height_m = 60
[home]
position = [51.0, 4.0]
height_m = 3.0
"#;

    fn check(from: &str, to: &str, expected: &str) {
        let text = MISSION.replace(from, to);
        assert_ne!(text, MISSION);
        let message = MissionFile::parse(&text).unwrap_err().to_string();
        assert_eq!(message, expected);
    }

    #[test]
    fn a_file_is_read() {
        let file = MissionFile::parse(MISSION).unwrap();
        assert_eq!(file.pattern, Pattern::Corridor { width_m: 200.0 });
        assert_eq!(file.flight.height_m, Some(60.0));
    }

    #[test]
    fn a_misspelt_key_is_told_with_its_line_and_what_was_meant() {
        let message = MissionFile::parse(&MISSION.replace("width_m", "witdh_m"))
            .unwrap_err()
            .to_string();
        assert!(
            message.starts_with("line 8: `witdh_m = 200`: unknown field"),
            "{message}"
        );
        assert!(message.ends_with("did you mean `width_m`?"), "{message}");
    }

    #[test]
    fn a_swapped_pair_is_told_with_its_value() {
        check(
            "position = [51.0, 4.0]",
            "position = [104.0, 1.2]",
            "line 12: `position = [104.0, 1.2]`: latitude 104 is outside ±90 \
             (positions are [latitude, longitude])",
        );
    }

    #[test]
    fn nan_is_told_with_its_place() {
        check(
            "position = [51.0, 4.0]",
            "position = [nan, 1.2]",
            "line 12: `position = [nan, 1.2]`: [NaN, 1.2] is not a position: \
             both numbers must be finite",
        );
    }

    #[test]
    fn a_misspelt_pattern_is_told_what_was_meant() {
        let error = MissionFile::parse(&MISSION.replace("corridor", "coridor")).unwrap_err();
        assert_eq!(error.suggested.as_deref(), Some("corridor"));
    }

    #[test]
    fn a_misspelt_key_of_a_profile_is_told_too() {
        let text = MISSION.replace(
            "camera = \"survey-35mm\"",
            "camera = { name = \"x\", sensor_mm = [1, 1], image_px = [10, 10], focal = 3 }",
        );
        let error = MissionFile::parse(&text).unwrap_err();
        assert_eq!(error.suggested.as_deref(), Some("focal_mm"));
        assert_eq!(error.line, 4);
    }

    #[test]
    fn two_patterns_and_two_areas_are_told_in_words() {
        let told = "more than one kind is given, exactly one is wanted";
        check(
            "[flight]",
            "[pattern.lawnmower]\n[flight]",
            &format!("line 7: `[pattern.corridor]`: {told}"),
        );
        check(
            "[area.polygon]",
            "[area]\npoint = [51.0, 4.0]\n[area.polygon]",
            &format!("line 5: `[area]`: {told}"),
        );
    }

    #[test]
    fn an_empty_file_misses_its_name() {
        let message = MissionFile::parse("").unwrap_err().to_string();
        assert_eq!(message, "line 1: missing field `name`");
    }
}
