//! The encodings of texts.

/// ISO 646 or UTF-8. One zero is the empty text; zeros behind a text are filling.
pub(super) fn narrow(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(text.trim_end_matches('\0').to_owned())
}

/// UTF-16; a byte order mark is no part of the text.
pub(super) fn wide(bytes: &[u8]) -> Option<String> {
    let (little, bytes) = match bytes {
        [0xff, 0xfe, rest @ ..] => (true, rest),
        [0xfe, 0xff, rest @ ..] => (false, rest),
        all => (false, all),
    };
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| {
        if little {
            u16::from_le_bytes(*pair)
        } else {
            u16::from_be_bytes(*pair)
        }
    });
    char::decode_utf16(units).collect::<Result<_, _>>().ok()
}

/// Big-endian, without a byte order mark but where the text would be taken for one, or for no bytes.
pub(super) fn write_wide(text: &str) -> Vec<u8> {
    const MARK: char = '\u{feff}';
    let marked = text.is_empty() || text.starts_with(MARK);
    let units = marked
        .then_some(0xfeff)
        .into_iter()
        .chain(text.encode_utf16());
    units.flat_map(u16::to_be_bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_texts_come_in_either_order_of_bytes() {
        assert_eq!(wide(b"\0U\0S\0A").as_deref(), Some("USA"));
        assert_eq!(wide(b"\xff\xfeU\0S\0").as_deref(), Some("US"));
        assert_eq!(wide(b"\xfe\xff\0U").as_deref(), Some("U"));
        assert_eq!(wide(b"\xd8\0\0U"), None);
        for text in ["", "USA", "\u{feff}x", "D\u{1f6a2}"] {
            assert_eq!(wide(&write_wide(text)).as_deref(), Some(text));
        }
    }
}
