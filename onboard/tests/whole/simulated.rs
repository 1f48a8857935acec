//! The patrol on the simulator, in one process and in stepped time: no sockets, no sleeps.

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use missions::geodesy::Position;
use missions::link::dialect::MavMessage;
use missions::mission::Mission;
use missions::plan::Task;
use missions::time::BootTime;
use missions::wind::Wind;
use onboard::flight::event::{Event as InFlight, Outcome};
use onboard::flight::operator::Order;
use onboard::flight::safety::Situation;
use onboard::folder::EVENTS;
use onboard::session::Session;
use onboard::told::Event;
use sim::World;
use sim::faults::{Fault, LinkFault, Window};
use sim::scenario::Scenario;
use sim::vehicle::modes::Manner;

use super::patrol;

pub(crate) const BOTH: [Manner; 2] = [Manner::ArduPilot, Manner::Px4];
/// Bytes are moved this often.
const TICK: Duration = Duration::from_millis(20);
const LONG: Duration = Duration::from_mins(40);

fn home() -> Position {
    Position::new(51.9774, 4.1).unwrap()
}

pub(crate) fn mission() -> Mission {
    patrol::mission(home(), 3.0)
}

/// The vehicle that the mission was made for, in its wind.
pub(crate) fn scenario(manner: Manner, mission: &Mission) -> Scenario {
    let mut scenario = Scenario::single(manner, home());
    scenario.wind = vec![(BootTime::ZERO, mission.wind)];
    let vehicle = &mut scenario.vehicles[0];
    vehicle.profile = mission.vehicle.clone();
    vehicle.ground_m = 3.0;
    scenario
}

pub(crate) struct Air {
    pub(crate) world: World,
    pub(crate) session: Session,
    /// The world's time when this program began.
    begun: BootTime,
    pub(crate) events: Vec<Event>,
}

impl Air {
    fn new(world: World, mission: &Mission, dir: &Path) -> Self {
        Self::with(world, patrol::session(mission, dir))
    }

    pub(crate) fn with(world: World, session: Session) -> Self {
        let begun = world.now();
        Self {
            world,
            session,
            begun,
            events: Vec::new(),
        }
    }

    pub(crate) fn now(&self) -> BootTime {
        BootTime::ZERO + self.world.now().since(self.begun)
    }

    fn tick(&mut self) {
        self.listen();
        self.speak();
    }

    /// Time goes on, and what the vehicle says is heard.
    pub(crate) fn listen(&mut self) {
        self.world.run_for(TICK);
        let now = self.now();
        let bytes = self.world.receive(0);
        self.session.receive(now, &bytes);
        if self.session.wake_at().is_some_and(|at| at <= now) {
            self.session.wake(now);
        }
    }

    /// What the session says and tells is carried on.
    pub(crate) fn speak(&mut self) {
        let now = self.now();
        while let Some(frame) = self.session.transmit(now) {
            self.world.send(0, &frame);
        }
        self.events.extend(self.session.news());
    }

    pub(crate) fn until(&mut self, done: impl Fn(&Self) -> bool) {
        let end = self.world.now() + LONG;
        while !done(self) {
            assert!(self.world.now() < end, "never came: {:#?}", self.told());
            self.tick();
        }
    }

    /// Until it is over.
    pub(crate) fn finish(&mut self) -> Outcome {
        self.until(|air| air.session.flight().outcome().is_some());
        self.session.flight().outcome().unwrap().clone()
    }

    /// Until a share of the plan is flown.
    pub(crate) fn until_flown(&mut self, share: f64) {
        self.until(|air| {
            let progress = air.session.flight().progress();
            assert!(
                air.session.flight().outcome().is_none(),
                "{:#?}",
                air.told()
            );
            progress.is_some_and(|progress| progress.flown_m > share * progress.planned_m)
        });
    }

    /// What happened, without the vehicle's own tale.
    pub(crate) fn told(&self) -> Vec<&Event> {
        let ours = |event: &&Event| !matches!(event, Event::Flight(InFlight::Vehicle(_)));
        self.events.iter().filter(ours).collect()
    }

    pub(crate) fn decided(&self) -> Vec<Situation> {
        let decisions = self.events.iter().filter_map(|event| match event {
            Event::Flight(InFlight::Decided(decision)) => decision.situation,
            _ => None,
        });
        decisions.collect()
    }
}

