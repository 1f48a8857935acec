//! Where the aircraft was, its home and its pictures. The receiver's own positions are the track;
//! what the autopilot made of them (`POS`) stands in only where the log has none.

use missions::geodesy::Position;
use missions::telemetry::{Attitude, Sample};
use missions::time::BootTime;

use super::super::role::Role;
use super::Row;
use crate::defect::{DefectKind, Defects};
use crate::flight::{
    Event, EventKind, Fix, Flight, Home, Media, MediaKind, Trace, somewhere, take_leaps, utc_of_gps,
};
use crate::formats::boot_clock::{UtcOffset, stated_offset};

/// Values stand for each other for so long, microseconds.
const FRESH_US: u64 = 1_000_000;

/// No aircraft has more receivers.
const MOST_RECEIVERS: usize = 8;

/// A home so far from every position is none, metres.
const FAR_M: f64 = 500_000.0;

/// MAVLink's number of the command to fly to a point: item 0 of a mission is home.
const WAYPOINT: f64 = 16.0;

/// One receiver's positions.
struct Receiver {
    name: String,
    fixes: Vec<Fix>,
}

/// Everything that has a place.
#[derive(Default)]
pub(super) struct Places {
    receivers: Vec<Receiver>,
    positions: Vec<Fix>,
    /// The position that the aircraft calls home, and the one that a mission begins with.
    homes: Vec<(Home, Option<f64>)>,
    mission_homes: Vec<(Home, Option<f64>)>,
    height: Option<(BootTime, f64)>,
    attitude: Option<(BootTime, Attitude)>,
    captures: Vec<(Media, Event)>,
    triggers: Vec<(Media, Event)>,
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
        let [
            latitude,
            longitude,
            altitude,
            status,
            week,
            millis,
            satellites,
            speed,
            course,
            down,
            height,
            instance,
        ]: [Option<f64>; 12] = row.numbers();
        let has_fix = status.is_some_and(|status| (3.0..=8.0).contains(&status));
        let Some(position) = place(latitude, longitude).filter(|_| has_fix) else {
            return;
        };
        let utc = week
            .zip(millis)
            .and_then(|(week, millis)| utc_of_gps(week as u32, millis as u32));
        let fix = Fix {
            sample: Sample {
                time: at,
                utc,
                position,
                height_above_sea_m: altitude.filter(|metres| is_height(*metres)),
                height_above_home_m: height
                    .or_else(|| fresh(self.height, at))
                    .filter(|metres| is_height(*metres)),
                velocity_ned_m_s: velocity(speed, course, down),
                attitude: fresh(self.attitude, at),
            },
            satellites: satellites.map(|count| count as u8),
            accuracy_m: None,
            trace: row.trace,
            confidence: row.confidence,
        };
        let name = format!("{}[{}]", row.kind.layout.name, instance.unwrap_or_default());
        let is_first = self
            .receivers
            .first()
            .is_none_or(|first| first.name == name);
        if is_first {
            self.utc
                .extend(utc.and_then(|utc| stated_offset(at, utc.as_micros() as f64)));
        }
        let known = self
            .receivers
            .iter()
            .position(|receiver| receiver.name == name);
        if known.is_none() && self.receivers.len() < MOST_RECEIVERS {
            let fixes = Vec::new();
            self.receivers.push(Receiver { name, fixes });
        }
        let number = known.unwrap_or(self.receivers.len().saturating_sub(1));
        if let Some(receiver) = self.receivers.get_mut(number) {
            receiver.fixes.push(fix);
        }
    }

    /// The accuracy of the fix that was logged just before at the same instant.
    pub(super) fn accuracy(&mut self, row: &Row<'_, '_>, at: BootTime) {
        let [accuracy, instance] = row.numbers();
        let name = format!("GPS[{}]", instance.unwrap_or_default());
        let receiver = self
            .receivers
            .iter_mut()
            .find(|receiver| receiver.name == name);
        if let Some(fix) = receiver.and_then(|receiver| receiver.fixes.last_mut())
            && fix.sample.time == at
        {
            fix.accuracy_m = accuracy.filter(|metres| (0.0..655.0).contains(metres));
        }
    }

    pub(super) fn position(&mut self, row: &Row<'_, '_>, at: BootTime) {
        let [latitude, longitude, altitude, height] = row.numbers();
        let height = height.filter(|metres| is_height(*metres));
        self.height = height.map(|metres| (at, metres)).or(self.height);
        self.positions
            .extend(place(latitude, longitude).map(|position| Fix {
                sample: Sample {
                    time: at,
                    utc: None,
                    position,
                    height_above_sea_m: altitude.filter(|metres| is_height(*metres)),
                    height_above_home_m: height,
                    velocity_ned_m_s: None,
                    attitude: fresh(self.attitude, at),
                },
                satellites: None,
                accuracy_m: None,
                trace: row.trace,
                confidence: row.confidence,
            }));
    }

    /// `ORGN` of type 1 is home; type 0 is where the estimator began. Old logs have it as the
    /// first item of the mission.
    pub(super) fn home(&mut self, row: &Row<'_, '_>, at: BootTime) {
        let is_origin = row.kind.role == Role::Origin;
        let stated = if is_origin {
            let [which, latitude, longitude, altitude] = row.numbers();
            (which == Some(1.0)).then_some((latitude, longitude, altitude))
        } else {
            let [number, command, latitude, longitude, altitude] = row.numbers();
            (number == Some(0.0) && command == Some(WAYPOINT))
                .then_some((latitude, longitude, altitude))
        };
        let Some((latitude, longitude, altitude)) = stated else {
            return;
        };
        let homes = if is_origin {
            &mut self.homes
        } else {
            &mut self.mission_homes
        };
        let Some(position) = place(latitude, longitude) else {
            return;
        };
        let is_new = homes
            .last()
            .is_none_or(|(home, _)| home.position != position);
        if is_new {
            let home = Home {
                at: Some(at),
                position,
                trace: row.trace,
                confidence: row.confidence,
            };
            homes.push((home, altitude));
        }
    }

    pub(super) fn attitude(&mut self, row: &Row<'_, '_>, at: BootTime) {
        if let [Some(roll), Some(pitch), Some(yaw)] = row.numbers() {
            self.attitude = Some((at, Attitude::from_degrees(roll, pitch, yaw)));
        }
    }

    /// A picture; the camera's own word (`CAM`) counts more than the order (`TRIG`).
    pub(super) fn picture(&mut self, row: &Row<'_, '_>, at: BootTime) {
        let [latitude, longitude, altitude, height, week, millis, yaw] = row.numbers();
        let mut media = Media::new(MediaKind::Photo, row.trace);
        media.at = Some(at);
        media.position = place(latitude, longitude);
        media.altitude_m = altitude.filter(|metres| is_height(*metres));
        media.height_above_home_m = height.filter(|metres| is_height(*metres));
        media.utc = week
            .zip(millis)
            .and_then(|(week, millis)| utc_of_gps(week as u32, millis as u32));
        media.aircraft_yaw_deg = yaw;
        let event = Event {
            at,
            kind: EventKind::Photo,
            trace: row.trace,
            confidence: row.confidence,
        };
        match row.kind.role {
            Role::Camera => self.captures.push((media, event)),
            _ => self.triggers.push((media, event)),
        }
    }

    /// Everything into the flight: leaps out, heights above home and UTC in.
    pub(super) fn finish(
        mut self,
        flight: &mut Flight,
        utc: Option<UtcOffset>,
        defects: &mut Defects,
    ) {
        self.receivers
            .sort_by_key(|receiver| std::cmp::Reverse(receiver.fixes.len()));
        let receiver = self
            .receivers
            .into_iter()
            .next()
            .map(|receiver| receiver.fixes);
        let mut fixes = receiver.unwrap_or(self.positions);
        for leap in take_leaps(&mut fixes) {
            let what = "this position leaps away from its neighbours and back: it was left out";
            defects.add(DefectKind::Implausible, leap.trace.offset, 0, what);
        }
        let mut homes = if self.homes.is_empty() {
            self.mission_homes
        } else {
            self.homes
        };
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
            let above = sample
                .height_above_sea_m
                .zip(ground_m)
                .map(|(height, ground)| height - ground);
            sample.height_above_home_m = sample.height_above_home_m.or(above);
            sample.utc = sample.utc.or_else(|| Some(utc?.of(sample.time)));
        }
        flight.fixes = fixes;
        flight.homes = homes.into_iter().map(|(home, _)| home).collect();
        let pictures = if self.captures.is_empty() {
            self.triggers
        } else {
            self.captures
        };
        for (media, event) in pictures {
            flight.media.push(media);
            flight.events.push(event);
        }
        flight.events.sort_by_key(|event| event.trace.offset);
    }
}

/// A value that is not older than a second.
fn fresh<T: Copy>(value: Option<(BootTime, T)>, at: BootTime) -> Option<T> {
    let (then, value) = value?;
    (then.as_micros().abs_diff(at.as_micros()) < FRESH_US).then_some(value)
}

/// From speed and course over the ground, degrees, and the speed downwards.
fn velocity(speed: Option<f64>, course: Option<f64>, down: Option<f64>) -> Option<[f64; 3]> {
    let (speed, course_rad) = (speed?, course?.to_radians());
    let velocity = [
        speed * course_rad.cos(),
        speed * course_rad.sin(),
        down.unwrap_or(0.0),
    ];
    velocity
        .iter()
        .all(|part| part.is_finite())
        .then_some(velocity)
}

fn place(latitude: Option<f64>, longitude: Option<f64>) -> Option<Position> {
    somewhere(latitude?, longitude?)
}

fn is_height(metres: f64) -> bool {
    (-1000.0..100_000.0).contains(&metres)
}
