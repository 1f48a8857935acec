//! The frames of a log one after the other, and the way on behind damage.

use std::borrow::Cow;

use super::definition::{Definition, Definitions, Past};
use super::event::Event;
use super::stream::Stream;
use super::value;
use crate::defect::{Defect, DefectKind, Defects};
use crate::record::Value;

/// So far apart two main frames may be: more is no frame.
const MOST_US: u32 = 10_000_000;
const MOST_ROUNDS: u32 = 5000 * 16;

/// What a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Main,
    Slow,
    Gps,
    Home,
    Event,
}

impl Kind {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Slow => "slow",
            Self::Gps => "gps",
            Self::Home => "gps_home",
            Self::Event => "event",
        }
    }
}

/// One frame.
#[derive(Debug)]
pub(super) struct Frame<'f, 'a> {
    pub offset: u64,
    pub kind: Kind,
    pub event: Option<Event>,
    pub fields: &'f [i32],
    definition: Option<&'f Definition<'a>>,
}

impl<'a> Frame<'_, 'a> {
    pub(super) fn names(&self) -> &[Cow<'a, str>] {
        self.definition.map_or(&[], Definition::names)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = Value<'static>> {
        let sign = |at| {
            self.definition
                .is_some_and(|definition| definition.is_signed(at))
        };
        let numbered = self.fields.iter().enumerate();
        numbered.map(move |(at, raw)| value(*raw, sign(at)))
    }
}

/// The frames of a log.
#[derive(Debug)]
pub(super) struct Frames<'d, 'a> {
    bytes: &'a [u8],
    at: usize,
    definitions: &'d Definitions<'a>,
    time_at: Option<usize>,
    frame: Vec<i32>,
    last: Vec<i32>,
    before: Vec<i32>,
    other: Vec<i32>,
    home: [i32; 2],
    /// Whether P frames can be believed.
    is_sound: bool,
    /// Bytes since the last main frame that belong to no frame.
    unread: usize,
    /// A main frame that is lost leaves at least so many.
    least: usize,
    /// Whether there was an I frame.
    has_begun: bool,
    has_ended: bool,
    /// The last bytes that are no frames, while more can follow them.
    run: Option<Defect>,
    defects: &'d mut Defects,
}

impl<'d, 'a> Frames<'d, 'a> {
    pub(super) fn new(
        bytes: &'a [u8],
        (start, end): (usize, usize),
        definitions: &'d Definitions<'a>,
        defects: &'d mut Defects,
    ) -> Self {
        Self {
            bytes: bytes.get(..end).unwrap_or(bytes),
            at: start,
            definitions,
            time_at: definitions.intra.index("time"),
            frame: Vec::new(),
            last: Vec::new(),
            before: Vec::new(),
            other: Vec::new(),
            home: [0; 2],
            is_sound: false,
            unread: 0,
            least: definitions.inter.least(),
            has_begun: false,
            has_ended: false,
            run: None,
            defects,
        }
    }

    /// The next frame that can be believed.
    pub(super) fn next(&mut self) -> Option<Frame<'_, 'a>> {
        let (offset, kind, event) = self.advance()?;
        let definitions = self.definitions;
        let definition = match kind {
            Kind::Main => Some(&definitions.intra),
            Kind::Slow => definitions.slow.as_ref(),
            Kind::Gps => definitions.gps.as_ref(),
            Kind::Home => definitions.home.as_ref(),
            Kind::Event => None,
        };
        let fields = if kind == Kind::Main {
            &self.last
        } else {
            &self.other
        };
        Some(Frame {
            offset: offset as u64,
            kind,
            event,
            fields: if event.is_some() { &[] } else { fields },
            definition,
        })
    }

    fn advance(&mut self) -> Option<(usize, Kind, Option<Event>)> {
        while !self.has_ended {
            let start = self.at;
            let letter = *self.bytes.get(start)?;
            let mut stream = Stream::new(self.bytes, start.saturating_add(1));
            if let Some((kind, event)) = self.frame(letter, &mut stream) {
                self.at = stream.at();
                self.has_ended = event == Some(Event::End);
                return Some((start, kind, event));
            }
            self.pass_over(start);
        }
        None
    }

