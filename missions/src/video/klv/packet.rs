//! A packet: a key of 16 bytes, a length, a local set, and in it the checksum.
//!
//! ```text
//! 06 0E 2B 34 02 0B 01 01 0E 01 03 01 01 00 00 00   length (BER)   items …   01 02 cc cc
//! └─────────────────────────────── summed ────────────────────────────────────────┘
//! ```
//!
//! The sum is 16 bits wide: even bytes count 256-fold, odd ones once. Source: MISB ST 0601, tag 1.

use super::item::Definition;
use super::local_set::{LocalSet, put_item};
use super::{ber, security, targets, uas};
use crate::video::{Defect, Flaw};

/// The tag of the checksum in every set that has one.
const CHECKSUM: u32 = 1;

/// A universal key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key(pub [u8; 16]);

/// A standard's local set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SetKind {
    /// ST 0601: UAS Datalink Local Set.
    Uas,
    /// ST 0102: Security Metadata Local Set.
    Security,
    /// ST 0903: VMTI Local Set.
    Vmti,
    /// ST 0903: the items of a VTarget Pack.
    Target,
}

/// A packet as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Where its key stands, bytes from the beginning of what was fed.
    pub offset: u64,
    bytes: Vec<u8>,
    header: usize,
}

/// What a packet's checksum says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// It fits.
    Right,
    /// It does not.
    Wrong {
        /// As the packet has it.
        stated: u16,
        /// As it should be.
        computed: u16,
    },
    /// There is none, or none of two bytes.
    Missing,
    /// The kind of set has none.
    None,
}

/// A packet that has been opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Contents {
    /// Its items.
    pub set: LocalSet,
    /// What its checksum says.
    pub checksum: Checksum,
    /// All that is wrong with it, in the order of the bytes.
    pub defects: Vec<Defect>,
}

impl Key {
    /// Of the UAS Datalink Local Set.
    pub const UAS: Self = Self(*b"\x06\x0e\x2b\x34\x02\x0b\x01\x01\x0e\x01\x03\x01\x01\0\0\0");
    /// Of the VMTI Local Set.
    pub const VMTI: Self = Self(*b"\x06\x0e\x2b\x34\x02\x0b\x01\x01\x0e\x01\x03\x03\x06\0\0\0");
    /// Of the Security Metadata Local Set.
    pub const SECURITY: Self = Self(*b"\x06\x0e\x2b\x34\x02\x03\x01\x01\x0e\x01\x03\x03\x02\0\0\0");
    /// How every universal key begins.
    pub const BEGINNING: [u8; 4] = *b"\x06\x0e\x2b\x34";

    /// Of which set it is; the eighth byte, the registry's version, may be any.
    pub fn kind(self) -> Option<SetKind> {
        let known = [
            (Self::UAS, SetKind::Uas),
            (Self::VMTI, SetKind::Vmti),
            (Self::SECURITY, SetKind::Security),
        ];
        let plain = |Self(mut bytes): Self| {
            bytes[7] = 1;
            bytes
        };
        let found = known.iter().find(|(key, _)| plain(*key) == plain(self));
        found.map(|(_, kind)| *kind)
    }
}

impl SetKind {
    /// The row of the standard's table for a tag.
    pub fn definition(self, tag: u32) -> Option<&'static Definition> {
        let table = self.table();
        let found = table.binary_search_by_key(&tag, |row| row.tag).ok()?;
        table.get(found)
    }

    /// The standard's table, in the order of the tags.
    pub const fn table(self) -> &'static [Definition] {
        match self {
            Self::Uas => uas::TABLE,
            Self::Security => security::TABLE,
            Self::Vmti => targets::TABLE,
            Self::Target => targets::TARGET_TABLE,
        }
    }

    /// The set's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Uas => "UAS Datalink Local Set (ST 0601)",
            Self::Security => "Security Metadata Local Set (ST 0102)",
            Self::Vmti => "VMTI Local Set (ST 0903)",
            Self::Target => "VTarget Pack (ST 0903)",
        }
    }

    /// The key of a packet that holds it; a target has none.
    pub const fn key(self) -> Option<Key> {
        match self {
            Self::Uas => Some(Key::UAS),
            Self::Security => Some(Key::SECURITY),
            Self::Vmti => Some(Key::VMTI),
            Self::Target => None,
        }
    }

    const fn has_checksum(self) -> bool {
        matches!(self, Self::Uas | Self::Vmti)
    }
}

