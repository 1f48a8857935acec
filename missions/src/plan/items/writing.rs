//! Legs to items: what the vehicle is told, and only when it changes.

use super::{command, order, waypoint};
use crate::plan::item::Item;
use crate::plan::{Leg, Task, Waypoint};

/// What the vehicle has been told so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct State {
    pub(super) speed: Speed,
    pub(super) camera: Camera,
    pub(super) at: Option<Waypoint>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Speed {
    /// Nothing was said: the autopilot's own.
    #[default]
    Own,
    /// The plan's cruise speed.
    Cruise,
    /// A leg's, metres per second.
    Leg(f64),
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Camera {
    #[default]
    Off,
    /// A picture each so many metres.
    Trigger(f64),
    Video,
}

pub(super) fn items(cruise_m_s: Option<f64>, legs: &[Leg]) -> Vec<Item> {
    by_leg(cruise_m_s, legs).concat()
}

pub(super) fn by_leg(cruise_m_s: Option<f64>, legs: &[Leg]) -> Vec<Vec<Item>> {
    let mut state = State::default();
    legs.iter().map(|leg| state.say(leg, cruise_m_s)).collect()
}

impl State {
    /// The items of one leg, and what the vehicle knows after them.
    pub(super) fn say(&mut self, leg: &Leg, cruise_m_s: Option<f64>) -> Vec<Item> {
        let mut items = Vec::new();
        if let Task::Command(item) = leg.task {
            self.overhear(&item);
            items.push(item);
        } else {
            items.extend(self.change_speed(leg, cruise_m_s));
            items.extend(self.change_camera(&leg.task));
            items.extend(self.approach(leg));
            items.extend(movement(leg));
        }
        self.at = Some(leg.to);
        items
    }

    /// What an item of somebody else's does to speed and camera.
    pub(super) fn overhear(&mut self, item: &Item) {
        let [first, second, ..] = item.params;
        match item.command {
            command::CHANGE_SPEED if second > 0.0 => self.speed = Speed::Leg(second),
            command::TRIGGER_DISTANCE if first > 0.0 => self.camera = Camera::Trigger(first),
            command::TRIGGER_DISTANCE | command::VIDEO_STOP => self.camera = Camera::Off,
            command::VIDEO_START => self.camera = Camera::Video,
            _ => {}
        }
    }

    fn change_speed(&mut self, leg: &Leg, cruise_m_s: Option<f64>) -> Option<Item> {
        if !has_speed(&leg.task) {
            return None;
        }
        let wanted = match (leg.speed_m_s, cruise_m_s) {
            (Some(speed_m_s), _) => Speed::Leg(speed_m_s),
            (None, Some(_)) => Speed::Cruise,
            (None, None) => Speed::Own,
        };
        let changed = wanted != self.speed;
        self.speed = wanted;
        changed.then(|| match wanted {
            Speed::Leg(speed_m_s) => leg_speed(speed_m_s),
            Speed::Cruise | Speed::Own => usual_speed(cruise_m_s),
        })
    }

    fn change_camera(&mut self, task: &Task) -> Vec<Item> {
        let wanted = match *task {
            Task::PointCamera { .. } | Task::Command(_) => self.camera,
            Task::Line { trigger_m: None } => Camera::Video,
            Task::Line { trigger_m: Some(m) } => Camera::Trigger(m),
            _ => Camera::Off,
        };
        let before = std::mem::replace(&mut self.camera, wanted);
        let off = match (before, wanted) {
            (Camera::Trigger(_), Camera::Off | Camera::Video) => Some(trigger(0.0)),
            (Camera::Video, Camera::Off | Camera::Trigger(_)) => Some(video(command::VIDEO_STOP)),
            _ => None,
        };
        let on = match wanted {
            _ if before == wanted => None,
            Camera::Off => None,
            Camera::Trigger(distance_m) => Some(trigger(distance_m)),
            Camera::Video => Some(video(command::VIDEO_START)),
        };
        off.into_iter().chain(on).collect()
    }

    /// A circle is entered where it begins, not where the autopilot meets it.
    fn approach(&self, leg: &Leg) -> Option<Item> {
        let away = matches!(leg.task, Task::Orbit { .. }) && self.at != Some(leg.to);
        away.then(|| straight(leg.to))
    }
}

/// Only what moves at a speed of its own; climbs, returns and orders have none.
pub(crate) const fn has_speed(task: &Task) -> bool {
    matches!(
        task,
        Task::Transit | Task::Line { .. } | Task::Orbit { .. } | Task::Land
    )
}

fn movement(leg: &Leg) -> Option<Item> {
    let to = leg.to;
    Some(match leg.task {
        Task::TakeOff => waypoint(command::TAKEOFF, [0.0, 0.0, 0.0, f64::NAN], to),
        Task::Transit | Task::Line { .. } => straight(to),
        Task::Orbit {
            centre,
            radius_m,
            turns,
        } => {
            let params = [turns.abs(), 0.0, radius_m.copysign(turns), 0.0];
            let centre = Waypoint {
                position: centre,
                ..to
            };
            waypoint(command::LOITER_TURNS, params, centre)
        }
        Task::Hold { seconds } => waypoint(command::LOITER_TIME, [seconds, 0.0, 0.0, 0.0], to),
        // Parameter 7 = 2: MAV_MOUNT_MODE_MAVLINK_TARGETING.
        Task::PointCamera { pitch_deg, yaw_deg } => {
            order(command::MOUNT_CONTROL, [pitch_deg, 0.0, yaw_deg, 0.0], 2.0)
        }
        Task::Return => order(command::RETURN, [0.0; 4], 0.0),
        Task::Land => waypoint(command::LAND, [0.0, 0.0, 0.0, f64::NAN], to),
        Task::Command(_) => return None,
    })
}

fn straight(to: Waypoint) -> Item {
    waypoint(command::WAYPOINT, [0.0, 0.0, 0.0, f64::NAN], to)
}

/// Parameter 1 = 1: ground speed; parameter 3 = -1: throttle unchanged.
pub(super) const fn leg_speed(speed_m_s: f64) -> Item {
    order(command::CHANGE_SPEED, [1.0, speed_m_s, -1.0, 0.0], 0.0)
}

/// Back to the usual speed: -2 is "default" in both parameters, but no autopilot knows the
/// plan's default, so the speed is spelt out where it is known.
pub(super) fn usual_speed(cruise_m_s: Option<f64>) -> Item {
    let speed_m_s = cruise_m_s.unwrap_or(-2.0);
    order(command::CHANGE_SPEED, [1.0, speed_m_s, -2.0, 0.0], 0.0)
}

/// Parameter 3 = 1: take the first picture at once.
pub(super) fn trigger(distance_m: f64) -> Item {
    let at_once = if distance_m > 0.0 { 1.0 } else { 0.0 };
    order(
        command::TRIGGER_DISTANCE,
        [distance_m, 0.0, at_once, 0.0],
        0.0,
    )
}

pub(super) const fn video(command: u16) -> Item {
    order(command, [0.0; 4], 0.0)
}
