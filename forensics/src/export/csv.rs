//! One table as CSV: a line of names, then a line a row, as RFC 4180 has it, in UTF-8.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::exhibit::Exhibit;
use crate::tables::{Cell, Table};

/// Writes one table of all exhibits.
pub fn csv(table: &Table, exhibits: &[Exhibit], out: &mut impl Write) -> io::Result<()> {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    write!(out, "{}\r\n", names.join(","))?;
    let mut written = Ok(());
    for exhibit in exhibits {
        table.rows(exhibit, &mut |row| {
            if written.is_ok() {
                written = line(row, out);
            }
        });
    }
    written
}

fn line(row: &[Cell<'_>], out: &mut impl Write) -> io::Result<()> {
    for (index, value) in row.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        write!(out, "{comma}{}", cell(&value.to_string()))?;
    }
    out.write_all(b"\r\n")
}

/// A text as one cell.
pub(crate) fn cell(text: &str) -> Cow<'_, str> {
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}
