//! What a case says, for an officer who is no specialist: as a page that needs nothing but a
//! browser, and as a PDF. Pure: exhibits and their analysis in, a [`Document`] out.
//!
//! ```text
//! exhibits + analysis ──► sections ──► Document ──► html (one file, drawings as SVG)
//!                          drawings        └──────► pdf  (A4)
//! ```
//!
//! Every figure in it has its source beside it: `E3 · byte 1042 · record 17` is the record in the
//! third exhibit of the list at the end, by whose hash anybody can find the same bytes. What is
//! inferred says so; what could not be read has a section of its own.

mod document;
mod drawing;
mod drawings;
mod html;
mod pdf;
mod sections;
mod words;

pub use document::{Block, Document, Tone};
pub use drawing::{Anchor, Drawing, Ink, Shape, Stroke};
pub use html::html;
pub use pdf::pdf;

use missions::time::UtcTime;

use crate::analysis::{Analysis, Questions};
use crate::exhibit::Exhibit;

/// What a report is made from.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// What the case is called.
    pub title: &'a str,
    /// When the report was made.
    pub made: UtcTime,
    /// The exhibits, as they were read.
    pub exhibits: &'a [Exhibit],
    /// What they come to.
    pub analysis: &'a Analysis,
    /// What was asked.
    pub questions: &'a Questions,
    /// What the case's own seal says: one sentence; nothing where these are only files.
    pub seal: Option<&'a str>,
}

impl<'a> Material<'a> {
    /// The whole report.
    pub fn document(&self) -> Document {
        sections::document(self)
    }

    fn exhibit(&self, number: usize) -> Option<&'a Exhibit> {
        self.exhibits.get(number)
    }
}

#[cfg(test)]
mod tests;
