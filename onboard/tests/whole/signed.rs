//! A patrol whose link is signed from end to end: who has no key is neither heard nor obeyed, and a
//! program that is started again is believed, though its clock was set back.

use std::time::Duration;

use missions::link::command::Command;
use missions::link::dialect::{HEARTBEAT_DATA, MavCmd, MavMessage, MavType};
use missions::link::signing::{Key, Signing, Unsigned};
use missions::link::wire::Writer;
use missions::link::{Endpoint, Transmit};
use missions::time::UtcTime;
use onboard::flight::event::{Event as InFlight, Outcome};
use onboard::flight::operator::Order;
use onboard::folder::Folder;
use onboard::told::Event;
use sim::World;
use sim::vehicle::modes::Manner;

use super::patrol;
use super::simulated::{Air, mission, scenario};

const STATION: Endpoint = Endpoint::new(255, 190);

fn key(byte: u8) -> Key {
    Key::new([byte; 32]).unwrap()
}

fn signing(byte: u8) -> Signing {
    Signing::new(key(byte), 0, Unsigned::RadioStatusOnly)
}

/// A ground station that says that it is there and gives a command to the program on board.
struct Station {
    writer: Writer,
    signing: Option<Signing>,
}

impl Station {
    fn new(signing: Option<Signing>) -> Self {
        let writer = Writer::new();
        Self { writer, signing }
    }

    fn say(&mut self, air: &mut Air, message: MavMessage) {
        let now = air.now();
        let utc = air.session.utc(now);
        let plain = self.writer.frame(&Transmit::new(STATION, message));
        let signed = self
            .signing
            .as_mut()
            .map(|signing| signing.sign(&plain, utc));
        air.session.receive(now, &signed.unwrap_or(plain));
    }

    fn command(&mut self, air: &mut Air, command: MavCmd, first: f32) {
        let heartbeat = HEARTBEAT_DATA {
            mavtype: MavType::MAV_TYPE_GCS,
            ..HEARTBEAT_DATA::default()
        };
        self.say(air, MavMessage::HEARTBEAT(heartbeat));
        let command = Command::long(command, &[first]);
        let message = command.to_message(Endpoint::new(1, 191), 0);
        self.say(air, message);
    }
}

fn ordered(air: &Air) -> Vec<Order> {
    let orders = air.events.iter().filter_map(|event| match event {
        Event::Flight(InFlight::Ordered { order, .. }) => Some(*order),
        _ => None,
    });
    orders.collect()
}

fn wait(air: &mut Air, seconds: u64) {
    let end = air.now() + Duration::from_secs(seconds);
    air.until(|air| air.now() >= end);
}

#[test]
fn only_who_has_the_key_is_heard_and_obeyed() {
    let mission = mission();
    for manner in [Manner::ArduPilot, Manner::Px4] {
        let dir = tempfile::tempdir().unwrap();
        let folder = || Folder::open(dir.path()).unwrap();
        let mut world = World::new(&scenario(manner, &mission), 7);
        world.sign(&key(1));
        let session = patrol::signed_session_in(&mission, folder(), Some(signing(1)));
        let mut air = Air::with(world, session);
        air.until_flown(0.3);
        for forger in [None, Some(signing(2))] {
            let mut forger = Station::new(forger);
            forger.command(&mut air, MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH, 0.0);
            wait(&mut air, 3);
        }
        assert_eq!(ordered(&air), [], "{manner:?}");
        assert_eq!(air.session.refused_frames(), 4);
        assert!(air.decided().is_empty(), "{:?}", air.decided());

        let mut station = Station::new(Some(signing(1)));
        station.command(&mut air, MavCmd::MAV_CMD_DO_PAUSE_CONTINUE, 0.0);
        wait(&mut air, 10);
        station.command(&mut air, MavCmd::MAV_CMD_DO_PAUSE_CONTINUE, 1.0);
        wait(&mut air, 5);
        assert_eq!(ordered(&air), [Order::Hold, Order::Resume], "{manner:?}");

        let Air { world, session, .. } = air;
        drop(session);
        let an_hour_ago = UtcTime::from_micros(patrol::BEGIN.as_micros() - 3_600_000_000);
        let session = patrol::signed_session_at(&mission, folder(), Some(signing(1)), an_hour_ago);
        let mut air = Air::with(world, session);
        assert_eq!(air.finish(), Outcome::Done, "{manner:?}: {:#?}", air.told());
        let resumed = |event: &Event| matches!(event, Event::Flight(InFlight::Resumed { .. }));
        assert!(air.events.iter().any(resumed), "{manner:?}");
        patrol::close(&air.session, &mission);
        patrol::check_files(dir.path());
    }
}

/// A vehicle that signs is not obeyed by, and does not obey, a program with another key.
#[test]
fn a_program_with_another_key_finds_no_vehicle_and_commands_nothing() {
    let mission = mission();
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::new(&scenario(Manner::ArduPilot, &mission), 7);
    world.sign(&key(1));
    let folder = Folder::open(dir.path()).unwrap();
    let session = patrol::signed_session_in(&mission, folder, Some(signing(2)));
    let mut air = Air::with(world, session);
    wait(&mut air, 30);
    assert_eq!(air.session.flight().vehicle(), None);
    assert!(air.session.refused_frames() > 20);
    let told = |event: &Event| matches!(event, Event::Distrusted { .. });
    assert!(air.events.iter().any(told));
}
