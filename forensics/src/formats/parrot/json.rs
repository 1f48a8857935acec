//! Just enough JSON to read a list of rows that may be damaged: each row by itself, with its byte.

use memchr::memmem::find;

/// A value in a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    Number(f64),
    Bool(bool),
    /// Between its quotes, escapes and all.
    Text(&'a str),
    Null,
}

/// One row: values in brackets.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row<'a> {
    /// Its opening bracket.
    pub(super) offset: u64,
    pub(super) length: u64,
    pub(super) cells: Vec<Cell<'a>>,
    /// Whether its closing bracket is there and everything before it was a value.
    pub(super) is_whole: bool,
}

/// The list of rows has its closing bracket here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End;

/// More values than any row has.
const MOST: usize = 512;

/// Longer than any text that is a value.
const LONGEST: usize = 4096;

/// Where the value of a key begins: the first byte behind its colon that is no blank.
pub(super) fn value_at(bytes: &[u8], key: &str) -> Option<usize> {
    let quoted = format!("\"{key}\"");
    let mut from = 0_usize;
    loop {
        let step = find(bytes.get(from..)?, quoted.as_bytes())?;
        let at = from.checked_add(step)?.checked_add(quoted.len())?;
        let at = past_blanks(bytes, at);
        if bytes.get(at) == Some(&b':') {
            return Some(past_blanks(bytes, at.checked_add(1)?));
        }
        from = at;
    }
}

fn past_blanks(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let blanks = rest
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace())
        .count();
    at.saturating_add(blanks)
}

/// Where the array of a key begins: its opening bracket.
pub(super) fn array_after(bytes: &[u8], key: &str) -> Option<usize> {
    value_at(bytes, key).filter(|at| bytes.get(*at) == Some(&b'['))
}

/// The scalar of a key, and where it stands.
pub(super) fn scalar<'a>(bytes: &'a [u8], key: &str) -> Option<(Cell<'a>, usize)> {
    let at = value_at(bytes, key)?;
    let (cell, _) = cell(bytes, at)?;
    Some((cell, at))
}

/// The keys that have a scalar, up to another key: the head of a file.
pub(super) fn scalars<'a>(
    bytes: &'a [u8],
    up_to: &str,
) -> impl Iterator<Item = (&'a str, Cell<'a>, usize)> {
    let end = value_at(bytes, up_to).unwrap_or(bytes.len());
    let mut at = 0_usize;
    std::iter::from_fn(move || {
        while at < end {
            let open = bytes.get(at..end)?.iter().position(|byte| *byte == b'"')?;
            let key_at = at.checked_add(open)?;
            let length = text_length(bytes.get(key_at..end)?)?;
            at = key_at.checked_add(length)?.checked_add(1)?;
            let colon = past_blanks(bytes, at);
            if bytes.get(colon) != Some(&b':') {
                continue;
            }
            let value_at = past_blanks(bytes, colon.checked_add(1)?);
            let key = bytes.get(key_at.checked_add(1)?..key_at.checked_add(length)?)?;
            if let (Ok(key), Some((cell, behind))) =
                (std::str::from_utf8(key), cell(bytes, value_at))
            {
                at = behind;
                return Some((key, cell, value_at));
            }
        }
        None
    })
}

/// The bytes of the object or array of a key, brackets included, and where they begin; where the
/// closing bracket is missing, all that is left.
pub(super) fn inside<'a>(bytes: &'a [u8], key: &str) -> Option<(&'a [u8], usize)> {
    let at = value_at(bytes, key)?;
    let rest = bytes.get(at..)?;
    if !matches!(rest.first(), Some(b'{' | b'[')) {
        return None;
    }
    Some((rest.get(..bracketed(rest)).unwrap_or(rest), at))
}

/// How long a bracketed value is.
fn bracketed(bytes: &[u8]) -> usize {
    let mut depth = 0_usize;
    let (mut is_text, mut is_escaped) = (false, false);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b'{' | b'[' if !is_text => depth = depth.saturating_add(1),
            b'}' | b']' if !is_text => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at.saturating_add(1);
                }
            }
            _ => {}
        }
    }
    bytes.len()
}

/// The texts of an array.
pub(super) fn texts(bytes: &[u8], at: usize) -> Vec<&str> {
    let row = row(bytes, at).cells.into_iter();
    let text = |cell| match cell {
        Cell::Text(text) => text,
        _ => "",
    };
    row.map(text).collect()
}

/// The rows of the array that begins at a byte, then its end, if it has one.
pub(super) fn rows(bytes: &[u8], at: usize) -> impl Iterator<Item = Result<Row<'_>, End>> {
    let mut at = at.saturating_add(1);
    std::iter::from_fn(move || {
        loop {
            match *bytes.get(at)? {
                b'[' => {
                    let row = row(bytes, at);
                    at = at.saturating_add(usize::try_from(row.length).unwrap_or(usize::MAX));
                    return Some(Ok(row));
                }
                b']' => {
                    at = bytes.len();
                    return Some(Err(End));
                }
                _ => at = at.saturating_add(1),
            }
        }
    })
}

