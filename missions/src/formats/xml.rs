//! A small tree of XML elements, read without recursion and without trust.
//!
//! Document types (and with them entities of the document's own) are refused, depth and number
//! of elements are limited. The `kml` crate (0.15) is not used for reading because it panics on
//! a point without coordinates and does not return from a truncated file; in the tests it reads
//! what we write.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::ReadError;

const DEEPEST: usize = 64;
const MOST_ELEMENTS: usize = 1_000_000;

/// An element: its name without prefix, its text, its children.
#[derive(Clone, Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    /// Attributes by name without prefix.
    pub(crate) attributes: Vec<(String, String)>,
    /// All text directly inside, trimmed.
    pub(crate) text: String,
    pub(crate) children: Vec<Self>,
    /// Where it begins, counted from 1.
    pub(crate) line: usize,
}

impl Element {
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(crate) fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of a child.
    pub(crate) fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.as_str())
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        all.find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn error(&self, reason: impl Into<String>) -> ReadError {
        ReadError::at(format!("line {}, <{}>", self.line, self.name), reason)
    }
}

/// The root element of a document.
pub(crate) fn parse(bytes: &[u8]) -> Result<Element, ReadError> {
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
        .map_err(|error| ReadError::at(format!("byte {}", error.valid_up_to()), "not UTF-8"))?;
    let mut tree = Tree {
        lines: Lines {
            text: text.as_bytes(),
            at: 0,
            line: 1,
        },
        open: vec![Element::default()],
        count: 0,
    };
    let mut reader = Reader::from_str(text);
    loop {
        let offset = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let line = tree.lines.at(offset);
        let wrong = |reason: String| ReadError::at(format!("line {line}"), reason);
        let event = reader
            .read_event()
            .map_err(|error| wrong(format!("not XML: {error}")))?;
        if event == Event::Eof {
            break;
        }
        tree.take(&event, line).map_err(wrong)?;
    }
    tree.root()
}

struct Tree<'a> {
    lines: Lines<'a>,
    /// The elements that are open; the first is a frame around the document.
    open: Vec<Element>,
    count: usize,
}

impl Tree<'_> {
    fn take(&mut self, event: &Event<'_>, line: usize) -> Result<(), String> {
        match event {
            Event::Start(start) => self.open(start, line),
            Event::Empty(start) => {
                self.open(start, line)?;
                self.close();
                Ok(())
            }
            Event::End(_) => {
                self.close();
                Ok(())
            }
            Event::Text(text) => {
                let text = text.decode().map_err(|error| error.to_string())?;
                self.say(&text);
                Ok(())
            }
            Event::CData(text) => {
                self.say(&String::from_utf8_lossy(text));
                Ok(())
            }
            Event::GeneralRef(reference) => {
                let text = resolve(reference)?;
                self.say(&text);
                Ok(())
            }
            Event::DocType(_) => Err("a document type is not accepted".to_owned()),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::Eof => Ok(()),
        }
    }

    fn open(&mut self, start: &BytesStart<'_>, line: usize) -> Result<(), String> {
        self.count += 1;
        if self.count > MOST_ELEMENTS {
            return Err(format!("more than {MOST_ELEMENTS} elements"));
        }
        if self.open.len() > DEEPEST {
            return Err(format!("elements nested more than {DEEPEST} deep"));
        }
        let local = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = String::from_utf8_lossy(&attribute.value);
            let value = quick_xml::escape::unescape(&value).map_err(|error| error.to_string())?;
            attributes.push((
                local(attribute.key.local_name().as_ref()),
                value.into_owned(),
            ));
        }
        self.open.push(Element {
            name: local(start.local_name().as_ref()),
            attributes,
            line,
            ..Element::default()
        });
        Ok(())
    }

    fn close(&mut self) {
        if self.open.len() < 2 {
            return;
        }
        if let Some(mut element) = self.open.pop() {
            element.text.truncate(element.text.trim_end().len());
            let parent = self.open.last_mut();
            parent.expect("two were open").children.push(element);
        }
    }

    fn say(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            let text = if element.text.is_empty() {
                text.trim_start()
            } else {
                text
            };
            element.text.push_str(text);
        }
    }

    fn root(mut self) -> Result<Element, ReadError> {
        if self.open.len() > 1 {
            let open = self.open.last().cloned().unwrap_or_default();
            return Err(open.error("is never closed"));
        }
        let frame = self.open.pop().unwrap_or_default();
        let mut children = frame.children.into_iter();
        children
            .next()
            .ok_or_else(|| ReadError::at("line 1", "not XML: there is no element"))
    }
}

fn resolve(reference: &BytesRef<'_>) -> Result<String, String> {
    let character = reference
        .resolve_char_ref()
        .map_err(|error| error.to_string())?;
    if let Some(character) = character {
        return Ok(character.to_string());
    }
    let name = reference.decode().map_err(|error| error.to_string())?;
    resolve_xml_entity(&name)
        .map(str::to_owned)
        .ok_or_else(|| format!("entity &{name}; is not one of XML's own five"))
}

/// Line numbers of rising offsets, counted once.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn at(&mut self, offset: usize) -> usize {
        let passed = self.text.get(self.at..offset).unwrap_or_default();
        self.line += passed.split(|byte| *byte == b'\n').count() - 1;
        self.at = self.at.max(offset);
        self.line
    }
}

/// Text made safe for an element or an attribute; characters that XML cannot carry become U+FFFD.
pub(crate) fn escape(text: &str) -> String {
    let legal = |c: char| {
        matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'))
    };
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\r' => safe.push_str("&#13;"),
            _ if legal(c) => safe.push(c),
            _ => safe.push('\u{fffd}'),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str, expected: &str) {
        let error = parse(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }

    #[test]
    fn text_children_and_lines_are_kept() {
        let root =
            parse(b"<?xml version='1.0'?>\n<k:a b='1&amp;2'>\n x &lt; <c/>\n</k:a>").unwrap();
        assert_eq!((root.name.as_str(), root.text.as_str()), ("a", "x <"));
        assert_eq!(root.attribute("b"), Some("1&2"));
        assert_eq!(root.child("c").unwrap().line, 3);
    }

    #[test]
    fn bombs_are_refused() {
        refused(
            "<!DOCTYPE a [<!ENTITY b 'bbbb'>]><a>&b;</a>",
            "document type",
        );
        refused("<a>&b;</a>", "&b;");
        refused(&"<a>".repeat(100_000), "deep");
        let mut many = "<a/>".repeat(MOST_ELEMENTS);
        many.insert_str(0, "<r>");
        refused(&many, "more than");
        refused("<a><b></a>", "line 1");
        refused("<a>", "never closed");
        refused("", "no element");
    }
}
