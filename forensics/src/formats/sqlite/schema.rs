//! The tables, as the first tree has them: name, root page, and the columns of `CREATE TABLE`.

use std::borrow::Cow;

use super::NOTHING;
use super::row::{Row, Stored};
use crate::record::Value;

/// SQLite itself makes no table of more columns, unless it was built to.
const MOST: usize = 2000;

/// One table.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub name: String,
    pub root: u32,
    pub columns: Vec<String>,
    /// The column that is the row's number and stored as nothing.
    rowid: Option<usize>,
}

impl Table {
    /// From a row `type, name, tbl_name, rootpage, sql`. A virtual table has no root and no rows of
    /// its own: what it shows stands in other tables, or nowhere.
    pub(super) fn stated(row: &Row<'_>) -> Option<Self> {
        if row.text(0)? != b"table" {
            return None;
        }
        let Some(Stored::Integer(root)) = row.values.get(3) else {
            return None;
        };
        let sql = String::from_utf8_lossy(row.text(4)?).into_owned();
        let (columns, rowid) = columns(&sql);
        Some(Self {
            name: String::from_utf8_lossy(row.text(1)?).into_owned(),
            root: u32::try_from(*root).ok().filter(|root| *root != 0)?,
            columns,
            rowid,
        })
    }

    /// The names of a raw record: the columns.
    pub(super) fn names(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.columns.iter().map(|name| Cow::Borrowed(&**name))
    }

    /// A row's values, one a column; nothing for columns that were added later.
    pub(super) fn values<'r>(&self, row: &'r Row<'_>) -> Vec<Value<'r>> {
        let value = |at: usize| match row.values.get(at) {
            _ if self.rowid == Some(at) => Value::Signed(row.rowid),
            Some(Stored::Integer(number)) => Value::Signed(*number),
            Some(Stored::Float(number)) => Value::Double(*number),
            Some(Stored::Text(at, length)) => Value::Text(row.slice(*at, *length)),
            Some(Stored::Blob(at, length)) => Value::Bytes(row.slice(*at, *length)),
            Some(Stored::Null) | None => NOTHING,
        };
        (0..self.columns.len()).map(value).collect()
    }
}

/// The names of the columns, and which one is the row's number.
fn columns(sql: &str) -> (Vec<String>, Option<usize>) {
    let body = sql.split_once('(').map_or("", |(_, body)| body);
    let mut columns = Vec::new();
    let mut rowid = None;
    for part in parts(body) {
        let words: Vec<&str> = part.split_whitespace().collect();
        let Some(name) = words.first() else { continue };
        let first = name.to_ascii_uppercase();
        let is_rule = ["PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "CONSTRAINT"];
        if is_rule.iter().any(|rule| first.starts_with(rule)) {
            continue;
        }
        let definition = part.to_ascii_uppercase();
        let is_integer = words
            .get(1)
            .is_some_and(|kind| kind.eq_ignore_ascii_case("INTEGER"));
        if is_integer && definition.contains("PRIMARY KEY") {
            rowid = Some(columns.len());
        }
        columns.push(name.trim_matches(['"', '`', '[', ']', '\'']).to_owned());
    }
    (columns, rowid)
}

/// The parts between commas that stand in no brackets, up to the bracket that ends the list; so
/// many as a table can have columns.
fn parts(body: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_u32;
    for letter in body.chars() {
        match letter {
            ')' if depth == 0 => break,
            ',' if depth == 0 && parts.len() >= MOST => break,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            '(' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        parts
            .last_mut()
            .into_iter()
            .for_each(|part| part.push(letter));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_virtual_table_has_no_root_and_is_none_that_could_be_read() {
        let check = |root: u8, expected: Option<u32>| {
            let sql = b"CREATE VIRTUAL TABLE v USING fts5(x)";
            let mut body = vec![6, 23, 15, 15, 1, 13 + 2 * sql.len() as u8];
            body.extend(b"tablevv");
            body.push(root);
            body.extend(sql);
            let row = Row::read(body.into(), (0, 1)).unwrap();
            assert_eq!(Table::stated(&row).map(|table| table.root), expected);
        };
        check(0, None);
        check(5, Some(5));
    }

    #[test]
    fn columns_are_the_names_between_commas_and_rules_are_none() {
        let check = |sql: &str, expected: &[&str], rowid| {
            let (columns, number) = columns(sql);
            assert_eq!(
                (columns, number),
                (expected.iter().map(|n| (*n).to_owned()).collect(), rowid)
            );
        };
        check("CREATE TABLE t(a INT, b TEXT)", &["a", "b"], None);
        check(
            "CREATE TABLE t (ID INTEGER PRIMARY KEY,\n x DECIMAL(1,2))",
            &["ID", "x"],
            Some(0),
        );
        check("CREATE TABLE t(\"a\" INT, PRIMARY KEY(a))", &["a"], None);
        check("CREATE TABLE t AS SELECT 1", &[""; 0], None);
    }
}
