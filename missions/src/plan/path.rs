//! A sortie as straight stretches in the plane, with heights above home.
//!
//! Checks, costs and coverage all walk this path, so that they speak of the same flight.
//! The ground is taken as level with home: a height above the terrain counts as one above home.

use geo::Coord;

use super::arc;
use super::items::{command, has_speed, height_of};
use super::{Leg, Plan, Sortie, Task};
use crate::frames::LocalPlane;
use crate::geodesy::Position;

/// A point of the path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Over which place of the plane, metres.
    pub at: Coord<f64>,
    /// Metres above home.
    pub height_m: f64,
}

/// A straight piece of a sortie, or a stay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// The leg that it belongs to, from 0.
    pub leg: usize,
    /// Where it begins.
    pub from: Point,
    /// Where it ends.
    pub to: Point,
    /// Ground speed wanted, metres per second, where leg or plan say one.
    pub speed_m_s: Option<f64>,
    /// Seconds to stay at the end.
    pub wait_s: f64,
    /// Part of a circle: flown through without slowing down at its ends.
    pub rolling: bool,
    /// The centre of the circle that it is a chord of: what is flown is the arc.
    pub about: Option<Coord<f64>>,
    /// The camera is at work.
    pub watching: bool,
}

impl Stretch {
    /// Length over the ground, metres.
    pub fn length_m(&self) -> f64 {
        let way = self.to.at - self.from.at;
        way.x.hypot(way.y)
    }

    /// What is flown, as straight pieces: itself, or for a chord the two polylines that hold its
    /// arc in between.
    pub(crate) fn flown(&self) -> Vec<Vec<Self>> {
        let Some(centre) = self.about else {
            return vec![vec![*self]];
        };
        let (a, b) = (self.from.at - centre, self.to.at - centre);
        // From north clockwise, as bearings are.
        let sweep_rad = -(a.x * b.y - a.y * b.x).atan2(a.x * b.x + a.y * b.y);
        let lines = arc::around(centre, a.x.hypot(a.y), a.x.atan2(a.y), sweep_rad);
        let line = |points: &Vec<Coord<f64>>| {
            let pieces = points.windows(2).zip(0_u32..);
            let count = points.len().max(2) as f64 - 1.0;
            let height_m = |n: u32| self.at(f64::from(n) / count).height_m;
            pieces
                .map(|(pair, n)| Self {
                    from: Point {
                        at: pair[0],
                        height_m: height_m(n),
                    },
                    to: Point {
                        at: pair[1],
                        height_m: height_m(n + 1),
                    },
                    about: None,
                    ..*self
                })
                .collect()
        };
        lines.iter().map(line).collect()
    }

    /// How far the way that is flown may lie from the straight one, metres.
    pub(crate) fn bulge_m(&self) -> f64 {
        self.about.map_or(0.0, |centre| {
            let from = self.from.at - centre;
            let radius_m = from.x.hypot(from.y);
            let half_m = self.length_m() / 2.0;
            radius_m - (radius_m * radius_m - half_m * half_m).max(0.0).sqrt()
        })
    }

    /// The point at a share of the way.
    pub fn at(&self, share: f64) -> Point {
        Point {
            at: self.from.at + (self.to.at - self.from.at) * share,
            height_m: self.from.height_m + (self.to.height_m - self.from.height_m) * share,
        }
    }
}

impl Plan {
    /// The plane to look at this plan in: at home, or else where the first sortie begins.
    pub fn plane(&self) -> Option<LocalPlane> {
        self.start().map(LocalPlane::at)
    }

    fn start(&self) -> Option<Position> {
        let first = || self.sorties.iter().flat_map(|s| &s.legs).next();
        self.home
            .map(|home| home.position)
            .or_else(|| first().map(|leg| leg.to.position))
    }

    /// Height of home above the sea, metres; zero where no home is known.
    pub fn home_height_m(&self) -> f64 {
        self.home.map_or(0.0, |home| home.height.metres)
    }

    /// A sortie as stretches, from its take-off (or its first waypoint) to its landing.
    pub fn path(&self, sortie: &Sortie, plane: LocalPlane) -> Vec<Stretch> {
        let mut walk = Walk::new(self, plane);
        let legs = sortie.legs.iter().enumerate();
        legs.flat_map(|(index, leg)| walk.leg(index, leg)).collect()
    }
}

