//! One vehicle with its MAVLink face: bytes in, time on, bytes out. No socket and no clock.

mod card;
mod lens;
mod lists;
mod mount;
mod servers;
mod table;

use std::time::Duration;

use missions::link::command::{Command, ServerEvent as CommandEvent};
use missions::link::dialect::{HEARTBEAT_DATA, MavMessage, MavResult, MavType};
use missions::link::signing::Signing;
use missions::link::{Conversation, Endpoint, Transmit};
use missions::time::{BootTime, UtcTime};

use super::announcements::Announcements;
use super::commands::{self, Given};
use super::radio::Radio;
use super::snapshot::Snapshot;
use super::streams::Streams;
use super::{courtesies, observe, pilot, requests, setpoints, telemetry};
use crate::eye::Optics;
use crate::faults::{Fault, LinkFault};
use crate::vehicle::Vehicle;
use crate::vehicle::autopilot::{AutopilotEvent, Severity};
use crate::vehicle::modes::{Manner, modelled};
use servers::Servers;

/// How often servers are asked what is due.
const SERVICE_PERIOD: Duration = Duration::from_millis(10);
/// The autopilot's component number, `MAV_COMP_ID_AUTOPILOT1`.
const AUTOPILOT: u8 = 1;

/// One vehicle with its MAVLink face.
#[derive(Debug)]
pub struct Station {
    me: Endpoint,
    manner: Manner,
    radio: Radio,
    streams: Streams,
    announcements: Announcements,
    servers: Servers,
    now: BootTime,
    utc: UtcTime,
    next_service: BootTime,
}

impl Station {
    /// The face of a vehicle behind a link with these faults.
    pub fn new(vehicle: &Vehicle, faults: &[Fault<LinkFault>], seed: u64) -> Self {
        Self::with_camera(vehicle, faults, seed, None)
    }

    /// The same, its camera being this one.
    pub fn with_camera(
        vehicle: &Vehicle,
        faults: &[Fault<LinkFault>],
        seed: u64,
        optics: Option<&Optics>,
    ) -> Self {
        let manner = vehicle.manner();
        let me = Endpoint::new(vehicle.system(), AUTOPILOT);
        Self {
            me,
            manner,
            radio: Radio::new(seed, vehicle.name(), faults),
            streams: Streams::new(manner),
            announcements: Announcements::new(manner),
            servers: Servers::new(me, vehicle, optics),
            now: vehicle.now(),
            utc: vehicle.utc(),
            next_service: BootTime::ZERO,
        }
    }

    /// Bytes arrive from the ground, to be heard as soon as the link lets them through.
    pub fn handle_bytes(&mut self, bytes: &[u8]) {
        self.radio.take(self.now, self.utc, bytes);
    }

    /// Goes on to the time of its vehicle, which has just been stepped.
    pub fn step(&mut self, vehicle: &mut Vehicle) {
        let now = vehicle.now();
        (self.now, self.utc) = (now, vehicle.utc());
        let mut heard = false;
        while let Some((from, message)) = self.radio.hear(now) {
            self.hear(vehicle, from, &message);
            heard = true;
        }
        let happened = self.announce(vehicle);
        if heard || happened || now >= self.next_service {
            self.next_service = now + SERVICE_PERIOD;
            self.serve(vehicle);
        }
        self.stream(vehicle);
    }

    /// Where the gimbal is turned (yaw from the nose, pitch, radians) and how far to zoom, from 1.
    pub fn view(&self) -> ([f64; 2], f64) {
        self.servers.view()
    }

    /// Whole packets that have come down the link by now.
    pub fn poll_bytes(&mut self) -> Vec<u8> {
        self.radio.give(self.now)
    }

    fn snapshot(&self, vehicle: &Vehicle) -> Snapshot {
        observe::snapshot(vehicle, self.servers.mission_names())
    }

    /// Signs what is said, and asks what is heard to be signed as `signing` says.
    pub fn sign(&mut self, signing: Signing) {
        self.radio.sign(signing);
    }

    fn say(&mut self, message: MavMessage) {
        let transmit = Transmit::new(self.me, message);
        self.radio.say(self.now, self.utc, &transmit);
    }

    fn hear(&mut self, vehicle: &mut Vehicle, from: Endpoint, message: &MavMessage) {
        if from == self.me {
            return; // its own words, sent back by a careless router
        }
        match message {
            MavMessage::HEARTBEAT(beat) => self.hear_heartbeat(vehicle, from, beat),
            _ if self.me.is_addressed_by(message) => self.obey(vehicle, from, message),
            _ => {}
        }
        if let Some(answer) = courtesies::answer(self.now, self.manner, from, message) {
            self.say(answer);
        }
        self.servers.handle(self.now, from, message);
    }

