//! What the numbers in data messages stand for: the log's own formats and subscriptions, gathered
//! over the whole file before its data is read, so that a hole in front costs nothing behind it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::borrowed::Borrowed;
use super::frame::{Extents, Frame, Frames};
use super::layout::{Format, Formats, Layout};
use super::role::Role;
use crate::defect::Defects;
use crate::flight::Confidence;
use crate::record::Value;

/// A topic that the log subscribed to.
#[derive(Clone, Debug)]
pub(super) struct Topic {
    /// Its name; the second instance of `sensor_accel` is `sensor_accel[1]`.
    pub name: Rc<str>,
    /// Which instance it is, from 0.
    pub instance: u8,
    pub layout: Rc<Layout>,
    /// What it means for a flight.
    pub role: Role,
    /// Where the values that its role asks for stand.
    pub picks: Rc<[Option<usize>]>,
    /// Whether the log itself says all this.
    pub confidence: Confidence,
}

impl Topic {
    pub(super) fn new(
        name: &str,
        instance: u8,
        layout: Rc<Layout>,
        confidence: Confidence,
    ) -> Self {
        Self::first(name, layout, confidence).of_instance(instance)
    }

    fn first(name: &str, layout: Rc<Layout>, confidence: Confidence) -> Self {
        let role = Role::of(name, 0);
        let picks = role.wanted().iter().map(|names| layout.number_of(names));
        Self {
            name: name.into(),
            instance: 0,
            role,
            picks: picks.collect(),
            layout,
            confidence,
        }
    }

    /// The first instance as another one: layout and picks are the same ones.
    fn of_instance(self, instance: u8) -> Self {
        if instance == 0 {
            return self;
        }
        Self {
            name: format!("{}[{instance}]", self.name).into(),
            instance,
            role: Role::of(&self.name, instance),
            ..self
        }
    }

    /// Its name without its instance.
    pub(super) fn bare_name(&self) -> &str {
        self.name
            .split_once('[')
            .map_or(&*self.name, |(name, _)| name)
    }

    /// A topic of which nothing is known but its number and the length of its values.
    fn unknown(id: u16, length: u16) -> Self {
        let name = format!("topic {id}");
        let layout = Rc::new(Layout::unknown(length));
        Self::first(&name, layout, Confidence::Borrowed)
    }

    /// The values that its role asks for, in the order in which it does.
    pub(super) fn picked<'a, const N: usize>(&self, body: &'a [u8]) -> [Option<Value<'a>>; N] {
        let mut picked = [None; N];
        for (value, pick) in picked.iter_mut().zip(self.picks.iter()) {
            *value = pick.and_then(|number| self.layout.value(number, body));
        }
        picked
    }
}

/// A subscription as the log writes it (`A`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Subscription<'a> {
    pub id: u16,
    pub instance: u8,
    pub name: &'a str,
}

impl<'a> Subscription<'a> {
    pub(super) fn read(body: &'a [u8]) -> Option<Self> {
        let ([instance, low, high], name) = body.split_first_chunk::<3>()?;
        Some(Self {
            id: u16::from_le_bytes([*low, *high]),
            instance: *instance,
            name: std::str::from_utf8(name).ok()?,
        })
    }
}

/// The layouts of a log have so many values together: a file is not believed beyond.
const MOST_VALUES: usize = 1_000_000;

/// All topics of a log by their number.
#[derive(Debug, Default)]
pub(super) struct Topics {
    pub formats: Formats,
    pub extents: Extents,
    by_id: Vec<Option<Topic>>,
    /// What each name that was subscribed to is: a log may subscribe to one name over and over.
    by_name: BTreeMap<String, Named>,
    /// How many values the layouts of all names have together.
    values: usize,
}

/// What a name was found to be.
#[derive(Debug)]
struct Named {
    /// Its first instance; `None` where there is no layout of that name.
    first: Option<Topic>,
    /// How many formats the log had by then: with more of them it may explain the name itself.
    formats: usize,
}

