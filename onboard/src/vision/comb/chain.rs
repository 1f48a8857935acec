//! Chains of figures: from two that could be neighbours of a column, up and down in equal steps.

use super::Figure;
use std::collections::HashSet;
use std::ops::Range;

/// Distance of two neighbours, in figure heights: 2 when square on, less where figures look
/// taller through blur, more where paint is worn.
const STEP: Range<f32> = 1.55..2.65;
/// Heights of two neighbours against one another.
const ALIKE: Range<f32> = 0.72..1.39;
/// Figures in a chain at least.
const LEAST: usize = 3;
/// Chains kept.
const KEPT: usize = 10;
/// No column in a picture has more.
const MOST: usize = 60;

/// Figures in equal steps: each with its step above the lowest and its place in the list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chain {
    /// From the lowest up.
    pub links: Vec<(i32, usize)>,
    /// Long, even and of strong contrast is best.
    pub score: f32,
}

/// The best chains among figures that are sorted by their lower edges.
pub(super) fn chains(figures: &[Figure]) -> Vec<Chain> {
    let mut used = HashSet::new();
    let mut found = Vec::new();
    for lower in 0..figures.len() {
        for upper in above(figures, lower) {
            if used.contains(&(lower, upper)) || !linked(&figures[upper], &figures[lower]) {
                continue;
            }
            let links = grown(figures, lower, upper);
            used.extend(links.windows(2).map(|pair| (pair[0].1, pair[1].1)));
            if links.len() >= LEAST {
                let score = score(figures, &links);
                found.push(Chain { links, score });
            }
        }
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found.truncate(KEPT);
    found
}

/// The places of those whose lower edge is about a step above.
fn above(figures: &[Figure], lower: usize) -> Range<usize> {
    let (bottom, height) = (figures[lower].bottom, figures[lower].height());
    let at = |y: f32| figures.partition_point(|f| f.bottom < y);
    at(bottom - STEP.end * 1.2 * height)..at(bottom - 0.8 * height)
}

fn linked(upper: &Figure, lower: &Figure) -> bool {
    let height = f32::midpoint(upper.height(), lower.height());
    let (dx, dy) = (lower.x() - upper.x(), lower.bottom - upper.bottom);
    let step = dx.hypot(dy) / height;
    let upright = dy > 0.0 && dx.abs() < 0.7 * dy;
    upright && STEP.contains(&step) && alike(upper, lower)
}

fn alike(a: &Figure, b: &Figure) -> bool {
    ALIKE.contains(&(a.height() / b.height())) && (0.35..2.8).contains(&(a.contrast / b.contrast))
}

fn grown(figures: &[Figure], lower: usize, upper: usize) -> Vec<(i32, usize)> {
    let mut up = vec![(0, lower), (1, upper)];
    grow(figures, &mut up, 1);
    // and from the two lowest downwards
    let mut down: Vec<(i32, usize)> = up[..2].iter().rev().copied().collect();
    grow(figures, &mut down, -1);
    let lowest = down.last().map_or(0, |l| l.0);
    let below = down[2..].iter().rev();
    below.chain(&up).map(|&(n, i)| (n - lowest, i)).collect()
}

/// Goes on in the direction of the last two; one figure may be missing.
fn grow(figures: &[Figure], links: &mut Vec<(i32, usize)>, direction: i32) {
    while links.len() < MOST {
        let [(m, a), (n, b)] = [links[links.len() - 2], links[links.len() - 1]];
        let next = [1, 2].into_iter().find_map(|steps| {
            let stride = steps as f32 / (n - m).abs() as f32;
            let i = nearest(figures, &figures[a], &figures[b], stride)?;
            Some((n + direction * steps, i))
        });
        match next {
            Some(link) if links.iter().all(|l| l.1 != link.1) => links.push(link),
            _ => return,
        }
    }
}

/// The figure where `stride` times the step from `a` to `b` leads on from `b`.
fn nearest(figures: &[Figure], a: &Figure, b: &Figure, stride: f32) -> Option<usize> {
    let height = b.height();
    let x = b.x() + stride * (b.x() - a.x());
    let y = b.bottom + stride * (b.bottom - a.bottom);
    let slack = 0.3 * height * stride.max(1.0);
    let near = figures.partition_point(|f| f.bottom < y - slack)
        ..figures.partition_point(|f| f.bottom <= y + slack);
    let off = |f: &Figure| (f.x() - x).hypot(2.0 * (f.bottom - y));
    near.filter(|&i| alike(&figures[i], b) && (figures[i].x() - x).abs() < 0.55 * height)
        .min_by(|&i, &j| off(&figures[i]).total_cmp(&off(&figures[j])))
}

fn score(figures: &[Figure], links: &[(i32, usize)]) -> f32 {
    let count = links.len() as f32;
    let mean =
        |of: fn(&Figure) -> f32| links.iter().map(|l| of(&figures[l.1])).sum::<f32>() / count;
    let (height, contrast) = (mean(Figure::height), mean(|f| f.contrast));
    let spread = mean_of(
        links
            .iter()
            .map(|l| (figures[l.1].height() / height).ln().powi(2)),
    );
    let bend = mean_of(links.windows(3).map(|t| {
        let [a, b, c] =
            [t[0], t[1], t[2]].map(|(n, i)| (n as f32, figures[i].x(), figures[i].bottom));
        let part = (b.0 - a.0) / (c.0 - a.0);
        let off = (a.1 + part * (c.1 - a.1) - b.1).hypot(a.2 + part * (c.2 - a.2) - b.2);
        (off / height).powi(2)
    }));
    let size = (height / 20.0).min(1.0).sqrt();
    count * contrast.min(120.0).sqrt() * (-20.0 * spread - 6.0 * bend).exp() * size
}

fn mean_of(values: impl ExactSizeIterator<Item = f32>) -> f32 {
    let count = values.len().max(1) as f32;
    values.sum::<f32>() / count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(bottoms: &[f32]) -> Vec<Figure> {
        let mut figures: Vec<Figure> = bottoms
            .iter()
            .map(|&bottom| Figure {
                left: 100.0 - 0.1 * bottom,
                right: 114.0 - 0.1 * bottom,
                top: bottom - 20.0,
                bottom,
                contrast: 60.0,
            })
            .collect();
        figures.sort_by(|a, b| a.bottom.total_cmp(&b.bottom));
        figures
    }

    fn steps(bottoms: &[f32]) -> Vec<i32> {
        let figures = column(bottoms);
        let found = chains(&figures);
        found
            .first()
            .map_or(vec![], |c| c.links.iter().map(|l| l.0).collect())
    }

    #[test]
    fn equal_steps_are_one_chain() {
        assert_eq!(steps(&[400.0, 360.0, 320.0, 280.0]), [0, 1, 2, 3]);
    }

    #[test]
    fn a_missing_figure_is_a_step_of_two() {
        assert_eq!(steps(&[400.0, 360.0, 280.0, 240.0]), [0, 1, 3, 4]);
    }

    #[test]
    fn two_figures_and_uneven_ones_are_no_chain() {
        assert_eq!(steps(&[400.0, 360.0]), [0; 0]);
        assert_eq!(steps(&[400.0, 360.0, 300.0]), [0; 0]);
        assert_eq!(steps(&[]), [0; 0]);
    }
}
