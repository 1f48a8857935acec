//! Where the aircraft was, its home, its operator and its pictures. The receiver's own positions
//! are the track: what the autopilot made of them (`vehicle_global_position`) stands in only where
//! the log has none, because an estimate can drift away with nobody's will.

use missions::geodesy::Position;
use missions::telemetry::{Attitude, Sample};
use missions::time::{BootTime, UtcTime};

use super::super::role::Role;
use super::Row;
use crate::defect::{DefectKind, Defects};
use crate::flight::{
    Fix, Flight, Home, Media, MediaKind, OperatorPosition, OperatorSource, Trace, somewhere,
    take_leaps,
};
use crate::formats::boot_clock::{UtcOffset, stated_offset};
use crate::record::Value;

/// An attitude is that of a position for so long, microseconds.
const FRESH_US: u64 = 1_000_000;

/// A home so far from every position is none, metres.
const FAR_M: f64 = 500_000.0;

/// Everything that has a place.
#[derive(Default)]
pub(super) struct Places {
    gps: Vec<Fix>,
    second_gps: Vec<Fix>,
    global: Vec<Fix>,
    homes: Vec<(Home, Option<f64>)>,
    operators: Vec<OperatorPosition>,
    attitude: Option<(BootTime, Attitude)>,
    /// UTC less the log's clock, each time that the receiver told.
    pub utc: Vec<i64>,
    left_out: Vec<Trace>,
}

impl Places {
    /// Notes a message that bears an impossible time.
    pub(super) fn leave_out(&mut self, trace: Trace) {
        if self.left_out.len() < Defects::MOST {
            self.left_out.push(trace);
        }
    }

    pub(super) fn left_out(&mut self) -> Vec<Trace> {
        std::mem::take(&mut self.left_out)
    }