/// Somebody who follows a plan leg by leg, in whatever order.
pub(crate) struct Walk<'a> {
    plan: &'a Plan,
    plane: LocalPlane,
    home: Option<Coord<f64>>,
    state: State,
    stretches: Vec<Stretch>,
}

/// Where the legs so far have led to: all that the next one depends on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct State {
    here: Option<Point>,
    /// The ground speed that was last asked for, metres per second.
    told_m_s: Option<f64>,
}

impl State {
    /// The state as something that can be looked up.
    pub(crate) fn key(self) -> [u64; 4] {
        let here = self
            .here
            .map_or([f64::NAN; 3], |p| [p.at.x, p.at.y, p.height_m]);
        let [x, y, z] = here.map(f64::to_bits);
        [x, y, z, self.told_m_s.unwrap_or(f64::NAN).to_bits()]
    }
}

impl<'a> Walk<'a> {
    pub(crate) fn new(plan: &'a Plan, plane: LocalPlane) -> Self {
        Self {
            plan,
            plane,
            home: plan.home.map(|home| plane.to_plane(home.position)),
            state: State::default(),
            stretches: Vec::new(),
        }
    }

    pub(crate) const fn state(&self) -> State {
        self.state
    }

    /// Goes on from another state than that of now.
    pub(crate) const fn resume(&mut self, state: State) {
        self.state = state;
    }

    /// The stretches of one leg, which they name by `index`.
    pub(crate) fn leg(&mut self, index: usize, leg: &Leg) -> Vec<Stretch> {
        self.follow(index, leg);
        std::mem::take(&mut self.stretches)
    }

    fn follow(&mut self, index: usize, leg: &Leg) {
        let Some(task) = leg.meant() else {
            self.overhear(leg);
            return;
        };
        let to = Point {
            at: self.plane.to_plane(leg.to.position),
            height_m: leg.to.height.above_home_m(self.plan.home_height_m()),
        };
        let waits = matches!(&leg.task, Task::Command(item) if height_of(item).is_none());
        let to = self.state.here.filter(|_| waits).unwrap_or(to);
        let mut stretch = Stretch {
            leg: index,
            from: self.state.here.unwrap_or(to),
            to,
            speed_m_s: self.speed_m_s(leg),
            wait_s: 0.0,
            rolling: false,
            about: None,
            watching: false,
        };
        match &task {
            Task::TakeOff => self.take_off(stretch),
            Task::Transit => self.push(stretch),
            Task::Line { .. } => {
                stretch.watching = true;
                self.push(stretch);
            }
            Task::Orbit {
                centre,
                radius_m,
                turns,
            } => self.orbit(stretch, *centre, *radius_m, *turns),
            Task::Hold { seconds } => {
                stretch.wait_s = *seconds;
                self.push(stretch);
            }
            Task::Return => {
                let over = self.home.unwrap_or(stretch.from.at);
                self.descend(stretch, over);
            }
            Task::Land => self.descend(stretch, to.at),
            Task::PointCamera { .. } | Task::Command(_) => {}
        }
    }

    /// A leg of ours says its speed, or else flies at the plan's; an item of somebody else's
    /// flies as fast as was last said.
    fn speed_m_s(&mut self, leg: &Leg) -> Option<f64> {
        if matches!(leg.task, Task::Command(_)) {
            return self.state.told_m_s.or(self.plan.cruise_m_s);
        }
        let speed_m_s = leg.speed_m_s.or(self.plan.cruise_m_s);
        if has_speed(&leg.task) {
            self.state.told_m_s = speed_m_s;
        }
        speed_m_s
    }

    /// A change of the horizontal speed (kinds 0 and 1: air, ground); -1 and -2 are no speeds.
    fn overhear(&mut self, leg: &Leg) {
        if let Task::Command(item) = leg.task
            && item.command == command::CHANGE_SPEED
            && (item.params[0] == 0.0 || item.params[0] == 1.0)
        {
            match item.params[1] {
                -2.0 => self.state.told_m_s = None,
                speed_m_s if speed_m_s > 0.0 => self.state.told_m_s = Some(speed_m_s),
                _ => {}
            }
        }
    }

    fn push(&mut self, stretch: Stretch) {
        self.state.here = Some(stretch.to);
        self.stretches.push(stretch);
    }

