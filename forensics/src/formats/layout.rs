//! Fields of a content by name, one behind another, for families whose records do not describe
//! themselves: a table a type of records. Values are handed on as they stand in the record.

use std::borrow::Cow;

use crate::cursor::Cursor;
use crate::record::Value;

/// How a field is written.
#[derive(Clone, Copy, Debug)]
pub(in crate::formats) enum Kind {
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    I64,
    F32,
    F64,
    Text(usize),
    /// All that is left, as text.
    Words,
}

impl Kind {
    fn value<'a>(self, cursor: &mut Cursor<'a>) -> Option<Value<'a>> {
        Some(match self {
            Self::U8 => Value::Unsigned(cursor.u8()?.into()),
            Self::I8 => Value::Signed(cursor.i8()?.into()),
            Self::U16 => Value::Unsigned(cursor.u16_le()?.into()),
            Self::I16 => Value::Signed(cursor.i16_le()?.into()),
            Self::U32 => Value::Unsigned(cursor.u32_le()?.into()),
            Self::I32 => Value::Signed(cursor.i32_le()?.into()),
            Self::I64 => Value::Signed(cursor.i64_le()?),
            Self::F32 => Value::Single(cursor.f32_le()?),
            Self::F64 => Value::Double(cursor.f64_le()?),
            Self::Text(length) => Value::Text(cursor.take(length)?),
            Self::Words => Value::Text(cursor.take(cursor.remaining())?),
        })
    }
}

/// The fields of a type of records; the last name is that of the rest.
#[derive(Clone, Copy, Debug)]
pub(in crate::formats) struct Layout {
    pub names: &'static [Cow<'static, str>],
    /// How each is written.
    pub kinds: &'static [Kind],
}

/// A layout: names and kinds, in the order of the content.
macro_rules! layout {
    ($($name:literal $kind:ident $(($length:literal))?),* $(,)?) => {
        $crate::formats::layout::Layout {
            names: &[$(std::borrow::Cow::Borrowed($name),)* std::borrow::Cow::Borrowed("rest")],
            kinds: &[$($crate::formats::layout::Kind::$kind $(($length))?),*],
        }
    };
}

pub(in crate::formats) use layout;

impl Layout {
    /// The values of a content, into `values`; gives the names that they have.
    pub(in crate::formats) fn read<'a>(
        self,
        content: &'a [u8],
        values: &mut Vec<Value<'a>>,
    ) -> Vec<Cow<'static, str>> {
        values.clear();
        let mut cursor = Cursor::new(content);
        for kind in self.kinds {
            let Some(value) = kind.value(&mut cursor) else {
                break;
            };
            values.push(value);
        }
        let read = values.len();
        let mut names = self.names.get(..read).unwrap_or_default().to_vec();
        if !cursor.is_at_end() {
            values.push(Value::Bytes(cursor.rest()));
            names.extend(self.names.last().cloned());
        }
        names
    }
}
