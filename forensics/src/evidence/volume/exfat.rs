//! exFAT: what lives and what was deleted.
//!
//! ```text
//! boot sector │ … │ FAT │ clusters from number 2: bitmap of those in use, table of capitals, root, …
//!   folder    records of 32 bytes; a file is a set of them:
//!             85 attributes, times │ c0 flags, first cluster, sizes │ c1 fifteen letters of the name, …
//!             the top bit of the first byte cleared (05, 40, 41): deleted
//! ```
//!
//! A file whose flags say so lies in one piece and has no chain: deleted or not, its place is
//! stated. Others have a chain in the FAT that deleting does not clear: it is followed as long as
//! the bitmap says that its clusters are unused.
//!
//! Source: Microsoft, "exFAT file system specification" (2019, public).

mod boot;
mod folder;

use std::collections::HashSet;

use super::heap::Run;
use super::recovery::{Lost, Owners, Written, place};
use super::table::Table;
use super::{Content, DEEPEST, Entry, Listing, MOST, System, joined, stretch};
use crate::defect::{DefectKind, Defects};
use crate::evidence::{Evidence, Piece, ReadAt as _, Runs, Span, piece};

use self::boot::Boot;
use self::folder::{Record, Row, records};

/// The file system, where there is one.
pub(super) fn list(of: &Evidence) -> Option<Listing> {
    let boot = Boot::read(&**of)?;
    let table = Table::new(of, boot.table_at, System::ExFat, boot.heap);
    let root = table.folder(boot.root);
    let rows = records(of, &boot.heap, &root.runs);
    let used = rows.iter().find_map(|row| match row {
        Row::Bitmap { first, bytes } => Some(Used::new(of, &boot, &table, (*first, *bytes))),
        _ => None,
    });
    let mut walk = Walk {
        of,
        table,
        used: used.unwrap_or_default(),
        owners: Owners::default(),
        seen: HashSet::from([boot.root]),
        entries: Vec::new(),
        lost: Vec::new(),
        label: None,
        defects: Defects::new(),
    };
    if walk.used.0.is_none() {
        let what = "the map of clusters in use is missing: nothing deleted is called recoverable";
        walk.defects.add(DefectKind::Headless, 0, 0, what);
    }
    walk.owners.add(&root.runs, Written::default());
    walk.folder(&boot, "", rows, 0);
    walk.recover(&boot);
    let unallocated = walk.unallocated(&boot);
    Some(Listing {
        system: System::ExFat,
        label: walk.label,
        serial: Some(boot.serial),
        entries: walk.entries,
        unallocated,
        defects: walk.defects,
    })
}

/// Which clusters are in use: one bit each, the lowest first. Where that is not known, all are.
#[derive(Debug, Default)]
struct Used(Option<Runs>);

impl Used {
    fn new(of: &Evidence, boot: &Boot, table: &Table, (first, bytes): (u32, u64)) -> Self {
        let bytes = bytes.min(u64::from(boot.heap.count).div_ceil(8));
        let chain = table.chain(first, boot.heap.clusters(bytes));
        let pieces = boot.heap.pieces(&chain.runs, bytes);
        Self(Some(Runs::new(Evidence::clone(of), &pieces, bytes)))
    }

    fn is_free(&self, cluster: u32) -> bool {
        let bit = cluster.saturating_sub(super::heap::FIRST);
        let mut byte = [0xff];
        let read = self
            .0
            .as_ref()
            .map(|map| map.read_at(u64::from(bit / 8), &mut byte));
        let [byte] = byte;
        matches!(read, Some(Ok(1))) && byte >> (bit % 8) & 1 == 0
    }
}

/// What has been seen of a file system so far.
struct Walk<'a> {
    of: &'a Evidence,
    table: Table,
    used: Used,
    owners: Owners,
    seen: HashSet<u32>,
    entries: Vec<Entry>,
    lost: Vec<(usize, Lost, u64)>,
    label: Option<String>,
    defects: Defects,
}

