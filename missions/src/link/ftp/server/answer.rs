//! What each request is answered with.

use super::super::payload::ROOM;
use super::super::{
    Entry, EntryKind, ErrorCode, FileError, FilePath, Files, Opcode, PathError, Payload,
};
use super::session::Access;
use super::{Event, Server};
use crate::link::Endpoint;
use crate::time::BootTime;

/// Why a request gets a NAK.
enum Refusal {
    Code(ErrorCode),
    File(FileError),
    Path(PathError),
}

impl From<FileError> for Refusal {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl From<PathError> for Refusal {
    fn from(error: PathError) -> Self {
        Self::Path(error)
    }
}

/// What goes into an ACK.
#[derive(Default)]
struct Content {
    session: Option<u8>,
    data: Vec<u8>,
}

impl Content {
    fn number(number: u32) -> Self {
        Self {
            session: None,
            data: number.to_le_bytes().to_vec(),
        }
    }
}

pub(super) fn nak(
    request: u8,
    seq: u16,
    session: u8,
    code: ErrorCode,
    errno: Option<u8>,
) -> Payload {
    let words: Vec<u8> = std::iter::once(code.number()).chain(errno).collect();
    let mut payload = Payload::new(Opcode::Nak, seq, session, 0).with_data(&words);
    payload.request = request;
    payload
}

impl<F: Files> Server<F> {
    /// The reply; none to a burst, which follows on its own.
    pub(super) fn answer(
        &mut self,
        now: BootTime,
        from: Endpoint,
        request: &Payload,
    ) -> Option<Payload> {
        let seq = request.seq.wrapping_add(1);
        let refusal = match self.attempt(now, from, request) {
            Ok(None) => return None,
            Ok(Some(content)) => {
                let session = content.session.unwrap_or(request.session);
                let mut ack = Payload::new(Opcode::Ack, seq, session, request.offset)
                    .with_data(&content.data);
                ack.request = request.opcode;
                return Some(ack);
            }
            Err(refusal) => refusal,
        };
        let (code, errno) = match refusal {
            Refusal::Code(code) => (code, None),
            Refusal::File(error) => error.code(),
            Refusal::Path(reason) => {
                self.events.push_back(Event::Refused { from, reason });
                (ErrorCode::FileProtected, None)
            }
        };
        Some(nak(request.opcode, seq, request.session, code, errno))
    }

    fn attempt(
        &mut self,
        now: BootTime,
        from: Endpoint,
        request: &Payload,
    ) -> Result<Option<Content>, Refusal> {
        let unknown = Refusal::Code(ErrorCode::UnknownCommand);
        let opcode = Opcode::from_number(request.opcode).ok_or(unknown)?;
        if usize::from(request.size) > ROOM {
            return Err(Refusal::Code(ErrorCode::InvalidDataSize));
        }
        let content = match opcode {
            Opcode::None => Content::default(),
            Opcode::TerminateSession => {
                if !self.sessions.close(from, request.session) {
                    return Err(Refusal::Code(ErrorCode::InvalidSession));
                }
                Content::default()
            }
            Opcode::ResetSessions => {
                self.sessions.close_all(from);
                Content::default()
            }
            Opcode::ListDirectory => self.list(request, false)?,
            Opcode::ListDirectoryWithTime => self.list(request, true)?,
            Opcode::OpenFileRo | Opcode::CreateFile | Opcode::OpenFileWo => {
                self.open(now, from, opcode, request)?
            }
            Opcode::ReadFile => self.read(now, from, request)?,
            Opcode::WriteFile => self.write(now, from, request)?,
            Opcode::BurstReadFile => {
                let session = self.sessions.of(now, from, request.session);
                let session = session.filter(|session| session.access == Access::Read);
                let session = session.ok_or(Refusal::Code(ErrorCode::InvalidSession))?;
                session.start_burst(request);
                self.pace.start(now);
                return Ok(None);
            }
            Opcode::CalcFileCrc32 => {
                let path = FilePath::from_bytes(request.data())?;
                Content::number(self.files.checksum(&path)?)
            }
            Opcode::Rename => self.rename(from, request.data())?,
            _ => self.change(from, opcode, request)?,
        };
        Ok(Some(content))
    }

