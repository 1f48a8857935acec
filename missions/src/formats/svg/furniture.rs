//! What makes a picture a map: graticule, scale, north, wind, the small print.

use super::pen::{Pen, Point, Text, polyline, px, ring};
use super::view::View;
use super::{MAP_LEFT, palette};
use crate::frames::wrap_deg;
use crate::geodesy::Position;
use crate::wind::Wind;

/// Steps between graticule lines, arc-seconds.
const STEPS: [u32; 19] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18_000, 36_000, 72_000, 108_000,
    162_000,
];

pub(super) fn graticule(pen: &mut Pen, view: &View) {
    let stroke = format!(
        "fill=\"none\" stroke=\"{}\" stroke-width=\"1\"",
        palette::FAINT
    );
    for line in lines(view) {
        pen.path(&polyline(line.points), &stroke);
    }
}

/// Labels where graticule lines meet the left and the lower edge.
pub(super) fn ticks(pen: &mut Pen, view: &View) {
    let [left, top, right, bottom] = view.edges();
    for line in lines(view) {
        let Some(&(x, y)) = line.points.first() else {
            continue;
        };
        let (place, anchor, inside) = if line.is_parallel {
            (
                (left - 8.0, y + 3.6),
                "end",
                (top + 8.0..bottom - 4.0).contains(&y),
            )
        } else {
            (
                (x, bottom + 17.0),
                "middle",
                (left + 20.0..right - 20.0).contains(&x),
            )
        };
        if !inside {
            continue;
        }
        let tick = if line.is_parallel {
            polyline([(left - 5.0, y), (left, y)])
        } else {
            polyline([(x, bottom), (x, bottom + 5.0)])
        };
        pen.path(
            &tick,
            &format!("stroke=\"{}\" stroke-width=\"1\"", palette::INK),
        );
        pen.text(&Text {
            x: place.0,
            y: place.1,
            size: 10.5,
            fill: palette::QUIET,
            anchor,
            content: &line.label,
            ..Text::default()
        });
    }
}

/// Round lengths only, alternating black and white.
pub(super) fn scale_bar(pen: &mut Pen, view: &View) {
    let [left, _, _, bottom] = view.edges();
    let length_m = round_below(190.0 / view.px_per_m());
    let length = length_m * view.px_per_m();
    let (x, y) = (left + 22.0, bottom - 22.0);
    let backing = "rx=\"4\" fill=\"#ffffff\" fill-opacity=\"0.85\"";
    pen.rect((x - 14.0, y - 24.0), (length + 46.0, 36.0), backing);
    let steps = if length_m.log10().fract().abs() < 1e-9 {
        5
    } else {
        4
    };
    for step in 0..steps {
        let fill = if step % 2 == 0 {
            palette::INK
        } else {
            "#ffffff"
        };
        let attributes = format!(
            "fill=\"{fill}\" stroke=\"{}\" stroke-width=\"1\"",
            palette::INK
        );
        let width = length / f64::from(steps);
        pen.rect((x + width * f64::from(step), y), (width, 5.0), &attributes);
    }
    let (unit, per_unit) = if length_m >= 1000.0 {
        ("km", 1000.0)
    } else {
        ("m", 1.0)
    };
    let value = length_m / per_unit;
    for (share, content) in [
        (0.0, "0".to_owned()),
        (0.5, number(value / 2.0)),
        (1.0, format!("{} {unit}", number(value))),
    ] {
        pen.text(&Text {
            x: x + share * length,
            y: y - 6.0,
            size: 11.0,
            anchor: "middle",
            content: &content,
            ..Text::default()
        });
    }
}

pub(super) fn north(pen: &mut Pen, view: &View) {
    let [_, top, right, _] = view.edges();
    let (x, y) = (right - 34.0, top + 42.0);
    pen.circle((x, y), 25.0, "fill=\"#ffffff\" fill-opacity=\"0.85\"");
    let ink = palette::INK;
    pen.path(
        &ring([(x, y - 13.0), (x + 7.0, y + 14.0), (x, y + 9.0)]),
        &format!("fill=\"{ink}\""),
    );
    pen.path(
        &ring([(x, y - 13.0), (x - 7.0, y + 14.0), (x, y + 9.0)]),
        &format!("fill=\"#ffffff\" stroke=\"{ink}\" stroke-width=\"1\" stroke-linejoin=\"round\""),
    );
    pen.text(&Text {
        x,
        y: y - 15.0,
        size: 11.0,
        weight: 700,
        anchor: "middle",
        content: "N",
        ..Text::default()
    });
}

/// An arrow that points where the wind blows to.
pub(super) fn wind(pen: &mut Pen, view: &View, wind: Wind) {
    let [_, top, right, _] = view.edges();
    let (x, y) = (right - 34.0, top + 104.0);
    pen.circle((x, y), 25.0, "fill=\"#ffffff\" fill-opacity=\"0.85\"");
    let blue = "#2a6f97";
    pen.raw(&format!(
        "<g transform=\"translate({} {}) rotate({})\">\n",
        px(x),
        px(y),
        px((wind.from_deg + 180.0).rem_euclid(360.0))
    ));
    pen.path(
        "M0 17L0 -8",
        &format!("stroke=\"{blue}\" stroke-width=\"2.4\" stroke-linecap=\"round\""),
    );
    pen.path("M0 -18L6.5 -5L-6.5 -5Z", &format!("fill=\"{blue}\""));
    pen.raw("</g>\n");
}

