//! Packets of a capture with their times and link types: pcap in both byte orders and resolutions,
//! pcapng with its sections and interfaces. Source: the IETF drafts `pcap` and `pcapng`.

use crate::cursor::Cursor;
use crate::defect::{DefectKind, Defects};

/// No packet is longer, whatever a header says.
const LONGEST: usize = 1 << 18;

/// One packet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packet<'a> {
    /// Its first byte in the file.
    pub offset: u64,
    /// When it was captured, µs since 1970.
    pub us: i64,
    /// Its link type.
    pub link: u32,
    pub bytes: &'a [u8],
}

/// The packets of a capture; none where it is no capture.
pub(super) fn packets<'a>(bytes: &'a [u8], defects: &mut Defects) -> Vec<Packet<'a>> {
    let end = |packets: &mut Vec<Packet<'a>>, cursor: Cursor<'a>, is_little| match is_little {
        None => sections(cursor, packets),
        Some(order) => classic(cursor, order, packets),
    };
    let order = match bytes.first_chunk::<4>() {
        Some([0xD4, 0xC3, 0xB2, 0xA1] | [0x4D, 0x3C, 0xB2, 0xA1]) => Some(true),
        Some([0xA1, 0xB2, 0xC3, 0xD4] | [0xA1, 0xB2, 0x3C, 0x4D]) => Some(false),
        Some([0x0A, 0x0D, 0x0D, 0x0A]) => None,
        _ => return Vec::new(),
    };
    let mut packets = Vec::new();
    let rest = end(&mut packets, Cursor::new(bytes), order);
    if rest < bytes.len() {
        let length = bytes.len().saturating_sub(rest) as u64;
        let what = "the capture ends inside a packet, or what follows is none";
        defects.add(DefectKind::Truncated, rest as u64, length, what);
    }
    packets
}

/// Numbers in the order of bytes that a capture has.
fn number(cursor: &mut Cursor<'_>, is_little: bool) -> Option<u32> {
    if is_little {
        cursor.u32_le()
    } else {
        cursor.u32_be()
    }
}

fn short(cursor: &mut Cursor<'_>, is_little: bool) -> Option<u16> {
    if is_little {
        cursor.u16_le()
    } else {
        cursor.u16_be()
    }
}

/// Reads pcap; gives where the last whole packet ends.
fn classic<'a>(mut cursor: Cursor<'a>, is_little: bool, packets: &mut Vec<Packet<'a>>) -> usize {
    let magic = number(&mut cursor, is_little);
    let is_nanoseconds = magic == Some(0xA1B2_3C4D);
    if cursor.skip(16).is_none() {
        return 0;
    }
    let Some(link) = number(&mut cursor, is_little).map(|link| link & 0x0FFF_FFFF) else {
        return 0;
    };
    loop {
        let whole = cursor.passed();
        let mut read = || {
            let (seconds, fraction) = (
                number(&mut cursor, is_little)?,
                number(&mut cursor, is_little)?,
            );
            let length = usize::try_from(number(&mut cursor, is_little)?).ok()?;
            cursor.skip(4)?;
            let fraction = if is_nanoseconds {
                fraction / 1000
            } else {
                fraction
            };
            let us = i64::from(seconds)
                .saturating_mul(1_000_000)
                .saturating_add(fraction.into());
            let offset = cursor.offset();
            let bytes = cursor.take(length).filter(|bytes| bytes.len() <= LONGEST)?;
            Some(Packet {
                offset,
                us,
                link,
                bytes,
            })
        };
        let Some(packet) = read() else { return whole };
        packets.push(packet);
    }
}

/// What a pcapng section says of one interface.
#[derive(Clone, Copy, Debug)]
struct Interface {
    link: u32,
    /// Ticks a second.
    rate: u64,
}

/// Reads pcapng; gives where the last whole block ends.
fn sections<'a>(mut cursor: Cursor<'a>, packets: &mut Vec<Packet<'a>>) -> usize {
    let mut is_little = true;
    let mut interfaces: Vec<Interface> = Vec::new();
    loop {
        let whole = cursor.passed();
        let Some(mut block) = block(&mut cursor, &mut is_little) else {
            return whole;
        };
        match number(&mut block, is_little) {
            Some(0x0A0D_0D0A) => interfaces.clear(),
            Some(1) => interfaces.extend(interface(&mut block, is_little)),
            Some(6) => packets.extend(enhanced(&mut block, is_little, &interfaces)),
            _ => {}
        }
    }
}

/// The next block, from its kind to before its second length.
fn block<'a>(cursor: &mut Cursor<'a>, is_little: &mut bool) -> Option<Cursor<'a>> {
    let mut ahead = *cursor;
    let kind = ahead.array::<4>()?;
    let length = ahead.array::<4>()?;
    if kind == [0x0A, 0x0D, 0x0D, 0x0A] {
        *is_little = ahead.array()? == [0x4D, 0x3C, 0x2B, 0x1A];
    }
    let length = if *is_little {
        u32::from_le_bytes(length)
    } else {
        u32::from_be_bytes(length)
    };
    let length = usize::try_from(length)
        .ok()
        .filter(|length| *length >= 12)?;
    let mut block = cursor.part(length)?;
    block.part(length.checked_sub(4)?)
}

fn interface(block: &mut Cursor<'_>, is_little: bool) -> Option<Interface> {
    block.skip(4)?;
    let link = short(block, is_little)?;
    block.skip(6)?;
    let mut rate = 1_000_000;
    while let (Some(code), Some(length)) = (short(block, is_little), short(block, is_little)) {
        let padded = usize::from(length).next_multiple_of(4);
        let Some(value) = block.take(padded) else {
            break;
        };
        if let (9, Some(resolution)) = (code, value.first()) {
            let power = u32::from(resolution & 0x7F);
            let base: u64 = if resolution & 0x80 == 0 { 10 } else { 2 };
            rate = base.checked_pow(power).unwrap_or(rate);
        }
    }
    Some(Interface {
        link: link.into(),
        rate,
    })
}

fn enhanced<'a>(block: &mut Cursor<'a>, is_little: bool, all: &[Interface]) -> Option<Packet<'a>> {
    block.skip(4)?;
    let which = usize::try_from(number(block, is_little)?).ok()?;
    let interface = all.get(which)?;
    let (high, low) = (number(block, is_little)?, number(block, is_little)?);
    let length = usize::try_from(number(block, is_little)?).ok()?;
    block.skip(4)?;
    let ticks = u128::from(high) << 32 | u128::from(low);
    let us = ticks
        .saturating_mul(1_000_000)
        .checked_div(interface.rate.into())?;
    let offset = block.offset();
    let bytes = block.take(length).filter(|bytes| bytes.len() <= LONGEST)?;
    Some(Packet {
        offset,
        us: i64::try_from(us).ok()?,
        link: interface.link,
        bytes,
    })
}
