//! The statement as a PDF on A4, set by [`crate::pdf`]. Letters that its fonts do not have are shown
//! as `?`, and told; the HTML statement shows all of them.

mod picture;
mod sections;
mod sketch;

use super::Statement;
use super::picture::Picture;
use crate::pdf::{self, Flow};
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
        pdf::bytes(
            &flow.finish(),
            &format!("Draught survey, {}", statement.ship.name),
        ),
        losses,
    )
}

#[cfg(test)]
mod tests;
