//! What may be written in more than one way: port and starboard as a pair or by name, one value
//! for all or one for each.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::ship::marks::{Side, Station};

/// Port and starboard: `[port, starboard]`, or `{ port = …, starboard = … }` with one missing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SidesEntry<T> {
    /// To port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<T>,
    /// To starboard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starboard: Option<T>,
}

impl<T> Default for SidesEntry<T> {
    fn default() -> Self {
        Self {
            port: None,
            starboard: None,
        }
    }
}

/// Something for each of the six places; what is missing is told with its place later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SixEntry<T> {
    /// At the forward marks.
    #[serde(default = "SidesEntry::default")]
    pub forward: SidesEntry<T>,
    /// At the midship marks.
    #[serde(default = "SidesEntry::default")]
    pub midships: SidesEntry<T>,
    /// At the aft marks.
    #[serde(default = "SidesEntry::default")]
    pub aft: SidesEntry<T>,
}

impl<T> SixEntry<T> {
    /// What is written for a place.
    pub const fn get(&self, station: Station, side: Side) -> Option<&T> {
        let sides = match station {
            Station::Forward => &self.forward,
            Station::Midships => &self.midships,
            Station::Aft => &self.aft,
        };
        match side {
            Side::Port => sides.port.as_ref(),
            Side::Starboard => sides.starboard.as_ref(),
        }
    }
}

impl<T> Default for SixEntry<T> {
    fn default() -> Self {
        Self {
            forward: SidesEntry::default(),
            midships: SidesEntry::default(),
            aft: SidesEntry::default(),
        }
    }
}

/// One value for all, or one for each.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum OneOr<T> {
    /// One for all.
    One(f64),
    /// One for each.
    Each(T),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named<T> {
    #[serde(default = "Option::default")]
    port: Option<T>,
    #[serde(default = "Option::default")]
    starboard: Option<T>,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for SidesEntry<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SidesVisitor(PhantomData))
    }
}

struct SidesVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for SidesVisitor<T> {
    type Value = SidesEntry<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[port, starboard], or a table with port and starboard")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sides: A) -> Result<Self::Value, A::Error> {
        let entry = SidesEntry {
            port: sides.next_element()?,
            starboard: sides.next_element()?,
        };
        match sides.next_element::<T>()? {
            None => Ok(entry),
            Some(_) => Err(serde::de::Error::custom(
                "more than two values for port and starboard",
            )),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let Named { port, starboard } = Named::deserialize(MapAccessDeserializer::new(map))?;
        Ok(SidesEntry { port, starboard })
    }
}

/// Words that may also be written as a number (an IMO number) or as a date and time.
pub(super) fn words<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    deserializer.deserialize_any(WordsVisitor).map(Some)
}

struct WordsVisitor;

impl<'de> Visitor<'de> for WordsVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("words, a whole number, or a date and time")
    }

    fn visit_str<E>(self, words: &str) -> Result<String, E> {
        Ok(words.to_owned())
    }

    fn visit_i64<E>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_u64<E>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<String, A::Error> {
        let time = toml::value::Datetime::deserialize(MapAccessDeserializer::new(map))?;
        Ok(time.to_string())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOr<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrVisitor(PhantomData))
    }
}

struct OneOrVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrVisitor<T> {
    type Value = OneOr<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one number, or a table with one for each")
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(OneOr::One(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(OneOr::One(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(OneOr::One(value as f64))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Ok(OneOr::Each(T::deserialize(MapAccessDeserializer::new(
            map,
        ))?))
    }
}
