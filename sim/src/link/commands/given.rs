//! The parameters of a command, whichever of the two messages carried them.

use missions::geodesy::Position;
use missions::link::command::Command;
use missions::plan::{Datum, Height, Waypoint};

use crate::vehicle::autopilot::Denied;

/// A command's number and parameters: positions in degrees, NaN for "as it is".
#[derive(Clone, Copy, Debug)]
pub(in crate::link) struct Given {
    /// `MAV_CMD`.
    pub(in crate::link) number: u32,
    /// Parameters 1 to 7; 5 and 6 in degrees in global frames.
    params: [f64; 7],
    /// `MAV_FRAME` of a `COMMAND_INT`.
    frame: Option<u8>,
}

impl Given {
    /// What a command says.
    pub(in crate::link) fn of(command: &Command) -> Self {
        match *command {
            Command::Long { command, params } => Self {
                number: command as u32,
                params: params.map(f64::from),
                frame: None,
            },
            Command::Int {
                command,
                frame,
                params: [p1, p2, p3, p4],
                x,
                y,
                z,
            } => Self {
                number: command as u32,
                params: [
                    f64::from(p1),
                    f64::from(p2),
                    f64::from(p3),
                    f64::from(p4),
                    degrees(x),
                    degrees(y),
                    f64::from(z),
                ],
                frame: Some(frame as u8),
            },
        }
    }

    /// Parameter 1 to 7.
    pub(in crate::link) fn param(&self, number: usize) -> f64 {
        number
            .checked_sub(1)
            .and_then(|index| self.params.get(index))
            .copied()
            .unwrap_or(f64::NAN)
    }

    /// A parameter that may be left as it is.
    pub(in crate::link) fn optional(&self, number: usize) -> Option<f64> {
        Some(self.param(number)).filter(|value| value.is_finite())
    }

    /// A parameter as a whole number from 0; none for NaN, fractions and what is too large.
    pub(in crate::link) fn whole(&self, number: usize) -> Option<u32> {
        self.optional(number)
            .filter(|value| value.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(value))
            .map(|value| value as u32)
    }

    /// Whether a parameter is this number.
    pub(in crate::link) fn is(&self, number: usize, value: f64) -> bool {
        self.param(number) == value
    }

    /// Parameters 5 and 6 as a position; none where they leave it as it is.
    pub(in crate::link) fn position(&self) -> Result<Option<Position>, Denied> {
        match (self.optional(5), self.optional(6)) {
            (Some(latitude), Some(longitude)) => Position::new(latitude, longitude)
                .map(Some)
                .map_err(|_error| Denied::Invalid {
                    name: "a latitude",
                    value: latitude,
                }),
            _ => Ok(None),
        }
    }

    /// Parameter 7 as a height; none where it leaves it as it is.
    ///
    /// A `COMMAND_LONG` has no frame: `otherwise` says what its heights count from.
    pub(in crate::link) fn height(&self, otherwise: Datum) -> Option<Height> {
        let above = self.frame.map_or(otherwise, |frame| match frame {
            3 | 6 => Datum::Home,
            10 | 11 => Datum::Terrain,
            _ => Datum::Sea,
        });
        self.optional(7).map(|metres| Height { metres, above })
    }

    /// Parameters 5 to 7 as a place; none where any is left as it is.
    pub(in crate::link) fn place(&self, otherwise: Datum) -> Result<Option<Waypoint>, Denied> {
        Ok(self
            .position()?
            .zip(self.height(otherwise))
            .map(|(position, height)| Waypoint { position, height }))
    }
}

/// The largest integer means "as it is". Source: MAVLink common, `COMMAND_INT`.
fn degrees(e7: i32) -> f64 {
    if e7 == i32::MAX {
        f64::NAN
    } else {
        f64::from(e7) / 1e7
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use missions::link::dialect::{MavCmd, MavFrame};

    fn int(x: i32, y: i32, z: f32) -> Given {
        Given::of(&Command::Int {
            command: MavCmd::MAV_CMD_DO_REPOSITION,
            frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT,
            params: [0.0; 4],
            x,
            y,
            z,
        })
    }

    #[test]
    fn the_largest_integer_leaves_the_position() {
        assert_eq!(int(i32::MAX, i32::MAX, 5.0).position(), Ok(None));
        let place = int(12_345_678, 1_038_000_000, 5.0).place(Datum::Sea);
        let place = place.unwrap().unwrap();
        assert_eq!(place.position.to_e7(), (12_345_678, 1_038_000_000));
        assert_eq!(place.height, Height::above_home(5.0));
    }

    #[test]
    fn a_latitude_beyond_the_pole_is_refused() {
        assert!(int(i32::MIN, 0, 0.0).position().is_err());
    }

    #[test]
    fn numbers_that_are_not_whole_are_none() {
        let params = [f32::NAN, 1.5, -1.0, 3.0, 1e30];
        let given = Given::of(&Command::long(MavCmd::MAV_CMD_DO_SET_MODE, &params));
        let whole = [1, 2, 3, 4, 5, 8].map(|number| given.whole(number));
        assert_eq!(whole, [None, None, None, Some(3), None, None]);
    }
}
