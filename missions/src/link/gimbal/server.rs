//! The answering half: a gimbal manager and its device, which turns as time is told.

use std::collections::VecDeque;
use std::f64::consts::PI;
use std::time::Duration;

use super::orders::{self, Order};
use super::{Control, Device, Pose, Profile, Target};
use crate::link::command::{self, Command, RequestId};
use crate::link::dialect::{
    GIMBAL_DEVICE_ATTITUDE_STATUS_DATA, GIMBAL_DEVICE_INFORMATION_DATA,
    GIMBAL_MANAGER_INFORMATION_DATA, GIMBAL_MANAGER_STATUS_DATA, GimbalDeviceCapFlagsU16,
    GimbalDeviceErrorFlags, GimbalDeviceFlags, GimbalManagerCapFlags, GimbalManagerFlags, MavCmd,
    MavMessage, MavResult,
};
use crate::link::timers::earliest;
use crate::link::{Conversation, Endpoint, Transmit};
use crate::time::BootTime;

/// GIMBAL_MANAGER_STATUS is said so often, and when it changes.
const STATUS_EVERY: Duration = Duration::from_millis(200);
/// GIMBAL_DEVICE_ATTITUDE_STATUS is said so often.
const ATTITUDE_EVERY: Duration = Duration::from_millis(100);

/// Message ids that can be asked for with MAV_CMD_REQUEST_MESSAGE.
const INFORMATION: u32 = 280;
const STATUS: u32 = 281;
const DEVICE_INFORMATION: u32 = 283;
const ATTITUDE: u32 = 285;

/// What the owner is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// Somebody else is in control, or nobody.
    Control(Control),
    /// It is to look somewhere else. Streams of the same kind of target are told too.
    Target(Target),
}

