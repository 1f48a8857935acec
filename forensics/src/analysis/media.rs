//! Pictures and videos against the tracks: which flight each was taken on, and whether time and
//! place agree.

use missions::geodesy::Position;
use missions::time::{BootTime, UtcTime};
use serde::Serialize;

use super::place::roughly_m;
use super::{FlightId, Flown, Source};
use crate::exhibit::Exhibit;
use crate::flight::{Media, MediaKind};

/// A picture or a video, held against the tracks of the case.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Taken {
    /// In which exhibit.
    pub exhibit: usize,
    /// Its name, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Which of the two.
    pub kind: MediaKind,
    /// Where it says that it was taken.
    pub position: Option<Position>,
    /// When, in UTC: as it says itself, or as the flight that it agrees with shows.
    #[serde(serialize_with = "crate::flight::rfc3339::text")]
    pub utc: Option<UtcTime>,
    /// The flight that it belongs to.
    pub flight: Option<FlightId>,
    /// How far the aircraft was from where it says, metres.
    pub distance_m: Option<f64>,
    /// The zone of its clock that makes it agree, minutes east, where its own time has none.
    pub zone_min: Option<i32>,
    /// Whether it agrees.
    pub agreement: Agreement,
    /// In words.
    pub because: String,
    /// Where its claim was read.
    pub source: Source,
}

/// Whether what a picture says and what the tracks say agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Agreement {
    /// Time and place are those of a flight.
    Agrees,
    /// The place is one that a flight passed; its time is not known or has no zone that fits.
    PlaceOnly,
    /// A flight was under way at its time, and elsewhere.
    Disagrees,
    /// No flight of the case was under way then or passed there.
    NoFlight,
    /// It does not say where it was taken. Where it says when and a flight was under way then, that
    /// flight is named.
    NoClaim,
}

/// A camera and the log's receiver agree within so much, metres.
const AGREES_M: f64 = 50.0;
/// A camera's clock and the log's may be so far apart, seconds.
const CLOCKS_S: i64 = 3;

/// Where an aircraft was when a picture says that it was taken.
#[derive(Clone, Copy)]
struct Match {
    flight: FlightId,
    distance_m: f64,
    utc: Option<UtcTime>,
    zone_min: Option<i32>,
}

/// What a picture's claim comes to.
struct Judged {
    flight: Option<FlightId>,
    distance_m: Option<f64>,
    utc: Option<UtcTime>,
    zone_min: Option<i32>,
    agreement: Agreement,
    because: String,
}

impl Judged {
    /// It belongs to no flight.
    fn without_flight(agreement: Agreement, because: &str) -> Self {
        Self {
            flight: None,
            distance_m: None,
            utc: None,
            zone_min: None,
            agreement,
            because: because.to_owned(),
        }
    }

    fn by(found: Match, agreement: Agreement, because: String) -> Self {
        Self {
            flight: Some(found.flight),
            distance_m: Some(found.distance_m),
            utc: found.utc,
            zone_min: found.zone_min,
            agreement,
            because,
        }
    }
}

