//! A flight with its wire, its signature and its folder: bytes in, bytes out, evidence kept.
//! It has no socket and no clock; the program and the tests move the bytes.

mod distrust;
mod ending;
pub mod evidence;
mod peers;
mod replay;
mod revoke;
mod surveying;
mod twin;

pub use ending::Ending;
pub use replay::{Replay, replay};

use std::net::SocketAddr;

use missions::geodesy::Position;
use missions::link::Conversation as _;
use missions::link::signing::Signing;
use missions::link::timers::earliest;
use missions::link::wire::{Frame, Writer};
use missions::time::{BootTime, UtcTime};

use crate::closing;
use crate::flight::Flight;
use crate::flight::event::Event as InFlight;
use crate::flight::operator::Order;
use crate::flight::orders::Orders;
use crate::flight::safety::Limits;
use crate::flown::{Flown, Seeing};
use crate::folder::{EVENTS, Folder, FolderError, Found, TLOG};
use crate::resume::{self, Before};
use crate::survey::surveying::Surveying;
use crate::told::{Event, Line};
use distrust::Distrust;
use peers::Peers;
use surveying::Draughts;
use twin::Twin;

/// A flight under way.
#[derive(Debug)]
pub struct Session {
    flight: Flight,
    flown: Flown,
    ending: Ending,
    /// The time as it was last told.
    clock: UtcTime,
    folder: Folder,
    peers: Peers,
    /// Pieces that arrived and were dropped before they could be read.
    dropped: u64,
    writer: Writer,
    signing: Option<Signing>,
    /// UTC at this program's second 0.
    epoch: UtcTime,
    synced: BootTime,
    /// What happened since it was last asked for.
    events: Vec<Event>,
    /// Where decisions were made, for the picture.
    marks: Vec<(Position, String)>,
    twin: Twin,
    distrust: Distrust,
    /// What the evidence lacks that neither track nor folder know of: from before, or of a survey.
    losses: Vec<String>,
    draughts: Draughts,
}

impl Session {
    /// Begins in a folder, or goes on with the flight that is in it.
    ///
    /// What the folder's frames say is believed as it was in the air: signed, where there is a
    /// key, and of the vehicle that the flight was begun with. So the time and the streams of the
    /// signature go on, too: nothing is believed twice because the program was started again.
    pub fn begin(
        mut orders: Orders,
        limits: Limits,
        (folder, found): (Folder, Found),
        mut signing: Option<Signing>,
        epoch: UtcTime,
    ) -> Result<Self, FolderError> {
        let events = folder.read(EVENTS)?.unwrap_or_default();
        let Before {
            mut past,
            system,
            was_withdrawn,
            mut losses,
        } = resume::before(&events);
        if !was_withdrawn && revoke::was_put_away(&folder) {
            past.withdrawn = Some(revoke::BY.to_owned());
        }
        orders.system = orders.system.or(system);
        let items = orders.items();
        let (flown, ending) = match folder.read(TLOG)?.filter(|_| found.continued) {
            Some(log) => {
                let replay = replay(&log, &items, orders.system, signing.as_mut());
                losses.extend(replay.losses);
                // Its events are gone: whatever was armed may have flown.
                let is_untold = events.is_empty() && replay.armed_until.is_some();
                past.taken_off |= replay.flown.was_airborne() || is_untold;
                past.armed_until = replay.armed_until.map(|at| at.to_string());
                (replay.flown, replay.ending)
            }
            None => (Flown::new(&items), Ending::default()),
        };
        let draughts = Draughts::after(past.at_station);
        let mut session = Self {
            flight: Flight::new(orders, limits, past),
            flown,
            ending,
            clock: epoch,
            folder,
            peers: Peers::default(),
            dropped: 0,
            writer: Writer::new(),
            signing,
            epoch,
            synced: BootTime::ZERO,
            events: Vec::new(),
            marks: Vec::new(),
            twin: Twin::default(),
            distrust: Distrust::default(),
            losses,
            draughts,
        };
        for torn in found.torn {
            session.note(BootTime::ZERO, Event::Torn(torn));
        }
        for held in found.leftovers {
            session.note(BootTime::ZERO, Event::Leftover(held));
        }
        for doubt in found.doubts {
            session.losses.push(doubt.what.clone());
            session.note(BootTime::ZERO, Event::Doubted(doubt));
        }
        session.collect(BootTime::ZERO);
        Ok(session)
    }