impl Walk<'_> {
    fn folder(&mut self, boot: &Boot, path: &str, rows: Vec<Row>, depth: usize) {
        for row in rows {
            if self.entries.len() >= MOST {
                let what = "more files than are looked at: the rest is left out";
                return self.defects.add(DefectKind::Unsupported, 0, 0, what);
            }
            match row {
                Row::Label(label) if path.is_empty() => self.label = Some(label),
                Row::Torn { offset } => {
                    let what = "a file's record is not what its checksum says: it is left out";
                    self.defects.add(DefectKind::Checksum, offset, 32, what);
                }
                Row::File(record) => self.record(boot, path, &record, depth),
                Row::Label(_) | Row::Bitmap { .. } => {}
            }
        }
    }

    fn record(&mut self, boot: &Boot, path: &str, record: &Record, depth: usize) {
        let path = joined(path, &record.name);
        let mut entry = Entry {
            path: path.clone(),
            record: record.offset,
            is_folder: record.is_folder(),
            is_deleted: record.is_deleted,
            size: record.bytes,
            pieces: Vec::new(),
            content: Content::Gone,
            times: record.times.clone(),
            notes: Vec::new(),
        };
        let runs = self.runs(boot, record);
        if record.is_folder() {
            entry.size = 0;
            entry.content = Content::Allocated;
            return self.inner(boot, entry, record, &runs, depth);
        }
        if record.is_deleted {
            let lost = Lost {
                first: record.first,
                size: record.bytes,
                written: record.written,
                stated: Some(runs).filter(|runs| is_enough(boot, runs, record.bytes)),
            };
            self.lost.push((self.entries.len(), lost, record.valid));
        } else {
            self.owners.add(&runs, record.written);
            entry.pieces = pieces(boot, &runs, record.bytes, record.valid);
            entry.content = Content::Allocated;
            let kept = entry.kept();
            if kept < record.bytes {
                entry.content = Content::Broken;
                let what = format!(
                    "{path}: its chain ends early: {kept} of {} bytes",
                    record.bytes
                );
                self.defects
                    .add(DefectKind::Contradiction, record.offset, 32, what);
            }
        }
        self.entries.push(entry);
    }

    /// A folder: entered once, not too deep, and a deleted one only as far as it is unused.
    fn inner(
        &mut self,
        boot: &Boot,
        mut entry: Entry,
        record: &Record,
        runs: &[Run],
        depth: usize,
    ) {
        let mut runs = runs.to_vec();
        if record.is_deleted {
            entry.content = Content::Gone;
            let used = &self.used;
            let is_free = |run: &Run| (run.first..run.end()).all(|cluster| used.is_free(cluster));
            runs.retain(is_free);
        } else {
            self.owners.add(&runs, record.written);
        }
        let path = entry.path.clone();
        self.entries.push(entry);
        if runs.is_empty() {
            return;
        }
        if depth >= DEEPEST || !self.seen.insert(record.first) {
            let what = format!("{path}: this folder leads back to one seen before, or too deep");
            return self
                .defects
                .add(DefectKind::Contradiction, record.offset, 32, what);
        }
        let mut rows = records(self.of, &boot.heap, &runs);
        if record.is_deleted {
            for row in &mut rows {
                if let Row::File(record) = row {
                    record.is_deleted = true;
                }
            }
        }
        self.folder(boot, &path, rows, depth.saturating_add(1));
    }

    /// The clusters that a record states or its chain names.
    fn runs(&self, boot: &Boot, record: &Record) -> Vec<Run> {
        let wanted = boot.heap.clusters(record.bytes);
        if wanted == 0 || !boot.heap.has(record.first) {
            return Vec::new();
        }
        if record.is_in_one_piece {
            let room = boot.heap.end().saturating_sub(record.first);
            let count = u32::try_from(wanted).map_or(room, |wanted| wanted.min(room));
            return vec![Run {
                first: record.first,
                count,
            }];
        }
        self.table.chain(record.first, wanted).runs
    }

    fn recover(&mut self, boot: &Boot) {
        let lost: Vec<Lost> = self.lost.iter().map(|(_, lost, _)| lost.clone()).collect();
        let used = &self.used;
        let found = place(&lost, &boot.heap, &mut self.owners, |cluster| {
            used.is_free(cluster)
        });
        for ((at, lost, valid), found) in self.lost.iter().zip(found) {
            let Some(entry) = self.entries.get_mut(*at) else {
                continue;
            };
            let is_whole = matches!(found.content, Content::Stated | Content::Contiguous);
            let valid = if is_whole { *valid } else { lost.size };
            entry.pieces = pieces(boot, &found.runs, lost.size, valid);
            entry.content = found.content;
            entry.notes.extend(found.note.map(str::to_owned));
        }
    }

    fn unallocated(&mut self, boot: &Boot) -> Vec<Span> {
        let mut spans = Vec::new();
        for cluster in super::heap::FIRST..boot.heap.end() {
            if !self.used.is_free(cluster) {
                continue;
            }
            let run = Run {
                first: cluster,
                count: 1,
            };
            let span = boot.heap.span(run);
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

fn is_enough(boot: &Boot, runs: &[Run], bytes: u64) -> bool {
    let count = runs.iter().map(|run| u64::from(run.count)).sum::<u64>();
    count == boot.heap.clusters(bytes)
}

/// A file's bytes; beyond those that were ever written it reads as zeros.
fn pieces(boot: &Boot, runs: &[Run], bytes: u64, valid: u64) -> Vec<Piece> {
    let valid = valid.min(bytes);
    let mut pieces = boot.heap.pieces(runs, valid);
    let has_all = pieces.iter().fold(0, |sum: u64, piece| match piece {
        Piece::At(span) => sum.saturating_add(span.length),
        Piece::Zeros(length) => sum.saturating_add(*length),
    }) == valid;
    if has_all && valid < bytes && is_enough(boot, runs, bytes) {
        pieces.push(Piece::Zeros(bytes.saturating_sub(valid)));
    }
    pieces
}

/// The bytes of a folder's clusters; no more than a folder can have.
fn bytes_of(of: &Evidence, spans: &[Span]) -> Vec<(u64, Vec<u8>)> {
    /// The specification allows 256 MiB; so much holds a quarter of a million files.
    const MOST: usize = 32 << 20;
    let mut left = MOST;
    let read = spans.iter().map(|span| {
        let most = usize::try_from(span.length).unwrap_or(left).min(left);
        left = left.saturating_sub(most);
        let bytes = piece(&**of, span.offset, most).unwrap_or_default();
        (span.offset, bytes)
    });
    read.collect()
}
