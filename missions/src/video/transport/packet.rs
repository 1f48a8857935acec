//! Transport packets: where they begin in a stream of bytes, and what their header says.
//!
//! ```text
//! 47   err|start|prio|PID(13)   scrambled(2)|adaptation|payload|counter(4)
//!      adaptation: length, discontinuity|random access|…      payload: the rest
//! ```

use crate::video::Flaw;

/// Bytes of a packet.
pub(super) const SIZE: usize = 188;
/// What every packet begins with.
pub(super) const SYNC: u8 = 0x47;

/// What the synchroniser gives out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bytes<'a> {
    /// A packet.
    Packet { offset: u64, bytes: &'a [u8; SIZE] },
    /// Bytes that are none.
    Lost { offset: u64, count: u64 },
}

/// Finds packets: one begins where a sync byte stands and another one, or the end, a packet behind it.
#[derive(Debug, Default)]
pub(super) struct Synchroniser {
    buffer: Vec<u8>,
    /// Where the buffer begins in the stream.
    offset: u64,
    /// Whether the buffer begins where a packet was due.
    locked: bool,
    /// Bytes that were passed over before the buffer.
    lost: u64,
}

impl Synchroniser {
    pub(super) fn feed(&mut self, bytes: &[u8], found: &mut impl FnMut(Bytes<'_>)) {
        self.buffer.extend_from_slice(bytes);
        let buffer = std::mem::take(&mut self.buffer);
        let used = self.work(&buffer, false, found);
        self.keep(buffer, used);
    }

    pub(super) fn finish(&mut self, found: &mut impl FnMut(Bytes<'_>)) {
        let buffer = std::mem::take(&mut self.buffer);
        let used = self.work(&buffer, true, found);
        self.lost += (buffer.len() - used) as u64;
        self.offset += buffer.len() as u64;
        self.tell(self.offset, found);
    }

    fn keep(&mut self, mut buffer: Vec<u8>, used: usize) {
        buffer.drain(..used);
        self.buffer = buffer;
        self.offset += used as u64;
    }

    /// Gives out what can be said of the bytes, and says how many have been used.
    fn work(&mut self, buffer: &[u8], last: bool, found: &mut impl FnMut(Bytes<'_>)) -> usize {
        let mut at = 0;
        while let Some(bytes) = buffer.get(at..).and_then(|rest| rest.first_chunk::<SIZE>()) {
            let next = buffer.get(at + SIZE).copied();
            let is_packet = bytes[0] == SYNC
                && match next {
                    _ if self.locked => true,
                    Some(next) => next == SYNC,
                    None if last => true,
                    // Whether it is one depends on what has not come yet.
                    None => break,
                };
            if is_packet {
                let offset = self.offset + at as u64;
                self.tell(offset, found);
                self.locked = true;
                found(Bytes::Packet { offset, bytes });
                at += SIZE;
            } else {
                self.locked = false;
                self.lost += 1;
                at += 1;
            }
        }
        at
    }

    fn tell(&mut self, end: u64, found: &mut impl FnMut(Bytes<'_>)) {
        let count = std::mem::take(&mut self.lost);
        if count > 0 {
            found(Bytes::Lost {
                offset: end - count,
                count,
            });
        }
    }
}

/// A packet's header, and what it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Packet<'a> {
    /// Where it stands in the stream.
    pub(super) offset: u64,
    pub(super) pid: u16,
    /// A unit begins in it.
    pub(super) is_start: bool,
    /// The counter may jump here.
    pub(super) is_discontinuity: bool,
    /// A decoder may begin here.
    pub(super) is_key: bool,
    pub(super) counter: u8,
    pub(super) payload: &'a [u8],
}

/// Reads a packet. Errors: [`Flaw::Marked`], [`Flaw::Enciphered`], [`Flaw::Header`].
pub(super) fn read(bytes: &[u8; SIZE], offset: u64) -> Result<Packet<'_>, Flaw> {
    let [_, high, _, flags, ref rest @ ..] = *bytes;
    let pid = pid(bytes);
    if high & 0x80 != 0 {
        return Err(Flaw::Marked(pid));
    }
    if flags & 0xc0 != 0 {
        return Err(Flaw::Enciphered(pid));
    }
    let (adaptation, payload) = split(flags, rest).ok_or(Flaw::Header(pid))?;
    let says = |bit: u8| adaptation.first().is_some_and(|flags| flags & bit != 0);
    Ok(Packet {
        offset,
        pid,
        is_start: high & 0x40 != 0,
        is_discontinuity: says(0x80),
        is_key: says(0x40),
        counter: flags & 0x0f,
        payload,
    })
}

/// Whose packet it is.
pub(super) const fn pid(bytes: &[u8; SIZE]) -> u16 {
    u16::from_be_bytes([bytes[1] & 0x1f, bytes[2]])
}

/// The adaptation field and the payload; none where the one does not fit, or there is neither.
fn split(flags: u8, rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let (adaptation, payload) = if flags & 0x20 != 0 {
        let (length, rest) = rest.split_first()?;
        rest.split_at_checked(usize::from(*length))?
    } else {
        (&[][..], rest)
    };
    match flags & 0x30 {
        0x00 => None,
        0x20 => Some((adaptation, &[])),
        _ => Some((adaptation, payload)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(fill: u8) -> Vec<u8> {
        let mut packet = vec![SYNC, 0, 100, 0x10];
        packet.resize(SIZE, fill);
        packet
    }

    /// Offsets of packets, and of what was lost with how much.
    fn check(bytes: &[u8], packets: &[u64], lost: &[(u64, u64)]) {
        for piece in [1, 7, 187, 188, 189, bytes.len()] {
            let (mut found, mut gone) = (Vec::new(), Vec::new());
            let mut take = |bytes: Bytes<'_>| match bytes {
                Bytes::Packet { offset, .. } => found.push(offset),
                Bytes::Lost { offset, count } => gone.push((offset, count)),
            };
            let mut synchroniser = Synchroniser::default();
            for piece in bytes.chunks(piece) {
                synchroniser.feed(piece, &mut take);
            }
            synchroniser.finish(&mut take);
            assert_eq!(
                (&found[..], &gone[..]),
                (packets, lost),
                "pieces of {piece}"
            );
        }
    }

    #[test]
    fn packets_follow_one_another() {
        check(&packet(0).repeat(3), &[0, 188, 376], &[]);
        check(&packet(0), &[0], &[]);
    }

    #[test]
    fn sync_bytes_within_packets_do_not_mislead() {
        let bytes = [&[SYNC; 50][..], &packet(0).repeat(3)].concat();
        check(&bytes, &[50, 238, 426], &[(0, 50)]);
        check(&packet(SYNC).repeat(3), &[0, 188, 376], &[]);
    }

    #[test]
    fn bytes_that_came_between_are_told_and_the_next_packet_is_found() {
        let two = packet(0).repeat(2);
        let bytes = [&two[..], &[1; 30], &packet(2), &packet(0)[..100]].concat();
        check(&bytes, &[0, 188, 406], &[(376, 30), (594, 100)]);
    }

    #[test]
    fn bytes_that_are_missing_cost_the_packets_that_they_are_missing_in() {
        let bytes = [&packet(0)[..], &packet(0)[..150], &packet(0), &packet(0)].concat();
        check(&bytes, &[0, 188, 526], &[(376, 150)]);
    }

    #[test]
    fn an_adaptation_field_that_is_too_long_is_a_defect() {
        let mut bytes = [0_u8; SIZE];
        bytes[..6].copy_from_slice(&[SYNC, 0x41, 0x00, 0x35, 10, 0x40]);
        let packet = read(&bytes, 0).unwrap();
        assert_eq!(
            (packet.pid, packet.counter, packet.payload.len()),
            (256, 5, 173)
        );
        assert!(packet.is_start && packet.is_key && !packet.is_discontinuity);
        bytes[4] = 184;
        assert_eq!(read(&bytes, 0), Err(Flaw::Header(256)));
        bytes[3] = 0x05;
        assert_eq!(read(&bytes, 0), Err(Flaw::Header(256)));
        bytes[3] = 0x95;
        assert_eq!(read(&bytes, 0), Err(Flaw::Enciphered(256)));
        bytes[1] = 0xc1;
        assert_eq!(read(&bytes, 0), Err(Flaw::Marked(256)));
    }
}
