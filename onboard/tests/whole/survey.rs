//! A ship's draughts read on the simulator, station by station, in one process and in stepped time.
//! What is read is scripted from the simulator's truth where the reader is not what is tested.

use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::time::Duration;

use missions::geodesy::Position;
use missions::mission::Mission;
use missions::mission::file::MissionFile;
use missions::time::BootTime;
use onboard::camera::Shot;
use onboard::flight::event::{Event as InFlight, Outcome};
use onboard::flight::operator::Order;
use onboard::flight::orders::Orders;
use onboard::flight::safety::Limits;
use onboard::folder::Folder;
use onboard::session::Session;
use onboard::survey::aim::Foot;
use onboard::survey::lookout::{Errand, Lookout, Seen, Taken};
use onboard::survey::news::News;
use onboard::survey::roster::{self, Follower};
use onboard::survey::surveying::Job;
use onboard::told::Event;
use onboard::vision::picture::Picture;
use onboard::vision::reading::{Reading, Status};
use sim::World;
use sim::berth::Berth;
use sim::eye::{Frame, Optics};
use sim::scenario::Scenario;
use sim::vehicle::modes::Manner;

use super::patrol::BEGIN;
use super::simulated::{self, BOTH};

const LONG: Duration = Duration::from_hours(1);
const HEADING_DEG: f64 = 295.0;
/// Where the truth is read, nobody looks at the pictures.
const SMALL: [u32; 2] = [96, 72];
/// The smallest pictures that the reader is asked to read here.
const LEGIBLE: [u32; 2] = [640, 480];

fn midships() -> Position {
    Position::new(54.052_779, 7.424_983).unwrap()
}

fn home() -> Position {
    midships().offset(40.0, 220.0)
}

