//! The survey played against a vehicle that obeys at once and a camera that shows what the test says.

use missions::camera::gimbal::Gimbal;
use missions::camera::lens::Distortion;
use missions::ship::{Side, Station};
use missions::telemetry::{GimbalAttitude, YawFrame};

use std::time::Duration;

use missions::camera::Camera;
use missions::frames::wrap_deg;
use missions::geodesy::Position;
use missions::telemetry::VehicleState;

use super::aim::Foot;
use super::lookout::Taken;
use super::mount::Mount;
use super::*;
use crate::vision::reading::Reading;

fn home() -> Position {
    Position::new(53.55, 8.5).unwrap()
}

fn camera() -> Camera {
    Camera {
        name: "zoom".into(),
        sensor_mm: [6.4, 4.8],
        image_px: [960, 720],
        focal_mm: 8.0,
        zoom_mm: Some([8.0, 60.0]),
        principal_px: None,
        distortion: Distortion::default(),
        gimbal: Gimbal::default(),
        interval_s: 0.0,
    }
}

fn stop(n: usize) -> Stop {
    let hover = home().offset(90.0, 40.0 * n as f64);
    Stop {
        station: Station::ALL[n],
        side: Side::Port,
        item: 3 + 4 * n,
        hover,
        height_above_home_m: 5.0,
        heading_deg: 0.0,
        mark: hover.offset(0.0, 12.0),
        water_above_home_m: -2.0,
        focal_mm: 32.0,
        dwell_s: 60.0,
    }
}

/// A vehicle that does at once what it is told, before a camera that shows what the test says.
struct Played {
    survey: Survey,
    state: VehicleState,
    now: BootTime,
    item: usize,
    guided: bool,
    station: bool,
    frame_s: f64,
    looks: Errand,
    focal_mm: f64,
    told: Vec<News>,
    kept: Vec<String>,
    recorded: Vec<Option<String>>,
    targets: Vec<Position>,
}

impl Played {
    fn new(read: &[&str]) -> Self {
        let brief = Brief {
            stops: vec![stop(0), stop(1)],
            camera: camera(),
            wanted_u95_m: WANTED_U95_M,
        };
        let read: Vec<String> = read.iter().map(|name| (*name).to_owned()).collect();
        let mut played = Self {
            survey: Survey::new(brief, &read, false),
            state: VehicleState::default(),
            now: BootTime::ZERO,
            item: 0,
            guided: true,
            station: false,
            frame_s: 0.0,
            looks: Errand::Idle,
            focal_mm: 8.0,
            told: Vec::new(),
            kept: Vec::new(),
            recorded: Vec::new(),
            targets: Vec::new(),
        };
        played.stand_at(home().offset(180.0, 100.0));
        played
    }

    fn stand_at(&mut self, at: Position) {
        self.state.position.set(self.now, at);
        self.state.height_above_home_m.set(self.now, 5.0);
        self.state.ground_speed_m_s.set(self.now, 0.0);
    }

    /// The mission has come to the hold of a stop.
    fn come_to(&mut self, n: usize) {
        self.item = stop(n).item;
        self.stand_at(stop(n).hover);
        self.tick(3);
    }

    fn tick(&mut self, times: usize) {
        for _ in 0..times {
            self.now = self.now + Duration::from_millis(500);
            self.frame_s += 0.5;
            let time_s = self.frame_s;
            self.survey.see(self.now, Seen::Frame { time_s });
            let circumstances = Circumstances {
                state: &self.state,
                item: Some(self.item),
                is_guided: self.guided,
                is_at_station: self.station,
                has_zoomed: true,
            };
            self.survey.step(self.now, &circumstances);
            self.grant();
        }
    }

