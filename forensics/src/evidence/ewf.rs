//! An image in the Expert Witness format, version 1 (`.E01`, `.E02`, …), read-only.
//!
//! ```text
//! segment   "EVF" 09 0d 0a ff 00 │ 01 │ u16 number from 1 │ 0000 │ sections…
//! section   16 name │ u64 offset of the next │ u64 size │ 40 zeros │ Adler-32 of these 72 │ data
//!   volume  u32 media │ u32 chunks │ u32 sectors a chunk │ u32 bytes a sector │ u64 sectors │ …
//!   sectors the chunks: a zlib stream, or the bytes and their Adler-32
//!   table   u32 entries │ 0 │ u64 base │ 0 │ Adler-32 │ entries: u32, top bit: compressed │ Adler-32
//!   hash    MD5 │ …          digest  MD5 │ SHA-1 │ …        header, header2  zlib text: who, when
//!   next    another segment follows        done    it was the last
//! ```
//!
//! Source: the format's description in libewf's documentation (facts only). Why our own and not the
//! crate `ewf` 0.4: that one does not look at the checksum of a chunk that is not compressed,
//! allocates what a table claims of a compressed one, and follows links where it opens segments;
//! here a chunk that is damaged is an error at its place, and the rest of the image is still read.

mod chunk;
mod segment;
mod verified;

use std::io;
use std::path::{Path, PathBuf};

use self::chunk::Chunks;
use self::segment::{Parts, Table};
pub use self::verified::Verified;
use super::{Evidence, ReadAt};
use crate::defect::Defects;

/// How a segment begins.
pub const MARK: &[u8] = b"EVF\x09\x0d\x0a\xff\x00";

/// An image in its segments.
#[derive(Debug)]
pub struct Ewf {
    segments: Vec<Evidence>,
    tables: Vec<Table>,
    chunks: Chunks,
    length: u64,
    stated: Stated,
    defects: Defects,
}

/// What the image states of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    /// MD5 of the content, where it is stated.
    pub md5: Option<[u8; 16]>,
    /// SHA-1 of the content, where it is stated.
    pub sha1: Option<[u8; 20]>,
    /// Who made it, when, with what: as it stands there, by name.
    pub about: Vec<(String, String)>,
}

impl Ewf {
    /// Of segments in their order.
    pub fn new(segments: Vec<Evidence>) -> io::Result<Self> {
        let parts = Parts::read(&segments);
        let geometry = parts.geometry.ok_or_else(|| {
            let what = "the image does not say how large it is: its volume section is missing";
            io::Error::new(io::ErrorKind::InvalidData, what)
        })?;
        Ok(Self {
            chunks: Chunks::new(geometry.chunk_bytes),
            length: geometry.bytes,
            segments,
            tables: parts.tables,
            stated: parts.stated,
            defects: parts.defects,
        })
    }

    /// The segments that there are, by their names: E01 to E99, EAA to EZZ, FAA and so on.
    pub fn paths(first: &Path) -> Vec<PathBuf> {
        let mut paths = vec![first.to_path_buf()];
        let extension = first.extension().and_then(|extension| extension.to_str());
        let Some(letter) = extension
            .filter(|e| e.ends_with("01"))
            .and_then(|e| e.chars().next())
        else {
            return paths;
        };
        let is_there = |path: &PathBuf| path.symlink_metadata().is_ok_and(|about| about.is_file());
        let next = (2..20_000).map_while(|number| name(letter, number));
        paths.extend(
            next.map(|name| first.with_extension(name))
                .take_while(is_there),
        );
        paths
    }

    /// What it states of itself.
    pub const fn stated(&self) -> &Stated {
        &self.stated
    }

    /// What is wrong with its structure.
    pub const fn defects(&self) -> &Defects {
        &self.defects
    }
}

/// The extension of a segment.
fn name(letter: char, number: u32) -> Option<String> {
    if number < 100 {
        return Some(format!("{letter}{number:02}"));
    }
    let base = if letter.is_ascii_lowercase() {
        b'a'
    } else {
        b'A'
    };
    let count = number.saturating_sub(100);
    let part = |divisor: u32| u8::try_from(count.checked_div(divisor)? % 26).ok();
    let later = |by: u8| base.checked_add(by).map(char::from);
    let first = u32::from(letter).checked_add(count / (26 * 26))?;
    let first = char::from_u32(first).filter(char::is_ascii_alphabetic)?;
    Some(
        [first, later(part(26)?)?, later(part(1)?)?]
            .iter()
            .collect(),
    )
}

impl ReadAt for Ewf {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let left = self.length.saturating_sub(offset);
        let count = usize::try_from(left).map_or(into.len(), |left| left.min(into.len()));
        let mut filled = 0_usize;
        while let Some(rest) = into.get_mut(filled..count).filter(|rest| !rest.is_empty()) {
            let at = offset.saturating_add(filled as u64);
            let read = self.chunks.read(at, rest, |number| self.place(number))?;
            filled = filled.saturating_add(read);
        }
        Ok(filled)
    }
}

impl Ewf {
    /// Where a chunk lies.
    fn place(&self, number: u64) -> io::Result<chunk::Place<'_>> {
        let next = self.tables.partition_point(|table| table.first <= number);
        let table = next.checked_sub(1).and_then(|at| self.tables.get(at));
        let missing = || {
            let what = format!("no table of the image names its chunk {number}");
            io::Error::new(io::ErrorKind::InvalidData, what)
        };
        let table = table.filter(|table| number < table.first.saturating_add(table.count));
        let table = table.ok_or_else(missing)?;
        let segment = self.segments.get(table.segment).ok_or_else(missing)?;
        table.place(segment, number.saturating_sub(table.first))
    }
}

#[cfg(test)]
mod tests;
