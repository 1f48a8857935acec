//! Text and shapes that flow down pages of A4.
//!
//! Lengths are points; `x` counts from the left edge of the paper, `y` from its foot.

use std::collections::BTreeSet;

use pdf_writer::{Content, Name, Str};

use super::letters::{self, Face, Glyph};
use super::raster::Raster;

/// Width and height of A4.
pub const PAPER: [f32; 2] = [595.28, 841.89];
/// Left and right margin.
pub const MARGIN: f32 = 45.0;
/// Width between the margins.
pub const MEASURE: f32 = PAPER[0] - 2.0 * MARGIN;
const TOP: f32 = PAPER[1] - 45.0;
const FOOT: f32 = 50.0;
/// Height of what stands on a page, without its number: what is higher fits on none.
pub const COLUMN: f32 = TOP - FOOT;

/// A colour, red, green and blue.
pub type Colour = [f32; 3];

/// How text looks.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Its font.
    pub face: Face,
    /// Its size, points.
    pub size: f32,
    /// Its colour.
    pub colour: Colour,
}

/// Finished pages and the pictures on them.
#[derive(Debug)]
pub struct Pages {
    pub(super) contents: Vec<Vec<u8>>,
    pub(super) rasters: Vec<Raster>,
}

/// Pages that are being filled.
pub struct Flow {
    done: Vec<Vec<u8>>,
    page: Content,
    /// Where the next thing begins.
    pub y: f32,
    rasters: Vec<Raster>,
    unshown: BTreeSet<char>,
}

impl Default for Flow {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Flow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Flow")
            .field("done", &self.done.len())
            .field("y", &self.y)
            .finish_non_exhaustive()
    }
}

impl Flow {
    /// One empty page.
    pub fn new() -> Self {
        Self {
            done: Vec::new(),
            page: Content::new(),
            y: TOP,
            rasters: Vec::new(),
            unshown: BTreeSet::new(),
        }
    }

    /// Ends the document; pages get their numbers.
    pub fn finish(mut self) -> Pages {
        self.end_page();
        Pages {
            contents: self.done,
            rasters: self.rasters,
        }
    }

    /// Which letters no font had.
    pub fn unshown_letters(&self) -> Option<String> {
        let letters: String = self.unshown.iter().collect();
        (!letters.is_empty()).then(|| format!("the PDF's fonts have no letters {letters}"))
    }

    fn end_page(&mut self) {
        let number = (self.done.len() + 1).to_string();
        let style = Style {
            face: Face::Plain,
            size: 8.0,
            colour: [0.36, 0.43, 0.49],
        };
        self.right([PAPER[0] - MARGIN, 28.0], &number, style);
        let page = std::mem::replace(&mut self.page, Content::new());
        self.done.push(page.finish().to_vec());
        self.y = TOP;
    }

    /// Begins a new page where that much does not fit any more.
    pub fn room(&mut self, height: f32) {
        if self.y - height < FOOT {
            self.end_page();
        }
    }

    /// Leaves that much free.
    pub fn skip(&mut self, height: f32) {
        self.y -= height;
    }

    /// What is drawn on the present page.
    pub fn page(&mut self) -> &mut Content {
        &mut self.page
    }

    /// A paragraph between `x` and `x + width`, broken into lines.
    pub fn paragraph(&mut self, x: f32, width: f32, text: &str, style: Style) {
        for line in broken(text, width, style) {
            self.room(style.size * 1.35);
            self.skip(style.size * 1.35);
            let y = self.y;
            self.line([x, y + style.size * 0.3], &line, style);
        }
    }

