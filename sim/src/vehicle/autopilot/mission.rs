//! The mission as it is stored: what each autopilot accepts, and how it gives it back.
//!
//! Flying it is [`super::executor`]'s. Sources: ArduPilot, `AP_Mission.cpp`
//! (`mavlink_int_to_mission_cmd`, `mission_cmd_to_mavlink_int`); PX4, `mavlink_mission.cpp`
//! (`parse_mavlink_mission_item`); and what both were seen to give back.

use missions::geodesy::Position;
use missions::plan::item::Item;
use thiserror::Error;

use super::super::modes::Manner;

/// Items that fit. Source: ArduPilot on a board with 16 KiB of storage; PX4 with a card.
const ARDUPILOT_ROOM: usize = 724;
const PX4_ROOM: usize = 2000;
/// Heights beyond this are refused, metres. Source: ArduPilot, `LOCATION_ALT_MAX_M`.
const HIGHEST_M: f64 = 83_000.0;

/// Why an item was refused; the link turns it into a `MAV_MISSION_RESULT`.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum Refusal {
    /// This autopilot does not know the command.
    #[error("command {0} is not supported in a mission")]
    Command(u16),
    /// This autopilot does not know the frame.
    #[error("frame {0} is not supported")]
    Frame(u8),
    /// A parameter (1 to 7) means nothing.
    #[error("parameter {parameter} cannot be {value}")]
    Parameter {
        /// Which, from 1; 5 is latitude, 6 longitude, 7 height.
        parameter: u8,
        /// Its value.
        value: f64,
    },
    /// Too many items.
    #[error("{0} items do not fit")]
    Room(usize),
    /// The autopilot is still starting.
    #[error("the autopilot is still starting")]
    NotNow,
}

/// Which item was refused, and why.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
#[error("mission item {index}: {refusal}")]
pub struct MissionRefusal {
    /// Its number, from 0.
    pub index: usize,
    /// Why.
    pub refusal: Refusal,
}

/// How far the mission is; the numbers are `MISSION_STATE`'s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum MissionState {
    /// 1: there is none.
    None = 1,
    /// 2: not started.
    NotStarted = 2,
    /// 3: under way.
    Active = 3,
    /// 4: paused.
    Paused = 4,
    /// 5: done.
    Complete = 5,
}

/// The stored mission.
#[derive(Clone, Debug)]
pub struct Mission {
    manner: Manner,
    items: Vec<Item>,
    pub(super) current: u16,
    pub(super) reached: Option<u16>,
    pub(super) state: MissionState,
}

impl Mission {
    pub(super) const fn new(manner: Manner) -> Self {
        Self {
            manner,
            items: Vec::new(),
            current: 0,
            reached: None,
            state: MissionState::None,
        }
    }

    /// The items as the autopilot gives them back; with ArduPilot's manners item 0 is home.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The item that is being flown.
    pub const fn current(&self) -> u16 {
        self.current
    }

    /// The last item that was reached.
    pub const fn reached(&self) -> Option<u16> {
        self.reached
    }

    /// How far it is.
    pub const fn state(&self) -> MissionState {
        self.state
    }

    /// The first item that can be flown: 1 with ArduPilot's manners, 0 with PX4's.
    pub const fn first(&self) -> u16 {
        match self.manner {
            Manner::ArduPilot => 1,
            Manner::Px4 => 0,
        }
    }

    pub(super) fn get(&self, index: u16) -> Option<&Item> {
        self.items.get(usize::from(index))
    }

    pub(super) fn can_start(&self) -> bool {
        self.items.len() > usize::from(self.first())
    }

    pub(super) fn replace(&mut self, mut items: Vec<Item>) -> Result<(), MissionRefusal> {
        let room = match self.manner {
            Manner::ArduPilot => ARDUPILOT_ROOM,
            Manner::Px4 => PX4_ROOM,
        };
        if items.len() > room {
            return Err(MissionRefusal {
                index: room,
                refusal: Refusal::Room(items.len()),
            });
        }
        for (index, item) in items.iter_mut().enumerate() {
            let is_home = self.manner == Manner::ArduPilot && index == 0;
            if !is_home {
                check(self.manner, item).map_err(|refusal| MissionRefusal { index, refusal })?;
            }
            *item = kept(self.manner, item);
        }
        self.state = if items.is_empty() {
            MissionState::None
        } else {
            MissionState::NotStarted
        };
        self.items = items;
        self.current = 0;
        self.reached = None;
        Ok(())
    }

    /// The motors stopped: ArduPilot goes back to the beginning, PX4 only from the end.
    pub(super) fn rest(&mut self) {
        if self.manner == Manner::ArduPilot || self.state == MissionState::Complete {
            self.current = 0;
        }
        if matches!(self.state, MissionState::Active | MissionState::Paused) {
            self.state = MissionState::NotStarted;
        }
    }
}

/// Whether a command is flown (true) or done on the way (false); none when it is not known.
pub(super) const fn is_navigation(manner: Manner, command: u16) -> Option<bool> {
    match (manner, command) {
        (_, 16 | 17 | 19 | 20 | 21 | 22 | 93) | (Manner::ArduPilot, 18 | 82) => Some(true),
        (
            _,
            112 | 114 | 177 | 178 | 179 | 183 | 189 | 195 | 197 | 201 | 203 | 205 | 206 | 530 | 531
            | 532 | 1000 | 1001 | 2000 | 2001 | 2500 | 2501,
        )
        | (Manner::ArduPilot, 115 | 204 | 207)
        | (Manner::Px4, 204 | 214) => Some(false),
        _ => None,
    }
}