    /// Straight up from the ground, whatever place the file gives for it, then over to that place.
    fn take_off(&mut self, stretch: Stretch) {
        let start = self.state.here.map_or(
            Point {
                at: self.home.unwrap_or(stretch.to.at),
                height_m: 0.0,
            },
            |here| here,
        );
        let above = Point {
            at: start.at,
            height_m: stretch.to.height_m,
        };
        self.push(Stretch {
            from: start,
            to: above,
            ..stretch
        });
        if !near(above.at, stretch.to.at) {
            self.push(Stretch {
                from: above,
                ..stretch
            });
        }
    }

    /// Over to a place at the height of now, then straight down.
    fn descend(&mut self, stretch: Stretch, over: Coord<f64>) {
        let above = Point {
            at: over,
            height_m: stretch.from.height_m,
        };
        if !near(over, stretch.from.at) {
            self.push(Stretch {
                to: above,
                ..stretch
            });
        }
        let ground = Point {
            at: over,
            height_m: 0.0,
        };
        self.push(Stretch {
            from: above,
            to: ground,
            ..stretch
        });
    }

    fn orbit(&mut self, stretch: Stretch, centre: Position, radius_m: f64, turns: f64) {
        let centre = self.plane.to_plane(centre);
        let mut begin = stretch.to.at - centre;
        if near(stretch.to.at, centre) {
            // Somebody else's item names only the centre: the circle begins where it is nearest.
            begin = stretch.from.at - centre;
        }
        let bearing_rad = begin.x.atan2(begin.y);
        let point = |at: Coord<f64>| Point {
            at,
            height_m: stretch.to.height_m,
        };
        let arc = arc::chords(centre, radius_m, bearing_rad, turns);
        self.push(Stretch {
            to: point(arc[0]),
            ..stretch
        });
        for chord in arc.windows(2) {
            self.push(Stretch {
                from: point(chord[0]),
                to: point(chord[1]),
                rolling: true,
                about: Some(centre),
                watching: true,
                ..stretch
            });
        }
    }
}

/// The same place but for the rounding of coordinates.
fn near(a: Coord<f64>, b: Coord<f64>) -> bool {
    (a.x - b.x).hypot(a.y - b.y) < 0.05
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Height, Waypoint};

    fn plan(legs: Vec<Leg>) -> Plan {
        let home = Position::new(51.9, 4.0).unwrap();
        Plan {
            home: Some(Waypoint {
                position: home,
                height: Height::above_sea(3.0),
            }),
            sorties: vec![Sortie {
                legs,
                ..Sortie::default()
            }],
            ..Plan::default()
        }
    }

    fn leg(task: Task, bearing_deg: f64, distance_m: f64, height: Height) -> Leg {
        let home = Position::new(51.9, 4.0).unwrap();
        Leg {
            task,
            to: Waypoint {
                position: home.offset(bearing_deg, distance_m),
                height,
            },
            speed_m_s: None,
        }
    }

    #[test]
    fn a_sortie_climbs_over_home_flies_and_comes_down_there() {
        let plan = plan(vec![
            leg(Task::TakeOff, 0.0, 0.0, Height::above_home(50.0)),
            leg(Task::Transit, 0.0, 100.0, Height::above_sea(53.0)),
            leg(Task::Return, 0.0, 0.0, Height::above_home(0.0)),
        ]);
        let path = plan.path(&plan.sorties[0], plan.plane().unwrap());
        let heights: Vec<f64> = path.iter().map(|s| s.to.height_m).collect();
        assert_eq!(heights, [50.0, 50.0, 50.0, 0.0]);
        let lengths: Vec<f64> = path.iter().map(|s| s.length_m().round()).collect();
        assert_eq!(lengths, [0.0, 100.0, 100.0, 0.0]);
    }

    #[test]
    fn an_orbit_goes_clockwise_and_comes_back_to_where_it_began() {
        let centre = Position::new(51.9, 4.0).unwrap();
        let orbit = Task::Orbit {
            centre,
            radius_m: 100.0,
            turns: 1.0,
        };
        let plan = plan(vec![leg(orbit, 0.0, 100.0, Height::above_home(50.0))]);
        let path = plan.path(&plan.sorties[0], plan.plane().unwrap());
        assert_eq!(path.len(), 37);
        assert!(path[1].to.at.x > 0.0, "clockwise from the north goes east");
        assert!((path[36].to.at.y - 100.0).abs() < 1e-6);
    }
}
