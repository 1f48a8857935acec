//! Items one behind the other: a local set, as it came and as it is written.
//!
//! ```text
//! tag (BER-OID)  length (BER)  value       tag  length  value       …
//! ```
//!
//! Nothing that was read is lost: items keep their order and their bytes, also those that no table
//! knows, that stand twice, or whose length is wrong.

use std::collections::BTreeSet;

use super::ber::{Ber, length, oid, put_length, put_oid};
use super::item::{Definition, WriteError};
use super::packet::SetKind;
use super::value::Value;
use crate::video::{Defect, Flaw};

/// Most items that are read of one set.
pub const MOST_ITEMS: usize = 1024;

/// An item as its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its tag number.
    pub tag: u32,
    /// Its value, not read.
    pub value: Vec<u8>,
    /// Where its tag stands, bytes from the beginning of what was fed; 0 for one that was made here.
    pub offset: u64,
    /// Bytes from there to its value.
    pub(super) header: usize,
}

/// A local set of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalSet {
    kind: SetKind,
    items: Vec<Item>,
}

impl LocalSet {
    /// An empty set.
    pub const fn new(kind: SetKind) -> Self {
        Self {
            kind,
            items: Vec::new(),
        }
    }

    /// Reads items that stand at an offset, and tells every defect of theirs and of their values.
    ///
    /// A tag or length that is none, and an item that reaches over the end, ends the reading; what
    /// came before stands.
    pub fn read(kind: SetKind, bytes: &[u8], offset: u64) -> (Self, Vec<Defect>) {
        let mut set = Self::new(kind);
        let mut at = 0;
        let mut broken = None;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let here = offset + at as u64;
            match item(rest, here) {
                _ if set.items.len() == MOST_ITEMS => {
                    broken = Some((here, Flaw::TooMany(MOST_ITEMS)));
                    break;
                }
                Ok(item) => {
                    at += item.header + item.value.len();
                    set.items.push(item);
                }
                Err(flaw) => {
                    broken = Some((here, flaw));
                    break;
                }
            }
        }
        let mut defects = set.defects();
        defects.extend(broken.map(|(offset, flaw)| Defect { offset, flaw }));
        (set, defects)
    }

    /// Of which standard it is.
    pub const fn kind(&self) -> SetKind {
        self.kind
    }

    /// All items in their order.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The bytes of a tag; of several, the last.
    pub fn get(&self, tag: u32) -> Option<&[u8]> {
        let item = self.items.iter().rfind(|item| item.tag == tag);
        item.map(|item| item.value.as_slice())
    }

    /// What a tag says; none where it is absent, not in the table, or cannot be read.
    pub fn value(&self, tag: u32) -> Option<Value> {
        self.kind.definition(tag)?.read(self.get(tag)?).ok()
    }

    /// The number that a tag says, in its unit.
    pub fn number(&self, tag: u32) -> Option<f64> {
        self.value(tag)?.number()
    }

    /// The whole number that a tag says.
    pub fn count(&self, tag: u32) -> Option<u64> {
        self.value(tag)?.count()
    }

    /// The text that a tag says.
    pub fn text(&self, tag: u32) -> Option<String> {
        self.value(tag)?.text().map(str::to_owned)
    }

    /// The set that a tag holds, where the table says that it holds one, and its defects.
    pub fn inner(&self, tag: u32) -> Option<(Self, Vec<Defect>)> {
        let item = self.items.iter().rfind(|item| item.tag == tag)?;
        let kind = self.kind.definition(tag)?.inner()?;
        Some(Self::read(kind, &item.value, item.value_offset()))
    }

    /// The targets of a VMTI set, and their defects.
    pub fn targets(&self) -> (Vec<super::targets::Target>, Vec<Defect>) {
        let is_series = |item: &&Item| item.tag == 101 && self.kind == SetKind::Vmti;
        let series = self.items.iter().rfind(is_series);
        series.map_or_else(Default::default, |item| {
            super::targets::read_series(&item.value, item.value_offset())
        })
    }

    /// Says a value with a tag: in the place of the tag's last item, or behind all others.
    pub fn put(&mut self, tag: u32, value: &Value) -> Result<(), WriteError> {
        let definition = self.kind.definition(tag).ok_or(WriteError::Tag(tag))?;
        self.put_bytes(tag, definition.write(value)?);
        Ok(())
    }

    /// The same with bytes as they are.
    pub fn put_bytes(&mut self, tag: u32, value: Vec<u8>) {
        if let Some(item) = self.items.iter_mut().rfind(|item| item.tag == tag) {
            item.value = value;
            return;
        }
        self.items.push(Item {
            tag,
            value,
            offset: 0,
            header: 0,
        });
    }

    /// Takes all items of a tag out.
    pub fn remove(&mut self, tag: u32) {
        self.items.retain(|item| item.tag != tag);
    }

    /// The items as bytes, in their order, with the shortest lengths.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for item in &self.items {
            put_item(&mut bytes, item.tag, &item.value);
        }
        bytes
    }

    /// What is wrong with tags and values, also in the sets within.
    fn defects(&self) -> Vec<Defect> {
        let mut seen = BTreeSet::new();
        let mut defects = Vec::new();
        for item in &self.items {
            let Some(definition) = self.kind.definition(item.tag) else {
                continue;
            };
            let mut flaws = Vec::new();
            if !seen.insert(item.tag) && !definition.repeats {
                flaws.push(Flaw::Repeated(item.tag));
            }
            flaws.extend(definition.read(&item.value).err());
            let here = |flaw| Defect {
                offset: item.offset,
                flaw,
            };
            defects.extend(flaws.into_iter().map(here));
            defects.extend(inside(definition, item));
        }
        defects
    }
}

impl Item {
    /// Where its value stands.
    pub const fn value_offset(&self) -> u64 {
        self.offset + self.header as u64
    }
}

fn inside(definition: &Definition, item: &Item) -> Vec<Defect> {
    if definition.holds_targets() {
        return super::targets::read_series(&item.value, item.value_offset()).1;
    }
    definition.inner().map_or_else(Vec::new, |kind| {
        LocalSet::read(kind, &item.value, item.value_offset()).1
    })
}

/// Appends one item.
pub(super) fn put_item(bytes: &mut Vec<u8>, tag: u32, value: &[u8]) {
    put_oid(bytes, tag.into());
    put_length(bytes, value.len());
    bytes.extend(value);
}

/// The item at the beginning of some bytes.
fn item(bytes: &[u8], offset: u64) -> Result<Item, Flaw> {
    let Ber::Number(number, tag_bytes) = oid(bytes) else {
        return Err(Flaw::BadTag);
    };
    let tag = u32::try_from(number).map_err(|_too_large| Flaw::BadTag)?;
    let rest = bytes.get(tag_bytes..).unwrap_or_default();
    let Ber::Number(stated, length_bytes) = length(rest) else {
        return Err(Flaw::ItemLength(tag));
    };
    let rest = rest.get(length_bytes..).unwrap_or_default();
    let size = usize::try_from(stated).unwrap_or(usize::MAX);
    let value = rest.get(..size).ok_or(Flaw::ItemOverrun {
        tag,
        stated,
        left: rest.len(),
    })?;
    Ok(Item {
        tag,
        value: value.to_vec(),
        offset,
        header: tag_bytes + length_bytes,
    })
}
