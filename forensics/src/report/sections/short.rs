//! The first page: what somebody takes away who reads no further.

use crate::analysis::Named;
use crate::flight::IdentityKind;
use crate::report::document::{Document, Tone};
use crate::report::{Material, words};

pub(super) fn write(material: &Material<'_>, document: &mut Document) {
    document.section("In short");
    let points = [
        Some(flights(material)),
        aircraft(material),
        Some(crossings(material)),
        launches(material),
        releases(material),
        people(material),
        doubts(material),
        unread(material),
    ];
    document.points(points.into_iter().flatten().collect());
    document.small(
        "Statements rest on the logs alone. What is inferred is said to be, and ranked by what \
         speaks for it; a rank is no probability and no verdict. Times are UTC unless it is said \
         otherwise. Every figure names the exhibit, the byte and the record that it was read from.",
    );
    if let Some(seal) = material.seal {
        document.small(seal);
    }
}

type Point = Option<(Tone, String)>;

fn flights(material: &Material<'_>) -> (Tone, String) {
    let analysis = material.analysis;
    let logged = words::count(analysis.flights.len(), "logged flight", "logged flights");
    let exhibits = words::count(material.exhibits.len(), "exhibit", "exhibits");
    let nights = analysis.rhythm.nights.len();
    let nights = words::count(nights, "night or day", "nights and days");
    let twice = words::count(analysis.same_flights.len(), "of them is", "of them are");
    let mut said = vec![format!("{logged} in {exhibits}")];
    if !analysis.rhythm.nights.is_empty() {
        said.push(format!("over {nights}"));
    }
    if !analysis.same_flights.is_empty() {
        said.push(format!("{twice} told by two logs"));
    }
    if let Some(pause) = analysis.rhythm.usual_pause_min {
        said.push(format!(
            "{pause:.0} minutes usually pass between two flights of a night"
        ));
    }
    (Tone::Plain, said.join("; ") + ".")
}

fn aircraft(material: &Material<'_>) -> Point {
    let is_of = |named: &&Named| {
        matches!(
            named.kind,
            IdentityKind::AircraftSerial | IdentityKind::FlightControllerSerial
        )
    };
    let named: Vec<String> = material
        .analysis
        .identities
        .iter()
        .filter(is_of)
        .take(6)
        .map(|named| format!("{} ({})", named.value, words::exhibits(&named.exhibits)))
        .collect();
    let text = format!("Aircraft by serial number: {}.", named.join("; "));
    (!named.is_empty()).then_some((Tone::Plain, text))
}

fn crossings(material: &Material<'_>) -> (Tone, String) {
    let crossings = &material.analysis.crossings;
    if material.questions.all.is_empty() {
        return (Tone::Plain, "No border and no zone was asked about.".into());
    }
    if crossings.is_empty() {
        return (
            Tone::Plain,
            "No line that was asked about was crossed.".into(),
        );
    }
    let certain = crossings.iter().filter(|one| one.is_certain).count();
    let unsure = crossings.len().saturating_sub(certain);
    let certain = words::count(certain, "crossing", "crossings");
    let unsure = match unsure {
        0 => String::new(),
        more => format!(", and {more} more within the error of the positions"),
    };
    (
        Tone::Grave,
        format!("{certain} of the lines that were asked about{unsure}."),
    )
}

fn launches(material: &Material<'_>) -> Point {
    let cell = material.analysis.launches.first()?;
    let flights = words::count(cell.flights.len(), "flight", "flights");
    let text = format!(
        "Most used place of launch: {}, {flights}.",
        words::place(cell.position)
    );
    Some((Tone::Plain, text))
}

fn releases(material: &Material<'_>) -> Point {
    let releases = &material.analysis.releases;
    let first = releases.first()?;
    let best = first
        .hypotheses
        .first()
        .map(|one| one.what.as_str())
        .unwrap_or_default();
    let text = format!(
        "{} at which something may have been released; in the first the best supported reading is: {best}.",
        words::count(releases.len(), "instant", "instants"),
    );
    Some((Tone::Notice, text))
}

fn people(material: &Material<'_>) -> Point {
    let logged = &material.analysis.operators_logged;
    let first = logged.first()?;
    let text = format!(
        "The logs state {} of people's devices; the first is {}.",
        words::count(logged.len(), "place", "places"),
        words::place(first.position),
    );
    Some((Tone::Plain, text))
}

fn doubts(material: &Material<'_>) -> Point {
    let signs = &material.analysis.signs;
    let text = format!(
        "{} that may point to tampering, each with what else explains it.",
        words::count(signs.len(), "observation", "observations")
    );
    (!signs.is_empty()).then_some((Tone::Notice, text))
}

fn unread(material: &Material<'_>) -> Point {
    let is_damaged = |exhibit: &&crate::exhibit::Exhibit| match &exhibit.reading {
        None => true,
        Some(reading) => reading.defects.count() > 0,
    };
    let count = material.exhibits.iter().filter(is_damaged).count();
    let text = format!(
        "{} could not be read, or not whole; what that means for each stands below.",
        words::count(count, "exhibit", "exhibits")
    );
    (count > 0).then_some((Tone::Notice, text))
}
