//! A fence and rally points as mission items.
//!
//! Source: MAVLink common, `MAV_CMD_NAV_FENCE_*` (5000 to 5004) and `MAV_CMD_NAV_RALLY_POINT`
//! (5100); mavlink.io, "Mission Protocol", geofence and rally points.

use crate::airspace::Fence;
use crate::geodesy::{Position, Shape};
use crate::plan::item::Item;
use crate::plan::{Datum, Height, Waypoint};

/// The fence's shapes as items: a polygon is one item a vertex, each with the number of vertices.
///
/// A hole of an inclusion becomes an exclusion. A hole of an exclusion cannot be said and stays
/// excluded, which errs to the safe side. The ceiling is no item: it is set by parameters
/// ([`crate::link::manners::Autopilot::fence_parameters`]).
pub fn fence_items(fence: &Fence) -> Vec<Item> {
    let mut items = Vec::new();
    for shape in &fence.inclusions {
        push_shape(&mut items, shape, [5001, 5003]);
        if let Shape::Polygon(region) = shape {
            for hole in &region.holes {
                push_ring(&mut items, hole, 5002);
            }
        }
    }
    for shape in &fence.exclusions {
        push_shape(&mut items, shape, [5002, 5004]);
    }
    let breach_return = fence.breach_return.iter();
    items.extend(breach_return.map(|point| placed(5000, point)));
    items
}

/// Rally points as items.
pub fn rally_items(rally: &[Waypoint]) -> Vec<Item> {
    rally.iter().map(|point| placed(5100, point)).collect()
}

fn push_shape(items: &mut Vec<Item>, shape: &Shape, [polygon, circle]: [u16; 2]) {
    match shape {
        Shape::Polygon(region) => push_ring(items, &region.outer, polygon),
        Shape::Circle { centre, radius_m } => items.push(corner(circle, *centre, *radius_m)),
    }
}

fn push_ring(items: &mut Vec<Item>, ring: &[Position], command: u16) {
    let vertices = ring.len() as f64;
    items.extend(ring.iter().map(|at| corner(command, *at, vertices)));
}

/// An item without a height, in `MAV_FRAME_GLOBAL`.
fn corner(command: u16, at: Position, first: f64) -> Item {
    Item {
        params: [first, 0.0, 0.0, 0.0],
        ..placed(
            command,
            &Waypoint {
                position: at,
                height: Height::above_sea(0.0),
            },
        )
    }
}

fn placed(command: u16, at: &Waypoint) -> Item {
    Item {
        command,
        frame: frame(at.height.above),
        params: [0.0; 4],
        x: at.position.latitude_deg(),
        y: at.position.longitude_deg(),
        z: at.height.metres,
        autocontinue: true,
    }
}

/// `MAV_FRAME_GLOBAL_RELATIVE_ALT`, `MAV_FRAME_GLOBAL`, `MAV_FRAME_GLOBAL_TERRAIN_ALT`.
const fn frame(datum: Datum) -> u8 {
    match datum {
        Datum::Home => 3,
        Datum::Sea => 0,
        Datum::Terrain => 10,
    }
}
