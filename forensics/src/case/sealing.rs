//! A case is sealed when an acquisition ends, and judged by whoever wants to know.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use missions::seal::{
    CUSTODY, Claims, Clock, Held, Manifest as Seal, Names, PUBLIC_KEY, Program, SEAL, SEALED,
    SIGNATURE, Sha256Sum, Sighted, State, Verdict,
};
use missions::time::UtcTime;

use super::document::Manifest;
use super::sighting::sight;
use super::{Case, CaseError, EXHIBITS, LONGEST, MANIFEST, failed};

impl Case {
    /// Seals all that is in the folder.
    pub fn seal(&mut self, now: UtcTime, read: &mut dyn FnMut(u64)) -> Result<(), CaseError> {
        let key = self.custody.key();
        self.write(PUBLIC_KEY, key.to_pem().as_bytes())?;
        self.custody.note(now, SEALED, Vec::new())?;
        let sighted = sight(&self.dir, &Claims::read(None, None, None), read)?;
        let mut files = Vec::new();
        for (name, thing) in sighted {
            if let Sighted::File(bytes, digests) = thing {
                let (file, sha256) = (name, digests.sum());
                files.push(Held {
                    file,
                    bytes,
                    sha256,
                });
            } else {
                tracing::warn!("{name} is no regular file that can be read: it is not sealed");
            }
        }
        let program = Program {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let mut seal = Seal::new("a case of acquired evidence", program, key, files);
        let now = now.to_string();
        seal.times = vec![Clock {
            clock: "the clock of the machine that acquired".to_owned(),
            from: now.clone(),
            until: now,
        }];
        let path = self.dir.join(SEAL);
        let sealed = seal.seal(self.custody.signer());
        let (bytes, signature) = sealed.map_err(|error| CaseError::Document {
            path,
            reason: error.to_string(),
        })?;
        self.write(SEAL, &bytes)?;
        self.write(SIGNATURE, signature.as_bytes())?;
        Ok(())
    }
}

/// What came out of looking at a case.
#[derive(Debug)]
pub struct Judgement {
    /// What the seal and the custody log say.
    pub claims: Claims,
    /// How the files stand to that.
    pub verdict: Verdict,
    /// What else does not fit: exhibits under a wrong name, documents that name what is not there.
    pub misfits: Vec<String>,
}

impl Judgement {
    /// Sealed, and as it was sealed.
    pub fn is_whole(&self) -> bool {
        self.is_intact() && self.verdict.state == State::Sealed
    }

    /// Nothing is otherwise than it was held.
    pub const fn is_intact(&self) -> bool {
        self.verdict.intact && self.misfits.is_empty()
    }
}

/// Judges a case; with `trusted`, a key's fingerprint, nothing that another key signed counts.
pub fn verify(
    dir: &Path,
    trusted: Option<Sha256Sum>,
    read: &mut dyn FnMut(u64),
) -> Result<Judgement, CaseError> {
    let record = |name: &str| {
        let path = dir.join(name);
        match path.symlink_metadata() {
            Ok(about) if about.is_file() && about.len() <= LONGEST as u64 => {
                fs::read(&path).map(Some).map_err(failed("read", &path))
            }
            _ => Ok(None),
        }
    };
    let (seal, signature, custody) = (record(SEAL)?, record(SIGNATURE)?, record(CUSTODY)?);
    let claims = Claims::read(seal.as_deref(), signature.as_deref(), custody.as_deref());
    let sighted = sight(dir, &claims, read)?;
    let verdict = claims.weigh(&sighted, trusted, Names::default());
    let misfits = misfits(record(MANIFEST)?.as_deref(), &sighted);
    Ok(Judgement {
        claims,
        verdict,
        misfits,
    })
}

/// What the exhibits' names and the manifest say otherwise than the files are.
fn misfits(manifest: Option<&[u8]>, sighted: &BTreeMap<String, Sighted>) -> Vec<String> {
    let mut misfits = Vec::new();
    let is_under = |name: &str| {
        name.split_once('/')
            .is_some_and(|(folder, _)| folder == EXHIBITS)
    };
    for (name, thing) in sighted.iter().filter(|(name, _)| is_under(name)) {
        if let Sighted::File(_, digests) = thing
            && format!("{EXHIBITS}/{}", digests.sum()) != *name
        {
            misfits.push(format!(
                "{name}: its content has another sum than its name says"
            ));
        }
    }
    let Some(bytes) = manifest else {
        return misfits;
    };
    let manifest: Manifest = match serde_json::from_slice(bytes) {
        Ok(manifest) => manifest,
        Err(error) => {
            misfits.push(format!("{MANIFEST}: it cannot be read: {error}"));
            return misfits;
        }
    };
    for (_, exhibit) in manifest.exhibits() {
        let name = format!("{EXHIBITS}/{}", exhibit.sha256);
        let is_there =
            matches!(sighted.get(&name), Some(Sighted::File(bytes, _)) if *bytes == exhibit.bytes);
        if !is_there {
            let path = &exhibit.path;
            misfits.push(format!(
                "{name}: the manifest names it ({path}), and it is not there as it says"
            ));
        }
    }
    misfits
}