    /// The frame behind a letter, if it can be believed.
    fn frame(&mut self, letter: u8, stream: &mut Stream<'_>) -> Option<(Kind, Option<Event>)> {
        match letter {
            b'I' => self.intra(stream).map(|()| (Kind::Main, None)),
            b'P' if self.is_sound => self.inter(stream).map(|()| (Kind::Main, None)),
            b'E' => {
                let event = Event::read(stream)?;
                let is_end = event == Event::End;
                let is_sound = self.is_believed() && self.is_followed(*stream);
                if !is_end && !is_sound {
                    return None;
                }
                if let Event::Resume { count, time } = event {
                    self.resume(count, time);
                }
                Some((Kind::Event, Some(event)))
            }
            b'S' | b'G' | b'H' if self.is_believed() => self.beside(letter, stream),
            _ => None,
        }
    }

    /// Frames beside the main ones: at the beginning, or where the main ones are sound.
    const fn is_believed(&self) -> bool {
        self.is_sound || !self.has_begun
    }

    /// Whether another frame begins where this one ends, or the log ends there.
    fn is_followed(&self, stream: Stream<'_>) -> bool {
        let next = self.bytes.get(stream.at());
        next.is_none_or(|next| matches!(*next, b'I' | b'P' | b'S' | b'G' | b'H' | b'E'))
    }

    fn past(&self) -> Past<'_> {
        Past {
            last: &self.last,
            before: &self.before,
            skipped: 0,
            home: self.home,
            time: self.time(&self.last).cast_signed(),
        }
    }

    fn intra(&mut self, stream: &mut Stream<'_>) -> Option<()> {
        let mut frame = std::mem::take(&mut self.frame);
        let past = (self.past(), self.definitions);
        let read = self.definitions.intra.read(stream, past, &mut frame);
        self.frame = frame;
        read?;
        let goes_on = !self.has_begun || self.goes_on();
        if !goes_on || !self.is_followed(*stream) {
            return None;
        }
        std::mem::swap(&mut self.last, &mut self.frame);
        self.before.clone_from(&self.last);
        self.is_sound = true;
        self.unread = 0;
        self.has_begun = true;
        Some(())
    }

    fn inter(&mut self, stream: &mut Stream<'_>) -> Option<()> {
        let mut frame = std::mem::take(&mut self.frame);
        let skipped = self.skipped();
        let past = Past {
            skipped,
            ..self.past()
        };
        let past = (past, self.definitions);
        let read = self.definitions.inter.read(stream, past, &mut frame);
        self.frame = frame;
        read?;
        if !self.goes_on() || !self.is_followed(*stream) {
            return None;
        }
        self.unread = 0;
        std::mem::swap(&mut self.before, &mut self.last);
        std::mem::swap(&mut self.last, &mut self.frame);
        Some(())
    }

    fn beside(&mut self, letter: u8, stream: &mut Stream<'_>) -> Option<(Kind, Option<Event>)> {
        let definitions = self.definitions;
        let (kind, definition) = match letter {
            b'S' => (Kind::Slow, definitions.slow.as_ref()?),
            b'G' => (Kind::Gps, definitions.gps.as_ref()?),
            _ => (Kind::Home, definitions.home.as_ref()?),
        };
        let mut frame = std::mem::take(&mut self.other);
        let past = Past {
            last: &[],
            before: &[],
            ..self.past()
        };
        let read = definition.read(stream, (past, definitions), &mut frame);
        self.other = frame;
        read?;
        if !self.is_followed(*stream) {
            return None;
        }
        if let (Kind::Home, [latitude, longitude, ..]) = (kind, &*self.other) {
            self.home = [*latitude, *longitude];
        }
        Some((kind, None))
    }

    /// A pause that the log itself states: count and time go on from there.
    fn resume(&mut self, count: u32, time: u32) {
        let time_at = self.time_at;
        for frame in [&mut self.last, &mut self.before] {
            if let Some(field) = frame.first_mut() {
                *field = count.cast_signed();
            }
            if let Some(field) = time_at.and_then(|at| frame.get_mut(at)) {
                *field = time.cast_signed();
            }
        }
    }

    /// Whether the frame just read is a little later than the last.
    fn goes_on(&self) -> bool {
        let count = |frame: &[i32]| frame.first().map_or(0, |count| count.cast_unsigned());
        let rounds = count(&self.frame).wrapping_sub(count(&self.last));
        let time = self.time(&self.frame).wrapping_sub(self.time(&self.last));
        rounds <= MOST_ROUNDS && time <= MOST_US
    }

    fn time(&self, frame: &[i32]) -> u32 {
        let time = self.time_at.and_then(|at| frame.get(at));
        time.map_or(0, |time| time.cast_unsigned())
    }

    /// Rounds of the loop after the last frame that are not logged on purpose.
    fn skipped(&self) -> u32 {
        let Definitions {
            interval,
            numerator,
            denominator,
            ..
        } = *self.definitions;
        let last = self.last.first().map_or(0, |count| count.cast_unsigned());
        skipped(last, (interval, numerator, denominator))
    }

    /// Passes over bytes that are no frame, to the next letter of one.
    fn pass_over(&mut self, start: usize) {
        let from = start.saturating_add(1);
        let rest = self.bytes.get(from..).unwrap_or_default();
        let is_letter = |byte: &u8| matches!(*byte, b'I' | b'P' | b'S' | b'G' | b'H' | b'E');
        let step = rest.iter().position(is_letter).unwrap_or(rest.len());
        self.at = from.saturating_add(step);
        let length = self.at.saturating_sub(start);
        self.unread = self.unread.saturating_add(length);
        // What is shorter than a P frame hides none, and those behind it stay differences to the
        // last: a stray letter costs nothing.
        let is_main = matches!(self.bytes.get(start), Some(b'I' | b'P'));
        self.is_sound &= !is_main && self.unread < self.least;
        self.lose(start as u64, length as u64);
    }

    /// Makes the last run of bytes that are no frames longer, or begins another.
    fn lose(&mut self, start: u64, length: u64) {
        let goes_on = |run: &&mut Defect| run.offset.saturating_add(run.length) == start;
        if let Some(run) = self.run.as_mut().filter(goes_on) {
            run.length = run.length.saturating_add(length);
            return;
        }
        let what = "these bytes are no frames that can be believed";
        let run = Defect::new(DefectKind::Unreadable, start, length, what);
        if let Some(closed) = self.run.replace(run) {
            self.defects.push(closed);
        }
    }

    /// Says what was damaged at the end.
    pub(super) fn finish(mut self) {
        let run = self.run.take();
        let run = run.filter(|run| self.has_ended || !self.is_erased(run));
        if let Some(run) = run {
            self.defects.push(run);
        }
        if !self.has_ended {
            let what = "the log was not closed: power went, or its end is missing";
            let end = self.bytes.len() as u64;
            self.defects.add(DefectKind::Truncated, end, 0, what);
        }
    }

    /// Whether a run is memory up to the end that was erased and never written: no damage.
    fn is_erased(&self, run: &Defect) -> bool {
        let rest = self.bytes.get(run.offset as usize..).unwrap_or_default();
        rest.len() as u64 == run.length && rest.iter().copied().all(super::is_blank)
    }
}

