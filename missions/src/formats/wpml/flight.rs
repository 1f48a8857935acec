//! A sortie as DJI flies it: waypoints in one height datum, each with actions.

use crate::formats::{Format, Loss, WriteError};
use crate::geodesy::Position;
use crate::plan::item::Item;
use crate::plan::items;
use crate::plan::{Datum, Height, Leg, Plan, Sortie, Task, Waypoint};

/// Degrees of a circle between two waypoints.
const CIRCLE_STEP_DEG: f64 = 10.0;
/// What DJI accepts, metres.
const SECURITY_HEIGHT_M: [f64; 2] = [1.5, 1500.0];
/// Where the plan names no speed, metres per second.
const DEFAULT_SPEED_M_S: f64 = 5.0;

#[derive(Clone, Debug)]
pub(super) struct Flight {
    pub(super) security_height_m: f64,
    pub(super) finish: &'static str,
    pub(super) speed_m_s: f64,
    /// Above the ground instead of above the place of start.
    pub(super) above_ground: bool,
    pub(super) points: Vec<Point>,
    /// Pictures between two waypoints, by their indices.
    pub(super) photos: Vec<Photos>,
    pub(super) distance_m: f64,
    pub(super) time_s: f64,
}

#[derive(Clone, Debug)]
pub(super) struct Point {
    pub(super) position: Position,
    pub(super) height_m: f64,
    /// Of the way to the next waypoint.
    pub(super) speed_m_s: f64,
    pub(super) actions: Vec<Action>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Action {
    Gimbal { pitch_deg: f64 },
    Hover { seconds: f64 },
    StartRecord,
    StopRecord,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Photos {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) distance_m: f64,
}

impl Flight {
    pub(super) fn of(plan: &Plan, sortie: &Sortie) -> Result<(Self, Vec<Loss>), WriteError> {
        let speed_m_s = plan.cruise_m_s.unwrap_or(DEFAULT_SPEED_M_S);
        let mut builder = Builder {
            home_m: plan.home.map(|home| home.height.metres),
            above_ground: sortie
                .legs
                .iter()
                .any(|leg| leg.to.height.above == Datum::Terrain),
            flight: Self {
                security_height_m: 20.0,
                finish: "noAction",
                speed_m_s,
                above_ground: false,
                points: Vec::new(),
                photos: Vec::new(),
                distance_m: 0.0,
                time_s: 0.0,
            },
            waiting: Vec::new(),
            recording: false,
            at: None,
            losses: Vec::new(),
        };
        for (index, leg) in sortie.legs.iter().enumerate() {
            builder.leg(leg, &format!("leg {}", index + 1))?;
        }
        builder.finish(sortie)
    }
}

struct Builder {
    home_m: Option<f64>,
    above_ground: bool,
    flight: Flight,
    /// Actions for the next waypoint, when there is none yet.
    waiting: Vec<Action>,
    recording: bool,
    at: Option<Waypoint>,
    losses: Vec<Loss>,
}

impl Builder {
    fn leg(&mut self, leg: &Leg, place: &str) -> Result<(), WriteError> {
        let speed_m_s = leg.speed_m_s.unwrap_or(self.flight.speed_m_s);
        if self.flight.finish != "noAction" {
            self.lose(place, "it follows the end of the flight");
            return Ok(());
        }
        match leg.task {
            Task::TakeOff => {
                let [low, high] = SECURITY_HEIGHT_M;
                self.flight.security_height_m =
                    self.height_m(leg.to.height, place)?.clamp(low, high);
            }
            Task::Transit => {
                self.record(false);
                self.fly(leg.to, speed_m_s, place)?;
            }
            Task::Line { trigger_m } => self.line(leg.to, speed_m_s, trigger_m, place)?,
            Task::Orbit {
                centre,
                radius_m,
                turns,
            } => {
                self.record(false);
                self.orbit(leg.to, (centre, radius_m, turns), speed_m_s, place)?;
            }
            Task::Hold { seconds } => {
                self.record(false);
                if self.at != Some(leg.to) {
                    self.fly(leg.to, speed_m_s, place)?;
                }
                self.act(Action::Hover { seconds });
            }
            Task::PointCamera { pitch_deg, yaw_deg } => {
                self.act(Action::Gimbal { pitch_deg });
                if yaw_deg != 0.0 {
                    self.lose(place, "only the pitch of the camera is set, not its yaw");
                }
            }
            Task::Return => {
                self.record(false);
                self.flight.finish = "goHome";
            }
            Task::Land => {
                self.record(false);
                let height = self.at.map_or(leg.to.height, |at| at.height);
                let above = Waypoint {
                    position: leg.to.position,
                    height,
                };
                self.fly(above, speed_m_s, place)?;
                self.flight.finish = "autoLand";
            }
            Task::Command(item) => self.command(&item, leg, speed_m_s, place)?,
        }
        Ok(())
    }

