//! The asking half: finds a gimbal, takes control, looks where it is told.

use std::collections::VecDeque;

use super::Control;
use crate::geodesy::Position;
use crate::link::command::{self, Command, Outcome, Ticket};
use crate::link::dialect::{
    GIMBAL_MANAGER_INFORMATION_DATA, GIMBAL_MANAGER_SET_PITCHYAW_DATA, GIMBAL_MANAGER_STATUS_DATA,
    GimbalManagerFlags, MavCmd, MavFrame, MavMessage,
};
use crate::link::{Conversation, Endpoint, Transmit};
use crate::telemetry::{GimbalAttitude, VehicleState, YawFrame};
use crate::time::BootTime;

/// GIMBAL_MANAGER_INFORMATION and GIMBAL_DEVICE_INFORMATION.
const INFORMATION: f32 = 280.0;

/// What a gimbal says that it can do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Information {
    /// Number of the device at its manager (1 to 6), or its own component.
    pub device: u8,
    /// Lowest and highest pitch, radians.
    pub pitch_rad: [f64; 2],
    /// Leftmost and rightmost yaw, radians.
    pub yaw_rad: [f64; 2],
}

/// What the owner is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// There is a gimbal.
    Found(Information),
    /// Who steers it, when that changes.
    Control(Control),
    /// Where it looks.
    Attitude(GimbalAttitude),
    /// A command is over.
    Done {
        /// Which.
        ticket: Ticket,
        /// How it ended.
        outcome: Outcome,
    },
}

