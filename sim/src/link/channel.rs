//! One direction of a radio link: what goes in comes out later, twice, out of order, or never,
//! as the scenario's link faults say. Seeded; no socket and no clock.

use std::collections::BTreeMap;
use std::time::Duration;

use missions::time::BootTime;

use crate::faults::{Fault, LinkFault, active};
use crate::noise::Noise;

/// More packets than this are never on their way at once; what comes on top is lost.
const MOST_IN_FLIGHT: usize = 65_536;

/// One direction of a link that carries packets of type `P`.
#[derive(Clone, Debug)]
pub struct Channel<P> {
    noise: Noise,
    faults: Vec<Fault<LinkFault>>,
    /// By the time of arrival, then by the order of sending.
    in_flight: BTreeMap<(BootTime, u64), P>,
    sent: u64,
}

/// What the active faults come to.
#[derive(Clone, Copy, Debug, Default)]
struct Weather {
    cut: bool,
    loss: f64,
    duplication: f64,
    reordering: f64,
    late: Duration,
    delay: Duration,
    jitter: Duration,
}

impl Weather {
    fn at(faults: &[Fault<LinkFault>], now: BootTime) -> Self {
        let millis = |ms: u32| Duration::from_millis(u64::from(ms));
        let mut weather = Self::default();
        for fault in active(faults, now) {
            match fault {
                LinkFault::PacketLoss { share } => weather.loss = weather.loss.max(share),
                LinkFault::Duplication { share } => {
                    weather.duplication = weather.duplication.max(share);
                }
                LinkFault::Reordering { share, by_ms } => {
                    weather.reordering = weather.reordering.max(share);
                    weather.late = weather.late.max(millis(by_ms));
                }
                LinkFault::Latency { ms, jitter_ms } => {
                    weather.delay += millis(ms);
                    weather.jitter += millis(jitter_ms);
                }
                LinkFault::LinkCut {} => weather.cut = true,
            }
        }
        weather
    }
}

impl<P: Clone> Channel<P> {
    /// A channel with the faults of a scenario; `name` keeps its chances apart from others'.
    pub fn new(seed: u64, name: &str, faults: Vec<Fault<LinkFault>>) -> Self {
        Self {
            noise: Noise::stream(seed, name),
            faults,
            in_flight: BTreeMap::new(),
            sent: 0,
        }
    }

    /// A packet goes in.
    pub fn send(&mut self, now: BootTime, packet: P) {
        let weather = Weather::at(&self.faults, now);
        if weather.cut || self.noise_says(weather.loss) {
            return;
        }
        if self.noise_says(weather.duplication) {
            self.launch(now, &weather, packet.clone());
        }
        self.launch(now, &weather, packet);
    }

    /// The next packet that has arrived by `now`; call until there is none.
    pub fn receive(&mut self, now: BootTime) -> Option<P> {
        let entry = self.in_flight.first_entry()?;
        (entry.key().0 <= now).then(|| entry.remove())
    }

    /// When the next packet arrives.
    pub fn next(&self) -> Option<BootTime> {
        self.in_flight.keys().next().map(|(arrival, _)| *arrival)
    }

    fn launch(&mut self, now: BootTime, weather: &Weather, packet: P) {
        let mut arrival = now + weather.delay;
        if !weather.jitter.is_zero() {
            arrival = arrival + weather.jitter.mul_f64(self.noise.share());
        }
        if self.noise_says(weather.reordering) {
            arrival = arrival + weather.late;
        }
        if self.in_flight.len() < MOST_IN_FLIGHT {
            self.in_flight.insert((arrival, self.sent), packet);
            self.sent += 1;
        }
    }

    /// Draws only where there is a chance, so that a fault leaves the time without it as it was.
    fn noise_says(&mut self, share: f64) -> bool {
        share > 0.0 && self.noise.chance(share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::Window;

    fn channel(faults: &[LinkFault]) -> Channel<u32> {
        let window = Window {
            from: BootTime::ZERO,
            to: None,
        };
        let faults = faults.iter().map(|kind| Fault {
            window,
            kind: *kind,
        });
        Channel::new(5, "test", faults.collect())
    }

    /// Sends 10,000 numbers, a millisecond apart, and returns what came out in which order.
    fn through(faults: &[LinkFault]) -> Vec<u32> {
        let mut channel = channel(faults);
        let mut arrived = Vec::new();
        for n in 0..20_000 {
            let now = BootTime::from_millis(u64::from(n));
            if n < 10_000 {
                channel.send(now, n);
            }
            arrived.extend(std::iter::from_fn(|| channel.receive(now)));
        }
        arrived
    }

    #[test]
    fn without_faults_everything_arrives_at_once_and_in_order() {
        assert_eq!(through(&[]), (0..10_000).collect::<Vec<_>>());
    }

    #[test]
    fn a_share_is_lost() {
        let arrived = through(&[LinkFault::PacketLoss { share: 0.3 }]).len();
        assert!((6_800..7_200).contains(&arrived), "{arrived}");
    }

    #[test]
    fn a_share_arrives_twice() {
        let arrived = through(&[LinkFault::Duplication { share: 0.1 }]).len();
        assert!((10_850..11_150).contains(&arrived), "{arrived}");
    }

    #[test]
    fn a_share_is_overtaken() {
        let by_ms = 5;
        let arrived = through(&[LinkFault::Reordering { share: 0.1, by_ms }]);
        let overtaken = arrived.windows(2).filter(|pair| pair[0] > pair[1]).count();
        assert_eq!(arrived.len(), 10_000);
        assert!((700..1_100).contains(&overtaken), "{overtaken}");
    }

    #[test]
    fn latency_delays_and_keeps_the_order() {
        let mut channel = channel(&[LinkFault::Latency {
            ms: 200,
            jitter_ms: 0,
        }]);
        channel.send(BootTime::ZERO, 1);
        channel.send(BootTime::ZERO, 2);
        assert_eq!(channel.receive(BootTime::from_millis(199)), None);
        assert_eq!(channel.next(), Some(BootTime::from_millis(200)));
        assert_eq!(channel.receive(BootTime::from_millis(200)), Some(1));
        assert_eq!(channel.receive(BootTime::from_millis(200)), Some(2));
    }

    #[test]
    fn nothing_passes_a_cut_link() {
        assert!(through(&[LinkFault::LinkCut {}]).is_empty());
    }

    #[test]
    fn the_same_seed_loses_the_same_packets() {
        let faults = [LinkFault::PacketLoss { share: 0.5 }];
        assert_eq!(through(&faults), through(&faults));
    }
}
