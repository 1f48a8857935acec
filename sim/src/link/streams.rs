//! Which message is sent when: the standing intervals and what a client asked to change.
//!
//! ArduPilot is silent but for its heartbeat until it is asked, by stream group
//! (`REQUEST_DATA_STREAM`) or by message (`SET_MESSAGE_INTERVAL`). PX4 starts with the rates of
//! its "onboard" link, which are those of the recorded conversation.

use std::collections::BTreeMap;
use std::time::Duration;

use missions::time::BootTime;

use super::telemetry;
use crate::vehicle::modes::Manner;

/// No message is sent more often than this (400 per second).
const SHORTEST: Duration = Duration::from_micros(2_500);

/// `MAV_DATA_STREAM_ALL`.
const ALL_GROUPS: u8 = 0;

/// The schedule of one vehicle's telemetry.
#[derive(Clone, Debug)]
pub struct Streams {
    manner: Manner,
    entries: BTreeMap<u32, Entry>,
    next: BootTime,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    interval: Duration,
    due: BootTime,
}

impl Streams {
    /// The schedule that the autopilot starts with.
    pub fn new(manner: Manner) -> Self {
        let mut streams = Self {
            manner,
            entries: BTreeMap::new(),
            next: BootTime::ZERO,
        };
        for (id, hertz) in standing(manner) {
            streams.set(BootTime::ZERO, *id, interval_of(*hertz));
        }
        streams
    }

    /// The interval of a message; none where it is not sent by itself.
    pub fn interval(&self, id: u32) -> Option<Duration> {
        self.entries.get(&id).map(|entry| entry.interval)
    }

    /// Sends a message at an interval from now on; none stops it.
    /// False where this autopilot has no such message.
    pub fn set(&mut self, now: BootTime, id: u32, interval: Option<Duration>) -> bool {
        if telemetry::known(self.manner, id).is_none() {
            return false;
        }
        match interval {
            Some(interval) => {
                let interval = interval.max(SHORTEST);
                self.entries.insert(id, Entry { interval, due: now });
                self.next = self.next.min(now);
            }
            None => {
                self.entries.remove(&id);
            }
        }
        true
    }

    /// Back to the interval that the autopilot started with.
    pub fn reset(&mut self, now: BootTime, id: u32) -> bool {
        let hertz = standing(self.manner)
            .iter()
            .find_map(|(known, hertz)| (*known == id).then_some(*hertz));
        self.set(now, id, hertz.and_then(interval_of))
    }

    /// `REQUEST_DATA_STREAM`: a whole group at a rate; zero stops it. PX4 has no groups.
    pub fn set_group(&mut self, now: BootTime, group: u8, hertz: u16) {
        if self.manner == Manner::Px4 {
            return;
        }
        let interval = interval_of(f64::from(hertz));
        for (_, ids) in GROUPS
            .iter()
            .filter(|(stream, _)| *stream == group || group == ALL_GROUPS)
        {
            for id in *ids {
                self.set(now, *id, interval);
            }
        }
    }

    /// When the next message is due.
    pub const fn next(&self) -> BootTime {
        self.next
    }

    /// The messages that are due now, in the order of their numbers; each is counted as sent.
    pub fn due(&mut self, now: BootTime) -> Vec<u32> {
        if now < self.next {
            return Vec::new();
        }
        let mut due = Vec::new();
        let mut next = BootTime::from_micros(u64::MAX);
        for (id, entry) in &mut self.entries {
            if entry.due <= now {
                due.push(*id);
                // Keep the rhythm, but do not catch up what was missed.
                let next = entry.due + entry.interval;
                entry.due = if next > now {
                    next
                } else {
                    now + entry.interval
                };
            }
            next = next.min(entry.due);
        }
        self.next = next;
        due
    }
}

fn interval_of(hertz: f64) -> Option<Duration> {
    (hertz > 0.0).then(|| Duration::from_secs_f64(1.0 / hertz))
}

const fn standing(manner: Manner) -> &'static [(u32, f64)] {
    match manner {
        Manner::ArduPilot => &[(0, 1.0)],
        Manner::Px4 => PX4_ONBOARD,
    }
}

