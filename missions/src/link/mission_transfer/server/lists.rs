//! What a vehicle keeps: mission, fence and rally points, each with its length on the wire and its
//! name.

use crate::link::dialect::MISSION_ITEM_INT_DATA;
use crate::link::manners::Autopilot;
use crate::link::mission_transfer::Kind;
use crate::link::mission_transfer::counting::{counts_home, home_item};
use crate::link::{Endpoint, to_mavlink};
use crate::plan::Waypoint;
use crate::plan::item::Item;

/// How many items each list can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Items of a mission.
    pub mission: u16,
    /// Items of a fence.
    pub fence: u16,
    /// Rally points.
    pub rally: u16,
}

impl Default for Limits {
    /// ArduCopter's on a large board (724 items was the smallest of recent ones), rounded.
    fn default() -> Self {
        Self {
            mission: 1000,
            fence: 250,
            rally: 50,
        }
    }
}

impl Limits {
    pub(super) const fn of(self, kind: Kind) -> u16 {
        match kind {
            Kind::Mission => self.mission,
            Kind::Fence => self.fence,
            Kind::Rally => self.rally,
        }
    }
}

/// The three lists, as a plan counts them, and home.
#[derive(Debug)]
pub(super) struct Lists {
    autopilot: Autopilot,
    pub(super) home: Option<Waypoint>,
    kept: [Vec<Item>; 3],
}

impl Lists {
    pub(super) const fn new(autopilot: Autopilot) -> Self {
        Self {
            autopilot,
            home: None,
            kept: [Vec::new(), Vec::new(), Vec::new()],
        }
    }

    pub(super) fn items(&self, kind: Kind) -> &[Item] {
        &self.kept[kind as usize]
    }

    pub(super) fn set(&mut self, kind: Kind, items: Vec<Item>) {
        self.kept[kind as usize] = items;
    }

    /// How many items the wire counts: with ArduPilot's home.
    pub(super) fn count(&self, kind: Kind) -> u16 {
        let items = self.items(kind).len() as u16;
        let home = counts_home(self.autopilot, kind) && (items > 0 || self.home.is_some());
        items + u16::from(home)
    }

    /// The name of what a list holds, for `MISSION_CURRENT`: PX4 gives one, ArduPilot gives 0.
    ///
    /// FNV-1a of the items' bytes: equal lists have equal names; 0 means none and stands for empty.
    pub(super) fn opaque_id(&self, kind: Kind) -> u32 {
        let items = self.items(kind);
        if self.autopilot == Autopilot::ArduPilot || items.is_empty() {
            return 0;
        }
        let bytes = items.iter().flat_map(item_bytes);
        let hash = bytes.fold(0x811C_9DC5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        hash.max(1)
    }

    /// Item `seq` as `to` is told it; none where there is none.
    pub(super) fn wire_item(
        &self,
        to: Endpoint,
        kind: Kind,
        seq: u16,
    ) -> Option<MISSION_ITEM_INT_DATA> {
        let (index, prepared) = if counts_home(self.autopilot, kind) {
            match self.autopilot.index_of(seq) {
                None if self.count(kind) > 0 => (None, home_item(self.home)),
                None => return None,
                Some(index) => (
                    Some(index),
                    Item::clone(self.items(kind).get(usize::from(index))?),
                ),
            }
        } else {
            (Some(seq), *self.items(kind).get(usize::from(seq))?)
        };
        let is_jump = index.is_some() && kind == Kind::Mission;
        let item = if is_jump {
            self.autopilot.prepared(&prepared)
        } else {
            prepared
        };
        to_mavlink::item(&item, seq, to, kind).ok()
    }
}

/// The item as the wire carries it, for its name; unsayable ones have none.
fn item_bytes(item: &Item) -> Vec<u8> {
    let numbers = [
        item.params[0],
        item.params[1],
        item.params[2],
        item.params[3],
        item.x,
        item.y,
        item.z,
    ];
    let floats = numbers.iter().flat_map(|number| number.to_le_bytes());
    let [low, high] = item.command.to_le_bytes();
    floats
        .chain([low, high, item.frame, u8::from(item.autocontinue)])
        .collect()
}