impl Named {
    fn is_settled(&self, formats: usize) -> bool {
        let is_stated = |topic: &Topic| topic.confidence == Confidence::Stated;
        self.formats == formats || self.first.as_ref().is_some_and(is_stated)
    }
}

impl Topics {
    pub(super) fn get(&self, id: u16) -> Option<&Topic> {
        self.by_id.get(usize::from(id))?.as_ref()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (u16, &Topic)> {
        let numbered = (0..=u16::MAX).zip(&self.by_id);
        numbered.filter_map(|(id, topic)| Some((id, topic.as_ref()?)))
    }

    pub(super) fn set(&mut self, id: u16, topic: Topic) {
        let at = usize::from(id);
        if self.by_id.len() <= at {
            self.by_id.resize(at.saturating_add(1), None);
        }
        self.extents.set(id, topic.layout.extent);
        if let Some(place) = self.by_id.get_mut(at) {
            *place = Some(topic);
        }
    }

    /// Takes a subscription; a format that the log has lost is borrowed if one of that name is known.
    pub(super) fn subscribe(
        &mut self,
        subscription: Subscription<'_>,
        borrowed: &Borrowed,
    ) -> bool {
        let Subscription { id, instance, name } = subscription;
        let Some(first) = self.named(name, borrowed) else {
            return false;
        };
        self.set(id, first.of_instance(instance));
        true
    }

    /// The first instance of a name, laid out once for all that subscribe to it.
    fn named(&mut self, name: &str, borrowed: &Borrowed) -> Option<Topic> {
        let formats = self.formats.len();
        if let Some(known) = self.by_name.get(name)
            && known.is_settled(formats)
        {
            return known.first.clone();
        }
        let first = self.laid_out(name, borrowed);
        let known = Named {
            first: first.clone(),
            formats,
        };
        self.by_name.insert(name.to_owned(), known);
        first
    }

    fn laid_out(&mut self, name: &str, borrowed: &Borrowed) -> Option<Topic> {
        let own = Layout::of(name, &self.formats).map(|layout| (layout, Confidence::Stated));
        let foreign = || Some((borrowed.layout(name, None)?, Confidence::Borrowed));
        let (layout, confidence) = own.or_else(foreign)?;
        let values = self.values.saturating_add(layout.names.len());
        if values > MOST_VALUES {
            return None;
        }
        self.values = values;
        Some(Topic::first(name, Rc::new(layout), confidence))
    }

    /// Goes through the whole file and gathers what it says of its topics. Numbers that it does
    /// not explain are left for [`Borrowed`] to name, with the lengths that were seen of each.
    pub(super) fn survey(
        bytes: &[u8],
        at: usize,
        appended: &[usize],
        borrowed: &Borrowed,
    ) -> Survey {
        let mut survey = Survey::default();
        survey.topics.extents.is_open = true;
        let mut frames = Frames::new(bytes, at, appended);
        let mut passed_over = Defects::new();
        let mut waiting: Vec<(u16, u8, String)> = Vec::new();
        while let Some(frame) = frames.next(&survey.topics.extents, &mut passed_over) {
            survey.take(&frame, borrowed, &mut waiting);
        }
        for (id, instance, name) in waiting {
            let subscription = Subscription {
                id,
                instance,
                name: &name,
            };
            if survey.topics.get(id).is_none() {
                survey.topics.subscribe(subscription, borrowed);
            }
        }
        survey.topics.extents.is_open = false;
        survey
    }

    /// Believes a length of a number that nothing explains.
    pub(super) fn set_unknown(&mut self, id: u16, length: u16) {
        self.set(id, Topic::unknown(id, length));
    }
}

/// What a first walk over the file has gathered.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub topics: Topics,
    /// How often values of a length came under a number that no subscription explains.
    pub unexplained: BTreeMap<u16, BTreeMap<u16, u32>>,
}

