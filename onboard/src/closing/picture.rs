//! `flight.svg`: plan and track, what was seen and decided, and which flight it was.

use missions::formats::svg::{self, Overlay};
use missions::time::lasting;
use missions::wind::Wind;

use super::Summary;
use super::seen::Seen;
use crate::flown::Seeing;
use crate::session::Session;

pub(super) fn draw(
    session: &Session,
    summary: &Summary,
    seen: Option<&Seen>,
    seeing: Option<&Seeing>,
) -> String {
    let samples = session.flown().track().samples().iter();
    let track: Vec<_> = samples.map(|sample| sample.position).collect();
    let marks = session.marks().iter();
    let events: Vec<_> = marks
        .map(|(position, text)| svg::Event {
            position: *position,
            text,
        })
        .collect();
    let orders = session.flight().orders();
    let told = session.flown().state().wind.get();
    let facts = facts(summary, orders.wind, seeing);
    let subtitle = subtitle(summary, orders.plan.sorties.len());
    let overlay = Overlay {
        track: &track,
        seen: seen.map_or(&[], |seen| seen.flown.seen.as_slice()),
        events: &events,
        wind: summary.wind.map(|wind| wind.mean).or(told),
        subtitle: Some(&subtitle),
        facts: &facts,
        sortie: Some(summary.sortie - 1),
    };
    svg::draw(&orders.plan, &overlay)
}

fn subtitle(summary: &Summary, sorties: usize) -> String {
    let mut words = vec![format!("Sortie {} of {sorties}", summary.sortie)];
    if summary.flown_m > 0.0 {
        let day = summary.begun().map(|utc| format!("flown {}", minute(utc)));
        words.extend(day);
    } else {
        words.push("not flown".into());
    }
    let share = summary.coverage.and_then(|shares| shares.of_sortie);
    words.extend(share.map(|share| format!("{:.1} % of its part seen", share * 100.0)));
    words.join(" · ")
}

fn facts(summary: &Summary, planned: Wind, seeing: Option<&Seeing>) -> Vec<(&'static str, String)> {
    let wind = |wind: Wind| format!("{:.1} m/s from {:.0}°", wind.speed_m_s, wind.from_deg);
    let mut facts = Vec::new();
    if planned.speed_m_s > 0.0 {
        facts.push(("Wind plan", wind(planned)));
    }
    if summary.flown_m > 0.0 {
        facts.push(("Time", lasting(summary.seconds)));
        facts.extend(summary.begun().map(|utc| ("Begun", minute(utc))));
    }
    facts.extend(seeing.map(|seeing| ("Camera", seeing.camera.name.clone())));
    facts.extend(summary.autopilot.clone().map(|name| ("Autopilot", name)));
    facts.extend(summary.operator.clone().map(|name| ("Operator", name)));
    facts
}

/// `2026-11-22 07:00 UTC` of an RFC 3339 time.
fn minute(utc: &str) -> String {
    let text: String = utc.chars().take(16).collect();
    format!("{} UTC", text.replace('T', " "))
}
