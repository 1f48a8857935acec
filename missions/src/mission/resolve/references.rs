//! The parts of a mission file that may name another file: area, fence and zones.

use super::Resolver;
use crate::airspace::{Fence, Zone};
use crate::formats::Loss;
use crate::formats::outline::{self, Figure, Outline};
use crate::geodesy::{Region, Shape};
use crate::mission::Area;
use crate::mission::file::{AreaEntry, CircleEntry, FenceEntry, ShapeEntry, ShipEntry, ZoneEntry};
use crate::plan::check::Objection;
use crate::ship::ShipTarget;
use crate::ship::ais::{Vessel, Vessels};
use crate::ship::target::ShipFile;

type Read<'r> = &'r mut dyn FnMut(&str) -> Result<Vec<u8>, String>;

/// Reads the files that a mission names.
pub(super) struct References<'r> {
    read: Read<'r>,
}

impl<'r> References<'r> {
    pub(super) fn new(read: Read<'r>) -> Self {
        Self { read }
    }

    fn bytes(&mut self, path: &str) -> Result<Vec<u8>, String> {
        (self.read)(path).map_err(|error| format!("cannot read {path}: {error}"))
    }
}

impl Resolver<'_, '_> {
    pub(super) fn area(&mut self, entry: AreaEntry) -> Option<Area> {
        match entry {
            AreaEntry::Polygon(region) => Some(Area::Regions(vec![region])),
            AreaEntry::Polygons(regions) => Some(Area::Regions(regions)),
            AreaEntry::Line(line) => Some(Area::Line(line)),
            AreaEntry::Point(point) => Some(Area::Point(point)),
            AreaEntry::File(path) => {
                let area = self.references.area(&path);
                self.keep("area", area)
            }
            AreaEntry::Ship(entry) => self.ship(&entry).map(Box::new).map(Area::Ship),
        }
    }

    fn ship(&mut self, entry: &ShipEntry) -> Option<ShipTarget> {
        let file = match &entry.file {
            Some(path) => {
                let file = self.references.ship_file(path);
                Some(self.keep("area.ship", file)?)
            }
            None => None,
        };
        // Whoever is named, here or in her file, is looked for: a file of AIS holds whom it holds.
        let mmsi = entry.mmsi.or(file.as_ref().and_then(|file| file.mmsi));
        let seen = match &entry.ais {
            Some(path) => Some(self.vessel(path, mmsi)?),
            None => None,
        };
        let target = match (file, &seen) {
            (Some(mut file), _) => {
                let path = entry.file.as_deref().unwrap_or_default();
                match (file.mmsi, mmsi) {
                    (Some(is), Some(mmsi)) if is != mmsi => Err(vec![format!(
                        "{path}: mmsi is {is}, and {mmsi} in area.ship"
                    )]),
                    _ => {
                        file.mmsi = mmsi;
                        file.target(seen.as_ref())
                            .map_err(|faults| named(path, faults))
                    }
                }
            }
            (None, Some(vessel)) => {
                let path = entry.ais.as_deref().unwrap_or_default();
                let called = format!("{path}, {}", vessel.called());
                vessel.target().map_err(|lacks| named(&called, lacks))
            }
            (None, None) => Err(vec!["needs file, ais or both".to_owned()]),
        };
        match target {
            Ok(target) => {
                let guesses = target.estimated.iter();
                let guesses = guesses.map(|guess| Objection::warning("area.ship", guess.clone()));
                self.faults.extend(guesses);
                Some(target)
            }
            Err(reasons) => {
                for reason in reasons {
                    self.fault("area.ship", reason);
                }
                None
            }
        }
    }

    fn vessel(&mut self, path: &str, mmsi: Option<u32>) -> Option<Vessel> {
        let vessels = self.references.vessels(path);
        let vessels = self.keep("area.ship", vessels)?;
        if vessels.damaged > 0 {
            let reason = format!(
                "{path}: {} sentences are damaged and were left out",
                vessels.damaged
            );
            self.faults.push(Objection::warning("area.ship", reason));
        }
        let vessel = vessels.one(mmsi).cloned();
        self.keep(
            "area.ship",
            vessel.map_err(|reason| format!("{path}: {reason}")),
        )
    }

    pub(super) fn fence(&mut self, entry: FenceEntry) -> Fence {
        Fence {
            inclusions: self.shapes("fence, include", entry.include),
            exclusions: self.shapes("fence, exclude", entry.exclude),
            ceiling: entry.ceiling,
            breach_return: None,
        }
    }

