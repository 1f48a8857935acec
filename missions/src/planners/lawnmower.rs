//! Covering an area line by line.
//!
//! # How the lawnmower works
//!
//! ```text
//!  area, free space, spacing
//!        │ check: each fault with its place
//!        ▼
//!  headings: least width, the longest edges, even steps
//!        │
//!        ├──────────────► one heading for all: strips ─► strokes ─────────────┐
//!        ▼                (sweep)                                             │
//!  boustrophedon cells along the best heading (cells)                         │
//!        │ each cell its cheapest headings; neighbours merged                 │
//!        ▼ where one sweep covers both more cheaply (pieces)                  │
//!  pieces ─► patterns: heading × first line × first end (patterns)            │
//!        │                                                                    │
//!        ▼ order and pattern chosen together, transits round                  │
//!  generalised travelling salesman (order)  obstacles (transit)               │
//!        │                                                                    │
//!        ▼                                                                    ▼
//!  strokes ──────────────► each draft ordered stroke by stroke, across the borders of cells
//!                                                  │ the cheapest draft, once more and longer
//!                                                  ▼
//!                                                lawn
//! ```
//!
//! The cells and their patterns follow Bähnemann et al., "Revisiting Boustrophedon Coverage Path
//! Planning as a Generalized Traveling Salesman Problem", Field and Service Robotics 2019. New here:
//! cells are merged, and in the end the single strokes, not the cells, are what is ordered; a hole
//! then costs two short turns on each line that it interrupts instead of three more cells.
//!
//! What a line covers is said in [`super::sweep`]: half the spacing to each side and beyond its ends.
//! Areas of more than 1000 edges are not cut into pieces.
//! Areas of more than 1500 corners are drawn with straight edges that deviate by at most a
//! hundredth of the spacing.

mod check;
mod draft;
mod headings;
mod patterns;
mod pieces;

use std::borrow::Cow;

use geo::{Coord, CoordsIter, LinesIter, Polygon, Simplify};

use super::cost::Price;
use super::rows;
use super::sweep::{Lanes, Stroke, Sweep};
use super::transit::FreeSpace;
pub use check::LawnError;
pub(super) use check::MOST as MOST_LINES;
use draft::{Draft, Mower};
pub use headings::least_width;
pub use patterns::Patterns;
use pieces::Rating;

/// What is to be covered, and where one may fly for it.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// What is to be seen.
    pub area: &'a Polygon<f64>,
    /// Where flying is allowed.
    pub free: &'a FreeSpace,
    /// Distance between neighbouring lines, metres: what one line sees, less the overlap.
    pub spacing_m: f64,
    /// Where the vehicle comes from; none if it may begin anywhere.
    pub start: Option<Coord<f64>>,
    /// Where it goes afterwards; none if it may end anywhere.
    pub end: Option<Coord<f64>>,
}

/// How an area is covered.
#[derive(Clone, Debug)]
pub struct Lawn {
    /// The lines flown with the camera on, in their order.
    pub strokes: Vec<Stroke>,
    /// The way to each stroke, and after the last one to the end: points, both ends included;
    /// empty before the first (after the last) if the field has no start (end).
    pub transits: Vec<Vec<Coord<f64>>>,
    /// Price of strokes and transits together.
    pub price: f64,
    /// Area that no stroke covers, square metres, as planned.
    pub left_over_m2: f64,
}

impl Lawn {
    /// Straight legs in order, and whether the camera is on.
    pub fn legs(&self) -> impl Iterator<Item = (Stroke, bool)> + '_ {
        let strokes = self.strokes.iter().map(Some).chain([None]);
        self.transits.iter().zip(strokes).flat_map(|(way, stroke)| {
            let hops = way.windows(2).map(|hop| Stroke {
                from: hop[0],
                to: hop[1],
            });
            let hops = hops.filter(|hop| hop.length_m() > 0.0);
            hops.map(|hop| (hop, false))
                .chain(stroke.map(|stroke| (*stroke, true)))
        })
    }

    /// Where the first stroke begins that no way leads to or from.
    fn unreached(&self, field: &Field<'_>) -> Coord<f64> {
        let last = self.strokes.len();
        let asked = |i: usize| match i {
            0 => field.start.is_some(),
            i if i == last => field.end.is_some(),
            _ => true,
        };
        let missing = (0..=last).find(|&i| asked(i) && self.transits[i].is_empty());
        let stroke = self.strokes[missing.unwrap_or(0).min(last - 1)];
        stroke.from
    }

    /// Length of everything flown, metres.
    pub fn length_m(&self) -> f64 {
        self.legs().map(|(leg, _)| leg.length_m()).sum()
    }

    /// Number of times that the vehicle stops to turn.
    pub fn turns(&self) -> usize {
        self.legs().count().saturating_sub(1)
    }
}

