//! A small patrol about any home, and what must be true of its flight folder afterwards.

use std::path::Path;

use missions::geodesy::Position;
use missions::link::dialect::MavMessage;
use missions::link::signing::Signing;
use missions::link::wire::tlog;
use missions::mission::Mission;
use missions::mission::file::MissionFile;
use missions::time::UtcTime;
use onboard::closing;
use onboard::closing::Summary;
use onboard::flight::orders::Orders;
use onboard::flight::safety::Limits;
use onboard::folder::{Folder, Found, TLOG};
use onboard::session::Session;

/// When flights begin.
pub(crate) const BEGIN: UtcTime = UtcTime::from_secs(1_795_327_200);

/// 120 m by 160 m of water 60 m north-east of home, with a fence and a rally point at home.
pub(crate) fn mission_file(home: Position, home_above_sea_m: f64) -> String {
    let at = |north_m: f64, east_m: f64| {
        let place = home.offset(0.0, north_m).offset(90.0, east_m);
        format!(
            "[{:.7}, {:.7}]",
            place.latitude_deg(),
            place.longitude_deg()
        )
    };
    let area = [
        at(60.0, 60.0),
        at(60.0, 180.0),
        at(220.0, 180.0),
        at(220.0, 60.0),
    ]
    .join(", ");
    let fence = [
        at(-80.0, -80.0),
        at(-80.0, 320.0),
        at(360.0, 320.0),
        at(360.0, -80.0),
    ]
    .join(", ");
    let (home, rally) = (at(0.0, 0.0), at(-10.0, -10.0));
    format!(
        r#"
name = "basin"
purpose = "look at the basin"
vehicle = "quadcopter-9kg"
camera = "survey-35mm"
pattern.lawnmower = {{}}
[area.polygon]
outer = [{area}]
[flight]
height_m = 50
[wind]
speed_m_s = 4
from_deg = 240
[home]
position = {home}
height_m = {home_above_sea_m}
[[rally]]
position = {rally}
height_m = 30
[fence]
ceiling = {{ metres = 110, above = "home" }}
[[fence.include]]
polygon.outer = [{fence}]
"#
    )
}

pub(crate) fn mission(home: Position, home_above_sea_m: f64) -> Mission {
    resolved(&mission_file(home, home_above_sea_m))
}

/// Where [`circle`] has its centre.
pub(crate) fn centre(home: Position) -> Position {
    home.offset(0.0, 140.0).offset(90.0, 120.0)
}

/// Two turns of 40 m about the middle of the basin, anticlockwise.
pub(crate) fn circle(home: Position, home_above_sea_m: f64) -> Mission {
    let text = mission_file(home, home_above_sea_m);
    let (before, rest) = text.split_once("[area.polygon]").unwrap();
    let (_, after) = rest.split_once("[flight]").unwrap();
    let at = centre(home);
    let (latitude, longitude) = (at.latitude_deg(), at.longitude_deg());
    let before = before.replace("lawnmower = {}", "orbit = { radius_m = 40, turns = -2 }");
    resolved(&format!(
        "{before}[area]\npoint = [{latitude:.7}, {longitude:.7}]\n[flight]{after}"
    ))
}

fn resolved(text: &str) -> Mission {
    let file = MissionFile::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    file.resolve(|path| Err::<Vec<u8>, _>(path.to_owned()))
        .unwrap()
}

pub(crate) fn orders(mission: &Mission) -> Orders {
    let plan = missions::planners::plan(mission).unwrap();
    let mut orders = Orders::new(plan, 1).unwrap();
    orders.vehicle = Some(mission.vehicle.clone());
    orders.wind = mission.wind;
    orders.system = Some(1); // else others are listened for first
    orders
}

/// A session in a folder, new or continued, as the program makes it.
pub(crate) fn session(mission: &Mission, dir: &Path) -> Session {
    session_in(mission, Folder::open(dir).unwrap())
}

pub(crate) fn session_in(mission: &Mission, folder: (Folder, Found)) -> Session {
    signed_session_in(mission, folder, None)
}

pub(crate) fn signed_session_in(
    mission: &Mission,
    folder: (Folder, Found),
    signing: Option<Signing>,
) -> Session {
    signed_session_at(mission, folder, signing, BEGIN)
}

/// The same with this computer's clock at `epoch`.
pub(crate) fn signed_session_at(
    mission: &Mission,
    folder: (Folder, Found),
    signing: Option<Signing>,
    epoch: UtcTime,
) -> Session {
    let limits = Limits {
        wind_m_s: mission.vehicle.wind_limit_m_s,
        ..Limits::default()
    };
    Session::begin(orders(mission), limits, folder, signing, epoch).unwrap()
}

/// Closes the flight as the program does; the share of the area that was seen, and the plan's.
pub(crate) fn close(session: &Session, mission: &Mission) -> (f64, f64) {
    let summary = summary(session, mission);
    let now = missions::time::BootTime::from_millis(1_000_000);
    closing::close(session, &summary, now).unwrap();
    let shares = summary.coverage.unwrap();
    let off = shares.of_sortie.unwrap() - shares.of_area / shares.sortie_of_area;
    assert!(off.abs() < 0.02, "{shares:?}");
    (shares.of_area, shares.plan_of_area)
}

/// What the program says of the flight at its end.
pub(crate) fn summary(session: &Session, mission: &Mission) -> Summary {
    let seeing = onboard::flown::Seeing {
        camera: mission.camera.clone(),
        pitch_deg: -90.0,
        ground_m: mission.ground_m,
        ahead_m: mission.ahead_m(),
    };
    closing::describe(session, Some(&seeing))
}

/// How many messages of a kind are in the folder's log.
pub(crate) fn count(dir: &Path, kind: fn(&MavMessage) -> bool) -> usize {
    let log = std::fs::read(dir.join(TLOG)).unwrap();
    let entries = tlog::entries(&log);
    entries
        .filter(|entry| entry.frame.message().is_some_and(kind))
        .count()
}

/// The files that a closed flight leaves.
pub(crate) fn check_files(dir: &Path) {
    let summary = std::fs::read(dir.join("summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_slice(&summary).unwrap();
    let files = summary["files"].as_array().unwrap();
    for name in [
        "coverage.json",
        "events.jsonl",
        "flight.svg",
        "flight.tlog",
        "track.geojson",
    ] {
        assert!(
            files.iter().any(|file| file["file"] == name),
            "{name} is missing"
        );
    }
    let svg = std::fs::read_to_string(dir.join("flight.svg")).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains("basin"));
    let track = std::fs::read(dir.join("track.geojson")).unwrap();
    let track: serde_json::Value = serde_json::from_slice(&track).unwrap();
    assert_eq!(track["features"][0]["geometry"]["type"], "LineString");
}
