//! Items that hold several values one behind the other.

use crate::video::klv::ber::{Ber, oid, put_oid};
use crate::video::klv::mapped::{from_signed, lowest, to_signed};
use crate::video::klv::special::Special;
use crate::video::klv::value::{Horizon, Value};

/// The reach of latitudes and longitudes in turn.
const REACH: [f64; 4] = [90.0, 180.0, 90.0, 180.0];

pub(super) fn horizon(bytes: &[u8]) -> Horizon {
    let (groups, _) = bytes.as_chunks::<4>();
    let mut groups = groups.iter();
    let percent = groups.next().copied().unwrap_or_default();
    let degrees = REACH.map(|max| {
        let bytes = groups.next()?;
        Some(from_signed(bytes, max).ok_or(Special::OffEarth))
    });
    Horizon { percent, degrees }
}

/// A place that is missing between others is said to be off earth: the pack is cut at its end only.
pub(super) fn write_horizon(horizon: &Horizon) -> Option<Vec<u8>> {
    let mut bytes = horizon.percent.to_vec();
    let last = horizon.degrees.iter().rposition(Option::is_some);
    let count = last.map_or(0, |last| last + 1);
    for (degrees, max) in horizon.degrees.iter().zip(REACH).take(count) {
        match degrees {
            Some(Ok(degrees)) => bytes.extend(to_signed(*degrees, 4, max)?),
            _ => bytes.extend(lowest(4)),
        }
    }
    Some(bytes)
}

pub(super) fn rate(bytes: &[u8]) -> Option<Value> {
    let Ber::Number(numerator, used) = oid(bytes) else {
        return None;
    };
    let denominator = match bytes.get(used..)? {
        [] => 1,
        rest => match oid(rest) {
            Ber::Number(number, all) if all == rest.len() && number > 0 => number,
            _ => return None,
        },
    };
    Some(Value::Rate {
        numerator,
        denominator,
    })
}

pub(super) fn write_rate(numerator: u64, denominator: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_oid(&mut bytes, numerator);
    if denominator != 1 {
        put_oid(&mut bytes, denominator);
    }
    bytes
}