/// How many rounds of the loop behind `last` are not logged on purpose. Each `interval` counts its
/// rounds anew; logged is a round whose number, `numerator - 1` added, leaves less than `numerator`
/// when it is divided by `denominator`. What it leaves grows by one a round, so the next one that
/// is logged is where it, or the interval, begins anew.
///
/// Both numbers of the share are at least 1. They are the header's: a loop would go as far as it
/// says.
fn skipped(last: u32, (interval, numerator, denominator): (u32, u32, u32)) -> u32 {
    let round = last.wrapping_add(1).checked_rem(interval).unwrap_or(0);
    let shifted = u64::from(round)
        .saturating_add(u64::from(numerator))
        .saturating_sub(1);
    let left = shifted.checked_rem(u64::from(denominator)).unwrap_or(0) as u32;
    if left < numerator {
        return 0;
    }
    let to_next = denominator.saturating_sub(left);
    to_next.min(interval.saturating_sub(round))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the firmware does it: round after round, until one is logged.
    fn counted(last: u32, (interval, numerator, denominator): (u32, u32, u32)) -> u32 {
        let is_logged = |round: u32| (round % interval + numerator - 1) % denominator < numerator;
        let logged = (0..denominator).find(|step| is_logged(last + 1 + step));
        logged.unwrap_or(denominator)
    }

    #[test]
    fn the_rounds_that_are_skipped_are_those_that_a_loop_would_count() {
        let parts = (1..9).flat_map(|n| (1..16).map(move |d| (n, d)));
        let shares = parts.flat_map(|(n, d)| (1..14).map(move |interval| (interval, n, d)));
        for share in shares {
            for last in 0..40 {
                assert_eq!(
                    skipped(last, share),
                    counted(last, share),
                    "{last} {share:?}"
                );
            }
        }
    }

    #[test]
    fn a_share_of_one_in_four_thousand_million_is_no_loop_of_as_many_steps() {
        assert_eq!(skipped(0, (32, 1, u32::MAX)), 31);
        assert_eq!(skipped(31, (32, 1, u32::MAX)), 0);
        assert_eq!(skipped(u32::MAX, (i32::MAX as u32, u32::MAX, u32::MAX)), 0);
    }
}
