//! Every table of a made exhibit: as many cells as columns, and of the kind that each column says.

use missions::geodesy::Position;
use missions::telemetry::Sample;
use missions::time::{BootTime, UtcTime};

use super::*;
use crate::defect::DefectKind;
use crate::exhibit::Origin;
use crate::flight::{
    Confidence, Event, EventKind, Fix, Flight, Home, Identity, IdentityKind, Media, MediaKind,
    OperatorPosition, OperatorSource, PowerSample, Trace,
};
use crate::formats::{Format, Reading};

/// An exhibit with one of everything.
pub(crate) fn exhibit() -> Exhibit {
    let (at, trace) = (BootTime::from_millis(1500), Trace::new(64, 2));
    let position = Position::new(52.3242, 14.5835).unwrap();
    let confidence = Confidence::Checked;
    let sample = Sample {
        time: at,
        utc: Some(UtcTime::from_secs(1_795_330_800)),
        position,
        height_above_sea_m: Some(54.0),
        height_above_home_m: Some(30.0),
        velocity_ned_m_s: Some([1.0, 2.0, -0.5]),
        attitude: None,
    };
    let fix = |sample| Fix {
        sample,
        satellites: Some(12),
        accuracy_m: Some(1.2),
        trace,
        confidence,
    };
    let later = Sample {
        time: BootTime::from_millis(2500),
        position: position.offset(270.0, 20.0),
        ..sample
    };
    let serial = Identity::stated(IdentityKind::AircraftSerial, b"SN, \"1\"", trace).unwrap();
    let flight = Flight {
        fixes: vec![fix(sample), fix(later)],
        homes: vec![Home {
            at: None,
            position,
            trace,
            confidence,
        }],
        events: vec![Event {
            at,
            kind: EventKind::Failsafe {
                what: "link".into(),
            },
            trace,
            confidence,
        }],
        identities: vec![serial],
        operators: vec![OperatorPosition {
            at: None,
            utc: None,
            position,
            accuracy_m: None,
            source: OperatorSource::App,
            trace,
            confidence,
        }],
        power: vec![PowerSample {
            at,
            current_a: Some(21.5),
            trace,
            ..PowerSample::default()
        }],
        media: vec![Media::new(MediaKind::Video, trace)],
        ..Flight::default()
    };
    let mut reading = Reading::new(Format::DjiSrt, 1);
    reading.records = 3;
    reading.flights.push(flight);
    reading.media.push(Media::new(MediaKind::Photo, trace));
    reading
        .defects
        .add(DefectKind::Truncated, 200, 0, "the last record is missing");
    Exhibit {
        name: "DCIM/DJI_0001.SRT".into(),
        sha256: "ab".repeat(32),
        size: 200,
        origin: Origin::Deleted,
        reading: Some(reading),
    }
}

fn rows(table: &Table, exhibit: &Exhibit) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    table.rows(exhibit, &mut |row| {
        rows.push(row.iter().map(ToString::to_string).collect());
    });
    rows
}

#[test]
fn every_row_has_a_cell_for_every_column_and_of_its_kind() {
    let exhibit = exhibit();
    for table in TABLES {
        let mut count = 0;
        table.rows(&exhibit, &mut |row| {
            count += 1;
            assert_eq!(row.len(), table.columns.len(), "{}", table.name);
            for (cell, column) in row.iter().zip(table.columns) {
                let fits = match cell {
                    Cell::Empty => true,
                    Cell::Text(_) => column.kind == Kind::Text,
                    Cell::Integer(_) => column.kind == Kind::Integer,
                    Cell::Real(_) => column.kind == Kind::Real,
                    Cell::Time(_) => column.kind == Kind::Time,
                };
                assert!(fits, "{}.{}: {cell:?}", table.name, column.name);
            }
        });
        assert!(count > 0, "{} is empty", table.name);
    }
}

#[test]
fn an_event_says_what_and_which() {
    let exhibit = exhibit();
    let table = TABLES.iter().find(|table| table.name == "events").unwrap();
    assert_eq!(rows(table, &exhibit)[0][3..5], ["failsafe", "link"]);
}

#[test]
fn an_exhibit_that_nobody_recognises_is_a_row_of_its_own_and_nothing_else() {
    let exhibit = Exhibit {
        reading: None,
        ..exhibit()
    };
    let counts: Vec<usize> = TABLES
        .iter()
        .map(|table| rows(table, &exhibit).len())
        .collect();
    assert_eq!(counts.iter().sum::<usize>(), 1);
}
