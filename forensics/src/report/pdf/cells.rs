//! Tables and lists of facts: rows as high as their highest cell, broken between rows only.

use missions::pdf::{Flow, MARGIN, MEASURE, Style, broken};

use super::{Ink, SMALL, colour, style};
use missions::pdf::Face;

const CELL: Style = style(Face::Plain, 7.6, Ink::Black);
const HEAD: Style = style(Face::Bold, 7.2, Ink::Grey);
const GAP: f32 = 5.0;
const LINE: f32 = 1.3;
/// A cell has so many lines at most: a row is never higher than a page. The last of a longer one
/// is `…`.
pub(super) const MOST_LINES: usize = 40;

/// A table; its head stands again on top of each page. How many of its cells were cut is returned.
pub(super) fn table(flow: &mut Flow, head: &[&str], rows: &[Vec<String>], widths: &[u8]) -> usize {
    let columns = columns(widths);
    let head: Vec<String> = head.iter().map(|name| (*name).to_owned()).collect();
    // A head never stands alone at the foot of a page.
    let first = rows
        .first()
        .map_or(0.0, |cells| height(&columns, cells, CELL));
    flow.room(height(&columns, &head, HEAD) + first);
    row(flow, &columns, &head, HEAD);
    let mut cut = 0_usize;
    for cells in rows {
        let before = flow.y;
        flow.room(height(&columns, cells, CELL));
        if flow.y > before {
            row(flow, &columns, &head, HEAD);
        }
        row(flow, &columns, cells, CELL);
        cut = cut.saturating_add(cut_of(&columns, cells));
    }
    flow.skip(6.0);
    cut
}

/// How many cells of a row are cut.
fn cut_of(columns: &[[f32; 2]], cells: &[String]) -> usize {
    let pairs = columns.iter().zip(cells);
    // A letter a line is the least: short cells need not be set to be known as whole.
    pairs
        .filter(|(_, cell)| cell.len() > MOST_LINES)
        .filter(|([_, width], cell)| broken(cell, *width, CELL).len() > MOST_LINES)
        .count()
}

/// Names beside values.
pub(super) fn facts(flow: &mut Flow, facts: &[(String, String)]) {
    let name = 120.0;
    for (left, right) in facts {
        let lines = broken(right, MEASURE - name, CELL).len().min(MOST_LINES);
        flow.room(lines as f32 * CELL.size * LINE);
        let top = flow.y;
        flow.line([MARGIN, top - CELL.size * 1.05], left, SMALL);
        flow.paragraph(MARGIN + name, MEASURE - name, right, CELL);
        flow.skip(1.0);
    }
    flow.skip(4.0);
}

/// Left edge and width of each column.
fn columns(widths: &[u8]) -> Vec<[f32; 2]> {
    let all: f32 = widths.iter().copied().map(f32::from).sum();
    let mut left = MARGIN;
    widths
        .iter()
        .map(|share| {
            let width = MEASURE * f32::from(*share) / all.max(1.0);
            let column = [left, width - GAP];
            left += width;
            column
        })
        .collect()
}

fn lines(width: f32, cell: &str, style: Style) -> Vec<String> {
    let mut lines = broken(cell, width, style);
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES.saturating_sub(1));
        lines.push("…".to_owned());
    }
    lines
}

fn height(columns: &[[f32; 2]], cells: &[String], style: Style) -> f32 {
    let most = columns
        .iter()
        .zip(cells)
        .map(|([_, width], cell)| lines(*width, cell, style).len())
        .max();
    most.unwrap_or(1) as f32 * style.size * LINE + 4.0
}

fn row(flow: &mut Flow, columns: &[[f32; 2]], cells: &[String], style: Style) {
    let height = height(columns, cells, style);
    flow.room(height);
    let top = flow.y;
    for ([left, width], cell) in columns.iter().zip(cells) {
        for (number, line) in lines(*width, cell, style).iter().enumerate() {
            let y = top - style.size * (LINE * number as f32 + 1.1);
            flow.line([*left, y], line, style);
        }
    }
    flow.skip(height);
    flow.rule(0.4, colour(Ink::Pale));
}
