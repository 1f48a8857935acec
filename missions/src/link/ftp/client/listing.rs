//! Listing a folder, some entries a reply, until the server says that there are no more.

use super::{Event, FtpError, Job, Next, Reply};
use crate::link::ftp::{Entry, EntryKind, ErrorCode, Opcode, Payload};
use crate::time::UtcTime;

/// No folder has more entries than this; a server that never ends is left.
const MOST: u32 = 100_000;

/// A listing under way.
#[derive(Debug)]
pub(super) struct Listing {
    path: String,
    entries: Vec<Entry>,
    /// Entries that the server has told of, those without a name included.
    told: u32,
}

impl Listing {
    pub(super) fn new(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            entries: Vec::new(),
            told: 0,
        }
    }

    fn request(&self) -> Payload {
        Payload::new(Opcode::ListDirectory, 0, 0, self.told).with_data(self.path.as_bytes())
    }

    fn done(&mut self) -> Next {
        Next::Done(Event::Listed {
            path: self.path.clone(),
            entries: std::mem::take(&mut self.entries),
        })
    }
}

impl Job for Listing {
    fn path(&self) -> &str {
        &self.path
    }

    fn start(&mut self) -> Payload {
        self.request()
    }

    fn reply(&mut self, reply: Reply<'_>) -> Next {
        let ack = match reply {
            Ok(ack) => ack,
            Err(ErrorCode::EndOfFile) => return self.done(),
            Err(code) => return Next::Fail(FtpError::Refused(Opcode::ListDirectory, code)),
        };
        let before = self.told;
        let lines = ack.data().split(|byte| *byte == 0);
        for line in lines.filter(|line| !line.is_empty()) {
            self.told += 1;
            self.entries.extend(entry(line));
        }
        if self.told == before {
            return self.done();
        }
        if self.told > MOST {
            return Next::Fail(FtpError::Nonsense(Opcode::ListDirectory));
        }
        Next::Ask(self.request())
    }
}

/// `Fname<TAB>size` with or without time, `Dname`; `S` is an entry without a name.
fn entry(line: &[u8]) -> Option<Entry> {
    let text = String::from_utf8_lossy(line);
    let mut words = text.split('\t');
    let mut name = words.next()?.chars();
    let kind = match name.next()? {
        'F' => EntryKind::File {
            size: words.next().and_then(|size| size.parse().ok())?,
        },
        'D' => EntryKind::Folder,
        _ => return None,
    };
    let seconds = words.next().and_then(|seconds| seconds.parse().ok());
    Some(Entry {
        name: name.as_str().to_owned(),
        kind,
        modified: seconds.map(UtcTime::from_secs),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &[u8], expected: Option<(&str, EntryKind)>) {
        let found = entry(line);
        let found = found.as_ref().map(|e| (e.name.as_str(), e.kind));
        assert_eq!(found, expected);
    }

    #[test]
    fn lines_are_read_and_nonsense_is_passed_over() {
        let file = EntryKind::File { size: 1234 };
        check(b"Fa b.ulg\t1234", Some(("a b.ulg", file)));
        check(b"Fa.ulg\t1234\t1795330800", Some(("a.ulg", file)));
        check(b"DLOGS", Some(("LOGS", EntryKind::Folder)));
        check(b"S", None);
        check(b"Fnosize", None);
        check(b"Fbad\t99999999999", None);
        check(b"\xff\xfe", None);
    }
}
