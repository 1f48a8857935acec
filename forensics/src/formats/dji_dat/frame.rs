//! How records stand in the log.
//!
//! ```text
//! ┌──────┬──────────────────────┬───────┬──────┬──────┬──────────────────┬────────┐
//! │ 0x55 │ length 10 bits, 6 bits│ CRC-8 │ type │ tick │ payload           │ CRC-16 │
//! │  u8  │ u16                  │  u8   │ u16  │ u32  │ ^ (tick mod 256)  │  u16   │
//! └──────┴──────────────────────┴───────┴──────┴──────┴──────────────────┴────────┘
//! ```
//!
//! The length is the whole record's. CRC-8 (0x31 reflected, begun at 0x77) is over the first three
//! bytes, CRC-16 (0x1021 reflected, begun at 0x3692) over all before it. Source:
//! `BudWalkerJava/DatCon` (BSD), `o-gs/dji-firmware-tools` for the same frames on the wire.

/// Bytes around a payload: ten before it and two behind.
const AROUND: usize = 12;

const HEAD: usize = 10;

/// The remainders of the 256 bytes for CRC-8.
#[expect(
    clippy::indexing_slicing,
    reason = "made by the compiler, from no data"
)]
const EIGHT: [u8; 256] = {
    let wide = table(0x8C);
    let mut narrow = [0; 256];
    let mut at = 0;
    while at < 256 {
        narrow[at] = wide[at] as u8;
        at += 1;
    }
    narrow
};

/// The remainders of the 256 bytes for CRC-16.
const SIXTEEN: [u16; 256] = table(0x8408);

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "made by the compiler, from no data"
)]
const fn table(polynomial: u16) -> [u16; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut remainder = byte as u16;
        let mut bit = 0;
        while bit < 8 {
            let carry = remainder & 1;
            remainder = (remainder >> 1) ^ (carry * polynomial);
            bit += 1;
        }
        table[byte] = remainder;
        byte += 1;
    }
    table
}

pub(super) fn crc_8(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0x77, |crc, byte| {
        EIGHT
            .get(usize::from(crc ^ byte))
            .copied()
            .unwrap_or_default()
    })
}

pub(super) fn crc_16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0x3692_u16, |crc, byte| {
        let at = usize::from(crc as u8 ^ byte);
        SIXTEEN.get(at).copied().unwrap_or_default() ^ (crc >> 8)
    })
}

/// One record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame<'a> {
    /// Its first byte.
    pub at: usize,
    /// The byte after its last.
    pub end: usize,
    /// Its type.
    pub kind: u16,
    /// The clock of the flight controller.
    pub tick: u32,
    /// Its payload, still masked by the tick.
    pub payload: &'a [u8],
}

impl<'a> Frame<'a> {
    /// The record at a place, if both of its checksums fit.
    pub(super) fn of(bytes: &'a [u8], at: usize) -> Option<Self> {
        let rest = bytes.get(at..)?;
        let [0x55, low, high, eight, a, b, t0, t1, t2, t3] = *rest.first_chunk::<HEAD>()? else {
            return None;
        };
        let length = usize::from(u16::from_le_bytes([low, high & 3]));
        if length < AROUND || crc_8(&[0x55, low, high]) != eight {
            return None;
        }
        let (body, check) = rest.get(..length)?.split_last_chunk::<2>()?;
        (crc_16(body) == u16::from_le_bytes(*check)).then_some(())?;
        Some(Self {
            at,
            end: at.checked_add(length)?,
            kind: u16::from_le_bytes([a, b]),
            tick: u32::from_le_bytes([t0, t1, t2, t3]),
            payload: body.get(HEAD..)?,
        })
    }

    /// Takes the mask off the payload and leaves it in `plain`.
    pub(super) fn unmask(&self, plain: &mut Vec<u8>) {
        let mask = self.tick as u8;
        plain.clear();
        plain.extend(self.payload.iter().map(|byte| byte ^ mask));
    }
}

/// A record, or bytes that belong to none: the first, and how many.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece<'a> {
    Record(Frame<'a>),
    Lost(usize, usize),
}

/// The pieces of some bytes from a place on.
pub(super) fn pieces(bytes: &[u8], from: usize) -> impl Iterator<Item = Piece<'_>> {
    let mut at = from;
    std::iter::from_fn(move || {
        if at >= bytes.len() {
            return None;
        }
        if let Some(frame) = Frame::of(bytes, at) {
            at = frame.end;
            return Some(Piece::Record(frame));
        }
        let begun = at;
        let next = at.saturating_add(1)..bytes.len();
        at = next
            .into_iter()
            .find(|at| Frame::of(bytes, *at).is_some())
            .unwrap_or(bytes.len());
        Some(Piece::Lost(begun, at.saturating_sub(begun)))
    })
}
