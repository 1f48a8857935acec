//! Mission, fence and rally points: the vehicle shall hold the plan, the whole plan, and nothing
//! but the plan.
//!
//! Each list is read and compared first; what differs is uploaded (or cleared, where the plan has
//! none), read back and compared again. A vehicle that holds the plan already is not written to.

use std::time::Duration;

use missions::link::Conversation as _;
use missions::link::manners::Autopilot;
use missions::link::mission_transfer::{ClientEvent, Difference, Kind, TransferError, differences};
use missions::link::to_mavlink::{fence_items, rally_items};
use missions::plan::item::Item;
use missions::telemetry::SystemStatus;
use missions::time::BootTime;

use super::super::event::Event;
use super::super::orders::Orders;
use super::super::preflight;
use super::settings::Settings;
use super::{Desk, Next, Stage};

/// ArduPilot refuses missions while it boots.
const BOOT_PATIENCE: Duration = Duration::from_mins(1);
/// How often a transfer that failed is begun again.
const TRIES: u8 = 4;
/// Differences that are told; the others are counted.
const TOLD: usize = 3;

#[derive(Debug)]
pub(in super::super) struct Load {
    since: BootTime,
    parts: Vec<Part>,
    at: usize,
    step: Step,
}

#[derive(Debug)]
struct Part {
    kind: Kind,
    items: Vec<Item>,
    uploaded: bool,
    tries: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Not asked yet.
    Begin,
    Reading,
    Writing,
    /// Waits before the next try.
    Pause(BootTime),
}

impl Load {
    pub(super) fn begin(now: BootTime, orders: &Orders, autopilot: Autopilot) -> Self {
        let part = |kind| Part {
            kind,
            items: planned(kind, orders, autopilot),
            uploaded: false,
            tries: 0,
        };
        Self {
            since: now,
            parts: Kind::ALL.map(part).into(),
            at: 0,
            step: Step::Begin,
        }
    }

    pub(super) fn step(&mut self, now: BootTime, desk: &mut Desk<'_>) -> Next {
        while let Some(event) = desk.partner.transfers.poll_event() {
            if let Some(next) = self.hear(now, desk, event) {
                return next;
            }
        }
        match self.step {
            Step::Begin if self.at == 0 && is_booting(desk) => {
                if now.since(self.since) >= BOOT_PATIENCE {
                    return Next::fail("the autopilot does not finish booting");
                }
            }
            Step::Begin => return self.begin_part(now, desk),
            Step::Pause(until) if now >= until => self.read(now, desk),
            Step::Reading | Step::Writing | Step::Pause(_) => {}
        }
        Next::Stay
    }

    fn begin_part(&mut self, now: BootTime, desk: &mut Desk<'_>) -> Next {
        if self.at == 0 {
            let lacking = preflight::lacking(desk.orders, desk.partner.capabilities);
            if preflight::forbid(&lacking) {
                let reasons: Vec<_> = lacking.iter().map(ToString::to_string).collect();
                return Next::fail(reasons.join("; "));
            }
        }
        let Some(part) = self.parts.get(self.at) else {
            return Next::Go(Stage::Settle(Settings::begin(now, desk)));
        };
        if part.items.is_empty() && !takes(part.kind, desk) {
            self.at += 1;
            return Next::Stay;
        }
        self.read(now, desk);
        Next::Stay
    }

    fn read(&mut self, now: BootTime, desk: &mut Desk<'_>) {
        if let Some(part) = self.parts.get(self.at) {
            desk.partner.transfers.download(now, part.kind);
            self.step = Step::Reading;
        }
    }

    fn write(&mut self, now: BootTime, desk: &mut Desk<'_>) {
        let Some(part) = self.parts.get_mut(self.at) else {
            return;
        };
        let transfers = &mut desk.partner.transfers;
        if part.items.is_empty() {
            transfers.clear(now, part.kind);
        } else {
            transfers.upload(now, part.kind, &part.items, desk.orders.plan.home);
        }
        part.uploaded = true;
        self.step = Step::Writing;
    }

