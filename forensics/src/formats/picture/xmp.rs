//! The properties of an XMP packet, read as somebody reads who only wants names and values: a tag
//! that is damaged is passed over and the next one is read. An XML reader proper would stop at the
//! first byte that is wrong, and one turned bit would hide every value behind it.

use std::borrow::Cow;

/// One property: `drone-dji:GimbalYawDegree`, or with what it stands inside of,
/// `drone-skydio:CameraOrientationNED/drone-skydio:Yaw`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Property<'a> {
    /// Its name with its prefix.
    pub(super) name: String,
    /// Its value as it stands there, entities and all.
    pub(super) value: &'a str,
    /// Where its value stands, bytes from the beginning of the packet.
    pub(super) at: usize,
}

/// More properties than any packet has.
const MOST: usize = 4096;
/// Deeper than any packet goes.
const DEEPEST: usize = 16;

/// The properties of a packet, and whether a tag of it is damaged.
pub(super) fn properties(packet: &[u8]) -> (Vec<Property<'_>>, bool) {
    let mut scan = Scan::default();
    let mut at = 0_usize;
    while let Some(tag) = next_tag(packet, at) {
        match std::str::from_utf8(tag.inside) {
            Ok(inside) => scan.tag(inside, tag.at, packet),
            Err(_not_text) => scan.is_damaged = true,
        }
        scan.is_damaged |= tag.is_damaged;
        at = tag.end;
        if scan.properties.len() >= MOST {
            break;
        }
    }
    scan.is_damaged |= !scan.open.is_empty();
    (scan.properties, scan.is_damaged)
}

struct Tag<'a> {
    /// Between the brackets.
    inside: &'a [u8],
    at: usize,
    end: usize,
    is_damaged: bool,
}

/// The next tag at or after a place; one that meets another `<` outside of quotes is damaged.
fn next_tag(packet: &[u8], from: usize) -> Option<Tag<'_>> {
    let open = packet.get(from..)?.iter().position(|byte| *byte == b'<')?;
    let at = from.checked_add(open)?.checked_add(1)?;
    let mut quote = None;
    for (step, byte) in packet.get(at..)?.iter().enumerate() {
        let here = at.checked_add(step)?;
        match (quote, *byte) {
            (Some(mark), byte) if byte == mark => quote = None,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (_, b'<') | (None, b'>') => {
                let is_damaged = *byte == b'<';
                let end = if is_damaged {
                    here
                } else {
                    here.checked_add(1)?
                };
                let inside = packet.get(at..here)?;
                return Some(Tag {
                    inside,
                    at,
                    end,
                    is_damaged,
                });
            }
            _ => {}
        }
    }
    None
}

#[derive(Default)]
struct Scan<'a> {
    properties: Vec<Property<'a>>,
    /// The names that are open, with where their content begins.
    open: Vec<(&'a str, usize)>,
    is_damaged: bool,
}

impl<'a> Scan<'a> {
    fn tag(&mut self, inside: &'a str, at: usize, packet: &'a [u8]) {
        if inside.starts_with(['?', '!']) {
            return;
        }
        if let Some(name) = inside.strip_prefix('/') {
            self.close(name.trim(), at, packet);
            return;
        }
        let is_empty = inside.ends_with('/');
        let inside = inside.strip_suffix('/').unwrap_or(inside);
        let (name, attributes) = inside
            .split_once(|letter: char| letter.is_ascii_whitespace())
            .unwrap_or((inside, ""));
        let from = at.saturating_add(inside.len().saturating_sub(attributes.len()));
        self.attributes(name, attributes, from);
        if !is_empty && self.open.len() < DEEPEST {
            let content = at.saturating_add(inside.len()).saturating_add(1);
            self.open.push((name, content));
        }
    }

    fn attributes(&mut self, element: &'a str, mut text: &'a str, mut at: usize) {
        while let Some((name, rest)) = text.split_once('=') {
            let Some((quote, value)) = quoted(rest) else {
                return;
            };
            let before = name.len().saturating_add(1).saturating_add(quote);
            let value_at = at.saturating_add(before);
            let name = name.trim();
            if is_property(name) {
                let name = self.named(Some(element), name);
                self.properties.push(Property {
                    name,
                    value,
                    at: value_at,
                });
            }
            let passed = before.saturating_add(value.len()).saturating_add(1);
            at = at.saturating_add(passed);
            text = text.get(passed..).unwrap_or_default();
        }
    }

