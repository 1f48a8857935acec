//! Moving targets in the picture: the VMTI Local Set of MISB ST 0903, on its own or in tag 74 of
//! ST 0601, and the targets in it.
//!
//! ```text
//! VTarget Series (tag 101)     length, VTarget Pack, length, VTarget Pack, …
//! VTarget Pack                 target number (BER-OID), items of a local set
//! ```

use super::ber::{Ber, length, oid, put_length, put_oid};
use super::item::Coding::{Bytes, Checksum, Code, Count, Imapb, ShortCount, Targets, Text, Time};
use super::item::{Coding, Definition, row};
use super::local_set::LocalSet;
use super::packet::SetKind;
use crate::frames::wrap_deg;
use crate::geodesy::Position;
use crate::video::{Defect, Flaw};

/// Most targets that are read of one set.
pub const MOST_TARGETS: usize = 1024;

/// Degrees from the frame centre.
const OFFSET: Coding = Imapb([-19.2, 19.2], 8, 3);
const VIEW: Coding = Imapb([0.0, 180.0], 8, 2);

/// The table of the set, in the order of the tags; 7 is of older versions.
#[rustfmt::skip]
pub(super) const TABLE: &[Definition] = &[
    row(1, "Checksum", "", Checksum),
    row(2, "Precision Time Stamp", "µs", Time),
    row(3, "VMTI System Name", "", Text(128)),
    row(4, "VMTI LS Version Number", "", ShortCount(2)),
    row(5, "Total Number of Targets Detected in the Frame", "", ShortCount(3)),
    row(6, "Number of Reported Targets", "", ShortCount(3)),
    row(7, "Motion Imagery Frame Number", "", ShortCount(3)),
    row(8, "Frame Width", "px", ShortCount(3)),
    row(9, "Frame Height", "px", ShortCount(3)),
    row(10, "VMTI Source Sensor", "", Text(512)),
    row(11, "VMTI Horizontal Field of View", "°", VIEW),
    row(12, "VMTI Vertical Field of View", "°", VIEW),
    row(13, "MIIS Core Identifier", "", Bytes),
    row(101, "VTarget Series", "", Targets),
    row(102, "Algorithm Series", "", Bytes),
    row(103, "Ontology Series", "", Bytes),
];

/// The table of one target, in the order of the tags; 21, 102 and 103 are of older versions.
#[rustfmt::skip]
pub(super) const TARGET_TABLE: &[Definition] = &[
    row(1, "Target Centroid", "", ShortCount(6)),
    row(2, "Bounding Box Top Left", "", ShortCount(6)),
    row(3, "Bounding Box Bottom Right", "", ShortCount(6)),
    row(4, "Target Priority", "", Count(1)),
    row(5, "Target Confidence Level", "%", Count(1)),
    row(6, "Target History", "", ShortCount(2)),
    row(7, "Percentage of Target Pixels", "%", Count(1)),
    row(8, "Target Color", "", Bytes),
    row(9, "Target Intensity", "", ShortCount(3)),
    row(10, "Target Location Offset Latitude", "°", OFFSET),
    row(11, "Target Location Offset Longitude", "°", OFFSET),
    row(12, "Target Height Above Ellipsoid", "m", Imapb([-900.0, 19_000.0], 8, 2)),
    row(13, "Bounding Box Top Left Latitude Offset", "°", OFFSET),
    row(14, "Bounding Box Top Left Longitude Offset", "°", OFFSET),
    row(15, "Bounding Box Bottom Right Latitude Offset", "°", OFFSET),
    row(16, "Bounding Box Bottom Right Longitude Offset", "°", OFFSET),
    row(17, "Target Location", "", Bytes),
    row(18, "Geospatial Contour Series", "", Bytes),
    row(19, "Centroid Pixel Row", "px", ShortCount(4)),
    row(20, "Centroid Pixel Column", "px", ShortCount(4)),
    row(21, "FPA Index", "", Bytes),
    row(22, "Algorithm ID", "", ShortCount(3)),
    row(23, "Detection Status", "", Code(&[
        (0, "inactive"), (1, "moving"), (2, "dropped"), (3, "stopped"), (4, "coasting"),
    ])),
    row(101, "VMask", "", Bytes),
    row(102, "VObject", "", Bytes),
    row(103, "VFeature", "", Bytes),
    row(104, "VTracker", "", Bytes),
    row(105, "VChip", "", Bytes),
    row(106, "VChip Series", "", Bytes),
    row(107, "VObject Series", "", Bytes),
];

/// One target of a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Its number; the same from frame to frame.
    pub id: u64,
    /// What is said of it.
    pub set: LocalSet,
}

impl Target {
    /// A target of which nothing is said yet.
    pub const fn new(id: u64) -> Self {
        Self {
            id,
            set: LocalSet::new(SetKind::Target),
        }
    }

    /// Where it is, from the frame centre that its offsets (tags 10 and 11) count from.
    pub fn position(&self, frame_centre: Position) -> Option<Position> {
        let offset = |tag| self.set.number(tag);
        Position::new(
            frame_centre.latitude_deg() + offset(10)?,
            wrap_deg(frame_centre.longitude_deg() + offset(11)?),
        )
        .ok()
    }

