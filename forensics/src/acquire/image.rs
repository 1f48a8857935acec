//! What an image holds: file systems with what lives and what was deleted in them, and files in the
//! space that nothing uses.

use std::collections::BTreeMap;
use std::sync::Arc;

use missions::seal::Running;

use super::{Kind, Plan, Taking};
use crate::case::{CaseError, Item, Source, Sums, Unrecovered};
use crate::evidence::carve::{Carved, carve};
use crate::evidence::ewf::Ewf;
use crate::evidence::volume::{Content, Entry, Listing, layout, list};
use crate::evidence::{Evidence, Piece, ReadAt as _, Reader, Runs, Slice, Span};
use crate::exhibit::Origin;
use crate::record::Value;

/// The greatest ratio of deflate, which packs an E01.
const PACKED: u64 = 1032;
/// Pieces of unused space that are taken.
const MOST: usize = 1 << 17;

/// A place in an image where something is.
struct Part {
    name: Option<String>,
    span: Span,
}

/// Deleted files by where they begin in the image: how many bytes of each are in the case already.
type Taken = BTreeMap<u64, u64>;

impl Taking<'_> {
    pub(super) fn image(&mut self, plan: &Plan, source: &mut Source) -> Result<(), CaseError> {
        let opened = if plan.kind == Kind::Ewf {
            self.ewf(plan, source)
        } else {
            plan.evidence()
        };
        let image = match opened {
            Ok(image) => image,
            Err(error) => {
                self.say(format!("the image cannot be opened: {error}"));
                return Ok(());
            }
        };
        // What it holds, not what its files have: an E01 is packed. Its length is only a claim, but
        // so many bytes can be in it.
        let bytes = image.length().min(plan.bytes.saturating_mul(PACKED));
        self.left = self.left.max(super::room(plan.kind, bytes));
        let mut unused = Vec::new();
        let mut taken = Taken::new();
        for part in parts(&image, source) {
            self.part(&image, &part, source, (&mut unused, &mut taken))?;
        }
        self.carve(&image, &unused, &taken)
    }

    /// An image in the Expert Witness format, held against what it states of itself.
    fn ewf(&mut self, plan: &Plan, source: &mut Source) -> std::io::Result<Evidence> {
        let segments: std::io::Result<Vec<Evidence>> = plan
            .files
            .iter()
            .map(|part| super::raw(&part.path))
            .collect();
        let ewf = Ewf::new(segments?)?;
        for defect in ewf.defects().kept() {
            self.say(format!(
                "the image, at byte {}: {}",
                defect.offset, defect.consequence
            ));
        }
        source.stated.clone_from(&ewf.stated().about);
        self.witness
            .begins("verifying the image against its own sums", ewf.length());
        let mut running = Running::default();
        match ewf.verify(|piece| {
            running.update(piece);
            self.witness.passed(piece.len() as u64);
        }) {
            Ok(verified) => {
                let stated = ewf.stated();
                source.content = Some(Sums {
                    bytes: ewf.length(),
                    sha256: running.sum().to_string(),
                    md5: stated.md5.map(|_| Value::Bytes(&verified.md5).to_string()),
                    md5_holds: verified.md5_holds,
                    sha1: stated
                        .sha1
                        .map(|_| Value::Bytes(&verified.sha1).to_string()),
                    sha1_holds: verified.sha1_holds,
                });
                if verified.md5_holds == Some(false) || verified.sha1_holds == Some(false) {
                    self.say("the image's content is not what the image's own sums say".to_owned());
                }
                if stated.md5.is_none() && stated.sha1.is_none() {
                    self.say("the image states no sum of its content".to_owned());
                }
            }
            Err(error) => self.say(format!(
                "the image is damaged, its own sums cannot be held against it: {error}"
            )),
        }
        Ok(Arc::new(ewf))
    }

    fn part(
        &mut self,
        image: &Evidence,
        part: &Part,
        source: &mut Source,
        (unused, taken): (&mut Vec<Span>, &mut Taken),
    ) -> Result<(), CaseError> {
        let slice: Evidence = Arc::new(Slice::new(Arc::clone(image), part.span));
        let named = part.name.clone().unwrap_or_else(|| "the image".to_owned());
        let Some(listing) = list(&slice) else {
            source
                .layout
                .push(format!("{named}: no file system that is known"));
            unused.push(part.span);
            return Ok(());
        };
        source.layout.push(in_words(&named, &listing));
        for defect in listing.defects.kept() {
            self.say(format!(
                "{named}, at byte {}: {}",
                defect.offset, defect.consequence
            ));
        }
        let bytes = listing
            .entries
            .iter()
            .map(Entry::kept)
            .fold(0, u64::saturating_add);
        self.witness
            .begins(&format!("taking the files of {named}"), bytes);
        for entry in &listing.entries {
            if !entry.is_folder {
                self.entry(&slice, part, entry, taken)?;
            }
        }
        let moved =
            |span: &Span| Span::new(span.offset.saturating_add(part.span.offset), span.length);
        unused.extend(listing.unallocated.iter().map(moved));
        Ok(())
    }

    fn entry(
        &mut self,
        slice: &Evidence,
        part: &Part,
        entry: &Entry,
        taken: &mut Taken,
    ) -> Result<(), CaseError> {
        let kept = entry.kept();
        let is_empty_file =
            entry.size == 0 && !entry.is_deleted && entry.content == Content::Allocated;
        if kept == 0 && !is_empty_file {
            self.unrecovered.push(Unrecovered {
                path: entry.path.clone(),
                part: part.name.clone(),
                stated_bytes: entry.size,
                content: entry.content,
                times: entry.times.clone(),
                notes: entry.notes.clone(),
            });
            return Ok(());
        }
        let runs: Evidence = Arc::new(Runs::new(Arc::clone(slice), &entry.pieces, entry.size));
        let Some(stored) = self.store(&entry.path, &mut Reader::new(runs))? else {
            return Ok(());
        };
        let origin = if entry.is_deleted {
            Origin::Deleted
        } else {
            Origin::Live
        };
        let spans = spans(entry, part.span.offset);
        if let Some(first) = spans.first().filter(|_| entry.is_deleted) {
            taken.insert(first.offset, stored.bytes);
        }
        let item = self.item(&stored, &entry.path, origin);
        self.items.push(Item {
            part: part.name.clone(),
            stated_bytes: (entry.size != stored.bytes).then_some(entry.size),
            content: Some(entry.content),
            spans,
            times: entry.times.clone(),
            notes: item.notes.iter().chain(&entry.notes).cloned().collect(),
            ..item
        });
        Ok(())
    }

    fn carve(&mut self, image: &Evidence, unused: &[Span], taken: &Taken) -> Result<(), CaseError> {
        let bytes = unused
            .iter()
            .map(|span| span.length)
            .fold(0, u64::saturating_add);
        self.witness.begins("looking through unused space", bytes);
        let mut found: Vec<Carved> = Vec::new();
        let mut is_more = false;
        let witness = &mut *self.witness;
        let carved = carve(
            image,
            unused,
            |bytes| witness.passed(bytes),
            |one| {
                if found.len() < MOST {
                    found.push(one);
                } else {
                    is_more = true;
                }
            },
        );
        if let Err(error) = carved {
            self.say(format!(
                "unused space was not looked through to its end: {error}"
            ));
        }
        if is_more {
            self.say(format!(
                "unused space holds more than {MOST} pieces: the rest is left out"
            ));
        }
        for one in found {
            // It is in the case as the deleted file that it was.
            let is_taken = taken
                .get(&one.span.offset)
                .is_some_and(|bytes| *bytes >= one.span.length);
            if !is_taken {
                self.carved(image, &one)?;
            }
        }
        Ok(())
    }

    fn carved(&mut self, image: &Evidence, one: &Carved) -> Result<(), CaseError> {
        let path = format!("/(unused space)/byte {}", one.span.offset);
        let slice: Evidence = Arc::new(Slice::new(Arc::clone(image), one.span));
        let Some(stored) = self.store(&path, &mut Reader::new(slice))? else {
            return Ok(());
        };
        let item = self.item(&stored, &path, Origin::Carved);
        let by_mark = one.format.to_owned();
        self.items.push(Item {
            end: Some(one.end),
            spans: vec![one.span],
            format: item.format.clone().or(Some(by_mark)),
            ..item
        });
        Ok(())
    }
}

