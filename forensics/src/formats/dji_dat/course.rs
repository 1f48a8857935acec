//! A flight as it is put together from the aircraft's own records.

use missions::telemetry::Sample;
use missions::time::{BootTime, UtcTime};

use super::payload::{Gps, Imu, battery, throttle};
use super::words::{Word, word};
use crate::flight::{
    Clock, ClockBasis, Confidence, Event, EventKind, Fix, Flight, Home, Identity, IdentityKind,
    PowerSample, Trace,
};
use crate::formats::dji_txt::changes::Watch;
use crate::formats::dji_txt::records::{Osd, home};

/// Ticks a second of newer flight controllers.
const FAST: f64 = 4_500_000.0;

/// Ticks a second of the first ones (Phantom 3, Inspire 1).
const SLOW: f64 = 600.0;

/// What has its time in ticks still.
#[derive(Clone, Copy, Debug)]
struct Ticked<T> {
    tick: i64,
    trace: Trace,
    what: T,
}

/// A receiver's word, with what the other instruments said last.
#[derive(Clone, Copy, Debug)]
struct Seen {
    gps: Gps,
    imu: Option<Imu>,
    height_m: Option<f64>,
}

/// What is known of a flight so far.
#[derive(Debug, Default)]
pub(super) struct Course {
    last: Option<(u32, i64)>,
    first: i64,
    end: i64,
    fixes: Vec<Ticked<Seen>>,
    imu: Option<Imu>,
    height_m: Option<f64>,
    ground_m: Option<f64>,
    homes: Vec<Ticked<missions::geodesy::Position>>,
    events: Vec<Ticked<EventKind>>,
    power: Vec<Ticked<PowerSample>>,
    serials: Vec<Identity>,
    watch: Watch,
}

impl Course {
    /// Takes a record; the tick wraps round every 16 minutes, and steps back a little where two
    /// records are written at once.
    pub(super) fn take(&mut self, kind: u16, tick: u32, payload: &[u8], trace: Trace) {
        let tick = self.tick(tick);
        let ticked = |what| Ticked { tick, trace, what };
        match kind {
            5 | 2096 => {
                if let Some(gps) = Gps::of(payload) {
                    let (imu, height_m) = (self.imu, self.height_m);
                    let what = Seen { gps, imu, height_m };
                    self.fixes.push(Ticked { tick, trace, what });
                }
            }
            2048 => self.imu = Imu::of(payload).or(self.imu),
            12 => self.state(payload, tick, trace),
            13 => {
                let position = home(payload);
                self.homes
                    .extend(position.map(|what| Ticked { tick, trace, what }));
            }
            1307 => self.power.extend(throttle(payload).map(|throttle| {
                ticked(PowerSample {
                    throttle: Some(throttle),
                    ..PowerSample::default()
                })
            })),
            1710 => self
                .power
                .extend(battery(payload).map(|(voltage, current, charge)| {
                    ticked(PowerSample {
                        voltage_v: Some(voltage),
                        current_a: Some(current),
                        charge: Some(charge),
                        ..PowerSample::default()
                    })
                })),
            32_768 => self.words(payload, tick, trace),
            _ => {}
        }
    }

    fn tick(&mut self, tick: u32) -> i64 {
        let tick = match self.last {
            None => {
                let (first, end) = (i64::from(tick), i64::from(tick));
                (self.first, self.end) = (first, end);
                self.last = Some((tick, first));
                return first;
            }
            Some((last, whole)) => {
                let step = i64::from(tick.wrapping_sub(last) as i32);
                let now = whole.saturating_add(step);
                self.last = Some((tick, now));
                now
            }
        };
        self.first = self.first.min(tick);
        self.end = self.end.max(tick);
        tick
    }

    fn state(&mut self, payload: &[u8], tick: i64, trace: Trace) {
        let Some(osd) = Osd::of(payload) else {
            return;
        };
        self.height_m = Some(osd.height_m);
        let events = &mut self.events;
        self.watch
            .look(&osd, &osd, |what| events.push(Ticked { tick, trace, what }));
    }

