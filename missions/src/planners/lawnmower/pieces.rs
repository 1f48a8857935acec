//! Cells with a direction of their own, merged where one sweep covers two of them more cheaply.

use geo::Coord;

use super::super::cells::{Edges, cells};
use super::super::cost::Price;
use super::super::sweep::{Heading, Lanes, Sweep};

/// One cell, or several that are swept together.
#[derive(Debug)]
pub(super) struct Piece {
    edges: Edges,
    /// The cheapest directions (numbers of lanes) with about what they cost.
    rated: Vec<(usize, f64)>,
    beside: Vec<usize>,
}

impl Piece {
    /// Its sweeps in its cheapest directions.
    pub(super) fn sweeps(&self, lanes: &[Lanes]) -> Vec<Sweep> {
        let sweeps = self.rated.iter().map(|(i, _)| lanes[*i].sweep(&self.edges));
        sweeps.filter(|sweep| !sweep.strokes.is_empty()).collect()
    }
}

/// How directions are rated.
#[derive(Clone, Copy)]
pub(super) struct Rating<'a> {
    pub(super) lanes: &'a [Lanes],
    pub(super) price: &'a dyn Price,
    /// What it costs to come to a piece and to leave it.
    pub(super) access: f64,
}

impl Rating<'_> {
    /// Some directions, the cheapest first.
    pub(super) fn rate(
        &self,
        lanes: impl Iterator<Item = usize>,
        edges: &[[Coord<f64>; 2]],
    ) -> Vec<(usize, f64)> {
        let mut rated: Vec<(usize, f64)> = lanes
            .map(|i| (i, self.access + self.lanes[i].estimate(edges, self.price)))
            .collect();
        rated.sort_by(|a, b| a.1.total_cmp(&b.1));
        rated
    }
}

/// Directions kept for each piece.
const KEPT: usize = 2;

/// Cuts a region along a heading and merges what is cheaper together.
pub(super) fn pieces(
    region: &[[Coord<f64>; 2]],
    heading: Heading,
    rating: &Rating<'_>,
) -> Vec<Piece> {
    let cut = cells(region, heading);
    let mut pieces: Vec<Option<Piece>> = cut
        .cells
        .into_iter()
        .map(|edges| {
            let mut rated = rating.rate(0..rating.lanes.len(), &edges);
            rated.truncate(KEPT);
            Some(Piece {
                edges,
                rated,
                beside: Vec::new(),
            })
        })
        .collect();
    let mut offers = Vec::new();
    for (a, b) in cut.borders {
        for (here, there) in [(a, b), (b, a)] {
            if let Some(piece) = &mut pieces[here] {
                piece.beside.push(there);
            }
        }
        offers.extend(offer(&pieces, a, b, rating));
    }
    while let Some(best) = best_offer(&mut offers, &pieces) {
        accept(best, &mut pieces, &mut offers, rating);
    }
    pieces.into_iter().flatten().collect()
}

/// Two pieces that are cheaper as one.
struct Offer {
    pair: (usize, usize),
    saving: f64,
    edges: Edges,
    rated: Vec<(usize, f64)>,
}

fn offer(pieces: &[Option<Piece>], a: usize, b: usize, rating: &Rating<'_>) -> Option<Offer> {
    let (one, other) = (pieces[a].as_ref()?, pieces[b].as_ref()?);
    let mut lanes: Vec<usize> = [one, other]
        .iter()
        .flat_map(|piece| piece.rated.iter().map(|rated| rated.0))
        .collect();
    lanes.sort_unstable();
    lanes.dedup();
    let edges: Edges = one.edges.iter().chain(&other.edges).copied().collect();
    let mut rated = rating.rate(lanes.into_iter(), &edges);
    rated.truncate(KEPT);
    let apart = one.rated.first()?.1 + other.rated.first()?.1;
    let saving = apart - rated.first()?.1;
    (saving > 0.0).then_some(Offer {
        pair: (a, b),
        saving,
        edges,
        rated,
    })
}

/// Takes the offer that saves most and is still open.
fn best_offer(offers: &mut Vec<Offer>, pieces: &[Option<Piece>]) -> Option<Offer> {
    offers.retain(|offer| pieces[offer.pair.0].is_some() && pieces[offer.pair.1].is_some());
    let best = offers
        .iter()
        .enumerate()
        .max_by(|a, b| a.1.saving.total_cmp(&b.1.saving))?;
    let best = best.0;
    Some(offers.swap_remove(best))
}

fn accept(
    offer: Offer,
    pieces: &mut Vec<Option<Piece>>,
    offers: &mut Vec<Offer>,
    rating: &Rating<'_>,
) {
    let (a, b) = offer.pair;
    let merged = [pieces[a].take(), pieces[b].take()];
    let mut beside: Vec<usize> = merged
        .into_iter()
        .flatten()
        .flat_map(|piece| piece.beside)
        .filter(|&i| pieces[i].is_some())
        .collect();
    beside.sort_unstable();
    beside.dedup();
    let number = pieces.len();
    pieces.push(Some(Piece {
        edges: offer.edges,
        rated: offer.rated,
        beside: beside.clone(),
    }));
    for other in beside {
        if let Some(piece) = &mut pieces[other] {
            piece.beside.push(number);
        }
        offers.extend(self::offer(pieces, other, number, rating));
    }
}
