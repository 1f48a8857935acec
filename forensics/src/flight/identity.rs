//! Who and what a log names: serial numbers, names, accounts, radios, networks.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::{Confidence, Trace};
use crate::record::Value;

/// One name or number that tells devices and people apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// What it names.
    pub kind: IdentityKind,
    /// As it stands in the exhibit; bytes that are no text are spelt out in hex.
    pub value: String,
    /// Where it was read.
    pub trace: Trace,
    /// How far it can be trusted.
    pub confidence: Confidence,
}

/// What an identity names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum IdentityKind {
    /// Who made it.
    Maker,
    /// The maker's name of the model.
    Product,
    /// Serial number of the aircraft.
    AircraftSerial,
    /// Serial number or unique number of the flight controller or its processor.
    FlightControllerSerial,
    /// Serial number of the remote control.
    RemoteSerial,
    /// Serial number of a battery.
    BatterySerial,
    /// Serial number of a camera.
    CameraSerial,
    /// Serial number of a gimbal.
    GimbalSerial,
    /// The name that its owner gave the aircraft.
    AircraftName,
    /// The craft's name in a flight controller.
    CraftName,
    /// The pilot's name in a flight controller.
    PilotName,
    /// The name of a person: owner, photographer.
    PersonName,
    /// An account or e-mail address.
    Account,
    /// The app or the program that wrote the log, with its version.
    App,
    /// The telephone, tablet or computer that wrote the log.
    Device,
    /// The firmware and its version.
    Firmware,
    /// The board or its processor, by type.
    Hardware,
    /// The binding number of a radio (ExpressLRS and others).
    RadioUid,
    /// The address of a radio on the air (MAC).
    RadioAddress,
    /// A wireless network by its name.
    NetworkName,
    /// The key of a wireless network.
    NetworkKey,
    /// An identity broadcast by Remote ID.
    RemoteId,
    /// The MAVLink system number.
    SystemId,
    /// The number that the format gives the flight.
    FlightNumber,
}

impl Identity {
    /// An identity as a log states it; `None` where the text is empty once zero bytes, blanks and
    /// control characters are off its ends.
    pub fn stated(kind: IdentityKind, text: &[u8], trace: Trace) -> Option<Self> {
        let value = tidy(text);
        (!value.is_empty()).then_some(Self {
            kind,
            value,
            trace,
            confidence: Confidence::Stated,
        })
    }

    /// Adds it where nothing of its kind and value is there yet. A hostile log can name a million
    /// aircraft: beyond [`Self::MOST`] no more are taken.
    pub fn once(self, all: &mut Vec<Self>) {
        let is_known = |known: &Self| known.kind == self.kind && known.value == self.value;
        if all.len() < Self::MOST && !all.iter().any(is_known) {
            all.push(self);
        }
    }

    /// So many different ones are kept of one log.
    pub const MOST: usize = 1000;
}

/// The text of a field that is padded with zeros or blanks.
fn tidy(text: &[u8]) -> String {
    let end = text.iter().position(|byte| *byte == 0);
    let text = text.get(..end.unwrap_or(text.len())).unwrap_or(text);
    match std::str::from_utf8(text) {
        Ok(text) => text
            .trim_matches(|letter: char| letter.is_whitespace() || letter.is_control())
            .to_owned(),
        Err(_not_text) => Value::Bytes(text).to_string(),
    }
}

/// Identities as one JSON object: a kind that has several different values is a list of them.
pub fn identities_json<'a>(identities: impl IntoIterator<Item = &'a Identity>) -> Json {
    let mut object: Map<String, Json> = Map::new();
    for identity in identities {
        let Ok(Json::String(name)) = serde_json::to_value(identity.kind) else {
            continue;
        };
        let value = Json::String(identity.value.clone());
        match object.get_mut(&name) {
            None => drop(object.insert(name, value)),
            Some(Json::Array(values)) if !values.contains(&value) => values.push(value),
            Some(Json::Array(_)) => {}
            Some(one) if *one == value => {}
            Some(one) => *one = Json::Array(vec![one.take(), value]),
        }
    }
    Json::Object(object)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(text: &[u8], expected: Option<&str>) {
        let read = Identity::stated(IdentityKind::AircraftSerial, text, Trace::default());
        assert_eq!(read.map(|identity| identity.value).as_deref(), expected);
    }

    #[test]
    fn padding_is_no_part_of_a_serial_number() {
        check(b"03Z0600080\0\0junk", Some("03Z0600080"));
        check(b"  INAV FC \n", Some("INAV FC"));
        check(b"\0\0\0\0", None);
        check(b"\xff\xfe", Some("fffe"));
    }

    #[test]
    fn a_kind_with_two_values_is_a_list_and_repetitions_are_not() {
        let one =
            |kind, text: &str| Identity::stated(kind, text.as_bytes(), Trace::default()).unwrap();
        let identities = [
            one(IdentityKind::BatterySerial, "A"),
            one(IdentityKind::Product, "P"),
            one(IdentityKind::BatterySerial, "A"),
            one(IdentityKind::BatterySerial, "B"),
        ];
        let expected = json!({"battery_serial": ["A", "B"], "product": "P"});
        assert_eq!(identities_json(&identities), expected);
    }
}
