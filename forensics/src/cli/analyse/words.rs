//! An analysis for a person: the statements, shortest first, each with the exhibit it is from. The
//! byte of every one is in the JSON.

use std::fmt::Write as _;

use missions::cli::shown::line;
use missions::geodesy::Position;
use missions::time::lasting;

use crate::analysis::{Analysis, FlightId, Questions, Told, When};
use crate::exhibit::Exhibit;

/// So many lines of one kind are enough for a screen.
const MOST: usize = 25;

pub(super) fn of(analysis: &Analysis, exhibits: &[Exhibit], questions: &Questions) -> String {
    let mut text = String::new();
    say_exhibits(&mut text, exhibits);
    say_flights(&mut text, analysis);
    say_crossings(&mut text, analysis, questions);
    say_habits(&mut text, analysis);
    say_releases(&mut text, analysis);
    say_people(&mut text, analysis);
    say_links(&mut text, analysis);
    say_media(&mut text, analysis);
    say_signs(&mut text, analysis);
    text
}

fn say_exhibits(text: &mut String, exhibits: &[Exhibit]) {
    say!(text, "exhibits");
    for (number, exhibit) in exhibits.iter().enumerate().take(MOST) {
        let format = exhibit
            .reading
            .as_ref()
            .map_or("unknown", |reading| reading.format.name());
        let name = line(&exhibit.name);
        say!(
            text,
            "  {number:>3}  {format:<12} {}  {name}",
            exhibit.short()
        );
    }
    say_more(text, exhibits.len());
}

fn say_more(text: &mut String, count: usize) {
    let more = count.saturating_sub(MOST);
    if more > 0 {
        say!(text, "       and {more} more (--json has all)");
    }
}

fn say_flights(text: &mut String, analysis: &Analysis) {
    say!(text, "\nflights");
    for told in analysis.flights.iter().take(MOST) {
        say_flight(text, told);
    }
    say_more(text, analysis.flights.len());
}

fn say_flight(text: &mut String, told: &Told) {
    let (start, lasted) = (when(&told.start), lasting(told.duration_s));
    say!(
        text,
        "  {}  {start}, {lasted}, {:.0} m flown; {}",
        id(told.flight),
        told.path_m,
        told.clock
    );
    let launch = told.launch.map_or_else(|| "in the air".into(), place);
    let ended = line(&told.ended.because.join("; "));
    say!(text, "       began {launch}; {} ({ended})", told.ended.how);
    if told.homes.len() > 1 {
        say!(text, "       home was set {} times", told.homes.len());
    }
    if !told.gaps.is_empty() {
        let seconds: f64 = told.gaps.iter().map(|gap| gap.seconds).sum();
        say!(
            text,
            "       {} gaps in its positions, {} in all",
            told.gaps.len(),
            lasting(seconds)
        );
    }
}

fn say_crossings(text: &mut String, analysis: &Analysis, questions: &Questions) {
    if questions.all.is_empty() {
        return;
    }
    say!(
        text,
        "\nlines that were crossed: {}",
        analysis.crossings.len()
    );
    for crossing in analysis.crossings.iter().take(MOST) {
        let sure = if crossing.is_certain {
            ""
        } else {
            ", not for certain"
        };
        say!(
            text,
            "  {}  {} {} at {} ± {:.0} s, {} ± {:.0} m, course {:.0}°{sure}",
            id(crossing.flight),
            line(&crossing.line),
            line(&crossing.direction),
            when(&crossing.when),
            crossing.time_error_s,
            place(crossing.position),
            crossing.place_error_m,
            crossing.bearing_deg
        );
    }
    say_more(text, analysis.crossings.len());
    say!(
        text,
        "areas that were flown into: {}",
        analysis.visits.len()
    );
    for visit in analysis.visits.iter().take(MOST) {
        let entered = visit
            .entered
            .as_ref()
            .map_or_else(|| "from the start".into(), when);
        let (seconds, deep) = (lasting(visit.seconds), visit.deepest_m);
        let area = line(&visit.area);
        say!(
            text,
            "  {}  {area}: {entered}, {seconds}, up to {deep:.0} m inside",
            id(visit.flight)
        );
    }
    say_more(text, analysis.visits.len());
}

