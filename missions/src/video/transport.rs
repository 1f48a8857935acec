//! An MPEG transport stream, as far as it brings KLV: which streams it has, the KLV of each with its
//! time, and the times of the pictures beside it.
//!
//! ```text
//! 188 bytes: 47 | flags, PID | counter | (adaptation field) | payload
//! PID 0      PAT ─► PID of each program's PMT ─► PID, type and descriptors of each stream
//! type 06    and registration KLVA: a PES packet holds KLV (asynchronous, ST 1402)
//! type 15    a PES packet holds metadata cells, each with a header of five bytes (synchronous)
//! ```
//!
//! Sources: ISO/IEC 13818-1 (ITU-T H.222.0), MISB ST 1402. Packets of 188 bytes only, as they are
//! broadcast and recorded; those of 192 and 204 are not read. Nothing is written here: GStreamer's
//! `mpegtsmux` does that.

mod cells;
mod clock;
mod metadata;
mod packet;
mod pes;
mod psi;
#[cfg(test)]
pub(crate) mod sample;

use std::collections::BTreeMap;

use crate::video::{Defect, Flaw};
use cells::Cells;
use packet::{Bytes, Synchroniser};
use pes::{Assembler, Unit};
use psi::{Program, Sections};

pub use clock::{Pts, TICKS_PER_SECOND};
pub use metadata::{Metadata, Timed};
pub use psi::{Carriage, Elementary};

/// Most streams that are followed.
pub const MOST_STREAMS: usize = 64;

/// Something in a transport stream.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The streams of a program, at first and whenever they change.
    Program {
        /// Its number.
        number: u16,
        /// Its streams, in the order of their PIDs.
        streams: Vec<Elementary>,
    },
    /// Bytes of a KLV stream that belong together.
    Klv {
        /// The stream.
        pid: u16,
        /// When they are to be shown, and none where the stream does not say.
        pts: Option<Pts>,
        /// The bytes; packets may begin and end anywhere in them.
        bytes: Vec<u8>,
        /// Where the first of them stood, bytes from the beginning of the transport stream.
        offset: u64,
    },
    /// A picture begins.
    Picture {
        /// Its stream.
        pid: u16,
        /// When it is to be shown.
        pts: Option<Pts>,
        /// A decoder may begin here.
        is_key: bool,
        /// Where its transport packet stood.
        offset: u64,
    },
    /// Something is wrong.
    Defect(Defect),
}

/// A transport stream that is being read.
#[derive(Debug, Default)]
pub struct Demux {
    synchroniser: Synchroniser,
    programs: Sections,
    maps: BTreeMap<u16, Sections>,
    /// By the PID of its map and its number.
    known: BTreeMap<(u16, u16), Program>,
    streams: BTreeMap<u16, Followed>,
    clock: clock::Clock,
}

/// A stream that is followed.
#[derive(Debug)]
struct Followed {
    stream: Elementary,
    counter: Option<u8>,
    assembler: Assembler,
    cells: Cells,
}

/// Whether some bytes of a stream are transport packets: three sync bytes, each a packet behind the
/// other, where one packet or less stands before them. At least 564 bytes are needed to say so of a
/// stream that begins with a packet.
pub fn is_transport_stream(bytes: &[u8]) -> bool {
    let is_sync = |at: usize| bytes.get(at) == Some(&packet::SYNC);
    (0..packet::SIZE).any(|at| (0..3).all(|index| is_sync(at + index * packet::SIZE)))
}

impl Demux {
    /// A stream that begins.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes, as many as there are, and gives out what is found.
    pub fn feed(&mut self, bytes: &[u8], found: &mut impl FnMut(Event)) {
        let mut synchroniser = std::mem::take(&mut self.synchroniser);
        synchroniser.feed(bytes, &mut |bytes| self.take(bytes, found));
        self.synchroniser = synchroniser;
    }

    /// Says that nothing follows, and gives out what is left.
    pub fn finish(mut self, found: &mut impl FnMut(Event)) {
        let mut synchroniser = std::mem::take(&mut self.synchroniser);
        synchroniser.finish(&mut |bytes| self.take(bytes, found));
        for (pid, mut followed) in std::mem::take(&mut self.streams) {
            let unit = followed.assembler.finish();
            self.give(pid, &mut followed, unit, found);
        }
    }

    fn take(&mut self, bytes: Bytes<'_>, found: &mut impl FnMut(Event)) {
        let defect = |offset, flaw| Event::Defect(Defect { offset, flaw });
        let (offset, bytes) = match bytes {
            Bytes::Packet { offset, bytes } => (offset, bytes),
            Bytes::Lost { offset, count } => {
                found(defect(offset, Flaw::Unsynchronised(count)));
                return;
            }
        };
        match packet::read(bytes, offset) {
            Ok(packet) if packet.pid == 0 => self.programs(&packet, found),
            Ok(packet) if self.maps.contains_key(&packet.pid) => self.map(&packet, found),
            Ok(packet) => self.stream(&packet, found),
            Err(flaw) => {
                if self.is_followed(bytes) {
                    found(defect(offset, flaw));
                }
            }
        }
    }

    /// Whether a packet belongs to a table or a stream that we read: what is wrong with others is
    /// not ours to tell.
    fn is_followed(&self, bytes: &[u8; packet::SIZE]) -> bool {
        let pid = packet::pid(bytes);
        pid == 0 || self.maps.contains_key(&pid) || self.streams.contains_key(&pid)
    }

