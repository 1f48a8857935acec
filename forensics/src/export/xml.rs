//! Elements of a page of markup, written one after the other.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::failed;

/// Writes elements; what people wrote is escaped.
pub(super) struct Page<W>(Writer<W>);

impl<W: Write> Page<W> {
    /// Begins a document.
    pub(super) fn begin(out: W) -> io::Result<Self> {
        let mut page = Self(Writer::new_with_indent(out, b' ', 1));
        let declaration = Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None));
        page.event(declaration)?;
        Ok(page)
    }

    /// Opens an element.
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.event(Event::Start(start))
    }

    /// Closes an element.
    pub(super) fn close(&mut self, name: &str) -> io::Result<()> {
        self.event(Event::End(BytesEnd::new(name)))
    }

    /// An element that holds a text; control characters, which XML cannot hold, are marked.
    pub(super) fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        let is_no_letter = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\t');
        let clean = text.replace(is_no_letter, "\u{fffd}");
        self.open(name, &[])?;
        self.event(Event::Text(BytesText::new(&clean)))?;
        self.close(name)
    }

    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        self.0
            .write_event(event)
            .map_err(|error| failed(error.into()))
    }
}
