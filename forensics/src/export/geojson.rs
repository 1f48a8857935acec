//! All flights as one GeoJSON file (RFC 7946): a line a flight, points for homes, for logged
//! positions of people, and for pictures that say where they were taken.

use std::io::{self, Write};

use missions::geodesy::Position;
use missions::time::UtcTime;
use serde_json::{Value, json};

use super::{flights, title};
use crate::exhibit::Exhibit;
use crate::flight::{Flight, Media, Trace, identities_json};

/// Writes a feature collection, feature by feature.
pub fn geojson(exhibits: &[Exhibit], out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
    let mut comma: &[u8] = b"\n";
    for feature in features(exhibits) {
        out.write_all(comma)?;
        serde_json::to_writer(&mut *out, &feature)?;
        comma = b",\n";
    }
    out.write_all(b"\n]}\n")
}

fn features(exhibits: &[Exhibit]) -> impl Iterator<Item = Value> + '_ {
    let pictures = exhibits.iter().flat_map(|exhibit| {
        let media = exhibit.reading.iter().flat_map(|reading| &reading.media);
        media.filter_map(|media| picture(media, exhibit, None))
    });
    flights(exhibits)
        .flat_map(|(exhibit, number, flight)| of_flight(exhibit, number, flight))
        .chain(pictures)
}

fn of_flight(exhibit: &Exhibit, number: usize, flight: &Flight) -> Vec<Value> {
    let mut features = Vec::new();
    if !flight.fixes.is_empty() {
        features.push(line(exhibit, number, flight));
    }
    features.extend(flight.homes.iter().map(|home| {
        let about = json!({"kind": "home", "flight": number, "confidence": home.confidence});
        point(home.position, exhibit, about, home.trace)
    }));
    features.extend(flight.operators.iter().map(|operator| {
        let about = json!({"kind": "operator", "flight": number, "source": operator.source,
            "utc": text(operator.utc), "confidence": operator.confidence});
        point(operator.position, exhibit, about, operator.trace)
    }));
    let pictures = flight.media.iter();
    features.extend(pictures.filter_map(|media| picture(media, exhibit, Some(number))));
    features
}

/// A picture that says where it was taken; one that its flight's log tells has the flight's number.
fn picture(media: &Media, exhibit: &Exhibit, flight: Option<usize>) -> Option<Value> {
    let position = media.position?;
    let mut about = json!({"kind": media.kind, "name": media.name, "utc": text(media.utc)});
    if let (Some(flight), Some(about)) = (flight, about.as_object_mut()) {
        about.insert("flight".into(), json!(flight));
    }
    Some(point(position, exhibit, about, media.trace))
}

/// An instant as RFC 3339 has it.
fn text(utc: Option<UtcTime>) -> Option<String> {
    utc.map(|utc| utc.to_string())
}

/// The track as every program of this house writes it, with what the flight comes to.
fn line(exhibit: &Exhibit, number: usize, flight: &Flight) -> Value {
    let feature = flight.track().to_geojson();
    let mut feature = serde_json::to_value(feature).unwrap_or_default();
    if let Some(properties) = feature.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert("kind".into(), json!("flight"));
        properties.insert("title".into(), json!(title(exhibit, number, flight)));
        properties.insert("exhibit".into(), json!(exhibit.sha256));
        properties.insert("flight".into(), json!(number));
        properties.insert("summary".into(), json!(flight.summary()));
        properties.insert("identities".into(), identities_json(&flight.identities));
    }
    feature
}

fn point(position: Position, exhibit: &Exhibit, mut about: Value, trace: Trace) -> Value {
    if let Some(about) = about.as_object_mut() {
        about.insert("exhibit".into(), json!(exhibit.sha256));
        about.insert("offset".into(), json!(trace.offset));
        about.insert("record".into(), json!(trace.record));
    }
    let coordinates = [position.longitude_deg(), position.latitude_deg()];
    json!({"type": "Feature", "properties": about,
        "geometry": {"type": "Point", "coordinates": coordinates}})
}
