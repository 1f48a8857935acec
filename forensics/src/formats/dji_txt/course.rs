//! A flight as it is put together from its records: what each says is kept with its place, and
//! times are given once all are there, because a record's time stands in the `Custom` behind it.

use missions::geodesy::Position;
use missions::telemetry::Sample;
use missions::time::{BootTime, UtcTime};

use super::changes::changes;
use super::clock::{Slot, Times};
use super::header::Details;
use super::media::media;
use super::records::{self, Battery, Custom, Osd};
use crate::defect::{DefectKind, Defects};
use crate::flight::{
    Clock, ClockBasis, Confidence, Event, EventKind, Fix, Flight, Home, OperatorPosition,
    OperatorSource, PowerSample, Trace, somewhere,
};
use crate::formats::places::{without_leaps, without_slips, without_spikes};

/// Something with its place in the log and among the times.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<T> {
    slot: Slot,
    trace: Trace,
    confidence: Confidence,
    pub what: T,
}

impl<T> Placed<T> {
    /// Something else at the same place.
    pub(super) fn with<U>(&self, what: U) -> Placed<U> {
        Placed {
            slot: self.slot,
            trace: self.trace,
            confidence: self.confidence,
            what,
        }
    }
}

/// Where a record stands and how far it can be trusted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Its place in the exhibit.
    pub trace: Trace,
    /// Whether its frame was whole.
    pub confidence: Confidence,
}

/// What is known of a flight so far.
#[derive(Debug, Default)]
pub(super) struct Course {
    times: Times,
    states: Vec<Placed<Osd>>,
    homes: Vec<Placed<Position>>,
    app: Vec<Placed<(f64, f64)>>,
    remote: Vec<Placed<(Position, f64)>>,
    power: Vec<Placed<PowerSample>>,
    events: Vec<Placed<EventKind>>,
}

impl Course {
    /// Takes a record whose content is plain.
    pub(super) fn take(&mut self, kind: u8, content: &[u8], place: Place) {
        match kind {
            1 => self.state(content, place),
            2 => {
                let home = records::home(content);
                let placed = self.placed(place, home);
                self.homes.extend(placed);
            }
            4 | 7 | 8 | 22 => self.power(kind, content, place),
            5 => self.custom(content, place),
            9 | 10 | 24 => self.text(content, place),
            11 => {
                let position = records::remote_place(content);
                let placed = self.placed(place, position);
                self.remote.extend(placed);
            }
            14 => {
                let pair = records::app_place(content);
                let placed = self.placed(place, pair);
                self.app.extend(placed);
            }
            _ => {}
        }
    }

    fn placed<T>(&self, place: Place, what: Option<T>) -> Option<Placed<T>> {
        what.map(|what| Placed {
            slot: self.times.here(),
            trace: place.trace,
            confidence: place.confidence,
            what,
        })
    }

    fn state(&mut self, content: &[u8], place: Place) {
        let Some(state) = Osd::of(content) else {
            return;
        };
        self.times.step();
        let placed = self.placed(place, Some(state));
        self.states.extend(placed);
    }

    fn custom(&mut self, content: &[u8], place: Place) {
        let Some(custom) = Custom::of(content) else {
            return;
        };
        self.times.set(custom.utc_ms, place.trace.offset);
        let photo = custom.picture.then_some(EventKind::Photo);
        let video = match custom.video {
            1 => Some(EventKind::Video { running: true }),
            2 => Some(EventKind::Video { running: false }),
            _ => None,
        };
        for event in [photo, video] {
            let placed = self.placed(place, event);
            self.events.extend(placed);
        }
    }

    fn text(&mut self, content: &[u8], place: Place) {
        let end = content.iter().position(|byte| *byte == 0);
        let text = content.get(..end.unwrap_or(content.len()));
        let text = String::from_utf8_lossy(text.unwrap_or_default());
        let text = text.trim();
        if !text.is_empty() {
            let text = text.to_owned();
            let placed = self.placed(place, Some(EventKind::Text { text }));
            self.events.extend(placed);
        }
    }

    fn power(&mut self, kind: u8, content: &[u8], place: Place) {
        let sample = if kind == 4 {
            records::throttle(content).map(|throttle| PowerSample {
                throttle: Some(throttle),
                ..PowerSample::default()
            })
        } else {
            let battery = match kind {
                7 => Battery::center(content),
                8 => Battery::smart(content),
                _ => Battery::group(content),
            };
            battery.map(|battery| PowerSample {
                voltage_v: battery.voltage_v,
                current_a: battery.current_a,
                charge: battery.charge,
                ..PowerSample::default()
            })
        };
        let placed = self.placed(place, sample);
        self.power.extend(placed);
    }

    /// Whether any record said anything of the flight.
    pub(super) const fn is_empty(&self) -> bool {
        self.states.is_empty() && self.times.is_empty()
    }

    /// The flight; what cannot be is left out and told.
    pub(super) fn into_flight(
        mut self,
        details: Option<&Details>,
        defects: &mut Defects,
    ) -> Flight {
        self.times
            .settle(details.map(|details| details.start_ms), defects);
        let mut flight = Flight {
            clock: self.clock(details),
            span: self.span(),
            fixes: self.fixes(defects),
            homes: self.homes(defects),
            ..Flight::default()
        };
        flight.events = self.events();
        flight.operators = self.operators(&flight);
        flight.media = media(&flight);
        let times = &self.times;
        let timed = self.power.iter().map(|placed| PowerSample {
            at: times.at(placed.slot).0,
            trace: placed.trace,
            ..placed.what
        });
        flight.power = timed.collect();
        flight
    }

