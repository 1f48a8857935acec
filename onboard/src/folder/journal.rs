//! `events.jsonl`: one JSON document a line, appended and seen onto the disk line by line.
//! A line without its end was being written when the program was killed: it is closed, not
//! removed, and reported.

use std::fs;
use std::io;
use std::path::Path;

use serde::Serialize;

use super::{Torn, hex};

/// One line. What cannot be put into JSON (nothing that we write) leaves a line that says so.
pub(super) fn line(event: &impl Serialize) -> Vec<u8> {
    let said = |error: serde_json::Error| format!("{:?}", error.to_string()).into_bytes();
    let mut line = serde_json::to_vec(event).unwrap_or_else(said);
    line.push(b'\n');
    line
}

/// The last line, where it has no end.
pub(super) fn torn(path: &Path) -> io::Result<Option<Torn>> {
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
        file: super::EVENTS.to_owned(),
        offset: begins as u64,
        bytes: hex(piece),
    }))
}

#[cfg(test)]
mod tests {
    use super::super::Folder;
    use super::*;
    use missions::time::UtcTime;

    fn check(before: &[u8], torn: Option<(u64, &str)>, after: &[u8]) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("events.jsonl");
        fs::write(&path, before).unwrap();
        let (mut folder, found) = Folder::open(dir.path()).unwrap();
        let found = found
            .torn
            .into_iter()
            .map(|torn| (torn.offset, torn.bytes))
            .next();
        assert_eq!(
            found,
            torn.map(|(offset, bytes)| (offset, bytes.to_owned()))
        );
        folder.event(UtcTime::from_secs(1), &7);
        assert_eq!(fs::read(&path).unwrap(), after);
    }

    #[test]
    fn a_torn_line_is_closed_and_reported() {
        check(b"", None, b"7\n");
        check(b"1\n2\n", None, b"1\n2\n7\n");
        check(b"1\n{\"a", Some((2, "7b2261")), b"1\n{\"a\n7\n");
    }
}
