//! Takes evidence into a case: what lives, what was deleted, what lies in unused space, and what of
//! it cannot be had. The source is only read, and hashed before and after.
//!
//! ```text
//! image (raw, split, E01) ─► partitions ─► file systems ─► live, deleted ┐
//!                                  └► unused space, gaps ─► carved       ├─► Case
//! folder ─► its files          archive ─► its files          file ───────┘
//! ```
//!
//! Whatever the source claims, no more is written than a few times its own size: an image whose
//! files all claim the same clusters, or an archive that unpacks to terabytes, is cut short there,
//! and it is said.

mod archive;
mod folder;
mod image;
mod plan;

pub use plan::{Kind, Plan, PlanError};

use std::sync::Arc;

use missions::cli::input;
use missions::seal::{Held, Running};
use missions::time::UtcTime;

use crate::case::{ACQUISITIONS, Acquisition, Case, CaseError, Item, MANIFEST, Manifest, Source};
use crate::case::{LONGEST, Stored, Unrecovered};
use crate::evidence::{Evidence, Raw, stream};
use crate::exhibit::Origin;
use crate::formats;

/// What an acquisition tells while it is at work.
pub trait Witness {
    /// What is done now, and how many bytes of it there are.
    fn begins(&mut self, what: &str, bytes: u64);
    /// So many more of them are done.
    fn passed(&mut self, bytes: u64);
    /// The time, by the clock of this machine.
    fn now(&self) -> UtcTime;
}

/// Nobody who looks on; time stands still.
#[derive(Clone, Copy, Debug)]
pub struct Nobody(pub UtcTime);

impl Witness for Nobody {
    fn begins(&mut self, _what: &str, _bytes: u64) {}

    fn passed(&mut self, _bytes: u64) {}

    fn now(&self) -> UtcTime {
        self.0
    }
}

/// So much is written of any source.
const AT_LEAST: u64 = 256 << 20;

/// How many bytes may be written of a source of so many: more than it has, but not without end.
/// Logs in an archive are packed to a twentieth at best.
fn room(kind: Kind, bytes: u64) -> u64 {
    let times = if kind == Kind::Archive { 64 } else { 3 };
    bytes.saturating_mul(times).max(AT_LEAST)
}

/// Acquires a source into a case and seals it.
pub fn acquire(
    plan: &Plan,
    case: &mut Case,
    witness: &mut dyn Witness,
) -> Result<Acquisition, CaseError> {
    let begun = witness.now();
    let mut manifest = known(case)?;
    let number = u32::try_from(manifest.acquisitions.len()).unwrap_or(u32::MAX);
    let number = number.saturating_add(1);
    case.unseal()?;
    let place = plan.place.display().to_string();
    case.note(
        begun,
        &format!("acquisition {number} begun: {place}"),
        Vec::new(),
    )?;
    let mut taking = Taking {
        case,
        witness,
        items: Vec::new(),
        held: Vec::new(),
        unrecovered: Vec::new(),
        findings: Vec::new(),
        left: room(plan.kind, plan.bytes),
    };
    let mut source = Source {
        kind: plan.kind.to_string(),
        place: place.clone(),
        before: Vec::new(),
        after: Vec::new(),
        content: None,
        stated: Vec::new(),
        layout: Vec::new(),
    };
    taking.all(plan, &mut source)?;
    let Taking {
        items,
        mut held,
        unrecovered,
        mut findings,
        ..
    } = taking;
    if source.before != source.after {
        findings.push("the source is not the same after as it was before: it was changed, or cannot be read twice alike".to_owned());
    }
    let acquisition = Acquisition {
        number,
        program: concat!("forensics ", env!("CARGO_PKG_VERSION")).to_owned(),
        begun_utc: begun.to_string(),
        ended_utc: witness.now().to_string(),
        source,
        exhibits: items,
        unrecovered,
        findings,
    };
    let name = format!("{ACQUISITIONS}/{number:04}.json");
    let document = pretty(case, &name, &acquisition)?;
    let written = case.write(&name, &document)?;
    held.push(written);
    held.sort_by(|a, b| a.file.cmp(&b.file));
    held.dedup_by(|a, b| a.file == b.file);
    let count = acquisition.exhibits.len();
    let event = format!("acquisition {number} ended: {count} exhibits of {place}");
    case.note(witness.now(), &event, held)?;
    manifest.acquisitions.push(acquisition.clone());
    Manifest::FORM.clone_into(&mut manifest.form);
    let document = pretty(case, MANIFEST, &manifest)?;
    case.write(MANIFEST, &document)?;
    witness.begins("sealing", 0);
    let now = witness.now();
    case.seal(now, &mut |bytes| witness.passed(bytes))?;
    Ok(acquisition)
}

