//! Flights of gliders and paragliders as the FAI has them written (IGC); instruments for them fly
//! on aircraft of other kinds, too.
//!
//! ```text
//! AXMP eTrex …                                  maker and instrument
//! HFDTE050110                                   date: day, month, year, UTC
//! HFPLTPILOT: …   HFGTYGLIDERTYPE: …            pilot, type
//! B 072315 4916430N 00643910E A 00000 00443     UTC, place (1/1000 minute), A 3D or V less,
//!                                               pressure and satellite height, metres
//! ```
//!
//! A record is a `B` line. Source: FAI, "Technical Specification for GNSS Flight Recorders",
//! appendix A.

use std::borrow::Cow;

use missions::telemetry::Sample;
use missions::time::{BootTime, UtcTime};

use super::{Aids, Format, Reading};
use crate::defect::DefectKind;
use crate::flight::{
    Clock, ClockBasis, Confidence, Event, EventKind, Fix, Flight, Identity, IdentityKind, Trace,
    somewhere,
};
use crate::record::{Record, Sink, Value};

/// Grows when what this reader makes of a file changes.
const DECODER: u32 = 1;

const DAY_S: i64 = 86_400;

/// An instrument in the first line, and a fix or a date in one of the first hundred.
pub(super) fn recognise(bytes: &[u8]) -> bool {
    let head = bytes.get(..8192).unwrap_or(bytes);
    let mut lines = lines(head).map(|(_, line)| line);
    let first = lines.next().unwrap_or_default();
    let named = first
        .get(1..4)
        .is_some_and(|name| name.iter().all(u8::is_ascii_alphanumeric));
    first.starts_with(b"A")
        && named
        && lines
            .take(100)
            .any(|line| date(line).is_some() || fix(line).is_some())
}

/// The lines of a file with their first byte.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0_usize;
    bytes
        .split_inclusive(|byte| *byte == b'\n')
        .map(move |line| {
            let start = at;
            at = at.saturating_add(line.len());
            (start, line.trim_ascii_end())
        })
}

/// Reads the lines of a file.
pub(super) fn read(bytes: &[u8], _aids: Aids<'_>, mut sink: Option<Sink<'_>>) -> Reading {
    let mut reading = Reading::new(Format::Igc, DECODER);
    let mut course = Course::default();
    for (at, line) in lines(bytes) {
        let trace = Trace::new(at as u64, reading.records);
        if let Some(sink) = &mut sink {
            sink(&Record {
                offset: trace.offset,
                number: trace.record,
                kind: "line",
                names: &[Cow::Borrowed("text")],
                values: &[Value::Text(line)],
            });
        }
        match line.first() {
            Some(b'B') => {
                if let Some(fix) = fix(line) {
                    course.fix(&fix, trace);
                    reading.records = reading.records.saturating_add(1);
                } else {
                    let what = "a line that should be a fix and is none: left out";
                    let length = line.len() as u64;
                    reading
                        .defects
                        .add(DefectKind::Unreadable, at as u64, length, what);
                }
            }
            Some(b'E') => course.event(line, trace),
            Some(b'A') if at == 0 => course.named(IdentityKind::Device, line.get(1..), trace),
            Some(b'H') => course.header(line, trace),
            _ => {}
        }
    }
    reading.flights.extend(course.into_flight());
    reading
}

/// One fix as it stands in its line.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Fixed {
    second_of_day: i64,
    latitude_deg: f64,
    longitude_deg: f64,
    is_full: bool,
    pressure_m: f64,
    satellite_m: f64,
}

