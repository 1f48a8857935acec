//! Reading somebody else's JSON so that each complaint names its place.

use serde_json::{Map, Value};

use super::ReadError;
use crate::geodesy::Position;

/// A value of a document and the way to it: `mission.items[3].params`.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    path: String,
    value: &'a Value,
}

/// A document; nesting is limited (128 deep) and numbers are finite, both by `serde_json`.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, ReadError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(bytes).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let told = error.to_string();
        let reason = told.split(" at line ").next().unwrap_or(&told);
        ReadError::at(place, format!("not JSON: {reason}"))
    })
}

impl<'a> Node<'a> {
    pub(crate) fn root(value: &'a Value) -> Self {
        Self {
            path: String::new(),
            value,
        }
    }

    pub(crate) const fn value(&self) -> &'a Value {
        self.value
    }

    pub(crate) fn path(&self) -> &str {
        if self.path.is_empty() {
            "document"
        } else {
            &self.path
        }
    }

    pub(crate) fn error(&self, reason: impl Into<String>) -> ReadError {
        ReadError::at(self.path(), reason)
    }

    /// A key that may be missing; JSON null counts as missing.
    pub(crate) fn get(&self, key: &str) -> Option<Self> {
        let value = self.value.get(key).filter(|value| !value.is_null())?;
        let dot = if self.path.is_empty() { "" } else { "." };
        Some(Self {
            path: format!("{}{dot}{key}", self.path),
            value,
        })
    }

    pub(crate) fn need(&self, key: &str) -> Result<Self, ReadError> {
        self.get(key)
            .ok_or_else(|| self.error(format!("{key:?} is missing")))
    }

    pub(crate) fn object(&self) -> Result<&'a Map<String, Value>, ReadError> {
        self.value
            .as_object()
            .ok_or_else(|| self.mismatch("an object"))
    }

    pub(crate) fn array(&self) -> Result<Vec<Self>, ReadError> {
        let values = self
            .value
            .as_array()
            .ok_or_else(|| self.mismatch("an array"))?;
        let node = |(index, value)| Self {
            path: format!("{}[{index}]", self.path),
            value,
        };
        Ok(values.iter().enumerate().map(node).collect())
    }

    pub(crate) fn number(&self) -> Result<f64, ReadError> {
        self.value.as_f64().ok_or_else(|| self.mismatch("a number"))
    }

    /// The radius of a circle, metres; without one it would enclose nothing.
    pub(crate) fn radius_m(&self) -> Result<f64, ReadError> {
        let radius_m = self.number()?;
        if radius_m.is_finite() && radius_m > 0.0 {
            Ok(radius_m)
        } else {
            Err(self.mismatch("a radius above 0"))
        }
    }

    /// A whole number; some programs write them as `16.0`.
    pub(crate) fn whole<T: TryFrom<u64>>(&self) -> Result<T, ReadError> {
        let value = self.number()?;
        let whole = (0.0..=9e15).contains(&value) && value.fract() == 0.0;
        whole
            .then(|| T::try_from(value as u64).ok())
            .flatten()
            .ok_or_else(|| self.mismatch("a whole number in its range"))
    }

    pub(crate) fn text(&self) -> Result<&'a str, ReadError> {
        self.value.as_str().ok_or_else(|| self.mismatch("a text"))
    }

    pub(crate) fn truth(&self) -> Result<bool, ReadError> {
        self.value
            .as_bool()
            .ok_or_else(|| self.mismatch("true or false"))
    }

    /// `[latitude, longitude, …]`.
    pub(crate) fn position(&self) -> Result<Position, ReadError> {
        let numbers = self.array()?;
        let [first, second, ..] = numbers.as_slice() else {
            return Err(self.mismatch("two or three numbers"));
        };
        Position::new(first.number()?, second.number()?)
            .map_err(|error| self.error(error.to_string()))
    }

    pub(crate) fn mismatch(&self, wanted: &str) -> ReadError {
        let text = self.value.to_string();
        let mut shown: String = text.chars().take(40).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        self.error(format!("{shown} is not {wanted}"))
    }
}
