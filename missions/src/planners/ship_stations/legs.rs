//! Hovers and ways as the legs of one sortie.
//!
//! | at a hover | leg |
//! | --- | --- |
//! | nose and camera on the marks | `DO_SET_ROI_LOCATION`, which ArduPilot and PX4 both fly in missions |
//! | the lens | `SET_CAMERA_ZOOM` by share of its range, where it zooms |
//! | the reading | `Hold` |
//! | nose and camera free again | `DO_SET_ROI_NONE` |

use geo::Coord;

use super::site::{Site, above};
use super::view::AIM_M;
use super::ways::{Stop, Ways};
use crate::plan::draughts::Hover;
use crate::plan::item::Item;
use crate::plan::items::command;
use crate::plan::{Height, Leg, Task, Waypoint};

/// `ZOOM_TYPE_RANGE`: per cent of the lens's range.
const ZOOM_TYPE_RANGE: f64 = 2.0;
/// Two places nearer than this are one, metres.
const NEAR_M: f64 = 0.1;
/// `MAV_FRAME_MISSION` and `MAV_FRAME_GLOBAL_RELATIVE_ALT`.
const FRAME_MISSION: u8 = 2;
const FRAME_ABOVE_HOME: u8 = 3;

/// The legs between stops, and which of them hold, in the order of the hovers.
pub(super) fn legs(
    site: &Site,
    ways: &Ways<'_>,
    hovers: &[Hover],
    stops: &[Stop],
) -> (Vec<Leg>, Vec<usize>) {
    let mut legs = Vec::new();
    let mut holds = Vec::new();
    for pair in stops.windows(2) {
        let Some(way) = ways.way(pair[0], pair[1]) else {
            continue;
        };
        let from = way.points.first().map(|point| (point.at, point.height_m));
        let mut here = from;
        for point in way.points.iter().skip(1) {
            // Where a way needs no climb, its ends stand in it twice.
            if here.is_none_or(|here| !is_near(here, (point.at, point.height_m))) {
                legs.push(Leg {
                    task: Task::Transit,
                    to: site.waypoint(point.at, point.height_m),
                    speed_m_s: way.speed_m_s,
                });
            }
            here = Some((point.at, point.height_m));
        }
        match (pair[0], pair[1]) {
            (Stop::Home, _) => {
                if let Some(first) = legs.first_mut() {
                    first.task = Task::TakeOff;
                }
            }
            (_, Stop::Home) => {
                if let Some(last) = legs.last_mut() {
                    last.task = Task::Land;
                }
            }
            _ => {}
        }
        if let Stop::Hover(number) = pair[1]
            && let Some(hover) = hovers.get(number)
        {
            holds.push(hold(site, hover, &mut legs));
        }
    }
    (legs, holds)
}

/// One place and one height, but for rounding.
fn is_near(a: (Coord<f64>, f64), b: (Coord<f64>, f64)) -> bool {
    let way = a.0 - b.0;
    way.x.hypot(way.y) < NEAR_M && (a.1 - b.1).abs() < NEAR_M
}

/// Adds the legs of a hover that the vehicle has come to; which one holds.
fn hold(site: &Site, hover: &Hover, legs: &mut Vec<Leg>) -> usize {
    // The last transit ends at the hover but for the rounding of the plane.
    if let Some(last) = legs.last_mut() {
        last.to = hover.waypoint;
    }
    let at = hover.waypoint;
    let mark = above(hover.mark_position, site.water_m + AIM_M);
    legs.push(order(look(mark), at));
    if let Some(percent) = hover.zoom_percent {
        let zoom = blind(
            command::SET_CAMERA_ZOOM,
            [ZOOM_TYPE_RANGE, percent, 0.0, 0.0],
        );
        legs.push(order(zoom, at));
    }
    legs.push(Leg {
        task: Task::Hold {
            seconds: hover.hold_s(),
        },
        to: at,
        speed_m_s: None,
    });
    let holds = legs.len() - 1;
    legs.push(order(blind(command::ROI_NONE, [0.0; 4]), at));
    holds
}

fn order(item: Item, to: Waypoint) -> Leg {
    Leg {
        task: Task::Command(item),
        to,
        speed_m_s: None,
    }
}

fn look(at: Waypoint) -> Item {
    let Height { metres, .. } = at.height;
    Item {
        command: command::ROI_LOCATION,
        frame: FRAME_ABOVE_HOME,
        params: [0.0; 4],
        x: at.position.latitude_deg(),
        y: at.position.longitude_deg(),
        z: metres,
        autocontinue: true,
    }
}

const fn blind(command: u16, params: [f64; 4]) -> Item {
    Item {
        command,
        frame: FRAME_MISSION,
        params,
        x: 0.0,
        y: 0.0,
        z: 0.0,
        autocontinue: true,
    }
}
