//! The tables' columns, and how an exhibit fills them. The order of the cells in each function is
//! the order of the columns beside it; a test holds the two together.

use missions::time::BootTime;
use serde::Serialize;

use super::Kind::{Integer, Real, Text, Time};
use super::{Cell, Column, Kind, Table};
use crate::exhibit::Exhibit;
use crate::flight::{Confidence, Flight, Trace};

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

pub(super) const EXHIBITS: Table = Table {
    name: "exhibits",
    about: "a file that was taken into evidence",
    columns: &[
        column("exhibit", Text),
        column("name", Text),
        column("size_bytes", Integer),
        column("origin", Text),
        column("format", Text),
        column("version", Text),
        column("decoder", Integer),
        column("records", Integer),
        column("flights", Integer),
        column("defects", Integer),
    ],
    rows: |exhibit, put| {
        let reading = exhibit.reading.as_ref();
        put(&[
            Cell::text(&exhibit.sha256),
            Cell::text(&exhibit.name),
            Cell::count(exhibit.size),
            word(&exhibit.origin),
            reading.map_or(Cell::Empty, |reading| Cell::text(reading.format.name())),
            reading.and_then(|reading| reading.version.clone()).into(),
            reading.map_or(Cell::Empty, |reading| Cell::count(reading.decoder.into())),
            reading.map_or(Cell::Empty, |reading| Cell::count(reading.records)),
            reading.map_or(Cell::Empty, |reading| {
                Cell::count(reading.flights.len() as u64)
            }),
            reading.map_or(Cell::Empty, |reading| Cell::count(reading.defects.count())),
        ]);
    },
};

pub(super) const FLIGHTS: Table = Table {
    name: "flights",
    about: "a flight as one log tells it",
    columns: &[
        column("exhibit", Text),
        column("flight", Integer),
        column("start_utc", Time),
        column("start_local", Text),
        column("clock", Text),
        column("clock_error_s", Real),
        column("duration_s", Real),
        column("home_latitude_deg", Real),
        column("home_longitude_deg", Real),
        column("home_changes", Integer),
        column("max_distance_m", Real),
        column("max_height_m", Real),
        column("fixes", Integer),
        column("first_latitude_deg", Real),
        column("first_longitude_deg", Real),
        column("last_latitude_deg", Real),
        column("last_longitude_deg", Real),
    ],
    rows: |exhibit, put| {
        for (number, flight) in flights(exhibit) {
            let summary = flight.summary();
            let [home_lat, home_lon] = Cell::place(summary.home);
            let [first_lat, first_lon] = Cell::place(summary.first);
            let [last_lat, last_lon] = Cell::place(summary.last);
            put(&[
                Cell::text(&exhibit.sha256),
                Cell::count(number),
                summary.start_utc.into(),
                summary.start_local.map(|local| local.to_string()).into(),
                word(&flight.clock.basis),
                flight.clock.error_s.into(),
                summary.duration_s.into(),
                home_lat,
                home_lon,
                Cell::count(summary.home_changes as u64),
                summary.max_distance_m.into(),
                summary.max_height_m.into(),
                Cell::count(summary.fixes as u64),
                first_lat,
                first_lon,
                last_lat,
                last_lon,
            ]);
        }
    },
};

pub(super) const FIXES: Table = Table {
    name: "fixes",
    about: "a position of the aircraft",
    columns: &[
        column("exhibit", Text),
        column("flight", Integer),
        column("time_s", Real),
        column("utc", Time),
        column("latitude_deg", Real),
        column("longitude_deg", Real),
        column("height_above_sea_m", Real),
        column("height_above_home_m", Real),
        column("north_m_s", Real),
        column("east_m_s", Real),
        column("down_m_s", Real),
        column("satellites", Integer),
        column("accuracy_m", Real),
        column("offset", Integer),
        column("record", Integer),
        column("confidence", Text),
    ],
    rows: |exhibit, put| {
        for (number, flight) in flights(exhibit) {
            for fix in &flight.fixes {
                let sample = &fix.sample;
                let [latitude, longitude] = Cell::place(Some(sample.position));
                let velocity = sample.velocity_ned_m_s;
                let [north, east, down] = velocity.map_or([None; 3], |v| v.map(Some));
                let [offset, record, confidence] = source(fix.trace, fix.confidence);
                put(&[
                    Cell::text(&exhibit.sha256),
                    Cell::count(number),
                    sample.time.as_secs_f64().into(),
                    sample.utc.into(),
                    latitude,
                    longitude,
                    sample.height_above_sea_m.into(),
                    sample.height_above_home_m.into(),
                    north.into(),
                    east.into(),
                    down.into(),
                    fix.satellites.into(),
                    fix.accuracy_m.into(),
                    offset,
                    record,
                    confidence,
                ]);
            }
        }
    },
};

