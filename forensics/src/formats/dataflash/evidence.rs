//! Whether values can be those of a kind: what the borrowed name of a number is judged by.

use super::kinds::Kind;
use super::role::Role;
use crate::record::Value;

/// What values say of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    /// They cannot be that kind's.
    Against,
    /// They could be.
    Open,
    /// They are that kind's: nothing else has such values.
    For,
}

/// No autopilot has run so long, microseconds: a year.
const LONGEST_US: u64 = 31_536_000_000_000;

/// Judges a name by some messages. One in ten may be damaged.
pub(super) fn judge(kind: &Kind, samples: &[&[u8]]) -> Judgement {
    let share = |fits: &dyn Fn(&[u8]) -> bool| {
        let fitting = samples.iter().filter(|body| fits(body)).count();
        fitting.saturating_mul(10) >= samples.len().saturating_mul(9)
    };
    if samples.is_empty() {
        return Judgement::Open;
    }
    let is_timed = |body: &[u8]| kind.at_us(body).is_none_or(|at_us| at_us < LONGEST_US);
    if !share(&|body| is_timed(body) && can_be(kind, body)) {
        return Judgement::Against;
    }
    let proof: fn(&Kind, &[u8]) -> bool = match kind.role {
        Role::Gps => is_gps,
        Role::Position => is_position,
        Role::Origin => is_origin,
        Role::Message => is_message,
        Role::Parameter => is_parameter,
        Role::Attitude => is_attitude,
        Role::Battery => is_battery,
        Role::Mode => is_mode,
        Role::Event => is_event,
        Role::Camera | Role::Trigger => is_picture,
        _ => return Judgement::Open,
    };
    if share(&|body| proof(kind, body)) {
        Judgement::For
    } else {
        Judgement::Against
    }
}

/// A fraction is none that only the bytes of something else make.
fn can_be(kind: &Kind, body: &[u8]) -> bool {
    let mut values = Vec::new();
    kind.layout.decode(body, &mut values);
    let is_likely =
        |number: f64| number == 0.0 || !number.is_finite() || (1e-30..1e20).contains(&number.abs());
    values.len() == kind.layout.columns.len()
        && values.iter().all(|value| match value {
            Value::Single(_) => value.number().is_none_or(is_likely),
            Value::Text(text) => text.iter().all(|byte| (0x20..0x7f).contains(byte)),
            _ => true,
        })
}

fn numbers<const N: usize>(kind: &Kind, body: &[u8]) -> [Option<f64>; N] {
    kind.picked(body).map(|value| value.and_then(Value::number))
}

fn within(number: Option<f64>, from: f64, to: f64) -> bool {
    number.is_some_and(|number| (from..=to).contains(&number))
}

fn is_place(latitude: Option<f64>, longitude: Option<f64>) -> bool {
    let is_zero = |degrees: Option<f64>| degrees.is_none_or(|degrees| degrees.abs() < 1e-3);
    within(latitude, -90.0, 90.0)
        && within(longitude, -180.0, 180.0)
        && !is_zero(latitude)
        && !is_zero(longitude)
}

/// Before the first fix a receiver says zeros, but with a status that is no fix.
fn is_gps(kind: &Kind, body: &[u8]) -> bool {
    let [
        latitude,
        longitude,
        altitude,
        status,
        week,
        millis,
        satellites,
        ..,
    ]: [Option<f64>; 12] = numbers(kind, body);
    let has_fix = within(status, 3.0, 8.0);
    let is_week = within(week, 1300.0, 6300.0) || (week == Some(0.0) && !has_fix);
    let is_somewhere = is_place(latitude, longitude) || !has_fix;
    within(status, 0.0, 8.0)
        && is_week
        && is_somewhere
        && within(millis, 0.0, 604_800_000.0)
        && within(satellites, 0.0, 60.0)
        && within(altitude, -1000.0, 100_000.0)
}

fn is_position(kind: &Kind, body: &[u8]) -> bool {
    let [latitude, longitude, altitude, height] = numbers(kind, body);
    is_place(latitude, longitude)
        && within(altitude, -1000.0, 50_000.0)
        && within(height, -10_000.0, 50_000.0)
}

fn is_origin(kind: &Kind, body: &[u8]) -> bool {
    let [which, latitude, longitude, altitude] = numbers(kind, body);
    within(which, 0.0, 4.0) && is_place(latitude, longitude) && within(altitude, -1000.0, 10_000.0)
}

/// Words: several letters and nothing that is not printed.
fn is_message(kind: &Kind, body: &[u8]) -> bool {
    let [text] = kind.picked(body);
    matches!(text, Some(Value::Text(text)) if text.len() > 3
        && text.iter().filter(|byte| byte.is_ascii_alphabetic()).count() > 2)
}

fn is_parameter(kind: &Kind, body: &[u8]) -> bool {
    let [name, _value] = kind.picked(body);
    let is_part = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_';
    matches!(name, Some(Value::Text(name)) if name.len() > 2 && name.iter().all(is_part))
}

fn is_attitude(kind: &Kind, body: &[u8]) -> bool {
    let [roll, pitch, yaw] = numbers(kind, body);
    let is_turned = [roll, pitch, yaw]
        .iter()
        .flatten()
        .any(|angle| *angle != 0.0);
    within(roll, -180.0, 180.0)
        && within(pitch, -90.0, 90.0)
        && within(yaw, 0.0, 360.0)
        && is_turned
}

fn is_battery(kind: &Kind, body: &[u8]) -> bool {
    let [voltage, current, ..]: [Option<f64>; 4] = numbers(kind, body);
    within(voltage, 2.0, 100.0) && within(current, -100.0, 1000.0)
}

/// The number stands there twice.
fn is_mode(kind: &Kind, body: &[u8]) -> bool {
    let (Some(first), Some(second)) = (body.get(8), body.get(9)) else {
        return false;
    };
    let reason = kind.layout.length == 13 || body.get(10).is_some_and(|reason| *reason < 64);
    first == second && *first < 64 && reason && kind.layout.number_of(&["ModeNum"]).is_some()
}

/// Source: ArduPilot, `AP_Logger.h`, `LogEvent`.
fn is_event(kind: &Kind, body: &[u8]) -> bool {
    let [number] = numbers(kind, body);
    within(number, 7.0, 95.0) || within(number, 163.0, 170.0)
}

fn is_picture(kind: &Kind, body: &[u8]) -> bool {
    let [latitude, longitude, altitude, _height, week, millis, _yaw] = numbers(kind, body);
    is_place(latitude, longitude)
        && within(altitude, -1000.0, 50_000.0)
        && within(week, 1300.0, 6300.0)
        && within(millis, 0.0, 604_800_000.0)
}
