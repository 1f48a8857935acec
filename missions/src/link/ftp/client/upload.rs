//! Uploading: one write after the other, then the checksum.

use super::{Event, FtpError, Job, Next, Reply};
use crate::link::ftp::payload::ROOM;
use crate::link::ftp::{ErrorCode, Opcode, Payload, crc32};

/// A session that the server has forgotten is opened again, this often.
const REOPENINGS: u32 = 5;

/// An upload under way.
#[derive(Debug)]
pub(super) struct Upload {
    path: String,
    bytes: Vec<u8>,
    session: u8,
    written: usize,
    step: Step,
    reopenings: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Creating,
    Reopening,
    Writing,
    Closing,
    Verifying,
}

impl Upload {
    pub(super) fn new(path: &str, bytes: Vec<u8>) -> Self {
        Self {
            path: path.to_owned(),
            bytes,
            session: 0,
            written: 0,
            step: Step::Creating,
            reopenings: 0,
        }
    }

    fn named(&self, opcode: Opcode) -> Payload {
        Payload::new(opcode, 0, 0, 0).with_data(self.path.as_bytes())
    }

    fn piece(&self) -> &[u8] {
        let end = (self.written + ROOM).min(self.bytes.len());
        &self.bytes[self.written..end]
    }

    fn next_request(&mut self) -> Payload {
        if self.piece().is_empty() {
            self.step = Step::Closing;
            return Payload::new(Opcode::TerminateSession, 0, self.session, 0);
        }
        self.step = Step::Writing;
        Payload::new(Opcode::WriteFile, 0, self.session, self.written as u32)
            .with_data(self.piece())
    }

    fn refused(&mut self, code: ErrorCode) -> Next {
        match (self.step, code) {
            (Step::Writing, ErrorCode::InvalidSession) if self.reopenings < REOPENINGS => {
                self.reopenings += 1;
                self.step = Step::Reopening;
                Next::Ask(self.named(Opcode::OpenFileWo))
            }
            (Step::Creating, code) => Next::Fail(FtpError::Refused(Opcode::CreateFile, code)),
            (Step::Reopening, code) => Next::Fail(FtpError::Refused(Opcode::OpenFileWo, code)),
            (Step::Writing, code) => Next::Fail(FtpError::Refused(Opcode::WriteFile, code)),
            (Step::Closing, _) => self.closed(),
            (Step::Verifying, _) => self.done(false),
        }
    }

    fn closed(&mut self) -> Next {
        self.step = Step::Verifying;
        Next::Ask(self.named(Opcode::CalcFileCrc32))
    }

    fn verified(&self, ack: &Payload) -> Next {
        let here = crc32(0, &self.bytes);
        match ack.number() {
            Some(there) if there != here => Next::Fail(FtpError::Checksum { there, here }),
            number => self.done(number.is_some()),
        }
    }

    fn done(&self, verified: bool) -> Next {
        Next::Done(Event::Uploaded {
            path: self.path.clone(),
            verified,
        })
    }
}

impl Job for Upload {
    fn path(&self) -> &str {
        &self.path
    }

    fn start(&mut self) -> Payload {
        self.named(Opcode::CreateFile)
    }

    fn reply(&mut self, reply: Reply<'_>) -> Next {
        let ack = match reply {
            Ok(ack) => ack,
            Err(code) => return self.refused(code),
        };
        match self.step {
            Step::Creating | Step::Reopening => {
                self.session = ack.session;
                Next::Ask(self.next_request())
            }
            Step::Writing => {
                self.written += self.piece().len();
                Next::Ask(self.next_request())
            }
            Step::Closing => self.closed(),
            Step::Verifying => self.verified(ack),
        }
    }

    fn progress(&self) -> Option<(u32, u32)> {
        Some((self.written as u32, self.bytes.len() as u32))
    }
}
