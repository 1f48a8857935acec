//! Every event of today comes back as it went, and has words of its own.

use missions::autopilot::Mode;
use missions::geodesy::Position;
use missions::plan::check::Objection;
use missions::telemetry::{EventKind, Fence, FenceBreach, Home, Landed, Severity, SystemStatus};

use super::words::Weight;
use super::*;
use crate::flight::event::{Outcome, Phase};
use crate::flight::guide::Target;
use crate::flight::operator::Order;
use crate::flight::safety::{Action, Decision, Situation};
use crate::folder::Lost;

fn text() -> String {
    "words".to_owned()
}

fn held() -> Held {
    Held::of("mission.toml", b"text")
}

fn place() -> Position {
    Position::new(53.5, 8.25).unwrap()
}

/// One of each; the matches below make the compiler ask for those that are added.
fn examples() -> Vec<Event> {
    let ours = vec![
        Event::SawLess {
            of_sortie: 0.9,
            of_area: 0.5,
        },
        Event::TrackGap { seconds: 4.5 },
        Event::Twin { address: text() },
        Event::Stranger {
            address: text(),
            bytes: 7,
        },
        Event::Distrusted {
            from: text(),
            message: 30,
            reason: text(),
            frames: 3,
        },
        Event::AnotherMission(held()),
        Event::Operator { name: text() },
        Event::Torn(Torn {
            file: text(),
            offset: 9,
            bytes: "00ff".into(),
        }),
        Event::Leftover(held()),
        Event::Doubted(Doubt {
            file: text(),
            what: text(),
        }),
        Event::Folder(Trouble::Losing {
            file: text(),
            reason: text(),
        }),
        Event::Folder(Trouble::Mended(Lost {
            file: text(),
            from: text(),
            until: Some(text()),
            records: 2,
            reason: text(),
        })),
    ];
    let survey = news().into_iter().map(Event::Survey);
    let flight = in_flight().into_iter().map(Event::Flight);
    let vehicle = kinds()
        .into_iter()
        .map(InFlight::Vehicle)
        .map(Event::Flight);
    ours.into_iter()
        .chain(survey)
        .chain(flight)
        .chain(vehicle)
        .collect()
}

fn news() -> Vec<News> {
    vec![
        News::AtStation {
            station: text(),
            number: 1,
            of: 6,
        },
        News::ColumnFound {
            station: text(),
            mm_px: 3.0,
            figures_read: true,
        },
        News::Reading {
            station: text(),
            attempt: 1,
            draught_m: Some(8.25),
            u95_m: Some(0.02),
            reason: None,
            next: text(),
        },
        News::Reading {
            station: text(),
            attempt: 1,
            draught_m: None,
            u95_m: None,
            reason: Some(text()),
            next: text(),
        },
        News::Unread {
            station: text(),
            reason: text(),
        },
        News::Interrupted { station: text() },
        News::ShipMoved {
            heading_deg: 12.0,
            by_m: 3.0,
        },
        News::NotMoved {
            station: text(),
            reason: text(),
        },
        News::NotFollowed { why: text() },
        News::NotKept {
            file: text(),
            reason: text(),
        },
        News::Surveyed { read: 6, of: 6 },
        News::Surveyed { read: 5, of: 6 },
    ]
}

fn in_flight() -> Vec<InFlight> {
    vec![
        InFlight::Phase {
            phase: Phase::Loading,
        },
        InFlight::Recognised {
            autopilot: text(),
            address: "1/1".into(),
            version: None,
            capabilities: Some(1),
        },
        InFlight::Resumed {
            item: 3,
            mode: text(),
        },
        InFlight::Loaded {
            part: text(),
            items: 4,
            uploaded: true,
        },
        InFlight::LoadedAgain { why: text() },
        InFlight::Parameter {
            name: text(),
            was: None,
            is: 7.0,
        },
        InFlight::Objections {
            objections: vec![Objection::error("fence", "it is not there")],
        },
        InFlight::AlreadyFlown,
        InFlight::StayedDown,
        InFlight::Commanded {
            command: text(),
            why: text(),
        },
        InFlight::Forbidden {
            target: Target {
                position: place(),
                height_above_home_m: 5.0,
                heading_deg: 90.0,
            },
            why: text(),
        },
        InFlight::Refused {
            command: text(),
            answer: text(),
        },
        InFlight::Decided(Decision {
            action: Action::Hold,
            situation: Some(Situation::GnssDegraded),
            figures: text(),
        }),
        InFlight::Decided(Decision {
            action: Action::Continue,
            situation: None,
            figures: text(),
        }),
        InFlight::Ordered {
            order: Order::Hold,
            by: text(),
        },
        InFlight::NotTaken {
            order: Order::Land,
            by: text(),
            why: text(),
        },
        InFlight::BeganAgain,
        InFlight::Waiting {
            seconds: 3.5,
            given_up_s: 60.0,
        },
        InFlight::StoppedInAir {
            height_m: Some(12.0),
        },
        InFlight::MissionChanged { what: text() },
        InFlight::NotCompared {
            part: text(),
            why: text(),
        },
        InFlight::Over(Outcome::CutShort { reason: text() }),
    ]
}

