//! What a flight is ordered to do: one sortie of a plan, with the vehicle that it was made for.

use missions::airspace::{Airspace, Fence, Zone};
use missions::link::manners::Autopilot;
use missions::plan::coverage::{self, Coverage};
use missions::plan::item::Item;
use missions::plan::{Plan, Sortie, items};
use missions::vehicle::Vehicle;
use missions::wind::Wind;
use thiserror::Error;

/// Of the reserve that the plan leaves, this share may be used up in flight by wind and ageing
/// before the flight is cut short; the rest must be there at touch-down.
const KEPT_OF_RESERVE: f64 = 0.5;
/// Share of a full battery that must be there at touch-down where no profile says it.
const KEEP_WITHOUT_PROFILE: f64 = 0.15;

/// What is to be flown.
#[derive(Clone, Debug, PartialEq)]
pub struct Orders {
    /// The plan.
    pub plan: Plan,
    /// Which sortie of it, from 0.
    sortie: usize,
    /// The vehicle that it was made for, where that is known.
    pub vehicle: Option<Vehicle>,
    /// The wind that it was made for, used until the vehicle measures its own.
    pub wind: Wind,
    /// Stop when everything is loaded and checked.
    pub only_check: bool,
    /// Be the ground station too: a PX4 that minds its data link (`NAV_DLL_ACT`) does not arm
    /// without one.
    pub station: bool,
    /// Which vehicle on the link, MAVLink's system; where none is named, there must be one only.
    pub system: Option<u8>,
}

/// Why a sortie cannot be flown from a plan.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum OrdersError {
    /// There are fewer.
    #[error("sortie {asked} was asked for, the plan has {has}")]
    NoSuchSortie {
        /// Counted from 1.
        asked: usize,
        /// How many there are.
        has: usize,
    },
    /// Nothing in it.
    #[error("sortie {0} has no legs")]
    Empty(usize),
}

impl Orders {
    /// Sortie `number` (from 1) of a plan.
    pub fn new(plan: Plan, number: usize) -> Result<Self, OrdersError> {
        let has = plan.sorties.len();
        let index = number.wrapping_sub(1);
        let Some(sortie) = plan.sorties.get(index) else {
            return Err(OrdersError::NoSuchSortie { asked: number, has });
        };
        if sortie.legs.is_empty() {
            return Err(OrdersError::Empty(number));
        }
        Ok(Self {
            plan,
            sortie: index,
            vehicle: None,
            wind: Wind::CALM,
            only_check: false,
            station: false,
            system: None,
        })
    }

    /// The sortie.
    pub fn sortie(&self) -> &Sortie {
        &self.plan.sorties[self.sortie]
    }

    /// What it is to see of the plan's area; lines see `ahead_m` beyond their ends.
    pub fn to_see(&self, ahead_m: f64) -> Option<Coverage> {
        let sortie = std::slice::from_ref(self.sortie());
        coverage::planned_by(&self.plan, sortie, ahead_m)
    }

    /// Its number, from 1.
    pub const fn number(&self) -> usize {
        self.sortie + 1
    }

    /// Its mission items, without ArduPilot's home item.
    pub fn items(&self) -> Vec<Item> {
        items::to_items(&self.plan, self.sortie())
    }

    /// The same as an autopilot can fly them; these are the items that it holds and counts.
    pub fn flyable(&self, autopilot: Autopilot) -> Vec<Item> {
        autopilot.flyable(&self.items())
    }

    /// The fence that the vehicle must keep: the plan's, and the zones that are exclusions.
    pub fn fence(&self) -> Option<Fence> {
        self.plan.enforced_fence(self.sortie())
    }

    /// The same with its zones by name, and without heights: as the vehicle will see it.
    pub fn enforced(&self) -> Airspace {
        let mut zones = Vec::new();
        for zone in self.plan.exclusion_zones(self.sortie()) {
            zones.push(Zone {
                name: zone.name.clone(),
                shape: zone.shape.outline(),
                lower: None,
                upper: None,
            });
        }
        Airspace {
            fence: self.plan.airspace.fence.clone(),
            zones,
            rally: Vec::new(),
        }
    }

    /// The fence's ceiling, metres above home.
    pub fn ceiling_above_home_m(&self) -> Option<f64> {
        let ceiling = self.plan.airspace.fence.as_ref()?.ceiling?;
        let home_m = self.plan.home.map_or(0.0, |home| home.height.metres);
        Some(ceiling.above_home_m(home_m))
    }

    /// Share of a full battery that must be there at touch-down, whatever happens.
    pub fn keep(&self) -> f64 {
        self.vehicle.as_ref().map_or(KEEP_WITHOUT_PROFILE, |v| {
            v.battery.reserve * KEPT_OF_RESERVE
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sortie_that_is_not_there_is_told_so() {
        let error = Orders::new(Plan::default(), 2).unwrap_err();
        assert_eq!(error.to_string(), "sortie 2 was asked for, the plan has 0");
        assert!(Orders::new(Plan::default(), 0).is_err());
    }
}
