//! A report as blocks, one after the other, without any look: HTML and PDF are made from the same.

use super::drawing::Drawing;

/// A report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// What it is called.
    pub title: String,
    /// What kind of paper it is, above the title.
    pub kind: String,
    /// The line under the title.
    pub subtitle: String,
    /// What stands in it, in order.
    pub blocks: Vec<Block>,
}

/// One piece of a report.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// The title of a section, which a list of contents can lead to.
    Section(String),
    /// The title of a part of a section.
    Part(String),
    /// A paragraph.
    Text(String),
    /// A paragraph of small print.
    Small(String),
    /// Sentences that stand by themselves, with a tone each.
    Points(Vec<(Tone, String)>),
    /// Names and values.
    Facts(Vec<(String, String)>),
    /// A table: its head, its rows, and the share of the width that each column wants.
    Table {
        /// Names of the columns.
        head: Vec<&'static str>,
        /// Cells, as many in each row as the head has.
        rows: Vec<Vec<String>>,
        /// Shares of the width, as many as the head has.
        widths: Vec<u8>,
    },
    /// A drawing and what it shows.
    Figure(Drawing, String),
}

/// How much a sentence weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It says what is so.
    Plain,
    /// It wants a second look.
    Notice,
    /// It is grave.
    Grave,
}

/// The column that says where something was read.
pub(super) const SOURCE: &str = "read at";

impl Document {
    pub(super) fn section(&mut self, title: impl Into<String>) {
        self.blocks.push(Block::Section(title.into()));
    }

    pub(super) fn part(&mut self, title: impl Into<String>) {
        self.blocks.push(Block::Part(title.into()));
    }

    pub(super) fn text(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Text(text.into()));
    }

    pub(super) fn small(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Small(text.into()));
    }

    pub(super) fn points(&mut self, points: Vec<(Tone, String)>) {
        if !points.is_empty() {
            self.blocks.push(Block::Points(points));
        }
    }

    pub(super) fn facts(&mut self, facts: Vec<(&str, String)>) {
        let facts = facts
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        self.blocks.push(Block::Facts(facts.collect()));
    }

    /// A table, or a sentence where it would be empty.
    pub(super) fn table(
        &mut self,
        head: &[(&'static str, u8)],
        rows: Vec<Vec<String>>,
        none: &str,
    ) {
        if rows.is_empty() {
            self.text(none);
            return;
        }
        let (head, widths) = head.iter().copied().unzip();
        self.blocks.push(Block::Table { head, rows, widths });
    }

    /// Says how many of some things are not told, and where all of them are.
    pub(super) fn more(&mut self, all: usize, told: usize, [one, many]: [&str; 2]) {
        let more = all.saturating_sub(told);
        if more > 0 {
            let what = if more == 1 { one } else { many };
            self.small(format!("{more} more {what} (forensics analyse --json)"));
        }
    }

    pub(super) fn figure(&mut self, drawing: Drawing, caption: impl Into<String>) {
        self.blocks.push(Block::Figure(drawing, caption.into()));
    }
}