fn mission(dwell_s: f64) -> Mission {
    let (home, ship) = (home(), midships());
    let at = |place: Position| {
        format!(
            "[{:.7}, {:.7}]",
            place.latitude_deg(),
            place.longitude_deg()
        )
    };
    let text = format!(
        r#"
name = "draughts"
purpose = "read the six draughts"
vehicle = "quadcopter-9kg"
[camera]
name = "stream"
sensor_mm = [6.4, 4.8]
image_px = [960, 720]
focal_mm = 8.0
zoom_mm = [8.0, 120.0]
[area]
ship = "ship.toml"
[pattern.draught-stations]
mm_per_px = 3.0
dwell_s = {dwell_s}
midships_dwell_s = {dwell_s}
[flight]
height_m = 40
ground_m = 0.0
[home]
position = {}
height_m = 4
[wind]
speed_m_s = 4
from_deg = 300
[[fence.include]]
circle = {{ centre = {}, radius_m = 900.0 }}
[fence]
ceiling = {{ metres = 100, above = "home" }}
"#,
        at(home),
        at(ship)
    );
    let ship = format!(
        r#"
name = "EXAMPLE"
mmsi = 211000000
length_m = 185.4
lbp_m = 180.0
stern_m = 2.7
beam_m = 30.0
deck_m = 8.0
lying = "at anchor"
position = {}
reference = {{ from_bow_m = 92.7, from_port_m = 15.0 }}
heading_deg = {HEADING_DEG}
place_u95_m = 2.0
[marks]
from = "aft perpendicular"
forward = {{ at_m = 176.0, half_breadth_m = 5.5, plating_deg = 38.0 }}
midships = {{ at_m = 89.5, half_breadth_m = 15.0, plating_deg = 0.0 }}
aft = {{ at_m = 6.0, half_breadth_m = 6.6, plating_deg = -32.0 }}
"#,
        at(midships())
    );
    let file = MissionFile::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    file.resolve(|_path| Ok::<_, std::io::Error>(ship.clone().into_bytes()))
        .unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn orders(mission: &Mission) -> Orders {
    let plan = missions::planners::plan(mission).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let mut orders = Orders::new(plan, 1).unwrap();
    orders.vehicle = Some(mission.vehicle.clone());
    orders.wind = mission.wind;
    orders.system = Some(1);
    orders
}

fn session(mission: &Mission, dir: &Path) -> Session {
    let orders = orders(mission);
    let brief = roster::brief(&orders, mission).unwrap();
    let folder = Folder::open(dir).unwrap();
    let mut session = Session::begin(orders, Limits::default(), folder, None, BEGIN).unwrap();
    session.survey(brief);
    session
}

fn scenario(manner: Manner, mission: &Mission, change: impl Fn(&mut Berth)) -> Scenario {
    let mut berth = Berth::at(midships(), HEADING_DEG);
    berth.sea.hs_m = 0.3;
    berth.ais.every_s = 10.0;
    change(&mut berth);
    let mut scenario = Scenario::single(manner, home());
    scenario.wind = vec![(BootTime::ZERO, mission.wind)];
    let vehicle = &mut scenario.vehicles[0];
    vehicle.profile = mission.vehicle.clone();
    vehicle.ground_m = 4.0;
    scenario.ship = Some(berth);
    let optics = Optics {
        size_px: SMALL,
        fps: 3.0,
        focal_mm: [8.0, 120.0],
        ..Optics::default()
    };
    scenario.camera = Some((0, optics));
    scenario
}

/// Who looks at the pictures.
enum Looker {
    /// The program's own.
    Real(Box<Lookout>),
    /// One that knows the truth.
    Scripted(Script),
}

/// Sees the column where it is and reads the mean of what is true.
#[derive(Default)]
struct Script {
    errand: Errand,
    begun_s: Option<f64>,
    draughts_m: Vec<f64>,
    /// So many readings are refused first.
    refusals: usize,
    /// The largest part of the picture that the column was off while it was read.
    strayed: f64,
}

impl Script {
    fn see(&mut self, frame: &Frame) -> Vec<Seen> {
        let time_s = frame.time.as_secs_f64();
        let mut seen = vec![Seen::Frame { time_s }];
        let size_px = frame.size_px.map(f64::from);
        let [width, height] = size_px;
        let foot = frame.truth.column.as_ref().and_then(|column| {
            let at_px = column.waterline_px?;
            let inside = (0.0..width).contains(&at_px[0]) && (0.0..height).contains(&at_px[1]);
            let mm_px = column.gsd_mm_px;
            inside.then_some(Foot {
                at_px,
                mm_px,
                size_px,
            })
        });
        if self.errand == Errand::Idle {
            return seen;
        }
        let begun_s = *self.begun_s.get_or_insert(time_s);
        if let (Errand::Read { .. }, Some(foot), Some(column)) =
            (&self.errand, foot, &frame.truth.column)
        {
            self.draughts_m.push(column.draught_m);
            self.strayed = self.strayed.max(foot.off());
        }
        seen.push(match foot {
            Some(foot) => Seen::Column {
                time_s,
                foot,
                is_read: true,
            },
            None => Seen::Nothing {
                time_s,
                reason: "not in the picture".into(),
            },
        });
        if let Errand::Read {
            station,
            attempt,
            seconds,
        } = self.errand.clone()
            && time_s - begun_s >= seconds
        {
            self.errand = Errand::Idle;
            let reading = self.reading();
            let taken = Taken {
                station,
                attempt,
                reading,
                frame: Picture::new(2, 2, vec![9; 12]),
                evidence: Picture::new(2, 2, vec![9; 12]),
            };
            seen.push(Seen::Taken(Box::new(taken)));
        }
        seen
    }

    fn reading(&mut self) -> Reading {
        if self.refusals > 0 {
            self.refusals -= 1;
            return Reading::refused(&"scripted");
        }
        let count = self.draughts_m.len().max(1) as f64;
        let mut reading = Reading::refused(&"");
        reading.status = Status::Read;
        reading.draught_m = Some(self.draughts_m.iter().sum::<f64>() / count);
        reading.u95_m = Some(0.02);
        reading.reason = None;
        reading
    }
}

/// The simulated air with somebody who looks at the pictures.
struct Air {
    flown: simulated::Air,
    looker: Looker,
    follower: Option<Follower>,
}

impl Deref for Air {
    type Target = simulated::Air;

    fn deref(&self) -> &Self::Target {
        &self.flown
    }
}

impl DerefMut for Air {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.flown
    }
}

