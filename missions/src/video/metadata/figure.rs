//! Numbers that may be missing, or say why there is none.

use crate::geodesy::Position;
use crate::video::klv::{Special, Value};

/// A number, what stands in its place, or nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Figure {
    /// Not said, or said to be unknown.
    #[default]
    Absent,
    /// A number in the unit of the field.
    Number(f64),
    /// Why there is no number.
    Special(Special),
}

/// A place on the earth, degrees; each of the two may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Place {
    /// Degrees north.
    pub latitude_deg: Figure,
    /// Degrees east.
    pub longitude_deg: Figure,
}

impl Figure {
    /// The number, if it is one.
    pub const fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Absent | Self::Special(_) => None,
        }
    }

    /// This, unless another one says more: a number goes before what stands in place of one.
    pub(super) const fn or_wider(self, wider: Self) -> Self {
        match (self, wider) {
            (_, Self::Number(_)) | (Self::Absent, _) => wider,
            _ => self,
        }
    }

    /// As the value of an item.
    pub(super) const fn value(self) -> Option<Value> {
        match self {
            Self::Absent => None,
            Self::Number(number) => Some(Value::Number(number)),
            Self::Special(special) => Some(Value::Special(special)),
        }
    }
}

impl From<f64> for Figure {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<&Value> for Figure {
    fn from(value: &Value) -> Self {
        match value {
            Value::Special(special) => Self::Special(*special),
            other => other.number().map_or(Self::Absent, Self::Number),
        }
    }
}

impl Place {
    /// A place that cannot be on the earth.
    pub const OFF_EARTH: Self = Self {
        latitude_deg: Figure::Special(Special::OffEarth),
        longitude_deg: Figure::Special(Special::OffEarth),
    };

    /// The position, if both are numbers.
    pub fn position(self) -> Option<Position> {
        let (latitude, longitude) = (self.latitude_deg.number()?, self.longitude_deg.number()?);
        Position::new(latitude, longitude).ok()
    }
}

impl From<Position> for Place {
    fn from(position: Position) -> Self {
        Self {
            latitude_deg: Figure::Number(position.latitude_deg()),
            longitude_deg: Figure::Number(position.longitude_deg()),
        }
    }
}

impl From<Option<Position>> for Place {
    /// What is not seen is off earth.
    fn from(position: Option<Position>) -> Self {
        position.map_or(Self::OFF_EARTH, Self::from)
    }
}