impl Packet {
    /// A packet of `bytes`, of which `header` are key and length.
    pub(super) const fn new(offset: u64, bytes: Vec<u8>, header: usize) -> Self {
        Self {
            offset,
            bytes,
            header,
        }
    }

    /// Its key.
    pub fn key(&self) -> Key {
        Key(self.bytes.first_chunk().copied().unwrap_or_default())
    }

    /// All of it, from the key on.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What stands behind the length.
    pub fn value(&self) -> &[u8] {
        self.bytes.get(self.header..).unwrap_or_default()
    }

    /// Reads the set in it; none where the key is of no set that is known.
    pub fn open(&self) -> Option<Contents> {
        let kind = self.key().kind()?;
        let (set, mut defects) = LocalSet::read(kind, self.value(), self.value_offset());
        let (checksum, flaws) = self.judge(&set);
        defects.extend(flaws);
        defects.sort_by_key(|defect| defect.offset);
        Some(Contents {
            set,
            checksum,
            defects,
        })
    }

    const fn value_offset(&self) -> u64 {
        self.offset + self.header as u64
    }

    fn judge(&self, set: &LocalSet) -> (Checksum, Vec<Defect>) {
        if !set.kind().has_checksum() {
            return (Checksum::None, Vec::new());
        }
        let at = |offset, flaw| Defect { offset, flaw };
        let items = set.items();
        let Some(place) = items.iter().rposition(|item| item.tag == CHECKSUM) else {
            return (Checksum::Missing, vec![at(self.offset, Flaw::NoChecksum)]);
        };
        let (item, behind) = (&items[place], items.len() - 1 - place);
        let Ok(stated) = <[u8; 2]>::try_from(item.value.as_slice()) else {
            let flaw = Flaw::ChecksumLength(item.value.len());
            return (Checksum::Missing, vec![at(item.offset, flaw)]);
        };
        let mut defects = Vec::new();
        if behind > 0 {
            defects.push(at(item.offset, Flaw::ChecksumNotLast(behind)));
        }
        let summed = (item.value_offset() - self.offset) as usize;
        let computed = running_sum(self.bytes.get(..summed).unwrap_or_default());
        let stated = u16::from_be_bytes(stated);
        if stated == computed {
            return (Checksum::Right, defects);
        }
        defects.push(at(item.offset, Flaw::Checksum { stated, computed }));
        (Checksum::Wrong { stated, computed }, defects)
    }
}

impl Checksum {
    /// Whether there is one and it fits.
    pub const fn is_right(self) -> bool {
        matches!(self, Self::Right)
    }
}

impl LocalSet {
    /// A packet of this set, with the checksum behind all else where the kind has one; none for the
    /// items of a target, which have no key of their own.
    pub fn to_packet(&self) -> Option<Vec<u8>> {
        let key = self.kind().key()?;
        let summed = self.kind().has_checksum();
        let mut value = Vec::new();
        let all = self.items().iter();
        for item in all.filter(|item| !(summed && item.tag == CHECKSUM)) {
            put_item(&mut value, item.tag, &item.value);
        }
        let mut packet = key.0.to_vec();
        ber::put_length(&mut packet, value.len() + if summed { 4 } else { 0 });
        packet.append(&mut value);
        if summed {
            packet.extend([CHECKSUM as u8, 2]);
            let sum = running_sum(&packet);
            packet.extend(sum.to_be_bytes());
        }
        Some(packet)
    }
}

/// The running 16-bit sum of ST 0601.
pub fn running_sum(bytes: &[u8]) -> u16 {
    let step = |sum: u16, (index, byte): (usize, &u8)| {
        let shift = if index % 2 == 0 { 8 } else { 0 };
        sum.wrapping_add(u16::from(*byte) << shift)
    };
    bytes.iter().enumerate().fold(0, step)
}

#[cfg(test)]
mod tests;
