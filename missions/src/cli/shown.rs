//! Text as a terminal may have it: names come from files, and a file may name a zone `ESC [ 2 J`.

/// The text with every control character but line breaks and tabs spelt out, and those that turn
/// the direction of writing.
pub fn shown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        let turns = matches!(letter, '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if turns || letter.is_control() && !matches!(letter, '\n' | '\t') {
            safe.extend(letter.escape_unicode());
        } else {
            safe.push(letter);
        }
    }
    safe
}

/// The same on one line: it cannot look like a line of ours.
pub fn line(text: &str) -> String {
    shown(&text.replace(['\n', '\t'], " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_works_a_terminal_is_spelt_out_and_letters_are_left_alone() {
        assert_eq!(shown("Hafen Süd\n\t1"), "Hafen Süd\n\t1");
        assert_eq!(shown("a\u{1b}[2J\0b"), "a\\u{1b}[2J\\u{0}b");
        assert_eq!(line("a\n\tb\u{2028}\u{1b}"), "a  b\\u{2028}\\u{1b}");
        assert_eq!(shown("\u{202e}\u{9b}\r"), "\\u{202e}\\u{9b}\\u{d}");
    }
}
