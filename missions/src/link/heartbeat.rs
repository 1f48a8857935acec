//! One heartbeat a second, and who else is there: both halves say and watch the same.
//!
//! Source: mavlink.io, "Heartbeat/Connection Protocol".

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::dialect::{HEARTBEAT_DATA, MavAutopilot, MavMessage, MavModeFlag, MavState, MavType};
use super::manners::{Autopilot, FlightMode};
use super::timers::earliest;
use super::{Conversation, Endpoint, Transmit};
use crate::time::BootTime;

const EACH: Duration = Duration::from_secs(1);
/// The protocol's page calls a component lost after 4 or 5 missing heartbeats.
const LOST_AFTER: Duration = Duration::from_secs(5);

/// What a component says of itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Own {
    /// What it is.
    pub kind: MavType,
    /// Whose autopilot; `MAV_AUTOPILOT_INVALID` for what is no autopilot.
    pub autopilot: MavAutopilot,
    /// Armed, and what stabilises and flies.
    pub base_mode: MavModeFlag,
    /// The autopilot's own number of its mode.
    pub custom_mode: u32,
    /// Booting, standing by, flying …
    pub state: MavState,
}

impl Own {
    /// What is no vehicle: a ground station, an onboard computer, a camera, a gimbal.
    pub const fn component(kind: MavType) -> Self {
        Self {
            kind,
            autopilot: MavAutopilot::MAV_AUTOPILOT_INVALID,
            base_mode: MavModeFlag::empty(),
            custom_mode: 0,
            state: MavState::MAV_STATE_ACTIVE,
        }
    }
}

/// What another component says of itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peer {
    /// Its address.
    pub endpoint: Endpoint,
    /// What it is.
    pub kind: MavType,
    /// Whose manners it has; none for what is no autopilot, or another's.
    pub autopilot: Option<Autopilot>,
    /// Motors may turn.
    pub is_armed: bool,
    /// The autopilot's own number of its mode.
    pub custom_mode: u32,
    /// The same in words; none without known manners.
    pub mode: Option<FlightMode>,
    /// Booting, standing by, flying …
    pub state: MavState,
    /// When it was last heard.
    pub heard: BootTime,
    /// Whether it is missing.
    pub is_lost: bool,
}

/// What the owner is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// Heard for the first time.
    Found(Peer),
    /// It armed, disarmed, changed its mode or its state.
    Changed {
        /// As it was.
        before: Peer,
        /// As it is.
        now: Peer,
    },
    /// Not heard for some time; as it was.
    Lost(Peer),
    /// Heard again after it was lost.
    Back(Peer),
}

/// Says one's own heartbeat and watches the others'.
#[derive(Debug)]
pub struct Heartbeat {
    me: Endpoint,
    own: Own,
    next: BootTime,
    peers: BTreeMap<Endpoint, Peer>,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

impl Heartbeat {
    /// Speaks as `me`, at once and then once a second; others are lost after 5 s.
    pub const fn new(me: Endpoint, own: Own) -> Self {
        Self {
            me,
            own,
            next: BootTime::ZERO,
            peers: BTreeMap::new(),
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// What is said of oneself from now on.
    pub const fn set_own(&mut self, own: Own) {
        self.own = own;
    }

    /// One who was heard, lost or not.
    pub fn peer(&self, endpoint: Endpoint) -> Option<&Peer> {
        self.peers.get(&endpoint)
    }

    /// All who were heard, in the order of their addresses.
    pub fn peers(&self) -> impl Iterator<Item = &Peer> {
        self.peers.values()
    }

    /// The vehicles among them whose manners are known.
    pub fn vehicles(&self) -> impl Iterator<Item = &Peer> {
        self.peers().filter(|peer| peer.autopilot.is_some())
    }

    fn message(&self) -> MavMessage {
        MavMessage::HEARTBEAT(HEARTBEAT_DATA {
            custom_mode: self.own.custom_mode,
            mavtype: self.own.kind,
            autopilot: self.own.autopilot,
            base_mode: self.own.base_mode,
            system_status: self.own.state,
            mavlink_version: 3,
        })
    }

    fn heard(&mut self, now: Peer) {
        let event = match self.peers.insert(now.endpoint, now) {
            None => Event::Found(now),
            Some(before) if before.is_lost => Event::Back(now),
            Some(before) if before.says() != now.says() => Event::Changed { before, now },
            Some(_) => return,
        };
        self.events.push_back(event);
    }

    fn miss(&mut self, now: BootTime) {
        for peer in self.peers.values_mut() {
            if !peer.is_lost && now >= peer.heard + LOST_AFTER {
                peer.is_lost = true;
                self.events.push_back(Event::Lost(*peer));
            }
        }
    }
}

impl Peer {
    fn new(now: BootTime, endpoint: Endpoint, heartbeat: &HEARTBEAT_DATA) -> Self {
        let autopilot = Autopilot::recognise(heartbeat.autopilot);
        let custom_mode = heartbeat.custom_mode;
        Self {
            endpoint,
            kind: heartbeat.mavtype,
            autopilot,
            is_armed: heartbeat
                .base_mode
                .contains(MavModeFlag::MAV_MODE_FLAG_SAFETY_ARMED),
            custom_mode,
            mode: autopilot.map(|autopilot| autopilot.mode(custom_mode)),
            state: heartbeat.system_status,
            heard: now,
            is_lost: false,
        }
    }

    const fn says(&self) -> (bool, u32, u8) {
        (self.is_armed, self.custom_mode, self.state as u8)
    }
}

impl Conversation for Heartbeat {
    type Event = Event;

    fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        if let MavMessage::HEARTBEAT(heartbeat) = message
            && from != self.me
        {
            self.heard(Peer::new(now, from, heartbeat));
        }
    }

    fn handle_timeout(&mut self, now: BootTime) {
        if now >= self.next {
            self.next = now.max(self.next) + EACH;
            let message = self.message();
            self.transmits.push_back(Transmit::new(self.me, message));
        }
        self.miss(now);
    }

    fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits.pop_front()
    }

    fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn poll_timeout(&self) -> Option<BootTime> {
        let present = self.peers.values().filter(|peer| !peer.is_lost);
        let losses = present.map(|peer| Some(peer.heard + LOST_AFTER));
        earliest(losses.chain([Some(self.next)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::pair::{Network, Pair};

    fn pair(network: Network) -> Pair<Heartbeat, Heartbeat> {
        let ground = Own::component(MavType::MAV_TYPE_GCS);
        let copter = Own {
            kind: MavType::MAV_TYPE_QUADROTOR,
            autopilot: MavAutopilot::MAV_AUTOPILOT_ARDUPILOTMEGA,
            base_mode: MavModeFlag::MAV_MODE_FLAG_CUSTOM_MODE_ENABLED,
            custom_mode: 4,
            state: MavState::MAV_STATE_STANDBY,
        };
        let client = Heartbeat::new(Endpoint::new(255, 190), ground);
        let server = Heartbeat::new(Endpoint::new(1, 1), copter);
        Pair::new(client, server, network, 1)
    }

    #[test]
    fn a_vehicle_is_recognised() {
        let mut pair = pair(Network::PERFECT);
        pair.run(Duration::from_secs(3));
        let [Event::Found(copter)] = pair.client_events.as_slice() else {
            panic!("{:?}", pair.client_events);
        };
        assert_eq!(copter.autopilot, Some(Autopilot::ArduPilot));
        assert_eq!(
            (copter.mode, copter.is_armed),
            (Some(FlightMode::Guided), false)
        );
        assert_eq!(
            pair.server.vehicles().count(),
            0,
            "a ground station is no vehicle"
        );
    }

    #[test]
    fn one_a_second_is_said() {
        let mut pair = pair(Network::PERFECT);
        pair.run(Duration::from_millis(10_500));
        assert_eq!(pair.sent, 22);
    }

    #[test]
    fn arming_and_a_change_of_mode_are_told() {
        let mut pair = pair(Network::PERFECT);
        pair.run(Duration::from_secs(2));
        let own = Own {
            custom_mode: 3,
            base_mode: MavModeFlag::MAV_MODE_FLAG_SAFETY_ARMED,
            ..pair.server.own
        };
        pair.server.set_own(own);
        pair.run(Duration::from_secs(3));
        let Some(Event::Changed { before, now }) = pair.client_events.last() else {
            panic!("{:?}", pair.client_events);
        };
        assert_eq!(
            (before.mode, now.mode),
            (Some(FlightMode::Guided), Some(FlightMode::Mission))
        );
        assert!(!before.is_armed && now.is_armed);
        assert_eq!(pair.client_events.len(), 2);
    }

    #[test]
    fn silence_is_told_once_and_so_is_the_return() {
        let mut pair = pair(Network::PERFECT);
        pair.run(Duration::from_secs(2));
        pair.set_network(Network {
            loss: 1.0,
            ..Network::PERFECT
        });
        pair.run(Duration::from_secs(20));
        pair.set_network(Network::PERFECT);
        pair.run(Duration::from_secs(3));
        let told: Vec<_> = pair
            .client_events
            .iter()
            .map(std::mem::discriminant)
            .collect();
        let copter = *pair.client.peer(Endpoint::new(1, 1)).unwrap();
        let expected = [
            Event::Found(copter),
            Event::Lost(copter),
            Event::Back(copter),
        ];
        assert_eq!(told, expected.map(|event| std::mem::discriminant(&event)));
    }
}
