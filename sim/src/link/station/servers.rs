//! The servers of one vehicle, and who of them hears what.

use missions::link::command::{RequestId, Server as Commands, ServerEvent as CommandEvent};
use missions::link::dialect::{MavMessage, MavResult};
use missions::link::mission_transfer::Limits;
use missions::link::{Conversation, Endpoint, Transmit};
use missions::time::{BootTime, UtcTime};

use super::card::Card;
use super::lens::Lens;
use super::lists::Lists;
use super::mount::{Mount, pose};
use super::table::Table;
use crate::eye::Optics;
use crate::vehicle::Vehicle;
use crate::vehicle::autopilot::Picture;

/// All servers of one vehicle.
#[derive(Debug)]
pub(super) struct Servers {
    commands: Commands,
    lists: Lists,
    table: Table,
    card: Card,
    mount: Mount,
    lens: Lens,
}

impl Servers {
    pub(super) fn new(me: Endpoint, vehicle: &Vehicle, optics: Option<&Optics>) -> Self {
        let manner = vehicle.manner();
        Self {
            commands: Commands::new(me),
            lists: Lists::new(me, manner, Limits::default()),
            table: Table::new(me, manner, vehicle.asked()),
            card: Card::new(me, manner),
            mount: Mount::new(me),
            lens: Lens::new(me.system, optics),
        }
    }

    /// Where the gimbal is turned (yaw from the nose, pitch, radians) and how far to zoom, from 1.
    pub(super) fn view(&self) -> ([f64; 2], f64) {
        (self.mount.turned_rad(), self.lens.zoom())
    }

    /// The names of mission, fence and rally points, as `MISSION_CURRENT` tells them.
    pub(super) fn mission_names(&self) -> [u32; 3] {
        self.lists.names()
    }

    pub(super) fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        if !self.mount.answers(message) && !self.lens.answers(message) {
            self.commands.handle(now, from, message);
        }
        self.mount.handle(now, from, message);
        self.lens.handle(now, from, message);
        self.lists.handle(now, from, message);
        self.table.handle(now, from, message);
        self.card.handle(now, from, message);
    }

    /// Time goes on, and the servers learn what they must know of the vehicle.
    pub(super) fn look_at(&mut self, now: BootTime, vehicle: &Vehicle) {
        self.commands.handle_timeout(now);
        self.lists.look_at(now, vehicle.asked());
        self.table.look_at(now);
        self.card.look_at(now);
        let pose = pose(vehicle);
        self.mount.look_at(now, &pose);
        self.lens.look_at(now, &pose, self.mount.pointing());
    }

    /// The autopilot has triggered the camera.
    pub(super) fn took(&mut self, utc: UtcTime, picture: &Picture) {
        self.lens.took(utc, picture, self.mount.pointing());
    }

    pub(super) fn next_command(&mut self) -> Option<CommandEvent> {
        self.commands.poll_event()
    }

    pub(super) fn answer(&mut self, id: RequestId, result: MavResult) {
        self.commands.answer(id, result);
    }

    /// Hands what was received to the autopilot; returns what it had against it.
    pub(super) fn settle(&mut self, vehicle: &mut Vehicle) -> Vec<String> {
        let refusals = self.lists.settle(vehicle.autopilot());
        self.table.settle(vehicle.autopilot());
        self.mount.settle(vehicle.autopilot());
        self.lens.settle(vehicle.autopilot());
        self.card.settle(vehicle);
        refusals
    }

    /// The next message of any server.
    pub(super) fn poll_transmit(&mut self) -> Option<Transmit> {
        let said = self.commands.poll_transmit();
        said.or_else(|| self.lists.poll_transmit())
            .or_else(|| self.table.poll_transmit())
            .or_else(|| self.card.poll_transmit())
            .or_else(|| self.mount.poll_transmit())
            .or_else(|| self.lens.poll_transmit())
    }
}
