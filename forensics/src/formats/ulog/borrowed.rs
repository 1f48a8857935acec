//! Descriptions that a log has lost, from elsewhere: a sibling's, or the built-in dictionary
//! (`dictionary.txt`: format texts of PX4 1.5 to 1.16, a block a version).
//!
//! A sibling names a number where its topic has the length that was seen and every value could be
//! one. The dictionary knows no numbers: a topic is named by it only where its values prove it
//! (an attitude has the length 1, a receiver tells the time), and what several topics could be is
//! left without a name. Nothing is named that contradicts its values.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::evidence::{Judgement, judge};
use super::frame::Frames;
use super::layout::{Format, Formats, Layout};
use super::role::Role;
use super::topics::{Topic, Topics};
use crate::defect::Defects;
use crate::flight::Confidence;

const DICTIONARY: &str = include_str!("dictionary.txt");

/// So many messages of a topic are looked at, from all over the log.
const SAMPLES: usize = 48;

/// Formats from elsewhere.
#[derive(Debug, Default)]
pub(super) struct Borrowed {
    /// Siblings' formats first, then the dictionary's, the newest first.
    books: Vec<Formats>,
    /// Siblings' numbers, names and instances.
    numbers: Vec<(u16, String, u8)>,
}

/// A number that nothing in its own log explains.
#[derive(Debug)]
pub(super) struct Unexplained<'a> {
    pub id: u16,
    /// Of its values, bytes.
    pub length: u16,
    pub count: u32,
    /// Values of some of its messages.
    pub samples: Vec<&'a [u8]>,
}

impl Borrowed {
    /// From other logs, and from the dictionary.
    pub(super) fn new(siblings: &[&[u8]]) -> Self {
        let mut borrowed = Self::default();
        for sibling in siblings.iter().filter(|sibling| super::recognise(sibling)) {
            let head = super::Head::read(sibling);
            let survey = Topics::survey(sibling, head.messages, &head.appended, &Self::default());
            let topics = survey.topics.all();
            borrowed.numbers.extend(
                topics.map(|(id, topic)| (id, topic.bare_name().to_owned(), topic.instance)),
            );
            borrowed.books.push(survey.topics.formats);
        }
        let blocks = DICTIONARY.split('#').rev().map(book);
        borrowed.books.extend(blocks);
        borrowed
    }

    /// The layout of a topic of that name, and of that length where one is given.
    pub(super) fn layout(&self, name: &str, length: Option<u16>) -> Option<Layout> {
        let mut layouts = self.books.iter().filter_map(|book| Layout::of(name, book));
        layouts.find(|layout| length.is_none_or(|length| is_as_long(layout, length)))
    }

    /// Names as many of the unexplained numbers as can be; the others stay numbers. Answers how
    /// many have a name now.
    pub(super) fn explain(&self, unexplained: &[Unexplained<'_>], topics: &mut Topics) -> usize {
        let provable = self.provable();
        let mut named = 0_usize;
        let mut proven: Vec<(&Unexplained<'_>, &str, Rc<Layout>)> = Vec::new();
        for one in unexplained {
            if let Some(topic) = self.by_sibling(one) {
                topics.set(one.id, topic);
                named = named.saturating_add(1);
            } else if let Some((name, layout)) = by_values(&provable, one) {
                proven.push((one, name, layout));
            }
        }
        proven.sort_by_key(|(one, _, _)| std::cmp::Reverse(one.count));
        for (one, name, layout) in proven {
            if let Some(topic) = seated(name, layout, topics) {
                topics.set(one.id, topic);
                named = named.saturating_add(1);
            }
        }
        named
    }

    fn by_sibling(&self, one: &Unexplained<'_>) -> Option<Topic> {
        let mut same = self.numbers.iter().filter(|(id, _, _)| *id == one.id);
        same.find_map(|(_, name, instance)| {
            let layout = Rc::new(self.layout(name, Some(one.length))?);
            let topic = Topic::new(name, *instance, layout, Confidence::Borrowed);
            (judge(&topic, &one.samples) != Judgement::Against).then_some(topic)
        })
    }

    /// The names that values can prove, each once.
    fn provable(&self) -> Vec<Provable<'_>> {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let names = self.books.iter().flat_map(Formats::keys);
        names
            .map(String::as_str)
            .filter(|name| Role::of(name, 0) != Role::Other && seen.insert(*name))
            .map(|name| Provable {
                name,
                versions: self.versions(name),
            })
            .collect()
    }

    fn versions(&self, name: &str) -> Vec<Topic> {
        let layouts = self.books.iter().filter_map(|book| Layout::of(name, book));
        layouts
            .map(|layout| Topic::new(name, 0, Rc::new(layout), Confidence::Borrowed))
            .collect()
    }
}

/// A name that values can prove, laid out as each of the books has it.
struct Provable<'b> {
    name: &'b str,
    versions: Vec<Topic>,
}

