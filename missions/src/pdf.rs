//! Papers of A4 as PDF (ISO 32000): text that flows down pages, shapes, pictures, with the fonts
//! that every reader of PDF brings along: Helvetica, Courier and Symbol. Letters that these do not
//! have are shown as `?` and named by [`Flow::unshown_letters`].
//!
//! What stands on a paper is its writer's business: the statement of a draught survey is
//! [`crate::draught::statement`]'s, a case report is `forensics`'.

mod document;
mod flow;
mod letters;
mod raster;

pub use document::bytes;
pub use flow::{COLUMN, Colour, Flow, MARGIN, MEASURE, PAPER, Pages, Style, broken, width};
pub use letters::Face;
pub use pdf_writer::Content;
pub use raster::{Packing, Raster};
