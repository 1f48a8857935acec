//! What a folder's files are against what its records claim: what was changed, and what holds what.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::claims::{Claims, SEALED};
use super::custody::Entry;
use super::digest::{Digests, Held, Sha256Sum};
use super::finding::{Fault, Finding};
use super::{CUSTODY, PUBLIC_KEY, SEAL, SIGNATURE};

/// A thing that lies in the folder.
#[derive(Clone, Debug)]
pub enum Sighted {
    /// A file so many bytes long, and its digests as [`Claims::lengths`] wants them.
    File(u64, Digests),
    /// Something else; it was not read.
    Irregular(&'static str),
    /// A file that could not be read, and why.
    Unreadable(String),
}

/// How far a folder is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// A seal whose signature is good.
    Sealed,
    /// A seal that is not.
    Broken,
    /// No seal yet, but entries of a custody log.
    Open,
    /// Neither.
    Bare,
}

/// What holds a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Holder {
    /// The seal, to its last byte.
    Seal,
    /// An entry of the custody log.
    Entry {
        /// Which.
        entry: u64,
        /// How many bytes.
        held_bytes: u64,
    },
    /// Itself: it is the custody log, each line of which is signed.
    Itself {
        /// How many bytes have their signature.
        held_bytes: u64,
    },
    /// Nothing.
    Nothing,
}

/// A file and what holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Which file.
    pub file: String,
    /// How long it is.
    pub bytes: u64,
    /// What holds it.
    #[serde(flatten)]
    pub holder: Holder,
}

/// Who signed something of a folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signer {
    /// The fingerprint of the key.
    pub key: Sha256Sum,
    /// The first and the last entry of the custody log that it signed.
    pub entries: Option<(u64, u64)>,
    /// It signed the seal.
    pub seal: bool,
}

/// What the names of files mean while there is no seal.
#[derive(Clone, Copy, Debug, Default)]
pub struct Names<'a> {
    /// They mean nothing then: a lock, for example.
    pub passing: &'a [&'a str],
    /// They are written when the folder is closed, after the seal.
    pub after: &'a [&'a str],
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// How far it is sealed.
    pub state: State,
    /// Nothing was found that is not as it was held.
    pub intact: bool,
    /// What is not as it was held.
    pub findings: Vec<Finding>,
    /// Every file, and what holds it.
    pub parts: Vec<Part>,
}

impl Claims {
    /// Judges what lies in the folder, by name. With `trusted`, a key's fingerprint, whatever
    /// another key signed is a finding and holds nothing. `names` says what the names mean that are
    /// not the seal's own.
    pub fn weigh(
        &self,
        sighted: &BTreeMap<String, Sighted>,
        trusted: Option<Sha256Sum>,
        names: Names<'_>,
    ) -> Verdict {
        let Names { passing, after } = names;
        let mut findings = self.records(trusted);
        match self.manifest() {
            Some(manifest) => findings.extend(sealed(&manifest.files, sighted)),
            None => findings.extend(irregular(sighted, passing)),
        }
        findings.extend(self.chained(sighted, trusted));
        findings.extend(self.left(sighted, after));
        let state = match (&self.seal, self.manifest(), self.log.entries().next()) {
            (_, Some(_), _) => State::Sealed,
            (Some(_), None, _) => State::Broken,
            (None, None, Some(_)) => State::Open,
            (None, None, None) => State::Bare,
        };
        let parts = self.parts(sighted, &findings, trusted, passing);
        Verdict {
            state,
            intact: findings.is_empty(),
            findings,
            parts,
        }
    }

    /// What is wrong with seal and custody log themselves.
    fn records(&self, trusted: Option<Sha256Sum>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut find = |file: &str, fault| findings.push(finding(file, fault));
        match self
            .seal
            .as_ref()
            .map(|seal| (&seal.manifest, seal.is_signed))
        {
            Some((Err(error), _)) => {
                let reason = error.to_string();
                find(SEAL, Fault::Manifest { reason });
            }
            Some((Ok(_), false)) => find(SIGNATURE, Fault::Signature),
            Some((Ok(_), true)) => {}
            None => {
                let last = self.log.entries().last();
                if let Some(entry) = last.filter(|entry| entry.event == SEALED) {
                    find(
                        SEAL,
                        Fault::SealGone {
                            entry: entry.number,
                        },
                    );
                }
            }
        }
        let is_other = |fingerprint: &Sha256Sum| trusted.is_some_and(|key| key != *fingerprint);
        let sealed_by = self.manifest().map(|manifest| manifest.key().fingerprint());
        if let Some(fingerprint) = sealed_by.filter(is_other) {
            find(
                SEAL,
                Fault::OtherKey {
                    fingerprint,
                    line: None,
                },
            );
        }
        let mut told = BTreeSet::new();
        for place in &self.log.places {
            let line = place.line;
            match &place.entry {
                Err(reason) => {
                    let reason = (*reason).to_owned();
                    find(CUSTODY, Fault::Entry { line, reason });
                }
                Ok(entry) => {
                    let fingerprint = entry.key.fingerprint();
                    if is_other(&fingerprint) && told.insert(fingerprint) {
                        let line = Some(line);
                        find(CUSTODY, Fault::OtherKey { fingerprint, line });
                    }
                }
            }
        }
        findings
    }

