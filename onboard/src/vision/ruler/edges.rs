//! Lower and upper edges of figures, to a fraction of a pixel, in a strip.

use super::{Edge, Ruler};
use crate::vision::glyphs::window::PX_M;
use crate::vision::ladder::STEP_M;
use crate::vision::ladder::strip::Strip;

/// Height of a figure, metres.
const FIGURE_M: f64 = 0.1;
/// How far from its place an edge is looked for, metres.
const REACH_M: f64 = 0.04;
/// Half the width in which it is looked for, metres.
const HALF_M: f64 = 0.055;
/// The least contrast that counts as paint, parts of the column's.
const LEAST: f32 = 0.3;
/// Columns of the strip that must show an edge.
const LEAST_COLUMNS: usize = 3;
/// By how much one figure's height may differ from the others', metres.
const UNEVEN_M: f64 = 0.01;
/// Standard uncertainty of a good edge: strip pixels.
const GOOD_PX: f64 = 0.3;

/// A figure's edges and its middle.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// Its step in the column.
    pub step: i32,
    /// Its lower and upper edge, where they are clear.
    pub edges: Vec<Edge>,
    /// The middle between its left and right ends, in the picture.
    pub middle: Option<[f64; 2]>,
}

/// Looks for the edges of the figures on these steps.
pub(super) fn find(strip: &Strip, ruler: &Ruler, steps: &[i32]) -> Vec<Found> {
    let one = |&step: &i32| {
        let bottom_m = STEP_M * f64::from(step);
        let columns = strip.columns(HALF_M, bottom_m - REACH_M..bottom_m + FIGURE_M + REACH_M);
        let edge = |upper: bool| {
            let (height_m, u_m) = place(&columns, upper)?;
            let draught_m = bottom_m - REACH_M + height_m;
            let px_m = ruler.along.rows_m(draught_m).abs();
            Some(Edge {
                draught_m: bottom_m,
                upper,
                y_px: ruler.along.y(draught_m),
                u_px: (u_m * px_m).max(0.25),
            })
        };
        Found {
            step,
            edges: [false, true].into_iter().filter_map(edge).collect(),
            middle: middle(strip, ruler, bottom_m),
        }
    };
    let mut found: Vec<Found> = steps.iter().map(one).collect();
    drop_uneven(&mut found, ruler);
    found
}

/// Figures are of one height; where one is not, the water, a seam or the next figure was taken
/// for an edge. Of the lowest the water usually hides the lower edge only.
fn drop_uneven(found: &mut [Found], ruler: &Ruler) {
    let height_m = |f: &Found| match f.edges[..] {
        [lower, upper] => {
            Some((lower.y_px - upper.y_px) / ruler.along.rows_m(lower.draught_m).abs())
        }
        _ => None,
    };
    let mut heights: Vec<f64> = found.iter().filter_map(height_m).collect();
    heights.sort_by(f64::total_cmp);
    let Some(&usual) = heights.get(heights.len() / 2) else {
        return;
    };
    let lowest = found.iter().map(|f| f.step).min();
    for figure in found.iter_mut() {
        let uneven = height_m(figure).is_some_and(|h| (h - usual).abs() > UNEVEN_M);
        match (uneven, Some(figure.step) == lowest) {
            (true, true) => figure.edges.retain(|e| e.upper),
            (true, false) => figure.edges.clear(),
            _ => {}
        }
    }
}

/// Where most columns have the outermost edge of the paint: metres above the columns' lower end,
/// with its standard uncertainty. Columns are from the lowest value up.
fn place(columns: &[Vec<f32>], upper: bool) -> Option<(f64, f64)> {
    let mut crossings: Vec<f64> = columns.iter().filter_map(|c| crossing(c, upper)).collect();
    if crossings.len() < LEAST_COLUMNS {
        return None;
    }
    // the outermost first
    crossings.sort_by(f64::total_cmp);
    let outer = &crossings[..(crossings.len() * 2).div_ceil(5).max(LEAST_COLUMNS)];
    let middle = outer[outer.len() / 2];
    let spread = outer[outer.len() - 1] - outer[0];
    if spread > 0.018 * PX_M {
        return None;
    }
    let u_px = GOOD_PX + 0.5 * spread / (outer.len() as f64).sqrt();
    let rows = columns.first().map_or(0, Vec::len) as f64;
    let from_below = if upper { rows - middle } else { middle };
    Some((from_below / PX_M, u_px / PX_M))
}

/// How many pixels from the end of a column its paint begins: where it is half as strong as it
/// gets within a stroke's thickness.
fn crossing(column: &[f32], upper: bool) -> Option<f64> {
    let rows = column.len();
    let value = |i: usize| {
        if upper {
            column[rows - 1 - i]
        } else {
            column[i]
        }
    };
    let reach = (2.0 * REACH_M * PX_M) as usize;
    let first = (0..reach.min(rows - 1)).find(|&i| value(i) > LEAST)?;
    let stroke = (first..(first + 4).min(rows))
        .map(value)
        .fold(0.0, f32::max);
    let half = 0.5 * stroke;
    let at = (0..rows - 1).find(|&i| value(i) <= half && value(i + 1) > half)?;
    // paint right from the end is no edge of this figure
    if value(0) > half || at > first + 4 {
        return None;
    }
    let part = (half - value(at)) / (value(at + 1) - value(at));
    Some(at as f64 + 0.5 + f64::from(part))
}

/// The figure's middle in the picture.
fn middle(strip: &Strip, ruler: &Ruler, bottom_m: f64) -> Option<[f64; 2]> {
    let columns = strip.columns(0.085, bottom_m + 0.012..bottom_m + FIGURE_M - 0.012);
    let inked = |c: &Vec<f32>| c.iter().filter(|&&v| v > 0.5).count() >= 3;
    let first = columns.iter().position(inked)?;
    let last = columns.iter().rposition(inked)?;
    let width_m = (last + 1 - first) as f64 / PX_M;
    let off = (first + last + 1) as f64 / 2.0 - columns.len() as f64 / 2.0;
    if !(0.025..0.115).contains(&width_m) || first == 0 || last + 1 == columns.len() {
        return None;
    }
    let middle_m = bottom_m + FIGURE_M / 2.0;
    let [x, y] = ruler.at(middle_m);
    let [ax, ay] = ruler.across(middle_m);
    let off_px = off / PX_M * ruler.px_m(middle_m);
    Some([x + off_px * ax, y + off_px * ay])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stroke 4 pixels thick whose lower edge is `at` pixels above the column's end.
    fn column(at: f32) -> Vec<f32> {
        let covered =
            |row: f32| (row + 1.0 - at).clamp(0.0, 1.0) - (row - 3.0 - at).clamp(0.0, 1.0);
        (0..36).map(|row| covered(row as f32)).collect()
    }

    #[test]
    fn an_edge_between_two_pixels_is_found_there() {
        for at in [6.0_f32, 7.25, 8.5, 9.9] {
            let columns = vec![column(at); 5];
            let (height_m, u_m) = place(&columns, false).unwrap();
            assert!(
                (height_m * PX_M - f64::from(at)).abs() < 0.3,
                "{at}: {}",
                height_m * PX_M
            );
            assert!(u_m < 0.003);
        }
    }

    #[test]
    fn no_paint_and_paint_everywhere_have_no_edge() {
        assert_eq!(place(&vec![vec![0.0; 36]; 5], false), None);
        assert_eq!(place(&vec![vec![1.0; 36]; 5], false), None);
        assert_eq!(place(&[], true), None);
    }
}
