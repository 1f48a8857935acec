//! Each flight by itself: its facts, its profile, how it ended.

use missions::time::lasting;

use crate::analysis::{Flown, Told};
use crate::report::document::{Document, SOURCE, Tone};
use crate::report::{Material, drawings, words};

/// So many changes of home and so many gaps of one flight are told.
const LISTED: usize = 5;
/// So many flights get a part of their own; the tables and exports have all.
const MOST: usize = 120;

pub(super) fn write(material: &Material<'_>, document: &mut Document) {
    document.section("Flight by flight");
    let all = &material.analysis.flights;
    if all.is_empty() {
        document.text("No exhibit holds a flight.");
    }
    let flown = Flown::all(material.exhibits);
    for told in all.iter().take(MOST) {
        if let Some(flown) = flown.iter().find(|flown| flown.id == told.flight) {
            flight(material, document, told, flown);
        }
    }
    let more = all.len().saturating_sub(MOST);
    if more > 0 {
        document.text(format!(
            "{more} more flights are in the tables (forensics export), not here."
        ));
    }
}

fn flight(material: &Material<'_>, document: &mut Document, told: &Told, flown: &Flown<'_>) {
    let name = material
        .exhibit(told.flight.exhibit)
        .map_or("", |exhibit| exhibit.name.as_str());
    document.part(format!(
        "{} · {} · {name}",
        words::flight(material, told.flight),
        words::when(&told.start)
    ));
    let mut facts = vec![
        ("lasted", lasting(told.duration_s)),
        ("flown over the ground", words::metres(told.path_m)),
    ];
    let summary = flown.flight.summary();
    if let Some(most) = summary.max_distance_m {
        facts.push(("farthest from home", words::metres(most)));
    }
    if let Some(most) = summary.max_height_m {
        facts.push(("highest above home", words::metres(most)));
    }
    let place = |place: Option<_>, none: &str| place.map_or_else(|| none.to_owned(), words::place);
    facts.push((
        "launched",
        place(told.launch, "the log begins in the air, or has no place"),
    ));
    facts.push((
        "landed",
        place(told.landing, "the log ends in the air, or has no place"),
    ));
    facts.push(("positions", summary.fixes.to_string()));
    facts.push(("clock", told.clock.clone()));
    facts.push((SOURCE, words::sources(&told.sources)));
    document.facts(facts);
    if let Some(drawing) = drawings::profile(material, flown.flight, flown) {
        document.figure(drawing, "Height above the take-off; thin, where it is logged, the current. Red: a line was crossed; yellow: something may have been released.");
    }
    let because = told.ended.because.join("; ");
    document.text(format!(
        "How it ended: {}. {}",
        told.ended.how,
        sentence(&because)
    ));
    document.points(homes(told).chain(gaps(told)).collect());
    let moves = told.homes.len().saturating_sub(1);
    document.more(moves, LISTED, ["change of home", "changes of home"]);
    document.more(told.gaps.len(), LISTED, ["gap", "gaps"]);
}

fn sentence(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!("This rests on: {text}.")
    }
}

/// A home that moves follows somebody.
fn homes(told: &Told) -> impl Iterator<Item = (Tone, String)> + '_ {
    told.homes.iter().skip(1).take(LISTED).map(|home| {
        let when = home
            .when
            .as_ref()
            .map(|when| format!(" at {}", words::when(when)));
        let text = format!(
            "Home was set again{}, {} from the one before: {} ({}).",
            when.unwrap_or_default(),
            words::metres(home.moved_m),
            words::place(home.position),
            words::source(&home.source),
        );
        (Tone::Plain, text)
    })
}

fn gaps(told: &Told) -> impl Iterator<Item = (Tone, String)> + '_ {
    told.gaps.iter().take(LISTED).map(|gap| {
        let text = format!(
            "No position for {}, {} farther on ({}).",
            lasting(gap.seconds),
            words::metres(gap.moved_m),
            words::source(&gap.source),
        );
        (Tone::Notice, text)
    })
}
