//! FAT12, FAT16 and FAT32 with long names: what lives and what was deleted.
//!
//! ```text
//! boot sector │ reserved │ FAT × 1–4 │ root folder (12, 16) │ clusters from number 2
//!   FAT       one number a cluster: 0 unused, the next of its file, the end, bad
//!   folder    records of 32 bytes: 8+3 name, attributes, times, first cluster, size
//!             e5 in place of the first letter: deleted; before it the long name, backwards
//! ```
//!
//! Source: Microsoft, "FAT32 File System Specification", 1.03 (December 2000). Deleting a file
//! leaves its record but for the first letter, and its content; its chain is set to 0. What can
//! still be said of it stands in `recovery`.

mod boot;
mod folder;
mod name;

use std::collections::HashSet;

use super::heap::Run;
use super::recovery::{Lost, Owners, place};
use super::stamp::StampKind;
use super::table::{Chain, Table};
use super::{Content, DEEPEST, Entry, Listing, MOST, joined, stretch};
use crate::defect::{DefectKind, Defects};
use crate::evidence::{Evidence, Span};

use self::boot::Boot;
use self::folder::{Record, records};

/// The file system, where there is one.
pub(super) fn list(of: &Evidence) -> Option<Listing> {
    let boot = Boot::read(&**of)?;
    let mut walk = Walk {
        table: Table::new(of, boot.table_at, boot.system, boot.heap),
        of,
        owners: Owners::default(),
        seen: HashSet::new(),
        entries: Vec::new(),
        lost: Vec::new(),
        label: None,
        defects: Defects::new(),
    };
    walk.root(&boot);
    walk.recover(&boot);
    let unallocated = walk.unallocated(&boot);
    Some(Listing {
        system: boot.system,
        label: walk.label.or(boot.label),
        serial: Some(boot.serial),
        entries: walk.entries,
        unallocated,
        defects: walk.defects,
    })
}

/// What has been seen of a file system so far.
struct Walk<'a> {
    of: &'a Evidence,
    table: Table,
    owners: Owners,
    /// The first clusters of folders: one that leads back to itself is entered once.
    seen: HashSet<u32>,
    entries: Vec<Entry>,
    /// Deleted entries by their place in `entries`, to be looked for at the end.
    lost: Vec<(usize, Lost)>,
    label: Option<String>,
    defects: Defects,
}

