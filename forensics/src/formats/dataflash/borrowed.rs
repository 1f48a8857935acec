//! Formats that a log has lost, from elsewhere: a sibling's, or the built-in dictionary
//! (`dictionary.txt`: name, letters and columns as ArduPilot 3.1 to 4.6 writes them).
//!
//! A sibling names a number where the lengths agree and the values could be that kind's. The
//! dictionary knows no numbers: a kind is named by it only where its values prove it, and what
//! could be two kinds stays a number.

use super::evidence::{Judgement, judge};
use super::frame::{Frames, MARK};
use super::kinds::{Kind, Kinds, Unexplained};
use super::layout::Layout;
use crate::defect::Defects;
use crate::flight::Confidence;

const DICTIONARY: &str = include_str!("dictionary.txt");

/// So many messages of a kind are looked at.
const SAMPLES: usize = 64;

/// Formats from elsewhere.
#[derive(Debug, Default)]
pub(super) struct Borrowed {
    siblings: Vec<(u8, Layout)>,
    dictionary: Vec<Layout>,
}

impl Borrowed {
    /// From other logs, and from the dictionary.
    pub(super) fn new(siblings: &[&[u8]]) -> Self {
        let mut borrowed = Self::default();
        for sibling in siblings.iter().filter(|sibling| sibling.starts_with(&MARK)) {
            let (kinds, _) = Kinds::survey(sibling, u32::MAX);
            let known = kinds
                .all()
                .map(|(number, kind)| (number, (*kind.layout).clone()));
            borrowed.siblings.extend(known);
        }
        borrowed.dictionary = DICTIONARY.lines().filter_map(line).collect();
        borrowed
    }

    /// Names what can be named; answers how many numbers have a name now.
    pub(super) fn explain(
        &self,
        bytes: &[u8],
        unexplained: &[Unexplained],
        kinds: &mut Kinds,
    ) -> usize {
        let samples = samples(bytes, unexplained, kinds);
        let mut named: Vec<(u8, Kind, usize)> = Vec::new();
        for (one, samples) in unexplained.iter().zip(&samples) {
            let kind = self
                .by_sibling(*one, samples)
                .or_else(|| self.by_values(*one, samples));
            named.extend(kind.map(|kind| (one.number, kind, samples.len())));
        }
        // two numbers of one name: the one that speaks more has it
        named.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
        let mut count = 0_usize;
        for (number, kind, _) in named {
            let is_taken = kinds
                .all()
                .any(|(_, other)| other.layout.name == kind.layout.name);
            if !is_taken {
                kinds.set(number, kind);
                count = count.saturating_add(1);
            }
        }
        count
    }

    fn by_sibling(&self, one: Unexplained, samples: &[&[u8]]) -> Option<Kind> {
        let mut same = self
            .siblings
            .iter()
            .filter(|(number, layout)| *number == one.number && layout.length == one.length);
        same.find_map(|(_, layout)| {
            let kind = Kind::new(layout.clone(), Confidence::Borrowed);
            (judge(&kind, samples) != Judgement::Against).then_some(kind)
        })
    }

    fn by_values(&self, one: Unexplained, samples: &[&[u8]]) -> Option<Kind> {
        let as_long = self
            .dictionary
            .iter()
            .filter(|layout| layout.length == one.length);
        let kinds = as_long.map(|layout| Kind::new(layout.clone(), Confidence::Borrowed));
        let mut proven = kinds.filter(|kind| judge(kind, samples) == Judgement::For);
        let first = proven.next()?;
        proven
            .all(|other| other.layout.name == first.layout.name)
            .then_some(first)
    }
}

fn line(line: &str) -> Option<Layout> {
    let mut words = line.split_whitespace().filter(|_| !line.starts_with('#'));
    Layout::new(words.next()?, words.next()?, words.next()?)
}

/// Values of some messages of each unexplained number, from all over the log.
fn samples<'a>(bytes: &'a [u8], unexplained: &[Unexplained], kinds: &Kinds) -> Vec<Vec<&'a [u8]>> {
    let mut samples: Vec<Vec<&'a [u8]>> = vec![Vec::new(); unexplained.len()];
    let mut steps = vec![(0_u32, 1_u32); unexplained.len()];
    let mut frames = Frames::new(bytes);
    let mut passed_over = Defects::new();
    while let Some(frame) = frames.next(&kinds.lengths, &mut passed_over) {
        let Ok(place) = unexplained.binary_search_by_key(&frame.kind, |one| one.number) else {
            continue;
        };
        let (Some(samples), Some((count, step))) = (samples.get_mut(place), steps.get_mut(place))
        else {
            continue;
        };
        if count.is_multiple_of(*step) && frame.is_sound {
            samples.push(frame.body);
        }
        *count = count.saturating_add(1);
        if samples.len() >= SAMPLES {
            let mut is_even = false;
            samples.retain(|_| {
                is_even = !is_even;
                is_even
            });
            *step = step.saturating_mul(2);
        }
    }
    samples
}
