//! Lines before the table that name things, as DroneDeploy writes them: `name TAB value`.

use super::rows::rows;
use crate::flight::{Identity, IdentityKind, Trace};

/// Who and what the lines name.
pub(super) fn identities(bytes: &[u8]) -> Vec<Identity> {
    let mut identities = Vec::new();
    for row in rows(bytes, 0, b'\t') {
        let mut cells = row.cells.iter().map(|cell| cell.text());
        let name = cells.next().unwrap_or_default();
        let (name, value) = match cells.next() {
            Some(value) => (name.into_owned(), value.into_owned()),
            None => spaced(&name),
        };
        let Some(kind) = kind(&name) else {
            continue;
        };
        let value = match kind {
            IdentityKind::App => format!("{} {value}", name.trim_start_matches('#')),
            IdentityKind::Firmware => format!(
                "{} {value}",
                name.trim_end_matches(" Firmware").to_ascii_lowercase()
            ),
            _ => value,
        };
        let is_said = !value.trim().is_empty() && !value.ends_with(' ');
        let trace = Trace::new(row.at as u64, 0);
        identities.extend(Identity::stated(kind, value.as_bytes(), trace).filter(|_| is_said));
    }
    identities
}

/// `User ID 5fac2b92…`: some names are followed by a blank, not by a tab.
fn spaced(line: &str) -> (String, String) {
    ["User ID", "Organization ID"]
        .iter()
        .find_map(|name| {
            Some((
                (*name).to_owned(),
                line.strip_prefix(name)?.trim().to_owned(),
            ))
        })
        .unwrap_or_default()
}

fn kind(name: &str) -> Option<IdentityKind> {
    Some(match name {
        "#DroneDeploy" => IdentityKind::App,
        "User ID" => IdentityKind::Account,
        "Device Model" | "Device Operating System" => IdentityKind::Device,
        "Device SSID" => IdentityKind::NetworkName,
        "Aircraft Model" => IdentityKind::Product,
        "Aircraft Name" => IdentityKind::AircraftName,
        "Battery Serial Number" => IdentityKind::BatterySerial,
        "Flight Controller Serial Number" => IdentityKind::FlightControllerSerial,
        "Remote Control Serial Number" => IdentityKind::RemoteSerial,
        "Camera Serial Number" => IdentityKind::CameraSerial,
        "Aircraft Firmware" | "Flight Controller Firmware" => IdentityKind::Firmware,
        "Session ID" => IdentityKind::FlightNumber,
        _ => return None,
    })
}