    fn grant(&mut self) {
        while let Some(wish) = self.survey.wish() {
            match wish {
                Wish::Guide(guide) => {
                    self.station = matches!(guide, Guide::Station(_));
                    match guide {
                        Guide::Station(Some(target)) => {
                            self.targets.push(target.position);
                            self.stand_at(target.position);
                        }
                        Guide::MissionFrom(item) => self.item = self.item.max(item),
                        Guide::Station(None) | Guide::Mission => {}
                    }
                }
                Wish::Aim(aim) => {
                    let attitude = missions::telemetry::Attitude {
                        roll_rad: 0.0,
                        pitch_rad: aim.pitch_deg.to_radians(),
                        yaw_rad: aim.yaw_deg.to_radians(),
                    };
                    let gimbal = GimbalAttitude {
                        attitude,
                        yaw_frame: YawFrame::Earth,
                    };
                    self.state.gimbal.set(self.now, gimbal);
                }
                Wish::Zoom(focal_mm) => self.focal_mm = focal_mm,
                Wish::Look(errand) => self.looks = errand,
                Wish::Record(name) => self.recorded.push(name),
                Wish::Keep { stop, .. } => self.kept.push(stop.name()),
                Wish::Tell(news) => self.told.push(news),
                Wish::Release => {}
            }
        }
    }

    fn sees(&mut self, at_px: [f64; 2]) {
        let foot = Foot {
            at_px,
            mm_px: 96.0 / self.focal_mm,
            size_px: [960.0, 720.0],
        };
        let seen = Seen::Column {
            time_s: self.frame_s,
            foot,
            is_read: true,
        };
        self.survey.see(self.now, seen);
        self.grant();
        self.tick(3);
    }

    fn misses(&mut self) {
        let seen = Seen::Nothing {
            time_s: self.frame_s,
            reason: "no column of draught figures found".into(),
        };
        self.survey.see(self.now, seen);
        self.grant();
        self.tick(3);
    }

    /// The column stands where it should until it is being read.
    fn until_read(&mut self) -> usize {
        for turn in 0..20 {
            if matches!(self.looks, Errand::Read { .. }) {
                return turn;
            }
            self.tick(2);
            self.sees([480.0, 461.0]);
        }
        panic!("never read: {:?} {:#?}", self.looks, self.told);
    }

    fn reads(&mut self, outcome: Result<(f64, f64), &str>) {
        let Errand::Read {
            station, attempt, ..
        } = self.looks.clone()
        else {
            panic!("{:?}", self.looks);
        };
        let mut reading = Reading::refused(&"");
        match outcome {
            Ok((draught_m, u95_m)) => {
                reading.status = Status::Read;
                (reading.draught_m, reading.u95_m) = (Some(draught_m), Some(u95_m));
                reading.reason = None;
            }
            Err(reason) => reading = Reading::refused(&reason),
        }
        let taken = Taken {
            station,
            attempt,
            reading,
            frame: None,
            evidence: None,
        };
        self.looks = Errand::Idle;
        self.survey.see(self.now, Seen::Taken(Box::new(taken)));
        self.grant();
        self.tick(3);
    }

    fn seconds(&self) -> f64 {
        match self.looks {
            Errand::Read { seconds, .. } => seconds,
            _ => 0.0,
        }
    }
}

#[test]
fn a_survey_goes_from_station_to_station_and_gives_the_mission_back_between_them() {
    let mut played = Played::new(&[]);
    played.tick(4);
    assert!(!played.station, "the mission is still on its way");
    for n in 0..2 {
        played.come_to(n);
        assert!(played.station, "{:#?}", played.told);
        assert_eq!(played.targets.last(), Some(&stop(n).hover));
        assert!(played.focal_mm < 20.0, "it is looked for with a wide view");
        played.until_read();
        assert!(
            (played.focal_mm - 32.0).abs() < 1e-9,
            "and read with a narrow one"
        );
        assert_eq!(
            played
                .recorded
                .last()
                .unwrap()
                .as_deref()
                .map(|n| n.starts_with("video-")),
            Some(true)
        );
        played.reads(Ok((8.0, 0.02)));
        assert!(!played.station);
        assert_eq!(played.item, stop(n).item + 1);
    }
    assert!(played.survey.is_over());
    assert_eq!(played.survey.progress(), (2, 2));
    assert_eq!(played.kept, ["forward port", "midships port"]);
    assert_eq!(played.told.last(), Some(&News::Surveyed { read: 2, of: 2 }));
}