/// The answering half of one gimbal.
///
/// It may share its component with an autopilot (1) or be one of its own (154). Either way it
/// acknowledges, itself, these commands and only these, so that nobody else must
/// ([`Server::answers`]): MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW, _CONFIGURE, DO_SET_ROI_LOCATION,
/// DO_SET_ROI_NONE, and REQUEST_MESSAGE for messages 280, 281, 283 and 285. A component of its
/// own also needs a heartbeat, which is not in here.
#[derive(Debug)]
pub struct Server {
    me: Endpoint,
    device: Device,
    control: Control,
    commands: command::Server,
    stepped: Option<BootTime>,
    status_due: BootTime,
    attitude_due: BootTime,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

impl Server {
    /// A gimbal that speaks as `me`.
    pub fn new(me: Endpoint, profile: Profile) -> Self {
        Self {
            me,
            device: Device::new(profile),
            control: Control::default(),
            commands: command::Server::new(me),
            stepped: None,
            status_due: BootTime::ZERO,
            attitude_due: BootTime::ZERO,
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// The vehicle's pose now: turns the device on. To be called as often as the vehicle moves.
    pub fn step(&mut self, now: BootTime, vehicle: &Pose) {
        let elapsed = now.since(self.stepped.unwrap_or(now));
        self.stepped = Some(now);
        self.device.step(elapsed, vehicle);
    }

    /// The device: where it looks ([`Device::pointing`]).
    pub const fn device(&self) -> &Device {
        &self.device
    }

    /// The owner itself aims it, as a mission item does, whoever is in control.
    pub fn aim(&mut self, target: Target) {
        self.device.aim(target);
    }

    /// Who steers it.
    pub const fn control(&self) -> Control {
        self.control
    }

    /// Whether this server acknowledges the command that a message carries.
    pub fn answers(&self, message: &MavMessage) -> bool {
        self.me.is_addressed_by(message)
            && Command::from_message(message).is_some_and(|(command, _)| is_owned(&command))
    }

    fn requested(&mut self, now: BootTime, id: RequestId, from: Endpoint, command: &Command) {
        if !is_owned(command) {
            self.commands.drop_silently(id);
            return;
        }
        let result = self.obey(now, from, command);
        self.commands.answer(id, result);
    }

    fn obey(&mut self, now: BootTime, from: Endpoint, command: &Command) -> MavResult {
        if command.command() == MavCmd::MAV_CMD_REQUEST_MESSAGE {
            let message = self.message(now, command.params()[0] as u32);
            self.transmits
                .extend(message.map(|message| Transmit::new(self.me, message)));
            return MavResult::MAV_RESULT_ACCEPTED;
        }
        let is_roi = matches!(
            command.command(),
            MavCmd::MAV_CMD_DO_SET_ROI_LOCATION | MavCmd::MAV_CMD_DO_SET_ROI_NONE
        );
        if !self.is_meant(orders::device_of(command, is_roi)) {
            return MavResult::MAV_RESULT_DENIED;
        }
        if command.command() == MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE {
            let configured = orders::configured(self.control, command, from);
            return configured.map_or(MavResult::MAV_RESULT_DENIED, |control| {
                self.hand_over(now, control)
            });
        }
        let target = match command.command() {
            MavCmd::MAV_CMD_DO_SET_ROI_LOCATION => orders::place(command, self.device.vehicle()),
            MavCmd::MAV_CMD_DO_SET_ROI_NONE => Some(Target::Neutral),
            _ => Order::from_command(command).target(self.device.vehicle()),
        };
        match target {
            Some(_) if !self.may_steer(from) => MavResult::MAV_RESULT_DENIED,
            Some(target) => {
                self.steer(target);
                MavResult::MAV_RESULT_ACCEPTED
            }
            None => MavResult::MAV_RESULT_DENIED,
        }
    }

    fn hand_over(&mut self, now: BootTime, control: Control) -> MavResult {
        if control != self.control {
            self.control = control;
            self.events.push_back(Event::Control(control));
        }
        self.say(self.status(now));
        MavResult::MAV_RESULT_ACCEPTED
    }

    fn streamed(&mut self, from: Endpoint, device: u8, order: Order) {
        if !self.is_meant(device) || !self.may_steer(from) {
            return;
        }
        if let Some(target) = order.target(self.device.vehicle()) {
            self.steer(target);
        }
    }

    fn steer(&mut self, target: Target) {
        self.device.aim(target);
        self.events.push_back(Event::Target(target));
    }

    /// 0 means all devices.
    fn is_meant(&self, device: u8) -> bool {
        device == 0 || device == self.device.profile().id
    }

    fn may_steer(&self, from: Endpoint) -> bool {
        self.control.primary.is_none_or(|primary| primary == from)
    }

    fn say(&mut self, message: MavMessage) {
        self.transmits.push_back(Transmit::new(self.me, message));
    }

    fn message(&self, now: BootTime, id: u32) -> Option<MavMessage> {
        Some(match id {
            INFORMATION => self.information(now),
            STATUS => self.status(now),
            DEVICE_INFORMATION => self.device_information(now),
            ATTITUDE => self.attitude(now),
            _ => return None,
        })
    }

    fn information(&self, now: BootTime) -> MavMessage {
        let profile = self.device.profile();
        MavMessage::GIMBAL_MANAGER_INFORMATION(GIMBAL_MANAGER_INFORMATION_DATA {
            time_boot_ms: now.as_millis_u32(),
            cap_flags: self.capabilities(),
            roll_min: 0.0,
            roll_max: 0.0,
            pitch_min: profile.pitch_rad[0] as f32,
            pitch_max: profile.pitch_rad[1] as f32,
            yaw_min: profile.yaw_rad[0] as f32,
            yaw_max: profile.yaw_rad[1] as f32,
            gimbal_device_id: profile.id,
        })
    }

    fn capabilities(&self) -> GimbalManagerCapFlags {
        use GimbalManagerCapFlags as Cap;
        let mut flags = Cap::GIMBAL_MANAGER_CAP_FLAGS_HAS_RETRACT
            | Cap::GIMBAL_MANAGER_CAP_FLAGS_HAS_NEUTRAL
            | Cap::GIMBAL_MANAGER_CAP_FLAGS_HAS_ROLL_LOCK
            | Cap::GIMBAL_MANAGER_CAP_FLAGS_HAS_PITCH_AXIS
            | Cap::GIMBAL_MANAGER_CAP_FLAGS_HAS_PITCH_LOCK
            | Cap::GIMBAL_MANAGER_CAP_FLAGS_SUPPORTS_YAW_IN_EARTH_FRAME
            | Cap::GIMBAL_MANAGER_CAP_FLAGS_CAN_POINT_LOCATION_GLOBAL;
        let [left, right] = self.device.profile().yaw_rad;
        if left < right {
            flags |= Cap::GIMBAL_MANAGER_CAP_FLAGS_HAS_YAW_AXIS
                | Cap::GIMBAL_MANAGER_CAP_FLAGS_HAS_YAW_FOLLOW
                | Cap::GIMBAL_MANAGER_CAP_FLAGS_HAS_YAW_LOCK;
        }
        if self.device.turns_all_round() {
            flags |= Cap::GIMBAL_MANAGER_CAP_FLAGS_SUPPORTS_INFINITE_YAW;
        }
        flags
    }

    fn status(&self, now: BootTime) -> MavMessage {
        let address = |at: Option<Endpoint>| at.unwrap_or(Endpoint::ALL);
        let (primary, secondary) = (
            address(self.control.primary),
            address(self.control.secondary),
        );
        MavMessage::GIMBAL_MANAGER_STATUS(GIMBAL_MANAGER_STATUS_DATA {
            time_boot_ms: now.as_millis_u32(),
            flags: GimbalManagerFlags::from_bits_truncate(u32::from(self.flags().bits())),
            gimbal_device_id: self.device.profile().id,
            primary_control_sysid: primary.system,
            primary_control_compid: primary.component,
            secondary_control_sysid: secondary.system,
            secondary_control_compid: secondary.component,
        })
    }

    /// The first bits are the same for manager and device.
    fn flags(&self) -> GimbalDeviceFlags {
        let mut flags = GimbalDeviceFlags::GIMBAL_DEVICE_FLAGS_ROLL_LOCK
            | GimbalDeviceFlags::GIMBAL_DEVICE_FLAGS_PITCH_LOCK;
        match self.device.target() {
            Target::Neutral => flags |= GimbalDeviceFlags::GIMBAL_DEVICE_FLAGS_NEUTRAL,
            Target::Retracted => flags |= GimbalDeviceFlags::GIMBAL_DEVICE_FLAGS_RETRACT,
            _ => {}
        }
        if self.device.is_yaw_locked() {
            flags |= GimbalDeviceFlags::GIMBAL_DEVICE_FLAGS_YAW_LOCK;
        }
        flags
    }

    fn device_information(&self, now: BootTime) -> MavMessage {
        let profile = self.device.profile();
        let capabilities = self.capabilities().bits() as u16;
        MavMessage::GIMBAL_DEVICE_INFORMATION(GIMBAL_DEVICE_INFORMATION_DATA {
            time_boot_ms: now.as_millis_u32(),
            roll_min: 0.0,
            roll_max: 0.0,
            pitch_min: profile.pitch_rad[0] as f32,
            pitch_max: profile.pitch_rad[1] as f32,
            yaw_min: profile.yaw_rad[0] as f32,
            yaw_max: profile.yaw_rad[1] as f32,
            cap_flags: GimbalDeviceCapFlagsU16::from_bits_truncate(capabilities),
            vendor_name: profile.vendor.as_str().into(),
            model_name: profile.model.as_str().into(),
            gimbal_device_id: profile.id,
            ..GIMBAL_DEVICE_INFORMATION_DATA::default()
        })
    }

    /// Yaw is counted from the vehicle's nose, whatever it stays with.
    fn attitude(&self, now: BootTime) -> MavMessage {
        let [pitch_rad_s, yaw_rad_s] = self.device.rates_rad_s();
        let frame = GimbalDeviceFlags::GIMBAL_DEVICE_FLAGS_YAW_IN_VEHICLE_FRAME;
        MavMessage::GIMBAL_DEVICE_ATTITUDE_STATUS(GIMBAL_DEVICE_ATTITUDE_STATUS_DATA {
            time_boot_ms: now.as_millis_u32(),
            q: self.device.attitude().to_quaternion().map(|c| c as f32),
            angular_velocity_x: 0.0,
            angular_velocity_y: pitch_rad_s as f32,
            angular_velocity_z: yaw_rad_s as f32,
            failure_flags: GimbalDeviceErrorFlags::empty(),
            flags: self.flags() | frame,
            target_system: 0,
            target_component: 0,
            delta_yaw: self.device.vehicle().attitude.yaw_rad as f32,
            delta_yaw_velocity: f32::NAN,
            gimbal_device_id: self.device.profile().id,
        })
    }
}

fn is_owned(command: &Command) -> bool {
    match command.command() {
        MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW
        | MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE
        | MavCmd::MAV_CMD_DO_SET_ROI_LOCATION
        | MavCmd::MAV_CMD_DO_SET_ROI_NONE => true,
        MavCmd::MAV_CMD_REQUEST_MESSAGE => {
            let id = command.params()[0] as u32;
            [INFORMATION, STATUS, DEVICE_INFORMATION, ATTITUDE].contains(&id)
        }
        _ => false,
    }
}

impl Conversation for Server {
    type Event = Event;

    fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        if !self.me.is_addressed_by(message) {
            return;
        }
        match message {
            MavMessage::GIMBAL_MANAGER_SET_PITCHYAW(m) => {
                self.streamed(from, m.gimbal_device_id, Order::from_pitchyaw(m));
            }
            MavMessage::GIMBAL_MANAGER_SET_ATTITUDE(m) => {
                self.streamed(from, m.gimbal_device_id, Order::from_attitude(m));
            }
            MavMessage::GIMBAL_MANAGER_SET_MANUAL_CONTROL(m) => {
                // -1 to 1 of the greatest rate, or of half a turn.
                let rate = self.device.profile().rate_rad_s;
                let order = Order {
                    flags: m.flags,
                    pitch_rad: f64::from(m.pitch) * PI / 2.0,
                    yaw_rad: f64::from(m.yaw) * PI,
                    pitch_rad_s: f64::from(m.pitch_rate) * rate,
                    yaw_rad_s: f64::from(m.yaw_rate) * rate,
                };
                self.streamed(from, m.gimbal_device_id, order);
            }
            _ => self.commands.handle(now, from, message),
        }
        while let Some(event) = self.commands.poll_event() {
            if let command::ServerEvent::Request {
                id, from, command, ..
            } = event
            {
                self.requested(now, id, from, &command);
            }
        }
    }

    fn handle_timeout(&mut self, now: BootTime) {
        if self.status_due <= now {
            self.status_due = now + STATUS_EVERY;
            self.say(self.status(now));
        }
        if self.attitude_due <= now {
            self.attitude_due = now + ATTITUDE_EVERY;
            self.say(self.attitude(now));
        }
    }

    fn poll_transmit(&mut self) -> Option<Transmit> {
        let ack = self.commands.poll_transmit();
        ack.or_else(|| self.transmits.pop_front())
    }

    fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn poll_timeout(&self) -> Option<BootTime> {
        earliest([Some(self.status_due), Some(self.attitude_due)])
    }
}
