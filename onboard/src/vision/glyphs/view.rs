//! A drawn plate as a camera sees it: for tests of everything that reads pictures.

use super::plate::Plate;
use super::plate::weather::normal;
use crate::vision::picture::Picture;
use nalgebra::{Matrix3, Rotation3, Vector3};
use rand::SeedableRng;
use rand_pcg::Pcg32;

/// A pinhole before the plating.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Columns and rows of the picture.
    pub size: [usize; 2],
    /// Draught that is in the picture's middle, metres.
    pub middle_m: f64,
    /// Pixels a metre there.
    pub px_m: f64,
    /// Distance from the plating, metres.
    pub distance_m: f64,
    /// Looks down, to the right, and is turned clockwise by, degrees.
    pub look_deg: [f64; 3],
    /// Where the column's foot is, right of the picture's middle, metres.
    pub aside_m: f64,
    /// Camera noise, levels of 255.
    pub noise: f32,
}

impl View {
    /// Square on, without noise.
    pub fn square(size: [usize; 2], middle_m: f64, px_m: f64) -> Self {
        Self {
            size,
            middle_m,
            px_m,
            distance_m: 20.0,
            look_deg: [0.0; 3],
            aside_m: 0.0,
            noise: 0.0,
        }
    }

    /// Where a point of the plating is in the picture.
    pub fn px(&self, u_m: f64, draught_m: f64) -> [f64; 2] {
        let seen = self.px_of_plate() * Vector3::new(u_m, draught_m, 1.0);
        [seen[0] / seen[2], seen[1] / seen[2]]
    }

    /// The picture; its noise is the same every time.
    pub fn draw(&self, plate: &Plate) -> Picture {
        let [width, height] = self.size;
        let plate_of_px = self
            .px_of_plate()
            .try_inverse()
            .unwrap_or_else(Matrix3::identity);
        let mut dice = Pcg32::seed_from_u64(11);
        let mut rgb = Vec::with_capacity(3 * width * height);
        for i in 0..width * height {
            let (x, y) = ((i % width) as f64 + 0.5, (i / width) as f64 + 0.5);
            let at = plate_of_px * Vector3::new(x, y, 1.0);
            let (u, z) = ((at[0] / at[2]) as f32, (at[1] / at[2]) as f32);
            let colour = plate.colour(u, z, (1.0 / self.px_m) as f32);
            rgb.extend(colour.map(|c| {
                let noise = if self.noise > 0.0 {
                    self.noise * normal(&mut dice)
                } else {
                    0.0
                };
                (230.0 * c + noise).clamp(0.0, 255.0) as u8
            }));
        }
        Picture::new(width, height, rgb).expect("a colour for every pixel")
    }

    /// Takes (u, draught, 1) to (x, y, 1) times the distance.
    fn px_of_plate(&self) -> Matrix3<f64> {
        let [down, right, turned] = self.look_deg.map(f64::to_radians);
        let turn = Rotation3::from_axis_angle(&Vector3::z_axis(), -turned)
            * Rotation3::from_axis_angle(&Vector3::x_axis(), down)
            * Rotation3::from_axis_angle(&Vector3::y_axis(), -right);
        let turn = turn.matrix();
        let focal = self.px_m * self.distance_m;
        let lens = Matrix3::new(
            focal,
            0.0,
            self.size[0] as f64 / 2.0,
            0.0,
            focal,
            self.size[1] as f64 / 2.0,
            0.0,
            0.0,
            1.0,
        );
        let across = turn * Vector3::x();
        let down = turn * Vector3::y();
        let origin =
            across * self.aside_m + down * self.middle_m + Vector3::new(0.0, 0.0, self.distance_m);
        lens * Matrix3::from_columns(&[across, -down, origin])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_in_the_middle_and_up_is_more_draught() {
        let mut view = View::square([640, 480], 7.5, 300.0);
        view.look_deg = [20.0, 5.0, 3.0];
        let [x, y] = view.px(0.0, 7.5);
        assert!((x - 320.0).abs() < 1e-9 && (y - 240.0).abs() < 1e-9);
        assert!(view.px(0.0, 7.6)[1] < y && view.px(0.1, 7.5)[0] > x);
    }

    #[test]
    fn looking_down_makes_lower_figures_smaller() {
        let mut view = View::square([640, 480], 7.5, 300.0);
        view.distance_m = 5.0;
        view.look_deg = [25.0, 0.0, 0.0];
        let [_, upper] = view.px(0.0, 7.7);
        let [_, middle] = view.px(0.0, 7.5);
        let [_, lower] = view.px(0.0, 7.3);
        assert!(middle - upper > lower - middle);
    }
}
