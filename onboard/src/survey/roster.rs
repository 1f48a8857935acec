//! The stations of a plan as stops of a flight, and where they are when the ship has moved.

use std::collections::BTreeSet;

use missions::frames::wrap_deg;
use missions::link::manners::Autopilot;
use missions::mission::Mission;
use missions::plan::draughts::{Draughts, Hover};
use missions::plan::items;
use missions::planners::ship_stations::again;
use missions::ship::Pose;
use missions::ship::ais::Vessels;
use missions::time::UtcTime;

use super::stop::Stop;
use super::{Brief, WANTED_U95_M};
use crate::flight::orders::Orders;

/// Sentences of AIS that are kept: more than a minute of one ship's.
const KEPT: usize = 64;
/// What a new report counts against those before it.
const SHARE: f64 = 0.4;
/// A ship that is so far from where she was, or has turned by so much, has moved: she is not
/// followed slowly.
const JUMP_M: f64 = 15.0;
const JUMP_DEG: f64 = 15.0;
/// No ship that lies still is suddenly so far from where she was, metres: she swings by that in
/// several reports.
const FARTHEST_M: f64 = 150.0;

/// What is to be surveyed in a sortie, if anything is.
pub fn brief(orders: &Orders, mission: &Mission) -> Option<Brief> {
    let draughts = orders.plan.draughts.as_ref()?;
    let hovers = hovers(orders, draughts);
    let stops: Vec<Stop> = hovers
        .iter()
        .map(|hover| stop(orders, draughts, hover))
        .collect();
    (!stops.is_empty()).then(|| Brief {
        stops,
        camera: mission.camera.clone(),
        wanted_u95_m: WANTED_U95_M,
    })
}

/// The hovers of this sortie, in the order in which they are flown.
fn hovers(orders: &Orders, draughts: &Draughts) -> Vec<Hover> {
    let sortie = orders.number() - 1;
    let mut hovers: Vec<Hover> = draughts
        .hovers
        .iter()
        .filter(|hover| hover.sortie == sortie)
        .cloned()
        .collect();
    hovers.sort_by_key(|hover| hover.leg);
    hovers
}

fn stop(orders: &Orders, draughts: &Draughts, hover: &Hover) -> Stop {
    let legs = items::by_leg(&orders.plan, orders.sortie());
    // A hold's own item comes last among those of its leg.
    let until: usize = legs.iter().take(hover.leg + 1).map(Vec::len).sum();
    Stop {
        station: hover.station,
        side: hover.side,
        item: until.saturating_sub(1),
        hover: hover.waypoint.position,
        height_above_home_m: hover.waypoint.height.metres,
        heading_deg: hover.heading_deg,
        mark: hover.mark_position,
        water_above_home_m: draughts.water_m,
        focal_mm: hover.focal_mm,
        dwell_s: hover.dwell_s,
    }
}

/// Whether the plan says which ship's AIS is hers.
pub fn names_ship(orders: &Orders) -> bool {
    let draughts = orders.plan.draughts.as_ref();
    draughts.is_some_and(|draughts| draughts.ship.mmsi.is_some())
}

/// Whether an autopilot counts the items of a plan as the plan does: stops are known by them.
pub fn counts_alike(orders: &Orders, autopilot: Autopilot) -> bool {
    orders.flyable(autopilot).len() == orders.items().len()
}

/// The ship, followed by what she says of herself.
#[derive(Clone, Debug)]
pub struct Follower {
    mission: Mission,
    orders: Orders,
    sentences: Vec<String>,
    pose: Option<Pose>,
    /// The stations that could not be placed again when it was last tried.
    unmoved: BTreeSet<String>,
    /// What she says of herself is not believed, and that was told.
    is_doubted: bool,
}

/// What a line of AIS says of the ship.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// She lies otherwise than before.
    Moved(Moved),
    /// Something that no ship does that lies still, in words; told once.
    Doubted(String),
}

/// The ship lies otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// Her heading now, degrees clockwise from true north.
    pub heading_deg: f64,
    /// The stations that could be placed again, as they are now.
    pub stops: Vec<Stop>,
    /// Those that could not be, though they could before, and why.
    pub unmoved: Vec<(String, String)>,
}

impl Follower {
    /// Of the ship that a mission was planned for.
    pub const fn new(mission: Mission, orders: Orders) -> Self {
        Self {
            mission,
            orders,
            sentences: Vec::new(),
            pose: None,
            unmoved: BTreeSet::new(),
            is_doubted: false,
        }
    }

    /// A line of AIS, and what follows from it; other ships' are passed over.
    ///
    /// Reports are noisy: each counts a share, unless she has moved by much. Who makes way, or is
    /// suddenly far away, is not followed.
    pub fn hear(&mut self, line: &str, now: UtcTime) -> Option<Heard> {
        let draughts = self.orders.plan.draughts.clone()?;
        self.sentences.push(line.trim().to_owned());
        if self.sentences.len() > KEPT {
            self.sentences.remove(0);
        }
        let heard = Vessels::read(&self.sentences.join("\n"));
        let vessel = heard.one(Some(draughts.ship.mmsi?)).ok()?;
        let (position, heading_deg) = vessel.position.zip(vessel.heading_deg)?;
        let reference = vessel.reference(&draughts.ship.form)?;
        let said = Pose::of_reference(position, reference, heading_deg);
        let was = self.pose.unwrap_or(draughts.ship.pose);
        let away_m = was.origin.distance_m(said.origin);
        let far = (away_m > FARTHEST_M).then(|| {
            format!("her AIS has her {away_m:.0} m from where she lay, which no ship at anchor does at once")
        });
        if let Some(why) = vessel.makes_way().or(far) {
            let is_news = !std::mem::replace(&mut self.is_doubted, true);
            return is_news.then_some(Heard::Doubted(why));
        }
        self.is_doubted = false;
        let pose = nearer(was, said);
        if self.pose == Some(pose) {
            return None;
        }
        self.pose = Some(pose);
        Some(Heard::Moved(self.placed(&draughts, pose, now)))
    }

    /// The stations before a ship that lies so.
    fn placed(&mut self, draughts: &Draughts, pose: Pose, now: UtcTime) -> Moved {
        let mut moved = Moved {
            heading_deg: pose.heading_deg,
            stops: Vec::new(),
            unmoved: Vec::new(),
        };
        for hover in hovers(&self.orders, draughts) {
            match again::again(&self.mission, &hover, pose, hover.waypoint, Some(now)) {
                Ok(again) => {
                    self.unmoved.remove(&hover.name());
                    moved.stops.push(stop(&self.orders, draughts, &again.hover));
                }
                Err(objection) => {
                    if self.unmoved.insert(hover.name()) {
                        moved.unmoved.push((hover.name(), objection.reason));
                    }
                }
            }
        }
        moved
    }
}

/// From one pose a share of the way to another.
fn nearer(was: Pose, said: Pose) -> Pose {
    let turned_deg = wrap_deg(said.heading_deg - was.heading_deg);
    let away_m = was.origin.distance_m(said.origin);
    if turned_deg.abs() > JUMP_DEG || away_m > JUMP_M {
        return said;
    }
    let bearing_deg = was.origin.bearing_deg(said.origin);
    Pose {
        origin: was.origin.offset(bearing_deg, SHARE * away_m),
        heading_deg: (was.heading_deg + SHARE * turned_deg).rem_euclid(360.0),
        time: said.time,
    }
}

#[cfg(test)]
mod tests;
