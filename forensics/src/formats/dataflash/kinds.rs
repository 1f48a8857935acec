//! What the numbers of kinds stand for: the log's own `FMT` messages, gathered over the whole file
//! before anything else is read.

use std::rc::Rc;

use super::borrowed::Borrowed;
use super::frame::{Distances, FMT, Frames, Lengths};
use super::layout::{Layout, value_at};
use super::role::Role;
use crate::defect::Defects;
use crate::flight::Confidence;
use crate::record::Value;

/// A kind of message.
#[derive(Clone, Debug)]
pub(super) struct Kind {
    pub layout: Rc<Layout>,
    /// What it means for a flight.
    pub role: Role,
    /// Where the columns that its role asks for stand.
    picks: Rc<[Option<(usize, u8)>]>,
    /// Where its time stands, and how many microseconds its unit has.
    time: Option<((usize, u8), u64)>,
    /// Whether the log itself says all this.
    pub confidence: Confidence,
}

impl Kind {
    pub(super) fn new(layout: Layout, confidence: Confidence) -> Self {
        let role = Role::of(&layout.name);
        let place = |names: &[&str]| layout.place_of(layout.number_of(names)?);
        let picks = role.wanted().iter().map(|names| place(names)).collect();
        // the oldest GPS message has the receiver's time under the name that others use for theirs
        let millis = if role == Role::Gps { ["T"] } else { ["TimeMS"] };
        let time = place(&["TimeUS"]).map(|place| (place, 1));
        let time = time.or_else(|| place(&millis).map(|place| (place, 1000)));
        Self {
            role,
            picks,
            time,
            layout: Rc::new(layout),
            confidence,
        }
    }

    /// The time of a message, microseconds since boot.
    pub(super) fn at_us(&self, body: &[u8]) -> Option<u64> {
        let (place, unit_us) = self.time?;
        match value_at(place, body)? {
            Value::Unsigned(time) => Some(time.saturating_mul(unit_us)),
            Value::Signed(time) => Some(u64::try_from(time).ok()?.saturating_mul(unit_us)),
            _ => None,
        }
    }

    /// The columns that its role asks for, in the order in which it does.
    pub(super) fn picked<'a, const N: usize>(&self, body: &'a [u8]) -> [Option<Value<'a>>; N] {
        let mut picked = [None; N];
        for (value, pick) in picked.iter_mut().zip(self.picks.iter()) {
            *value = pick.and_then(|place| value_at(place, body));
        }
        picked
    }
}

/// The kinds of a log by their number.
#[derive(Debug, Default)]
pub(super) struct Kinds {
    pub lengths: Lengths,
    by_number: Vec<Option<Kind>>,
}

/// A number that no `FMT` explains, and the length that its messages have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unexplained {
    pub number: u8,
    pub length: u8,
}

impl Kinds {
    pub(super) fn get(&self, number: u8) -> Option<&Kind> {
        self.by_number.get(usize::from(number))?.as_ref()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (u8, &Kind)> {
        let numbered = (0..=u8::MAX).zip(&self.by_number);
        numbered.filter_map(|(number, kind)| Some((number, kind.as_ref()?)))
    }

    pub(super) fn set(&mut self, number: u8, kind: Kind) {
        self.by_number.resize(256, None);
        self.lengths.set(number, kind.layout.length);
        if let Some(place) = self.by_number.get_mut(usize::from(number)) {
            *place = Some(kind);
        }
    }

    /// Takes the values of an `FMT`.
    pub(super) fn describe(&mut self, body: &[u8]) {
        if let Some((number, layout)) = Layout::read(body) {
            self.set(number, Kind::new(layout, Confidence::Stated));
        }
    }

    /// Goes through the whole log and gathers its formats. The second answer is the numbers that
    /// have none: they are believed to have the length that most of their messages have, but only
    /// where so many messages have it.
    pub(super) fn survey(bytes: &[u8], least_count: u32) -> (Self, Vec<Unexplained>) {
        let mut kinds = Self::default();
        if let Some(layout) = Layout::new("FMT", "BBnNZ", "Type,Length,Name,Format,Columns") {
            kinds.set(FMT, Kind::new(layout, Confidence::Stated));
        }
        let mut passed_over = Defects::new();
        let mut frames = Frames::new(bytes);
        while let Some(frame) = frames.next(&kinds.lengths, &mut passed_over) {
            if frame.kind == FMT {
                kinds.describe(frame.body);
            }
        }
        if !passed_over.is_damage() {
            return (kinds, Vec::new());
        }
        let unexplained = kinds.learn(bytes, least_count);
        (kinds, unexplained)
    }

    fn learn(&mut self, bytes: &[u8], least_count: u32) -> Vec<Unexplained> {
        let distances = Distances::of(bytes);
        let mut unexplained = Vec::new();
        for number in 0..=u8::MAX {
            if self.get(number).is_some() {
                continue;
            }
            if let Some(length) = distances.usual(number, least_count) {
                self.set(
                    number,
                    Kind::new(Layout::unknown(number, length), Confidence::Borrowed),
                );
                unexplained.push(Unexplained { number, length });
            }
        }
        unexplained
    }

    /// Names what can be named of the unexplained numbers; answers how many have a name now.
    pub(super) fn explain(
        &mut self,
        bytes: &[u8],
        unexplained: &[Unexplained],
        borrowed: &Borrowed,
    ) -> usize {
        if unexplained.is_empty() {
            return 0;
        }
        borrowed.explain(bytes, unexplained, self)
    }
}
