//! Jobs of one request.

use super::{Event, FtpError, Job, Next, Reply};
use crate::link::ftp::{Opcode, Payload};

/// One request, one reply.
#[derive(Debug)]
pub(super) struct Single {
    opcode: Opcode,
    path: String,
    words: String,
    offset: u32,
}

impl Single {
    /// A request about a path.
    pub(super) fn new(opcode: Opcode, path: &str) -> Self {
        Self {
            opcode,
            path: path.to_owned(),
            words: path.to_owned(),
            offset: 0,
        }
    }

    pub(super) fn truncate(path: &str, size: u32) -> Self {
        Self {
            offset: size,
            ..Self::new(Opcode::TruncateFile, path)
        }
    }

    /// `both` is the old and the new name, NUL between.
    pub(super) fn rename(path: &str, both: &str) -> Self {
        Self {
            words: both.to_owned(),
            ..Self::new(Opcode::Rename, path)
        }
    }
}

impl Job for Single {
    fn path(&self) -> &str {
        &self.path
    }

    fn start(&mut self) -> Payload {
        Payload::new(self.opcode, 0, 0, self.offset).with_data(self.words.as_bytes())
    }

    fn reply(&mut self, reply: Reply<'_>) -> Next {
        let path = self.path.clone();
        match (reply, self.opcode) {
            (Err(code), opcode) => Next::Fail(FtpError::Refused(opcode, code)),
            (Ok(ack), Opcode::CalcFileCrc32) => match ack.number() {
                Some(crc32) => Next::Done(Event::Checksum { path, crc32 }),
                None => Next::Fail(FtpError::Nonsense(self.opcode)),
            },
            (Ok(_), _) => Next::Done(Event::Changed { path }),
        }
    }
}
