//! The rows of a report's tables: who and what, planned and flown.

use missions::time::lasting;
use missions::wind::Wind;

use super::super::Summary;
use super::super::story::Story;
use crate::session::Session;

const UNKNOWN: &str = "not known";

/// Who and what.
pub(super) fn particulars(
    session: &Session,
    summary: &Summary,
    story: &Story,
) -> Vec<(&'static str, String)> {
    let orders = session.flight().orders();
    let known = |value: Option<String>| value.unwrap_or_else(|| UNKNOWN.to_owned());
    let kind = session.flown().state().vehicle_type.get().map(vehicle_kind);
    let profile = orders.vehicle.as_ref().map(|vehicle| vehicle.name.clone());
    let address = story
        .address()
        .map(|address| format!("MAVLink address {address}"));
    let vehicle = [kind, profile, address].into_iter().flatten();
    let vehicle: Vec<String> = vehicle.collect();
    let identity = summary.identity.as_ref();
    let firmware = identity.map(|identity| {
        let commit = identity.commit.as_ref();
        let commit = commit.map_or(String::new(), |commit| format!(" (commit {commit})"));
        format!("{}{commit}", identity.firmware)
    });
    let autopilot = [summary.autopilot.clone(), firmware].into_iter().flatten();
    let autopilot: Vec<String> = autopilot.collect();
    let said = |words: Vec<String>, between: &str| {
        Some(words.join(between)).filter(|words| !words.is_empty())
    };
    vec![
        (
            "Operator",
            summary
                .operator
                .clone()
                .unwrap_or_else(|| "not named (--operator)".to_owned()),
        ),
        ("Vehicle", known(said(vehicle, " · "))),
        ("Autopilot", known(said(autopilot, " "))),
        (
            "Board number",
            known(identity.and_then(|identity| identity.board.clone())),
        ),
    ]
}

/// What was planned, what was flown, and a remark.
pub(super) fn compared(session: &Session, summary: &Summary) -> Vec<[String; 4]> {
    let orders = session.flight().orders();
    let none = || "–".to_owned();
    let km = |metres: f64| format!("{:.2} km", metres / 1000.0);
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    let flown_use = summary.battery_begin.zip(summary.battery_left);
    let row = |what: &str, planned: String, flown: String, remark: String| {
        [what.to_owned(), planned, flown, remark]
    };
    let mut rows = vec![
        row(
            "Way over ground",
            km(summary.planned_m),
            km(summary.flown_m),
            String::new(),
        ),
        row(
            "Time",
            summary.planned_s.map_or_else(none, lasting),
            lasting(summary.seconds),
            "armed to disarmed, the vehicle's clock".into(),
        ),
        row(
            "Battery used",
            summary.planned_battery.map_or_else(none, percent),
            flown_use.map_or_else(none, |(begin, left)| percent(begin - left)),
            flown_use.map_or(String::new(), |(begin, left)| {
                format!(
                    "{:.0} % at the beginning, {:.0} % left",
                    begin * 100.0,
                    left * 100.0
                )
            }),
        ),
    ];
    if let Some(shares) = summary.coverage {
        rows.push(row(
            "Seen of its part",
            percent(1.0),
            shares.of_sortie.map_or_else(none, percent),
            "what the camera's field of view passed over, of what this sortie was to see".into(),
        ));
        rows.push(row(
            "Seen of the area",
            percent(shares.sortie_of_area),
            percent(shares.of_area),
            format!("all sorties together: {}", percent(shares.plan_of_area)),
        ));
    }
    let planned_wind = Some(orders.wind).filter(|wind| wind.speed_m_s > 0.0);
    rows.push(row(
        "Wind",
        planned_wind.map_or_else(none, wind_words),
        summary.wind.map_or_else(none, |wind| wind_words(wind.mean)),
        summary.wind.map_or_else(
            || "the vehicle told of none".into(),
            |wind| {
                format!(
                    "mean while armed; the strongest told was {:.1} m/s",
                    wind.strongest_m_s
                )
            },
        ),
    ));
    rows
}

fn wind_words(wind: Wind) -> String {
    format!("{:.1} m/s from {:.0}°", wind.speed_m_s, wind.from_deg)
}

/// MAVLink's MAV_TYPE in words.
fn vehicle_kind(number: u8) -> String {
    match number {
        1 => "fixed wing".into(),
        2 => "quadrotor".into(),
        3 => "coaxial helicopter".into(),
        4 => "helicopter".into(),
        13 => "hexarotor".into(),
        14 => "octorotor".into(),
        15 => "tricopter".into(),
        29 => "dodecarotor".into(),
        number => format!("vehicle of MAVLink's type {number}"),
    }
}
