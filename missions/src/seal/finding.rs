//! What is not as it was held, in words that name the place.

use std::fmt;

use serde::Serialize;

use super::digest::Sha256Sum;

/// Something that is not as it was held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which file.
    pub file: String,
    /// What is wrong with it.
    #[serde(flatten)]
    pub fault: Fault,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
pub enum Fault {
    /// Its bytes are not those that were sealed.
    Changed {
        /// How many were sealed.
        sealed_bytes: u64,
        /// How many there are.
        bytes: u64,
        /// It has the content that was sealed under another name.
        content_of: Option<String>,
    },
    /// It was sealed, or held by an entry, and is not there.
    Missing,
    /// It is there and was not sealed.
    Added {
        /// It has the content that was sealed under another name.
        content_of: Option<String>,
    },
    /// It is no regular file; it was not read.
    Irregular {
        /// What it is.
        kind: String,
    },
    /// It could not be read.
    Unreadable {
        /// Why.
        reason: String,
    },
    /// Its first bytes are not those that an entry of the custody log held.
    Unlike {
        /// Which entry is the first that is contradicted.
        entry: u64,
        /// The bytes before this one are as an earlier entry held them.
        from: u64,
        /// Of those up to this one at least one is another.
        until: u64,
    },
    /// It is shorter than what an entry of the custody log held.
    Cut {
        /// Which entry.
        entry: u64,
        /// How many bytes it held.
        held_bytes: u64,
        /// How many there are.
        bytes: u64,
    },
    /// The manifest cannot be believed.
    Manifest {
        /// Why.
        reason: String,
    },
    /// The signature is not of the manifest and the key in it.
    Signature,
    /// It is signed with another key than the one that was named.
    OtherKey {
        /// The fingerprint of the key that signed.
        fingerprint: Sha256Sum,
        /// In which line of the custody log first; none for the seal.
        line: Option<u64>,
    },
    /// A line of the custody log does not hold.
    Entry {
        /// Which line.
        line: u64,
        /// Why.
        reason: String,
    },
    /// The custody log says that the folder was about to be sealed, and there is no seal.
    SealGone {
        /// Which entry says so.
        entry: u64,
    },
    /// It is written after the seal, and there is no seal that could be read.
    SealLeft,
    /// It says that the folder was closed, and there is no seal.
    Unsealed,
    /// It is the key of a seal that is written just before it, and there is no seal.
    SealBegun,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.fault)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed {
                sealed_bytes,
                bytes,
                content_of,
            } => {
                write!(f, "changed")?;
                if sealed_bytes == bytes {
                    write!(f, " ({bytes} bytes, as many as were sealed)")?;
                } else {
                    write!(f, " ({bytes} bytes, {sealed_bytes} were sealed)")?;
                }
                content(f, content_of.as_deref())
            }
            Self::Missing => f.write_str("missing"),
            Self::Added { content_of } => {
                f.write_str("added: it was not sealed")?;
                content(f, content_of.as_deref())
            }
            Self::Irregular { kind } => {
                write!(f, "added: it is {kind}, and only regular files are sealed")
            }
            Self::Unreadable { reason } => write!(f, "cannot be read: {reason}"),
            Self::Unlike { entry, from, until } => write!(
                f,
                "changed between byte {from} and byte {until}, which entry {entry} of the custody log held"
            ),
            Self::Cut {
                entry,
                held_bytes,
                bytes,
            } => write!(
                f,
                "cut short: {bytes} bytes are left of {held_bytes} that entry {entry} of the custody log held"
            ),
            Self::Manifest { reason } => write!(f, "cannot be believed: {reason}"),
            Self::Signature => {
                f.write_str("this is not the signature of the manifest and the key that it names")
            }
            Self::OtherKey { fingerprint, line } => {
                write!(
                    f,
                    "signed with another key than the one named: {fingerprint}"
                )?;
                line.map_or(Ok(()), |line| write!(f, " (from line {line} on)"))
            }
            Self::Entry { line, reason } => write!(f, "line {line} does not hold: {reason}"),
            Self::SealLeft => f.write_str(
                "left of a seal: there is no seal.json that can be read, and this is written after it",
            ),
            Self::SealBegun => f.write_str(
                "there is no seal.json that can be read: the seal was taken away, or a program was killed while it sealed",
            ),
            Self::Unsealed => f.write_str(
                "it was closed, and there is no seal.json that can be read: the seal was taken away, or could not be made",
            ),
            Self::SealGone { entry } => write!(
                f,
                "missing: entry {entry} of the custody log says that the folder was about to be sealed"
            ),
        }
    }
}

fn content(f: &mut fmt::Formatter<'_>, of: Option<&str>) -> fmt::Result {
    of.map_or(Ok(()), |name| {
        write!(f, "; it has the content that was sealed as {name}")
    })
}
