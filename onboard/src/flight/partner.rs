//! The autopilot at the other end: what is known of it, and the conversations with it.
//! It decides nothing; the stages of the flight ask through it and find the answers here.

use std::collections::{BTreeMap, VecDeque};
use std::mem;
use std::time::Duration;

use missions::geodesy::Position;
use missions::link::command::{self, Command, Outcome, Ticket};
use missions::link::dialect::{MavCmd, MavMessage};
use missions::link::manners::{Autopilot, FlightMode};
use missions::link::mission_transfer;
use missions::link::parameters;
use missions::link::timers::earliest;
use missions::link::{Conversation, Endpoint, Transmit};
use missions::telemetry::{EventKind, Landed, Severity, SystemStatus, VehicleState};
use missions::time::BootTime;

use super::failsafe::FailsafeSigns;
use super::meddling::Meddling;
use super::preflight::Capabilities;

/// The component that companion computers speak as (MAV_COMP_ID_ONBOARD_COMPUTER).
pub const ONBOARD_COMPUTER: u8 = 191;
/// A heartbeat older than this says nothing of the present.
const FRESH: Duration = Duration::from_secs(5);
/// A vehicle's clock that goes back by more than this was begun again.
const OUT_OF_ORDER: Duration = Duration::from_secs(3);
/// A velocity older than this says nothing of the present.
const PRESENT: Duration = Duration::from_secs(2);
/// Faster than this nothing moves that stands, metres per second: satellites alone err by less.
const FLIES_M_S: f64 = 2.0;
/// The reason of a refusal is said in a text of its own, before or after the answer; both leave
/// the autopilot within this time.
pub const REASONS_WITHIN: Duration = Duration::from_secs(1);
/// How many of the vehicle's complaints are remembered for a reason to be told.
const TEXTS: usize = 8;

/// The autopilot that we fly with.
#[derive(Debug)]
pub struct Partner {
    /// Whose manners it has.
    pub autopilot: Autopilot,
    /// Its address.
    pub address: Endpoint,
    /// What is known of it.
    pub state: VehicleState,
    /// What it says that it can do.
    pub capabilities: Option<Capabilities>,
    /// Its firmware's version, as it prints: `4.7.0`.
    pub version: Option<String>,
    /// The rally points that it holds, where they are not the plan's.
    pub rally: Option<Vec<Position>>,
    me: Endpoint,
    says: VecDeque<MavMessage>,
    commands: command::Client,
    /// Missions, fences, rally points.
    pub transfers: mission_transfer::Client,
    /// Its parameters.
    pub parameters: parameters::Client,
    began_again: bool,
    answers: BTreeMap<Ticket, Outcome>,
    texts: VecDeque<(BootTime, String)>,
    /// Signs that somebody else changes what it holds.
    pub meddling: Meddling,
    /// What it said of its own failsafes.
    pub failsafe: FailsafeSigns,
}

impl Partner {
    /// Found at `address`; we speak as its onboard computer.
    pub fn new(autopilot: Autopilot, address: Endpoint) -> Self {
        let me = Endpoint::new(address.system, ONBOARD_COMPUTER);
        Self {
            autopilot,
            address,
            state: VehicleState::default(),
            capabilities: None,
            version: None,
            rally: None,
            me,
            says: VecDeque::new(),
            commands: command::Client::new(me),
            transfers: mission_transfer::Client::new(me, address, autopilot),
            parameters: parameters::Client::new(me, address, autopilot),
            began_again: false,
            answers: BTreeMap::new(),
            texts: VecDeque::new(),
            meddling: Meddling::default(),
            failsafe: FailsafeSigns::default(),
        }
    }

