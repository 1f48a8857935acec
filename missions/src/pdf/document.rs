//! Pages, fonts and pictures as one PDF file.

use pdf_writer::types::Predictor;
use pdf_writer::{Filter, Finish as _, Name, Pdf, Rect, Ref, TextStr};

use super::flow::{PAPER, Pages};
use super::letters::Face;
use super::raster::{Packing, Raster};

/// Numbers of the objects in the file.
#[derive(Clone, Copy)]
struct Numbers {
    pages: usize,
}

impl Numbers {
    const CATALOG: i32 = 1;
    const TREE: i32 = 2;
    const INFO: i32 = 3;
    const FONTS: i32 = 4;
    const FIRST_PAGE: i32 = Self::FONTS + Face::ALL.len() as i32;

    fn page(index: usize) -> Ref {
        Ref::new(Self::FIRST_PAGE + 2 * index as i32)
    }

    fn content(index: usize) -> Ref {
        Ref::new(Self::FIRST_PAGE + 2 * index as i32 + 1)
    }

    fn raster(self, index: usize) -> Ref {
        Ref::new(Self::FIRST_PAGE + 2 * self.pages as i32 + index as i32)
    }

    fn font(index: usize) -> Ref {
        Ref::new(Self::FONTS + index as i32)
    }
}

/// The file, with the title that a reader shows.
pub fn bytes(pages: &Pages, title: &str) -> Vec<u8> {
    let numbers = Numbers {
        pages: pages.contents.len(),
    };
    let mut pdf = Pdf::new();
    pdf.catalog(Ref::new(Numbers::CATALOG))
        .pages(Ref::new(Numbers::TREE));
    pdf.document_info(Ref::new(Numbers::INFO))
        .title(TextStr(title));
    pdf.pages(Ref::new(Numbers::TREE))
        .kids((0..numbers.pages).map(Numbers::page))
        .count(numbers.pages as i32);
    for (index, face) in Face::ALL.into_iter().enumerate() {
        let mut font = pdf.type1_font(Numbers::font(index));
        font.base_font(Name(face.font()));
        if face != Face::Symbol {
            font.encoding_predefined(Name(b"WinAnsiEncoding"));
        }
    }
    for (index, content) in pages.contents.iter().enumerate() {
        page(&mut pdf, numbers, index, pages.rasters.len());
        pdf.stream(Numbers::content(index), content);
    }
    for (index, raster) in pages.rasters.iter().enumerate() {
        picture(&mut pdf, numbers.raster(index), raster);
    }
    pdf.finish()
}

fn page(pdf: &mut Pdf, numbers: Numbers, index: usize, rasters: usize) {
    let mut page = pdf.page(Numbers::page(index));
    page.media_box(Rect::new(0.0, 0.0, PAPER[0], PAPER[1]));
    page.parent(Ref::new(Numbers::TREE));
    page.contents(Numbers::content(index));
    let mut resources = page.resources();
    let mut fonts = resources.fonts();
    for (index, face) in Face::ALL.into_iter().enumerate() {
        fonts.pair(Name(face.name()), Numbers::font(index));
    }
    fonts.finish();
    let mut objects = resources.x_objects();
    for index in 0..rasters {
        let name = format!("P{index}");
        objects.pair(Name(name.as_bytes()), numbers.raster(index));
    }
}

fn picture(pdf: &mut Pdf, number: Ref, raster: &Raster) {
    let [columns, rows] = raster.size_px.map(|size| size as i32);
    let mut image = pdf.image_xobject(number, &raster.bytes);
    match raster.packing {
        Packing::Jpeg => {
            image.filter(Filter::DctDecode);
        }
        Packing::PngRows => {
            image.filter(Filter::FlateDecode);
            image
                .decode_parms()
                .predictor(Predictor::PngOptimum)
                .colors(raster.colours)
                .bits_per_component(8)
                .columns(columns);
        }
    }
    image.width(columns);
    image.height(rows);
    image.bits_per_component(8);
    if raster.colours == 1 {
        image.color_space().device_gray();
    } else {
        image.color_space().device_rgb();
    }
}
