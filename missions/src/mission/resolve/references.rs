//! The parts of a mission file that may name another file: area, fence and zones.

use super::Resolver;
use crate::airspace::{Fence, Zone};
use crate::geodesy::{Region, Shape};
use crate::mission::Area;
use crate::mission::file::{AreaEntry, CircleEntry, FenceEntry, ShapeEntry, ZoneEntry};

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
        }
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
                    zones.extend(self.keep(&place, read).unwrap_or_default());
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

impl From<CircleEntry> for Shape {
    fn from(circle: CircleEntry) -> Self {
        Self::Circle {
            centre: circle.centre,
            radius_m: circle.radius_m,
        }
    }
}

impl References<'_> {
    fn area(&mut self, path: &str) -> Result<Area, String> {
        self.regions(path).map(Area::Regions)
    }

    fn regions(&mut self, path: &str) -> Result<Vec<Region>, String> {
        let bytes = self.bytes(path)?;
        Err(format!(
            "{path}: {} bytes in a format without a reader",
            bytes.len()
        ))
    }

    fn zones(&mut self, path: &str) -> Result<Vec<Zone>, String> {
        let bytes = self.bytes(path)?;
        Err(format!(
            "{path}: {} bytes in a format without a reader",
            bytes.len()
        ))
    }
}
