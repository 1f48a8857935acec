//! Packets of an elementary stream, put together from transport packets.
//!
//! ```text
//! 00 00 01 id length(16)   10……, flags, header length, (PTS 5 bytes, …)   payload
//! ```
//!
//! Source: ISO/IEC 13818-1, section 2.4.3.6.

use super::packet::Packet;
use crate::video::klv::{LARGEST_PACKET, ber::unsigned};
use crate::video::{Defect, Flaw};

/// What the header of a packet says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Where its first transport packet stood.
    pub(super) offset: u64,
    /// The 33 bits of its time.
    pub(super) pts: Option<u64>,
    /// A decoder may begin here.
    pub(super) is_key: bool,
}

/// What comes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// A packet; of pictures only the header.
    Whole { header: Header, bytes: Vec<u8> },
    /// What is wrong with one.
    Broken(Defect),
}

/// The packet that is being put together.
#[derive(Clone, Debug)]
struct Begun {
    offset: u64,
    is_key: bool,
    bytes: Vec<u8>,
}

/// How long a packet says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Size {
    /// That has not come yet.
    Unseen,
    /// To where the next one begins.
    Open,
    /// So many bytes, with its header.
    Bytes(usize),
}

/// Puts packets together.
#[derive(Clone, Debug)]
pub(super) struct Assembler {
    pid: u16,
    header_only: bool,
    begun: Option<Begun>,
}

impl Assembler {
    /// For a stream; `header_only`: the payload is not wanted.
    pub(super) const fn new(pid: u16, header_only: bool) -> Self {
        Self {
            pid,
            header_only,
            begun: None,
        }
    }

    /// Takes a transport packet, and gives what ends in it or with it: at most two units.
    pub(super) fn take(&mut self, packet: &Packet<'_>) -> impl Iterator<Item = Unit> + use<> {
        let before = if packet.is_start {
            let before = self.finish();
            self.begun = Some(Begun {
                offset: packet.offset,
                is_key: packet.is_key,
                bytes: Vec::new(),
            });
            before
        } else {
            None
        };
        if let Some(begun) = &mut self.begun {
            begun.bytes.extend_from_slice(packet.payload);
        }
        before.into_iter().chain(self.ready())
    }

    /// Forgets what was begun: a part of it is missing.
    pub(super) fn lose(&mut self) {
        self.begun = None;
    }

    /// Ends what was begun: nothing more of it comes.
    pub(super) fn finish(&mut self) -> Option<Unit> {
        let begun = self.begun.take()?;
        if begun.announced() == Size::Open
            && let Some(unit) = begun.whole()
        {
            return Some(unit);
        }
        Some(begun.broken(Flaw::Pes(self.pid)))
    }

    /// The packet that was begun, if it is whole, or cannot become so.
    fn ready(&mut self) -> Option<Unit> {
        let begun = self.begun.take()?;
        if !begun.is_begin_of_packet() {
            return Some(begun.broken(Flaw::Pes(self.pid)));
        }
        if self.header_only
            && let Some((header, _)) = begun.read()
        {
            let bytes = Vec::new();
            return Some(Unit::Whole { header, bytes });
        }
        if let Size::Bytes(size) = begun.announced()
            && begun.bytes.len() >= size
        {
            let bytes = begun.bytes.get(..size).unwrap_or_default().to_vec();
            let begun = Begun { bytes, ..begun };
            return Some(
                begun
                    .whole()
                    .unwrap_or_else(|| begun.broken(Flaw::Pes(self.pid))),
            );
        }
        if begun.bytes.len() > LARGEST_PACKET {
            return Some(begun.broken(Flaw::UnitTooLarge(self.pid)));
        }
        self.begun = Some(begun);
        None
    }
}

impl Begun {
    fn is_begin_of_packet(&self) -> bool {
        let known = self.bytes.len().min(3);
        self.bytes[..known] == [0, 0, 1][..known]
    }

    fn announced(&self) -> Size {
        match self.bytes.get(4..6) {
            None => Size::Unseen,
            Some([0, 0]) => Size::Open,
            Some(length) => Size::Bytes(6 + unsigned(length) as usize),
        }
    }

    /// The header, and where the payload begins; none where the header is not whole.
    fn read(&self) -> Option<(Header, usize)> {
        let header = |pts| Header {
            offset: self.offset,
            pts,
            is_key: self.is_key,
        };
        let id = *self.bytes.get(3)?;
        // Those that have no further header: maps, padding, private 2, ECM, EMM, DSM-CC, type E,
        // directory.
        if matches!(id, 0xbc | 0xbe | 0xbf | 0xf0..=0xf2 | 0xf8 | 0xff) {
            return Some((header(None), 6.min(self.bytes.len())));
        }
        let [flags, more, length] = *self.bytes.get(6..)?.first_chunk()?;
        let optional = self.bytes.get(9..9 + usize::from(length))?;
        let pts = optional.first_chunk::<5>().copied().and_then(pts);
        let says = flags & 0xc0 == 0x80 && more & 0x80 != 0;
        Some((header(pts.filter(|_| says)), 9 + usize::from(length)))
    }