fn fix(line: &[u8]) -> Option<Fixed> {
    let line = std::str::from_utf8(line).ok()?;
    let number = |from: usize, to: usize| -> Option<f64> {
        let number: f64 = line.get(from..to)?.parse().ok()?;
        number.is_finite().then_some(number)
    };
    let digits = |from: usize, to: usize| {
        let part = line.get(from..to)?;
        part.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then_some(())?;
        number(from, to)
    };
    let (hour, minute, second) = (digits(1, 3)?, digits(3, 5)?, digits(5, 7)?);
    let side = |at: usize, positive: &str, negative: &str| match line.get(at..at.checked_add(1)?)? {
        sign if sign == positive => Some(1.0),
        sign if sign == negative => Some(-1.0),
        _ => None,
    };
    let latitude = digits(7, 9)? + digits(9, 14)? / 60_000.0;
    let longitude = digits(15, 18)? + digits(18, 23)? / 60_000.0;
    let is_full = match line.get(24..25)? {
        "A" => true,
        "V" => false,
        _ => return None,
    };
    let is_time = line.starts_with('B') && hour < 24.0 && minute < 60.0 && second < 60.0;
    is_time.then_some(Fixed {
        second_of_day: (hour * 3600.0 + minute * 60.0 + second) as i64,
        latitude_deg: latitude * side(14, "N", "S")?,
        longitude_deg: longitude * side(23, "E", "W")?,
        is_full,
        pressure_m: number(25, 30)?,
        satellite_m: number(30, 35)?,
    })
}

/// `HFDTE050110`, `HFDTEDATE:050110,01`: midnight of that day.
fn date(line: &[u8]) -> Option<UtcTime> {
    let line = std::str::from_utf8(line).ok()?;
    let rest = line.strip_prefix('H')?.get(1..)?.strip_prefix("DTE")?;
    let rest = rest.trim_start_matches("DATE:").trim();
    let two = |from: usize, to: usize| -> Option<u32> { rest.get(from..to)?.parse().ok() };
    let (day, month, year) = (two(0, 2)?, two(2, 4)?, two(4, 6)?);
    // Recorders came into use in 1993.
    let century = if year > 90 { 1900_u32 } else { 2000 };
    let year = century.saturating_add(year);
    format!("{year:04}-{month:02}-{day:02}T00:00:00Z")
        .parse()
        .ok()
}

/// A flight as it is put together line by line.
#[derive(Debug, Default)]
struct Course {
    flight: Flight,
    midnight: Option<UtcTime>,
    days: i64,
    first: Option<i64>,
    last: i64,
}

impl Course {
    fn fix(&mut self, fix: &Fixed, trace: Trace) {
        if fix.second_of_day.saturating_add(DAY_S / 2) < self.last {
            self.days = self.days.saturating_add(1);
        }
        self.last = fix.second_of_day;
        let seconds = self
            .days
            .saturating_mul(DAY_S)
            .saturating_add(fix.second_of_day);
        let first = *self.first.get_or_insert(seconds);
        let since = u64::try_from(seconds.saturating_sub(first)).unwrap_or(0);
        let at = BootTime::from_millis(since.saturating_mul(1000));
        let (begun, ended) = self.flight.span.unwrap_or((at, at));
        self.flight.span = Some((begun.min(at), ended.max(at)));
        let utc = self.midnight.map(|midnight| {
            let micros = seconds.saturating_mul(1_000_000);
            UtcTime::from_micros(midnight.as_micros().saturating_add(micros))
        });
        let Some(position) = somewhere(fix.latitude_deg, fix.longitude_deg) else {
            return;
        };
        let height_m = if fix.is_full {
            fix.satellite_m
        } else {
            fix.pressure_m
        };
        self.flight.fixes.push(Fix {
            sample: Sample {
                time: at,
                utc,
                position,
                height_above_sea_m: Some(height_m),
                height_above_home_m: None,
                velocity_ned_m_s: None,
                attitude: None,
            },
            satellites: None,
            accuracy_m: None,
            trace,
            confidence: if fix.is_full {
                Confidence::Stated
            } else {
                Confidence::Doubtful
            },
        });
    }

    fn event(&mut self, line: &[u8], trace: Trace) {
        let at = self.flight.span.map_or(BootTime::ZERO, |(_, last)| last);
        let text = String::from_utf8_lossy(line.get(7..).unwrap_or_default()).into_owned();
        self.flight.events.push(Event {
            at,
            kind: EventKind::Text { text },
            trace,
            confidence: Confidence::Stated,
        });
    }

