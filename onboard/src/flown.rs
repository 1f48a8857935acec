//! What was flown: the track, where the camera was at work on it, and where it has holes.
//!
//! It is fed with the vehicle's messages, live or from `flight.tlog`, and gives the same both
//! ways: what is in the folder can always be made again from the frames.

mod met;

pub use met::{Identity, Met, WindMet};

use missions::autopilot::{FlightMode, Mode};
use missions::camera::Camera;
use missions::camera::footprint::Look;
use missions::link::dialect::MavMessage;
use missions::link::manners::Autopilot;
use missions::plan::coverage::{self, Coverage, Sighting};
use missions::plan::item::Item;
use missions::plan::items::command;
use missions::plan::{Height, Leg, Plan, Sortie, Task, Waypoint};
use missions::telemetry::{Attitude, Landed, Sample, Track, VehicleState};
use missions::time::BootTime;
use serde::Serialize;

/// Positions come five times a second; a longer silence than this, seconds, is a hole.
const HOLE_S: f64 = 3.0;
/// Sightings farther away than this many heights count as not seen.
const FAR_HEIGHTS: f64 = 3.0;

/// The flight as it was.
#[derive(Clone, Debug, Default)]
pub struct Flown {
    state: VehicleState,
    track: Track,
    /// Of each sample of the track: whether the camera was at work.
    watching: Vec<bool>,
    holes: Vec<Hole>,
    /// It has been in the air on its mission.
    was_airborne: bool,
    items: Vec<Item>,
    /// Whose manners the vehicle has, once it is known.
    autopilot: Option<Autopilot>,
    /// Of each item as that autopilot flies it: whether the camera works on the way to it.
    works: Vec<bool>,
    met: Met,
}

/// A time without a position.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Hole {
    /// When it begins, seconds of the vehicle's clock.
    pub from_s: f64,
    /// How long it is, seconds.
    pub seconds: f64,
    /// From where to where, metres.
    pub metres: f64,
}

impl Flown {
    /// Nothing flown yet of these items (without ArduPilot's home item).
    pub fn new(items: &[Item]) -> Self {
        Self {
            items: items.to_vec(),
            ..Self::default()
        }
    }

    /// Takes in a message of the vehicle's autopilot. A hole that ends with it is told.
    pub fn handle(
        &mut self,
        now: BootTime,
        autopilot: Option<Autopilot>,
        message: &MavMessage,
    ) -> Option<Hole> {
        self.state.update(now, message);
        self.met.handle(message, &self.state);
        self.recognise(autopilot);
        let is_armed = self.is_armed();
        self.was_airborne |= is_armed && self.is_on_its_way();
        let flies = is_armed || self.falls();
        if !flies || !matches!(message, MavMessage::GLOBAL_POSITION_INT(_)) {
            return None;
        }
        let sample = self.state.sample()?;
        let hole = self
            .track
            .samples()
            .last()
            .and_then(|last| hole(last, &sample));
        if !self.track.push(sample) {
            return None;
        }
        self.watching.push(self.is_watching());
        self.holes.extend(hole);
        hole
    }

    fn recognise(&mut self, autopilot: Option<Autopilot>) {
        if let Some(autopilot) = autopilot.filter(|_| self.autopilot != autopilot) {
            self.autopilot = Some(autopilot);
            self.works = camera_at_work(autopilot, &self.items);
        }
    }

    /// In the air, as it says itself, and not in a pilot's hands.
    fn is_on_its_way(&self) -> bool {
        let mode = self.state.mode.get().map(Mode::meaning);
        let landed = self.state.landed.get();
        mode == Some(FlightMode::Mission) && landed.is_some_and(|at| at != Landed::OnGround)
    }

    /// Disarmed in the air.
    fn falls(&self) -> bool {
        let landed = self.state.landed.get();
        self.was_airborne && landed.is_some_and(|at| at != Landed::OnGround)
    }

    fn is_watching(&self) -> bool {
        let current = self.state.mission.get().map(|mission| mission.current);
        let item = self.autopilot.zip(current);
        item.and_then(|(autopilot, seq)| autopilot.index_of(seq))
            .and_then(|item| self.works.get(usize::from(item)))
            .copied()
            .unwrap_or(false)
    }

    /// The track, armed to disarmed; where it was disarmed in the air, to the ground.
    pub const fn track(&self) -> &Track {
        &self.track
    }

    /// Whether it has been in the air on its mission.
    pub const fn was_airborne(&self) -> bool {
        self.was_airborne
    }

    /// Whether its motors are armed, as it last said.
    pub fn is_armed(&self) -> bool {
        self.state.armed.get() == Some(true)
    }

    /// Whose manners the vehicle has, once it is known.
    pub const fn autopilot(&self) -> Option<Autopilot> {
        self.autopilot
    }

