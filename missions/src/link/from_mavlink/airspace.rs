//! A fence and rally points from mission items.

use thiserror::Error;

use crate::airspace::Fence;
use crate::geodesy::{Position, PositionError, Region, Shape};
use crate::plan::item::Item;
use crate::plan::{Datum, Height, Waypoint};

/// Why items are no fence or no rally points; items are counted from 0.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum FenceError {
    /// Another command.
    #[error("item {item}: command {command} does not belong here")]
    Command {
        /// Which item.
        item: usize,
        /// Its command.
        command: u16,
    },
    /// A polygon with the wrong number of vertices.
    #[error("item {item}: a polygon of {wanted} vertices has {found}")]
    Vertices {
        /// Its first item.
        item: usize,
        /// What its first item said.
        wanted: f64,
        /// What followed.
        found: usize,
    },
    /// A circle without a size.
    #[error("item {item}: a circle of radius {radius_m} m")]
    Radius {
        /// Which item.
        item: usize,
        /// What it said.
        radius_m: f64,
    },
    /// Not on earth.
    #[error("item {item}")]
    Position {
        /// Which item.
        item: usize,
        /// Why not.
        source: PositionError,
    },
}

/// The fence that items describe; its ceiling is not among them.
pub fn fence(items: &[Item]) -> Result<Fence, FenceError> {
    let mut fence = Fence::default();
    let mut at = 0;
    while let Some(item) = items.get(at) {
        match item.command {
            5001 | 5002 => {
                let ring = ring(items, at)?;
                at += ring.len();
                let region = Region {
                    outer: ring,
                    holes: Vec::new(),
                };
                push(&mut fence, item.command == 5001, Shape::Polygon(region));
                continue;
            }
            5003 | 5004 => push(&mut fence, item.command == 5003, circle(item, at)?),
            5000 => fence.breach_return = Some(waypoint(item, at)?),
            command => return Err(FenceError::Command { item: at, command }),
        }
        at += 1;
    }
    Ok(fence)
}

/// The rally points that items describe.
pub fn rally(items: &[Item]) -> Result<Vec<Waypoint>, FenceError> {
    let point = |(at, item): (usize, &Item)| match item.command {
        5100 => waypoint(item, at),
        command => Err(FenceError::Command { item: at, command }),
    };
    items.iter().enumerate().map(point).collect()
}

fn push(fence: &mut Fence, inside: bool, shape: Shape) {
    if inside {
        fence.inclusions.push(shape);
    } else {
        fence.exclusions.push(shape);
    }
}

fn ring(items: &[Item], first: usize) -> Result<Vec<Position>, FenceError> {
    let head = &items[first];
    let wanted = head.params[0];
    let belongs = |item: &&Item| item.command == head.command && item.params[0] == wanted;
    let vertices: Vec<_> = items[first..]
        .iter()
        .take_while(belongs)
        .take(wanted as usize)
        .collect();
    if wanted < 3.0 || vertices.len() as f64 != wanted {
        return Err(FenceError::Vertices {
            item: first,
            wanted,
            found: vertices.len(),
        });
    }
    let place = |(offset, item)| position(item, first + offset);
    vertices.into_iter().enumerate().map(place).collect()
}

fn circle(item: &Item, at: usize) -> Result<Shape, FenceError> {
    let radius_m = item.params[0];
    if radius_m > 0.0 && radius_m.is_finite() {
        let centre = position(item, at)?;
        return Ok(Shape::Circle { centre, radius_m });
    }
    Err(FenceError::Radius { item: at, radius_m })
}

fn waypoint(item: &Item, at: usize) -> Result<Waypoint, FenceError> {
    let above = match item.frame {
        3 | 6 => Datum::Home,
        10 | 11 => Datum::Terrain,
        _ => Datum::Sea,
    };
    Ok(Waypoint {
        position: position(item, at)?,
        height: Height {
            metres: item.z,
            above,
        },
    })
}

fn position(item: &Item, at: usize) -> Result<Position, FenceError> {
    Position::new(item.x, item.y).map_err(|source| FenceError::Position { item: at, source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::to_mavlink::{fence_items, rally_items};

    fn at(latitude_deg: f64, longitude_deg: f64) -> Position {
        Position::new(latitude_deg, longitude_deg).unwrap()
    }

    fn triangle(latitude_deg: f64) -> Vec<Position> {
        [(0.0, 0.0), (0.1, 0.0), (0.1, 0.1)]
            .map(|(north, east)| at(latitude_deg + north, 4.0 + east))
            .to_vec()
    }

    fn region(latitude_deg: f64, holes: Vec<Vec<Position>>) -> Shape {
        Shape::Polygon(Region {
            outer: triangle(latitude_deg),
            holes,
        })
    }

    #[test]
    fn a_fence_comes_back_with_its_hole_as_an_exclusion() {
        let mut sent = Fence {
            inclusions: vec![region(51.0, vec![triangle(51.02)]), region(52.0, vec![])],
            exclusions: vec![Shape::Circle {
                centre: at(51.05, 4.0),
                radius_m: 30.0,
            }],
            ceiling: None,
            breach_return: Some(Waypoint {
                position: at(51.0, 4.0),
                height: Height::above_home(30.0),
            }),
        };
        let back = fence(&fence_items(&sent)).unwrap();
        sent.inclusions[0] = region(51.0, vec![]);
        sent.exclusions.insert(0, region(51.02, vec![]));
        assert_eq!(back, sent);
    }

    #[test]
    fn two_polygons_with_equal_counts_stay_two() {
        let sent = Fence {
            exclusions: vec![region(51.0, vec![]), region(52.0, vec![])],
            ..Fence::default()
        };
        assert_eq!(fence(&fence_items(&sent)).unwrap(), sent);
    }

    #[test]
    fn rally_points_come_back() {
        let sent = [
            Height::above_home(30.0),
            Height::above_sea(90.0),
            Height {
                metres: 40.0,
                above: Datum::Terrain,
            },
        ]
        .map(|height| Waypoint {
            position: at(51.0, 4.0),
            height,
        });
        assert_eq!(rally(&rally_items(&sent)).unwrap(), sent);
    }

    fn check(items: &[Item], message: &str) {
        assert_eq!(fence(items).unwrap_err().to_string(), message);
    }

    #[test]
    fn what_is_no_fence_is_told_where() {
        let sent = Fence {
            inclusions: vec![region(51.0, vec![])],
            ..Fence::default()
        };
        let good = fence_items(&sent);
        check(&good[..2], "item 0: a polygon of 3 vertices has 2");
        let mut bad = good.clone();
        bad[1].command = 16;
        check(&bad, "item 0: a polygon of 3 vertices has 1");
        let mut bad = good.clone();
        bad.push(Item {
            command: 16,
            ..bad[0]
        });
        check(&bad, "item 3: command 16 does not belong here");
        let mut bad = good.clone();
        bad.push(Item {
            command: 5003,
            params: [f64::NAN; 4],
            ..bad[0]
        });
        check(&bad, "item 3: a circle of radius NaN m");
        let nan = good.map_first(f64::NAN);
        check(&nan, "item 0: a polygon of NaN vertices has 0");
    }

    trait MapFirst {
        fn map_first(self, value: f64) -> Self;
    }

    impl MapFirst for Vec<Item> {
        fn map_first(mut self, value: f64) -> Self {
            for item in &mut self {
                item.params[0] = value;
            }
            self
        }
    }
}
