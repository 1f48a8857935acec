//! Pictures as PDF takes them: a JPEG as it is, and the pixels of a PNG as they are packed
//! (ISO 32000-1, 7.4.8 and 7.4.4.4: DCTDecode, FlateDecode with PNG predictors).

use super::super::picture::{Kind, Picture};
use crate::pdf::{Packing, Raster};

/// A picture as PDF takes it; none for GIF and WebP, and for PNG with transparency, palette,
/// interlacing or 16 bits a colour.
pub(super) fn raster(picture: &Picture) -> Option<Raster> {
    match picture.kind {
        Kind::Jpeg => jpeg(&picture.bytes),
        Kind::Png => png(&picture.bytes),
        Kind::Gif | Kind::WebP => None,
    }
}

/// Reads a JPEG's frame header (ITU-T T.81, B.2.2).
fn jpeg(bytes: &[u8]) -> Option<Raster> {
    let mut at = 2;
    loop {
        let &[0xff, marker, high, low, ..] = bytes.get(at..)? else {
            return None;
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let frame = matches!(marker, 0xc0..=0xc2);
        if frame {
            let &[8, h1, h0, w1, w0, colours, ..] = bytes.get(at + 4..)? else {
                return None;
            };
            let size_px = [[w1, w0], [h1, h0]].map(|b| u32::from(u16::from_be_bytes(b)));
            return sound(Raster {
                size_px,
                colours: i32::from(colours),
                packing: Packing::Jpeg,
                bytes: bytes.to_vec(),
            });
        }
        at += 2 + length.max(2);
    }
}

/// Reads a PNG's header and gathers its rows (W3C PNG, 5.3, 11.2).
fn png(bytes: &[u8]) -> Option<Raster> {
    let mut chunks = bytes.get(8..)?;
    let mut raster: Option<Raster> = None;
    while let Some((&[a, b, c, d, ref kind @ ..], rest)) = chunks.split_first_chunk::<8>() {
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        let data = rest.get(..length)?;
        match kind {
            b"IHDR" => raster = header(data),
            b"IDAT" => raster.as_mut()?.bytes.extend_from_slice(data),
            b"IEND" => break,
            _ => {}
        }
        chunks = rest.get(length + 4..)?;
    }
    raster.and_then(sound)
}

fn header(data: &[u8]) -> Option<Raster> {
    let &[a, b, c, d, e, f, g, h, 8, colour, 0, 0, 0] = data else {
        return None;
    };
    let colours = match colour {
        0 => 1,
        2 => 3,
        _ => return None,
    };
    Some(Raster {
        size_px: [
            u32::from_be_bytes([a, b, c, d]),
            u32::from_be_bytes([e, f, g, h]),
        ],
        colours,
        packing: Packing::PngRows,
        bytes: Vec::new(),
    })
}

fn sound(raster: Raster) -> Option<Raster> {
    let sized = raster
        .size_px
        .iter()
        .all(|size| (1..=65_535).contains(size));
    (sized && matches!(raster.colours, 1 | 3)).then_some(raster)
}

#[cfg(test)]
mod tests {
    use super::*;

    const JPEG: [u8; 22] = [
        0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xc0, 0, 11, 8, 0, 3, 0, 5, 3, 1, 0x11, 0, 0,
    ];

    fn file(bytes: &[u8]) -> Picture {
        Picture::new("p", bytes.to_vec()).unwrap()
    }

    fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
        [&(data.len() as u32).to_be_bytes()[..], kind, data, &[0; 4]].concat()
    }

    fn png_of(colour: u8) -> Vec<u8> {
        let header = [0, 0, 0, 5, 0, 0, 0, 3, 8, colour, 0, 0, 0];
        [
            b"\x89PNG\r\n\x1a\n".to_vec(),
            chunk(b"IHDR", &header),
            chunk(b"tEXt", b"x"),
            chunk(b"IDAT", &[1, 2]),
            chunk(b"IDAT", &[3]),
            chunk(b"IEND", &[]),
        ]
        .concat()
    }

    #[test]
    fn a_jpeg_goes_in_as_it_is() {
        let raster = raster(&file(&JPEG)).unwrap();
        assert_eq!((raster.size_px, raster.colours), ([5, 3], 3));
        assert_eq!(raster.bytes, JPEG);
    }

    #[test]
    fn a_pngs_rows_are_gathered() {
        let raster = raster(&file(&png_of(2))).unwrap();
        assert_eq!((raster.size_px, raster.colours), ([5, 3], 3));
        assert_eq!(raster.bytes, [1, 2, 3]);
        assert_eq!(super::raster(&file(&png_of(6))), None, "transparency");
    }

    #[test]
    fn a_picture_cut_anywhere_is_none_or_whole_and_no_panic() {
        for whole in [JPEG.to_vec(), png_of(2)] {
            for cut in 8..whole.len() {
                if let Some(picture) = Picture::new("p", whole[..cut].to_vec()) {
                    drop(raster(&picture));
                }
            }
        }
    }
}
