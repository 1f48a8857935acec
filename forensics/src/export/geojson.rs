//! All flights as one GeoJSON file (RFC 7946): a line a flight, points for homes, for logged
//! positions of people, and for pictures that say where they were taken.

use std::io::{self, Write};

use missions::geodesy::Position;
use serde_json::{Value, json};

use super::{flights, title};
use crate::exhibit::Exhibit;
use crate::flight::{Flight, Trace, identities_json};

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
        media.filter_map(|media| {
            let about = json!({"kind": media.kind, "name": media.name, "utc": media.utc});
            Some(point(media.position?, exhibit, about, media.trace))
        })
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
            "utc": operator.utc, "confidence": operator.confidence});
        point(operator.position, exhibit, about, operator.trace)
    }));
    features
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
