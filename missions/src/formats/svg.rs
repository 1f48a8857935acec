//! A plan as a picture: SVG, self-contained, the same bytes for the same plan.
//!
//! North is up; the map is azimuthal equidistant about its middle, so the scale bar holds
//! everywhere on it. With an [`Overlay`] it shows what was flown and seen above what was planned.

mod furniture;
mod ground;
mod heights;
mod key;
mod labels;
mod legend;
mod overlay;
mod palette;
mod pen;
mod route;
mod ship;
mod view;

use crate::geodesy::{Position, Region};
use crate::plan::Plan;
use crate::wind::Wind;
use labels::Labels;
use pen::{Pen, escape};
use view::View;

/// What is drawn over a plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlay<'a> {
    /// Where the vehicle really was, in order; empty where nothing was flown.
    pub track: &'a [Position],
    /// What was really seen.
    pub seen: &'a [Region],
    /// What happened, in order; numbered in the picture and listed beside it.
    pub events: &'a [Event<'a>],
    /// The wind, planned or met.
    pub wind: Option<Wind>,
    /// A line under the title, instead of the plan's own summary.
    pub subtitle: Option<&'a str>,
    /// What is said beside the map, by name: date, camera, vehicle.
    pub facts: &'a [(&'a str, String)],
    /// Which sortie was flown, from 0: the others are drawn faintly.
    pub sortie: Option<usize>,
}

/// Something that happened at a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event<'a> {
    /// Where.
    pub position: Position,
    /// What, in a few words.
    pub text: &'a str,
}

/// Page margins and the widths of its columns, pixels.
const MAP_LEFT: f64 = 76.0;
const MAP_TOP: f64 = 92.0;
const MAP_WIDTH: f64 = 860.0;
const LEGEND_LEFT: f64 = MAP_LEFT + MAP_WIDTH + 28.0;
const LEGEND_WIDTH: f64 = 280.0;
const PAGE_WIDTH: f64 = LEGEND_LEFT + LEGEND_WIDTH + 28.0;
const FOOT: f64 = 66.0;

/// The picture of a plan.
pub fn write(plan: &Plan) -> String {
    draw(plan, &Overlay::default())
}

/// The picture of a plan with something over it.
pub fn draw(plan: &Plan, overlay: &Overlay<'_>) -> String {
    let legend = legend::draw(plan, overlay);
    let view = View::of(plan, overlay, legend.height);
    let height = MAP_TOP + view.height() + FOOT;
    let mut pen = Pen::default();
    pen.raw(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{PAGE_WIDTH}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {PAGE_WIDTH} {height:.0}\" \
         font-family=\"Inter, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif\">\n\
         <title>{}</title>\n",
        escape(title(plan))
    ));
    palette::define(&mut pen, &view);
    pen.raw(&format!(
        "<rect width=\"{PAGE_WIDTH}\" height=\"{height:.0}\" fill=\"{}\"/>\n",
        palette::PAPER
    ));
    head(&mut pen, plan, overlay);
    map(&mut pen, plan, overlay, &view);
    pen.raw(&legend.svg);
    furniture::foot(&mut pen, &view);
    pen.raw("</svg>\n");
    pen.finish()
}

fn map(pen: &mut Pen, plan: &Plan, overlay: &Overlay<'_>, view: &View) {
    view.sheet(pen);
    pen.raw("<g clip-path=\"url(#map)\">\n");
    furniture::graticule(pen, view);
    ground::area(pen, plan, view);
    ground::coverage(pen, plan, overlay.sortie, view);
    overlay::seen(pen, overlay, view);
    ship::ship(pen, plan, view);
    ground::fence(pen, plan, view);
    ground::zones(pen, plan, view);
    let wind = overlay.wind.filter(|wind| wind.speed_m_s > 0.0);
    let mut labels = Labels::of(plan, view, wind.is_some());
    ship::sight(pen, plan, view);
    let marks = route::sorties(pen, plan, overlay, view, &mut labels);
    overlay::track(pen, overlay, view, &mut labels);
    ship::hovers(pen, plan, view, &mut labels);
    pen.raw(&marks.finish());
    ground::zone_names(pen, plan, view, &mut labels);
    ground::places(pen, plan, view);
    ship::home_off_sheet(pen, plan, view);
    overlay::events(pen, overlay, view);
    pen.raw("</g>\n");
    furniture::ticks(pen, view);
    view.border(pen);
    furniture::north(pen, view);
    furniture::scale_bar(pen, view);
    if let Some(wind) = wind {
        furniture::wind(pen, view, wind);
    }
    ship::sun(pen, plan, view, &mut labels);
}

fn head(pen: &mut Pen, plan: &Plan, overlay: &Overlay<'_>) {
    let own = legend::summary(plan);
    let subtitle = overlay.subtitle.unwrap_or(&own);
    pen.text(&pen::Text {
        x: MAP_LEFT,
        y: 48.0,
        size: 25.0,
        weight: 600,
        content: &pen::shortened(title(plan), 70),
        ..pen::Text::default()
    });
    pen.text(&pen::Text {
        x: MAP_LEFT,
        y: 73.0,
        size: 14.0,
        fill: palette::QUIET,
        content: &pen::shortened(subtitle, 130),
        ..pen::Text::default()
    });
}

fn title(plan: &Plan) -> &str {
    match plan.name.trim() {
        "" => "Flight plan",
        name => name,
    }
}

#[cfg(test)]
mod tests;
