//! The tables of a transport stream: which programs it has, and which streams each of them has.
//!
//! ```text
//! section   table, length(12), id, version|current, number, last number, …, CRC-32
//! PAT       (program, PID) …
//! PMT       PCR PID, descriptors, (type, PID, descriptors) …
//! ```
//!
//! Source: ISO/IEC 13818-1, sections 2.4.4 and 2.6.

use super::Event;
use super::packet::Packet;
use crate::video::{Defect, Flaw};

/// The longest section, bytes.
const LONGEST: usize = 4096;
const KLVA: &[u8] = b"KLVA";

/// How a stream brings what we look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carriage {
    /// Pictures.
    Video,
    /// KLV in private data, stream type 0x06.
    Asynchronous,
    /// KLV in metadata cells, stream type 0x15.
    Synchronous,
    /// Something else.
    Other,
}

/// A stream of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elementary {
    /// Its packets' identifier.
    pub pid: u16,
    /// Its type, as the standard numbers them.
    pub stream_type: u8,
    /// What that is to us.
    pub carriage: Carriage,
}

/// A program map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Program {
    pub(super) number: u16,
    /// In the order of their PIDs.
    pub(super) streams: Vec<Elementary>,
}

/// A part of the table of programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Programs {
    /// PIDs of the program maps.
    pub(super) maps: Vec<u16>,
    /// There are no other parts.
    pub(super) is_whole: bool,
}

/// A section, and where its first packet stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) offset: u64,
    pub(super) bytes: Vec<u8>,
}

/// The sections of one PID, put together from its packets.
#[derive(Clone, Debug, Default)]
pub(super) struct Sections {
    counter: Option<u8>,
    begun: Option<Section>,
}

impl Sections {
    /// Takes a packet, and gives the sections that end in it; damaged ones are told.
    pub(super) fn take(
        &mut self,
        packet: &Packet<'_>,
        found: &mut impl FnMut(Event),
    ) -> Vec<Section> {
        let mut whole = Vec::new();
        if packet.payload.is_empty() || self.is_repeated(packet) {
            return whole;
        }
        let mut tell = |offset| {
            let flaw = Flaw::Table(packet.pid);
            found(Event::Defect(Defect { offset, flaw }));
        };
        let (behind, new) = parts(packet);
        if let Some(mut begun) = self.begun.take() {
            begun.bytes.extend(behind);
            self.collect(begun, &mut whole, &mut tell);
        }
        if let Some(new) = new {
            if self.begun.take().is_some() {
                // Another one begins before it ended.
                tell(packet.offset);
            }
            let begun = Section {
                offset: packet.offset,
                bytes: new.to_vec(),
            };
            self.collect(begun, &mut whole, &mut tell);
        }
        whole
    }

    /// Takes the sections off the beginning of some bytes; what is not whole is kept.
    fn collect(&mut self, begun: Section, whole: &mut Vec<Section>, tell: &mut impl FnMut(u64)) {
        let Section { offset, bytes } = begun;
        let mut rest = bytes.as_slice();
        while rest.first().is_some_and(|table| *table != 0xff) {
            let Some(size) = size(rest) else {
                break;
            };
            if size > LONGEST {
                tell(offset);
                return;
            }
            let Some((section, behind)) = rest.split_at_checked(size) else {
                break;
            };
            if crc(section) == 0 {
                let bytes = section.to_vec();
                whole.push(Section { offset, bytes });
            } else {
                tell(offset);
            }
            rest = behind;
        }
        if rest.first().is_some_and(|table| *table != 0xff) {
            let bytes = rest.to_vec();
            self.begun = Some(Section { offset, bytes });
        }
    }

    /// Whether the packet came already; after a gap what was begun is forgotten.
    fn is_repeated(&mut self, packet: &Packet<'_>) -> bool {
        let last = self.counter.replace(packet.counter);
        let Some(last) = last.filter(|_| !packet.is_discontinuity) else {
            return false;
        };
        if packet.counter != (last + 1) % 16 && packet.counter != last {
            self.begun = None;
        }
        packet.counter == last
    }
}

/// What continues a section, and what begins one.
fn parts<'a>(packet: &Packet<'a>) -> (&'a [u8], Option<&'a [u8]>) {
    if !packet.is_start {
        return (packet.payload, None);
    }
    let Some((pointer, rest)) = packet.payload.split_first() else {
        return (&[], None);
    };
    match rest.split_at_checked(usize::from(*pointer)) {
        Some((behind, new)) => (behind, Some(new)),
        None => (rest, None),
    }
}

/// How long a section is, with its header; none where that cannot be seen yet.
fn size(bytes: &[u8]) -> Option<usize> {
    let [_, high, low, ..] = bytes else {
        return None;
    };
    Some(3 + usize::from(u16::from_be_bytes([high & 0x0f, *low])))
}

/// What stands between the header of eight bytes and the checksum of a table that holds now.
fn body(section: &[u8], table: u8) -> Option<(&[u8; 8], &[u8])> {
    let (header, rest) = section.split_first_chunk::<8>()?;
    let body = rest.get(..rest.len().checked_sub(4)?)?;
    let is_current = header[5] & 1 == 1;
    (header[0] == table && is_current).then_some((header, body))
}

/// Reads a section of the table of programs; none for another table, or one that does not hold yet.
pub(super) fn programs(section: &[u8]) -> Option<Programs> {
    let (header, body) = body(section, 0)?;
    let entries = body.as_chunks::<4>().0.iter();
    let maps = entries.filter(|[high, low, ..]| (*high, *low) != (0, 0));
    Some(Programs {
        maps: maps.map(|entry| thirteen(entry[2], entry[3])).collect(),
        is_whole: header[7] == 0,
    })
}