impl Survey {
    fn take(
        &mut self,
        frame: &Frame<'_>,
        borrowed: &Borrowed,
        waiting: &mut Vec<(u16, u8, String)>,
    ) {
        match frame.kind {
            b'F' => {
                if let Some(format) = Format::read(frame.body) {
                    self.topics
                        .formats
                        .entry(format.name.clone())
                        .or_insert(format);
                }
            }
            b'A' => {
                let Some(subscription) = Subscription::read(frame.body) else {
                    return;
                };
                let is_new = self.topics.get(subscription.id).is_none();
                if is_new && !self.topics.subscribe(subscription, borrowed) && waiting.len() < 4096
                {
                    waiting.push((
                        subscription.id,
                        subscription.instance,
                        subscription.name.to_owned(),
                    ));
                }
            }
            b'D' => {
                let Some((id, values)) = frame.data() else {
                    return;
                };
                if self.topics.get(id).is_none() && frame.is_sound {
                    let length = values.len().min(usize::from(u16::MAX)) as u16;
                    let lengths = self.unexplained.entry(id).or_default();
                    let count = lengths.entry(length).or_default();
                    *count = count.saturating_add(1);
                }
            }
            _ => {}
        }
    }

    /// The one length of each unexplained number that nearly all its messages have, and how many
    /// those are.
    pub(super) fn lengths(&self, least_count: u32) -> Vec<(u16, u16, u32)> {
        let usual = |lengths: &BTreeMap<u16, u32>| {
            let all: u32 = lengths
                .values()
                .fold(0, |sum, count| sum.saturating_add(*count));
            let (length, count) = lengths.iter().max_by_key(|(_, count)| **count)?;
            let is_usual =
                *count >= least_count && count.saturating_mul(10) >= all.saturating_mul(9);
            is_usual.then_some((*length, *count))
        };
        self.unexplained
            .iter()
            .filter_map(|(id, lengths)| usual(lengths).map(|(length, count)| (*id, length, count)))
            .collect()
    }
}

/// Names of a layout, for a record of fewer values than the layout has.
pub(super) fn names(layout: &Layout, count: usize) -> &[Cow<'static, str>] {
    layout.names.get(..count).unwrap_or(&layout.names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn describe(topics: &mut Topics, format: &str) {
        let format = Format::read(format.as_bytes()).unwrap();
        topics.formats.insert(format.name.clone(), format);
    }

    fn subscribe(topics: &mut Topics, id: u16, instance: u8, name: &str) -> bool {
        topics.subscribe(Subscription { id, instance, name }, &Borrowed::default())
    }

    #[test]
    fn two_numbers_of_one_name_share_a_layout() {
        let mut topics = Topics::default();
        describe(&mut topics, "sensor_gps:uint64_t timestamp;int32_t lat;");
        for (id, instance) in [(3, 0), (4, 0), (5, 1)] {
            assert!(subscribe(&mut topics, id, instance, "sensor_gps"));
        }
        let [one, two, other] = [3, 4, 5].map(|id| topics.get(id).unwrap());
        assert!(Rc::ptr_eq(&one.layout, &two.layout));
        assert!(Rc::ptr_eq(&one.layout, &other.layout));
        assert_eq!((&*two.name, two.role), ("sensor_gps", Role::SecondGps));
        assert_eq!((&*other.name, other.role), ("sensor_gps[1]", Role::Other));
    }

    #[test]
    fn a_name_whose_format_comes_late_is_laid_out_then() {
        let mut topics = Topics::default();
        describe(&mut topics, "out:uint64_t timestamp;in x;");
        assert!(!subscribe(&mut topics, 0, 0, "out"));
        assert!(!subscribe(&mut topics, 0, 0, "out"));
        describe(&mut topics, "in:float y;");
        assert!(subscribe(&mut topics, 0, 0, "out"));
        assert_eq!(topics.get(0).unwrap().layout.names, ["timestamp", "x.y"]);
    }

    #[test]
    fn layouts_that_would_fill_the_memory_are_left_out() {
        let mut topics = Topics::default();
        let mut believed = 0;
        for id in 0..130 {
            let name = format!("t{id}");
            describe(&mut topics, &format!("{name}:uint8_t[8000] x;"));
            believed += usize::from(subscribe(&mut topics, id, 0, &name));
        }
        assert_eq!(believed, MOST_VALUES / 8000);
    }
}
