//! A seal over a folder of files, and a signed chain of how far they had come while they were
//! written: what lets somebody else find any byte that was changed since. Pure: bytes in, bytes out.
//!
//! ```text
//! FOLDER/
//! ├── …               the files that are held
//! ├── custody.jsonl   written on the way: one signed entry a line, each with the hash of the line before
//! ├── seal.pem        the public key
//! ├── seal.json       at the end: every file with its size and SHA-256, times, key; canonical form
//! └── seal.sig        64 bytes: the Ed25519 signature of the bytes of seal.json
//! ```
//!
//! No format of it is ours where there was one: keys are PEM (PKCS #8 and SPKI, RFC 8410), the
//! signature is pure Ed25519 (RFC 8032), the JSON is in the form of RFC 8785. Whoever has no program
//! of this house verifies with openssl:
//!
//! ```text
//! openssl pkeyutl -verify -pubin -inkey seal.pem -rawin -in seal.json -sigfile seal.sig
//! openssl pkey -pubin -in seal.pem -outform DER | sha256sum        the key's fingerprint
//! sha256sum FILE                                                   and compare with seal.json
//! ```
//!
//! What it proves: nobody who lacks the private key changed, removed or added a byte after the seal
//! (or, of what an entry of the custody log holds, after that entry). What it does not prove: who
//! holds the key, that the times are right (they are what the named clocks said), or anything
//! against who has the private key. The chain alone can be cut short with the files that it holds;
//! only the seal, or an entry's hash that was noted elsewhere, says that there was more.

mod canonical;
mod claims;
mod custody;
mod digest;
mod finding;
mod key;
mod manifest;
mod pem;
mod verdict;

pub use canonical::{CanonicalError, canonical};
pub use claims::{Claims, SEALED};
pub use custody::{Chain, Entry, Log, Place};
pub use digest::{Digests, Held, Running, Sha256Sum};
pub use finding::{Fault, Finding};
pub use key::{EvidenceKey, KeyError, PublicKey, Signature};
pub use manifest::{Clock, Manifest, ManifestError, Program};
pub use verdict::{Holder, Names, Part, Sighted, Signer, State, Verdict};

/// The manifest.
pub const SEAL: &str = "seal.json";
/// Its signature.
pub const SIGNATURE: &str = "seal.sig";
/// The key that verifies it.
pub const PUBLIC_KEY: &str = "seal.pem";
/// The signed chain.
pub const CUSTODY: &str = "custody.jsonl";

#[cfg(test)]
mod tests;
