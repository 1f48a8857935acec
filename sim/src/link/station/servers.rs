//! The servers of one vehicle: who answers commands, keeps missions and parameters, logs and files.

use missions::link::command::{RequestId, Server as Commands, ServerEvent as CommandEvent};
use missions::link::dialect::{MavMessage, MavMissionResult, MavResult};
use missions::link::manners::Autopilot as Manners;
use missions::link::mission_transfer::{Kind, Limits, Server as Lists, ServerEvent as ListEvent};
use missions::link::{Conversation, Endpoint, Transmit};
use missions::plan::item::Item;
use missions::time::BootTime;

use crate::vehicle::Vehicle;
use crate::vehicle::autopilot::Autopilot;
use crate::vehicle::modes::Manner;

/// All servers of one vehicle.
#[derive(Debug)]
pub(super) struct Servers {
    manners: Manners,
    commands: Commands,
    lists: Lists,
    /// A list that the autopilot refused after it had been received: its acknowledgement.
    refused: Option<(Kind, MavMissionResult)>,
}

impl Servers {
    pub(super) fn new(me: Endpoint, vehicle: &Vehicle) -> Self {
        let manners = match vehicle.manner() {
            Manner::ArduPilot => Manners::ArduPilot,
            Manner::Px4 => Manners::Px4,
        };
        Self {
            manners,
            commands: Commands::new(me),
            lists: Lists::new(me, manners, Limits::default()),
            refused: None,
        }
    }

    /// The names of mission, fence and rally points, as `MISSION_CURRENT` tells them.
    pub(super) fn mission_ids(&self) -> [u32; 3] {
        Kind::ALL.map(|kind| self.lists.opaque_id(kind))
    }

    pub(super) fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        self.commands.handle(now, from, message);
        self.lists.handle(now, from, message);
    }

    /// What the servers must know of the vehicle.
    pub(super) fn look_at(&mut self, now: BootTime, vehicle: &Vehicle) {
        let autopilot = vehicle.asked();
        self.lists.set_ready(autopilot.has_booted());
        self.lists.set_home(autopilot.home().map(|home| home.place));
        self.commands.handle_timeout(now);
        self.lists.handle_timeout(now);
    }

    pub(super) fn next_command(&mut self) -> Option<CommandEvent> {
        self.commands.poll_event()
    }

    pub(super) fn answer(&mut self, id: RequestId, result: MavResult) {
        self.commands.answer(id, result);
    }

    /// Hands what was received to the autopilot; returns what it had against it.
    pub(super) fn settle(&mut self, autopilot: &mut Autopilot) -> Vec<String> {
        let mut refusals = Vec::new();
        while let Some(event) = self.lists.poll_event() {
            let kind = match event {
                ListEvent::Received { kind, .. } | ListEvent::Cleared { kind, .. } => kind,
                ListEvent::Read { .. } => continue,
            };
            if let Err(reason) = self.put_in_force(kind, autopilot) {
                refusals.push(reason);
                self.refused = Some((kind, MavMissionResult::MAV_MISSION_UNSUPPORTED));
                let kept = self.kept(kind, autopilot);
                self.lists.set_items(kind, kept);
            }
        }
        refusals
    }

    fn put_in_force(&self, kind: Kind, autopilot: &mut Autopilot) -> Result<(), String> {
        let items = self.lists.items(kind).to_vec();
        match kind {
            Kind::Mission => autopilot
                .set_mission(self.to_wire(items, autopilot))
                .map_err(|refusal| refusal.to_string()),
            Kind::Fence => autopilot
                .set_fence(items)
                .map_err(|refusal| refusal.to_string()),
            Kind::Rally => autopilot
                .set_rally(items)
                .map_err(|refusal| refusal.to_string()),
        }
    }

    /// A plan's items as the autopilot counts them: with ArduPilot, item 0 is home.
    fn to_wire(&self, items: Vec<Item>, autopilot: &Autopilot) -> Vec<Item> {
        if !self.manners.home_is_item_0() || items.is_empty() {
            return items;
        }
        let (x, y, z) = autopilot.home().map_or((0.0, 0.0, 0.0), |home| {
            let place = home.place;
            let (position, height) = (place.position, place.height);
            (
                position.latitude_deg(),
                position.longitude_deg(),
                height.metres,
            )
        });
        let home = Item {
            command: 16,
            frame: 0,
            params: [0.0; 4],
            x,
            y,
            z,
            autocontinue: true,
        };
        std::iter::once(home)
            .chain(items.iter().map(|item| self.manners.prepared(item)))
            .collect()
    }

    /// What the autopilot holds, as a plan counts it.
    fn kept(&self, kind: Kind, autopilot: &Autopilot) -> Vec<Item> {
        let mission = autopilot.mission();
        match kind {
            Kind::Mission => mission
                .items()
                .iter()
                .skip(usize::from(mission.first()))
                .map(|item| self.manners.as_planned(item))
                .collect(),
            Kind::Fence => autopilot.fence().items().to_vec(),
            Kind::Rally => autopilot.rally_items().to_vec(),
        }
    }

    /// The next message of any server.
    pub(super) fn poll_transmit(&mut self) -> Option<Transmit> {
        if let Some(transmit) = self.commands.poll_transmit() {
            return Some(transmit);
        }
        let mut transmit = self.lists.poll_transmit()?;
        if let MavMessage::MISSION_ACK(ack) = &mut transmit.message
            && ack.mavtype == MavMissionResult::MAV_MISSION_ACCEPTED
            && let Some((_, result)) = self.refused.take()
        {
            ack.mavtype = result;
        }
        Some(transmit)
    }
}
