//! What is done about silence in the air besides deciding: asking again, and telling who waits.

use std::time::Duration;

use missions::time::BootTime;

use super::super::super::event::Event;
use super::super::super::silence::Silences;
use super::{Desk, Fly, GIVEN_UP_S, Streams};

/// An autopilot's silence is told this often.
const TOLD_EVERY: Duration = Duration::from_secs(30);
/// Telemetry that has fallen silent is asked for this often.
const ASKED_EVERY: Duration = Duration::from_secs(5);

impl Fly {
    /// What has fallen silent is asked for again and again; that is told once.
    pub(super) fn ask_for_telemetry(&mut self, now: BootTime, desk: &mut Desk<'_>) {
        if let Some((_, streams)) = &mut self.streams {
            streams.hear(desk.partner);
        }
        let silences = Silences::of(now, self.begun, &desk.partner.state);
        if silences.is_empty() {
            self.streams = None;
            return;
        }
        let lately = |(at, _): &(BootTime, Streams)| now.since(*at) < ASKED_EVERY;
        let airborne = desk.partner.is_airborne(now);
        let heard = desk.partner.silent_s(now) < desk.limits.autopilot_silent_s;
        if !airborne || !heard || self.streams.as_ref().is_some_and(lately) {
            return;
        }
        if self.streams.is_none() {
            desk.tell(Event::Commanded {
                command: "telemetry".into(),
                why: silences.to_string(),
            });
        }
        let streams = Streams::ask_for(now, desk.partner, |message| silences.misses(message));
        self.streams = Some((now, streams));
    }

    /// Whoever waits for an autopilot that is silent is told so now and then.
    pub(super) fn tell_waiting(&mut self, now: BootTime, desk: &mut Desk<'_>) {
        let seconds = desk.partner.silent_s(now);
        if seconds < desk.limits.autopilot_silent_s {
            self.waiting = None;
            return;
        }
        let since = *self.waiting.get_or_insert(now);
        if now.since(since) >= TOLD_EVERY {
            self.waiting = Some(now);
            desk.tell(Event::Waiting {
                seconds,
                given_up_s: GIVEN_UP_S,
            });
        }
    }
}