    fn header(&mut self, line: &[u8], trace: Trace) {
        self.midnight = self.midnight.or(date(line));
        let kind = match line.get(2..5) {
            Some(b"PLT") => IdentityKind::PilotName,
            Some(b"GTY") => IdentityKind::Product,
            Some(b"GID") => IdentityKind::AircraftSerial,
            Some(b"FTY") => IdentityKind::Hardware,
            Some(b"RFW") => IdentityKind::Firmware,
            _ => return,
        };
        let colon = line.iter().position(|byte| *byte == b':');
        let value = colon.and_then(|colon| line.get(colon.checked_add(1)?..));
        self.named(kind, value.or(line.get(5..)), trace);
    }

    fn named(&mut self, kind: IdentityKind, text: Option<&[u8]>, trace: Trace) {
        let identity = text.and_then(|text| Identity::stated(kind, text, trace));
        self.flight.identities.extend(identity);
    }

    fn into_flight(mut self) -> Option<Flight> {
        let first = self.first;
        if first.is_none() && self.flight.identities.is_empty() {
            return None;
        }
        let start = self.midnight.zip(first).map(|(midnight, first)| {
            let micros = first.saturating_mul(1_000_000);
            UtcTime::from_micros(midnight.as_micros().saturating_add(micros))
        });
        self.flight.clock = Clock {
            basis: start.map_or(ClockBasis::None, |_| ClockBasis::Satellites),
            start_utc: start,
            error_s: start.map(|_| 1.0),
            ..Clock::default()
        };
        Some(self.flight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLIGHT: &str = "AXMP eTrex Venture\r\nHFDTE050110\r\nHOPLTPILOT: Josef Klein\r\n\
        HOGTYGLIDERTYPE: Swing Powerplay\r\nB2359504916430N00643910EA0000000443\r\n\
        B0000104915416S00645637WV0010000620\r\nGSIGNATURE\r\n";

    #[test]
    fn fixes_have_utc_and_the_night_is_crossed() {
        assert!(recognise(FLIGHT.as_bytes()));
        let reading = read(FLIGHT.as_bytes(), Aids::default(), None);
        assert_eq!((reading.records, reading.defects.count()), (2, 0));
        let flight = &reading.flights[0];
        let sample = flight.fixes[0].sample;
        assert!((sample.position.latitude_deg() - 49.273_833).abs() < 1e-6);
        assert_eq!(sample.height_above_sea_m, Some(443.0));
        let second = flight.fixes[1];
        assert!(second.sample.position.longitude_deg() < 0.0);
        assert_eq!(second.confidence, Confidence::Doubtful);
        assert_eq!(
            second.sample.utc.unwrap().to_string(),
            "2010-01-06T00:00:10.000Z"
        );
        assert_eq!(flight.summary().duration_s, 20.0);
        let names: Vec<_> = flight.identities.iter().map(|one| &*one.value).collect();
        assert_eq!(
            names,
            ["XMP eTrex Venture", "Josef Klein", "Swing Powerplay"]
        );
    }

    #[test]
    fn a_file_cut_at_any_byte_or_with_any_byte_turned_is_read_without_a_panic() {
        for cut in 0..FLIGHT.len() {
            drop(read(&FLIGHT.as_bytes()[..cut], Aids::default(), None));
            let mut turned = FLIGHT.as_bytes().to_vec();
            turned[cut] ^= 0x80;
            drop((recognise(&turned), read(&turned, Aids::default(), None)));
        }
    }

    #[test]
    fn a_broken_fix_is_told_and_other_text_is_no_flight() {
        let broken = FLIGHT.replace("4916430N", "49x6430N");
        let reading = read(broken.as_bytes(), Aids::default(), None);
        assert_eq!((reading.records, reading.defects.count()), (1, 1));
        let endless = FLIGHT.replace("0000000443", "000001e999");
        let reading = read(endless.as_bytes(), Aids::default(), None);
        assert_eq!((reading.records, reading.defects.count()), (1, 1));
        for nothing in ["", "A", "Abc\nBold words\n", "ABCD\n\n"] {
            assert!(!recognise(nothing.as_bytes()));
        }
    }
}