    /// One line of text that begins at a point.
    pub fn line(&mut self, [x, y]: [f32; 2], text: &str, style: Style) {
        self.page
            .set_fill_rgb(style.colour[0], style.colour[1], style.colour[2]);
        self.page.begin_text();
        self.page.next_line(x, y);
        let glyphs = self.glyphs(text, style.face);
        for run in glyphs.chunk_by(|a, b| a.face == b.face && a.lowered == b.lowered) {
            let [first, ..] = run else { continue };
            let (scale, rise) = if first.lowered {
                (letters::LOWERED, -0.15 * style.size)
            } else {
                (1.0, 0.0)
            };
            let codes: Vec<u8> = run.iter().map(|glyph| glyph.code).collect();
            self.page
                .set_font(Name(first.face.name()), style.size * scale);
            self.page.set_rise(rise);
            self.page.show(Str(&codes));
        }
        self.page.end_text();
    }

    /// One line of text that ends at a point.
    pub fn right(&mut self, [x, y]: [f32; 2], text: &str, style: Style) {
        self.line([x - width(text, style), y], text, style);
    }

    fn glyphs(&mut self, text: &str, face: Face) -> Vec<Glyph> {
        text.chars()
            .filter_map(|letter| {
                letters::glyph(letter, face).or_else(|| {
                    self.unshown.insert(letter);
                    letters::glyph('?', face)
                })
            })
            .collect()
    }

    /// A filled rectangle: left, foot, width, height.
    pub fn fill(&mut self, [x, y, width, height]: [f32; 4], colour: Colour) {
        self.page.set_fill_rgb(colour[0], colour[1], colour[2]);
        self.page.rect(x, y, width, height);
        self.page.fill_nonzero();
    }

    /// A rule across the page at the present height.
    pub fn rule(&mut self, thickness: f32, colour: Colour) {
        let y = self.y;
        self.fill([MARGIN, y, MEASURE, thickness], colour);
    }

    /// A picture in a rectangle, as large as it goes without being cut or stretched.
    pub fn picture(&mut self, [x, y, width, height]: [f32; 4], raster: Raster) {
        let [columns, rows] = raster.size_px.map(|pixels| pixels as f32);
        let scale = (width / columns).min(height / rows);
        let (w, h) = (columns * scale, rows * scale);
        let left = x + (width - w) / 2.0;
        let foot = y + (height - h) / 2.0;
        let name = format!("P{}", self.rasters.len());
        self.page.save_state();
        self.page.transform([w, 0.0, 0.0, h, left, foot]);
        self.page.x_object(Name(name.as_bytes()));
        self.page.restore_state();
        self.rasters.push(raster);
    }
}

/// Width of a line of text.
pub fn width(text: &str, style: Style) -> f32 {
    let known = |letter| {
        letters::glyph(letter, style.face)
            .or_else(|| letters::glyph('?', style.face))
            .map_or(0.0, |glyph| glyph.width)
    };
    text.chars().map(known).sum::<f32>() * style.size
}

/// Text in lines that are no wider than that, broken at spaces; a word that is wider by itself (a
/// hash, a path) is broken where it must be.
pub fn broken(text: &str, measure: f32, style: Style) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), style) <= measure => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.extend(cut(word, measure, style)),
        }
    }
    lines
}

/// A word in pieces that fit; one letter fits always.
fn cut(word: &str, measure: f32, style: Style) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut used = 0.0;
    for letter in word.chars() {
        let wide = width(letter.encode_utf8(&mut [0; 4]), style);
        match pieces.last_mut() {
            Some(piece) if piece.is_empty() || used + wide <= measure => piece.push(letter),
            _ => {
                pieces.push(letter.into());
                used = 0.0;
            }
        }
        used += wide;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_wider_than_the_line_is_broken_and_nothing_is_lost() {
        let style = Style {
            face: Face::Plain,
            size: 10.0,
            colour: [0.0; 3],
        };
        let text = format!("SHA-256 {} of it", "ab".repeat(32));
        let lines = broken(&text, 100.0, style);
        assert!(
            lines.iter().all(|line| width(line, style) <= 100.0),
            "{lines:?}"
        );
        assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        assert_eq!(broken("", 100.0, style), [""]);
    }
}