impl Air {
    fn new(world: World, session: Session, looker: Looker) -> Self {
        Self {
            flown: simulated::Air::with(world, session),
            looker,
            follower: None,
        }
    }

    fn scripted(world: World, session: Session) -> Self {
        Self::new(world, session, Looker::Scripted(Script::default()))
    }

    fn tick(&mut self) {
        self.listen();
        let now = self.now();
        self.look(now);
        self.hear(now);
        while let Some(job) = self.session.job() {
            self.obey(job);
        }
        self.speak();
    }

    fn look(&mut self, now: BootTime) {
        if !self.session.flight().is_at_station() {
            return; // what nobody looks at need not be drawn
        }
        let Some(frame) = self.world.picture() else {
            return;
        };
        let seen = match &mut self.looker {
            Looker::Scripted(script) => script.see(&frame),
            Looker::Real(lookout) => {
                let [width, height] = frame.size_px.map(|side| side as usize);
                lookout.see(&Shot {
                    picture: Picture::new(width, height, frame.rgb).unwrap(),
                    time_s: frame.time.as_secs_f64(),
                })
            }
        };
        for seen in seen {
            self.session.see(now, seen);
        }
    }

    fn hear(&mut self, now: BootTime) {
        let utc = self.session.utc(now);
        for sentence in self.world.sentences() {
            if let Some(heard) = self.follower.as_mut().and_then(|f| f.hear(&sentence, utc)) {
                self.session.follow_ship(now, heard);
            }
        }
    }

    fn obey(&mut self, job: Job) {
        match (job, &mut self.looker) {
            (Job::Look(errand), Looker::Scripted(script)) => {
                script.errand = errand;
                script.begun_s = None;
                script.draughts_m.clear();
            }
            (Job::Look(errand), Looker::Real(lookout)) => lookout.go(errand),
            (Job::Record(_), _) => {}
        }
    }

    fn until(&mut self, done: impl Fn(&Self) -> bool) {
        let end = self.world.now() + LONG;
        while !done(self) {
            assert!(self.world.now() < end, "never came: {:#?}", self.told());
            assert!(
                self.session.flight().outcome().is_none(),
                "over: {:#?}",
                self.told()
            );
            self.tick();
        }
    }

    fn finish(&mut self) -> Outcome {
        let end = self.world.now() + LONG;
        while self.session.flight().outcome().is_none() {
            assert!(self.world.now() < end, "never over: {:#?}", self.told());
            self.tick();
        }
        self.session.flight().outcome().unwrap().clone()
    }

    fn read(&self) -> (usize, usize) {
        self.session.surveying().unwrap().progress()
    }
}

/// The six readings in a folder against the simulator's still-water draughts, metres.
fn errors_m(air: &Air, dir: &Path) -> Vec<(String, f64)> {
    let truth = air.world.eye().unwrap().survey().draughts_m;
    let mut errors = Vec::new();
    for stop in &air.session.surveying().unwrap().brief().stops {
        let path = dir.join(format!("reading-{}.json", stop.file_name()));
        let Ok(bytes) = std::fs::read(&path) else {
            continue;
        };
        let document: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        if let Some(draught_m) = document["draught_m"].as_f64() {
            let true_m = truth.get(stop.station).get(stop.side);
            errors.push((stop.name(), draught_m - true_m));
        }
    }
    errors
}

