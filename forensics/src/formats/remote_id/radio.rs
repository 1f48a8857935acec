//! From a packet to the messages in it, and whose radio they came from.

use super::capture::Packet;
use crate::cursor::Cursor;

/// Link types: 802.11, with and without radiotap's header before it.
const WIFI: u32 = 105;
const RADIOTAP: u32 = 127;
/// How long a message is.
pub(super) const MESSAGE: usize = 25;
/// Behind an element's number and length: the maker's number and kind of Remote ID, and DJI's.
const ASTM: &[u8] = &[0xFA, 0x0B, 0xBC, 0x0D];
const DJI: &[u8] = &[0x26, 0x37, 0x12, 0x58, 0x62, 0x13, 0x10];
/// The service's hash in a NAN action frame.
const NAN: &[u8] = &[0x88, 0x69, 0x19, 0x9D, 0x92, 0x09];
/// Service data of Bluetooth's number for Remote ID.
const SERVICE: &[u8] = &[0x16, 0xFA, 0xFF, 0x0D];
/// Where advertisements begin on the air.
const ADVERTISING: &[u8] = &[0xD6, 0xBE, 0x89, 0x8E];

/// One message.
#[derive(Clone, Debug)]
pub(super) struct Heard<'a> {
    /// Its first byte in the file.
    pub offset: u64,
    /// The transmitter's address.
    pub address: [u8; 6],
    /// The network's name, where it was a beacon with one.
    pub network: Option<&'a [u8]>,
    /// Whether it is DJI's own.
    pub is_dji: bool,
    pub bytes: &'a [u8],
}

impl Heard<'_> {
    /// What it is.
    pub(super) fn kind(&self) -> &'static str {
        if self.is_dji {
            return "dji_drone_id";
        }
        match self.bytes.first().map(|first| first >> 4) {
            Some(0) => "basic_id",
            Some(1) => "location",
            Some(2) => "authentication",
            Some(3) => "self_id",
            Some(4) => "system",
            Some(5) => "operator_id",
            _ => "unknown",
        }
    }
}

/// The messages of a packet.
pub(super) fn heard<'a>(packet: &Packet<'a>) -> Vec<Heard<'a>> {
    let cursor = Cursor::within(packet.bytes, packet.offset);
    match packet.link {
        WIFI => wifi(cursor),
        RADIOTAP => radiotap(cursor).map(wifi).unwrap_or_default(),
        _ => bluetooth(cursor),
    }
}

fn radiotap(mut cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    cursor.skip(2)?;
    let length = usize::from(cursor.u16_le()?);
    cursor.seek(length)?;
    Some(cursor)
}

fn wifi(mut cursor: Cursor<'_>) -> Vec<Heard<'_>> {
    let mut read = || {
        let [kind, _] = cursor.array()?;
        cursor.skip(8)?;
        let address = cursor.array::<6>()?;
        cursor.skip(8)?;
        match kind {
            // Beacon and probe response: time, interval, capabilities, then elements.
            0x80 | 0x50 => {
                cursor.skip(12)?;
                Some(elements(cursor, address))
            }
            // Action.
            0xD0 => neighbour(cursor, address),
            _ => None,
        }
    };
    read().unwrap_or_default()
}

fn elements(mut cursor: Cursor<'_>, address: [u8; 6]) -> Vec<Heard<'_>> {
    let mut all = Vec::new();
    let mut network = None;
    while let (Some(kind), Some(length)) = (cursor.u8(), cursor.u8()) {
        // The last element of a capture that was cut short is read as far as it goes.
        let length = usize::from(length).min(cursor.remaining());
        let Some(mut element) = cursor.part(length) else {
            break;
        };
        match kind {
            0 => network = Some(element.rest()).filter(|name| !name.is_empty()),
            0xDD if element.rest().starts_with(ASTM) => {
                let inner = element.skip(ASTM.len().saturating_add(1));
                all.extend(
                    inner
                        .map(|()| messages(element, address))
                        .unwrap_or_default(),
                );
            }
            0xDD if element.rest().starts_with(DJI) => {
                let inner = element.skip(DJI.len());
                all.extend(inner.map(|()| one(element, address, true)));
            }
            _ => {}
        }
    }
    for heard in &mut all {
        heard.network = network;
    }
    all
}

fn neighbour(mut cursor: Cursor<'_>, address: [u8; 6]) -> Option<Vec<Heard<'_>>> {
    let at = memchr::memmem::find(cursor.rest(), NAN)?;
    // Instance, requestor, control, length of the information, count of messages sent.
    cursor.skip(at.checked_add(NAN.len())?.checked_add(5)?)?;
    Some(messages(cursor, address))
}

fn bluetooth(mut cursor: Cursor<'_>) -> Vec<Heard<'_>> {
    let Some(at) = memchr::memmem::find(cursor.rest(), SERVICE) else {
        return Vec::new();
    };
    let before = cursor.rest().get(..at).unwrap_or_default();
    let address = advertiser(before).unwrap_or_default();
    // Service data and the count of messages sent.
    let skipped = cursor.skip(at.saturating_add(SERVICE.len()).saturating_add(1));
    skipped
        .map(|()| messages(cursor, address))
        .unwrap_or_default()
}

/// The advertiser's address, highest byte first: of an extended advertisement behind its flags,
/// of a plain one at once. A coded packet has one byte more before.
fn advertiser(before: &[u8]) -> Option<[u8; 6]> {
    let at = memchr::memmem::rfind(before, ADVERTISING)?;
    let pdu = before.get(at.checked_add(ADVERTISING.len())?..)?;
    let extended = |pdu: &[u8]| match *pdu {
        [kind, _, _, flags, ref rest @ ..] if kind & 0xF == 7 && flags & 1 == 1 => {
            rest.first_chunk().copied()
        }
        _ => None,
    };
    let coded = pdu.get(1..).unwrap_or_default();
    let plain = pdu
        .get(2..)
        .and_then(|rest| rest.first_chunk::<6>().copied());
    let mut address: [u8; 6] = extended(pdu).or_else(|| extended(coded)).or(plain)?;
    address.reverse();
    Some(address)
}

/// A message, or those of a pack.
fn messages(mut cursor: Cursor<'_>, address: [u8; 6]) -> Vec<Heard<'_>> {
    let is_pack = cursor
        .peek(1)
        .is_some_and(|first| first.first().is_some_and(|kind| kind >> 4 == 0xF));
    if !is_pack {
        let message = cursor.part(MESSAGE);
        return message
            .map(|part| one(part, address, false))
            .into_iter()
            .collect();
    }
    let Some([_, size, count]) = cursor.array() else {
        return Vec::new();
    };
    if usize::from(size) != MESSAGE {
        return Vec::new();
    }
    let parts = (0..count).map_while(|_| cursor.part(MESSAGE));
    parts.map(|part| one(part, address, false)).collect()
}

fn one(part: Cursor<'_>, address: [u8; 6], is_dji: bool) -> Heard<'_> {
    Heard {
        offset: part.offset(),
        address,
        network: None,
        is_dji,
        bytes: part.rest(),
    }
}