/// Whether a command's x and y are a place.
pub(super) const fn has_place(command: u16) -> bool {
    matches!(command, 16..=19 | 21 | 22 | 82 | 179 | 189 | 195 | 201)
}

fn check(manner: Manner, item: &Item) -> Result<(), Refusal> {
    if is_navigation(manner, item.command).is_none() {
        return Err(Refusal::Command(item.command));
    }
    for (number, value) in (1_u8..).zip(item.params) {
        let may_be_nan = match manner {
            Manner::ArduPilot => number == 4,
            Manner::Px4 => true,
        };
        if value.is_infinite() || (value.is_nan() && !may_be_nan) {
            return Err(Refusal::Parameter {
                parameter: number,
                value,
            });
        }
    }
    if has_place(item.command) {
        check_place(item)
    } else {
        Ok(())
    }
}

/// Whether frame, latitude, longitude and height of an item mean something.
pub(super) fn check_place(item: &Item) -> Result<(), Refusal> {
    if !item.is_global() {
        return Err(Refusal::Frame(item.frame));
    }
    // PX4 takes NaN for "where it is".
    let is_here = item.x.is_nan() && item.y.is_nan() && matches!(item.command, 17 | 19 | 21 | 22);
    if !is_here && Position::new(item.x, item.y).is_err() {
        let latitude_is_bad = !(item.x.is_finite() && item.x.abs() <= 90.0);
        return Err(Refusal::Parameter {
            parameter: if latitude_is_bad { 5 } else { 6 },
            value: if latitude_is_bad { item.x } else { item.y },
        });
    }
    if !item.z.is_finite() || item.z.abs() > HIGHEST_M {
        return Err(Refusal::Parameter {
            parameter: 7,
            value: item.z,
        });
    }
    Ok(())
}

/// An item as the autopilot keeps it and gives it back.
fn kept(manner: Manner, item: &Item) -> Item {
    let mut kept = *item;
    match manner {
        Manner::ArduPilot => {
            // The frames with and without _INT are one; commands without a place have none.
            kept.frame = match item.frame {
                5 => 0,
                6 => 3,
                11 => 10,
                frame => frame,
            };
            if !has_place(item.command) {
                kept.frame = 0;
            }
            if item.command == 19 {
                kept.params[2] = if item.params[2] < 0.0 { -1.0 } else { 1.0 };
            }
        }
        Manner::Px4 => {
            kept.frame = match item.frame {
                0 => 5,
                3 => 6,
                frame => frame,
            };
            if item.command == 22 {
                kept.params[0] = 0.0;
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(command: u16, x: f64, y: f64, z: f64) -> Item {
        Item {
            command,
            frame: 6,
            params: [0.0; 4],
            x,
            y,
            z,
            autocontinue: true,
        }
    }

    fn check(manner: Manner, last: Item, expected: Option<Refusal>) {
        let mut mission = Mission::new(manner);
        let result = mission.replace(vec![item(16, 0.0, 0.0, 0.0), last]);
        assert_eq!(result.err().map(|refused| refused.refusal), expected);
        assert_eq!(
            mission.items().len(),
            if expected.is_some() { 0 } else { 2 }
        );
    }

    #[test]
    fn hostile_items_are_refused_and_leave_the_mission_as_it_was() {
        for manner in [Manner::ArduPilot, Manner::Px4] {
            check(manner, item(16, 52.0, 4.0, 30.0), None);
            check(
                manner,
                item(9999, 52.0, 4.0, 30.0),
                Some(Refusal::Command(9999)),
            );
            for (x, y, z, parameter, value) in [
                (91.0, 4.0, 30.0, 5, 91.0),
                (52.0, 200.0, 30.0, 6, 200.0),
                (52.0, 4.0, 1e9, 7, 1e9),
                (52.0, 4.0, f64::INFINITY, 7, f64::INFINITY),
            ] {
                check(
                    manner,
                    item(16, x, y, z),
                    Some(Refusal::Parameter { parameter, value }),
                );
            }
        }
    }

    #[test]
    fn nan_is_no_place_and_no_height() {
        let mut mission = Mission::new(Manner::Px4);
        for bad in [
            item(16, f64::NAN, 4.0, 30.0),
            item(16, 52.0, f64::NAN, 30.0),
            item(16, 52.0, 4.0, f64::NAN),
        ] {
            assert!(mission.replace(vec![bad]).is_err());
        }
    }

    #[test]
    fn what_only_the_other_autopilot_flies_is_refused() {
        check(
            Manner::Px4,
            item(18, 52.0, 4.0, 30.0),
            Some(Refusal::Command(18)),
        );
        check(Manner::ArduPilot, item(18, 52.0, 4.0, 30.0), None);
    }

    /// As seen in the recorded conversations.
    #[test]
    fn items_come_back_as_the_real_autopilots_give_them_back() {
        let mut trigger = item(206, 0.0, 0.0, 0.0);
        trigger.frame = 2;
        assert_eq!(kept(Manner::ArduPilot, &trigger).frame, 0);
        assert_eq!(kept(Manner::Px4, &trigger).frame, 2);
        assert_eq!(kept(Manner::ArduPilot, &item(16, 1.0, 1.0, 1.0)).frame, 3);
        assert_eq!(
            kept(Manner::ArduPilot, &item(19, 1.0, 1.0, 1.0)).params[2],
            1.0
        );
        let mut take_off = item(22, 1.0, 1.0, 1.0);
        take_off.params[0] = 15.0;
        assert_eq!(kept(Manner::Px4, &take_off).params[0], 0.0);
    }
}
