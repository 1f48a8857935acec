//! Waits until nothing speaks against flying, as long as it is worth waiting.

use std::time::Duration;

use missions::plan::check::{Objection, Severity};
use missions::time::BootTime;

use super::super::event::{Event, Outcome};
use super::super::preflight;
use super::super::silence::Silences;
use super::depart::Depart;
use super::streams::Streams;
use super::{Desk, Next, Stage};

/// Filters settle and satellites come within this time, or the vehicle has a problem.
const PATIENCE: Duration = Duration::from_secs(90);
/// Telemetry that is silent is asked for this often.
const ASKED_EVERY: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(in super::super) struct Check {
    since: BootTime,
    told: Option<Vec<Objection>>,
    /// Telemetry that was asked for again, and when.
    streams: Option<(BootTime, Streams)>,
    /// What the plan's airspace brings; it is worked out once.
    airspace: Option<Vec<Objection>>,
}

impl Check {
    pub(super) const fn begin(now: BootTime) -> Self {
        Self {
            since: now,
            told: None,
            streams: None,
            airspace: None,
        }
    }

    pub(super) fn step(&mut self, now: BootTime, desk: &mut Desk<'_>) -> Next {
        self.ask_for_telemetry(now, desk);
        let mut found = preflight::objections(now, desk.orders, desk.limits, &desk.partner.state);
        let airspace = || preflight::airspace(desk.orders);
        found.extend_from_slice(self.airspace.get_or_insert_with(airspace));
        if self.told.as_ref() != Some(&found) {
            self.told = Some(found.clone());
            desk.tell(Event::Objections {
                objections: found.clone(),
            });
        }
        if !preflight::forbid(&found) {
            return Next::Go(if desk.orders.only_check {
                Stage::Over(Outcome::Ready)
            } else {
                Stage::Depart(Depart::begin(now))
            });
        }
        if now.since(self.since) < PATIENCE {
            return Next::Stay;
        }
        Next::fail(self.reason(&found, desk))
    }

    /// An autopilot that began again sends nothing that it is not asked for.
    fn ask_for_telemetry(&mut self, now: BootTime, desk: &mut Desk<'_>) {
        if let Some((_, streams)) = &mut self.streams {
            streams.hear(desk.partner);
        }
        let silences = Silences::of(now, self.since, &desk.partner.state);
        let lately = |(at, _): &(BootTime, Streams)| now.since(*at) < ASKED_EVERY;
        if silences.is_empty() || self.streams.as_ref().is_some_and(lately) {
            return;
        }
        let streams = Streams::ask_for(now, desk.partner, |message| silences.misses(message));
        self.streams = Some((now, streams));
    }

    fn reason(&self, found: &[Objection], desk: &Desk<'_>) -> String {
        let errors = found.iter().filter(|o| o.severity == Severity::Error);
        let objections = errors.map(|o| format!("{}: {}", o.place, o.reason));
        let said = desk.partner.complaints(self.since);
        let said = said.iter().map(|text| format!("the vehicle said: {text}"));
        let all: Vec<_> = objections.chain(said).collect();
        format!("the vehicle is not fit to fly: {}", all.join("; "))
    }
}
