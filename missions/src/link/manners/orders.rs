//! How each autopilot is told to arm, take off, fly its mission, hold, return and land.
//!
//! Sources: ArduPilot, "Copter commands in guided mode" and "MAVLink basics"; PX4,
//! "MAVLink commands" and `Commander::handle_command`; and the recorded conversations, in which
//! ArduCopter was sent GUIDED, arm, take off, AUTO, MISSION_START and PX4 AUTO.MISSION, arm.

use super::{Autopilot, FlightMode};
use crate::link::Endpoint;
use crate::link::command::Command;
use crate::link::dialect::{MavCmd, MavMessage};

/// `MAV_MODE_FLAG_CUSTOM_MODE_ENABLED`, as `MAV_CMD_DO_SET_MODE` wants it in parameter 1.
const CUSTOM: f32 = 1.0;

impl Autopilot {
    /// Sets a mode; none where this autopilot has no such mode.
    ///
    /// ArduPilot takes the number in parameter 2, PX4 the main mode in 2 and the sub mode in 3.
    pub fn set_mode(self, mode: FlightMode) -> Option<Command> {
        let number = self.custom_mode(mode)?;
        let words = match self {
            Self::ArduPilot => [CUSTOM, number as f32, 0.0],
            Self::Px4 => {
                let [_, _, main, sub] = number.to_le_bytes();
                [CUSTOM, f32::from(main), f32::from(sub)]
            }
        };
        Some(Command::long(MavCmd::MAV_CMD_DO_SET_MODE, &words))
    }

    /// Arms, with the vehicle's own checks.
    pub fn arm(self) -> Command {
        Command::long(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM, &[1.0])
    }

    /// Disarms; refused in the air.
    pub fn disarm(self) -> Command {
        Command::long(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM, &[0.0])
    }

    /// Takes off, armed, to `height_m` above home; `home_sea_m` is home's height above the sea.
    ///
    /// ArduCopter must be in GUIDED and takes the height above home in parameter 7; PX4 takes the
    /// height above the sea, and NaN for "here" and "as you look".
    pub fn take_off(self, height_m: f32, home_sea_m: f32) -> Command {
        let params = match self {
            Self::ArduPilot => [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, height_m],
            Self::Px4 => {
                let nan = f32::NAN;
                [nan, nan, nan, nan, nan, nan, home_sea_m + height_m]
            }
        };
        Command::long(MavCmd::MAV_CMD_NAV_TAKEOFF, &params)
    }

    /// What to say, in this order, before arming for a mission.
    ///
    /// ArduCopter does not arm in AUTO by default, so it is armed in GUIDED. PX4 is put into
    /// AUTO.MISSION first. Both want [`Autopilot::set_back`] where their index is not at the
    /// beginning.
    pub fn before_arming(self) -> Vec<Command> {
        let mode = match self {
            Self::ArduPilot => FlightMode::Guided,
            Self::Px4 => FlightMode::Mission,
        };
        self.set_mode(mode).into_iter().collect()
    }

    /// Sets the mission's index back to its beginning: a recorded PX4 kept the index of the
    /// flight before and went straight to the last item, its return.
    ///
    /// It is the message `MISSION_SET_CURRENT`, which both autopilots have always known: PX4
    /// refuses `MAV_CMD_DO_SET_MISSION_CURRENT` but in its newest versions. Nothing answers it;
    /// `MISSION_CURRENT` shows whether it was heard.
    pub fn set_back(self, to: Endpoint) -> MavMessage {
        set_current(0, to)
    }

    /// Sets the mission's index to the plan's item `index`, counted from 0; said as
    /// [`Autopilot::set_back`] is.
    pub fn set_current(self, index: u16, to: Endpoint) -> MavMessage {
        set_current(self.seq_of(index), to)
    }

