//! Who a log names: numbers of processors and batteries, names of networks, Remote ID.

use super::payload::{AutopilotVersion, BasicId};
use super::{Said, dialect};
use crate::flight::{Flight, Identity, IdentityKind};
use crate::record::Value;

use IdentityKind as Kind;

/// The texts that name something: the message, where the text stands, how long it is.
const TEXTS: &[(u32, usize, usize, Kind)] = &[
    (299, 0, 32, Kind::NetworkName),      // WIFI_CONFIG_AP.ssid
    (299, 32, 64, Kind::NetworkKey),      // WIFI_CONFIG_AP.password
    (370, 21, 16, Kind::BatterySerial),   // SMART_BATTERY_INFO.serial_number
    (396, 128, 32, Kind::AircraftSerial), // COMPONENT_INFORMATION_BASIC.serial_number
    (12905, 23, 20, Kind::RemoteId),      // OPEN_DRONE_ID_OPERATOR_ID.operator_id
];

/// The system's number, where it is first said.
pub(super) fn system(said: &Said<'_>) -> Identity {
    Identity {
        kind: Kind::SystemId,
        value: said.system.to_string(),
        trace: said.trace,
        confidence: said.confidence,
    }
}

/// Adds an identity that is not there yet.
pub(super) fn add(kind: Kind, text: &[u8], said: &Said<'_>, flight: &mut Flight) {
    let Some(mut identity) = Identity::stated(kind, text, said.trace) else {
        return;
    };
    identity.confidence = said.confidence;
    identity.once(&mut flight.identities);
}

/// Takes in what a message says of who it is.
pub(super) fn take(said: &Said<'_>, flight: &mut Flight) {
    for (_, at, length, kind) in TEXTS.iter().filter(|(id, ..)| *id == said.id) {
        add(
            *kind,
            dialect::text(said.payload.slice(*at, *length)),
            said,
            flight,
        );
    }
    match said.id {
        AutopilotVersion::ID => autopilot(AutopilotVersion::of(said.payload), said, flight),
        BasicId::ID => {
            let id = said.payload.slice(24, 20);
            // 1 and 2 are texts (serial number, registration), the others 16 bytes.
            let is_text = matches!(BasicId::of(said.payload).id_type, 1 | 2);
            let text = if is_text {
                dialect::text(id).to_vec()
            } else {
                hex(id).into_bytes()
            };
            add(Kind::RemoteId, &text, said, flight);
        }
        340 => add(
            Kind::RemoteId,
            hex(said.payload.slice(50, 18)).as_bytes(),
            said,
            flight,
        ),
        283 => {
            let uid = said.payload.slice(0, 8);
            add(Kind::GimbalSerial, hex(uid).as_bytes(), said, flight);
        }
        _ => {}
    }
}

fn autopilot(m: AutopilotVersion, said: &Said<'_>, flight: &mut Flight) {
    let uid2 = said.payload.slice(60, 18);
    let long = hex(uid2);
    if m.uid != 0 {
        let uid = format!("{:016x}", m.uid);
        add(Kind::FlightControllerSerial, uid.as_bytes(), said, flight);
    }
    add(Kind::FlightControllerSerial, long.as_bytes(), said, flight);
    let [kind, patch, minor, major] = m.flight_sw_version.to_le_bytes();
    if m.flight_sw_version != 0 {
        let stage = match kind {
            0 => " dev",
            64 => " alpha",
            128 => " beta",
            192 => " rc",
            _ => "",
        };
        let custom = said.payload.slice(36, 8);
        let text = format!("{major}.{minor}.{patch}{stage} ({})", hash(custom));
        add(Kind::Firmware, text.as_bytes(), said, flight);
    }
    if (m.vendor_id, m.product_id, m.board_version) != (0, 0, 0) {
        let text = format!(
            "USB {:04x}:{:04x}, board {:#x}",
            m.vendor_id, m.product_id, m.board_version
        );
        add(Kind::Hardware, text.as_bytes(), said, flight);
    }
}

/// ArduPilot writes the letters of a commit, PX4 its bytes, last first.
fn hash(custom: &[u8]) -> String {
    if custom.len() == 8 && custom.iter().all(u8::is_ascii_hexdigit) {
        return String::from_utf8_lossy(custom).into_owned();
    }
    let bytes: Vec<u8> = custom.iter().rev().copied().collect();
    let hash = Value::Bytes(&bytes).to_string();
    hash.trim_end_matches("00").to_owned()
}

/// Bytes in hex; nothing where they are all zero.
fn hex(bytes: &[u8]) -> String {
    if bytes.iter().all(|byte| *byte == 0) {
        return String::new();
    }
    Value::Bytes(bytes).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::dialect::DIALECT;

    #[test]
    fn every_text_is_where_the_dialect_has_it() {
        let check =
            |id, field, at| assert_eq!(DIALECT.message(id).unwrap().offset(field), Some(at));
        check(299, "ssid", 0);
        check(299, "password", 32);
        check(370, "serial_number", 21);
        check(396, "serial_number", 128);
        check(12_905, "operator_id", 23);
        check(12_900, "uas_id", 24);
        check(340, "uas_id", 50);
        check(148, "uid2", 60);
        check(148, "flight_custom_version", 36);
        check(147, "voltages", 10);
        check(253, "text", 1);
        check(263, "file_url", 50);
    }
}
