//! The key that seals and the key that verifies.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::digest::{Sha256Sum, from_hex, hex};
use super::pem;

/// Why something is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyError {
    /// A private key that asks for a password.
    #[error("the private key is encrypted, which is not read here")]
    Encrypted,
    /// Not a private key of this kind.
    #[error(
        "this is no Ed25519 private key in PEM, as `openssl genpkey -algorithm ed25519` makes it"
    )]
    Private,
    /// Not a public key of this kind.
    #[error("this is no Ed25519 public key: neither PEM nor 64 hexadecimal digits of a valid key")]
    Public,
}

/// A private key; it is shown nowhere.
#[derive(Clone)]
pub struct EvidenceKey(SigningKey);

impl EvidenceKey {
    /// A key of 32 bytes that nobody can guess.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&seed))
    }

    /// Reads a key file.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        if text.contains("BEGIN ENCRYPTED PRIVATE KEY") {
            return Err(KeyError::Encrypted);
        }
        let seed = pem::read_private(text).ok_or(KeyError::Private)?;
        Ok(Self::from_seed(seed))
    }

    /// The key file.
    pub fn to_pem(&self) -> String {
        pem::private(self.0.as_bytes())
    }

    /// The key that verifies what this one signs.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// The signature of these bytes.
    pub fn sign(&self, bytes: &[u8]) -> Signature {
        Signature(self.0.sign(bytes).to_bytes())
    }
}

impl fmt::Debug for EvidenceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EvidenceKey").field(&self.public()).finish()
    }
}

/// A public key. In words of JSON: 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Reads a key file.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        Self::of(pem::read_public(text))
    }

    /// The key file.
    pub fn to_pem(self) -> String {
        pem::public(self.0.as_bytes())
    }

    /// SHA-256 of the key's DER (SPKI), as `openssl pkey -pubin -outform DER | sha256sum` gives it.
    pub fn fingerprint(self) -> Sha256Sum {
        let der = pem::public_der(self.0.as_bytes());
        Sha256Sum::from_bytes(Sha256::digest(der).into())
    }

    /// Whether a signature is this key's of these bytes.
    pub fn has_signed(self, bytes: &[u8], signature: Signature) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        self.0.verify_strict(bytes, &signature).is_ok()
    }

    fn of(bytes: Option<[u8; 32]>) -> Result<Self, KeyError> {
        let key = bytes.and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
        let is_weak = key.is_some_and(|key| key.is_weak());
        key.filter(|_| !is_weak).map(Self).ok_or(KeyError::Public)
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        Self::of(from_hex(text))
    }
}

impl TryFrom<String> for PublicKey {
    type Error = KeyError;

    fn try_from(text: String) -> Result<Self, KeyError> {
        text.parse()
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.to_string()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(self.0.as_bytes()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

/// An Ed25519 signature. In words of JSON: 128 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Signature([u8; 64]);

impl Signature {
    /// From its 64 bytes, where there are so many.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Its 64 bytes.
    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

impl TryFrom<String> for Signature {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = from_hex(&text).map(Self);
        bytes.ok_or("a signature has 128 lower-case hexadecimal digits")
    }
}

impl From<Signature> for String {
    fn from(signature: Signature) -> Self {
        hex(&signature.0)
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({})", hex(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u8) -> EvidenceKey {
        EvidenceKey::from_seed([n; 32])
    }

    /// RFC 8032, section 7.1, test 2.
    #[test]
    fn a_signature_is_that_of_the_standard() {
        let seed = from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        let key = EvidenceKey::from_seed(seed.unwrap());
        assert_eq!(
            key.public().to_string(),
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
        );
        let signature = key.sign(&[0x72]);
        assert_eq!(
            hex(signature.as_bytes()),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
             085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        );
        assert!(key.public().has_signed(&[0x72], signature));
    }

    #[test]
    fn a_signature_holds_for_its_key_and_its_bytes_only() {
        let signature = key(1).sign(b"what was flown");
        assert!(key(1).public().has_signed(b"what was flown", signature));
        assert!(!key(2).public().has_signed(b"what was flown", signature));
        assert!(!key(1).public().has_signed(b"what was floWn", signature));
    }

    #[test]
    fn keys_are_read_back_from_their_files() {
        let pem = key(7).to_pem();
        assert_eq!(
            EvidenceKey::from_pem(&pem).unwrap().public(),
            key(7).public()
        );
        let public = key(7).public();
        assert_eq!(PublicKey::from_pem(&public.to_pem()), Ok(public));
        assert_eq!(public.to_string().parse(), Ok(public));
    }

    #[test]
    fn what_is_no_key_is_refused_in_words() {
        let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
        let error = EvidenceKey::from_pem(encrypted).unwrap_err();
        assert_eq!(error, KeyError::Encrypted);
        assert!(EvidenceKey::from_pem("").is_err());
        // The neutral element of the curve: it verifies what nobody signed.
        let weak = format!("01{}", "00".repeat(31));
        assert_eq!(weak.parse::<PublicKey>(), Err(KeyError::Public));
        assert!("é".repeat(32).parse::<PublicKey>().is_err());
    }

    #[test]
    fn the_private_key_is_not_shown() {
        let shown = format!("{:?}", key(7));
        assert!(
            !shown.contains(&"07".repeat(8)) && !shown.contains("7, 7"),
            "{shown}"
        );
    }
}
