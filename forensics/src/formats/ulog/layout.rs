//! What a topic's values are and where they stand: the log's own format texts, their nested types
//! laid out flat.
//!
//! ```text
//! vehicle_attitude:uint64_t timestamp;float[4] q;uint8_t[4] _padding0;
//! ```
//!
//! Padding is no value; where it ends a message it is not written.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::frame::Extent;
use crate::record::Value;

/// A format text, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Format {
    pub name: String,
    fields: Vec<Field>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Field {
    kind: String,
    /// `None`: no array.
    count: Option<u16>,
    name: String,
}

/// The formats of a log by name.
pub(super) type Formats = BTreeMap<String, Format>;

impl Format {
    /// Reads `name:type field;type[4] field;`.
    pub(super) fn read(text: &[u8]) -> Option<Self> {
        let (name, fields) = std::str::from_utf8(text).ok()?.split_once(':')?;
        let fields = fields.split(';').filter(|field| !field.trim().is_empty());
        Some(Self {
            name: name.to_owned(),
            fields: fields.map(Field::read).collect::<Option<_>>()?,
        })
    }
}

impl Field {
    fn read(text: &str) -> Option<Self> {
        let (kind, name) = text.trim().split_once(' ')?;
        let (kind, count) = match kind.split_once('[') {
            None => (kind, None),
            Some((kind, count)) => (kind, Some(count.strip_suffix(']')?.parse().ok()?)),
        };
        Some(Self {
            kind: kind.to_owned(),
            count,
            name: name.trim().to_owned(),
        })
    }

    fn is_padding(&self) -> bool {
        self.name.starts_with("_padding")
    }
}

/// A value's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    Single,
    Double,
    Bool,
    /// So many characters.
    Text(u16),
}

impl Kind {
    fn read(name: &str) -> Option<Self> {
        Some(match name {
            "uint8_t" => Self::U8,
            "int8_t" => Self::I8,
            "uint16_t" => Self::U16,
            "int16_t" => Self::I16,
            "uint32_t" => Self::U32,
            "int32_t" => Self::I32,
            "uint64_t" => Self::U64,
            "int64_t" => Self::I64,
            "float" => Self::Single,
            "double" => Self::Double,
            "bool" => Self::Bool,
            "char" => Self::Text(1),
            _ => return None,
        })
    }

    const fn size(self) -> usize {
        match self {
            Self::U8 | Self::I8 | Self::Bool => 1,
            Self::U16 | Self::I16 => 2,
            Self::U32 | Self::I32 | Self::Single => 4,
            Self::U64 | Self::I64 | Self::Double => 8,
            Self::Text(count) => count as usize,
        }
    }

    fn value(self, body: &[u8]) -> Option<Value<'_>> {
        macro_rules! number {
            ($number:ty) => {
                <$number>::from_le_bytes(*body.first_chunk()?)
            };
        }
        Some(match self {
            Self::U8 => Value::Unsigned(number!(u8).into()),
            Self::I8 => Value::Signed(number!(i8).into()),
            Self::U16 => Value::Unsigned(number!(u16).into()),
            Self::I16 => Value::Signed(number!(i16).into()),
            Self::U32 => Value::Unsigned(number!(u32).into()),
            Self::I32 => Value::Signed(number!(i32).into()),
            Self::U64 => Value::Unsigned(number!(u64)),
            Self::I64 => Value::Signed(number!(i64)),
            Self::Single => Value::Single(number!(f32)),
            Self::Double => Value::Double(number!(f64)),
            Self::Bool => Value::Bool(number!(u8) != 0),
            Self::Text(count) => Value::Text(body.get(..usize::from(count))?),
        })
    }
}

/// The values of a topic, flat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// Their names: `timestamp`, `q[0]`, `esc[1].esc_rpm`.
    pub names: Vec<Cow<'static, str>>,
    leaves: Vec<(usize, Kind)>,
    /// How long they are.
    pub extent: Extent,
    /// Whether they begin with the usual time, microseconds since boot.
    pub has_timestamp: bool,
    /// Fields and elements that were gone through: a file of empty types ends here.
    steps: usize,
}

/// Formats may nest so deep, and a topic have so many values: a file is not believed beyond.
const DEEPEST: usize = 8;
const MOST_VALUES: usize = 8192;

impl Layout {
    /// Lays out a format; `None` where a type is missing or nothing could be that large.
    pub(super) fn of(name: &str, formats: &Formats) -> Option<Self> {
        let mut layout = Self::default();
        let size = layout.add(name, formats, &Place::default())?;
        let trailing = formats.get(name)?.fields.last();
        let trailing = trailing.filter(|field| field.is_padding());
        let padding = trailing.map_or(0, |field| usize::from(field.count.unwrap_or(1)));
        layout.extent = Extent {
            least: u16::try_from(size.checked_sub(padding)?).ok()?,
            most: u16::try_from(size).ok()?,
        };
        let first = layout.leaves.first().zip(layout.names.first());
        layout.has_timestamp =
            first.is_some_and(|(leaf, name)| *leaf == (0, Kind::U64) && name == "timestamp");
        Some(layout)
    }

    /// Nothing is known but how long the values are.
    pub(super) fn unknown(length: u16) -> Self {
        let rest = Kind::Text(length.saturating_sub(8));
        Self {
            names: vec![Cow::Borrowed("timestamp"), Cow::Borrowed("not_described")],
            leaves: vec![(0, Kind::U64), (8, rest)],
            extent: Extent {
                least: length,
                most: length,
            },
            has_timestamp: true,
            steps: 0,
        }
    }

