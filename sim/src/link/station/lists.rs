//! Mission, fence and rally points: what was received, handed to the autopilot, and what it says.

use missions::link::dialect::{MavMessage, MavMissionResult};
use missions::link::mission_transfer::{Kind, Limits, Server, ServerEvent};
use missions::link::{Conversation, Endpoint, Transmit};
use missions::plan::item::Item;
use missions::time::BootTime;

use crate::vehicle::autopilot::Autopilot;
use crate::vehicle::modes::Manner;

/// The three lists of a vehicle.
#[derive(Debug)]
pub(super) struct Lists {
    manner: Manner,
    server: Server,
    /// The autopilot has refused what had been received: its acknowledgement becomes this.
    refused: Option<MavMissionResult>,
}

impl Lists {
    pub(super) const fn new(me: Endpoint, manner: Manner, limits: Limits) -> Self {
        Self {
            manner,
            server: Server::new(me, manner, limits),
            refused: None,
        }
    }

    /// The names of mission, fence and rally points, as `MISSION_CURRENT` tells them.
    pub(super) fn names(&self) -> [u32; 3] {
        Kind::ALL.map(|kind| self.server.opaque_id(kind))
    }

    pub(super) fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        self.server.handle(now, from, message);
    }

    pub(super) fn look_at(&mut self, now: BootTime, autopilot: &Autopilot) {
        self.server.set_ready(autopilot.has_booted());
        self.server
            .set_home(autopilot.home().map(|home| home.place));
        self.server.handle_timeout(now);
    }

    /// Hands what was received to the autopilot; returns what it had against it.
    pub(super) fn settle(&mut self, autopilot: &mut Autopilot) -> Vec<String> {
        let mut refusals = Vec::new();
        while let Some(event) = self.server.poll_event() {
            let kind = match event {
                ServerEvent::Received { kind, .. } | ServerEvent::Cleared { kind, .. } => kind,
                ServerEvent::Read { .. } => continue,
            };
            if let Err(reason) = self.put_in_force(kind, autopilot) {
                refusals.push(reason);
                self.refused = Some(MavMissionResult::MAV_MISSION_UNSUPPORTED);
                let kept = self.kept(kind, autopilot);
                self.server.set_items(kind, kept);
            }
        }
        refusals
    }

    pub(super) fn poll_transmit(&mut self) -> Option<Transmit> {
        let mut transmit = self.server.poll_transmit()?;
        if let MavMessage::MISSION_ACK(ack) = &mut transmit.message
            && ack.mavtype == MavMissionResult::MAV_MISSION_ACCEPTED
            && let Some(result) = self.refused.take()
        {
            ack.mavtype = result;
        }
        Some(transmit)
    }

    fn put_in_force(&self, kind: Kind, autopilot: &mut Autopilot) -> Result<(), String> {
        let items = self.server.items(kind).to_vec();
        match kind {
            Kind::Mission => autopilot
                .set_mission(self.counted(items, autopilot))
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
    fn counted(&self, items: Vec<Item>, autopilot: &Autopilot) -> Vec<Item> {
        if !self.manner.home_is_item_0() || items.is_empty() {
            return items;
        }
        let prepared = items.iter().map(|item| self.manner.prepared(item));
        std::iter::once(home(autopilot)).chain(prepared).collect()
    }

    /// What the autopilot holds, as a plan counts it.
    fn kept(&self, kind: Kind, autopilot: &Autopilot) -> Vec<Item> {
        let mission = autopilot.mission();
        match kind {
            Kind::Mission => mission
                .items()
                .iter()
                .skip(usize::from(mission.first()))
                .map(|item| self.manner.as_planned(item))
                .collect(),
            Kind::Fence => autopilot.fence().items().to_vec(),
            Kind::Rally => autopilot.rally_items().to_vec(),
        }
    }
}

fn home(autopilot: &Autopilot) -> Item {
    let (x, y, z) = autopilot.home().map_or((0.0, 0.0, 0.0), |home| {
        let (position, height) = (home.place.position, home.place.height);
        (
            position.latitude_deg(),
            position.longitude_deg(),
            height.metres,
        )
    });
    Item {
        command: 16,
        frame: 0,
        params: [0.0; 4],
        x,
        y,
        z,
        autocontinue: true,
    }
}
