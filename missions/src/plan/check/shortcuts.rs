//! Ways that a vehicle may take instead of those that the items describe.
//!
//! ArduCopter climbs where it stands, whatever place the take-off names, and then flies straight to
//! the next item; PX4 flies over the place. PX4 turns to the next item as soon as it is within a
//! waypoint's acceptance radius; ArduCopter leaves that parameter aside. To the place of a
//! NAV_LOITER_TO_ALT ArduCopter flies a slope; PX4 flies there at the height of before, and climbs or
//! sinks on the spot. Both ways must be free.
//!
//! Sources: ArduPilot `mode_auto.cpp` (`takeoff_start`, `do_loiter_to_alt`), PX4 `mission_block.cpp`
//! (`get_acceptance_radius`, `mission_item_to_position_setpoint`).

use std::collections::BTreeSet;

use geo::Coord;

use super::course::Course;
use crate::frames::LocalPlane;
use crate::plan::items::command;
use crate::plan::path::{Point, Stretch};
use crate::plan::{Plan, Task};

/// Less than this is cut off no corner, metres.
const NEAR_M: f64 = 0.05;

/// A straight way that may be flown.
pub(super) struct Shortcut {
    /// The leg that it leads to.
    pub(super) leg: usize,
    pub(super) way: Stretch,
    /// Why it may be flown, as the end of a sentence.
    pub(super) because: String,
}

/// All shortcuts of a course, each once.
pub(super) fn of(plan: &Plan, plane: LocalPlane, course: &Course<'_>) -> Vec<Shortcut> {
    let flown = course.fly(plan, plane, |_, stretches| {
        Some([*stretches.first()?, *stretches.last()?])
    });
    let flown: Vec<(usize, [Stretch; 2])> = flown
        .into_iter()
        .filter_map(|(step, ends)| Some((step.leg, ends?)))
        .collect();
    let mut known = BTreeSet::new();
    let mut found = levelled(course, &flown);
    for (index, (leg, ends)) in flown.iter().enumerate() {
        let Some((from, because)) = leaves_early(course, *leg, ends) else {
            continue;
        };
        let after = flown.iter().skip(index + 1);
        let moves = |(_, [first, _]): &&(usize, [Stretch; 2])| !near(first.to.at, ends[1].to.at);
        let Some((next, [first, _])) = after.into_iter().find(moves) else {
            continue;
        };
        let [x, y] = [from.at.x, from.at.y].map(f64::to_bits);
        if known.insert((*leg, *next, x, y)) {
            found.push(Shortcut {
                leg: *next,
                way: Stretch { from, ..*first },
                because,
            });
        }
    }
    found
}

/// The level way to a place and the climb or descent over it, where the height is changed only there.
fn levelled(course: &Course<'_>, flown: &[(usize, [Stretch; 2])]) -> Vec<Shortcut> {
    let mut known = BTreeSet::new();
    let mut found = Vec::new();
    for (leg, [way, _]) in flown {
        let is_one = course
            .item(*leg)
            .is_some_and(|item| item.command == command::LOITER_TO_ALTITUDE);
        let Point { at, height_m } = way.from;
        if !is_one || !known.insert((*leg, [at.x, at.y, height_m].map(f64::to_bits))) {
            continue;
        }
        let over = Point {
            at: way.to.at,
            height_m,
        };
        for way in [Stretch { to: over, ..*way }, Stretch { from: over, ..*way }] {
            found.push(Shortcut {
                leg: *leg,
                way,
                because: "where PX4 flies level to the place and changes its height over it"
                    .to_owned(),
            });
        }
    }
    found
}

/// From where the vehicle may go on before it has come to a leg's end, and why.
fn leaves_early(course: &Course<'_>, leg: usize, ends: &[Stretch; 2]) -> Option<(Point, String)> {
    let [first, last] = ends;
    let leg = course.legs().get(leg)?;
    if leg.meant() == Some(Task::TakeOff) {
        let because = "on the direct way from the start, which ArduCopter takes: it leaves out \
                       the place of the take-off";
        return (!near(first.to.at, last.to.at)).then(|| (first.to, because.to_owned()));
    }
    let Task::Command(item) = leg.task else {
        return None;
    };
    let radius_m = item.params[1];
    let turns = matches!(item.command, command::WAYPOINT | command::SPLINE);
    if !turns || radius_m.is_nan() || radius_m < NEAR_M {
        return None;
    }
    let length_m = last.length_m();
    let share = if length_m > radius_m {
        1.0 - radius_m / length_m
    } else {
        0.0
    };
    let because =
        format!("where the acceptance radius of {radius_m:.1} m before it lets PX4 cut the corner");
    Some((last.at(share), because))
}

fn near(a: Coord<f64>, b: Coord<f64>) -> bool {
    (a.x - b.x).hypot(a.y - b.y) < NEAR_M
}