/// Where something is in an image: a file system in all of it, partitions and what lies between
/// them, or nothing that is known.
fn parts(image: &Evidence, source: &mut Source) -> Vec<Part> {
    let all = Part {
        name: None,
        span: Span::new(0, image.length()),
    };
    if list(image).is_some() {
        return vec![all];
    }
    let Some(layout) = layout(image) else {
        return vec![all];
    };
    source.layout.push(format!(
        "divided by a table of the kind {:?}",
        layout.scheme
    ));
    let named = layout.parts.into_iter().map(|part| Part {
        name: Some(match part.name {
            Some(name) => format!("partition {} ({name})", part.number),
            None => format!("partition {}", part.number),
        }),
        span: part.span,
    });
    let between = layout.between.into_iter().map(|span| Part {
        name: Some(format!("between partitions, from byte {}", span.offset)),
        span,
    });
    named.chain(between).collect()
}

fn in_words(named: &str, listing: &Listing) -> String {
    let live = listing
        .entries
        .iter()
        .filter(|entry| !entry.is_deleted && !entry.is_folder);
    let gone = listing
        .entries
        .iter()
        .filter(|entry| entry.is_deleted && !entry.is_folder);
    let label = listing.label.as_ref().map(|label| format!(" {label:?}"));
    let serial = listing
        .serial
        .as_ref()
        .map(|serial| format!(", serial {serial}"));
    format!(
        "{named}: {}{}{}: {} files, {} deleted",
        listing.system,
        label.unwrap_or_default(),
        serial.unwrap_or_default(),
        live.count(),
        gone.count()
    )
}

/// Where a file's bytes lie in the image.
fn spans(entry: &Entry, begins: u64) -> Vec<Span> {
    let placed = entry.pieces.iter().filter_map(|piece| match piece {
        Piece::At(span) => Some(Span::new(span.offset.saturating_add(begins), span.length)),
        Piece::Zeros(_) => None,
    });
    placed.take(Item::SPANS).collect()
}