pub(super) const HOMES: Table = Table {
    name: "homes",
    about: "a home position that the aircraft learned",
    columns: &[
        column("exhibit", Text),
        column("flight", Integer),
        column("time_s", Real),
        column("latitude_deg", Real),
        column("longitude_deg", Real),
        column("offset", Integer),
        column("record", Integer),
        column("confidence", Text),
    ],
    rows: |exhibit, put| {
        for (number, flight) in flights(exhibit) {
            for home in &flight.homes {
                let [latitude, longitude] = Cell::place(Some(home.position));
                let [offset, record, confidence] = source(home.trace, home.confidence);
                let (id, flight) = (Cell::text(&exhibit.sha256), Cell::count(number));
                let at = home.at.map(BootTime::as_secs_f64).into();
                put(&[
                    id, flight, at, latitude, longitude, offset, record, confidence,
                ]);
            }
        }
    },
};

pub(super) const EVENTS: Table = Table {
    name: "events",
    about: "something that happened in a flight, as its log says",
    columns: &[
        column("exhibit", Text),
        column("flight", Integer),
        column("time_s", Real),
        column("event", Text),
        column("detail", Text),
        column("offset", Integer),
        column("record", Integer),
        column("confidence", Text),
    ],
    rows: |exhibit, put| {
        for (number, flight) in flights(exhibit) {
            for event in &flight.events {
                let [offset, record, confidence] = source(event.trace, event.confidence);
                let (kind, detail) = told(&event.kind);
                let (id, flight) = (Cell::text(&exhibit.sha256), Cell::count(number));
                let at = event.at.as_secs_f64().into();
                put(&[id, flight, at, kind, detail, offset, record, confidence]);
            }
        }
    },
};

pub(super) const IDENTITIES: Table = Table {
    name: "identities",
    about: "a name or number of a device, a person or a network; flight is empty where it belongs to the whole exhibit",
    columns: &[
        column("exhibit", Text),
        column("flight", Integer),
        column("kind", Text),
        column("value", Text),
        column("offset", Integer),
        column("record", Integer),
        column("confidence", Text),
    ],
    rows: |exhibit, put| {
        let whole = exhibit
            .reading
            .iter()
            .flat_map(|reading| &reading.identities);
        let whole = whole.map(|identity| (Cell::Empty, identity));
        let each = flights(exhibit).flat_map(|(number, flight)| {
            let identities = flight.identities.iter();
            identities.map(move |identity| (Cell::count(number), identity))
        });
        for (flight, identity) in whole.chain(each) {
            let [offset, record, confidence] = source(identity.trace, identity.confidence);
            let (id, value) = (Cell::text(&exhibit.sha256), Cell::text(&identity.value));
            put(&[
                id,
                flight,
                word(&identity.kind),
                value,
                offset,
                record,
                confidence,
            ]);
        }
    },
};

pub(super) const OPERATORS: Table = Table {
    name: "operators",
    about: "a logged position of a person's device",
    columns: &[
        column("exhibit", Text),
        column("flight", Integer),
        column("time_s", Real),
        column("utc", Time),
        column("latitude_deg", Real),
        column("longitude_deg", Real),
        column("accuracy_m", Real),
        column("source", Text),
        column("offset", Integer),
        column("record", Integer),
        column("confidence", Text),
    ],
    rows: |exhibit, put| {
        for (number, flight) in flights(exhibit) {
            for operator in &flight.operators {
                let [latitude, longitude] = Cell::place(Some(operator.position));
                let [offset, record, confidence] = source(operator.trace, operator.confidence);
                put(&[
                    Cell::text(&exhibit.sha256),
                    Cell::count(number),
                    operator.at.map(BootTime::as_secs_f64).into(),
                    operator.utc.into(),
                    latitude,
                    longitude,
                    operator.accuracy_m.into(),
                    word(&operator.source),
                    offset,
                    record,
                    confidence,
                ]);
            }
        }
    },
};

