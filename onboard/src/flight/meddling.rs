//! Signs that somebody else changes what the vehicle holds: another station's upload, the vehicle's
//! answer to it, or what it says of its lists. Where one is seen, the lists are read and compared:
//! a sign by itself proves nothing, and none proves no less.
//!
//! Of an upload over another link of the vehicle nothing but its effects is heard: a PX4 gives the
//! mission another id, an ArduPilot tells another number of items, where it is another. An ArduPilot
//! says "Flight plan received" on the link that the plan came by, which others may share.
//!
//! Sources: MAVLink's "Mission Protocol"; ArduPilot, `MissionItemProtocol_*.cpp`.

use missions::link::Endpoint;
use missions::link::dialect::{MavMessage, MavMissionResult};
use missions::telemetry::EventKind;

/// What ArduPilot says of lists that it has received.
const RECEIVED: [&str; 4] = [
    "Flight plan received",
    "Fence received",
    "Fence Indexed OK",
    "Rally points received",
];

/// Watches for them.
#[derive(Clone, Debug, Default)]
pub struct Meddling {
    sign: Option<String>,
    /// How many items the mission has and what it is called, as the vehicle last said.
    mission: Option<(u16, u32)>,
}

impl Meddling {
    /// What was seen counts no more: the lists are about to be read.
    pub fn forget(&mut self) {
        self.sign = None;
    }

    /// The first thing that was seen, in words.
    pub fn sign(&self) -> Option<&str> {
        self.sign.as_deref()
    }

    /// A message of whomever, on the link of `vehicle`, where `me` loads it.
    pub fn hear(&mut self, from: Endpoint, me: Endpoint, vehicle: Endpoint, message: &MavMessage) {
        let sign = if from == vehicle {
            self.told(me, message)
        } else if from == me || !vehicle.is_addressed_by(message) {
            None
        } else {
            uploads(message).then(|| format!("{from} is uploading to the vehicle"))
        };
        self.see(sign);
    }

    /// What the vehicle said in words.
    pub fn hear_text(&mut self, kind: &EventKind) {
        if let EventKind::Text { text, .. } = kind
            && RECEIVED.iter().any(|received| text.contains(received))
        {
            self.see(Some(format!("the vehicle said \"{text}\"")));
        }
    }

    fn told(&mut self, me: Endpoint, message: &MavMessage) -> Option<String> {
        match message {
            MavMessage::MISSION_ACK(m) if !me.is_addressed_by(message) => {
                let accepted = m.mavtype == MavMissionResult::MAV_MISSION_ACCEPTED;
                let (system, component) = (m.target_system, m.target_component);
                accepted.then(|| format!("the vehicle took a list of {system}/{component}"))
            }
            MavMessage::MISSION_CURRENT(m) => {
                let is = (m.total, m.mission_id);
                let was = self.mission.replace(is);
                was.filter(|was| *was != is).map(|(total, id)| {
                    format!(
                        "the vehicle's mission was of {total} items with id {id}, and is of {} with id {}",
                        is.0, is.1
                    )
                })
            }
            _ => None,
        }
    }

    fn see(&mut self, sign: Option<String>) {
        if self.sign.is_none() {
            self.sign = sign;
        }
    }
}

/// Whether this puts something into a vehicle. Who asks for a list only reads it.
#[expect(
    deprecated,
    reason = "old stations still say MISSION_ITEM and write in parts"
)]
const fn uploads(message: &MavMessage) -> bool {
    matches!(
        message,
        MavMessage::MISSION_COUNT(_)
            | MavMessage::MISSION_ITEM(_)
            | MavMessage::MISSION_ITEM_INT(_)
            | MavMessage::MISSION_CLEAR_ALL(_)
            | MavMessage::MISSION_WRITE_PARTIAL_LIST(_)
    )
}
