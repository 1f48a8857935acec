//! The JSON document for machines; written packet by packet, so that a recording of hours needs no
//! memory.
//!
//! ```text
//! { "file": …, "packets": [ { "offset", "set", "checksum", "pid", "pts_s", "unit_offset", "items": [ { "tag", "name",
//!   "unit", "value" } ], "pose_centre", "defects" } ], "defects": [ { "offset", "flaw" } ], … }
//! ```

use std::io::{self, Write};
use std::path::Path;

use serde_json::{Map, Value as Json, json};

use super::{Carrier, MOST_DEFECTS, Said, Say, Totals, centre};
use crate::video::Defect;
use crate::video::klv::{Checksum, Contents, Definition, Item, LocalSet, Packet, Value, hex};
use crate::video::transport::Pts;

/// The document, as far as it has been written.
pub(super) struct Document {
    file: String,
    begun: bool,
    defects: Vec<Json>,
}

impl Document {
    pub(super) fn new(path: &Path) -> Self {
        Self {
            file: path.display().to_string(),
            begun: false,
            defects: Vec::new(),
        }
    }
}

impl Say for Document {
    fn say(&mut self, out: &mut dyn Write, said: &Said<'_>) -> io::Result<()> {
        match said {
            Said::Defect(wrong) => {
                if self.defects.len() < MOST_DEFECTS {
                    self.defects.push(defect(wrong));
                }
                Ok(())
            }
            Said::Packet(wanted, contents, carrier) => {
                let packet = packet(wanted, *contents, *carrier);
                if self.begun {
                    return write!(out, ",\n    {packet}");
                }
                self.begun = true;
                let file = json!(self.file);
                write!(
                    out,
                    "{{\n  \"file\": {file},\n  \"packets\": [\n    {packet}"
                )
            }
        }
    }

    fn end(&mut self, out: &mut dyn Write, totals: &Totals) -> io::Result<()> {
        let Totals {
            packets,
            pictures,
            defects,
        } = totals;
        let listed = json!(self.defects);
        let totals = json!({ "packets": packets, "pictures": pictures, "defects": defects });
        writeln!(
            out,
            "\n  ],\n  \"defects\": {listed},\n  \"totals\": {totals}\n}}"
        )
    }
}

fn defect(defect: &Defect) -> Json {
    json!({ "offset": defect.offset, "flaw": defect.flaw.to_string() })
}

fn packet(packet: &Packet, contents: Option<&Contents>, carrier: Option<Carrier>) -> Json {
    let mut members = Map::new();
    let mut put = |name: &str, value: Json| members.insert(name.to_owned(), value);
    put("offset", json!(packet.offset));
    put("bytes", json!(packet.bytes().len()));
    put("key", json!(hex(&packet.key().0)));
    if let Some(Carrier { pid, pts, offset }) = carrier {
        put("pid", json!(pid));
        put("pts_s", json!(pts.map(Pts::as_secs_f64)));
        put("unit_offset", json!(offset));
    }
    match contents {
        None => {
            put("value", json!(hex(packet.value())));
        }
        Some(contents) => {
            put("set", json!(contents.set.kind().name()));
            put("checksum", json!(checksum(contents.checksum)));
            put("items", items(&contents.set));
            if let Some(centre) = pose_centre(contents) {
                put("pose_centre", centre);
            }
            put("defects", contents.defects.iter().map(defect).collect());
        }
    }
    members.into()
}

const fn checksum(checksum: Checksum) -> &'static str {
    match checksum {
        Checksum::Right => "right",
        Checksum::Wrong { .. } => "wrong",
        Checksum::Missing => "missing",
        Checksum::None => "none belongs here",
    }
}

fn pose_centre(contents: &Contents) -> Option<Json> {
    let (found, off_m) = centre(contents)?;
    let [latitude, longitude] = found.position.into();
    Some(json!({
        "position": [latitude, longitude],
        "slant_range_m": found.distance_m,
        "from_stated_m": off_m,
    }))
}

fn items(set: &LocalSet) -> Json {
    set.items()
        .iter()
        .map(|item| self::item(set, item))
        .collect()
}

fn item(set: &LocalSet, item: &Item) -> Json {
    let Some(definition) = set.kind().definition(item.tag) else {
        return json!({ "tag": item.tag, "raw": hex(&item.value) });
    };
    let mut members = Map::new();
    members.insert("tag".to_owned(), json!(item.tag));
    members.insert("name".to_owned(), json!(definition.name));
    if !definition.unit.is_empty() {
        members.insert("unit".to_owned(), json!(definition.unit));
    }
    let (name, value) = value(set, definition, item);
    members.insert(name.to_owned(), value);
    members.into()
}

/// What an item says, and under which name: a number, a text … is its `value`.
fn value(set: &LocalSet, definition: &Definition, item: &Item) -> (&'static str, Json) {
    if let Some((inner, _)) = set.inner(item.tag) {
        return ("items", items(&inner));
    }
    if definition.holds_targets() {
        let (targets, _) = set.targets();
        let target =
            |t: &crate::video::klv::targets::Target| json!({ "id": t.id, "items": items(&t.set) });
        return ("targets", targets.iter().map(target).collect());
    }
    match definition.read(&item.value) {
        Err(_told) => ("raw", json!(hex(&item.value))),
        Ok(Value::Unknown) => ("value", Json::Null),
        Ok(Value::Number(number)) => ("value", json!(number)),
        Ok(Value::Special(special)) => ("special", json!(special.to_string())),
        Ok(Value::Count(count)) => ("value", json!(count)),
        Ok(Value::Integer(integer)) => ("value", json!(integer)),
        Ok(Value::Time(micros)) => ("value", json!(micros)),
        Ok(Value::Text(text)) => ("value", json!(text)),
        Ok(Value::Bytes(bytes)) => ("raw", json!(hex(&bytes))),
        Ok(value @ (Value::Horizon(_) | Value::Rate { .. })) => ("value", json!(value.shown(1.0))),
    }
}
