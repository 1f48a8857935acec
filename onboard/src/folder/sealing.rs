//! How a folder is signed while it is written, and sealed when it is closed.

use std::fs;

use missions::seal::{
    EvidenceKey, Held, Manifest, PUBLIC_KEY, Program, PublicKey, SEAL, SEALED, SIGNATURE,
};
use missions::time::UtcTime;
use serde::Serialize;

use super::custody::Custody;
use super::{EVENTS, Folder, FolderError, Found, SUMMARY, TLOG, doubt, json};

/// The event of the first entry.
const BEGUN: &str = "begun";
/// The event of the first entry of a program that goes on with a folder.
const CARRIED_ON: &str = "carried on";
/// The events of a program's first entry.
pub const BEGINNINGS: [&str; 2] = [BEGUN, CARRIED_ON];

/// What a program holds when it begins; the rest is made at the end.
const AT_THE_BEGINNING: [&str; 4] = [EVENTS, TLOG, "mission.toml", "plan.plan"];

impl Folder {
    /// Signs from now on, with this key, how far the files have come: at once, every 30 s, and at
    /// the end. What is wrong with the custody log, or with what it says of the files, comes back.
    pub fn sign_with(&mut self, key: EvidenceKey, now: UtcTime) -> Result<Found, FolderError> {
        let doubts = doubt::doubts(&self.dir)?;
        let (custody, torn) = Custody::open(&self.dir, key, &self.disks, now)?;
        let files = self.hold_all()?;
        let event = if custody.is_new() { BEGUN } else { CARRIED_ON };
        self.custody.insert(custody).hold(now, event, files);
        Ok(Found {
            torn: torn.into_iter().collect(),
            doubts,
            ..Found::default()
        })
    }

    /// The key that verifies what is signed here; none where nothing is.
    pub fn key(&self) -> Option<PublicKey> {
        let custody = self.custody.as_ref()?;
        Some(custody.key().public())
    }

    /// Seals what is in the folder and the summary that is about to be written; nothing where
    /// nothing is signed. `about` completes the manifest.
    ///
    /// The summary comes after the seal that holds it, so that a closed folder is a sealed one: who
    /// is killed between the two is not closed, and closes and seals again.
    pub fn seal(
        &self,
        now: UtcTime,
        summary: &impl Serialize,
        about: impl FnOnce(&mut Manifest),
    ) -> Result<(), FolderError> {
        let Some(custody) = &self.custody else {
            return Ok(());
        };
        let refused = |error: String| FolderError::Seal(error);
        let key = custody.key();
        self.keep(PUBLIC_KEY, key.public().to_pem().as_bytes())?;
        let appended = vec![self.journal.held(), self.tlog.held()];
        custody.end(&self.dir, &self.disks, now, SEALED, appended)?;
        let mut files = self.hashes()?;
        files.push(Held::of(SUMMARY, &json(SUMMARY, summary)?));
        let program = Program {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let mut manifest = Manifest::new("", program, key.public(), files);
        about(&mut manifest);
        let sealed = manifest
            .seal(key)
            .map_err(|error| refused(error.to_string()));
        let (bytes, signature) = sealed?;
        let kept = self
            .keep(SEAL, &bytes)
            .and_then(|()| self.keep(SIGNATURE, signature.as_bytes()));
        if kept.is_err() {
            // Half a seal would look like a broken one.
            for name in [PUBLIC_KEY, SEAL, SIGNATURE] {
                fs::remove_file(self.dir.join(name)).unwrap_or_default();
            }
        }
        kept
    }

    /// Holds what is there when the program ends and the flight is not closed.
    pub fn leave(&self, now: UtcTime) -> Result<(), FolderError> {
        let Some(custody) = &self.custody else {
            return Ok(());
        };
        let appended = vec![self.journal.held(), self.tlog.held()];
        let event = "the program ends, the flight is not closed";
        custody.end(&self.dir, &self.disks, now, event, appended)
    }

    /// What is held from the beginning of this program on: all that is there by then.
    fn hold_all(&self) -> Result<Vec<Held>, FolderError> {
        let files = self.hashes()?;
        let is_made = |held: &Held| AT_THE_BEGINNING.contains(&&*held.file);
        Ok(files.into_iter().filter(is_made).collect())
    }
}
