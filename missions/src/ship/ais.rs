//! Ships as their AIS describes them: from AIVDM sentences to where she lies and how large she is.
//!
//! Reports 1 to 3, 18 and 19 (where), 5, 19 and 24 (who and how large). Everything else is
//! passed over; what is damaged is counted. AIS is typed in and radioed by the ship herself: it
//! says where to look, and nothing that goes into a reading.
//!
//! Decoded here, because the crates at hand do not stand what a receiver hands on: `nmea-parser`
//! 0.10 panics on 6 of 100 sentences with up to three letters changed and their checksum made
//! good; `ais` 0.12 subtracts fragment numbers without asking which is larger, loses messages
//! whose fragments come between others, and keeps positions as `f32`: 1.7 m at 180° east.
//! Source: Recommendation ITU-R M.1371-5, annex 8.

mod message;
mod sentence;

use std::collections::BTreeMap;

use super::pose::{Pose, ShipPoint};
use super::target::form::Form;
use super::target::usual;
use super::target::{Lying, Obstacle, ObstacleKind, ObstacleShape, ShipTarget};
use crate::geodesy::Position;
use message::Message;
use sentence::Assembly;

/// How far an AIS position may be off at 95 %, metres: accuracy flag set (better than 10 m), and
/// not (M.1371-5, table 47; an unaided receiver).
const PLACE_U95_M: [f64; 2] = [10.0, 30.0];

/// Faster than this over ground she makes way, knots: one that lies still, and one that swings at her
/// anchor or works at her lines.
const STILL_KN: f64 = 0.5;
const SWINGS_KN: f64 = 1.0;

/// Least and greatest length and beam of a ship that is flown to, metres.
pub const LENGTHS_M: [f64; 2] = [10.0, 500.0];
/// See [`LENGTHS_M`].
pub const BEAMS_M: [f64; 2] = [2.0, 100.0];

/// Deck height of a ship of whom only the length is known, as a share of it: none is higher.
const DECK_SHARE: f64 = 0.12;

/// What AIS says of one ship; what she does not say is none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vessel {
    /// Her MMSI.
    pub mmsi: u32,
    /// Her IMO number.
    pub imo: Option<u32>,
    /// Her name.
    pub name: Option<String>,
    /// Where the antenna of her position receiver is.
    pub position: Option<Position>,
    /// Whether that is better than 10 m.
    pub is_accurate: bool,
    /// Where her bow points, degrees clockwise from true north.
    pub heading_deg: Option<f64>,
    /// How fast she moves over ground, knots.
    pub speed_kn: Option<f64>,
    /// How she says she lies.
    pub status: Option<u8>,
    /// Her dimensions.
    pub extent: Option<Extent>,
    /// Her draught as her crew typed it in, metres.
    pub draught_m: Option<f64>,
}

/// Distances from the antenna of her position receiver, metres.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Extent {
    /// A: to the bow.
    pub bow_m: f64,
    /// B: to the stern.
    pub stern_m: f64,
    /// C: to port.
    pub port_m: f64,
    /// D: to starboard.
    pub starboard_m: f64,
}

/// All ships of a text of sentences.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vessels {
    /// By MMSI.
    pub by_mmsi: BTreeMap<u32, Vessel>,
    /// Sentences that were damaged: no AIVDM, a wrong checksum, fragments without the others, a
    /// message that ends early.
    pub damaged: usize,
}

impl Vessels {
    /// Reads sentences, one a line, in the order in which they came; later ones count. Lines that
    /// are empty or begin with `#` are remarks.
    pub fn read(text: &str) -> Self {
        let mut vessels = Self::default();
        let mut assembly = Assembly::default();
        for line in text.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match assembly.take(line) {
                Ok(Some(bits)) => vessels.hear(&bits),
                Ok(None) => {}
                Err(sentence::Damage) => vessels.damaged += 1,
            }
        }
        vessels.damaged += assembly.left_over();
        vessels
    }

    /// The ship of an MMSI, or the only one; `Err` with the reason in words.
    pub fn one(&self, mmsi: Option<u32>) -> Result<&Vessel, String> {
        if let Some(mmsi) = mmsi {
            return self.by_mmsi.get(&mmsi).ok_or_else(|| {
                let count = self.by_mmsi.len();
                format!("no report is of MMSI {mmsi}; there are {count} other ships")
            });
        }
        let mut all = self.by_mmsi.values();
        match (all.next(), all.next()) {
            (None, _) => Err("no report is of a ship".to_owned()),
            (Some(vessel), None) => Ok(vessel),
            _ => {
                let known: Vec<String> =
                    self.by_mmsi.values().take(12).map(Vessel::called).collect();
                Err(format!(
                    "{} ships report: say which by mmsi ({}{})",
                    self.by_mmsi.len(),
                    known.join(", "),
                    if self.by_mmsi.len() > 12 { " …" } else { "" }
                ))
            }
        }
    }

    fn hear(&mut self, bits: &sentence::Bits) {
        match message::read(bits) {
            Some((mmsi, message)) => {
                let vessel = self.by_mmsi.entry(mmsi).or_default();
                vessel.mmsi = mmsi;
                vessel.hear(message);
            }
            None if message::is_wanted(bits) => self.damaged += 1,
            None => {}
        }
    }
}

impl Extent {
    /// Whether the antenna's place on her is known: where it is not, A and C are 0 beside a B and
    /// a D that are not.
    pub fn has_reference(&self) -> bool {
        !(self.bow_m == 0.0 && self.port_m == 0.0)
    }

    /// Length and beam, metres.
    pub fn size_m(&self) -> [f64; 2] {
        [self.bow_m + self.stern_m, self.port_m + self.starboard_m]
    }
}

