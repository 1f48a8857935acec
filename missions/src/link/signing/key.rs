//! The secret that both ends share. It is never printed.

use thiserror::Error;

/// 32 secret bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

/// Why a file is no key; never what is in it.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum KeyError {
    /// Neither 32 bytes nor 64 hexadecimal digits.
    #[error("a signing key is 64 hexadecimal digits or 32 bytes, not {0} bytes")]
    Length(usize),
    /// 64 characters, but not all of them hexadecimal digits.
    #[error("character {0} of the signing key is not a hexadecimal digit")]
    NotHexadecimal(usize),
    /// All zero, which means "no key" to autopilots.
    #[error("a signing key of zeros is no key")]
    Zero,
}

impl Key {
    /// From the bytes of a key.
    pub fn new(bytes: [u8; 32]) -> Result<Self, KeyError> {
        if bytes == [0; 32] {
            return Err(KeyError::Zero);
        }
        Ok(Self(bytes))
    }

    /// From a key file's content: 64 hexadecimal digits, with or without a line end, or 32 bytes.
    pub fn from_file(content: &[u8]) -> Result<Self, KeyError> {
        if let Ok(bytes) = <[u8; 32]>::try_from(content) {
            return Self::new(bytes);
        }
        let digits = content.trim_ascii();
        if digits.len() != 64 {
            return Err(KeyError::Length(content.len()));
        }
        let mut bytes = [0; 32];
        for (at, digit) in digits.iter().enumerate() {
            let value = char::from(*digit)
                .to_digit(16)
                .ok_or(KeyError::NotHexadecimal(at + 1))?;
            bytes[at / 2] = bytes[at / 2] << 4 | value as u8;
        }
        Self::new(bytes)
    }

    pub(super) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(secret)")
    }
}
