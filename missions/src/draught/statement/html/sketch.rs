//! A ship from the side with her waterline through the three draughts. Heights are drawn larger
//! than lengths, so that trim and bend can be seen.

use std::fmt::{self, Write as _};

use super::super::SurveyPart;
use super::super::figure::number;
use crate::ship::Ship;
use crate::ship::marks::Stations;

/// Where the perpendiculars and midships are drawn.
const STATIONS: Stations<f64> = Stations {
    forward: 660.0,
    midships: 360.0,
    aft: 60.0,
};
const KEEL: f64 = 170.0;
const DECK: f64 = 52.0;
const HULL: &str = "M38 52 L44 100 Q58 104 66 132 Q74 170 112 170 L612 170 Q652 170 660 128 \
                    L690 52 Z";

/// Draws a survey; `index` keeps names apart where a page has several drawings.
pub(super) fn write(
    out: &mut String,
    index: usize,
    ship: &Ship,
    survey: &SurveyPart,
) -> fmt::Result {
    let draughts_m = survey.form.draughts_m;
    let deepest_m = draughts_m
        .forward
        .max(draughts_m.midships)
        .max(draughts_m.aft);
    let height_m = ship.depth_m.unwrap_or(0.0).max(deepest_m * 1.15);
    let level = |draught_m: f64| KEEL - draught_m / height_m * (KEEL - DECK);
    let y = Stations {
        forward: level(draughts_m.forward),
        midships: level(draughts_m.midships),
        aft: level(draughts_m.aft),
    };
    let surface = surface(&y);
    writeln!(
        out,
        "<svg class=\"sketch\" viewBox=\"0 0 720 190\" role=\"img\" aria-label=\"the ship from \
         starboard with her draughts\">\n<defs><clipPath id=\"water{index}\">\
         <path d=\"{surface} L720 190 L0 190 Z\"/></clipPath></defs>\n\
         <path fill=\"#dcebf5\" d=\"{surface} L720 190 L0 190 Z\"/>\n\
         <path fill=\"#f7f8f9\" stroke=\"#3b4a59\" stroke-width=\"1.2\" d=\"M74 52 L74 22 L82 22 L82 10 L122 10 L122 22 L132 22 L132 52 Z\"/>\n\
         <path fill=\"#3b4a59\" d=\"{HULL}\"/>\n\
         <path fill=\"#a2452f\" d=\"{HULL}\" clip-path=\"url(#water{index})\"/>\n\
         <path fill=\"none\" stroke=\"#2a6592\" stroke-width=\"1.6\" d=\"{surface}\"/>"
    )?;
    for (letter, x, y, draught_m) in [
        ("A′", STATIONS.aft, y.aft, draughts_m.aft),
        ("M′", STATIONS.midships, y.midships, draughts_m.midships),
        ("F′", STATIONS.forward, y.forward, draughts_m.forward),
    ] {
        mark(out, letter, [x, y], draught_m)?;
    }
    writeln!(out, "</svg>")
}

/// The waterline: a parabola through the three draughts, straight beyond the ends.
fn surface(y: &Stations<f64>) -> String {
    let turn = 2.0 * y.midships - f64::midpoint(y.aft, y.forward);
    let slope_aft = (turn - y.aft) / (STATIONS.midships - STATIONS.aft);
    let slope_forward = (y.forward - turn) / (STATIONS.forward - STATIONS.midships);
    format!(
        "M0 {:.1} L60 {:.1} Q360 {turn:.1} 660 {:.1} L720 {:.1}",
        y.aft - 60.0 * slope_aft,
        y.aft,
        y.forward,
        y.forward + 60.0 * slope_forward
    )
}

fn mark(out: &mut String, letter: &str, [x, y]: [f64; 2], draught_m: f64) -> fmt::Result {
    writeln!(
        out,
        "<line stroke=\"#ffffff\" stroke-dasharray=\"3 2\" x1=\"{x}\" y1=\"{KEEL}\" x2=\"{x}\" y2=\"{y:.1}\"/>\
         <circle fill=\"#ffffff\" stroke=\"#2a6592\" stroke-width=\"1.4\" cx=\"{x}\" cy=\"{y:.1}\" r=\"3\"/>\
         <text x=\"{x}\" y=\"186\" font-size=\"12\" font-weight=\"600\" \
         fill=\"#1b2733\" text-anchor=\"middle\">{letter} {} m</text>",
        number(draught_m, 3)
    )
}
