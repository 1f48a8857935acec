//! Whether the pilot has taken the vehicle: a mode that nobody explains, or a stick that moved.
//! The pilot always wins; what that means is a row of the safety table.

use super::figures::PilotSign;

/// How far a stick may stand from its place before it counts as moved, microseconds: a tenth of
/// its travel, well beyond trim and noise (both autopilots use dead zones of 10 to 30).
pub const MOVED_US: u16 = 100;

/// A pulse this short or shorter is no stick: it is what receivers give without their transmitter.
/// ArduPilot's `FS_THR_VALUE` as it leaves the factory.
const NO_TRANSMITTER_US: u16 = 975;

/// For how many messages in a row a stick must be away from its place.
const TIMES: u8 = 2;

/// Watches channels 1 to 4: roll, pitch, throttle and yaw as both autopilots map them by default
/// (`RCMAP_*`, `RC_MAP_*`).
#[derive(Clone, Debug, Default)]
pub struct SticksWatch {
    stood: Option<[Option<u16>; 4]>,
    away: [u8; 4],
}

impl SticksWatch {
    /// Where the sticks stand now is their place; called when we begin to command.
    pub fn settle(&mut self) {
        *self = Self::default();
    }

    /// New pulses, microseconds; `None` for a channel that is not there.
    ///
    /// A stick that appears, or goes away with the remote control, has not moved.
    pub fn hear(&mut self, channels_us: [Option<u16>; 4]) -> Option<PilotSign> {
        let channels_us = channels_us.map(|us| us.filter(|us| *us > NO_TRANSMITTER_US));
        let stood = self.stood.get_or_insert(channels_us);
        let mut sign = None;
        for (i, ((stood, is), away)) in stood
            .iter_mut()
            .zip(channels_us)
            .zip(&mut self.away)
            .enumerate()
        {
            let (Some(stood_us), Some(is_us)) = (*stood, is) else {
                *stood = is.or(*stood);
                *away = 0;
                continue;
            };
            *away = if is_us.abs_diff(stood_us) > MOVED_US {
                away.saturating_add(1)
            } else {
                0
            };
            if *away >= TIMES && sign.is_none() {
                sign = Some(PilotSign::Stick {
                    channel: i + 1,
                    stood_us,
                    is_us,
                });
            }
        }
        sign
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: [Option<u16>; 4] = [Some(1500), Some(1500), Some(1000), Some(1500)];

    fn with(channel: usize, us: Option<u16>) -> [Option<u16>; 4] {
        let mut channels = REST;
        channels[channel - 1] = us;
        channels
    }

    fn check(heard: &[[Option<u16>; 4]], expected: Option<usize>) {
        let mut watch = SticksWatch::default();
        let signs: Vec<_> = heard.iter().filter_map(|us| watch.hear(*us)).collect();
        match (signs.first(), expected) {
            (None, None) => {}
            (Some(PilotSign::Stick { channel, .. }), Some(expected)) => {
                assert_eq!(*channel, expected);
            }
            (sign, _) => panic!("{sign:?} is not {expected:?}"),
        }
    }

    #[test]
    fn a_stick_that_stays_away_from_its_place_has_moved() {
        check(&[REST, with(1, Some(1650)), with(1, Some(1660))], Some(1));
        check(&[REST, with(3, Some(1400)), with(3, Some(1400))], Some(3));
    }

    #[test]
    fn noise_and_a_single_glitch_are_no_pilot() {
        check(&[REST, with(2, Some(1600)), with(2, Some(1600))], None);
        check(
            &[REST, with(2, Some(2000)), REST, with(2, Some(2000)), REST],
            None,
        );
    }

    /// A receiver that lost its transmitter holds the throttle channel below all sticks.
    #[test]
    fn a_throttle_that_falls_below_all_sticks_is_no_pilot() {
        let lost = with(3, Some(950));
        check(&[with(3, Some(1500)), lost, lost, lost], None);
    }

    #[test]
    fn a_remote_control_that_is_switched_on_or_off_is_no_pilot() {
        check(&[[None; 4], REST, REST, [None; 4], [None; 4], REST], None);
    }
}
