//! The asking half: one job after the other, each a row of requests of which one is open.

mod download;
mod event;
mod listing;
mod single;
mod upload;

use std::collections::VecDeque;
use std::time::Duration;

use super::{ErrorCode, Opcode, Payload};
use crate::link::dialect::MavMessage;
use crate::link::timers::{Expiry, Retry};
use crate::link::{Conversation, Endpoint, Transmit};
use crate::time::BootTime;
use download::Download;
pub use event::{Event, FtpError, Partial};
use listing::Listing;
use single::Single;
use upload::Upload;

/// Without a reply a request is said again after this time …
const AGAIN_AFTER: Duration = Duration::from_millis(500);
/// … this often, with nothing heard in between.
const REPEATS: u32 = 20;
/// Each job's numbers begin so far beyond the last job's that its late packets are recognised
/// by their distance. A burst is 100 packets or so.
const JOB_GAP: u16 = 1024;
/// No file above this size is loaded, unless told otherwise: the whole is kept in memory.
const LARGEST: u32 = 256 << 20;

/// What a job does next.
enum Next {
    /// Says something new.
    Ask(Payload),
    /// Waits for more; it was of use.
    Listen,
    /// As if nothing had come.
    Ignore,
    /// It is over.
    Done(Event),
    /// It is over, and failed.
    Fail(FtpError),
}

/// A reply: ACK, or NAK with its code.
type Reply<'a> = Result<&'a Payload, ErrorCode>;

