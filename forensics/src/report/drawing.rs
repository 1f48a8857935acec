//! Lines, areas and letters on a sheet, without any file format. Lengths are units of the sheet,
//! `x` to the right, `y` down.

/// A drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Width and height of the sheet.
    pub size: [f64; 2],
    /// What it shows, for who cannot see it.
    pub title: String,
    /// In the order in which they are drawn.
    pub shapes: Vec<Shape>,
}

/// One thing on a sheet.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A line through points.
    Line(Vec<[f64; 2]>, Stroke),
    /// An area between corners, filled.
    Area(Vec<[f64; 2]>, Ink),
    /// A filled disc: centre and radius.
    Disc([f64; 2], f64, Ink),
    /// A ring: centre and radius.
    Ring([f64; 2], f64, Stroke),
    /// Letters.
    Label {
        /// Where they stand: the foot of the letters.
        at: [f64; 2],
        /// Which.
        text: String,
        /// Their height.
        size: f64,
        /// Which end stands at the place.
        anchor: Anchor,
        /// Their colour.
        ink: Ink,
    },
}

/// How a line looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub ink: Ink,
    /// Its width.
    pub width: f64,
    /// Whether it is broken.
    pub is_dashed: bool,
}

/// Which end of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// The colours of a report, in one place. They differ in lightness too, and nothing is told by
/// colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Text.
    Black,
    /// Quiet text and frames.
    Grey,
    /// Lines of a grid.
    Pale,
    /// The sheet of a map.
    Paper,
    /// Hours without sun.
    Night,
    /// Tracks.
    Track,
    /// Borders and zones of the questions.
    Border,
    /// What may have been released.
    Release,
    /// People, as logged.
    Person,
    /// Launch places.
    Launch,
    /// White, behind letters.
    White,
}

impl Ink {
    /// Red, green and blue, 0 to 255.
    pub const fn rgb(self) -> [u8; 3] {
        match self {
            Self::Black => [0x1b, 0x27, 0x33],
            Self::Grey => [0x5d, 0x6d, 0x7e],
            Self::Pale => [0xd9, 0xe0, 0xe6],
            Self::Paper => [0xf6, 0xf8, 0xf9],
            Self::Night => [0xe3, 0xe6, 0xef],
            Self::Track => [0x2a, 0x65, 0x92],
            Self::Border => [0xb3, 0x40, 0x1f],
            Self::Release => [0xd9, 0x8a, 0x00],
            Self::Person => [0x7a, 0x2a, 0x8c],
            Self::Launch => [0x1f, 0x6b, 0x45],
            Self::White => [0xff, 0xff, 0xff],
        }
    }
}

impl Stroke {
    /// A whole line.
    pub const fn solid(ink: Ink, width: f64) -> Self {
        Self {
            ink,
            width,
            is_dashed: false,
        }
    }

    /// A broken line.
    pub const fn dashed(ink: Ink, width: f64) -> Self {
        Self {
            ink,
            width,
            is_dashed: true,
        }
    }
}

impl Drawing {
    /// An empty sheet.
    pub fn new(size: [f64; 2], title: impl Into<String>) -> Self {
        Self {
            size,
            title: title.into(),
            shapes: Vec::new(),
        }
    }

    pub(super) fn line(&mut self, points: Vec<[f64; 2]>, stroke: Stroke) {
        self.shapes.push(Shape::Line(points, stroke));
    }

    pub(super) fn area(&mut self, corners: Vec<[f64; 2]>, ink: Ink) {
        self.shapes.push(Shape::Area(corners, ink));
    }

    /// A filled rectangle: left, top, width, height.
    pub(super) fn rectangle(&mut self, [x, y, width, height]: [f64; 4], ink: Ink) {
        let (right, foot) = (x + width, y + height);
        self.area(vec![[x, y], [right, y], [right, foot], [x, foot]], ink);
    }

    pub(super) fn disc(&mut self, centre: [f64; 2], radius: f64, ink: Ink) {
        self.shapes.push(Shape::Disc(centre, radius, ink));
    }

    pub(super) fn ring(&mut self, centre: [f64; 2], radius: f64, stroke: Stroke) {
        self.shapes.push(Shape::Ring(centre, radius, stroke));
    }

    pub(super) fn label(&mut self, at: [f64; 2], text: impl Into<String>, ink: Ink) {
        self.lettering(at, text, Anchor::Start, ink);
    }

    pub(super) fn lettering(
        &mut self,
        at: [f64; 2],
        text: impl Into<String>,
        anchor: Anchor,
        ink: Ink,
    ) {
        self.shapes.push(Shape::Label {
            at,
            text: text.into(),
            size: 10.5,
            anchor,
            ink,
        });
    }
}