    /// Takes in a message of the link; what happened to the vehicle comes back.
    pub fn handle(
        &mut self,
        now: BootTime,
        from: Endpoint,
        message: &MavMessage,
    ) -> Vec<EventKind> {
        self.meddling.hear(from, self.me, self.address, message);
        if from != self.address {
            return Vec::new();
        }
        if let MavMessage::AUTOPILOT_VERSION(m) = message {
            self.capabilities = Some(Capabilities(m.capabilities.bits()));
            self.version = Some(version(m.flight_sw_version));
        }
        self.commands.handle(now, from, message);
        self.transfers.handle(now, from, message);
        self.parameters.handle(now, from, message);
        self.collect();
        let before = (self.state.system.get(), self.state.position.measured());
        let happened = self.state.update(now, message);
        let after = (self.state.system.get(), self.state.position.measured());
        self.began_again |= began_again(before, after);
        let kinds: Vec<_> = happened.into_iter().map(|event| event.kind).collect();
        for kind in &kinds {
            self.failsafe.hear(now, kind);
            self.meddling.hear_text(kind);
            self.remember(now, kind);
        }
        kinds
    }

    /// Lets the conversations act on the time.
    pub fn handle_timeout(&mut self, now: BootTime) {
        self.commands.handle_timeout(now);
        self.transfers.handle_timeout(now);
        self.parameters.handle_timeout(now);
        self.collect();
    }

    /// What is to be sent.
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        let said = self.says.pop_front();
        said.map(|message| Transmit::new(self.me, message))
            .or_else(|| self.commands.poll_transmit())
            .or_else(|| self.transfers.poll_transmit())
            .or_else(|| self.parameters.poll_transmit())
    }

    /// When the conversations want to be called.
    pub fn poll_timeout(&self) -> Option<BootTime> {
        earliest([self.commands.poll_timeout(), self.transfers.poll_timeout()])
    }

    /// Sends a command; its answer is found with [`Partner::answer`].
    pub fn command(&mut self, now: BootTime, command: Command) -> Ticket {
        self.commands.send(now, self.address, command)
    }

    /// The answer to a command, once it has come; it is told once.
    pub fn answer(&mut self, ticket: Ticket) -> Option<Outcome> {
        self.answers.remove(&ticket)
    }

    /// Says something that is not answered.
    pub fn say(&mut self, message: MavMessage) {
        self.says.push_back(message);
    }

    /// Asks for one message (MAV_CMD_REQUEST_MESSAGE).
    pub fn request(&mut self, now: BootTime, message_id: u32) -> Ticket {
        let request = MavCmd::MAV_CMD_REQUEST_MESSAGE;
        self.command(now, Command::long(request, &[message_id as f32]))
    }

    /// Whether it has begun again since this was last asked.
    pub const fn take_began_again(&mut self) -> bool {
        mem::replace(&mut self.began_again, false)
    }

    /// The mode that it flies in.
    pub fn mode(&self) -> Option<FlightMode> {
        let mode = self.state.mode.get()?;
        Some(self.autopilot.mode(mode.number))
    }

    /// Seconds since its last heartbeat.
    pub fn silent_s(&self, now: BootTime) -> f64 {
        self.state
            .heartbeat
            .map_or(0.0, |heartbeat| now.since(heartbeat).as_secs_f64())
    }

    /// Motors armed, as its last heartbeat said.
    pub fn is_armed(&self) -> bool {
        self.state.armed.get() == Some(true)
    }

    /// Off the ground. Where it does not say (ArduPilot sends EXTENDED_SYS_STATE only when
    /// asked), an armed vehicle in state ACTIVE or worse flies: ArduPilot goes back to STANDBY on
    /// landing, and is CRITICAL while a failsafe lands it.
    pub fn is_airborne(&self, now: BootTime) -> bool {
        match self.state.landed.within(now, FRESH) {
            Some(Landed::OnGround) => self.flies_along(now),
            Some(_) => true,
            None => self.is_armed() && self.state.system.get().is_some_and(flies),
        }
    }

    /// It moves as nothing does that stands on the ground, whatever its land detector says: an
    /// ArduCopter says "on the ground" of itself as soon as it is disarmed, wherever it is
    /// (`AP_Arming_Copter::disarm` calls `set_land_complete(true)`).
    pub fn flies_along(&self, now: BootTime) -> bool {
        let velocity = self.state.velocity_ned_m_s.within(now, PRESENT);
        velocity.is_some_and(|[n, e, d]| n.hypot(e).hypot(d) > FLIES_M_S)
    }

    /// What it complained of since `since`, newest last.
    pub fn complaints(&self, since: BootTime) -> Vec<&str> {
        let recent = self.texts.iter().filter(|(at, _)| *at >= since);
        recent.map(|(_, text)| text.as_str()).collect()
    }

    /// An answer, with what it complained of since it was asked.
    pub fn with_complaints(&self, answer: String, since: BootTime) -> String {
        let said = self.complaints(since).join("; ");
        if said.is_empty() {
            return answer;
        }
        format!("{answer}; it said: {said}")
    }

    fn remember(&mut self, now: BootTime, kind: &EventKind) {
        if let EventKind::Text { severity, text } = kind
            && *severity <= Severity::Warning
        {
            self.texts.retain(|(_, known)| known != text);
            self.texts.push_back((now, text.clone()));
            if self.texts.len() > TEXTS {
                self.texts.pop_front();
            }
        }
    }

    fn collect(&mut self) {
        while let Some(event) = self.commands.poll_event() {
            if let command::ClientEvent::Done {
                ticket, outcome, ..
            } = event
            {
                self.answers.insert(ticket, outcome);
            }
        }
    }
}