/// A row of requests. Numbers, repeats and time are the client's.
trait Job: std::fmt::Debug + Send {
    /// The file or folder.
    fn path(&self) -> &str;
    /// The first request.
    fn start(&mut self) -> Payload;
    /// A reply came.
    fn reply(&mut self, reply: Reply<'_>) -> Next;
    /// Nothing came for a while: another request than before, if that is of more use.
    fn silence(&mut self) -> Option<Payload> {
        None
    }
    /// How far it is, of how much.
    fn progress(&self) -> Option<(u32, u32)> {
        None
    }
    /// What is left of it when it fails.
    fn partial(&mut self) -> Option<Partial> {
        None
    }
}

/// The asking half, of one server. Jobs wait for each other.
#[derive(Debug)]
pub struct Client {
    me: Endpoint,
    server: Endpoint,
    largest: u32,
    next_seq: u16,
    queue: VecDeque<Box<dyn Job>>,
    active: Option<Active>,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

#[derive(Debug)]
struct Active {
    job: Box<dyn Job>,
    request: Payload,
    retry: Retry,
    percent: u64,
}

impl Client {
    /// A client that speaks as `me` with the files of `server`.
    pub const fn new(me: Endpoint, server: Endpoint) -> Self {
        Self {
            me,
            server,
            largest: LARGEST,
            next_seq: 0,
            queue: VecDeque::new(),
            active: None,
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// Allows files of up to `bytes`, instead of 256 MiB.
    pub const fn allow(&mut self, bytes: u32) {
        self.largest = bytes;
    }

    /// Lists a folder.
    pub fn list(&mut self, now: BootTime, path: &str) {
        self.add(now, path, Listing::new(path));
    }

    /// Downloads a file, by bursts, and compares its checksum where the server has one.
    pub fn download(&mut self, now: BootTime, path: &str) {
        self.add(now, path, Download::new(path, self.largest));
    }

    /// Goes on with a download that failed. If the file's size has changed, it begins anew.
    pub fn resume(&mut self, now: BootTime, partial: Partial) {
        let path = partial.path.clone();
        self.add(now, &path, Download::resumed(partial, self.largest));
    }

    /// Uploads a file, replaces what is there, and compares the checksum where the server has one.
    pub fn upload(&mut self, now: BootTime, path: &str, bytes: Vec<u8>) {
        self.add(now, path, Upload::new(path, bytes));
    }

    /// Asks for a file's checksum.
    pub fn checksum(&mut self, now: BootTime, path: &str) {
        self.add(now, path, Single::new(Opcode::CalcFileCrc32, path));
    }

    /// Removes a file.
    pub fn remove(&mut self, now: BootTime, path: &str) {
        self.add(now, path, Single::new(Opcode::RemoveFile, path));
    }

    /// Creates a folder.
    pub fn create_folder(&mut self, now: BootTime, path: &str) {
        self.add(now, path, Single::new(Opcode::CreateDirectory, path));
    }

    /// Removes an empty folder.
    pub fn remove_folder(&mut self, now: BootTime, path: &str) {
        self.add(now, path, Single::new(Opcode::RemoveDirectory, path));
    }

    /// Cuts a file off, or fills it up with zeros.
    pub fn truncate(&mut self, now: BootTime, path: &str, size: u32) {
        self.add(now, path, Single::truncate(path, size));
    }

    /// Renames a file or folder.
    pub fn rename(&mut self, now: BootTime, from: &str, to: &str) {
        let both = format!("{from}\0{to}");
        self.add(now, &both, Single::rename(from, &both));
    }

    /// Closes all our sessions there: those of a program that was killed, say.
    pub fn reset(&mut self, now: BootTime) {
        self.add(now, "", Single::new(Opcode::ResetSessions, ""));
    }

    /// Ends the job under way; its failure says `Cancelled` and has what arrived. The session
    /// there is left to its timeout.
    pub fn cancel(&mut self, now: BootTime) {
        self.fail(now, FtpError::Cancelled);
    }

    /// Whether nothing is under way.
    pub const fn is_idle(&self) -> bool {
        self.active.is_none()
    }

    fn add(&mut self, now: BootTime, path: &str, job: impl Job + 'static) {
        if path.len() > super::payload::ROOM {
            self.events.push_back(Event::Failed {
                path: path.to_owned(),
                error: FtpError::PathTooLong(path.len()),
                partial: None,
            });
            return;
        }
        self.queue.push_back(Box::new(job));
        self.start(now);
    }

    /// Begins with the next job, if there is one and nothing is under way.
    fn start(&mut self, now: BootTime) {
        if self.active.is_some() {
            return;
        }
        let Some(mut job) = self.queue.pop_front() else {
            return;
        };
        self.next_seq = self.next_seq.wrapping_add(JOB_GAP);
        let request = job.start();
        self.active = Some(Active {
            job,
            request: request.clone(),
            retry: Retry::new(AGAIN_AFTER, REPEATS),
            percent: 0,
        });
        self.ask(now, request);
    }

    fn ask(&mut self, now: BootTime, mut request: Payload) {
        let Some(active) = &mut self.active else {
            return;
        };
        request.seq = self.next_seq;
        self.next_seq = self.next_seq.wrapping_add(1);
        let message = request.to_message(self.server);
        self.transmits.push_back(Transmit::new(self.me, message));
        active.request = request;
        active.retry.start(now);
    }

    fn replied(&mut self, now: BootTime, reply: &Payload) {
        let Some(active) = &mut self.active else {
            return;
        };
        if !active.is_answered_by(reply, self.next_seq) {
            return;
        }
        // The next request's number lies beyond every number heard.
        if reply.seq.wrapping_sub(self.next_seq) < u16::MAX / 2 {
            self.next_seq = reply.seq.wrapping_add(1);
        }
        let next = active.job.reply(match Opcode::from_number(reply.opcode) {
            Some(Opcode::Ack) => Ok(reply),
            _ => Err(refusal(reply)),
        });
        self.report_progress();
        self.go_on(now, next);
    }

    fn go_on(&mut self, now: BootTime, next: Next) {
        match next {
            Next::Ask(request) => self.ask(now, request),
            Next::Listen => {
                if let Some(active) = &mut self.active {
                    active.retry.start(now);
                }
            }
            Next::Ignore => {}
            Next::Done(event) => {
                self.active = None;
                self.events.push_back(event);
                self.start(now);
            }
            Next::Fail(error) => self.fail(now, error),
        }
    }

    fn fail(&mut self, now: BootTime, error: FtpError) {
        if let Some(mut active) = self.active.take() {
            self.events.push_back(Event::Failed {
                path: active.job.path().to_owned(),
                error,
                partial: active.job.partial(),
            });
        }
        self.start(now);
    }

    fn report_progress(&mut self) {
        let Some(active) = &mut self.active else {
            return;
        };
        let Some((done, total)) = active.job.progress() else {
            return;
        };
        let percent = u64::from(done) * 100 / u64::from(total.max(1));
        if percent > active.percent {
            active.percent = percent;
            self.events.push_back(Event::Progress {
                path: active.job.path().to_owned(),
                done,
                total,
            });
        }
    }
}

impl Active {
    /// Of a burst every packet of about this number counts, of anything else the very reply.
    fn is_answered_by(&self, reply: &Payload, next_seq: u16) -> bool {
        if reply.request != self.request.opcode {
            return false;
        }
        if reply.request != Opcode::BurstReadFile as u8 {
            return reply.seq == self.request.seq.wrapping_add(1);
        }
        let ahead = reply.seq.wrapping_sub(next_seq) as i16;
        reply.session == self.request.session && ahead.unsigned_abs() < JOB_GAP / 2
    }
}

fn refusal(reply: &Payload) -> ErrorCode {
    let number = reply.data().first().copied();
    ErrorCode::from_number(number.unwrap_or(ErrorCode::Fail.number()))
}

impl Conversation for Client {
    type Event = Event;

    fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        let MavMessage::FILE_TRANSFER_PROTOCOL(m) = message else {
            return;
        };
        if self.me.is_addressed_by(message) && from.is_meant_by(self.server) {
            self.replied(now, &Payload::decode(&m.payload));
        }
    }

    fn handle_timeout(&mut self, now: BootTime) {
        let Some(active) = &mut self.active else {
            return;
        };
        match active.retry.expire(now) {
            Expiry::NotYet => {}
            Expiry::GaveUp => {
                let opcode = Opcode::from_number(active.request.opcode);
                self.fail(now, FtpError::NoReply(opcode.unwrap_or(Opcode::None)));
            }
            Expiry::Again(_) => {
                if let Some(mut request) = active.job.silence() {
                    request.seq = self.next_seq;
                    self.next_seq = self.next_seq.wrapping_add(1);
                    active.request = request;
                }
                let message = active.request.to_message(self.server);
                self.transmits.push_back(Transmit::new(self.me, message));
            }
        }
    }

    fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits.pop_front()
    }

    fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn poll_timeout(&self) -> Option<BootTime> {
        self.active.as_ref().and_then(|active| active.retry.due())
    }
}
