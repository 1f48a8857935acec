//! The autopilot's parameter table, under the names that the real autopilot uses.
//!
//! Only parameters that something here obeys, or that clients are known to ask for.

mod defaults;

use missions::vehicle::Vehicle as Profile;
use thiserror::Error;

use super::modes::Manner;

/// How a parameter is kept; the numbers are `MAV_PARAM_TYPE`'s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// 2.
    Int8 = 2,
    /// 4.
    Int16 = 4,
    /// 6.
    Int32 = 6,
    /// 9.
    Real32 = 9,
}

/// One parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// At most 16 bytes.
    pub name: &'static str,
    /// How it is kept.
    pub kind: Kind,
    /// Its value, exact for every kind.
    pub value: f64,
    /// The value it had from the factory.
    pub default: f64,
}

/// All parameters of one vehicle, sorted by name; an index is stable for its lifetime.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    table: Vec<Parameter>,
}

/// Why a parameter was not set.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum ParameterError {
    /// There is no such parameter.
    #[error("there is no parameter {0}")]
    Unknown(String),
    /// NaN, infinite, or outside what its kind can hold.
    #[error("parameter {name} cannot be {value}")]
    Value {
        /// Which parameter.
        name: &'static str,
        /// The value.
        value: f64,
    },
}

impl Parameters {
    /// The factory's values, with speeds and battery from the profile.
    pub fn new(manner: Manner, profile: &Profile, system: u8) -> Self {
        let mut table: Vec<Parameter> = defaults::table(manner)
            .iter()
            .map(|&(name, kind, value)| {
                let value = kind.admit(value).unwrap_or(0.0);
                Parameter {
                    name,
                    kind,
                    value,
                    default: value,
                }
            })
            .collect();
        table.sort_by_key(|parameter| parameter.name);
        let mut parameters = Self { table };
        for (name, value) in defaults::of_profile(manner, profile, system) {
            parameters.preset(name, value);
        }
        parameters
    }

    /// All of them, in the order of their index.
    pub fn iter(&self) -> std::slice::Iter<'_, Parameter> {
        self.table.iter()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether there are none; never.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// The parameter at an index.
    pub fn at(&self, index: usize) -> Option<&Parameter> {
        self.table.get(index)
    }

    /// Where a name stands.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.table
            .binary_search_by(|parameter| parameter.name.cmp(name))
            .ok()
    }

    /// A value by name.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.index(name).map(|index| self.table[index].value)
    }

    /// Sets a value; returns its index. Values of integer kinds are rounded.
    pub fn set(&mut self, name: &str, value: f64) -> Result<usize, ParameterError> {
        let index = self
            .index(name)
            .ok_or_else(|| ParameterError::Unknown(name.to_owned()))?;
        let parameter = &mut self.table[index];
        let value = parameter.kind.admit(value).ok_or(ParameterError::Value {
            name: parameter.name,
            value,
        })?;
        parameter.value = value;
        Ok(index)
    }

    /// A value that the autopilot itself relies on; zero where this manner lacks it.
    pub(super) fn number(&self, name: &str) -> f64 {
        self.get(name).unwrap_or(0.0)
    }

    /// Whether a switch is on.
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.number(name) != 0.0
    }

    fn preset(&mut self, name: &str, value: f64) {
        if let Some(index) = self.index(name) {
            let parameter = &mut self.table[index];
            parameter.value = parameter.kind.admit(value).unwrap_or(parameter.value);
            parameter.default = parameter.value;
        }
    }
}

impl<'a> IntoIterator for &'a Parameters {
    type Item = &'a Parameter;
    type IntoIter = std::slice::Iter<'a, Parameter>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Kind {
    fn admit(self, value: f64) -> Option<f64> {
        let (least, most) = match self {
            Self::Int8 => (f64::from(i8::MIN), f64::from(i8::MAX)),
            Self::Int16 => (f64::from(i16::MIN), f64::from(i16::MAX)),
            Self::Int32 => (f64::from(i32::MIN), f64::from(i32::MAX)),
            Self::Real32 => (f64::from(f32::MIN), f64::from(f32::MAX)),
        };
        let kept = match self {
            Self::Real32 => f64::from(value as f32),
            _ => value.round(),
        };
        (value.is_finite() && (least..=most).contains(&kept)).then_some(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::profile;
    use super::*;

    #[test]
    fn names_are_unique_and_fit_the_wire() {
        for manner in [Manner::ArduPilot, Manner::Px4] {
            let parameters = Parameters::new(manner, &profile(), 1);
            for pair in parameters.table.windows(2) {
                assert!(pair[0].name < pair[1].name, "{}", pair[1].name);
            }
            assert!(parameters.iter().all(|p| p.name.len() <= 16));
            assert!(
                parameters
                    .iter()
                    .all(|p| p.kind.admit(p.value) == Some(p.value)),
            );
        }
    }

    #[test]
    fn a_value_outside_its_kind_is_refused() {
        let mut parameters = Parameters::new(Manner::ArduPilot, &profile(), 1);
        assert!(parameters.set("FENCE_ENABLE", 300.0).is_err());
        assert!(parameters.set("RTL_ALT", f64::NAN).is_err());
        assert!(parameters.set("NO_SUCH", 1.0).is_err());
        assert_eq!(parameters.get("FENCE_ENABLE"), Some(0.0));
        assert!(parameters.set("FENCE_ENABLE", 1.0).is_ok());
        assert_eq!(parameters.get("FENCE_ENABLE"), Some(1.0));
    }
}