    /// An element that closes: a property where only text stands between its tags.
    fn close(&mut self, name: &str, at: usize, packet: &'a [u8]) {
        let Some(depth) = self.open.iter().rposition(|(open, _)| *open == name) else {
            self.is_damaged = true;
            return;
        };
        self.is_damaged |= depth.saturating_add(1) != self.open.len();
        let content = self.open.get(depth).map_or(at, |(_, content)| *content);
        self.open.truncate(depth);
        let end = at.saturating_sub(1);
        let text = packet.get(content..end).unwrap_or_default();
        let Ok(value) = std::str::from_utf8(text) else {
            return;
        };
        if value.trim().is_empty() || value.contains('<') {
            return;
        }
        let is_item = name == "rdf:li";
        if is_item || is_property(name) {
            let name = self.named(None, if is_item { "" } else { name });
            self.properties.push(Property {
                name,
                value,
                at: content,
            });
        }
    }

    /// A name with the properties that it stands inside of.
    fn named(&self, element: Option<&str>, name: &str) -> String {
        let outer = self.open.iter().map(|(name, _)| *name).chain(element);
        let mut path: Vec<&str> = outer.filter(|name| is_property(name)).collect();
        if !name.is_empty() {
            path.push(name);
        }
        path.join("/")
    }
}

/// The length before the quoted text and the text.
fn quoted(text: &str) -> Option<(usize, &str)> {
    let trimmed = text.trim_start();
    let quote = trimmed
        .chars()
        .next()
        .filter(|mark| matches!(mark, '"' | '\''))?;
    let value = trimmed.get(1..)?;
    let end = value.find(quote)?;
    let before = text.len().saturating_sub(trimmed.len()).saturating_add(1);
    Some((before, value.get(..end)?))
}

/// What is not the frame of the packet itself.
fn is_property(name: &str) -> bool {
    let is_frame = ["rdf:", "x:", "xmlns", "xml:"];
    name.contains(':') && !is_frame.iter().any(|frame| name.starts_with(frame))
}

/// A value with the five entities of XML resolved.
pub(super) fn plain(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ];
    let mut text = value.to_owned();
    for (entity, letter) in pairs {
        text = text.replace(entity, letter);
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(packet: &str, expected: &[(&str, &str)]) {
        let (properties, _) = properties(packet.as_bytes());
        let read: Vec<_> = properties
            .iter()
            .map(|p| (p.name.as_str(), p.value))
            .collect();
        assert_eq!(read, expected, "{packet}");
        for property in &properties {
            assert!(
                packet[property.at..].starts_with(property.value),
                "{packet}"
            );
        }
    }

    #[test]
    fn properties_stand_in_attributes_and_in_elements() {
        check(
            "<rdf:Description rdf:about=\"\" xmlns:d=\"u\"\n  d:A=\"+1.5\" d:B = 'x=\"y\"'>",
            &[("d:A", "+1.5"), ("d:B", "x=\"y\"")],
        );
        check("<d:A>7</d:A><d:B/>", &[("d:A", "7")]);
        check(
            "<d:S><rdf:Seq><rdf:li>LWIR</rdf:li></rdf:Seq></d:S>",
            &[("d:S", "LWIR")],
        );
    }

    #[test]
    fn a_value_within_a_structure_keeps_the_name_of_it() {
        let inside = [("s:NED/s:Yaw", "12.5")];
        check(
            "<s:NED rdf:parseType=\"Resource\"><s:Yaw>12.5</s:Yaw></s:NED>",
            &inside,
        );
        check("<s:NED s:Yaw=\"12.5\"/>", &inside);
    }

    #[test]
    fn a_damaged_tag_hides_itself_and_no_other() {
        let packet = b"<d:A>1</d:A><d:B x=1 <d:C>3</d:C><d:\xff>4</d:D><d:E>5</d:E>";
        let (properties, is_damaged) = properties(packet);
        let names: Vec<_> = properties.iter().map(|p| p.name.as_str()).collect();
        assert!(is_damaged);
        assert!(names.contains(&"d:A") && names.iter().any(|name| name.ends_with("d:E")));
        assert!(names.iter().any(|name| name.ends_with("d:C")), "{names:?}");
    }
}