#[test]
fn a_planned_patrol_is_flown_seen_and_documented_with_both_manners() {
    let mission = mission();
    for manner in BOTH {
        let dir = tempfile::tempdir().unwrap();
        let world = World::new(&scenario(manner, &mission), 7);
        let mut air = Air::new(world, &mission, dir.path());
        assert_eq!(air.finish(), Outcome::Done, "{manner:?}: {:#?}", air.told());
        assert_eq!(air.decided(), [], "{:#?}", air.told());
        let (achieved, planned) = patrol::close(&air.session, &mission);
        assert!(planned > 0.99, "{planned}");
        assert!(
            achieved > 0.95 * planned,
            "{manner:?}: {achieved} of {planned}"
        );
        assert!(air.session.flown().holes().is_empty());
        patrol::check_files(dir.path());
        let (position, _) = air.world.vehicle(0).unwrap().true_position();
        assert!(position.distance_m(home()) < 20.0, "it landed elsewhere");
    }
}

/// PX4 knows no circles in missions: there it is a ring of waypoints, killed on and carried on.
#[test]
fn a_circle_is_flown_all_round_with_both_manners() {
    let mission = patrol::circle(home(), 3.0);
    for manner in BOTH {
        let dir = tempfile::tempdir().unwrap();
        let world = World::new(&scenario(manner, &mission), 7);
        let mut air = Air::new(world, &mission, dir.path());
        air.until_flown(0.5);
        let Air { world, session, .. } = air;
        drop(session);
        let mut air = Air::new(world, &mission, dir.path());
        assert_eq!(air.finish(), Outcome::Done, "{manner:?}: {:#?}", air.told());
        let resumed = |event: &Event| matches!(event, Event::Flight(InFlight::Resumed { .. }));
        assert!(air.events.iter().any(resumed), "{manner:?}");
        let centre = patrol::centre(home());
        let samples = air.session.flown().track().samples().iter();
        let off_m = |at: Position| (at.distance_m(centre) - 40.0).abs();
        let on_circle = samples.filter(|sample| off_m(sample.position) < 3.0);
        let mut sectors = [0; 12];
        for sample in on_circle {
            sectors[(centre.bearing_deg(sample.position) / 30.0) as usize % 12] += 1;
        }
        assert!(sectors.iter().all(|n| *n > 0), "{manner:?}: {sectors:?}");
    }
}

#[test]
fn the_same_scenario_and_seed_leave_the_same_evidence() {
    let mission = mission();
    let fly = || {
        let dir = tempfile::tempdir().unwrap();
        let world = World::new(&scenario(Manner::Px4, &mission), 11);
        let mut air = Air::new(world, &mission, dir.path());
        air.finish();
        patrol::close(&air.session, &mission);
        let read = |name: &str| std::fs::read(dir.path().join(name)).unwrap();
        (
            read("flight.tlog"),
            read("events.jsonl"),
            read("flight.svg"),
        )
    };
    assert!(fly() == fly(), "two flights differ");
}

/// Killed in mid-mission, with the last records of both logs torn; then carried on.
#[test]
fn a_killed_program_is_carried_on_without_a_second_upload() {
    let mission = mission();
    for manner in BOTH {
        let dir = tempfile::tempdir().unwrap();
        let world = World::new(&scenario(manner, &mission), 7);
        let mut air = Air::new(world, &mission, dir.path());
        air.until_flown(0.4);
        let Air {
            mut world, session, ..
        } = air;
        drop(session);
        for (name, piece) in [
            ("flight.tlog", &[0, 6, 0x60, 1][..]),
            ("events.jsonl", b"{\"utc\":\"20"),
        ] {
            let path = dir.path().join(name);
            let mut file = std::fs::File::options().append(true).open(path).unwrap();
            file.write_all(piece).unwrap();
        }
        let counts: fn(&MavMessage) -> bool =
            |message| matches!(message, MavMessage::MISSION_COUNT(m) if m.target_component == 1);
        let uploads = patrol::count(dir.path(), counts);
        assert!(uploads >= 3, "mission, fence and rally: {uploads}");
        world.run_for(Duration::from_secs(2));
        let mut air = Air::new(world, &mission, dir.path());
        assert_eq!(air.finish(), Outcome::Done, "{manner:?}: {:#?}", air.told());
        assert!(
            air.events
                .iter()
                .any(|event| matches!(event, Event::Flight(InFlight::Resumed { .. })))
        );
        assert_eq!(
            patrol::count(dir.path(), counts),
            uploads,
            "{manner:?} was written to again"
        );
        let (achieved, planned) = patrol::close(&air.session, &mission);
        assert!(
            achieved > 0.9 * planned,
            "{manner:?}: {achieved} of {planned}"
        );
        patrol::check_files(dir.path());
    }
}

