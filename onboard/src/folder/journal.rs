//! `events.jsonl`: one JSON document a line, appended and seen onto the disk line by line.
//! A line without its end was being written when the program was killed: it is closed, not
//! removed, and reported.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{FolderError, Torn, failed, hex};

/// The events being written.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: File,
}

impl Journal {
    /// Opens or creates it; a torn last line is closed.
    pub(super) fn append_to(path: &Path) -> Result<(Self, Option<Torn>), FolderError> {
        let torn = torn_line(path).map_err(failed("read", path))?;
        let file = File::options()
            .create(true)
            .append(true)
            .open(path)
            .map_err(failed("open", path))?;
        let mut journal = Self {
            path: path.to_path_buf(),
            file,
        };
        if torn.is_some() {
            journal.write(b"\n")?;
        }
        Ok((journal, torn))
    }

    /// Adds a line.
    pub(super) fn append(&mut self, event: &impl Serialize) -> Result<(), FolderError> {
        let json = |source| FolderError::Json {
            name: super::EVENTS.to_owned(),
            source,
        };
        let mut line = serde_json::to_vec(event).map_err(json)?;
        line.push(b'\n');
        self.write(&line)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), FolderError> {
        let written = self.file.write_all(bytes);
        written.map_err(failed("write", &self.path))?;
        self.file.sync_data().map_err(failed("sync", &self.path))
    }
}

fn torn_line(path: &Path) -> io::Result<Option<Torn>> {
    let bytes = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        read => read?,
    };
    let begins = bytes
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |end| end + 1);
    let piece = bytes.get(begins..).unwrap_or_default();
    Ok((!piece.is_empty()).then(|| Torn {
        file: super::EVENTS,
        offset: begins as u64,
        bytes: hex(piece),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &[u8], torn: Option<(u64, &str)>, after: &[u8]) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("events.jsonl");
        fs::write(&path, before).unwrap();
        let (mut journal, found) = Journal::append_to(&path).unwrap();
        let found = found.map(|torn| (torn.offset, torn.bytes));
        assert_eq!(
            found,
            torn.map(|(offset, bytes)| (offset, bytes.to_owned()))
        );
        journal.append(&7).unwrap();
        assert_eq!(fs::read(&path).unwrap(), after);
    }

    #[test]
    fn a_torn_line_is_closed_and_reported() {
        check(b"", None, b"7\n");
        check(b"1\n2\n", None, b"1\n2\n7\n");
        check(b"1\n{\"a", Some((2, "7b2261")), b"1\n{\"a\n7\n");
    }
}
