//! Polygons looked at in lines: the lawnmower over each, one after the other.

mod outline;

use geo::{Area as _, Centroid, Coord, MultiPolygon, Polygon};

use super::chart::Chart;
use super::cost::EnergyPrice;
use super::lawnmower::{Effort, Field, LawnError, lawnmower_with};
use super::pass::Pass;
use super::range;
use super::sweep::Stroke;
use crate::mission::Mission;
use crate::plan::check::Objection;
use outline::Outline;

/// Passes over all polygons of an area, the nearest first; and a remark for each that was left out,
/// where the mission allows it, because no line over it can be flown.
pub fn passes(
    area: &MultiPolygon<f64>,
    mission: &Mission,
    chart: &Chart,
) -> Result<(Vec<Pass>, Vec<Objection>), Vec<Objection>> {
    let price = EnergyPrice::new(&mission.vehicle, mission.wind);
    let beyond = range::beyond(area, mission, chart, &price);
    if !beyond.is_empty() {
        return Err(beyond);
    }
    let spacing_m = mission.spacing_m();
    let mut here = chart.home;
    let mut left: Vec<&Polygon<f64>> = area
        .iter()
        .filter(|polygon| polygon.unsigned_area() > 1.0)
        .collect();
    let mut passes = Vec::new();
    let mut remarks = Vec::new();
    while !left.is_empty() {
        let polygon = left.swap_remove(nearest(&left, here));
        let end = left.is_empty().then_some(chart.home);
        let mow = |area: &Polygon<f64>| {
            let field = Field {
                area,
                free: &chart.free,
                spacing_m,
                start: Some(here),
                end,
            };
            lawnmower_with(Effort::THOROUGH, &field, &price)
        };
        let outline = Outline::new(polygon, spacing_m);
        // What was drawn coarser may cross itself where it was as narrow as a needle.
        let lawn = mow(&outline.polygon).or_else(|error| match error {
            LawnError::TooMany { .. } => Err(error),
            error if outline.beyond_m > 0.0 => Err(error),
            _ => mow(polygon),
        });
        let lawn = match lawn {
            Err(LawnError::Nothing | LawnError::NoArea { .. }) if mission.clip => {
                remarks.push(left_out(polygon, area, chart));
                continue;
            }
            lawn => lawn.map_err(|error| refusal(&error, chart))?,
        };
        remarks.extend(frayed(&outline, polygon, chart));
        let strokes = lawn.strokes.iter();
        passes.extend(strokes.map(|s| longer(s, mission, chart)));
        here = passes.last().map_or(here, |pass: &Pass| pass.to);
    }
    if passes.is_empty() {
        return Err(refusal(&LawnError::Nothing, chart));
    }
    Ok((passes, remarks))
}

fn left_out(polygon: &Polygon<f64>, area: &MultiPolygon<f64>, chart: &Chart) -> Objection {
    let polygon = MultiPolygon(vec![polygon.clone()]);
    let reason = format!(
        "{} are left out, since no line over them can be flown{}",
        chart.share(&polygon, area.unsigned_area()),
        chart.near(&polygon)
    );
    Objection::warning("area", reason)
}

/// The lawnmower lets a line see half a spacing beyond its ends; where the camera sees less far
/// ahead, the line is made longer, as far as flying is allowed.
fn longer(stroke: &Stroke, mission: &Mission, chart: &Chart) -> Pass {
    let missing_m = (mission.spacing_m() / 2.0 - mission.ahead_m()).max(0.0);
    let way = stroke.to - stroke.from;
    let length_m = way.x.hypot(way.y);
    let pass = Pass::pictures(stroke.from, stroke.to, mission);
    if missing_m == 0.0 || length_m == 0.0 {
        return pass;
    }
    let ahead = way / length_m * missing_m;
    let reach = |from: Coord<f64>, by: Coord<f64>| from + by * allowed_share(from, by, chart);
    Pass {
        from: reach(stroke.from, Coord { x: 0.0, y: 0.0 } - ahead),
        to: reach(stroke.to, ahead),
        ..pass
    }
}

/// How much of a straight way may be flown from its beginning, to a hundredth of it.
fn allowed_share(from: Coord<f64>, way: Coord<f64>, chart: &Chart) -> f64 {
    let may = |share: f64| chart.free.allows(from, from + way * share);
    if may(1.0) {
        return 1.0;
    }
    let (mut low, mut high) = (0.0, 1.0);
    while high - low > 0.01 {
        let middle = 0.5 * (low + high);
        if may(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

fn nearest(polygons: &[&Polygon<f64>], here: Coord<f64>) -> usize {
    let away = |polygon: &Polygon<f64>| {
        polygon
            .centroid()
            .map_or(0.0, |c| (c.x() - here.x).hypot(c.y() - here.y))
    };
    let distances = polygons.iter().map(|polygon| away(polygon)).enumerate();
    distances
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map_or(0, |(index, _)| index)
}

fn frayed(outline: &Outline, polygon: &Polygon<f64>, chart: &Chart) -> Option<Objection> {
    let beyond_m = outline.beyond_m;
    (beyond_m > 0.0).then(|| {
        let reason = format!(
            "its border is frayed into {} corners: clefts of up to {:.0} m in it are flown over, as \
             is what lies up to {beyond_m:.0} m beyond it{}",
            polygon.exterior().0.len(),
            2.0 * beyond_m,
            chart.near(&MultiPolygon(vec![polygon.clone()]))
        );
        Objection::warning("area", reason)
    })
}

fn refusal(error: &LawnError, chart: &Chart) -> Vec<Objection> {
    let reason = match error {
        LawnError::Unreachable(place) => {
            format!("there is no allowed way to {}", chart.said(*place))
        }
        other => other.to_string(),
    };
    vec![Objection::error("area", reason)]
}
