//! One sortie as it is flown: its items numbered, its jumps followed, its end found.
//!
//! Items count from 1, as the lines of a `.waypoints` file do behind home and as `doJumpId` does.
//! A jump is carried out as often as it says and never again, as ArduPilot counts.

use std::collections::BTreeMap;

use super::Objection;
use crate::frames::LocalPlane;
use crate::plan::item::Item;
use crate::plan::items::{self, command};
use crate::plan::path::{Stretch, Walk};
use crate::plan::{Leg, Plan, Sortie, Task};

/// More steps than any battery lasts for: a bound on what jumps can make of a file.
const MOST: usize = 100_000;

/// More jumps than this over nothing that is flown are taken for an end that never comes.
const OFTEN: f64 = 100.0;

/// A sortie and the order in which its legs are flown.
pub(super) struct Course<'a> {
    sortie: &'a Sortie,
    /// From 1.
    number: usize,
    items: Vec<Vec<Item>>,
    /// The number of each leg's first item, from 0.
    first: Vec<usize>,
    /// What is flown, one after the other.
    pub(super) steps: Vec<Step>,
    /// The leg whose jump was about to be followed when [`MOST`] was reached.
    pub(super) endless: Option<usize>,
}

/// A leg on its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// Which leg, from 0.
    pub(super) leg: usize,
    /// The leg whose jump has led here once more.
    pub(super) again: Option<usize>,
}

/// Where a jump leads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Jump {
    /// The leg, from 0; none where the jump names what is not there.
    pub(super) to: Option<usize>,
    /// How often; negative is for ever.
    pub(super) times: f64,
}

impl<'a> Course<'a> {
    pub(super) fn of(plan: &Plan, sortie: &'a Sortie, number: usize) -> Self {
        let items = items::by_leg(plan, sortie);
        let first = items.iter().scan(0, |count, items| {
            let first = *count;
            *count += items.len();
            Some(first)
        });
        let mut course = Self {
            sortie,
            number,
            first: first.collect(),
            items,
            steps: Vec::new(),
            endless: None,
        };
        course.follow();
        course
    }

    pub(super) fn legs(&self) -> &'a [Leg] {
        &self.sortie.legs
    }

    /// `sortie 1`.
    pub(super) fn whole(&self) -> String {
        format!("sortie {}", self.number)
    }

    /// `sortie 1, leg 4`, and of somebody else's item also its number: `sortie 1, leg 4 (item 6)`.
    pub(super) fn place(&self, leg: usize) -> String {
        match self.sortie.legs.get(leg).map(|leg| &leg.task) {
            Some(Task::Command(_)) => self.item_place(leg),
            _ => format!("sortie {}, leg {}", self.number, leg + 1),
        }
    }

    /// The same with its item, whoever it is from.
    pub(super) fn item_place(&self, leg: usize) -> String {
        let item = self.item_number(leg);
        format!("sortie {}, leg {} (item {item})", self.number, leg + 1)
    }

    /// The item that a leg ends with, from 1.
    pub(super) fn item_number(&self, leg: usize) -> usize {
        let first = self.first.get(leg).copied().unwrap_or_default();
        first + self.items.get(leg).map_or(0, Vec::len)
    }

    /// The item that a leg ends with.
    pub(super) fn item(&self, leg: usize) -> Option<&Item> {
        self.items.get(leg)?.last()
    }

    /// The jump that a leg is, if it is one.
    pub(super) fn jump(&self, leg: &Leg) -> Option<Jump> {
        let Task::Command(item) = leg.task else {
            return None;
        };
        let [target, times, ..] = item.params;
        let to = match item.command {
            command::JUMP => self.leg_of(target),
            command::JUMP_TO_TAG => self.tagged(target),
            _ => return None,
        };
        Some(Jump { to, times })
    }

    /// Legs that would move the vehicle and are never reached.
    pub(super) fn unreached(&self) -> Vec<usize> {
        let mut reached = vec![false; self.legs().len()];
        for step in &self.steps {
            reached[step.leg] = true;
        }
        let legs = self.legs().iter().enumerate();
        legs.filter(|(index, leg)| !reached[*index] && leg.meant().is_some())
            .map(|(index, _)| index)
            .collect()
    }

    /// Flies the whole course; `judge` is asked once for each way that a leg can be flown.
    pub(super) fn fly<T: Clone>(
        &self,
        plan: &Plan,
        plane: LocalPlane,
        mut judge: impl FnMut(usize, &[Stretch]) -> T,
    ) -> Vec<(Step, T)> {
        let mut walk = Walk::new(plan, plane);
        let mut known = BTreeMap::new();
        let mut flown = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let key = (step.leg, walk.state().key());
            let (state, said) = known
                .entry(key)
                .or_insert_with(|| {
                    let stretches = walk.leg(step.leg, &self.sortie.legs[step.leg]);
                    (walk.state(), judge(step.leg, &stretches))
                })
                .clone();
            walk.resume(state);
            flown.push((*step, said));
        }
        flown
    }

    fn leg_of(&self, item: f64) -> Option<usize> {
        let last = self.first.last()? + self.items.last()?.len();
        if !(item >= 0.0 && item < last as f64) {
            return None;
        }
        let item = item as usize;
        let leg = self.first.partition_point(|first| *first <= item);
        leg.checked_sub(1)
    }

    fn tagged(&self, tag: f64) -> Option<usize> {
        self.legs().iter().position(|leg| {
            matches!(&leg.task, Task::Command(item)
                if item.command == command::JUMP_TAG && item.params[0] == tag)
        })
    }

    fn follow(&mut self) {
        let mut left: BTreeMap<usize, f64> = BTreeMap::new();
        let mut seen = vec![false; self.legs().len()];
        let mut latest = None;
        let (mut index, mut count) = (0, 0);
        while let Some(leg) = self.legs().get(index) {
            if count == MOST {
                self.endless = latest;
                return;
            }
            count += 1;
            if let Some(jump) = self.jump(leg) {
                let left = left.entry(index).or_insert(jump.times);
                match jump.to {
                    Some(to) if *left >= 1.0 => {
                        *left -= 1.0;
                        latest = Some(index);
                        index = to;
                    }
                    _ => index += 1,
                }
                continue;
            }
            let again = latest.filter(|_| seen[index]);
            seen[index] = true;
            self.steps.push(Step { leg: index, again });
            if matches!(leg.meant(), Some(Task::Return | Task::Land)) {
                return;
            }
            index += 1;
        }
    }
}