#[test]
fn a_column_beside_the_picture_is_turned_to_before_it_is_zoomed_to() {
    let mut played = Played::new(&[]);
    played.come_to(0);
    let before = Mount::pointing(&played.state).unwrap();
    let wide_mm = played.focal_mm;
    played.tick(3);
    played.sees([900.0, 461.0]);
    let after = Mount::pointing(&played.state).unwrap();
    let right_deg = wrap_deg(after.yaw_deg - before.yaw_deg);
    assert!(right_deg > 5.0, "{right_deg}");
    assert_eq!(played.focal_mm, wide_mm, "far off it is not zoomed");
    played.tick(3);
    played.sees([500.0, 470.0]);
    assert!(played.focal_mm > wide_mm);
}

#[test]
fn a_reading_that_is_not_sure_is_taken_again_longer_and_the_surest_is_kept() {
    let mut played = Played::new(&["midships port"]);
    played.come_to(0);
    played.until_read();
    assert_eq!(played.seconds(), 60.0);
    played.reads(Ok((8.0, 0.08)));
    assert_eq!(played.seconds(), 90.0);
    played.reads(Ok((8.1, 0.2)));
    assert_eq!(played.seconds(), 135.0);
    played.reads(Err("the figures read differently in time"));
    assert_eq!(played.kept, ["forward port"]);
    assert_eq!(played.survey.progress(), (2, 2), "one was read before");
    assert!(played.survey.is_over());
}

#[test]
fn a_refusal_is_looked_into_again_and_told_in_the_end() {
    let mut played = Played::new(&["midships port"]);
    played.come_to(0);
    for _ in 0..3 {
        played.until_read();
        played.reads(Err("no metre is clear"));
    }
    assert_eq!(
        played.kept,
        ["forward port"],
        "what was seen is kept as evidence"
    );
    assert_eq!(played.survey.progress(), (1, 2));
    let unread = News::Unread {
        station: "forward port".into(),
        reason: "no metre is clear".into(),
    };
    assert!(played.told.contains(&unread), "{:#?}", played.told);
}

#[test]
fn a_column_that_is_nowhere_is_looked_for_to_all_sides_and_given_up() {
    let mut played = Played::new(&["midships port"]);
    played.come_to(0);
    let first = Mount::pointing(&played.state).unwrap();
    let (mut yaws, mut pitches) = (Vec::new(), Vec::new());
    for _ in 0..40 {
        played.tick(2);
        played.misses();
        let aim = Mount::pointing(&played.state).unwrap();
        yaws.push(wrap_deg(aim.yaw_deg - first.yaw_deg));
        pitches.push(aim.pitch_deg - first.pitch_deg);
    }
    assert!(yaws.iter().any(|yaw| *yaw > 15.0) && yaws.iter().any(|yaw| *yaw < -15.0));
    assert!(pitches.iter().any(|p| *p > 7.0) && pitches.iter().any(|p| *p < -7.0));
    assert!(played.survey.is_over());
    let told = played.told.iter().any(
        |news| matches!(news, News::Unread { reason, .. } if reason.contains("no column of marks")),
    );
    assert!(told, "{:#?}", played.told);
    assert!(!played.station, "the mission goes on");
}

#[test]
fn the_safety_table_takes_the_vehicle_at_once_and_the_station_is_begun_again_afterwards() {
    let mut played = Played::new(&[]);
    played.come_to(0);
    played.until_read();
    played.guided = false;
    played.tick(1);
    assert!(!played.station);
    assert_eq!(played.looks, Errand::Idle);
    assert_eq!(played.recorded.last(), Some(&None));
    played.tick(5);
    assert!(!played.station, "it stays let go");
    played.guided = true;
    played.tick(2);
    assert!(played.station, "the mission is at the station still");
    played.until_read();
    played.reads(Ok((8.0, 0.02)));
    assert_eq!(played.kept, ["forward port"]);
}