/// How long to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Drafts with one heading for the whole area that are put in order; half as many are cut into
    /// pieces.
    pub drafts: usize,
    /// The cheapest of all drafts that are searched further.
    pub finished: usize,
    /// Random exchanges tried on each of those.
    pub exchanges: usize,
}

impl Effort {
    /// Some tens of milliseconds for a hectare at three metres.
    pub const QUICK: Self = Self {
        drafts: 2,
        finished: 1,
        exchanges: 100,
    };
    /// Several times as long.
    pub const THOROUGH: Self = Self {
        drafts: 8,
        finished: 4,
        exchanges: 300,
    };
}

/// Covers a field at the lowest price found in a [quick](Effort::QUICK) search.
pub fn lawnmower(field: &Field<'_>, price: &dyn Price) -> Result<Lawn, LawnError> {
    lawnmower_with(Effort::QUICK, field, price)
}

/// Covers a field at the lowest price found with an effort.
pub fn lawnmower_with(
    effort: Effort,
    field: &Field<'_>,
    price: &dyn Price,
) -> Result<Lawn, LawnError> {
    check::check(field)?;
    let area = drawn(field.area, field.spacing_m);
    let region: Vec<_> = area.lines_iter().map(|l| [l.start, l.end]).collect();
    let headings = headings::candidates(&area);
    let lanes: Vec<Lanes> = headings
        .iter()
        .map(|heading| Lanes::new(field.free, *heading, field.spacing_m))
        .collect();
    let mut mower = Mower::new(field, price);
    let rating = Rating {
        lanes: &lanes,
        price,
        access: mower.hop(ACCESS),
    };
    let swept = rating.rate(0..lanes.len(), &region).into_iter().take(SWEPT);
    let swept: Vec<(usize, Sweep)> = swept.map(|(i, _)| (i, lanes[i].sweep(&region))).collect();
    let fewest = swept.iter().map(|(_, sweep)| sweep.strokes.len()).min();
    check::check_strokes(fewest.unwrap_or(0), field.spacing_m)?;
    let mut whole: Vec<(usize, f64, Sweep)> = swept
        .into_iter()
        .filter(|(_, sweep)| (1..=MOST_LINES).contains(&sweep.strokes.len()))
        .map(|(i, sweep)| (i, mower.rate(&sweep), sweep))
        .collect();
    whole.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut drafts: Vec<Draft> = Vec::new();
    for (.., sweep) in whole.iter().take(effort.drafts) {
        drafts.push(mower.one_heading(sweep));
    }
    let cut = if region.len() > MANY_EDGES {
        0
    } else {
        effort.drafts.div_ceil(2)
    };
    for (heading, ..) in whole.iter().take(cut) {
        let pieces = pieces::pieces(&region, headings[*heading], &rating);
        drafts.push(mower.by_pieces(&pieces, &lanes));
    }
    drafts.sort_by(|a, b| a.rating.total_cmp(&b.rating));
    let lawns = drafts.iter().take(effort.finished);
    let lawns = lawns.map(|draft| mower.finish(draft, effort.exchanges));
    let lawns: Vec<Lawn> = lawns.collect();
    let rated = |lawn: &Lawn| mower.rating(lawn.price, lawn.left_over_m2);
    let lawn = lawns
        .into_iter()
        .min_by(|a, b| rated(a).total_cmp(&rated(b)))
        .ok_or(LawnError::Nothing)?;
    if lawn.price.is_finite() {
        Ok(lawn)
    } else {
        Err(LawnError::Unreachable(lawn.unreached(field)))
    }
}

/// Spacings that it takes to come to a piece and to leave it, as a guess.
const ACCESS: f64 = 4.0;
/// Headings for which the whole area is swept.
const SWEPT: usize = 12;
/// An area of more edges is not cut into pieces: so many cells are not merged in seconds.
const MANY_EDGES: usize = 1000;
/// Corners from which on an area is simplified.
const MANY_CORNERS: usize = 1500;

/// The area with fewer corners, if it has many.
fn drawn(area: &Polygon<f64>, spacing_m: f64) -> Cow<'_, Polygon<f64>> {
    let few = area.coords_count() <= MANY_CORNERS;
    if few || rows::is_frayed(&area.clone().into(), 0.01 * spacing_m) {
        return Cow::Borrowed(area);
    }
    let simple = area.simplify(0.01 * spacing_m);
    let kept = simple.interiors().iter().filter(|hole| hole.0.len() > 3);
    let kept = kept.cloned().collect();
    Cow::Owned(Polygon::new(simple.exterior().clone(), kept))
}

#[cfg(test)]
mod tests;
