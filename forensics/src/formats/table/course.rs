//! A flight as it is put together row by row.

use missions::geodesy::Position;
use missions::telemetry::{Attitude, Sample};
use missions::time::{BootTime, UtcTime};

use super::columns::{Columns, Role};
use super::rows::Row;
use super::times::instant;
use crate::flight::{
    Clock, ClockBasis, Confidence, Event, EventKind, Fix, Flight, Home, LocalTime, Media,
    MediaKind, OperatorPosition, OperatorSource, PowerSample, Trace, somewhere,
};

/// A flight of some columns.
#[derive(Debug)]
pub(super) struct Course<'c> {
    columns: &'c Columns,
    flight: Flight,
    first_utc: Option<UtcTime>,
    first_local: Option<UtcTime>,
    photo: bool,
    /// How many rows a video runs.
    video: u32,
    mode: Option<String>,
    motors: Option<bool>,
    flying: Option<bool>,
}

impl<'c> Course<'c> {
    pub(super) fn new(columns: &'c Columns) -> Self {
        Self {
            columns,
            flight: Flight::default(),
            first_utc: None,
            first_local: None,
            photo: false,
            video: 0,
            mode: None,
            motors: None,
            flying: None,
        }
    }

    pub(super) fn take(&mut self, row: &Row<'_>, trace: Trace) {
        let utc = self
            .columns
            .text(row, Role::Utc)
            .and_then(|text| instant(&text));
        let local = self
            .columns
            .text(row, Role::Local)
            .and_then(|text| instant(&text));
        self.first_utc = self.first_utc.or(utc);
        self.first_local = self.first_local.or(local);
        let at = self.at(row, utc, local);
        let (first, last) = self.flight.span.unwrap_or((at, at));
        self.flight.span = Some((first.min(at), last.max(at)));
        let place = self.place(row, Role::Latitude, Role::Longitude);
        if self.columns.is_of_remote() {
            self.operator(place, (at, utc), OperatorSource::Remote, trace);
        } else if let Some(position) = place {
            let fix = self.fix(row, position, (at, utc), trace);
            self.flight.fixes.push(fix);
        }
        let device = self.place(row, Role::DeviceLatitude, Role::DeviceLongitude);
        self.operator(device, (at, utc), OperatorSource::App, trace);
        self.home(row, at, trace);
        self.power(row, at, trace);
        self.events(row, at, trace);
    }

    /// By the column that counts, else by the date since the first.
    fn at(&self, row: &Row<'_>, utc: Option<UtcTime>, local: Option<UtcTime>) -> BootTime {
        if let Some(seconds) = self.columns.number(row, Role::Elapsed) {
            return BootTime::from_secs_f64(seconds);
        }
        let since = |now: Option<UtcTime>, first: Option<UtcTime>| {
            let micros = now?.as_micros().checked_sub(first?.as_micros())?;
            u64::try_from(micros).ok()
        };
        let micros = since(utc, self.first_utc).or_else(|| since(local, self.first_local));
        micros.map_or_else(
            || self.flight.span.map_or(BootTime::ZERO, |(_, last)| last),
            BootTime::from_micros,
        )
    }

    fn place(&self, row: &Row<'_>, latitude: Role, longitude: Role) -> Option<Position> {
        let latitude_deg = self.columns.number(row, latitude)?;
        let longitude_deg = self.columns.number(row, longitude)?;
        somewhere(latitude_deg, longitude_deg)
    }

    fn fix(
        &self,
        row: &Row<'_>,
        position: Position,
        (time, utc): (BootTime, Option<UtcTime>),
        trace: Trace,
    ) -> Fix {
        let number = |role| self.columns.number(row, role);
        let attitude = number(Role::Heading).map(|heading| {
            let (roll, pitch) = (number(Role::Roll), number(Role::Pitch));
            let yaw = (heading + 180.0).rem_euclid(360.0) - 180.0;
            Attitude::from_degrees(roll.unwrap_or(0.0), pitch.unwrap_or(0.0), yaw)
        });
        let velocity = || {
            Some([
                number(Role::North)?,
                number(Role::East)?,
                number(Role::Down)?,
            ])
        };
        Fix {
            sample: Sample {
                time,
                utc,
                position,
                height_above_sea_m: number(Role::Altitude),
                height_above_home_m: number(Role::Height),
                velocity_ned_m_s: velocity(),
                attitude,
            },
            satellites: number(Role::Satellites)
                .filter(|count| (0.0..256.0).contains(count))
                .map(|count| count as u8),
            accuracy_m: None,
            trace,
            confidence: Confidence::Stated,
        }
    }

    fn operator(
        &mut self,
        place: Option<Position>,
        (at, utc): (BootTime, Option<UtcTime>),
        source: OperatorSource,
        trace: Trace,
    ) {
        self.flight
            .operators
            .extend(place.map(|position| OperatorPosition {
                at: Some(at),
                utc,
                position,
                accuracy_m: None,
                source,
                trace,
                confidence: Confidence::Stated,
            }));
    }

