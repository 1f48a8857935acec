//! Features back to a plan. Numbers may be texts: KML knows nothing else.

use serde_json::Value;

use super::Heading;
use crate::airspace::{Fence, Zone};
use crate::formats::ReadError;
use crate::formats::outline::{Figure, Outline};
use crate::geodesy::{Position, Region, Shape};
use crate::plan::item::Item;
use crate::plan::{Datum, Height, Leg, Plan, Sortie, Task, Waypoint};

/// A plan of outlines, and the outlines without a role of ours.
pub(in crate::formats) fn read(
    heading: Heading,
    outlines: Vec<Outline>,
) -> Result<(Plan, Vec<Outline>), ReadError> {
    let mut plan = Plan {
        name: heading.name,
        cruise_m_s: heading.cruise_m_s,
        swath_m: heading.swath_m,
        draughts: heading.draughts,
        ..Plan::default()
    };
    plan.airspace.fence = heading.has_fence.then(|| Fence {
        ceiling: heading.ceiling,
        ..Fence::default()
    });
    plan.sorties = heading
        .sorties
        .iter()
        .map(|sortie| Sortie {
            vehicle: sortie.vehicle,
            legs: Vec::new(),
            cost: sortie.cost,
        })
        .collect();
    let mut foreign = Vec::new();
    let mut legs = Vec::new();
    for outline in outlines {
        match outline.text("role") {
            Some("leg") => legs.push((
                outline.whole("sortie")?,
                outline.whole("leg")?,
                outline.leg()?,
            )),
            Some("area") => plan.area.push(outline.region()?),
            Some("home") => plan.home = Some(outline.place()?),
            Some("rally") => plan.airspace.rally.push(outline.place()?),
            // Drawn for eyes; the heading has them.
            Some("ship" | "station" | "mark") => {}
            Some("zone") => plan.airspace.zones.push(outline.zone()?),
            Some(role @ ("fence-inclusion" | "fence-exclusion" | "breach-return")) => {
                let fence = plan.airspace.fence.get_or_insert_default();
                match role {
                    "fence-inclusion" => fence.inclusions.push(outline.shape()?),
                    "fence-exclusion" => fence.exclusions.push(outline.shape()?),
                    _ => fence.breach_return = Some(outline.place()?),
                }
            }
            _ => foreign.push(outline),
        }
    }
    // Programs that store features need not keep their order.
    legs.sort_by_key(|(sortie, leg, _)| (*sortie, *leg));
    for (sortie, _, leg) in legs {
        let missing = sortie.saturating_sub(plan.sorties.len());
        plan.sorties
            .extend(std::iter::repeat_n(Sortie::default(), missing));
        if let Some(sortie) = plan.sorties.get_mut(sortie.saturating_sub(1)) {
            sortie.legs.push(leg);
        }
    }
    Ok((plan, foreign))
}

/// More sorties than anybody flies; a bound on what a number in a file can make us allocate.
const MOST: usize = 10_000;

impl Outline {
    fn error(&self, reason: impl std::fmt::Display) -> ReadError {
        ReadError::at(&self.place, reason.to_string())
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.properties.get(key).and_then(Value::as_str)
    }

    fn number(&self, key: &str) -> Result<Option<f64>, ReadError> {
        let value = match self.properties.get(key) {
            None | Some(Value::Null) => return Ok(None),
            Some(value) => value,
        };
        let number = match value {
            Value::String(text) => text.trim().parse().ok(),
            other => other.as_f64(),
        };
        number
            .filter(|number: &f64| number.is_finite())
            .map(Some)
            .ok_or_else(|| self.error(format!("{key}: {value} is not a number")))
    }

    fn need(&self, key: &str) -> Result<f64, ReadError> {
        self.number(key)?
            .ok_or_else(|| self.error(format!("{key:?} is missing")))
    }

    fn whole(&self, key: &str) -> Result<usize, ReadError> {
        let number = self.need(key)?;
        if number.fract() != 0.0 || !(1.0..=1e9).contains(&number) {
            return Err(self.error(format!("{key}: {number} is not a number from 1 on")));
        }
        if key == "sortie" && number > MOST as f64 {
            return Err(self.error(format!("sortie: {number} is more than {MOST}")));
        }
        Ok(number as usize)
    }