#[test]
fn six_stations_are_flown_to_centred_read_and_kept_with_both_manners() {
    let mission = mission(20.0);
    for manner in BOTH {
        let dir = tempfile::tempdir().unwrap();
        let world = World::new(&scenario(manner, &mission, |_| {}), 7);
        let mut air = Air::scripted(world, session(&mission, dir.path()));
        assert_eq!(air.finish(), Outcome::Done, "{manner:?}: {:#?}", air.told());
        assert_eq!(air.read(), (6, 6), "{manner:?}: {:#?}", air.told());
        let errors = errors_m(&air, dir.path());
        assert_eq!(errors.len(), 6);
        assert!(errors.iter().all(|(_, m)| m.abs() < 0.05), "{errors:?}");
        for stop in &air.session.surveying().unwrap().brief().stops {
            for kind in ["frame", "evidence"] {
                let name = format!("{kind}-{}.png", stop.file_name());
                assert!(dir.path().join(&name).exists(), "{name}");
            }
        }
        let Looker::Scripted(script) = &air.looker else {
            panic!("scripted");
        };
        assert!(
            script.strayed < 0.35,
            "the column strayed by {}",
            script.strayed
        );
        let irregular = |event: &Event| {
            matches!(
                event,
                Event::Flight(
                    InFlight::MissionChanged { .. }
                        | InFlight::Decided(_)
                        | InFlight::Forbidden { .. }
                )
            )
        };
        assert!(
            !air.events.iter().any(irregular),
            "{manner:?}: {:#?}",
            air.told()
        );
    }
}

/// She swings by 4° either way in ten minutes: her ends move by six metres.
#[test]
fn a_ship_that_swings_is_followed_by_her_ais() {
    let mission = mission(20.0);
    let dir = tempfile::tempdir().unwrap();
    let swings = |berth: &mut Berth| (berth.swing_deg, berth.swing_period_s) = (4.0, 600.0);
    let world = World::new(&scenario(Manner::ArduPilot, &mission, swings), 7);
    let mut air = Air::scripted(world, session(&mission, dir.path()));
    air.follower = Some(Follower::new(mission.clone(), orders(&mission)));
    assert_eq!(air.finish(), Outcome::Done, "{:#?}", air.told());
    assert_eq!(air.read(), (6, 6), "{:#?}", air.told());
    let moved = |event: &&Event| matches!(event, Event::Survey(News::ShipMoved { .. }));
    assert!(
        air.events.iter().filter(moved).count() >= 2,
        "{:#?}",
        air.told()
    );
}

#[test]
fn a_killed_program_carries_on_with_the_stations_that_are_not_read_yet() {
    let mission = mission(20.0);
    for manner in BOTH {
        let dir = tempfile::tempdir().unwrap();
        let world = World::new(&scenario(manner, &mission, |_| {}), 7);
        let mut air = Air::scripted(world, session(&mission, dir.path()));
        // Killed while it reads the third station.
        air.until(|air| air.read().0 == 2 && air.session.flight().is_at_station());
        let reading = |air: &Air| matches!(&air.looker, Looker::Scripted(s) if matches!(s.errand, Errand::Read { .. }));
        air.until(reading);
        let simulated::Air {
            mut world,
            session: killed,
            ..
        } = air.flown;
        drop(killed);
        world.run_for(Duration::from_secs(5));
        let mut air = Air::scripted(world, session(&mission, dir.path()));
        assert_eq!(air.read(), (2, 6), "{manner:?}");
        assert_eq!(air.finish(), Outcome::Done, "{manner:?}: {:#?}", air.told());
        assert_eq!(air.read(), (6, 6), "{manner:?}: {:#?}", air.told());
        let pilot = |event: &Event| matches!(event, Event::Flight(InFlight::Decided(_)));
        assert!(
            !air.events.iter().any(pilot),
            "{manner:?}: {:#?}",
            air.told()
        );
    }
}