    fn whole(&self) -> Option<Unit> {
        let (header, payload) = self.read()?;
        let bytes = self.bytes.get(payload..)?.to_vec();
        Some(Unit::Whole { header, bytes })
    }

    const fn broken(&self, flaw: Flaw) -> Unit {
        Unit::Broken(Defect {
            offset: self.offset,
            flaw,
        })
    }
}

/// Three, fifteen and fifteen bits, each with a one behind it; none where the ones are missing.
fn pts(bytes: [u8; 5]) -> Option<u64> {
    let [a, b, c, d, e] = bytes.map(u64::from);
    let marked = a & c & e & 1 == 1;
    let time = (a >> 1 & 0x7) << 30 | b << 22 | (c >> 1) << 15 | d << 7 | e >> 1;
    marked.then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(is_start: bool, payload: &[u8]) -> Packet<'_> {
        Packet {
            offset: 188,
            pid: 256,
            is_start,
            is_discontinuity: false,
            is_key: false,
            counter: 0,
            payload,
        }
    }

    /// A packet of private data with a time of 2^33 - 2 and two bytes.
    const PES: [u8; 16] = [
        0, 0, 1, 0xbd, 0, 10, 0x80, 0x80, 5, 0x2f, 0xff, 0xff, 0xff, 0xfd, 7, 8,
    ];

    fn whole(pts: Option<u64>, bytes: &[u8]) -> Unit {
        let header = Header {
            offset: 188,
            pts,
            is_key: false,
        };
        Unit::Whole {
            header,
            bytes: bytes.to_vec(),
        }
    }

    fn units(parts: &[(bool, &[u8])]) -> Vec<Unit> {
        let mut assembler = Assembler::new(256, false);
        let mut units = Vec::new();
        for (is_start, payload) in parts {
            units.extend(assembler.take(&packet(*is_start, payload)));
        }
        units.extend(assembler.finish());
        units
    }

    #[test]
    fn a_packet_is_put_together_whatever_the_parts() {
        for cut in 1..PES.len() {
            let (one, two) = PES.split_at(cut);
            let expected = [whole(Some((1 << 33) - 2), &[7, 8])];
            assert_eq!(units(&[(true, one), (false, two)]), expected, "{cut}");
        }
    }

    #[test]
    fn a_packet_of_no_length_ends_where_the_next_begins() {
        let mut open = PES;
        open[5] = 0;
        let expected = [
            whole(Some((1 << 33) - 2), &[7, 8, 9]),
            whole(Some((1 << 33) - 2), &[7, 8]),
        ];
        assert_eq!(
            units(&[(true, &open), (false, &[9]), (true, &open)]),
            expected
        );
    }

    #[test]
    fn what_is_cut_short_or_is_no_packet_is_broken() {
        let cut = units(&[(true, &PES[..15]), (true, &PES)]);
        assert_eq!(cut.len(), 2);
        assert!(matches!(cut[0], Unit::Broken(_)));
        for bytes in [
            &[0, 0, 2, 0xbd][..],
            &[1],
            &PES[..7],
            &[0, 0, 1, 0xbd, 0, 2, 0x80, 0],
        ] {
            let units = units(&[(true, bytes)]);
            assert!(matches!(units[..], [Unit::Broken(_)]), "{units:?}");
        }
    }

    #[test]
    fn bytes_before_the_first_packet_are_passed_over() {
        assert_eq!(units(&[(false, &[1, 2, 3]), (true, &PES)]).len(), 1);
    }

    #[test]
    fn a_time_without_its_marks_is_none() {
        let mut unmarked = PES;
        unmarked[11] = 0xfe;
        assert_eq!(units(&[(true, &unmarked)]), [whole(None, &[7, 8])]);
    }

    #[test]
    fn a_packet_that_never_ends_is_given_up() {
        let mut assembler = Assembler::new(256, false);
        let mut open = PES;
        open[5] = 0;
        let mut units: Vec<Unit> = assembler.take(&packet(true, &open)).collect();
        for _ in 0..LARGEST_PACKET / 100 {
            units.extend(assembler.take(&packet(false, &[0; 150])));
        }
        assert!(matches!(units[..], [Unit::Broken(_)]));
    }
}