    pub(super) fn gps(&mut self, row: &Row<'_, '_>, at: BootTime) {
        let [latitude, longitude, altitude, fix, utc, ..]: [Option<Value<'_>>; 10] = row.values();
        let [.., satellites, accuracy, north, east, down]: [Option<f64>; 10] = row.numbers();
        if !fix
            .and_then(Value::number)
            .is_some_and(|fix| (3.0..=8.0).contains(&fix))
        {
            return;
        }
        let Some(position) = place(latitude, longitude) else {
            return;
        };
        let told = utc
            .and_then(Value::number)
            .and_then(|utc| stated_offset(at, utc));
        self.utc.extend(told);
        let utc =
            told.map(|offset| UtcTime::from_micros(offset.saturating_add_unsigned(at.as_micros())));
        let velocity = finite([north, east, down]);
        let fix = Fix {
            sample: Sample {
                time: at,
                utc,
                position,
                height_above_sea_m: altitude
                    .and_then(millimetres)
                    .filter(|metres| is_height(*metres)),
                height_above_home_m: None,
                velocity_ned_m_s: velocity,
                attitude: self.attitude_at(at),
            },
            satellites: satellites.map(|count| count as u8),
            accuracy_m: accuracy.filter(|metres| metres.is_finite()),
            trace: row.trace,
            confidence: row.confidence,
        };
        match row.topic.role {
            Role::Gps => self.gps.push(fix),
            _ => self.second_gps.push(fix),
        }
    }

    pub(super) fn global(&mut self, row: &Row<'_, '_>, at: BootTime) {
        let [latitude, longitude, ..]: [Option<Value<'_>>; 8] = row.values();
        let [_, _, altitude, accuracy, valid, north, east, down] = row.numbers();
        let position = place(latitude, longitude).filter(|_| valid != Some(0.0));
        self.global.extend(position.map(|position| Fix {
            sample: Sample {
                time: at,
                utc: None,
                position,
                height_above_sea_m: altitude.filter(|metres| is_height(*metres)),
                height_above_home_m: None,
                velocity_ned_m_s: finite([north, east, down]),
                attitude: self.attitude_at(at),
            },
            satellites: None,
            accuracy_m: accuracy.filter(|metres| metres.is_finite()),
            trace: row.trace,
            confidence: row.confidence,
        }));
    }

    pub(super) fn home(&mut self, row: &Row<'_, '_>, at: BootTime) {
        let [latitude, longitude, altitude, valid]: [Option<Value<'_>>; 4] = row.values();
        let is_valid = valid.and_then(Value::number) != Some(0.0);
        let Some(position) = place(latitude, longitude).filter(|_| is_valid) else {
            return;
        };
        let home = Home {
            at: Some(at),
            position,
            trace: row.trace,
            confidence: row.confidence,
        };
        if self
            .homes
            .last()
            .is_none_or(|(last, _)| last.position != position)
        {
            self.homes.push((home, altitude.and_then(Value::number)));
        }
    }

    pub(super) fn attitude(&mut self, row: &Row<'_, '_>, at: BootTime) {
        let quaternion: [Option<f64>; 4] = row.numbers();
        let attitude = all(quaternion).and_then(Attitude::from_quaternion);
        self.attitude = attitude.map(|attitude| (at, attitude)).or(self.attitude);
    }

    fn attitude_at(&self, at: BootTime) -> Option<Attitude> {
        let (then, attitude) = self.attitude?;
        (then.as_micros().abs_diff(at.as_micros()) < FRESH_US).then_some(attitude)
    }

    pub(super) fn operator(&mut self, row: &Row<'_, '_>, at: BootTime) {
        let [latitude, longitude, kind] = row.values();
        let source = match row.topic.role {
            Role::FollowTarget => OperatorSource::GroundStation,
            _ => remote_id_source(kind),
        };
        self.operators
            .extend(place(latitude, longitude).map(|position| OperatorPosition {
                at: Some(at),
                utc: None,
                position,
                accuracy_m: None,
                source,
                trace: row.trace,
                confidence: row.confidence,
            }));
    }

    /// A picture that was taken; an order to take one is answered with a capture where the camera
    /// tells back, and only the answer counts then.
    pub(super) fn picture(&self, row: &Row<'_, '_>, at: BootTime) -> Option<Media> {
        let mut media = Media::new(MediaKind::Photo, row.trace);
        media.at = Some(at);
        if row.topic.role == Role::Trigger {
            let [utc, feedback] = row.numbers();
            media.utc = utc.and_then(believed);
            media.position = self.gps.last().map(|fix| fix.sample.position);
            return (feedback != Some(1.0)).then_some(media);
        }
        let [latitude, longitude, ..]: [Option<Value<'_>>; 4] = row.values();
        let [_, _, altitude, utc] = row.numbers();
        media.position = place(latitude, longitude);
        media.altitude_m = altitude.filter(|metres| is_height(*metres));
        media.utc = utc.and_then(believed);
        Some(media)
    }

    /// Everything into the flight: leaps out, heights above home and UTC in.
    pub(super) fn finish(self, flight: &mut Flight, utc: Option<UtcOffset>, defects: &mut Defects) {
        let tracks = [self.gps, self.second_gps, self.global];
        let mut fixes = tracks
            .into_iter()
            .find(|fixes| !fixes.is_empty())
            .unwrap_or_default();
        for leap in take_leaps(&mut fixes) {
            let what = "this position leaps away from its neighbours and back: it was left out";
            defects.add(DefectKind::Implausible, leap.trace.offset, 0, what);
        }
        let mut homes = self.homes;
        homes.retain(|(home, _)| {
            let is_near = |fix: &Fix| home.position.distance_m(fix.sample.position) < FAR_M;
            let is_kept = fixes.is_empty() || fixes.iter().any(is_near);
            if !is_kept {
                let what =
                    "this home is farther from every position than anything flies: it was left out";
                defects.add(DefectKind::Implausible, home.trace.offset, 0, what);
            }
            is_kept
        });
        let ground_m = homes.first().and_then(|(_, altitude)| *altitude);
        let ground_m = ground_m.or_else(|| fixes.first()?.sample.height_above_sea_m);
        for fix in &mut fixes {
            let sample = &mut fix.sample;
            sample.height_above_home_m = sample
                .height_above_sea_m
                .zip(ground_m)
                .map(|(height, ground)| height - ground);
            sample.utc = sample.utc.or_else(|| Some(utc?.of(sample.time)));
        }
        flight.fixes = fixes;
        flight.homes = homes.into_iter().map(|(home, _)| home).collect();
        flight.operators = self.operators;
        for operator in &mut flight.operators {
            operator.utc = operator.at.zip(utc).map(|(at, utc)| utc.of(at));
        }
    }
}

/// Degrees, or whole numbers of 1e-7 degrees.
fn degrees(value: Value<'_>) -> Option<f64> {
    match value {
        Value::Signed(number) => Some(number as f64 / 1e7),
        value => value.number(),
    }
}

/// Metres, or whole numbers of millimetres.
fn millimetres(value: Value<'_>) -> Option<f64> {
    match value {
        Value::Signed(number) => Some(number as f64 / 1e3),
        value => value.number(),
    }
}

/// Whose position a Remote ID message states; without a type of location the operator's.
fn remote_id_source(kind: Option<Value<'_>>) -> OperatorSource {
    let kind = match kind {
        Some(Value::Unsigned(kind)) => u8::try_from(kind).ok(),
        _ => None,
    };
    kind.map_or(OperatorSource::RemoteId, OperatorSource::of_remote_id)
}

fn place(latitude: Option<Value<'_>>, longitude: Option<Value<'_>>) -> Option<Position> {
    somewhere(degrees(latitude?)?, degrees(longitude?)?)
}

fn is_height(metres: f64) -> bool {
    (-1000.0..100_000.0).contains(&metres)
}

fn believed(utc_us: f64) -> Option<UtcTime> {
    stated_offset(BootTime::ZERO, utc_us).map(UtcTime::from_micros)
}

fn all<const N: usize>(numbers: [Option<f64>; N]) -> Option<[f64; N]> {
    let is_whole = numbers.iter().all(Option::is_some);
    is_whole.then(|| numbers.map(Option::unwrap_or_default))
}

fn finite<const N: usize>(numbers: [Option<f64>; N]) -> Option<[f64; N]> {
    all(numbers).filter(|numbers| numbers.iter().all(|number| number.is_finite()))
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::flight::Confidence;
    use crate::formats::ulog::layout::{Format, Formats, Layout};
    use crate::formats::ulog::topics::Topic;

    fn check(fields: &str, kind: u8, expected: OperatorSource) {
        let name = "open_drone_id_system";
        let format = Format::read(format!("{name}:{fields}").as_bytes()).unwrap();
        let formats = Formats::from([(name.to_owned(), format)]);
        let layout = Rc::new(Layout::of(name, &formats).unwrap());
        let body = [
            &5_u64.to_le_bytes()[..],
            &519_500_000_i32.to_le_bytes(),
            &40_500_000_i32.to_le_bytes(),
            &[kind],
        ]
        .concat();
        let row = Row {
            topic: &Topic::new(name, 0, layout, Confidence::Stated),
            body: &body,
            trace: Trace::default(),
            confidence: Confidence::Stated,
        };
        let mut places = Places::default();
        places.operator(&row, BootTime::ZERO);
        let sources = places.operators.iter().map(|operator| operator.source);
        assert_eq!(sources.collect::<Vec<_>>(), [expected], "{fields}");
    }

    #[test]
    fn a_place_of_take_off_is_not_the_operators() {
        let old = "uint64_t timestamp;int32_t operator_latitude;int32_t operator_longitude;";
        let new = format!("{old}uint8_t operator_location_type;");
        check(&new, 0, OperatorSource::RemoteIdTakeOff);
        check(&new, 1, OperatorSource::RemoteId);
        check(old, 0, OperatorSource::RemoteId);
    }
}
