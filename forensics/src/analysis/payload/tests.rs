//! Made flights with and without a release, in made wind; how often each is told.

use super::super::made;
use super::*;
use crate::flight::{Confidence, Event, Flight, Trace};

const START: &str = "2026-11-22T01:00:00Z";

/// Noise that remembers: gusts. A fixed sequence for every seed.
struct Gusts {
    state: u64,
    last: f64,
    memory: f64,
}

impl Gusts {
    fn new(seed: u64, memory: f64) -> Self {
        Self {
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            last: 0.0,
            memory,
        }
    }

    /// About normal, with the variance of one: twelve even numbers, summed.
    fn white(&mut self) -> f64 {
        let mut sum = -6.0;
        for _ in 0..12 {
            self.state ^= self.state << 13;
            self.state ^= self.state >> 7;
            self.state ^= self.state << 17;
            sum += (self.state >> 11) as f64 / (1u64 << 53) as f64;
        }
        sum
    }

    fn next(&mut self) -> f64 {
        let white = self.white();
        self.last = self.memory * self.last + (1.0 - self.memory.powi(2)).sqrt() * white;
        self.last
    }
}

/// Out, a minute's hover, back. 200 W at rest, drag, a wind from the north, a battery that sags,
/// gusts of 5 %; from the middle of the hover on so much lighter.
fn delivery(seed: u64, memory: f64, lighter: f64) -> Flight {
    let mut flight = made::there_and_back(START, 800.0);
    let middle = flight.fixes.len() as f64 / 2.0;
    let mut gusts = Gusts::new(seed, memory);
    let noise: Vec<f64> = flight.fixes.iter().map(|_| gusts.next()).collect();
    made::powered(&mut flight, |second| {
        let velocity = if (15.0..95.0).contains(&second) {
            10.0
        } else if (155.0..235.0).contains(&second) {
            -10.0
        } else {
            0.0
        };
        let mass: f64 = if second > middle { 1.0 - lighter } else { 1.0 };
        let drag = 0.3 * f64::powi(velocity, 2) + 2.0 * velocity;
        let gust = noise.get(second as usize).copied().unwrap_or(0.0);
        let watts = 200.0 * mass.powf(1.5) + drag + 0.05 * second + 10.0 * gust;
        (
            watts / 15.0,
            0.5 * mass.powf(0.75) + 0.000_05 * second + 0.012 * gust,
        )
    });
    flight
}

fn releases_of(flight: &Flight) -> Vec<Release> {
    let id = FlightId {
        exhibit: 0,
        flight: 0,
    };
    releases(&Flown::new(id, flight))
}

#[test]
fn a_release_in_the_hover_is_told_with_its_time_its_place_and_its_mass() {
    let flight = delivery(7, 0.6, 0.2);
    let releases = releases_of(&flight);
    assert_eq!(releases.len(), 1, "{releases:?}");
    let release = &releases[0];
    let middle_s = flight.fixes.len() as f64 / 2.0;
    let utc = release.when.utc.unwrap().as_micros() as f64 / 1e6;
    let start = flight.clock.start_utc.unwrap().as_micros() as f64 / 1e6;
    let off_s = (utc - start - middle_s).abs();
    assert!(off_s < 3.0 && release.time_error_s < 10.0, "{off_s}");
    assert!(
        (release.mass_ratio.unwrap() - 0.8).abs() < 0.05,
        "{release:?}"
    );
    assert!(release.position.unwrap().distance_m(made::at(0.0, 800.0)) < 15.0);
    let first = &release.hypotheses[0];
    assert!(
        first.what.contains("released") && first.support > 0.6,
        "{first:?}"
    );
    assert!(release.hypotheses.len() > 1, "the others are told, too");
    assert!(!release.sources.is_empty());
}

/// 300 flights with gusts of short and of long memory and no release: chance is bounded by 1e-3 a
/// flight, so one alarm among them is already one too many but for bad luck.
#[test]
fn flights_without_a_release_raise_no_alarm() {
    let mut alarms = 0;
    for seed in 1..=100 {
        for memory in [0.0, 0.6, 0.9] {
            alarms += releases_of(&delivery(seed, memory, 0.0)).len();
        }
    }
    assert!(alarms <= 1, "{alarms} of 300");
}

#[test]
fn most_releases_of_a_fifth_of_the_mass_are_told() {
    let told = |memory: f64| {
        let flights = (1..=50).map(|seed| releases_of(&delivery(seed, memory, 0.2)));
        flights.filter(|releases| !releases.is_empty()).count()
    };
    assert!(
        told(0.0) == 50 && told(0.6) >= 45,
        "{} {}",
        told(0.0),
        told(0.6)
    );
}

#[test]
fn what_is_taken_up_is_told_as_that() {
    let releases = releases_of(&delivery(3, 0.3, -0.25));
    assert!(
        releases[0].hypotheses[0].what.contains("taken up"),
        "{releases:?}"
    );
}

#[test]
fn a_word_of_the_log_goes_before_all_and_the_signals_bear_it_out() {
    let mut flight = delivery(7, 0.3, 0.2);
    let middle = flight.fixes.len() / 2;
    flight.events.push(Event {
        at: flight.fixes[middle].sample.time,
        kind: EventKind::Release {
            what: "servo 9 to 1900".into(),
        },
        trace: Trace::new(4242, 17),
        confidence: Confidence::Checked,
    });
    let releases = releases_of(&flight);
    assert_eq!(releases.len(), 1, "{releases:?}");
    assert_eq!(releases[0].sources[0].offset, 4242);
    assert!(releases[0].mass_ratio.is_some());
    assert!(releases[0].hypotheses[0].support > 0.95);
}

#[test]
fn a_current_that_steps_alone_may_be_the_sensor() {
    let mut flight = delivery(7, 0.3, 0.2);
    let steady = delivery(7, 0.3, 0.0);
    for (sample, same) in flight.power.iter_mut().zip(&steady.power) {
        sample.throttle = same.throttle;
    }
    let releases = releases_of(&flight);
    let names: Vec<_> = releases[0]
        .hypotheses
        .iter()
        .map(|h| h.what.as_str())
        .collect();
    assert!(
        names.iter().any(|name| name.contains("sensor")),
        "{names:?}"
    );
}

#[test]
fn a_log_without_power_tells_nothing() {
    assert_eq!(releases_of(&made::there_and_back(START, 500.0)), []);
    assert_eq!(releases_of(&Flight::default()), []);
}
