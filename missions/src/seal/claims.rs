//! What the records of a folder claim about its files, and what must be read to judge that.

use super::custody::{Entry, Log};
use super::digest::Sha256Sum;
use super::key::{PublicKey, Signature};
use super::manifest::{Manifest, ManifestError};

/// The event of the entry after which nothing but the seal is written.
pub const SEALED: &str = "closed, and about to be sealed";

/// What a folder's seal and custody log say.
#[derive(Debug)]
pub struct Claims {
    pub(super) seal: Option<Seal>,
    pub(super) log: Log,
}

/// A seal as it was found.
#[derive(Debug)]
pub(super) struct Seal {
    digest: Sha256Sum,
    pub(super) manifest: Result<Manifest, ManifestError>,
    /// The signature is of the manifest and the key that it names.
    pub(super) is_signed: bool,
}

impl Claims {
    /// Of `seal.json`, `seal.sig` and `custody.jsonl`, as far as they are there.
    pub fn read(seal: Option<&[u8]>, signature: Option<&[u8]>, custody: Option<&[u8]>) -> Self {
        let seal = seal.map(|bytes| {
            let manifest = Manifest::parse(bytes);
            let signature = signature.and_then(Signature::from_bytes);
            let key = manifest.as_ref().ok().map(Manifest::key);
            let signed = key.zip(signature);
            Seal {
                digest: Sha256Sum::of(bytes),
                is_signed: signed.is_some_and(|(key, signature)| key.has_signed(bytes, signature)),
                manifest,
            }
        });
        Self {
            seal,
            log: Log::read(custody.unwrap_or_default()),
        }
    }

    /// The manifest, where there is one that is signed.
    pub fn manifest(&self) -> Option<&Manifest> {
        let seal = self.seal.as_ref().filter(|seal| seal.is_signed)?;
        seal.manifest.as_ref().ok()
    }

    /// The SHA-256 of the manifest: whoever noted it when the folder was sealed needs no key.
    pub fn digest(&self) -> Option<Sha256Sum> {
        self.seal.as_ref().map(|seal| seal.digest)
    }

    /// The entries of the custody log that hold.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.log.entries()
    }

    /// The key of the seal; where there is none, of the last entry.
    pub fn key(&self) -> Option<PublicKey> {
        let last = || self.log.entries().last().map(|entry| entry.key);
        self.manifest().map(Manifest::key).or_else(last)
    }

    /// Whether anything that is held lies in this folder within the folder.
    pub fn has_in(&self, folder: &str) -> bool {
        let held = self.log.entries().flat_map(|entry| &entry.files);
        let sealed = self
            .manifest()
            .into_iter()
            .flat_map(|manifest| &manifest.files);
        let mut names = held.chain(sealed).map(|held| &held.file);
        names.any(|name| {
            name.strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/'))
        })
    }

    /// At which lengths the digest of a file is wanted that is `bytes` long. It is read up to the
    /// longest of them: what is longer than anything held is not read for nothing.
    pub fn lengths(&self, file: &str, bytes: u64) -> Vec<u64> {
        let held = self.log.entries().flat_map(|entry| &entry.files);
        let held = held.filter(|held| held.file == file && held.bytes <= bytes);
        let mut lengths: Vec<u64> = held.map(|held| held.bytes).collect();
        let sealed = self.manifest().map(|manifest| manifest.files.as_slice());
        if sealed
            .unwrap_or_default()
            .iter()
            .any(|held| held.bytes == bytes)
        {
            lengths.push(bytes);
        }
        lengths.sort_unstable();
        lengths.dedup();
        lengths
    }
}