/// What earlier acquisitions found, from their own documents: the manifest is only their sum.
fn known(case: &Case) -> Result<Manifest, CaseError> {
    let mut manifest = Manifest::default();
    for number in 1_u32.. {
        let path = case.dir().join(format!("{ACQUISITIONS}/{number:04}.json"));
        let bytes = match input::read_up_to(&path, LONGEST) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => break,
            Err(source) => {
                let act = "read";
                return Err(CaseError::Io { act, path, source });
            }
        };
        let read = serde_json::from_slice(&bytes);
        let one = read.map_err(|error| CaseError::Document {
            path,
            reason: error.to_string(),
        })?;
        manifest.acquisitions.push(one);
    }
    Ok(manifest)
}

fn pretty(case: &Case, name: &str, document: &impl serde::Serialize) -> Result<Vec<u8>, CaseError> {
    serde_json::to_vec_pretty(document).map_err(|error| CaseError::Document {
        path: case.dir().join(name),
        reason: error.to_string(),
    })
}

/// An acquisition at work.
struct Taking<'a> {
    case: &'a mut Case,
    witness: &'a mut dyn Witness,
    items: Vec<Item>,
    held: Vec<Held>,
    unrecovered: Vec<Unrecovered>,
    findings: Vec<String>,
    /// How many bytes may be written still.
    left: u64,
}

impl Taking<'_> {
    fn all(&mut self, plan: &Plan, source: &mut Source) -> Result<(), CaseError> {
        source.before = self.sums(plan, "hashing the source");
        match plan.kind {
            Kind::Image | Kind::Ewf => self.image(plan, source)?,
            Kind::Archive => self.archive(plan)?,
            Kind::File | Kind::Folder => self.files(plan)?,
        }
        source.after = self.sums(plan, "hashing the source again");
        Ok(())
    }

    /// The sums of the source's files as they are now; what cannot be read is told.
    fn sums(&mut self, plan: &Plan, what: &str) -> Vec<Held> {
        self.witness.begins(what, plan.bytes);
        let mut sums = Vec::new();
        for file in &plan.files {
            let mut running = Running::default();
            let read = Raw::open(&file.path).and_then(|raw| {
                stream(&raw, |_, piece| {
                    running.update(piece);
                    self.witness.passed(piece.len() as u64);
                    true
                })
            });
            match read {
                Ok(()) => sums.push(running.held(&file.name)),
                Err(error) => self.say(format!("{}: cannot be read: {error}", file.name)),
            }
        }
        sums
    }

    /// A finding, once.
    fn say(&mut self, finding: String) {
        /// A hostile source has one for every byte.
        const MOST: usize = 10_000;
        if self.findings.len() < MOST && !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    /// Takes a content into the case; `None` where no more may be written.
    fn store(
        &mut self,
        name: &str,
        source: &mut dyn std::io::Read,
    ) -> Result<Option<Stored>, CaseError> {
        if self.left == 0 {
            self.say(
                "the source claims many times more bytes than it has: the rest is left out"
                    .to_owned(),
            );
            return Ok(None);
        }
        let witness = &mut *self.witness;
        let stored = self
            .case
            .take(source, self.left, &mut |bytes| witness.passed(bytes))?;
        self.left = self.left.saturating_sub(stored.bytes);
        if let Some(why) = &stored.short {
            self.say(format!(
                "{name}: only {} bytes are taken: {why}",
                stored.bytes
            ));
        }
        self.held.push(stored.held());
        Ok(Some(stored))
    }

    /// An item of what was stored; the rest is to be filled in.
    fn item(&self, stored: &Stored, path: &str, origin: Origin) -> Item {
        let sha256 = stored.sha256.to_string();
        let content = crate::case::exhibit(self.case.dir(), &sha256);
        let format = content
            .ok()
            .and_then(|content| formats::recognise(&content));
        Item {
            sha256,
            bytes: stored.bytes,
            origin,
            path: path.to_owned(),
            part: None,
            stated_bytes: None,
            content: None,
            end: None,
            spans: Vec::new(),
            times: Vec::new(),
            format: format.map(|format| format.name().to_owned()),
            notes: stored.short.iter().cloned().collect(),
        }
    }
}

/// The evidence in a file.
fn raw(path: &std::path::Path) -> std::io::Result<Evidence> {
    Ok(Arc::new(Raw::open(path)?))
}

#[cfg(test)]
mod tests;
