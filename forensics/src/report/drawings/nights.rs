//! When it flew: a line a night from noon to noon, a bar a flight. Hours are those of the sun at
//! the place, so that midnight is in the middle wherever the case is.

use crate::report::drawing::{Anchor, Drawing, Ink, Stroke};
use crate::report::{Material, words};

const WIDTH: f64 = 720.0;
const LEFT: f64 = 96.0;
const ROW: f64 = 20.0;
const TOP: f64 = 26.0;
/// So many nights are drawn at most; the rest is said.
const MOST: usize = 60;
const DAY_S: f64 = 86_400.0;

/// The nights with flights; `None` where no flight has a date.
pub(in crate::report) fn nights(material: &Material<'_>) -> Option<(Drawing, String)> {
    let nights = &material.analysis.rhythm.nights;
    if nights.is_empty() {
        return None;
    }
    let shown = nights.len().min(MOST);
    let height = TOP + ROW * shown as f64 + 10.0;
    let mut drawing = Drawing::new([WIDTH, height], "Flights by night and hour");
    hours(&mut drawing, height);
    for (row, night) in nights.iter().take(MOST).enumerate() {
        let y = TOP + ROW * row as f64;
        drawing.lettering(
            [LEFT - 8.0, y + 13.0],
            &night.evening,
            Anchor::End,
            Ink::Black,
        );
        drawing.line(
            vec![[LEFT, y + ROW], [WIDTH - 12.0, y + ROW]],
            Stroke::solid(Ink::Pale, 0.6),
        );
        for id in &night.flights {
            let told = material
                .analysis
                .flights
                .iter()
                .find(|told| told.flight == *id);
            let Some(told) = told else { continue };
            let Some((from, share)) =
                told.start
                    .utc
                    .zip(told.launch.or(told.landing))
                    .map(|(utc, place)| {
                        let sun_s = place.longitude_deg() * 240.0;
                        (
                            utc.as_micros() as f64 / 1e6 + sun_s,
                            told.duration_s / DAY_S,
                        )
                    })
            else {
                continue;
            };
            let of_day = (from / DAY_S - 0.5).rem_euclid(1.0);
            let wide = (share * span()).max(2.0);
            drawing.rectangle(
                [LEFT + of_day * span(), y + 4.0, wide, ROW - 8.0],
                Ink::Track,
            );
        }
    }
    let more = nights.len().saturating_sub(shown);
    let more = if more > 0 {
        format!(" {more} more nights are not drawn.")
    } else {
        String::new()
    };
    let count = words::count(nights.len(), "night", "nights");
    Some((
        drawing,
        format!(
            "{count} with flights, each from noon to noon by the sun at the place; the evening's date is on the left.{more}"
        ),
    ))
}

const fn span() -> f64 {
    WIDTH - LEFT - 12.0
}

fn hours(drawing: &mut Drawing, height: f64) {
    let at = |hour: f64| LEFT + (hour - 12.0) / 24.0 * span();
    drawing.rectangle(
        [at(18.0), TOP, at(30.0) - at(18.0), height - TOP - 10.0],
        Ink::Night,
    );
    for hour in [12.0, 15.0, 18.0, 21.0, 24.0, 27.0, 30.0, 33.0, 36.0_f64] {
        drawing.line(
            vec![[at(hour), TOP], [at(hour), height - 10.0]],
            Stroke::solid(Ink::Pale, 0.7),
        );
        let text = format!("{:02.0}", hour.rem_euclid(24.0));
        drawing.lettering([at(hour), TOP - 8.0], text, Anchor::Middle, Ink::Grey);
    }
}
