//! One figure on the plating: where it is, and how much of its paint is at a point.

use super::super::strokes::{Stroke, Style, distance};
use super::lettering::FIGURE_M;

/// One figure on the plating.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// What it is.
    pub figure: char,
    /// Its left edge, metres right of the column's middle.
    pub left_m: f32,
    /// Its lower edge, metres of draught.
    pub bottom_m: f32,
    /// Its height, metres.
    pub height_m: f32,
    /// Its width, metres.
    pub width_m: f32,
    /// Half of its strokes' thickness, in heights.
    half: f32,
    strokes: Vec<Stroke>,
    /// Width of the gap that a stencil leaves in its middle, in heights; 0 for none.
    bridge: f32,
}

impl Placed {
    /// `tall` is how many times as high as others it is: strokes do not grow as much.
    pub(super) fn new(
        figure: char,
        [left, bottom]: [f32; 2],
        height: f32,
        style: &Style,
        tall: f32,
    ) -> Self {
        let style = Style {
            thick: style.thick / tall.sqrt(),
            ..*style
        };
        Self {
            figure,
            left_m: left,
            bottom_m: bottom,
            height_m: height,
            width_m: style.width_of(figure) * height,
            half: style.thick / 2.0,
            strokes: style.strokes(figure),
            bridge: if style.is_bridged(figure) {
                style.bridge
            } else {
                0.0
            },
        }
    }

    /// Another figure in its place.
    pub(super) fn redrawn(&self, figure: char, style: &Style) -> Self {
        let corner = [self.left_m, self.bottom_m];
        let mut other = Self::new(
            figure,
            corner,
            self.height_m,
            style,
            self.height_m / FIGURE_M,
        );
        other.left_m += (self.width_m - other.width_m) / 2.0;
        other
    }

    /// Its middle: metres right of the column, metres of draught.
    pub fn middle(&self) -> [f32; 2] {
        [
            self.left_m + self.width_m / 2.0,
            self.bottom_m + self.height_m / 2.0,
        ]
    }

    /// How much of its paint is at a point, 0 to 1.
    pub fn cover(&self, u: f32, z: f32, px_m: f32) -> f32 {
        let (x, y) = (
            (u - self.left_m) / self.height_m,
            1.0 - (z - self.bottom_m) / self.height_m,
        );
        let pixel = px_m / self.height_m;
        let wide = self.width_m / self.height_m;
        if x < -pixel || x > wide + pixel || y < -pixel || y > 1.0 + pixel {
            return 0.0;
        }
        let near = self
            .strokes
            .iter()
            .map(|s| distance(s, x, y))
            .fold(f32::INFINITY, f32::min);
        let stroke = near - self.half;
        let outside = if self.bridge > 0.0 {
            stroke.max(self.bridge / 2.0 - (x - wide / 2.0).abs())
        } else {
            stroke
        };
        (0.5 - outside / pixel).clamp(0.0, 1.0)
    }
}