impl Course<'_> {
    /// What is wrong with the order: jumps that lead nowhere or never end, legs behind the end.
    pub(super) fn objections(&self) -> Vec<Objection> {
        let jumps = self.legs().iter().enumerate();
        let mut found: Vec<Objection> = jumps
            .filter_map(|(index, leg)| self.wrong_jump(index, self.jump(leg)?))
            .collect();
        if let Some(leg) = self.endless {
            let reason = format!(
                "{}: the sortie comes to more than {MOST} steps",
                self.say(leg)
            );
            found.push(Objection::error(self.place(leg), reason));
        }
        found.extend(self.behind_the_end());
        found
    }

    fn wrong_jump(&self, leg: usize, jump: Jump) -> Option<Objection> {
        let said = self.say(leg);
        let place = self.place(leg);
        if jump.to.is_none() {
            let reason = format!("{said}: there is no such item");
            Some(Objection::error(place, reason))
        } else if jump.times < 0.0 || jump.times.is_nan() {
            let reason = format!("{said}: it jumps for ever, the flight never ends");
            Some(Objection::error(place, reason))
        } else if jump.times > OFTEN && self.stands_still(leg, jump) {
            let reason = format!(
                "{said}: nothing is flown between the two, and no autopilot comes to an end of that"
            );
            Some(Objection::error(place, reason))
        } else {
            None
        }
    }

    /// Whether a jump leads back, and over nothing that is flown or waited for.
    fn stands_still(&self, leg: usize, jump: Jump) -> bool {
        let between = jump.to.and_then(|to| self.legs().get(to..=leg));
        between.is_some_and(|legs| !legs.is_empty() && legs.iter().all(|leg| leg.meant().is_none()))
    }

    fn behind_the_end(&self) -> Option<Objection> {
        if self.endless.is_some() {
            return None; // how it would have gone on is not known
        }
        let unreached = self.unreached();
        let first = *unreached.first()?;
        let count = unreached.len();
        let first_item = self.item_number(first);
        let last = self.steps.last()?.leg;
        let ends = matches!(self.legs()[last].meant(), Some(Task::Return | Task::Land));
        if ends && unreached.iter().any(|leg| *leg > last) {
            let reason = format!(
                "{} ends the flight here: {count} behind it, from item {first_item} on, {} never flown",
                self.item(last)?.name(),
                if count == 1 { "is" } else { "are" }
            );
            return Some(Objection::error(self.place(last), reason));
        }
        let reason = format!("is jumped over and never flown, as are {} more", count - 1);
        Some(Objection::warning(self.place(first), reason))
    }

    /// What a leg's item says, in short: `DO_JUMP to item 2, 1000 times`, `NAV_DELAY of 60 s`.
    pub(super) fn say(&self, leg: usize) -> String {
        let Some(item) = self.item(leg) else {
            return String::new();
        };
        let name = item.name();
        let [first, second, ..] = item.params;
        match item.command {
            command::JUMP => format!("{name} to item {:.0}, {second:.0} times", first + 1.0),
            command::JUMP_TO_TAG => format!("{name} to tag {first:.0}, {second:.0} times"),
            _ => match self.legs()[leg].meant() {
                Some(Task::Hold { seconds }) => format!("{name} of {seconds:.0} s"),
                Some(Task::Orbit {
                    turns, radius_m, ..
                }) => format!("{name} of {:.1} turns, radius {radius_m:.0} m", turns.abs()),
                _ => name.into_owned(),
            },
        }
    }
}