impl Vessel {
    /// Her name and MMSI.
    pub fn called(&self) -> String {
        match &self.name {
            Some(name) => format!("{name}, {}", self.mmsi),
            None => self.mmsi.to_string(),
        }
    }

    /// How she lies, by her navigational status.
    pub const fn lying(&self) -> Lying {
        match self.status {
            Some(1) => Lying::AtAnchor,
            _ => Lying::Unknown,
        }
    }

    /// That she makes way, in words: she does not lie where she reported.
    pub fn makes_way(&self) -> Option<String> {
        let lies = matches!(self.status, Some(1 | 5 | 6)); // at anchor, moored, aground
        let most_kn = if lies { SWINGS_KN } else { STILL_KN };
        let speed_kn = self.speed_kn.filter(|speed_kn| *speed_kn > most_kn)?;
        let says = match self.status {
            Some(0 | 8) => ", and says that she is under way",
            _ => "",
        };
        Some(format!(
            "she makes {speed_kn:.1} kn over ground by her AIS{says}: only a ship that lies still is flown to"
        ))
    }

    /// How far her place may be off at 95 %, metres.
    pub const fn place_u95_m(&self) -> f64 {
        PLACE_U95_M[if self.is_accurate { 0 } else { 1 }]
    }

    /// Everything that lacks for flying to her by AIS alone, or speaks against it, each in a sentence.
    pub fn lacks(&self) -> Vec<String> {
        let extent = self.extent.unwrap_or_default();
        let [length_m, beam_m] = extent.size_m();
        let lacks = [
            (self.position.is_none(), "her position is not available"),
            (
                self.heading_deg.is_none(),
                "her heading is not available, and a course over ground is none: say heading_deg \
                 in a ship file",
            ),
            (
                length_m <= 0.0 || beam_m <= 0.0,
                "her dimensions are not available: say length_m and beam_m in a ship file",
            ),
            (
                length_m > 0.0 && beam_m > 0.0 && !extent.has_reference(),
                "where on her the position lies is not available (dimensions A and C are 0): say \
                 reference in a ship file",
            ),
        ];
        let lacks = lacks.into_iter().filter(|(is_so, _)| *is_so);
        let mut lacks: Vec<String> = lacks.map(|(_, what)| what.to_owned()).collect();
        if length_m > 0.0 && beam_m > 0.0 {
            let sizes = [("length", length_m, LENGTHS_M), ("beam", beam_m, BEAMS_M)];
            let wrong = sizes
                .into_iter()
                .filter(|(_, is_m, [low, high])| is_m < low || is_m > high);
            lacks.extend(wrong.map(|(what, is_m, [low, high])| {
                format!("her {what} is {is_m} m by her AIS: it must be {low} to {high}; say it in a ship file")
            }));
        }
        lacks.extend(self.makes_way());
        lacks
    }

    /// The antenna in her axes.
    pub fn reference(&self, form: &Form) -> Option<ShipPoint> {
        let extent = self.extent.filter(Extent::has_reference)?;
        Some(ShipPoint::above_water(
            form.bow_m() - extent.bow_m,
            0.5 * (extent.port_m - extent.starboard_m),
            0.0,
        ))
    }

    /// The ship, estimated from AIS alone; `Err` with everything that lacks.
    pub fn target(&self) -> Result<ShipTarget, Vec<String>> {
        let lacks = self.lacks();
        let (Some(position), Some(heading_deg), Some(extent), true) = (
            self.position,
            self.heading_deg,
            self.extent,
            lacks.is_empty(),
        ) else {
            return Err(lacks);
        };
        let [length_m, beam_m] = extent.size_m();
        let form = Form::estimated(length_m, beam_m);
        let reference = self.reference(&form).unwrap_or_default();
        let deck_m = DECK_SHARE * length_m;
        let unknown = Obstacle {
            name: "what stands on her deck".to_owned(),
            kind: ObstacleKind::Other,
            shape: ObstacleShape::Polygon(form.outline()),
            top_m: None,
        };
        let mut target = ShipTarget {
            name: self.called(),
            imo: self.imo.map(|imo| imo.to_string()),
            mmsi: Some(self.mmsi),
            form,
            deck_m,
            marks: usual::usual_marks(&form),
            lying: self.lying(),
            obstacles: vec![unknown],
            pose: Pose::of_reference(position, reference, heading_deg),
            place_u95_m: self.place_u95_m(),
            estimated: vec![
                format!(
                    "marks and plating are estimated from a length of {length_m:.0} m and a beam \
                     of {beam_m:.0} m"
                ),
                "her cranes and masts are not known: nothing flies over her".to_owned(),
            ],
            ais_draught_m: self.draught_m,
        };
        target.obstacles.extend(usual::usual_lines(
            target.lying,
            &form,
            deck_m,
            usual::GAP_M,
        ));
        if target.lying == Lying::Unknown {
            let said = "whether a quay is beside her is not known: draw it as a zone";
            target.estimated.push(said.to_owned());
        }
        Ok(target)
    }

    fn hear(&mut self, message: Message) {
        let Message {
            position,
            is_accurate,
            heading_deg,
            speed_kn,
            status,
            imo,
            name,
            extent,
            draught_m,
            reports_place,
        } = message;
        if reports_place {
            self.position = position;
            self.is_accurate = is_accurate;
            self.heading_deg = heading_deg;
            self.speed_kn = speed_kn;
            self.status = status.or(self.status);
        }
        self.imo = imo.or(self.imo);
        self.name = name.or(self.name.take());
        self.extent = extent.or(self.extent);
        self.draught_m = draught_m.or(self.draught_m);
    }
}

#[cfg(test)]
mod tests;