#[test]
fn an_order_to_come_home_goes_before_the_survey() {
    let mission = mission(20.0);
    for manner in BOTH {
        let dir = tempfile::tempdir().unwrap();
        let world = World::new(&scenario(manner, &mission, |_| {}), 7);
        let mut air = Air::scripted(world, session(&mission, dir.path()));
        air.until(|air| air.session.flight().is_at_station());
        let now = air.now();
        air.session.order(now, Order::Return, "test");
        let ended = air.finish();
        assert!(
            matches!(ended, Outcome::CutShort { .. }),
            "{manner:?}: {ended:?}"
        );
        assert_eq!(air.read().0, 0);
        let told = |event: &Event| matches!(event, Event::Survey(News::Interrupted { .. }));
        assert!(air.events.iter().any(told), "{manner:?}: {:#?}", air.told());
    }
}

/// The mode switch at a station: the mode is one that nobody asked for.
#[test]
fn a_pilot_who_takes_the_vehicle_at_a_station_keeps_it() {
    use sim::vehicle::modes::FlightMode;
    let mission = mission(20.0);
    for manner in BOTH {
        let dir = tempfile::tempdir().unwrap();
        let world = World::new(&scenario(manner, &mission, |_| {}), 7);
        let mut air = Air::scripted(world, session(&mission, dir.path()));
        air.until(|air| air.session.flight().is_at_station());
        // a target that is on its way as the pilot takes it would cross with that: see the README
        let settled = air.now() + Duration::from_secs(5);
        air.until(|air| air.now() >= settled);
        air.world.take(0, FlightMode::PositionHold);
        let until = air.now() + Duration::from_secs(20);
        air.until(|air| air.now() >= until);
        assert!(
            !air.session.flight().is_guided(),
            "{manner:?}: {:#?}",
            air.told()
        );
        let mode = air.world.vehicle(0).unwrap().asked().mode();
        assert_eq!(
            mode,
            FlightMode::PositionHold,
            "{manner:?}: nothing is asked of it"
        );
    }
}

#[test]
fn a_station_that_is_refused_each_time_is_told_and_the_others_are_read() {
    let mission = mission(15.0);
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(&scenario(Manner::Px4, &mission, |_| {}), 7);
    let script = Script {
        refusals: 3,
        ..Script::default()
    };
    let mut air = Air::new(
        world,
        session(&mission, dir.path()),
        Looker::Scripted(script),
    );
    assert_eq!(air.finish(), Outcome::Done, "{:#?}", air.told());
    assert_eq!(air.read(), (5, 6), "{:#?}", air.told());
    let unread = |event: &Event| matches!(event, Event::Survey(News::Unread { reason, .. }) if reason == "scripted");
    assert_eq!(air.events.iter().filter(|e| unread(e)).count(), 1);
}

/// The reader itself, on small pictures of a calm and overcast day.
#[test]
#[ignore = "a fault that is not mended: one of six stations is read 55 mm wrong on these pictures"]
fn a_whole_survey_is_read_by_the_reader_itself() {
    let mission = mission(30.0);
    let dir = tempfile::tempdir().unwrap();
    let calm = |berth: &mut Berth| {
        berth.sea.hs_m = 0.1;
        berth.light.weather = sim::light::Weather::Overcast;
    };
    let mut scenario = scenario(Manner::ArduPilot, &mission, calm);
    if let Some((_, optics)) = &mut scenario.camera {
        optics.size_px = LEGIBLE;
    }
    let world = World::new(&scenario, 7);
    let looker = Looker::Real(Box::default());
    let mut air = Air::new(world, session(&mission, dir.path()), looker);
    assert_eq!(air.finish(), Outcome::Done, "{:#?}", air.told());
    let errors = errors_m(&air, dir.path());
    println!("{errors:?}");
    for (station, error_m) in &errors {
        assert!(error_m.abs() < 0.05, "{station}: {error_m}: never wrong");
    }
    assert!(errors.len() >= 3, "{:#?}", air.told());
}