pub(super) const POWER: Table = Table {
    name: "power",
    about: "what the aircraft drew and gave",
    columns: &[
        column("exhibit", Text),
        column("flight", Integer),
        column("time_s", Real),
        column("voltage_v", Real),
        column("current_a", Real),
        column("charge", Real),
        column("throttle", Real),
        column("offset", Integer),
        column("record", Integer),
    ],
    rows: |exhibit, put| {
        for (number, flight) in flights(exhibit) {
            for sample in &flight.power {
                put(&[
                    Cell::text(&exhibit.sha256),
                    Cell::count(number),
                    sample.at.as_secs_f64().into(),
                    sample.voltage_v.into(),
                    sample.current_a.into(),
                    sample.charge.into(),
                    sample.throttle.into(),
                    Cell::count(sample.trace.offset),
                    Cell::count(sample.trace.record),
                ]);
            }
        }
    },
};

pub(super) const MEDIA: Table = Table {
    name: "media",
    about: "a picture or a video; flight is empty where it is an exhibit of its own",
    columns: &[
        column("exhibit", Text),
        column("flight", Integer),
        column("kind", Text),
        column("name", Text),
        column("time_s", Real),
        column("utc", Time),
        column("local", Text),
        column("latitude_deg", Real),
        column("longitude_deg", Real),
        column("altitude_m", Real),
        column("height_above_home_m", Real),
        column("duration_s", Real),
        column("offset", Integer),
        column("record", Integer),
    ],
    rows: |exhibit, put| {
        let whole = exhibit.reading.iter().flat_map(|reading| &reading.media);
        let whole = whole.map(|media| (Cell::Empty, media));
        let each = flights(exhibit).flat_map(|(number, flight)| {
            flight
                .media
                .iter()
                .map(move |media| (Cell::count(number), media))
        });
        for (flight, media) in whole.chain(each) {
            let [latitude, longitude] = Cell::place(media.position);
            put(&[
                Cell::text(&exhibit.sha256),
                flight,
                word(&media.kind),
                media.name.clone().into(),
                media.at.map(BootTime::as_secs_f64).into(),
                media.utc.into(),
                media.local.map(|local| local.to_string()).into(),
                latitude,
                longitude,
                media.altitude_m.into(),
                media.height_above_home_m.into(),
                media.duration_s.into(),
                Cell::count(media.trace.offset),
                Cell::count(media.trace.record),
            ]);
        }
    },
};

pub(super) const DEFECTS: Table = Table {
    name: "defects",
    about: "what was damaged in an exhibit, or not understood",
    columns: &[
        column("exhibit", Text),
        column("offset", Integer),
        column("length_bytes", Integer),
        column("kind", Text),
        column("consequence", Text),
    ],
    rows: |exhibit, put| {
        let reading = exhibit.reading.iter();
        for defect in reading.flat_map(|reading| reading.defects.kept()) {
            put(&[
                Cell::text(&exhibit.sha256),
                Cell::count(defect.offset),
                Cell::count(defect.length),
                word(&defect.kind),
                Cell::text(&defect.consequence),
            ]);
        }
    },
};

/// The flights of an exhibit with their numbers, from 1.
fn flights(exhibit: &Exhibit) -> impl Iterator<Item = (u64, &Flight)> {
    let flights = exhibit.reading.iter().flat_map(|reading| &reading.flights);
    (1..).zip(flights)
}

fn source(trace: Trace, confidence: Confidence) -> [Cell<'static>; 3] {
    let (offset, record) = (Cell::count(trace.offset), Cell::count(trace.record));
    [offset, record, word(&confidence)]
}

fn word(value: &impl Serialize) -> Cell<'static> {
    super::word(value).into()
}

/// An event's kind, and what the log says of it.
fn told(kind: &crate::flight::EventKind) -> (Cell<'static>, Cell<'static>) {
    let Ok(serde_json::Value::Object(mut object)) = serde_json::to_value(kind) else {
        return (Cell::Empty, Cell::Empty);
    };
    let name = object.remove("event");
    let name = name.as_ref().and_then(serde_json::Value::as_str);
    let detail: Vec<String> = object
        .values()
        .map(|value| {
            value
                .as_str()
                .map_or_else(|| value.to_string(), ToOwned::to_owned)
        })
        .collect();
    let detail = (!detail.is_empty()).then(|| detail.join(" "));
    (name.map(ToOwned::to_owned).into(), detail.into())
}
