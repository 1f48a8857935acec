//! The neighbourhood of the column with the line that was read, and ticks where the truth is.

use std::path::Path;

use anyhow::Context as _;
use onboard::vision::annotate::{Marks, annotated};
use onboard::vision::picture::Picture;
use onboard::vision::reading::Reading;
use onboard::vision::ruler::Ruler;

const TICK: [u8; 3] = [255, 0, 255];
/// The crop's half width and half height, metres.
const HALF_M: [f64; 2] = [0.8, 0.5];

/// Writes a crop.
pub(crate) fn write(
    path: &Path,
    picture: &Picture,
    reading: &Reading,
    ruler: &Ruler,
    truth_m: f64,
) -> anyhow::Result<()> {
    let mut drawn = annotated(
        picture,
        &Marks {
            waterline: reading.waterline.clone(),
            ..Marks::default()
        },
    );
    for along_m in [-0.10, -0.05, 0.05, 0.10, -0.75, 0.75] {
        let [x, y] = ruler.on_plate(along_m, truth_m);
        for off in -6..=6 {
            drawn.set(x + f64::from(off), y, TICK);
        }
    }
    let image = image::RgbImage::from_raw(
        drawn.width() as u32,
        drawn.height() as u32,
        drawn.rgb().to_vec(),
    )
    .context("a picture of no size")?;
    let [x, y] = ruler.at(truth_m);
    let [half_x, half_y] = HALF_M.map(|half_m| half_m * ruler.px_m(truth_m));
    let left = (x - half_x).max(0.0) as u32;
    let top = (y - half_y).max(0.0) as u32;
    let (width, height) = ((2.0 * half_x) as u32, (2.0 * half_y) as u32);
    let crop = image::imageops::crop_imm(
        &image,
        left,
        top,
        width.min(image.width().saturating_sub(left)),
        height.min(image.height().saturating_sub(top)),
    );
    crop.to_image()
        .save(path)
        .with_context(|| format!("cannot write the crop {}", path.display()))
}
