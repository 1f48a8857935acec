//! A list as the wire counts it and as a plan counts it: ArduPilot's item 0 of a mission is home,
//! and some items are said in another way (`manners::items`). Both halves count alike.

use super::{Kind, TransferError};
use crate::geodesy::Position;
use crate::link::dialect::MISSION_ITEM_INT_DATA;
use crate::link::manners::Autopilot;
use crate::link::{Endpoint, to_mavlink};
use crate::plan::item::Item;
use crate::plan::{Height, Waypoint};

/// A plan's items as the wire counts them, home before them where it belongs.
pub(super) fn wire_items(
    autopilot: Autopilot,
    to: Endpoint,
    kind: Kind,
    items: &[Item],
    home: Option<Waypoint>,
) -> Result<Vec<MISSION_ITEM_INT_DATA>, TransferError> {
    if items.len() >= usize::from(u16::MAX) {
        return Err(TransferError::TooMany(items.len()));
    }
    let mut wire = Vec::with_capacity(items.len() + 1);
    if counts_home(autopilot, kind) {
        let item = to_mavlink::item(&home_item(home), 0, to, kind);
        wire.push(item.map_err(|source| TransferError::Item { index: 0, source })?);
    }
    for (index, item) in items.iter().enumerate() {
        let item = autopilot.prepared(item);
        let item = to_mavlink::item(&item, wire.len() as u16, to, kind);
        wire.push(item.map_err(|source| TransferError::Item { index, source })?);
    }
    Ok(wire)
}

pub(super) fn counts_home(autopilot: Autopilot, kind: Kind) -> bool {
    kind == Kind::Mission && autopilot.home_is_item_0()
}

/// Home, above the sea; zeros where it is not known, as ArduPilot itself says it.
pub(super) fn home_item(home: Option<Waypoint>) -> Item {
    let place = home.map(|home| (home.position, home.height.metres));
    Item {
        command: 16,
        frame: 0,
        params: [0.0; 4],
        x: place.map_or(0.0, |(position, _)| position.latitude_deg()),
        y: place.map_or(0.0, |(position, _)| position.longitude_deg()),
        z: place.map_or(0.0, |(_, metres)| metres),
        autocontinue: true,
    }
}

/// What the wire counted, as a plan counts it, and home, where it came before it.
pub(super) fn planned(
    autopilot: Autopilot,
    kind: Kind,
    mut items: Vec<Item>,
) -> (Vec<Item>, Option<Waypoint>) {
    let home = (counts_home(autopilot, kind) && !items.is_empty())
        .then(|| items.remove(0))
        .filter(|item| item.x != 0.0 || item.y != 0.0)
        .and_then(|item| {
            let position = Position::new(item.x, item.y).ok()?;
            let height = Height::above_sea(item.z);
            Some(Waypoint { position, height })
        });
    if kind == Kind::Mission {
        for item in &mut items {
            *item = autopilot.as_planned(item);
        }
    }
    (items, home)
}
