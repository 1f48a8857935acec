//! Whose AIS is followed, and how far.

use missions::geodesy::Position;
use missions::mission::file::MissionFile;
use missions::mission::shipped::{BULK_CARRIER, DRAUGHTS};
use missions::planners;

use super::*;

const HERS: u32 = 211_234_560;
const NOW: UtcTime = UtcTime::from_micros(1_781_253_000_000_000);

/// The shipped survey, with another ship file.
fn orders(ship: &str) -> (Mission, Orders) {
    let file = MissionFile::parse(DRAUGHTS).unwrap();
    let read = |_: &str| Ok::<_, String>(ship.as_bytes().to_vec());
    let mission = file.resolve(read).unwrap();
    let plan = planners::planned(&mission).unwrap().plan;
    (mission, Orders::new(plan, 1).unwrap())
}

fn follower(ship: &str) -> (Follower, Pose) {
    let (mission, orders) = orders(ship);
    let pose = orders.plan.draughts.as_ref().unwrap().ship.pose;
    (Follower::new(mission, orders), pose)
}

/// One message of AIS: fields and their numbers of bits.
fn sentence(fields: &[(i64, usize)]) -> String {
    let mut bits: Vec<bool> = Vec::new();
    for (value, count) in fields {
        bits.extend(
            (0..*count)
                .rev()
                .map(|bit| bit < 63 && value >> bit & 1 == 1),
        );
    }
    let letter = |six: &[bool]| {
        let bit = |n: usize| u8::from(six.get(n).is_some_and(|bit| *bit));
        let value = (0..6).fold(0, |sum, n| sum << 1 | bit(n));
        char::from(if value < 40 { value + 48 } else { value + 56 })
    };
    let payload: String = bits.chunks(6).map(letter).collect();
    let body = format!("AIVDM,1,1,,A,{payload},0");
    let sum = body.bytes().fold(0, |sum, byte| sum ^ byte);
    format!("!{body}*{sum:02X}")
}

/// Her antenna is amidships, 92 m aft of the bow.
fn voyage(mmsi: u32) -> String {
    let size = [(92, 9), (93, 9), (15, 6), (15, 6)];
    let head = [(5, 6), (0, 2), (i64::from(mmsi), 30), (0, 194), (70, 8)];
    sentence(&[&head[..], &size[..], &[(0, 4), (0, 20), (90, 8), (0, 122)]].concat())
}

fn report(mmsi: u32, at: Position, heading_deg: f64, speed_kn: f64) -> String {
    let degrees = |degrees: f64| (degrees * 600_000.0).round() as i64;
    sentence(&[
        (1, 6),
        (0, 2),
        (i64::from(mmsi), 30),
        (1, 4),
        (0, 8),
        ((speed_kn * 10.0) as i64, 10),
        (1, 1),
        (degrees(at.longitude_deg()), 28),
        (degrees(at.latitude_deg()), 27),
        (3600, 12),
        (heading_deg as i64, 9),
        (0, 31),
    ])
}

/// Amidships of her as she lies.
fn middle(pose: &Pose) -> Position {
    pose.origin.offset(pose.heading_deg, 90.0)
}

/// Any other ship's AIS moved the stations where the ship file named none.
#[test]
fn a_ship_without_mmsi_is_not_followed_by_whomever_is_heard() {
    let nameless: String = BULK_CARRIER
        .lines()
        .filter(|line| !line.starts_with("mmsi"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let (_, known) = orders(BULK_CARRIER);
    let (_, unknown) = orders(&nameless);
    assert!(names_ship(&known) && !names_ship(&unknown));
    let (mut follower, pose) = follower(&nameless);
    let tug = middle(&pose).offset(0.0, 40.0);
    for line in [voyage(999), report(999, tug, 10.0, 0.0)] {
        assert!(follower.hear(&line, NOW).is_none());
    }
}

#[test]
fn a_jump_of_hundreds_of_metres_is_told_once_and_not_followed() {
    let (mut follower, pose) = follower(BULK_CARRIER);
    let lies = middle(&pose);
    assert!(follower.hear(&voyage(HERS), NOW).is_none());
    let far = lies.offset(0.0, 400.0);
    let doubted = follower.hear(&report(HERS, far, pose.heading_deg, 0.0), NOW);
    let Some(Heard::Doubted(why)) = doubted else {
        panic!("{doubted:?}");
    };
    assert!(why.contains("m from where she lay"), "{why}");
    assert!(
        follower
            .hear(&report(HERS, far, pose.heading_deg, 0.0), NOW)
            .is_none()
    );
    let swung = follower.hear(&report(HERS, lies, pose.heading_deg + 5.0, 0.3), NOW);
    assert!(matches!(swung, Some(Heard::Moved(_))), "{swung:?}");
    let sails = follower.hear(&report(HERS, lies, pose.heading_deg, 12.0), NOW);
    assert!(matches!(sails, Some(Heard::Doubted(why)) if why.contains("12.0 kn")));
}