    /// What is said to the autopilot and is no conversation.
    #[expect(
        deprecated,
        reason = "ArduPilot's own ground stations ask for streams by group"
    )]
    fn obey(&mut self, vehicle: &mut Vehicle, from: Endpoint, message: &MavMessage) {
        let senses = *vehicle.senses();
        let may_fly = self.is_ground(vehicle, from);
        let autopilot = vehicle.autopilot();
        // What is refused here has no acknowledgement in MAVLink.
        match message {
            MavMessage::REQUEST_DATA_STREAM(m) => {
                let hertz = m.req_message_rate * u16::from(m.start_stop.min(1));
                self.streams
                    .set_group(self.now, m.req_stream_id as u8, hertz);
            }
            MavMessage::SET_MODE(m) => {
                if let Some(mode) = modelled(self.manner, m.custom_mode) {
                    autopilot.set_mode(mode).unwrap_or_default();
                }
            }
            MavMessage::MISSION_SET_CURRENT(m) => {
                autopilot.set_current_item(m.seq).unwrap_or_default();
            }
            MavMessage::SET_POSITION_TARGET_GLOBAL_INT(m) => {
                setpoints::global(autopilot, m).unwrap_or_default();
            }
            MavMessage::SET_POSITION_TARGET_LOCAL_NED(m) => {
                setpoints::local(autopilot, &senses, m).unwrap_or_default();
            }
            MavMessage::MANUAL_CONTROL(m) if may_fly => {
                autopilot.hear_pilot(pilot::of_joystick(m));
            }
            MavMessage::RC_CHANNELS_OVERRIDE(m) if may_fly => {
                autopilot.hear_pilot(pilot::of_channels(m));
            }
            _ => {}
        }
    }

    /// ArduPilot listens to the pilot's sticks only from the station `SYSID_MYGCS`.
    fn is_ground(&self, vehicle: &Vehicle, from: Endpoint) -> bool {
        let parameters = vehicle.asked().parameters();
        self.manner == Manner::Px4
            || parameters
                .get("SYSID_MYGCS")
                .is_none_or(|system| system == f64::from(from.system))
    }

    fn hear_heartbeat(&self, vehicle: &mut Vehicle, from: Endpoint, beat: &HEARTBEAT_DATA) {
        if beat.mavtype == MavType::MAV_TYPE_GCS && self.is_ground(vehicle, from) {
            vehicle.autopilot().hear_ground();
        }
    }

    /// Tells what happened in the autopilot; whether anything did.
    fn announce(&mut self, vehicle: &mut Vehicle) -> bool {
        let mut happened = false;
        while let Some(event) = vehicle.autopilot().poll_event() {
            if let AutopilotEvent::Picture(picture) = &event {
                self.servers.took(self.utc, picture);
            }
            let state = self.snapshot(vehicle);
            for message in self.announcements.of(&event, &state) {
                self.say(message);
            }
            happened = true;
        }
        happened
    }

    /// Lets the servers speak, and carries out what they were asked.
    fn serve(&mut self, vehicle: &mut Vehicle) {
        let now = self.now;
        self.servers.look_at(now, vehicle);
        while let Some(CommandEvent::Request { id, command, .. }) = self.servers.next_command() {
            let result = self.carry_out(vehicle, &command);
            self.servers.answer(id, result);
        }
        for text in self.servers.settle(vehicle) {
            self.tell(Severity::Error, &text);
        }
        self.announce(vehicle);
        while let Some(transmit) = self.servers.poll_transmit() {
            self.radio.say(self.now, self.utc, &transmit);
        }
        if let Some(message) = self.announcements.again(now, vehicle.asked().mode()) {
            self.say(message);
        }
    }

    fn carry_out(&mut self, vehicle: &mut Vehicle, command: &Command) -> MavResult {
        let given = Given::of(command);
        let state = self.snapshot(vehicle);
        if let Some(answer) = requests::answer(&given, &mut self.streams, &state, self.manner) {
            for message in answer.messages {
                self.say(message);
            }
            if let Some(text) = answer.text {
                self.tell(Severity::Info, &text);
            }
            return answer.result;
        }
        let senses = *vehicle.senses();
        commands::execute(vehicle.autopilot(), &senses, &given)
            .unwrap_or(MavResult::MAV_RESULT_UNSUPPORTED)
    }

    fn tell(&mut self, severity: Severity, text: &str) {
        for message in self.announcements.text(severity, text) {
            self.say(message);
        }
    }

    /// Sends the telemetry that is due.
    fn stream(&mut self, vehicle: &Vehicle) {
        if self.now < self.streams.next() {
            return;
        }
        let state = self.snapshot(vehicle);
        for id in self.streams.due(self.now) {
            let message =
                telemetry::known(self.manner, id).and_then(|build| build(&state, self.manner));
            if let Some(message) = message {
                self.say(message);
            }
        }
    }
}

/// Lets a paced server say all that has become due since the last look.
fn catch_up(server: &mut impl Conversation, now: BootTime) {
    for _ in 0..MOST_AT_ONCE {
        match server.poll_timeout() {
            Some(due) if due <= now => server.handle_timeout(now),
            _ => break,
        }
    }
}

/// Messages of one server at one look: more wait for the next.
const MOST_AT_ONCE: usize = 1000;
