//! Colours and patterns. Sorties are told apart by people with any colour vision.
//! Source of the sortie colours: Paul Tol, "Colour schemes" (2021), vibrant and muted.

use super::pen::Pen;
use super::view::View;

pub(super) const PAPER: &str = "#ffffff";
pub(super) const SHEET: &str = "#f3f6f8";
pub(super) const INK: &str = "#1d2733";
pub(super) const QUIET: &str = "#5b6875";
pub(super) const FAINT: &str = "#d3dbe2";
pub(super) const AREA: &str = "#fffdf2";
pub(super) const AREA_EDGE: &str = "#4a4438";
pub(super) const FENCE: &str = "#7a3e9d";
pub(super) const ZONE: &str = "#c1272d";
pub(super) const RALLY: &str = "#117733";
pub(super) const SEEN: &str = "#44aa99";
pub(super) const TRACK: &str = "#111111";

const SORTIES: [&str; 8] = [
    "#0077bb", "#d95f02", "#008f7a", "#cc3377", "#5566aa", "#997700", "#332288", "#2a9fd6",
];

/// The colour of a sortie, counted from 0.
pub(super) fn sortie(index: usize) -> &'static str {
    SORTIES.get(index % SORTIES.len()).copied().unwrap_or(INK)
}

/// Patterns and the map's clip.
pub(super) fn define(pen: &mut Pen, view: &View) {
    pen.raw("<defs>\n<clipPath id=\"map\">");
    view.clip(pen);
    pen.raw("</clipPath>\n");
    hatch(pen, "zone", ZONE, 45);
    hatch(pen, "exclusion", FENCE, -45);
    hatch(pen, "hole", "#b9b2a3", 135);
    pen.raw("</defs>\n");
}

fn hatch(pen: &mut Pen, id: &str, colour: &str, degrees: i32) {
    pen.raw(&format!(
        "<pattern id=\"{id}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate({degrees})\">\
         <rect width=\"8\" height=\"8\" fill=\"{colour}\" fill-opacity=\"0.06\"/>\
         <line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"8\" stroke=\"{colour}\" stroke-width=\"1.6\" \
         stroke-opacity=\"0.5\"/></pattern>\n"
    ));
}