    fn hear(&mut self, now: BootTime, desk: &mut Desk<'_>, event: ClientEvent) -> Option<Next> {
        match event {
            ClientEvent::Downloaded { items, .. } => self.compare(now, desk, &items),
            ClientEvent::Uploaded { .. } | ClientEvent::Cleared { .. } => {
                self.read(now, desk);
                None
            }
            ClientEvent::Failed { error, .. } => self.failed(now, desk, &error),
            ClientEvent::Progress { .. } => None,
        }
    }

    fn compare(&mut self, now: BootTime, desk: &mut Desk<'_>, held: &[Item]) -> Option<Next> {
        let part = self.parts.get(self.at)?;
        let autopilot = desk.partner.autopilot;
        let found = differences(&part.items, held, part.kind, autopilot);
        if found.is_empty() {
            desk.tell(Event::Loaded {
                part: part.kind.to_string(),
                items: part.items.len(),
                uploaded: part.uploaded,
            });
            self.at += 1;
            self.step = Step::Begin;
            return None;
        }
        if part.uploaded {
            let told = told(&found);
            return Some(Next::fail(format!(
                "the {} came back otherwise than sent: {told}",
                part.kind
            )));
        }
        self.write(now, desk);
        None
    }

    fn failed(&mut self, now: BootTime, desk: &Desk<'_>, error: &TransferError) -> Option<Next> {
        let part = self.parts.get_mut(self.at)?;
        part.tries += 1;
        let said = matches!(
            error,
            TransferError::Item { .. } | TransferError::TooMany(_)
        );
        if part.tries < TRIES && !said {
            part.uploaded = false;
            self.step = Step::Pause(now + Duration::from_secs(2));
            return None;
        }
        if part.items.is_empty() && desk.partner.capabilities.is_none() {
            // Nothing to load, and nobody said that this kind of list exists at all.
            self.at += 1;
            self.step = Step::Begin;
            return None;
        }
        // Whoever is in the way is named: the vehicle's own words are then about the other's transfer.
        let meddles = desk.partner.meddling.sign();
        let meddles = meddles.map_or(String::new(), |sign| format!("; meanwhile {sign}"));
        Some(Next::fail(format!(
            "the {} could not be loaded: {}{meddles}",
            part.kind,
            chain(error)
        )))
    }
}

fn is_booting(desk: &Desk<'_>) -> bool {
    let status = desk.partner.state.system.get();
    status.is_none_or(|s| {
        matches!(
            s,
            SystemStatus::Unknown | SystemStatus::Booting | SystemStatus::Calibrating
        )
    })
}

/// What the vehicle shall hold of a kind.
pub(super) fn planned(kind: Kind, orders: &Orders, autopilot: Autopilot) -> Vec<Item> {
    match kind {
        Kind::Mission => orders.flyable(autopilot),
        Kind::Fence => orders.fence().as_ref().map_or_else(Vec::new, fence_items),
        Kind::Rally => rally_items(&orders.plan.airspace.rally),
    }
}

/// Whether the vehicle has such a list, as far as it said.
pub(super) fn takes(kind: Kind, desk: &Desk<'_>) -> bool {
    desk.partner.capabilities.is_none_or(|can| match kind {
        Kind::Mission => true,
        Kind::Fence => can.takes_fences(),
        Kind::Rally => can.takes_rally_points(),
    })
}

/// The first differences in words.
pub(super) fn told(found: &[Difference]) -> String {
    let first: Vec<_> = found.iter().take(TOLD).map(ToString::to_string).collect();
    let more = found.len().saturating_sub(TOLD);
    if more == 0 {
        return first.join("; ");
    }
    format!("{}; and {more} more differences", first.join("; "))
}

/// An error with its sources.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        words = format!("{words}: {inner}");
        source = inner.source();
    }
    words
}
