//! Where and when: maps, nights, crossings, zones, launch places, repeated routes, releases.

use crate::analysis::{Release, Route};
use crate::exhibit::Exhibit;
use crate::flight::Flight;
use crate::report::document::{Document, SOURCE};
use crate::report::{Material, drawings, words};

pub(super) fn write(material: &Material<'_>, document: &mut Document) {
    document.section("Where");
    let (maps, regions) = drawings::maps(material);
    if maps.is_empty() {
        document.text(if material.exhibits.iter().any(holds_a_position) {
            "No flight goes far enough to be drawn."
        } else {
            "No exhibit holds a position."
        });
    }
    let drawn = maps.len();
    for (drawing, caption) in maps {
        document.figure(drawing, caption);
    }
    let what = [
        "region of flights, without a map",
        "regions of flights, without maps",
    ];
    document.more(regions, drawn, what);
    launches(material, document);
    routes(material, document);
    document.section("When");
    match drawings::nights(material) {
        Some((drawing, caption)) => document.figure(drawing, caption),
        None => document.text("No flight has a date that is known in UTC."),
    }
    light(material, document);
    asked(material, document);
    releases(material, document);
}

/// Whether an exhibit says anywhere where an aircraft, a person or a camera was.
fn holds_a_position(exhibit: &Exhibit) -> bool {
    let has_place = |flight: &Flight| {
        let is_without = flight.fixes.is_empty() && flight.homes.is_empty();
        !is_without || !flight.operators.is_empty()
    };
    exhibit.reading.as_ref().is_some_and(|reading| {
        let in_flights = reading.flights.iter().flat_map(|flight| &flight.media);
        let mut media = reading.media.iter().chain(in_flights);
        reading.flights.iter().any(has_place) || media.any(|one| one.position.is_some())
    })
}

/// What is said beside a statement that the error of the positions could have made.
const fn certainty(is_certain: bool) -> &'static str {
    if is_certain {
        ""
    } else {
        " (within the error)"
    }
}

fn launches(material: &Material<'_>, document: &mut Document) {
    document.part("Places of launch");
    let cells = (1..).zip(&material.analysis.launches);
    let rows = cells.map(|(number, cell): (usize, _)| {
        vec![
            format!("L{number}"),
            words::place(cell.position),
            format!("± {}", words::metres(cell.radius_m)),
            cell.flights.len().to_string(),
            words::exhibits(&cell.exhibits),
            words::sources(&cell.sources),
        ]
    });
    let head = [
        ("", 2),
        ("place", 11),
        ("spread", 4),
        ("flights", 3),
        ("exhibits", 7),
        (SOURCE, 11),
    ];
    document.table(&head, rows.collect(), "No place of launch is known.");
}

fn routes(material: &Material<'_>, document: &mut Document) {
    let routes = &material.analysis.routes;
    if routes.is_empty() {
        return;
    }
    document.part("Routes that were flown more than once");
    let rows = routes.iter().map(|route| {
        let [begin, far] = route.ends;
        vec![
            route.flights.len().to_string(),
            words::metres(route.length_m),
            words::metres(route.spread_m),
            format!("from {} to {}", words::place(begin), words::place(far)),
            flown_by(material, route),
            words::sources(&route.sources),
        ]
    });
    let head = [
        ("times", 2),
        ("length", 3),
        ("spread", 3),
        ("ends", 12),
        ("flights", 8),
        (SOURCE, 9),
    ];
    document.table(&head, rows.collect(), "");
}

/// The first few flights of a route, and how many there are beside.
fn flown_by(material: &Material<'_>, route: &Route) -> String {
    const LISTED: usize = 8;
    let some = route.flights.iter().take(LISTED);
    let mut said: Vec<String> = some.map(|id| words::flight(material, *id)).collect();
    let more = route.flights.len().saturating_sub(LISTED);
    if more > 0 {
        said.push(format!("and {more} more"));
    }
    said.join(", ")
}