    /// What is only written beside a seal, where there is none: its key before it, its signature and
    /// the summary after it.
    fn left(&self, sighted: &BTreeMap<String, Sighted>, after: &[&str]) -> Vec<Finding> {
        if self.seal.is_some() {
            return Vec::new();
        }
        let key = (PUBLIC_KEY, Fault::SealBegun);
        let after = after.iter().map(|name| (*name, Fault::Unsealed));
        let left = [key, (SIGNATURE, Fault::SealLeft)].into_iter().chain(after);
        left.filter(|(name, _)| sighted.contains_key(*name))
            .map(|(name, fault)| finding(name, fault))
            .collect()
    }

    /// The entries that hold something for who trusts this key, or any.
    pub fn trusted(&self, key: Option<Sha256Sum>) -> impl Iterator<Item = &Entry> {
        let is_trusted = move |entry: &&Entry| key.is_none_or(|key| key == entry.key.fingerprint());
        self.log.entries().filter(is_trusted)
    }

    /// Who signed, by the fingerprint of the key: which entries of the custody log, first and last,
    /// and whether the seal.
    pub fn signers(&self) -> Vec<Signer> {
        let mut signers: Vec<Signer> = Vec::new();
        for entry in self.log.entries() {
            let fingerprint = entry.key.fingerprint();
            let known = signers.iter_mut().find(|one| one.key == fingerprint);
            match known.map(|one| &mut one.entries) {
                Some(Some((_, last))) => *last = entry.number,
                _ => signers.push(Signer {
                    key: fingerprint,
                    entries: Some((entry.number, entry.number)),
                    seal: false,
                }),
            }
        }
        if let Some(key) = self.manifest().map(|manifest| manifest.key().fingerprint()) {
            match signers.iter_mut().find(|one| one.key == key) {
                Some(one) => one.seal = true,
                None => signers.push(Signer {
                    key,
                    entries: None,
                    seal: true,
                }),
            }
        }
        signers
    }

    /// What contradicts the entries of the custody log; of each file, the first that does.
    fn chained(
        &self,
        sighted: &BTreeMap<String, Sighted>,
        trusted: Option<Sha256Sum>,
    ) -> Vec<Finding> {
        let mut so_far: BTreeMap<&str, Result<u64, ()>> = BTreeMap::new();
        let mut findings = Vec::new();
        for entry in self.trusted(trusted) {
            for held in &entry.files {
                let state = so_far.entry(&held.file).or_insert(Ok(0));
                let Ok(good) = *state else { continue };
                match contradiction(held, entry.number, good, sighted) {
                    None => *state = Ok(good.max(held.bytes)),
                    Some(fault) => {
                        *state = Err(());
                        let is_told = fault == Fault::Missing && self.manifest().is_some();
                        findings.extend((!is_told).then(|| finding(&held.file, fault)));
                    }
                }
            }
        }
        findings
    }

    fn parts(
        &self,
        sighted: &BTreeMap<String, Sighted>,
        findings: &[Finding],
        trusted: Option<Sha256Sum>,
        passing: &[&str],
    ) -> Vec<Part> {
        let bad: BTreeSet<&str> = findings.iter().map(|found| found.file.as_str()).collect();
        let files = sighted.iter().filter_map(|(file, sighted)| match sighted {
            Sighted::File(bytes, _) => Some((file, *bytes)),
            _ => None,
        });
        let is_ours = |file: &str| [SEAL, SIGNATURE].contains(&file) || passing.contains(&file);
        files
            .filter(|(file, _)| !is_ours(file))
            .map(|(file, bytes)| Part {
                file: file.clone(),
                bytes,
                holder: self.holder(file, bytes, trusted, bad.contains(file.as_str())),
            })
            .collect()
    }