    /// Adds the fields of a type; answers how many bytes they take.
    fn add(&mut self, name: &str, formats: &Formats, place: &Place) -> Option<usize> {
        let mut size = 0_usize;
        for field in &formats.get(name)?.fields {
            let at = place.at.checked_add(size)?;
            size = size.checked_add(self.add_field(field, formats, &place.within(at))?)?;
        }
        (place.depth < DEEPEST && u16::try_from(size).is_ok()).then_some(size)
    }

    fn add_field(&mut self, field: &Field, formats: &Formats, place: &Place) -> Option<usize> {
        let count = field.count.unwrap_or(1);
        if field.is_padding() {
            return Some(usize::from(count));
        }
        if field.kind == "char" {
            self.push(place.name(&field.name, None), place.at, Kind::Text(count))?;
            return Some(usize::from(count));
        }
        let mut size = 0_usize;
        for number in 0..count {
            self.steps = self.steps.saturating_add(1);
            if self.steps > MOST_VALUES {
                return None;
            }
            let name = place.name(&field.name, field.count.map(|_| number));
            let at = place.at.checked_add(size)?;
            let one = if let Some(kind) = Kind::read(&field.kind) {
                self.push(name, at, kind)?;
                kind.size()
            } else {
                self.add(&field.kind, formats, &place.inside(name, at)?)?
            };
            size = size.checked_add(one)?;
        }
        Some(size)
    }

    fn push(&mut self, name: String, at: usize, kind: Kind) -> Option<()> {
        self.names.push(Cow::Owned(name));
        self.leaves.push((at, kind));
        (self.leaves.len() <= MOST_VALUES).then_some(())
    }

    /// The values of a message in the place of those of the last one, as many as are there.
    pub(super) fn decode<'a>(&self, body: &'a [u8], values: &mut Vec<Value<'a>>) {
        values.clear();
        let read = |(at, kind): &(usize, Kind)| kind.value(body.get(*at..)?);
        values.extend(self.leaves.iter().map_while(read));
    }

    /// Whether values could be of this layout: yes is 0 or 1, and a fraction is none that only
    /// bytes of something else make.
    pub(super) fn can_be(&self, body: &[u8]) -> bool {
        self.leaves.iter().all(|(at, kind)| {
            let Some(own) = body.get(*at..) else {
                return false;
            };
            match kind {
                Kind::Bool => own.first().is_some_and(|byte| *byte < 2),
                Kind::Single | Kind::Double => kind
                    .value(own)
                    .and_then(Value::number)
                    .is_some_and(is_likely),
                _ => true,
            }
        })
    }

    /// One value of a message.
    pub(super) fn value<'a>(&self, number: usize, body: &'a [u8]) -> Option<Value<'a>> {
        let (at, kind) = self.leaves.get(number)?;
        kind.value(body.get(*at..)?)
    }

    /// The number of the first value that has one of these names.
    pub(super) fn number_of(&self, names: &[&str]) -> Option<usize> {
        names
            .iter()
            .find_map(|name| self.names.iter().position(|own| own == name))
    }
}

fn is_likely(number: f64) -> bool {
    number == 0.0 || !number.is_finite() || (1e-30..1e20).contains(&number.abs())
}

/// Where in a topic the layout has got to.
#[derive(Default)]
struct Place {
    prefix: String,
    at: usize,
    depth: usize,
}

impl Place {
    fn within(&self, at: usize) -> Self {
        Self {
            prefix: self.prefix.clone(),
            at,
            depth: self.depth,
        }
    }

    fn inside(&self, mut name: String, at: usize) -> Option<Self> {
        name.push('.');
        let depth = self.depth.checked_add(1).filter(|depth| *depth < DEEPEST)?;
        Some(Self {
            prefix: name,
            at,
            depth,
        })
    }

    fn name(&self, name: &str, number: Option<u16>) -> String {
        match number {
            None => format!("{}{name}", self.prefix),
            Some(number) => format!("{}{name}[{number}]", self.prefix),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formats(texts: &[&str]) -> Formats {
        let read = texts
            .iter()
            .map(|text| Format::read(text.as_bytes()).unwrap());
        read.map(|format| (format.name.clone(), format)).collect()
    }

    #[test]
    fn nested_types_and_arrays_lie_flat_and_padding_is_no_value() {
        let formats = formats(&[
            "in:uint16_t a;uint8_t[2] _padding0;",
            "out:uint64_t timestamp;in[2] x;float[2] y;char[3] name;uint8_t[5] _padding0;",
        ]);
        let layout = Layout::of("out", &formats).unwrap();
        let expected = ["timestamp", "x[0].a", "x[1].a", "y[0]", "y[1]", "name"];
        assert_eq!(layout.names, expected);
        assert_eq!((layout.extent.least, layout.extent.most), (27, 32));
        assert!(layout.has_timestamp);
        let mut body = vec![0; 27];
        body[12] = 7;
        body[24..].copy_from_slice(b"abc");
        let mut values = Vec::new();
        layout.decode(&body, &mut values);
        assert_eq!(values[2], Value::Unsigned(7));
        assert_eq!(values[5], Value::Text(b"abc"));
        layout.decode(&body[..20], &mut values);
        assert_eq!(values.len(), 4);
    }

    #[test]
    fn a_type_that_contains_itself_or_explodes_is_no_layout() {
        let check = |texts: &[&str]| assert_eq!(Layout::of("a", &formats(texts)), None);
        check(&["a:a b;"]);
        check(&["a:b[60000] x;", "b:b[60000] x;"]);
        check(&["a:c[60000] x;", "c:uint64_t x;"]);
        check(&["a:missing x;"]);
        check(&[
            "a:b[60000] x;",
            "b:c[60000] x;",
            "c:d[60000] x;",
            "d:uint8_t[0] _padding0;",
        ]);
        assert_eq!(Format::read(b"no colon"), None);
        assert_eq!(Format::read(b"a:float[x] y;"), None);
    }
}
