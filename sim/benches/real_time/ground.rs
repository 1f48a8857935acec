//! A ground station of one vehicle: uploads a mission, starts it, asks for telemetry.

use std::time::Duration;

use anyhow::ensure;
use missions::link::dialect::{HEARTBEAT_DATA, MavAutopilot, MavMessage, MavState, MavType};
use missions::link::mission_transfer::{self, ClientEvent, Kind};
use missions::link::wire::{Reader, Writer};
use missions::link::{Conversation, Endpoint, Transmit, command};
use missions::plan::item::Item;
use missions::time::BootTime;
use sim::World;
use sim::scenario::Scenario;
use sim::vehicle::modes::Manner;

const ME: Endpoint = Endpoint::new(255, 190);
const PATIENCE: Duration = Duration::from_mins(1);

/// The ground's half of one link.
pub(crate) struct Ground {
    vehicle: Endpoint,
    manner: Manner,
    reader: Reader,
    writer: Writer,
    transfer: mission_transfer::Client,
    commands: command::Client,
    uploaded: bool,
}

impl Ground {
    /// One for each vehicle.
    pub(crate) fn one_each(scenario: &Scenario) -> Vec<Self> {
        let one = |vehicle: &sim::scenario::VehicleSpec| {
            let (to, manner) = (Endpoint::new(vehicle.system, 1), vehicle.manner);
            Self {
                vehicle: to,
                manner,
                reader: Reader::new(),
                writer: Writer::new(),
                transfer: mission_transfer::Client::new(ME, to, manner),
                commands: command::Client::new(ME),
                uploaded: false,
            }
        };
        scenario.vehicles.iter().map(one).collect()
    }

    pub(crate) fn heartbeat(&mut self) -> Vec<u8> {
        let message = MavMessage::HEARTBEAT(HEARTBEAT_DATA {
            mavtype: MavType::MAV_TYPE_GCS,
            autopilot: MavAutopilot::MAV_AUTOPILOT_INVALID,
            system_status: MavState::MAV_STATE_ACTIVE,
            mavlink_version: 3,
            ..Default::default()
        });
        self.writer.frame(&Transmit::new(ME, message))
    }

    /// ArduPilot only beats until it is asked for streams.
    #[expect(
        deprecated,
        reason = "ground stations still ask ArduPilot for its streams in this way"
    )]
    fn ask_for_streams(&mut self) -> Vec<u8> {
        use missions::link::dialect::{MavDataStream, REQUEST_DATA_STREAM_DATA};
        let message = MavMessage::REQUEST_DATA_STREAM(REQUEST_DATA_STREAM_DATA {
            req_message_rate: 4,
            target_system: self.vehicle.system,
            target_component: self.vehicle.component,
            req_stream_id: MavDataStream::MAV_DATA_STREAM_ALL,
            start_stop: 1,
        });
        self.writer.frame(&Transmit::new(ME, message))
    }

    fn hear(&mut self, now: BootTime, bytes: &[u8]) {
        self.reader.push(bytes);
        while let Some(frame) = self.reader.next_frame() {
            if let Some(message) = frame.message() {
                self.transfer.handle(now, frame.from, message);
                self.commands.handle(now, frame.from, message);
            }
        }
        self.transfer.handle_timeout(now);
        self.commands.handle_timeout(now);
        while let Some(event) = self.transfer.poll_event() {
            self.uploaded |= matches!(event, ClientEvent::Uploaded { .. });
        }
        while self.commands.poll_event().is_some() {}
    }

    fn say(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        while let Some(transmit) = self.transfer.poll_transmit() {
            bytes.extend(self.writer.frame(&transmit));
        }
        while let Some(transmit) = self.commands.poll_transmit() {
            bytes.extend(self.writer.frame(&transmit));
        }
        bytes
    }
}

/// Uploads the items to every vehicle and starts them all.
pub(crate) fn fly(world: &mut World, grounds: &mut [Ground], items: &[Item]) -> anyhow::Result<()> {
    let now = world.now();
    for (index, ground) in grounds.iter_mut().enumerate() {
        world.send(index, &ground.heartbeat());
        if ground.manner == Manner::ArduPilot {
            world.send(index, &ground.ask_for_streams());
        }
        ground.transfer.upload(now, Kind::Mission, items, None);
    }
    until(world, grounds, |ground| ground.uploaded)?;
    let steps: [fn(Manner) -> Vec<command::Command>; 3] = [
        Manner::before_arming,
        |manner| vec![manner.arm()],
        Manner::start_mission,
    ];
    for step in steps {
        let now = world.now();
        for ground in grounds.iter_mut() {
            for command in step(ground.manner) {
                ground.commands.send(now, ground.vehicle, command);
            }
        }
        until(world, grounds, |ground| ground.commands.is_idle())?;
    }
    Ok(())
}

/// Moves bytes both ways until every ground station has what it wants.
fn until(
    world: &mut World,
    grounds: &mut [Ground],
    has: impl Fn(&Ground) -> bool,
) -> anyhow::Result<()> {
    let end = world.now() + PATIENCE;
    while !grounds.iter().all(&has) {
        ensure!(world.now() < end, "a vehicle does not answer");
        for (index, ground) in grounds.iter_mut().enumerate() {
            let said = ground.say();
            world.send(index, &said);
        }
        world.run_for(Duration::from_millis(20));
        let now = world.now();
        for (index, ground) in grounds.iter_mut().enumerate() {
            ground.hear(now, &world.receive(index));
        }
    }
    Ok(())
}