    /// Where the track has holes.
    pub fn holes(&self) -> &[Hole] {
        &self.holes
    }

    /// What the vehicle told of itself and of the air.
    pub const fn met(&self) -> &Met {
        &self.met
    }

    /// What is known of the vehicle.
    pub const fn state(&self) -> &VehicleState {
        &self.state
    }

    /// What was seen of the plan's area: with the camera where it is known, otherwise as strips
    /// of the plan's swath along the track. `None` where the plan says neither area nor width.
    pub fn coverage(&self, plan: &Plan, camera: Option<&Seeing>) -> Option<Coverage> {
        if plan.area.is_empty() {
            return None;
        }
        match camera {
            Some(seeing) => Some(self.seen_by(plan, seeing)),
            None => coverage::planned(&self.as_plan(plan), 0.0),
        }
    }

    fn seen_by(&self, plan: &Plan, seeing: &Seeing) -> Coverage {
        let sightings: Vec<_> = self
            .watched()
            .filter_map(|sample| seeing.sighting(sample))
            .collect();
        let heights = sightings.iter().map(|sighting| sighting.height_m);
        let limit_m = FAR_HEIGHTS * heights.fold(1.0, f64::max);
        coverage::achieved(&plan.area, &sightings, &seeing.camera, limit_m)
    }

    fn watched(&self) -> impl Iterator<Item = &Sample> {
        let samples = self.track.samples().iter().zip(&self.watching);
        samples
            .filter(|(_, watching)| **watching)
            .map(|(sample, _)| sample)
    }

    /// The track as if it had been planned, so that strips are measured in one way only.
    fn as_plan(&self, plan: &Plan) -> Plan {
        let samples = self.track.samples().iter().zip(&self.watching);
        let legs = samples.map(|(sample, watching)| Leg {
            task: if *watching {
                Task::Line { trigger_m: None }
            } else {
                Task::Transit
            },
            to: Waypoint {
                position: sample.position,
                height: Height::above_home(sample.height_above_home_m.unwrap_or(0.0)),
            },
            speed_m_s: None,
        });
        Plan {
            home: plan.home,
            area: plan.area.clone(),
            swath_m: plan.swath_m,
            sorties: vec![Sortie {
                legs: legs.collect(),
                ..Sortie::default()
            }],
            ..Plan::default()
        }
    }
}

/// What looks, and over which ground.
#[derive(Clone, Debug, PartialEq)]
pub struct Seeing {
    /// The camera.
    pub camera: Camera,
    /// Pitch of its gimbal against the horizon, degrees; -90 looks straight down.
    pub pitch_deg: f64,
    /// The ground's height above the sea, metres.
    pub ground_m: f64,
    /// How far beyond the end of a line it certainly sees, metres.
    pub ahead_m: f64,
}

impl Seeing {
    /// The gimbal is held level, as both autopilots do it, and looks ahead.
    fn sighting(&self, sample: &Sample) -> Option<Sighting> {
        let height_m = sample.height_above_sea_m? - self.ground_m;
        let heading_deg = sample.attitude.map_or(0.0, Attitude::heading_deg);
        (height_m > 1.0).then(|| Sighting {
            position: sample.position,
            height_m,
            look: Look::level(self.pitch_deg, heading_deg),
        })
    }
}

fn hole(last: &Sample, next: &Sample) -> Option<Hole> {
    let seconds = next.time.since(last.time).as_secs_f64();
    (seconds > HOLE_S).then(|| Hole {
        from_s: last.time.as_secs_f64(),
        seconds,
        metres: last.position.distance_m(next.position),
    })
}

/// On the way to each item, as the autopilot flies them: whether a distance trigger or a video was
/// switched on before it, or whether it is part of a circle, which looks at its centre all the way
/// round (so the plan counts it).
fn camera_at_work(autopilot: Autopilot, items: &[Item]) -> Vec<bool> {
    let mut works = false;
    let at_work = |item: &Item| {
        let before = works;
        match item.command {
            command::TRIGGER_DISTANCE => works = item.params[0] > 0.0,
            command::VIDEO_START => works = true,
            command::VIDEO_STOP => works = false,
            _ => {}
        }
        before
    };
    let flyable = autopilot.flyable(items);
    let mut at_work: Vec<_> = flyable.iter().map(at_work).collect();
    // A circle becomes a ring of waypoints where the autopilot knows no circles.
    let flown_until = |count: usize| autopilot.flyable(&items[..count]).len();
    for (n, item) in items.iter().enumerate() {
        if item.command == command::LOITER_TURNS {
            let circle = at_work.get_mut(flown_until(n)..flown_until(n + 1));
            circle.unwrap_or_default().fill(true);
        }
    }
    at_work
}

#[cfg(test)]
mod tests;
