//! A ground station in the same process and the same stepped time.

use std::time::Duration;

use missions::geodesy::Position;
use missions::link::command::Command;
use missions::link::dialect::{
    HEARTBEAT_DATA, MavAutopilot, MavCmd, MavMessage, MavModeFlag, MavParamType, MavResult,
    MavState, MavType, PARAM_REQUEST_LIST_DATA, PARAM_SET_DATA,
};
use missions::link::wire::{Reader, Writer};
use missions::link::{Endpoint, Transmit};
use missions::time::BootTime;
use sim::World;
use sim::faults::{Fault, LinkFault, Window};
use sim::scenario::Scenario;
use sim::vehicle::modes::Manner;

pub(crate) const GROUND: Endpoint = Endpoint::new(255, 190);
pub(crate) const VEHICLE: Endpoint = Endpoint::new(1, 1);

/// A ground station that says what it is told, and remembers every byte that comes.
pub(crate) struct Ground {
    pub(crate) world: World,
    pub(crate) writer: Writer,
    pub(crate) reader: Reader,
    pub(crate) bytes: Vec<u8>,
    pub(crate) heard: Vec<(Endpoint, MavMessage)>,
}

impl Ground {
    pub(crate) fn new(manner: Manner, faults: &[LinkFault], seed: u64) -> Self {
        let mut scenario = Scenario::single(manner, Position::new(51.9774, 4.1).unwrap());
        let window = Window {
            from: BootTime::ZERO,
            to: None,
        };
        scenario.vehicles[0].link_faults = faults
            .iter()
            .map(|kind| Fault {
                window,
                kind: *kind,
            })
            .collect();
        Self {
            world: World::new(&scenario, seed),
            writer: Writer::new(),
            reader: Reader::new(),
            bytes: Vec::new(),
            heard: Vec::new(),
        }
    }

    pub(crate) fn say(&mut self, message: MavMessage) {
        let frame = self.writer.frame(&Transmit::new(GROUND, message));
        self.world.send(0, &frame);
    }

    pub(crate) fn command(&mut self, command: MavCmd, params: &[f32]) {
        self.say(Command::long(command, params).to_message(VEHICLE, 0));
    }

    /// Lets time pass, with a heartbeat a second.
    pub(crate) fn wait(&mut self, seconds: u64) {
        for _ in 0..seconds {
            self.say(MavMessage::HEARTBEAT(HEARTBEAT_DATA {
                custom_mode: 0,
                mavtype: MavType::MAV_TYPE_GCS,
                autopilot: MavAutopilot::MAV_AUTOPILOT_INVALID,
                base_mode: MavModeFlag::empty(),
                system_status: MavState::MAV_STATE_ACTIVE,
                mavlink_version: 3,
            }));
            self.world.run_for(Duration::from_secs(1));
            let bytes = self.world.receive(0);
            self.reader.push(&bytes);
            while let Some(frame) = self.reader.next_frame() {
                let message = frame.message().unwrap().clone();
                self.heard.push((frame.from, message));
            }
            self.bytes.extend(bytes);
        }
    }

    pub(crate) fn results(&self, command: MavCmd) -> Vec<MavResult> {
        self.heard
            .iter()
            .filter_map(|(_, message)| match message {
                MavMessage::COMMAND_ACK(ack) if ack.command == command => Some(ack.result),
                _ => None,
            })
            .collect()
    }

    /// Arms, takes off, hovers, comes home.
    pub(crate) fn fly(&mut self, manner: Manner) {
        self.wait(30);
        if manner == Manner::ArduPilot {
            self.command(MavCmd::MAV_CMD_DO_SET_MODE, &[1.0, 4.0]);
            self.wait(1);
        }
        self.command(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM, &[1.0]);
        self.wait(1);
        self.take_off(manner);
        self.wait(20);
        self.say(MavMessage::PARAM_REQUEST_LIST(PARAM_REQUEST_LIST_DATA {
            target_system: 1,
            target_component: 1,
        }));
        self.command(MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH, &[]);
        self.wait(60);
    }

    /// To 10 m where the autopilot takes a height above home, else to its own.
    fn take_off(&mut self, manner: Manner) {
        let nan = f32::NAN;
        let height = if manner == Manner::ArduPilot {
            10.0
        } else {
            nan
        };
        self.command(
            MavCmd::MAV_CMD_NAV_TAKEOFF,
            &[0.0, 0.0, 0.0, nan, nan, nan, height],
        );
    }

    /// Sets a parameter to a value, an integer as this autopilot carries it.
    pub(crate) fn set(&mut self, manner: Manner, index: usize, value: f32) {
        let vehicle = self.world.vehicle(0).unwrap();
        let parameters = vehicle.asked().parameters();
        let parameter = *parameters.at(index % parameters.len()).unwrap();
        let mut param_id = [0; 16];
        param_id[..parameter.name.len()].copy_from_slice(parameter.name.as_bytes());
        let kind = parameter.kind as u8;
        let is_real = kind == MavParamType::MAV_PARAM_TYPE_REAL32 as u8;
        let param_value = if manner == Manner::ArduPilot || is_real {
            value
        } else {
            f32::from_bits((value as i32).cast_unsigned())
        };
        let param_type = match kind {
            2 => MavParamType::MAV_PARAM_TYPE_INT8,
            4 => MavParamType::MAV_PARAM_TYPE_INT16,
            6 => MavParamType::MAV_PARAM_TYPE_INT32,
            _ => MavParamType::MAV_PARAM_TYPE_REAL32,
        };
        self.say(MavMessage::PARAM_SET(PARAM_SET_DATA {
            param_value,
            target_system: 1,
            target_component: 1,
            param_id: param_id.into(),
            param_type,
        }));
    }

    /// In the air by its own way, with a heartbeat a second.
    pub(crate) fn climb(&mut self, manner: Manner) {
        self.wait(15);
        if manner == Manner::ArduPilot {
            self.command(MavCmd::MAV_CMD_DO_SET_MODE, &[1.0, 4.0]);
        }
        self.command(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM, &[1.0, 21196.0]);
        self.wait(1);
        self.take_off(manner);
        self.wait(8);
    }

    pub(crate) fn is_sound(&self) -> bool {
        let vehicle = self.world.vehicle(0).unwrap();
        vehicle.senses().position_ned_m.norm().is_finite()
            && vehicle.truth().position_ned_m.norm().is_finite()
    }
}