    fn programs(&mut self, packet: &packet::Packet<'_>, found: &mut impl FnMut(Event)) {
        for section in self.programs.take(packet, found) {
            let Some(table) = psi::programs(&section.bytes) else {
                continue;
            };
            if table.is_whole {
                self.maps.retain(|pid, _| table.maps.contains(pid));
                self.known.retain(|(pid, _), _| table.maps.contains(pid));
            }
            let room = MOST_STREAMS.saturating_sub(self.maps.len());
            let new = table.maps.iter().filter(|pid| !self.maps.contains_key(pid));
            let new: Vec<u16> = new.take(room).copied().collect();
            self.maps
                .extend(new.into_iter().map(|pid| (pid, Sections::default())));
            self.follow(section.offset, found);
        }
    }

    fn map(&mut self, packet: &packet::Packet<'_>, found: &mut impl FnMut(Event)) {
        let Some(sections) = self.maps.get_mut(&packet.pid) else {
            return;
        };
        for section in sections.take(packet, found) {
            let Some(program) = psi::program(&section.bytes) else {
                continue;
            };
            let key = (packet.pid, program.number);
            let known = self.known.get(&key);
            if known == Some(&program) || known.is_none() && self.known.len() == MOST_STREAMS {
                continue;
            }
            found(Event::Program {
                number: program.number,
                streams: program.streams.clone(),
            });
            self.known.insert(key, program);
            self.follow(section.offset, found);
        }
    }

    /// Follows the streams of all programs that bring KLV or pictures, and no others any more.
    fn follow(&mut self, offset: u64, found: &mut impl FnMut(Event)) {
        let all = self.known.values().flat_map(|program| &program.streams);
        let wanted = all.filter(|stream| stream.carriage != Carriage::Other);
        let wanted: BTreeMap<u16, Elementary> = wanted.map(|s| (s.pid, s.clone())).collect();
        self.streams
            .retain(|pid, followed| wanted.get(pid) == Some(&followed.stream));
        for (pid, stream) in wanted {
            if self.streams.contains_key(&pid) {
                continue;
            }
            if self.streams.len() == MOST_STREAMS {
                let flaw = Flaw::TooManyStreams(MOST_STREAMS);
                found(Event::Defect(Defect { offset, flaw }));
                break;
            }
            self.streams.insert(pid, Followed::new(stream));
        }
    }

    fn stream(&mut self, packet: &packet::Packet<'_>, found: &mut impl FnMut(Event)) {
        let Some(mut followed) = self.streams.remove(&packet.pid) else {
            return;
        };
        let repeated = followed.count(packet, found);
        if !repeated {
            for unit in followed.assembler.take(packet) {
                self.give(packet.pid, &mut followed, Some(unit), found);
            }
        }
        self.streams.insert(packet.pid, followed);
    }

    /// Gives out what a unit of a stream says.
    fn give(
        &mut self,
        pid: u16,
        followed: &mut Followed,
        unit: Option<Unit>,
        found: &mut impl FnMut(Event),
    ) {
        let (header, bytes) = match unit {
            None => return,
            Some(Unit::Broken(defect)) => {
                found(Event::Defect(defect));
                return;
            }
            Some(Unit::Whole { header, bytes }) => (header, bytes),
        };
        let offset = header.offset;
        let pts = header.pts.map(|raw| self.clock.unwrap(raw));
        match followed.stream.carriage {
            Carriage::Video => found(Event::Picture {
                pid,
                pts,
                is_key: header.is_key,
                offset,
            }),
            Carriage::Asynchronous if bytes.is_empty() => {}
            Carriage::Asynchronous => found(Event::Klv {
                pid,
                pts,
                bytes,
                offset,
            }),
            Carriage::Synchronous => {
                for cell in followed.cells.take(&bytes, pts) {
                    found(match cell {
                        Ok((bytes, pts)) => Event::Klv {
                            pid,
                            pts,
                            bytes,
                            offset,
                        },
                        Err(flaw) => Event::Defect(Defect { offset, flaw }),
                    });
                }
            }
            Carriage::Other => {}
        }
    }
}

impl Followed {
    const fn new(stream: Elementary) -> Self {
        let is_video = matches!(stream.carriage, Carriage::Video);
        Self {
            counter: None,
            assembler: Assembler::new(stream.pid, is_video),
            cells: Cells::new(stream.pid),
            stream,
        }
    }

    /// Holds the continuity counter against the last one; says whether the packet is a repetition.
    ///
    /// A gap costs the unit that was begun.
    fn count(&mut self, packet: &packet::Packet<'_>, found: &mut impl FnMut(Event)) -> bool {
        if packet.payload.is_empty() {
            return false;
        }
        let last = self.counter.replace(packet.counter);
        let Some(last) = last.filter(|_| !packet.is_discontinuity) else {
            return false;
        };
        let expected = (last + 1) % 16;
        if packet.counter == last {
            return true;
        }
        if packet.counter != expected {
            self.assembler.lose();
            self.cells.lose();
            found(Event::Defect(Defect {
                offset: packet.offset,
                flaw: Flaw::Gap {
                    pid: packet.pid,
                    expected,
                    found: packet.counter,
                },
            }));
        }
        false
    }
}

#[cfg(test)]
mod tests;
