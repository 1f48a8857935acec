//! The way each pixel looks, worked out once for a lens.

use missions::camera::lens::Lens;
use rayon::prelude::*;
use uom::si::length::meter;

/// Directions (x/z, y/z) of pixel centres in the camera's frame, row by row.
#[derive(Clone, Debug)]
pub(super) struct Rays {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) ways: Vec<[f32; 2]>,
}

impl Rays {
    pub(super) fn new(lens: &Lens) -> Self {
        let [width, height] = lens.size_px().map(|side| side as usize);
        let ways = (0..width * height)
            .into_par_iter()
            .map(|n| way(lens, [(n % width) as f64 + 0.5, (n / width) as f64 + 0.5]))
            .collect();
        Self {
            width,
            height,
            ways,
        }
    }
}

/// The way of a point of the picture; straight on where a strong lens's corner sees nothing.
pub(super) fn way(lens: &Lens, pixel: [f64; 2]) -> [f32; 2] {
    lens.unproject(pixel).map_or([0.0; 2], |ray| {
        let [x, y, z] = ray.to_cartesian().map(|l| l.get::<meter>());
        [(x / z) as f32, (y / z) as f32]
    })
}