    fn words(&mut self, payload: &[u8], tick: i64, trace: Trace) {
        let end = payload
            .iter()
            .position(|byte| *byte == 0)
            .unwrap_or(payload.len());
        let text = String::from_utf8_lossy(payload.get(..end).unwrap_or_default());
        match word(&text) {
            Some(Word::Event(what)) => self.events.push(Ticked { tick, trace, what }),
            Some(Word::Home(what)) => self.homes.push(Ticked { tick, trace, what }),
            Some(Word::Ground(ground_m)) => {
                self.ground_m.get_or_insert(ground_m);
            }
            Some(Word::Serial(serial)) => {
                let kind = IdentityKind::AircraftSerial;
                if let Some(mut identity) = Identity::stated(kind, serial.as_bytes(), trace) {
                    identity.confidence = Confidence::Checked;
                    identity.once(&mut self.serials);
                }
            }
            None => {}
        }
    }

    /// The flight; `None` where no record was read.
    pub(super) fn into_flight(self) -> Option<Flight> {
        self.last?;
        let rate = self.rate();
        let zero = self.first;
        let at = move |tick: i64| BootTime::from_secs_f64(tick.saturating_sub(zero) as f64 / rate);
        let mut flight = Flight {
            clock: self.clock(rate),
            span: Some((BootTime::ZERO, at(self.end))),
            identities: self.serials,
            ..Flight::default()
        };
        let ground_m = self.ground_m;
        flight.fixes = self
            .fixes
            .iter()
            .filter_map(|fix| made_fix(fix, at(fix.tick), ground_m))
            .collect();
        let homes = self.homes.into_iter().map(|home| Home {
            at: Some(at(home.tick)),
            position: home.what,
            trace: home.trace,
            confidence: Confidence::Checked,
        });
        flight.homes = homes.collect();
        flight
            .homes
            .dedup_by(|next, home| next.position == home.position);
        let events = self.events.into_iter().map(|event| Event {
            at: at(event.tick),
            kind: event.what,
            trace: event.trace,
            confidence: Confidence::Checked,
        });
        flight.events = events.collect();
        let power = self.power.into_iter().map(|sample| PowerSample {
            at: at(sample.tick),
            trace: sample.trace,
            ..sample.what
        });
        flight.power = power.collect();
        Some(flight)
    }

    /// Ticks a second: one of the two known clocks, by what satellites' time says of them.
    fn rate(&self) -> f64 {
        let timed = || {
            self.fixes
                .iter()
                .filter_map(|fix| Some((fix.tick, fix.what.gps.utc?)))
        };
        let (Some((t0, u0)), Some((t1, u1))) = (timed().next(), timed().next_back()) else {
            return FAST;
        };
        let ticks = t1.saturating_sub(t0) as f64;
        let seconds = u1.as_micros().saturating_sub(u0.as_micros()) as f64 / 1e6;
        let measured = ticks / seconds;
        if seconds > 5.0 && measured < 30_000.0 {
            SLOW
        } else {
            FAST
        }
    }

    /// The start by satellites' time, worked back from the first fix that has it.
    fn clock(&self, rate: f64) -> Clock {
        let timed = self
            .fixes
            .iter()
            .find_map(|fix| Some((fix.tick, fix.what.gps.utc?)));
        let Some((tick, utc)) = timed else {
            return Clock::default();
        };
        let since = (tick.saturating_sub(self.first) as f64 / rate * 1e6) as i64;
        Clock {
            basis: ClockBasis::Satellites,
            start_utc: Some(UtcTime::from_micros(utc.as_micros().saturating_sub(since))),
            error_s: Some(1.0),
            ..Clock::default()
        }
    }
}

fn made_fix(fix: &Ticked<Seen>, time: BootTime, ground_m: Option<f64>) -> Option<Fix> {
    let Seen { gps, imu, height_m } = fix.what;
    let above = || Some(imu?.height_m - ground_m?);
    Some(Fix {
        sample: Sample {
            time,
            utc: gps.utc,
            position: gps.position?,
            height_above_sea_m: Some(gps.height_above_sea_m),
            height_above_home_m: height_m.or_else(above),
            velocity_ned_m_s: Some(gps.velocity_ned_m_s),
            attitude: imu.and_then(|imu| imu.attitude),
        },
        satellites: Some(gps.satellites),
        accuracy_m: None,
        trace: fix.trace,
        confidence: Confidence::Checked,
    })
}
