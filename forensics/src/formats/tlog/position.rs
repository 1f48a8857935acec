//! Positions in a log: of the vehicle, of home, of people, of pictures; and, for whatever else is
//! in a message, its identities.

use missions::geodesy::Position;
use missions::telemetry::{Attitude as Turned, Sample};
use missions::time::UtcTime;

use super::payload::{
    Attitude, CameraFeedback, CameraImageCaptured, FollowTarget, GlobalPositionInt, GpsRawInt,
    HomePosition, RemoteIdSystem,
};
use super::system::System;
use super::{Said, identity};
use crate::flight::{
    EventKind, Fix, Home, Media, MediaKind, OperatorPosition, OperatorSource, somewhere,
};

impl System {
    /// Takes in a message that says where something is.
    pub(super) fn place(&mut self, said: &Said<'_>) {
        let payload = said.payload;
        match said.id {
            Attitude::ID => self.state.attitude = turned(Attitude::of(payload)),
            GlobalPositionInt::ID => self.global(GlobalPositionInt::of(payload), said),
            GpsRawInt::ID => self.receiver(GpsRawInt::of(payload), said),
            HomePosition::ID => self.home(HomePosition::of(payload), said),
            FollowTarget::ID => {
                let m = FollowTarget::of(payload);
                self.operator(place(m.lat, m.lon), OperatorSource::GroundStation, said);
            }
            RemoteIdSystem::ID => {
                let m = RemoteIdSystem::of(payload);
                let position = place(m.operator_latitude, m.operator_longitude);
                let source = OperatorSource::of_remote_id(m.operator_location_type);
                self.operator(position, source, said);
            }
            CameraFeedback::ID => self.feedback(CameraFeedback::of(payload), said),
            CameraImageCaptured::ID => self.captured(CameraImageCaptured::of(payload), said),
            112 => self.event(EventKind::Photo, said),
            _ => identity::take(said, &mut self.flight),
        }
    }

    fn global(&mut self, m: GlobalPositionInt, said: &Said<'_>) {
        let Some(position) = place(m.lat, m.lon) else {
            return;
        };
        self.is_placed();
        if !self.state.has_filtered {
            self.state.has_filtered = true;
            self.flight.fixes.clear();
        }
        let mut fix = fix(position, said);
        fix.sample.height_above_sea_m = Some(f64::from(m.alt) / 1e3);
        fix.sample.height_above_home_m = Some(f64::from(m.relative_alt) / 1e3);
        let velocity = [m.vx, m.vy, m.vz].map(|cm_s| f64::from(cm_s) / 100.0);
        fix.sample.velocity_ned_m_s = Some(velocity);
        fix.sample.attitude = self.state.attitude;
        self.flight.fixes.push(self.state.beside(fix));
    }

    fn receiver(&mut self, m: GpsRawInt, said: &Said<'_>) {
        let satellites = m.satellites_visible;
        self.state.satellites = (satellites != u8::MAX).then_some(satellites);
        self.state.accuracy_m = (m.h_acc != 0).then(|| f64::from(m.h_acc) / 1e3);
        // 2: a fix in two dimensions; 3 and more are better ones.
        let position = place(m.lat, m.lon).filter(|_| m.fix_type >= 2);
        let Some(position) = position.filter(|_| !self.state.has_filtered) else {
            return;
        };
        self.is_placed();
        let mut fix = fix(position, said);
        fix.sample.height_above_sea_m = Some(f64::from(m.alt) / 1e3);
        self.flight.fixes.push(self.state.beside(fix));
    }

    fn home(&mut self, m: HomePosition, said: &Said<'_>) {
        let Some(position) = place(m.latitude, m.longitude) else {
            return;
        };
        let last = self.flight.homes.last();
        if last.is_none_or(|home| home.position != position) {
            self.flight.homes.push(Home {
                at: Some(said.instant.at),
                position,
                trace: said.trace,
                confidence: said.confidence,
            });
        }
    }

    fn operator(&mut self, position: Option<Position>, source: OperatorSource, said: &Said<'_>) {
        let Some(position) = position else {
            return;
        };
        let last = self.flight.operators.last();
        if last.is_none_or(|last| (last.position, last.source) != (position, source)) {
            self.flight.operators.push(OperatorPosition {
                at: Some(said.instant.at),
                utc: Some(UtcTime::from_micros(said.instant.us)),
                position,
                accuracy_m: None,
                source,
                trace: said.trace,
                confidence: said.confidence,
            });
        }
    }

    fn feedback(&mut self, m: CameraFeedback, said: &Said<'_>) {
        let mut photo = photo(said);
        photo.position = place(m.lat, m.lng);
        photo.altitude_m = finite(m.alt_msl);
        photo.height_above_home_m = finite(m.alt_rel);
        photo.aircraft_yaw_deg = finite(m.yaw);
        self.photo(photo, said);
    }

    fn captured(&mut self, m: CameraImageCaptured, said: &Said<'_>) {
        if m.capture_result == 0 {
            return;
        }
        let mut photo = photo(said);
        photo.position = place(m.lat, m.lon);
        photo.altitude_m = Some(f64::from(m.alt) / 1e3);
        photo.height_above_home_m = Some(f64::from(m.relative_alt) / 1e3);
        let utc = i64::try_from(m.time_utc).ok().filter(|us| *us > 0);
        photo.utc = utc.map(UtcTime::from_micros).or(photo.utc);
        let url = super::dialect::text(said.payload.slice(50, 205));
        photo.name = (!url.is_empty()).then(|| String::from_utf8_lossy(url).into_owned());
        self.photo(photo, said);
    }

    fn photo(&mut self, photo: Media, said: &Said<'_>) {
        self.flight.media.push(photo);
        self.event(EventKind::Photo, said);
    }
}

fn photo(said: &Said<'_>) -> Media {
    Media {
        at: Some(said.instant.at),
        utc: Some(UtcTime::from_micros(said.instant.us)),
        ..Media::new(MediaKind::Photo, said.trace)
    }
}

/// Whole numbers of 1e-7 degrees as a place.
fn place(latitude_e7: i32, longitude_e7: i32) -> Option<Position> {
    somewhere(f64::from(latitude_e7) / 1e7, f64::from(longitude_e7) / 1e7)
}

fn fix(position: Position, said: &Said<'_>) -> Fix {
    Fix {
        sample: Sample {
            time: said.instant.at,
            utc: Some(UtcTime::from_micros(said.instant.us)),
            position,
            height_above_sea_m: None,
            height_above_home_m: None,
            velocity_ned_m_s: None,
            attitude: None,
        },
        satellites: None,
        accuracy_m: None,
        trace: said.trace,
        confidence: said.confidence,
    }
}

fn turned(m: Attitude) -> Option<Turned> {
    Some(Turned {
        roll_rad: finite(m.roll)?,
        pitch_rad: finite(m.pitch)?,
        yaw_rad: finite(m.yaw)?,
    })
}

fn finite(value: f32) -> Option<f64> {
    value.is_finite().then_some(f64::from(value))
}
