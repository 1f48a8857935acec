//! Messages of numbers that no dialect here has. Their checksum covers a byte that only their
//! dialect knows, so one of them alone could be a damaged number of a known message: each is held
//! back until a second one of its number agrees on that byte.

use std::collections::{BTreeMap, VecDeque};

use super::entries::Entry;

/// What is known of the unknown numbers.
#[derive(Debug)]
pub(super) struct Unknown<'a> {
    numbers: BTreeMap<u32, Number<'a>>,
    released: VecDeque<Entry<'a>>,
    left_out: Vec<(u64, u64, u32)>,
}

#[derive(Debug)]
struct Number<'a> {
    extra: u8,
    /// The first one, while no second has agreed with it.
    held: Option<Entry<'a>>,
}

impl<'a> Unknown<'a> {
    pub(super) const fn new() -> Self {
        Self {
            numbers: BTreeMap::new(),
            released: VecDeque::new(),
            left_out: Vec::new(),
        }
    }

    /// Takes one; it comes back from `released` when it is confirmed, the first one late.
    pub(super) fn hold(&mut self, entry: Entry<'a>) {
        let id = entry.frame.id;
        let Some(number) = self.numbers.get_mut(&id) else {
            self.first(entry);
            return;
        };
        if entry.frame.is_whole(number.extra) {
            let first = number.held.take();
            self.released.extend(first.map(|first| Entry {
                is_late: true,
                ..first
            }));
            self.released.push_back(entry);
        } else if let Some(held) = number.held.take() {
            self.leave_out(&held);
            self.first(entry);
        } else {
            self.leave_out(&entry);
        }
    }

    fn first(&mut self, entry: Entry<'a>) {
        let Some(extra) = entry.frame.extra() else {
            return self.leave_out(&entry);
        };
        let held = Some(entry);
        self.numbers.insert(entry.frame.id, Number { extra, held });
    }

    fn leave_out(&mut self, entry: &Entry<'_>) {
        let length = super::entries::TIME.saturating_add(entry.frame.length);
        self.left_out
            .push((entry.offset, length as u64, entry.frame.id));
    }

    /// The next one that is confirmed.
    pub(super) fn released(&mut self) -> Option<Entry<'a>> {
        self.released.pop_front()
    }

    /// Offset, length and number of those that nothing confirmed.
    pub(super) fn unconfirmed(&mut self) -> Vec<(u64, u64, u32)> {
        for number in std::mem::take(&mut self.numbers).into_values() {
            if let Some(held) = number.held {
                self.leave_out(&held);
            }
        }
        self.left_out.sort_unstable();
        std::mem::take(&mut self.left_out)
    }
}
