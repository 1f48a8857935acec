//! A picture with what was read drawn in: the ruler with its figures, the waterline, a caption.

mod letters;

use super::picture::Picture;

const RULER: [u8; 3] = [255, 230, 0];
const WATER: [u8; 3] = [0, 255, 255];
const CAPTION: [u8; 3] = [255, 255, 255];
/// Length of a ruler's tick and distance of its text, for a picture 1000 pixels wide.
const TICK_PX: f64 = 14.0;
const TEXT_PX: f64 = 70.0;

/// What is drawn into a picture, all in its pixels.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// What is painted on the hull, and where the column passes its lower edge.
    pub figures: Vec<(String, [f64; 2])>,
    /// The waterline from the left to the right.
    pub waterline: Vec<[f64; 2]>,
    /// Lines of text; letters that are not known are left blank.
    pub caption: Vec<String>,
}

/// A copy of a picture with marks drawn in.
pub fn annotated(picture: &Picture, marks: &Marks) -> Picture {
    let mut canvas = Canvas::of(picture);
    let unit = picture.width() as f64 / 1000.0;
    let ends: Vec<[f64; 2]> = marks.figures.iter().map(|(_, place)| *place).collect();
    canvas.line(&ends, RULER, 1);
    for (text, [x, y]) in &marks.figures {
        canvas.line(
            &[[x - TICK_PX * unit, *y], [x + TICK_PX * unit, *y]],
            RULER,
            2,
        );
        let scale = canvas.scale();
        canvas.text(
            text,
            [x + TEXT_PX * unit, y - 3.5 * scale as f64],
            RULER,
            scale,
        );
    }
    canvas.line(&marks.waterline, WATER, 2);
    for (number, line) in marks.caption.iter().enumerate() {
        let scale = 2 * canvas.scale();
        let y = 12.0 + (number * 10 * scale) as f64;
        canvas.text(line, [12.0, y], CAPTION, scale);
    }
    canvas.picture
}

/// A picture that is drawn on.
struct Canvas {
    picture: Picture,
}

impl Canvas {
    fn of(picture: &Picture) -> Self {
        Self {
            picture: picture.clone(),
        }
    }

    /// Pixels of a letter's dot.
    fn scale(&self) -> usize {
        (self.picture.width() / 640).max(1)
    }

    fn dot(&mut self, x: f64, y: f64, colour: [u8; 3], size: usize) {
        for dy in 0..size {
            for dx in 0..size {
                self.picture.set(x + dx as f64, y + dy as f64, colour);
            }
        }
    }

    /// A line through points.
    fn line(&mut self, points: &[[f64; 2]], colour: [u8; 3], size: usize) {
        for pair in points.windows(2) {
            let [dx, dy] = [pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]];
            let far = dx.abs().max(dy.abs());
            if !far.is_finite() || far > 1e5 {
                continue;
            }
            let steps = far.ceil().max(1.0) as usize;
            for step in 0..=steps {
                let part = step as f64 / steps as f64;
                self.dot(pair[0][0] + part * dx, pair[0][1] + part * dy, colour, size);
            }
        }
    }

    /// Letters with a dark ground, the top left corner at a point.
    fn text(&mut self, text: &str, [x, y]: [f64; 2], colour: [u8; 3], scale: usize) {
        let mut left = x;
        for letter in text.chars() {
            let columns = letters::columns(letter);
            for (column, bits) in columns.iter().copied().chain([0]).enumerate() {
                for row in 0..8 {
                    let ink = if bits >> row & 1 == 1 {
                        colour
                    } else {
                        [20; 3]
                    };
                    let at = [left + (column * scale) as f64, y + (row * scale) as f64];
                    self.dot(at[0], at[1], ink, scale);
                }
            }
            left += (6 * scale) as f64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey() -> Picture {
        Picture::new(320, 200, vec![90; 3 * 320 * 200]).unwrap()
    }

    #[test]
    fn ruler_waterline_and_caption_are_drawn_where_they_belong() {
        let marks = Marks {
            figures: vec![("8".into(), [150.0, 120.0]), ("9M".into(), [150.0, 40.0])],
            waterline: vec![[0.0, 160.0], [319.0, 170.0]],
            caption: vec!["8.07 m".into()],
        };
        let drawn = annotated(&grey(), &marks);
        assert_eq!(drawn.pixel(150, 80), RULER);
        assert_eq!(drawn.pixel(0, 160), WATER);
        assert!((165..=172).any(|y| drawn.pixel(300, y) == WATER));
        let white = (0..60).any(|x| (12..30).any(|y| drawn.pixel(12 + x, y) == CAPTION));
        assert!(white);
        assert_eq!(drawn.pixel(10, 195), [90; 3]);
    }

    #[test]
    fn marks_outside_of_the_picture_or_nowhere_draw_nothing() {
        let marks = Marks {
            figures: vec![("8".into(), [-500.0, f64::NAN])],
            waterline: vec![[f64::INFINITY, 3.0], [1e12, -1e12]],
            caption: vec![],
        };
        assert_eq!(annotated(&grey(), &marks), grey());
    }
}