    /// What to say, in this order, when armed, so that the mission is flown from its first item
    /// (its take-off included).
    ///
    /// ArduCopter waits in AUTO on the ground for `MAV_CMD_MISSION_START`; PX4 flies off as soon
    /// as it is armed in AUTO.MISSION, and the mode is only said again.
    pub fn start_mission(self) -> Vec<Command> {
        let mut commands: Vec<_> = self.set_mode(FlightMode::Mission).into_iter().collect();
        if self == Self::ArduPilot {
            commands.push(Command::long(MavCmd::MAV_CMD_MISSION_START, &[]));
        }
        commands
    }

    /// Flies on with the mission where it stopped, in the air.
    pub fn resume_mission(self) -> Option<Command> {
        self.set_mode(FlightMode::Mission)
    }

    /// Stops and stays.
    ///
    /// ArduCopter's LOITER obeys the throttle stick, which may lie at zero: so BRAKE. PX4's
    /// AUTO.LOITER does not.
    pub fn hold(self) -> Option<Command> {
        match self {
            Self::ArduPilot => self.set_mode(FlightMode::Brake),
            Self::Px4 => self.set_mode(FlightMode::Hold),
        }
    }

    /// The mode in which the vehicle is found after [`Autopilot::hold`].
    pub const fn is_holding(self, mode: FlightMode) -> bool {
        matches!(
            (self, mode),
            (Self::ArduPilot, FlightMode::Brake) | (Self::Px4, FlightMode::Hold)
        )
    }

    /// Goes home, or to a nearer rally point, and lands.
    pub fn return_home(self) -> Option<Command> {
        self.set_mode(FlightMode::Return)
    }

    /// Lands where it is.
    pub fn land(self) -> Option<Command> {
        self.set_mode(FlightMode::Land)
    }
}

#[expect(
    deprecated,
    reason = "older PX4 know only this message, not the command that replaces it"
)]
fn set_current(seq: u16, to: Endpoint) -> MavMessage {
    MavMessage::MISSION_SET_CURRENT(crate::link::dialect::MISSION_SET_CURRENT_DATA {
        seq,
        target_system: to.system,
        target_component: to.component,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(command: Option<Command>, number: u32, params: [f32; 3]) {
        let command = command.unwrap();
        assert_eq!(command.command() as u32, number);
        assert_eq!(command.params()[..3], params);
    }

    /// The very parameters that the recorded autopilots accepted.
    #[test]
    fn modes_are_set_as_the_recorded_autopilots_accepted_it() {
        let (copter, px4) = (Autopilot::ArduPilot, Autopilot::Px4);
        check(copter.set_mode(FlightMode::Guided), 176, [1.0, 4.0, 0.0]);
        check(copter.set_mode(FlightMode::Mission), 176, [1.0, 3.0, 0.0]);
        check(px4.set_mode(FlightMode::Mission), 176, [1.0, 4.0, 4.0]);
        check(copter.hold(), 176, [1.0, 17.0, 0.0]);
        check(px4.hold(), 176, [1.0, 4.0, 3.0]);
    }

    #[test]
    #[expect(deprecated, reason = "the very message is looked for")]
    fn before_arming_px4_is_told_nothing_that_its_older_versions_refuse() {
        for autopilot in [Autopilot::ArduPilot, Autopilot::Px4] {
            let commands = autopilot.before_arming();
            let numbers: Vec<u32> = commands.iter().map(|c| c.command() as u32).collect();
            assert_eq!(numbers, [176], "{autopilot}");
            let MavMessage::MISSION_SET_CURRENT(back) = autopilot.set_back(Endpoint::new(3, 1))
            else {
                panic!("{autopilot} is set back otherwise");
            };
            assert_eq!((back.seq, back.target_system), (0, 3));
        }
    }

    #[test]
    fn take_off_is_above_home_for_ardupilot_and_above_the_sea_for_px4() {
        let seventh = |command| match command {
            Command::Long { params, .. } => params[6],
            Command::Int { z, .. } => z,
        };
        assert_eq!(seventh(Autopilot::ArduPilot.take_off(20.0, 5.0)), 20.0);
        assert_eq!(seventh(Autopilot::Px4.take_off(20.0, 5.0)), 25.0);
    }
}
