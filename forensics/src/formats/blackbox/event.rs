//! E frames: what happened, as the firmware numbers it.

use super::stream::Stream;

/// One event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Event {
    /// A beep when the motors were armed; its time.
    Beep(u32),
    /// A setting changed in flight.
    Adjustment,
    /// Logging was paused and goes on here.
    Resume { count: u32, time: u32 },
    /// Motors disarmed; the reason's number.
    Disarm(u32),
    /// The switches of the modes, bit by bit.
    Modes(u32),
    /// The inertial sensors failed.
    SensorFailure(u32),
    /// The log was closed.
    End,
}

/// How the end of a log is said.
const END: &[u8; 10] = b"End of log";
/// INAV's addition to it, with a reason's letter and a bracket behind.
const REASON: &[u8; 16] = b" (disarm reason:";

impl Event {
    /// Reads an event behind its letter.
    pub(super) fn read(stream: &mut Stream<'_>) -> Option<Self> {
        Some(match stream.byte()? {
            0 => Self::Beep(stream.unsigned()?),
            13 => {
                if stream.byte()? & 0x80 == 0 {
                    stream.signed()?;
                } else {
                    stream.bytes::<4>()?;
                }
                Self::Adjustment
            }
            14 => Self::Resume {
                count: stream.unsigned()?,
                time: stream.unsigned()?,
            },
            15 => Self::Disarm(stream.unsigned()?),
            30 => {
                let now = stream.unsigned()?;
                stream.unsigned()?;
                Self::Modes(now)
            }
            40 => Self::SensorFailure(stream.unsigned()?),
            255 => return end(stream),
            _ => return None,
        })
    }
}

fn end(stream: &mut Stream<'_>) -> Option<Event> {
    if &stream.bytes()? != END {
        return None;
    }
    if stream.peek() == Some(b' ') {
        let is_reason = &stream.bytes()? == REASON;
        let [_, bracket] = stream.bytes()?;
        if !is_reason || bracket != b')' {
            return None;
        }
    }
    (stream.byte()? == 0).then_some(Event::End)
}