    fn shapes(&mut self, place: &str, entries: Vec<ShapeEntry>) -> Vec<Shape> {
        let mut shapes = Vec::new();
        for (index, entry) in entries.into_iter().enumerate() {
            let place = format!("{place} {}", index + 1);
            match entry {
                ShapeEntry::Polygon(region) => shapes.push(Shape::Polygon(region)),
                ShapeEntry::Circle(circle) => shapes.push(circle.into()),
                ShapeEntry::File(path) => {
                    let regions = self.references.regions(&path);
                    let regions = self.keep(&place, regions).unwrap_or_default();
                    shapes.extend(regions.into_iter().map(Shape::Polygon));
                }
            }
        }
        shapes
    }

    pub(super) fn zones(&mut self, entries: Vec<ZoneEntry>) -> Vec<Zone> {
        let mut zones = Vec::new();
        for (index, entry) in entries.into_iter().enumerate() {
            let place = format!("zones {}", index + 1);
            let name = entry.name.unwrap_or_else(|| format!("zone {}", index + 1));
            let shape = match (entry.polygon, entry.circle, entry.file) {
                (Some(region), None, None) => Shape::Polygon(region),
                (None, Some(circle), None) => circle.into(),
                (None, None, Some(path)) => {
                    let read = self.references.zones(&path);
                    let (read, losses) = self.keep(&place, read).unwrap_or_default();
                    self.faults.extend(
                        losses
                            .iter()
                            .map(|loss| Objection::warning(&place, format!("{path}, {loss}"))),
                    );
                    zones.extend(read);
                    continue;
                }
                _ => {
                    self.fault(place, "needs exactly one of polygon, circle and file");
                    continue;
                }
            };
            zones.push(Zone {
                name,
                shape,
                lower: entry.lower,
                upper: entry.upper,
            });
        }
        zones
    }

    fn keep<T>(&mut self, place: &str, result: Result<T, String>) -> Option<T> {
        result.map_err(|reason| self.fault(place, reason)).ok()
    }
}

fn named(path: &str, reasons: Vec<String>) -> Vec<String> {
    let reasons = reasons.into_iter();
    reasons.map(|reason| format!("{path}: {reason}")).collect()
}

impl From<CircleEntry> for Shape {
    fn from(circle: CircleEntry) -> Self {
        Self::Circle {
            centre: circle.centre,
            radius_m: circle.radius_m,
        }
    }
}

impl References<'_> {
    /// Polygons if the file has any, or else its line, or else its point.
    fn area(&mut self, path: &str) -> Result<Area, String> {
        let mut regions = Vec::new();
        let mut lines = Vec::new();
        let mut points = Vec::new();
        for outline in self.outlines(path)? {
            match outline.figure {
                Figure::Region(region) => regions.push(region),
                Figure::Line(line) => lines.push(line),
                Figure::Point(point) => points.push(point),
            }
        }
        match (regions.len(), lines.len(), points.len()) {
            (1.., _, _) => Ok(Area::Regions(regions)),
            (0, 1, _) => Ok(Area::Line(lines.remove(0))),
            (0, 0, 1) => Ok(Area::Point(points[0])),
            (0, 0, 0) => Err(format!("{path} holds no polygon, line or point")),
            (0, 0, count) => Err(format!("{path} holds {count} points, one is needed")),
            (0, count, _) => Err(format!("{path} holds {count} lines, one is needed")),
        }
    }

    fn ship_file(&mut self, path: &str) -> Result<ShipFile, String> {
        let bytes = self.bytes(path)?;
        let text = std::str::from_utf8(&bytes).map_err(|error| format!("{path}: {error}"))?;
        ShipFile::parse(text).map_err(|error| format!("{path}, {error}"))
    }

    fn vessels(&mut self, path: &str) -> Result<Vessels, String> {
        let bytes = self.bytes(path)?;
        Ok(Vessels::read(&String::from_utf8_lossy(&bytes)))
    }

    fn regions(&mut self, path: &str) -> Result<Vec<Region>, String> {
        let outlines = self.outlines(path)?.into_iter();
        let regions: Vec<Region> = outlines
            .filter_map(|outline| match outline.figure {
                Figure::Region(region) => Some(region),
                _ => None,
            })
            .collect();
        if regions.is_empty() {
            return Err(format!("{path} holds no polygon"));
        }
        Ok(regions)
    }

    fn outlines(&mut self, path: &str) -> Result<Vec<Outline>, String> {
        let bytes = self.bytes(path)?;
        outline::read(path, &bytes).map_err(|error| format!("{path}: {error}"))
    }

    /// The zones of a file, and what had to be assumed to read them.
    fn zones(&mut self, path: &str) -> Result<(Vec<Zone>, Vec<Loss>), String> {
        let bytes = self.bytes(path)?;
        crate::formats::zones::read(path, &bytes).map_err(|error| format!("{path}: {error}"))
    }
}