    /// Bytes arrived.
    pub fn receive(&mut self, now: BootTime, bytes: &[u8]) {
        self.receive_from(now, None, bytes);
    }

    /// Bytes arrived on a link that anybody can send to, and from where.
    pub fn receive_from(&mut self, now: BootTime, from: Option<SocketAddr>, bytes: &[u8]) {
        self.look_before_take_off(now);
        if let Some(news) = self.peers.push(now, from, bytes) {
            self.note(now, news);
        }
        while let Some(frame) = self.peers.reader(from).next_frame() {
            let utc = self.utc(now);
            self.folder.frame(utc, &frame.raw);
            if !self.is_believed(now, &frame) {
                continue;
            }
            self.look_for_twin(now, &frame);
            let Some(message) = frame.message() else {
                continue;
            };
            self.flight.handle(now, frame.from, message);
            if let Some(survey) = &mut self.draughts.survey {
                survey.handle(now, frame.from, message);
            }
            if self.flight.vehicle() == Some(frame.from) {
                self.peers.spoke(now, from);
                let hole = self.flown.handle(now, self.flight.autopilot(), message);
                let utc = self.utc(now);
                self.ending.look(utc, &self.flown);
                if let Some(hole) = hole {
                    let seconds = hole.seconds;
                    self.note(now, Event::TrackGap { seconds });
                }
            }
        }
        self.collect(now);
    }

    fn is_believed(&mut self, now: BootTime, frame: &Frame) -> bool {
        let utc = self.utc(now);
        let Some(signing) = &mut self.signing else {
            return true;
        };
        let verdict = signing.check(frame, utc);
        let (is_believed, news) = self.distrust.weigh(now, frame, verdict);
        if let Some(news) = news {
            self.note(now, news);
        }
        is_believed
    }

    fn look_for_twin(&mut self, now: BootTime, frame: &Frame) {
        let is_known = self.flight.vehicle().is_some();
        if is_known && frame.from == self.flight.address() && self.twin.is_news(now, &frame.raw) {
            let address = frame.from.to_string();
            self.note(now, Event::Twin { address });
        }
    }

    /// The time that [`Session::wake_at`] named has come.
    pub fn wake(&mut self, now: BootTime) {
        self.clock = self.utc(now);
        self.look_before_take_off(now);
        self.flight.handle_timeout(now);
        if now.since(self.synced).as_secs() >= 1 {
            self.synced = now;
            self.folder.sync(self.utc(now));
        }
        self.go_on_surveying(now);
        self.collect(now);
    }

    /// When it wants to be woken, at the latest.
    pub fn wake_at(&self) -> Option<BootTime> {
        let survey = self
            .draughts
            .survey
            .as_ref()
            .and_then(Surveying::poll_timeout);
        earliest([self.flight.poll_timeout(), survey])
    }

    /// The next frame to send.
    pub fn transmit(&mut self, now: BootTime) -> Option<Vec<u8>> {
        let flight = self.flight.poll_transmit();
        let transmit = flight.or_else(|| self.draughts.survey.as_mut()?.poll_transmit())?;
        let utc = self.utc(now);
        let plain = self.writer.frame(&transmit);
        let frame = match &mut self.signing {
            Some(signing) => signing.sign(&plain, utc),
            None => plain,
        };
        self.folder.frame(utc, &frame);
        self.twin.sent(&frame);
        Some(frame)
    }

    /// The operator said something.
    pub fn order(&mut self, now: BootTime, order: Order, by: &str) {
        self.flight.order(order, by);
        self.flight.handle_timeout(now);
        self.collect(now);
    }

    /// Writes something down that did not come from the flight.
    pub fn note(&mut self, now: BootTime, event: Event) {
        self.write(now, &event);
        self.events.push(event);
    }