    /// The middle and the corners of its box (tags 1, 2, 3), pixels from the top left corner of the
    /// picture to the middle of the pixel; rows and columns of the middle go before its number.
    pub fn pixels(&self, frame_width: u64) -> [Option<[f64; 2]>; 3] {
        let number = |tag| self.set.count(tag);
        let middle = match (number(19), number(20)) {
            (Some(row), Some(column)) => Some(middle(column, row)),
            _ => number(1).and_then(|number| pixel(number, frame_width)),
        };
        let corner = |tag| number(tag).and_then(|number| pixel(number, frame_width));
        [middle, corner(2), corner(3)]
    }
}

/// The middle of a pixel that is numbered row by row from 1; none for 0 and for a frame without width.
pub fn pixel(number: u64, frame_width: u64) -> Option<[f64; 2]> {
    let index = number.checked_sub(1)?;
    let row = index.checked_div(frame_width)?;
    Some(middle(index % frame_width + 1, row + 1))
}

/// The number of a pixel, counted row by row from 1; `column` and `row` count from 0.
pub const fn pixel_number([column, row]: [u32; 2], frame_width: u32) -> u64 {
    row as u64 * frame_width as u64 + column as u64 + 1
}

fn middle(column: u64, row: u64) -> [f64; 2] {
    [column as f64 - 0.5, row as f64 - 0.5]
}

/// Reads a series of targets that stands at an offset.
///
/// A pack whose length or number is none ends the reading; what came before it stands.
pub fn read_series(series: &[u8], offset: u64) -> (Vec<Target>, Vec<Defect>) {
    let mut at = 0;
    let (mut targets, mut defects) = (Vec::new(), Vec::new());
    while let Some(rest) = series.get(at..).filter(|rest| !rest.is_empty()) {
        let here = offset + at as u64;
        let flaw = match pack(rest) {
            _ if targets.len() == MOST_TARGETS => Flaw::TooMany(MOST_TARGETS),
            Ok((id, items, end)) => {
                let items_at = here + (end - items.len()) as u64;
                let (set, found) = LocalSet::read(SetKind::Target, items, items_at);
                targets.push(Target { id, set });
                defects.extend(found);
                at += end;
                continue;
            }
            Err(flaw) => flaw,
        };
        defects.push(Defect { offset: here, flaw });
        break;
    }
    (targets, defects)
}

/// The next pack: its number, its items, and where it ends.
fn pack(bytes: &[u8]) -> Result<(u64, &[u8], usize), Flaw> {
    let Ber::Number(stated, used) = length(bytes) else {
        return Err(Flaw::ItemLength(101));
    };
    let rest = bytes.get(used..).unwrap_or_default();
    let overrun = Flaw::ItemOverrun {
        tag: 101,
        stated,
        left: rest.len(),
    };
    let size = usize::try_from(stated).unwrap_or(usize::MAX);
    let inside = rest.get(..size).ok_or(overrun)?;
    match oid(inside) {
        Ber::Number(id, number) => Ok((id, inside.get(number..).unwrap_or_default(), used + size)),
        Ber::Unfinished | Ber::Bad => Err(Flaw::BadTag),
    }
}

/// Writes targets as the value of tag 101.
pub fn write_series(targets: &[Target]) -> Vec<u8> {
    let mut series = Vec::new();
    for target in targets {
        let mut pack = Vec::new();
        put_oid(&mut pack, target.id);
        pack.extend(target.set.to_bytes());
        put_length(&mut series, pack.len());
        series.extend(pack);
    }
    series
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::video::klv::value::Value;

    #[test]
    fn pixels_are_numbered_row_by_row_from_one() {
        assert_eq!(pixel(1, 1000), Some([0.5, 0.5]));
        assert_eq!(pixel(1000, 1000), Some([999.5, 0.5]));
        assert_eq!(pixel(1001, 1000), Some([0.5, 1.5]));
        assert_eq!(pixel(0, 1000), None);
        assert_eq!(pixel(1, 0), None);
        assert_eq!(pixel_number([999, 0], 1000), 1000);
        assert_eq!(pixel_number([0, 1], 1000), 1001);
    }

    #[test]
    fn a_series_comes_back() {
        let mut targets = vec![Target::new(0), Target::new(40_000)];
        targets[0].set.put(1, &Value::Count(387_602)).unwrap();
        targets[1].set.put(5, &Value::Count(84)).unwrap();
        let (back, defects) = read_series(&write_series(&targets), 0);
        assert_eq!(defects, []);
        assert_eq!(back.len(), 2);
        assert_eq!((back[0].id, back[0].set.count(1)), (0, Some(387_602)));
        assert_eq!((back[1].id, back[1].set.count(5)), (40_000, Some(84)));
    }

    #[test]
    fn a_pack_that_overruns_its_series_ends_it_and_the_first_stands() {
        let mut series = write_series(&[Target::new(3)]);
        series.extend([9, 1]);
        let (targets, defects) = read_series(&series, 100);
        assert_eq!(targets.len(), 1);
        assert_eq!(defects.len(), 1);
        assert_eq!(defects[0].offset, 102);
    }

    #[test]
    fn a_target_lies_beside_the_frame_centre_by_its_offsets() {
        let mut target = Target::new(1);
        target.set.put(10, &Value::Number(0.5)).unwrap();
        target.set.put(11, &Value::Number(-0.25)).unwrap();
        let place = target.position(Position::new(10.0, 20.0).unwrap()).unwrap();
        assert!((place.latitude_deg() - 10.5).abs() < 1e-5);
        assert!((place.longitude_deg() - 19.75).abs() < 1e-5);
        let beyond = target
            .position(Position::new(10.0, -179.9).unwrap())
            .unwrap();
        assert!((beyond.longitude_deg() - 179.85).abs() < 1e-5);
    }
}
