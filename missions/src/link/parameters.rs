//! Parameters: named numbers of a vehicle, read, set and listed; both halves.
//!
//! The wire has one float for all types. ArduPilot puts the number into it (and so loses the low
//! bits of integers beyond 2^24); PX4 puts the integer's bytes there.
//!
//! Source: mavlink.io, "Parameter Protocol", with both encodings.

mod client;
mod server;
#[cfg(test)]
mod tests;

pub use client::{Client, Event as ClientEvent, ParameterError};
pub use server::{Event as ServerEvent, Parameter, Server};

use super::dialect::{MavParamType, PARAM_VALUE_DATA};
use super::manners::Autopilot;
use super::{CharArray, Endpoint};

/// A parameter's value with its type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// `MAV_PARAM_TYPE_UINT8`.
    U8(u8),
    /// `MAV_PARAM_TYPE_INT8`.
    I8(i8),
    /// `MAV_PARAM_TYPE_UINT16`.
    U16(u16),
    /// `MAV_PARAM_TYPE_INT16`.
    I16(i16),
    /// `MAV_PARAM_TYPE_UINT32`.
    U32(u32),
    /// `MAV_PARAM_TYPE_INT32`.
    I32(i32),
    /// `MAV_PARAM_TYPE_REAL32`; also what the 64-bit types, which do not fit the wire, are read as.
    F32(f32),
}

impl Value {
    /// The number, whatever its type.
    pub fn number(self) -> f64 {
        match self {
            Self::U8(value) => value.into(),
            Self::I8(value) => value.into(),
            Self::U16(value) => value.into(),
            Self::I16(value) => value.into(),
            Self::U32(value) => value.into(),
            Self::I32(value) => value.into(),
            Self::F32(value) => value.into(),
        }
    }

    /// The same type with another number; integers are rounded and kept within their range.
    pub const fn with_number(self, number: f64) -> Self {
        let whole = number.round();
        match self {
            Self::U8(_) => Self::U8(whole as u8),
            Self::I8(_) => Self::I8(whole as i8),
            Self::U16(_) => Self::U16(whole as u16),
            Self::I16(_) => Self::I16(whole as i16),
            Self::U32(_) => Self::U32(whole as u32),
            Self::I32(_) => Self::I32(whole as i32),
            Self::F32(_) => Self::F32(number as f32),
        }
    }

    /// The type, as the wire names it.
    pub const fn param_type(self) -> MavParamType {
        match self {
            Self::U8(_) => MavParamType::MAV_PARAM_TYPE_UINT8,
            Self::I8(_) => MavParamType::MAV_PARAM_TYPE_INT8,
            Self::U16(_) => MavParamType::MAV_PARAM_TYPE_UINT16,
            Self::I16(_) => MavParamType::MAV_PARAM_TYPE_INT16,
            Self::U32(_) => MavParamType::MAV_PARAM_TYPE_UINT32,
            Self::I32(_) => MavParamType::MAV_PARAM_TYPE_INT32,
            Self::F32(_) => MavParamType::MAV_PARAM_TYPE_REAL32,
        }
    }

    /// The wire's float.
    pub fn encode(self, autopilot: Autopilot) -> f32 {
        if autopilot == Autopilot::ArduPilot {
            return self.number() as f32;
        }
        match self {
            Self::U8(value) => f32::from_bits(value.into()),
            Self::I8(value) => f32::from_bits(value.cast_unsigned().into()),
            Self::U16(value) => f32::from_bits(value.into()),
            Self::I16(value) => f32::from_bits(value.cast_unsigned().into()),
            Self::U32(value) => f32::from_bits(value),
            Self::I32(value) => f32::from_bits(value.cast_unsigned()),
            Self::F32(value) => value,
        }
    }

    /// From the wire's float.
    pub const fn decode(autopilot: Autopilot, wire: f32, param_type: MavParamType) -> Self {
        let like = Self::zero(param_type);
        if matches!(autopilot, Autopilot::ArduPilot) {
            return like.with_number(wire as f64);
        }
        let bits = wire.to_bits();
        match like {
            Self::U8(_) => Self::U8(bits as u8),
            Self::I8(_) => Self::I8(bits as i8),
            Self::U16(_) => Self::U16(bits as u16),
            Self::I16(_) => Self::I16(bits as i16),
            Self::U32(_) => Self::U32(bits),
            Self::I32(_) => Self::I32(bits.cast_signed()),
            Self::F32(_) => Self::F32(wire),
        }
    }

    /// Zero of a type.
    const fn zero(param_type: MavParamType) -> Self {
        match param_type {
            MavParamType::MAV_PARAM_TYPE_UINT8 => Self::U8(0),
            MavParamType::MAV_PARAM_TYPE_INT8 => Self::I8(0),
            MavParamType::MAV_PARAM_TYPE_UINT16 => Self::U16(0),
            MavParamType::MAV_PARAM_TYPE_INT16 => Self::I16(0),
            MavParamType::MAV_PARAM_TYPE_UINT32 => Self::U32(0),
            MavParamType::MAV_PARAM_TYPE_INT32 => Self::I32(0),
            MavParamType::MAV_PARAM_TYPE_REAL32
            | MavParamType::MAV_PARAM_TYPE_UINT64
            | MavParamType::MAV_PARAM_TYPE_INT64
            | MavParamType::MAV_PARAM_TYPE_REAL64 => Self::F32(0.0),
        }
    }

    /// Whether the wire can tell the two apart: same type, and the same number as float32.
    fn is_same(self, other: Self) -> bool {
        self.param_type() == other.param_type()
            && (self.number() as f32 == other.number() as f32
                || (self.number().is_nan() && other.number().is_nan()))
    }
}

/// A name as the wire carries it: at most 16 bytes, more are cut off.
fn wire_name(name: &str) -> CharArray<16> {
    name.into()
}

/// A name from the wire; what is not UTF-8 is no name.
fn name_of(wire: &CharArray<16>) -> Option<String> {
    wire.to_str().ok().map(str::to_owned)
}

/// One parameter of a vehicle as a `PARAM_VALUE` told it.
fn told(autopilot: Autopilot, message: &PARAM_VALUE_DATA) -> Option<(String, Value)> {
    let value = Value::decode(autopilot, message.param_value, message.param_type);
    Some((name_of(&message.param_id)?, value))
}

/// Index of a value that was not asked for by index.
const NO_INDEX: u16 = u16::MAX;

const fn target(to: Endpoint) -> (u8, u8) {
    (to.system, to.component)
}