    fn clock(&self, details: Option<&Details>) -> Clock {
        let start = self.times.start_ms();
        let stated = details.map(|details| details.start_ms);
        let start_ms = stated.or(start);
        Clock {
            basis: start_ms.map_or(ClockBasis::None, |_| ClockBasis::Device),
            start_utc: start_ms.map(|ms| UtcTime::from_micros(ms.saturating_mul(1000))),
            ..Clock::default()
        }
    }

    fn span(&self) -> Option<(BootTime, BootTime)> {
        let instants = self.states.iter().map(|state| self.times.at(state.slot).0);
        let (first, last) = (instants.clone().min()?, instants.max()?);
        Some((first, last))
    }

    fn fixes(&self, defects: &mut Defects) -> Vec<Fix> {
        let flown = self
            .states
            .iter()
            .filter(|state| state.what.position.is_some());
        let mut fixes: Vec<Fix> = flown.filter_map(|state| self.fix(state)).collect();
        let is_damaged = defects.is_damage();
        let wrong = without_spikes(&mut fixes, is_damaged);
        tell(
            defects,
            &wrong,
            "a position that no flight passes through: left out",
        );
        let wrong = without_leaps(&mut fixes);
        tell(
            defects,
            &wrong,
            "a height that leaps away and back: left out",
        );
        fixes
    }

    fn fix(&self, state: &Placed<Osd>) -> Option<Fix> {
        let (time, utc) = self.times.at(state.slot);
        let osd = &state.what;
        Some(Fix {
            sample: Sample {
                time,
                utc,
                position: osd.position?,
                height_above_sea_m: None,
                height_above_home_m: Some(osd.height_m),
                velocity_ned_m_s: Some(osd.velocity_ned_m_s),
                attitude: Some(osd.attitude),
            },
            satellites: Some(osd.satellites),
            accuracy_m: None,
            trace: state.trace,
            confidence: state.confidence,
        })
    }

    /// Each home that the aircraft learned; it says every second where home is.
    fn homes(&self, defects: &mut Defects) -> Vec<Home> {
        let mut said: Vec<Home> = Vec::new();
        for placed in &self.homes {
            said.push(Home {
                at: Some(self.times.at(placed.slot).0),
                position: placed.what,
                trace: placed.trace,
                confidence: placed.confidence,
            });
        }
        let is_damaged = defects.is_damage();
        let mut wrong = without_spikes(&mut said, is_damaged);
        wrong.extend(without_slips(&mut said));
        tell(
            defects,
            &wrong,
            "a home that is said once among others: left out",
        );
        said.dedup_by(|next, home| next.position == home.position);
        said
    }

    fn events(&self) -> Vec<Event> {
        let changes = changes(&self.states);
        let mut events: Vec<Placed<EventKind>> = self.events.clone();
        events.extend(changes);
        events.sort_by_key(|placed| placed.trace.offset);
        let timed = events.into_iter().map(|placed| Event {
            at: self.times.at(placed.slot).0,
            kind: placed.what,
            trace: placed.trace,
            confidence: placed.confidence,
        });
        timed.collect()
    }

    fn operators(&self, flight: &Flight) -> Vec<OperatorPosition> {
        let near = flight.fixes.first().map(|fix| fix.sample.position);
        let is_longitude_first = is_longitude_first(&self.app, near);
        let app = self.app.iter().filter_map(|placed| {
            let (first, second) = placed.what;
            let pair = if is_longitude_first {
                (second, first)
            } else {
                (first, second)
            };
            let position = somewhere(pair.0, pair.1)?;
            Some(self.operator(placed, position, None, OperatorSource::App))
        });
        let remote = self.remote.iter().map(|placed| {
            let (position, accuracy_m) = placed.what;
            let accuracy_m = Some(accuracy_m).filter(|accuracy| (0.0..1e5).contains(accuracy));
            self.operator(placed, position, accuracy_m, OperatorSource::Remote)
        });
        let mut operators: Vec<_> = app.chain(remote).collect();
        operators.sort_by_key(|operator| operator.trace.offset);
        operators
    }

    fn operator<T>(
        &self,
        placed: &Placed<T>,
        position: Position,
        accuracy_m: Option<f64>,
        source: OperatorSource,
    ) -> OperatorPosition {
        let (at, utc) = self.times.at(placed.slot);
        OperatorPosition {
            at: Some(at),
            utc,
            position,
            accuracy_m,
            source,
            trace: placed.trace,
            confidence: placed.confidence,
        }
    }
}

/// The telephone's pair is latitude first in every log at hand, and longitude first in what others
/// write of the format: a number beyond ±90 decides, then which of the two is nearer the flight.
fn is_longitude_first(app: &[Placed<(f64, f64)>], near: Option<Position>) -> bool {
    let some = app
        .iter()
        .map(|placed| placed.what)
        .find(|(first, second)| {
            somewhere(*first, *second)
                .or(somewhere(*second, *first))
                .is_some()
        });
    let Some((first, second)) = some else {
        return false;
    };
    match (somewhere(first, second), somewhere(second, first)) {
        (None, Some(_)) => true,
        (Some(one), Some(other)) => {
            near.is_some_and(|near| near.distance_m(other) < near.distance_m(one))
        }
        _ => false,
    }
}

fn tell(defects: &mut Defects, wrong: &[Trace], consequence: &str) {
    for trace in wrong {
        defects.add(DefectKind::Implausible, trace.offset, 0, consequence);
    }
}