/// Every picture and video of the case against the tracks of the other exhibits.
pub(super) fn taken(exhibits: &[Exhibit], flights: &[Flown<'_>]) -> Vec<Taken> {
    let mut all = Vec::new();
    for (number, exhibit) in exhibits.iter().enumerate() {
        let Some(reading) = &exhibit.reading else {
            continue;
        };
        let in_flights = reading.flights.iter().flat_map(|flight| &flight.media);
        let claims = in_flights.filter(|media| media.position.is_some() || media.utc.is_some());
        for media in reading.media.iter().chain(claims) {
            all.push(one(number, media, flights));
        }
    }
    all
}

fn one(exhibit: usize, media: &Media, flights: &[Flown<'_>]) -> Taken {
    let others: Vec<&Flown<'_>> = flights
        .iter()
        .filter(|flown| flown.id.exhibit != exhibit)
        .collect();
    let judged = judged(media, &others);
    Taken {
        exhibit,
        name: media.name.clone(),
        kind: media.kind,
        position: media.position,
        utc: media.utc.or(judged.utc),
        flight: judged.flight,
        distance_m: judged.distance_m,
        zone_min: judged.zone_min,
        agreement: judged.agreement,
        because: judged.because,
        source: Source::new(exhibit, media.trace),
    }
}

fn judged(media: &Media, flights: &[&Flown<'_>]) -> Judged {
    let Some(position) = media.position else {
        return without_place(media, flights);
    };
    if let Some(utc) = media.utc {
        if let Some(found) = at_time(flights, utc, position) {
            return by_distance(found, "at its time");
        }
    } else if let Some(found) = in_some_zone(media, flights, position) {
        return by_distance(found, "at its time, in the zone that fits best");
    }
    match nearest(flights, position) {
        Some(found) if found.distance_m <= AGREES_M => {
            let words = format!(
                "a flight passed {:.0} m from there{}",
                found.distance_m,
                when_passed(media, flights, found.flight)
            );
            Judged::by(found, Agreement::PlaceOnly, words)
        }
        _ if is_timeless(media) => Judged::without_flight(
            Agreement::NoFlight,
            "no flight passed there; its own time is not known",
        ),
        _ => Judged::without_flight(
            Agreement::NoFlight,
            "no flight was under way then or passed there",
        ),
    }
}

const fn is_timeless(media: &Media) -> bool {
    media.utc.is_none() && media.local.is_none()
}

/// What can be said of when a flight passed a picture's place, against the picture's own time.
fn when_passed(media: &Media, flights: &[&Flown<'_>], flight: FlightId) -> &'static str {
    let mut dated = flights
        .iter()
        .filter(|flown| flown.dating.utc(BootTime::ZERO).is_some());
    if is_timeless(media) {
        "; its own time is not known"
    } else if dated.any(|flown| flown.id == flight) {
        ", at another time"
    } else {
        "; the flight's time is not known in UTC"
    }
}

fn by_distance(found: Match, when: &str) -> Judged {
    let words = format!(
        "{when} the aircraft was {:.0} m from there",
        found.distance_m
    );
    let agreement = if found.distance_m <= AGREES_M {
        Agreement::Agrees
    } else {
        Agreement::Disagrees
    };
    Judged::by(found, agreement, words)
}

fn without_place(media: &Media, flights: &[&Flown<'_>]) -> Judged {
    let Some(utc) = media.utc else {
        let words = "it does not say where it was taken";
        return Judged::without_flight(Agreement::NoClaim, words);
    };
    let under_way = flights
        .iter()
        .find(|flown| position_at(flown, utc).is_some());
    let Some(flown) = under_way else {
        return Judged::without_flight(Agreement::NoFlight, "no flight was under way then");
    };
    let words = "it was taken during this flight; it does not say where";
    Judged {
        flight: Some(flown.id),
        utc: Some(utc),
        ..Judged::without_flight(Agreement::NoClaim, words)
    }
}

fn position_at(flown: &Flown<'_>, utc: UtcTime) -> Option<Position> {
    flown.position_at(flown.dating.boot(utc)?)
}

/// The flight that was under way at a time, and how far it was; clocks may be some seconds apart.
fn at_time(flights: &[&Flown<'_>], utc: UtcTime, position: Position) -> Option<Match> {
    let near = |flown: &&&Flown<'_>| {
        let instants = (-CLOCKS_S..=CLOCKS_S).map(|second| {
            UtcTime::from_micros(
                utc.as_micros()
                    .saturating_add(second.saturating_mul(1_000_000)),
            )
        });
        let places = instants.filter_map(|utc| position_at(flown, utc));
        places
            .map(|place| place.distance_m(position))
            .reduce(f64::min)
    };
    let found = flights
        .iter()
        .filter_map(|flown| Some((flown.id, near(&flown)?)));
    let (flight, distance_m) = found.min_by(|(_, a), (_, b)| a.total_cmp(b))?;
    Some(Match {
        flight,
        distance_m,
        utc: Some(utc),
        zone_min: None,
    })
}

/// The same for a local time: every quarter of an hour that is a zone somewhere is tried.
fn in_some_zone(media: &Media, flights: &[&Flown<'_>], position: Position) -> Option<Match> {
    let local = media.local?.taken_as_utc();
    let zones = (-48_i32..=56).map(|quarters| quarters.saturating_mul(15));
    let matches = zones.filter_map(|zone_min| {
        let micros = i64::from(zone_min).saturating_mul(60_000_000);
        let utc = UtcTime::from_micros(local.as_micros().saturating_sub(micros));
        let found = at_time(flights, utc, position)?;
        Some(Match {
            zone_min: Some(zone_min),
            ..found
        })
    });
    // One that does not agree in any zone says nothing: it may be of another flight.
    let best = matches.min_by(|a, b| a.distance_m.total_cmp(&b.distance_m));
    best.filter(|found| found.distance_m <= AGREES_M)
}

/// The flight that came nearest to a place, at whatever time.
fn nearest(flights: &[&Flown<'_>], position: Position) -> Option<Match> {
    let near = |flown: &Flown<'_>| {
        let samples = flown.samples().iter();
        samples
            .map(|sample| roughly_m(sample.position, position))
            .reduce(f64::min)
    };
    let found = flights
        .iter()
        .filter_map(|flown| Some((flown.id, near(flown)?)));
    let (flight, distance_m) = found.min_by(|(_, a), (_, b)| a.total_cmp(b))?;
    Some(Match {
        flight,
        distance_m,
        utc: None,
        zone_min: None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::made;
    use super::*;
    use crate::flight::{Flight, LocalTime, Trace};

    fn picture(utc: Option<&str>, local: Option<&str>, place: Option<(f64, f64)>) -> Exhibit {
        let mut exhibit = made::exhibit("picture", Flight::default(), &[]);
        let reading = exhibit.reading.as_mut().unwrap();
        reading.flights.clear();
        let mut media = Media::new(MediaKind::Photo, Trace::new(9, 1));
        media.utc = utc.map(|utc| utc.parse().unwrap());
        media.local = local.map(|local| LocalTime::as_if_utc(local.parse().unwrap()));
        media.position = place.map(|(east_m, north_m)| made::at(east_m, north_m));
        reading.media.push(media);
        exhibit
    }

    fn check(picture: Exhibit, agreement: Agreement) -> Taken {
        let flight = made::straight("2026-11-22T01:00:00Z", 1000.0);
        let exhibits = [made::exhibit("log", flight, &[]), picture];
        let taken = taken(&exhibits, &Flown::all(&exhibits)).remove(0);
        assert_eq!(taken.agreement, agreement, "{taken:?}");
        taken
    }

    #[test]
    fn a_picture_taken_on_the_way_agrees() {
        let utc = Some("2026-11-22T01:00:30Z");
        let taken = check(picture(utc, None, Some((4.0, 302.0))), Agreement::Agrees);
        assert!(taken.distance_m.unwrap() < 5.0);
        assert_eq!(taken.flight.map(|id| id.exhibit), Some(0));
        check(
            picture(utc, None, Some((400.0, 302.0))),
            Agreement::Disagrees,
        );
    }

    #[test]
    fn a_local_time_agrees_in_the_zone_that_makes_it() {
        let local = Some("2026-11-22T02:00:30Z");
        let taken = check(picture(None, local, Some((4.0, 302.0))), Agreement::Agrees);
        assert_eq!(taken.zone_min, Some(60));
        assert_eq!(taken.utc.unwrap().to_string(), "2026-11-22T01:00:30.000Z");
        check(
            picture(None, Some("2026-11-22T02:07:00Z"), Some((4.0, 302.0))),
            Agreement::PlaceOnly,
        );
    }

    #[test]
    fn what_says_nothing_or_belongs_to_no_flight_is_said_to() {
        check(picture(None, None, None), Agreement::NoClaim);
        let utc = Some("2026-11-25T01:00:30Z");
        check(picture(utc, None, Some((9000.0, 0.0))), Agreement::NoFlight);
        check(picture(utc, None, Some((0.0, 500.0))), Agreement::PlaceOnly);
        check(picture(utc, None, None), Agreement::NoFlight);
        let taken = check(
            picture(Some("2026-11-22T01:00:30Z"), None, None),
            Agreement::NoClaim,
        );
        assert_eq!((taken.flight.is_some(), taken.distance_m), (true, None));
    }

    #[test]
    fn a_picture_without_a_time_is_not_said_to_be_of_another_one() {
        let timeless = picture(None, None, Some((0.0, 500.0)));
        let timeless = check(timeless, Agreement::PlaceOnly);
        assert!(timeless.because.contains("its own time is not known"));
        let dated = picture(Some("2026-11-25T01:00:30Z"), None, Some((0.0, 500.0)));
        let dated = check(dated, Agreement::PlaceOnly);
        assert!(dated.because.contains("at another time"));
    }
}
