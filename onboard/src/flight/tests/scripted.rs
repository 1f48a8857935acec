//! An autopilot that does what a script says, made of the server halves: no physics, both manners.
//! It exists to make things happen that a simulator seldom does.

use std::collections::VecDeque;
use std::time::Duration;

use missions::geodesy::Position;
use missions::link::command::{self, ServerEvent};
use missions::link::dialect::*;
use missions::link::manners::{Autopilot, FlightMode};
use missions::link::mission_transfer::{self, Kind, Limits};
use missions::link::parameters::{self, Parameter, Value};
use missions::link::texts::Texts;
use missions::link::timers::earliest;
use missions::link::{Conversation, Endpoint, Message as _, Transmit};
use missions::plan::items::{command as cmd, place_of};
use missions::telemetry::Severity;
use missions::time::BootTime;
use num_traits::FromPrimitive as _;

pub(super) const ME: Endpoint = Endpoint::new(1, 1);
const TICK: Duration = Duration::from_millis(200);
const SPEED_M_S: f64 = 10.0;

/// The autopilot; tests write its public fields at will.
#[derive(Debug)]
pub(super) struct Scripted {
    pub(super) autopilot: Autopilot,
    pub(super) transfers: mission_transfer::Server,
    commands: command::Server,
    pub(super) parameters: parameters::Server,
    pub(super) home: Position,
    pub(super) position: Position,
    pub(super) height_m: f64,
    velocity: [f64; 2],
    falls_m_s: f64,
    /// Climbs so fast, whatever it is told.
    pub(super) updraught_m_s: f64,
    pub(super) armed: bool,
    pub(super) mode: u32,
    /// The item that it flies to, as a plan counts.
    pub(super) current: usize,
    /// Share of the battery.
    pub(super) battery: f64,
    pub(super) wind_m_s: f64,
    pub(super) satellites: u8,
    pub(super) fix: u8,
    pub(super) sticks: [u16; 4],
    pub(super) prearm: bool,
    /// Says whether it stands on the ground.
    pub(super) tells_landed: bool,
    /// Takes itself for landed as soon as it is disarmed, as an ArduCopter does.
    pub(super) lands_by_disarming: bool,
    /// How high the ground is where it comes down, metres above home.
    pub(super) ground_m: f64,
    /// Says nothing at all.
    pub(super) silent: bool,
    /// Messages that it does not say.
    pub(super) muted: Vec<u32>,
    /// Asked for a muted message, it says it again.
    pub(super) helpful: bool,
    /// Refuses to change its mode.
    pub(super) stubborn: bool,
    /// Says why, a while after the answer.
    pub(super) explains: Option<(Duration, &'static str)>,
    explanation: Option<(BootTime, &'static str)>,
    /// Says that it has no mission.
    pub(super) says_empty: bool,
    /// Its state, whatever it does.
    pub(super) state: Option<MavState>,
    /// Says nothing of its lists.
    pub(super) mutes_lists: bool,
    /// Items that it was asked for.
    pub(super) requests: usize,
    /// Says nothing of its parameters.
    pub(super) mutes_parameters: bool,
    /// Gives its mission an id, as PX4 does.
    pub(super) tells_id: bool,
    /// Is so far beside its way, now to the one side and now to the other, metres.
    pub(super) gusts_m: f64,
    /// Obeys this command without a word.
    pub(super) tacit: Option<MavCmd>,
    /// When it was switched on.
    pub(super) booted: BootTime,
    /// Home's height above the sea, metres.
    pub(super) home_sea_m: f64,
    /// Its land detector says that it stands.
    pub(super) feels_ground: bool,
    /// Says this share of its battery, percent, whatever is left.
    pub(super) says_percent: Option<i8>,
    /// Boots until then.
    pub(super) boots_until: BootTime,
    /// Every command that it was given.
    pub(super) heard: Vec<(MavCmd, [f32; 4])>,
    /// Every upload that it was given.
    pub(super) uploads: Vec<Kind>,
    pub(super) ground: bool,
    next: BootTime,
    ticks: u64,
    transmits: VecDeque<Transmit>,
}

impl Scripted {
    pub(super) fn new(autopilot: Autopilot, home: Position) -> Self {
        let idle = match autopilot {
            Autopilot::ArduPilot => FlightMode::Manual(0),
            Autopilot::Px4 => FlightMode::Hold,
        };
        Self {
            autopilot,
            transfers: mission_transfer::Server::new(ME, autopilot, Limits::default()),
            commands: command::Server::new(ME),
            parameters: parameters::Server::new(ME, autopilot, factory(autopilot)),
            home,
            position: home,
            height_m: 0.0,
            velocity: [0.0; 2],
            falls_m_s: 0.0,
            updraught_m_s: 0.0,
            armed: false,
            mode: autopilot.custom_mode(idle).unwrap(),
            current: 0,
            battery: 1.0,
            wind_m_s: 3.0,
            satellites: 12,
            fix: 3,
            sticks: [1500, 1500, 1000, 1500],
            prearm: true,
            tells_landed: false,
            lands_by_disarming: false,
            ground_m: 0.0,
            silent: false,
            muted: Vec::new(),
            helpful: false,
            stubborn: false,
            explains: None,
            explanation: None,
            says_empty: false,
            state: None,
            mutes_lists: false,
            requests: 0,
            mutes_parameters: false,
            tells_id: autopilot == Autopilot::Px4,
            gusts_m: 0.0,
            tacit: None,
            booted: BootTime::ZERO,
            home_sea_m: 5.0,
            feels_ground: false,
            says_percent: None,
            boots_until: BootTime::ZERO,
            heard: Vec::new(),
            uploads: Vec::new(),
            ground: false,
            next: BootTime::ZERO,
            ticks: 0,
            transmits: VecDeque::new(),
        }
    }

    pub(super) fn flies(&self) -> FlightMode {
        self.autopilot.mode(self.mode)
    }

    pub(super) fn set_mode(&mut self, mode: FlightMode) {
        self.mode = self.autopilot.custom_mode(mode).unwrap();
    }

    /// How often a command was given.
    pub(super) fn count(&self, command: MavCmd) -> usize {
        self.heard
            .iter()
            .filter(|(heard, _)| *heard == command)
            .count()
    }

    fn is_booting(&self, now: BootTime) -> bool {
        now < self.boots_until
    }

    fn obey(&mut self, command: MavCmd, params: [f32; 4]) -> MavResult {
        self.heard.push((command, params));
        match command {
            MavCmd::MAV_CMD_DO_SET_MODE if self.stubborn => return MavResult::MAV_RESULT_DENIED,
            MavCmd::MAV_CMD_DO_SET_MODE => {
                self.mode = match self.autopilot {
                    Autopilot::ArduPilot => params[1] as u32,
                    Autopilot::Px4 => (params[1] as u32) << 16 | (params[2] as u32) << 24,
                };
            }
            MavCmd::MAV_CMD_COMPONENT_ARM_DISARM if params[0] == 1.0 => {
                let refuses =
                    self.autopilot == Autopilot::ArduPilot && self.flies() == FlightMode::Mission;
                if !self.prearm || refuses {
                    return MavResult::MAV_RESULT_FAILED;
                }
                self.armed = true;
                self.home = self.position;
            }
            MavCmd::MAV_CMD_COMPONENT_ARM_DISARM if self.height_m > 0.5 => {
                return MavResult::MAV_RESULT_DENIED;
            }
            MavCmd::MAV_CMD_COMPONENT_ARM_DISARM => self.armed = false,
            MavCmd::MAV_CMD_MISSION_START => self.set_mode(FlightMode::Mission),
            MavCmd::MAV_CMD_REQUEST_MESSAGE => self.tell_version(params[0]),
            MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL if self.helpful => {
                self.muted.retain(|message| *message != params[0] as u32);
            }
            MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL => {}
            _ => return MavResult::MAV_RESULT_UNSUPPORTED,
        }
        MavResult::MAV_RESULT_ACCEPTED
    }

    #[expect(deprecated, reason = "what PX4 knew before 2026")]
    fn set_current(&mut self, message: &MavMessage) {
        if let MavMessage::MISSION_SET_CURRENT(m) = message {
            self.current = usize::from(m.seq).saturating_sub(self.home_item());
        }
    }

    fn home_item(&self) -> usize {
        usize::from(self.autopilot.home_is_item_0())
    }

    fn tell_version(&mut self, message: f32) {
        if message == 148.0 {
            let capabilities = MavProtocolCapability::from_bits_truncate(0xE9FF);
            self.say(MavMessage::AUTOPILOT_VERSION(AUTOPILOT_VERSION_DATA {
                capabilities,
                flight_sw_version: 0x0406_0000,
                ..Default::default()
            }));
        }
    }

    fn say(&mut self, message: MavMessage) {
        if !self.muted.contains(&message.message_id()) {
            self.transmits.push_back(Transmit::new(ME, message));
        }
    }

    /// Says something in words.
    pub(super) fn tell_text(&mut self, severity: Severity, text: &str) {
        for message in Texts::new().messages(severity, text) {
            self.say(message);
        }
    }

    /// What it says of a refusal, when the time has come.
    fn explain(&mut self, now: BootTime) {
        if let Some((_, text)) = self.explanation.take_if(|(at, _)| now >= *at) {
            let message = Texts::new().messages(Severity::Critical, text).remove(0);
            self.say(message);
        }
    }

    fn tick(&mut self, now: BootTime) {
        self.ticks += 1;
        self.explain(now);
        self.transfers.set_ready(!self.is_booting(now));
        self.fly(TICK.as_secs_f64());
        self.tell_position(now);
        self.tell_sticks(now);
        if self.ticks.is_multiple_of(5) {
            self.tell_slowly(now);
        }
    }

    fn fly(&mut self, seconds: f64) {
        self.velocity = [0.0; 2];
        self.height_m += self.updraught_m_s * seconds;
        self.falls_m_s = 0.0;
        if !self.armed {
            let below_m = (self.height_m - 10.0 * seconds).max(self.ground_m);
            self.falls_m_s = (self.height_m - below_m) / seconds;
            self.height_m = below_m;
            return;
        }
        match self.flies() {
            FlightMode::Mission | FlightMode::TakeOff => self.fly_mission(seconds),
            FlightMode::Return => self.come_home(seconds),
            FlightMode::Land => self.descend(seconds),
            _ => {}
        }
    }

    fn fly_mission(&mut self, seconds: f64) {
        let items = self.transfers.items(Kind::Mission);
        let Some(item) = items.get(self.current).copied() else {
            return;
        };
        let reached = match item.command {
            cmd::RETURN => {
                if self.autopilot == Autopilot::Px4 {
                    self.set_mode(FlightMode::Return);
                }
                self.come_home(seconds);
                false
            }
            cmd::TAKEOFF => {
                self.height_m = (self.height_m + 5.0 * seconds).min(item.z);
                self.height_m >= item.z
            }
            _ => place_of(&item).is_none_or(|to| self.go(to.position, seconds)),
        };
        if reached {
            let seq = (self.current + self.home_item()) as u16;
            self.say(MavMessage::MISSION_ITEM_REACHED(
                MISSION_ITEM_REACHED_DATA { seq },
            ));
            if self.current + 1 < self.transfers.items(Kind::Mission).len() {
                self.current += 1;
            }
        }
    }

    fn go(&mut self, to: Position, seconds: f64) -> bool {
        let left_m = self.position.distance_m(to);
        let step_m = (SPEED_M_S * seconds).min(left_m);
        if left_m < 0.5 {
            return true;
        }
        let bearing = self.position.bearing_deg(to);
        let (sin, cos) = bearing.to_radians().sin_cos();
        self.velocity = [cos * step_m / seconds, sin * step_m / seconds];
        self.position = self.position.offset(bearing, step_m);
        false
    }

    fn come_home(&mut self, seconds: f64) {
        if self.go(self.home, seconds) {
            self.descend(seconds);
        }
    }

    fn descend(&mut self, seconds: f64) {
        self.height_m = (self.height_m - 2.0 * seconds).max(0.0);
        if self.height_m == 0.0 {
            self.armed = false;
        }
    }

    fn tell_position(&mut self, now: BootTime) {
        let beside_m = self.gusts_m * (now.as_secs_f64() / 2.0).sin();
        let bearing = self.velocity[1].atan2(self.velocity[0]).to_degrees();
        let (lat, lon) = self.position.offset(bearing + 90.0, beside_m).to_e7();
        let [north, east] = self.velocity.map(|v| (v * 100.0) as i16);
        let metres = |metres: f64| (metres * 1000.0) as i32;
        self.say(MavMessage::GLOBAL_POSITION_INT(GLOBAL_POSITION_INT_DATA {
            time_boot_ms: now.since(self.booted).as_millis() as u32,
            lat,
            lon,
            alt: metres(self.height_m + 5.0),
            relative_alt: metres(self.height_m + 5.0 - self.home_sea_m),
            vx: north,
            vy: east,
            vz: ((self.falls_m_s - self.updraught_m_s) * 100.0) as i16,
            hdg: 0,
        }));
    }

    fn tell_sticks(&mut self, now: BootTime) {
        let [chan1_raw, chan2_raw, chan3_raw, chan4_raw] = self.sticks;
        self.say(MavMessage::RC_CHANNELS(RC_CHANNELS_DATA {
            time_boot_ms: now.as_millis_u32(),
            chan1_raw,
            chan2_raw,
            chan3_raw,
            chan4_raw,
            chancount: 4,
            rssi: 255,
            ..Default::default()
        }));
    }

    fn tell_slowly(&mut self, now: BootTime) {
        let flag = if self.armed {
            MavModeFlag::MAV_MODE_FLAG_SAFETY_ARMED
        } else {
            MavModeFlag::empty()
        };
        let airborne = self.height_m > 0.1;
        self.say(MavMessage::HEARTBEAT(HEARTBEAT_DATA {
            custom_mode: self.mode,
            mavtype: MavType::MAV_TYPE_QUADROTOR,
            autopilot: self.autopilot.to_mavlink(),
            base_mode: MavModeFlag::MAV_MODE_FLAG_CUSTOM_MODE_ENABLED | flag,
            system_status: self
                .state
                .unwrap_or(match (self.is_booting(now), airborne) {
                    (true, _) => MavState::MAV_STATE_BOOT,
                    (_, true) => MavState::MAV_STATE_ACTIVE,
                    (_, false) => MavState::MAV_STATE_STANDBY,
                }),
            mavlink_version: 3,
        }));
        if self.ground {
            let heartbeat = HEARTBEAT_DATA {
                mavtype: MavType::MAV_TYPE_GCS,
                autopilot: MavAutopilot::MAV_AUTOPILOT_INVALID,
                ..Default::default()
            };
            let station = Endpoint::new(255, 190);
            let message = MavMessage::HEARTBEAT(heartbeat);
            self.transmits.push_back(Transmit::new(station, message));
        }
        self.tell_health();
        self.tell_mission();
        if self.tells_landed {
            let believes = self.lands_by_disarming && !self.armed;
            self.tell_landed(airborne && !self.feels_ground && !believes);
        }
        let (latitude, longitude) = self.home.to_e7();
        self.say(MavMessage::HOME_POSITION(HOME_POSITION_DATA {
            latitude,
            longitude,
            altitude: (self.home_sea_m * 1000.0) as i32,
            ..Default::default()
        }));
        self.say(MavMessage::WIND(WIND_DATA {
            direction: 270.0,
            speed: self.wind_m_s as f32,
            speed_z: 0.0,
        }));
    }

    fn tell_health(&mut self) {
        let mut health = MavSysStatusSensor::MAV_SYS_STATUS_SENSOR_GPS;
        if self.prearm {
            health |= MavSysStatusSensor::MAV_SYS_STATUS_PREARM_CHECK;
        }
        let present = MavSysStatusSensor::MAV_SYS_STATUS_SENSOR_GPS
            | MavSysStatusSensor::MAV_SYS_STATUS_PREARM_CHECK;
        self.say(MavMessage::SYS_STATUS(SYS_STATUS_DATA {
            onboard_control_sensors_present: present,
            onboard_control_sensors_enabled: present,
            onboard_control_sensors_health: health,
            voltage_battery: 16_000,
            current_battery: 2000,
            battery_remaining: self
                .says_percent
                .unwrap_or((self.battery * 100.0).round() as i8),
            ..Default::default()
        }));
        let (lat, lon) = self.position.to_e7();
        self.say(MavMessage::GPS_RAW_INT(GPS_RAW_INT_DATA {
            fix_type: GpsFixType::from_u8(self.fix).unwrap(),
            lat,
            lon,
            eph: 80,
            epv: 120,
            h_acc: 900,
            satellites_visible: self.satellites,
            ..Default::default()
        }));
    }

    fn tell_landed(&mut self, airborne: bool) {
        let landed_state = if airborne {
            MavLandedState::MAV_LANDED_STATE_IN_AIR
        } else {
            MavLandedState::MAV_LANDED_STATE_ON_GROUND
        };
        self.say(MavMessage::EXTENDED_SYS_STATE(EXTENDED_SYS_STATE_DATA {
            landed_state,
            ..Default::default()
        }));
    }

    fn tell_mission(&mut self) {
        let items = self.transfers.items(Kind::Mission).len();
        let mission_id = self.transfers.opaque_id(Kind::Mission);
        self.say(MavMessage::MISSION_CURRENT(MISSION_CURRENT_DATA {
            seq: (self.current + self.home_item()) as u16,
            total: items as u16,
            mission_id: if self.tells_id { mission_id } else { 0 },
            mission_state: if self.says_empty {
                MissionState::MISSION_STATE_NO_MISSION
            } else {
                MissionState::MISSION_STATE_UNKNOWN
            },
            ..Default::default()
        }));
    }
}

fn is_refusal(result: MavResult) -> bool {
    matches!(
        result,
        MavResult::MAV_RESULT_DENIED | MavResult::MAV_RESULT_FAILED
    )
}

/// The parameters that matter here, as the factories set them.
fn factory(autopilot: Autopilot) -> Vec<Parameter> {
    match autopilot {
        Autopilot::ArduPilot => vec![
            Parameter::new("FENCE_ENABLE", Value::U8(0)),
            Parameter::new("FENCE_TYPE", Value::U8(7)),
            Parameter::new("FENCE_ACTION", Value::U8(1)),
            Parameter::new("FENCE_RADIUS", Value::F32(150.0)),
            Parameter::new("FENCE_ALT_MAX", Value::F32(100.0)),
            Parameter::new("RTL_ALT", Value::F32(1500.0)),
        ],
        Autopilot::Px4 => vec![
            Parameter::new("GF_ACTION", Value::I32(2)),
            Parameter::new("GF_MAX_HOR_DIST", Value::F32(0.0)),
            Parameter::new("GF_MAX_VER_DIST", Value::F32(0.0)),
            Parameter::new("MIS_DIST_1WP", Value::F32(900.0)),
            Parameter::new("NAV_ACC_RAD", Value::F32(10.0)),
            Parameter::new("RTL_RETURN_ALT", Value::F32(60.0)),
        ],
    }
}

impl Conversation for Scripted {
    type Event = ();

    fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        if self.silent {
            return;
        }
        self.commands.handle(now, from, message);
        self.requests += usize::from(matches!(message, MavMessage::MISSION_REQUEST_INT(_)));
        if !self.mutes_lists {
            self.transfers.handle(now, from, message);
        }
        if !self.mutes_parameters {
            self.parameters.handle(now, from, message);
        }
        self.set_current(message);
        while let Some(event) = self.commands.poll_event() {
            if let ServerEvent::Request { id, command, .. } = event {
                let result = self.obey(command.command(), command.params());
                if let (Some((after, text)), true) = (self.explains, is_refusal(result)) {
                    self.explanation = Some((now + after, text));
                }
                if self.tacit == Some(command.command()) {
                    self.commands.drop_silently(id);
                } else {
                    self.commands.answer(id, result);
                }
            }
        }
        while let Some(event) = self.transfers.poll_event() {
            if let mission_transfer::ServerEvent::Received { kind, .. } = event {
                self.uploads.push(kind);
            }
        }
    }

    fn handle_timeout(&mut self, now: BootTime) {
        self.commands.handle_timeout(now);
        self.transfers.handle_timeout(now);
        self.parameters.handle_timeout(now);
        if now >= self.next {
            self.next = now + TICK;
            self.tick(now);
        }
    }

    fn poll_transmit(&mut self) -> Option<Transmit> {
        let next = self
            .transmits
            .pop_front()
            .or_else(|| self.commands.poll_transmit())
            .or_else(|| self.transfers.poll_transmit())
            .or_else(|| self.parameters.poll_transmit());
        if self.silent {
            self.transmits.clear();
            return None;
        }
        next
    }

    fn poll_event(&mut self) -> Option<()> {
        None
    }

    fn poll_timeout(&self) -> Option<BootTime> {
        earliest([
            Some(self.next),
            self.commands.poll_timeout(),
            self.transfers.poll_timeout(),
            self.parameters.poll_timeout(),
        ])
    }
}