    fn height(&self, key: &str) -> Result<Option<Height>, ReadError> {
        let Some(metres) = self.number(&format!("{key}_m"))? else {
            return Ok(None);
        };
        let above = match self.text(&format!("{key}_above")) {
            Some("home") => Datum::Home,
            Some("sea") => Datum::Sea,
            Some("terrain") => Datum::Terrain,
            other => {
                let shown = other.unwrap_or_default();
                return Err(self.error(format!(
                    "{key}_above: {shown:?} is none of home, sea, terrain"
                )));
            }
        };
        Ok(Some(Height { metres, above }))
    }

    fn centre(&self) -> Result<Position, ReadError> {
        Position::new(self.need("centre_lat")?, self.need("centre_lon")?)
            .map_err(|error| self.error(error))
    }

    fn region(&self) -> Result<Region, ReadError> {
        match &self.figure {
            Figure::Region(region) => Ok(region.clone()),
            _ => Err(self.error("is not a polygon")),
        }
    }

    fn shape(&self) -> Result<Shape, ReadError> {
        match self.number("radius_m")? {
            Some(radius_m) if radius_m <= 0.0 => {
                Err(self.error(format!("radius_m: {radius_m} is not a radius above 0")))
            }
            Some(radius_m) => Ok(Shape::Circle {
                centre: self.centre()?,
                radius_m,
            }),
            None => Ok(Shape::Polygon(self.region()?)),
        }
    }

    fn zone(&self) -> Result<Zone, ReadError> {
        Ok(Zone {
            name: self
                .text("name")
                .or(self.name.as_deref())
                .unwrap_or_default()
                .to_owned(),
            shape: self.shape()?,
            lower: self.height("lower")?,
            upper: self.height("upper")?,
        })
    }

    /// Where a line ends, or a point.
    fn place(&self) -> Result<Waypoint, ReadError> {
        let position = match &self.figure {
            Figure::Point(position) => Some(position),
            Figure::Line(points) => points.last(),
            Figure::Region(_) => None,
        };
        let height = self
            .height("height")?
            .ok_or_else(|| self.error("\"height_m\" is missing"))?;
        match position {
            Some(position) => Ok(Waypoint {
                position: *position,
                height,
            }),
            None => Err(self.error("is neither a line nor a point")),
        }
    }

    fn leg(&self) -> Result<Leg, ReadError> {
        Ok(Leg {
            task: self.task()?,
            to: self.place()?,
            speed_m_s: self.number("speed_m_s")?,
        })
    }

    fn task(&self) -> Result<Task, ReadError> {
        Ok(match self.text("task").unwrap_or_default() {
            "take-off" => Task::TakeOff,
            "transit" => Task::Transit,
            "line" => Task::Line {
                trigger_m: self.number("trigger_m")?,
            },
            "orbit" => Task::Orbit {
                centre: self.centre()?,
                radius_m: self.need("radius_m")?,
                turns: self.need("turns")?,
            },
            "hold" => Task::Hold {
                seconds: self.need("seconds")?,
            },
            "point-camera" => Task::PointCamera {
                pitch_deg: self.need("pitch_deg")?,
                yaw_deg: self.need("yaw_deg")?,
            },
            "return" => Task::Return,
            "land" => Task::Land,
            "command" => Task::Command(self.item()?),
            other => return Err(self.error(format!("task: {other:?} is no task"))),
        })
    }

    fn item(&self) -> Result<Item, ReadError> {
        let parameter = |key: &str| Ok(self.number(key)?.unwrap_or(f64::NAN));
        let small = |key: &str, most: f64| {
            let number = self.need(key)?;
            if number.fract() == 0.0 && (0.0..=most).contains(&number) {
                Ok(number)
            } else {
                Err(self.error(format!(
                    "{key}: {number} is not a whole number up to {most}"
                )))
            }
        };
        let autocontinue = match self.properties.get("autocontinue") {
            Some(Value::Bool(on)) => *on,
            other => other.and_then(Value::as_str) != Some("false"),
        };
        Ok(Item {
            command: small("command", 65535.0)? as u16,
            frame: small("frame", 255.0)? as u8,
            params: [
                parameter("p1")?,
                parameter("p2")?,
                parameter("p3")?,
                parameter("p4")?,
            ],
            x: parameter("p5")?,
            y: parameter("p6")?,
            z: parameter("p7")?,
            autocontinue,
        })
    }
}
