//! Letters in the encodings of the standard fonts, and how wide they are.
//!
//! Widths: Adobe's font metrics for the 14 standard fonts (Core14 AFM); codes: ISO 32000-1,
//! annex D (WinAnsiEncoding and Symbol).

/// A font of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Helvetica.
    Plain,
    /// Helvetica-Bold.
    Bold,
    /// Courier.
    Fixed,
    /// Symbol: Greek, primes, the minus sign.
    Symbol,
}

/// A letter as a font has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Glyph {
    pub(super) face: Face,
    pub(super) code: u8,
    /// Width for a font size of 1.
    pub(super) width: f32,
    /// A subscript.
    pub(super) lowered: bool,
}

/// How large a subscript is beside its line.
pub(super) const LOWERED: f32 = 0.7;

impl Face {
    pub(super) const ALL: [Self; 4] = [Self::Plain, Self::Bold, Self::Fixed, Self::Symbol];

    /// The font's name in PDF.
    pub(super) const fn font(self) -> &'static [u8] {
        match self {
            Self::Plain => b"Helvetica",
            Self::Bold => b"Helvetica-Bold",
            Self::Fixed => b"Courier",
            Self::Symbol => b"Symbol",
        }
    }

    /// The font's name in the pages of the document.
    pub(super) const fn name(self) -> &'static [u8] {
        match self {
            Self::Plain => b"H",
            Self::Bold => b"B",
            Self::Fixed => b"C",
            Self::Symbol => b"S",
        }
    }
}

/// A letter in a face or in the one that has it; none where no font does.
pub(super) fn glyph(letter: char, face: Face) -> Option<Glyph> {
    let symbol = |code, width: u16| Glyph {
        face: Face::Symbol,
        code,
        width: f32::from(width) / 1000.0,
        lowered: false,
    };
    Some(match letter {
        '′' => symbol(0xa2, 247),
        '−' => symbol(0x2d, 549),
        'Δ' => symbol(0x44, 612),
        'δ' => symbol(0x64, 494),
        'ρ' => symbol(0x72, 549),
        '₁' | '₂' => Glyph {
            width: LOWERED * width(if letter == '₁' { b'1' } else { b'2' }, face),
            lowered: true,
            ..plain(if letter == '₁' { b'1' } else { b'2' }, face)
        },
        _ => plain(win_ansi(letter)?, face),
    })
}

fn plain(code: u8, face: Face) -> Glyph {
    Glyph {
        face,
        code,
        width: width(code, face),
        lowered: false,
    }
}

/// The code of a letter in WinAnsiEncoding.
fn win_ansi(letter: char) -> Option<u8> {
    Some(match letter {
        '\u{202f}' | '\u{a0}' => b' ',
        ' '..='~' | '\u{a1}'..='\u{ff}' => letter as u8,
        '€' => 0x80,
        '…' => 0x85,
        'Š' => 0x8a,
        'Œ' => 0x8c,
        'Ž' => 0x8e,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '–' => 0x96,
        '—' => 0x97,
        'š' => 0x9a,
        'œ' => 0x9c,
        'ž' => 0x9e,
        _ => return None,
    })
}

/// Width of a code for a font size of 1.
fn width(code: u8, face: Face) -> f32 {
    let table = match face {
        Face::Fixed | Face::Symbol => return 0.6,
        Face::Plain => &PLAIN,
        Face::Bold => &BOLD,
    };
    let thousandths = code
        .checked_sub(b' ')
        .and_then(|index| table.get(usize::from(index)))
        .copied()
        .unwrap_or(match code {
            0xb0 => 400,               // degree
            0xb1 | 0xd7 => 584,        // plus-minus, multiply
            0xb2 | 0x93 | 0x94 => 333, // two superior, quotes
            0xb7 => 278,               // middle dot
            0xc0..=0xde => 722,
            0x85 | 0x97 => 1000,
            0x91 | 0x92 => 222,
            _ => 556,
        });
    f32::from(thousandths) / 1000.0
}

/// Helvetica, from the space on.
const PLAIN: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// Helvetica-Bold, from the space on.
const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_a_statement_is_in_one_of_the_fonts() {
        for letter in
            "Draught δ = M′ − (F′ + A′) / 2 · 100 · T² · ρ Δρ d₁ ± 0.5° 12\u{202f}345".chars()
        {
            assert!(glyph(letter, Face::Plain).is_some(), "{letter}");
        }
    }

    #[test]
    fn letters_have_adobes_widths() {
        assert_eq!(glyph('W', Face::Plain).unwrap().width, 0.944);
        assert_eq!(glyph('~', Face::Bold).unwrap().width, 0.584);
        assert_eq!(glyph('i', Face::Fixed).unwrap().width, 0.6);
    }

    #[test]
    fn a_letter_that_no_font_has_is_none() {
        assert_eq!(glyph('船', Face::Plain), None);
    }
}