    fn holder(&self, file: &str, bytes: u64, trusted: Option<Sha256Sum>, is_bad: bool) -> Holder {
        let manifest = self.manifest().filter(|manifest| {
            trusted.is_none_or(|trusted| trusted == manifest.key().fingerprint())
        });
        let sealed = manifest.map(|manifest| manifest.files.as_slice());
        let is_sealed = sealed
            .unwrap_or_default()
            .iter()
            .any(|held| held.file == file);
        if is_bad {
            return Holder::Nothing;
        }
        if is_sealed {
            return Holder::Seal;
        }
        if file == CUSTODY {
            let held_bytes = self.log.torn.unwrap_or(bytes);
            return Holder::Itself { held_bytes };
        }
        let entries = self.trusted(trusted).flat_map(|entry| {
            let held = entry.files.iter().filter(|held| held.file == file);
            held.map(|held| (held.bytes, entry.number))
        });
        // Of entries that hold as much, the first: it is the oldest witness.
        let most = entries.max_by_key(|(bytes, number)| (*bytes, u64::MAX - number));
        most.map_or(Holder::Nothing, |(held_bytes, entry)| Holder::Entry {
            entry,
            held_bytes,
        })
    }
}

fn finding(file: &str, fault: Fault) -> Finding {
    Finding {
        file: file.to_owned(),
        fault,
    }
}

/// What differs from a manifest.
fn sealed(files: &[Held], sighted: &BTreeMap<String, Sighted>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for held in files {
        let fault = match sighted.get(&held.file) {
            None => Some(Fault::Missing),
            Some(Sighted::File(bytes, digests)) => {
                let same = *bytes == held.bytes && digests.of_first(*bytes) == Some(held.sha256);
                (!same).then(|| Fault::Changed {
                    sealed_bytes: held.bytes,
                    bytes: *bytes,
                    content_of: content_of(files, *bytes, digests),
                })
            }
            Some(other) => Some(not_a_file(other)),
        };
        findings.extend(fault.map(|fault| finding(&held.file, fault)));
    }
    let is_known = |name: &str| {
        [SEAL, SIGNATURE].contains(&name) || files.iter().any(|held| held.file == name)
    };
    for (name, thing) in sighted.iter().filter(|(name, _)| !is_known(name)) {
        let fault = match thing {
            Sighted::File(bytes, digests) => Fault::Added {
                content_of: content_of(files, *bytes, digests),
            },
            other => not_a_file(other),
        };
        findings.push(finding(name, fault));
    }
    findings
}

/// What cannot be judged in a folder without a manifest.
fn irregular(sighted: &BTreeMap<String, Sighted>, passing: &[&str]) -> Vec<Finding> {
    let odd = sighted.iter().filter(|(name, thing)| {
        !matches!(thing, Sighted::File(..)) && !passing.contains(&name.as_str())
    });
    odd.map(|(name, thing)| finding(name, not_a_file(thing)))
        .collect()
}

fn not_a_file(thing: &Sighted) -> Fault {
    match thing {
        Sighted::Unreadable(reason) => Fault::Unreadable {
            reason: reason.clone(),
        },
        Sighted::Irregular(kind) => Fault::Irregular {
            kind: (*kind).to_owned(),
        },
        Sighted::File(..) => Fault::Missing,
    }
}

/// Under which name this content was sealed.
fn content_of(files: &[Held], bytes: u64, digests: &Digests) -> Option<String> {
    let sum = digests.of_first(bytes)?;
    let same = files
        .iter()
        .find(|held| held.bytes == bytes && held.sha256 == sum);
    same.map(|held| held.file.clone())
}

/// How a file contradicts an entry; `good` of its bytes are as earlier entries held them.
fn contradiction(
    held: &Held,
    entry: u64,
    good: u64,
    sighted: &BTreeMap<String, Sighted>,
) -> Option<Fault> {
    match sighted.get(&held.file) {
        None => Some(Fault::Missing),
        Some(Sighted::File(bytes, _)) if *bytes < held.bytes => Some(Fault::Cut {
            entry,
            held_bytes: held.bytes,
            bytes: *bytes,
        }),
        Some(Sighted::File(_, digests)) if digests.of_first(held.bytes) != Some(held.sha256) => {
            Some(Fault::Unlike {
                entry,
                from: good,
                until: held.bytes,
            })
        }
        Some(_) => None,
    }
}