fn light(material: &Material<'_>, document: &mut Document) {
    let light = &material.analysis.light;
    let dark = light.iter().filter(|one| one.dark_share > 0.5).count();
    if !light.is_empty() {
        let flights = words::count(light.len(), "flight", "flights");
        document.text(format!(
            "Of {flights} whose hour is known, {dark} were flown for the most part with the sun more than 6° below the horizon."
        ));
    }
}

fn asked(material: &Material<'_>, document: &mut Document) {
    if material.questions.all.is_empty() {
        return;
    }
    document.section("Borders and zones");
    let rows = material.analysis.crossings.iter().map(|crossing| {
        let certain = certainty(crossing.is_certain);
        vec![
            words::flight(material, crossing.flight),
            crossing.line.clone(),
            words::when(&crossing.when),
            format!(
                "{} ± {}",
                words::place(crossing.position),
                words::metres(crossing.place_error_m)
            ),
            format!(
                "{}, heading {}{certain}",
                crossing.direction,
                words::compass(crossing.bearing_deg)
            ),
            crossing.height_m.map_or_else(String::new, words::metres),
            words::sources(&crossing.sources),
        ]
    });
    let head = [
        ("flight", 3),
        ("line", 4),
        ("when", 7),
        ("where", 10),
        ("direction", 7),
        ("height", 3),
        (SOURCE, 9),
    ];
    document.table(
        &head,
        rows.collect(),
        "No line that was asked about was crossed.",
    );
    let visits = &material.analysis.visits;
    if visits.is_empty() {
        return;
    }
    document.part("Stays inside areas");
    let rows = visits.iter().map(|visit| {
        let or = |when: &Option<_>, none: &str| {
            when.as_ref().map_or_else(|| none.to_owned(), words::when)
        };
        vec![
            words::flight(material, visit.flight),
            visit.area.clone(),
            or(&visit.entered, "before the log begins"),
            or(&visit.left, "after the log ends"),
            format!(
                "{}{}",
                missions::time::lasting(visit.seconds),
                certainty(visit.is_certain)
            ),
            words::sources(&visit.sources),
        ]
    });
    let head = [
        ("flight", 3),
        ("area", 5),
        ("in", 8),
        ("out", 8),
        ("for", 4),
        (SOURCE, 9),
    ];
    document.table(&head, rows.collect(), "");
}

fn releases(material: &Material<'_>, document: &mut Document) {
    let releases = &material.analysis.releases;
    if releases.is_empty() {
        return;
    }
    document.section("What may have been released");
    document.text(
        "A load that leaves an aircraft shows in what it draws and in how it moves. Each instant \
         below lists what it may have been, the best supported reading first, with what speaks for \
         and against it.",
    );
    for release in releases {
        one(material, document, release);
    }
}

fn one(material: &Material<'_>, document: &mut Document, release: &Release) {
    let flight = words::flight(material, release.flight);
    document.part(format!(
        "{flight}: {} ± {:.1} s",
        words::when(&release.when),
        release.time_error_s
    ));
    let mut facts = Vec::new();
    if let Some(position) = release.position {
        facts.push(("where", words::place(position)));
    }
    if let Some(height) = release.height_m {
        facts.push(("height above the take-off", words::metres(height)));
    }
    if let Some(ratio) = release.mass_ratio {
        facts.push(("mass after over before", format!("{ratio:.2}")));
    }
    if let Some(chance) = release.by_chance {
        facts.push((
            "by chance in at most",
            format!("1 flight of {:.0}", 1.0 / chance.max(1e-9)),
        ));
    }
    facts.push((SOURCE, words::sources(&release.sources)));
    document.facts(facts);
    let rows = release.hypotheses.iter().map(|hypothesis| {
        let said = |is_for: bool| {
            let all = hypothesis
                .evidence
                .iter()
                .filter(|one| one.speaks_for == is_for);
            all.map(|one| one.what.as_str())
                .collect::<Vec<_>>()
                .join("; ")
        };
        vec![
            hypothesis.what.clone(),
            format!("{:.2}", hypothesis.support),
            said(true),
            said(false),
        ]
    });
    let head = [
        ("it may have been", 8),
        ("support", 3),
        ("for it", 12),
        ("against it", 10),
    ];
    document.table(&head, rows.collect(), "Nothing more is known.");
}