/// The asking half, of one gimbal manager.
#[derive(Debug)]
pub struct Client {
    me: Endpoint,
    manager: Endpoint,
    information: Option<Information>,
    control: Control,
    commands: command::Client,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

impl Client {
    /// A client that speaks as `me` with the manager at `manager`.
    pub const fn new(me: Endpoint, manager: Endpoint) -> Self {
        Self {
            me,
            manager,
            information: None,
            control: Control {
                primary: None,
                secondary: None,
            },
            commands: command::Client::new(me),
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// Asks whether there is a gimbal.
    pub fn discover(&mut self, now: BootTime) -> Ticket {
        self.send(now, MavCmd::MAV_CMD_REQUEST_MESSAGE, &[INFORMATION])
    }

    /// Takes control.
    pub fn take_control(&mut self, now: BootTime) -> Ticket {
        let (system, component) = (f32::from(self.me.system), f32::from(self.me.component));
        self.configure(now, [system, component])
    }

    /// Gives control up, if we have it.
    pub fn release_control(&mut self, now: BootTime) -> Ticket {
        self.configure(now, [-3.0, -3.0])
    }

    /// Looks at angles, radians, once and acknowledged.
    pub fn point(
        &mut self,
        now: BootTime,
        pitch_rad: f64,
        yaw_rad: f64,
        frame: YawFrame,
    ) -> Ticket {
        let nan = f32::NAN;
        let [pitch, yaw] = [pitch_rad, yaw_rad].map(|angle| angle.to_degrees() as f32);
        self.pitch_yaw(now, [pitch, yaw, nan, nan], frame)
    }

    /// Turns at rates, radians per second, until told otherwise.
    pub fn turn(
        &mut self,
        now: BootTime,
        pitch_rad_s: f64,
        yaw_rad_s: f64,
        frame: YawFrame,
    ) -> Ticket {
        let nan = f32::NAN;
        let [pitch, yaw] = [pitch_rad_s, yaw_rad_s].map(|rate| rate.to_degrees() as f32);
        self.pitch_yaw(now, [nan, nan, pitch, yaw], frame)
    }

    /// Looks at angles, radians, without acknowledgement: to be said many times a second.
    pub fn stream(&mut self, pitch_rad: f64, yaw_rad: f64, frame: YawFrame) {
        let message = GIMBAL_MANAGER_SET_PITCHYAW_DATA {
            flags: flags(frame),
            pitch: pitch_rad as f32,
            yaw: yaw_rad as f32,
            pitch_rate: f32::NAN,
            yaw_rate: f32::NAN,
            target_system: self.manager.system,
            target_component: self.manager.component,
            gimbal_device_id: self.device(),
        };
        let message = MavMessage::GIMBAL_MANAGER_SET_PITCHYAW(message);
        self.transmits.push_back(Transmit::new(self.me, message));
    }

    /// Looks at a place; height above mean sea level, metres.
    pub fn look_at(
        &mut self,
        now: BootTime,
        position: Position,
        height_above_sea_m: f64,
    ) -> Ticket {
        let (x, y) = position.to_e7();
        let command = Command::Int {
            command: MavCmd::MAV_CMD_DO_SET_ROI_LOCATION,
            frame: MavFrame::MAV_FRAME_GLOBAL,
            params: [f32::from(self.device()), 0.0, 0.0, 0.0],
            x,
            y,
            z: height_above_sea_m as f32,
        };
        self.commands.send(now, self.manager, command)
    }

    /// Looks at no place any more.
    pub fn look_ahead(&mut self, now: BootTime) -> Ticket {
        let device = f32::from(self.device());
        self.send(now, MavCmd::MAV_CMD_DO_SET_ROI_NONE, &[device])
    }

    /// What the gimbal can do, once it is found.
    pub const fn information(&self) -> Option<Information> {
        self.information
    }

    /// Who steers it, as it said last.
    pub const fn control(&self) -> Control {
        self.control
    }

    /// Whether it is we who steer.
    pub fn is_ours(&self) -> bool {
        self.control.primary == Some(self.me)
    }

    /// 0, all of the manager's gimbals, until one is found.
    fn device(&self) -> u8 {
        self.information.map_or(0, |information| information.device)
    }

    fn send(&mut self, now: BootTime, command: MavCmd, params: &[f32]) -> Ticket {
        let command = Command::long(command, params);
        self.commands.send(now, self.manager, command)
    }

    fn configure(&mut self, now: BootTime, [system, component]: [f32; 2]) -> Ticket {
        let device = f32::from(self.device());
        let params = [system, component, -1.0, -1.0, 0.0, 0.0, device];
        self.send(now, MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE, &params)
    }

    fn pitch_yaw(&mut self, now: BootTime, angles: [f32; 4], frame: YawFrame) -> Ticket {
        let [pitch, yaw, pitch_rate, yaw_rate] = angles;
        let device = f32::from(self.device());
        let flags = flags(frame).bits() as f32;
        let params = [pitch, yaw, pitch_rate, yaw_rate, flags, 0.0, device];
        self.send(now, MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW, &params)
    }

    fn informed(&mut self, m: &GIMBAL_MANAGER_INFORMATION_DATA) {
        let information = Information {
            device: m.gimbal_device_id,
            pitch_rad: [f64::from(m.pitch_min), f64::from(m.pitch_max)],
            yaw_rad: [f64::from(m.yaw_min), f64::from(m.yaw_max)],
        };
        if self.information != Some(information) {
            self.information = Some(information);
            self.events.push_back(Event::Found(information));
        }
    }

    fn controlled(&mut self, m: &GIMBAL_MANAGER_STATUS_DATA) {
        if self.device() != 0 && self.device() != m.gimbal_device_id {
            return;
        }
        let somebody = |system, component| (system != 0).then(|| Endpoint::new(system, component));
        let control = Control {
            primary: somebody(m.primary_control_sysid, m.primary_control_compid),
            secondary: somebody(m.secondary_control_sysid, m.secondary_control_compid),
        };
        if control != self.control {
            self.control = control;
            self.events.push_back(Event::Control(control));
        }
    }
}

fn flags(frame: YawFrame) -> GimbalManagerFlags {
    let level = GimbalManagerFlags::GIMBAL_MANAGER_FLAGS_ROLL_LOCK
        | GimbalManagerFlags::GIMBAL_MANAGER_FLAGS_PITCH_LOCK;
    match frame {
        YawFrame::Vehicle => level,
        YawFrame::Earth => level | GimbalManagerFlags::GIMBAL_MANAGER_FLAGS_YAW_LOCK,
    }
}

impl Conversation for Client {
    type Event = Event;

    fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        self.commands.handle(now, from, message);
        while let Some(event) = self.commands.poll_event() {
            if let command::ClientEvent::Done {
                ticket, outcome, ..
            } = event
            {
                self.events.push_back(Event::Done { ticket, outcome });
            }
        }
        if !from.is_meant_by(self.manager) {
            return;
        }
        match message {
            MavMessage::GIMBAL_MANAGER_INFORMATION(m) => self.informed(m),
            MavMessage::GIMBAL_MANAGER_STATUS(m) => self.controlled(m),
            MavMessage::GIMBAL_DEVICE_ATTITUDE_STATUS(_) => {
                let mut state = VehicleState::default();
                state.update(now, message);
                self.events.extend(state.gimbal.get().map(Event::Attitude));
            }
            _ => {}
        }
    }

    fn handle_timeout(&mut self, now: BootTime) {
        self.commands.handle_timeout(now);
        while let Some(event) = self.commands.poll_event() {
            if let command::ClientEvent::Done {
                ticket, outcome, ..
            } = event
            {
                self.events.push_back(Event::Done { ticket, outcome });
            }
        }
    }

    fn poll_transmit(&mut self) -> Option<Transmit> {
        let command = self.commands.poll_transmit();
        command.or_else(|| self.transmits.pop_front())
    }

    fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn poll_timeout(&self) -> Option<BootTime> {
        self.commands.poll_timeout()
    }
}
