//! The files of an archive: zip, tar, and either of them or a single file in gzip.
//!
//! Names are taken as what they are, text: nothing is written under them. What leads out of the
//! archive, links and what is enciphered is refused and told; how much is unpacked is bounded by
//! [`super::Taking`].

use std::cell::Cell;
use std::io::{self, Read};

use flate2::read::MultiGzDecoder;

use super::{Plan, Taking};
use crate::case::{CaseError, Item};
use crate::evidence::volume::{Stamp, StampKind, Zone};
use crate::evidence::{Evidence, Reader, piece};
use crate::exhibit::Origin;

/// Files of an archive that are taken.
const MOST: usize = 1 << 17;
/// Bytes of what a tar says before a file: its header, a long name, extended records.
const BEFORE: u64 = 4 << 20;

impl Taking<'_> {
    pub(super) fn archive(&mut self, plan: &Plan) -> Result<(), CaseError> {
        self.witness
            .begins("taking the files of the archive", plan.bytes);
        let all = match plan.evidence() {
            Ok(all) => all,
            Err(error) => {
                self.say(format!("the archive cannot be opened: {error}"));
                return Ok(());
            }
        };
        let head = piece(&*all, 0, 512).unwrap_or_default();
        if head.starts_with(b"PK") {
            self.zip(all)
        } else if head.starts_with(&[0x1f, 0x8b]) {
            self.gzip(plan, &all)
        } else {
            self.tar(&mut Reader::new(all))
        }
    }

    fn gzip(&mut self, plan: &Plan, all: &Evidence) -> Result<(), CaseError> {
        let unpacked =
            || MultiGzDecoder::new(io::BufReader::new(Reader::new(Evidence::clone(all))));
        let mut head = Vec::new();
        let read = unpacked().take(512).read_to_end(&mut head);
        if read.is_ok() && head.get(257..262) == Some(b"ustar") {
            return self.tar(&mut unpacked());
        }
        let name = plan
            .files
            .first()
            .map(|part| part.name.as_str())
            .unwrap_or_default();
        let name = name.strip_suffix(".gz").unwrap_or(name).to_owned();
        self.one(&name, None, &mut unpacked())
    }

    fn tar(&mut self, stream: &mut dyn Read) -> Result<(), CaseError> {
        let until = Cell::new(BEFORE);
        let mut archive = tar::Archive::new(Lent {
            stream,
            at: 0,
            until: &until,
        });
        let entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => {
                self.say(format!("the archive cannot be read: {error}"));
                return Ok(());
            }
        };
        for entry in entries.take(MOST) {
            let mut entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.say(format!("the archive ends here, damaged: {error}"));
                    break;
                }
            };
            until.set(end(&mut entry).saturating_add(BEFORE));
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let kind = entry.header().entry_type();
            if kind.is_dir() {
                continue;
            }
            if !kind.is_file() {
                self.say(format!(
                    "{name}: a link or a device in the archive: it is not taken"
                ));
                continue;
            }
            let seconds = entry
                .header()
                .mtime()
                .ok()
                .and_then(|at| i64::try_from(at).ok());
            let time = seconds.and_then(|at| Stamp::utc(StampKind::Modified, at, 0));
            self.one(&name, time, &mut entry)?;
        }
        Ok(())
    }

    fn zip(&mut self, all: Evidence) -> Result<(), CaseError> {
        let mut archive = match zip::ZipArchive::new(Reader::new(all)) {
            Ok(archive) => archive,
            Err(error) => {
                self.say(format!("the archive cannot be read: {error}"));
                return Ok(());
            }
        };
        for at in 0..archive.len().min(MOST) {
            let mut file = match archive.by_index(at) {
                Ok(file) => file,
                Err(error) => {
                    self.say(format!("file {at} of the archive cannot be read: {error}"));
                    continue;
                }
            };
            let name = String::from_utf8_lossy(file.name_raw()).into_owned();
            if file.is_dir() {
                continue;
            }
            if file.is_symlink() {
                self.say(format!("{name}: a link in the archive: it is not taken"));
                continue;
            }
            let time = file.last_modified().map(|at| Stamp {
                of: StampKind::Modified,
                time: at.to_string(),
                zone: Zone::Local,
            });
            self.one(&name, time, &mut file)?;
        }
        Ok(())
    }

    /// One file of the archive.
    fn one(
        &mut self,
        name: &str,
        time: Option<Stamp>,
        content: &mut dyn Read,
    ) -> Result<(), CaseError> {
        let parts = || name.split(['/', '\\']);
        if name.starts_with(['/', '\\']) || parts().any(|part| part == "..") {
            self.say(format!(
                "{name}: its name leads out of the archive: it is not taken"
            ));
            return Ok(());
        }
        let Some(stored) = self.store(name, content)? else {
            return Ok(());
        };
        let item = self.item(&stored, &format!("/{name}"), Origin::Live);
        self.items.push(Item {
            times: time.into_iter().collect(),
            ..item
        });
        Ok(())
    }
}

/// A tar up to a byte: whoever reads it keeps long names and extended records in memory whole,
/// however long they say that they are.
struct Lent<'a> {
    stream: &'a mut dyn Read,
    at: u64,
    until: &'a Cell<u64>,
}

impl Read for Lent<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = self.until.get().saturating_sub(self.at);
        if left == 0 {
            let what = format!("what it says before a file has more than {BEFORE} bytes");
            return Err(io::Error::other(what));
        }
        let fits = usize::try_from(left).map_or(into.len(), |left| left.min(into.len()));
        let read = self.stream.read(into.get_mut(..fits).unwrap_or_default())?;
        self.at = self.at.saturating_add(read as u64);
        Ok(read)
    }
}

/// Where the bytes of a file end in a tar.
fn end<R: Read>(entry: &mut tar::Entry<'_, R>) -> u64 {
    let begins = entry.raw_file_position();
    // The size of a sparse one is what it unpacks to; only its header says how many bytes lie there,
    // and extended records, which no sparse one has, would overrule that.
    let bytes = if entry.header().entry_type().is_gnu_sparse() {
        let is_overruled = !matches!(entry.pax_extensions(), Ok(None));
        let stated = entry.header().entry_size().ok();
        stated.filter(|_| !is_overruled).unwrap_or_default()
    } else {
        entry.size()
    };
    begins.saturating_add(bytes)
}
