//! What a ship usually has where nobody said: where her marks stand and how her lines lead.

use super::form::Form;
use super::obstacle::{Obstacle, ObstacleKind, ObstacleShape};
use super::{Lying, Mark, outwards};
use crate::ship::marks::{Sides, Stations};

/// Between her side and a quay, metres.
pub(crate) const GAP_M: f64 = 1.0;
/// How far the anchor cable leads ahead above the water, and mooring lines beyond the ends, metres.
const CABLE_M: f64 = 30.0;
const LINES_M: f64 = 40.0;

/// The marks of a ship of whom only the form is known.
pub(crate) fn usual_marks(form: &Form) -> Stations<Sides<Mark>> {
    Stations::from_fn(|station| usual_sides(form, form.usual_mark_m(station)))
}

/// The marks of one station, so far forward of the aft perpendicular.
pub(super) fn usual_sides(form: &Form, forward_m: f64) -> Sides<Mark> {
    let (half_breadth_m, plating_deg) = form.plating(forward_m);
    Sides::from_fn(|_| Mark {
        forward_m,
        half_breadth_m,
        plating_deg,
    })
}

/// The anchor cable of a ship at anchor, the head and stern lines of one alongside, where nobody
/// said how they lead; `gap_m` is between her side and the quay.
pub(crate) fn usual_lines(lying: Lying, form: &Form, deck_m: f64, gap_m: f64) -> Vec<Obstacle> {
    let line = |name: &str, from: [f64; 2], to: [f64; 2]| Obstacle {
        name: name.to_owned(),
        kind: ObstacleKind::MooringLine,
        shape: ObstacleShape::Line(from, to),
        top_m: Some(deck_m),
    };
    let (bow_m, stern_m) = (form.bow_m(), -form.stern_m);
    if lying == Lying::AtAnchor {
        return vec![line("anchor cable", [bow_m, 0.0], [bow_m + CABLE_M, 0.0])];
    }
    let Some(side) = lying.quay().map(outwards) else {
        return Vec::new();
    };
    let quay_m = side * (0.5 * form.beam_m + gap_m);
    vec![
        line("head lines", [bow_m, 0.0], [bow_m + LINES_M, quay_m]),
        line("stern lines", [stern_m, 0.0], [stern_m - LINES_M, quay_m]),
    ]
}