impl Provable<'_> {
    /// The layout that the values prove.
    fn proven(&self, one: &Unexplained<'_>) -> Option<Rc<Layout>> {
        let versions = self.versions.iter();
        let mut fitting = versions.filter(|topic| is_as_long(&topic.layout, one.length));
        let proven = fitting.find(|topic| judge(topic, &one.samples) == Judgement::For)?;
        Some(Rc::clone(&proven.layout))
    }
}

/// The only name that the values prove.
fn by_values<'b>(
    provable: &[Provable<'b>],
    one: &Unexplained<'_>,
) -> Option<(&'b str, Rc<Layout>)> {
    let mut found: Option<(&'b str, Rc<Layout>)> = None;
    for candidate in provable {
        let is_same = |(name, _): &(&str, Rc<Layout>)| is_same_topic(name, candidate.name);
        if found.as_ref().is_some_and(is_same) {
            continue;
        }
        let Some(layout) = candidate.proven(one) else {
            continue;
        };
        if found.is_some() {
            return None;
        }
        found = Some((candidate.name, layout));
    }
    found
}

/// Two names of one format: which of them a topic bears is told by how often it comes.
fn is_same_topic(one: &str, other: &str) -> bool {
    let are = ["sensor_gps", "vehicle_gps_position"];
    are.contains(&one) && are.contains(&other)
}

/// A topic on the first seat of its name that is free; of receivers the one that speaks most is
/// the aircraft's, the next a single sensor.
fn seated(name: &str, layout: Rc<Layout>, topics: &Topics) -> Option<Topic> {
    let has = |role: Role| topics.all().any(|(_, topic)| topic.role == role);
    let seat = match Role::of(name, 0) {
        Role::Gps | Role::SecondGps if !has(Role::Gps) => Some("vehicle_gps_position"),
        Role::Gps | Role::SecondGps if !has(Role::SecondGps) => Some("sensor_gps"),
        Role::Gps | Role::SecondGps => None,
        role => (!has(role)).then_some(name),
    };
    Some(Topic::new(seat?, 0, layout, Confidence::Borrowed))
}

fn book(block: &str) -> Formats {
    let formats = block
        .lines()
        .filter_map(|line| Format::read(line.as_bytes()));
    formats
        .map(|format| (format.name.clone(), format))
        .collect()
}

const fn is_as_long(layout: &Layout, length: u16) -> bool {
    layout.extent.least <= length && length <= layout.extent.most
}

/// The numbers that nothing explains, with some of their messages.
pub(super) fn unexplained<'a>(
    lengths: &[(u16, u16, u32)],
    bytes: &'a [u8],
    at: usize,
    topics: &Topics,
) -> Vec<Unexplained<'a>> {
    let mut found: Vec<Unexplained<'a>> = lengths
        .iter()
        .map(|(id, length, count)| Unexplained {
            id: *id,
            length: *length,
            count: 0,
            samples: Vec::with_capacity(SAMPLES.min(*count as usize)),
        })
        .collect();
    let steps: Vec<u32> = lengths
        .iter()
        .map(|(_, _, count)| count.checked_div(SAMPLES as u32).unwrap_or(0).max(1))
        .collect();
    let mut frames = Frames::new(bytes, at, &[]);
    let mut passed_over = Defects::new();
    while let Some(frame) = frames.next(&topics.extents, &mut passed_over) {
        let Some((id, body)) = frame.data().filter(|_| frame.is_sound) else {
            continue;
        };
        let Ok(place) = lengths.binary_search_by_key(&id, |(id, _, _)| *id) else {
            continue;
        };
        if let (Some(one), Some(step)) = (found.get_mut(place), steps.get(place)) {
            if one.count.is_multiple_of(*step) && one.samples.len() <= SAMPLES {
                one.samples.push(body);
            }
            one.count = one.count.saturating_add(1);
        }
    }
    found
}
