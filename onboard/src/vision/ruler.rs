//! The numbered ruler: which draught is where along the column of marks.
//!
//! It holds for the plate at the marks, above the water: what is seen through the water or in it
//! as in a mirror is not part of it.

mod along;
mod edges;
mod follow;
mod refusal;
mod search;
mod slope;

pub use along::{Along, Edge};
pub use follow::follow;
pub use refusal::Refusal;
pub use search::read_ruler;

use follow::Looks;

/// A figure of the column.
#[derive(Clone, Debug, PartialEq)]
pub struct Rung {
    /// What is painted there: `8`, `12M`.
    pub text: String,
    /// The draught its lower edge stands for, metres.
    pub draught_m: f64,
    /// Where the column's line passes its lower edge, pixels from the left.
    pub x: f64,
    /// The same, pixels from the top.
    pub y: f64,
    /// It was recognised in the picture; otherwise only its place is known.
    pub seen: bool,
}

/// Draught along the mark column of one picture. Picture coordinates as in
/// [`Picture`](super::picture::Picture).
#[derive(Clone, Debug)]
pub struct Ruler {
    along: Along,
    line: Line,
    slope: Slope,
    rungs: Vec<Rung>,
    /// What its column looked like, to follow it.
    looks: Option<Looks>,
    margins: [f32; 2],
}

/// The column's middle: x = c₀ + c₁ v + c₂ v², v the rows below `y_px`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// The row where v is 0.
    pub y_px: f64,
    /// c₀, c₁, c₂.
    pub terms: [f64; 3],
}

impl Line {
    /// Where the column's middle is in the row `y_px`.
    pub fn x(&self, y_px: f64) -> f64 {
        let v = y_px - self.y_px;
        let [c0, c1, c2] = self.terms;
        c0 + v * (c1 + v * c2)
    }

    /// How far the column leans there: columns a row downwards.
    pub fn lean(&self, y_px: f64) -> f64 {
        self.terms[1] + 2.0 * self.terms[2] * (y_px - self.y_px)
    }
}

/// How the plate's horizontal slopes in the picture: rows downwards a column to the right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slope {
    /// The row where it is `at_row`.
    pub y_px: f64,
    /// The slope there.
    pub at_row: f64,
    /// Its change a row downwards.
    pub a_row: f64,
}

impl Slope {
    /// The slope in the row `y_px`.
    pub fn at(&self, y_px: f64) -> f64 {
        self.at_row + self.a_row * (y_px - self.y_px)
    }
}

impl Ruler {
    fn new(along: Along, line: Line, slope: Slope, rungs: Vec<Rung>) -> Self {
        Self {
            along,
            line,
            slope,
            rungs,
            looks: None,
            margins: [f32::INFINITY; 2],
        }
    }

    /// From known points of the column: draught in metres, x and y in pixels. The plate's
    /// horizontal is taken square to the column. `None` with fewer than two different points,
    /// or where draughts do not grow up the picture.
    pub fn from_points(points: &[(f64, f64, f64)]) -> Option<Self> {
        let edges: Vec<Edge> = points
            .iter()
            .map(|&(d, _, y)| Edge::lower(d, y, 0.3))
            .collect();
        let along = Along::fit(&edges)?;
        let places: Vec<[f64; 2]> = points.iter().map(|&(_, x, y)| [x, y]).collect();
        let line = along::line(&places, 0.5);
        let slope = Slope {
            y_px: line.y_px,
            at_row: -line.terms[1],
            a_row: 0.0,
        };
        let rungs = points.iter().map(|&(draught_m, x, y)| Rung {
            text: text(draught_m),
            draught_m,
            x,
            y,
            seen: true,
        });
        Some(Self::new(along, line, slope, rungs.collect()))
    }

    /// The draught, metres, at the column where the picture's row is `y_px`.
    pub fn draught_m(&self, y_px: f64) -> f64 {
        self.along.draught_m(y_px)
    }

    /// The column's point for a draught: x and y in pixels.
    pub fn at(&self, draught_m: f64) -> [f64; 2] {
        let y = self.along.y(draught_m);
        [self.line.x(y), y]
    }

    /// Pixels a metre along the column, at a draught.
    pub fn px_m(&self, draught_m: f64) -> f64 {
        let y = self.along.y(draught_m);
        self.along.rows_m(draught_m).abs() * self.line.lean(y).hypot(1.0)
    }