fn say_habits(text: &mut String, analysis: &Analysis) {
    say!(text, "\nhabits");
    let dark = analysis.light.iter().filter(|light| light.dark_share > 0.0);
    let certain = dark.clone().filter(|light| light.is_certain).count();
    say!(
        text,
        "  dark         {} flights with the sun below −6°, {certain} of them for certain",
        dark.count()
    );
    for cell in analysis.launches.iter().take(5) {
        let (count, radius_m) = (cell.flights.len(), cell.radius_m);
        say!(
            text,
            "  launch       {} within {radius_m:.0} m: {count} flights",
            place(cell.position)
        );
    }
    for route in analysis.routes.iter().take(5) {
        let flights: Vec<String> = route.flights.iter().map(|flight| id(*flight)).collect();
        say!(
            text,
            "  route        {:.0} m, {} times, no farther apart than {:.0} m: {}",
            route.length_m,
            route.flights.len(),
            route.spread_m,
            flights.join(" ")
        );
    }
    for night in analysis.rhythm.nights.iter().take(MOST) {
        let pauses: Vec<String> = night
            .pauses_min
            .iter()
            .map(|min| format!("{min:.0}"))
            .collect();
        let pauses = if pauses.is_empty() {
            "none".into()
        } else {
            pauses.join(", ")
        };
        let count = night.flights.len();
        say!(
            text,
            "  night        from {}: {count} flights, minutes between them: {pauses}",
            night.evening
        );
    }
}

fn say_releases(text: &mut String, analysis: &Analysis) {
    say!(
        text,
        "\nwhere something may have been released or taken up: {}",
        analysis.releases.len()
    );
    for release in analysis.releases.iter().take(MOST) {
        let at = release.position.map_or_else(|| "somewhere".into(), place);
        say!(
            text,
            "  {}  {} ± {:.0} s, {at}",
            id(release.flight),
            when(&release.when),
            release.time_error_s
        );
        for hypothesis in &release.hypotheses {
            let evidence = hypothesis.evidence.iter().map(|one| {
                let against = if one.speaks_for { "" } else { "against: " };
                format!("{against}{}", line(&one.what))
            });
            let evidence: Vec<String> = evidence.collect();
            say!(
                text,
                "       {:.2} {}: {}",
                hypothesis.support,
                hypothesis.what,
                evidence.join("; ")
            );
        }
    }
    say_more(text, analysis.releases.len());
}

fn say_people(text: &mut String, analysis: &Analysis) {
    say!(text, "\npeople: logged");
    for logged in analysis.operators_logged.iter().take(MOST) {
        let (at, radius_m, count) = (place(logged.position), logged.radius_m, logged.count);
        say!(
            text,
            "  {}  {:?} at {at} within {radius_m:.0} m, {count} times",
            id(logged.flight),
            logged.device
        );
    }
    say_more(text, analysis.operators_logged.len());
    say!(text, "people: inferred, not logged");
    for inferred in analysis.operators_inferred.iter().take(MOST) {
        let at = place(inferred.position);
        say!(
            text,
            "  {}  {:.1} {at}: {}",
            id(inferred.flight),
            inferred.support,
            inferred.because
        );
    }
    say_more(text, analysis.operators_inferred.len());
}

fn say_links(text: &mut String, analysis: &Analysis) {
    say!(text, "\nlinks between exhibits: {}", analysis.links.len());
    for link in analysis.links.iter().take(MOST) {
        let exhibits: Vec<String> = link.exhibits.iter().map(ToString::to_string).collect();
        let kind = crate::tables::word(&link.kind).unwrap_or_default();
        let kind = kind.replace('_', " ");
        say!(
            text,
            "  {:.2} {kind} {}: exhibits {}",
            link.strength,
            line(&link.value),
            exhibits.join(", ")
        );
    }
    say_more(text, analysis.links.len());
}

fn say_media(text: &mut String, analysis: &Analysis) {
    if analysis.media.is_empty() {
        return;
    }
    say!(
        text,
        "\npictures and videos against the tracks: {}",
        analysis.media.len()
    );
    for taken in analysis.media.iter().take(MOST) {
        let flight = taken.flight.map(id).unwrap_or_default();
        say!(
            text,
            "  {:>3}  {:?} {flight}: {}",
            taken.exhibit,
            taken.agreement,
            taken.because
        );
    }
    say_more(text, analysis.media.len());
}

fn say_signs(text: &mut String, analysis: &Analysis) {
    say!(
        text,
        "\nwhat may be signs of tampering: {}",
        analysis.signs.len()
    );
    for sign in analysis.signs.iter().take(MOST) {
        let what = line(&sign.what);
        say!(
            text,
            "  {:>3}  {:?}: {what} ({} times); or else: {}",
            sign.exhibit,
            sign.weight,
            sign.count,
            sign.innocent
        );
    }
    say_more(text, analysis.signs.len());
}

/// A flight by exhibit and number.
fn id(flight: FlightId) -> String {
    format!("{:>3}.{}", flight.exhibit, flight.flight.saturating_add(1))
}

fn when(when: &When) -> String {
    match (when.utc, when.local) {
        (Some(utc), _) => utc.to_string(),
        (None, Some(local)) => format!("{local} (zone unknown)"),
        (None, None) => "undated".into(),
    }
}

fn place(place: Position) -> String {
    format!("{:.6}, {:.6}", place.latitude_deg(), place.longitude_deg())
}
