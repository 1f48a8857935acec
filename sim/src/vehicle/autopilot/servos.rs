//! The outputs that turn no rotor: a mission or nobody sets them.

use super::Autopilot;

/// Outputs 5 to 14: the rotors have the first four.
const FIRST: u8 = 5;

/// The pulses of the servos, microseconds; 0 is no pulse.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Servos([u16; 10]);

impl Autopilot {
    /// The pulse at an output (5 to 14), microseconds; 0 where none was ever set.
    pub fn servo_us(&self, output: u8) -> u16 {
        let at = output.checked_sub(FIRST).map(usize::from);
        at.and_then(|at| self.servos.0.get(at))
            .copied()
            .unwrap_or(0)
    }

    /// The pulses at outputs 5 to 14, microseconds.
    pub(in super::super) const fn servos_us(&self) -> [u16; 10] {
        self.servos.0
    }

    /// Does `MAV_CMD_DO_SET_SERVO`; an output that turns a rotor is left alone.
    pub(super) fn set_servo(&mut self, output: f64, pulse_us: f64) {
        let at = (output - f64::from(FIRST)) as i64;
        let place = usize::try_from(at)
            .ok()
            .and_then(|at| self.servos.0.get_mut(at));
        if let Some(servo) = place {
            *servo = pulse_us as u16;
        }
    }
}
