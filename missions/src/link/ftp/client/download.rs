//! Downloading: bursts to the end of the file, then what was lost one read at a time, then the
//! checksum.

use super::{Event, FtpError, Job, Next, Partial, Reply};
use crate::link::assembly::Assembly;
use crate::link::ftp::payload::ROOM;
use crate::link::ftp::{ErrorCode, Opcode, Payload, crc32};

/// Fewer missing bytes than this in a row are read one by one; more are worth a burst.
const WORTH_A_BURST: u32 = 20 * ROOM as u32;
/// A session that the server has forgotten is opened again, this often.
const REOPENINGS: u32 = 5;
/// So many ends of the file in a row, while bytes are missing, are a file that has shrunk.
const FRUITLESS_ENDS: u32 = 3;

/// A download under way.
#[derive(Debug)]
pub(super) struct Download {
    path: String,
    largest: u32,
    assembly: Option<Assembly>,
    session: u8,
    step: Step,
    /// Where the next burst begins: beyond all that came.
    position: u32,
    reopenings: u32,
    /// Ends of the file that were reported since bytes came last.
    ends: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Opening,
    Bursting,
    Filling,
    Closing,
    Verifying,
}

impl Download {
    pub(super) fn new(path: &str, largest: u32) -> Self {
        Self {
            path: path.to_owned(),
            largest,
            assembly: None,
            session: 0,
            step: Step::Opening,
            position: 0,
            reopenings: 0,
            ends: 0,
        }
    }

    pub(super) fn resumed(partial: Partial, largest: u32) -> Self {
        Self {
            assembly: Some(partial.assembly),
            ..Self::new(&partial.path, largest)
        }
    }

    fn named(&self, opcode: Opcode) -> Payload {
        Payload::new(opcode, 0, 0, 0).with_data(self.path.as_bytes())
    }

    fn opened(&mut self, ack: &Payload) -> Next {
        let Some(size) = ack.number() else {
            return Next::Fail(FtpError::Nonsense(Opcode::OpenFileRo));
        };
        if size > self.largest {
            return Next::Fail(FtpError::TooLarge {
                size: u64::from(size),
                limit: self.largest,
            });
        }
        self.session = ack.session;
        self.position = 0;
        if self.assembly.as_ref().map(Assembly::size) != Some(size) {
            self.assembly = Some(Assembly::new(size));
        }
        Next::Ask(self.next_request())
    }

    /// A burst for a long gap at or beyond `position`, else a read for the first gap, else the end.
    fn next_request(&mut self) -> Payload {
        let assembly = self.assembly.get_or_insert_default();
        if let Some(gap) = assembly.missing_from(self.position)
            && gap.end - gap.start >= WORTH_A_BURST
        {
            self.position = gap.start;
            self.step = Step::Bursting;
            return self.ranged(Opcode::BurstReadFile, gap.start, ROOM as u8);
        }
        if let Some(gap) = assembly.first_missing() {
            if gap.end - gap.start >= WORTH_A_BURST {
                self.position = 0;
                return self.next_request();
            }
            self.step = Step::Filling;
            let length = (gap.end - gap.start).min(ROOM as u32);
            return self.ranged(Opcode::ReadFile, gap.start, length as u8);
        }
        self.step = Step::Closing;
        Payload::new(Opcode::TerminateSession, 0, self.session, 0)
    }

    fn ranged(&self, opcode: Opcode, offset: u32, size: u8) -> Payload {
        let mut request = Payload::new(opcode, 0, self.session, offset);
        request.size = size;
        request
    }

    /// Bytes of a burst or a read.
    fn received(&mut self, ack: &Payload) -> Next {
        let assembly = self.assembly.get_or_insert_default();
        let new = assembly.put(ack.offset, ack.data());
        if new {
            self.ends = 0;
        }
        let end = ack.offset.saturating_add(ack.data().len() as u32);
        self.position = self.position.max(end);
        let over = ack.burst_complete || assembly.is_complete();
        match (self.step, over) {
            (Step::Bursting, false) if new => Next::Listen,
            (Step::Bursting, false) => Next::Ignore,
            _ if self.step == Step::Filling && !new => {
                Next::Fail(FtpError::Nonsense(Opcode::ReadFile))
            }
            _ => Next::Ask(self.next_request()),
        }
    }

    /// The server forgot the session: it was restarted, or the link was cut for long.
    fn reopen(&mut self) -> Next {
        self.reopenings += 1;
        if self.reopenings > REOPENINGS {
            let code = ErrorCode::InvalidSession;
            return Next::Fail(FtpError::Refused(Opcode::OpenFileRo, code));
        }
        self.step = Step::Opening;
        Next::Ask(self.named(Opcode::OpenFileRo))
    }

    fn refused(&mut self, code: ErrorCode) -> Next {
        match (self.step, code) {
            (Step::Bursting | Step::Filling, ErrorCode::InvalidSession) => self.reopen(),
            (Step::Bursting, ErrorCode::EndOfFile) if self.ends < FRUITLESS_ENDS => {
                self.ends += 1;
                self.position = u32::MAX;
                Next::Ask(self.next_request())
            }
            (Step::Opening, code) => Next::Fail(FtpError::Refused(Opcode::OpenFileRo, code)),
            (Step::Bursting, code) => Next::Fail(FtpError::Refused(Opcode::BurstReadFile, code)),
            (Step::Filling, code) => Next::Fail(FtpError::Refused(Opcode::ReadFile, code)),
            (Step::Closing, _) => self.closed(),
            (Step::Verifying, _) => self.done(false),
        }
    }

    fn closed(&mut self) -> Next {
        self.step = Step::Verifying;
        Next::Ask(self.named(Opcode::CalcFileCrc32))
    }

    fn verified(&mut self, ack: &Payload) -> Next {
        let here = crc32(0, self.assembly.get_or_insert_default().bytes());
        match ack.number() {
            Some(there) if there == here => self.done(true),
            Some(there) => {
                self.assembly = None; // nothing of it can be trusted
                Next::Fail(FtpError::Checksum { there, here })
            }
            None => self.done(false),
        }
    }

    fn done(&mut self, verified: bool) -> Next {
        let assembly = self.assembly.take().unwrap_or_default();
        Next::Done(Event::Downloaded {
            path: self.path.clone(),
            bytes: assembly.into_bytes(),
            verified,
        })
    }
}

impl Job for Download {
    fn path(&self) -> &str {
        &self.path
    }

    fn start(&mut self) -> Payload {
        self.named(Opcode::OpenFileRo)
    }

    fn reply(&mut self, reply: Reply<'_>) -> Next {
        let ack = match reply {
            Ok(ack) => ack,
            Err(code) => return self.refused(code),
        };
        match self.step {
            Step::Opening => self.opened(ack),
            Step::Bursting | Step::Filling => self.received(ack),
            Step::Closing => self.closed(),
            Step::Verifying => self.verified(ack),
        }
    }

    /// In a burst: on from where it broke off, rather than from where it began.
    fn silence(&mut self) -> Option<Payload> {
        (self.step == Step::Bursting).then(|| self.next_request())
    }

    fn progress(&self) -> Option<(u32, u32)> {
        let assembly = self.assembly.as_ref()?;
        Some((assembly.size() - assembly.missing_count(), assembly.size()))
    }

    fn partial(&mut self) -> Option<Partial> {
        Some(Partial {
            path: self.path.clone(),
            assembly: self.assembly.take()?,
        })
    }
}