/// Source: PX4-Autopilot, `mavlink_main.cpp`, `MAVLINK_MODE_ONBOARD`; heartbeat and
/// `MISSION_CURRENT` once a second, as recorded.
const PX4_ONBOARD: &[(u32, f64)] = &[
    (0, 1.0),
    (1, 5.0),
    (2, 1.0),
    (24, 8.0),
    (29, 1.0),
    (30, 100.0),
    (31, 50.0),
    (32, 30.0),
    (33, 50.0),
    (36, 10.0),
    (42, 1.0),
    (49, 1.0),
    (62, 10.0),
    (65, 20.0),
    (74, 10.0),
    (83, 10.0),
    (85, 10.0),
    (87, 10.0),
    (105, 50.0),
    (141, 10.0),
    (147, 0.5),
    (230, 1.0),
    (231, 10.0),
    (241, 0.5),
    (242, 0.5),
    (245, 5.0),
    (331, 30.0),
    (436, 0.5),
];

/// Source: ArduPilot, `ArduCopter/GCS_MAVLink_Copter.cpp`, `STREAM_…_msgs`; the
/// numbers of the groups are `MAV_DATA_STREAM`'s.
const GROUPS: &[(u8, &[u32])] = &[
    (1, &[27, 116, 29, 137]),
    (2, &[1, 125, 152, 42, 24, 62, 162, 87]),
    (3, &[36, 65]),
    (6, &[33, 32]),
    (10, &[30, 164, 178]),
    (11, &[74]),
    (12, &[163, 2, 168, 193, 241, 147]),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(streams: &mut Streams, seconds: u64, id: u32) -> usize {
        (0..seconds * 100)
            .filter(|tick| streams.due(BootTime::from_millis(tick * 10)).contains(&id))
            .count()
    }

    #[test]
    fn ardupilot_only_beats_until_it_is_asked() {
        let mut streams = Streams::new(Manner::ArduPilot);
        assert_eq!(sent(&mut streams, 10, 0), 10);
        assert_eq!(streams.entries.len(), 1);
        streams.set_group(BootTime::ZERO, ALL_GROUPS, 4);
        assert_eq!(sent(&mut streams, 10, 33), 40);
    }

    #[test]
    fn px4_starts_with_the_rates_of_its_onboard_link() {
        assert_eq!(sent(&mut Streams::new(Manner::Px4), 10, 30), 1000);
        assert_eq!(sent(&mut Streams::new(Manner::Px4), 10, 33), 500);
        assert_eq!(sent(&mut Streams::new(Manner::Px4), 10, 147), 5);
    }

    #[test]
    fn an_interval_can_be_set_stopped_and_reset() {
        let mut streams = Streams::new(Manner::Px4);
        let now = BootTime::ZERO;
        assert!(streams.set(now, 30, Some(Duration::from_millis(500))));
        assert_eq!(sent(&mut streams.clone(), 10, 30), 20);
        assert!(streams.set(now, 30, None));
        assert_eq!(sent(&mut streams.clone(), 10, 30), 0);
        assert!(streams.reset(now, 30));
        assert_eq!(streams.interval(30), Some(Duration::from_millis(10)));
    }

    #[test]
    fn what_an_autopilot_lacks_cannot_be_asked_for() {
        assert!(!Streams::new(Manner::ArduPilot).set(BootTime::ZERO, 141, None));
        assert!(Streams::new(Manner::Px4).set(BootTime::ZERO, 141, None));
        assert!(!Streams::new(Manner::Px4).set(BootTime::ZERO, 99_999, None));
    }

    #[test]
    fn a_late_step_sends_once_and_keeps_the_rhythm() {
        let mut streams = Streams::new(Manner::ArduPilot);
        assert_eq!(streams.due(BootTime::ZERO), [0]);
        assert_eq!(streams.due(BootTime::from_millis(5_500)), [0]);
        assert_eq!(streams.next(), BootTime::from_millis(6_500));
        assert!(streams.due(BootTime::from_millis(6_499)).is_empty());
    }
}