impl Walk<'_> {
    fn root(&mut self, boot: &Boot) {
        let spans = if let Some(span) = boot.root_span {
            vec![span]
        } else {
            self.seen.insert(boot.root_cluster);
            let chain = self.table.folder(boot.root_cluster);
            self.owners
                .add(&chain.runs, super::recovery::Written::default());
            chain.runs.iter().map(|run| boot.heap.span(*run)).collect()
        };
        self.folder(boot, "", &spans, false, 0);
    }

    /// Takes the records of a folder, and those of the folders in it.
    fn folder(&mut self, boot: &Boot, path: &str, spans: &[Span], is_deleted: bool, depth: usize) {
        let read = records(self.of, spans, boot, is_deleted);
        for record in read {
            if self.entries.len() >= MOST {
                let what = "more files than are looked at: the rest is left out";
                return self.defects.add(DefectKind::Unsupported, 0, 0, what);
            }
            if record.is_label() {
                if path.is_empty() && !record.is_deleted {
                    self.label = self.label.take().or_else(|| record.label());
                }
                continue;
            }
            self.record(boot, path, &record, is_deleted, depth);
        }
    }

    fn record(&mut self, boot: &Boot, path: &str, record: &Record, in_deleted: bool, depth: usize) {
        let path = joined(path, &record.name);
        let is_deleted = record.is_deleted || in_deleted;
        let mut entry = Entry {
            path: path.clone(),
            record: record.offset,
            is_folder: record.is_folder(),
            is_deleted,
            size: record.size,
            pieces: Vec::new(),
            content: Content::Gone,
            times: record.times(),
            notes: Vec::new(),
        };
        if is_deleted {
            return self.deleted(boot, entry, record, depth);
        }
        let chain = self.chain(boot, record);
        self.owners.add(&chain.runs, record.written());
        entry.content = Content::Allocated;
        if record.is_folder() {
            entry.size = 0;
            self.entries.push(entry);
            let spans: Vec<Span> = chain.runs.iter().map(|run| boot.heap.span(*run)).collect();
            if self.enter(record, depth, &path) {
                self.folder(boot, &path, &spans, false, depth.saturating_add(1));
            }
            return;
        }
        entry.pieces = boot.heap.pieces(&chain.runs, record.size);
        if let Some(why) = chain.broken.filter(|_| entry.kept() < record.size) {
            entry.content = Content::Broken;
            let (offset, kept) = (record.offset, entry.kept());
            let what = format!("{path}: {why}: {kept} of {} bytes are read", record.size);
            self.defects
                .add(DefectKind::Contradiction, offset, 32, what);
        }
        self.entries.push(entry);
    }

    fn chain(&self, boot: &Boot, record: &Record) -> Chain {
        if record.is_folder() {
            return self.table.folder(record.first);
        }
        let wanted = boot.heap.clusters(record.size);
        self.table.chain(record.first, wanted)
    }

    /// Whether a folder may be entered: once, and not too deep.
    fn enter(&mut self, record: &Record, depth: usize, path: &str) -> bool {
        let is_new = self.seen.insert(record.first);
        if !is_new || depth >= DEEPEST {
            let what = format!("{path}: this folder leads back to one seen before, or too deep");
            self.defects
                .add(DefectKind::Contradiction, record.offset, 32, what);
        }
        is_new && depth < DEEPEST
    }

    /// A deleted record: a folder is looked through at once, if it still is one; a file is placed
    /// when all that lives is known.
    fn deleted(&mut self, boot: &Boot, mut entry: Entry, record: &Record, depth: usize) {
        if record.is_folder() {
            entry.size = 0;
            let (path, spans) = (entry.path.clone(), self.folder_left(boot, record));
            self.entries.push(entry);
            if !spans.is_empty() && depth < DEEPEST && self.seen.insert(record.first) {
                self.folder(boot, &path, &spans, true, depth.saturating_add(1));
            }
            return;
        }
        let lost = Lost {
            first: record.first,
            size: record.size,
            written: record.written(),
            stated: None,
        };
        self.lost.push((self.entries.len(), lost));
        self.entries.push(entry);
    }

    /// What is left of a deleted folder: its first cluster, if that is unused and still says that
    /// it is this folder's, and those that follow and look like records.
    fn folder_left(&self, boot: &Boot, record: &Record) -> Vec<Span> {
        let heap = &boot.heap;
        let one = |cluster| {
            heap.span(Run {
                first: cluster,
                count: 1,
            })
        };
        let is_left = heap.has(record.first)
            && self.table.is_free(record.first)
            && folder::begins_at(self.of, one(record.first), record.first);
        if !is_left {
            return Vec::new();
        }
        let more = (record.first.saturating_add(1)..heap.end())
            .take(256)
            .take_while(|cluster| {
                self.table.is_free(*cluster) && folder::is_plausible(self.of, one(*cluster), boot)
            });
        std::iter::once(record.first).chain(more).map(one).collect()
    }

    fn recover(&mut self, boot: &Boot) {
        let lost: Vec<Lost> = self.lost.iter().map(|(_, lost)| lost.clone()).collect();
        let table = &self.table;
        let found = place(&lost, &boot.heap, &mut self.owners, |cluster| {
            table.is_free(cluster)
        });
        for ((at, lost), found) in self.lost.iter().zip(found) {
            let Some(entry) = self.entries.get_mut(*at) else {
                continue;
            };
            entry.pieces = boot.heap.pieces(&found.runs, lost.size);
            entry.content = found.content;
            entry.notes.extend(found.note.map(str::to_owned));
            if found.content == Content::Gone && lost.size > 0 {
                let note = "its record names no cluster that there is";
                entry.notes.push(note.to_owned());
            }
        }
    }

    fn unallocated(&mut self, boot: &Boot) -> Vec<Span> {
        let mut spans = Vec::new();
        for cluster in super::heap::FIRST..boot.heap.end() {
            if !self.table.is_free(cluster) {
                continue;
            }
            let span = boot.heap.span(Run {
                first: cluster,
                count: 1,
            });
            if !stretch(&mut spans, span) {
                let what = "unused space is in more pieces than are looked at";
                self.defects
                    .add(DefectKind::Unsupported, span.offset, 0, what);
                break;
            }
        }
        spans
    }
}

impl Record {
    /// Its times, as they stand.
    fn times(&self) -> Vec<super::Stamp> {
        let times = [
            (StampKind::Created, self.created),
            (StampKind::Modified, self.modified),
            (StampKind::Accessed, self.accessed),
        ];
        let stamps = times
            .into_iter()
            .filter_map(|(of, time)| time.stamp(of, None));
        stamps.collect()
    }
}
