//! A picture as a PDF has it: its size, its colours, and bytes that are packed already.

/// A picture in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    /// Columns and rows, pixels.
    pub size_px: [u32; 2],
    /// 1 grey, 3 red green blue.
    pub colours: i32,
    /// How the bytes are packed.
    pub packing: Packing,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// How a picture's bytes are packed (ISO 32000-1, 7.4.8 and 7.4.4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// A JPEG file.
    Jpeg,
    /// A PNG's compressed rows.
    PngRows,
}
