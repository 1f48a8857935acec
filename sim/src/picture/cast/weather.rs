//! What happens between ship and sensor: the picture moves while the shutter is open, rain falls.

use rayon::prelude::*;

use super::super::coat::mix;
use crate::light::Rgb;
use crate::noise::Noise;

/// The picture drawn out over the way that it moved; as it is, if that is less than half a pixel.
pub(super) fn smear(light: Vec<Rgb>, width: usize, way_px: [f32; 2]) -> Vec<Rgb> {
    let length = way_px[0].hypot(way_px[1]).min(60.0);
    if length < 0.5 {
        return light;
    }
    let height = light.len() / width;
    let taps = (length.ceil() as usize).clamp(2, 24);
    let offsets: Vec<[f32; 2]> = (0..taps)
        .map(|n| {
            let share = (n as f32 + 0.5) / taps as f32 - 0.5;
            way_px.map(|way| way * share)
        })
        .collect();
    let at = |x: f32, y: f32| -> Rgb {
        let (x, y) = (
            x.clamp(0.0, width as f32 - 1.001),
            y.clamp(0.0, height as f32 - 1.001),
        );
        let (column, row) = (x as usize, y as usize);
        let first = row * width + column;
        let low = mix(light[first], light[first + 1], x.fract());
        let high = mix(light[first + width], light[first + width + 1], x.fract());
        mix(low, high, y.fract())
    };
    (0..light.len())
        .into_par_iter()
        .map(|n| {
            let (x, y) = ((n % width) as f32, (n / width) as f32);
            let mut sum = [0.0; 3];
            for [dx, dy] in &offsets {
                for (sum, light) in sum.iter_mut().zip(at(x + dx, y + dy)) {
                    *sum += light / taps as f32;
                }
            }
            sum
        })
        .collect()
}

/// Streaks of falling drops, lit by the sky.
pub(super) fn rain(light: &mut [Rgb], width: usize, sky: Rgb, seed: u64) {
    let height = light.len() / width;
    let mut noise = Noise::stream(seed, "rain");
    let slant = 0.08 + 0.04 * noise.normal();
    for _ in 0..width * height / 4200 {
        let (x, y) = (noise.share() * width as f64, noise.share() * height as f64);
        let length = (14.0 + 40.0 * noise.share().powi(2)) * height as f64 / 720.0;
        let strength = (0.05 + 0.16 * noise.share().powi(2)) as f32;
        for step in 0..length as usize {
            let (column, row) = (x + slant * step as f64, y as usize + step);
            if column < 0.0 || column as usize >= width || row >= height {
                break;
            }
            let fade = 1.0 - (2.0 * step as f32 / length as f32 - 1.0).abs();
            let pixel = &mut light[row * width + column as usize];
            *pixel = mix(*pixel, sky.map(|s| 1.25 * s), strength * fade);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_smeared_point_keeps_its_light_and_lies_along_the_way() {
        let mut light = vec![[0.0; 3]; 32 * 32];
        light[16 * 32 + 16] = [1.0; 3];
        let smeared = smear(light, 32, [6.0, 0.0]);
        let total: f32 = smeared.iter().map(|p| p[0]).sum();
        assert!((total - 1.0).abs() < 0.02, "{total}");
        assert!(smeared[16 * 32 + 14][0] > 0.1 && smeared[15 * 32 + 16][0] < 0.01);
    }
}