/// States of a vehicle in the air.
const fn flies(status: SystemStatus) -> bool {
    use SystemStatus::{Active, Critical, Emergency, Terminated};
    matches!(status, Active | Critical | Emergency | Terminated)
}

/// What it said before and after a message: its state, and its own clock. Messages may come in
/// another order than they were sent, but not by much.
fn began_again(
    before: (Option<SystemStatus>, Option<BootTime>),
    after: (Option<SystemStatus>, Option<BootTime>),
) -> bool {
    use SystemStatus::{Booting, Calibrating, Unknown};
    let boots = after.0 == Some(Booting)
        && before
            .0
            .is_some_and(|was| !matches!(was, Unknown | Booting | Calibrating));
    let went_back = before.1.zip(after.1);
    let went_back = went_back.is_some_and(|(was, is)| was.since(is) > OUT_OF_ORDER);
    boots || went_back
}

/// `flight_sw_version`: major, minor, patch and kind of release, a byte each.
fn version(word: u32) -> String {
    let [major, minor, patch, _] = word.to_be_bytes();
    format!("{major}.{minor}.{patch}")
}

/// Commands that are said one after the other, each when the one before was accepted.
#[derive(Debug)]
pub struct Script {
    left: VecDeque<Command>,
    waits: Option<(Ticket, MavCmd)>,
}

/// How far a script is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptState {
    /// Waiting for an answer.
    Running,
    /// Everything was accepted.
    Done,
    /// A command was not.
    Refused {
        /// Which.
        command: String,
        /// What was said.
        answer: String,
    },
}

impl Script {
    /// These commands.
    pub fn new(commands: Vec<Command>) -> Self {
        Self {
            left: commands.into(),
            waits: None,
        }
    }

    /// Goes on as far as it can.
    pub fn run(&mut self, now: BootTime, partner: &mut Partner) -> ScriptState {
        if let Some((ticket, command)) = self.waits {
            match partner.answer(ticket) {
                None => return ScriptState::Running,
                Some(Outcome::Accepted(_)) => self.waits = None,
                Some(other) => {
                    self.waits = None;
                    self.left.clear();
                    return ScriptState::Refused {
                        command: format!("{command:?}"),
                        answer: words(other),
                    };
                }
            }
        }
        match self.left.pop_front() {
            Some(command) => {
                let name = command.command();
                self.waits = Some((partner.command(now, command), name));
                ScriptState::Running
            }
            None => ScriptState::Done,
        }
    }
}

/// An outcome in words.
pub fn words(outcome: Outcome) -> String {
    match outcome {
        Outcome::Accepted(_) => "accepted".into(),
        Outcome::Refused(result, 0) => format!("{result:?}"),
        Outcome::Refused(result, detail) => format!("{result:?} ({detail})"),
        Outcome::NoAnswer => "no answer".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The recorded ArduCopter and PX4.
    #[test]
    fn versions_are_printed_as_their_makers_do() {
        assert_eq!(version(67_567_616), "4.7.0");
        assert_eq!(version(17_498_112), "1.11.0");
    }
}
