//! Exhibits as they are written: hashed on the way, named when they are whole.

use std::fs::{self, File};
use std::io::{self, Read, Write as _};

use missions::seal::{Held, Running, Sha256Sum};

use super::{Case, CaseError, EXHIBITS, PARTIAL, failed};

/// Bytes that are copied at once.
const PIECE: usize = 1 << 20;

/// An exhibit that is in the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The sum of its content, which is its name.
    pub sha256: Sha256Sum,
    /// How many bytes.
    pub bytes: u64,
    /// Why there are no more, where the source ended early or more were not allowed.
    pub short: Option<String>,
}

impl Stored {
    /// As the custody log names it.
    pub fn held(&self) -> Held {
        Held {
            file: format!("{EXHIBITS}/{}", self.sha256),
            bytes: self.bytes,
            sha256: self.sha256,
        }
    }
}

impl Case {
    /// Takes what a source gives, at most `most` bytes of it. A source that fails on the way gives
    /// what came before that: it is said in [`Stored::short`]. `passed` is told of each piece.
    pub fn take(
        &mut self,
        source: &mut dyn Read,
        most: u64,
        passed: &mut dyn FnMut(u64),
    ) -> Result<Stored, CaseError> {
        let partial = self.dir.join(PARTIAL);
        let mut file = File::create(&partial).map_err(failed("write", &partial))?;
        let mut running = Running::default();
        let mut piece = vec![0; PIECE];
        let short = loop {
            let read = match source.read(&mut piece) {
                Ok(0) => break None,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => break Some(error.to_string()),
            };
            let left = most.saturating_sub(running.bytes());
            let fits = usize::try_from(left).map_or(read, |left| left.min(read));
            let bytes = piece.get(..fits).unwrap_or_default();
            file.write_all(bytes).map_err(failed("write", &partial))?;
            running.update(bytes);
            passed(fits as u64);
            if fits < read {
                break Some(format!("more than the {most} bytes that are taken of it"));
            }
        };
        let sha256 = running.sum();
        let path = self.dir.join(EXHIBITS).join(sha256.to_string());
        // Whatever lies there under this name is written anew: nobody has to believe it.
        file.sync_all()
            .and_then(|()| fs::rename(&partial, &path))
            .map_err(failed("write", &path))?;
        Ok(Stored {
            sha256,
            bytes: running.bytes(),
            short,
        })
    }
}
