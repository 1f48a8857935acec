//! Who and what a log names: in its details, and again and again among its records.

use super::course::Place;
use super::header::Details;
use super::names;
use super::records::{self, Recover};
use crate::flight::{Confidence, Identity, IdentityKind, Trace};

/// What the five names of details and of `Recover` are.
const NAMED: [IdentityKind; 5] = [
    IdentityKind::AircraftName,
    IdentityKind::AircraftSerial,
    IdentityKind::CameraSerial,
    IdentityKind::RemoteSerial,
    IdentityKind::BatterySerial,
];

/// Identities, each once.
#[derive(Debug, Default)]
pub(super) struct Identities(Vec<Identity>);

impl Identities {
    /// Takes a record whose content is plain.
    pub(super) fn take(&mut self, kind: u8, content: &[u8], place: Place) {
        match kind {
            13 => self.recover(content, place),
            15 => {
                for (part, version) in records::firmware(content) {
                    self.firmware(part, version, place);
                }
            }
            40 => {
                if let Some((part, serial)) = records::component(content) {
                    self.component(part, serial, place);
                }
            }
            _ => {}
        }
    }

    fn recover(&mut self, content: &[u8], place: Place) {
        let Some(recover) = Recover::of(content) else {
            return;
        };
        self.add(
            IdentityKind::Product,
            names::product(recover.product).as_bytes(),
            place,
        );
        self.app(recover.platform, recover.app, place);
        for (kind, text) in NAMED.into_iter().zip(recover.names) {
            self.add(kind, text, place);
        }
    }

    /// What the details say; they stand at the end or the beginning of the log.
    pub(super) fn of_details(&mut self, details: &Details) {
        let place = Place {
            trace: Trace::default(),
            confidence: Confidence::Stated,
        };
        let stated = std::mem::take(&mut self.0);
        self.add(
            IdentityKind::Product,
            names::product(details.product).as_bytes(),
            place,
        );
        self.app(details.platform, details.app, place);
        for (kind, text) in NAMED.into_iter().zip(&details.names) {
            self.add(kind, text, place);
        }
        for identity in stated {
            identity.once(&mut self.0);
        }
    }

    fn app(&mut self, platform: u8, [major, minor, patch]: [u8; 3], place: Place) {
        if [platform, major, minor, patch] != [0; 4] {
            let platform = names::platform(platform);
            let text = format!("{platform} {major}.{minor}.{patch}");
            self.add(IdentityKind::App, text.as_bytes(), place);
        }
    }

    fn firmware(&mut self, part: u8, version: [u8; 4], place: Place) {
        let part = match part {
            1 => "camera",
            3 => "flight controller",
            4 => "gimbal",
            6 => "remote control",
            11 => "battery",
            _ => return,
        };
        if version != [0; 4] {
            let [a, b, c, d] = version;
            let text = format!("{part} {a}.{b}.{c}.{d}");
            self.add(IdentityKind::Firmware, text.as_bytes(), place);
        }
    }

    fn component(&mut self, part: u16, serial: &[u8], place: Place) {
        let kind = match part {
            1 => IdentityKind::CameraSerial,
            2 => IdentityKind::AircraftSerial,
            3 => IdentityKind::RemoteSerial,
            4 => IdentityKind::BatterySerial,
            _ => return,
        };
        self.add(kind, serial, place);
    }

    fn add(&mut self, kind: IdentityKind, text: &[u8], place: Place) {
        let stated = Identity::stated(kind, text, place.trace);
        let is_number = |identity: &Identity| identity.value.bytes().any(|byte| byte != b'0');
        if let Some(mut identity) = stated.filter(is_number) {
            identity.confidence = place.confidence;
            identity.once(&mut self.0);
        }
    }

    /// All of them; a number that begins another of its kind was read before it was whole.
    pub(super) fn into_list(self) -> Vec<Identity> {
        let all = self.0;
        let begins = |part: &Identity| {
            all.iter().any(|whole| {
                whole.kind == part.kind
                    && whole.value.len() > part.value.len()
                    && whole.value.starts_with(&part.value)
            })
        };
        let is_part: Vec<bool> = all.iter().map(begins).collect();
        let whole = all.into_iter().zip(is_part).filter(|(_, is_part)| !is_part);
        whole.map(|(identity, _)| identity).collect()
    }
}
