//! `seal.json`: what was in the folder when it was sealed, in the canonical form.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::canonical::{CanonicalError, canonical};
use super::digest::{Held, Sha256Sum};
use super::key::{EvidenceKey, PublicKey, Signature};
use super::{SEAL, SIGNATURE};

/// Why a manifest is none.
#[derive(Debug, Error)]
pub enum ManifestError {
    /// No JSON, or not of this form.
    #[error("it is no manifest of a seal")]
    Json(#[from] serde_json::Error),
    /// A value that has no canonical form.
    #[error("it cannot be put into the canonical form")]
    Canonical(#[from] CanonicalError),
    /// Something is written otherwise, twice, or beyond what a manifest says.
    #[error("it is not in the canonical form of a manifest")]
    Form,
    /// A name that could lead out of the folder, or to the seal itself.
    #[error("the name {0:?} cannot be sealed")]
    Name(String),
    /// Files are named once, in the order of their names.
    #[error("the file {0:?} is named twice or out of order")]
    Order(String),
    /// The fingerprint is not that of the key beside it.
    #[error("the key and its fingerprint do not go together")]
    Fingerprint,
}

/// The one form that there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Form {
    #[serde(rename = "shearwater-seal/1")]
    One,
}

/// What is sealed, by whom and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    form: Form,
    /// What it is, in a few words.
    pub subject: String,
    /// More of that, by name: operator, vehicle, outcome.
    pub about: BTreeMap<String, String>,
    /// What made it.
    pub program: Program,
    /// When it was, by each clock that says so.
    pub times: Vec<Clock>,
    key: Key,
    /// The files, in the order of their names; the seal's own two are not among them.
    pub files: Vec<Held>,
}

/// A program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// A time as one clock told it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Which clock.
    pub clock: String,
    /// Its first time here, UTC (RFC 3339).
    pub from: String,
    /// Its last.
    pub until: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Key {
    algorithm: Algorithm,
    public: PublicKey,
    /// SHA-256 of the key's SPKI in DER.
    fingerprint: Sha256Sum,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Algorithm {
    Ed25519,
}

impl Manifest {
    /// Of these files, to be sealed with this key.
    pub fn new(subject: &str, program: Program, key: PublicKey, mut files: Vec<Held>) -> Self {
        files.sort_by(|a, b| a.file.cmp(&b.file));
        Self {
            form: Form::One,
            subject: subject.to_owned(),
            about: BTreeMap::new(),
            program,
            times: Vec::new(),
            key: Key {
                algorithm: Algorithm::Ed25519,
                public: key,
                fingerprint: key.fingerprint(),
            },
            files,
        }
    }

    /// Reads `seal.json`; the bytes must be exactly what would be written again.
    pub fn parse(bytes: &[u8]) -> Result<Self, ManifestError> {
        let manifest: Self = serde_json::from_slice(bytes)?;
        manifest.judge()?;
        if canonical(&manifest)? != bytes {
            return Err(ManifestError::Form);
        }
        Ok(manifest)
    }

    /// The bytes of `seal.json` and their signature.
    pub fn seal(&self, key: &EvidenceKey) -> Result<(Vec<u8>, Signature), ManifestError> {
        self.judge()?;
        if key.public() != self.key.public {
            return Err(ManifestError::Fingerprint);
        }
        let bytes = canonical(self)?;
        let signature = key.sign(&bytes);
        Ok((bytes, signature))
    }

    /// The key that it says it is sealed with.
    pub const fn key(&self) -> PublicKey {
        self.key.public
    }

    fn judge(&self) -> Result<(), ManifestError> {
        let names = || self.files.iter().map(|held| &held.file);
        if let Some(name) = names().find(|name| !can_be_sealed(name)) {
            return Err(ManifestError::Name(name.clone()));
        }
        if let Some((_, name)) = names().zip(names().skip(1)).find(|(a, b)| a >= b) {
            return Err(ManifestError::Order(name.clone()));
        }
        let fits = self.key.public.fingerprint() == self.key.fingerprint;
        fits.then_some(()).ok_or(ManifestError::Fingerprint)
    }
}

/// A relative path that stays in its folder and is not part of the seal.
fn can_be_sealed(name: &str) -> bool {
    let plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains('\0');
    name.split('/').all(plain) && name != SEAL && name != SIGNATURE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> EvidenceKey {
        EvidenceKey::from_seed([3; 32])
    }

    fn manifest(names: &[&str]) -> Manifest {
        let files = names.iter().map(|name| Held::of(name, b"content"));
        let program = Program {
            name: "onboard".into(),
            version: "0.1.0".into(),
        };
        Manifest::new("a flight", program, key().public(), files.collect())
    }

    #[test]
    fn a_manifest_reads_back_and_any_other_byte_does_not() {
        let manifest = manifest(&["a", "b/c"]);
        let (bytes, signature) = manifest.seal(&key()).unwrap();
        assert_eq!(Manifest::parse(&bytes).unwrap(), manifest);
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            let reads = Manifest::parse(&other).is_ok();
            let holds = key().public().has_signed(&other, signature);
            assert!(!holds, "byte {at} (reads: {reads})");
        }
        for other in [[&bytes[..], b"\n"].concat(), [b" ", &bytes[..]].concat()] {
            assert!(matches!(Manifest::parse(&other), Err(ManifestError::Form)));
        }
    }

    #[test]
    fn what_is_said_twice_or_beyond_the_form_is_refused() {
        let (bytes, _) = manifest(&["a"]).seal(&key()).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        for (old, new) in [
            ("\"subject\":", "\"subject\":\"x\",\"subject\":"),
            ("\"times\":", "\"more\":1,\"times\":"),
            ("\"bytes\":7", "\"bytes\":07"),
        ] {
            let other = text.replacen(old, new, 1);
            assert_ne!(other, text);
            assert!(Manifest::parse(other.as_bytes()).is_err(), "{other}");
        }
    }

    #[test]
    fn names_that_lead_elsewhere_are_not_sealed() {
        for name in [
            "", "..", "../a", "a/../b", "/a", "a//b", "./a", "a\0", SEAL, SIGNATURE,
        ] {
            let error = manifest(&[name]).seal(&key()).unwrap_err();
            assert!(matches!(error, ManifestError::Name(_)), "{name}: {error}");
        }
        let error = manifest(&["a", "a"]).seal(&key()).unwrap_err();
        assert!(matches!(error, ManifestError::Order(_)), "{error}");
    }

    #[test]
    fn another_key_does_not_seal_it() {
        let other = EvidenceKey::from_seed([4; 32]);
        assert!(manifest(&["a"]).seal(&other).is_err());
    }
}
