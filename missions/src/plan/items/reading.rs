//! Items to legs: a run of items is a leg only if that leg would write exactly that run.

use super::writing::{Camera, Speed, State, has_speed, usual_speed};
use super::{command, height_of, place_of, same};
use crate::geodesy::Position;
use crate::plan::item::Item;
use crate::plan::{Height, Leg, Task, Waypoint};

/// Orders that may stand before the item that moves: speed, camera off, camera on.
const MOST_ORDERS: usize = 3;

/// The legs of a mission, as [`super::to_items`] counts items.
///
/// `home` is where `Return` leads and where legs before the first place are; `cruise_m_s` is the
/// plan's speed, see [`cruise_of`]. A list without any place, read without home, is put at
/// latitude 0, longitude 0: a leg must have a place.
pub fn legs_from(items: &[Item], home: Option<Waypoint>, cruise_m_s: Option<f64>) -> Vec<Leg> {
    let mut reader = Reader {
        state: State::default(),
        ground: ground(items, home),
        home,
        cruise_m_s,
    };
    let mut legs = Vec::new();
    let mut rest = items;
    while let Some((first, after)) = rest.split_first() {
        let (leg, used) = reader
            .leg(rest)
            .unwrap_or_else(|| (reader.foreign(first), 1));
        reader.state.say(&leg, cruise_m_s);
        legs.push(leg);
        rest = rest.get(used..).unwrap_or(after);
    }
    legs
}

/// The plan's cruise speed, where the mission itself names it: the speed that is "usual".
pub fn cruise_of(items: &[Item]) -> Option<f64> {
    items
        .iter()
        .find(|item| {
            let speed_m_s = item.params[1];
            speed_m_s > 0.0 && same(item, &usual_speed(Some(speed_m_s)))
        })
        .map(|item| item.params[1])
}

struct Reader {
    state: State,
    /// Where a vehicle is before it is sent anywhere.
    ground: Waypoint,
    home: Option<Waypoint>,
    cruise_m_s: Option<f64>,
}

impl Reader {
    /// The leg at the head of `items` and how many of them it is made of.
    fn leg(&self, items: &[Item]) -> Option<(Leg, usize)> {
        let orders = items
            .iter()
            .take(MOST_ORDERS)
            .take_while(|item| is_order(item))
            .count();
        let after = items.iter().take(orders).fold(self.state, listen);
        let leg = self.movement(items.get(orders)?, after)?;
        let mut state = self.state;
        let written = state.say(&leg, self.cruise_m_s);
        let found = items.get(..=orders)?;
        let exact =
            written.len() == found.len() && written.iter().zip(found).all(|(a, b)| same(a, b));
        exact.then_some((leg, orders + 1))
    }

    fn movement(&self, item: &Item, after: State) -> Option<Leg> {
        let task = task(item, after.camera)?;
        let to = match task {
            Task::Return => self.home.map_or(self.here(), on_the_ground),
            Task::PointCamera { .. } | Task::Orbit { .. } => self.here(),
            _ => place_of(item)?,
        };
        let speed_m_s = match after.speed {
            Speed::Leg(speed_m_s) if has_speed(&task) => Some(speed_m_s),
            _ => None,
        };
        Some(Leg {
            task,
            to,
            speed_m_s,
        })
    }

    fn foreign(&self, item: &Item) -> Leg {
        let here = self.here();
        let to = place_of(item).unwrap_or(Waypoint {
            position: here.position,
            height: height_of(item).unwrap_or(here.height),
        });
        Leg {
            task: Task::Command(*item),
            to,
            speed_m_s: None,
        }
    }

    fn here(&self) -> Waypoint {
        self.state.at.unwrap_or(self.ground)
    }
}

fn task(item: &Item, camera: Camera) -> Option<Task> {
    let [first, second, third, _] = item.params;
    Some(match item.command {
        command::TAKEOFF => Task::TakeOff,
        command::WAYPOINT => match camera {
            Camera::Off => Task::Transit,
            Camera::Video => Task::Line { trigger_m: None },
            Camera::Trigger(m) => Task::Line { trigger_m: Some(m) },
        },
        command::LOITER_TURNS => Task::Orbit {
            centre: place_of(item)?.position,
            radius_m: third.abs(),
            turns: first.copysign(third),
        },
        command::LOITER_TIME => Task::Hold { seconds: first },
        command::MOUNT_CONTROL if second == 0.0 => Task::PointCamera {
            pitch_deg: first,
            yaw_deg: third,
        },
        command::RETURN => Task::Return,
        command::LAND => Task::Land,
        _ => return None,
    })
}

const fn is_order(item: &Item) -> bool {
    matches!(
        item.command,
        command::CHANGE_SPEED
            | command::TRIGGER_DISTANCE
            | command::VIDEO_START
            | command::VIDEO_STOP
    )
}

fn listen(mut state: State, item: &Item) -> State {
    let usual = item.command == command::CHANGE_SPEED && item.params[2] == -2.0;
    if usual {
        state.speed = Speed::Cruise;
    } else {
        state.overhear(item);
    }
    state
}

fn on_the_ground(home: Waypoint) -> Waypoint {
    Waypoint {
        position: home.position,
        height: Height::above_home(0.0),
    }
}

fn ground(items: &[Item], home: Option<Waypoint>) -> Waypoint {
    let position = home
        .or_else(|| items.iter().find_map(place_of))
        .map(|place| place.position)
        .or_else(|| Position::new(0.0, 0.0).ok())
        .expect("0, 0 is a position");
    Waypoint {
        position,
        height: Height::above_home(0.0),
    }
}