#[test]
fn a_station_that_the_mission_flew_past_is_told_unread() {
    let mut played = Played::new(&[]);
    played.item = stop(0).item + 2;
    played.tick(2);
    assert!(
        matches!(&played.told[..], [News::Unread { station, .. }] if station == "forward port"),
        "{:#?}",
        played.told
    );
    played.come_to(1);
    assert!(played.station);
}

fn to(stops: Vec<Stop>, heading_deg: f64) -> Moved {
    Moved {
        heading_deg,
        stops,
        unmoved: Vec::new(),
    }
}

/// One station cannot be placed again: the others are, and it is told.
#[test]
fn a_station_that_cannot_be_moved_stays_and_the_others_move() {
    let mut played = Played::new(&[]);
    let moved = Stop {
        hover: stop(1).hover.offset(0.0, 5.0),
        ..stop(1)
    };
    let mut after = to(vec![moved.clone()], 3.0);
    let unmoved = (
        "forward port".to_owned(),
        "the quay is in the way".to_owned(),
    );
    after.unmoved.push(unmoved);
    played.survey.follow(after);
    played.grant();
    assert_eq!(played.survey.brief().stops, [stop(0), moved]);
    let told =
        |news: &News| matches!(news, News::NotMoved { station, .. } if station == "forward port");
    assert!(played.told.iter().any(told), "{:#?}", played.told);
}

#[test]
fn a_ship_that_swings_takes_her_station_with_her() {
    let mut played = Played::new(&[]);
    played.come_to(0);
    played.until_read();
    let moved: Vec<Stop> = (0..2)
        .map(|n| Stop {
            hover: stop(n).hover.offset(0.0, 2.5),
            ..stop(n)
        })
        .collect();
    played.survey.follow(to(moved.clone(), 3.0));
    played.grant();
    assert_eq!(played.targets.last(), Some(&moved[0].hover));
    assert!(matches!(played.looks, Errand::Read { .. }), "it is read on");
    let nearly: Vec<Stop> = moved
        .iter()
        .map(|stop| Stop {
            hover: stop.hover.offset(0.0, 0.3),
            ..stop.clone()
        })
        .collect();
    let count = played.targets.len();
    played.survey.follow(to(nearly, 3.1));
    played.grant();
    assert_eq!(played.targets.len(), count, "a little is left alone");
}

#[test]
fn a_video_that_stops_leaves_the_station_unread_and_the_mission_flies_on() {
    let mut played = Played::new(&[]);
    played.come_to(0);
    played.until_read();
    let reason = "nothing comes any more".to_owned();
    played.survey.see(played.now, Seen::Ended { reason });
    played.grant();
    played.tick(1);
    assert!(!played.station);
    let told = played
        .told
        .iter()
        .any(|news| matches!(news, News::Unread { reason, .. } if reason.contains("video ended")));
    assert!(told, "{:#?}", played.told);
}

#[test]
fn a_killed_program_that_stood_at_a_station_goes_on_there() {
    let brief = Brief {
        stops: vec![stop(0), stop(1)],
        camera: camera(),
        wanted_u95_m: WANTED_U95_M,
    };
    let mut survey = Survey::new(brief, &["forward port".to_owned()], true);
    assert!(matches!(
        survey.wish(),
        Some(Wish::Guide(Guide::Station(None)))
    ));
    // It was killed after the reading was written and before it went on.
    let mut state = VehicleState::default();
    state.position.set(BootTime::ZERO, stop(0).hover);
    state.ground_speed_m_s.set(BootTime::ZERO, 0.0);
    let circumstances = Circumstances {
        state: &state,
        item: Some(stop(0).item),
        is_guided: true,
        is_at_station: true,
        has_zoomed: true,
    };
    survey.step(BootTime::ZERO, &circumstances);
    let wish = survey.wish();
    let on = Guide::MissionFrom(stop(0).item + 1);
    assert!(
        matches!(wish, Some(Wish::Guide(guide)) if guide == on),
        "{wish:?}"
    );
}
