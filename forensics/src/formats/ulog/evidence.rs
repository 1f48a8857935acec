//! Whether values can be those of a topic: what the borrowed name of a number is judged by.

use super::role::Role;
use super::topics::Topic;
use crate::record::Value;

/// What values say of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    /// They cannot be that topic's.
    Against,
    /// They could be.
    Open,
    /// They are that topic's: nothing else has such values.
    For,
}

/// Judges a name by some messages. One in ten may be damaged.
pub(super) fn judge(topic: &Topic, samples: &[&[u8]]) -> Judgement {
    let share = |fits: &dyn Fn(&[u8]) -> bool| {
        let fitting = samples.iter().filter(|body| fits(body)).count();
        fitting.saturating_mul(10) >= samples.len().saturating_mul(9)
    };
    if samples.is_empty() {
        return Judgement::Open;
    }
    if !share(&|body| topic.layout.can_be(body)) {
        return Judgement::Against;
    }
    match topic.role {
        Role::Gps | Role::SecondGps => proof(share(&|body| is_gps(topic, body))),
        Role::Global => proof(share(&|body| is_global(topic, body))),
        Role::Home => proof(share(&|body| is_home(topic, body))),
        Role::Status => proof(share(&|body| is_status(topic, body))),
        Role::Battery => proof(share(&|body| is_battery(topic, body))),
        Role::Attitude => proof(share(&|body| is_attitude(topic, body))),
        _ => Judgement::Open,
    }
}

const fn proof(is_proven: bool) -> Judgement {
    if is_proven {
        Judgement::For
    } else {
        Judgement::Against
    }
}

fn numbers<const N: usize>(topic: &Topic, body: &[u8]) -> [Option<f64>; N] {
    topic
        .picked(body)
        .map(|value| value.and_then(Value::number))
}

/// Before the first fix a receiver says zeros; a time that it tells is one of this century.
fn is_gps(topic: &Topic, body: &[u8]) -> bool {
    let [
        latitude,
        longitude,
        altitude,
        fix,
        utc,
        satellites,
        accuracy,
        ..,
    ]: [Option<Value<'_>>; 10] = topic.picked(body);
    let number = |value: Option<Value<'_>>| value.and_then(Value::number);
    let utc = number(utc).unwrap_or(-1.0);
    let is_time = utc == 0.0 || (1.3e15..4.2e15).contains(&utc);
    let has_fix = number(fix).is_some_and(|fix| (0.0..=8.0).contains(&fix));
    let is_count = number(satellites).is_none_or(|count| count <= 100.0);
    let is_accuracy = number(accuracy).is_some_and(|metres| (0.0..1e6).contains(&metres));
    let is_whole = matches!(altitude, Some(Value::Signed(_)));
    let is_height =
        number(altitude).is_some_and(|height| height.abs() < if is_whole { 1e8 } else { 1e5 });
    is_time
        && has_fix
        && is_count
        && is_accuracy
        && is_height
        && (is_place(latitude, longitude) || utc == 0.0)
}

fn is_global(topic: &Topic, body: &[u8]) -> bool {
    let [latitude, longitude, ..]: [Option<Value<'_>>; 8] = topic.picked(body);
    let [_, _, altitude, accuracy, ..]: [Option<f64>; 8] = numbers(topic, body);
    let is_height =
        altitude.is_some_and(|metres| (-1000.0..50_000.0).contains(&metres) && metres != 0.0);
    let is_accuracy = accuracy.is_some_and(|metres| (0.0..1e7).contains(&metres));
    is_place(latitude, longitude) && is_height && is_accuracy
}

fn is_home(topic: &Topic, body: &[u8]) -> bool {
    let [latitude, longitude, altitude, _valid]: [Option<Value<'_>>; 4] = topic.picked(body);
    let is_height = altitude
        .and_then(Value::number)
        .is_some_and(|metres| (-1000.0..20_000.0).contains(&metres) && metres != 0.0);
    is_place(latitude, longitude) && is_height
}

fn is_status(topic: &Topic, body: &[u8]) -> bool {
    let [arming, mode, failsafe, system]: [Option<f64>; 4] = numbers(topic, body);
    let within = |number: Option<f64>, from: f64, to: f64| {
        number.is_some_and(|number| (from..=to).contains(&number))
    };
    within(arming, 0.0, 7.0)
        && within(mode, 0.0, 31.0)
        && within(failsafe, 0.0, 1.0)
        && within(system, 1.0, 255.0)
}

fn is_battery(topic: &Topic, body: &[u8]) -> bool {
    let [voltage, current, remaining, ..]: [Option<f64>; 5] = numbers(topic, body);
    voltage.is_some_and(|volts| (2.0..100.0).contains(&volts))
        && current.is_some_and(|amperes| (-100.0..1000.0).contains(&amperes))
        && remaining.is_some_and(|share| share == -1.0 || (0.0..=1.001).contains(&share))
}

fn is_attitude(topic: &Topic, body: &[u8]) -> bool {
    let quaternion: [Option<f64>; 4] = numbers(topic, body);
    let norm: f64 = quaternion.iter().flatten().map(|part| part * part).sum();
    (norm.sqrt() - 1.0).abs() < 1e-3
}

/// Coordinates on the globe that are no zeros.
fn is_place(latitude: Option<Value<'_>>, longitude: Option<Value<'_>>) -> bool {
    let degrees = |value: Option<Value<'_>>| match value? {
        Value::Signed(number) => Some(number as f64 / 1e7),
        value => value.number(),
    };
    degrees(latitude)
        .zip(degrees(longitude))
        .is_some_and(|(latitude, longitude)| {
            let is_small = latitude.abs() < 1e-3 || longitude.abs() < 1e-3;
            !is_small && latitude.abs() <= 90.0 && longitude.abs() <= 180.0
        })
}