    fn open(
        &mut self,
        now: BootTime,
        from: Endpoint,
        opcode: Opcode,
        request: &Payload,
    ) -> Result<Content, Refusal> {
        let path = FilePath::from_bytes(request.data())?;
        if opcode == Opcode::CreateFile {
            self.files.create(&path)?;
            let path = path.clone();
            self.events.push_back(Event::Changed { from, path });
        }
        let size = self.files.size(&path)?;
        let access = match opcode {
            Opcode::OpenFileRo => Access::Read,
            _ => Access::Write,
        };
        let session = self.sessions.open(now, from, path, access);
        Ok(Content {
            session: Some(session.ok_or(Refusal::Code(ErrorCode::NoSessionsAvailable))?),
            ..Content::number(size)
        })
    }

    fn read(
        &mut self,
        now: BootTime,
        from: Endpoint,
        request: &Payload,
    ) -> Result<Content, Refusal> {
        let session = self.sessions.of(now, from, request.session);
        let session = session.filter(|session| session.access == Access::Read);
        let session = session.ok_or(Refusal::Code(ErrorCode::InvalidSession))?;
        let mut data = vec![0; usize::from(request.size)];
        match self.files.read(&session.path, request.offset, &mut data)? {
            0 => Err(Refusal::Code(ErrorCode::EndOfFile)),
            length => {
                data.truncate(length);
                Ok(Content {
                    session: None,
                    data,
                })
            }
        }
    }

    fn write(
        &mut self,
        now: BootTime,
        from: Endpoint,
        request: &Payload,
    ) -> Result<Content, Refusal> {
        let session = self.sessions.of(now, from, request.session);
        let session = session.filter(|session| session.access == Access::Write);
        let session = session.ok_or(Refusal::Code(ErrorCode::InvalidSession))?;
        self.files
            .write(&session.path, request.offset, request.data())?;
        Ok(Content::number(u32::from(request.size)))
    }

    fn change(
        &mut self,
        from: Endpoint,
        opcode: Opcode,
        request: &Payload,
    ) -> Result<Content, Refusal> {
        let path = FilePath::from_bytes(request.data())?;
        match opcode {
            Opcode::RemoveFile => self.files.remove(&path)?,
            Opcode::CreateDirectory => self.files.create_folder(&path)?,
            Opcode::RemoveDirectory => self.files.remove_folder(&path)?,
            Opcode::TruncateFile => self.files.truncate(&path, request.offset)?,
            _ => return Err(Refusal::Code(ErrorCode::UnknownCommand)),
        }
        self.events.push_back(Event::Changed { from, path });
        Ok(Content::default())
    }

    fn rename(&mut self, from: Endpoint, names: &[u8]) -> Result<Content, Refusal> {
        let mut names = names.splitn(2, |byte| *byte == 0);
        let old = FilePath::from_bytes(names.next().unwrap_or_default())?;
        let new = FilePath::from_bytes(names.next().unwrap_or_default())?;
        self.files.rename(&old, &new)?;
        self.events.push_back(Event::Changed { from, path: new });
        Ok(Content::default())
    }

    /// As many entries as fit, from the one at the request's offset on; none is the end.
    fn list(&mut self, request: &Payload, with_time: bool) -> Result<Content, Refusal> {
        let path = FilePath::from_bytes(request.data())?;
        let mut data = Vec::new();
        let entries = self.files.list(&path)?;
        for entry in entries.iter().skip(request.offset as usize) {
            let line = line(entry, with_time);
            if data.len() + line.len() > ROOM {
                break;
            }
            data.extend(line);
        }
        if data.is_empty() {
            return Err(Refusal::Code(ErrorCode::EndOfFile));
        }
        Ok(Content {
            session: None,
            data,
        })
    }
}

/// `Fname<TAB>size`, `Dname`, or `S` for one whose name has no room; each ends with NUL.
fn line(entry: &Entry, with_time: bool) -> Vec<u8> {
    let time = entry
        .modified
        .filter(|_| with_time)
        .map(|modified| format!("\t{}", modified.as_micros() / 1_000_000))
        .unwrap_or_default();
    let name = &entry.name;
    let line = match entry.kind {
        EntryKind::File { size } => format!("F{name}\t{size}{time}\0"),
        EntryKind::Folder => format!("D{name}\0"),
    };
    if line.len() > ROOM || name.contains(['\t', '\0']) {
        return b"S\0".to_vec();
    }
    line.into_bytes()
}
