//! OpenAir, the airspace text format of glider pilots.
//!
//! ```text
//! AC class   AN name   AL floor   AH ceiling        begin and describe a zone
//! DP coordinate                                     a corner
//! V X=coordinate   V D=+ | -                        centre and direction of what follows
//! DC radius        DA radius,from,to        DB coordinate,coordinate   (nautical miles, degrees)
//! ```
//!
//! `*` begins a comment; other records (pens, labels, frequencies, times) are passed over.
//! A zone of one `DC` is a circle; arcs become chords that are nowhere further than 1 m from
//! them. A million points are too many for one file. Every class is read: which files a mission names is its author's choice.
//! Source: "Open Air terrain and airspace description language" 1.0 (1998), and SeeYou's
//! description of 2024.

mod arc;
mod coordinate;

use super::limit::{Limit, Unit, parse};
use crate::airspace::Zone;
use crate::formats::{Loss, ReadError};
use crate::geodesy::{Position, Region, Shape};
use arc::Arc;

pub(super) fn read(bytes: &[u8]) -> Result<(Vec<Zone>, Vec<Loss>), ReadError> {
    let text = String::from_utf8_lossy(bytes);
    let mut reader = Reader::default();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim_start_matches('\u{feff}');
        let line = line.split('*').next().unwrap_or_default().trim();
        let place = || format!("line {}", index + 1);
        if !line.is_empty() {
            reader
                .record(line, index + 1)
                .map_err(|reason| ReadError::at(place(), reason))?;
        }
    }
    reader.finish()?;
    if reader.zones.is_empty() {
        return Err(ReadError::at("file", "no line begins a zone with AC"));
    }
    Ok((reader.zones, reader.losses))
}

/// Most corners of all zones of a file, those of arcs included: an arc of 14 bytes may have
/// thousands.
const MOST_POINTS: usize = 1_000_000;

#[derive(Default)]
struct Reader {
    points: usize,
    zones: Vec<Zone>,
    losses: Vec<Loss>,
    open: Option<Open>,
}

/// The zone that is being described.
struct Open {
    line: usize,
    class: String,
    name: Option<String>,
    lower: Limit,
    upper: Limit,
    ring: Vec<Position>,
    circles: Vec<(Position, f64)>,
    centre: Option<Position>,
    anticlockwise: bool,
}

impl Reader {
    fn record(&mut self, line: &str, number: usize) -> Result<(), String> {
        let (kind, rest) = line
            .split_once(|c: char| c.is_whitespace() || c == '=')
            .unwrap_or((line, ""));
        let (kind, rest) = (kind.to_ascii_uppercase(), rest.trim());
        if kind == "AC" {
            self.finish().map_err(|error| error.to_string())?;
            self.open = Some(Open::new(number, rest));
            return Ok(());
        }
        let geometry = matches!(
            kind.as_str(),
            "AN" | "AL" | "AH" | "DP" | "DC" | "DA" | "DB" | "DY" | "V"
        );
        match self.open.as_mut() {
            Some(open) => {
                let before = open.ring.len();
                open.record(&kind, rest)?;
                self.points += open.ring.len() - before;
                self.bounded()
            }
            None if geometry => Err(format!("{kind} stands before any AC")),
            None => Ok(()),
        }
    }

    fn bounded(&self) -> Result<(), String> {
        if self.points > MOST_POINTS {
            let reason = format!("with it the zones have {} corners", self.points);
            return Err(format!("{reason}: a file may have at most {MOST_POINTS}"));
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), ReadError> {
        let Some(open) = self.open.take() else {
            return Ok(());
        };
        let name = open.name.clone();
        let name = name.unwrap_or_else(|| format!("{} at line {}", open.class, open.line));
        for (key, limit) in [("AL", open.lower), ("AH", open.upper)] {
            if let Some(what) = limit.assumption() {
                self.losses
                    .push(Loss::new(format!("zone {name:?}, {key}"), what));
            }
        }
        let (lower, upper) = (open.lower.height(), open.upper.height());
        let shapes = open.shapes()?;
        self.zones.extend(shapes.into_iter().map(|shape| Zone {
            name: name.clone(),
            shape,
            lower,
            upper,
        }));
        Ok(())
    }
}

impl Open {
    fn new(line: usize, class: &str) -> Self {
        Self {
            line,
            class: class.to_owned(),
            name: None,
            lower: Limit::Ground,
            upper: Limit::Unlimited,
            ring: Vec::new(),
            circles: Vec::new(),
            centre: None,
            anticlockwise: false,
        }
    }

    fn record(&mut self, kind: &str, rest: &str) -> Result<(), String> {
        match kind {
            "AN" => self.name = Some(rest.to_owned()),
            "AL" => self.lower = parse(rest, Unit::Feet)?,
            "AH" => self.upper = parse(rest, Unit::Feet)?,
            "V" => self.variable(rest)?,
            "DP" => self.ring.push(coordinate::one(rest)?),
            "DC" => {
                let radius_m = arc::radius_m(rest)?;
                self.circles.push((self.centre()?, radius_m));
            }
            "DA" => {
                let arc = Arc::between_bearings(self.centre()?, rest, self.anticlockwise)?;
                self.ring.extend(arc.points());
            }
            "DB" => {
                let (from, to) = coordinate::two(rest)?;
                let arc = Arc::between_points(self.centre()?, from, to, self.anticlockwise);
                self.ring.push(from);
                self.ring.extend(arc.inner_points());
                self.ring.push(to);
            }
            "DY" => return Err("DY (airway) has no area of its own and is not read".to_owned()),
            _ => {}
        }
        Ok(())
    }

    fn variable(&mut self, rest: &str) -> Result<(), String> {
        let (name, value) = rest
            .split_once('=')
            .ok_or_else(|| format!("V {rest:?} assigns nothing"))?;
        let value = value.trim();
        match (name.trim().to_ascii_uppercase().as_str(), value) {
            ("X", _) => self.centre = Some(coordinate::one(value)?),
            ("D", "+") => self.anticlockwise = false,
            ("D", "-") => self.anticlockwise = true,
            ("D", _) => return Err(format!("V D={value} is neither + nor -")),
            _ => {}
        }
        Ok(())
    }

    fn centre(&self) -> Result<Position, String> {
        self.centre
            .ok_or_else(|| "there is no V X= before it in this zone".to_owned())
    }

    fn shapes(mut self) -> Result<Vec<Shape>, ReadError> {
        let wrong = |reason: String| ReadError::at(format!("zone at line {}", self.line), reason);
        if self.ring.first() == self.ring.last() && self.ring.len() > 1 {
            self.ring.pop();
        }
        let circles = self.circles.iter();
        let mut shapes: Vec<Shape> = circles
            .map(|(centre, radius_m)| Shape::Circle {
                centre: *centre,
                radius_m: *radius_m,
            })
            .collect();
        match self.ring.len() {
            0 if shapes.is_empty() => return Err(wrong("it has no shape".to_owned())),
            0 => {}
            1 | 2 => {
                let corners = self.ring.len();
                return Err(wrong(format!("{corners} corners enclose nothing")));
            }
            _ => shapes.push(Shape::Polygon(Region {
                outer: self.ring,
                holes: Vec::new(),
            })),
        }
        Ok(shapes)
    }
}
