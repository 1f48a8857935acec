//! The fields of the messages that are wanted. Bit numbers as in M.1371-5, annex 8, from 0.

use super::Extent;
use super::sentence::Bits;
use crate::geodesy::Position;

/// What one message says; what it does not say, or says is not available, is none.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Message {
    /// Whether it is a report of a place at all, even one that is not available.
    pub(super) reports_place: bool,
    pub(super) position: Option<Position>,
    pub(super) is_accurate: bool,
    pub(super) heading_deg: Option<f64>,
    pub(super) speed_kn: Option<f64>,
    pub(super) status: Option<u8>,
    pub(super) imo: Option<u32>,
    pub(super) name: Option<String>,
    pub(super) extent: Option<Extent>,
    pub(super) draught_m: Option<f64>,
}

/// Whether a message of this kind is one that [`read`] reads.
pub(super) fn is_wanted(bits: &Bits) -> bool {
    matches!(bits.unsigned(0, 6), Some(1 | 2 | 3 | 5 | 18 | 19))
}

/// The MMSI and what is said; none for other messages and for those that end early.
pub(super) fn read(bits: &Bits) -> Option<(u32, Message)> {
    let mmsi = bits.unsigned(8, 30)?;
    let message = match bits.unsigned(0, 6)? {
        1..=3 => Message {
            status: bits.unsigned(38, 4).map(|status| status as u8),
            speed_kn: speed_kn(bits.unsigned(50, 10)?),
            ..place(bits, 60, 128)?
        },
        18 => Message {
            speed_kn: speed_kn(bits.unsigned(46, 10)?),
            ..place(bits, 56, 124)?
        },
        19 => Message {
            speed_kn: speed_kn(bits.unsigned(46, 10)?),
            name: bits.words(143, 20),
            extent: extent(bits, 271),
            ..place(bits, 56, 124)?
        },
        5 => Message {
            imo: bits.unsigned(40, 30).filter(|imo| *imo > 0),
            name: bits.words(112, 20),
            extent: extent(bits, 240),
            draught_m: draught_m(bits.unsigned(294, 8)?),
            ..Message::default()
        },
        24 => match bits.unsigned(38, 2)? {
            0 => Message {
                name: bits.words(40, 20),
                ..Message::default()
            },
            // An auxiliary craft has the MMSI of her mother ship there.
            1 if !is_auxiliary(mmsi) => Message {
                extent: extent(bits, 132),
                ..Message::default()
            },
            _ => return None,
        },
        _ => return None,
    };
    Some((mmsi, message))
}

const fn is_auxiliary(mmsi: u32) -> bool {
    mmsi / 10_000_000 == 98
}

/// Accuracy and position from one bit on, heading from another.
fn place(bits: &Bits, accuracy: usize, heading: usize) -> Option<Message> {
    let degrees = |raw: i32| f64::from(raw) / 600_000.0;
    let longitude = degrees(bits.signed(accuracy + 1, 28)?);
    let latitude = degrees(bits.signed(accuracy + 29, 27)?);
    let heading = bits.unsigned(heading, 9)?;
    Some(Message {
        reports_place: true,
        // 181° and 91° stand for "not available", and are no position either.
        position: Position::new(latitude, longitude).ok(),
        is_accurate: bits.unsigned(accuracy, 1)? == 1,
        heading_deg: (heading < 360).then_some(f64::from(heading)),
        ..Message::default()
    })
}

/// A, B, C and D; none where all are 0.
fn extent(bits: &Bits, from: usize) -> Option<Extent> {
    let metres = |at: usize, count: usize| bits.unsigned(from + at, count).map(f64::from);
    let extent = Extent {
        bow_m: metres(0, 9)?,
        stern_m: metres(9, 9)?,
        port_m: metres(18, 6)?,
        starboard_m: metres(24, 6)?,
    };
    (extent != Extent::default()).then_some(extent)
}

/// Tenths of a knot over ground; 1023 stands for "not available".
fn speed_kn(tenths: u32) -> Option<f64> {
    (tenths < 1023).then(|| f64::from(tenths) / 10.0)
}

/// Tenths of a metre; 0 stands for "not available".
fn draught_m(tenths: u32) -> Option<f64> {
    (tenths > 0).then(|| f64::from(tenths) / 10.0)
}
