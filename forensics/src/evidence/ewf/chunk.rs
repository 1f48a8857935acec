//! The chunks of an image: unpacked one at a time, each against its own checksum.

use std::io::{self, Read as _};
use std::sync::{Mutex, PoisonError};

use flate2::read::ZlibDecoder;

use crate::evidence::{Evidence, piece};

/// So many chunks are kept unpacked.
const KEPT: u64 = 64;
/// No writer makes larger ones; what a volume section claims beyond is refused.
pub(super) const LARGEST: u64 = 16 << 20;

/// Where a chunk lies.
pub(super) struct Place<'a> {
    pub segment: &'a Evidence,
    pub offset: u64,
    pub length: u64,
    pub is_packed: bool,
}

/// A chunk that is kept, and which it is.
#[derive(Debug, Default)]
struct Slot {
    number: Option<u64>,
    bytes: Vec<u8>,
}

/// What unpacks chunks.
#[derive(Debug)]
pub(super) struct Chunks {
    size: u64,
    kept: Vec<Mutex<Slot>>,
}

impl Chunks {
    pub(super) fn new(size: u64) -> Self {
        let kept = (0..KEPT).map(|_| Mutex::default()).collect();
        Self { size, kept }
    }

    /// Fills `into` from one chunk, as far as that goes; at least one byte.
    pub(super) fn read<'a>(
        &self,
        at: u64,
        into: &mut [u8],
        place: impl Fn(u64) -> io::Result<Place<'a>>,
    ) -> io::Result<usize> {
        let number = at.checked_div(self.size).unwrap_or(0);
        let within = at.checked_rem(self.size).unwrap_or(0);
        let slot = usize::try_from(number % KEPT).unwrap_or(0);
        let slot = self.kept.get(slot);
        let mut slot = slot
            .ok_or_else(|| damaged(number, "cannot be kept"))?
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if slot.number != Some(number) {
            slot.number = None;
            slot.bytes = self.unpacked(number, &place(number)?)?;
            slot.number = Some(number);
        }
        match crate::evidence::copy(&slot.bytes, within, into) {
            0 => Err(damaged(number, "is shorter than the image says")),
            read => Ok(read),
        }
    }

    fn unpacked(&self, number: u64, place: &Place<'_>) -> io::Result<Vec<u8>> {
        // Deflate makes nothing longer by more than a few bytes a block.
        let most = self
            .size
            .saturating_add(self.size / 100)
            .saturating_add(4096);
        if place.length > most {
            return Err(damaged(number, "is longer than any chunk can be"));
        }
        let length = usize::try_from(place.length).unwrap_or(0);
        let stored = piece(&**place.segment, place.offset, length)?;
        if stored.len() < length {
            return Err(damaged(number, "is cut short by the end of its segment"));
        }
        if place.is_packed {
            let mut bytes = Vec::new();
            let read = ZlibDecoder::new(&*stored)
                .take(self.size)
                .read_to_end(&mut bytes);
            read.map_err(|error| damaged(number, &format!("does not unpack ({error})")))?;
            return Ok(bytes);
        }
        let (bytes, sum) = stored
            .split_last_chunk::<4>()
            .ok_or_else(|| damaged(number, "has no checksum"))?;
        if adler32(bytes) == u32::from_le_bytes(*sum) {
            Ok(bytes.to_vec())
        } else {
            Err(damaged(number, "is not what its checksum says"))
        }
    }
}

fn damaged(number: u64, how: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("chunk {number} of the image {how}"),
    )
}

/// The checksum of zlib (RFC 1950).
pub(super) fn adler32(bytes: &[u8]) -> u32 {
    const MODULUS: u32 = 65_521;
    let (mut a, mut b) = (1_u32, 0_u32);
    // So many bytes can be added up before the sums leave 32 bits.
    for piece in bytes.chunks(5552) {
        for byte in piece {
            a = a.wrapping_add(u32::from(*byte));
            b = b.wrapping_add(a);
        }
        a %= MODULUS;
        b %= MODULUS;
    }
    b.wrapping_shl(16) | a
}