/// The wind in words.
pub(super) fn wind_words(wind: Wind) -> String {
    let gust = if wind.gust_m_s > 0.0 {
        format!(", gusts +{}", tenth(wind.gust_m_s))
    } else {
        String::new()
    };
    format!(
        "{} m/s from {:.0}°{gust}",
        tenth(wind.speed_m_s),
        wind.from_deg
    )
}

pub(super) fn foot(pen: &mut Pen, view: &View) {
    let [_, _, _, bottom] = view.edges();
    let centre = view.centre();
    let content = format!(
        "WGS 84 · azimuthal equidistant about {} {} · north is up",
        degrees(centre.latitude_deg(), ['N', 'S'], 1),
        degrees(centre.longitude_deg(), ['E', 'W'], 1)
    );
    pen.text(&Text {
        x: MAP_LEFT,
        y: bottom + 44.0,
        size: 10.5,
        fill: palette::QUIET,
        content: &content,
        ..Text::default()
    });
}

struct Line {
    is_parallel: bool,
    points: Vec<Point>,
    label: String,
}

fn lines(view: &View) -> Vec<Line> {
    let [left, top, right, bottom] = view.edges();
    let centre = view.centre();
    let corner = |x, y| view.position((x, y));
    let rim: Vec<Position> = [0.0, 0.5, 1.0]
        .into_iter()
        .flat_map(|u| [0.0, 0.5, 1.0].map(|v| (u, v)))
        .map(|(u, v)| corner(left + u * (right - left), top + v * (bottom - top)))
        .collect();
    let latitudes = range(rim.iter().map(|p| p.latitude_deg() * 3600.0));
    let longitudes = range(rim.iter().map(|p| east_of(centre, *p) * 3600.0));
    let (step_lat, step_lon) = (step(latitudes, 6.0), step(longitudes, 7.0));
    let mut lines = Vec::new();
    for seconds in multiples(latitudes, step_lat) {
        let label = degrees(seconds / 3600.0, ['N', 'S'], step_lat);
        lines.push(line(view, longitudes, true, label, |along| {
            (seconds, along)
        }));
    }
    for seconds in multiples(longitudes, step_lon) {
        let longitude = wrap_deg(seconds / 3600.0);
        let label = degrees(longitude, ['E', 'W'], step_lon);
        lines.push(line(view, latitudes, false, label, |along| {
            (along, seconds)
        }));
    }
    lines
}

/// A parallel or a meridian as nine points, from the left or from below.
fn line(
    view: &View,
    (low, high): (f64, f64),
    is_parallel: bool,
    label: String,
    place: impl Fn(f64) -> (f64, f64),
) -> Line {
    let points = (0..=8)
        .filter_map(|part| {
            let along = low + (high - low) * f64::from(part) / 8.0;
            let (latitude, longitude) = place(along);
            let position = Position::new(latitude / 3600.0, wrap_deg(longitude / 3600.0)).ok()?;
            Some(view.px(position))
        })
        .collect();
    Line {
        is_parallel,
        points,
        label,
    }
}

/// Longitude without a jump at the antimeridian: within 180° of the centre's.
fn east_of(centre: Position, position: Position) -> f64 {
    let centre_deg = centre.longitude_deg();
    centre_deg + wrap_deg(position.longitude_deg() - centre_deg)
}

fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::MAX, f64::MIN), |(low, high), v| {
        (low.min(v), high.max(v))
    })
}

/// The smallest step with at most so many lines.
fn step((low, high): (f64, f64), most: f64) -> u32 {
    let fits = STEPS
        .iter()
        .find(|step| (high - low) / f64::from(**step) <= most);
    fits.copied().unwrap_or(162_000)
}

fn multiples((low, high): (f64, f64), step: u32) -> impl Iterator<Item = f64> {
    let step = f64::from(step);
    let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
    (first..=last).map(move |n| n as f64 * step)
}

/// `51°57′N`, with seconds where the step has them.
fn degrees(value_deg: f64, [positive, negative]: [char; 2], step: u32) -> String {
    let letter = if value_deg < 0.0 { negative } else { positive };
    let seconds = (value_deg.abs() * 3600.0).round() as u64;
    let (d, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if step.is_multiple_of(3600) {
        format!("{d}°{letter}")
    } else if step.is_multiple_of(60) {
        format!("{d}°{m:02}′{letter}")
    } else {
        format!("{d}°{m:02}′{s:02}″{letter}")
    }
}

/// The largest of 1, 2, 5, 10, … that is not above a value.
fn round_below(value: f64) -> f64 {
    let ten = 10_f64.powf(value.max(1e-3).log10().floor());
    [5.0, 2.0, 1.0]
        .map(|digit| digit * ten)
        .into_iter()
        .find(|round| *round <= value * 1.000_001)
        .unwrap_or(ten)
}

/// To a tenth: nobody measures wind better.
fn tenth(value: f64) -> String {
    number((value * 10.0).round() / 10.0)
}

/// Without needless decimals.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