#[test]
fn a_patrol_is_flown_through_thirty_percent_loss_each_way() {
    let mission = mission();
    for manner in BOTH {
        let mut scenario = scenario(manner, &mission);
        scenario.vehicles[0].link_faults.push(Fault {
            window: Window {
                from: BootTime::ZERO,
                to: None,
            },
            kind: LinkFault::PacketLoss { share: 0.3 },
        });
        let dir = tempfile::tempdir().unwrap();
        let mut air = Air::new(World::new(&scenario, 7), &mission, dir.path());
        assert_eq!(air.finish(), Outcome::Done, "{manner:?}: {:#?}", air.told());
    }
}

#[test]
fn a_wind_that_rises_above_the_limit_brings_it_home() {
    let mission = mission();
    let mut scenario = scenario(Manner::ArduPilot, &mission);
    let storm = Wind {
        speed_m_s: mission.vehicle.wind_limit_m_s + 3.0,
        ..mission.wind
    };
    scenario.wind.push((BootTime::from_millis(90_000), storm));
    let dir = tempfile::tempdir().unwrap();
    let mut air = Air::new(World::new(&scenario, 7), &mission, dir.path());
    let ended = air.finish();
    assert!(
        matches!(ended, Outcome::CutShort { .. }),
        "{ended:?}: {:#?}",
        air.told()
    );
    assert!(
        air.decided().contains(&Situation::WindTooStrong),
        "{:?}",
        air.decided()
    );
    let now = air.now();
    air.session.note_seen(now, None);
    let news = air.session.news();
    let less =
        |event: &Event| matches!(event, Event::SawLess { of_sortie, .. } if *of_sortie < 0.9);
    assert!(news.iter().any(less), "what was not seen is an event");
    let events = air.session.folder().read(EVENTS).unwrap().unwrap();
    assert!(String::from_utf8_lossy(&events).contains("\"saw-less\""));
}

/// Near the wind that the vehicle can fly in, across its lines, with corners cut and overshot.
#[test]
fn a_patrol_in_a_strong_wind_is_not_said_to_leave_its_plan() {
    let mission = mission();
    for (manner, from_deg) in BOTH.into_iter().zip([170.0, 250.0]) {
        let mut scenario = scenario(manner, &mission);
        scenario.wind[0].1 = Wind {
            speed_m_s: mission.vehicle.wind_limit_m_s - 2.0,
            from_deg,
            gust_m_s: 3.0,
        };
        let dir = tempfile::tempdir().unwrap();
        let mut air = Air::new(World::new(&scenario, 7), &mission, dir.path());
        air.finish();
        let told = air.told();
        let left = told
            .iter()
            .filter(|event| matches!(event, Event::Flight(InFlight::MissionChanged { .. })));
        assert_eq!(left.count(), 0, "{manner:?}: {told:#?}");
    }
}

#[test]
fn an_operator_holds_it_and_lets_it_fly_on() {
    let mission = mission();
    for manner in BOTH {
        let dir = tempfile::tempdir().unwrap();
        let world = World::new(&scenario(manner, &mission), 7);
        let mut air = Air::new(world, &mission, dir.path());
        air.until_flown(0.3);
        let now = air.now();
        air.session.order(now, Order::Hold, "test");
        let there = air.now() + Duration::from_secs(20);
        air.until(|air| air.now() >= there);
        let speed = air
            .session
            .flight()
            .state()
            .unwrap()
            .ground_speed_m_s
            .get()
            .unwrap();
        assert!(
            speed < 1.0,
            "{manner:?} still moves at {speed} m/s: {:#?}",
            air.told()
        );
        let now = air.now();
        air.session.order(now, Order::Resume, "test");
        assert_eq!(air.finish(), Outcome::Done, "{manner:?}: {:#?}", air.told());
    }
}

#[test]
fn the_plan_of_the_patrol_has_lines_to_look_along() {
    let orders = patrol::orders(&mission());
    let lines = orders
        .sortie()
        .legs
        .iter()
        .filter(|leg| matches!(leg.task, Task::Line { .. }));
    assert!(lines.count() >= 2);
}