    fn command(
        &mut self,
        item: &Item,
        leg: &Leg,
        speed_m_s: f64,
        place: &str,
    ) -> Result<(), WriteError> {
        if item.command == items::command::WAYPOINT && items::place_of(item).is_some() {
            self.fly(leg.to, speed_m_s, place)?;
            if item.params[0] > 0.0 {
                self.act(Action::Hover {
                    seconds: item.params[0],
                });
            }
        } else {
            let what = format!(
                "MAVLink command {} has no counterpart; it is left out",
                item.command
            );
            self.lose(place, &what);
        }
        Ok(())
    }

    fn line(
        &mut self,
        to: Waypoint,
        speed_m_s: f64,
        trigger_m: Option<f64>,
        place: &str,
    ) -> Result<(), WriteError> {
        if self.flight.points.is_empty() {
            // Nobody flies a line from nowhere: it begins at its own end.
            self.fly(to, speed_m_s, place)?;
        }
        self.record(trigger_m.is_none());
        let from = self.flight.points.len() - 1;
        self.fly(to, speed_m_s, place)?;
        if let Some(distance_m) = trigger_m {
            match self.flight.photos.last_mut() {
                Some(last) if last.to == from && last.distance_m == distance_m => {
                    last.to = from + 1;
                }
                _ => self.flight.photos.push(Photos {
                    from,
                    to: from + 1,
                    distance_m,
                }),
            }
        }
        Ok(())
    }

    fn orbit(
        &mut self,
        to: Waypoint,
        (centre, radius_m, turns): (Position, f64, f64),
        speed_m_s: f64,
        place: &str,
    ) -> Result<(), WriteError> {
        if self.at != Some(to) {
            self.fly(to, speed_m_s, place)?;
        }
        let start_deg = centre.bearing_deg(to.position);
        let turn_deg = (turns * 360.0).clamp(-36_000.0, 36_000.0);
        let steps = (turn_deg.abs() / CIRCLE_STEP_DEG).ceil().max(1.0) as u32;
        for step in 1..=steps {
            let bearing_deg = start_deg + turn_deg * f64::from(step) / f64::from(steps);
            let position = centre.offset(bearing_deg, radius_m);
            self.fly(
                Waypoint {
                    position,
                    height: to.height,
                },
                speed_m_s,
                place,
            )?;
        }
        self.lose(place, "the circle is flown as straight pieces of 10°");
        Ok(())
    }

    fn fly(&mut self, to: Waypoint, speed_m_s: f64, place: &str) -> Result<(), WriteError> {
        let height_m = self.height_m(to.height, place)?;
        if let Some(before) = self.flight.points.last_mut() {
            before.speed_m_s = speed_m_s;
            self.flight.distance_m += before.position.distance_m(to.position);
        }
        self.flight.points.push(Point {
            position: to.position,
            height_m,
            speed_m_s,
            actions: std::mem::take(&mut self.waiting),
        });
        self.at = Some(to);
        Ok(())
    }

    fn act(&mut self, action: Action) {
        match self.flight.points.last_mut() {
            Some(point) => point.actions.push(action),
            None => self.waiting.push(action),
        }
    }

    fn record(&mut self, on: bool) {
        if on != self.recording {
            self.act(if on {
                Action::StartRecord
            } else {
                Action::StopRecord
            });
            self.recording = on;
        }
    }

    /// Above the place of start, or above the ground.
    fn height_m(&self, height: Height, place: &str) -> Result<f64, WriteError> {
        match (height.above, self.home_m) {
            (Datum::Terrain, _) => Ok(height.metres),
            _ if self.above_ground => Err(needs(format!(
                "heights that all count from the ground, or none ({place})"
            ))),
            (Datum::Home, _) => Ok(height.metres),
            (Datum::Sea, Some(home_m)) => Ok(height.metres - home_m),
            (Datum::Sea, None) => Err(needs(format!("home for heights above the sea ({place})"))),
        }
    }

    fn lose(&mut self, place: &str, what: &str) {
        self.losses.push(Loss::new(place, what));
    }

    fn finish(mut self, sortie: &Sortie) -> Result<(Flight, Vec<Loss>), WriteError> {
        self.record(false);
        let mut flight = self.flight;
        if flight.points.len() < 2 {
            return Err(needs("at least two waypoints".to_owned()));
        }
        flight.above_ground = self.above_ground;
        flight.time_s = flight.distance_m / flight.speed_m_s.max(0.1);
        if sortie.cost.distance_m > 0.0 {
            flight.distance_m = sortie.cost.distance_m;
            flight.time_s = sortie.cost.time_s;
        }
        Ok((flight, self.losses))
    }
}

fn needs(what: String) -> WriteError {
    WriteError::Needs {
        format: Format::Wpml,
        what,
    }
}
