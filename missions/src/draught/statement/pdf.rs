//! The statement as a PDF on A4 (ISO 32000), with the fonts that every reader of PDF brings
//! along: Helvetica, Courier and Symbol. Letters that these do not have are shown as `?`, and
//! told; the HTML statement shows all of them.

mod document;
mod flow;
mod letters;
mod picture;
mod sections;
mod sketch;

use super::Statement;
use super::picture::Picture;
use flow::Flow;
use sections::Sections;

/// The statement as a file, and what could not be shown in it.
pub fn pdf(statement: &Statement, pictures: &[Picture]) -> (Vec<u8>, Vec<String>) {
    let mut flow = Flow::new();
    let mut losses = Vec::new();
    Sections {
        statement,
        pictures,
        flow: &mut flow,
        losses: &mut losses,
    }
    .write();
    losses.extend(flow.unshown_letters());
    (
        document::bytes(&flow.finish(), &statement.ship.name),
        losses,
    )
}

#[cfg(test)]
mod tests;