    /// Standard uncertainty of the ruler at a draught, metres: of the fit, and growing where it
    /// goes on beyond the figures. The water's edge and the paint's true place are not in it.
    pub fn u_draught_m(&self, draught_m: f64) -> f64 {
        self.along.u_draught_m(draught_m)
    }

    /// Unit vector in the picture along the plate's horizontal, to the right, at a draught.
    pub fn across(&self, draught_m: f64) -> [f64; 2] {
        let slope = self.slope.at(self.along.y(draught_m));
        let length = slope.hypot(1.0);
        [1.0 / length, slope / length]
    }

    /// The figures, from the lowest up.
    pub fn rungs(&self) -> &[Rung] {
        &self.rungs
    }

    /// By how much its numbering is likelier than the next best with another decimetre and with
    /// another metre: differences of logarithms of probability.
    pub fn margins(&self) -> [f32; 2] {
        self.margins
    }

    /// How the rows go with the draught.
    pub fn along(&self) -> &Along {
        &self.along
    }

    /// The column's middle.
    pub fn line(&self) -> &Line {
        &self.line
    }

    /// The plate's horizontal.
    pub fn slope(&self) -> &Slope {
        &self.slope
    }
}

/// What is painted at a draught in metres: `8` at 11.8, `12M` at 12.0.
pub fn text(draught_m: f64) -> String {
    let decimetres = (draught_m * 10.0).round() as i64;
    match decimetres.rem_euclid(10) {
        0 => format!("{}M", decimetres / 10),
        figure => figure.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pinhole looks down on a plate: rows as the cross ratio has them.
    fn row(draught_m: f64) -> f64 {
        500.0 - 300.0 * (draught_m - 8.0) / (1.0 + 0.03 * (draught_m - 8.0))
    }

    fn ruler() -> Ruler {
        let points: Vec<_> = (0..8)
            .map(|i| 7.4 + 0.2 * f64::from(i))
            .map(|d| (d, 600.0 + 0.1 * row(d), row(d)))
            .collect();
        Ruler::from_points(&points).unwrap()
    }

    #[test]
    fn a_ruler_from_exact_points_gives_them_back() {
        let ruler = ruler();
        for draught_m in [7.3, 7.77, 8.0, 8.8, 9.1] {
            assert!((ruler.draught_m(row(draught_m)) - draught_m).abs() < 5e-4);
            let [x, y] = ruler.at(draught_m);
            assert!((y - row(draught_m)).abs() < 0.2, "{draught_m}: {y}");
            assert!((x - 600.0 - 0.1 * y).abs() < 0.05);
        }
    }

    #[test]
    fn its_uncertainty_grows_beyond_the_figures() {
        let ruler = ruler();
        let within = ruler.u_draught_m(8.0);
        assert!(within > 0.0 && within < 0.002, "{within}");
        assert!(ruler.u_draught_m(6.4) > 3.0 * within);
    }

    #[test]
    fn pixels_a_metre_are_those_along_the_leaning_column() {
        let ruler = ruler();
        let ([x0, y0], [x1, y1]) = (ruler.at(7.995), ruler.at(8.005));
        let measured = (x1 - x0).hypot(y1 - y0) / 0.01;
        assert!((ruler.px_m(8.0) - measured).abs() < 0.1);
    }

    #[test]
    fn two_points_make_a_plain_ruler_and_one_makes_none() {
        let ruler = Ruler::from_points(&[(5.0, 10.0, 200.0), (5.2, 10.0, 100.0)]).unwrap();
        assert!((ruler.draught_m(150.0) - 5.1).abs() < 1e-3);
        assert!(Ruler::from_points(&[(5.0, 10.0, 200.0)]).is_none());
        assert!(Ruler::from_points(&[]).is_none());
        assert!(Ruler::from_points(&[(5.0, 10.0, 100.0), (5.2, 10.0, 200.0)]).is_none());
        assert!(Ruler::from_points(&[(5.0, f64::NAN, f64::NAN); 3]).is_none());
    }

    #[test]
    fn the_painted_text_follows_from_the_draught() {
        assert_eq!(text(11.8), "8");
        assert_eq!(text(12.000_000_1), "12M");
        assert_eq!(text(0.2), "2");
    }
}
