//! The fence: polygons, circles, heights, and what a breach leads to.
//!
//! Sources: ArduPilot, `AC_Fence` and "GeoFencing"; PX4, "GeoFence" and
//! `navigator/geofence.cpp`; MAVLink, `MAV_CMD_NAV_FENCE_*`.

use missions::frames::LocalPlane;
use missions::geodesy::{Position, Shape};
use missions::link::from_mavlink::{self, FenceError};
use missions::plan::item::Item;
use missions::time::BootTime;
use nalgebra::{Vector2, Vector3};

use super::super::modes::{FlightMode, Manner};
use super::super::parameters::Parameters;
use super::Autopilot;
use super::event::{AutopilotEvent, Severity};

/// Which limit was passed; the numbers are `FENCE_BREACH`'s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum BreachKind {
    /// 1: too low.
    TooLow = 1,
    /// 2: too high.
    TooHigh = 2,
    /// 3: outside a polygon or circle, or inside a forbidden one.
    Boundary = 3,
}

/// The fence's state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Breach {
    /// What is breached now.
    pub kind: Option<BreachKind>,
    /// Breaches since boot.
    pub count: u16,
    /// When the last one began.
    pub since: BootTime,
}

#[derive(Clone, Debug)]
enum Outline {
    Polygon(Vec<Vector2<f64>>),
    Circle { centre: Vector2<f64>, radius_m: f64 },
}

#[derive(Clone, Debug)]
struct Piece {
    outline: Outline,
    is_exclusion: bool,
}

/// The fence as uploaded, and whether it is breached.
#[derive(Clone, Debug)]
pub struct Fence {
    plane: LocalPlane,
    items: Vec<Item>,
    pieces: Vec<Piece>,
    breach: Breach,
}

/// Where the vehicle is, as the fence sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) ned_m: Vector3<f64>,
    pub(super) home_ned_m: Vector3<f64>,
}

impl Fence {
    pub(super) const fn new(plane: LocalPlane) -> Self {
        Self {
            plane,
            items: Vec::new(),
            pieces: Vec::new(),
            breach: Breach {
                kind: None,
                count: 0,
                since: BootTime::ZERO,
            },
        }
    }

    /// The items as they were uploaded.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Whether and since when it is breached.
    pub const fn breach(&self) -> Breach {
        self.breach
    }

    pub(super) fn replace(&mut self, items: Vec<Item>) -> Result<(), FenceError> {
        let fence = from_mavlink::fence(&items)?;
        let on_plane = |shapes: &[Shape], is_exclusion| -> Vec<Piece> {
            let pieces = shapes.iter().map(|shape| self.outline(shape));
            pieces
                .map(|outline| Piece {
                    outline,
                    is_exclusion,
                })
                .collect()
        };
        self.pieces = [
            on_plane(&fence.inclusions, false),
            on_plane(&fence.exclusions, true),
        ]
        .concat();
        self.items = items;
        Ok(())
    }

    fn outline(&self, shape: &Shape) -> Outline {
        match shape {
            // Uploaded polygons have no holes: an exclusion says where nobody may be.
            Shape::Polygon(region) => {
                let vertices = region.outer.iter().map(|vertex| self.on_plane(*vertex));
                Outline::Polygon(vertices.collect())
            }
            Shape::Circle { centre, radius_m } => Outline::Circle {
                centre: self.on_plane(*centre),
                radius_m: *radius_m,
            },
        }
    }

    fn on_plane(&self, position: Position) -> Vector2<f64> {
        let plane = self.plane.to_plane(position);
        Vector2::new(plane.y, plane.x)
    }

    /// Whether this manner watches a fence at all now.
    pub(super) fn is_enforced(&self, parameters: &Parameters) -> bool {
        if parameters.get("FENCE_ENABLE").is_some() {
            parameters.is_on("FENCE_ENABLE")
        } else {
            parameters.is_on("GF_ACTION")
                && (!self.pieces.is_empty()
                    || parameters.is_on("GF_MAX_HOR_DIST")
                    || parameters.is_on("GF_MAX_VER_DIST"))
        }
    }

    /// Which limit a place is beyond; none while nothing is enforced.
    pub(super) fn breach_here(
        &self,
        parameters: &Parameters,
        place: Place,
    ) -> Option<(BreachKind, &'static str)> {
        if !self.is_enforced(parameters) {
            return None;
        }
        let height_m = place.home_ned_m.z - place.ned_m.z;
        let away_m = (place.ned_m - place.home_ned_m).xy().norm();
        let here = place.ned_m.xy();
        if parameters.get("FENCE_TYPE").is_some() {
            let bits = parameters.number("FENCE_TYPE") as i64;
            let beyond = |bit: i64, is_beyond: bool| bits & bit != 0 && is_beyond;
            if beyond(1, height_m > parameters.number("FENCE_ALT_MAX")) {
                Some((BreachKind::TooHigh, "Max Alt fence breached"))
            } else if beyond(8, height_m < parameters.number("FENCE_ALT_MIN")) {
                Some((BreachKind::TooLow, "Min Alt fence breached"))
            } else if beyond(2, away_m > parameters.number("FENCE_RADIUS")) {
                Some((BreachKind::Boundary, "Circle fence breached"))
            } else if beyond(4, !self.allows(here, true)) {
                Some((BreachKind::Boundary, "Polygon fence breached"))
            } else {
                None
            }
        } else {
            let passes = |name: &str, metres: f64| {
                let limit = parameters.number(name);
                limit > 0.0 && metres > limit
            };
            if passes("GF_MAX_VER_DIST", height_m) {
                Some((BreachKind::TooHigh, "Maximum altitude above home exceeded"))
            } else if passes("GF_MAX_HOR_DIST", away_m) || !self.allows(here, false) {
                Some((BreachKind::Boundary, "Geofence violation"))
            } else {
                None
            }
        }
    }