    fn home(&mut self, row: &Row<'_>, at: BootTime, trace: Trace) {
        let place = self.place(row, Role::HomeLatitude, Role::HomeLongitude);
        let last = self.flight.homes.last().map(|home| home.position);
        self.flight.homes.extend(
            place
                .filter(|place| last != Some(*place))
                .map(|position| Home {
                    at: Some(at),
                    position,
                    trace,
                    confidence: Confidence::Stated,
                }),
        );
    }

    fn power(&mut self, row: &Row<'_>, at: BootTime, trace: Trace) {
        let number = |role| self.columns.number(row, role);
        let stick = number(Role::Throttle).filter(|stick| (300.0..1750.0).contains(stick));
        let sample = PowerSample {
            at,
            voltage_v: number(Role::Voltage).filter(|volts| (1.0..100.0).contains(volts)),
            current_a: number(Role::Current)
                .map(f64::abs)
                .filter(|amperes| *amperes < 1000.0),
            charge: number(Role::Charge)
                .map(|percent| percent / 100.0)
                .filter(|charge| (0.0..=1.0).contains(charge)),
            throttle: stick.map(|stick| ((stick - 364.0) / 1320.0).clamp(0.0, 1.0)),
            trace,
        };
        let is_said = sample
            .voltage_v
            .or(sample.current_a)
            .or(sample.charge)
            .or(sample.throttle);
        self.flight.power.extend(is_said.map(|_| sample));
    }

    fn events(&mut self, row: &Row<'_>, at: BootTime, trace: Trace) {
        let photo = self.columns.is_set(row, Role::Photo).unwrap_or(false);
        if photo && !self.photo {
            self.push(EventKind::Photo, at, trace);
            self.medium(MediaKind::Photo, at, trace);
        }
        self.photo = photo;
        self.video(row, at, trace);
        if let Some(text) = self.columns.text(row, Role::Message) {
            self.push(EventKind::Text { text }, at, trace);
        }
        let mode = self.columns.text(row, Role::Mode);
        if mode.is_some() && mode != self.mode {
            self.mode.clone_from(&mode);
            let mode = mode.unwrap_or_default();
            self.push(EventKind::Mode { mode }, at, trace);
        }
        if let Some(motors) = self.columns.is_set(row, Role::Motors)
            && self.motors.replace(motors) != Some(motors)
        {
            let kind = if motors {
                EventKind::Armed
            } else {
                EventKind::Disarmed
            };
            self.push(kind, at, trace);
        }
        if let Some(flying) = self.columns.is_set(row, Role::Flying)
            && self.flying.replace(flying).is_some_and(|was| was != flying)
        {
            let kind = if flying {
                EventKind::TakeOff
            } else {
                EventKind::Landed
            };
            self.push(kind, at, trace);
        }
    }

    /// Some exports mark only the row in which a video begins, some every row of it.
    fn video(&mut self, row: &Row<'_>, at: BootTime, trace: Trace) {
        let video = self.columns.is_set(row, Role::Video).unwrap_or(false);
        if video && self.video == 0 {
            self.push(EventKind::Video { running: true }, at, trace);
            self.medium(MediaKind::Video, at, trace);
        }
        if !video && self.video > 1 {
            self.push(EventKind::Video { running: false }, at, trace);
        }
        self.video = if video {
            self.video.saturating_add(1)
        } else {
            0
        };
    }

    fn push(&mut self, kind: EventKind, at: BootTime, trace: Trace) {
        self.flight.events.push(Event {
            at,
            kind,
            trace,
            confidence: Confidence::Stated,
        });
    }

    /// Where the row itself says that the aircraft is.
    fn medium(&mut self, kind: MediaKind, at: BootTime, trace: Trace) {
        let fix = self.flight.fixes.last().filter(|fix| fix.trace == trace);
        let medium = Media {
            at: Some(at),
            utc: fix.and_then(|fix| fix.sample.utc),
            position: fix.map(|fix| fix.sample.position),
            height_above_home_m: fix.and_then(|fix| fix.sample.height_above_home_m),
            ..Media::new(kind, trace)
        };
        self.flight.media.push(medium);
    }

    pub(super) fn into_flight(mut self) -> Flight {
        self.flight.clock = Clock {
            basis: match (self.first_utc, self.first_local) {
                (Some(_), _) => ClockBasis::Device,
                (None, Some(_)) => ClockBasis::Local,
                (None, None) => ClockBasis::None,
            },
            start_utc: self.first_utc,
            start_local: self
                .first_local
                .filter(|_| self.first_utc.is_none())
                .map(LocalTime::as_if_utc),
            error_s: self.first_utc.map(|_| 1.0),
            note: None,
        };
        self.flight
    }
}
