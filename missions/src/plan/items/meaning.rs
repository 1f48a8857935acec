//! What a leg comes to for whoever follows it: where it leads and how long it takes.
//!
//! Files of other programs say the same thing with other parameters (a waypoint with a hold, a
//! take-off with a pitch); such an item is kept as a [`Task::Command`], and is here the task of
//! ours that flies as it does. What cannot be followed at all is judged by `plan::check`.

use super::command;
use crate::plan::{Leg, Task};

/// `CIRCLE_RADIUS` of ArduCopter as it is delivered, metres: what a radius of 0 stands for.
pub(crate) const USUAL_RADIUS_M: f64 = 10.0;

impl Leg {
    /// The task that flies as this leg does; none for a command that moves nothing.
    ///
    /// A spline is taken as straight, an arc too, a VTOL's take-off and landing as a multirotor's
    /// (none of which `plan::check` lets pass), and the delay of a condition as a wait: it holds up
    /// the orders behind it, and at worst the flight.
    pub fn meant(&self) -> Option<Task> {
        let Task::Command(item) = self.task else {
            return Some(self.task.clone());
        };
        let [first, second, third, _] = item.params;
        Some(match item.command {
            command::WAYPOINT | command::SPLINE if first > 0.0 => Task::Hold { seconds: first },
            command::WAYPOINT
            | command::SPLINE
            | command::ARC
            | command::LOITER_UNLIMITED
            | command::LOITER_TO_ALTITUDE
            | command::PAYLOAD_PLACE => Task::Transit,
            command::LOITER_TURNS => Task::Orbit {
                centre: self.to.position,
                radius_m: radius_m(third),
                turns: first.copysign(third),
            },
            command::DELAY if first < 0.0 => return None,
            command::LOITER_TIME | command::DELAY | command::CONDITION_DELAY => {
                Task::Hold { seconds: first }
            }
            command::SCRIPT_TIME => Task::Hold { seconds: second },
            command::RETURN => Task::Return,
            command::LAND | command::VTOL_LAND => Task::Land,
            command::TAKEOFF | command::VTOL_TAKEOFF => Task::TakeOff,
            _ => return None,
        })
    }
}

fn radius_m(third: f64) -> f64 {
    if third.abs() > 0.0 {
        third.abs()
    } else {
        USUAL_RADIUS_M
    }
}