fn kinds() -> Vec<EventKind> {
    let mode = |number| Mode {
        autopilot: 3,
        number,
    };
    let fence = |breached| Fence {
        breached,
        side: FenceBreach::Ceiling,
        count: 1,
    };
    vec![
        EventKind::Mode {
            from: Some(mode(3)),
            to: mode(6),
        },
        EventKind::Armed { armed: true },
        EventKind::Armed { armed: false },
        EventKind::Landed {
            landed: Landed::TakingOff,
        },
        EventKind::System {
            status: SystemStatus::Active,
        },
        EventKind::Reached { item: 2 },
        EventKind::Current { item: 3 },
        EventKind::HomeSet {
            home: Home {
                position: place(),
                height_above_sea_m: 3.0,
            },
        },
        EventKind::Fence { fence: fence(true) },
        EventKind::Fence {
            fence: fence(false),
        },
        EventKind::Text {
            severity: Severity::Critical,
            text: text(),
        },
        EventKind::Text {
            severity: Severity::Info,
            text: text(),
        },
    ]
}

/// The event's own word, and that an example of each is there: an arm that is added here belongs
/// among the examples.
fn number(event: &Event) -> usize {
    match event {
        Event::SawLess { .. } => 0,
        Event::TrackGap { .. } => 1,
        Event::Twin { .. } => 2,
        Event::Stranger { .. } => 3,
        Event::Distrusted { .. } => 4,
        Event::AnotherMission(_) => 5,
        Event::Operator { .. } => 6,
        Event::Torn(_) => 7,
        Event::Leftover(_) => 8,
        Event::Doubted(_) => 9,
        Event::Folder(Trouble::Losing { .. }) => 10,
        Event::Folder(Trouble::Mended(_)) => 11,
        Event::Survey(news) => 12 + number_of_news(news),
        Event::Flight(event) => 23 + number_in_flight(event),
    }
}

fn number_of_news(news: &News) -> usize {
    match news {
        News::AtStation { .. } => 0,
        News::ColumnFound { .. } => 1,
        News::Reading { .. } => 2,
        News::Unread { .. } => 3,
        News::Interrupted { .. } => 4,
        News::ShipMoved { .. } => 5,
        News::NotMoved { .. } => 6,
        News::NotFollowed { .. } => 7,
        News::NotKept { .. } => 8,
        News::Surveyed { read, of } if read == of => 9,
        News::Surveyed { .. } => 10,
    }
}

fn number_in_flight(event: &InFlight) -> usize {
    match event {
        InFlight::Phase { .. } => 0,
        InFlight::Recognised { .. } => 1,
        InFlight::Resumed { .. } => 2,
        InFlight::Loaded { .. } => 3,
        InFlight::LoadedAgain { .. } => 4,
        InFlight::Parameter { .. } => 5,
        InFlight::Objections { .. } => 6,
        InFlight::AlreadyFlown => 7,
        InFlight::StayedDown => 8,
        InFlight::Commanded { .. } => 9,
        InFlight::Forbidden { .. } => 10,
        InFlight::Refused { .. } => 11,
        InFlight::Decided(_) => 12,
        InFlight::Ordered { .. } => 13,
        InFlight::NotTaken { .. } => 14,
        InFlight::BeganAgain => 15,
        InFlight::Waiting { .. } => 16,
        InFlight::StoppedInAir { .. } => 17,
        InFlight::MissionChanged { .. } => 18,
        InFlight::NotCompared { .. } => 19,
        InFlight::Over(_) => 20,
        InFlight::Vehicle(_) => 21,
    }
}

fn line(event: &Event) -> Vec<u8> {
    let line = Line {
        utc: "2026-11-14T22:13:20.000Z".into(),
        at_s: 1.5,
        event,
    };
    serde_json::to_vec(&line).unwrap()
}

#[test]
fn there_is_an_example_of_every_event() {
    let mut numbers: Vec<usize> = examples().iter().map(number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers, (0..=44).collect::<Vec<_>>());
}

#[test]
fn every_event_comes_back_from_its_line() {
    for event in examples() {
        let (lines, torn) = read(&line(&event));
        assert_eq!(torn, 0);
        assert_eq!(lines[0].event(), Some(&event), "{event:?}");
        assert_eq!(lines[0].utc, "2026-11-14T22:13:20.000Z");
    }
}

#[test]
fn no_event_is_said_as_it_stands() {
    for said in examples().iter().filter_map(words::of) {
        let line = said.line();
        assert!(!line.contains(['{', '}', '"']), "{line}");
        assert!(!line.starts_with("the vehicle told"), "{line}");
    }
}

#[test]
fn what_went_wrong_is_said_with_weight() {
    let bad = |event: &Event| {
        words::of(event).is_some_and(|said| matches!(said.weight, Weight::Bad | Weight::Alarm))
    };
    let good = examples().into_iter().filter(|event| !bad(event));
    let mut numbers: Vec<usize> = good.map(|event| number(&event)).collect();
    numbers.dedup();
    // Operator, leftover, mended; at station, column found, reading, ship moved, all read; phase,
    // recognised, resumed, loaded, parameter, stayed down, commanded, decided to go on, ordered;
    // what the vehicle tells of itself.
    let expected = [
        6, 8, 11, 12, 13, 14, 17, 21, 23, 24, 25, 26, 28, 31, 32, 35, 36, 44,
    ];
    assert_eq!(numbers, expected);
}

#[test]
fn what_another_version_tells_is_kept_as_it_is() {
    let (lines, torn) = read(b"{\"utc\":\"u\",\"at_s\":1,\"event\":\"new\",\"x\":1}\nno\n");
    assert_eq!(torn, 1);
    assert!(matches!(&lines[0].what, What::Unknown(members) if members.len() == 2));
}
