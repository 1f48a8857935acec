//! Started again in the folder of a flight whose program was killed: what has flown is not flown
//! again, and what has not is.

use std::path::Path;
use std::time::Duration;

use missions::link::command::Command;
use missions::link::dialect::{MavCmd, MavMessage};
use missions::link::wire::Writer;
use missions::link::{Endpoint, Transmit};
use missions::mission::Mission;
use missions::time::BootTime;
use onboard::flight::event::{Event as InFlight, Outcome, Phase, TAKE_OFF};
use onboard::folder::{Folder, FolderError, SUMMARY};
use onboard::told::Event;
use sim::World;
use sim::vehicle::modes::{FlightMode, Manner};

use super::patrol;
use super::simulated::{Air, BOTH, mission, scenario};

const STATION: Endpoint = Endpoint::new(255, 190);
const LONG: Duration = Duration::from_mins(40);

/// How often the folder's log says that it was armed.
pub(crate) fn arms(dir: &Path) -> usize {
    let arms: fn(&MavMessage) -> bool = |message| match message {
        MavMessage::COMMAND_LONG(m) => {
            m.command == MavCmd::MAV_CMD_COMPONENT_ARM_DISARM && m.param1 == 1.0
        }
        _ => false,
    };
    patrol::count(dir, arms)
}

fn begin(manner: Manner, mission: &Mission, dir: &Path) -> Air {
    again(World::new(&scenario(manner, mission), 7), mission, dir)
}

fn again(world: World, mission: &Mission, dir: &Path) -> Air {
    Air::with(world, patrol::session(mission, dir))
}

/// As `kill -9` does it: nothing is said and nothing is closed.
fn kill(air: Air) -> World {
    let Air { world, session, .. } = air;
    drop(session);
    world
}

/// Nobody listens until the vehicle stands disarmed, and for a while longer.
fn come_down(world: &mut World) {
    let end = world.now() + LONG;
    while world.vehicle(0).unwrap().asked().is_armed() {
        assert!(world.now() < end, "it never came down");
        world.run_for(Duration::from_secs(1));
        world.receive(0);
    }
    world.run_for(Duration::from_secs(20));
    world.receive(0);
}

/// A pilot or another station brings it down where it is.
fn land(world: &mut World, manner: Manner) {
    let command: Command = manner.set_mode(FlightMode::Land).unwrap();
    let message = command.to_message(Endpoint::new(1, 1), 0);
    let frame = Writer::new().frame(&Transmit::new(STATION, message));
    world.send(0, &frame);
}

/// It is closed from its records; no arm is sent, and the vehicle stays where it is.
fn check_closed(mut air: Air, mission: &Mission, dir: &Path, armed: usize) {
    let Outcome::CutShort { reason } = air.finish() else {
        panic!("{:#?}", air.told());
    };
    let words = "it landed while nobody watched; the records of the flight end at 20";
    assert!(reason.starts_with(words), "{reason}");
    assert!(air.events.contains(&Event::Flight(InFlight::AlreadyFlown)));
    let (achieved, planned) = patrol::close(&air.session, mission);
    assert!(
        achieved > 0.1 * planned && achieved < 0.9 * planned,
        "{achieved} of {planned}"
    );
    drop(air);
    assert_eq!(arms(dir), armed);
    let summary = std::fs::read_to_string(dir.join(SUMMARY)).unwrap();
    assert!(summary.contains("landed while nobody watched"), "{summary}");
    let error = Folder::open(dir).unwrap_err();
    assert!(matches!(error, FolderError::Finished(_)), "{error}");
}

/// Killed in flight, brought down in some way, and started again.
fn check_not_flown_again(bring: fn(&mut World, Manner)) {
    let mission = mission();
    for manner in BOTH {
        let dir = tempfile::tempdir().unwrap();
        let mut air = begin(manner, &mission, dir.path());
        air.until_flown(0.4);
        let mut world = kill(air);
        let armed = arms(dir.path());
        bring(&mut world, manner);
        come_down(&mut world);
        let air = again(world, &mission, dir.path());
        check_closed(air, &mission, dir.path(), armed);
    }
}

#[test]
fn what_came_home_while_nobody_watched_is_not_flown_again() {
    check_not_flown_again(|_, _| {});
}

#[test]
fn what_a_pilot_landed_while_nobody_watched_is_not_flown_again() {
    check_not_flown_again(land);
}

/// The summary was not written: the disk was full, or the program was killed in that instant.
#[test]
fn a_flight_that_ended_but_was_not_closed_is_closed_and_not_flown_again() {
    let mission = mission();
    for manner in BOTH {
        let dir = tempfile::tempdir().unwrap();
        let mut air = begin(manner, &mission, dir.path());
        assert_eq!(air.finish(), Outcome::Done, "{:#?}", air.told());
        let (seconds, flown_m) = figures(&air, &mission);
        let world = kill(air);
        let armed = arms(dir.path());
        let mut air = again(world, &mission, dir.path());
        assert_eq!(air.session.flight().outcome(), Some(&Outcome::Done));
        assert!(air.session.transmit(BootTime::ZERO).is_none());
        assert_eq!(air.session.news(), [Event::Flight(InFlight::AlreadyFlown)]);
        assert_eq!(figures(&air, &mission), (seconds, flown_m));
        let (achieved, planned) = patrol::close(&air.session, &mission);
        assert!(achieved > 0.95 * planned, "{achieved} of {planned}");
        patrol::check_files(dir.path());
        assert_eq!(arms(dir.path()), armed);
    }
}

fn figures(air: &Air, mission: &Mission) -> (f64, f64) {
    let summary = patrol::summary(&air.session, mission);
    assert!(summary.autopilot.is_some(), "{summary:#?}");
    (summary.seconds, summary.flown_m)
}

#[test]
fn what_was_killed_before_take_off_was_commanded_is_flown() {
    let mission = mission();
    for manner in BOTH {
        let dir = tempfile::tempdir().unwrap();
        let mut air = begin(manner, &mission, dir.path());
        air.until(|air| air.session.flight().phase() == Phase::Departing);
        let mut world = kill(air);
        world.run_for(Duration::from_secs(30)); // what was armed disarms itself
        world.receive(0);
        let mut air = again(world, &mission, dir.path());
        assert_eq!(air.finish(), Outcome::Done, "{manner:?}: {:#?}", air.told());
        assert!(!air.events.contains(&Event::Flight(InFlight::AlreadyFlown)));
    }
}

/// An armed PX4 flies off by itself; an ArduPilot waits, and disarms itself again.
#[test]
fn what_was_killed_as_it_armed_is_flown_once() {
    let mission = mission();
    for manner in BOTH {
        let dir = tempfile::tempdir().unwrap();
        let mut air = begin(manner, &mission, dir.path());
        air.until(|air| air.world.vehicle(0).unwrap().asked().is_armed());
        let mut world = kill(air);
        let armed = arms(dir.path());
        // a PX4 flies off as it is armed; of an ArduPilot the records may say that it was about to
        let takes_off = std::fs::read_to_string(dir.path().join("events.jsonl"))
            .unwrap()
            .contains(TAKE_OFF);
        come_down(&mut world);
        let mut air = again(world, &mission, dir.path());
        let ended = air.finish();
        if takes_off {
            assert!(matches!(ended, Outcome::CutShort { .. }), "{ended:?}");
            assert_eq!(arms(dir.path()), armed);
        } else {
            assert_eq!(manner, Manner::ArduPilot);
            assert_eq!(ended, Outcome::Done, "{:#?}", air.told());
        }
    }
}
