//! Pages of a database: trees of them, those that are free, and those that long rows go on in.
//! Each is read once in all: a sound database shares no page, and in a hostile one every page can
//! refer to every other.

use super::row::{Row, integer};
use crate::cursor::Cursor;
use crate::defect::{DefectKind, Defects};

const INNER: u8 = 0x05;
const LEAF: u8 = 0x0D;
/// The file's header is in the first page.
const HEADER: usize = 100;
/// The rows of one page are no longer together than so many pages: those of a sound one do not
/// overlap, a damaged length or two cost no row behind them.
const OVERLAP: usize = 16;

/// All pages.
#[derive(Debug)]
pub(super) struct Pages<'a> {
    bytes: &'a [u8],
    size: usize,
    /// What of a page can be used.
    usable: usize,
    stated: u32,
    free: u32,
    /// Which ones were read for what begins in them, in a tree or among the free ones.
    visited: Vec<bool>,
    /// Which ones were read for what goes on in them.
    spilt: Vec<bool>,
}

impl<'a> Pages<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Option<Self> {
        let mut cursor = Cursor::new(bytes);
        cursor.seek(16)?;
        let size = match cursor.u16_be()? {
            1 => 65_536,
            size => usize::from(size),
        };
        cursor.seek(20)?;
        let reserved = usize::from(cursor.u8()?);
        cursor.seek(28)?;
        let (stated, free) = (cursor.u32_be()?, cursor.u32_be()?);
        if !size.is_power_of_two() || size < 512 {
            return None;
        }
        // They are numbered from 1.
        let none = vec![false; bytes.len().div_ceil(size).saturating_add(1)];
        Some(Self {
            bytes,
            size,
            usable: size.checked_sub(reserved).filter(|usable| *usable >= 480)?,
            stated,
            free,
            visited: none.clone(),
            spilt: none,
        })
    }

    /// Whether pages are missing.
    pub(super) fn is_cut(&self) -> bool {
        let needed = u64::from(self.stated).saturating_mul(self.size as u64);
        (self.bytes.len() as u64) < needed
    }

    fn start(&self, number: u32) -> Option<usize> {
        let before = usize::try_from(number).ok()?.checked_sub(1)?;
        before.checked_mul(self.size)
    }

    fn page(&self, number: u32) -> Option<&'a [u8]> {
        let rest = self.bytes.get(self.start(number)?..)?;
        rest.get(..self.size)
            .or(Some(rest))
            .filter(|page| !page.is_empty())
    }

    /// The rows of the tree whose root a page is.
    pub(super) fn rows(&mut self, root: u32, defects: &mut Defects, take: &mut dyn FnMut(Row<'a>)) {
        let mut waiting = vec![root];
        while let Some(number) = waiting.pop() {
            let read = is_first(&mut self.visited, number)
                .then(|| self.node(number, &mut waiting, take))
                .flatten();
            if read.is_none() {
                let offset = self.start(number).unwrap_or_default() as u64;
                let what = "a page of a table that cannot be read: its rows are missing";
                defects.add(DefectKind::Unreadable, offset, self.size as u64, what);
            }
        }
    }

    /// One page of a tree: its rows, or the pages below it.
    fn node(
        &mut self,
        number: u32,
        waiting: &mut Vec<u32>,
        take: &mut dyn FnMut(Row<'a>),
    ) -> Option<()> {
        let page = self.page(number)?;
        let (kind, cells, right) = cells(page, number)?;
        match kind {
            LEAF => self.leaf(number, cells, take),
            INNER => {
                // The last one waiting is visited next: the first of these is.
                let number = |at| Some(u32::from_be_bytes(*page.get(at..)?.first_chunk()?));
                let below: Vec<u32> = cells.filter_map(number).collect();
                waiting.push(right);
                waiting.extend(below.iter().rev());
            }
            _ => return None,
        }
        Some(())
    }

    /// The rows of a page.
    fn leaf(
        &mut self,
        number: u32,
        cells: impl Iterator<Item = usize>,
        take: &mut dyn FnMut(Row<'a>),
    ) {
        let mut room = self.size.saturating_mul(OVERLAP);
        cells
            .filter_map(|at| self.row((number, at), &mut room))
            .for_each(take);
    }

    /// The row of a cell; what of it is in its page goes off the room.
    fn row(&mut self, (number, at): (u32, usize), room: &mut usize) -> Option<Row<'a>> {
        let page = self.page(number)?;
        let offset = self.start(number)?.checked_add(at)? as u64;
        let mut cursor = Cursor::new(page);
        cursor.seek(at)?;
        let length = usize::try_from(integer(&mut cursor)?).ok()?;
        let rowid = integer(&mut cursor)?.cast_signed();
        // What does not fit the page goes on in others, whose number follows.
        let most = self.usable.checked_sub(35)?;
        if length <= most {
            let body = cursor.take(length)?;
            *room = room.checked_sub(length)?;
            return Row::read(body.into(), (offset, rowid));
        }
        let least = self
            .usable
            .checked_sub(12)?
            .checked_mul(32)?
            .checked_div(255)?
            .checked_sub(23)?;
        let beyond = length
            .checked_sub(least)?
            .checked_rem(self.usable.checked_sub(4)?)?;
        let here = least
            .checked_add(beyond)
            .filter(|here| *here <= most)
            .unwrap_or(least);
        let body = cursor.take(here)?;
        *room = room.checked_sub(here)?;
        let mut body = body.to_vec();
        self.overflow(cursor.u32_be()?, length, &mut body);
        Row::read(body.into(), (offset, rowid))
    }

    /// Goes through the chain of pages that a long row goes on in.
    fn overflow(&mut self, first: u32, length: usize, body: &mut Vec<u8>) {
        let mut next = first;
        while is_first(&mut self.spilt, next) {
            let Some((link, rest)) = self.page(next).and_then(|page| page.split_first_chunk())
            else {
                return;
            };
            let missing = length.saturating_sub(body.len());
            body.extend(rest.iter().take(missing));
            next = u32::from_be_bytes(*link);
            if next == 0 || missing <= rest.len() {
                return;
            }
        }
    }

    /// Rows in pages that were freed, and that no tree has.
    pub(super) fn freed(&mut self, take: &mut dyn FnMut(Row<'a>)) {
        let mut trunk = self.free;
        while is_first(&mut self.visited, trunk) {
            let Some(page) = self.page(trunk) else { break };
            let mut cursor = Cursor::new(page);
            let (Some(next), Some(count)) = (cursor.u32_be(), cursor.u32_be()) else {
                break;
            };
            for _ in 0..count {
                let Some(number) = cursor.u32_be() else { break };
                self.freed_leaf(number, take);
            }
            trunk = next;
        }
    }

    fn freed_leaf(&mut self, number: u32, take: &mut dyn FnMut(Row<'a>)) {
        let found = self.page(number).and_then(|page| cells(page, number));
        let Some((LEAF, cells, _)) = found else {
            return;
        };
        if is_first(&mut self.visited, number) {
            self.leaf(number, cells, take);
        }
    }
}

/// Whether a page is there and was not seen before; from here on it was.
fn is_first(seen: &mut [bool], number: u32) -> bool {
    seen.get_mut(number as usize)
        .is_some_and(|seen| !std::mem::replace(seen, true))
}

/// A page's kind, the places of its cells, and the last page below it.
fn cells(page: &[u8], number: u32) -> Option<(u8, impl Iterator<Item = usize>, u32)> {
    let mut cursor = Cursor::new(page);
    if number == 1 {
        cursor.skip(HEADER)?;
    }
    let kind = cursor.u8()?;
    cursor.skip(2)?;
    let count = cursor.u16_be()?;
    cursor.skip(3)?;
    let right = if kind == INNER { cursor.u32_be()? } else { 0 };
    let places = (0..count).map_while(move |_| cursor.u16_be().map(usize::from));
    Some((kind, places, right))
}