/// Reads a program map; none for another table, or one that does not hold yet.
pub(super) fn program(section: &[u8]) -> Option<Program> {
    let (header, body) = body(section, 2)?;
    let number = u16::from_be_bytes([header[3], header[4]]);
    let (_, rest) = body.split_at_checked(2)?;
    let (_, mut rest) = descriptors(rest)?;
    let mut streams = Vec::new();
    while let [stream_type, high, low, behind @ ..] = rest {
        let (described, next) = descriptors(behind)?;
        streams.push(Elementary {
            pid: thirteen(*high, *low),
            stream_type: *stream_type,
            carriage: carriage(*stream_type, described),
        });
        rest = next;
    }
    streams.sort_by_key(|stream| stream.pid);
    Some(Program { number, streams })
}

/// Descriptors behind their length of twelve bits, and what follows them.
fn descriptors(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let [high, low, rest @ ..] = bytes else {
        return None;
    };
    let length = u16::from_be_bytes([high & 0x0f, *low]);
    rest.split_at_checked(usize::from(length))
}

fn thirteen(high: u8, low: u8) -> u16 {
    u16::from_be_bytes([high & 0x1f, low])
}

/// What a stream is to us, by its type and what its descriptors name.
///
/// Private data is KLV only where it is registered so. Metadata cells are unless another format is
/// named: many senders name none.
fn carriage(stream_type: u8, described: &[u8]) -> Carriage {
    let named: Vec<&[u8]> = formats(described).collect();
    let is_klv = named.contains(&KLVA);
    match stream_type {
        0x01 | 0x02 | 0x10 | 0x1b | 0x1e | 0x1f | 0x20 | 0x21 | 0x24 | 0x33 | 0x42 | 0xd1
        | 0xea => Carriage::Video,
        0x06 if is_klv => Carriage::Asynchronous,
        0x15 if is_klv || named.is_empty() => Carriage::Synchronous,
        _ => Carriage::Other,
    }
}

/// The formats that registration (5) and metadata descriptors (38) name.
fn formats(mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let descriptors = std::iter::from_fn(move || {
        let [tag, length, rest @ ..] = bytes else {
            return None;
        };
        let (inside, behind) = rest.split_at_checked(usize::from(*length))?;
        bytes = behind;
        Some((*tag, inside))
    });
    descriptors.filter_map(|(tag, inside)| match tag {
        5 => inside.get(..4),
        38 => metadata_format(inside),
        _ => None,
    })
}

/// `application format (ffff: + 4 bytes), metadata format (ff: + 4 bytes) …`
fn metadata_format(descriptor: &[u8]) -> Option<&[u8]> {
    let application = if descriptor.starts_with(&[0xff, 0xff]) {
        6
    } else {
        2
    };
    match descriptor.get(application..)? {
        [0xff, name @ ..] => name.get(..4),
        _ => None,
    }
}

/// CRC-32 of MPEG-2 over all bytes; over a section with its own sum it is 0.
pub(super) fn crc(bytes: &[u8]) -> u32 {
    bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte) << 24, |crc, _| {
            let carry = if crc >> 31 == 1 { 0x04c1_1db7 } else { 0 };
            crc << 1 ^ carry
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check value of CRC-32/MPEG-2 in the catalogue of parametrised CRC algorithms.
    #[test]
    fn the_crc_is_that_of_mpeg_2() {
        assert_eq!(crc(b"123456789"), 0x0376_e6e7);
    }

    #[test]
    fn private_data_is_klv_only_where_it_is_registered_so() {
        let registered = [5, 4, b'K', b'L', b'V', b'A'];
        let others = [5, 4, b'A', b'C', b'-', b'3'];
        assert_eq!(carriage(0x06, &registered), Carriage::Asynchronous);
        assert_eq!(carriage(0x06, &others), Carriage::Other);
        assert_eq!(carriage(0x06, &[]), Carriage::Other);
        assert_eq!(carriage(0x06, &[5, 9, b'K']), Carriage::Other);
        assert_eq!(carriage(0x1b, &[]), Carriage::Video);
        assert_eq!(carriage(0x0f, &registered), Carriage::Other);
    }

    #[test]
    fn metadata_cells_are_klv_unless_another_format_is_named() {
        let metadata = |format: &[u8; 4]| {
            let head = [38, 9, 1, 0, 0xff];
            [&head[..], format, &[0, 0x0f]].concat()
        };
        assert_eq!(carriage(0x15, &[]), Carriage::Synchronous);
        assert_eq!(carriage(0x15, &metadata(b"KLVA")), Carriage::Synchronous);
        assert_eq!(carriage(0x15, &metadata(b"ID3 ")), Carriage::Other);
        let application = [
            38, 13, 0xff, 0xff, 1, 2, 3, 4, 0xff, b'K', b'L', b'V', b'A', 0, 0x0f,
        ];
        assert_eq!(carriage(0x15, &application), Carriage::Synchronous);
    }

    #[test]
    fn tables_that_do_not_hold_yet_or_are_cut_say_nothing() {
        assert_eq!(programs(&[]), None);
        assert_eq!(program(&[2; 11]), None);
        let next = [0, 0xb0, 13, 0, 1, 0xc0, 0, 0, 0, 1, 0xe1, 0, 0, 0, 0, 0];
        assert_eq!(programs(&next), None);
    }
}
