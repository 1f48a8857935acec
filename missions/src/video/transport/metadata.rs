//! The KLV packets of a transport stream, each with the time of the packet that it began in, and the
//! pictures between them.

use std::collections::{BTreeMap, VecDeque};

use super::{Demux, Elementary, Event, Pts};
use crate::video::Defect;
use crate::video::klv::{Found, Packet, Stream};

/// Most beginnings of units that are remembered while a packet is not whole.
const MOST_MARKS: usize = 1024;

/// Something in a transport stream.
#[derive(Clone, Debug, PartialEq)]
pub enum Timed {
    /// The streams of a program, at first and whenever they change.
    Program {
        /// Its number.
        number: u16,
        /// Its streams.
        streams: Vec<Elementary>,
    },
    /// A KLV packet; its own offsets count in the KLV of its stream.
    Packet {
        /// The stream.
        pid: u16,
        /// When it is to be shown.
        pts: Option<Pts>,
        /// Where the unit that it began in stood, bytes from the beginning of the transport stream.
        offset: u64,
        /// The packet.
        packet: Packet,
    },
    /// A picture.
    Picture {
        /// Its stream.
        pid: u16,
        /// When it is to be shown.
        pts: Option<Pts>,
        /// A decoder may begin here.
        is_key: bool,
    },
    /// Something is wrong; one in the KLV has the offset of the unit that it stands in.
    Defect(Defect),
}

/// A transport stream that is being read for its metadata.
#[derive(Debug, Default)]
pub struct Metadata {
    demux: Demux,
    streams: BTreeMap<u16, Joined>,
}

/// The KLV of one stream, and where its units began.
#[derive(Debug, Default)]
struct Joined {
    stream: Stream,
    marks: VecDeque<Mark>,
}

#[derive(Clone, Copy, Debug)]
struct Mark {
    /// In the KLV.
    at: u64,
    /// In the transport stream.
    offset: u64,
    pts: Option<Pts>,
}

impl Metadata {
    /// A stream that begins.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes, as many as there are, and gives out what is found.
    pub fn feed(&mut self, bytes: &[u8], found: &mut impl FnMut(Timed)) {
        let streams = &mut self.streams;
        self.demux
            .feed(bytes, &mut |event| join(streams, event, found));
    }

    /// Says that nothing follows, and gives out what is left.
    pub fn finish(mut self, found: &mut impl FnMut(Timed)) {
        let streams = &mut self.streams;
        self.demux.finish(&mut |event| join(streams, event, found));
        for (pid, joined) in self.streams {
            let marks = joined.marks;
            joined
                .stream
                .finish(&mut |klv| found(timed(pid, &marks, klv)));
        }
    }
}

fn join(streams: &mut BTreeMap<u16, Joined>, event: Event, found: &mut impl FnMut(Timed)) {
    match event {
        Event::Klv {
            pid,
            pts,
            bytes,
            offset,
        } => {
            let joined = streams.entry(pid).or_default();
            joined.mark(offset, pts);
            let marks = &joined.marks;
            joined
                .stream
                .feed(&bytes, &mut |klv| found(timed(pid, marks, klv)));
            joined.forget();
        }
        Event::Program { number, streams } => found(Timed::Program { number, streams }),
        Event::Picture {
            pid, pts, is_key, ..
        } => found(Timed::Picture { pid, pts, is_key }),
        Event::Defect(defect) => found(Timed::Defect(defect)),
    }
}

impl Joined {
    fn mark(&mut self, offset: u64, pts: Option<Pts>) {
        if self.marks.len() < MOST_MARKS {
            let at = self.stream.fed();
            self.marks.push_back(Mark { at, offset, pts });
        }
    }

    /// Forgets the units before the one in which the unfinished packet begins.
    fn forget(&mut self) {
        while self
            .marks
            .get(1)
            .is_some_and(|mark| mark.at <= self.stream.begun())
        {
            self.marks.pop_front();
        }
    }
}

/// What was found in the KLV, with the unit that it began in.
fn timed(pid: u16, marks: &VecDeque<Mark>, found: Found) -> Timed {
    let unit = |at: u64| marks.iter().rfind(|mark| mark.at <= at);
    match found {
        Found::Packet(packet) => {
            let unit = unit(packet.offset);
            Timed::Packet {
                pid,
                pts: unit.and_then(|mark| mark.pts),
                offset: unit.map_or(0, |mark| mark.offset),
                packet,
            }
        }
        Found::Defect(Defect { offset, flaw }) => Timed::Defect(Defect {
            offset: unit(offset).map_or(offset, |mark| mark.offset),
            flaw,
        }),
    }
}
