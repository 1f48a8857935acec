//! `forensics dump`: what one file says, as text for a person or as one JSON document.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use missions::cli::shown::{line, shown};
use missions::time::lasting;
use serde_json::{Value, json};

use super::{Dump, Outcome};
use crate::evidence::Mapped;
use crate::export::csv::cell;
use crate::flight::{Flight, identities_json};
use crate::formats::{self, Aids, Reading};
use crate::record::Record;

pub(super) fn run(arguments: &Dump) -> anyhow::Result<Outcome> {
    let bytes = open(&arguments.file)?;
    let siblings = all(&arguments.sibling)?;
    let keychains = all(&arguments.keychain)?;
    let siblings: Vec<&[u8]> = siblings.iter().map(|file| &**file).collect();
    let keychains: Vec<&[u8]> = keychains.iter().map(|file| &**file).collect();
    let aids = Aids {
        siblings: &siblings,
        keychains: &keychains,
    };
    let reading = match &arguments.csv {
        Some(out) => with_records(&bytes, aids, out)?,
        None => formats::read(&bytes, aids, None),
    };
    let text = if arguments.json {
        let document = document(reading.as_ref());
        format!("{}\n", serde_json::to_string_pretty(&document)?)
    } else {
        in_words(reading.as_ref(), bytes.len())
    };
    super::say(&text)?;
    Ok(match reading {
        None => Outcome::Failed,
        Some(reading) if reading.defects.is_damage() => Outcome::DataLost,
        Some(_) => Outcome::Done,
    })
}

fn open(path: &Path) -> anyhow::Result<Mapped> {
    Mapped::open(path).with_context(|| format!("cannot read {}", path.display()))
}

fn all(paths: &[PathBuf]) -> anyhow::Result<Vec<Mapped>> {
    paths.iter().map(|path| open(path)).collect()
}

/// Reads a file and writes its raw records, one line a field.
fn with_records(bytes: &[u8], aids: Aids<'_>, out: &Path) -> anyhow::Result<Option<Reading>> {
    let failed = || format!("cannot write {}", out.display());
    let mut table = BufWriter::new(File::create(out).with_context(failed)?);
    let mut written = writeln!(table, "offset,number,kind,field,value");
    let mut sink = |record: &Record<'_>| {
        if written.is_ok() {
            written = write_record(&mut table, record);
        }
    };
    let reading = formats::read(bytes, aids, Some(&mut sink));
    written.and_then(|()| table.flush()).with_context(failed)?;
    Ok(reading)
}

fn write_record(table: &mut impl Write, record: &Record<'_>) -> io::Result<()> {
    for (name, value) in record.names.iter().zip(record.values) {
        let (offset, number) = (record.offset, record.number);
        let value = value.to_string();
        let (kind, name, value) = (cell(record.kind), cell(name), cell(&value));
        writeln!(table, "{offset},{number},{kind},{name},{value}")?;
    }
    Ok(())
}

/// What a file says, for machines.
fn document(reading: Option<&Reading>) -> Value {
    let Some(reading) = reading else {
        return json!({"format": null, "version": null, "records": 0, "defects": [], "flights": [],
            "error": "no format that this program knows"});
    };
    json!({
        "format": reading.format,
        "version": reading.version,
        "decoder": reading.decoder,
        "records": reading.records,
        "defects": reading.defects,
        "flights": reading.flights.iter().map(flight).collect::<Vec<_>>(),
        "identities": identities_json(&reading.identities),
        "media": reading.media,
        "places": reading.places,
    })
}

fn flight(flight: &Flight) -> Value {
    let mut object = json!(flight.summary());
    if let Value::Object(object) = &mut object {
        object.insert("identities".into(), identities_json(&flight.identities));
        object.insert("operator_positions".into(), json!(flight.operators));
        object.insert("clock".into(), json!(flight.clock));
        object.insert("homes".into(), json!(flight.homes));
        object.insert("events".into(), json!(flight.events.len()));
        object.insert("power_samples".into(), json!(flight.power.len()));
        object.insert("media".into(), json!(flight.media));
    }
    object
}

/// What a file says, for a person.
fn in_words(reading: Option<&Reading>, size: usize) -> String {
    let Some(reading) = reading else {
        return format!("{size} bytes of no format that this program knows\n");
    };
    let version = reading
        .version
        .as_deref()
        .map(|version| format!(", version {version}"));
    let mut text = format!(
        "{}{}: {} records\n",
        reading.format.name(),
        version.unwrap_or_default(),
        reading.records
    );
    say_identities(&mut text, "", &identities_json(&reading.identities));
    for (number, flight) in reading.flights.iter().enumerate() {
        say_flight(&mut text, number.saturating_add(1), flight);
    }
    say_defects(&mut text, reading);
    shown(&text)
}

fn say_flight(text: &mut String, number: usize, flight: &Flight) {
    let summary = flight.summary();
    let utc = summary.start_utc.map(|utc| utc.to_string());
    let local = || {
        summary
            .start_local
            .map(|local| format!("{local} (zone unknown)"))
    };
    let start = utc.or_else(local).unwrap_or_else(|| "unknown".into());
    say!(
        text,
        "flight {number}: began {start}, lasted {}",
        lasting(summary.duration_s)
    );
    say!(text, "  positions      {}", summary.fixes);
    if let Some(home) = summary.home {
        let (latitude, longitude) = (home.latitude_deg(), home.longitude_deg());
        say!(
            text,
            "  home           {latitude:.6}, {longitude:.6} (set {} times)",
            summary.home_changes
        );
    }
    if let Some(distance) = summary.max_distance_m {
        let centre = summary
            .home
            .map_or("the first position", |_| "the first home");
        say!(text, "  farthest       {distance:.1} m from {centre}");
    }
    if let Some(height) = summary.max_height_m {
        say!(text, "  highest        {height:.1} m above the take-off");
    }
    if !flight.operators.is_empty() {
        say!(
            text,
            "  people         {} logged positions of the operator",
            flight.operators.len()
        );
    }
    say_identities(text, "  ", &identities_json(&flight.identities));
}

fn say_identities(text: &mut String, indent: &str, identities: &Value) {
    for (kind, value) in identities.as_object().into_iter().flatten() {
        let said = match value {
            Value::String(one) => line(one),
            Value::Array(several) => {
                let several: Vec<_> = several.iter().filter_map(Value::as_str).map(line).collect();
                several.join(", ")
            }
            _ => continue,
        };
        let kind = kind.replace('_', " ");
        say!(text, "{indent}{kind:<14} {said}");
    }
}

fn say_defects(text: &mut String, reading: &Reading) {
    let defects = &reading.defects;
    match defects.count() {
        0 => say!(text, "nothing damaged"),
        1 => say!(text, "1 defect:"),
        count => say!(text, "{count} defects:"),
    }
    for defect in defects.kept().iter().take(20) {
        let (offset, length) = (defect.offset, defect.length);
        say!(
            text,
            "  at byte {offset}, {length} bytes: {}",
            line(&defect.consequence)
        );
    }
    let more = defects.count().saturating_sub(20);
    if more > 0 {
        say!(text, "  and {more} more (--json lists them)");
    }
}
