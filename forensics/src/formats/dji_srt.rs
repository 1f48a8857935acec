//! Subtitles that DJI aircraft write beside a video (`.SRT`): one block a second or a frame.
//!
//! ```text
//! 1                                                    number of the block
//! 00:00:01,000 --> 00:00:02,000                        time in the video (some files lack it)
//! HOME(149.0251,-20.2532) 2017.08.05 14:11:51          home; local time of the aircraft
//! GPS(149.0251,-20.2533,16) BAROMETER:1.9              position, satellites; height above take-off
//!                                                      blank
//! ```
//!
//! Newer aircraft write `[latitude: 41.42] [longitude: 2.23] [altitude: 117.0]`, some of them
//! `longtitude`; from the Mavic 3 on the heights are `[rel_alt: 1.3 abs_alt: 60.1]`, with
//! `[gb_yaw: …]` in some. The Phantom 4 RTK has `RTK (lon, lat, satellites), HOME (lon, lat, height)`
//! and `F.PRY`, `G.PRY` (pitch, roll, yaw of aircraft and gimbal). The pair in `GPS()` and `HOME()` is longitude, latitude (Mavic Pro, Mini,
//! Phantom 4), but latitude, longitude where the third number carries an `M` (Matrice 300): the
//! order is decided once for the file (`block::Order`). Times are the aircraft's local ones, and
//! no file says of which zone.
//!
//! A record is a block. Source: the samples of `JuanIrache/DJI_SRT_Parser` (MIT) and the makers'
//! manuals, which call the third number the count of satellites.

mod block;
mod field;

use missions::telemetry::Sample;
use missions::time::BootTime;

use self::block::{Block, Ends, Order, blocks};
use super::{Aids, Format, Reading};
use crate::defect::DefectKind;
use crate::flight::{
    Clock, ClockBasis, Confidence, Fix, Flight, Home, LocalTime, Media, MediaKind, Trace, somewhere,
};
use crate::record::Sink;

/// Grows when what this reader makes of a file changes.
const DECODER: u32 = 2;

/// How far into a file its first block is looked for.
const HEAD: usize = 4096;

/// A first block with a time in the video, or with a time of day and a position.
pub(super) fn recognise(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let first = blocks(head).next();
    first.is_some_and(|block| block.is_of_a_drone())
}

/// Reads the blocks of a file.
pub(super) fn read(bytes: &[u8], _aids: Aids<'_>, mut sink: Option<Sink<'_>>) -> Reading {
    let mut reading = Reading::new(Format::DjiSrt, DECODER);
    let order = Order::of(blocks(bytes));
    let mut course = Course::default();
    let mut ends = Ends::default();
    for block in blocks(bytes) {
        let trace = Trace::new(block.offset, reading.records);
        if let Some(sink) = &mut sink {
            sink(&block.record(reading.records));
        }
        reading.records = reading.records.saturating_add(1);
        if block.is_whole(&ends) {
            ends.learn(&block);
        } else {
            let (offset, length) = (block.offset, block.text.len() as u64);
            let what = "a block without what its neighbours have: the file was cut or damaged here";
            reading
                .defects
                .add(DefectKind::Truncated, offset, length, what);
        }
        course.take(&block, order, trace);
    }
    reading.flights.extend(course.into_flight());
    reading
}

/// A subtitle in a track of a movie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subtitle<'a> {
    /// Its first byte in the exhibit.
    pub(super) offset: u64,
    /// Its text.
    pub(super) text: &'a [u8],
    /// When it is shown, time in the movie.
    pub(super) from: BootTime,
    /// Until when.
    pub(super) to: BootTime,
}

/// The flight that the subtitles of a movie tell, if they are an aircraft's; `record` is the number
/// of the first.
pub(super) fn flight_of(subtitles: &[Subtitle<'_>], record: u64) -> Option<Flight> {
    let all = || {
        subtitles
            .iter()
            .map(|one| Block::within(one.offset, one.text, (one.from, one.to)))
    };
    all().next().filter(Block::is_of_a_drone)?;
    let order = Order::of(all());
    let mut course = Course::default();
    for (block, number) in all().zip(record..) {
        course.take(&block, order, Trace::new(block.offset, number));
    }
    course.into_flight()
}

/// A flight as it is put together block by block.
#[derive(Default)]
struct Course {
    flight: Flight,
    first_local: Option<LocalTime>,
    first_trace: Option<Trace>,
    yaws_deg: (Option<f64>, Option<f64>),
}

impl Course {
    fn take(&mut self, block: &Block<'_>, order: Order, trace: Trace) {
        if self.first_trace.is_none() {
            self.first_trace = Some(trace);
            self.yaws_deg = block.yaws_deg();
        }
        self.first_local = self.first_local.or(block.local());
        let (at, end) = self.instants(block);
        let first = self.flight.span.map_or(at, |(first, _)| first);
        let last = self.flight.span.map_or(end, |(_, last)| last.max(end));
        self.flight.span = Some((first, last));
        if let Some(home) = block.home(order) {
            self.home(home, at, trace);
        }
        let place = block.place(order);
        let position = place.and_then(|(latitude, longitude)| somewhere(latitude, longitude));
        if let Some(position) = position {
            self.flight.fixes.push(Fix {
                sample: Sample {
                    time: at,
                    utc: None,
                    position,
                    height_above_sea_m: block.altitude_m(),
                    height_above_home_m: block.height_m(),
                    velocity_ned_m_s: None,
                    attitude: None,
                },
                satellites: block.satellites(),
                accuracy_m: None,
                trace,
                confidence: Confidence::Stated,
            });
        }
    }

    /// When a block begins and ends: in the video, else by the time of day since the first.
    fn instants(&self, block: &Block<'_>) -> (BootTime, BootTime) {
        if let Some(span) = block.span() {
            return span;
        }
        let since = block.local().zip(self.first_local).map(|(now, first)| {
            let micros = now.taken_as_utc().as_micros();
            micros.saturating_sub(first.taken_as_utc().as_micros())
        });
        let at = BootTime::from_micros(u64::try_from(since.unwrap_or(0)).unwrap_or(0));
        (at, at)
    }

    fn home(&mut self, (latitude, longitude): (f64, f64), at: BootTime, trace: Trace) {
        let Some(position) = somewhere(latitude, longitude) else {
            return;
        };
        if self
            .flight
            .homes
            .last()
            .is_none_or(|home| home.position != position)
        {
            self.flight.homes.push(Home {
                at: Some(at),
                position,
                trace,
                confidence: Confidence::Stated,
            });
        }
    }

    /// `None` where the file had no block.
    fn into_flight(mut self) -> Option<Flight> {
        let trace = self.first_trace?;
        self.flight.clock = Clock {
            basis: self
                .first_local
                .map_or(ClockBasis::None, |_| ClockBasis::Local),
            start_local: self.first_local,
            note: Some(
                "times of day are the aircraft's own; the file does not say of which zone".into(),
            ),
            ..Clock::default()
        };
        let mut video = Media::new(MediaKind::Video, trace);
        video.local = self.first_local;
        video.position = self.flight.fixes.first().map(|fix| fix.sample.position);
        (video.gimbal_yaw_deg, video.aircraft_yaw_deg) = self.yaws_deg;
        let first = self.flight.fixes.first().map(|fix| fix.sample);
        video.altitude_m = first.and_then(|sample| sample.height_above_sea_m);
        video.height_above_home_m = first.and_then(|sample| sample.height_above_home_m);
        video.duration_s = Some(self.flight.summary().duration_s);
        self.flight.media.push(video);
        Some(self.flight)
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod truth;