    /// Outside all exclusions, and inside every inclusion (`all`) or at least one.
    fn allows(&self, here: Vector2<f64>, all: bool) -> bool {
        let inside = |piece: &&Piece| piece.outline.contains(here);
        let mut inclusions = self
            .pieces
            .iter()
            .filter(|piece| !piece.is_exclusion)
            .peekable();
        let is_included = inclusions.peek().is_none()
            || if all {
                inclusions.all(|piece| inside(&piece))
            } else {
                inclusions.any(|piece| inside(&piece))
            };
        let mut exclusions = self.pieces.iter().filter(|piece| piece.is_exclusion);
        is_included && !exclusions.any(|piece| inside(&piece))
    }
}

/// The height above home that ArduPilot's way home may not pass, metres.
pub(super) fn roof_m(parameters: &Parameters) -> Option<f64> {
    let bits = parameters.number("FENCE_TYPE") as i64;
    (parameters.is_on("FENCE_ENABLE") && bits & 1 != 0)
        .then(|| parameters.number("FENCE_ALT_MAX") - parameters.number("FENCE_MARGIN"))
}

impl Outline {
    fn contains(&self, here: Vector2<f64>) -> bool {
        match self {
            Self::Circle { centre, radius_m } => (here - centre).norm() <= *radius_m,
            Self::Polygon(vertices) => {
                let mut inside = false;
                let mut before = vertices[vertices.len() - 1];
                for vertex in vertices {
                    let crosses = (vertex.y > here.y) != (before.y > here.y);
                    let at = (before.x - vertex.x) * (here.y - vertex.y) / (before.y - vertex.y)
                        + vertex.x;
                    inside ^= crosses && here.x < at;
                    before = *vertex;
                }
                inside
            }
        }
    }
}

impl Autopilot {
    pub(super) const fn place(&self) -> Place {
        Place {
            ned_m: self.senses.position_ned_m,
            home_ned_m: match self.home {
                Some(home) => home.ned_m,
                None => Vector3::new(0.0, 0.0, 0.0),
            },
        }
    }

    /// Watches the fence in flight and does what its action says at the moment of a breach.
    pub(super) fn watch_fence(&mut self) {
        if !self.is_airborne() || !self.senses.has_position {
            return;
        }
        let found = self.fence.breach_here(&self.parameters, self.place());
        let before = self.fence.breach.kind;
        self.fence.breach.kind = found.map(|(kind, _)| kind);
        match (before, found) {
            (None, Some((_, text))) => {
                self.fence.breach.count = self.fence.breach.count.saturating_add(1);
                self.fence.breach.since = self.now;
                let severity = match self.manner {
                    Manner::ArduPilot => Severity::Notice,
                    Manner::Px4 => Severity::Critical,
                };
                self.text(severity, text);
                self.tell(AutopilotEvent::Breach(true));
                self.act_on_breach();
            }
            (Some(_), None) => {
                if self.manner == Manner::ArduPilot {
                    self.text(Severity::Notice, "Fence breach cleared");
                }
                self.tell(AutopilotEvent::Breach(false));
            }
            _ => {}
        }
    }

    fn act_on_breach(&mut self) {
        if matches!(self.mode, FlightMode::Land | FlightMode::Descend) {
            return;
        }
        let mode = match (self.manner, self.fence_action()) {
            (Manner::ArduPilot, 1 | 3) | (Manner::Px4, 3) => FlightMode::Return,
            (Manner::ArduPilot, 2) | (Manner::Px4, 5) => FlightMode::Land,
            (Manner::ArduPilot, 4) => FlightMode::Brake,
            (Manner::Px4, 2) => FlightMode::Hold,
            (Manner::Px4, 4) => {
                self.text(Severity::Emergency, "Geofence violation: flight terminated");
                self.stop_rotors("Disarmed by flight termination");
                return;
            }
            _ => return,
        };
        if self.mode != mode && !(self.mode == FlightMode::Return && mode != FlightMode::Land) {
            self.failsafes.began();
            self.enter(mode);
        }
    }

    fn fence_action(&self) -> i64 {
        let name = match self.manner {
            Manner::ArduPilot => "FENCE_ACTION",
            Manner::Px4 => "GF_ACTION",
        };
        self.parameters.number(name) as i64
    }
}