/// The row whose opening bracket stands at a byte. It ends at its closing bracket, or before the
/// next opening one: no row has rows inside.
fn row(bytes: &[u8], start: usize) -> Row<'_> {
    let mut cells = Vec::new();
    let mut at = start.saturating_add(1);
    let mut is_whole = true;
    let mut is_closed = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b']' => {
                at = at.saturating_add(1);
                is_closed = true;
                break;
            }
            b'[' => break,
            b',' | b' ' | b'\t' | b'\r' | b'\n' => at = at.saturating_add(1),
            _ => {
                let read = cell(bytes, at);
                at = read.map_or_else(|| past_word(bytes, at), |(_, end)| end);
                let kept = read.filter(|_| cells.len() < MOST);
                is_whole &= kept.is_some();
                cells.extend(kept.map(|(cell, _)| cell));
            }
        }
    }
    Row {
        offset: start as u64,
        length: at.saturating_sub(start) as u64,
        cells,
        is_whole: is_whole && is_closed,
    }
}

/// The scalar at a byte, and the byte behind it.
fn cell(bytes: &[u8], at: usize) -> Option<(Cell<'_>, usize)> {
    let rest = bytes.get(at..)?;
    if rest.first() == Some(&b'"') {
        let end = text_length(rest.get(..LONGEST).unwrap_or(rest))?;
        let text = std::str::from_utf8(rest.get(1..end)?).ok()?;
        return Some((Cell::Text(text), at.checked_add(end)?.checked_add(1)?));
    }
    let length = word_length(rest);
    let word = std::str::from_utf8(rest.get(..length)?).ok()?;
    let cell = match word {
        "true" => Cell::Bool(true),
        "false" => Cell::Bool(false),
        "null" => Cell::Null,
        // JSON has no NaN; a word that Rust would read as one is no value.
        _ => Cell::Number(
            word.parse()
                .ok()
                .filter(|number: &f64| number.is_finite())?,
        ),
    };
    // A word at the very end may have lost its tail.
    bytes.get(at.checked_add(length)?)?;
    Some((cell, at.checked_add(length)?))
}

/// How long the word or number is that stands at the beginning.
fn word_length(rest: &[u8]) -> usize {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+');
    rest.iter().take_while(|byte| is_part(byte)).count()
}

/// Behind what is no value: a whole word, else one byte.
fn past_word(bytes: &[u8], at: usize) -> usize {
    let length = word_length(bytes.get(at..).unwrap_or_default());
    at.saturating_add(length.max(1))
}

/// Where the closing quote of a text stands.
fn text_length(rest: &[u8]) -> Option<usize> {
    let mut is_escaped = false;
    for (at, byte) in rest.iter().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return Some(at),
            _ => {}
        }
    }
    None
}

impl Cell<'_> {
    /// As a number, where it is one; some programs write them as texts.
    pub(super) fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Text(text) => text
                .trim()
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite()),
            Self::Bool(_) | Self::Null => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_lost_its_end_gives_way_to_the_next() {
        let bytes = br#"{"d": [[1, 2], [3, 4 [5, true], [x, 7]]}"#;
        let at = array_after(bytes, "d").unwrap();
        let read: Vec<_> = rows(bytes, at)
            .map(|row| row.map(|row| (row.cells.len(), row.is_whole)))
            .collect();
        let expected = [
            Ok((2, true)),
            Ok((2, false)),
            Ok((2, true)),
            Ok((1, false)),
            Err(End),
        ];
        assert_eq!(read, expected);
    }

    #[test]
    fn what_is_no_value_is_passed_over_a_word_at_a_time() {
        let check = |text: &str, cells: usize| {
            let row = row(text.as_bytes(), 0);
            let read = (row.cells.len(), row.length, row.is_whole);
            assert_eq!(read, (cells, text.len() as u64, false));
        };
        check("[x15, 1]", 1);
        check(&format!("[{}, 1]", "9x".repeat(1 << 20)), 1);
        // A text that is too long is none; the end of it reads as one.
        check(&format!("[\"{}\", 1]", "\\\"".repeat(5000)), 2);
    }

    #[test]
    fn a_key_is_a_key_only_with_its_colon() {
        let bytes = br#"{"of": "serial", "serial" : "A\"1", "n": -1.5e2}"#;
        assert_eq!(
            scalar(bytes, "serial").map(|(cell, _)| cell),
            Some(Cell::Text("A\\\"1"))
        );
        assert_eq!(
            scalar(bytes, "n").and_then(|(cell, _)| cell.number()),
            Some(-150.0)
        );
        assert_eq!(scalar(bytes, "m"), None);
        assert_eq!(
            inside(br#"{"a": {"b": "}"}, "c": 1}"#, "a").unwrap().0,
            br#"{"b": "}"}"#
        );
    }
}
