//! Rows and cells of a table in text (RFC 4180, and the same with tabs), with their bytes' places.

use std::borrow::Cow;

/// One row.
#[derive(Clone, Debug)]
pub(super) struct Row<'a> {
    /// Its first byte.
    pub at: usize,
    /// The byte after it, line end included.
    pub end: usize,
    /// Its cells.
    pub cells: Vec<Cell<'a>>,
}

/// One cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell<'a> {
    /// Its bytes, quotation marks included.
    pub raw: &'a [u8],
    /// Whether something behind it shows that it is whole: a separator or a line end.
    pub is_whole: bool,
}

impl<'a> Cell<'a> {
    /// Its text without quotation marks and blanks about it.
    pub(super) fn text(self) -> Cow<'a, str> {
        let trimmed = self.raw.trim_ascii();
        let inner = trimmed
            .strip_prefix(b"\"")
            .and_then(|rest| rest.strip_suffix(b"\""));
        match inner {
            None => String::from_utf8_lossy(trimmed),
            Some(inner) => {
                let text = String::from_utf8_lossy(inner);
                Cow::Owned(text.replace("\"\"", "\"").trim().to_owned())
            }
        }
    }
}

impl Row<'_> {
    /// Whether there is nothing in it.
    pub(super) fn is_blank(&self) -> bool {
        self.cells
            .iter()
            .all(|cell| cell.raw.trim_ascii().is_empty())
    }

    /// Whether it is a heading (`#…`): no row of values, the table ends before it.
    pub(super) fn is_heading(&self) -> bool {
        self.cells
            .first()
            .is_some_and(|cell| cell.raw.starts_with(b"#"))
    }

    /// A cell's text; `None` where it is not there, empty, or cut off.
    pub(super) fn text(&self, column: usize) -> Option<Cow<'_, str>> {
        let cell = self.cells.get(column).filter(|cell| cell.is_whole)?;
        Some(cell.text()).filter(|text| !text.is_empty())
    }

    /// A cell's number; `None` where it has none.
    pub(super) fn number(&self, column: usize) -> Option<f64> {
        let text = self.text(column)?;
        text.parse().ok().filter(|number: &f64| number.is_finite())
    }
}

/// The rows from a byte on; a mark of UTF-8 before the first is passed over.
pub(super) fn rows(bytes: &[u8], start: usize, separator: u8) -> impl Iterator<Item = Row<'_>> {
    let is_marked = start == 0 && bytes.starts_with(b"\xef\xbb\xbf");
    let mut at = if is_marked { 3 } else { start };
    std::iter::from_fn(move || {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let row = row(rest, at, separator);
        at = row.end;
        Some(row)
    })
}

fn row(rest: &[u8], at: usize, separator: u8) -> Row<'_> {
    let mut cells = Vec::new();
    let (mut begun, mut is_quoted) = (0_usize, false);
    // Of the cell so far: whether it is blank, and whether its first mark is one of quotation.
    let (mut is_blank, mut is_opened) = (true, false);
    let mut before = None;
    let mut length = rest.len();
    let mut is_ended = false;
    for (place, &byte) in rest.iter().enumerate() {
        match byte {
            b'"' if is_quoted => is_quoted = false,
            // The first of a cell, or the second of a pair inside quotation marks.
            b'"' if is_blank || (is_opened && before == Some(b'"')) => is_quoted = true,
            b'\n' if !is_quoted || !closes(rest, place) => {
                length = place.saturating_add(1);
                is_ended = true;
                break;
            }
            byte if byte == separator && !is_quoted => {
                let raw = rest.get(begun..place).unwrap_or_default();
                cells.push(Cell {
                    raw,
                    is_whole: true,
                });
                begun = place.saturating_add(1);
            }
            _ => {}
        }
        let is_in_cell = begun <= place;
        is_opened = is_in_cell && (is_opened || (is_blank && byte == b'"'));
        is_blank = !is_in_cell || (is_blank && byte.is_ascii_whitespace());
        before = Some(byte);
    }
    let raw = rest.get(begun..length).unwrap_or_default().trim_ascii_end();
    cells.push(Cell {
        raw,
        is_whole: is_ended,
    });
    Row {
        at,
        end: at.saturating_add(length),
        cells,
    }
}

/// Whether a quotation that is open at a line's end is closed within the next few lines: one that
/// is not was never meant as one, and must not swallow the file.
fn closes(rest: &[u8], place: usize) -> bool {
    const LONGEST: usize = 4096;
    let ahead = rest.get(place..).unwrap_or_default();
    let ahead = ahead.get(..LONGEST).unwrap_or(ahead);
    ahead.contains(&b'"')
}