    /// A flight that saw less than it was to see is told and written down; once it is over.
    pub fn note_seen(&mut self, now: BootTime, seeing: Option<&Seeing>) {
        let less = closing::seen(self, seeing).filter(closing::is_less);
        if let Some((shares, of_sortie)) = less.and_then(|less| Some((less, less.of_sortie?))) {
            let of_area = shares.of_area;
            self.note(now, Event::SawLess { of_sortie, of_area });
        }
    }

    /// What happened since the last call.
    pub fn news(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// Where the safety table decided what.
    pub fn marks(&self) -> &[(Position, String)] {
        &self.marks
    }

    /// The flight.
    pub const fn flight(&self) -> &Flight {
        &self.flight
    }

    /// What was flown.
    pub const fn flown(&self) -> &Flown {
        &self.flown
    }

    /// What of the flight's end is missing, in words.
    pub fn missing_end(&self) -> Option<String> {
        self.ending.missing(self.clock)
    }

    /// The folder.
    pub const fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Who is to be answered, on a link that anybody can send to.
    pub const fn peer(&self) -> Option<SocketAddr> {
        self.peers.peer()
    }

    /// So many pieces that arrived were dropped by the link.
    pub const fn count_dropped(&mut self, pieces: u64) {
        self.dropped = pieces;
    }

    /// Pieces that arrived and were dropped before they could be read.
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Bytes that arrived and belong to no frame.
    pub const fn garbage_bytes(&self) -> u64 {
        self.peers.counts().garbage_bytes
    }

    /// Frames that never came, by the gaps in the speakers' sequences.
    pub const fn lost_frames(&self) -> u64 {
        self.peers.counts().lost
    }

    /// What has been heard on the link, in words for who waits for an autopilot.
    pub fn heard(&self) -> String {
        let counts = self.peers.counts();
        let refused = self.refused_frames();
        let (frames, garbage) = (counts.frames, counts.garbage_bytes);
        if frames == 0 && garbage > 0 {
            return format!(
                "{garbage} bytes arrived, but no MAVLink: wrong speed, or something else speaks there"
            );
        }
        if frames == 0 {
            return "the link is open, but silent".into();
        }
        if refused == frames {
            return format!("{frames} MAVLink frames arrived, but none is signed with the key");
        }
        match self.flight.orders().system {
            Some(system) => format!(
                "{frames} MAVLink frames arrived, but no heartbeat of an autopilot of system {system}"
            ),
            None => format!(
                "{frames} MAVLink frames arrived, but no heartbeat of an autopilot that is known here"
            ),
        }
    }

    /// Frames that were not believed, because they were not signed as they should be.
    pub fn refused_frames(&self) -> u64 {
        self.signing.as_ref().map_or(0, Signing::refused)
    }

    /// What of the evidence is missing that neither track nor folder know of, in words.
    pub fn losses(&self) -> &[String] {
        &self.losses
    }

    /// UTC of a time of this program.
    pub fn utc(&self, now: BootTime) -> UtcTime {
        self.epoch + now.since(BootTime::ZERO)
    }

    fn collect(&mut self, now: BootTime) {
        while let Some(event) = self.flight.poll_event() {
            self.note(now, Event::Flight(event));
        }
        while let Some(trouble) = self.folder.trouble() {
            self.note(now, Event::Folder(trouble));
        }
        self.flight.unrecorded(self.folder.unrecorded());
    }

    fn place(&self) -> Option<Position> {
        self.flight.state()?.position.get()
    }

    fn write(&mut self, now: BootTime, event: &Event) {
        let time = self.utc(now);
        let utc = time.to_string();
        let at_s = now.as_secs_f64();
        if let (Event::Flight(InFlight::Decided(decision)), Some(place)) = (event, self.place()) {
            let what = decision
                .situation
                .map_or("goes on".into(), |situation| situation.to_string());
            self.marks.push((place, what));
        }
        self.folder.event(time, &Line { utc, at_s, event });
    }
}

#[cfg(test)]
mod tests;
